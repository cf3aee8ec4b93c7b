//! Runs a search request and returns ranked hits with snippets.
//!
//! `request` is what can be asked. `query` parses the typed text, `plan` decides what each word stands for,
//! `weighted_query` computes weights over an index with `ranking`, `matching` finds and counts the documents,
//! and `snippet` renders them. `suggest` completes what is being typed and `related` finds documents similar
//! to a given one. The response is the single value behind the API's JSON, the HTML page and the terminal
//! output.
//!
//! Invariants: any text is a valid query; the same request on the same index always has the same response.

mod absent;
mod boost;
mod budget;
mod candidates;
mod explain;
mod facets;
mod fields;
mod filters;
mod matching;
mod notes;
mod plan;
mod postings;
mod proximity;
mod query;
mod ranking;
mod related;
pub mod request;
mod segment_search;
mod snippet;
mod starting_points;
mod suggest;
mod weighted_query;
mod window;

use std::{collections::BTreeMap, ops::Range, time::Instant};

use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use tantivy::{DocAddress, Score};
use utoipa::ToSchema;

use crate::{
    analysis::Analyzer,
    document::{Act, DocumentId, Kind, Language},
    error::Result,
    index::{Snapshot, StoredDocument},
};
pub use facets::FacetCount;
pub use fields::QueryField;
pub use notes::{Note, NoteDetail};
use plan::Plan;
pub use related::{Related, RelatedDocument, related};
pub use request::{
    Checked, DEFAULT_RELATED, Facet, MAX_DEPTH, MAX_FILTER_VALUES, MAX_PER_PAGE, MAX_QUERY_BYTES,
    MAX_RELATED, MAX_SUGGESTIONS, MAX_TYPED_BYTES, SearchRequest, Sort, SuggestRequest,
};
pub use snippet::Snippet;
pub use starting_points::{NewestAct, StartingPoints, beginnings};
pub use suggest::{Suggestion, SuggestionKind, Suggestions, suggest};
use weighted_query::WeightedQuery;

/// The response to a search request.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SearchResponse {
    /// How the query was understood.
    pub query: QueryInfo,
    /// The exact number of matching documents.
    pub total: usize,
    /// The page number, starting at 1.
    pub page: usize,
    /// The number of hits per page.
    pub per_page: usize,
    /// How long the search took, in milliseconds.
    pub took_ms: f64,
    /// The hits on this page.
    pub hits: Vec<Hit>,
    /// The requested facets, each with its most frequent values first.
    pub facets: BTreeMap<Facet, Vec<FacetCount>>,
}

/// How the query was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueryInfo {
    /// The query as typed.
    pub text: String,
    /// The text that was searched for instead.
    #[schema(required)]
    pub corrected: Option<String>,
    /// A text that may have been meant.
    #[schema(required)]
    pub suggestion: Option<String>,
    /// Notes for the user, in Polish.
    #[schema(value_type = Vec<String>)]
    pub notes: Vec<Note>,
    /// The same notes for programs, in the same order.
    pub note_details: Vec<NoteDetail>,
}

/// A matching document.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Hit {
    /// The document's id.
    pub id: DocumentId,
    /// The document's kind.
    pub kind: Kind,
    /// Its language.
    pub language: Language,
    /// The URL where the document was published.
    #[schema(required)]
    pub url: Option<String>,
    /// The date of publication.
    #[schema(required)]
    pub published: Option<Date>,
    /// The title.
    pub title: String,
    /// The title as HTML, with matching words in `<mark>`.
    pub title_html: String,
    /// The score: higher is better, comparable only within one response.
    #[schema(value_type = f32)]
    pub score: Score,
    /// What the heading of an act says, if the document is an act.
    #[schema(required)]
    pub act: Option<Act>,
    /// The matching topic of a meeting; not recognized yet.
    #[schema(required)]
    pub topic: Option<Topic>,
    /// The best passages.
    pub snippets: Vec<Snippet>,
    /// How the score was computed, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub explanation: Option<serde_json::Value>,
    /// When the content last changed, for feeds.
    #[serde(skip)]
    #[schema(ignore)]
    pub changed: Option<Timestamp>,
}

