//! The page of one document: its metadata, and its text with the words of a query highlighted.
//!
//! Dividing the text is left to `document_text`, finding the highlights to the service. Invariants: the size
//! of a page is bounded, whatever the document; every part of a document has its own URL.

use std::{ops::Range, sync::Arc};

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use serde_json::json;

use crate::{
    document::{Document, Format, Kind, OutlineEntry, beginning},
    http::{
        api::found_document::{FoundDocument, look_up},
        app::App,
        error::ApiError,
        links,
        pages::{
            document_text::{self as text, Block, DocumentPart, InlinePiece},
            filters,
            printed::{File, PagePictureView, SheetLinks},
            related::RelatedLink,
            results::DisplayDate,
            search::is_long,
            site::{Site, page},
            variants::VariantLink,
        },
        params,
        path::{self, DOCUMENTS},
    },
    search::request::QueryPair,
    service::{OcrState, PresentedDocument},
};

/// Texts up to this size in bytes are searched as a whole for the words of a query, so that matches in other
/// parts are reported; in longer ones only the part shown is searched. Takes a tenth of a second of one core.
const MAX_SEARCHED_BYTES: usize = 2 << 20;
/// Memory held for a page, in multiples of the text: the text itself, and as much again while the page is
/// built.
const HELD_FACTOR: usize = 2;
/// Maximum number of headings of a part in its table of contents.
const MAX_CONTENTS: usize = 60;
/// Maximum number of related documents listed.
const MAX_RELATED: usize = 5;
/// Maximum number of characters of a lead on the page (more than a page of a book), and in the description
/// for search engines.
const MAX_LEAD: usize = 5_000;
const MAX_DESCRIPTION: usize = 300;
/// Maximum number of characters of a query in a link.
const MAX_SHOWN: usize = 60;
/// Maximum number of pages shown of a document without text.
const MAX_EMPTY_PAGES: usize = 30;
/// Maximum number of places with matches listed.
const MAX_PLACES: usize = 40;

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    site: Site,
    title: String,
    lead: Option<String>,
    /// The beginning of the lead, for search engines.
    description: Option<String>,
    language: String,
    facts: Vec<Fact>,
    original: Option<String>,
    file: Option<File>,
    parent: Option<String>,
    is_pending: bool,
    /// The link to the results of the query, and its label.
    results: Option<(String, String)>,
    q: String,
    matches: Option<PageMatches>,
    contents: Vec<Heading>,
    pages: Vec<RenderedPage>,
    /// Whether there is no text, so that `pages` are only pictures.
    is_empty: bool,
    part: usize,
    /// The label of the part, unless it is the first.
    part_label: Option<String>,
    parts: Vec<PartLink>,
    related: Vec<RelatedLink>,
    /// Other documents with the same text.
    also: Vec<VariantLink>,
    canonical: Option<String>,
    /// Structured data about the document, for search engines.
    linked_data: String,
}

/// A piece of metadata of the document.
struct Fact {
    label: String,
    text: String,
    /// The language of the text, if it differs from that of the page.
    language: Option<String>,
}

/// Where the words of the query occur.
struct PageMatches {
    query: String,
    /// The number of matches, in words; `None` if there are none.
    count: Option<String>,
    /// The link to the first match of this part, or of the whole document.
    first: Option<String>,
    places: Vec<MatchLink>,
}

/// A page or part that has matches.
struct MatchLink {
    href: String,
    label: String,
    count: String,
}

/// An entry of the table of contents.
struct Heading {
    label: String,
    href: String,
    page: Option<String>,
}

/// A link to one part of a long document.
struct PartLink {
    number: usize,
    href: String,
    is_current: bool,
    follows_gap: bool,
}

/// The portion of a page of the document that belongs to this part.
struct RenderedPage {
    number: u32,
    /// `None` for a document without pages.
    label: Option<String>,
    /// The link to this page in the original file.
    original: Option<String>,
    recognized: Option<String>,
    /// How the page looks on paper.
    picture: Option<PagePictureView>,
    /// The first match on this page, among those of the part.
    first_mark: Option<usize>,
    blocks: Vec<BlockView>,
}

struct BlockView {
    pieces: Vec<InlinePiece>,
    is_heading: bool,
    anchors: Vec<usize>,
}

/// The parameters of a document page.
#[derive(Default)]
struct PageQuery {
    query: String,
    part: Option<usize>,
    page: Option<u32>,
    /// The filters, the order and the page of the search that led here.
    back: Vec<QueryPair>,
}

