//! Parses dates and numbers as Polish legal acts write them.
//!
//! Leaves their position in the text to `heading`. Invariant: a returned date exists, and a returned number
//! contains no spaces.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::letters::{is_of_word, plain, plain_text};
use crate::document::MONTHS;

/// Month names in the nominative and abbreviated, as software prints them; without accents.
pub(crate) const NOMINATIVES: [&str; 12] = [
    "styczen",
    "luty",
    "marzec",
    "kwiecien",
    "maj",
    "czerwiec",
    "lipiec",
    "sierpien",
    "wrzesien",
    "pazdziernik",
    "listopad",
    "grudzien",
];
const SHORT: [&str; 12] =
    ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paz", "lis", "gru"];

/// The English month names, in lower case.
pub(crate) const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The months as Roman numerals: `13 II 2017`.
const ROMAN_MONTHS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[0-9A-Z][0-9A-Za-z._\-]*(?: {0,3}/ {0,3}[0-9A-Za-z._\-]+)*"));

/// The maximum length of the number of an act, in characters.
const NUMBER_CHARS: usize = 60;

/// Compiles one of this crate's own constant patterns.
pub(crate) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("patterns are constants and every one is used in a test")
}

/// Parses a text that consists of one date, ignoring surrounding white space.
///
/// Accepts `2017-02-13`, `13.02.2017`, `13-02-2017`, `13 lutego 2017 (r.)`, `13lutego 2017`, `13 luty 2017`,
/// `13 lut 2017`, `13 II 2017` and `13.II.2017`.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let (date, length) = leading_date(text)?;
    (length == text.len()).then_some(date)
}

/// Parses the date at the very start of `text`; returns it with its length in bytes.
///
/// Read by hand, because headings ask for a date at each of their parts, and a pattern with captures costs
/// some twenty times as much.
pub(crate) fn leading_date(text: &str) -> Option<(Date, usize)> {
    let (first, rest) = split_digits(text, 4)?;
    let (year, month, day, end) = match first.len() {
        4 => iso_date(first, rest)?,
        1 | 2 => printed_date(first, rest)?,
        _ => return None,
    };
    let (year, day) = (year.parse().ok()?, day.parse().ok()?);
    let date = Date::new(year, i8::try_from(month).ok()?, day).ok()?;
    Some((date, text.len() - end.len()))
}

/// The year, month and day of a date as printed, and the text after it.
type DateParts<'a> = (&'a str, i16, &'a str, &'a str);

/// Reads `-02-13` after a year.
fn iso_date<'a>(year: &'a str, rest: &'a str) -> Option<DateParts<'a>> {
    let (month, rest) = split_digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = split_digits(rest.strip_prefix('-')?, 2)?;
    let is_end = !rest.starts_with(is_of_word);
    is_end.then_some((year, month.parse().ok()?, day, rest))
}

/// Reads `.02.2017`, `-02-2017`, `. II. 2017` or ` lutego 2017` after a day.
fn printed_date<'a>(day: &'a str, rest: &'a str) -> Option<DateParts<'a>> {
    let (month, rest) = match rest.as_bytes().first()? {
        b'.' => numbered_month(&rest[1..])?,
        b'-' => hyphenated_month(&rest[1..])?,
        _ => named_month(rest)?,
    };
    let (year, rest) = split_digits(rest, 4).filter(|(year, _)| year.len() == 4)?;
    Some((year, month, day, after_year(rest)?))
}

/// Reads `02.` or ` II. `, which follow a day with a point.
fn numbered_month(text: &str) -> Option<(i16, &str)> {
    let text = strip_one(text, char::is_whitespace);
    let (month, rest) = if let Some((digits, rest)) = split_digits(text, 2) {
        (digits.parse().ok()?, rest)
    } else {
        let rest = text.trim_start_matches(['I', 'V', 'X']);
        (month_by_name(&text[..text.len() - rest.len()])?, rest)
    };
    Some((month, strip_one(rest.strip_prefix('.')?, char::is_whitespace)))
}

/// Reads `02-`, which follows a day with a hyphen.
fn hyphenated_month(text: &str) -> Option<(i16, &str)> {
    let (digits, rest) = split_digits(text, 2)?;
    Some((digits.parse().ok()?, rest.strip_prefix('-')?))
}

