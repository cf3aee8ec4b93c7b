//! The page of one document: its metadata, and its text with the words of a query highlighted.
//!
//! What the request asks for is in `document_page/asked`, the part of the text that is shown in `text`, its
//! pages in `rendered`, the outline in `contents`, the places with matches in `matches`, the data in `facts`
//! and `linked_data`, other acts in `changes`, meetings in `meetings`, and URLs in `links`. Dividing the text
//! is left to `document_text`, finding the highlights to the service. Invariants: the size of a page is
//! bounded, whatever the document; every part of a document has its own URL, every section an address.

mod asked;
mod changes;
mod contents;
mod facts;
mod linked_data;
mod links;
mod matches;
mod meetings;
mod rendered;
mod text;

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};

use self::{
    asked::PageQuery,
    changes::BoundedList,
    contents::ContentsEntry,
    facts::Fact,
    linked_data::{LinkedDocument, MAX_DESCRIPTION},
    links::DocumentLinks,
    matches::PageMatches,
    meetings::ToldMeeting,
    rendered::RenderedPage,
    text::DocumentText,
};
use crate::{
    document::{Document, Format, StatusEvidence, shortened},
    http::{
        api::found_document::{FoundDocument, look_up},
        app::App,
        error::ApiError,
        links as urls,
        pages::{
            document_text::citation_links::CitationLink,
            printed::{File, SheetLinks},
            related::RelatedLink,
            site::{Site, page},
            variants::VariantLink,
        },
        params,
        path::{self, DOCUMENTS},
    },
    search::{DocumentCitations, ParentAct},
    service::{OcrState, PresentedDocument},
};

/// Memory held for a page, in multiples of the text: the text itself, and as much again while the page is
/// built.
const HELD_FACTOR: usize = 2;
/// Maximum number of related documents listed.
const MAX_RELATED: usize = 5;
/// Maximum number of characters of a lead on the page: more than a page of a book.
const MAX_LEAD: usize = 5_000;

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
    /// The URL of the data of an act.
    data: Option<String>,
    is_pending: bool,
    /// Says that the section that was asked for is not in the text.
    section_notice: Option<String>,
    /// The link to the results of the query, and its label.
    results: Option<(String, String)>,
    q: String,
    matches: Option<PageMatches>,
    contents: Vec<ContentsEntry>,
    /// The meetings that it tells of.
    meetings: Vec<ToldMeeting>,
    pages: Vec<RenderedPage>,
    /// The citations in the text that lead somewhere.
    citations: Vec<CitationLink>,
    /// Whether there is no text, so that `pages` are only pictures.
    is_empty: bool,
    part: usize,
    /// The label of the part, unless it is the first.
    part_label: Option<String>,
    parts: Vec<PartLink>,
    /// Whether the facts include the status of an act, with a note on what it rests on.
    has_status: bool,
    /// What the act changes and what changed it.
    history: Option<BoundedList>,
    /// The documents that mention the act.
    mentions: Option<BoundedList>,
    /// The URL of all citations of the document.
    all_citations: String,
    related: Vec<RelatedLink>,
    /// Other documents with the same text.
    also: Vec<VariantLink>,
    canonical: Option<String>,
    /// Structured data about the document, for search engines.
    linked_data: String,
}

/// A link to one part of a long document.
struct PartLink {
    number: usize,
    href: String,
    is_current: bool,
    follows_gap: bool,
}

/// `GET /documents/{id}`
pub(crate) async fn document(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let id = path::id(uri.path().strip_prefix(DOCUMENTS).unwrap_or_default())?;
    let site = Site::new(&app, &uri, &headers);
    let asked = PageQuery::new(&params::pairs(uri.query().unwrap_or_default())?)?;
    let FoundDocument { text: found, missing, .. } = look_up(&app, id).await?;
    let _share = app.limits.answers.reserve(HELD_FACTOR * found.text_bytes().await?).await?;
    let PresentedDocument { document, format, related, citations, status_evidence, parent, topic_ids } =
        found.view(MAX_RELATED, asked.as_of).await?;
    let document = Arc::new(document);
    let links = CitationLink::all(&site, &document, &citations.cites);
    let text = DocumentText::read(&app, &document, links, &asked).await?;
    let found =
        DescribedDocument { document: &document, format, citations, status_evidence, parent, topic_ids };
    let mut template = found.page(site, text, asked, app.service.draws_pictures());
    template.also = VariantLink::all(&template.site, related.also);
    let related = related.related.into_iter();
    template.related = related.map(|other| RelatedLink::new(&template.site, other)).collect();
    template.is_pending = missing == Some(OcrState::Pending);
    page(&template.site, &template)
}

