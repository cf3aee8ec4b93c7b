//! From a request to ranked hits with snippets.
//!
//! `query` reads what was typed, `plan` finds what each word stands for, `prepared` weighs it over an
//! index by `ranking`, `matching` finds and counts the documents, `snippet` shows them. `suggest` completes what is being
//! typed, `related` finds what is like a document. The response is the one value behind the API's JSON, the page and the terminal's text.
//! Always holds: any text is a query; the same request on the same index has the same answer.

mod absent;
mod beginnings;
mod boost;
mod budget;
mod candidates;
mod closeness;
mod explain;
mod facets;
mod fields;
mod filters;
mod matching;
mod notes;
mod plan;
mod postings;
mod prepared;
mod query;
mod ranking;
mod related;
mod segment_search;
mod snippet;
mod suggest;
mod window;

use std::{collections::BTreeMap, ops::Range, time::Instant};

use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use tantivy::{DocAddress, Score};
use utoipa::ToSchema;

use crate::{
    analysis::Analyzer,
    document::{Act, DocumentId, Kind, Language, quoted},
    error::{Error, Result},
    index::{Snapshot, StoredDocument},
};
pub use beginnings::{Beginnings, NewestAct, beginnings};
pub use facets::{Facet, FacetCount};
pub use fields::Field;
pub use notes::Note;
use plan::Plan;
use prepared::Prepared;
pub use related::{DEFAULT_RELATED, MAX_RELATED, Related, RelatedDocument, related};
pub use snippet::Snippet;
pub use suggest::{
    MAX_SUGGESTIONS, MAX_TYPED_BYTES, SuggestRequest, Suggestion, SuggestionKind, Suggestions, suggest,
};

/// The longest query, in bytes; a longer one is refused.
pub const MAX_QUERY_BYTES: usize = 32 << 10;
/// `page` times `per_page` may reach this.
pub const MAX_DEPTH: usize = 10_000;
/// The most hits a page.
pub const MAX_PER_PAGE: usize = 100;
/// The most values of all filters together, but for the days: more than anybody chooses.
pub const MAX_FILTER_VALUES: usize = 50;

/// What is asked. Filters of one name are alternatives; filters of different names all hold.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The query as typed; may be empty when there is a filter.
    pub text: String,
    /// Only these kinds.
    pub kinds: Vec<Kind>,
    /// Only documents about these districts, `I` to `XVIII`.
    pub districts: Vec<String>,
    /// Only these years.
    pub years: Vec<u16>,
    /// Only acts of these organs.
    pub organs: Vec<String>,
    /// Only acts of this status.
    pub statuses: Vec<String>,
    /// Only documents in these languages.
    pub languages: Vec<Language>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// The order of the hits.
    pub sort: Sort,
    /// The page of hits, from 1.
    pub page: usize,
    /// Hits a page.
    pub per_page: usize,
    /// Facets to count.
    pub facets: Vec<Facet>,
    /// Whether each hit says how its score came about.
    pub explain: bool,
    /// Whether asking for nothing finds every document; otherwise it is refused.
    pub takes_all: bool,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            text: String::new(),
            kinds: Vec::new(),
            districts: Vec::new(),
            years: Vec::new(),
            organs: Vec::new(),
            statuses: Vec::new(),
            languages: Vec::new(),
            from: None,
            to: None,
            sort: Sort::default(),
            page: 1,
            per_page: 10,
            facets: Vec::new(),
            explain: false,
            takes_all: false,
        }
    }
}

impl SearchRequest {
    /// Whether any filter is set.
    pub fn has_filter(&self) -> bool {
        self.filter_values() > 0 || self.from.is_some() || self.to.is_some()
    }

    /// How many values the filters have, but for the days.
    fn filter_values(&self) -> usize {
        self.kinds.len()
            + self.districts.len()
            + self.years.len()
            + self.organs.len()
            + self.statuses.len()
            + self.languages.len()
    }

    /// Whether there is neither a word nor a filter.
    pub fn asks_nothing(&self) -> bool {
        self.text.trim().is_empty() && !self.has_filter()
    }

    /// Whether it asks for documents whatever words they hold.
    fn needs_no_word(&self) -> bool {
        self.has_filter() || self.takes_all && self.asks_nothing()
    }

    /// Refuses what no search can answer.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the value and what would be right.
    pub fn check(&self) -> Result<()> {
        self.check_bounds()?;
        if self.asks_nothing() && !self.takes_all {
            return Err(Error::Invalid("nothing to search for: give `q` or a filter".to_owned()));
        }
        Ok(())
    }