/// Reads ` lutego `, ` lut. ` or ` II `, which follow a day; the spaces may be lost.
fn named_month(text: &str) -> Option<(i16, &str)> {
    let text = text.trim_start();
    let rest = text.trim_start_matches(char::is_alphabetic);
    let month = month_by_name(&text[..text.len() - rest.len()])?;
    Some((month, strip_one(rest, |c| matches!(c, '.' | ',')).trim_start()))
}

/// Parses a date whose year has two digits, such as `17.12.09`, at the very start of `text`; returns it with
/// its length in bytes. Only a text that introduces a date makes such digits one.
pub(super) fn leading_short_date(text: &str) -> Option<(Date, usize)> {
    let (day, rest) = split_digits(text, 2)?;
    let (month, rest) = numbered_month(rest.strip_prefix('.')?)?;
    let (year, rest) = split_digits(rest, 2).filter(|(year, _)| year.len() == 2)?;
    let end = after_year(rest)?;
    let date = Date::new(full_year(year.parse().ok()?), i8::try_from(month).ok()?, day.parse().ok()?).ok()?;
    Some((date, text.len() - end.len()))
}

/// Returns the year that two digits stand for. From 45 on, they mean the twentieth century; no act handled
/// here is older.
const fn full_year(year: i16) -> i16 {
    if year >= 45 { 1900 + year } else { 2000 + year }
}

/// Returns the text after `r.` or `roku`, which may follow a year; `None` if the year goes on.
fn after_year(text: &str) -> Option<&str> {
    let word = text.trim_start();
    let of_year = strip_word_part(word, "r").and_then(|rest| {
        let roku = strip_word_part(rest, "oku").filter(|rest| !rest.starts_with(is_of_word));
        rest.strip_prefix('.').or(roku).or_else(|| (!rest.starts_with(is_of_word)).then_some(rest))
    });
    of_year.or_else(|| (!text.starts_with(is_of_word)).then_some(text))
}

/// Splits off the digits at the start of a text, of which there must be between one and `most`.
fn split_digits(text: &str, most: usize) -> Option<(&str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=most).contains(&digits).then(|| text.split_at(digits))
}

/// Strips this character, if it is there.
fn strip_one(text: &str, is: impl Fn(char) -> bool) -> &str {
    text.strip_prefix(is).unwrap_or(text)
}

/// Strips letters from the start of a text, in any case; they must be in ASCII.
fn strip_word_part<'a>(text: &'a str, letters: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(letters.len())?;
    start.eq_ignore_ascii_case(letters).then_some(rest)
}

fn month_by_name(name: &str) -> Option<i16> {
    let printed = plain_text(name);
    let is_named = |month: usize| {
        ROMAN_MONTHS[month] == name
            || NOMINATIVES[month] == printed
            || SHORT[month] == printed
            || MONTHS[month].chars().map(plain).eq(printed.chars())
    };
    (1..).zip(0..MONTHS.len()).find(|(_, month)| is_named(*month)).map(|(number, _)| number)
}

/// Parses the number of an act at the very start of `text`; returns it without spaces, and its length in
/// bytes.
///
/// Letters of other scripts that look like Roman numerals are read as these. What recognition has garbled,
/// such as a numeral that runs into digits, is no number.
pub(crate) fn leading_number(text: &str) -> Option<(String, usize)> {
    if !text.starts_with(|c: char| latin(c).is_ascii_digit() || latin(c).is_ascii_uppercase()) {
        return None;
    }
    let near: String = text.chars().take(NUMBER_CHARS).map(latin).collect();
    let found = NUMBER.find(&near)?.as_str().trim_end_matches(['.', '-', '_']);
    let found = without_year_word(found);
    let length = text.chars().take(found.chars().count()).map(char::len_utf8).sum();
    let number: String = found.split_whitespace().collect();
    let is_clean = !text[length..].starts_with(['~', '[', '|', '{', '}', '^', '#'])
        && !is_torn(&text[length..])
        && !number.split(['/', '.']).any(runs_into_digits);
    (number.contains(|c: char| c.is_ascii_digit()) && is_clean).then_some((number, length))
}

/// Whether a number goes on after a space: `XLIV/1 164/20`.
fn is_torn(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(' ') else { return false };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && rest[digits..].starts_with('/')
}

