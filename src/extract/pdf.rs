//! Extracts the text of PDF files, page by page.
//!
//! hayro interprets the pages and [`device`] collects the glyphs; [`lines`] and [`paragraphs`] turn them into
//! text, in content order. [`fields`] adds form content that is not painted, and [`unmapped_fonts`] glyphs whose
//! characters the fonts do not name; [`quality`] says which pages need OCR, which is left to others. lopdf
//! reads the [`structure`]: [`metadata`], [`outline`] and encryption. Invariant: as many pages come out as
//! were read in, and a page that fails costs only itself; pages from [`attachments`] follow them.

use std::{collections::HashMap, sync::Arc};

use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RectExt, TransformExt, interpret_page,
};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page::Page as PdfPage};
use lopdf::{Document, ObjectId};

use crate::{
    document::Page,
    extract::{Extracted, UnreadPage},
};
use attachments::AttachmentBudget;
use catch_panic::catch_panic;
use device::Collector;
pub(crate) use notes::page_ranges;
use notes::{PageNote, PageNotes};
use page_layout::PageLayout;
use structure::LockReason;

mod attachments;
mod bidi;
mod blocks;
mod budget;
mod catch_panic;
pub(crate) mod characters;
mod columns;
mod destinations;
mod device;
mod edits;
mod endings;
mod fields;
mod file_signature;
mod headings;
mod lines;
mod metadata;
mod notes;
mod numerals;
mod order;
mod outline;
mod page_layout;
mod paint;
mod paragraphs;
mod quality;
pub(crate) mod raster;
mod rules;
mod running_headers;
mod spacing;
mod strings;
mod structure;
mod superscripts;
mod survey;
mod tables;
mod unmapped_fonts;
mod xmp;

/// The maximum number of pages read; the longest code of law measured has 242.
const MAX_PAGES: usize = 20_000;
/// The maximum size of the text, in bytes: about 4,000 dense pages, eight times the longest code of law.
const MAX_TEXT_BYTES: usize = 12 << 20;

/// Extracts a PDF file; the error says what is wrong with the file and what to do about it.
pub(crate) fn extract(bytes: &Arc<Vec<u8>>) -> Result<Extracted, String> {
    extract_within(bytes, &mut AttachmentBudget::default())
}

/// Extracts a PDF file, which may be attached to another one, and its attachments.
fn extract_within(
    bytes: &Arc<Vec<u8>>,
    attachment_budget: &mut AttachmentBudget,
) -> Result<Extracted, String> {
    file_signature::check_signature(bytes)?;
    attachment_budget.is_new(bytes);
    let (pdf, document) = open(bytes)?;
    let found = ExtractedPages::from_pdf(&pdf, attachment_budget);
    if !found.is_nothing() {
        return found.described(&pdf, document.as_ref(), bytes, attachment_budget);
    }
    if let Some((mended_pdf, mended)) = repaired(bytes) {
        let found = ExtractedPages::from_pdf(&mended_pdf, attachment_budget);
        if !found.is_nothing() {
            return found.described(&mended_pdf, Some(&mended), bytes, attachment_budget);
        }
    }
    found.described(&pdf, document.as_ref(), bytes, attachment_budget)
}

/// The pages of a file and the notes about them.
struct ExtractedPages {
    pages: Vec<Page>,
    notes: PageNotes,
}

impl ExtractedPages {
    fn from_pdf(pdf: &Pdf, attachment_budget: &AttachmentBudget) -> Self {
        let mut notes = PageNotes::default();
        Self { pages: read_pages(pdf, &mut notes, attachment_budget), notes }
    }

    /// Returns whether no page shows anything.
    fn is_nothing(&self) -> bool {
        self.notes.unread.is_empty() && self.pages.iter().all(|page| page.text.is_empty())
    }

    /// Adds metadata, outline and attachments to the pages; an error if no page can be read.
    fn described(
        self,
        pdf: &Pdf,
        document: Option<&Document>,
        bytes: &[u8],
        attachment_budget: &mut AttachmentBudget,
    ) -> Result<Extracted, String> {
        let Self { pages, notes } = self;
        if pages.is_empty() {
            return Err("has no pages: export it again".to_owned());
        }
        if notes.count(PageNote::Unreadable) == pages.len() {
            return Err(NO_PAGE.to_owned());
        }
        let mut warnings = notes.warnings(&pages);
        if file_signature::ends_early(bytes) {
            warnings.push("the file is truncated: some pages may be missing".to_owned());
        }
        let described = describe(pdf, document, pages, warnings);
        let mut described = Extracted { unread: notes.unread, ..described };
        if let Some(document) = document {
            attachments::add(document, &mut described, attachment_budget);
        }
        Ok(described)
    }
}

/// Reopens the file with a rebuilt object table: one with wrong offsets leaves pages blank.
fn repaired(bytes: &[u8]) -> Option<(Pdf, Document)> {
    let document = structure::load_repaired(bytes)?;
    let copy = structure::plain_copy(&document)?;
    Some((open_pages(Arc::new(copy)).ok()?, document))
}

