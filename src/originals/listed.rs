//! The withdrawn documents in turn, for who compares what is here with what it has.
//!
//! Always holds: the order is that of the hashes of ids, so it stays whatever is written meanwhile.

use jiff::Timestamp;

use super::{Key, Originals, State, read_withdrawal};
use crate::document::DocumentId;

impl Originals {
    /// Up to `count` withdrawn documents after an id, and since when; without those whose id is not kept.
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
