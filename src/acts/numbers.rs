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

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let iso = r"(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})\b";
    let polish = r"(?<day>\d{1,2})(?:\.\s?(?<month>\d{1,2})\.\s?|\.\s?(?<roman>[IVX]+)\.\s?|\s+(?<name>\p{L}+)[.,]?\s+)(?<year>\d{4})";
    let suffix = r"(?i:\s*r\.|\s*roku\b|\s*r\b|\b)";
    pattern(&format!("^(?:{iso}|{polish}{suffix})"))
});

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
pub(crate) fn leading_date(text: &str) -> Option<(Date, usize)> {
    let found = DATE.captures(text)?;
    let number = |name| found.name(name).and_then(|part| part.as_str().parse::<i16>().ok());
    let month = number("m").or_else(|| number("month"));
    let name = found.name("name").or_else(|| found.name("roman"));
    let month = month.or_else(|| month_by_name(name?.as_str()))?;
    let year = number("y").or_else(|| number("year"))?;
    let day = number("d").or_else(|| number("day"))?;
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((date, found.get(0)?.len()))
}

fn month_by_name(name: &str) -> Option<i16> {
    let plain = without_accents(&name.to_lowercase());
    let is_named = |month: usize| {
        let names = [NOMINATIVES[month], SHORT[month]];
        ROMAN_MONTHS[month] == name
            || names.contains(&plain.as_str())
            || without_accents(MONTHS[month]) == plain
    };
    (1..).zip(0..MONTHS.len()).find(|(_, month)| is_named(*month)).map(|(number, _)| number)
}

fn without_accents(word: &str) -> String {
    let plain = |c| match c {
        'ś' => 's',
        'ź' => 'z',
        'ń' => 'n',
        c => c,
    };
    word.chars().map(plain).collect()
}

/// Parses the number of an act at the very start of `text`; returns it without spaces, and its length in
/// bytes.
pub(crate) fn leading_number(text: &str) -> Option<(String, usize)> {
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
