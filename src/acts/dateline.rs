//! Finds the place and the day above a letter, a notice or an issue of a journal: `Kraków, dnia 5 maja`.
//!
//! Leaves the date of an act itself to `heading`. Invariant: a day counts only at the end of a line and after
//! the name of a place; the day of an issue counts only where the text is headed as one.

use jiff::civil::Date;

use super::{
    letters::plain_text,
    numbers::{leading_date, leading_short_date},
};

/// The number of lines at the top of a text in which the head of a journal stands.
const JOURNAL_LINES: usize = 25;
/// The longest line with a day, in bytes: the text of a converter may have a whole head on one line.
const LINE_BYTES: usize = 400;

/// Returns the day at the end of a line that names place and day, or before a position in a journal.
pub(super) fn dateline(line: &str) -> Option<Date> {
    if line.len() > LINE_BYTES {
        return None;
    }
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        if c.is_ascii_digit() && !before.is_alphanumeric() {
            let date = day_at(line, at);
            if date.is_some() {
                return date;
            }
        }
        before = c;
    }
    None
}

/// Reads the day at this position if what stands around it makes it that of a letter.
fn day_at(line: &str, at: usize) -> Option<Date> {
    let before = line[..at].trim_end();
    let introduced = ["dnia", "dn.", "dn", "d."]
        .iter()
        .find_map(|intro| plain_end(before, intro))
        .filter(|place| !place.ends_with(char::is_alphanumeric));
    let short = || introduced.and_then(|_| leading_short_date(&line[at..]));
    let (date, length) = leading_date(&line[at..]).or_else(short)?;
    let after = line[at + length..].trim_start_matches(['.', ',', ' ']);
    let is_last = after.is_empty() || after.starts_with("Poz.") || after.starts_with("poz.");
    let place = introduced.unwrap_or(before).trim_end();
    let is_placed = match place.strip_suffix(',') {
        Some(place) => is_place(place.trim_end()),
        None => is_place(place) && (introduced.is_some() || !place.contains(' ')),
    };
    (is_last && is_placed).then_some(date)
}

/// Strips these plain letters from the end of a text.
fn plain_end<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    let start = text.len().checked_sub(end.len())?;
    let (rest, last) = text.split_at_checked(start)?;
    last.eq_ignore_ascii_case(end).then_some(rest)
}

/// Whether a text ends in a word that may name a place.
fn is_place(text: &str) -> bool {
    let word = text.rsplit([' ', '\t']).next().unwrap_or_default();
    let is_name = word.starts_with(char::is_uppercase) && word.chars().nth(2).is_some();
    let others = ["data", "poz", "dnia", "uchwala", "zarzadzenie", "ustawa", "nr"];
    is_name
        && word.chars().all(|c| c.is_alphabetic() || c == '-')
        && !others.contains(&plain_text(word).as_str())
}

/// Whether a text above an act is the head of a journal, whose day is that of publication.
pub(super) fn is_journal_head(above: &str) -> bool {
    let above = plain_text(above);
    let named = ["dziennik ustaw", "dziennik urzedowy", "monitor polski"];
    named.iter().any(|name| above.contains(name)) || has_position(&above)
}

/// Whether a plain text has the position of an act in a journal, on a line of its own or at the end of one.
fn has_position(plain: &str) -> bool {
    plain.lines().any(|line| {
        let position = line.rsplit_once("poz.").map(|(_, number)| number.trim());
        position.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// Returns the day of the issue of a journal that this text is headed with.
pub(super) fn publication_day(text: &str) -> Option<Date> {
    let mut end = 0;
    let mut day = None;
    for line in text.split_inclusive('\n').take(JOURNAL_LINES) {
        if line.len() > LINE_BYTES {
            break;
        }
        end += line.len();
        day = day.or_else(|| dateline(line.trim()));
    }
    day.filter(|_| is_journal_head(&text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<(i16, i8, i8)>) {
        let expected = expected.map(|(year, month, day)| Date::new(year, month, day).unwrap());
        assert_eq!(dateline(line), expected, "`{line}`");
    }

    #[test]
    fn the_day_beside_a_place_is_read() {
        check("Kraków, dnia 30 czerwca 2031 r.", Some((2031, 6, 30)));
        check("Kraków, 13 stycznia 2031 r.", Some((2031, 1, 13)));
        check("WS-04.6220.11.2031.AB Kraków, dnia 18.09.2031r.", Some((2031, 9, 18)));
        check("KRAKÓW, DN. 17.12.09", Some((2009, 12, 17)));
        check("Nowy Sącz dnia 5 maja 2031 r.", Some((2031, 5, 5)));
        check("Kraków, dnia 20 marca 2017 r. Poz. 1804", Some((2017, 3, 20)));
        check("Kraków 2017-02-13", Some((2017, 2, 13)));
    }

    #[test]
    fn a_day_in_running_text_is_not_a_dateline() {
        check("Uchwała z dnia 5 maja 2031 r.", None);
        check("obowiązujący od 1 marca 2024r.", None);
        check("Data: 04.04.2022 13:28:15", None);
        check("Nr 221 (951) 15 lipca 2021 r.", None);
        check("w Krakowie, dnia 5 maja 2031 r. odbyła się", None);
        check("", None);
    }

    #[test]
    fn the_day_of_an_issue_is_read_only_below_the_name_or_position() {
        let journal = "DZIENNIK URZĘDOWY\nWOJEWÓDZTWA X\nKraków, dnia 20 marca 2017 r.\nPoz. 1804\nUCHWAŁA";
        assert_eq!(publication_day(journal), Some(Date::constant(2017, 3, 20)));
        assert_eq!(
            publication_day("Kraków, dnia 20 marca 2017 r. Poz. 1804"),
            Some(Date::constant(2017, 3, 20))
        );
        assert_eq!(publication_day("Kraków, dnia 20 marca 2017 r.\nUCHWAŁA"), None);
    }
}
