//! The files of all originals and withdrawals: whether they are sound, and the seal that earlier versions did not set.

use std::{fs, path::Path};

use super::{
    Key, Originals, Sort,
    entry::{self, Original, Withdrawal, header_of, lacks_seal, read_withdrawal},
    named,
};
use crate::error::Result;

const NOT_WRITTEN: &str = "is not what was written";

impl Originals {
    /// Reads every file and checks it; tells each one that is not sound, by its name, and why.
    pub(crate) fn check(&self, tell: &mut dyn FnMut(&str, &str)) {
        for file in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let problem = match named(&name) {
                None => Some("is no file of this folder"),
                Some((_, key, Sort::Original)) => match Original::read(&file.path()) {
                    Ok((original, _)) if Key::of(&original.id) == key => None,
                    Ok(_) => Some("holds another document than its name says"),
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

    /// Seals what earlier versions wrote without a seal; who does so must be the one who writes. Returns how many
    /// files. One that is damaged stays as it is.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(crate) fn seal(&self) -> Result<u64> {
        let mut count = 0;
        for file in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = file.path();
            let Some((_, _, sort)) = named(&file.file_name().to_string_lossy()) else { continue };
            if lacks_seal(&path, sort == Sort::Original) && self.seal_one(&path, sort)? {
                count += 1;
            }
        }
        if count > 0 {
            self.sync()?;
        }
        Ok(count)
    }

    /// Puts a file with a seal in the place of one without; returns whether that could be done.
    fn seal_one(&self, path: &Path, sort: Sort) -> Result<bool> {
        let parts = if sort == Sort::Original {
            let Ok((original, _)) = Original::read(path) else { return Ok(false) };
            let Ok(header) = header_of(&original) else { return Ok(false) };
            [header, original.content]
        } else {
            let Some(withdrawal) = read_withdrawal(path) else { return Ok(false) };
            [entry::withdrawal_bytes(&withdrawal)?, Vec::new()]
        };
        self.stager.replace(path, &[&parts[0], &parts[1]])?;
        Ok(true)
    }
}

/// Whether a withdrawal says what its name says: one that keeps nothing does not keep the id either.
fn is_of(withdrawal: &Withdrawal, key: &Key, sort: Sort) -> bool {
    match &withdrawal.id {
        Some(id) => sort == Sort::Gone && Key::of(id) == *key,
        None => true,
    }
}
