//! Applies the [`Edit`]s of a page to get the text as a reader reads it.
//!
//! Leaves it to `extract` to produce edits and to `index` to store them. Invariants: the inverse of valid
//! edits is valid, and inverting it again gives the original edits; invalid edits lose text but never panic.

use std::{borrow::Cow, ops::Range};

use super::{Edit, Page};

impl Page {
    /// Returns the text for searching, with all edits applied; `text` is for display.
    pub fn reading(&self) -> Cow<'_, str> {
        if self.edits.is_empty() {
            Cow::Borrowed(&self.text)
        } else {
            Cow::Owned(edited(&self.text, &self.edits))
        }
    }

    /// Returns everything visible on the page: its text and what was recognized in addition to it.
    pub(crate) fn shown(&self) -> Cow<'_, str> {
        if self.confidence.is_some() { self.reading() } else { Cow::Borrowed(&self.text) }
    }

    /// Maps the offset `at` in the text to what is visible on the page.
    pub(crate) fn place_in_shown(&self, at: usize) -> usize {
        if self.confidence.is_some() { self.place_in_reading(at) } else { at }
    }

    /// Maps the offset `at` in the text to the reading text; offsets within a replaced range map to its
    /// start.
    pub(crate) fn place_in_reading(&self, at: usize) -> usize {
        let (mut grown, mut shrunk) = (0, 0);
        for edit in self.edits.iter().take_while(|edit| edit.start <= at) {
            if at < edit.end {
                return (edit.start + grown).saturating_sub(shrunk);
            }
            grown += edit.text.len();
            shrunk += edit.end.saturating_sub(edit.start);
        }
        (at + grown).saturating_sub(shrunk)
    }
}

impl Page {
    /// Maps a range of the reading text back to the text. An end within a replacement maps to that end of what
    /// it replaces; text that the reading leaves out at either end is not part of the range.
    pub(crate) fn range_in_text(&self, range: Range<usize>) -> Range<usize> {
        let start = self.place_in_text(range.start, |edit| edit.start);
        // The byte before the end belongs to the range, what is left out after it does not.
        let end = match range.end.checked_sub(1) {
            Some(last) if last >= range.start => {
                self.place_in_text(last, |edit| edit.end.saturating_sub(1)) + 1
            }
            _ => start,
        };
        start..end.max(start)
    }

    /// Maps an offset in the reading text back to the text, with `replaced` for offsets within a replacement.
    fn place_in_text(&self, at: usize, replaced: fn(&Edit) -> usize) -> usize {
        let (mut grown, mut shrunk) = (0, 0);
        for edit in &self.edits {
            let start = (edit.start + grown).saturating_sub(shrunk);
            if at < start {
                break;
            }
            if at < start + edit.text.len() {
                return replaced(edit);
            }
            grown += edit.text.len();
            shrunk += edit.end.saturating_sub(edit.start);
        }
        (at + shrunk).saturating_sub(grown)
    }
}

/// Returns the text with all edits applied; the edits must be valid.
pub(crate) fn edited(text: &str, edits: &[Edit]) -> String {
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        edited.push_str(text.get(at..edit.start).unwrap_or_default());
        edited.push_str(&edit.text);
        at = edit.end;
    }
    edited.push_str(text.get(at..).unwrap_or_default());
    edited
}

/// Returns the edits that turn the edited text back into `text`; `edits` must be valid for `text`.
pub(crate) fn inverse(text: &str, edits: &[Edit]) -> Vec<Edit> {
    let (mut at, mut place) = (0, 0);
    let back = |edit: &Edit| {
        let start = place + edit.start.saturating_sub(at);
        (at, place) = (edit.end, start + edit.text.len());
        Edit { start, end: place, text: text.get(edit.start..edit.end).unwrap_or_default().to_owned() }
    };
    edits.iter().map(back).collect()
}

/// Keeps the edits that can be applied to the text: in order, in bounds, on character boundaries and
/// non-overlapping.
pub(crate) fn sound(text: &str, mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| (edit.start, edit.end));
    let mut at = 0;
    edits.retain(|edit| {
        let fits = at <= edit.start && text.get(edit.start..edit.end).is_some();
        if fits {
            at = edit.end;
        }
        fits
    });
    edits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check_range(edits: &[(usize, usize, &str)], reading: &str, range: Range<usize>, expected: &str) {
        let text = "Strona 2 z 3\nuchwa-\nła nr 5\nStrona 2";
        let edit = |&(start, end, new): &(usize, usize, &str)| Edit { start, end, text: new.to_owned() };
        let page = Page { edits: edits.iter().map(edit).collect(), ..Page::new(1, text) };
        assert_eq!(page.reading(), reading);
        assert_eq!(&text[page.range_in_text(range)], expected);
    }

    #[test]
    fn a_range_of_the_reading_maps_back_to_the_text() {
        let edits = [(0, 13, ""), (13, 23, "uchwała"), (28, 37, "")];
        let reading = "uchwała nr 5";
        check_range(&edits, reading, 0..8, "uchwa-\nła");
        check_range(&edits, reading, 9..13, "nr 5");
        check_range(&edits, reading, 0..13, "uchwa-\nła nr 5");
        check_range(&edits, reading, 2..3, "uchwa-\nła");
        check_range(&[], "Strona 2 z 3\nuchwa-\nła nr 5\nStrona 2", 13..18, "uchwa");
    }

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { start, end, text: text.to_owned() }
    }

    #[test]
    fn running_headers_are_skipped_and_a_split_word_is_whole_where_it_begins() {
        let text = "Dziennik nr 12\nRada podjęła uchwa-";
        let (word, end) = (text.len() - 6, text.len());
        let page = Page { edits: vec![edit(0, 15, ""), edit(word, end, "uchwałę")], ..Page::new(1, text) };
        assert_eq!(page.reading(), "Rada podjęła uchwałę");
        let places = [0, 7, 15, 20, word, word + 3, end].map(|at| page.place_in_reading(at));
        assert_eq!(places, [0, 0, 0, 5, word - 15, word - 15, page.reading().len()]);
    }

    #[test]
    fn invalid_edits_are_dropped() {
        let edits = vec![
            edit(4, 6, "out of order"),
            edit(0, 3, ""),
            edit(2, 4, "overlaps"),
            edit(5, 5, "inside another"),
            edit(7, 6, "backwards"),
            edit(7, 8, "cuts ł"),
            edit(8, 99, "too far"),
            edit(usize::MAX, usize::MAX, "further"),
            edit(9, 9, "end"),
        ];
        let kept: Vec<Edit> = sound("abcdefgł", edits);
        assert_eq!(kept, [edit(0, 3, ""), edit(4, 6, "out of order"), edit(9, 9, "end")]);
    }

    proptest! {
        #[test]
        fn offsets_map_to_the_reading_text_and_back(
            text in "[a-cąę \n]{0,40}",
            edits in prop::collection::vec((0_usize..50, 0_usize..50, "[xź]{0,5}"), 0..6),
        ) {
            let edits = sound(&text, edits.iter().map(|(start, end, text)| edit(*start, *end, text)).collect());
            let reading = edited(&text, &edits);
            let back = inverse(&text, &edits);
            prop_assert_eq!(&sound(&reading, back.clone()), &back);
            prop_assert_eq!(&edited(&reading, &back), &text);
            prop_assert_eq!(&inverse(&reading, &back), &edits);
            let page = Page { edits, ..Page::new(1, text) };
            let places: Vec<usize> = (0..=page.text.len()).map(|at| page.place_in_reading(at)).collect();
            prop_assert!(places.is_sorted() && places.last() <= Some(&reading.len()));
        }
    }
}
