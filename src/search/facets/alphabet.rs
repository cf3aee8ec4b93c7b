//! The Polish alphabetical order, as in a telephone book.
//!
//! Letter by letter, where `ą` is a letter of its own after `a`; case, accents of other languages and signs decide only
//! where all letters are equal. A collation crate would bring the tables of all languages for the names of some organs.

use crate::analysis::unaccented;

/// The letters in their order.
const LETTERS: &str = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż";

/// What texts are ordered by: words by their letters, then the text as it is.
pub(super) fn key(text: &str) -> (Vec<u32>, &str) {
    (text.to_lowercase().chars().flat_map(places).collect(), text)
}

/// The places of a sign in the order: white space first, digits, Polish letters, then all others. Signs have none.
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

    /// Fails unless the texts are in order.
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
