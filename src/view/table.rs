//! Rows of a table (RFC 4180), as spreadsheets read them.
//!
//! What stands in the rows is left to others. Invariant: a cell is text to a spreadsheet, never a formula.

use std::borrow::Cow;

use crate::error::{Error, Result};

/// The media type of a table whose first row has the names of the columns (RFC 4180).
pub(crate) const TABLE_MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";
/// With these a cell would be a formula (OWASP, "CSV Injection"), in any width of the sign.
const FORMULA_SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/// What makes a spreadsheet take a cell as text.
const TEXT_SIGN: char = '\'';

/// Writes rows, each of which ends with a line break.
///
/// # Errors
///
/// Returns [`Error::Internal`] if the rows have different lengths.
pub(crate) fn table_rows<'a, R>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>>
where
    R: IntoIterator<Item = Cow<'a, str>>,
{
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let failed = |error: csv::Error| Error::Internal(error.to_string());
    for row in rows {
        table.write_record(row.into_iter().map(|cell| harmless(&cell).into_owned())).map_err(failed)?;
    }
    table.into_inner().map_err(|error| Error::Internal(error.to_string()))
}

/// Returns a cell that no spreadsheet takes as a formula.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(FORMULA_SIGNS) { format!("{TEXT_SIGN}{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cell: &str) -> String {
        String::from_utf8(table_rows([[cell.into(), "b".into()]]).expect("rows")).expect("UTF-8")
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(written("a"), "a,b\r\n");
        assert_eq!(written("a, \"c\"\nd"), "\"a, \"\"c\"\"\nd\",b\r\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for sign in FORMULA_SIGNS {
            assert!(written(&format!("{sign}1+1")).contains(&format!("'{sign}1+1")), "{sign:?}");
        }
        assert_eq!(
            (harmless("7/2020"), harmless("a=b"), harmless("")),
            ("7/2020".into(), "a=b".into(), "".into())
        );
    }
}
