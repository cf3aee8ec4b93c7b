//! Expands numbers in a query: other spellings of act numbers and telephone numbers, whole act numbers with a
//! given beginning, and numbers whose parts are separated in any way.
//!
//! What texts and queries spell alike is left to `analysis`.
//!
//! Invariant: every term found here occurs in texts and costs at most a few index lookups.

use std::ops::RangeInclusive;

use super::vocabulary::IndexVocabulary;

/// The years that acts may have.
const YEARS: RangeInclusive<u16> = 1945..=2099;
/// Two-digit years from this one on belong to the twentieth century.
const FIRST_SHORT_YEAR: u16 = 45;
/// The maximum length of an act number, in digits.
const MAX_DIGITS: usize = 5;
/// The maximum number of whole numbers that a beginning expands to.
const MAX_WHOLES: usize = 32;
/// How far the parts of a number are searched for, in bytes.
const MAX_BYTES: usize = 40;

/// Returns other spellings of the same number.
pub(super) fn spellings(term: &str, lexicon: &IndexVocabulary<'_>) -> Vec<String> {
    let digits: String = term.chars().filter(char::is_ascii_digit).collect();
    let is_telephone = term.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    match digits.len() {
        9 if is_telephone => telephone(term, &digits, lexicon),
        11 if is_telephone && term.starts_with("48") => {
            let own = &digits[2..];
            [telephone(own, own, lexicon), vec![own.to_owned()]].concat()
        }
        _ => other_year(term).into_iter().collect(),
    }
}

/// Returns the spellings of a telephone number: in one group, and in groups with and without an area code.
/// Digits may be grouped either way; if texts contain them without an area code, the other grouping
/// is another number.
fn telephone(term: &str, digits: &str, lexicon: &IndexVocabulary<'_>) -> Vec<String> {
    let mobile = format!("{}-{}-{}", &digits[..3], &digits[3..6], &digits[6..]);
    let landline = format!("{}-{}-{}-{}", &digits[..2], &digits[2..5], &digits[5..7], &digits[7..]);
    let is_landline = term == landline;
    let spellings = if (lexicon.holds)(&mobile) {
        if is_landline { Vec::new() } else { vec![digits.to_owned(), mobile] }
    } else {
        vec![digits.to_owned(), mobile, landline]
    };
    spellings.into_iter().filter(|spelling| spelling != term).collect()
}

/// Returns the act number with two digits of its year instead of four, or four instead of two.
pub(in crate::search) fn other_year(term: &str) -> Option<String> {
    let (number, year) = term.split_once('/')?;
    let bare = number.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(number);
    let is_act = (1..=MAX_DIGITS).contains(&bare.len()) && is_digits(bare) && is_digits(year);
    let full = full_year(year).filter(|_| is_act)?;
    let other = if year.len() == 2 { full.to_string() } else { format!("{:02}", full % 100) };
    Some(format!("{number}/{other}"))
}

/// Returns the numbers in the index that begin with this one: `1412`, `cxv/1547`.
pub(super) fn wholes(beginning: &str, lexicon: &IndexVocabulary<'_>) -> Vec<String> {
    let is_year = |rest: &str| matches!(rest.len(), 2 | 4) && is_digits(rest);
    let beginning = format!("{beginning}/");
    let mut found = (lexicon.numbers)(&beginning);
    found.retain(|number| number.strip_prefix(&*beginning).is_some_and(is_year));
    found.sort_unstable();
    found.truncate(MAX_WHOLES);
    found
}

