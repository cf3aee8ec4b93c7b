//! Which of Kraków's 18 districts a text speaks of.
//!
//! Only where it says `Dzielnica` and the Roman number, or several: the names alone (`Nowa Huta`)
//! are estates and places too.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::DISTRICTS;

static MENTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i:dzielnic\p{L}*)\s+((?:[IVX]+\b(?:\s*(?:,|i|oraz|lub)\s*)?)+)")
        .expect("a constant pattern that the tests compile")
});

/// The districts spoken of, in order.
pub(super) fn districts(texts: impl Iterator<Item = impl AsRef<str>>) -> Vec<String> {
    let mut is_mentioned = [false; 18];
    for text in texts {
        for mention in MENTION.captures_iter(text.as_ref()) {
            for number in mention[1].split(|c: char| !"IVX".contains(c)) {
                if let Some(at) = DISTRICTS.iter().position(|district| *district == number) {
                    is_mentioned[at] = true;
                }
            }
        }
    }
    let mentioned = DISTRICTS.iter().zip(is_mentioned).filter(|(_, is_mentioned)| *is_mentioned);
    mentioned.map(|(district, _)| (*district).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(districts([text].into_iter()), expected);
    }

    #[test]
    fn districts_are_known_by_their_numbers() {
        check("Rada Dzielnicy XVIII Nowa Huta", &["XVIII"]);
        check("w Dzielnicach II, IX i X oraz w dzielnicy\nI Stare Miasto", &["I", "II", "IX", "X"]);
        check("Nowa Huta i dzielnice miasta", &[]);
        check("Dzielnica XXV", &[]);
        check("dzielnica i jej rada", &[]);
    }
}
