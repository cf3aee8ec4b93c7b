//! Takes ranges out of the text of a page.
//!
//! Which ranges is left to `selection`. Invariants: what remains of edits, struck-out spans and headings lies
//! where its words lie; a span loses only what is removed, and the brackets it is read with go only with it.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::document::{Edit, OutlineEntry, Page, Span, reading::sound};

/// Removes ranges of the text, which are in order and apart, with the headings and edits in them.
pub(super) fn cut(page: &mut Page, outline: &mut Vec<OutlineEntry>, ranges: &[Range<usize>]) {
    if ranges.is_empty() {
        return;
    }
    let kept = KeptText::new(&page.text, ranges);
    let number = page.number;
    outline.retain(|entry| entry.page != number || !kept.lacks(entry.start));
    for entry in outline.iter_mut().filter(|entry| entry.page == number) {
        entry.start = kept.place(entry.start);
    }
    let mut bounds = FxHashMap::default();
    let mut struck = Vec::with_capacity(page.struck.len());
    for old in &page.struck {
        let new = kept.span(old.start..old.end).map(|Range { start, end }| Span { start, end });
        let (start, end) = new.map(|new| (new.start, new.end)).unzip();
        for (was, now) in [(old.start, start), (old.end, end)] {
            let place = bounds.entry(was).or_insert(now);
            *place = place.or(now);
        }
        struck.extend(new);
    }
    let edits = page.edits.drain(..).filter_map(|edit| kept.edit(edit, &bounds)).collect();
    let text = kept.text;
    page.edits = sound(&text, edits);
    page.struck = struck;
    page.text = text;
}

/// What remains of a text, and where its places lie now.
struct KeptText<'a> {
    text: String,
    ranges: &'a [Range<usize>],
    /// The number of bytes removed up to the end of each range.
    removed: Vec<usize>,
}

impl<'a> KeptText<'a> {
    fn new(whole: &str, ranges: &'a [Range<usize>]) -> Self {
        let (mut at, mut sum) = (0, 0);
        let mut removed = Vec::with_capacity(ranges.len());
        let mut text = String::with_capacity(whole.len());
        for range in ranges {
            text.push_str(&whole[at..range.start]);
            at = range.end;
            sum += range.len();
            removed.push(sum);
        }
        text.push_str(&whole[at..]);
        Self { text, ranges, removed }
    }

    /// Returns the number of ranges that end at a place or before it.
    fn ranges_before(&self, at: usize) -> usize {
        self.ranges.partition_point(|range| range.end <= at)
    }

    /// Returns whether what begins at a place is gone.
    fn lacks(&self, at: usize) -> bool {
        self.ranges.get(self.ranges_before(at)).is_some_and(|range| range.contains(&at))
    }

    /// Returns where a place lies now; one that is gone lies where the text goes on.
    fn place(&self, at: usize) -> usize {
        let before = self.ranges_before(at);
        let kept = self.ranges.get(before).map_or(at, |range| range.start.min(at));
        kept - before.checked_sub(1).map_or(0, |last| self.removed[last])
    }

    /// Returns where a range lies now; `None` if no word of it is left.
    ///
    /// Where lines were removed from it, it begins and ends with a word, not in the gap that remains.
    fn span(&self, old: Range<usize>) -> Option<Range<usize>> {
        let new = self.place(old.start)..self.place(old.end);
        if new.len() == old.len() {
            return Some(new);
        }
        let left = &self.text[new.clone()];
        let start = new.end - left.trim_start().len();
        let end = start + left.trim().len();
        (start < end).then_some(start..end)
    }

    /// Returns what remains of an edit, given where the bounds of struck-out spans lie now.
    ///
    /// An insertion at such a bound is the bracket that the span is read with.
    fn edit(&self, edit: Edit, bounds: &FxHashMap<usize, Option<usize>>) -> Option<Edit> {
        let Edit { start, end, text } = edit;
        let new = if start < end {
            self.span(start..end)
        } else if let Some(bound) = bounds.get(&start) {
            bound.map(|at| at..at)
        } else {
            (!self.lacks(start)).then(|| self.place(start)).map(|at| at..at)
        };
        new.map(|Range { start, end }| Edit { start, end, text })
    }
}
