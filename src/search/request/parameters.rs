//! The table of what a search accepts, read by everything that takes, describes or shows a search.
//!
//! A new filter is a row here and a field of [`SearchRequest`]; its column in the index and the names of its
//! values on the pages are left to `index/layout`, `search/filters` and `web/locales`.
//!
//! Invariants: a name stands once; exactly the parameters with a facet may be repeated.

use super::{
    Facet, SearchRequest, Sort,
    values::{date, district, number, parse_bool, parsed, year},
};
use crate::{
    document::{DISTRICTS, Kind},
    error::Result,
};

/// A parameter of a search.
#[derive(Debug, Clone, Copy)]
pub struct SearchParameter {
    /// The name in URLs; on the command line with dashes.
    pub name: &'static str,
    /// What its values are.
    pub value: ParameterValue,
    /// The facet whose values it selects, if it is a filter by values. Such a parameter may be repeated.
    pub facet: Option<Facet>,
    /// What it does, in a sentence without a full stop.
    pub meaning: &'static str,
    /// A valid value.
    pub example: Option<&'static str>,
    set: fn(&mut SearchRequest, &str, &str) -> Result<()>,
}

/// What the values of a parameter are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterValue {
    /// The query; it alone may be empty.
    Query,
    /// A [`Kind`].
    Kind,
    /// A Roman numeral among [`DISTRICTS`].
    District,
    /// A year of four digits.
    Year,
    /// Any text that is not blank.
    Name,
    /// The code of a language.
    Language,
    /// A day, with dashes or with dots.
    Day,
    /// A [`Sort`].
    Sort,
    /// The number of a page of hits.
    Page,
    /// A number of hits.
    PerPage,
    /// [`Facet`]s, separated by commas.
    Facets,
    /// `true` or `false`.
    Flag,
}

impl ParameterValue {
    /// Returns all valid values, or nothing if they cannot be listed.
    pub fn names(self) -> Vec<&'static str> {
        match self {
            Self::Kind => Kind::ALL.map(Kind::as_str).into(),
            Self::District => DISTRICTS.into(),
            Self::Sort => Sort::ALL.map(Sort::as_str).into(),
            Self::Facets => Facet::ALL.map(Facet::as_str).into(),
            Self::Flag => vec!["true", "false"],
            Self::Query
            | Self::Year
            | Self::Name
            | Self::Language
            | Self::Day
            | Self::Page
            | Self::PerPage => Vec::new(),
        }
    }

    /// Returns the value used if none is given; `None` if that is no value at all.
    pub fn default(self) -> Option<String> {
        let default = SearchRequest::default();
        match self {
            Self::Sort => Some(default.sort.as_str().to_owned()),
            Self::Page => Some(default.page.to_string()),
            Self::PerPage => Some(default.per_page.to_string()),
            _ => None,
        }
    }
}

impl SearchParameter {
    /// Returns the parameter of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PARAMETERS.iter().find(|parameter| parameter.name == name)
    }

    /// Returns all parameters, in the order in which they are described.
    pub fn all() -> &'static [Self] {
        &PARAMETERS
    }

    /// Returns the parameter that selects values of a facet.
    pub fn of_facet(facet: Facet) -> Option<&'static Self> {
        PARAMETERS.iter().find(|parameter| parameter.facet == Some(facet))
    }

    /// Whether it may be given more than once; its values are alternatives.
    pub fn is_repeatable(&self) -> bool {
        self.facet.is_some()
    }

    /// Whether it narrows a search.
    pub fn is_filter(&self) -> bool {
        self.facet.is_some() || self.value == ParameterValue::Day
    }

    /// Parses a value into a request.
    pub(super) fn set(&self, request: &mut SearchRequest, value: &str) -> Result<()> {
        (self.set)(request, self.name, value)
    }
}

