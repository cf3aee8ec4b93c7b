//! Recognizes the bodies that issue acts and converts their names from genitive to nominative.
//!
//! Invariants: both forms name the same body, in normal case; a body whose first word is not in the tables is
//! not guessed.

use std::sync::LazyLock;

use regex::Regex;

use super::numbers::pattern;

/// An issuing body, as named in headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Organ {
    /// The genitive, such as `Prezydenta Miasta Krakowa`.
    pub(super) genitive: String,
    /// The nominative, such as `Prezydent Miasta Krakowa`.
    pub(super) nominative: String,
}

/// The head word of every known body, in genitive and nominative.
const HEADS: [(&str, &str); 17] = [
    ("Prezydenta", "Prezydent"),
    ("Rady", "Rada"),
    ("Burmistrza", "Burmistrz"),
    ("Wójta", "Wójt"),
    ("Wojewody", "Wojewoda"),
    ("Sejmiku", "Sejmik"),
    ("Sejmu", "Sejm"),
    ("Senatu", "Senat"),
    ("Zarządu", "Zarząd"),
    ("Ministra", "Minister"),
    ("Marszałka", "Marszałek"),
    ("Prezesa", "Prezes"),
    ("Starosty", "Starosta"),
    ("Dyrektora", "Dyrektor"),
    ("Komisarza", "Komisarz"),
    ("Przewodniczącego", "Przewodniczący"),
    ("Konwentu", "Konwent"),
];

/// Names frequent enough to recognize even when letter spacing breaks up their words. A longer name precedes
/// its own prefixes.
const KNOWN: [&str; 24] = [
    "Prezydenta Miasta Krakowa",
    "Prezydenta Rzeczypospolitej Polskiej",
    "Rady Miasta Krakowa",
    "Rady Ministrów",
    "Prezesa Rady Ministrów",
    "Wojewody Małopolskiego",
    "Sejmiku Województwa Małopolskiego",
    "Zarządu Województwa Małopolskiego",
    "Marszałka Województwa Małopolskiego",
    "Marszałka Sejmu Rzeczypospolitej Polskiej",
    "Marszałka Senatu Rzeczypospolitej Polskiej",
    "Sejmu Rzeczypospolitej Polskiej",
    "Senatu Rzeczypospolitej Polskiej",
    "Ministra Zdrowia",
    "Ministra Finansów",
    "Ministra Sprawiedliwości",
    "Ministra Infrastruktury",
    "Ministra Środowiska",
    "Ministra Edukacji Narodowej",
    "Ministra Obrony Narodowej",
    "Ministra Spraw Wewnętrznych i Administracji",
    "Ministra Rolnictwa i Rozwoju Wsi",
    "Ministra Kultury i Dziedzictwa Narodowego",
    "Ministra Rodziny i Polityki Społecznej",
];

/// Matches the end of a body's name within a line.
static END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\n|\s(?:z\s+dnia|dnia|z\s+\d|w\s+sprawie|o\s+zmianie|zmieniając\w*|nr)\b|[,;:(\[]|\s*\d+\s*\)",
    )
});

/// Parses the body named at the start of `text`; returns it with the length of its name in bytes.
pub(super) fn leading_organ(text: &str) -> Option<(Organ, usize)> {
    if !may_be_organ(text) {
        return None;
    }
    let end = END.find(text).map_or(text.len(), |found| found.start());
    known(text, end).or_else(|| general(&text[..end]).map(|organ| (organ, end)))
}

/// Cheap check whether the first two letters are those of a known body, whatever spaces and case they have.
fn may_be_organ(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| !c.is_whitespace());
    let (first, second) = (letters.next().unwrap_or(' '), letters.next().unwrap_or(' '));
    HEADS.iter().any(|(genitive, _)| {
        let mut head = genitive.chars();
        head.next().is_some_and(|letter| is_same_letter(first, letter))
            && head.next().is_some_and(|letter| is_same_letter(second, letter))
    })
}

/// Whether two letters are the same in lower case.
fn is_same_letter(one: char, other: char) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(&other);
    }
    one == other || one.to_lowercase().eq(other.to_lowercase())
}

fn known(text: &str, end: usize) -> Option<(Organ, usize)> {
    KNOWN.iter().find_map(|name| {
        let length = strip_spaced(text, name)?;
        // A longer name, such as a minister with two portfolios, is left to the general rule.
        let whole = text.get(length..end).is_none_or(|rest| rest.trim().is_empty());
        whole.then(|| general(name).map(|organ| (organ, length))).flatten()
    })
}

/// The maximum length of a body's name in bytes: ministers with four portfolios stay well below it.
const NAME_LIMIT: usize = 160;

fn general(printed: &str) -> Option<Organ> {
    if printed.len() > NAME_LIMIT {
        return None;
    }
    let shouted = !printed.contains(char::is_lowercase);
    let mut words: Vec<String> = printed.split_whitespace().map(str::to_owned).collect();
    if shouted {
        words = words.iter().map(|word| calm(word)).collect();
    }
    drop_city_of_a_district(&mut words);
    let head = HEADS.iter().find(|(genitive, _)| words.first().is_some_and(|w| w == genitive))?;
    let genitive = words.join(" ");
    head.1.clone_into(&mut words[0]);
    if let Some(second) = words.get_mut(1) {
        *second = agree(head.0, second);
    }
    Some(Organ { genitive, nominative: words.join(" ") })
}

