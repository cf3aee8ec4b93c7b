//! Takes ranges out of the text of a page.
//!
//! Which ranges is left to `selection`. Invariant: what remains of edits, struck-out spans and headings lies
//! where its words lie.

use std::ops::Range;

use crate::document::{Edit, OutlineEntry, Page, Span};

/// Removes ranges of the text, which are in order and apart, with the headings and edits in them.
pub(super) fn cut(page: &mut Page, outline: &mut Vec<OutlineEntry>, ranges: &[Range<usize>]) {
    if ranges.is_empty() {
        return;
    }
    let kept = Kept::new(ranges);
    page.edits = page.edits.drain(..).filter_map(|edit| kept.edit(edit)).collect();
    page.struck = page.struck.drain(..).filter_map(|span| kept.span(&span)).collect();
    let number = page.number;
    outline.retain_mut(|entry| {
        let start = if entry.page == number { kept.place(entry.start) } else { Some(entry.start) };
        entry.start = start.unwrap_or_default();
        start.is_some()
    });
    let mut text = String::with_capacity(page.text.len());
    let mut at = 0;
    for range in ranges {
        text.push_str(&page.text[at..range.start]);
        at = range.end;
    }
    text.push_str(&page.text[at..]);
    page.text = text;
}

/// Maps the places of a text to those that remain.
struct Kept<'a> {
    ranges: &'a [Range<usize>],
    /// The number of bytes removed up to the end of each range.
    removed: Vec<usize>,
}

impl<'a> Kept<'a> {
    fn new(ranges: &'a [Range<usize>]) -> Self {
        let mut sum = 0;
        let removed = ranges.iter().map(|range| {
            sum += range.len();
            sum
        });
        Self { removed: removed.collect(), ranges }
    }

    /// Returns where a place lies now; `None` if it is gone.
    fn place(&self, at: usize) -> Option<usize> {
        let before = self.ranges.partition_point(|range| range.end <= at);
        let is_gone = self.ranges.get(before).is_some_and(|range| range.contains(&at));
        let removed = before.checked_sub(1).map_or(0, |last| self.removed[last]);
        (!is_gone).then(|| at - removed)
    }

    fn edit(&self, edit: Edit) -> Option<Edit> {
        let start = self.place(edit.start)?;
        let length = edit.end.saturating_sub(edit.start);
        Some(Edit { start, end: start + length, ..edit })
    }

    fn span(&self, span: &Span) -> Option<Span> {
        let start = self.place(span.start)?;
        Some(Span { start, end: start + span.end.saturating_sub(span.start) })
    }
}
