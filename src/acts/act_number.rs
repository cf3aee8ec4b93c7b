//! The number of an act in its parts, so that two ways of writing one number can be compared.
//!
//! Leaves finding a number in a text to `numbers`.

use super::{numbers::year_of_number, organs::is_roman};

/// The number of an act: `XCIX/1495/14` is serial 1495 of 2014, adopted at session XCIX.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ActNumber {
    /// The session of the council, a Roman numeral.
    pub session: Option<String>,
    /// The serial number within the year or the term, with all that belongs to it, in lower case: `358`, `12a`,
    /// `12/a`.
    pub serial: String,
    /// The year, with four digits.
    pub year: Option<i16>,
}

impl ActNumber {
    /// Splits a number as acts print it: `358/2017`, `935/08`, `XCIX/1495/14`, `287/XXXIV/2017`,
    /// `XII.129.2011`, `0050.241.2015`. Returns `None` if no part is a serial number.
    pub fn parse(printed: &str) -> Option<Self> {
        let year = year_of_number(printed);
        let mut parts: Vec<&str> =
            printed.split(['/', '.', '_']).map(str::trim).filter(|part| !part.is_empty()).collect();
        if year.is_some() {
            parts.pop();
        }
        if let Some(plan) = parts.iter().position(|part| is_file_plan(part)) {
            parts.drain(..=plan);
        }
        let session = parts.iter().position(|part| is_session(part));
        let session = session.map(|at| parts.remove(at).to_owned());
        if !parts.iter().any(|part| part.starts_with(|c: char| c.is_ascii_digit())) {
            return None;
        }
        let serial: Vec<String> =
            parts.iter().map(|part| part.trim_start_matches('0').to_lowercase()).collect();
        Some(Self { session, serial: serial.join("/"), year })
    }

    /// Whether two numbers may be of one act: all parts that both have are equal.
    pub fn agrees(&self, other: &Self) -> bool {
        let agree = |one: &Option<String>, other: &Option<String>| {
            one.as_ref().zip(other.as_ref()).is_none_or(|(one, other)| one == other)
        };
        self.serial == other.serial
            && agree(&self.session, &other.session)
            && self.year.zip(other.year).is_none_or(|(one, other)| one == other)
    }
}

fn is_session(part: &str) -> bool {
    is_roman(part) || matches!(part, "I" | "C" | "L")
}

/// Whether a part is the class of a file plan, such as the `0050` of ordinances.
fn is_file_plan(part: &str) -> bool {
    part.len() == 4 && part.starts_with("00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, session: Option<&str>, serial: &str, year: Option<i16>) {
        let expected = ActNumber { session: session.map(str::to_owned), serial: serial.to_owned(), year };
        assert_eq!(ActNumber::parse(printed), Some(expected), "`{printed}`");
    }

    #[test]
    fn a_number_is_split_into_session_serial_and_year() {
        check("358/2017", None, "358", Some(2017));
        check("935/08", None, "935", Some(2008));
        check("XCIX/1495/14", Some("XCIX"), "1495", Some(2014));
        check("287/XXXIV/2017", Some("XXXIV"), "287", Some(2017));
        check("XII.129.2011", Some("XII"), "129", Some(2011));
        check("0007.XXXV.201.2013", Some("XXXV"), "201", Some(2013));
        check("0050.12a.2015", None, "12a", Some(2015));
        check("I/3/18", Some("I"), "3", Some(2018));
        check("5", None, "5", None);
        check("WN-II.4131.1.5.2020", None, "wn-ii/4131/1/5", Some(2020));
        check("OR.0050.12.2020", None, "12", Some(2020));
        check("12/A/2015", None, "12/a", Some(2015));
        check("XII_129_2011", Some("XII"), "129", Some(2011));
        assert_eq!(ActNumber::parse("XIV"), None);
        assert_eq!(ActNumber::parse(""), None);
    }

    #[test]
    fn numbers_agree_as_far_as_both_state_them() {
        let number = |printed| ActNumber::parse(printed).expect("a number");
        assert!(number("XCIX/1495/14").agrees(&number("1495/2014")));
        assert!(number("358/2017").agrees(&number("358/17")));
        assert!(!number("358/2017").agrees(&number("358/2018")));
        assert!(!number("XII/1495/14").agrees(&number("XCIX/1495/14")));
    }
}
