//! Reads the head of a table of meetings: what each column tells.
//!
//! Leaves the rows to `reader`. Invariant: a head names a column of days, and has no digits.

use std::ops::Range;

use super::{
    phrases::{Phrases, phrases},
    words::words,
};

/// What a column tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableColumn {
    Body,
    Day,
    Hour,
    Place,
    Topics,
    Other,
}

/// The longest head of a table, in bytes.
const HEAD_BYTES: usize = 160;

static COLUMNS: Phrases<(&str, TableColumn)> = Phrases::new(&[
    ("nazwa komisji|organu|gremium|rady", TableColumn::Body),
    ("komisja|organ|gremium|rada|dzielnica|kto|zespol", TableColumn::Body),
    ("data|termin|dzien|kiedy", TableColumn::Day),
    ("godzina|godz|poczatek|rozpoczecie", TableColumn::Hour),
    ("miejsce|sala|gdzie|lokalizacja|adres", TableColumn::Place),
    ("temat|tematy|tematyka|porzadek|zagadnienia|zagadnienie|przedmiot|program", TableColumn::Topics),
    ("glowny|glowne|proponowany|proponowane|planowane|planowany temat|tematy|porzadek", TableColumn::Topics),
]);

/// The columns that the head of a table names; none if it is no head of a table of meetings.
pub(super) fn columns(text: &str, range: Range<usize>) -> Vec<TableColumn> {
    let said = &text[range.clone()];
    if said.len() > HEAD_BYTES || said.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let column = |cell: Range<usize>| {
        COLUMNS.at(&words(text, cell), 0, |_| true).map_or(TableColumn::Other, |((_, column), _)| *column)
    };
    let found: Vec<TableColumn> = cells(text, range.clone()).into_iter().map(column).collect();
    let has = |wanted: TableColumn| found.contains(&wanted);
    let is_of_others = phrases!["radny|radni|radna|dyzur~|imie|nazwisko|telefon"].is_in(&words(text, range));
    let is_of_meetings = !is_of_others
        && has(TableColumn::Day)
        && [TableColumn::Body, TableColumn::Topics, TableColumn::Place].into_iter().any(has);
    if is_of_meetings { found } else { Vec::new() }
}

/// The cells of a row, in bytes of the text.
pub(super) fn cells(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    split(text, range, '\t')
}

/// The parts of a range between signs of one byte, in bytes of the text.
pub(super) fn split(text: &str, range: Range<usize>, sign: char) -> Vec<Range<usize>> {
    let mut start = range.start;
    text[range]
        .split(sign)
        .map(|part| {
            let found = start..start + part.len();
            start = found.end + 1;
            found
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, expected: &[TableColumn]) {
        assert_eq!(columns(head, 0..head.len()), expected, "`{head}`");
    }

    #[test]
    fn heads_name_what_their_columns_tell() {
        use TableColumn::{Body, Day, Hour, Other, Place, Topics};
        check("Komisja\tData\tGodzina\tTemat", &[Body, Day, Hour, Topics]);
        check("Lp.\tTermin\tSala\tNazwa komisji", &[Other, Day, Place, Body]);
        check("Data\tRadny\tKomisja", &[]);
        check("Komisja\tUwagi", &[]);
    }
}
