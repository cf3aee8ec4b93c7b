//! Parses dates and numbers as Polish legal acts write them.
//!
//! Leaves their position in the text to `heading`. Invariant: a returned date exists, and a returned number
//! contains no spaces.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::document::MONTHS;

/// Month names in the nominative and abbreviated, as software prints them; without accents.
const NOMINATIVES: [&str; 12] = [
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

/// The months as Roman numerals: `13 II 2017`.
const ROMAN_MONTHS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[0-9A-Z][0-9A-Za-z.\-]*(?:\s*/\s*[0-9A-Za-z.\-]+)*"));

/// Compiles one of this crate's own constant patterns.
pub(crate) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("patterns are constants and every one is used in a test")
}

/// Parses a text that consists of one date, ignoring surrounding white space.
///
/// Accepts `2017-02-13`, `13.02.2017`, `13 lutego 2017 (r.)`, `13 luty 2017`, `13 lut 2017`, `13 II 2017` and
/// `13.II.2017`.
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

/// Reads `.02.2017`, `. II. 2017` or ` lutego 2017` after a day.
fn printed_date<'a>(day: &'a str, rest: &'a str) -> Option<DateParts<'a>> {
    let (month, rest) = match rest.strip_prefix('.') {
        Some(rest) => numbered_month(rest)?,
        None => named_month(rest)?,
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

/// Reads ` lutego `, ` lut. ` or ` II `, which follow a day.
fn named_month(text: &str) -> Option<(i16, &str)> {
    let text = strip_spaces(text)?;
    let rest = text.trim_start_matches(char::is_alphabetic);
    let month = month_by_name(&text[..text.len() - rest.len()])?;
    Some((month, strip_spaces(strip_one(rest, |c| matches!(c, '.' | ',')))?))
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

/// Strips white space, of which there must be some.
pub(super) fn strip_spaces(text: &str) -> Option<&str> {
    let rest = text.trim_start();
    (rest.len() < text.len()).then_some(rest)
}

/// Strips letters from the start of a text, in any case; they must be in ASCII.
pub(super) fn strip_word_part<'a>(text: &'a str, letters: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(letters.len())?;
    start.eq_ignore_ascii_case(letters).then_some(rest)
}

/// Whether a word goes on with this character.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphabetic() || c.is_ascii_digit() || c == '_'
}

fn month_by_name(name: &str) -> Option<i16> {
    let plain = without_accents(&name.to_lowercase());
    let is_named = |month: usize| {
        ROMAN_MONTHS[month] == name
            || NOMINATIVES[month] == plain
            || SHORT[month] == plain
            || MONTHS[month].chars().map(without_accent).eq(plain.chars())
    };
    (1..).zip(0..MONTHS.len()).find(|(_, month)| is_named(*month)).map(|(number, _)| number)
}

fn without_accents(word: &str) -> String {
    word.chars().map(without_accent).collect()
}

const fn without_accent(c: char) -> char {
    match c {
        'ś' => 's',
        'ź' => 'z',
        'ń' => 'n',
        c => c,
    }
}

/// Parses the number of an act at the very start of `text`; returns it without spaces, and its length in
/// bytes.
pub(crate) fn leading_number(text: &str) -> Option<(String, usize)> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase()) {
        return None;
    }
    let printed = NUMBER.find(text)?.as_str().trim_end_matches(['.', '-']);
    let number: String = printed.split_whitespace().collect();
    number.contains(|c: char| c.is_ascii_digit()).then_some((number, printed.len()))
}

/// Returns the year at the end of an act number: four digits, or two digits after a `/`.
pub(crate) fn year_of_number(number: &str) -> Option<i16> {
    let start = number.rfind(['/', '.'])?;
    let digits = &number[start + 1..];
    let year = digits.parse().ok()?;
    match digits.len() {
        4 if (1900..2100).contains(&year) => Some(year),
        // From 45 on, two digits mean the twentieth century; no act handled here is older.
        2 if number[start..].starts_with('/') => Some(if year >= 45 { 1900 + year } else { 2000 + year }),
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
        let month = r"\.\s?(?:\d{1,2}|[IVX]+)\.\s?|\s+\p{L}+[.,]?\s+";
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
        check_number("Rady Miasta", None);
        check_number("", None);
    }

    #[test]
    fn a_date_is_printed_as_in_acts() {
        assert_eq!(print_date(Date::constant(2017, 2, 3)), "3 lutego 2017 r.");
    }
}