/// A topic of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Topic {
    /// The text of the topic.
    pub text: String,
    /// The meeting's document.
    pub meeting: DocumentId,
    /// The date of the meeting.
    #[schema(required)]
    pub date: Option<Date>,
}

/// Runs a request against one snapshot of the index.
///
/// # Errors
///
/// Returns an error of the search engine or the disk.
pub fn search(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    request: &Checked<SearchRequest>,
) -> Result<SearchResponse> {
    let started = Instant::now();
    let plan = Plan::from_text(snapshot, analyzer, &request.text);
    let mut notes = plan.notes();
    if plan.is_empty() && !request.needs_no_word() {
        notes.push(Note::NoWord);
    }
    let weighted_query = WeightedQuery::new(snapshot, &plan)?;
    notes.extend(Note::of_cut(weighted_query.cut));
    let asked = snippet::TermLocator::new(snapshot, &plan)?;
    let found = matching::find(&weighted_query, &plan, request)?;
    if let Some(share) = found.relaxed.filter(|_| found.total > 0) {
        notes.push(if share > 0.0 { Note::MostWords } else { Note::SomeWords });
    }
    notes.extend(Note::not_found(&absent::words(snapshot, &plan)?));
    let addresses: Vec<DocAddress> = found.top.iter().map(|(_, address)| *address).collect();
    let mut hits = Vec::with_capacity(addresses.len());
    for (&found, finding) in found.top.iter().zip(asked.find(&addresses)?) {
        hits.push(hit(snapshot, analyzer, &plan, &finding, found)?);
    }
    if request.explain {
        let explained = explain::explain(&weighted_query, &plan, found.minimum_match, &addresses)?;
        hits.iter_mut().zip(explained).for_each(|(hit, explained)| hit.explanation = Some(explained));
    }
    let matching::SearchHits { total, facets, .. } = found;
    let note_details = notes.iter().map(Note::detail).collect();
    let query =
        QueryInfo { text: request.text.clone(), corrected: None, suggestion: None, notes, note_details };
    let took_ms = (started.elapsed().as_secs_f64() * 100_000.0).round() / 100.0;
    Ok(SearchResponse { query, total, page: request.page, per_page: request.per_page, took_ms, hits, facets })
}

/// Returns the ids of the requested page of hits, best first, without rendering the hits.
pub(crate) fn rank(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    request: &Checked<SearchRequest>,
) -> Result<Vec<String>> {
    let plan = Plan::from_text(snapshot, analyzer, &request.text);
    let weighted_query = WeightedQuery::new(snapshot, &plan)?;
    let top = matching::find(&weighted_query, &plan, request)?.top;
    top.into_iter().map(|(_, address)| snapshot.id(address)).collect()
}

/// Returns the byte ranges of the words, phrases and whole expressions in a text that match a query, as
/// highlighted in snippets. The ranges are sorted, do not overlap and cover whole words.
pub(crate) fn marks(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    query: &str,
    (text, language): (&str, Language),
) -> Vec<Range<usize>> {
    let plan = Plan::from_text(snapshot, analyzer, query);
    snippet::marked(text, language, analyzer, &plan)
}

/// Groups the indices of documents by segment, sorted by document number within each, so that they are read
/// forward.
fn by_segment(addresses: &[DocAddress]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..addresses.len()).collect();
    order.sort_by_key(|at| addresses[*at]);
    let is_same = |a: &usize, b: &usize| addresses[*a].segment_ord == addresses[*b].segment_ord;
    order.chunk_by(is_same).map(<[usize]>::to_vec).collect()
}

/// Builds the hit for one matching document.
fn hit(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    plan: &Plan,
    finding: &snippet::DocumentMatches,
    (score, address): (Score, DocAddress),
) -> Result<Hit> {
    let stored = snapshot.stored(address)?;
    let title_html = snippet::marked_title(finding, &stored, analyzer, plan);
    let snippets = snippet::snippets(finding, &stored, analyzer, plan)?;
    let StoredDocument { id, record, .. } = stored;
    Ok(Hit {
        id,
        kind: record.kind,
        language: record.language,
        url: record.url,
        published: record.published,
        title: record.title,
        title_html,
        score,
        act: record.act,
        topic: None,
        snippets,
        explanation: None,
        changed: snapshot.changed(address),
    })
}

#[cfg(test)]
mod tests;
