//! What a fetched document says that matters for fetching: what its text is, what it links to, what it is
//! called.
//!
//! Reading it is left to `page_reader`, and for the index to `ingest`. Invariant: a document that cannot be read is still kept as a
//! file, for `index` to report.

use jiff::civil::Date;
use url::Url;

use super::{
    fetched::Fetched,
    file_type::{FileType, seems_attached},
};
use crate::{
    document::ContentHash,
    extract::{MAX_ADDRESS_BYTES, PageLinks, PageReading},
};

/// Texts shorter than this are not compared: many pages may say "under construction". In characters.
const MIN_COMPARED_CHARACTERS: usize = 80;
/// The largest page that is read here, in bytes: a larger one is kept, for `index` to read.
pub(super) const MAX_PAGE_BYTES: usize = 8 << 20;
/// The maximum number of files of one page.
const MAX_ATTACHMENTS: usize = 500;

/// The facts of one document.
#[derive(Debug)]
pub(crate) struct PageFacts {
    /// The hash of what readers see.
    pub(crate) text: ContentHash,
    /// Whether documents with the same hash are the same document.
    pub(crate) is_telling: bool,
    /// The address that the page says is its own.
    pub(crate) canonical: Option<Url>,
    /// The title, by which a canonical address is checked.
    pub(crate) title: Option<String>,
    /// Whether the page itself declares a title, a day and a lead.
    pub(crate) has_title: bool,
    pub(crate) published: Option<Date>,
    pub(crate) has_lead: bool,
    /// The files that the page links to.
    pub(crate) attachments: Vec<Url>,
}

impl PageFacts {
    /// Returns what is known of a file by its content alone.
    fn bare(content: &ContentHash, is_empty: bool) -> Self {
        Self {
            text: content.clone(),
            is_telling: !is_empty,
            canonical: None,
            title: None,
            has_title: false,
            published: None,
            has_lead: false,
            attachments: Vec::new(),
        }
    }

    /// Returns whether a worker is to read a document, because it is a page that is not too large.
    pub(crate) fn are_in(fetched: &Fetched, file_type: FileType) -> bool {
        file_type.is_page() && fetched.body.len() <= MAX_PAGE_BYTES
    }

    /// Returns the facts of a document; `read` is what was read of a page, if anything could be.
    pub(crate) fn of(
        fetched: &Fetched,
        file_type: FileType,
        content: &ContentHash,
        read: Option<PageReading>,
    ) -> Self {
        match read {
            Some(read) => of_page(fetched, content, read),
            // A page that cannot be read is kept as a file like any other.
            None => Self::bare(content, file_type.is_page() || fetched.body.is_empty()),
        }
    }
}

/// Returns the address from which the links of a page at `location` start.
pub(super) fn base_of(page: &PageLinks, location: &Url) -> Url {
    page.base.as_deref().and_then(|base| location.join(base).ok()).unwrap_or_else(|| location.clone())
}

fn of_page(fetched: &Fetched, content: &ContentHash, read: PageReading) -> PageFacts {
    let mut facts = PageFacts::bare(content, true);
    if let Some(page) = read.links {
        let base = base_of(&page, &fetched.location);
        facts.canonical = page.canonical.and_then(|canonical| base.join(&canonical).ok());
        let in_text = page.links.iter().filter(|link| link.is_in_text);
        let files = in_text.filter_map(|link| base.join(&link.href).ok()).filter(seems_attached);
        for mut file in files.take(MAX_ATTACHMENTS) {
            file.set_fragment(None);
            if file.as_str().len() <= MAX_ADDRESS_BYTES && !facts.attachments.contains(&file) {
                facts.attachments.push(file);
            }
        }
        facts.title = page.title;
    }
    if let Some(read) = read.text {
        let text: String = read.pages.iter().map(|page| page.text.as_str()).collect();
        let title = read.declared.title.or(read.from_text.title);
        facts.is_telling = text.chars().nth(MIN_COMPARED_CHARACTERS).is_some();
        let declared = (read.declared.published, &read.declared.lead, read.declared.kind);
        let seen = format!(
            "{}\0{text}\0{:?}\0{declared:?}",
            title.as_deref().unwrap_or_default(),
            facts.attachments
        );
        facts.text = ContentHash::from_content(seen.as_bytes());
        facts.has_title = title.is_some();
        facts.title = title.or(facts.title);
        facts.published = read.declared.published;
        facts.has_lead = read.declared.lead.is_some();
    }
    facts
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::extract::page_reading;

    #[test]
    fn the_text_of_a_page_is_what_readers_see() {
        let facts = |body: String| {
            let url = Url::parse("https://a.pl/wpis").expect("an address");
            let media_type = Some("text/html".to_owned());
            let fetched = Fetched { body: body.into_bytes(), ..Fetched::bare(url, media_type) };
            let content = ContentHash::from_content(&fetched.body);
            let read = page_reading(&Arc::new(fetched.body.clone()), None);
            PageFacts::of(&fetched, FileType::of(&fetched).expect("a page"), &content, Some(read))
        };
        let page = |token: &str, text: &str| {
            format!(
                "<title>Park</title><link rel=canonical href=/wpis><meta name=token content={token}><h1>Park</h1>\
                 <p>{text}</p><p><a href=/akt.pdf>Akt</a> <a href=/inny>Inny</a> <a href=/akt.pdf>Akt</a></p>"
            )
        };
        let long = "Rada Miasta przyjęła uchwałę o nowym parku na Zabłociu. ".repeat(3);
        let (one, same, other) =
            (facts(page("1", &long)), facts(page("2", &long)), facts(page("1", &long.to_uppercase())));
        assert!(one.text == same.text && one.text != other.text && one.is_telling);
        assert_eq!(one.canonical.map(String::from).as_deref(), Some("https://a.pl/wpis"));
        assert_eq!(one.attachments.iter().map(Url::as_str).collect::<Vec<_>>(), ["https://a.pl/akt.pdf"]);
        assert_eq!(one.title.as_deref(), Some("Park"));
        assert!(!facts(page("1", "Krótko.")).is_telling);
        let dated = |day: &str| {
            let date = format!("<meta property=article:published_time content={day}>");
            facts(page("1", &long).replace("<h1>", &format!("{date}<h1>"))).text
        };
        assert!(dated("2026-01-05") != dated("2026-01-06"), "a corrected date is a change");
        let url = Url::parse("https://a.pl/akt.pdf").expect("an address");
        let empty = Fetched::bare(url, Some("application/pdf".to_owned()));
        let content = ContentHash::from_content(b"");
        let facts = PageFacts::of(&empty, FileType::of(&empty).expect("a file"), &content, None);
        assert!(!facts.is_telling, "two empty files are not the same document");
    }
}