impl PageQuery {
    fn new(pairs: &[QueryPair]) -> Self {
        let value =
            |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let query = value("q").map(str::trim).filter(|query| !is_long(query));
        Self {
            query: query.unwrap_or_default().to_owned(),
            part: value("part").and_then(|part| part.parse().ok()),
            page: value("page").and_then(|page| page.parse().ok()),
            back: value(links::BACK).and_then(|back| params::pairs(back).ok()).unwrap_or_default(),
        }
    }
}

/// `GET /documents/{id}`
pub(crate) async fn document(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let id = path::id(uri.path().strip_prefix(DOCUMENTS).unwrap_or_default())?;
    let site = Site::new(&app, &uri, &headers);
    let asked = PageQuery::new(&params::pairs(uri.query().unwrap_or_default())?);
    let FoundDocument { text: found, missing, .. } = look_up(&app, id).await?;
    let _share = app.limits.answers.reserve(HELD_FACTOR * found.text_bytes().await?).await?;
    let PresentedDocument { document, format, related, citations: _, status_evidence: _ } =
        found.view(MAX_RELATED).await?;
    let document = Arc::new(document);
    let text = DocumentText::read(&app, &document, &asked).await?;
    let mut template = text.page(site, &document, format, asked, app.service.draws_pictures());
    template.also = VariantLink::all(&template.site, related.also);
    let related = related.related.into_iter();
    template.related = related.map(|other| RelatedLink::new(&template.site, other)).collect();
    template.is_pending = missing == Some(OcrState::Pending);
    page(&template.site, &template)
}

/// The text of a document, the part that is shown, and its highlights.
struct DocumentText {
    parts: Vec<DocumentPart>,
    /// The part that is shown, counted from 0.
    part: usize,
    /// The blocks that were searched (all of them or those of the part), beginning with block number `first`,
    /// and the position of each in the searched text.
    blocks: Vec<Block>,
    first: usize,
    places: Vec<Range<usize>>,
    is_whole: bool,
    marks: Vec<Range<usize>>,
}

impl DocumentText {
    async fn read(app: &App, document: &Arc<Document>, asked: &PageQuery) -> Result<Self, ApiError> {
        let page = asked.page.and_then(|page| document.pages.iter().position(|known| known.number == page));
        let (document_read, part, has_query) = (Arc::clone(document), asked.part, !asked.query.is_empty());
        let cut = tokio::task::spawn_blocking(move || Self::cut(&document_read, page, part, has_query)).await;
        let (mut text, whole) = cut.map_err(|_| ApiError::Internal)?;
        if has_query {
            text.marks = app.service.marks(asked.query.clone(), whole, document.language).await?;
        }
        // A visitor who comes from a search wants to see its words; the page may continue in the next part.
        if asked.part.is_none() {
            let wanted = page.map_or(text.searched(), |page| text.blocks_of(page));
            text.part = text.first_marked_part(&wanted).unwrap_or(text.part);
        }
        Ok(text)
    }

    /// Selects the part that is shown, and the blocks that are searched: those of the part, or all of them.
    /// Also returns the searched blocks as one text.
    fn cut(document: &Document, page: Option<usize>, part: Option<usize>, has_query: bool) -> (Self, String) {
        let (parts, bytes) = text::divide(document);
        let of_page = page.map(|page| parts.partition_point(|part| *part.pages.end() < page));
        let part = part.map(|part| part.saturating_sub(1)).or(of_page).unwrap_or_default();
        let part = part.min(parts.len() - 1);
        // Without a query only the part that is shown is needed.
        let is_whole = has_query && bytes <= MAX_SEARCHED_BYTES;
        let searched =
            if is_whole { 0..parts[parts.len() - 1].blocks.end } else { parts[part].blocks.clone() };
        let blocks = text::blocks(document, &searched);
        let (whole, places) = text::whole(&blocks);
        let is_whole = is_whole || parts.len() == 1;
        (Self { parts, part, blocks, first: searched.start, places, is_whole, marks: Vec::new() }, whole)
    }

    fn searched(&self) -> Range<usize> {
        self.first..self.first + self.blocks.len()
    }

    /// Returns those of the searched blocks that are on a page, counted from 0.
    fn blocks_of(&self, page: usize) -> Range<usize> {
        let first = self.blocks.partition_point(|block| block.page < page);
        self.first + first..self.first + self.blocks.partition_point(|block| block.page <= page)
    }