    /// The same, but asking for nothing is fine.
    ///
    /// # Errors
    /// As [`SearchRequest::check`].
    pub fn check_bounds(&self) -> Result<()> {
        let refuse = |message: String| Err(Error::Invalid(message));
        if self.text.len() > MAX_QUERY_BYTES {
            return refuse(format!("`q` is {} bytes long: use at most {MAX_QUERY_BYTES}", self.text.len()));
        }
        if self.filter_values() > MAX_FILTER_VALUES {
            let count = self.filter_values();
            return refuse(format!("{count} values of filters: use at most {MAX_FILTER_VALUES}"));
        }
        if self.page == 0 {
            return refuse("bad `page` `0`: pages count from 1".to_owned());
        }
        if self.per_page == 0 || self.per_page > MAX_PER_PAGE {
            return refuse(format!("bad `per_page` `{}`: use 1 to {MAX_PER_PAGE}", self.per_page));
        }
        if self.page.saturating_mul(self.per_page) > MAX_DEPTH {
            let last = MAX_DEPTH / self.per_page;
            return refuse(format!(
                "bad `page` `{}`: with `per_page` {} the last page is {last}; narrow the search instead",
                self.page, self.per_page
            ));
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from > to
        {
            return refuse(format!("`from` `{from}` is after `to` `{to}`: swap them"));
        }
        Ok(())
    }
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best first.
    #[default]
    Relevance,
    /// The newest first, those without a date last.
    Newest,
    /// The oldest first, those without a date last.
    Oldest,
}

impl Sort {
    /// Every order with its name; the default comes first.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Relevance, "relevance"), (Self::Newest, "newest"), (Self::Oldest, "oldest")];
}

impl std::str::FromStr for Sort {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|(_, known)| *known == name);
        let unknown = || format!("unknown order {}: use `relevance`, `newest` or `oldest`", quoted(name));
        known.map(|(sort, _)| sort).ok_or_else(unknown)
    }
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SearchResponse {
    /// How the query was understood.
    pub query: QueryInfo,
    /// How many documents match, exactly.
    pub total: usize,
    /// The page of hits, from 1.
    pub page: usize,
    /// Hits a page.
    pub per_page: usize,
    /// How long the search took, in milliseconds.
    pub took_ms: f64,
    /// This page of hits.
    pub hits: Vec<Hit>,
    /// The facets asked for, each with its most frequent values first.
    pub facets: BTreeMap<Facet, Vec<FacetCount>>,
}

/// How the query was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueryInfo {
    /// The query as typed.
    pub text: String,
    /// The text searched instead.
    #[schema(required)]
    pub corrected: Option<String>,
    /// A text that may have been meant.
    #[schema(required)]
    pub suggestion: Option<String>,
    /// What the searcher should know, in Polish.
    #[schema(value_type = Vec<String>)]
    pub notes: Vec<Note>,
}

/// One document that matches.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Hit {
    /// The document's id.
    pub id: DocumentId,
    /// What sort of document it is.
    pub kind: Kind,
    /// Its language.
    pub language: Language,
    /// Where the original is published.
    #[schema(required)]
    pub url: Option<String>,
    /// The day of publication.
    #[schema(required)]
    pub published: Option<Date>,
    /// The title.
    pub title: String,
    /// The title as HTML, the words that match in `<mark>`.
    pub title_html: String,
    /// The higher, the better; comparable within one response only.
    #[schema(value_type = f32)]
    pub score: Score,
    /// What the heading of an act says.
    #[schema(required)]
    pub act: Option<Act>,
    /// The topic of a meeting that matches; not recognised yet.
    #[schema(required)]
    pub topic: Option<Topic>,
    /// The best passages.
    pub snippets: Vec<Snippet>,
    /// How the score came about, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub explanation: Option<serde_json::Value>,
    /// When its content was changed last, for feeds.
    #[serde(skip)]
    #[schema(ignore)]
    pub changed: Option<Timestamp>,
}

/// A topic of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Topic {
    /// The words of the topic.
    pub text: String,
    /// The meeting's document.
    pub meeting: DocumentId,
    /// The day of the meeting.
    #[schema(required)]
    pub date: Option<Date>,
}

/// Answers a request from one state of the index.
///
/// # Errors
/// [`Error::Invalid`] where the request asks for the impossible (see [`SearchRequest::check`]);
/// otherwise only what the engine or the disk reports.
pub fn search(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    request: &SearchRequest,
) -> Result<SearchResponse> {
    let started = Instant::now();
    request.check()?;
    let plan = Plan::over(snapshot, analyzer, &request.text);
    let mut notes = plan.notes();
    if plan.is_empty() && !request.needs_no_word() {
        notes.push(Note::NoWord);
    }
    let prepared = Prepared::new(snapshot, &plan)?;
    notes.extend(Note::of_cut(prepared.cut));
    let asked = snippet::Asked::new(snapshot, &plan)?;
    let found = matching::find(&prepared, &plan, request)?;
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
        let explained = explain::explain(&prepared, &plan, found.quorum, &addresses)?;
        hits.iter_mut().zip(explained).for_each(|(hit, explained)| hit.explanation = Some(explained));
    }
    let matching::Found { total, facets, .. } = found;
    let query = QueryInfo { text: request.text.clone(), corrected: None, suggestion: None, notes };
    let took_ms = (started.elapsed().as_secs_f64() * 100_000.0).round() / 100.0;
    Ok(SearchResponse { query, total, page: request.page, per_page: request.per_page, took_ms, hits, facets })
}

/// The ids of the page of hits that a request asks for, best first, without anything to show.
pub(crate) fn rank(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    request: &SearchRequest,
) -> Result<Vec<String>> {
    request.check()?;
    let plan = Plan::over(snapshot, analyzer, &request.text);
    let prepared = Prepared::new(snapshot, &plan)?;
    let top = matching::find(&prepared, &plan, request)?.top;
    top.into_iter().map(|(_, address)| snapshot.id(address)).collect()
}

/// The byte ranges of the words, phrases and wholes in a text that a query asks for, as they are marked in the
/// snippets of hits: in order, apart from each other, of whole words.
pub(crate) fn marks(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    query: &str,
    (text, language): (&str, Language),
) -> Vec<Range<usize>> {
    let plan = Plan::over(snapshot, analyzer, query);
    snippet::marked(text, language, analyzer, &plan)
}

/// The places of documents, segment by segment, in the order of their numbers there: so they can be read forward.
fn by_segment(addresses: &[DocAddress]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..addresses.len()).collect();
    order.sort_by_key(|at| addresses[*at]);
    let is_same = |a: &usize, b: &usize| addresses[*a].segment_ord == addresses[*b].segment_ord;
    order.chunk_by(is_same).map(<[usize]>::to_vec).collect()
}

/// What is shown of one document that matches.
fn hit(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    plan: &Plan,
    finding: &snippet::Finding,
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
