//! How many matches there are by kind, year and so on.
//!
//! A facet is counted under the other filters, not its own, so that the counts say what choosing
//! another value would give.

use std::{collections::BTreeMap, str::FromStr};

use serde::Serialize;
use tantivy::aggregation::{AggContextParams, AggregationCollector, agg_req::Aggregations};

use super::{SearchRequest, matching::Matching, plan::Plan};
use crate::{
    error::{Error, Result},
    index::Snapshot,
};

/// The most values listed of one facet: more than there are kinds, languages, years or districts.
const MAX_VALUES: usize = 100;

/// A property that matches are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Facet {
    /// What sort of document.
    Kind,
    /// The year of the act, else of publication.
    Year,
    /// The body that issued the act.
    Organ,
    /// The districts spoken of.
    District,
    /// The language of the text.
    Language,
    /// Whether the act is in force.
    Status,
}

impl Facet {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Kind, "kind"),
        (Self::Year, "year"),
        (Self::Organ, "organ"),
        (Self::District, "district"),
        (Self::Language, "language"),
        (Self::Status, "status"),
    ];

    fn column(self) -> &'static str {
        Self::ALL.iter().find(|(facet, _)| *facet == self).map_or("", |(_, name)| name)
    }
}

impl FromStr for Facet {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(facet, _)| *facet).ok_or_else(|| {
            let names = Self::ALL.map(|(_, name)| name).join("`, `");
            format!("unknown facet `{name}`: use some of `{names}`")
        })
    }
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    /// The value, as the filter takes it.
    pub value: String,
    /// Documents that have it.
    pub count: u64,
}

/// Counts the facets that the request asks for.
pub(super) fn count(
    snapshot: &Snapshot,
    plan: &Plan,
    request: &SearchRequest,
) -> Result<BTreeMap<Facet, Vec<FacetCount>>> {
    request.facets.iter().map(|&facet| Ok((facet, values(snapshot, plan, request, facet)?))).collect()
}

fn values(
    snapshot: &Snapshot,
    plan: &Plan,
    request: &SearchRequest,
    facet: Facet,
) -> Result<Vec<FacetCount>> {
    let query = Matching::find(snapshot, plan, request, Some(facet))?.query;
    let terms = serde_json::json!({"values": {"terms": {"field": facet.column(), "size": MAX_VALUES}}});
    let internal = |error: serde_json::Error| Error::Internal(format!("facet counts: {error}"));
    let aggregations: Aggregations = serde_json::from_value(terms).map_err(internal)?;
    let collector = AggregationCollector::from_aggs(aggregations, AggContextParams::default());
    let counted = snapshot.searcher().search(&query, &collector)?;
    let counted = serde_json::to_value(counted).map_err(internal)?;
    let buckets = counted["values"]["buckets"].as_array().cloned().unwrap_or_default();
    let mut values: Vec<FacetCount> = buckets.iter().filter_map(bucket).collect();
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    Ok(values)
}

fn bucket(bucket: &serde_json::Value) -> Option<FacetCount> {
    let value = match &bucket["key"] {
        serde_json::Value::String(text) => text.clone(),
        number => format!("{:.0}", number.as_f64()?),
    };
    Some(FacetCount { value, count: bucket["doc_count"].as_u64()? })
}