    /// Returns the part with the first highlight in these blocks.
    fn first_marked_part(&self, blocks: &Range<usize>) -> Option<usize> {
        let is_marked = |part: &DocumentPart| {
            let part = &part.blocks;
            self.marks_in(&(part.start.max(blocks.start)..part.end.min(blocks.end))) > 0
        };
        self.parts.iter().position(is_marked)
    }

    /// Returns the number of highlights in blocks.
    fn marks_in(&self, blocks: &Range<usize>) -> usize {
        let (first, last) = (blocks.start.max(self.first), blocks.end.min(self.searched().end));
        if first >= last {
            return 0;
        }
        let place = |block: usize| &self.places[block - self.first];
        let before = self.marks.partition_point(|mark| mark.end <= place(first).start);
        self.marks.partition_point(|mark| mark.start < place(last - 1).end) - before
    }

    fn page(
        self,
        site: Site,
        document: &Document,
        format: Option<Format>,
        asked: PageQuery,
        draws_pictures: bool,
    ) -> DocumentPage {
        let own = links::document(&site.base, &document.id);
        let back = links::back(&asked.back);
        let link = DocumentLinks { site: &site, own: &own, query: &asked.query, back: back.as_deref() };
        let file = format.map(|format| File::new(&site, document, format));
        let original = links::original(document.url.as_deref()).map(str::to_owned);
        let pictures = Some(asked.query.as_str()).filter(|_| draws_pictures);
        let sheets = SheetLinks::new(&site, document, format, pictures);
        let part = self.part + 1;
        let canonical_part = if part > 1 { format!("?part={part}") } else { String::new() };
        let canonical = site.canonical(&format!("{own}{canonical_part}"));
        DocumentPage {
            facts: facts(&site, document),
            linked_data: linked_data(document, canonical.as_deref(), original.as_deref()),
            matches: (!asked.query.is_empty()).then(|| self.matches(&link, document)),
            contents: self.contents(&link, document),
            is_empty: self.blocks.is_empty(),
            pages: self.pages(&site, document, &sheets),
            parts: self.part_links(&link),
            related: Vec::new(),
            also: Vec::new(),
            results: link.results(),
            parent: document.parent.as_ref().map(|id| site.with_language(links::document(&site.base, id))),
            title: document.title.clone(),
            lead: document.lead.as_deref().map(|lead| shown(lead, MAX_LEAD)),
            description: document.lead.as_deref().map(|lead| shown(lead, MAX_DESCRIPTION)),
            language: document.language.to_string(),
            original,
            file,
            is_pending: false,
            q: asked.query,
            part,
            part_label: (part > 1).then(|| site.locale.one_of("part", part, self.parts.len())),
            canonical,
            site,
        }
    }

    /// Returns the pages of the part, with the words of the query highlighted; of a document without text,
    /// those that have pictures.
    fn pages(&self, site: &Site, document: &Document, sheets: &SheetLinks<'_>) -> Vec<RenderedPage> {
        let mut pages: Vec<RenderedPage> = Vec::new();
        let mut numbers = 0;
        let shown = self.parts[self.part].blocks.clone();
        let mut last = None;
        for (block, place) in
            self.blocks.iter().zip(&self.places).skip(shown.start - self.first).take(shown.len())
        {
            if last != Some(block.page) {
                let is_continued = last.is_none() && self.continues(block.page, self.part);
                pages.push(RenderedPage::new(site, document, block.page, is_continued, sheets));
                last = Some(block.page);
            }
            let pieces = text::pieces(block, place, &self.marks, &mut numbers);
            let view = BlockView { pieces, is_heading: block.is_heading, anchors: block.anchors.clone() };
            if let Some(page) = pages.last_mut() {
                page.first_mark = page.first_mark.or(view.pieces.iter().find_map(|piece| piece.mark));
                page.blocks.push(view);
            }
        }
        if pages.is_empty() {
            let all = (0..document.pages.len()).take(MAX_EMPTY_PAGES);
            pages.extend(all.map(|at| RenderedPage::new(site, document, at, false, sheets)));
            pages.retain(|page| page.picture.is_some());
        }
        pages
    }

    /// Returns whether a page begins in the previous part.
    fn continues(&self, page: usize, part: usize) -> bool {
        part.checked_sub(1).is_some_and(|before| *self.parts[before].pages.end() == page)
    }

