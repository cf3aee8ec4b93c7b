//! Splits numbers from words that they are glued to: `Nr123/2020`, `15zł`, `§8ust.2`, `ul.Krótka5`.
//!
//! A known abbreviation or unit is split from its number, and so is a word of four or more letters.
//! Intentional spellings stay whole: `MN1`, `A4`, `24h`, `12a`, `PM10`.
//! Invariants: a word is only split between a letter and a digit, and the part before a split is not split
//! again.

/// Abbreviations and words that precede a number, in lower case.
#[rustfmt::skip]
const BEFORE_NUMBER: &[&str] = &[
    "al", "art", "cz", "dn", "do", "dz", "fax", "faks", "godz", "isbn", "issn", "kl", "kod", "kom", "krs", "lit",
    "lok", "lp", "nip", "nr", "nrb", "nº", "obr", "od", "ok", "os", "par", "pkt", "pl", "pok", "poz", "rozdz",
    "rys", "str", "sygn", "tab", "tel", "tom", "uchw", "ul", "ust", "zał", "zal", "zad", "zarz",
];

/// Units and abbreviations that follow a number, in lower case. Single letters other than `m` are left out:
/// `5G`, `24h`, `12a`.
#[rustfmt::skip]
const AFTER_NUMBER: &[&str] = &[
    "ar", "art", "cm", "dag", "db", "dkg", "dl", "dm", "dni", "egz", "eur", "gb", "ghz", "gj", "godz", "gr", "gw",
    "gwh", "ha", "hl", "hpa", "hz", "kb", "kcal", "kg", "khz", "kj", "km", "kpa", "kpl", "kv", "kva", "kw", "kwh",
    "kwp", "lat", "lit", "m", "mb", "mg", "mhz", "min", "mkw", "ml", "mld", "mln", "mm", "mpa", "mva", "mw",
    "mwh", "obr", "os", "par", "pkt", "pln", "poz", "rbh", "sek", "str", "szt", "tb", "tyg", "tys", "usd", "ust",
    "zał", "zal", "zł", "zl",
];

/// The minimum number of letters for a word to be split from digits glued to it.
const MIN_WORD_LETTERS: usize = 4;

/// The number of digits of a year, which may have an `r` glued to it.
const YEAR_DIGITS: usize = 4;

/// Returns the offset of the first split, between a letter and a digit, if any.
pub(crate) fn first_cut(word: &str) -> Option<usize> {
    // A superscript number belongs to its base.
    if word.contains(['(', '[']) {
        return None;
    }
    let mut start = 0;
    let mut before = CharClass::Other;
    for (at, c) in word.char_indices() {
        let kind = CharClass::from_char(c);
        let is_cut = match (before, kind) {
            (CharClass::Letter, CharClass::Digit) => start == 0 && stands_before(&word[..at]),
            (CharClass::Digit, CharClass::Letter) => stands_after(&word[at..], at - start),
            _ => false,
        };
        if is_cut {
            return Some(at);
        }
        if kind != before {
            start = at;
        }
        before = kind;
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CharClass {
    Letter,
    Digit,
    Other,
}

impl CharClass {
    fn from_char(c: char) -> Self {
        match c {
            '0'..='9' => Self::Digit,
            _ if c.is_alphabetic() => Self::Letter,
            _ => Self::Other,
        }
    }
}

/// Whether these letters are split from a number after them.
fn stands_before(letters: &str) -> bool {
    letters.chars().count() >= MIN_WORD_LETTERS || BEFORE_NUMBER.contains(&&*letters.to_lowercase())
}

/// Whether the letters at the start of a text are split from this number of digits before them.
fn stands_after(text: &str, digits: usize) -> bool {
    let letters = &text[..text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())];
    let lower = letters.to_lowercase();
    AFTER_NUMBER.contains(&&*lower)
        || lower == "r" && digits == YEAR_DIGITS
        || lower == *letters && letters.chars().count() >= MIN_WORD_LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, parts: &[&str]) {
        let (mut rest, mut found) = (word, Vec::new());
        while let Some(cut) = first_cut(rest) {
            found.push(&rest[..cut]);
            rest = &rest[cut..];
        }
        found.push(rest);
        assert_eq!(found, parts, "{word}");
    }

    #[test]
    fn known_abbreviations_and_units_are_split_from_their_number() {
        check("Nr123/2020", &["Nr", "123/2020"]);
        check("15zł", &["15", "zł"]);
        check("15ZŁ", &["15", "ZŁ"]);
        check("5ha", &["5", "ha"]);
        check("16kV", &["16", "kV"]);
        check("200szt", &["200", "szt"]);
        check("12,5km", &["12,5", "km"]);
        check("87m2", &["87", "m2"]);
        check("87m²", &["87", "m²"]);
        check("8ust", &["8", "ust"]);
        check("art5ust2pkt3", &["art", "5", "ust", "2", "pkt", "3"]);
        check("pkt3", &["pkt", "3"]);
        check("2017r", &["2017", "r"]);
        check("13.02.2017r", &["13.02.2017", "r"]);
        check("PL6760001122", &["PL", "6760001122"]);
        check("tel123456789", &["tel", "123456789"]);
    }

    #[test]
    fn whole_words_are_split_from_digits() {
        check("Krótka5", &["Krótka", "5"]);
        check("Krótka12a", &["Krótka", "12a"]);
        check("3maja", &["3", "maja"]);
        check("10osób", &["10", "osób"]);
        check("COVID19", &["COVID", "19"]);
    }

    #[test]
    fn intentional_spellings_stay_whole() {
        for word in [
            "MN1", "A4", "24h", "12a", "PM10", "CO2", "NO2", "5G", "m2", "S7", "DK94", "505(29a)", "17r",
            "1szy", "U2", "358/2017", "XC/1/14",
        ] {
            check(word, &[word]);
        }
    }
}
