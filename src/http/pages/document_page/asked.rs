//! What a request for the page of a document asks for.

use jiff::civil::Date;

use crate::{
    error::Result,
    http::{links, pages::search::is_long, params},
    search::request::{AS_OF, QueryPair, values::date},
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
    /// The day of the status of an act, if it is not today.
    pub(crate) as_of: Option<Date>,
    /// The filters, the order and the page of the search that led here.
    pub(crate) back: Vec<QueryPair>,
}

impl PageQuery {
    /// Reads the parameters; what has no meaning is left out.
    ///
    /// # Errors
    /// Returns an error if the day is none: the page would show the status of another day.
    pub(crate) fn new(pairs: &[QueryPair]) -> Result<Self> {
        let value =
            |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let query = value("q").map(str::trim).filter(|query| !is_long(query));
        let as_of = value(AS_OF).filter(|day| !day.trim().is_empty());
        Ok(Self {
            query: query.unwrap_or_default().to_owned(),
            part: value("part").and_then(|part| part.parse().ok()),
            page: value("page").and_then(|page| page.parse().ok()),
            section: value(links::SECTION).filter(|section| !section.is_empty()).map(str::to_owned),
            back: value(links::BACK).and_then(|back| params::pairs(back).ok()).unwrap_or_default(),
            as_of: as_of.map(|day| date(AS_OF, day)).transpose()?,
        })
    }
}