const PARAMETERS: [SearchParameter; 14] = [
    SearchParameter {
        name: "q",
        value: ParameterValue::Query,
        facet: None,
        meaning: "The query as typed: words, \"phrases\", `prefix*`, `-exclusions`, `OR`, fields such as `numer:`",
        example: Some("zarządzenia konwentu"),
        set: |request, _, value| {
            value.clone_into(&mut request.text);
            Ok(())
        },
    },
    SearchParameter {
        name: "kind",
        value: ParameterValue::Kind,
        facet: Some(Facet::Kind),
        meaning: "Only documents of this kind",
        example: Some("ordinance"),
        set: |request, name, value| add(&mut request.kinds, parsed(name, value)),
    },
    SearchParameter {
        name: "district",
        value: ParameterValue::District,
        facet: Some(Facet::District),
        meaning: "Only documents about this district",
        example: Some("XI"),
        set: |request, name, value| add(&mut request.districts, district(name, value)),
    },
    SearchParameter {
        name: "year",
        value: ParameterValue::Year,
        facet: Some(Facet::Year),
        meaning: "Only documents of this year: that of the act, else that of publication",
        example: Some("2017"),
        set: |request, name, value| add(&mut request.years, year(name, value)),
    },
    SearchParameter {
        name: "organ",
        value: ParameterValue::Name,
        facet: Some(Facet::Organ),
        meaning: "Only acts of this body, named in the nominative case",
        example: Some("Prezydent Miasta Krakowa"),
        set: |request, _, value| add(&mut request.organs, Ok(value.to_owned())),
    },
    SearchParameter {
        name: "status",
        value: ParameterValue::Name,
        facet: Some(Facet::Status),
        meaning: "Only acts with this status",
        example: Some("obowiązujący"),
        set: |request, _, value| add(&mut request.statuses, Ok(value.to_owned())),
    },
    SearchParameter {
        name: "lang",
        value: ParameterValue::Language,
        facet: Some(Facet::Language),
        meaning: "Only documents in this language: an ISO 639-1 code",
        example: Some("pl"),
        set: |request, name, value| add(&mut request.languages, parsed(name, value)),
    },
    SearchParameter {
        name: "from",
        value: ParameterValue::Day,
        facet: None,
        meaning: "Only documents from this day on",
        example: Some("2017-01-01"),
        set: |request, name, value| put(&mut request.from, date(name, value).map(Some)),
    },
    SearchParameter {
        name: "to",
        value: ParameterValue::Day,
        facet: None,
        meaning: "Only documents up to this day; documents without a date are outside every range",
        example: None,
        set: |request, name, value| put(&mut request.to, date(name, value).map(Some)),
    },
    SearchParameter {
        name: "sort",
        value: ParameterValue::Sort,
        facet: None,
        meaning: "The order of the hits; documents without a date come last when sorted by date",
        example: None,
        set: |request, name, value| put(&mut request.sort, parsed(name, value)),
    },
    SearchParameter {
        name: "page",
        value: ParameterValue::Page,
        facet: None,
        meaning: "The page of hits",
        example: None,
        set: |request, name, value| put(&mut request.page, number(name, value)),
    },
    SearchParameter {
        name: "per_page",
        value: ParameterValue::PerPage,
        facet: None,
        meaning: "Hits per page",
        example: None,
        set: |request, name, value| put(&mut request.per_page, number(name, value)),
    },
    SearchParameter {
        name: "facets",
        value: ParameterValue::Facets,
        facet: None,
        meaning: "Facets to count the matches by; a comma-separated list",
        example: Some("kind,year"),
        set: |request, name, value| {
            value.split(',').try_for_each(|facet| add(&mut request.facets, parsed(name, facet.trim())))
        },
    },
    SearchParameter {
        name: "explain",
        value: ParameterValue::Flag,
        facet: None,
        meaning: "Whether to explain the score of each hit",
        example: None,
        set: |request, name, value| put(&mut request.explain, parse_bool(name, value)),
    },
];

/// Adds a value once.
fn add<T: PartialEq>(values: &mut Vec<T>, value: Result<T>) -> Result<()> {
    let value = value?;
    if !values.contains(&value) {
        values.push(value);
    }
    Ok(())
}

fn put<T>(place: &mut T, value: Result<T>) -> Result<()> {
    *place = value?;
    Ok(())
}
