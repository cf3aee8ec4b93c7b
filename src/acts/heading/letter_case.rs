//! Puts subjects and titles in capitals into normal case.
//!
//! Works without a dictionary. Invariant: a text in normal case keeps its letters, except for the first word
//! of a subject.

use crate::acts::{
    letters::plain_text,
    organs::{capitalize, is_roman},
};

/// Proper names that keep their capitals when an all-capitals subject is lower-cased.
const NAMES: [&str; 18] = [
    "Rady Miasta Krakowa",
    "Prezydenta Miasta Krakowa",
    "Urzędu Miasta Krakowa",
    "Miasta Krakowa",
    "Gminy Miejskiej Kraków",
    "Kraków",
    "Krakowa",
    "Krakowie",
    "Krakowem",
    "Krakowowi",
    "Rzeczypospolitej Polskiej",
    "Nowa Huta",
    "Nowej Huty",
    "Nowej Hucie",
    "Skarbu Państwa",
    "Polski",
    "Polsce",
    "Unii Europejskiej",
];

/// The first words of subjects that are names of acts.
const NAMED: [&str; 7] = ["kodeks", "prawo", "ordynacja", "karta", "przepisy", "regulamin", "statut"];

/// Converts an all-capitals subject to normal case; in any other subject only the first word changes.
pub(super) fn to_subject_case(subject: &str) -> String {
    with_first_word(&calm(subject))
}

/// Converts an all-capitals title to normal case, with a capital first letter.
pub(super) fn to_title_case(title: &str) -> String {
    let calmed = calm(title);
    let first = calmed.chars().next().map(|c| c.to_uppercase().collect::<String>());
    let rest = calmed.chars().skip(1);
    first.into_iter().chain(rest.map(String::from)).collect()
}

/// Lower-cases a text in capitals, except for numerals and known names.
pub(super) fn calm(text: &str) -> String {
    if text.contains(char::is_lowercase) {
        return text.to_owned();
    }
    let calmed = text.split(' ').map(calm_word).collect::<Vec<_>>().join(" ");
    NAMES.iter().fold(calmed, |calmed, name| restore_name(&calmed, name))
}

/// Lower-cases a word, unless it is a numeral; a name in quotation marks keeps its capital.
fn calm_word(word: &str) -> String {
    if is_roman(word) {
        return word.to_owned();
    }
    let Some(name) = word.strip_prefix(['„', '"']) else { return word.to_lowercase() };
    let (mark, _) = word.split_at(word.len() - name.len());
    format!("{mark}{}", capitalize(name))
}

/// Lower-cases the first word of a subject, unless it is the name of an act or capitalized by itself.
fn with_first_word(subject: &str) -> String {
    let (first, rest) = subject.split_once(' ').unwrap_or((subject, ""));
    let plain = plain_text(first.trim_end_matches(['.', ':']));
    let is_linking = matches!(
        plain.as_str(),
        "w" | "o" | "ws" | "do" | "z" | "na" | "dot" | "zmian" | "zmiany" | "miedzy" | "pomiedzy" | "dla"
    ) || ["zmien", "uchyl", "dotycz"].iter().any(|stem| plain.starts_with(stem))
        || ["aca", "ace", "acy", "jac"].iter().any(|ending| plain.ends_with(ending));
    let first = if is_linking {
        first.to_lowercase()
    } else if NAMED.contains(&plain.as_str()) {
        capitalize(first)
    } else {
        first.to_owned()
    };
    format!("{first} {rest}")
}

/// Restores the capitals of `name` wherever it occurs in lower case as whole words.
fn restore_name(text: &str, name: &str) -> String {
    let lower = name.to_lowercase();
    let mut restored = text.to_owned();
    for (at, found) in text.match_indices(&lower) {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = text[at + found.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        if before && after {
            // Upper-case and lower-case Polish letters take the same number of bytes.
            restored.replace_range(at..at + found.len(), name);
        }
    }
    restored
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_in_capitals_are_put_in_normal_case() {
        assert_eq!(
            to_subject_case("W SPRAWIE DRÓG W KRAKOWIE, CZĘŚĆ XII"),
            "w sprawie dróg w Krakowie, część XII"
        );
        assert_eq!(to_subject_case("O OBSZARZE „ŁĄKI NOWE”"), "o obszarze „Łąki nowe”");
        assert_eq!(to_subject_case("KODEKS PRACY"), "Kodeks pracy");
        assert_eq!(
            to_subject_case("Zmieniająca uchwałę w sprawie opłat"),
            "zmieniająca uchwałę w sprawie opłat"
        );
        assert_eq!(to_title_case("REGULAMIN TARGU"), "Regulamin targu");
        assert_eq!(to_title_case("Regulamin Targu"), "Regulamin Targu");
    }
}
