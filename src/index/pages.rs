//! Restores the pages of a document from its stored text as it is read chunk by chunk.
//!
//! Where the chunks are is left to `stored`.
//!
//! Invariants: all pieces together are the pages of the document; nothing is buffered except a page with
//! edits, which is no longer than what fits on a sheet of paper.

use std::{iter::Peekable, vec};

use super::record::PageDetails;
use crate::document::{PAGE_BREAK, Page};

/// A page, or a piece of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagePiece {
    /// The page, whose text is this piece. Edits are only on whole pages.
    pub page: Page,
    /// Whether the page begins here.
    pub is_first: bool,
    /// Whether the page ends here.
    pub is_last: bool,
}

/// Converts readings to pages.
#[derive(Debug)]
pub(super) struct PageAssembler {
    /// What is stored of pages besides their reading, from the current page on.
    beside: Peekable<vec::IntoIter<PageDetails>>,
    /// The number of the current page.
    number: u32,
    is_begun: bool,
    /// The reading of the current page so far, if edits are needed to restore its text.
    gathered: String,
}

impl PageAssembler {
    pub(super) fn new(beside: Vec<PageDetails>) -> Self {
        Self { beside: beside.into_iter().peekable(), number: 1, is_begun: false, gathered: String::new() }
    }

    /// Processes the next part of the reading.
    pub(super) fn take(&mut self, reading: &str, pieces: &mut Vec<PagePiece>) {
        let mut parts = reading.split(PAGE_BREAK);
        self.go_on(parts.next().unwrap_or_default(), pieces);
        for part in parts {
            self.end(pieces);
            self.go_on(part, pieces);
        }
    }

    fn go_on(&mut self, reading: &str, pieces: &mut Vec<PagePiece>) {
        if self.present().is_some_and(PageDetails::has_edits) {
            self.gathered.push_str(reading);
        } else if !reading.is_empty() {
            let page = self.page(reading);
            pieces.push(PagePiece { page, is_first: !self.is_begun, is_last: false });
            self.is_begun = true;
        }
    }

    /// Ends the current page.
    pub(super) fn end(&mut self, pieces: &mut Vec<PagePiece>) {
        let gathered = std::mem::take(&mut self.gathered);
        let page = self.page(&gathered);
        pieces.push(PagePiece { page, is_first: !self.is_begun, is_last: true });
        let number = self.number;
        self.beside.next_if(|beside| beside.number == number);
        self.number += 1;
        self.is_begun = false;
    }

    fn present(&mut self) -> Option<&PageDetails> {
        let number = self.number;
        self.beside.peek().filter(|beside| beside.number == number)
    }

    fn page(&mut self, reading: &str) -> Page {
        let number = self.number;
        self.present().map_or_else(|| Page::new(number, reading), |beside| beside.page(reading))
    }
}

/// Joins pieces into pages.
pub(super) fn join(pieces: Vec<PagePiece>, pages: &mut Vec<Page>) {
    for PagePiece { page, is_first, .. } in pieces {
        match pages.last_mut() {
            Some(last) if !is_first => last.text.push_str(&page.text),
            _ => pages.push(page),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::{Edit, reading::sound};

    fn page(number: u32, text: &str, ocr: bool, edits: &[(usize, usize)]) -> Page {
        let edit = |(start, end): &(usize, usize)| Edit { start: *start, end: *end, text: "ź".to_owned() };
        Page { ocr, edits: sound(text, edits.iter().map(edit).collect()), ..Page::new(number, text) }
    }

    proptest! {
        #[test]
        fn pages_are_the_same_wherever_the_text_is_split(
            texts in prop::collection::vec(("[a-cąę \n]{0,20}", any::<bool>(), prop::collection::vec((0_usize..20, 0_usize..20), 0..3)), 1..6),
            cuts in prop::collection::vec(0_usize..150, 0..6),
        ) {
            let pages: Vec<Page> = (1..).zip(&texts).map(|(number, (text, ocr, edits))| page(number, text, *ocr, edits)).collect();
            let readings: Vec<_> = pages.iter().map(Page::reading).collect();
            let reading = readings.join(&PAGE_BREAK.to_string());
            let mut reader = PageAssembler::new(pages.iter().filter_map(PageDetails::from_page).collect());
            let (mut pieces, mut at) = (Vec::new(), 0);
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| reading.floor_char_boundary(*cut)).collect();
            cuts.sort_unstable();
            for cut in cuts.into_iter().chain([reading.len()]) {
                reader.take(&reading[at..cut], &mut pieces);
                at = cut;
            }
            reader.end(&mut pieces);
            prop_assert_eq!(pieces.iter().filter(|piece| piece.is_first).count(), pages.len());
            prop_assert_eq!(pieces.iter().filter(|piece| piece.is_last).count(), pages.len());
            let mut joined = Vec::new();
            join(pieces, &mut joined);
            prop_assert_eq!(joined, pages);
        }
    }
}
