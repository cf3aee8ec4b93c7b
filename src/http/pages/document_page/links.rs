//! URLs within the page of a document, which keep the query and the way back to the results.

use jiff::civil::Date;

use crate::{
    document::shortened,
    http::{links, pages::site::Site, params},
    search::request::{AS_OF, QueryPair},
};

/// Maximum number of characters of a query in a link.
const MAX_SHOWN: usize = 60;

/// Builds URLs within the document that is shown.
pub(crate) struct DocumentLinks<'a> {
    pub(crate) site: &'a Site,
    pub(crate) own: &'a str,
    pub(crate) query: &'a str,
    /// The day of the status of the act, if it is not today.
    pub(crate) as_of: Option<Date>,
    /// The parameters of the search that led here, except its words.
    pub(crate) back: Option<&'a str>,
}

impl DocumentLinks<'_> {
    /// Returns the URL of a part, counted from 1.
    pub(crate) fn part(&self, number: usize) -> String {
        self.to(&[("part".to_owned(), number.to_string())])
    }

    /// Returns the URL that opens the document for its query.
    pub(crate) fn whole(&self) -> String {
        self.to(&[])
    }

    fn searched(&self) -> Option<QueryPair> {
        (!self.query.is_empty()).then(|| ("q".to_owned(), self.query.to_owned()))
    }

    /// Returns the link back to the results and its label; `None` if no search led here.
    pub(crate) fn results(&self) -> Option<(String, String)> {
        let back = self.back.and_then(|back| params::pairs(back).ok()).unwrap_or_default();
        let pairs: Vec<QueryPair> = self.searched().into_iter().chain(back).collect();
        let label = if self.query.is_empty() {
            self.site.message("back-to-all-results")
        } else {
            self.site.locale.message_with("back-to-results", "query", shortened(self.query, MAX_SHOWN))
        };
        let href = links::search(&self.site.base, &pairs);
        (!pairs.is_empty()).then(|| (self.site.with_language(href), label))
    }

    fn to(&self, others: &[QueryPair]) -> String {
        let back = self.back.map(|back| (links::BACK.to_owned(), back.to_owned()));
        let day = self.as_of.map(|day| (AS_OF.to_owned(), day.to_string()));
        let own = self.searched().into_iter().chain(day).chain(back);
        let pairs: Vec<QueryPair> = own.chain(others.iter().cloned()).collect();
        let mark = if pairs.is_empty() { "" } else { "?" };
        self.site.with_language(format!("{}{mark}{}", self.own, links::query(&pairs)))
    }
}
