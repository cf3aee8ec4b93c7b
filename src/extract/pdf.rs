//! PDF to text by page.
//!
//! hayro interprets the pages and [`device`] keeps the glyphs; [`lines`] and [`paragraphs`] make text of
//! them, in content order. lopdf reads the [`structure`]: [`metadata`], [`outline`] and what locks the
//! file. Leaves the reading of scans to OCR and only says which pages need it. Always holds: as many pages come out as were read in,
//! and a page that fails costs only itself.

use std::{collections::HashMap, sync::Arc};

use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RectExt, TransformExt, interpret_page,
};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page::Page as PdfPage};
use lopdf::{Document, ObjectId};

use crate::{document::Page, extract::Extracted};
use caught::caught;
use device::Collector;
use notes::{Note, Notes};
use structure::Lock;

mod budget;
mod caught;
mod characters;
mod destinations;
mod device;
mod foreign;
mod headings;
mod lines;
mod metadata;
mod notes;
mod outline;
mod paragraphs;
mod spacing;
mod strings;
mod structure;
mod xmp;

/// Pages past this many are left out; the longest code of law measured has 242.
const MAX_PAGES: usize = 20_000;
/// Text past this many bytes is left out: about 20,000 dense pages.
const MAX_TEXT_BYTES: usize = 64 << 20;

/// Reads a PDF. The error says what is wrong with the file and what to do about it.
pub(crate) fn extract(bytes: Vec<u8>) -> Result<Extracted, String> {
    foreign::check(&bytes)?;
    let ends_early = foreign::ends_early(&bytes);
    let (pdf, document) = open(bytes)?;
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
    Ok(describe(&pdf, document.as_ref(), pages, warnings))
}

const NO_PAGE: &str = "no page could be read: download or export it again";
const PASSWORD: &str = "is protected by a password: save a copy without it";
const ENCRYPTED: &str = "is encrypted in a way that cannot be read: save a copy without encryption";

/// Opens the file for both libraries. What hayro cannot open it gets again as lopdf saves it: decrypted
/// and with a sound table of its objects.
fn open(bytes: Vec<u8>) -> Result<(Pdf, Option<Document>), String> {
    let bytes = Arc::new(bytes);
    let document = structure::load(&bytes);
    let error = match open_pages(Arc::clone(&bytes)) {
        Ok(pdf) => return Ok((pdf, document)),
        Err(error) => error,
    };
    let document = document.ok_or_else(|| load_error(error, None))?;
    let lock = structure::lock(&document);
    let unlocked = structure::without_attachment_lock(&bytes, &document);
    let document = unlocked.and_then(|bytes| structure::load(&bytes)).unwrap_or(document);
    let copy = structure::plain_copy(&document).ok_or_else(|| load_error(error, lock))?;
    let pdf = open_pages(Arc::new(copy)).map_err(|_| load_error(error, lock))?;
    Ok((pdf, Some(document)))
}

fn open_pages(bytes: Arc<Vec<u8>>) -> Result<Pdf, LoadPdfError> {
    caught(|| Pdf::new(bytes)).unwrap_or(Err(LoadPdfError::Invalid))
}

/// Says why the file does not open: in lopdf's judgement of the `lock`, else in hayro's.
fn load_error(error: LoadPdfError, lock: Option<Lock>) -> String {
    match (lock, error) {
        (Some(Lock::Password), _) | (None, LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => {
            PASSWORD
        }
        (Some(Lock::Scheme), _) | (None, LoadPdfError::Decryption(_)) => ENCRYPTED,
        (None, LoadPdfError::Invalid) => NO_PAGE,
    }
    .to_owned()
}

/// Adds what the file says beside its pages; a failure there costs no page.
fn describe(pdf: &Pdf, document: Option<&Document>, pages: Vec<Page>, warnings: Vec<String>) -> Extracted {
    let fallback = document.and_then(|document| caught(|| metadata::read(document)));
    let outline = document.and_then(|document| caught(|| outline::read(document, places(pdf), &pages)));
    Extracted {
        fallback: fallback.unwrap_or_default(),
        outline: outline.unwrap_or_default(),
        paginated: true,
        pages,
        warnings,
        ..Extracted::default()
    }
}

/// The index of each page by the number of its object, which both libraries share.
fn places(pdf: &Pdf) -> HashMap<ObjectId, usize> {
    let place = |(index, page): (usize, &PdfPage<'_>)| {
        let id = page.raw().obj_id()?;
        Some(((id.obj_number, u16::try_from(id.gen_number).ok()?), index))
    };
    pdf.pages().iter().enumerate().filter_map(place).collect()
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
        let read = caught(|| collect(pdf, page, &cache));
        if read.is_none() {
            cache = InterpreterCache::new();
        }
        let page = finish(number, page, read.flatten(), notes);
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
    let text = caught(|| paragraphs::text(&lines::lines(&painted.glyphs))).unwrap_or_default();
    let ocr = painted.invisible * 2 > painted.glyphs.len();
    Page { number, text, ocr }
}