const NO_PAGE: &str = "no page could be read: download or export it again";
const PASSWORD: &str = "is protected by a password: save a copy without it";
const ENCRYPTED: &str = "is encrypted in a way that cannot be read: save a copy without encryption";

/// Opens the file in both libraries.
///
/// A file that hayro cannot open is retried as saved by lopdf: decrypted and with a sound object table.
fn open(bytes: &Arc<Vec<u8>>) -> Result<(Pdf, Option<Document>), String> {
    let document = structure::load(bytes);
    let error = match open_pages(Arc::clone(bytes)) {
        Ok(pdf) => return Ok((pdf, document)),
        Err(error) => error,
    };
    let document = document.ok_or_else(|| load_error(error, None))?;
    let lock = structure::lock(&document);
    let unlocked = structure::without_attachment_lock(bytes, &document);
    let document = unlocked.and_then(|bytes| structure::load(&bytes)).unwrap_or(document);
    let copy = structure::plain_copy(&document).ok_or_else(|| load_error(error, lock))?;
    let pdf = open_pages(Arc::new(copy)).map_err(|_| load_error(error, lock))?;
    Ok((pdf, Some(document)))
}

fn open_pages(bytes: Arc<Vec<u8>>) -> Result<Pdf, LoadPdfError> {
    catch_panic(|| Pdf::new(bytes)).unwrap_or(Err(LoadPdfError::Invalid))
}

/// Explains why the file does not open: by the `lock` that lopdf found, or else by hayro's error.
fn load_error(error: LoadPdfError, lock: Option<LockReason>) -> String {
    match (lock, error) {
        (Some(LockReason::Password), _)
        | (None, LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => PASSWORD,
        (Some(LockReason::Scheme), _) | (None, LoadPdfError::Decryption(_)) => ENCRYPTED,
        (None, LoadPdfError::Invalid) => NO_PAGE,
    }
    .to_owned()
}

/// Adds metadata and outline to the pages; a failure there costs no page.
fn describe(pdf: &Pdf, document: Option<&Document>, pages: Vec<Page>, warnings: Vec<String>) -> Extracted {
    let fallback = document.and_then(|document| catch_panic(|| metadata::read(document)));
    let outline = document.and_then(|document| catch_panic(|| outline::read(document, places(pdf), &pages)));
    Extracted {
        fallback: fallback.unwrap_or_default(),
        outline: outline.unwrap_or_default(),
        paginated: true,
        pages,
        warnings,
        ..Extracted::default()
    }
}

/// Returns the index of each page by its object number, which both libraries share.
fn places(pdf: &Pdf) -> HashMap<ObjectId, usize> {
    let place = |(index, page): (usize, &PdfPage<'_>)| {
        let id = page.raw().obj_id()?;
        Some(((id.obj_number, u16::try_from(id.gen_number).ok()?), index))
    };
    pdf.pages().iter().enumerate().filter_map(place).collect()
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
        let read = catch_panic(|| collect(pdf, page, &cache));
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
    edit(&mut pages, &sheets);
    pages
}

/// Adds the reading edits to each page; a failure there costs no page.
fn edit(pages: &mut [Page], sheets: &[PageLayout]) {
    let found = catch_panic(|| edits::edits(pages, sheets)).unwrap_or_default();
    for (page, edits) in pages.iter_mut().zip(found) {
        page.edits = edits;
    }
}

/// Collects what `page` paints; `None` if its content cannot be decoded.
fn collect<'a>(pdf: &'a Pdf, page: &PdfPage<'a>, cache: &InterpreterCache<'a>) -> Option<Collector> {
    if page.raw().contains_key("Contents") {
        page.page_stream()?;
    }
    let transform = page.initial_transform(true).to_kurbo();
    let area = page.intersected_crop_box().to_kurbo();
    let mut context = Context::new(transform, area, cache, pdf.xref(), InterpreterSettings::default());
    let (width, height) = page.render_dimensions();
    let mut collector = Collector::new(width, height);
    interpret_page(page, &mut context, &mut collector);
    collector.finish(|painted| fields::unpainted(page, transform, painted));
    collector.drop_doubled();
    Some(collector)
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
    let (text, layout) = catch_panic(|| read(page, &painted)).unwrap_or_default();
    let quality = quality::judge(&painted, &text);
    notes.unread.extend(quality.map(|quality| UnreadPage { page: number, quality }));
    let ocr = painted.invisible * 2 > painted.glyphs.len();
    (Page { ocr, ..Page::new(number, text) }, layout)
}

/// Returns the text of what a page paints, and the positions of its lines.
fn read(page: &PdfPage<'_>, painted: &Collector) -> (String, PageLayout) {
    let (width, height) = page.render_dimensions();
    let lines = lines::lines(&order::reading(&painted.glyphs, &painted.rules));
    let (text, ranges) = paragraphs::text(&lines);
    let layout = PageLayout::new(&lines, ranges, (f64::from(width), f64::from(height)));
    (text, layout)
}

#[cfg(test)]
mod tests;
