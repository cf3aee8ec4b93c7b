//! Tells what kind of file an answer is: by its first bytes, its declared type, or the end of its address.
//!
//! Reading files is left to `extract`. Invariant: every [`FileType`] has one extension, by which `index` knows
//! how to read the file.

use url::Url;

use super::{fetch_fault::FetchFault, fetched::Fetched};

/// The kind of a file, by its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileType(&'static str);

/// Types by their names on the web.
const TYPES: [(&str, &str); 22] = [
    ("text/html", "html"),
    ("application/xhtml+xml", "html"),
    ("application/pdf", "pdf"),
    ("application/x-pdf", "pdf"),
    ("text/plain", "txt"),
    ("text/markdown", "md"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/rtf", "rtf"),
    ("text/rtf", "rtf"),
    ("application/msword", "doc"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    ("application/vnd.ms-excel", "xls"),
    ("application/zip", "zip"),
    ("application/x-zip-compressed", "zip"),
    ("message/rfc822", "eml"),
    ("application/octet-stream", ""),
    ("application/download", ""),
    ("application/force-download", ""),
    ("application/x-download", ""),
    ("binary/octet-stream", ""),
];
/// The extensions of files that pages link to.
const ATTACHED: [&str; 12] =
    ["pdf", "docx", "doc", "odt", "rtf", "xlsx", "xls", "ods", "zip", "eml", "txt", "md"];
/// How much of a file is looked at for what it is, in bytes.
const SNIFFED_BYTES: usize = 64 << 10;
/// Words in addresses without an extension that lead to files.
const DOWNLOADS: [&str; 8] =
    ["download", "pobierz", "zalacznik", "attachment", "getfile", "plik", "fileid", "file_id"];

impl FileType {
    /// Returns the type of an answer.
    ///
    /// # Errors
    /// Returns an error if files of that type are not indexed.
    pub(crate) fn of(fetched: &Fetched) -> Result<Self, FetchFault> {
        let declared = fetched.media_type.as_deref().unwrap_or_default();
        let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if fetched.body.starts_with(b"%PDF-") {
            return Ok(Self("pdf"));
        }
        let known = TYPES.iter().find(|(name, _)| *name == declared).map(|(_, extension)| *extension);
        match known.or_else(|| declared.is_empty().then_some("")) {
            // Word and Excel files are often declared as what they are packed in.
            Some("" | "zip") => {
                let of_name = || fetched.file_name.as_deref().and_then(Self::named);
                let named = Self::at(&fetched.url).or_else(|| Self::at(&fetched.location)).or_else(of_name);
                named
                    .or_else(|| Self::of_bytes(&fetched.body))
                    .or_else(|| known.filter(|known| !known.is_empty()).map(Self))
            }
            Some(extension) => Some(Self(extension)),
            None => None,
        }
        .ok_or(FetchFault::Type(declared))
    }

    /// Returns the type that the end of an address says.
    fn at(url: &Url) -> Option<Self> {
        Self::known(&extension(url)?)
    }

    /// Returns the type that the name of a file says.
    fn named(name: &str) -> Option<Self> {
        Self::known(&name.rsplit_once('.')?.1.to_ascii_lowercase())
    }

    /// Returns the type of a file that says only in its content what it is.
    fn of_bytes(body: &[u8]) -> Option<Self> {
        let has = |sign: &[u8]| {
            let start = &body[..body.len().min(SNIFFED_BYTES)];
            start.windows(sign.len()).any(|window| window == sign)
        };
        let is_zip = body.starts_with(b"PK\x03\x04");
        let extension = match body {
            _ if body.starts_with(b"{\\rtf") => "rtf",
            _ if body.starts_with(b"\xd0\xcf\x11\xe0") => "doc",
            _ if is_zip && has(b"mimetypeapplication/vnd.oasis.opendocument.text") => "odt",
            _ if is_zip && has(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet") => "ods",
            _ if is_zip && has(b"word/") => "docx",
            _ if is_zip && has(b"xl/") => "xlsx",
            _ if is_zip => "zip",
            _ => return None,
        };
        Some(Self(extension))
    }

    fn known(extension: &str) -> Option<Self> {
        if matches!(extension, "html" | "htm" | "xhtml") {
            return Some(Self("html"));
        }
        ATTACHED.into_iter().find(|known| *known == extension).map(Self)
    }

    /// The extension of its files.
    pub(crate) fn extension(self) -> &'static str {
        self.0
    }

    /// Returns whether it is a web page.
    pub(crate) fn is_page(self) -> bool {
        self.0 == "html"
    }
}

/// Returns whether an address seems to lead to a file that is attached to a page.
pub(crate) fn seems_attached(url: &Url) -> bool {
    if let Some(extension) = extension(url) {
        return ATTACHED.contains(&extension.as_str());
    }
    let address = url[url::Position::BeforePath..].to_ascii_lowercase();
    let mut words = address.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.any(|word| DOWNLOADS.contains(&word))
}

/// Returns the extension at the end of the path, or of the last parameter, in lower case.
fn extension(url: &Url) -> Option<String> {
    let ends = [Some(url.path()), url.query()];
    ends.into_iter().flatten().find_map(|text| {
        let (_, extension) = text.rsplit(['/', '=']).next()?.rsplit_once('.')?;
        let is_plain =
            (2..=5).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_script = matches!(extension, "php" | "asp" | "aspx" | "jsp" | "do");
        (is_plain && !is_script).then(|| extension.to_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, media_type: Option<&str>, body: &str, expected: Option<&str>) {
        let url = Url::parse(url).expect("an address");
        let (media_type, body) = (media_type.map(str::to_owned), body.as_bytes().to_vec());
        let fetched = Fetched { body, ..Fetched::bare(url, media_type) };
        assert_eq!(FileType::of(&fetched).ok().map(FileType::extension), expected);
    }

    #[test]
    fn a_file_is_what_its_bytes_its_type_or_its_address_says() {
        check("http://a.pl/x", Some("text/HTML; charset=utf-8"), "<p>", Some("html"));
        check("http://a.pl/x", Some("text/html"), "%PDF-1.4", Some("pdf"));
        check("http://a.pl/x.docx", Some("application/zip"), "PK", Some("docx"));
        check("http://a.pl/x", Some("application/zip"), "PK", Some("zip"));
        let bytes = Some("application/octet-stream");
        check("http://a.pl/x", bytes, "PK\u{3}\u{4}...word/document.xml", Some("docx"));
        check(
            "http://a.pl/x",
            bytes,
            "PK\u{3}\u{4}mimetypeapplication/vnd.oasis.opendocument.textPK",
            Some("odt"),
        );
        check("http://a.pl/x", bytes, "{\\rtf1", Some("rtf"));
        let url = Url::parse("http://a.pl/pobierz/17").expect("an address");
        let named = Fetched { file_name: Some("Uchwała.DOCX".to_owned()), ..Fetched::bare(url, None) };
        assert_eq!(FileType::of(&named).ok().map(FileType::extension), Some("docx"));
        check("http://a.pl/get?name=x.ODT", Some("application/octet-stream"), "PK", Some("odt"));
        check("http://a.pl/x.html", None, "<p>", Some("html"));
        check("http://a.pl/x", None, "", None);
        check("http://a.pl/x.exe", Some("application/octet-stream"), "MZ", None);
        check("http://a.pl/x.pdf", Some("image/png"), "", None);
    }

    #[test]
    fn attachments_are_known_by_their_addresses() {
        let seems = |url: &str| seems_attached(&Url::parse(url).expect("an address"));
        for url in [
            "http://a.pl/x.PDF",
            "http://a.pl/x.php?f=x.docx",
            "http://a.pl/pobierz/17",
            "http://a.pl/?fileid=3",
        ] {
            assert!(seems(url), "{url}");
        }
        for url in [
            "http://a.pl/x.html",
            "http://a.pl/x",
            "http://a.pl/x.jpg",
            "http://a.pl/download.css",
            "http://a.pl/pobierzmy",
        ] {
            assert!(!seems(url), "{url}");
        }
    }
}
