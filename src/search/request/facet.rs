//! The properties by which matches are counted and filtered.

use std::str::FromStr;

use serde::Serialize;

use crate::document::quoted;

/// A property by which matches are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Facet {
    /// The kind of document.
    Kind,
    /// The year of the act, otherwise of publication.
    Year,
    /// The organ that issued the act.
    Organ,
    /// The districts mentioned.
    District,
    /// The language of the text.
    Language,
    /// Whether the act is in force.
    Status,
}

impl Facet {
    /// All facets, in display order.
    pub const ALL: [Self; 6] =
        [Self::Kind, Self::Year, Self::Organ, Self::District, Self::Language, Self::Status];

    /// The name used in parameters and responses, also that of the column in the index.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Year => "year",
            Self::Organ => "organ",
            Self::District => "district",
            Self::Language => "language",
            Self::Status => "status",
        }
    }
}

impl FromStr for Facet {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
        known.ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join("`, `");
            format!("unknown facet {}: use some of `{names}`", quoted(name))
        })
    }
}
