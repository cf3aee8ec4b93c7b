//! Converts the bytes of a file to text, page by page.
//!
//! Each format has one extractor, which returns an [`Extracted`] and knows nothing about the index. How the
//! file's own metadata, a sidecar and the heading of the text are weighed against each other is left to
//! `ingest`. Invariants: an extractor never panics on purpose and never returns an empty list of pages.

mod decode;
mod error;
mod extracted;
mod flow;
pub(crate) mod frontmatter;
mod furniture;
mod html;
mod hyphens;
mod json;
mod markdown;
pub(crate) mod ocr;
mod page_kind;
mod pdf;
mod placed_text;
mod plain;
mod plausible;
mod posted;
mod raised;
mod saved_page;
pub(crate) mod titles;
pub mod worker;

use std::sync::Arc;

pub(crate) use html::links::{LinkSelector, PageLinks, links as page_links};
pub(crate) use {json::unknown_fields, pdf::page_ranges, plausible::plausibility};

use crate::document::Format;
pub(crate) use error::InvalidMetadata;
pub use error::{ExtractError, ForeignFile};
pub use extracted::{Extracted, TextQuality, UnreadPage};
pub use ocr::settings::OcrSettings;
pub use placed_text::{PageArea, PlacedText, PlacedWord};

/// Extracts the text of a file.
///
/// # Errors
/// Returns what is wrong with the file if it cannot be read in this format.
pub fn extract(format: Format, bytes: impl Into<Arc<Vec<u8>>>) -> Result<Extracted, ExtractError> {
    let bytes = bytes.into();
    if format != Format::Pdf && bytes.starts_with(b"%PDF-") {
        return Err(ExtractError::MisnamedPdf);
    }
    let mut extracted = match format {
        Format::Markdown => markdown::extract(&bytes),
        Format::Html => html::extract(&bytes),
        Format::Text => plain::extract(&bytes),
        Format::Pdf => pdf::extract(&bytes),
        Format::Json => json::extract(&bytes),
    }?;
    for page in &mut extracted.pages {
        raised::read_written(&page.text, &mut page.edits);
    }
    Ok(extracted)
}
