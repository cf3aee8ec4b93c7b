//! The order of hits.

use std::str::FromStr;

use crate::document::quoted;

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best match first.
    #[default]
    Relevance,
    /// Newest first, documents without a date last.
    Newest,
    /// Oldest first, documents without a date last.
    Oldest,
}

impl Sort {
    /// All orders. The first is the default.
    pub const ALL: [Self; 3] = [Self::Relevance, Self::Newest, Self::Oldest];

    /// The name used in parameters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
        }
    }
}

impl FromStr for Sort {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
        known.ok_or_else(|| format!("unknown order {}: use `relevance`, `newest` or `oldest`", quoted(name)))
    }
}
