//! The table of what a search accepts, read by everything that takes, describes or shows a search.
//!
//! A new filter by values is a row here and a [`Facet`]; its column in the index and the names of its values
//! on the pages are left to `index/schema`, `index/layout` and `web/locales`.
//!
//! Invariants: a name stands once; exactly the parameters with a facet may be repeated.

use super::{
    Facet, Mode, SearchRequest, Sort, Variants,
    values::{date, district, number, parse_bool, parsed, year},
};
use crate::{
    document::{ActStatus, DISTRICTS, Kind, Language},
    error::Result,
};

/// A parameter of a search.
#[derive(Debug, Clone, Copy)]
pub struct SearchParameter {
    /// The name in URLs; on the command line with dashes.
    pub name: &'static str,
    /// What its values are.
    pub value: ParameterValue,
    /// What it does, in a sentence without a full stop.
    pub meaning: &'static str,
    /// A valid value.
    pub example: Option<&'static str>,
    effect: ParameterEffect,
}

/// What a value does to a request. The functions get the name of the parameter and the value.
#[derive(Debug, Clone, Copy)]
enum ParameterEffect {
    /// Selects documents by a facet. The function checks the value and returns it as it is in the column.
    Filter(Facet, fn(&str, &str) -> Result<String>),
    /// Sets something else.
    Set(fn(&mut SearchRequest, &str, &str) -> Result<()>),
}

/// What the values of a parameter are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterValue {
    /// The query; it alone may be empty.
    Query,
    /// A [`Kind`].
    Kind,
    /// A Roman numeral among [`DISTRICTS`], or what else stands for a district.
    District,
    /// An [`ActStatus`].
    Status,
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
    /// [`Variants`].
    Variants,
    /// A [`Mode`].
    Mode,
    /// `true` or `false`.
    Flag,
}

impl ParameterValue {
    /// Returns all valid values, or nothing if they cannot be listed.
    pub fn names(self) -> Vec<&'static str> {
        match self {
            Self::Kind => Kind::ALL.map(Kind::as_str).into(),
            Self::District => DISTRICTS.into(),
            Self::Status => ActStatus::ALL.map(ActStatus::as_str).into(),
            Self::Sort => Sort::ALL.map(Sort::as_str).into(),
            Self::Facets => Facet::ALL.map(Facet::as_str).into(),
            Self::Variants => Variants::ALL.map(Variants::as_str).into(),
            Self::Mode => Mode::ALL.map(Mode::as_str).into(),
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
            Self::Variants => Some(default.variants.as_str().to_owned()),
            Self::Mode => Some(default.mode.as_str().to_owned()),
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
        PARAMETERS.iter().find(|parameter| parameter.facet() == Some(facet))
    }

    /// Returns the facet whose values it selects, if it is a filter by values.
    pub fn facet(&self) -> Option<Facet> {
        match self.effect {
            ParameterEffect::Filter(facet, _) => Some(facet),
            ParameterEffect::Set(_) => None,
        }
    }

    /// Whether it may be given more than once; its values are alternatives.
    pub fn is_repeatable(&self) -> bool {
        self.facet().is_some()
    }

    /// Whether it narrows a search.
    pub fn is_filter(&self) -> bool {
        self.facet().is_some() || self.value == ParameterValue::Day
    }

    /// Parses a value into a request.
    pub(super) fn set(&self, request: &mut SearchRequest, value: &str) -> Result<()> {
        match self.effect {
            ParameterEffect::Filter(facet, check) => {
                add(request.filters.entry(facet).or_default(), check(self.name, value))
            }
            ParameterEffect::Set(set) => set(request, self.name, value),
        }
    }
}

/// The day of the statuses of acts.
pub(crate) const AS_OF: &str = "as_of";
/// By what documents are found and ranked.
pub(crate) const MODE: &str = "mode";

