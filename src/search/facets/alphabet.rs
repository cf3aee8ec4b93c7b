//! Polish alphabetical order, as in a telephone book.
//!
//! Texts are compared letter by letter, where `ą` is a letter of its own after `a`. Case, accents of other
//! languages and symbols matter only if all letters are equal. A collation crate would add tables for all
//! languages just to sort the names of some organs.

use crate::analysis::unaccented;

/// The letters in alphabetical order.
const LETTERS: &str = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż";

/// Returns the sort key of a text: its words letter by letter, then the text itself.
pub(super) fn key(text: &str) -> (Vec<u32>, &str) {
    (text.to_lowercase().chars().flat_map(places).collect(), text)
}

/// Returns the positions of a character in the order: white space first, then digits, Polish letters, and all
/// others. Symbols have none.
fn places(sign: char) -> Vec<u32> {
    let letter = |sign: char| LETTERS.chars().position(|letter| letter == sign).map(|at| 20 + at as u32);
    if sign.is_whitespace() || matches!(sign, '-' | '–' | '/') {
        return vec![1];
    }
    if let Some(digit) = sign.to_digit(10) {
        return vec![2 + digit];
    }
    if let Some(place) = letter(sign) {
        return vec![place];
    }
    let plain = unaccented(&sign.to_string());
    let plain = plain.chars().filter(|sign| sign.is_alphanumeric());
    plain.map(|sign| letter(sign).unwrap_or(100 + sign as u32)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts that the texts are in order.
    #[track_caller]
    fn check(expected: &[&str]) {
        let mut sorted: Vec<&str> = expected.iter().rev().copied().collect();
        sorted.sort_by(|a, b| key(a).cmp(&key(b)));
        assert_eq!(sorted, expected);
    }

    #[test]
    fn letters_with_diacritics_come_after_those_without() {
        check(&[
            "Centrum",
            "Ćwiczebny",
            "Lubuski",
            "Łódzki",
            "Śląski",
            "Wydział",
            "Zespół",
            "Źródło",
            "Żłobek",
        ]);
        check(&["lać", "lato", "latorośl", "łach", "łąka"]);
    }

    #[test]
    fn case_and_foreign_accents_decide_last_and_spaces_come_first() {
        check(&["Rada Gminy", "rada gminy", "Rada Miasta", "Radamsa"]);
        check(&["Muller", "Müller", "Mullers"]);
        check(&["2 Pułk", "Dom", "Дім"]);
        check(&["Zarząd Dróg", "„Zarząd Dróg”", "Zarząd Zieleni"]);
    }
}