/// Returns a number without the `r` or `r.` glued on to its year.
fn without_year_word(number: &str) -> &str {
    let Some(year) = number.strip_suffix('r') else { return number };
    let digits = year.bytes().rev().take_while(u8::is_ascii_digit).count();
    if digits == 4 || year.ends_with(|c: char| c.is_ascii_digit()) && year.contains('/') {
        year
    } else {
        number
    }
}

/// Whether a part of a number is a numeral and digits in one, as where a stroke was read as a letter, or has
/// a capital between digits, as where a digit was.
fn runs_into_digits(part: &str) -> bool {
    let letters = part.bytes().take_while(|byte| b"IVXLCDM".contains(byte)).count();
    let runs = letters >= 2 && part[letters..].starts_with(|c: char| c.is_ascii_digit());
    let bytes = part.as_bytes();
    runs || bytes
        .windows(3)
        .any(|near| near[0].is_ascii_digit() && b"SOBIlZ".contains(&near[1]) && near[2].is_ascii_digit())
}

/// Returns the Latin letter that a Cyrillic or Greek one looks like, of those in Roman numerals.
const fn latin(c: char) -> char {
    match c {
        'І' | 'Ι' | 'Ӏ' => 'I',
        'Х' | 'Χ' | 'х' => 'X',
        'С' | 'с' | 'Ϲ' => 'C',
        'М' | 'Μ' => 'M',
        'Ѵ' => 'V',
        c => c,
    }
}

/// Returns the year at the end of an act number: four digits, or two digits after a `/`.
pub(crate) fn year_of_number(number: &str) -> Option<i16> {
    let start = number.rfind(['/', '.', '_'])?;
    let digits = &number[start + 1..];
    let year = digits.parse().ok()?;
    match digits.len() {
        4 if (1900..2100).contains(&year) => Some(year),
        2 if number[start..].starts_with('/') => Some(full_year(year)),
        _ => None,
    }
}

