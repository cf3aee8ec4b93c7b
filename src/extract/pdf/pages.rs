//! Extracts the pages of a PDF, one after the other and within limits.
//!
//! [`quality`] says which pages need OCR, which is left to others, and [`notes`] words what was lost.
//! Invariants: as many pages come out as were read in, and a page that fails costs only itself.

mod notes;
mod quality;

use hayro_interpret::InterpreterCache;
use hayro_syntax::{Pdf, page::Page as PdfPage};

use super::{
    edits,
    glyphs::{self, Collector},
    layout::{self, PageLayout},
};
use crate::{
    document::Page,
    extract::{attached::AttachmentBudget, catch_panic::catch_panic, extracted::UnreadPage},
};
pub(crate) use notes::page_ranges;
use notes::{PageNote, PageNotes};

/// The maximum number of pages read; the longest code of law measured has 242.
const MAX_PAGES: usize = 20_000;
/// The maximum size of the text, in bytes: about 4,000 dense pages, eight times the longest code of law.
const MAX_TEXT_BYTES: usize = 12 << 20;

/// The pages of a file and the notes about them.
pub(super) struct ExtractedPages {
    /// The pages, in order.
    pub(super) pages: Vec<Page>,
    notes: PageNotes,
}

impl ExtractedPages {
    /// Extracts the pages, as far as the budget of an attachment allows.
    pub(super) fn from_pdf(pdf: &Pdf, attachment_budget: &AttachmentBudget) -> Self {
        let mut notes = PageNotes::default();
        Self { pages: read_pages(pdf, &mut notes, attachment_budget), notes }
    }

    /// Returns whether no page shows anything.
    pub(super) fn is_nothing(&self) -> bool {
        self.notes.unread.is_empty() && self.pages.iter().all(|page| page.text.is_empty())
    }

    /// Returns whether no page could be read.
    pub(super) fn is_unreadable(&self) -> bool {
        self.notes.count(PageNote::Unreadable) == self.pages.len()
    }

    /// Returns the warnings about the pages.
    pub(super) fn warnings(&self) -> Vec<String> {
        self.notes.warnings(&self.pages)
    }

    /// Returns the pages and which of them need OCR.
    pub(super) fn into_parts(self) -> (Vec<Page>, Vec<UnreadPage>) {
        (self.pages, self.notes.unread)
    }
}

fn read_pages(pdf: &Pdf, notes: &mut PageNotes, attachment_budget: &AttachmentBudget) -> Vec<Page> {
    let found = pdf.pages();
    let (most, max_bytes) = attachment_budget.room().unwrap_or((MAX_PAGES, MAX_TEXT_BYTES));
    notes.total(found.len().min(most), found.len());
    let mut cache = InterpreterCache::new();
    let mut bytes = 0;
    let mut sheets = Vec::new();
    let mut pages = Vec::with_capacity(found.len().min(most));
    for (number, page) in (1_u32..).zip(found.iter()).take(most) {
        if bytes >= max_bytes || attachment_budget.is_late() {
            notes.add(PageNote::Full, number);
            pages.push(Page { number, ..Page::default() });
            continue;
        }
        let read = catch_panic(|| glyphs::collect(pdf, page, &cache));
        if read.is_none() {
            cache = InterpreterCache::new();
        }
        let (page, layout) = finish(number, page, read.flatten(), notes);
        bytes += page.text.len();
        pages.push(page);
        // A page to be recognized is read from its image, not from these lines.
        let is_unread = notes.unread.last().is_some_and(|unread| unread.page == number);
        sheets.push(if is_unread { PageLayout::default() } else { layout });
    }
    edits::add_edits(&mut pages, &sheets);
    pages
}

/// Turns what a page paints into text and notes doubts about it.
fn finish(
    number: u32,
    page: &PdfPage<'_>,
    painted: Option<Collector>,
    notes: &mut PageNotes,
) -> (Page, PageLayout) {
    let Some(painted) = painted else {
        notes.add(PageNote::Unreadable, number);
        return (Page { number, ..Page::default() }, PageLayout::default());
    };
    if painted.overflow {
        notes.add(PageNote::Overflow, number);
    }
    let (text, layout) = catch_panic(|| layout::text(&painted, page.render_dimensions())).unwrap_or_default();
    let quality = quality::judge(&painted, &text);
    notes.unread.extend(quality.map(|quality| UnreadPage { page: number, quality }));
    let ocr = painted.invisible * 2 > painted.glyphs.len();
    (Page { ocr, ..Page::new(number, text) }, layout)
}
