//! What can be wrong with a file that is to be extracted.
//!
//! Each variant's message says what is wrong and what to do about it, without the name of the file; naming
//! the file is left to whoever reports it. A worker sends these errors to its parent as JSON.

use serde::{Deserialize, Serialize};

use crate::document::quoted;

/// The reason a file, or a page of it, cannot be extracted, with the remedy in its message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum ExtractError {
    /// The file has no text.
    #[error("is empty: fill it or remove it")]
    Empty,
    /// The HTML file has no text besides its furniture.
    #[error("is empty: it has no text except menus, scripts and forms; fill it or remove it")]
    NoMainText,
    /// The bytes are not text.
    #[error("is not text in a known encoding: save it as UTF-8")]
    NotText,
    /// The file declares a character set that does not exist.
    #[error("unknown character set {}: use `utf-8`, `windows-1250` or `iso-8859-2`", quoted(.label))]
    UnknownCharset {
        /// The declared name.
        label: String,
    },
    /// The HTML file is too large.
    #[error("is {megabytes} MB large, above the limit of {limit} MB for HTML: split it or save it as text")]
    TooLarge {
        /// Its size, in megabytes.
        megabytes: usize,
        /// The maximum size, in megabytes.
        limit: usize,
    },
    /// The HTML file has too many tags.
    #[error("has more than {limit} tags: split it or save it as text")]
    TooManyTags {
        /// The maximum number of tags.
        limit: usize,
    },
    /// The HTML file takes too long to parse.
    #[error("takes longer than {limit_seconds} s to parse: save it as text")]
    TimedOut {
        /// The maximum time, in seconds.
        limit_seconds: u64,
    },
    /// The line or file is not a document as JSON.
    #[error("is not a document as JSON ({reason}): mend or remove it")]
    InvalidJson {
        /// What the parser says, shortened.
        reason: String,
    },
    /// The JSON has no text.
    #[error("has neither `text` nor `pages`: add one")]
    MissingText,
    /// The file is a PDF under another extension.
    #[error("is a PDF by its content: rename it to `.pdf`")]
    MisnamedPdf,
    /// The file is something else than its extension says.
    #[error(transparent)]
    Misnamed(MisnamedFile),
    /// The file has the extension of a PDF but is something else.
    #[error(transparent)]
    NotPdf(ForeignFile),
    /// The office file, archive or e-mail cannot be read.
    #[error(transparent)]
    Office(#[from] OfficeFault),
    /// The program that converts old Word files failed.
    #[error(
        "could not be converted by `{program}` ({reason}): check the setting `converter`, or save it as `.docx`"
    )]
    Unconverted {
        /// The program.
        program: String,
        /// What it says.
        reason: String,
    },
    /// No file in the archive can be read.
    #[error("is an archive from which no file was read: {reason}")]
    UnreadArchive {
        /// What is wrong with the first of them.
        reason: String,
    },
    /// The PDF is protected by a password.
    #[error("is protected by a password: save a copy without it")]
    PasswordProtected,
    /// The PDF is encrypted with an unknown scheme.
    #[error("is encrypted in a way that cannot be read: save a copy without encryption")]
    Encrypted,
    /// The PDF is damaged: none of its pages can be read.
    #[error("no page could be read: download or export it again")]
    Damaged,
    /// The PDF has no pages.
    #[error("has no pages: export it again")]
    NoPages,
    /// There is no page with this number to be rasterized.
    #[error("there is no page {number}")]
    MissingPage {
        /// The page number, from 1.
        number: u32,
    },
    /// The page to be rasterized is damaged.
    #[error("its image is damaged")]
    DamagedPage,
    /// The page to be rasterized takes too many pixels.
    #[error("is too large to be read: split it into pages")]
    PageTooLarge,
    /// The page to be rasterized is less than a pixel wide.
    #[error("is too narrow to hold text")]
    PageTooNarrow,
    /// The images of the page take too much memory.
    #[error("its images are too large to be read: scan it at 300 dpi")]
    ImagesTooLarge,
    /// The extractor panicked.
    #[error("cannot be read: the extractor failed; save the file again and report the bug")]
    Crashed,
    /// The result could not be sent to the parent process.
    #[error("{reason}")]
    Unsendable {
        /// The error of the encoder.
        reason: String,
    },
}

