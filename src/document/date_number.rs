//! Days as numbers `YYYYMMDD`, as columns and terms of the index have them.

use jiff::civil::Date;

/// Returns a day as a number `YYYYMMDD`.
pub(crate) fn date_number(date: Date) -> u64 {
    let number = i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day());
    u64::try_from(number).unwrap_or(0)
}

/// Returns the day of a number from [`date_number`]; `None` if there is no such day.
pub(crate) fn numbered_date(number: u64) -> Option<Date> {
    let part = |number: u64| i8::try_from(number % 100).ok();
    Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100)?, part(number)?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_that_of_its_number() {
        for day in [date(1918, 11, 11), date(2024, 2, 29)] {
            assert_eq!(numbered_date(date_number(day)), Some(day));
        }
        assert_eq!(date_number(date(2024, 5, 1)), 20_240_501);
        assert_eq!(numbered_date(20_230_229), None);
    }
}
