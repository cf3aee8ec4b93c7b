//! Links from the page of a document to how it was printed: its file, its pages in a PDF, pictures of them.
//!
//! Serving files and pictures is left to `api/documents` and `picture`.

use super::site::Site;
use crate::{
    document::{Document, Format},
    http::links,
};

/// The file the document was extracted from.
pub(super) struct File {
    pub(super) href: String,
    pub(super) label: String,
}

impl File {
    /// Links the file of a document.
    pub(super) fn new(site: &Site, document: &Document, format: Format) -> Self {
        let message = if format == Format::Pdf { "file-open" } else { "file-save" };
        Self { href: source(site, document), label: site.message(message) }
    }
}

/// Returns the URL of the file the document was extracted from.
fn source(site: &Site, document: &Document) -> String {
    format!("{}/api/v1/documents/{}/source", site.base, links::path_of(&document.id))
}

/// A picture of a page.
pub(super) struct PagePictureView {
    pub(super) href: String,
    /// What it shows, for those who do not see it.
    pub(super) alt: String,
}

/// Where the pages of a document can be seen as printed.
pub(super) struct SheetLinks<'a> {
    /// The URL of a PDF that a browser can open at a page.
    pdf: Option<String>,
    /// The words to mark in pictures of the pages, if there are pictures.
    words: Option<&'a str>,
}

impl<'a> SheetLinks<'a> {
    /// Links the pages of a document made from a file of this format: in our file, else the published one.
    ///
    /// `words` are those to mark in pictures, if pictures are drawn.
    pub(super) fn new(
        site: &Site,
        document: &Document,
        format: Option<Format>,
        words: Option<&'a str>,
    ) -> Self {
        if !document.paginated {
            return Self { pdf: None, words: None };
        }
        if format == Some(Format::Pdf) {
            return Self { pdf: Some(source(site, document)), words };
        }
        let is_pdf = |url: &&str| url.to_ascii_lowercase().ends_with(".pdf");
        let published = links::original(document.url.as_deref()).filter(is_pdf);
        Self { pdf: published.map(str::to_owned), words: None }
    }

    /// Returns the URL of a page in the file.
    pub(super) fn original(&self, page: u32) -> Option<String> {
        self.pdf.as_ref().map(|pdf| format!("{pdf}#page={page}"))
    }

    /// Returns the picture of a page.
    pub(super) fn picture(&self, site: &Site, document: &Document, page: u32) -> Option<PagePictureView> {
        let words = self.words?;
        let message = if words.is_empty() { "page-picture-of" } else { "page-picture-marked" };
        Some(PagePictureView {
            href: links::picture(&site.base, &document.id, page, words),
            alt: site.locale.message_with(message, "number", page),
        })
    }
}
