//! The files of counts: one a day, below `index/queries/`.
//!
//! Several processes may count for one index: each adds what it counted to what the file says, under a
//! lock. Always holds: a file is whole or not there, and bounded.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::{Count, Counts, MAX_QUESTIONS, make_room};
use crate::error::{Error, Result};

/// The folder and its files.
#[derive(Debug)]
pub(super) struct Days {
    folder: PathBuf,
}

/// What stands in a file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct DayFile {
    queries: Counts,
}

impl Days {
    /// Those of the index in a folder.
    pub(super) fn of(index: &Path) -> Self {
        Self { folder: index.join("queries") }
    }

    /// Adds to the file of a day what is in it already or counts `min_count`; what is added leaves `counts`.
    pub(super) fn add(&self, day: Date, counts: &mut Counts, min_count: u64) -> Result<()> {
        if counts.is_empty() {
            return Ok(());
        }
        let _lock = self.lock()?;
        let path = self.path(day);
        let mut file = read(&path).map_err(Error::io("read", &path))?;
        let is_ready =
            |query: &String, count: &Count| count.count >= min_count || file.queries.contains_key(query);
        let ready: Counts = counts.extract_if(|query, count| is_ready(query, count)).collect();
        if ready.is_empty() {
            return Ok(());
        }
        for (query, &count) in &ready {
            make_room(&mut file.queries, MAX_QUESTIONS);
            *file.queries.entry(query.clone()).or_default() += count;
        }
        let written = self.write(&path, &file);
        if written.is_err() {
            counts.extend(ready);
        }
        written
    }

    /// The counts of each of these days.
    pub(super) fn between(&self, from: Date, to: Date) -> impl Iterator<Item = (String, Count)> {
        let days = self.days().into_iter().filter(move |(day, _)| (from..=to).contains(day));
        days.flat_map(|(_, path)| {
            let unreadable = |error| tracing::warn!("cannot read `{}`: {error}", path.display());
            read(&path).map_err(unreadable).unwrap_or_default().queries
        })
    }

    /// Removes the days before this one, and what a writer that was killed left.
    pub(super) fn remove_before(&self, first: Date) {
        for (day, path) in self.days() {
            if day < first {
                let _ = fs::remove_file(path);
            }
        }
    }

    /// Removes all counts.
    pub(super) fn remove_all(&self) {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                tracing::warn!("cannot remove `{}`: {error}", self.folder.display());
            }
            _ => {}
        }
    }

    fn days(&self) -> Vec<(Date, PathBuf)> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let day = |path: &Path| path.file_name()?.to_str()?.strip_suffix(".json")?.parse().ok();
        entries.filter_map(|entry| Some((day(&entry.path())?, entry.path()))).collect()
    }

    fn path(&self, day: Date) -> PathBuf {
        self.folder.join(format!("{day}.json"))
    }

    /// Keeps other processes from writing until it is dropped. Held for milliseconds.
    fn lock(&self) -> Result<File> {
        let path = self.folder.join("lock");
        let open = || {
            fs::create_dir_all(&self.folder)?;
            let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path)?;
            file.lock()?;
            Ok(file)
        };
        let lock = open().map_err(Error::io("lock", &path))?;
        self.remove_leftovers();
        Ok(lock)
    }

    /// Removes what writers that were killed left; the lock is held, so nobody else is writing.
    fn remove_leftovers(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "new") {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn write(&self, path: &Path, file: &DayFile) -> Result<()> {
        let write = || {
            let mut beside = tempfile::Builder::new().suffix(".new").tempfile_in(&self.folder)?;
            beside.write_all(&serde_json::to_vec(file)?)?;
            beside.as_file().sync_all()?;
            NamedTempFile::persist(beside, path).map_err(|error| error.error)?;
            io::Result::Ok(())
        };
        write().map_err(Error::io("write", path))
    }
}

/// What a file says; one that is damaged says nothing, and is written anew.
fn read(path: &Path) -> io::Result<DayFile> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(DayFile::default()),
        bytes => bytes?,
    };
    Ok(serde_json::from_slice(&bytes).unwrap_or_else(|_| {
        tracing::warn!("`{}` is damaged: its counts are lost", path.display());
        DayFile::default()
    }))
}
