//! Converts the bytes of a file to text, page by page.
//!
//! Each format has one extractor, which returns an [`Extracted`] and knows nothing about the index. How the
//! file's own metadata, a sidecar and the heading of the text are weighed against each other is left to
//! `ingest`. Invariants: an extractor never panics on purpose and never returns an empty list of pages.

mod archive;
mod attached;
mod catch_panic;
mod code_page;
mod decode;
mod error;
mod extracted;
mod flow;
pub(crate) mod frontmatter;
mod furniture;
mod html;
mod hyphens;
mod json;
mod list_number;
mod mail;
mod markdown;
pub(crate) mod ocr;
mod office;
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
use attached::AttachmentBudget;
pub(crate) use error::InvalidMetadata;
pub use error::{ExtractError, ForeignFile, OfficeFault};
pub use extracted::{Extracted, TextQuality, UnreadPage};
pub use ocr::settings::OcrSettings;
pub use placed_text::{PageArea, PlacedText, PlacedWord};

/// Extracts the text of a file.
///
/// # Errors
/// Returns what is wrong with the file if it cannot be read in this format.
pub fn extract(format: Format, bytes: impl Into<Arc<Vec<u8>>>) -> Result<Extracted, ExtractError> {
    let mut extracted = extract_within(format, &bytes.into(), &mut AttachmentBudget::default())?;
    for page in &mut extracted.pages {
        raised::read_written(&page.text, &mut page.edits);
    }
    Ok(extracted)
}

/// Extracts a file, which may be within another one, and the files within it.
fn extract_within(
    format: Format,
    bytes: &Arc<Vec<u8>>,
    attachment_budget: &mut AttachmentBudget,
) -> Result<Extracted, ExtractError> {
    if format != Format::Pdf && bytes.starts_with(b"%PDF-") {
        return Err(ExtractError::MisnamedPdf);
    }
    match format {
        Format::Markdown => markdown::extract(bytes),
        Format::Html => html::extract(bytes),
        Format::Text => plain::extract(bytes),
        Format::Pdf => pdf::extract(bytes, attachment_budget, extract_within),
        Format::Json => json::extract(bytes),
        Format::Zip if !office::is_office_package(bytes) => {
            archive::extract(bytes, attachment_budget, extract_within)
        }
        Format::Eml => mail::extract(bytes, attachment_budget, extract_within),
        Format::Docx
        | Format::Doc
        | Format::Odt
        | Format::Rtf
        | Format::Xlsx
        | Format::Xls
        | Format::Ods
        | Format::Zip => office::extract(format, bytes, attachment_budget),
    }
}
