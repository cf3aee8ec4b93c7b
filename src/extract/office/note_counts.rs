//! Numbers the notes of a text, as office programs do.
//!
//! Where the numbers stand is left to the readers of the formats.

use crate::extract::list_number::NumberStyle;

/// How many notes there have been.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NoteCounts {
    footnotes: i64,
    endnotes: i64,
}

impl NoteCounts {
    /// Counts a note and returns its mark: `1` for a footnote, `i` for an endnote.
    pub(super) fn next(&mut self, is_endnote: bool) -> String {
        let (count, style) = if is_endnote {
            (&mut self.endnotes, NumberStyle::SmallRoman)
        } else {
            (&mut self.footnotes, NumberStyle::Decimal)
        };
        *count += 1;
        style.print(*count)
    }
}
