//! What a plan looks up in an index.

use crate::analysis::FormLookup;

/// Returns the most frequent forms in the index with a prefix, and whether there are more.
pub(super) type PrefixLookup<'a> = &'a dyn Fn(&str, usize) -> (Vec<String>, bool);

/// The index lookups a plan needs.
pub(super) struct IndexVocabulary<'a> {
    /// Returns the forms that equal a given one after accent folding.
    pub(super) forms_like: FormLookup<'a>,
    /// Returns the most frequent forms with a prefix.
    pub(super) forms_beginning: PrefixLookup<'a>,
    /// Returns the organs that issued acts.
    pub(super) organs: &'a dyn Fn() -> Vec<String>,
    /// Returns the act numbers with a prefix.
    pub(super) numbers: FormLookup<'a>,
    /// Whether any text contains a term.
    pub(super) holds: &'a dyn Fn(&str) -> bool,
}
