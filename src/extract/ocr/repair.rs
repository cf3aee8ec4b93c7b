//! Corrects what the recognizer is known to misread in Polish acts, where there is no other possibility.
//!
//! Anything ambiguous is left alone. Invariant: a word without `$`, digits or strokes is unchanged.

/// Words that a number follows: a lone stroke there is a `1`.
const BEFORE_NUMBER: [&str; 9] = ["strona", "str.", "ust.", "pkt", "art.", "nr", "poz.", "§", "z."];
/// Words that a preceding number runs into if the space between is lost.
const AFTER_NUMBER: [&str; 9] = ["ust.", "pkt", "art.", "lit.", "poz.", "r.", "zł", "ustawy", "ust"];
/// Marks that a number may end with.
const END_MARKS: [char; 5] = ['.', ',', ')', ';', ':'];

/// A corrected word, or a part of one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RepairedWord {
    pub(super) text: String,
    /// The index of the word that it was read as.
    pub(super) origin: usize,
}

/// Returns the corrected words of a line.
pub(super) fn repair(words: &[String]) -> Vec<RepairedWord> {
    let mut repaired: Vec<RepairedWord> = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).map_or("", String::as_str);
        if let Some(rest) = section(word, next) {
            repaired.push(RepairedWord { text: "§".to_owned(), origin: at });
            repaired.extend((!rest.is_empty()).then(|| RepairedWord { text: rest.to_owned(), origin: at }));
            continue;
        }
        let after_keyword = repaired.last().is_some_and(|last| is_before_number(&last.text));
        let word = number(word, after_keyword);
        repaired.extend(parted(&word).into_iter().map(|text| RepairedWord { text, origin: at }));
    }
    repaired
}

/// Returns what follows a section sign that was read as `$`; amounts in dollars precede that sign.
fn section<'a>(word: &'a str, next: &str) -> Option<&'a str> {
    let rest = word.strip_prefix(['$', '§'])?;
    let number = if rest.is_empty() { next } else { rest };
    let digits = number.chars().take_while(char::is_ascii_digit).count();
    let is_section = (1..=4).contains(&digits) && !number[digits..].starts_with([',', ' ']);
    (is_section || word.starts_with('§')).then_some(rest)
}

/// Returns whether a number follows this word.
pub(super) fn is_before_number(word: &str) -> bool {
    BEFORE_NUMBER.contains(&word.to_lowercase().as_str())
}

/// Returns the word with strokes turned into ones: next to digits, or alone where a number must be.
fn number(word: &str, after_keyword: bool) -> String {
    let body = word.trim_end_matches(END_MARKS);
    let is_stroke = |c: char| matches!(c, 'l' | 'I' | '|' | '!');
    let has_digit = body.chars().any(|c| c.is_ascii_digit());
    let is_number = body.chars().all(|c| c.is_ascii_digit() || is_stroke(c)) && !body.is_empty();
    let is_lone = after_keyword && body.chars().count() == 1;
    if is_number && (has_digit || is_lone) {
        return word.replace(['l', 'I', '|', '!'], "1");
    }
    word.to_owned()
}

/// Splits a word where a number runs into an abbreviation: `7ust.`, `lpkt`, `ust.1`.
fn parted(word: &str) -> Vec<String> {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let stroke = usize::from(digits == 0 && word.starts_with(['l', 'I', '|']));
    let (head, rest) = word.split_at(digits + stroke);
    let ends = |rest: &str| AFTER_NUMBER.contains(&rest.trim_end_matches([',', ';', ')']));
    if !head.is_empty() && ends(rest) && (stroke == 0 || matches!(rest, "pkt" | "ust." | "ust")) {
        return vec![if stroke == 1 { "1".to_owned() } else { head.to_owned() }, rest.to_owned()];
    }
    vec![word.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(read: &str, expected: &str) {
        let words: Vec<String> = read.split(' ').map(str::to_owned).collect();
        let repaired: Vec<String> = repair(&words).into_iter().map(|word| word.text).collect();
        assert_eq!(repaired.join(" "), expected);
    }

    #[test]
    fn a_dollar_sign_before_a_section_number_is_a_section_sign() {
        check("$ 1. Ustala się", "§ 1. Ustala się");
        check("$4. Uchwała", "§ 4. Uchwała");
        check("w $ 12 ust. 3", "w § 12 ust. 3");
        check("§4a. W", "§ 4a. W");
        check("kwota 100 $ za", "kwota 100 $ za");
        check("$ USA", "$ USA");
        check("$10000", "$10000");
    }

    #[test]
    fn strokes_in_numbers_become_ones() {
        check("Strona |", "Strona 1");
        check("ust. l, w", "ust. 1, w");
        check("pkt 1l i", "pkt 11 i");
        check("Tom II", "Tom II");
        check("I. Postanowienia", "I. Postanowienia");
        check("art. II", "art. II");
    }

    #[test]
    fn a_number_and_its_abbreviation_are_separated() {
        check("7ust. lpkt", "7 ust. 1 pkt");
        check("4ustawy 2013r. 20zł", "4 ustawy 2013 r. 20 zł");
        check("Iustrator 3D 2x", "Iustrator 3D 2x");
    }
}
