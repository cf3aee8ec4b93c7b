//! Recognizes placeholder titles: names assigned by programs, file names, the place and date of a letter.
//!
//! Where titles are found is left to the extractors. Invariant: a title that a person wrote is never
//! rejected.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::acts::numbers::{leading_date, pattern};

/// What programs put where no title was given, without numbers and brackets.
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
    // Word templates of the Sejm put the first on every act, and news sites the second on their pages.
    "akt prawny",
    "strona główna",
];
/// Names that some programs put before the titles of all their files.
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
/// Extensions of file names that programs use in place of a title.
const FILE_ENDINGS: [&str; 31] = [
    ".doc", ".docx", ".docm", ".dot", ".dotx", ".odt", ".ott", ".rtf", ".txt", ".xls", ".xlsx", ".ods",
    ".csv", ".ppt", ".pptx", ".odp", ".pdf", ".indd", ".tif", ".tiff", ".html", ".htm", ".jpg", ".jpeg",
    ".png", ".bmp", ".gif", ".md", ".cdr", ".pub", ".tmp",
];
/// The maximum size of a letter's place and date line, in bytes; a longer line is text.
const MAX_LETTER_BYTES: usize = 160;
/// The maximum length of a place name, in characters: `Kędzierzyn-Koźle` and more.
const MAX_PLACE_CHARS: usize = 40;

/// Matches a place name as used in letters: capitalized words.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:w\s+|W\s+)?\p{Lu}[\p{L}.]*(?:[ -](?:\p{Lu}[\p{L}.]*|nad|k\.|koło|pod))*$")
});
/// Matches what separates the place from the date.
static DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:^|[\s,])(?:w\s+)?(?:dniu|dnia|dn\.?|d\.)\s*$"));

/// Returns whether a person rather than a program may have written `title`.
pub(crate) fn is_own(title: &str) -> bool {
    let is_code = !title.contains(' ') && title.contains(|c: char| c.is_ascii_digit() || c == '_');
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3 && !is_code && !is_placeholder(title) && !title.contains('\u{FFFD}')
}

/// Returns whether a program rather than a person gave this name.
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

/// Returns the date of a line that says only where and when a letter was written.
///
/// For example, `Kraków, dnia 30 czerwca 2031 r.`
pub(crate) fn letter_day(line: &str) -> Option<Date> {
    let line = line.trim();
    if line.len() > MAX_LETTER_BYTES {
        return None;
    }
    let begins_number = |at: &usize| !line[..*at].ends_with(|c: char| c.is_ascii_digit());
    let digits = line.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).filter(begins_number);
    let (head, day) = { digits }.find_map(|at| Some((&line[..at], day_to_end(&line[at..])?)))?;
    // The case reference may be at the left of the same line.
    let sign = head.rfind(|c: char| c.is_ascii_digit());
    let head =
        sign.map_or(head, |at| head[at..].split_once(char::is_whitespace).map_or("", |(_, head)| head));
    let place = DAY.find(head).map_or(head, |found| &head[..found.start()]);
    let place = place.trim_matches([',', ' ', '\t', '\u{a0}']);
    let says_day = DAY.is_match(head) || head.trim().is_empty() && sign.is_none();
    let is_place = place.chars().count() <= MAX_PLACE_CHARS && PLACE.is_match(place);
    (if place.is_empty() { says_day } else { is_place }).then_some(day)
}

/// Parses a text that is nothing but a date.
fn day_to_end(text: &str) -> Option<Date> {
    let (day, length) = leading_date(text)?;
    text[length..].chars().all(|c| ".,r ".contains(c)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_given_by_programs_are_not_titles() {
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
    fn the_place_and_date_line_of_a_letter_is_recognized() {
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

    #[track_caller]
    fn check_own(title: &str, expected: bool) {
        assert_eq!(is_own(title), expected, "{title}");
    }

    #[test]
    fn placeholder_titles_written_by_programs_are_rejected() {
        check_own("Uchwała nr XXXIII/418/2013 Rady Miejskiej", true);
        check_own("Regulamin", true);
        check_own("Dokument programowy", true);
        for placeholder in
            ["", "2013", "Microsoft Word - uchwała.docx", "Dokument1", "untitled", "D20170005", "Bez nazwy 2"]
        {
            check_own(placeholder, false);
        }
        check_own("regulamin targowiska.pdf", false);
        check_own("C:\\teksty\\uchwala", false);
    }
}
