//! Runs a search request and returns ranked hits with snippets.
//!
//! `request` defines the search request. `query` parses the typed text, `plan` decides what each word stands
//! for, `weighted_query` computes weights over an index with `ranking`, `matching` finds and counts the
//! documents, `reranking` ranks the
//! best by meaning, `by_meaning` finds others where words find few, `placement` puts those of an editor (`bets`) and the act that the query names (`named_act`) on
//! top, and `snippet` renders them. `suggest` completes what is being typed, `related` finds documents
//! similar to a given one, `citation_graph` follows citations, `citation_part` lists them all, and `meetings`
//! lists meetings with their topics. The
//! response is the single value behind the API's JSON, the HTML page and the terminal output.
//!
//! Invariants: any text is a valid query; the same request on the same index always has the same response.

mod absent;
mod act_filter;
mod addresses;
mod asked_word;
mod bets;
mod boost;
mod budget;
mod by_meaning;
mod candidates;
mod citation_graph;
mod citation_part;
mod cited_title;
mod cluster_query;
mod cluster_search;
mod correct;
mod corrected_plan;
mod explain;
mod facets;
mod fields;
mod filters;
mod matched_shares;
mod matching;
mod meetings;
mod minimum_match;
mod named_act;
mod notes;
mod one_pass;
mod placement;
mod plan;
mod positions;
mod posting_lists;
mod postings;
mod proximity;
mod query;
mod query_node;
mod query_term;
mod ranking;
mod related;
pub mod request;
mod reranking;
mod response;
mod run;
mod scored_clause;
mod search_hits;
mod segment_search;
mod sequence_terms;
mod short_titles;
mod snippet;
mod starting_points;
mod suggest;
mod variants;
mod weighted_query;
mod weighted_term;
mod window;

pub use bets::{Bet, BetTrial, Bets, BetsError, TriedBet, TriedDocument, TriedSynonym, try_query};
pub use citation_graph::{
    DocumentCitations, IncomingCitation, MAX_CITED_BY, OutgoingCitation, ParentAct, citations, parent_act,
    status_evidence,
};
pub use citation_part::{CitationEdge, CitationPart, citation_part};
pub use cited_title::cited_title;
pub use correct::{Correction, corrections};
pub use facets::FacetCount;
pub use fields::QueryField;
pub use meetings::{
    MeetingDocument, MeetingEntry, MeetingsResponse, RecurringTopic, TopicAct, TopicActRelation, TopicEntry,
    TopicHistory, TopicYear, meetings, topic, topic_ids,
};
pub use notes::{Note, NoteDetail};
pub use related::{Related, RelatedDocument, RelationReason, related};
pub use request::{
    Checked, DEFAULT_RELATED, Facet, MAX_DEPTH, MAX_FILTER_VALUES, MAX_PER_PAGE, MAX_QUERY_BYTES,
    MAX_RELATED, MAX_SUGGESTIONS, MAX_TYPED_BYTES, MeetingsOrder, MeetingsRequest, Mode, SearchRequest, Sort,
    SuggestRequest, Variants,
};
pub use response::{Hit, HitHeading, QueryInfo, SearchResponse, Snippet, Topic};
pub use run::search;
pub(crate) use run::{RankedIds, marks, rank};
pub use short_titles::short_titles;
pub use starting_points::{NewestAct, StartingPoints, beginnings};
pub use suggest::{Suggestion, SuggestionKind, Suggestions, suggest};
pub use variants::Variant;

#[cfg(test)]
mod tests;