/// Drops the city from a district council, so that `Rady Dzielnicy XVIII Nowa Huta Miasta Krakowa` and `Rady
/// Dzielnicy XVIII Nowa Huta` are one body.
fn drop_city_of_a_district(words: &mut Vec<String>) {
    let city = words.len().checked_sub(2).filter(|at| words[*at..] == ["Miasta", "Krakowa"]);
    if let Some(at) = city.filter(|_| words.get(1).is_some_and(|word| word == "Dzielnicy")) {
        words.truncate(at);
    }
}

/// Returns the second word in the nominative if it is an adjective that agrees with the first.
fn agree(head: &str, word: &str) -> String {
    let stem = match head {
        "Rady" => word.strip_suffix("iej").map(|stem| format!("{stem}a")),
        "Wojewody" | "Starosty" => word.strip_suffix("ego").map(str::to_owned),
        _ => None,
    };
    stem.unwrap_or_else(|| word.to_owned())
}

/// Converts one word of an all-capitals name to normal case.
fn calm(word: &str) -> String {
    let small = ["W", "I", "NA", "DO", "DS.", "NAD", "POD"];
    if small.contains(&word) {
        return word.to_lowercase();
    }
    if is_roman(word) { word.to_owned() } else { capitalize(word) }
}

/// Whether a word is a Roman numeral; a lone `I`, `C`, `D`, `L` or `M` counts as a word.
pub(super) fn is_roman(word: &str) -> bool {
    let numeral = !word.is_empty() && word.chars().all(|c| "IVXLCDM".contains(c));
    numeral && (word.len() > 1 || matches!(word, "V" | "X"))
}

/// Capitalizes each hyphen-separated part of a word and lower-cases the rest.
pub(super) fn capitalize(word: &str) -> String {
    let mut start = true;
    let turn = |c: char| {
        let upper = std::mem::replace(&mut start, c == '-');
        if upper { c.to_uppercase().collect::<String>() } else { c.to_lowercase().collect() }
    };
    word.chars().map(turn).collect()
}

/// Returns the number of bytes that `phrase` takes at the start of `text`, ignoring case and any white space
/// between letters (letter spacing). The phrase must end at a word boundary.
pub(super) fn strip_spaced(text: &str, phrase: &str) -> Option<usize> {
    let mut wanted = phrase.chars().filter(|c| !c.is_whitespace());
    let mut next = wanted.next();
    for (at, c) in text.char_indices() {
        match next {
            None => return (!c.is_alphanumeric()).then_some(at),
            Some(_) if c.is_whitespace() => {}
            Some(letter) if is_same_letter(c, letter) => next = wanted.next(),
            Some(_) => return None,
        }
    }
    next.is_none().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, nominative: Option<&str>) {
        let found = leading_organ(text).map(|(organ, _)| organ.nominative);
        assert_eq!(found.as_deref(), nominative, "`{text}`");
    }

    #[test]
    fn body_names_are_returned_in_the_nominative() {
        check("Prezydenta Miasta Krakowa z dnia", Some("Prezydent Miasta Krakowa"));
        check("PREZYDENTA MIASTA KRAKOWA\nz dnia", Some("Prezydent Miasta Krakowa"));
        check("Rady Miasta Krakowa", Some("Rada Miasta Krakowa"));
        check("RADY MIEJSKIEJ W BORNEM SULINOWIE\n", Some("Rada Miejska w Bornem Sulinowie"));
        check("Wojewody Małopolskiego z dnia 3", Some("Wojewoda Małopolski"));
        check("SEJMIKU WOJEWÓDZTWA MAŁOPOLSKIEGO", Some("Sejmik Województwa Małopolskiego"));
        check("Rady Ministrów", Some("Rada Ministrów"));
        check("Prezesa Rady Ministrów z 3", Some("Prezes Rady Ministrów"));
        check("Ministra Klimatu i Środowiska 1)\nz dnia", Some("Minister Klimatu i Środowiska"));
        check("M INISTRA ZDRO WIA 1)\nz", Some("Minister Zdrowia"));
        check("Ministra Zdrowia i Opieki Społecznej z dnia", Some("Minister Zdrowia i Opieki Społecznej"));
    }

    #[test]
    fn a_district_council_is_the_same_body_with_or_without_the_city() {
        check("Rady Dzielnicy XVIII Nowa Huta z dnia", Some("Rada Dzielnicy XVIII Nowa Huta"));
        check("RADY DZIELNICY XVIII NOWA HUTA MIASTA KRAKOWA", Some("Rada Dzielnicy XVIII Nowa Huta"));
    }

    #[test]
    fn an_unknown_body_is_not_guessed() {
        check("Komitetu Obywateli z dnia", None);
        check("", None);
        check("Radykalnie inaczej", None);
        check(&"Rady ".repeat(100), None);
    }
}
