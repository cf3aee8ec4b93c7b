//! Lists withdrawn documents page by page, for clients that synchronize their copy.
//!
//! Invariant: the order is that of the id hashes, so concurrent writes do not change it.

use jiff::Timestamp;

use super::{EntryState, UploadKey, Uploads, read_withdrawal};
use crate::document::DocumentId;

impl Uploads {
    /// Returns up to `count` withdrawn documents after an id, with the time of withdrawal; skips those whose
    /// id is not kept.
    pub(crate) fn withdrawn_after(
        &self,
        after: Option<&DocumentId>,
        count: usize,
    ) -> Vec<(DocumentId, Option<Timestamp>)> {
        let after = after.map(UploadKey::from_id);
        let mut keys: Vec<(&UploadKey, u64)> = Vec::new();
        for (key, entry) in &self.entries {
            let is_later = after.as_ref().is_none_or(|after| key > after);
            if is_later && matches!(entry.state, EntryState::Withdrawn { .. }) {
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
