//! The file in which a source remembers what it fetched: `.fetch.jsonl`, one JSON object a line.
//!
//! A line is appended for every change, and the last line of an address counts; a finished run rewrites
//! the file. Invariant: after a kill at any moment, every line but the last is as it was written, and the last
//! one is the beginning of what was being written.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    address_key::AddressKey,
    record::{Record, RunRecord},
};
use crate::{
    error::{Error, Result},
    regular,
};

/// The name of the file; hidden, so that `index` does not read it.
pub(super) const JOURNAL: &str = ".fetch.jsonl";
/// The version of the format.
const VERSION: u32 = 1;
/// The longest line, in bytes: longer ones were not written by this program.
const MAX_LINE_BYTES: u64 = 8 << 20;
/// How every line begins.
const LINE_START: &[u8] = b"{\"";
/// What is added to the name of a copy of a damaged journal.
const DAMAGED: &str = "damaged";

/// One line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum JournalLine {
    /// The first line.
    Version(u32),
    /// The last run.
    Run(RunRecord),
    /// What is known of an address; `None` if it is forgotten.
    Entry(AddressKey, Option<Record>),
}

/// Passes every line of a journal to `take`, if there is one; returns how many could not be read, without a last
/// one that a killed run had begun to write.
///
/// # Errors
/// Returns an error if it cannot be read, or was written by a later version of the program.
pub(super) fn read(folder: &Path, mut take: impl FnMut(JournalLine)) -> Result<u64> {
    let path = folder.join(JOURNAL);
    let file = match regular::open(&path) {
        Ok(file) => file,
        Err(reason) if reason.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(reason) => return Err(Error::Io { action: "read", path, reason }),
    };
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    let (mut damaged, mut is_torn) = (0, false);
    loop {
        line.clear();
        let read = (&mut reader).take(MAX_LINE_BYTES).read_until(b'\n', &mut line);
        if read.map_err(Error::io("read", &path))? == 0 {
            return Ok(damaged);
        }
        // What stands before another line was not the last one.
        damaged += u64::from(std::mem::take(&mut is_torn));
        match serde_json::from_slice(&line) {
            Ok(JournalLine::Version(VERSION)) => {}
            Ok(JournalLine::Version(found)) => return Err(of_other_version(&path, found)),
            Ok(known) => take(known),
            // Perhaps of a run that was killed. What it said is found out again.
            Err(error) => {
                is_torn = !line.ends_with(b"\n")
                    && LINE_START.starts_with(&line[..line.len().min(LINE_START.len())]);
                damaged += u64::from(!is_torn);
                tracing::debug!("a line of `{}` is left out: {error}", path.display());
            }
        }
    }
}

/// Keeps a copy of a damaged journal, which is about to be overwritten.
///
/// # Errors
/// Returns an error if it cannot be written.
pub(super) fn keep_damaged(folder: &Path, lines: u64) -> Result<()> {
    let path = folder.join(JOURNAL);
    let copy = path.with_extension(DAMAGED);
    std::fs::copy(&path, &copy).map_err(Error::io("write", &copy))?;
    tracing::warn!("{}. A copy is `{}`", damage_in_words(folder, lines), copy.display());
    Ok(())
}

/// Says what it means that lines of a journal cannot be read.
pub(super) fn damage_in_words(folder: &Path, lines: u64) -> String {
    let path = folder.join(JOURNAL);
    let lines = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
    format!(
        "{lines} of `{}` cannot be read: what the lists still name is fetched again, other files stay in the folder \
         and are not looked after any more",
        path.display()
    )
}

fn of_other_version(path: &Path, found: u32) -> Error {
    Error::Invalid(format!(
        "`{}` has version {found}, this program writes {VERSION}: use the program that wrote it, or remove the \
         file to fetch everything again",
        path.display()
    ))
}

/// A journal that is being written.
pub(super) struct FetchJournal {
    path: PathBuf,
    file: File,
}

impl FetchJournal {
    /// Replaces the journal of a folder by one with these lines, and opens it for more.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub(super) fn renew(folder: &Path, lines: impl Iterator<Item = JournalLine>) -> Result<Self> {
        let path = folder.join(JOURNAL);
        let write = || -> io::Result<File> {
            let mut written = BufWriter::new(tempfile::NamedTempFile::new_in(folder)?);
            for line in std::iter::once(JournalLine::Version(VERSION)).chain(lines) {
                serde_json::to_writer(&mut written, &line)?;
                written.write_all(b"\n")?;
            }
            let written = written.into_inner().map_err(io::IntoInnerError::into_error)?;
            written.as_file().sync_all()?;
            written.persist(&path).map_err(|error| error.error)?;
            OpenOptions::new().append(true).open(&path)
        };
        let file = write().map_err(Error::io("write", &path))?;
        Ok(Self { path, file })
    }

    /// Appends a line.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub(super) fn append(&mut self, line: &JournalLine) -> Result<()> {
        let write = || -> io::Result<()> {
            let mut bytes = serde_json::to_vec(line)?;
            bytes.push(b'\n');
            (&self.file).write_all(&bytes)
        };
        write().map_err(Error::io("write", &self.path))
    }
}
