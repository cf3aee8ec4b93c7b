//! The districts of Kraków, and the forms in which people write one.
//!
//! Finding mentions in texts is left to `ingest`, names in other grammatical cases to `search`. Invariant: what is
//! read stands for exactly one district.

use super::{composed, unaccented};

/// The districts of Kraków, in numerical order.
pub const DISTRICTS: [&str; 18] = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
    "XVII", "XVIII",
];

/// The names of the districts, in the order of their numbers.
pub const DISTRICT_NAMES: [&str; 18] = [
    "Stare Miasto",
    "Grzegórzki",
    "Prądnik Czerwony",
    "Prądnik Biały",
    "Krowodrza",
    "Bronowice",
    "Zwierzyniec",
    "Dębniki",
    "Łagiewniki-Borek Fałęcki",
    "Swoszowice",
    "Podgórze Duchackie",
    "Bieżanów-Prokocim",
    "Podgórze",
    "Czyżyny",
    "Mistrzejowice",
    "Bieńczyce",
    "Wzgórza Krzesławickie",
    "Nowa Huta",
];

/// Words that may stand before the number or the name.
const BEFORE: [&str; 4] = ["dzielnica", "dzielnicy", "district", "nr"];

/// Returns the number of the district that `VIII`, `viii`, `8`, `VIII Dębniki`, `Dzielnica VIII` or `Dębniki`
/// stands for.
pub fn district_named(text: &str) -> Option<&'static str> {
    let mut words = words(text);
    let before = words.iter().take_while(|word| BEFORE.contains(&word.as_str())).count();
    words.drain(..before);
    let (number, name) = match district_numbered(words.first()?) {
        Some(number) => (Some(number), words.get(1..)?),
        None => (None, words.as_slice()),
    };
    let mut names = DISTRICTS.into_iter().zip(DISTRICT_NAMES);
    match number {
        Some(number) if name.is_empty() => Some(number),
        _ => names
            .find(|(known, full)| {
                number.is_none_or(|number| number == *known) && are_alike(&self::words(full), name)
            })
            .map(|(known, _)| known),
    }
}

/// Returns the district with a Roman or Arabic number.
pub fn district_numbered(text: &str) -> Option<&'static str> {
    let is_plain = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let arabic = text.parse::<usize>().ok().filter(|_| is_plain);
    let arabic = arabic.and_then(|number| DISTRICTS.get(number.checked_sub(1)?));
    arabic.or_else(|| DISTRICTS.iter().find(|roman| roman.eq_ignore_ascii_case(text))).copied()
}

/// Returns the words of a text in lower case.
fn words(text: &str) -> Vec<String> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | ':' | '-' | '–' | '—');
    let text = composed(text.to_owned()).to_lowercase();
    text.split(is_between).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether two names differ in accents at most.
fn are_alike(one: &[String], other: &[String]) -> bool {
    let plain = |words: &[String]| words.iter().map(|word| unaccented(word)).collect::<Vec<_>>();
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(district_named(text), expected, "{text}");
    }

    #[test]
    fn a_district_is_read_however_it_is_written() {
        for text in [
            "VIII",
            "viii",
            " Viii ",
            "8",
            "08",
            "VIII Dębniki",
            "viii debniki",
            "8 – Dębniki",
            "Dzielnica VIII",
            "dzielnica VIII Dębniki",
            "Dębniki",
            "DEBNIKI",
            "district 8",
            "Dzielnica nr 8",
        ] {
            check(text, Some("VIII"));
        }
        check("Łagiewniki - Borek Fałęcki", Some("IX"));
        check("Podgórze", Some("XIII"));
        check("Podgórze Duchackie", Some("XI"));
        for (number, (roman, name)) in (1..).zip(DISTRICTS.into_iter().zip(DISTRICT_NAMES)) {
            check(&number.to_string(), Some(roman));
            check(name, Some(roman));
        }
    }

    #[test]
    fn what_is_no_district_is_not_read() {
        for text in [
            "",
            "0",
            "19",
            "XIX",
            "IIII",
            "008",
            "00",
            "+8",
            "VIII Podgórze",
            "Prądnik",
            "dzielnica",
            "VIIIa",
        ] {
            check(text, None);
        }
    }
}
