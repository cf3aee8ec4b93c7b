//! Factors for the score of a document by what it is: news fade with age, and documents of the kind named by
//! the query are boosted.

use tantivy::{DocId, Score};

use super::{
    ranking::{KIND_LIFT, faded},
    weighted_query::WeightedQuery,
};
use crate::{
    document::Kind,
    error::Result,
    index::{SegmentColumns, TextColumn, column},
};

/// The boosts of one segment.
pub(super) struct Boosts<'a> {
    columns: &'a SegmentColumns,
    kinds: Option<&'a TextColumn>,
    /// The boost of each kind, by its ordinal in the segment.
    lifts: Vec<Score>,
    /// The ordinal of news.
    news: Option<usize>,
    newest: u64,
}

impl<'a> Boosts<'a> {
    /// Opens the boosts of the segment with the ordinal `ord`.
    pub(super) fn open(weighted_query: &WeightedQuery<'a>, ord: usize) -> Result<Self> {
        let columns = weighted_query.snapshot.columns(ord)?;
        let kinds = columns.texts(column::KIND);
        let names = kinds.map_or(&[][..], |kinds| &kinds.values);
        let is_named = |name: &String| weighted_query.kinds.iter().any(|kind| kind.as_str() == name);
        let lifts = names.iter().map(|name| if is_named(name) { KIND_LIFT } else { 1.0 });
        Ok(Self {
            columns,
            kinds,
            lifts: lifts.collect(),
            news: names.iter().position(|name| name == Kind::News.as_str()),
            newest: weighted_query.newest,
        })
    }

    /// Returns the highest possible boost in any segment.
    pub(super) fn highest(weighted_query: &WeightedQuery<'_>) -> Score {
        if weighted_query.kinds.is_empty() { 1.0 } else { KIND_LIFT }
    }

    /// Returns the boost of a document.
    pub(super) fn of_document(&self, doc: DocId) -> Score {
        let Some(kind) = self.kinds.and_then(|kinds| kinds.ordinals.first(doc)) else {
            return 1.0;
        };
        let lift = self.lifts.get(kind as usize).copied().unwrap_or(1.0);
        if self.news != Some(kind as usize) {
            return lift;
        }
        lift * self.columns.dates.first(doc).map_or(1.0, |date| faded(years(self.newest) - years(date)))
    }
}

/// Converts a date from a number `YYYYMMDD` to years.
pub(super) fn years(date: u64) -> Score {
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    year as Score + (month as Score - 1.0) / 12.0 + (day as Score - 1.0) / 365.0
}
