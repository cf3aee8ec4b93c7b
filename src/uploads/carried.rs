//! Copies withdrawals to a restored state.

use std::{fs, path::PathBuf};

use super::{EntryKind, EntryState, UploadEntry, UploadKey, Uploads, named};
use crate::error::{Error, Result};

/// A withdrawal in effect.
#[derive(Debug, Clone)]
pub(crate) struct CarriedWithdrawal {
    pub(crate) key: UploadKey,
    /// Whether no upload of the document may be kept.
    pub(crate) is_purged: bool,
    path: PathBuf,
}

impl Uploads {
    /// Returns all withdrawals in effect.
    pub(crate) fn withdrawn(&self) -> Vec<CarriedWithdrawal> {
        let withdrawn = |(key, UploadEntry { sequence, state }): (UploadKey, UploadEntry)| {
            matches!(state, EntryState::Withdrawn { .. }).then_some(())?;
            let sort = self.withdrawal_sort(&key, sequence);
            Some(CarriedWithdrawal {
                path: self.path(&key, sequence, sort),
                is_purged: sort == EntryKind::Purged,
                key,
            })
        };
        self.after(0).into_iter().filter_map(withdrawn).collect()
    }

    /// Whether a document is withdrawn here at least as strictly as elsewhere.
    pub(crate) fn holds(&self, elsewhere: &CarriedWithdrawal) -> bool {
        let Some(UploadEntry { sequence, state: EntryState::Withdrawn { .. } }) =
            self.entries.get(&elsewhere.key)
        else {
            return false;
        };
        !elsewhere.is_purged || self.withdrawal_sort(&elsewhere.key, *sequence) == EntryKind::Purged
    }

    /// Copies a withdrawal from elsewhere, under a number higher than all here; uploads of a purged document
    /// are removed. List and sync afterwards.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if a file cannot be copied or removed.
    pub(crate) fn adopt(&self, elsewhere: &CarriedWithdrawal, sequence: u64) -> Result<()> {
        let sort = if elsewhere.is_purged { EntryKind::Purged } else { EntryKind::Gone };
        let path = self.path(&elsewhere.key, sequence, sort);
        let copy = || {
            fs::copy(&elsewhere.path, &path)?;
            fs::File::open(&path)?.sync_all()
        };
        copy().map_err(Error::io("write", &path))?;
        if elsewhere.is_purged {
            for file in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
                let name = file.file_name();
                let is_of_it = named(&name.to_string_lossy()).is_some_and(|(_, key, _)| key == elsewhere.key);
                if is_of_it && file.path() != path {
                    super::remove(&file.path())?;
                }
            }
        }
        Ok(())
    }
}
