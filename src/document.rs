//! Plain data types shared by all modules: a document, its pages and its metadata.
//!
//! `act` is what is known of a legal act, `meeting` of a meeting, `scalars` counts positions,
//! `reading` applies a page's edits, `quoted` formats untrusted values for messages, `hash` is the content
//! hash type, `date_number` writes days as numbers, `district` names districts, `composed` puts
//! accents on letters, `fingerprint` the indexed state of a document, and `web_url` checks addresses. Leaves
//! extraction (`extract`), storage (`index`) and retrieval (`search`) to others. Invariant: every
//! [`DocumentId`] is valid, so no other code needs to check one.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

mod act;
mod composed;
mod date_number;
mod district;
mod fingerprint;
mod hash;
mod meeting;
mod parse_error;
pub(crate) mod quoted;
pub(crate) mod reading;
mod scalars;
mod web_url;

pub use act::{Act, ActStatus, Citation, CitationRole, CitedAct, Journal, SectionLevel, StatusEvidence};
pub(crate) use composed::composed;
pub(crate) use date_number::{date_number, numbered_date};
pub use district::{DISTRICT_NAMES, DISTRICTS, district_named, district_numbered};
pub use fingerprint::{Completeness, Fingerprint, OcrState, SourceHash, is_among};
pub use hash::ContentHash;
pub use meeting::{Meeting, MeetingTopic};
pub use parse_error::ParseError;
pub(crate) use quoted::quoted;
pub(crate) use scalars::{ByteCounter, ScalarCounter};
pub use skorowidz_polish::Language;
pub(crate) use skorowidz_polish::unaccented;
pub(crate) use web_url::{WebUrl, WebUrlFault};

/// Returns the Warsaw time zone, as its POSIX rule since 1996, so that no time zone database is needed.
pub(crate) fn warsaw() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap_or(TimeZone::UTC)
}

/// Returns the current date in Warsaw.
pub(crate) fn today() -> Date {
    Timestamp::now().to_zoned(warsaw()).date()
}

/// Returns the beginning of a text that is longer than `most` characters, or `None` if it is not.
///
/// Cuts after a word if one ends nearby. The result ends in `…` and is no longer than `most`.
pub(crate) fn beginning(text: &str, most: usize) -> Option<String> {
    /// Words are shorter than this; addresses may be longer. In bytes.
    const NEAR_BYTES: usize = 80;
    let (limit, _) = text.char_indices().nth(most)?;
    let head = &text[..limit];
    let space = head.rfind(char::is_whitespace).filter(|at| limit - at <= NEAR_BYTES);
    let end = space.or_else(|| head.char_indices().next_back().map(|(at, _)| at))?;
    Some(format!("{}…", head[..end].trim_end()))
}

/// Returns a text, or its [`beginning`] if it is longer than `most` characters.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    beginning(text, most).unwrap_or_else(|| text.to_owned())
}

/// A searchable document: a news post, a legal act, a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The id under which the document is stored, shown and linked.
    pub id: DocumentId,
    /// The title to display; never empty (the id is used if a document has no title).
    pub title: String,
    /// Whether `title` is a real title. A beginning of the text used in its place is shown, but not searched
    /// as a title.
    pub is_titled: bool,
    /// The kind of document.
    pub kind: Kind,
    /// The language of the text.
    pub language: Language,
    /// The address where the original is published.
    pub url: Option<String>,
    /// The date of publication.
    pub published: Option<Date>,
    /// The summary above a post.
    pub lead: Option<String>,
    /// The document this one is attached to.
    pub parent: Option<DocumentId>,
    /// Data from the heading of a legal act; `None` for everything else.
    pub act: Option<Act>,
    /// The city districts the document is about, as Roman numerals: `I` to `XVIII`.
    pub districts: Vec<String>,
    /// Headings, bookmarks or the sections of an act, in reading order.
    pub outline: Vec<OutlineEntry>,
    /// The acts that the text cites, in reading order.
    pub citations: Vec<Citation>,
    /// The meetings that the text reports or announces, in reading order.
    pub meetings: Vec<Meeting>,
    /// Whether `pages` are real pages that a reader can turn to (a PDF), or one piece of text.
    pub paginated: bool,
    /// The text in reading order; at least one page.
    pub pages: Vec<Page>,
}

impl Document {
    /// Creates a one-page Polish news post without further metadata.
    pub fn new(id: DocumentId, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            id,
            title: title.into(),
            is_titled: true,
            kind: Kind::News,
            language: Language::POLISH,
            url: None,
            published: None,
            lead: None,
            parent: None,
            act: None,
            districts: Vec::new(),
            outline: Vec::new(),
            citations: Vec::new(),
            meetings: Vec::new(),
            paginated: false,
            pages: vec![Page::new(1, text)],
        }
    }

    /// The date used for date filters and sorting: the date of publication, or else the date of the act.
    pub fn date(&self) -> Option<Date> {
        self.published.or_else(|| self.act.as_ref().and_then(|act| act.date))
    }
}

