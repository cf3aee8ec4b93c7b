//! A piece of a line, which is what a page is put in order by.
//!
//! Making pieces is left to `order`, and their order to `tables`, `columns` and `blocks`.

use std::ops::Range;

/// A piece of a line: glyphs painted one after the other without a gap.
///
/// Positions are measured along and across the direction of the page's text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextRun {
    /// The range of its glyphs.
    pub(super) glyphs: Range<usize>,
    /// Its start.
    pub(super) left: f64,
    /// Its end.
    pub(super) right: f64,
    /// The position of its baseline, growing downward.
    pub(super) down: f64,
    /// Its font size.
    pub(super) em: f64,
    /// Whether it runs another way than the page's text; then it may cover several lines.
    pub(super) is_turned: bool,
}

impl TextRun {
    /// Returns its length.
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }
}
