//! Checks the files of all uploads and withdrawals, and adds the seal that earlier versions did not write.

use std::{fs, path::Path};

use super::{
    EntryKind, UploadKey, Uploads,
    entry::{self, Upload, Withdrawal, header_of, lacks_seal, read_withdrawal},
    named,
};
use crate::error::Result;

const NOT_WRITTEN: &str = "is not what was written";

impl Uploads {
    /// Reads and checks every file; reports the name and problem of each that is not intact.
    pub(crate) fn check(&self, tell: &mut dyn FnMut(&str, &str)) {
        for file in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let problem = match named(&name) {
                None => Some("does not belong in this folder"),
                Some((_, key, EntryKind::Upload)) => match Upload::read(&file.path()) {
                    Ok((upload, _)) if UploadKey::from_id(&upload.id) == key => None,
                    Ok(_) => Some("contains another document than its name says"),
                    Err(_) => Some(NOT_WRITTEN),
                },
                Some((_, key, sort)) => match read_withdrawal(&file.path()) {
                    Some(withdrawal) if is_of(&withdrawal, &key, sort) => None,
                    Some(_) => Some("withdraws another document than its name says"),
                    None => Some(NOT_WRITTEN),
                },
            };
            if let Some(problem) = problem {
                tell(&name, problem);
            }
        }
    }

    /// Adds seals to files that earlier versions wrote without one; only the writer may call this.
    ///
    /// Returns the number of files sealed. Damaged files stay as they are.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if a file cannot be written.
    pub(crate) fn seal(&self) -> Result<u64> {
        let mut count = 0;
        for file in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = file.path();
            let Some((_, _, sort)) = named(&file.file_name().to_string_lossy()) else { continue };
            if lacks_seal(&path, sort == EntryKind::Upload) && self.seal_one(&path, sort)? {
                count += 1;
            }
        }
        if count > 0 {
            self.sync()?;
        }
        Ok(count)
    }

    /// Replaces a file without a seal by a sealed one; returns whether that was possible.
    fn seal_one(&self, path: &Path, sort: EntryKind) -> Result<bool> {
        let parts = if sort == EntryKind::Upload {
            let Ok((upload, _)) = Upload::read(path) else { return Ok(false) };
            let Ok(header) = header_of(&upload) else { return Ok(false) };
            [header, upload.content]
        } else {
            let Some(withdrawal) = read_withdrawal(path) else { return Ok(false) };
            [entry::withdrawal_bytes(&withdrawal)?, Vec::new()]
        };
        self.stager.replace(path, &[&parts[0], &parts[1]])?;
        Ok(true)
    }
}

/// Whether the content of a withdrawal matches its name: one that keeps nothing does not keep the id either.
fn is_of(withdrawal: &Withdrawal, key: &UploadKey, sort: EntryKind) -> bool {
    match &withdrawal.id {
        Some(id) => sort == EntryKind::Gone && UploadKey::from_id(id) == *key,
        None => true,
    }
}