/// The Polish month names in the genitive, as used in dates.
pub const MONTHS: [&str; 12] = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
];

/// One page of text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The page number, from 1.
    pub number: u32,
    /// The full text of the page in reading order. Lines end in `\n`, paragraphs in `\n\n`.
    pub text: String,
    /// Whether the text was recognized in an image of the page (OCR).
    pub ocr: bool,
    /// The mean OCR confidence in percent; `None` if nothing was recognized here or the file came with the
    /// text of an earlier recognition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// Edits that turn the page text into the reading text, in order and non-overlapping.
    ///
    /// They skip running headers, footers and page numbers, and make a word split by the end of the page
    /// whole on the page where it begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// Passages that the author struck out, in order and non-overlapping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub struck: Vec<Span>,
}

impl Page {
    /// Creates a page without edits.
    pub fn new(number: u32, text: impl Into<String>) -> Self {
        Self { number, text: text.into(), ..Self::default() }
    }
}

/// A replacement of a range of a page's text in the reading text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The start of the replaced range, in bytes of the page's text.
    pub start: usize,
    /// The end of the replaced range, in bytes of the page's text.
    pub end: usize,
    /// The replacement; usually empty.
    pub text: String,
}

/// A range of a page's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The start, in bytes of the page's text.
    pub start: usize,
    /// The end, in bytes of the page's text.
    pub end: usize,
}

/// Separates pages when several are written in sequence; never part of a page's text.
pub const PAGE_BREAK: char = '\u{c}';

/// A heading, a bookmark or a section of an act, with the position it points to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineEntry {
    /// The text of the heading, or the name of the section: `§ 3`, `Art. 12a`, `Rozdział 1. Przepisy ogólne`.
    pub label: String,
    /// The page it is on, from 1.
    pub page: u32,
    /// The byte offset into that page's text.
    pub start: usize,
    /// The address within the document's page, such as `par-3-ust-2`; empty until `ingest` assigns it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub anchor: String,
    /// The level of a section of an act; `None` for other headings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<SectionLevel>,
}

/// Metadata from a document itself or from its sidecar; every field is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The title, as in [`Document::title`].
    pub title: Option<String>,
    /// The published address, as in [`Document::url`].
    pub url: Option<String>,
    /// The date of publication, as in [`Document::published`].
    pub published: Option<Date>,
    /// The kind, as in [`Document::kind`].
    pub kind: Option<Kind>,
    /// The language, as in [`Document::language`].
    pub language: Option<Language>,
    /// The parent document, as in [`Document::parent`].
    pub parent: Option<DocumentId>,
    /// The summary, as in [`Document::lead`].
    pub lead: Option<String>,
}

impl Metadata {
    /// Fills every missing field from `other`, which is trusted less.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            url: self.url.or(other.url),
            published: self.published.or(other.published),
            kind: self.kind.or(other.kind),
            language: self.language.or(other.language),
            parent: self.parent.or(other.parent),
            lead: self.lead.or(other.lead),
        }
    }
}

/// The input format of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// `CommonMark`, with or without YAML front matter.
    Markdown,
    /// A web page.
    Html,
    /// Plain text.
    Text,
    /// PDF.
    Pdf,
    /// One JSON object, as in a line of a `.jsonl` file.
    Json,
    /// A Word document.
    Docx,
    /// A Word document of the format before 2007.
    Doc,
    /// An `OpenDocument` text.
    Odt,
    /// Rich text.
    Rtf,
    /// An Excel workbook.
    Xlsx,
    /// An Excel workbook of the format before 2007.
    Xls,
    /// An `OpenDocument` spreadsheet.
    Ods,
    /// An archive of files.
    Zip,
    /// An e-mail.
    Eml,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 14] = [
        Self::Markdown,
        Self::Html,
        Self::Text,
        Self::Pdf,
        Self::Json,
        Self::Docx,
        Self::Doc,
        Self::Odt,
        Self::Rtf,
        Self::Xlsx,
        Self::Xls,
        Self::Ods,
        Self::Zip,
        Self::Eml,
    ];

    /// The name used in responses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Text => "text",
            Self::Pdf => "pdf",
            Self::Json => "json",
            Self::Docx => "docx",
            Self::Doc => "doc",
            Self::Odt => "odt",
            Self::Rtf => "rtf",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Zip => "zip",
            Self::Eml => "eml",
        }
    }

    /// Returns the media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Pdf => "application/pdf",
            Self::Html => "text/html",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Text => "text/plain",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Doc => "application/msword",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Rtf => "application/rtf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Xls => "application/vnd.ms-excel",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Zip => "application/zip",
            Self::Eml => "message/rfc822",
        }
    }

    /// Returns the format with a media type, given without parameters and in lower case.
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "application/xhtml+xml" => Some(Self::Html),
            "text/markdown" => Some(Self::Markdown),
            "application/x-zip-compressed" => Some(Self::Zip),
            "text/rtf" => Some(Self::Rtf),
            _ => Self::ALL.into_iter().find(|format| format.media_type() == media_type),
        }
    }

    /// Returns the format of a file that is one document, by the extension of its name in lower case.
    pub fn from_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "txt" => Self::Text,
            "pdf" => Self::Pdf,
            "docx" | "docm" | "dotx" => Self::Docx,
            "doc" | "dot" => Self::Doc,
            "odt" | "ott" | "fodt" => Self::Odt,
            "rtf" => Self::Rtf,
            "xlsx" | "xlsm" | "xlsb" => Self::Xlsx,
            "xls" => Self::Xls,
            "ods" | "fods" => Self::Ods,
            "zip" => Self::Zip,
            "eml" => Self::Eml,
            _ => return None,
        })
    }
}

