//! A document as JSON: a line of a `.jsonl` file, or the body of a request.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};
use serde_ignored::Path;

use super::{
    error::ExtractError,
    extracted::Extracted,
    frontmatter::{self, Keys},
};
use crate::document::{Page, beginning, composed, quoted::brief};

/// The maximum number of pages, as for a PDF. Pages are counted while they are parsed: a page of three bytes
/// takes eight times as much in memory.
const MAX_PAGES: usize = 20_000;

/// The fields of a document; a line of a `.jsonl` file has its id among them.
const FIELDS: [&str; 10] =
    ["id", "title", "text", "pages", "url", "published", "kind", "language", "lead", "parent"];
/// The maximum number of unknown fields named in a warning, and of characters of each name.
const MAX_NAMED: usize = 5;
const MAX_NAME_CHARS: usize = 40;

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
    pages: Option<PageTexts>,
}

/// A JSON object of which only the names of the fields matter.
#[derive(Deserialize)]
struct NoFields {}

/// The texts of up to [`MAX_PAGES`] pages.
struct PageTexts(Vec<String>);

impl<'de> Deserialize<'de> for PageTexts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(PagesVisitor)
    }
}

struct PagesVisitor;

impl<'de> Visitor<'de> for PagesVisitor {
    type Value = PageTexts;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a list of at most {MAX_PAGES} pages")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<PageTexts, A::Error> {
        let mut pages = Vec::new();
        while let Some(page) = list.next_element()? {
            if pages.len() == MAX_PAGES {
                return Err(serde::de::Error::invalid_length(MAX_PAGES + 1, &self));
            }
            pages.push(page);
        }
        Ok(PageTexts(pages))
    }
}

/// Parses one JSON object; returns it with a warning that names its unknown fields, if it has any.
fn parse<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> serde_json::Result<(T, Option<String>)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let mut unknown: Vec<String> = Vec::new();
    let document = serde_ignored::deserialize(&mut json, |field| {
        let Path::Map { key: name, .. } = field else { return };
        if unknown.len() < MAX_NAMED && !FIELDS.contains(&name.as_str()) {
            let name = beginning(&name, MAX_NAME_CHARS).unwrap_or(name);
            if !unknown.contains(&name) {
                unknown.push(name);
            }
        }
    })?;
    json.end()?;
    let warning = |names, known| format!("unknown field `{names}`: use some of `{known}`");
    let warning = (!unknown.is_empty()).then(|| warning(unknown.join("`, `"), FIELDS.join("`, `")));
    Ok((document, warning))
}

/// Returns a warning that names the unknown fields of a JSON object; `None` if it has none or is no object.
/// Keeps no values, however large they are.
pub(crate) fn unknown_fields(bytes: &[u8]) -> Option<String> {
    parse::<NoFields>(bytes).ok()?.1
}

/// Reads one JSON object. Unknown fields are named in a warning; the values of the known ones follow the
/// rules of front matter. Pages are real pages only where there are any.
///
/// # Errors
/// Returns what is wrong if this is no document.
pub(crate) fn extract(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    let (document, unknown) =
        parse(bytes).map_err(|error| ExtractError::InvalidJson { reason: brief(&error) })?;
    let JsonDocument { title, text, url, published, kind, language, parent, lead, pages } = document;
    let [title, lead] = [title, lead].map(|text| text.map(composed));
    let keys = Keys { title, url, published, kind, language, parent, lead };
    let (declared, mut warnings) = frontmatter::resolve(&keys);
    warnings.extend(unknown);
    let pages = pages.map(|PageTexts(pages)| pages).filter(|pages| !pages.is_empty());
    let paginated = pages.is_some();
    let texts = pages.or_else(|| text.map(|text| vec![text]));
    let texts = texts.ok_or(ExtractError::MissingText)?;
    let page = |(number, text)| Page::new(number, composed(text));
    let pages = (1..).zip(texts).map(page).collect();
    Ok(Extracted { declared, paginated, pages, warnings, ..Extracted::default() })
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::document::Kind;

    #[test]
    fn more_pages_than_a_document_may_have_are_refused() {
        let line = |pages: usize| format!(r#"{{"pages":[{}""]}}"#, r#""","#.repeat(pages - 1));
        assert_eq!(extract(line(MAX_PAGES).as_bytes()).expect("a document").pages.len(), MAX_PAGES);
        let refusal = extract(line(MAX_PAGES + 1).as_bytes()).expect_err("refused").to_string();
        assert!(refusal.contains("at most 20000 pages"), "{refusal}");
    }

    #[test]
    fn invalid_metadata_raises_a_warning() {
        let line = r#"{"id":"a","text":"Tekst","kind":"memo","published":"wczoraj","language":"polski","url":"ftp://a","x":1}"#;
        let extracted = extract(line.as_bytes()).expect("a document");
        assert_eq!(extracted.declared.kind, Some(Kind::Page));
        assert_eq!(extracted.declared.published, None);
        assert_eq!(extracted.declared.url, None);
        assert_eq!(extracted.warnings.len(), 5, "{:?}", extracted.warnings);
    }

    #[test]
    fn unknown_fields_are_reported_up_to_a_limit_and_known_ones_are_not() {
        assert_eq!(unknown_fields(br#"{"id":"a","text":"b","pages":[],"kind":{"x":1}}"#), None);
        let warning = unknown_fields(r#"{"tytuł":"a","text":"b","date":[{"q":1}],"date":2}"#.as_bytes());
        assert!(warning.is_some_and(|warning| warning.starts_with("unknown field `tytuł`, `date`: use some of `id`")));
        let many: Vec<String> = (0..1000).map(|n| format!(r#""{n}{}":1"#, "x".repeat(500))).collect();
        let warning = unknown_fields(format!("{{{}}}", many.join(",")).as_bytes()).expect("a warning");
        assert!(warning.len() < 500, "{warning}");
        assert!(unknown_fields(br#"{"za\nle\u017cy":1}"#).is_some());
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
    fn an_unsafe_address_is_dropped() {
        for url in ["javascript:alert(1)", r"https://a.pl/\u001b[31m", "https://a b.pl"] {
            let line = format!(r#"{{"text":"a","url":"{url}"}}"#);
            let extracted = extract(line.as_bytes()).expect("a document");
            assert_eq!((extracted.declared.url, extracted.warnings.len()), (None, 1), "{line}");
        }
    }

    #[test]
    fn an_empty_list_of_pages_yields_no_pages() {
        for line in [r#"{"pages":[],"text":"raz"}"#, r#"{"pages":null,"text":"raz"}"#] {
            let extracted = extract(line.as_bytes()).expect("a document");
            assert!(!extracted.paginated, "{line}");
            assert_eq!(extracted.pages, [Page::new(1, "raz")]);
        }
        assert_eq!(extract(br#"{"pages":[]}"#), Err(ExtractError::MissingText));
    }

    #[test]
    fn pages_are_numbered_and_a_document_without_text_is_refused() {
        let extracted = extract(br#"{"pages":["raz","dwa"]}"#).expect("a document");
        assert!(extracted.paginated);
        assert_eq!(extracted.pages[1], Page::new(2, "dwa"));
        assert_eq!(extract(br#"{"title":"x"}"#), Err(ExtractError::MissingText));
        assert!(extract(b"[1]").is_err());
    }
}
