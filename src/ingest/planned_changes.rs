//! The documents that a dry run would change.
//!
//! Finding them is left to `index_run`. Invariant: the list is bounded and holds the first ids in
//! alphabetical order, whichever thread reads them first; the number of the others is exact.

use std::collections::BTreeSet;

use serde::Serialize;

/// The maximum number of changes kept.
const MAX_CHANGES: usize = 1_000;

/// What a run does to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It replaces the one with its id.
    Updated,
    /// Its source is gone.
    Deleted,
}

/// A document that a run would change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PlannedChange {
    /// The id of the document.
    pub id: String,
    /// What happens to it.
    pub change: ChangeKind,
}

/// The changes found so far.
#[derive(Debug, Default)]
pub(super) struct PlannedChanges {
    first: BTreeSet<PlannedChange>,
    left_out: u64,
}

impl PlannedChanges {
    /// Notes a change.
    pub(super) fn note(&mut self, id: &str, change: ChangeKind) {
        self.first.insert(PlannedChange { id: id.to_owned(), change });
        if self.first.len() > MAX_CHANGES {
            self.first.pop_last();
            self.left_out += 1;
        }
    }

    /// Returns the changes kept, by id, and the number of the others.
    pub(super) fn listed(self) -> (Vec<PlannedChange>, u64) {
        (self.first.into_iter().collect(), self.left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_ids_are_kept_in_whatever_order_they_come() {
        let numbers = 0..3_000_u32;
        let listed = |numbers: &mut dyn Iterator<Item = u32>| {
            let mut changes = PlannedChanges::default();
            numbers.for_each(|number| changes.note(&format!("{number:04}"), ChangeKind::Added));
            changes.listed()
        };
        let (kept, left_out) = listed(&mut numbers.clone().rev());
        assert_eq!((kept.len(), left_out, kept[999].id.as_str()), (MAX_CHANGES, 2_000, "0999"));
        assert_eq!(listed(&mut numbers.clone()), (kept, left_out));
    }
}
