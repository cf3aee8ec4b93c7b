//! Names the file of a document after its address: readable, safe, short, and the same in every run.
//!
//! That no two documents get one name is seen to by the [`DocumentName::numbered`] names, which `source_state` asks
//! for. Invariants: a name stays in its folder, no part of it is hidden, and it is a valid document id.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::address_key::{AddressKey, cleaned};

/// The longest part of a name, and the longest name, in bytes: file systems allow 255 bytes for a part.
const MAX_PART_BYTES: usize = 100;
const MAX_BYTES: usize = 240;
/// The number of hexadecimal digits that tell shortened names apart.
const HASH_DIGITS: usize = 10;
/// Extensions of pages and files, which the name of the file has from its type instead.
const EXTENSIONS: [&str; 25] = [
    "html", "htm", "xhtml", "php", "asp", "aspx", "jsp", "jsf", "do", "action", "pdf", "txt", "docx", "doc",
    "odt", "rtf", "xlsx", "xls", "ods", "zip", "eml", "md", "markdown", "jsonl", "yaml",
];

/// The path of a document below the folder of its source, without the extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DocumentName(String);

impl DocumentName {
    /// Returns the name for an address; that of a host other than the `main` one begins with the host.
    pub(crate) fn of(url: &Url, main: Option<&str>) -> Self {
        let url = cleaned(url);
        let path = url.path().split('/').filter_map(part);
        // No folder may have the name that a file could have.
        let path: Vec<String> = path.map(|part| without_extension(&part).to_owned()).collect();
        let host = url.host_str().filter(|host| main != Some(host)).and_then(part);
        let mut parts: Vec<String> = host.into_iter().chain(path).collect();
        let query = url.query().and_then(part);
        match (parts.last_mut(), query) {
            (Some(last), Some(query)) => *last = format!("{last}-{query}"),
            (Some(_), None) => {}
            (None, query) => parts.push(query.unwrap_or_else(|| "index".to_owned())),
        }
        let parts: Vec<String> = parts.into_iter().map(|part| shortened(&part, MAX_PART_BYTES)).collect();
        let name = parts.join("/");
        if name.len() <= MAX_BYTES { Self(name) } else { Self(flattened(&parts, &AddressKey::of(&url))) }
    }

    /// Returns another name for an address whose name is taken.
    pub(crate) fn numbered(&self, key: &AddressKey) -> Self {
        Self(format!("{}-{}", self.0, hash(key.as_str())))
    }

    /// The name as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns a part of an address as a part of a path; `None` if nothing of it is left.
fn part(text: &str) -> Option<String> {
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    let mut part = String::new();
    for c in decoded.nfc() {
        let is_kept = c.is_alphanumeric() || matches!(c, '-' | '_' | ',' | '.' | '~' | '+');
        let c = if is_kept { c } else { '-' };
        if !(c == '-' && part.ends_with('-')) {
            part.push(c);
        }
    }
    let part = part.trim_matches(['.', '-', '~']);
    (!part.is_empty()).then(|| part.to_owned())
}

/// Returns a part without extensions: a folder with one could stand where a file or its sidecar belongs.
fn without_extension(mut part: &str) -> &str {
    while let Some((stem, _)) = part.rsplit_once('.').filter(|(stem, extension)| {
        !stem.is_empty() && EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str())
    }) {
        part = stem.trim_end_matches(['.', '-']);
    }
    part
}

fn shortened(part: &str, most: usize) -> String {
    if part.len() <= most {
        return part.to_owned();
    }
    let end = part.floor_char_boundary(most - HASH_DIGITS - 1);
    format!("{}-{}", part[..end].trim_end_matches(['.', '-']), hash(part))
}

/// Returns a name for an address with too many parts: its last one, with a hash of all.
fn flattened(parts: &[String], key: &AddressKey) -> String {
    let last = parts.last().map(String::as_str).unwrap_or_default();
    format!("long/{}-{}", &last[..last.floor_char_boundary(MAX_PART_BYTES)], hash(key.as_str()))
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..HASH_DIGITS].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::DocumentId;

    fn name(url: &str) -> String {
        DocumentName::of(&Url::parse(url).expect("an address"), Some("krakow.pl")).0
    }

    #[track_caller]
    fn check(url: &str, expected: &str) {
        assert_eq!(name(url), expected);
        assert_eq!(expected.parse::<DocumentId>().expect("an id").as_str(), expected);
    }

    #[test]
    fn a_name_reads_like_the_address() {
        check(
            "https://krakow.pl/aktualnosci/268123,29,komunikat,tytul.html",
            "aktualnosci/268123,29,komunikat,tytul",
        );
        check("https://krakow.pl/", "index");
        check("https://krakow.pl/?id=7&utm_source=x", "id-7");
        check("https://krakow.pl/a/?id=7", "a-id-7");
        check("https://bip.krakow.pl/a", "bip.krakow.pl/a");
        check("https://krakow.pl/Uchwa%C5%82a%20nr%201.PDF", "Uchwała-nr-1");
        check("https://krakow.pl/a.b/c.2024", "a.b/c.2024");
        check("https://krakow.pl/x.html.html/y", "x/y");
        check("https://krakow.pl/x.html.yaml/y", "x/y");
    }

    #[test]
    fn no_address_leads_out_of_the_folder_or_to_a_hidden_file() {
        check("https://krakow.pl/%2e%2e/%2E%2E%2Fetc/passwd", "etc/passwd");
        check("https://krakow.pl/.git/.fetch.jsonl", "git/fetch");
        check("https://krakow.pl/..%00/%2f/~", "index");
        check("https://krakow.pl/a%5C..%5Cb", "a-..-b");
        let long = format!("https://krakow.pl/{}", "x/".repeat(500));
        assert!(name(&long).len() <= MAX_BYTES && name(&long).starts_with("long/x-"), "{}", name(&long));
        let part = name(&format!("https://krakow.pl/{}", "ż".repeat(500)));
        assert!(part.len() <= MAX_PART_BYTES, "{part}");
    }
}
