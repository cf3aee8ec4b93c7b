//! Counts matches by kind, year and other facets.
//!
//! A facet is counted under all filters except its own, so that the counts say what choosing another value
//! would give.

mod alphabet;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::Serialize;
use tantivy::{
    DocId,
    columnar::{Cardinality, Column},
};

use self::alphabet::key;
use super::{
    request::{Facet, SearchRequest},
    window::WindowDocuments,
};
use crate::{
    document::ActStatus,
    index::{SegmentColumns, StatusTable, TextColumn},
};

/// The maximum number of values per facet: more than there are kinds, languages, years or districts.
pub(super) const MAX_VALUES: usize = 100;
/// The range of numbers counted, starting from the lowest: years have at most four digits.
const MAX_NUMBERS: u64 = 10_000;

/// One value of a facet with its count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FacetCount {
    /// The value, as the filter accepts it.
    pub value: String,
    /// The number of documents with this value; those with the same text count once, unless `variants=all`.
    pub count: u64,
}

/// Counts one facet in one segment, for the levels that one pass decides between (`matched_shares`).
pub(super) struct FacetCounter<'a> {
    pub(super) facet: Facet,
    column: FacetColumn<'a>,
    /// The number of documents for each value, by its ordinal in the column, for each level.
    counts: Vec<Vec<u64>>,
    /// Buffers for the documents of a window and their values.
    documents: Vec<DocId>,
    firsts: Vec<Option<u64>>,
    /// The values of documents in groups, by level and group: a group counts once for each value.
    members: Vec<(usize, u32, u64)>,
}

