//! The settings for the recognition of pages.
//!
//! Reading them is left to `config`.

use std::path::PathBuf;

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
