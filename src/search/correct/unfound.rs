//! Whether a query has a word that no document contains in any of its forms.
//!
//! Asks only what the search itself looks up, so that a query whose words are all known pays next to nothing.
//! Words of the same family do not count: they find less than the word that was meant.

use crate::{
    error::Result,
    index::Snapshot,
    search::{
        plan::Plan,
        query_node::{QueryGroup, QueryNode, QueryVisitor},
        query_term::QueryTerm,
    },
};

/// Whether any wanted word of a plan occurs nowhere.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(in crate::search) fn has_unfound_word(snapshot: &Snapshot, plan: &Plan) -> Result<bool> {
    for node in &plan.wanted {
        if node.accept(&mut UnfoundWords { snapshot })? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a word with any of these base-form terms occurs in a document.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(super) fn occurs<'t>(snapshot: &Snapshot, terms: impl Iterator<Item = &'t str>) -> Result<bool> {
    let fields = snapshot.fields();
    for term in terms {
        for field in [fields.text_base, fields.title_base, fields.lead_base] {
            if snapshot.located(field, term)?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Finds out whether a node has a word that occurs nowhere.
struct UnfoundWords<'a> {
    snapshot: &'a Snapshot,
}

impl QueryVisitor<'_, QueryTerm> for UnfoundWords<'_> {
    type Output = Result<bool>;

    fn leaf(&mut self, leaf: &QueryTerm) -> Result<bool> {
        Ok(match leaf {
            QueryTerm::Word(word) => !word.exact.is_empty() && !occurs(self.snapshot, word.all_terms())?,
            QueryTerm::Phrase(_) | QueryTerm::Prefix(_) | QueryTerm::Sequence(_) | QueryTerm::Number(_) => {
                false
            }
        })
    }

    fn group(&mut self, group: &QueryGroup) -> Result<bool> {
        for word in &group.words {
            if word.accept(self)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn any_of(&mut self, alternatives: &[QueryNode]) -> Result<bool> {
        for alternative in alternatives {
            if alternative.accept(self)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
