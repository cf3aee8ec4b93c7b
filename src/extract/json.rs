//! A document as JSON: a line of a `.jsonl` file, or the body of a request.

use serde::Deserialize;

use super::{Extracted, frontmatter::web_address};
use crate::document::{Kind, Metadata, Page};

#[derive(Deserialize)]
struct JsonDocument {
    title: Option<String>,
    text: Option<String>,
    url: Option<String>,
    published: Option<String>,
    kind: Option<String>,
    language: Option<String>,
    pages: Option<Vec<String>>,
}

/// Reads one JSON object. Unknown fields are ignored; an unknown kind is a warning and `page`; a
/// bad date or language is a warning and left out.
///
/// # Errors
/// The reason and the remedy, where this is no document.
pub(crate) fn extract(bytes: &[u8]) -> Result<Extracted, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let json: JsonDocument = serde_json::from_slice(bytes)
        .map_err(|error| format!("is not a document as JSON ({error}): mend or remove it"))?;
    let mut warnings = Vec::new();
    let kind = json.kind.map(|name| {
        name.parse().unwrap_or_else(|_| {
            warnings.push(format!("unknown kind `{name}`: indexed as `page`"));
            Kind::Page
        })
    });
    let published = json.published.filter(|text| !text.is_empty()).and_then(|text| {
        let date = text.parse().ok();
        if date.is_none() {
            warnings.push(format!("bad date `{text}` left out: write it as `2017-02-13`"));
        }
        date
    });
    let language = json
        .language
        .filter(|tag| !tag.is_empty())
        .and_then(|tag| tag.parse().map_err(|error| warnings.push(format!("{error}; left out"))).ok());
    let url = json.url.filter(|url| !url.is_empty()).and_then(|url| {
        web_address(&url).map_err(|error| warnings.push(error)).ok()
    });
    let declared = Metadata {
        title: json.title.filter(|title| !title.trim().is_empty()),
        url,
        published,
        kind,
        language,
        ..Metadata::default()
    };
    let paginated = json.pages.is_some();
    let texts = match (json.pages, json.text) {
        (Some(pages), _) if !pages.is_empty() => pages,
        (_, Some(text)) => vec![text],
        _ => return Err("has neither `text` nor `pages`: add one".to_owned()),
    };
    let page = |(number, text)| Page { number, text, ocr: false };
    let pages = (1..).zip(texts).map(page).collect();
    Ok(Extracted { declared, paginated, pages, warnings, ..Extracted::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_beside_the_text_is_a_warning() {
        let line =
            r#"{"id":"a","text":"Tekst","kind":"memo","published":"wczoraj","language":"polski","url":"ftp://a","x":1}"#;
        let extracted = extract(line.as_bytes()).expect("a document");
        assert_eq!(extracted.declared.kind, Some(Kind::Page));
        assert_eq!(extracted.declared.published, None);
        assert_eq!(extracted.declared.url, None);
        assert_eq!(extracted.warnings.len(), 4, "{:?}", extracted.warnings);
    }

    #[test]
    fn pages_are_numbered_and_a_document_without_text_is_refused() {
        let extracted = extract(br#"{"pages":["raz","dwa"]}"#).expect("a document");
        assert!(extracted.paginated);
        assert_eq!(extracted.pages[1], Page { number: 2, text: "dwa".to_owned(), ocr: false });
        assert!(extract(br#"{"title":"x"}"#).expect_err("no text").contains("`text`"));
        assert!(extract(b"[1]").is_err());
    }
}
