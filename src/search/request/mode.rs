//! By what documents are found and ranked.

use std::str::FromStr;

use crate::document::quoted;

/// By what documents are found and ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// By words and, if a model is installed, by meaning.
    #[default]
    Both,
    /// By words alone.
    Words,
}

impl Mode {
    /// All values. The first is the default.
    pub const ALL: [Self; 2] = [Self::Both, Self::Words];

    /// The name used in parameters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Words => "words",
        }
    }
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
        known.ok_or_else(|| format!("unknown value {}: use `both` or `words`", quoted(name)))
    }
}