/// A document and what is known about it besides its text.
struct DescribedDocument<'a> {
    document: &'a Document,
    format: Option<Format>,
    citations: DocumentCitations,
    status_evidence: Vec<StatusEvidence>,
    parent: Option<ParentAct>,
    topic_ids: HashMap<String, String>,
}

impl DescribedDocument<'_> {
    fn page(self, site: Site, text: DocumentText, asked: PageQuery, draws_pictures: bool) -> DocumentPage {
        let Self { document, format, citations, status_evidence, parent, topic_ids } = self;
        let own = urls::document(&site.base, &document.id);
        let back = urls::back(&asked.back);
        let (query, back) = (asked.query.as_str(), back.as_deref());
        let link = DocumentLinks { site: &site, own: &own, query, as_of: asked.as_of, back };
        let original = urls::original(document.url.as_deref()).map(str::to_owned);
        let pictures = Some(asked.query.as_str()).filter(|_| draws_pictures);
        let sheets = SheetLinks::new(&site, document, format, pictures);
        let part = text.part + 1;
        let canonical_part = if part > 1 { format!("?part={part}") } else { String::new() };
        let canonical = site.canonical(&format!("{own}{canonical_part}"));
        let act = document.act.as_ref();
        let linked = LinkedDocument {
            site: &site,
            citations: &citations,
            evidence: &status_evidence,
            canonical: canonical.as_deref(),
            original: original.as_deref(),
        };
        DocumentPage {
            linked_data: linked.json(document),
            facts: facts::facts(&site, document, asked.as_of, parent),
            matches: (!asked.query.is_empty()).then(|| text.matches(&link, document)),
            contents: text.contents(&link, document),
            meetings: text.meetings(&link, document, &topic_ids),
            is_empty: text.blocks.is_empty(),
            pages: text.pages(&site, document, &sheets),
            parts: part_links(&text, &link),
            history: act.and_then(|act| changes::history(&site, act, &citations, asked.as_of)),
            has_status: act.is_some_and(|act| act.status.is_some()),
            mentions: act.and_then(|_| changes::mentions(&site, &citations)),
            all_citations: api(&site, document, "/citations"),
            data: act.map(|_| api(&site, document, "")),
            related: Vec::new(),
            also: Vec::new(),
            results: link.results(),
            title: document.title.clone(),
            lead: document.lead.as_deref().map(|lead| shortened(lead, MAX_LEAD)),
            description: document.lead.as_deref().map(|lead| shortened(lead, MAX_DESCRIPTION)),
            language: document.language.to_string(),
            original,
            file: format.map(|format| File::new(&site, document, format)),
            is_pending: false,
            section_notice: text.lacks_section.then(|| site.message("section-missing")),
            q: asked.query,
            part,
            part_label: (part > 1).then(|| site.locale.one_of("part", part, text.parts.len())),
            citations: text.links,
            canonical,
            site,
        }
    }
}

/// Returns links to the first and last parts and to those around the one that is shown.
fn part_links(text: &DocumentText, link: &DocumentLinks<'_>) -> Vec<PartLink> {
    let (mut before, current) = (0, text.part + 1);
    let part = |number: usize| {
        let follows_gap = std::mem::replace(&mut before, number) + 1 < number;
        PartLink { number, href: link.part(number), is_current: number == current, follows_gap }
    };
    urls::numbers(current, text.parts.len()).into_iter().map(part).collect()
}

/// Returns the URL of a document in the API, or of a resource below it.
fn api(site: &Site, document: &Document, resource: &str) -> String {
    format!("{}/api/v1/documents/{}{resource}", site.base, urls::path_of(&document.id))
}
