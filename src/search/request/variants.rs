//! Whether documents with the same text are one hit or several.

use std::str::FromStr;

use crate::document::quoted;

/// What a search does with documents that have the same text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variants {
    /// They are one hit: the best of those that the filters allow. Totals and facets count them once.
    #[default]
    Folded,
    /// Each is a hit.
    All,
}

impl Variants {
    /// All values. The first is the default.
    pub const ALL: [Self; 2] = [Self::Folded, Self::All];

    /// The name used in parameters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Folded => "folded",
            Self::All => "all",
        }
    }
}

impl FromStr for Variants {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
        known.ok_or_else(|| format!("unknown value {}: use `folded` or `all`", quoted(name)))
    }
}
