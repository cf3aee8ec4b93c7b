//! Recognizes dates: `13 lutego 2017 r.`, `13.02.2017`, `13. 2. 2017`, `13 II 2017`, `2017-02-13`.
//!
//! Leaves the years of acts to `number`. Invariant: a returned day exists.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::scan::{TextCursor, is};

/// Month names as written after a day, without accents, and as Roman numerals.
const MONTHS: [(&str, &str); 12] = [
    ("stycznia", "I"),
    ("lutego", "II"),
    ("marca", "III"),
    ("kwietnia", "IV"),
    ("maja", "V"),
    ("czerwca", "VI"),
    ("lipca", "VII"),
    ("sierpnia", "VIII"),
    ("wrzesnia", "IX"),
    ("pazdziernika", "X"),
    ("listopada", "XI"),
    ("grudnia", "XII"),
];

/// The range of accepted years.
const YEARS: RangeInclusive<u16> = 1000..=2999;

/// A valid calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CalendarDay {
    pub(super) year: u16,
    date: Date,
}

impl CalendarDay {
    fn new(year: u16, month: u16, day: u16) -> Option<Self> {
        let [month, day] = [month, day].map(|number| i8::try_from(number).ok());
        let date = Date::new(i16::try_from(year).ok()?, month?, day?).ok()?;
        YEARS.contains(&year).then_some(Self { year, date })
    }

    /// The canonical spelling of the day.
    pub(super) fn term(self) -> String {
        self.date.to_string()
    }
}

/// Parses the day at offset `at`; returns it with the end of its last number.
pub(super) fn day_at(text: &str, at: usize) -> Option<(CalendarDay, usize)> {
    let mut reader = TextCursor::new(text, at);
    let first = reader.digits()?;
    let divider = reader.divider()?;
    let month = match divider {
        ' ' => named_month(&mut reader)?,
        _ => numbered_month(&mut reader).or_else(|| named_month(&mut reader))?,
    };
    let last = (reader.divider()? == divider).then(|| reader.digits())??;
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let day = CalendarDay::new(year.parse().ok()?, month, short(day)?)?;
    Some((day, reader.end_of_number()?))
}

/// Parses a number of at most two digits.
fn short(digits: &str) -> Option<u16> {
    (digits.len() <= 2).then(|| digits.parse().ok())?
}

fn numbered_month(reader: &mut TextCursor<'_>) -> Option<u16> {
    short(reader.digits()?)
}

fn named_month(reader: &mut TextCursor<'_>) -> Option<u16> {
    let name = reader.letters();
    // Most numbers stand before words such as `ust` and `oraz`, which no month begins like.
    let first = name.bytes().next()?.to_ascii_lowercase();
    if first.is_ascii() && !b"slmkcpwgivx".contains(&first) {
        return None;
    }
    // `i` is the word for "and", not a month: `13 i 2017`.
    let is_month = |(month, roman): (&str, &str)| is(name, month) || is_roman_month(name, roman);
    let found = MONTHS.iter().position(|&month| name != "i" && is_month(month))?;
    u16::try_from(found + 1).ok()
}

const fn is_roman_month(name: &str, roman: &str) -> bool {
    name.eq_ignore_ascii_case(roman)
}
