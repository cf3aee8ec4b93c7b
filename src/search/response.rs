//! The response to a search request.
//!
//! It is the API's JSON, and the input of the web page and of the terminal output.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use tantivy::Score;
use utoipa::ToSchema;

use super::{
    facets::FacetCount,
    notes::{Note, NoteDetail},
    request::Facet,
    variants::Variant,
};
use crate::{
    document::{Act, DocumentId, Kind, Language},
    locale::Locale,
};

/// The response to a search request.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SearchResponse {
    /// How the query was understood.
    pub query: QueryInfo,
    /// The exact number of matching documents; those with the same text count once, unless `variants=all`.
    pub total: usize,
    /// The page number, starting at 1.
    pub page: usize,
    /// The number of hits per page.
    pub per_page: usize,
    /// How long the search took, in milliseconds.
    pub took_ms: f64,
    /// The hits on this page.
    pub hits: Vec<Hit>,
    /// Documents found by meaning alone, nearest first: at most three, on the first page, where fewer than ten
    /// documents match. They are in no total and no facet. Their score is the cosine with the query, and nothing is
    /// highlighted. Empty if no model is installed.
    pub by_meaning: Vec<Hit>,
    /// The requested facets, each with its most frequent values first.
    pub facets: BTreeMap<Facet, Vec<FacetCount>>,
}

impl SearchResponse {
    /// Whether hits are ranked by words alone because the model was busy. The same search may be ranked otherwise the
    /// next time.
    pub fn is_words_only(&self) -> bool {
        self.query.notes.contains(&Note::WordsOnly)
    }
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
    /// The number of documents that the suggestion finds under the same filters.
    #[schema(required)]
    pub suggestion_total: Option<usize>,
    /// Notes for the user, in Polish.
    #[schema(value_type = Vec<String>)]
    pub notes: Vec<Note>,
    /// The same notes for programs, in the same order.
    pub note_details: Vec<NoteDetail>,
}

impl QueryInfo {
    /// Returns the line that says what was searched for instead, in Polish, up to where the typed query is
    /// offered; `None` if it was searched for as typed.
    pub fn shown_for(&self) -> Option<String> {
        let say = |message| Locale::Polish.message(message);
        let corrected = self.corrected.as_ref();
        corrected.map(|text| format!("{} {text}. {}", say("shown-for"), say("search-exactly")))
    }

    /// Returns the line that offers what may have been meant, in Polish; `None` if nothing is offered.
    pub fn did_you_mean(&self) -> Option<String> {
        let (text, total) = self.suggestion.as_ref().zip(self.suggestion_total)?;
        let count = Locale::Polish.count("results-count", total);
        Some(format!("{} {text} ({count})?", Locale::Polish.message("did-you-mean")))
    }
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
    /// The short title and the subject of an act, to show instead of a title that says both at length.
    #[schema(required)]
    pub heading: Option<HitHeading>,
    /// The score: higher is better, comparable only within one response. Best bets stand first whatever their
    /// score.
    #[schema(value_type = f32)]
    pub score: Score,
    /// What the heading of an act says, if the document is an act.
    #[schema(required)]
    pub act: Option<Act>,
    /// The topic of a meeting that says most of what the query asks for.
    #[schema(required)]
    pub topic: Option<Topic>,
    /// The note of an editor who put the document on top of the hits of this query; empty if there is no
    /// note, `null` for every other hit.
    #[schema(required)]
    pub best_bet: Option<String>,
    /// The other documents with the same text or the same act, such as another format, by id; at most 20.
    /// They are listed whether or not they match.
    pub also: Vec<Variant>,
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

/// The short title of an act, and what the act is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HitHeading {
    /// The short title: `Zarządzenie nr 358/2017`.
    pub title: String,
    /// The short title as HTML, with matching words in `<mark>`.
    pub title_html: String,
    /// The subject as HTML, with matching words in `<mark>`.
    #[schema(required)]
    pub subject_html: Option<String>,
}

/// A topic of a meeting that a search matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Topic {
    /// The id of the topic, for `/topics/{id}`.
    pub id: String,
    /// The topic as printed.
    pub text: String,
    /// `text` as HTML, with matching words in `<mark>`.
    pub html: String,
    /// The matches: half-open ranges of Unicode scalar values in `text`.
    pub highlights: Vec<[usize; 2]>,
    /// The body that met.
    #[schema(required)]
    pub meeting: Option<String>,
    /// The day of the meeting.
    #[schema(required)]
    pub date: Option<Date>,
    /// The address of the topic within the page about the document.
    pub anchor: String,
}

/// A part of a document's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Snippet {
    /// The text, with white space folded.
    pub text: String,
    /// The text as HTML, with matches in `<mark>` and ` ·` between list items.
    pub html: String,
    /// The matches: half-open ranges of Unicode scalar values in `text`.
    pub highlights: Vec<[usize; 2]>,
    /// The page number, if the document has pages.
    #[schema(required)]
    pub page: Option<u32>,
    /// Whether the text of that page comes from OCR and may contain errors.
    pub ocr: bool,
    /// The nearest heading above the text, if known.
    #[schema(required)]
    pub section: Option<String>,
    /// The address of that heading within the page about the document, such as `par-3-ust-2`.
    #[schema(required)]
    pub anchor: Option<String>,
}
