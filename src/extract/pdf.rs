//! Extracts the text of PDF files, page by page.
//!
//! In stages: [`open`] opens a file in two libraries, [`glyphs`] collects what a page paints, [`layout`]
//! makes text of it, and [`edits`] says how the text reads on from page to page; [`pages`] runs them for each
//! page. [`metadata`], [`outline`] and [`attachments`] come from the structure of the file. [`raster`] renders
//! pages for OCR, which is left to others, and [`picture`] draws them for people. Invariant: a failure in one
//! stage costs only what it would have given; pages from attachments follow those of the file.

use std::{collections::HashMap, sync::Arc};

use hayro_syntax::{Pdf, page::Page as PdfPage};
use lopdf::{Document, ObjectId};

use crate::{
    document::Page,
    extract::{
        attached::{AttachmentBudget, AttachmentReader},
        catch_panic::catch_panic,
        error::ExtractError,
        extracted::Extracted,
    },
};
use pages::ExtractedPages;
pub(crate) use pages::page_ranges;

mod attachments;
mod edits;
mod glyph;
mod glyphs;
mod layout;
mod metadata;
mod objects;
mod open;
mod outline;
mod pages;
pub(crate) mod picture;
pub(crate) mod raster;
mod strings;

/// Extracts a PDF file, which may be attached to another one, and its attachments, which `read` reads.
///
/// The error says what is wrong with the file and what to do about it.
pub(crate) fn extract(
    bytes: &Arc<Vec<u8>>,
    attachment_budget: &mut AttachmentBudget,
    read: AttachmentReader,
) -> Result<Extracted, ExtractError> {
    open::check_signature(bytes)?;
    attachment_budget.is_new(bytes);
    let (pdf, document) = open::open(bytes)?;
    let found = ExtractedPages::from_pdf(&pdf, attachment_budget);
    if found.is_nothing()
        && let Some((pdf, document)) = open::open_rebuilt(bytes)
    {
        let found = ExtractedPages::from_pdf(&pdf, attachment_budget);
        if !found.is_nothing() {
            return described(found, &pdf, Some(&document), bytes, (attachment_budget, read));
        }
    }
    described(found, &pdf, document.as_ref(), bytes, (attachment_budget, read))
}

/// Adds metadata, outline and attachments to the pages; an error if no page can be read.
fn described(
    found: ExtractedPages,
    pdf: &Pdf,
    document: Option<&Document>,
    bytes: &[u8],
    (attachment_budget, read): (&mut AttachmentBudget, AttachmentReader),
) -> Result<Extracted, ExtractError> {
    if found.pages.is_empty() {
        return Err(ExtractError::NoPages);
    }
    if found.is_unreadable() {
        return Err(ExtractError::Damaged);
    }
    let mut warnings = found.warnings();
    if open::ends_early(bytes) {
        warnings.push("the file is truncated: some pages may be missing".to_owned());
    }
    let (pages, unread) = found.into_parts();
    let described = describe(pdf, document, pages, warnings);
    let mut described = Extracted { unread, ..described };
    if let Some(document) = document {
        attachments::add(document, &mut described, attachment_budget, read);
    }
    Ok(described)
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

#[cfg(test)]
mod tests;
