//! PDF to text by page.
//!
//! hayro interprets the pages and [`device`] keeps the glyphs; [`lines`] and [`paragraphs`] make text of
//! them, in content order; [`structure`] reads title, day, language and bookmarks. Leaves the reading of
//! scans to OCR and only says which pages need it. Always holds: as many pages come out as were read in,
//! and a page that fails costs only itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RectExt, TransformExt, interpret_page,
};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page::Page as PdfPage};

use crate::{document::Page, extract::Extracted};
use device::Collector;
use notes::{Note, Notes};

mod characters;
mod device;
mod foreign;
mod lines;
mod notes;
mod paragraphs;
mod spacing;
mod strings;
mod structure;

/// Pages past this many are left out; the longest code of law measured has 242.
const MAX_PAGES: usize = 20_000;
/// Text past this many bytes is left out: about 20,000 dense pages.
const MAX_TEXT_BYTES: usize = 64 << 20;

/// Reads a PDF. The error says what is wrong with the file and what to do about it.
pub(crate) fn extract(bytes: Vec<u8>) -> Result<Extracted, String> {
    foreign::check(&bytes)?;
    let ends_early = foreign::ends_early(&bytes);
    let pdf = catch_unwind(|| Pdf::new(bytes)).map_err(|_| NO_PAGE.to_owned())?;
    let pdf = pdf.map_err(load_error)?;
    let mut notes = Notes::default();
    let pages = read_pages(&pdf, &mut notes);
    if pages.is_empty() {
        return Err("has no pages: export it again".to_owned());
    }
    if notes.count(Note::Unreadable) == pages.len() {
        return Err(NO_PAGE.to_owned());
    }
    let mut warnings = notes.warnings(&pages);
    if ends_early {
        warnings.push("the file breaks off before its end: some pages may be missing".to_owned());
    }
    Ok(describe(&pdf, pages, warnings))
}

const NO_PAGE: &str = "no page could be read: download or export it again";

fn load_error(error: LoadPdfError) -> String {
    match error {
        LoadPdfError::Invalid => NO_PAGE,
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            "is protected by a password: save a copy without it"
        }
        LoadPdfError::Decryption(_) => {
            "is encrypted in a way that cannot be read: save a copy without encryption"
        }
    }
    .to_owned()
}

/// Adds what the file says beside its pages; a failure there costs no page.
fn describe(pdf: &Pdf, pages: Vec<Page>, mut warnings: Vec<String>) -> Extracted {
    let read = || (structure::metadata(pdf), structure::outline(pdf, &pages));
    let (fallback, outline) = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        warnings.push("title and bookmarks could not be read".to_owned());
        Default::default()
    });
    Extracted { fallback, outline, paginated: true, pages, warnings, ..Extracted::default() }
}

fn read_pages(pdf: &Pdf, notes: &mut Notes) -> Vec<Page> {
    let found = pdf.pages();
    notes.total(found.len().min(MAX_PAGES), found.len());
    let mut cache = InterpreterCache::new();
    let mut bytes = 0;
    let mut pages = Vec::with_capacity(found.len().min(MAX_PAGES));
    for (number, page) in (1_u32..).zip(found.iter()).take(MAX_PAGES) {
        if bytes >= MAX_TEXT_BYTES {
            notes.add(Note::Full, number);
            pages.push(Page { number, ..Page::default() });
            continue;
        }
        let read = catch_unwind(AssertUnwindSafe(|| collect(pdf, page, &cache)));
        if read.is_err() {
            cache = InterpreterCache::new();
        }
        let page = finish(number, page, read.ok().flatten(), notes);
        bytes += page.text.len();
        pages.push(page);
    }
    pages
}

/// What `page` paints, or `None` where its content cannot be decoded.
fn collect<'a>(pdf: &'a Pdf, page: &PdfPage<'a>, cache: &InterpreterCache<'a>) -> Option<Collector> {
    if page.raw().contains_key("Contents") {
        page.page_stream()?;
    }
    let transform = page.initial_transform(true).to_kurbo();
    let area = page.intersected_crop_box().to_kurbo();
    let mut context = Context::new(transform, area, cache, pdf.xref(), InterpreterSettings::default());
    let mut collector = Collector::default();
    interpret_page(page, &mut context, &mut collector);
    Some(collector)
}

/// Makes text of what a page paints and notes what is doubtful about it.
fn finish(number: u32, page: &PdfPage<'_>, painted: Option<Collector>, notes: &mut Notes) -> Page {
    let Some(painted) = painted else {
        notes.add(Note::Unreadable, number);
        return Page { number, ..Page::default() };
    };
    let (width, height) = page.base_dimensions();
    notes.judge(number, &painted, f64::from(width * height));
    let text = catch_unwind(|| paragraphs::text(&lines::lines(&painted.glyphs))).unwrap_or_default();
    let ocr = painted.invisible * 2 > painted.glyphs.len();
    Page { number, text, ocr }
}