/// Returns the spellings of the act number whose parts stand at the start of a text, whatever separates them
/// (`cxv 1547 10`, `1412-2016`), and where it ends.
pub(super) fn divided(text: &str) -> Option<(Vec<String>, usize)> {
    let window = &text[..text.floor_char_boundary(MAX_BYTES)];
    let (mut parts, mut at) = (Vec::new(), 0);
    while parts.len() < 3 {
        let rest = &window[at..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if length == 0 || rest[length..].starts_with(char::is_alphanumeric) {
            break;
        }
        parts.push((&rest[..length], at + length));
        let after = &rest[length..];
        let bare = after.trim_start_matches(' ');
        let bare =
            bare.strip_prefix(['.', '-', '/', '_', '\u{2013}']).unwrap_or(bare).trim_start_matches(' ');
        if bare.len() == after.len() {
            break;
        }
        at = window.len() - bare.len();
    }
    match parts.as_slice() {
        [(session, _), (number, _), (year, end)] if is_session(session) && is_number(number) => {
            let year_of = full_year(year)?;
            let whole = format!("{}/{number}/{year}", session.to_ascii_lowercase());
            Some((vec![whole, format!("{number}/{year_of}")], *end))
        }
        [(number, _), (year, end), ..] if is_number(number) && year.len() == 4 => {
            let is_span = number.parse().is_ok_and(|number: u16| number >= 1900 && number <= *YEARS.end());
            let year = full_year(year).filter(|_| !is_span)?;
            Some((vec![format!("{number}/{year}")], *end))
        }
        _ => None,
    }
}

/// Whether a part is a Roman numeral, and not the Polish word for "and".
fn is_session(part: &str) -> bool {
    crate::analysis::is_roman(part) && (part.len() > 1 || part.chars().all(char::is_uppercase))
}

fn is_number(part: &str) -> bool {
    (1..=MAX_DIGITS).contains(&part.len()) && is_digits(part)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Returns the year that two or four digits stand for.
fn full_year(digits: &str) -> Option<u16> {
    let year: u16 = digits.parse().ok().filter(|_| is_digits(digits))?;
    let full = match (digits.len(), year) {
        (2, FIRST_SHORT_YEAR..) => 1900 + year,
        (2, _) => 2000 + year,
        (4, _) => year,
        _ => return None,
    };
    YEARS.contains(&full).then_some(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls `look` with a lexicon that contains these terms.
    fn with<T>(terms: &[&str], look: impl FnOnce(&IndexVocabulary<'_>) -> T) -> T {
        let numbers = |beginning: &str| {
            let found = terms.iter().filter(|term| term.starts_with(beginning));
            found.map(|term| (*term).to_owned()).collect()
        };
        look(&IndexVocabulary {
            forms_like: &|_| Vec::new(),
            forms_beginning: &|_, _| (Vec::new(), false),
            organs: &Vec::new,
            numbers: &numbers,
            holds: &|term| terms.contains(&term),
        })
    }

    #[test]
    fn two_and_four_digits_of_a_year_mean_the_same() {
        for (term, other) in [
            ("1412/16", Some("1412/2016")),
            ("1412/2016", Some("1412/16")),
            ("935/08", Some("935/2008")),
            ("935/2008", Some("935/08")),
            ("87/99", Some("87/1999")),
            ("12a/2016", Some("12a/16")),
            ("123/4", None),
            ("1412/2116", None),
            ("cxv/1547/10", None),
            ("1412", None),
        ] {
            assert_eq!(other_year(term).as_deref(), other, "{term}");
        }
    }

    #[test]
    fn a_telephone_number_has_one_grouping_unless_texts_contain_both() {
        let all = ["126161234", "126-161-234", "12-616-12-34"];
        for term in all {
            let found = with(&["12-616-12-34"], |lexicon| spellings(term, lexicon));
            let expected: Vec<&str> = all.into_iter().filter(|other| *other != term).collect();
            assert_eq!(found, expected, "{term}");
        }
        let two = ["126-161-234", "12-616-12-34"];
        assert_eq!(with(&two, |lexicon| spellings("126161234", lexicon)), ["126-161-234"]);
        assert!(with(&two, |lexicon| spellings("12-616-12-34", lexicon)).is_empty());
        assert_eq!(with(&two, |lexicon| spellings("48126161234", lexicon)), ["126-161-234", "126161234"]);
    }

    #[test]
    fn a_number_without_a_year_expands_to_whole_numbers_with_a_year() {
        let terms = ["1412/2016", "1412/08", "1412/a", "14120/2016", "cxv/1547/10"];
        assert_eq!(with(&terms, |lexicon| wholes("1412", lexicon)), ["1412/08", "1412/2016"]);
        assert_eq!(with(&terms, |lexicon| wholes("cxv/1547", lexicon)), ["cxv/1547/10"]);
    }

    #[test]
    fn the_parts_of_a_number_may_be_separated_by_any_mark() {
        for text in
            ["CXV-1547-10", "cxv 1547 10", "CXV.1547.10", "cxv/1547/10 x", "CXV - 1547 - 10", "cxv_1547_10"]
        {
            let (found, _) = divided(text).expect(text);
            assert_eq!(found, ["cxv/1547/10", "1547/2010"], "{text}");
        }
        for text in ["1412-2016", "1412 2016", "1412.2016 r.", "1412 - 2016", "1412\u{2013}2016"] {
            let (found, end) = divided(text).expect(text);
            assert_eq!((found, &text[end - 4..end]), (vec!["1412/2016".to_owned()], "2016"), "{text}");
        }
        for text in ["2014-2020", "i 5 10", "12 500", "1412, 2016", "rada 2016", "1412 20161"] {
            assert_eq!(divided(text), None, "{text}");
        }
    }
}
