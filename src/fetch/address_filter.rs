//! Applies the `include` and `exclude` expressions of a source to addresses.
//!
//! Invariant: an expression that compiles takes bounded memory and linear time.

use regex::{Regex, RegexBuilder};
use url::Url;

use super::source_plan::SourcePlan;

/// The maximum size of a compiled expression, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// The expressions of a source.
pub(crate) struct AddressFilter {
    include: Vec<Regex>,
    exclude: Vec<Regex>,
}

impl AddressFilter {
    /// Returns the filter of a source; expressions that `config` has let through are valid.
    pub(crate) fn of(plan: &SourcePlan) -> Self {
        let all = |texts: &[String]| texts.iter().filter_map(|text| expression(text).ok()).collect();
        Self { include: all(&plan.include), exclude: all(&plan.exclude) }
    }

    /// Returns whether documents are taken from an address.
    pub(crate) fn admits(&self, url: &Url) -> bool {
        self.includes(url) && !self.excludes(url)
    }

    /// Returns whether an address is among those to take documents from, were it not closed.
    pub(crate) fn includes(&self, url: &Url) -> bool {
        self.include.is_empty() || matches(&self.include, url)
    }

    /// Returns whether an address is closed, to attachments as well.
    pub(crate) fn excludes(&self, url: &Url) -> bool {
        matches(&self.exclude, url)
    }
}

fn matches(expressions: &[Regex], url: &Url) -> bool {
    expressions.iter().any(|expression| expression.is_match(url.as_str()))
}

/// Compiles an expression.
///
/// # Errors
/// Returns what is wrong with it.
pub(crate) fn expression(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text).size_limit(MAX_BYTES).dfa_size_limit(MAX_BYTES).build()
}
