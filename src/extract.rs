//! Converts the bytes of a file to text, page by page.
//!
//! Each format has one extractor, which returns an [`Extracted`] and knows nothing about the index. How the
//! file's own metadata, a sidecar and the heading of the text are weighed against each other is left to
//! `ingest`. Invariants: an extractor never panics on purpose and never returns an empty list of pages.

mod decode;
mod error;
mod flow;
pub(crate) mod frontmatter;
mod html;
mod hyphens;
mod json;
mod markdown;
pub(crate) mod ocr;
mod pdf;
mod plain;
mod plausible;
mod raised;
pub(crate) mod titles;
pub mod worker;

use std::{path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};
pub(crate) use {json::unknown_fields, pdf::page_ranges, plausible::plausibility};

use crate::document::{Format, Metadata, OutlineEntry, Page};
pub(crate) use error::InvalidMetadata;
pub use error::{ExtractError, ForeignFile};

/// The text and metadata extracted from one file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Extracted {
    /// Metadata that authors declare to be read: front matter, `<meta>`, `<time>`, `<title>`.
    pub declared: Metadata,
    /// Metadata guessed from the text: its first heading or line, and the date of a post below that.
    ///
    /// The heading of an act is more reliable.
    pub from_text: Metadata,
    /// Metadata that programs write and that is often nonsense (PDF Info and XMP).
    ///
    /// It is used only where neither `declared` nor the text itself provides a value.
    pub fallback: Metadata,
    /// Headings or bookmarks, in reading order.
    pub outline: Vec<OutlineEntry>,
    /// Whether `pages` are real pages of the document.
    pub paginated: bool,
    /// The text, with at least one page.
    pub pages: Vec<Page>,
    /// The pages that need OCR, in order.
    pub unread: Vec<UnreadPage>,
    /// Messages for the administrator about lost or doubtful content.
    pub warnings: Vec<String>,
}

/// A page whose text is missing from the file or cannot be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadPage {
    /// The page number, from 1.
    pub page: u32,
    /// The reason the text is not enough.
    pub quality: TextQuality,
}

/// The reason the text that a file gives for a page is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextQuality {
    /// The page is an image, or its letters are mere shapes, and it has little or no text.
    Scan,
    /// The fonts do not map their glyphs to characters, or map them wrongly.
    Untrusted,
}

/// Settings for the recognition of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OcrSettings {
    /// The OCR program, with its folder if that is known.
    pub program: PathBuf,
    /// The recognition languages, such as `pol` or `pol+eng`.
    pub languages: String,
    /// The folder with the language data; `None` for the program's own default.
    pub data: Option<PathBuf>,
    /// The maximum number of pages recognized per document.
    pub max_pages: usize,
}

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
