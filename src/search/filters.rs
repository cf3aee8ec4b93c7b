//! Filters that narrow a search without changing scores: those of the request, and those typed in the query.
//!
//! Invariant: all entries must match; alternatives are combined into one entry.

use std::ops::Bound;

use jiff::civil::Date;
use tantivy::{
    Term,
    query::{AllQuery, BooleanQuery, Occur, Query, RangeQuery, TermSetQuery},
    schema::{Field as Column, Schema, Type},
};

use super::{
    fields::{FieldCondition, QueryField},
    request::{Facet, SearchRequest},
    weighted_query::WeightedQuery,
};
use crate::{document::date_number, error::Result, index::Fields};

/// A filter with the facet it belongs to, if any.
pub(super) type FilterQuery = (Option<Facet>, Box<dyn Query>);

/// Returns the filters of a request and of its query, each with the facet it belongs to.
pub(super) fn queries(
    weighted_query: &WeightedQuery<'_>,
    request: &SearchRequest,
) -> Result<Vec<FilterQuery>> {
    let fields = weighted_query.snapshot.fields();
    // Statuses are left to `act_filter`.
    let is_column = |(facet, values): &(&Facet, &Vec<String>)| **facet != Facet::Status && !values.is_empty();
    let mut queries: Vec<FilterQuery> = Vec::new();
    for (&facet, values) in request.filters.iter().filter(is_column) {
        let terms = alternatives(weighted_query.snapshot.searcher().schema(), facet, values)?;
        queries.push((Some(facet), Box::new(TermSetQuery::new(terms))));
    }
    if request.from.is_some() || request.to.is_some() {
        queries.push((None, Box::new(days(fields, request.from, request.to))));
    }
    if let Some(ids) = weighted_query.among {
        let terms = ids.iter().map(|id| Term::from_field_text(fields.group, id.as_str()));
        queries.push((None, Box::new(TermSetQuery::new(terms))));
    }
    for field in QueryField::FILTERS {
        queries.extend(typed(fields, field, weighted_query.conditions, any_of));
        queries.extend(typed(fields, field, weighted_query.ruled_out, none_of));
    }
    Ok(queries)
}

/// Returns the terms of values in the column of a facet, which has its name.
fn alternatives(schema: &Schema, facet: Facet, values: &[String]) -> Result<Vec<Term>> {
    let column = schema.get_field(facet.as_str())?;
    let is_number = schema.get_field_entry(column).field_type().value_type() == Type::U64;
    // What is not a number is in no column of numbers.
    let number = |value: &String| value.parse().ok().map(|number| Term::from_field_u64(column, number));
    Ok(if is_number { values.iter().filter_map(number).collect() } else { texts(column, values) })
}

fn texts<T: AsRef<str>>(column: Column, values: &[T]) -> Vec<Term> {
    values.iter().map(|value| Term::from_field_text(column, value.as_ref())).collect()
}

fn days(fields: Fields, from: Option<Date>, to: Option<Date>) -> RangeQuery {
    let bound = |date: Option<Date>| match date {
        Some(date) => Bound::Included(Term::from_field_u64(fields.date, date_number(date))),
        None => Bound::Unbounded,
    };
    RangeQuery::new(bound(from), bound(to))
}

/// Combines the conditions on one field into a query. Returns `None` if there are none.
fn typed(
    fields: Fields,
    field: QueryField,
    conditions: &[FieldCondition],
    together: fn(Vec<Box<dyn Query>>) -> BooleanQuery,
) -> Option<FilterQuery> {
    let own = conditions.iter().filter(|condition| condition.field() == field);
    let queries: Vec<Box<dyn Query>> = own.map(|condition| query(fields, condition)).collect();
    (!queries.is_empty()).then(|| (field.facet(), Box::new(together(queries)) as Box<dyn Query>))
}

fn any_of(queries: Vec<Box<dyn Query>>) -> BooleanQuery {
    BooleanQuery::union(queries)
}

fn none_of(queries: Vec<Box<dyn Query>>) -> BooleanQuery {
    let all: (Occur, Box<dyn Query>) = (Occur::Must, Box::new(AllQuery));
    let without = queries.into_iter().map(|query| (Occur::MustNot, query));
    BooleanQuery::new(std::iter::once(all).chain(without).collect())
}

fn query(fields: Fields, condition: &FieldCondition) -> Box<dyn Query> {
    let year = |year: u16| Bound::Included(Term::from_field_u64(fields.year, u64::from(year)));
    match condition {
        FieldCondition::Organs(organs) => Box::new(TermSetQuery::new(texts(fields.organ, organs))),
        FieldCondition::Districts(numbers) => Box::new(TermSetQuery::new(texts(fields.district, numbers))),
        FieldCondition::Years(first, last) => Box::new(RangeQuery::new(year(*first), year(*last))),
        FieldCondition::From(day) => Box::new(days(fields, Some(*day), None)),
        FieldCondition::To(day) => Box::new(days(fields, None, Some(*day))),
        FieldCondition::Kind(kind) => Box::new(TermSetQuery::new(texts(fields.kind, &[kind.as_str()]))),
    }
}