/// The kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A news post.
    News,
    /// *Zarządzenie*: an ordinance of the mayor.
    Ordinance,
    /// *Uchwała*: a resolution of the council.
    Resolution,
    /// *Obwieszczenie, ogłoszenie*: a notice.
    Notice,
    /// Another legal text.
    Act,
    /// Anything else.
    Page,
}

impl Kind {
    /// All kinds, in display order.
    pub const ALL: [Self; 6] =
        [Self::News, Self::Ordinance, Self::Resolution, Self::Notice, Self::Act, Self::Page];

    /// The name used in files, parameters and responses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Ordinance => "ordinance",
            Self::Resolution => "resolution",
            Self::Notice => "notice",
            Self::Act => "act",
            Self::Page => "page",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = ParseError;

    fn from_str(name: &str) -> Result<Self, ParseError> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        known.ok_or_else(|| ParseError::Kind {
            name: quoted(name).to_string(),
            known: Self::ALL.map(Self::as_str).join("`, `"),
        })
    }
}

/// The id of a document: NFC, 1-512 bytes, `/`-separated, no empty, `.` or `..` segments, no control
/// characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(
    min_length = 1,
    max_length = 512,
    pattern = r"^(\.{0,2}[^./\u0000-\u001f\u007f-\u009f]|\.{3})[^/\u0000-\u001f\u007f-\u009f]*(/(\.{0,2}[^./\u0000-\u001f\u007f-\u009f]|\.{3})[^/\u0000-\u001f\u007f-\u009f]*)*$",
    example = "ordinances/358-2017"
)]
pub struct DocumentId(String);

impl DocumentId {
    /// The maximum length of an id, in bytes.
    pub const MAX_BYTES: usize = 512;

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for DocumentId {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let id: String = if text.is_ascii() { text.to_owned() } else { text.nfc().collect() };
        let shown = || quoted(&id).to_string();
        if id.is_empty() {
            return Err(ParseError::EmptyId);
        }
        if id.len() > Self::MAX_BYTES {
            return Err(ParseError::LongId { id: shown(), bytes: id.len() });
        }
        if id.chars().any(char::is_control) {
            return Err(ParseError::ControlCharacter { id: shown() });
        }
        if id.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
            return Err(ParseError::Segment { id: shown() });
        }
        Ok(Self(id))
    }
}

impl TryFrom<String> for DocumentId {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_id(text: &str, expected: Result<&str, &str>) {
        match (text.parse::<DocumentId>(), expected) {
            (Ok(id), Ok(expected)) => assert_eq!(id.as_str(), expected),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (got, expected) => panic!("`{text}`: got {got:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn ids_are_normalized_and_validated() {
        check_id("ordinances/358-2017", Ok("ordinances/358-2017"));
        check_id("krako\u{301}w", Ok("kraków"));
        check_id("a b", Ok("a b"));
        check_id("", Err("empty id"));
        check_id("a//b", Err("segment"));
        check_id("../a", Err("segment"));
        check_id("a/.", Err("segment"));
        check_id("a\0b", Err("control"));
        check_id(&"x".repeat(513), Err("513 bytes"));
        assert!("x".repeat(512).parse::<DocumentId>().is_ok());
    }

    #[test]
    fn every_kind_is_parsed_from_its_name() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse::<Kind>(), Ok(kind));
        }
        assert!("uchwała".parse::<Kind>().is_err());
    }

    #[test]
    fn a_long_text_is_cut_after_a_word_and_one_without_spaces_anywhere() {
        assert_eq!(beginning("żółw i łoś", 10), None);
        assert_eq!(beginning("żółw i łosie", 11).as_deref(), Some("żółw i…"));
        assert_eq!(beginning("żółw  i łosie", 7).as_deref(), Some("żółw…"));
        assert_eq!(beginning(&"ż".repeat(400), 300), Some("ż".repeat(299) + "…"));
        assert_eq!(
            beginning(&format!("a {}", "ż".repeat(400)), 300),
            Some(format!("a {}…", "ż".repeat(297)))
        );
    }
}
