//! Runs a search request and returns ranked hits with snippets.
//!
//! `query` parses the typed text, `plan` decides what each word stands for, `weighted_query` computes weights
//! over an index with `ranking`, `matching` finds and counts the documents, and `snippet` renders them.
//! `suggest` completes what is being typed and `related` finds documents similar to a given one. The response
//! is the single value behind the API's JSON, the HTML page and the terminal output.
//!
//! Invariants: any text is a valid query; the same request on the same index always has the same response.

mod absent;
mod addresses;
mod boost;
mod budget;
mod candidates;
mod explain;
mod facets;
mod fields;
mod filters;
mod matching;
mod minimum_match;
mod notes;
mod plan;
mod positions;
mod postings;
mod proximity;
mod query;
mod query_node;
mod query_term;
mod ranking;
mod related;
mod response;
mod run;
mod scored_clause;
mod segment_search;
mod sequence_terms;
mod snippet;
mod starting_points;
mod suggest;
mod weighted_query;
mod weighted_term;
mod window;

use jiff::civil::Date;

use crate::{
    document::{Kind, Language, quoted},
    error::{Error, Result},
};
pub use facets::{Facet, FacetCount};
pub use fields::QueryField;
pub use notes::Note;
pub use related::{DEFAULT_RELATED, MAX_RELATED, Related, RelatedDocument, related};
pub use response::{Hit, QueryInfo, SearchResponse, Snippet, Topic};
pub use run::search;
pub(crate) use run::{marks, rank};
pub use starting_points::{NewestAct, StartingPoints, beginnings};
pub use suggest::{
    MAX_SUGGESTIONS, MAX_TYPED_BYTES, SuggestRequest, Suggestion, SuggestionKind, Suggestions, suggest,
};

/// The maximum length of a query, in bytes. Longer queries are rejected.
pub const MAX_QUERY_BYTES: usize = 32 << 10;
/// The maximum product of `page` and `per_page`.
pub const MAX_DEPTH: usize = 10_000;
/// The maximum number of hits per page.
pub const MAX_PER_PAGE: usize = 100;
/// The maximum number of values of all filters together, excluding dates: more than anybody chooses.
pub const MAX_FILTER_VALUES: usize = 50;

/// A search request. Values of the same filter are alternatives; different filters must all match.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The query as typed. May be empty if there is a filter.
    pub text: String,
    /// Restricts hits to these kinds.
    pub kinds: Vec<Kind>,
    /// Restricts hits to documents about these districts, `I` to `XVIII`.
    pub districts: Vec<String>,
    /// Restricts hits to these years.
    pub years: Vec<u16>,
    /// Restricts hits to acts issued by these organs.
    pub organs: Vec<String>,
    /// Restricts hits to acts with one of these statuses.
    pub statuses: Vec<String>,
    /// Restricts hits to documents in these languages.
    pub languages: Vec<Language>,
    /// The earliest date of a hit, inclusive.
    pub from: Option<Date>,
    /// The latest date of a hit, inclusive.
    pub to: Option<Date>,
    /// The order of the hits.
    pub sort: Sort,
    /// The page number, starting at 1.
    pub page: usize,
    /// The number of hits per page.
    pub per_page: usize,
    /// The facets to count.
    pub facets: Vec<Facet>,
    /// Whether each hit explains its score.
    pub explain: bool,
    /// Whether a request without a query or filter matches every document. If `false`, it is rejected.
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

    /// Returns the total number of filter values, excluding dates.
    fn filter_values(&self) -> usize {
        self.kinds.len()
            + self.districts.len()
            + self.years.len()
            + self.organs.len()
            + self.statuses.len()
            + self.languages.len()
    }

    /// Whether the request has neither a query nor a filter.
    pub fn asks_nothing(&self) -> bool {
        self.text.trim().is_empty() && !self.has_filter()
    }

    /// Whether the request matches documents regardless of the words they contain.
    fn needs_no_word(&self) -> bool {
        self.has_filter() || self.takes_all && self.asks_nothing()
    }

    /// Rejects requests that no search can answer.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] with the bad value and an acceptable one if a limit is exceeded, a bound is
    /// invalid, or there is nothing to search for.
    pub fn check(&self) -> Result<()> {
        self.check_bounds()?;
        if self.asks_nothing() && !self.takes_all {
            return Err(Error::Invalid("nothing to search for: give `q` or a filter".to_owned()));
        }
        Ok(())
    }

    /// Checks the limits and bounds, but allows a request without a query or filter.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] with the bad value and an acceptable one if a limit is exceeded or a bound
    /// is invalid.
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
            return refuse("bad `page` `0`: pages are numbered from 1".to_owned());
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
    /// Best match first.
    #[default]
    Relevance,
    /// Newest first, documents without a date last.
    Newest,
    /// Oldest first, documents without a date last.
    Oldest,
}

impl Sort {
    /// All orders with their names. The first is the default.
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

#[cfg(test)]
mod tests;
