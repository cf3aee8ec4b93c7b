//! Files with the counts, one per day, below `index/queries/`.
//!
//! Several processes may count for one index: each adds its counts to those in the file, under a lock.
//! Invariants: a file is complete or absent, and bounded; a clock that was wrong once never causes a file to
//! be removed, and no file of a future day stays.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::{
    clock::{Clock, ClockVerdict, first_day},
    counts::{QueryCount, QueryCounts, add_all},
};
use crate::{
    document::warsaw,
    error::{Error, Result},
};

/// The folder with its files.
#[derive(Debug)]
pub(super) struct Days {
    folder: PathBuf,
    /// The file that remembers which days the clock has shown.
    clock: PathBuf,
}

/// The content of a day's file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct DayFile {
    queries: QueryCounts,
}

impl Days {
    /// Creates the value for the index in a folder.
    pub(super) fn new(index: &Path) -> Self {
        Self { folder: index.join("queries"), clock: index.join("clock.json") }
    }

    /// Adds to the file of a day the queries that are already in it or have reached `min_count`; removes them
    /// from `counts`.
    pub(super) fn add(&self, day: Date, counts: &mut QueryCounts, min_count: u64) -> Result<()> {
        if counts.is_empty() {
            return Ok(());
        }
        let _lock = self.lock()?;
        let path = self.path(day);
        let mut file = read(&path).map_err(Error::io("read", &path))?;
        let is_ready =
            |query: &String, count: &QueryCount| count.count >= min_count || file.queries.contains_key(query);
        let ready: QueryCounts = counts.extract_if(|query, count| is_ready(query, count)).collect();
        if ready.is_empty() {
            return Ok(());
        }
        add_all(&mut file.queries, ready.clone());
        let written = self.write(&path, &file);
        if written.is_err() {
            counts.extend(ready);
        }
        written
    }

    /// Returns the counts of each day in the range.
    pub(super) fn between(&self, from: Date, to: Date) -> impl Iterator<Item = (String, QueryCount)> {
        let days = self.days().into_iter().filter(move |(day, _)| (from..=to).contains(day));
        days.flat_map(|(_, path)| {
            let unreadable = |error| tracing::warn!("cannot read `{}`: {error}", path.display());
            read(&path).map_err(unreadable).unwrap_or_default().queries
        })
    }

    /// Removes days past their retention and moves counts of impossible days to today, as far as the clock
    /// can be trusted.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if a file cannot be read, written or removed.
    pub(super) fn tidy(&self, today: Date, kept: u32) -> Result<()> {
        if !self.folder.exists() {
            return Ok(());
        }
        let ClockVerdict::Believed(wrong) = self.look_at_clock(today)? else { return Ok(()) };
        let first = first_day(today, kept);
        for (day, path) in self.days() {
            let is_wrong = wrong.is_some_and(|(from, to)| (from..=to).contains(&day));
            if day > today || (day < first && is_wrong) {
                self.hand_on(&path, today)?;
            } else if day < first {
                let _ = fs::remove_file(path);
            }
        }
        Ok(())
    }

    /// Decides whether the clock can be trusted, given its remembered state.
    fn look_at_clock(&self, today: Date) -> Result<ClockVerdict> {
        let bytes = fs::read(&self.clock).unwrap_or_default();
        let before = serde_json::from_slice(&bytes).ok();
        let mut clock = before.unwrap_or_else(|| Clock::after(self.last_written().unwrap_or(today)));
        let verdict = clock.look(today);
        if before != Some(clock) {
            self.write(&self.clock, &clock)?;
        }
        Ok(verdict)
    }

    /// Returns the day of the last write, by the clock at that time.
    fn last_written(&self) -> Option<Date> {
        let written =
            self.days().into_iter().filter_map(|(_, path)| fs::metadata(path).ok()?.modified().ok());
        let last = Timestamp::try_from(written.max()?).ok()?;
        Some(last.to_zoned(warsaw()).date())
    }

    /// Adds the counts of a file to another day, and removes the file.
    fn hand_on(&self, from: &Path, day: Date) -> Result<()> {
        let _lock = self.lock()?;
        let to = self.path(day);
        let mut file = read(&to).map_err(Error::io("read", &to))?;
        add_all(&mut file.queries, read(from).map_err(Error::io("read", from))?.queries);
        self.write(&to, &file)?;
        fs::remove_file(from).map_err(Error::io("remove", from))
    }

    /// Removes all counts.
    pub(super) fn remove_all(&self) {
        let _ = fs::remove_file(&self.clock);
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

    /// Excludes other processes from writing until the lock is dropped. Held for milliseconds.
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

    /// Removes temporary files of killed writers; the lock is held, so nobody else is writing.
    fn remove_leftovers(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "new") {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn write(&self, path: &Path, file: &impl Serialize) -> Result<()> {
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

/// Reads a day's file; a damaged one counts as empty and is replaced by the next write.
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
