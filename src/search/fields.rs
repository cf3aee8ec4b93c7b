//! The fields of the query language: their names, and what their values mean.
//!
//! `tytuł:` and `numer:` search for something, the others are filters. Where a field and its value may be
//! typed is left to `query`, and the index queries to `filters`.
//!
//! Invariant: a value is understood as a whole or not at all; in the latter case `advice` says what is
//! accepted.

mod values;

use jiff::civil::Date;

use super::request::Facet;
use crate::{
    analysis::{Analyzer, unaccented},
    document::Kind,
};

/// A field name that may precede a colon, as in `rok:2017`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryField {
    /// Words in the title.
    Title,
    /// The number of an act.
    Number,
    /// The organ that issued an act.
    Organ,
    /// A district of the city.
    District,
    /// A year or a range of years.
    Year,
    /// The earliest date.
    From,
    /// The latest date.
    To,
    /// The kind of the document.
    Kind,
}

/// All field names, Polish and English, without accents.
const NAMES: [(&str, QueryField); 15] = [
    ("tytul", QueryField::Title),
    ("title", QueryField::Title),
    ("numer", QueryField::Number),
    ("number", QueryField::Number),
    ("organ", QueryField::Organ),
    ("dzielnica", QueryField::District),
    ("district", QueryField::District),
    ("rok", QueryField::Year),
    ("year", QueryField::Year),
    ("od", QueryField::From),
    ("from", QueryField::From),
    ("do", QueryField::To),
    ("to", QueryField::To),
    ("rodzaj", QueryField::Kind),
    ("kind", QueryField::Kind),
];

/// The maximum length of a name in bytes, including accents.
const MAX_NAME_BYTES: usize = 16;

impl QueryField {
    /// The fields that are filters.
    pub(super) const FILTERS: [Self; 6] =
        [Self::Organ, Self::District, Self::Year, Self::From, Self::To, Self::Kind];

    /// Returns the field with this name, in Polish or English, ignoring case and accents.
    pub(super) fn named(name: &str) -> Option<Self> {
        if name.len() > MAX_NAME_BYTES {
            return None;
        }
        let plain = unaccented(&name.to_lowercase());
        NAMES.iter().find(|(known, _)| *known == plain).map(|(_, field)| *field)
    }

    /// Returns the Polish name.
    #[cfg(test)]
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Title => "tytuł",
            Self::Number => "numer",
            Self::Organ => "organ",
            Self::District => "dzielnica",
            Self::Year => "rok",
            Self::From => "od",
            Self::To => "do",
            Self::Kind => "rodzaj",
        }
    }

    /// Whether it is a filter.
    pub(super) fn is_filter(self) -> bool {
        Self::FILTERS.contains(&self)
    }

    /// Returns the facet whose values it filters.
    pub(super) fn facet(self) -> Option<Facet> {
        match self {
            Self::Organ => Some(Facet::Organ),
            Self::District => Some(Facet::District),
            Self::Year => Some(Facet::Year),
            Self::Kind => Some(Facet::Kind),
            Self::Title | Self::Number | Self::From | Self::To => None,
        }
    }

    /// Returns the name for programs, in English; the message `advice-` and this name says what a value looks
    /// like.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Number => "number",
            Self::Organ => "organ",
            Self::District => "district",
            Self::Year => "year",
            Self::From => "from",
            Self::To => "to",
            Self::Kind => "kind",
        }
    }
}

/// A condition on a document. Several conditions on the same field are alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldCondition {
    /// Issued by one of these organs.
    Organs(Vec<String>),
    /// About one of these districts, `I` to `XVIII`.
    Districts(Vec<&'static str>),
    /// Dated in these years, both inclusive.
    Years(u16, u16),
    /// Dated on or after this day.
    From(Date),
    /// Dated on or before this day.
    To(Date),
    /// Of this kind.
    Kind(Kind),
}

impl FieldCondition {
    /// Parses the value of a filter. `organs` returns the organs in the index.
    pub(super) fn parse(
        field: QueryField,
        value: &str,
        analyzer: &mut Analyzer,
        organs: impl FnOnce() -> Vec<String>,
    ) -> Option<Self> {
        let value = value.trim_matches(|c: char| !c.is_alphanumeric());
        match field {
            QueryField::Organ => values::organs(value, analyzer, organs()).map(Self::Organs),
            QueryField::District => values::districts(value, analyzer).map(Self::Districts),
            QueryField::Year => values::years(value).map(|(first, last)| Self::Years(first, last)),
            QueryField::From => values::days(value).map(|(first, _)| Self::From(first)),
            QueryField::To => values::days(value).map(|(_, last)| Self::To(last)),
            QueryField::Kind => values::kind(value, analyzer).map(Self::Kind),
            QueryField::Title | QueryField::Number => None,
        }
    }

    /// Returns the field that it is a condition on.
    pub(super) fn field(&self) -> QueryField {
        match self {
            Self::Organs(_) => QueryField::Organ,
            Self::Districts(_) => QueryField::District,
            Self::Years(..) => QueryField::Year,
            Self::From(_) => QueryField::From,
            Self::To(_) => QueryField::To,
            Self::Kind(_) => QueryField::Kind,
        }
    }
}

pub(super) use values::{kind_named, number};

#[cfg(test)]
mod tests;
