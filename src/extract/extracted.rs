//! What is extracted from a file: text by page, metadata and outline.
//!
//! Getting it is left to the extractors. Invariant: there is at least one page.

use serde::{Deserialize, Serialize};

use crate::document::{Metadata, OutlineEntry, Page};

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
    /// What says where the document stands: the path to a web page, the names of its site.
    ///
    /// It is no part of the text.
    pub about: Vec<String>,
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