    /// Returns where the words of the query occur: by page if the document has pages, else by part.
    fn matches(&self, link: &DocumentLinks<'_>, document: &Document) -> PageMatches {
        let locale = link.site.locale;
        let all = self.marks_in(&self.searched());
        let message = if self.is_whole { "matches" } else { "matches-here" };
        let is_here = self.marks_in(&self.parts[self.part].blocks) > 0;
        let mut places =
            if document.paginated { self.places_by_page(link, document) } else { self.places_by_part(link) };
        // There is only one place, and it is shown.
        if places.len() == 1 && is_here {
            places.clear();
        }
        let first = if is_here { "#match-1".to_owned() } else { format!("{}#match-1", link.whole()) };
        PageMatches {
            query: locale.message_with("matches-of", "query", link.query),
            count: (all > 0).then(|| locale.count(message, all)),
            first: (all > 0).then_some(first),
            places,
        }
    }

    /// Returns the pages with highlights; a page that continues in the next part has an entry in each.
    fn places_by_page(&self, link: &DocumentLinks<'_>, document: &Document) -> Vec<MatchLink> {
        let locale = link.site.locale;
        let mut places = Vec::new();
        for (part, its) in self.parts.iter().enumerate() {
            if self.marks_in(&its.blocks) == 0 {
                continue;
            }
            for at in its.pages.clone() {
                let blocks = self.blocks_of(at);
                let here = its.blocks.start.max(blocks.start)..its.blocks.end.min(blocks.end);
                let count = self.marks_in(&here);
                let (Some(page), true) = (document.pages.get(at), count > 0) else { continue };
                let is_continued = at == *its.pages.start() && self.continues(at, part);
                let message = if is_continued { "page-continued" } else { "page-short" };
                places.push(MatchLink {
                    href: format!("{}#found-{}", link.part(part + 1), page.number),
                    label: locale.message_with(message, "number", page.number),
                    count: locale.number(count),
                });
                if places.len() == MAX_PLACES {
                    return places;
                }
            }
        }
        places
    }

    /// Returns the parts with highlights.
    fn places_by_part(&self, link: &DocumentLinks<'_>) -> Vec<MatchLink> {
        let locale = link.site.locale;
        let counted = self.parts.iter().map(|part| self.marks_in(&part.blocks)).enumerate();
        let place = |(at, count): (usize, usize)| MatchLink {
            href: link.part(at + 1),
            label: locale.message_with("part-link", "number", at + 1),
            count: locale.number(count),
        };
        counted.filter(|(_, count)| *count > 0).take(MAX_PLACES).map(place).collect()
    }

    /// Returns the headings of the part.
    fn contents(&self, link: &DocumentLinks<'_>, document: &Document) -> Vec<Heading> {
        let shown = &self.parts[self.part].blocks;
        let shown = &self.blocks[shown.start - self.first..shown.end - self.first];
        let anchors = shown.iter().flat_map(|block| &block.anchors);
        let heading = |anchor: &usize| {
            let OutlineEntry { label, page, .. } = document.outline.get(*anchor)?;
            let page =
                document.paginated.then(|| link.site.locale.message_with("page-short", "number", page));
            Some(Heading { label: label.clone(), href: format!("#section-{anchor}"), page })
        };
        anchors.filter_map(heading).take(MAX_CONTENTS).collect()
    }

    /// Returns links to the first and last parts and to those around this one.
    fn part_links(&self, link: &DocumentLinks<'_>) -> Vec<PartLink> {
        let mut before = 0;
        let numbers = links::numbers(self.part + 1, self.parts.len());
        let part = |number: usize| {
            let follows_gap = std::mem::replace(&mut before, number) + 1 < number;
            PartLink { number, href: link.part(number), is_current: number == self.part + 1, follows_gap }
        };
        numbers.into_iter().map(part).collect()
    }
}

/// Builds URLs within the document that is shown.
struct DocumentLinks<'a> {
    site: &'a Site,
    own: &'a str,
    query: &'a str,
    /// The parameters of the search that led here, except its words.
    back: Option<&'a str>,
}

