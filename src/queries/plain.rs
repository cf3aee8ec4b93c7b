//! Normalizes queries for counting, and masks anything that could identify a person by number.
//!
//! Lower case, NFC, single spaces. Masked by `#`: runs of digits (telephone, identity and case numbers),
//! numbers in words, email and web addresses, the street of a postal address, and long words of letters and
//! digits. Names are not masked; they are protected by the minimum count a query needs before it is kept.

use unicode_normalization::UnicodeNormalization;

use super::numerals::is_numeral;

/// The maximum length of a query, in characters: longer ones are pasted text, which is never popular.
const MAX_CHARS: usize = 100;
/// Allows for four bytes per character and for surrounding white space.
const MAX_BYTES: usize = MAX_CHARS * 8;
/// The minimum length, in characters, at which a word of letters and digits is taken for an account number, a
/// license plate or a key. Dates and act numbers have no letters, and `art.30a` is shorter.
const MIXED_CHARS: usize = 8;
/// The maximum length of a word, in characters; the longest in the dictionary are shorter.
const LONG_CHARS: usize = 40;
/// The mask.
const MASK: char = '#';
/// Words that precede a street name.
const STREETS: [&str; 24] = [
    "ul.",
    "ul",
    "ulica",
    "ulicy",
    "ulicę",
    "ulice",
    "ulicą",
    "al.",
    "al",
    "aleja",
    "alei",
    "aleję",
    "aleje",
    "os.",
    "os",
    "osiedle",
    "osiedlu",
    "osiedla",
    "pl.",
    "pl",
    "plac",
    "placu",
    "вул.",
    "вулиця",
];
/// Words that precede an apartment number.
const FLATS: [&str; 7] = ["m.", "m", "lok.", "lok", "mieszkanie", "mieszkania", "кв."];
/// The maximum number of words in a street name before a house number.
const MAX_STREET_WORDS: usize = 5;

/// Returns the plain form of a query; `None` if it has no words or is too long to count.
pub(super) fn form(text: &str) -> Option<String> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let text: String = text.nfc().collect::<String>().to_lowercase().nfc().collect();
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    let mut masks: Vec<String> = words.iter().map(|word| masked(word)).collect();
    for place in streets(&words) {
        masks[place] = MASK.to_string();
    }
    let form = masks.join(" ");
    (!form.is_empty() && form.chars().count() <= MAX_CHARS).then_some(form)
}

/// Returns the positions of street names followed by a house number; a street alone is not an address.
fn streets(words: &[&str]) -> Vec<usize> {
    let is_number = |word: &&str| word.starts_with(char::is_numeric) || is_numeral(bare(word));
    let mut places = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let rest = &words[at + 1..];
        if let Some(name) = word.strip_prefix("ul.").filter(|name| !name.is_empty())
            && rest.first().is_some_and(is_number)
            && !name.starts_with(char::is_numeric)
        {
            places.push(at);
        }
        if STREETS.contains(word) {
            // A street name may contain a number: `3 Maja 12`.
            let house = rest.iter().take(MAX_STREET_WORDS + 1).skip(1).position(is_number);
            places.extend(at + 1..house.map_or(at + 1, |house| at + 2 + house));
        }
        if FLATS.contains(word) && at > 1 && is_number(&words[at - 1]) && rest.first().is_some_and(is_number)
        {
            places.push(at - 2);
        }
    }
    places
}

/// Strips the punctuation around a word.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Masks a word; the parts of a word such as `rok:2017` are masked separately.
fn masked(word: &str) -> String {
    if word.contains('@') || word.contains("://") || word.starts_with("www.") || is_numeral(bare(word)) {
        return MASK.to_string();
    }
    word.split_inclusive(':').map(masked_part).collect()
}

fn masked_part(part: &str) -> String {
    let letters_and_digits = part.chars().filter(|c| c.is_alphanumeric()).count();
    let is_mixed = part.chars().any(char::is_alphabetic) && part.chars().any(char::is_numeric);
    if (is_mixed && letters_and_digits >= MIXED_CHARS) || letters_and_digits > LONG_CHARS {
        return MASK.to_string();
    }
    let mut masked = String::with_capacity(part.len());
    for c in part.chars() {
        match c.is_numeric() {
            true if masked.ends_with(MASK) => {}
            true => masked.push(MASK),
            false => masked.push(c),
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(form(text).as_deref(), Some(expected), "of `{text}`");
    }

    #[test]
    fn queries_that_differ_in_case_space_and_composition_are_one() {
        check("  Budżet\t OBYWATELSKI ", "budżet obywatelski");
        check("budz\u{307}et", "budżet");
        check("a\u{0}b", "a b");
    }

    #[test]
    fn digits_are_masked_everywhere() {
        check("zarządzenie 358/2017", "zarządzenie #/#");
        check("600 700 800", "# # #");
        check("pesel 44051401359", "pesel #");
        check("rok:2017 od:2017-02-13", "rok:# od:#-#-#");
        check("art. 30 ust. 2a", "art. # ust. #a");
        check("٣٤٥ ⅻ x²", "# # x#");
    }

    #[test]
    fn addresses_and_long_words_with_digits_are_masked_completely() {
        check("jan.kowalski@example.org", "#");
        check("kontakt <jan@example.org>", "kontakt #");
        check("PL61109010140000071219812874", "#");
        check("KR1P/00012345/6", "#");
        check(&format!("klucz {}", "q".repeat(41)), "klucz #");
        check("konstantynopolitańczykowianeczka", "konstantynopolitańczykowianeczka");
    }

    #[test]
    fn spelled_out_numbers_and_addresses_are_masked() {
        check("telefon pięćset jeden sto dwa", "telefon # # # #");
        check("pesel czterdziesci cztery, zero piec", "pesel # # # #");
        check("https://example.org/reset?klucz=abc", "#");
        check("www.example.org/jan", "#");
        check("ul. Długa 12/3", "ul. # #/#");
        check("przy ulicy Jana Kochanowskiego 5 m. 7 hałas", "przy ulicy # # # m. # hałas");
        check("al. 3 Maja 12", "al. # # #");
        check("ul.Lipowa 4", "# #");
        check("Lipowa 4 m. 5", "# # m. #");
        check("os. Złotej Jesieni dwanaście", "os. # # #");
    }

    #[test]
    fn a_street_alone_and_words_that_resemble_numerals_stay() {
        check("remont ul. Długiej", "remont ul. długiej");
        check("plac zabaw Dębniki", "plac zabaw dębniki");
        check("stół i dwór", "stół i dwór");
    }

    #[test]
    fn empty_and_very_long_queries_are_not_counted() {
        assert_eq!(form(" \n "), None);
        assert_eq!(form(&"rada miasta ".repeat(9)), None);
        assert_eq!(form(&"x".repeat(5000)), None);
    }
}