/// Formats a date as acts print it: `13 lutego 2017 r.`
pub(crate) fn print_date(date: Date) -> String {
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    format!("{} {month} {} r.", date.day(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_date(text: &str, expected: Option<(i16, i8, i8)>) {
        let expected = expected.map(|(year, month, day)| Date::new(year, month, day).unwrap());
        assert_eq!(parse_date(text), expected, "`{text}`");
    }

    #[test]
    fn dates_are_read_in_every_form_used_in_acts() {
        check_date("2017-02-13", Some((2017, 2, 13)));
        check_date(" 2017-2-3\n", Some((2017, 2, 3)));
        check_date("13.02.2017", Some((2017, 2, 13)));
        check_date("3. 2. 2017 r.", Some((2017, 2, 3)));
        check_date("13.02.2017r.", Some((2017, 2, 13)));
        check_date("13 lutego 2017", Some((2017, 2, 13)));
        check_date("13 LUTEGO 2017 R.", Some((2017, 2, 13)));
        check_date("13 lutego 2017 r.", Some((2017, 2, 13)));
        check_date("13\u{a0}lutego 2017 roku", Some((2017, 2, 13)));
        check_date("1 Października 1999r.", Some((1999, 10, 1)));
        check_date("13 II 2017", Some((2017, 2, 13)));
        check_date("1 XII 2017 r.", Some((2017, 12, 1)));
        check_date("27.XII.2031", Some((2031, 12, 27)));
        check_date("27 grudzień 2031", Some((2031, 12, 27)));
        check_date("27 Grudzień, 2031", Some((2031, 12, 27)));
        check_date("27 gru 2031", Some((2031, 12, 27)));
        check_date("1 paź. 2031 r.", Some((2031, 10, 1)));
        check_date("5 wrzesnia 2031", Some((2031, 9, 5)));
        check_date("30grudnia 2005r", Some((2005, 12, 30)));
        check_date("02 stycznia 2007roku", Some((2007, 1, 2)));
        check_date("3marca2017", Some((2017, 3, 3)));
        check_date("2-12-2019 r.", Some((2019, 12, 2)));
    }

    #[test]
    fn a_year_of_two_digits_is_read_where_it_is_asked_for() {
        let short = |text| leading_short_date(text).map(|(date, _)| date);
        assert_eq!(short("17.12.09"), Some(Date::constant(2009, 12, 17)));
        assert_eq!(short("5. 6.98 r. x"), Some(Date::constant(1998, 6, 5)));
        assert_eq!(short("17.12.2009"), None);
        assert_eq!(short("17.13.09"), None);
    }

    #[test]
    fn text_that_is_not_exactly_a_date_is_none() {
        for text in ["", "2017", "30 lutego 2017", "13 lutni 2017", "13.13.2017", "2017-02-13 r."] {
            check_date(text, None);
        }
        for text in ["13 lutego 2017 r. w Krakowie", "13 lutego", "13.02.20171", "dnia 13.02.2017"] {
            check_date(text, None);
        }
    }

    /// The forms of dates as a pattern, which the hand-written reader must agree with.
    fn length_by_pattern(text: &str) -> Option<usize> {
        static DATE: std::sync::OnceLock<Regex> = std::sync::OnceLock::new();
        let iso = r"\d{4}-\d{1,2}-\d{1,2}\b";
        let month = r"\.\s?(?:\d{1,2}|[IVX]+)\.\s?|-\d{1,2}-|\s*\p{L}+[.,]?\s*";
        let suffix = r"(?i:\s*r\.|\s*roku\b|\s*r\b|\b)";
        let date = DATE.get_or_init(|| pattern(&format!(r"^(?:{iso}|\d{{1,2}}(?:{month})\d{{4}}{suffix})")));
        date.find(text).map(|found| found.len())
    }

    proptest::proptest! {
        #[test]
        fn dates_are_read_as_a_pattern_would(
            text in "(1|12|123|2017)(-|\\. ?| {1,2})(2|02|II|X|maja|lut\\.|Śty|x)?(-|\\. ?|, | {1,2})(3|13|2017|20171)( ?r| roku| R\\.|_|a|²)?( |ą)?"
        ) {
            let read = leading_date(&text).map(|(_, length)| length);
            let is_date = read.is_some();
            proptest::prop_assert!(!is_date || read == length_by_pattern(&text), "`{}` {:?}", text, read);
            let plain = text.replace("123", "12");
            if let Some(length) = length_by_pattern(&plain) {
                // What the pattern takes and no day is, such as the thirteenth month, remains.
                let known = leading_date(&plain).is_none_or(|(_, read)| read == length);
                proptest::prop_assert!(known, "`{}`", plain);
            }
        }
    }

    #[track_caller]
    fn check_number(text: &str, expected: Option<(&str, Option<i16>)>) {
        let found = leading_number(text).map(|(number, _)| number);
        let found = found.map(|number| (number.clone(), year_of_number(&number)));
        assert_eq!(found, expected.map(|(number, year)| (number.to_owned(), year)), "`{text}`");
    }

    #[test]
    fn numbers_lose_their_spaces_and_yield_their_year() {
        check_number("358/2017 Prezydenta", Some(("358/2017", Some(2017))));
        check_number("358 / 2017", Some(("358/2017", Some(2017))));
        check_number("XCIX/1495/14\nRady", Some(("XCIX/1495/14", Some(2014))));
        check_number("LXV/1234/2021", Some(("LXV/1234/2021", Some(2021))));
        check_number("XII/87/99", Some(("XII/87/99", Some(1999))));
        check_number("OR.0050.12.2020.", Some(("OR.0050.12.2020", Some(2020))));
        check_number("5 Rady", Some(("5", None)));
        check_number("216 /04", Some(("216/04", Some(2004))));
        check_number("0007.XIII.9.2015r.", Some(("0007.XIII.9.2015", Some(2015))));
        check_number("12/2024r. w", Some(("12/2024", Some(2024))));
        check_number("0050.12a.2015", Some(("0050.12a.2015", Some(2015))));
        check_number("VIII_16_2025", Some(("VIII_16_2025", Some(2025))));
        check_number("ХСIX/1/14", Some(("XCIX/1/14", Some(2014))));
        check_number("S.O.I/430/12/2021", Some(("S.O.I/430/12/2021", Some(2021))));
        check_number("12.2013.K", Some(("12.2013.K", None)));
        check_number("XCIIII1964/14", None);
        check_number("XXX/2S7/2017", None);
        check_number("XLIV/1 164/20", None);
        check_number("39~g NII/16", None);
        check_number("Rady Miasta", None);
        check_number("", None);
    }

    #[test]
    fn a_date_is_printed_as_in_acts() {
        assert_eq!(print_date(Date::constant(2017, 2, 3)), "3 lutego 2017 r.");
    }
}
