//! What stands where a title should and is none: the names that programs give, names of files, the place and day of a
//! letter.
//!
//! Leaves to the extractors where titles stand. Always holds: a line of words that people wrote as a title passes.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::acts::numbers::{leading_date, pattern};

/// What programs put where no one gave a title, numbers and brackets aside.
const PLACEHOLDERS: [&str; 43] = [
    "untitled",
    "untitled document",
    "untitled page",
    "no title",
    "title",
    "tytuł",
    "tytuł strony",
    "bez tytułu",
    "bez nazwy",
    "dokument",
    "dokument bez tytułu",
    "document",
    "new document",
    "nowy dokument",
    "new page",
    "nowa strona",
    "microsoft word",
    "microsoft powerpoint",
    "microsoft excel",
    "powerpoint presentation",
    "prezentacja programu powerpoint",
    "prezentacja",
    "presentation",
    "slajd",
    "slide",
    "skan",
    "scan",
    "skanowanie",
    "zeskanowany dokument",
    "scanned document",
    "print",
    "drukuj",
    "arkusz",
    "sheet",
    "anonymous",
    "unspecified",
    "unknown",
    "image",
    "obraz",
    "page",
    "strona",
    // What Word templates of the Sejm put on every act, and pages of news sites on themselves.
    "akt prawny",
    "strona główna",
];
/// Programs that begin the titles of all their files with their name.
const PROGRAMS: [&str; 10] = [
    "microsoft word - ",
    "microsoft powerpoint - ",
    "microsoft excel - ",
    "microsoft outlook - ",
    "camscanner",
    "adobe scan",
    "genius scan",
    "office lens",
    "tapscanner",
    "clearscanner",
];
/// Endings of file names that programs put in place of a title.
const FILE_ENDINGS: [&str; 31] = [
    ".doc", ".docx", ".docm", ".dot", ".dotx", ".odt", ".ott", ".rtf", ".txt", ".xls", ".xlsx", ".ods",
    ".csv", ".ppt", ".pptx", ".odp", ".pdf", ".indd", ".tif", ".tiff", ".html", ".htm", ".jpg", ".jpeg",
    ".png", ".bmp", ".gif", ".md", ".cdr", ".pub", ".tmp",
];
/// A longer line is text, in bytes.
const MAX_LETTER_BYTES: usize = 160;
/// The longest name of a place, in characters: `Kędzierzyn-Koźle` and more.
const MAX_PLACE_CHARS: usize = 40;

/// A place as letters name it: words with capitals.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:w\s+|W\s+)?\p{Lu}[\p{L}.]*(?:[ -](?:\p{Lu}[\p{L}.]*|nad|k\.|koło|pod))*$")
});
/// What stands between the place and the day.
static DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:^|[\s,])(?:w\s+)?(?:dniu|dnia|dn\.?|d\.)\s*$"));

/// Whether a program gave this name, not a person.
pub(crate) fn is_placeholder(title: &str) -> bool {
    let lower = title.trim().to_lowercase();
    let is_aside = |c: char| c.is_ascii_digit() || c.is_whitespace() || "()[]<>\"„”-_.:#".contains(c);
    let name = lower.trim_matches(is_aside);
    let is_file = FILE_ENDINGS.iter().any(|end| lower.ends_with(end) && lower.len() > end.len());
    !lower.contains(char::is_alphanumeric)
        || PLACEHOLDERS.contains(&name)
        || is_file
        || PROGRAMS.iter().any(|program| lower.starts_with(program))
        || lower.contains('\\')
        || lower.contains("://")
}

/// The day of a line that says where and when a letter was written, and nothing else: `Kraków, dnia 30 czerwca
/// 2031 r.`
pub(crate) fn letter_day(line: &str) -> Option<Date> {
    let line = line.trim();
    if line.len() > MAX_LETTER_BYTES {
        return None;
    }
    let begins_number = |at: &usize| !line[..*at].ends_with(|c: char| c.is_ascii_digit());
    let digits = line.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).filter(begins_number);
    let (head, day) = { digits }.find_map(|at| Some((&line[..at], day_to_end(&line[at..])?)))?;
    // The sign of the case may stand at the left of the same line.
    let sign = head.rfind(|c: char| c.is_ascii_digit());
    let head =
        sign.map_or(head, |at| head[at..].split_once(char::is_whitespace).map_or("", |(_, head)| head));
    let place = DAY.find(head).map_or(head, |found| &head[..found.start()]);
    let place = place.trim_matches([',', ' ', '\t', '\u{a0}']);
    let says_day = DAY.is_match(head) || head.trim().is_empty() && sign.is_none();
    let is_place = place.chars().count() <= MAX_PLACE_CHARS && PLACE.is_match(place);
    (if place.is_empty() { says_day } else { is_place }).then_some(day)
}

/// The day that the text is up to its end.
fn day_to_end(text: &str) -> Option<Date> {
    let (day, length) = leading_date(text)?;
    text[length..].chars().all(|c| ".,r ".contains(c)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_assigned_by_programs_are_distinguished_from_titles() {
        for name in [
            "Untitled document",
            "untitled",
            "(anonymous)",
            "Dokument1",
            "Microsoft Word - uchwała",
            "Slide 1",
            "Slajd 2",
            "CamScanner 12-05-2021 10.15",
            "scan0001.pdf",
            "pismo przewodnie.docx",
            "Bez tytułu 3",
            "Skan_20210203",
            "Prezentacja programu PowerPoint",
            "C:\\teksty\\uchwala",
            "https://krakow.pl/a",
            "Dokument (2)",
            "…",
            "---",
        ] {
            assert!(is_placeholder(name), "{name}");
        }
        for title in [
            "Dokument programowy",
            "Regulamin",
            "Skanowanie zbiorów archiwum",
            "2031",
            "Strona internetowa urzędu",
            "A",
            "Tytuł honorowego obywatela",
            "Uchwała nr 1/2",
            "Prezentacja strategii",
        ] {
            assert!(!is_placeholder(title), "{title}");
        }
    }

    #[track_caller]
    fn check_letter(line: &str, expected: Option<(i16, i8, i8)>) {
        let expected = expected.map(|(year, month, day)| Date::new(year, month, day).expect("a day"));
        assert_eq!(letter_day(line), expected, "{line}");
    }

    #[test]
    fn the_place_and_date_of_a_letter_are_distinguished_from_text() {
        let day = Some((2031, 6, 30));
        for line in [
            "Kraków, dnia 30 czerwca 2031 r.",
            "Kraków, 30 czerwca 2031 r.",
            "Kraków, dn. 30.06.2031 r.",
            "KRAKÓW 30.06.2031",
            "Kraków dnia 30 czerwca 2031 roku",
            "Bielsko-Biała, 2031-06-30",
            "w Krakowie, dnia 30 czerwca 2031 r.",
            "Nowy Sącz, w dniu 30 czerwca 2031 r.",
            "BR-02.0012.4.2031\tKraków, dnia 30 czerwca 2031 r.",
            "OR.0012.4.2031 Kraków, 30.06.2031 r.",
            "dnia 30 czerwca 2031 r.",
            "30 czerwca 2031 r.",
        ] {
            check_letter(line, day);
        }
        for line in [
            "Posiedzenie 30 czerwca 2031 r.x",
            "Zebranie odbędzie się 30 czerwca 2031 r.",
            "Uchwała z dnia 30 czerwca 2031 r.",
            "Kraków, lato 2031",
            "30 czerwca",
            "Plan pracy rady na 30.06.2031",
            "",
        ] {
            check_letter(line, None);
        }
    }
}