const PARAMETERS: [SearchParameter; 18] = [
    SearchParameter {
        name: "q",
        value: ParameterValue::Query,
        meaning: "The query as typed: words, \"phrases\", `prefix*`, `-exclusions`, `OR`, fields such as `numer:`",
        example: Some("zarządzenia konwentu"),
        effect: ParameterEffect::Set(|request, _, value| {
            value.clone_into(&mut request.text);
            Ok(())
        }),
    },
    SearchParameter {
        name: "kind",
        value: ParameterValue::Kind,
        meaning: "Only documents of this kind",
        example: Some("ordinance"),
        effect: ParameterEffect::Filter(Facet::Kind, |name, value| {
            Ok(parsed::<Kind>(name, value)?.as_str().to_owned())
        }),
    },
    SearchParameter {
        name: "district",
        value: ParameterValue::District,
        meaning: "Only documents about this district",
        example: Some("XI"),
        effect: ParameterEffect::Filter(Facet::District, district),
    },
    SearchParameter {
        name: "year",
        value: ParameterValue::Year,
        meaning: "Only documents of this year: that of the act, else that of publication",
        example: Some("2017"),
        effect: ParameterEffect::Filter(Facet::Year, year),
    },
    SearchParameter {
        name: "organ",
        value: ParameterValue::Name,
        meaning: "Only acts of this body, named in the nominative case",
        example: Some("Prezydent Miasta Krakowa"),
        effect: ParameterEffect::Filter(Facet::Organ, |_, value| Ok(value.to_owned())),
    },
    SearchParameter {
        name: "status",
        value: ParameterValue::Status,
        meaning: "Only acts with this status, as far as the indexed documents tell",
        example: Some("in-force"),
        effect: ParameterEffect::Filter(Facet::Status, |name, value| {
            Ok(parsed::<ActStatus>(name, value)?.as_str().to_owned())
        }),
    },
    SearchParameter {
        name: AS_OF,
        value: ParameterValue::Day,
        meaning: "The state of acts on this day instead of today; acts issued later are left out",
        example: Some("2019-01-01"),
        effect: ParameterEffect::Set(|request, name, value| {
            put(&mut request.as_of, date(name, value).map(Some))
        }),
    },
    SearchParameter {
        name: "lang",
        value: ParameterValue::Language,
        meaning: "Only documents in this language: an ISO 639-1 code",
        example: Some("pl"),
        effect: ParameterEffect::Filter(Facet::Language, |name, value| {
            Ok(parsed::<Language>(name, value)?.as_str().to_owned())
        }),
    },
    SearchParameter {
        name: "from",
        value: ParameterValue::Day,
        meaning: "Only documents from this day on",
        example: Some("2017-01-01"),
        effect: ParameterEffect::Set(|request, name, value| {
            put(&mut request.from, date(name, value).map(Some))
        }),
    },
    SearchParameter {
        name: "to",
        value: ParameterValue::Day,
        meaning: "Only documents up to this day; documents without a date are outside every range",
        example: None,
        effect: ParameterEffect::Set(|request, name, value| {
            put(&mut request.to, date(name, value).map(Some))
        }),
    },
    SearchParameter {
        name: "sort",
        value: ParameterValue::Sort,
        meaning: "The order of the hits; documents without a date come last when sorted by date",
        example: None,
        effect: ParameterEffect::Set(|request, name, value| put(&mut request.sort, parsed(name, value))),
    },
    SearchParameter {
        name: "page",
        value: ParameterValue::Page,
        meaning: "The page of hits",
        example: None,
        effect: ParameterEffect::Set(|request, name, value| put(&mut request.page, number(name, value))),
    },
    SearchParameter {
        name: "per_page",
        value: ParameterValue::PerPage,
        meaning: "Hits per page",
        example: None,
        effect: ParameterEffect::Set(|request, name, value| put(&mut request.per_page, number(name, value))),
    },
    SearchParameter {
        name: "facets",
        value: ParameterValue::Facets,
        meaning: "Facets to count the matches by; a comma-separated list",
        example: Some("kind,year"),
        effect: ParameterEffect::Set(|request, name, value| {
            value.split(',').try_for_each(|facet| add(&mut request.facets, parsed(name, facet.trim())))
        }),
    },
    SearchParameter {
        name: "variants",
        value: ParameterValue::Variants,
        meaning: "Whether documents with the same text are one hit, or `all` are listed",
        example: None,
        effect: ParameterEffect::Set(|request, name, value| put(&mut request.variants, parsed(name, value))),
    },
    SearchParameter {
        name: MODE,
        value: ParameterValue::Mode,
        meaning: "Whether hits are found and ranked by their words alone or, if a model is installed, by meaning, too",
        example: None,
        effect: ParameterEffect::Set(|request, name, value| put(&mut request.mode, parsed(name, value))),
    },
    SearchParameter {
        name: "explain",
        value: ParameterValue::Flag,
        meaning: "Whether to explain the score of each hit",
        example: None,
        effect: ParameterEffect::Set(|request, name, value| {
            put(&mut request.explain, parse_bool(name, value))
        }),
    },
    SearchParameter {
        name: "exact",
        value: ParameterValue::Flag,
        meaning: "Whether to search for the query as typed, without correcting misspelled words",
        example: None,
        effect: ParameterEffect::Set(|request, name, value| put(&mut request.exact, parse_bool(name, value))),
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