enum FacetColumn<'a> {
    /// Texts, by their ordinals in the segment.
    Texts(&'a TextColumn),
    /// Numbers, by their offset from the lowest.
    Numbers(&'a Column<u64>),
    /// Statuses of acts, by their place in [`ActStatus::ALL`], with the number of the segment.
    Statuses(Arc<StatusTable>, usize),
    /// No document of the segment has a value.
    Empty,
}

impl<'a> FacetCounter<'a> {
    pub(super) fn new(
        columns: &'a SegmentColumns,
        statuses: Option<(&Arc<StatusTable>, usize)>,
        facet: Facet,
        levels: usize,
    ) -> Self {
        let (column, values) = match (facet, statuses) {
            (Facet::Year, _) => {
                let numbers = &columns.years;
                let values = numbers.max_value().checked_sub(numbers.min_value()).map_or(0, |span| span + 1);
                (FacetColumn::Numbers(numbers), values.min(MAX_NUMBERS) as usize)
            }
            (Facet::Status, Some((table, segment))) => {
                (FacetColumn::Statuses(Arc::clone(table), segment), ActStatus::ALL.len())
            }
            _ => match columns.texts(facet.as_str()) {
                Some(texts) => (FacetColumn::Texts(texts), texts.values.len()),
                None => (FacetColumn::Empty, 0),
            },
        };
        Self {
            facet,
            column,
            counts: vec![vec![0; values]; levels],
            documents: Vec::new(),
            firsts: Vec::new(),
            members: Vec::new(),
        }
    }

    /// Counts documents of the window that begins at `start` for a level.
    pub(super) fn count(&mut self, level: usize, start: DocId, documents: &WindowDocuments) {
        if let FacetColumn::Statuses(table, segment) = &self.column {
            let statuses = documents.iter().filter_map(|at| table.of(*segment, start + at as DocId));
            statuses.for_each(|status| self.counts[level][status as usize] += 1);
            return;
        }
        let Some((column, least)) = self.column.opened() else { return };
        let counts = &mut self.counts[level];
        let mut count = |value: u64| {
            if let Some(count) = counts.get_mut((value - least) as usize) {
                *count += 1;
            }
        };
        let documents = documents.iter().map(|at| start + at as DocId);
        if column.get_cardinality() == Cardinality::Multivalued {
            documents.for_each(|doc| column.values_for_doc(doc).for_each(&mut count));
            return;
        }
        self.documents.clear();
        self.documents.extend(documents);
        self.firsts.clear();
        self.firsts.resize(self.documents.len(), None);
        column.first_vals(&self.documents, &mut self.firsts);
        self.firsts.iter().flatten().for_each(|value| count(*value));
    }

    /// Notes the values of those of the counted documents of a window that are in groups. `members` are the
    /// documents of the window in groups.
    pub(super) fn note_members(
        &mut self,
        level: usize,
        start: DocId,
        counted: &WindowDocuments,
        members: &[(DocId, u32)],
    ) {
        let counted = members.iter().filter(|(doc, _)| counted.contains((doc - start) as usize));
        if let FacetColumn::Statuses(table, segment) = &self.column {
            let status =
                |(doc, group): &(DocId, u32)| Some((level, *group, table.of(*segment, *doc)? as u64));
            self.members.extend(counted.filter_map(status));
            return;
        }
        let Some((column, least)) = self.column.opened() else { return };
        for (doc, group) in counted {
            let values = column.values_for_doc(*doc).map(|value| (level, *group, value - least));
            self.members.extend(values);
        }
    }

    /// Returns the value with this ordinal, as the filter accepts it.
    fn value(&self, place: usize) -> Option<String> {
        match &self.column {
            FacetColumn::Numbers(numbers) => Some((numbers.min_value() + place as u64).to_string()),
            FacetColumn::Texts(texts) => texts.values.get(place).cloned(),
            FacetColumn::Statuses(..) => Some(ActStatus::ALL.get(place)?.as_str().to_owned()),
            FacetColumn::Empty => None,
        }
    }

    /// Returns the values that occur at a level, with their counts.
    fn values(&self, level: usize) -> impl Iterator<Item = (String, u64)> {
        let found = self.counts[level].iter().enumerate().filter(|(_, count)| **count > 0);
        found.filter_map(|(place, count)| Some((self.value(place)?, *count)))
    }
}

impl<'a> FacetColumn<'a> {
    /// Returns the column with its lowest value; `None` if it has none.
    fn opened(&self) -> Option<(&'a Column<u64>, u64)> {
        match self {
            Self::Texts(texts) => Some((&texts.ordinals, 0)),
            Self::Numbers(numbers) => Some((numbers, numbers.min_value())),
            Self::Statuses(..) | Self::Empty => None,
        }
    }
}

/// The counts of all segments together, by level.
#[derive(Default)]
pub(super) struct FacetCounts {
    counts: BTreeMap<(usize, Facet), BTreeMap<String, u64>>,
    /// The groups that count for a value.
    groups: BTreeSet<(usize, Facet, u32, String)>,
}

impl FacetCounts {
    pub(super) fn add(&mut self, counter: &FacetCounter<'_>) {
        for level in 0..counter.counts.len() {
            let counts = self.counts.entry((level, counter.facet)).or_default();
            for (value, count) in counter.values(level) {
                *counts.entry(value).or_default() += count;
            }
        }
        for &(level, group, place) in &counter.members {
            let Some(value) = counter.value(place as usize) else { continue };
            let counts = self.counts.get_mut(&(level, counter.facet));
            let count = counts.and_then(|counts| counts.get_mut(&value));
            if !self.groups.insert((level, counter.facet, group, value))
                && let Some(count) = count
            {
                *count -= 1;
            }
        }
    }

    /// Returns the requested facets at a level, most frequent values first, equal ones in alphabetical order.
    pub(super) fn into_counts(
        mut self,
        request: &SearchRequest,
        level: usize,
    ) -> BTreeMap<Facet, Vec<FacetCount>> {
        let counted = |facet: &Facet| {
            let counts = self.counts.remove(&(level, *facet)).unwrap_or_default();
            let mut values: Vec<FacetCount> =
                counts.into_iter().map(|(value, count)| FacetCount { value, count }).collect();
            sort(&mut values);
            (*facet, values)
        };
        request.facets.iter().map(counted).collect()
    }
}

/// Adds counts of other documents to those of a facet. A value that is not among the most frequent ones stays
/// out if there are too many to list.
pub(super) fn add_counts(counts: &mut Vec<FacetCount>, more: Vec<FacetCount>) {
    let is_full = counts.len() >= MAX_VALUES;
    for other in more {
        match counts.iter_mut().find(|count| count.value == other.value) {
            Some(count) => count.count += other.count,
            None if is_full => {}
            None => counts.push(other),
        }
    }
    sort(counts);
}

/// Sorts counts: most frequent values first, equal ones in alphabetical order.
pub(super) fn sort(counts: &mut Vec<FacetCount>) {
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| key(&a.value).cmp(&key(&b.value))));
    counts.truncate(MAX_VALUES);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::column::COUNTED_TEXTS;

    #[test]
    fn every_facet_has_a_column_that_is_counted() {
        let is_counted = |facet: &Facet| {
            matches!(facet, Facet::Year | Facet::Status) || COUNTED_TEXTS.contains(&facet.as_str())
        };
        assert!(Facet::ALL.iter().all(is_counted));
        assert_eq!(COUNTED_TEXTS.len() + 2, Facet::ALL.len());
    }
}
