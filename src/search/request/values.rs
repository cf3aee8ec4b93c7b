//! Parses single values of parameters.
//!
//! Invariant: an error names the parameter, shows the value, and says what would be valid.

use std::{fmt::Display, str::FromStr};

use jiff::civil::Date;

use crate::{
    document::{district_named, quoted},
    error::{Error, Result},
};

/// Parses a value of a type that knows its own names.
pub(crate) fn parsed<T: FromStr<Err: Display>>(name: &str, value: &str) -> Result<T> {
    value.parse().map_err(|reason| invalid(format!("bad `{name}`: {reason}")))
}

/// Parses the number or the name of a district.
pub(super) fn district(name: &str, value: &str) -> Result<String> {
    let district = district_named(value).map(str::to_owned);
    district.ok_or_else(|| bad(name, value, "use `I` to `XVIII`, 1 to 18, or the name of a district"))
}

/// Parses a year of four digits.
pub(super) fn year(name: &str, value: &str) -> Result<String> {
    let year = digits::<u16>(value).filter(|_| value.len() == 4);
    let year = year.ok_or_else(|| bad(name, value, "use four digits, as in `2017`"))?;
    Ok(year.to_string())
}

/// Parses a day, or says how to write one.
pub(crate) fn date(name: &str, value: &str) -> Result<Date> {
    day(value).ok_or_else(|| bad(name, value, "use a date such as `2017-02-13` or `13.02.2017`"))
}

/// Parses a day in ISO 8601 or the Polish notation: `2017-02-13`, `13.02.2017`, `3.2.2017`.
pub(crate) fn day(value: &str) -> Option<Date> {
    // The parser accepts more forms than the contract: times, zones, digits without dashes.
    let is_plain = value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    value.parse().ok().filter(|_| is_plain).or_else(|| dotted_date(value))
}

/// Parses a day in the order day, month, year, separated by dots.
fn dotted_date(value: &str) -> Option<Date> {
    let mut parts = value.split('.');
    let mut part = |lengths: std::ops::RangeInclusive<usize>| {
        let part = parts.next().filter(|part| lengths.contains(&part.len()))?;
        digits::<i16>(part)
    };
    let (day, month, year) = (part(1..=2)?, part(1..=2)?, part(4..=4)?);
    let is_whole = parts.next().is_none();
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok().filter(|_| is_whole)
}

/// Parses a whole number; its range is checked with the request.
pub(crate) fn number(name: &str, value: &str) -> Result<usize> {
    digits(value).ok_or_else(|| bad(name, value, "use a whole number from 1"))
}

fn digits<T: FromStr>(value: &str) -> Option<T> {
    value.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.parse().ok()).flatten()
}

/// Parses whether something is wanted.
pub(crate) fn parse_bool(name: &str, value: &str) -> Result<bool> {
    match value {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(bad(name, value, "use `true` or `false`")),
    }
}

/// Returns the error for a bad value, with what would be valid.
pub(crate) fn bad(name: &str, value: &str, right: &str) -> Error {
    invalid(format!("bad `{name}` {}: {right}", quoted(value)))
}

/// Returns the error for an invalid request.
pub(crate) fn invalid(message: String) -> Error {
    Error::Invalid(message)
}
