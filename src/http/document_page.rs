//! The page of one document: what is known about it, and its text by page.

use askama::Template;
use axum::{extract::State, http::Uri, response::Html};

use super::{
    App, documents,
    error::ApiError,
    links,
    pages::{Site, page},
    path, polish,
    results::Day,
};
use crate::document::{Document, OutlineEntry, Page};

/// Where documents are, followed by an id.
const DOCUMENTS: &str = "/documents/";
/// A line this long, in tenths of the longest on its page, goes on in the next one. Justified lines
/// have nine or ten; headings and the lines of tables rarely more than six.
const FULL_LINE_TENTHS: usize = 7;

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    site: Site,
    title: String,
    lead: Option<String>,
    language: String,
    facts: Vec<Fact>,
    original: Option<String>,
    parent: Option<String>,
    contents: Vec<Heading>,
    paginated: bool,
    pages: Vec<PageView>,
}

/// Something known about the document.
struct Fact {
    label: &'static str,
    text: String,
}

/// A line of the table of contents; its place in it is the number of its anchor.
struct Heading {
    label: String,
    page: u32,
}

struct PageView {
    number: u32,
    ocr: bool,
    /// In per cent, where it is known.
    confidence: Option<u8>,
    blocks: Vec<Block>,
}

/// A paragraph or heading of the text.
struct Block {
    text: String,
    is_heading: bool,
    /// The headings that point here.
    anchors: Vec<usize>,
}

/// `GET /documents/{id}`
pub(super) async fn document(State(app): State<App>, uri: Uri) -> Result<Html<String>, ApiError> {
    let id = path::id(uri.path().strip_prefix(DOCUMENTS).unwrap_or_default())?;
    let documents::FoundDocument { document, .. } = documents::find(&app, id).await?;
    page(&DocumentPage::new(&app, document))
}

impl DocumentPage {
    fn new(app: &App, document: Document) -> Self {
        let heading = |entry: &OutlineEntry| Heading { label: entry.label.clone(), page: entry.page };
        Self {
            site: app.site(),
            facts: facts(&document),
            original: links::original(document.url.as_deref()).map(str::to_owned),
            parent: document.parent.as_ref().map(|id| links::document(&app.base, id)),
            contents: document.outline.iter().map(heading).collect(),
            pages: document.pages.iter().map(|page| PageView::new(page, &document)).collect(),
            paginated: document.paginated,
            language: document.language.to_string(),
            title: document.title,
            lead: document.lead,
        }
    }
}

fn facts(document: &Document) -> Vec<Fact> {
    let act = document.act.clone().unwrap_or_default();
    let day = |date: jiff::civil::Date| Day::from(date).text;
    let districts = (!document.districts.is_empty()).then(|| document.districts.join(", "));
    let facts = [
        ("Rodzaj", Some(polish::kind(document.kind).to_owned())),
        ("Numer", act.number),
        ("Organ", act.organ),
        ("Data wydania", act.date.map(day)),
        ("Opublikowano", document.published.map(day)),
        ("Przedmiot", act.subject),
        ("Status", act.status),
        ("Dzielnice", districts),
    ];
    facts.into_iter().filter_map(|(label, text)| Some(Fact { label, text: text? })).collect()
}

impl PageView {
    fn new(page: &Page, document: &Document) -> Self {
        let here = document.outline.iter().enumerate().filter(|(_, entry)| entry.page == page.number);
        let mut headings: Vec<(usize, &OutlineEntry)> = here.collect();
        headings.sort_by_key(|(_, entry)| entry.start);
        let text = page.shown();
        let mut blocks = blocks(&text, &headings);
        if document.paginated {
            let longest = text.lines().map(length).max().unwrap_or_default();
            for block in &mut blocks {
                block.text = joined(&block.text, longest);
            }
        }
        Self { number: page.number, ocr: page.ocr, confidence: page.confidence, blocks }
    }
}

/// A paragraph without the line breaks that only the width of the paper made: a break stays after
/// a short line and before a numbered one.
fn joined(paragraph: &str, longest: usize) -> String {
    let mut joined = String::with_capacity(paragraph.len());
    let mut is_full = false;
    for line in paragraph.lines() {
        if !joined.is_empty() {
            joined.push(if is_full && !begins_item(line) { ' ' } else { '\n' });
        }
        joined.push_str(line);
        is_full = length(line) * 10 >= longest * FULL_LINE_TENTHS;
    }
    joined
}

fn length(line: &str) -> usize {
    line.chars().count()
}

/// Whether a line begins as paragraphs and points of acts do: `§ 3`, `2.`, `10)`, `a)`, `–`.
fn begins_item(line: &str) -> bool {
    let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let after_letter = line.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or_default();
    after.len() < line.len() && after.starts_with(['.', ')'])
        || after_letter.starts_with(')')
        || line.starts_with(['§', '–', '—', '•', '-'])
}

/// The paragraphs of a text; each knows the headings that begin in it. These come in order.
fn blocks(text: &str, headings: &[(usize, &OutlineEntry)]) -> Vec<Block> {
    let mut headings = headings.iter().peekable();
    let (mut blocks, mut anchors, mut end) = (Vec::new(), Vec::new(), 0);
    for paragraph in text.split("\n\n") {
        end += paragraph.len() + "\n\n".len();
        let mut is_heading = false;
        while let Some((at, heading)) = headings.next_if(|(_, heading)| heading.start < end) {
            anchors.push(*at);
            is_heading |= paragraph.split_whitespace().eq(heading.label.split_whitespace());
        }
        if !paragraph.trim().is_empty() {
            let anchors = std::mem::take(&mut anchors);
            blocks.push(Block { text: paragraph.trim_matches('\n').to_owned(), is_heading, anchors });
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_know_the_headings_that_begin_in_them() {
        let text = "Wstęp\n\nżółw\nłoś\n\n\n\n§ 1. Treść";
        let entry = |label: &str, start| OutlineEntry { label: label.to_owned(), page: 1, start };
        let (intro, section) = (entry("Wstęp", 0), entry("§ 1", text.find('§').expect("a section")));
        let blocks = blocks(text, &[(0, &intro), (1, &section)]);
        let seen: Vec<_> =
            blocks.iter().map(|b| (b.text.as_str(), b.is_heading, b.anchors.clone())).collect();
        let expected =
            [("Wstęp", true, vec![0]), ("żółw\nłoś", false, vec![]), ("§ 1. Treść", false, vec![1])];
        assert_eq!(seen, expected);
    }

    #[test]
    fn lines_are_joined_where_only_the_paper_broke_them() {
        let text = "ZARZĄDZENIE\nPREZYDENTA\n2. Konwent jest ciałem opiniodawczym, jego\nstanowiska nie wiążą \
                    organów Miasta\n1) koordynowanie\n§ 2. Koniec";
        let expected = "ZARZĄDZENIE\nPREZYDENTA\n2. Konwent jest ciałem opiniodawczym, jego stanowiska nie \
                        wiążą organów Miasta\n1) koordynowanie\n§ 2. Koniec";
        assert_eq!(joined(text, 42), expected);
    }
}
