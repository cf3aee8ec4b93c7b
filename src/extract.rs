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
mod misnamed;
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

use serde::{Deserialize, Serialize};

pub(crate) use html::{
    links::{LinkSelector, MAX_ADDRESS_BYTES, PageLinks, links as page_links},
    plain_text,
};
pub(crate) use {json::unknown_fields, pdf::page_ranges, plausible::plausibility};

use crate::document::Format;
use attached::AttachmentBudget;
pub use error::{ExtractError, ForeignFile, MisnamedFile, OfficeFault};
pub use extracted::{Extracted, TextQuality, UnreadPage};
pub use ocr::settings::OcrSettings;
pub use placed_text::{PageArea, PlacedText, PlacedWord};

/// Extracts the text of a file.
///
/// # Errors
/// Returns what is wrong with the file if it cannot be read in this format.
pub fn extract(format: Format, bytes: impl Into<Arc<Vec<u8>>>) -> Result<Extracted, ExtractError> {
    extract_sent(format, bytes, None)
}

/// Extracts the text of a file that was sent with a character set, which counts unless the file declares one.
///
/// # Errors
/// Returns what is wrong with the file if it cannot be read in this format.
pub fn extract_sent(
    format: Format,
    bytes: impl Into<Arc<Vec<u8>>>,
    charset: Option<&str>,
) -> Result<Extracted, ExtractError> {
    let bytes = bytes.into();
    let mut extracted = match (format, charset.and_then(decode::known_label)) {
        (Format::Html | Format::Text, Some(charset)) => {
            misnamed::check(format, &bytes)?;
            let read = if format == Format::Html { html::extract_sent } else { plain::extract_sent };
            read(&bytes, Some(charset))?
        }
        _ => extract_within(format, &bytes, &mut AttachmentBudget::default())?,
    };
    for page in &mut extracted.pages {
        raised::read_written(&page.text, &mut page.edits);
    }
    Ok(extracted)
}

/// What is known of a page once it is read: where it leads, and what it says, as far as both could be read.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct PageReading {
    pub(crate) links: Option<PageLinks>,
    pub(crate) text: Option<Extracted>,
}

/// Reads a page that was sent with a character set.
pub(crate) fn page_reading(bytes: &Arc<Vec<u8>>, charset: Option<&str>) -> PageReading {
    PageReading {
        links: page_links(bytes, charset, None).ok(),
        text: extract_sent(Format::Html, Arc::clone(bytes), charset).ok(),
    }
}

/// Returns whether a file needs the character set that it was sent with, because it says nothing of its own.
pub(crate) fn needs_charset(format: Format, bytes: &[u8]) -> bool {
    match format {
        Format::Html => decode::is_unmarked(bytes) && !html::declares_charset(bytes),
        Format::Text => decode::is_unmarked(bytes),
        _ => false,
    }
}

/// Extracts a file, which may be within another one, and the files within it.
fn extract_within(
    format: Format,
    bytes: &Arc<Vec<u8>>,
    attachment_budget: &mut AttachmentBudget,
) -> Result<Extracted, ExtractError> {
    misnamed::check(format, bytes)?;
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
