//! The version of everything that turns text into terms.

use std::sync::LazyLock;

use crate::dictionary::Dictionary;

/// The version of the rules that turn text into terms; bump it whenever they change.
const RULES: &str = "4";

static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("polish-{RULES}-{}", &Dictionary::polish().checksum()[..16]));

/// Identifies the rules and the dictionary (with its supplement) that turn text into terms.
///
/// An index written under another version must be rebuilt, because its terms would not match those of
/// queries.
pub fn version() -> &'static str {
    &VERSION
}
