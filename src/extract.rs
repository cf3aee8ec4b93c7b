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
mod pdf;
mod plain;

use crate::document::{Format, Metadata, OutlineEntry, Page};

/// What an extractor found in one file.
#[derive(Debug, Clone, Default, PartialEq)]
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
    /// What was lost or doubtful, in words for the administrator.
    pub warnings: Vec<String>,
}

/// Reads the text of a file.
///
/// # Errors
/// The reason and the remedy, without the name of the file.
pub fn extract(format: Format, bytes: Vec<u8>) -> Result<Extracted, String> {
    if format != Format::Pdf && bytes.starts_with(b"%PDF-") {
        return Err("is a PDF by its content: rename it to `.pdf`".to_owned());
    }
    match format {
        Format::Markdown => markdown::extract(&bytes),
        Format::Html => html::extract(&bytes),
        Format::Text => plain::extract(&bytes),
        Format::Pdf => pdf::extract(bytes),
        Format::Json => json::extract(&bytes),
    }
}
