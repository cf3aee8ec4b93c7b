//! Withdrawals that a restore hands on.

use std::{fs, path::PathBuf};

use super::{Entry, Key, Originals, Sort, State, named};
use crate::error::{Error, Result};

/// A withdrawal that holds.
#[derive(Debug, Clone)]
pub(crate) struct Withdrawn {
    pub(crate) key: Key,
    /// Whether no original may be kept of the document.
    pub(crate) is_purged: bool,
    path: PathBuf,
}

impl Originals {
    /// All withdrawals that hold.
    pub(crate) fn withdrawn(&self) -> Vec<Withdrawn> {
        let withdrawn = |(key, Entry { sequence, state }): (Key, Entry)| {
            matches!(state, State::Withdrawn { .. }).then_some(())?;
            let sort = self.withdrawal_sort(&key, sequence);
            Some(Withdrawn { path: self.path(&key, sequence, sort), is_purged: sort == Sort::Purged, key })
        };
        self.after(0).into_iter().filter_map(withdrawn).collect()
    }

    /// Whether a document is withdrawn here no less than elsewhere.
    pub(crate) fn holds(&self, elsewhere: &Withdrawn) -> bool {
        let Some(Entry { sequence, state: State::Withdrawn { .. } }) = self.entries.get(&elsewhere.key)
        else {
            return false;
        };
        !elsewhere.is_purged || self.withdrawal_sort(&elsewhere.key, *sequence) == Sort::Purged
    }

    /// Takes over a withdrawal of other originals under a number that is higher than all here. What was purged
    /// there is not kept here either. To be listed anew and synced afterwards.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(crate) fn adopt(&self, elsewhere: &Withdrawn, sequence: u64) -> Result<()> {
        let sort = if elsewhere.is_purged { Sort::Purged } else { Sort::Gone };
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
