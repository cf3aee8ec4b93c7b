//! Factors for the score of a document by what it is: news fade with age, and documents of the kind named by
//! the query are boosted.

use tantivy::{
    DocId, Score, SegmentReader,
    columnar::{Column, StrColumn},
};

use super::{
    ranking::{KIND_LIFT, faded},
    weighted_query::WeightedQuery,
};
use crate::{
    document::Kind,
    error::Result,
    index::{column, texts},
};

/// The boosts of one segment.
pub(super) struct Boosts {
    kinds: Option<StrColumn>,
    /// The boost of each kind, by its ordinal in the segment.
    lifts: Vec<Score>,
    /// The ordinal of news.
    news: Option<usize>,
    dates: Column<u64>,
    newest: u64,
}

impl Boosts {
    pub(super) fn open(weighted_query: &WeightedQuery<'_>, segment: &SegmentReader) -> Result<Self> {
        let kinds = segment.fast_fields().str(column::KIND)?;
        let names = kinds.as_ref().map_or(Ok(Vec::new()), texts)?;
        let is_named = |name: &String| weighted_query.kinds.iter().any(|kind| kind.as_str() == name);
        let lifts = names.iter().map(|name| if is_named(name) { KIND_LIFT } else { 1.0 });
        let lifts: Vec<Score> = lifts.collect();
        Ok(Self {
            news: names.iter().position(|name| name == Kind::News.as_str()),
            lifts,
            kinds,
            dates: segment.fast_fields().u64(column::DATE)?,
            newest: weighted_query.newest,
        })
    }

    /// Returns the highest possible boost in any segment.
    pub(super) fn highest(weighted_query: &WeightedQuery<'_>) -> Score {
        if weighted_query.kinds.is_empty() { 1.0 } else { KIND_LIFT }
    }

    /// Returns the boost of a document.
    pub(super) fn of_document(&self, doc: DocId) -> Score {
        let Some(kind) = self.kinds.as_ref().and_then(|kinds| kinds.term_ords(doc).next()) else {
            return 1.0;
        };
        let lift = self.lifts.get(kind as usize).copied().unwrap_or(1.0);
        if self.news != Some(kind as usize) {
            return lift;
        }
        lift * self.dates.first(doc).map_or(1.0, |date| faded(years(self.newest) - years(date)))
    }
}

/// Converts a date from a number `YYYYMMDD` to years.
fn years(date: u64) -> Score {
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    year as Score + (month as Score - 1.0) / 12.0 + (day as Score - 1.0) / 365.0
}