impl DocumentLinks<'_> {
    fn part(&self, number: usize) -> String {
        self.to(&[("part".to_owned(), number.to_string())])
    }

    /// Returns the URL that opens the document for its query.
    fn whole(&self) -> String {
        self.to(&[])
    }

    fn searched(&self) -> Option<QueryPair> {
        (!self.query.is_empty()).then(|| ("q".to_owned(), self.query.to_owned()))
    }

    /// Returns the link back to the results and its label; `None` if no search led here.
    fn results(&self) -> Option<(String, String)> {
        let back = self.back.and_then(|back| params::pairs(back).ok()).unwrap_or_default();
        let pairs: Vec<QueryPair> = self.searched().into_iter().chain(back).collect();
        let label = if self.query.is_empty() {
            self.site.message("back-to-all-results")
        } else {
            self.site.locale.message_with("back-to-results", "query", shown(self.query, MAX_SHOWN))
        };
        let href = links::search(&self.site.base, &pairs);
        (!pairs.is_empty()).then(|| (self.site.with_language(href), label))
    }

    fn to(&self, others: &[QueryPair]) -> String {
        let back = self.back.map(|back| (links::BACK.to_owned(), back.to_owned()));
        let pairs: Vec<QueryPair> =
            self.searched().into_iter().chain(back).chain(others.iter().cloned()).collect();
        let mark = if pairs.is_empty() { "" } else { "?" };
        self.site.with_language(format!("{}{mark}{}", self.own, links::query(&pairs)))
    }
}

impl RenderedPage {
    fn new(site: &Site, document: &Document, at: usize, is_continued: bool, sheets: &SheetLinks<'_>) -> Self {
        let page = &document.pages[at];
        let locale = site.locale;
        let message = if is_continued { "page-continued" } else { "page-number" };
        let recognized = page.ocr.then(|| match page.confidence {
            Some(confidence) => locale.message_with("recognised-surely", "confidence", confidence),
            None => locale.message("recognised"),
        });
        Self {
            number: page.number,
            label: document.paginated.then(|| locale.message_with(message, "number", page.number)),
            original: sheets.original(page.number),
            recognized,
            picture: sheets.picture(site, document, page.number),
            first_mark: None,
            blocks: Vec::new(),
        }
    }
}

/// Returns a text, or its beginning if it is too long.
fn shown(text: &str, most: usize) -> String {
    beginning(text, most).unwrap_or_else(|| text.to_owned())
}

fn facts(site: &Site, document: &Document) -> Vec<Fact> {
    let locale = site.locale;
    let act = document.act.clone().unwrap_or_default();
    let day = |date: jiff::civil::Date| DisplayDate::new(locale, date).text;
    let districts = (!document.districts.is_empty()).then(|| document.districts.join(", "));
    // Texts taken from the document are in its language.
    let own = document.language.as_str();
    let facts = [
        ("fact-kind", None, Some(filters::kind(locale, document.kind))),
        ("fact-number", None, act.number),
        ("fact-organ", Some(own), act.organ),
        ("fact-date", None, act.date.map(day)),
        ("fact-published", None, document.published.map(day)),
        ("fact-subject", Some(own), act.subject),
        ("fact-status", None, act.status.map(|status| filters::status(locale, status))),
        ("fact-districts", None, districts),
    ];
    let fact = |(label, language, text): (&str, Option<&str>, Option<String>)| {
        let language = language.filter(|language| *language != locale.tag()).map(str::to_owned);
        Some(Fact { label: locale.message(label), text: text?, language })
    };
    facts.into_iter().filter_map(fact).collect()
}

/// Returns the schema.org description of the document, as JSON that is safe inside a `script` element.
fn linked_data(document: &Document, canonical: Option<&str>, original: Option<&str>) -> String {
    let act = document.act.clone().unwrap_or_default();
    let organ = act.organ.map(|organ| json!({"@type": "GovernmentOrganization", "name": organ}));
    let mut data = match document.kind {
        Kind::News => json!({
            "@type": "NewsArticle", "headline": document.title,
            "description": document.lead.as_deref().map(|lead| shown(lead, MAX_DESCRIPTION)),
            "datePublished": document.published,
        }),
        Kind::Page => {
            json!({"@type": "WebPage", "name": document.title, "datePublished": document.published})
        }
        Kind::Ordinance | Kind::Resolution | Kind::Notice | Kind::Act => json!({
            "@type": "Legislation", "name": document.title, "legislationIdentifier": act.number,
            "legislationType": document.kind, "legislationDate": act.date, "legislationPassedBy": organ,
            "about": act.subject, "datePublished": document.published,
        }),
    };
    let others = json!({
        "@context": "https://schema.org", "inLanguage": document.language, "url": canonical, "sameAs": original,
    });
    if let (Some(data), Some(others)) = (data.as_object_mut(), others.as_object()) {
        data.extend(others.clone());
        data.retain(|_, value| !value.is_null());
    }
    // Escaped so that nothing in it ends the element or begins another.
    data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
