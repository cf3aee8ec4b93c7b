//! Bytes to text by page.
//!
//! One extractor a format; each gives an [`Extracted`] and knows nothing of the index. Leaves to
//! `ingest` how the file's own metadata, a sidecar and the text's heading are weighed.
//! Always holds: an extractor never panics on purpose and never returns an empty list of pages.

mod decode;
mod flow;
pub(crate) mod frontmatter;
mod html;
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

/// What an extractor found in one file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Extracted {
    /// What the file declares about itself where authors mean it to be read: front matter,
    /// `<meta>`, `<time>`, `<title>`.
    pub declared: Metadata,
    /// What the text itself seems to say: its first heading or line, and the date of a post below.
    /// The heading of an act is surer than that.
    pub from_text: Metadata,
    /// What the file says where programs often write nonsense (PDF Info and XMP): believed only
    /// where neither `declared` nor the text itself says anything.
    pub fallback: Metadata,
    /// Headings or bookmarks in reading order.
    pub outline: Vec<OutlineEntry>,
    /// Whether `pages` are real pages.
    pub paginated: bool,
    /// The text; at least one page.
    pub pages: Vec<Page>,
    /// The pages whose text is to be recognised in their image, in order.
    pub unread: Vec<Unread>,
    /// What was lost or doubtful, in words for the administrator.
    pub warnings: Vec<String>,
}

/// A page whose text the file does not give, or not so that it can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// Its number, from 1.
    pub page: u32,
    /// What is wrong with it.
    pub quality: Quality,
}

/// Why the text that a file gives of a page is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quality {
    /// An image or letters as mere shapes, and no text or hardly any.
    Scan,
    /// Fonts that do not say, or say wrongly, which characters their glyphs are.
    Untrusted,
}

/// How pages are recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OcrSettings {
    /// The program, with its folder where that is known.
    pub program: PathBuf,
    /// Its languages, as in `pol` or `pol+eng`.
    pub languages: String,
    /// The folder of its language data, where that is not where it looks itself.
    pub data: Option<PathBuf>,
    /// Pages of one document past this many are not recognised.
    pub max_pages: usize,
}

/// Reads the text of a file.
///
/// # Errors
/// The reason and the remedy, without the name of the file.
pub fn extract(format: Format, bytes: impl Into<Arc<Vec<u8>>>) -> Result<Extracted, String> {
    let bytes = bytes.into();
    if format != Format::Pdf && bytes.starts_with(b"%PDF-") {
        return Err("is a PDF by its content: rename it to `.pdf`".to_owned());
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

/// What is said where an extractor has met a file it cannot read.
pub(crate) const FAILED: &str =
    "cannot be read: the extractor failed; save the file anew and report the fault";
