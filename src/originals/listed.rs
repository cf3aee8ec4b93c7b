//! Lists withdrawn documents page by page, for clients that synchronize their copy.
//!
//! Invariant: the order is that of the id hashes, so concurrent writes do not change it.

use jiff::Timestamp;

use super::{Key, Originals, State, read_withdrawal};
use crate::document::DocumentId;

impl Originals {
    /// Returns up to `count` withdrawn documents after an id, with the time of withdrawal; skips those whose
    /// id is not kept.
    pub(crate) fn withdrawn_after(
        &self,
        after: Option<&DocumentId>,
        count: usize,
    ) -> Vec<(DocumentId, Option<Timestamp>)> {
        let after = after.map(Key::of);
        let mut keys: Vec<(&Key, u64)> = Vec::new();
        for (key, entry) in &self.entries {
            let is_later = after.as_ref().is_none_or(|after| key > after);
            if is_later && matches!(entry.state, State::Withdrawn { .. }) {
                keys.push((key, entry.sequence));
            }
        }
        keys.sort_unstable();
        let named = keys.into_iter().filter_map(|(key, sequence)| {
            let sort = self.withdrawal_sort(key, sequence);
            let withdrawal = read_withdrawal(&self.path(key, sequence, sort))?;
            Some((withdrawal.id?, withdrawal.withdrawn))
        });
        named.take(count).collect()
    }
}
