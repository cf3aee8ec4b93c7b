//! What narrows a search without changing its scores.

use std::ops::Bound;

use tantivy::{
    Term,
    query::{BooleanQuery, ConstScoreQuery, Occur, Query, RangeQuery, TermSetQuery},
    schema::Field,
};

use super::{Facet, SearchRequest};
use crate::{document::Language, index::Fields, index::date_number};

/// The query under all filters of the request but the one that `except` names.
pub(super) fn narrow(
    fields: Fields,
    query: Box<dyn Query>,
    request: &SearchRequest,
    except: Option<Facet>,
) -> Box<dyn Query> {
    let mut clauses = vec![(Occur::Must, query)];
    for (facet, terms) in alternatives(fields, request) {
        if !terms.is_empty() && except != Some(facet) {
            clauses.push((Occur::Must, unscored(TermSetQuery::new(terms))));
        }
    }
    if let Some(range) = date_range(fields, request) {
        clauses.push((Occur::Must, unscored(range)));
    }
    match clauses.len() {
        1 => clauses.swap_remove(0).1,
        _ => Box::new(BooleanQuery::new(clauses)),
    }
}

fn alternatives(fields: Fields, request: &SearchRequest) -> [(Facet, Vec<Term>); 6] {
    let texts = |field: Field, values: &[String]| -> Vec<Term> {
        values.iter().map(|value| Term::from_field_text(field, value)).collect()
    };
    let kinds = request.kinds.iter().map(|kind| Term::from_field_text(fields.kind, kind.as_str()));
    let years = request.years.iter().map(|year| Term::from_field_u64(fields.year, u64::from(*year)));
    let language = |language: &Language| Term::from_field_text(fields.language, language.as_str());
    [
        (Facet::Kind, kinds.collect()),
        (Facet::Year, years.collect()),
        (Facet::Organ, texts(fields.organ, &request.organs)),
        (Facet::District, texts(fields.district, &request.districts)),
        (Facet::Language, request.languages.iter().map(language).collect()),
        (Facet::Status, texts(fields.status, &request.statuses)),
    ]
}

fn date_range(fields: Fields, request: &SearchRequest) -> Option<RangeQuery> {
    let bound = |date: Option<_>| match date {
        Some(date) => Bound::Included(Term::from_field_u64(fields.date, date_number(date))),
        None => Bound::Unbounded,
    };
    let is_set = request.from.is_some() || request.to.is_some();
    is_set.then(|| RangeQuery::new(bound(request.from), bound(request.to)))
}

fn unscored(query: impl Query) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
}
