//! Counts the columns and repeated rows of an `OpenDocument` table, and knows which ones are hidden.
//!
//! Writing cells is left to `body`. Invariant: whatever a table claims, the numbers here are bounded.

use crate::extract::office::xml::XmlTag;

/// The maximum number of columns of a table.
const MAX_COLUMNS: usize = 16_384;
/// The maximum number of times a repeated cell or row is written.
const MAX_REPEATS: usize = 64;

/// An open table.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    /// For each column whether it is hidden.
    columns: Vec<bool>,
    /// The column of the next cell.
    column: usize,
    /// How often the open row is written.
    pub(super) row_repeats: usize,
}

impl OpenTable {
    /// Takes note of columns.
    pub(super) fn add_columns(&mut self, tag: &XmlTag<'_>) {
        let columns = (self.columns.len() + repeats(tag, "number-columns-repeated")).min(MAX_COLUMNS);
        self.columns.resize(columns, is_hidden(tag));
    }

    /// Begins a row.
    pub(super) fn begin_row(&mut self, tag: &XmlTag<'_>) {
        self.column = 0;
        self.row_repeats = repeats(tag, "number-rows-repeated").min(MAX_REPEATS);
    }

    /// Passes over a cell and returns how often it is written.
    pub(super) fn pass_cell(&mut self, tag: &XmlTag<'_>) -> usize {
        let (begin, all) = (self.column, repeats(tag, "number-columns-repeated"));
        self.column = (begin + all).min(MAX_COLUMNS);
        let hidden =
            self.columns.iter().take(self.column).skip(begin).filter(|is_hidden| **is_hidden).count();
        all.saturating_sub(hidden).min(MAX_REPEATS)
    }
}

/// Returns whether columns or a row are hidden, or left out by a filter.
pub(super) fn is_hidden(tag: &XmlTag<'_>) -> bool {
    tag.value("visibility").is_some_and(|visibility| visibility != "visible")
}

fn repeats(tag: &XmlTag<'_>, name: &str) -> usize {
    let repeats = tag.number(name).and_then(|repeats| usize::try_from(repeats).ok());
    repeats.unwrap_or(1).clamp(1, MAX_COLUMNS)
}
