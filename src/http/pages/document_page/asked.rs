//! What a request for the page of a document asks for.

use crate::{
    http::{links, pages::search::is_long, params},
    search::request::QueryPair,
};

/// The parameters of a document page.
#[derive(Default)]
pub(crate) struct PageQuery {
    pub(crate) query: String,
    /// The part, from 1.
    pub(crate) part: Option<usize>,
    /// The number of the page.
    pub(crate) page: Option<u32>,
    /// The address of the section.
    pub(crate) section: Option<String>,
    /// The filters, the order and the page of the search that led here.
    pub(crate) back: Vec<QueryPair>,
}

impl PageQuery {
    pub(crate) fn new(pairs: &[QueryPair]) -> Self {
        let value =
            |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let query = value("q").map(str::trim).filter(|query| !is_long(query));
        Self {
            query: query.unwrap_or_default().to_owned(),
            part: value("part").and_then(|part| part.parse().ok()),
            page: value("page").and_then(|page| page.parse().ok()),
            section: value(links::SECTION).filter(|section| !section.is_empty()).map(str::to_owned),
            back: value(links::BACK).and_then(|back| params::pairs(back).ok()).unwrap_or_default(),
        }
    }
}
