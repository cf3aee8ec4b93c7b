//! Days: `13 lutego 2017 r.`, `13.02.2017`, `13. 2. 2017`, `13 II 2017`, `2017-02-13`.
//!
//! Leaves to `number` the years of acts. Always holds: a day that is returned exists.

use std::ops::RangeInclusive;

use super::scan::{Reader, is};

/// The months as they stand after the number of a day, without accents, and as Roman numerals.
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

/// The years a date may lie in.
const YEARS: RangeInclusive<u16> = 1000..=2999;

/// A day that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) year: u16,
    month: u16,
    of_month: u16,
}

impl Day {
    fn new(year: u16, month: u16, day: u16) -> Option<Self> {
        let exists = YEARS.contains(&year) && (1..=length(year, month)).contains(&day);
        exists.then_some(Self { year, month, of_month: day })
    }

    /// The one spelling of the day.
    pub(super) fn term(self) -> String {
        format!("{}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

/// How many days the month has; none where there is no such month.
const fn length(year: u16, month: u16) -> u16 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// The day that is written at `at`, and where the last number of it ends.
pub(super) fn day_at(text: &str, at: usize) -> Option<(Day, usize)> {
    let mut reader = Reader::new(text, at);
    let first = reader.digits()?;
    let divider = reader.divider()?;
    let month = match divider {
        ' ' => named_month(&mut reader)?,
        _ => numbered_month(&mut reader).or_else(|| named_month(&mut reader))?,
    };
    let last = (reader.divider()? == divider).then(|| reader.digits())??;
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let day = Day::new(year.parse().ok()?, month, short(day)?)?;
    Some((day, reader.end_of_number()?))
}

/// A number of at most two digits.
fn short(digits: &str) -> Option<u16> {
    (digits.len() <= 2).then(|| digits.parse().ok())?
}

fn numbered_month(reader: &mut Reader<'_>) -> Option<u16> {
    short(reader.digits()?)
}

fn named_month(reader: &mut Reader<'_>) -> Option<u16> {
    let name = reader.letters();
    // The word for "and" is no month: `13 i 2017`.
    let is_month = |(month, roman): (&str, &str)| is(name, month) || is_roman_month(name, roman);
    let found = MONTHS.iter().position(|&month| name != "i" && is_month(month))?;
    u16::try_from(found + 1).ok()
}

const fn is_roman_month(name: &str, roman: &str) -> bool {
    name.eq_ignore_ascii_case(roman)
}
