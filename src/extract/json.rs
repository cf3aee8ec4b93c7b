//! A document as JSON: a line of a `.jsonl` file, or the body of a request.

use serde::Deserialize;

use super::{
    Extracted,
    frontmatter::{self, Keys},
};
use crate::document::Page;

#[derive(Deserialize)]
struct JsonDocument {
    title: Option<String>,
    text: Option<String>,
    url: Option<String>,
    published: Option<String>,
    kind: Option<String>,
    language: Option<String>,
    parent: Option<String>,
    lead: Option<String>,
    pages: Option<Vec<String>>,
}

/// Reads one JSON object. Unknown fields are ignored; the values of the known ones follow the rules
/// of front matter. Pages are real pages only where there are any.
///
/// # Errors
/// The reason and the remedy, where this is no document.
pub(crate) fn extract(bytes: &[u8]) -> Result<Extracted, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let JsonDocument { title, text, url, published, kind, language, parent, lead, pages } =
        serde_json::from_slice(bytes)
            .map_err(|error| format!("is not a document as JSON ({error}): mend or remove it"))?;
    let keys = Keys { title, url, published, kind, language, parent, lead };
    let (declared, warnings) = frontmatter::resolve(&keys);
    let pages = pages.filter(|pages| !pages.is_empty());
    let paginated = pages.is_some();
    let texts = pages.or_else(|| text.map(|text| vec![text]));
    let texts = texts.ok_or("has neither `text` nor `pages`: add one")?;
    let page = |(number, text)| Page::new(number, text);
    let pages = (1..).zip(texts).map(page).collect();
    Ok(Extracted { declared, paginated, pages, warnings, ..Extracted::default() })
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::document::Kind;

    #[test]
    fn what_is_wrong_beside_the_text_is_a_warning() {
        let line = r#"{"id":"a","text":"Tekst","kind":"memo","published":"wczoraj","language":"polski","url":"ftp://a","x":1}"#;
        let extracted = extract(line.as_bytes()).expect("a document");
        assert_eq!(extracted.declared.kind, Some(Kind::Page));
        assert_eq!(extracted.declared.published, None);
        assert_eq!(extracted.declared.url, None);
        assert_eq!(extracted.warnings.len(), 4, "{:?}", extracted.warnings);
    }

    #[test]
    fn dates_follow_the_rules_of_front_matter() {
        let published = |text: &str| {
            let line = format!(r#"{{"text":"a","published":"{text}"}}"#);
            extract(line.as_bytes()).expect("a document").declared.published
        };
        let day = Some(Date::constant(2022, 9, 27));
        for text in
            ["2022-09-27", "27.09.2022", "27 września 2022 r.", "2022-09-26T23:30:00Z", " 2022-09-27 "]
        {
            assert_eq!(published(text), day, "`{text}`");
        }
        assert_eq!(published(""), None);
    }

    #[test]
    fn an_address_that_no_reader_may_be_sent_to_is_left_out() {
        for url in ["javascript:alert(1)", r"https://a.pl/\u001b[31m", "https://a b.pl"] {
            let line = format!(r#"{{"text":"a","url":"{url}"}}"#);
            let extracted = extract(line.as_bytes()).expect("a document");
            assert_eq!((extracted.declared.url, extracted.warnings.len()), (None, 1), "{line}");
        }
    }

    #[test]
    fn an_empty_list_of_pages_makes_no_pages() {
        for line in [r#"{"pages":[],"text":"raz"}"#, r#"{"pages":null,"text":"raz"}"#] {
            let extracted = extract(line.as_bytes()).expect("a document");
            assert!(!extracted.paginated, "{line}");
            assert_eq!(extracted.pages, [Page::new(1, "raz")]);
        }
        assert!(extract(br#"{"pages":[]}"#).expect_err("no text").contains("`text`"));
    }

    #[test]
    fn pages_are_numbered_and_a_document_without_text_is_refused() {
        let extracted = extract(br#"{"pages":["raz","dwa"]}"#).expect("a document");
        assert!(extracted.paginated);
        assert_eq!(extracted.pages[1], Page::new(2, "dwa"));
        assert!(extract(br#"{"title":"x"}"#).expect_err("no text").contains("`text`"));
        assert!(extract(b"[1]").is_err());
    }
}