/// What keeps an office file, an archive or an e-mail from being read, with the remedy in its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum OfficeFault {
    /// It is encrypted.
    #[error("is protected by a password: save a copy without it")]
    Locked,
    /// Its end is missing, or its table of contents is damaged.
    #[error("is damaged or incomplete: download it or save it again")]
    Incomplete,
    /// A part of it makes no sense.
    #[error("is damaged: open it in its program and save it again")]
    Damaged,
    /// It declares a document type, which could define entities.
    #[error(
        "declares a document type, which no office program writes: open it in its program and save it again"
    )]
    DocumentType,
    /// Its elements or groups are nested too deeply.
    #[error("is nested more than {limit} levels deep: open it in its program and save it again")]
    Deep {
        /// The maximum depth.
        limit: usize,
    },
    /// It unpacks to too much.
    #[error("unpacks to more than {limit_mb} MB: remove what is not needed or split it")]
    Large {
        /// The maximum size, in megabytes.
        limit_mb: u64,
    },
    /// Its few cells stand so far apart that a sheet of them takes too much memory.
    #[error("has cells too far apart: delete those at the far end or save it as `.xlsx`")]
    Sparse,
    /// It has too many parts.
    #[error("has more than {limit} parts: split it")]
    TooManyParts {
        /// The maximum number of parts.
        limit: usize,
    },
    /// Its text is longer than what is kept of one.
    #[error("has more text than is kept of one file: split it")]
    Full,
    /// It lacks the part that holds the text.
    #[error("has no part that holds its text: open it in its program and save it again")]
    NoText,
    /// It is a Word document of the format before 2007.
    #[error(
        "is in the format of Word before 2007: set `converter` to the path of LibreOffice, or save it as `.docx`"
    )]
    OldWord,
    /// It is a presentation.
    #[error("is a presentation: save it as PDF")]
    Presentation,
    /// It is a compound file of another program.
    #[error("is a file of an old program that cannot be read: save it as `.docx` or PDF")]
    OldProgram,
    /// It is XML of Word 2003, or a web archive.
    #[error("is a web archive or Word 2003 XML: save it as `.docx`")]
    OldMarkup,
    /// It is none of the known files.
    #[error("is not an office file by its content: give it the extension of its format")]
    Unknown,
    /// It has the extension of an e-mail but no headers of one.
    #[error("is not an e-mail by its content: give it the extension of its format")]
    NotMail,
    /// The archive has no files.
    #[error("is an archive with no files in it: add some or delete it")]
    EmptyArchive,
}

/// What a file is that its name does not say, with the remedy in its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum MisnamedFile {
    /// A RAR archive.
    #[error("is a RAR archive: unpack it, or pack its files as `.zip`")]
    Rar,
    /// A 7z archive.
    #[error("is a 7z archive: unpack it, or pack its files as `.zip`")]
    SevenZip,
    /// A ZIP file, as those of Word and `OpenDocument` are.
    #[error(
        "is a ZIP, Word or OpenDocument file by its content: rename it to `.docx`, `.odt`, `.xlsx` or `.zip`"
    )]
    Package,
    /// A file of Office before 2007.
    #[error("is an old Office file by its content: rename it to `.doc` or `.xls`")]
    OldOffice,
    /// An e-mail.
    #[error("is an e-mail by its content: rename it to `.eml`")]
    Mail,
}

/// What a file is that has the extension of a PDF but is none, with the remedy in its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ForeignFile {
    /// It has no bytes.
    #[error("is empty: download or export it again")]
    Empty,
    /// A ZIP file, as those of Word and `OpenDocument` are.
    #[error("is a ZIP, Word or OpenDocument file, not a PDF: give it its own extension or export it as PDF")]
    Archive,
    /// A file of Office before 2007.
    #[error("is an old Office file, not a PDF: give it its own extension or export it as PDF")]
    OldOffice,
    /// Rich text.
    #[error("is RTF, not a PDF: rename it to .rtf")]
    Rtf,
    /// PostScript.
    #[error("is PostScript, not a PDF: convert it to PDF")]
    PostScript,
    /// An image.
    #[error("is an image, not a PDF: convert it to PDF and recognize its text")]
    Image,
    /// HTML.
    #[error("is HTML, not a PDF: rename it to .html")]
    Html,
    /// Text.
    #[error("is plain text, not a PDF: rename it to .txt or .md")]
    Text,
    /// Anything else.
    #[error("is not a PDF: download or export it again")]
    Unknown,
}

/// The reason front matter or a sidecar cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidMetadata {
    /// It is not UTF-8.
    #[error("not UTF-8: save it as UTF-8")]
    NotUtf8,
    /// It is too long.
    #[error("metadata is {bytes} bytes long: use at most {limit}")]
    TooLong {
        /// Its length, in bytes.
        bytes: usize,
        /// The maximum length, in bytes.
        limit: usize,
    },
    /// It is not valid YAML.
    #[error("metadata is not valid YAML{}: {reason}", line.map_or(String::new(), |line| format!(" at line {line}")))]
    Yaml {
        /// The line of the error, unless the reason names it.
        line: Option<u64>,
        /// What the parser says, shortened.
        reason: String,
    },
    /// It is not valid TOML.
    #[error("metadata is not valid TOML at line {line}: {reason}")]
    Toml {
        /// The line of the error.
        line: usize,
        /// What the parser says.
        reason: String,
    },
}
