//! A search request and what makes it valid.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Checked, Facet, Mode, Sort, Variants, bounds};
use crate::{
    document::today,
    error::{Error, Result},
};

/// A search request. Values of the same filter are alternatives; different filters must all match.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The query as typed. May be empty if there is a filter.
    pub text: String,
    /// Restricts hits to these values of facets, each written as in the column: kinds, districts (`I` to
    /// `XVIII`), years, organs and statuses of acts, languages.
    pub filters: BTreeMap<Facet, Vec<String>>,
    /// The earliest date of a hit, inclusive.
    pub from: Option<Date>,
    /// The latest date of a hit, inclusive.
    pub to: Option<Date>,
    /// The day on which acts have the status that hits show; today if `None`. Acts issued later are no hits.
    pub as_of: Option<Date>,
    /// The order of the hits.
    pub sort: Sort,
    /// The page number, starting at 1.
    pub page: usize,
    /// The number of hits per page.
    pub per_page: usize,
    /// The facets to count.
    pub facets: Vec<Facet>,
    /// Whether documents with the same text are one hit.
    pub variants: Variants,
    /// Whether hits are ranked by meaning, too.
    pub mode: Mode,
    /// Whether each hit explains its score.
    pub explain: bool,
    /// Whether the query is searched for as typed, without correcting misspelled words.
    pub exact: bool,
    /// Whether a request without a query or filter matches every document. If `false`, it is rejected.
    pub takes_all: bool,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            text: String::new(),
            filters: BTreeMap::new(),
            from: None,
            to: None,
            as_of: None,
            sort: Sort::default(),
            page: 1,
            per_page: 10,
            facets: Vec::new(),
            variants: Variants::default(),
            mode: Mode::default(),
            explain: false,
            exact: false,
            takes_all: false,
        }
    }
}

impl SearchRequest {
    /// Restricts hits to one more value of a facet.
    #[must_use]
    pub fn with_filter(mut self, facet: Facet, value: impl Into<String>) -> Self {
        self.filters.entry(facet).or_default().push(value.into());
        self
    }

    /// Returns the day on which acts have the status that hits show.
    pub(in crate::search) fn status_day(&self) -> Date {
        self.as_of.unwrap_or_else(today)
    }

    /// Whether any filter is set.
    pub fn has_filter(&self) -> bool {
        self.filter_values() > 0 || [self.from, self.to, self.as_of].iter().any(Option::is_some)
    }

    /// Returns the total number of filter values, excluding dates.
    fn filter_values(&self) -> usize {
        self.filters.values().map(Vec::len).sum()
    }

    /// Whether the request has neither a query nor a filter.
    pub fn asks_nothing(&self) -> bool {
        self.text.trim().is_empty() && !self.has_filter()
    }

    /// Whether the request matches documents regardless of the words they contain.
    pub(in crate::search) fn needs_no_word(&self) -> bool {
        self.has_filter() || self.takes_all && self.asks_nothing()
    }

    /// Rejects requests that no search can answer.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] with the bad value and an acceptable one if a limit is exceeded, a bound is
    /// invalid, or there is nothing to search for.
    pub fn checked(self) -> Result<Checked<Self>> {
        bounds::check_length(&self.text, self.filter_values())?;
        bounds::check_paging(self.page, self.per_page)?;
        bounds::check_days(self.from, self.to)?;
        if self.asks_nothing() && !self.takes_all {
            return Err(Error::Invalid("nothing to search for: give `q` or a filter".to_owned()));
        }
        Ok(Checked::new(self))
    }
}
