//! Which documents a request and its query allow, as filters of a cluster.
//!
//! The same as in `filters` and `act_filter`. Invariant: a filter knows the facet it belongs to, because that facet is
//! counted without it.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::pieces::{any_of, none};
use crate::{
    document::{ActStatus, date_number},
    error::{Error, Result},
    index::{Fields, Snapshot, column, name_of},
    search::{
        fields::{FieldCondition, QueryField},
        request::{Facet, SearchRequest},
        weighted_query::WeightedQuery,
    },
};

/// The maximum number of documents that a filter names one by one: a cluster takes no more.
const MAX_IDS: usize = 65_536;

/// The filters of a search.
pub(super) struct AllowedDocuments {
    /// Those that all counts are under.
    always: Vec<Value>,
    /// Those of facets that are counted.
    of_facets: Vec<(Facet, Value)>,
}

impl AllowedDocuments {
    pub(super) fn of(weighted_query: &WeightedQuery<'_>, request: &SearchRequest) -> Result<Self> {
        let snapshot = weighted_query.snapshot;
        let fields = snapshot.fields();
        let mut filters = Vec::new();
        for (&facet, values) in request.filters.iter().filter(|(_, values)| !values.is_empty()) {
            let filter = match facet {
                Facet::Status => by_status(snapshot, request, values)?,
                Facet::Year => json!({"terms": {facet.as_str(): years(values)}}),
                _ => json!({"terms": {facet.as_str(): values}}),
            };
            filters.push((Some(facet), filter));
        }
        if request.from.is_some() || request.to.is_some() {
            filters.push((None, days(request.from, request.to)));
        }
        if request.as_of.is_some() {
            filters.push((None, issued(fields, request.status_day())));
        }
        if let Some(ids) = weighted_query.among {
            let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
            filters.push((None, json!({"terms": {column::ID: ids}})));
        }
        for field in QueryField::FILTERS {
            let own = |conditions: &[FieldCondition]| {
                let own = conditions.iter().filter(|condition| condition.field() == field);
                own.map(|condition| typed(fields, condition)).collect::<Vec<_>>()
            };
            let (wanted, unwanted) = (own(weighted_query.conditions), own(weighted_query.ruled_out));
            if !wanted.is_empty() {
                filters.push((field.facet(), any_of(wanted).unwrap_or_else(none)));
            }
            if !unwanted.is_empty() {
                filters.push((field.facet(), json!({"bool": {"must_not": unwanted}})));
            }
        }
        let (mut always, mut of_facets) = (Vec::new(), Vec::new());
        for (facet, filter) in filters {
            match facet.filter(|facet| request.facets.contains(facet)) {
                Some(facet) => of_facets.push((facet, filter)),
                None => always.push(filter),
            }
        }
        Ok(Self { always, of_facets })
    }

    /// Returns the filters that do not depend on which facet is counted.
    pub(super) fn always(&self) -> &[Value] {
        &self.always
    }

    /// Returns a filter for the documents that pass all other filters.
    pub(super) fn all(&self) -> Value {
        together(self.of_facets.iter())
    }

    /// Returns a filter for those that pass all other filters but the ones of a facet.
    pub(super) fn without(&self, facet: Facet) -> Value {
        together(self.of_facets.iter().filter(|(own, _)| *own != facet))
    }
}

fn together<'f>(filters: impl Iterator<Item = &'f (Facet, Value)>) -> Value {
    let filters: Vec<&Value> = filters.map(|(_, filter)| filter).collect();
    if filters.is_empty() { json!({"match_all": {}}) } else { json!({"bool": {"filter": filters}}) }
}

/// Returns the values that are years; others are in no column of numbers.
fn years(values: &[String]) -> Vec<u16> {
    values.iter().filter_map(|value| value.parse().ok()).collect()
}

fn days(from: Option<Date>, to: Option<Date>) -> Value {
    let mut range = json!({});
    if let Some(from) = from {
        range["gte"] = date_number(from).into();
    }
    if let Some(to) = to {
        range["lte"] = date_number(to).into();
    }
    json!({"range": {column::DATE: range}})
}

/// Returns a filter for what is not an act that was issued after a day.
fn issued(fields: Fields, day: Date) -> Value {
    let name = name_of(fields.issued);
    json!({"bool": {"must_not": [{"range": {name: {"gt": date_number(day)}}}]}})
}

fn typed(fields: Fields, condition: &FieldCondition) -> Value {
    match condition {
        FieldCondition::Organs(organs) => json!({"terms": {name_of(fields.organ): organs}}),
        FieldCondition::Districts(numbers) => json!({"terms": {name_of(fields.district): numbers}}),
        FieldCondition::Years(first, last) => {
            json!({"range": {name_of(fields.year): {"gte": first, "lte": last}}})
        }
        FieldCondition::From(day) => days(Some(*day), None),
        FieldCondition::To(day) => days(None, Some(*day)),
        FieldCondition::Kind(kind) => json!({"term": {name_of(fields.kind): kind.as_str()}}),
    }
}

/// Returns a filter for acts with one of some statuses, which only the catalog knows.
fn by_status(snapshot: &Snapshot, request: &SearchRequest, values: &[String]) -> Result<Value> {
    let wanted = values.iter().filter_map(|value| value.parse().ok());
    let filters = wanted.map(|status| with_status(snapshot, request, status)).collect::<Result<Vec<_>>>()?;
    Ok(any_of(filters).unwrap_or_else(none))
}

/// Returns a filter for acts with a status. Those that others change are named one by one; most are in force, and their
/// dates say so.
///
/// # Errors
///
/// Returns [`Error::Invalid`] if they are too many for a cluster.
pub(super) fn with_status(snapshot: &Snapshot, request: &SearchRequest, status: ActStatus) -> Result<Value> {
    let (fields, day) = (snapshot.fields(), request.status_day());
    let named = |status| {
        let ids = snapshot.ids_with_status(status, day)?;
        if ids.len() > MAX_IDS {
            return Err(Error::Invalid(format!(
                "more than {MAX_IDS} acts are `{}`, which the cluster cannot filter by: leave out `status`",
                status.as_str()
            )));
        }
        Ok(json!({"terms": {column::ID: *ids}}))
    };
    if status != ActStatus::InForce {
        return named(status);
    }
    let holds = json!({"range": {name_of(fields.in_force): {"lte": date_number(day)}}});
    let changed = ActStatus::ALL.into_iter().filter(|other| *other != status).map(named);
    let changed = changed.collect::<Result<Vec<_>>>()?;
    Ok(json!({"bool": {"filter": [holds, issued(fields, day)], "must_not": changed}}))
}
