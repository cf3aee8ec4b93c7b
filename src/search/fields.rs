//! The fields of the query language: their names, and what a value of each means.
//!
//! `tytuł:` and `numer:` look for something, the others narrow. Leaves to `query` where a field and
//! its value stand, to `filters` what the engine is asked. Always holds: a value is understood as a
//! whole or not at all, and then `advice` says what would be right.

mod values;

use jiff::civil::Date;

use super::Facet;
use crate::{
    analysis::{Analyzer, unaccented},
    document::Kind,
};

/// What may stand before a colon, as in `rok:2017`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Words of the title.
    Title,
    /// The number of an act.
    Number,
    /// Who issued an act.
    Organ,
    /// A district of the city.
    District,
    /// A year, or several.
    Year,
    /// The first day.
    From,
    /// The last day.
    To,
    /// The kind of document.
    Kind,
}

/// Every field by its names, Polish and English, without accents.
const NAMES: [(&str, Field); 15] = [
    ("tytul", Field::Title),
    ("title", Field::Title),
    ("numer", Field::Number),
    ("number", Field::Number),
    ("organ", Field::Organ),
    ("dzielnica", Field::District),
    ("district", Field::District),
    ("rok", Field::Year),
    ("year", Field::Year),
    ("od", Field::From),
    ("from", Field::From),
    ("do", Field::To),
    ("to", Field::To),
    ("rodzaj", Field::Kind),
    ("kind", Field::Kind),
];

/// The longest name is not longer; bytes, accents and all.
const MAX_NAME_BYTES: usize = 16;

impl Field {
    /// The fields that narrow.
    pub(super) const FILTERS: [Self; 6] =
        [Self::Organ, Self::District, Self::Year, Self::From, Self::To, Self::Kind];

    /// The field of this name, in Polish or English; case and accents make no difference.
    pub(super) fn named(name: &str) -> Option<Self> {
        if name.len() > MAX_NAME_BYTES {
            return None;
        }
        let plain = unaccented(&name.to_lowercase());
        NAMES.iter().find(|(known, _)| *known == plain).map(|(_, field)| *field)
    }

    /// Its Polish name.
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

    /// Whether it only narrows.
    pub(super) fn is_filter(self) -> bool {
        Self::FILTERS.contains(&self)
    }

    /// The facet whose values it narrows.
    pub(super) fn facet(self) -> Option<Facet> {
        match self {
            Self::Organ => Some(Facet::Organ),
            Self::District => Some(Facet::District),
            Self::Year => Some(Facet::Year),
            Self::Kind => Some(Facet::Kind),
            Self::Title | Self::Number | Self::From | Self::To => None,
        }
    }

    /// What a value should look like, in Polish.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::Title => "słowo, np. tytuł:konwent",
            Self::Number => "numer aktu, np. numer:358/2017",
            Self::Organ => "organ, np. organ:prezydent",
            Self::District => "numer od I do XVIII albo nazwę, np. dzielnica:Podgórze",
            Self::Year => "rok, np. rok:2017 albo rok:2017-2019",
            Self::From => "dzień, miesiąc lub rok, np. od:2017-02-13",
            Self::To => "dzień, miesiąc lub rok, np. do:2017-02-13",
            Self::Kind => "rodzaj, np. rodzaj:uchwała",
        }
    }
}

/// What a document must be; of one field, any of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// Issued by one of these.
    Organs(Vec<String>),
    /// About one of these districts, `I` to `XVIII`.
    Districts(Vec<&'static str>),
    /// Of these years, both included.
    Years(u16, u16),
    /// Not before this day.
    From(Date),
    /// Not after this day.
    To(Date),
    /// Of this kind.
    Kind(Kind),
}

impl Condition {
    /// What the value of a filter means; `organs` are those of the index.
    pub(super) fn of(
        field: Field,
        value: &str,
        analyzer: &mut Analyzer,
        organs: impl FnOnce() -> Vec<String>,
    ) -> Option<Self> {
        let value = value.trim_matches(|c: char| !c.is_alphanumeric());
        match field {
            Field::Organ => values::organs(value, analyzer, organs()).map(Self::Organs),
            Field::District => values::districts(value, analyzer).map(Self::Districts),
            Field::Year => values::years(value).map(|(first, last)| Self::Years(first, last)),
            Field::From => values::days(value).map(|(first, _)| Self::From(first)),
            Field::To => values::days(value).map(|(_, last)| Self::To(last)),
            Field::Kind => values::kind(value, analyzer).map(Self::Kind),
            Field::Title | Field::Number => None,
        }
    }

    /// The field that it is a condition of.
    pub(super) fn field(&self) -> Field {
        match self {
            Self::Organs(_) => Field::Organ,
            Self::Districts(_) => Field::District,
            Self::Years(..) => Field::Year,
            Self::From(_) => Field::From,
            Self::To(_) => Field::To,
            Self::Kind(_) => Field::Kind,
        }
    }
}

pub(super) use values::{kind_named, number};

#[cfg(test)]
mod tests;
