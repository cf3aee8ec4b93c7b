//! All that a source remembers, in memory, backed by its `journal`.
//!
//! What is done with it is left to `source_run`. Invariants: no two documents have one name or one text; an
//! alias leads to a document; a change is in the journal before the next request is sent.

use std::{
    collections::HashMap,
    fs::{self, File},
    path::Path,
};

use jiff::{SignedDuration, Timestamp};

use super::{
    address_key::AddressKey,
    document_name::DocumentName,
    journal::{self, FetchJournal, JournalLine},
    record::{FetchedDocument, Record, RunRecord},
};
use crate::{
    document::ContentHash,
    error::{Error, Result},
};

/// The file that is locked while a source is fetched.
const LOCK: &str = ".fetch.lock";
/// Beginnings of the names of files that a killed run leaves.
const LEFTOVER: &str = ".tmp";
/// How long after its start a killed run is continued.
const RESUMED_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// How long failures and addresses without documents are remembered that nobody asked for again.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a source remembers.
#[derive(Default)]
pub(crate) struct SourceState {
    records: HashMap<AddressKey, Record>,
    names: HashMap<String, AddressKey>,
    texts: HashMap<ContentHash, AddressKey>,
    /// The number of documents that have vanished.
    vanished: usize,
    run: Option<RunRecord>,
    /// The number of lines of the journal that could not be read.
    damaged: u64,
    /// `None` if it is only read.
    journal: Option<FetchJournal>,
    _lock: Option<File>,
}

impl SourceState {
    /// Reads the state of a folder, which need not exist, without changing anything.
    ///
    /// # Errors
    /// Returns an error if it cannot be read.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let mut state = Self::default();
        state.damaged = journal::read(folder, |line| match line {
            JournalLine::Version(_) => {}
            JournalLine::Run(run) => state.run = Some(run),
            JournalLine::Entry(key, record) => state.set(key, record),
        })?;
        Ok(state)
    }

    /// Opens the state of a folder for a run, creating the folder if need be.
    ///
    /// # Errors
    /// Returns an error if another process fetches this source, or the folder cannot be written.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        let path = folder.join(LOCK);
        let lock = File::create(&path).map_err(Error::io("write", &path))?;
        lock.try_lock().map_err(|_| {
            Error::Conflict(format!(
                "`{}` is being fetched by another process: wait for it",
                folder.display()
            ))
        })?;
        remove_leftovers(folder);
        let state = Self::read(folder)?;
        if state.damaged > 0 {
            journal::keep_damaged(folder, state.damaged)?;
        }
        let mut state = Self { _lock: Some(lock), ..state };
        state.journal = Some(FetchJournal::renew(folder, state.lines())?);
        Ok(state)
    }

    /// Begins a run, or continues one that was killed; returns since when documents count as asked for.
    pub(crate) fn begin(&mut self, now: Timestamp) -> Result<Timestamp> {
        let is_recent = |run: &&RunRecord| {
            run.finished.is_none() && run.started <= now && now.duration_since(run.started) < RESUMED_WITHIN
        };
        let started = self.run.as_ref().filter(is_recent).map_or(now, |run| run.started);
        let left_hosts = self.run.as_ref().map(|run| run.left_hosts.clone()).unwrap_or_default();
        self.note(RunRecord { started, finished: None, not_before: None, left_hosts, failure: None })?;
        Ok(started)
    }

    /// Ends a run and rewrites the journal.
    pub(crate) fn finish(&mut self, run: RunRecord, folder: &Path) -> Result<()> {
        self.run = Some(run);
        self.forget(Timestamp::now());
        self.journal = Some(FetchJournal::renew(folder, self.lines())?);
        Ok(())
    }

    /// Forgets aliases of documents that are gone, and what has not been met for long.
    fn forget(&mut self, now: Timestamp) {
        let is_old = |checked: Timestamp| now.duration_since(checked) > KEPT;
        let is_done = |(key, record): &(&AddressKey, &Record)| match record {
            Record::Document(_) => false,
            Record::Alias(alias) => {
                !matches!(self.records.get(&alias.of), Some(Record::Document(_))) || is_old(alias.checked)
            }
            Record::Failure(failure) => is_old(failure.checked),
            Record::Other(other) => key.is_of_document() && is_old(other.checked),
        };
        let done: Vec<AddressKey> = self.records.iter().filter(is_done).map(|(key, _)| key.clone()).collect();
        for key in done {
            self.set(key, None);
        }
    }

    fn note(&mut self, run: RunRecord) -> Result<()> {
        self.append(&JournalLine::Run(run.clone()))?;
        self.run = Some(run);
        Ok(())
    }

    fn append(&mut self, line: &JournalLine) -> Result<()> {
        self.journal.as_mut().map_or(Ok(()), |journal| journal.append(line))
    }

    fn lines(&self) -> impl Iterator<Item = JournalLine> {
        let run = self.run.clone().into_iter().map(JournalLine::Run);
        let mut records: Vec<(&AddressKey, &Record)> = self.records.iter().collect();
        records.sort_by_key(|(key, _)| *key);
        run.chain(
            records.into_iter().map(|(key, record)| JournalLine::Entry(key.clone(), Some(record.clone()))),
        )
    }

    /// Says what could not be read of the state, if that is so.
    pub(crate) fn damage(&self, folder: &Path) -> Option<String> {
        (self.damaged > 0).then(|| journal::damage_in_words(folder, self.damaged))
    }

    /// Returns the last run.
    pub(crate) fn last_run(&self) -> Option<&RunRecord> {
        self.run.as_ref()
    }

    /// Returns what is known of an address.
    pub(crate) fn record(&self, key: &AddressKey) -> Option<&Record> {
        self.records.get(key)
    }

    /// Returns the document that a key is or leads to, with its own key.
    pub(crate) fn document(&self, key: &AddressKey) -> Option<(&AddressKey, &FetchedDocument)> {
        let (key, record) = self.records.get_key_value(key)?;
        match record {
            Record::Document(document) => Some((key, document)),
            Record::Alias(alias) => match self.records.get_key_value(&alias.of)? {
                (key, Record::Document(document)) => Some((key, document)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns all records.
    pub(crate) fn records(&self) -> impl Iterator<Item = (&AddressKey, &Record)> {
        self.records.iter()
    }

    /// Returns all documents.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (&AddressKey, &FetchedDocument)> {
        self.records.iter().filter_map(|(key, record)| match record {
            Record::Document(document) => Some((key, document.as_ref())),
            _ => None,
        })
    }

    /// Returns the number of documents, vanished ones included.
    pub(crate) fn number_of_documents(&self) -> usize {
        self.names.len()
    }

    /// Returns the number of documents that have not vanished.
    pub(crate) fn number_of_living(&self) -> usize {
        self.names.len().saturating_sub(self.vanished)
    }

    /// Returns the document with this text.
    pub(crate) fn with_text(&self, text: &ContentHash) -> Option<&AddressKey> {
        self.texts.get(text)
    }

    /// Returns the name for a new document: `wanted`, or a similar one if that is taken.
    pub(crate) fn free_name(&self, wanted: &DocumentName, key: &AddressKey) -> String {
        let is_free = |name: &str| self.names.get(&name.to_lowercase()).is_none_or(|owner| owner == key);
        if is_free(wanted.as_str()) {
            wanted.as_str().to_owned()
        } else {
            wanted.numbered(key).as_str().to_owned()
        }
    }

    /// Remembers something of an address, or forgets it.
    pub(crate) fn put(&mut self, key: AddressKey, record: Option<Record>) -> Result<()> {
        self.append(&JournalLine::Entry(key.clone(), record.clone()))?;
        self.set(key, record);
        Ok(())
    }

    fn set(&mut self, key: AddressKey, record: Option<Record>) {
        if let Some(Record::Document(old)) = self.records.get(&key) {
            self.vanished -= usize::from(old.vanished.is_some());
            let name = old.name.to_lowercase();
            if self.names.get(&name) == Some(&key) {
                self.names.remove(&name);
            }
            if self.texts.get(&old.text) == Some(&key) {
                self.texts.remove(&old.text);
            }
        }
        let Some(record) = record else {
            self.records.remove(&key);
            return;
        };
        if let Record::Document(new) = &record {
            self.vanished += usize::from(new.vanished.is_some());
            // Compared without case, since some file systems do.
            self.names.insert(new.name.to_lowercase(), key.clone());
            if new.vanished.is_none() {
                self.texts.insert(new.text.clone(), key.clone());
            }
        }
        self.records.insert(key, record);
    }
}

/// Removes what a killed run was writing.
fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(LEFTOVER) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::fetch::{
        listing::FeedFacts,
        record::{AliasRecord, Vanished},
    };

    fn document(name: &str) -> Record {
        let (now, hash) = (Timestamp::UNIX_EPOCH, ContentHash::from_content(name.as_bytes()));
        Record::Document(Box::new(FetchedDocument {
            url: format!("https://a.pl/{name}"),
            location: None,
            captured: None,
            name: name.to_owned(),
            extension: "html".to_owned(),
            parent: None,
            attachments: Vec::new(),
            title: None,
            etag: None,
            last_modified: None,
            hint: None,
            said: FeedFacts::default(),
            content: hash.clone(),
            text: hash,
            sidecar: String::new(),
            first_seen: now,
            changed: now,
            checked: now,
            vanished: None,
        }))
    }

    fn key(name: &str) -> AddressKey {
        AddressKey::of(&url::Url::parse(&format!("https://a.pl/{name}")).expect("an address"))
    }

    #[test]
    fn a_state_survives_a_kill_in_the_middle_of_a_line() {
        let place = tempfile::tempdir().expect("a folder");
        let mut state = SourceState::open(place.path()).expect("opened");
        let since = state.begin(Timestamp::UNIX_EPOCH).expect("begun");
        state.put(key("a"), Some(document("a"))).expect("kept");
        state.put(key("b"), Some(alias("a"))).expect("kept");
        state.put(key("c"), Some(document("c"))).expect("kept");
        state.put(key("c"), None).expect("forgotten");
        assert!(
            SourceState::open(place.path()).is_err_and(|error| error.to_string().contains("another process"))
        );
        drop(state);
        let mut file =
            fs::OpenOptions::new().append(true).open(place.path().join(journal::JOURNAL)).expect("open");
        file.write_all(b"{\"entry\":[\"a.pl/d\",{\"docu").expect("written");
        fs::write(place.path().join(".tmpX"), "left").expect("written");
        let mut state = SourceState::open(place.path()).expect("opened");
        assert!(!place.path().join(".tmpX").exists());
        assert_eq!(state.document(&key("b")).map(|(key, _)| key.clone()), Some(key("a")));
        assert_eq!((state.records().count(), state.number_of_documents()), (2, 1));
        let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1);
        assert_eq!(state.begin(later).expect("continued"), since);
        let day = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(25);
        assert_eq!(state.begin(day).expect("begun"), day);
    }

    fn alias(of: &str) -> Record {
        let now = Timestamp::UNIX_EPOCH;
        let url = "https://a.pl/b".to_owned();
        let (of, location) = (key(of), url.clone());
        let (etag, last_modified, hint) = (None, None, None);
        Record::Alias(AliasRecord { of, url, location, etag, last_modified, hint, since: now, checked: now })
    }

    #[test]
    fn a_journal_with_a_damaged_line_is_kept_beside_the_new_one() {
        let place = tempfile::tempdir().expect("a folder");
        let mut state = SourceState::open(place.path()).expect("opened");
        state.put(key("a"), Some(document("a"))).expect("kept");
        drop(state);
        let path = place.path().join(journal::JOURNAL);
        let damaged = fs::read_to_string(&path).expect("read").replacen('\n', "\n{\"entry\":[\"x\n", 1);
        fs::write(&path, &damaged).expect("written");
        let state = SourceState::open(place.path()).expect("opened");
        assert_eq!(state.number_of_documents(), 1);
        assert_eq!(fs::read_to_string(path.with_extension("damaged")).expect("a copy"), damaged);
    }

    #[test]
    fn a_torn_last_line_is_no_damage_and_any_other_bad_line_is() {
        let damage = |content: &[u8]| {
            let place = tempfile::tempdir().expect("a folder");
            fs::write(place.path().join(journal::JOURNAL), content).expect("written");
            SourceState::read(place.path()).expect("read").damaged
        };
        assert_eq!(damage(b"{\"version\":1}\n{\"entry\":[\"a.pl/d\",{\"docu"), 0);
        assert_eq!(damage(b"{\"version\":1}\n{"), 0);
        assert_eq!(damage(b"\0\0garbage"), 1);
        assert_eq!(damage(b"{\"version\":1}\n{\"entry\":[\"a.pl/d\",{\"docu\n"), 1, "a line that was ended");
        assert_eq!(damage(b"{\"version\":1}\n{\"entry\n{\"entry\":[\"a.pl/d\",{\"docu"), 1);
    }

    #[test]
    fn what_leads_nowhere_is_forgotten_and_vanished_documents_do_not_count_as_living() {
        let mut state = SourceState::default();
        let Record::Document(mut gone) = document("gone") else { return };
        gone.vanished = Some(Vanished { since: Timestamp::UNIX_EPOCH, reason: "x".to_owned() });
        state.set(key("gone"), Some(Record::Document(gone)));
        state.set(key("a"), Some(document("a")));
        state.set(key("b"), Some(alias("a")));
        state.set(key("c"), Some(alias("none")));
        assert_eq!((state.number_of_documents(), state.number_of_living()), (2, 1));
        state.forget(Timestamp::UNIX_EPOCH);
        assert!(state.record(&key("b")).is_some() && state.record(&key("c")).is_none());
        state.forget(Timestamp::UNIX_EPOCH + KEPT + SignedDuration::from_hours(1));
        assert!(state.record(&key("b")).is_none() && state.record(&key("gone")).is_some());
        state.set(key("gone"), None);
        assert_eq!((state.number_of_documents(), state.number_of_living()), (1, 1));
    }

    #[test]
    fn names_of_documents_are_unique() {
        let mut state = SourceState::default();
        state.set(key("a"), Some(document("Tytuł")));
        let wanted =
            DocumentName::of(&url::Url::parse("https://a.pl/tytu%C5%82.pdf").expect("valid"), Some("a.pl"));
        let name = state.free_name(&wanted, &key("b"));
        assert!(name.starts_with("tytuł-"), "{name}");
        state.set(key("a"), None);
        assert_eq!(state.free_name(&wanted, &key("b")), "tytuł");
    }

    #[test]
    fn a_state_of_a_later_version_is_refused() {
        let place = tempfile::tempdir().expect("a folder");
        fs::write(place.path().join(journal::JOURNAL), "{\"version\":9}\n").expect("written");
        let refused = SourceState::open(place.path()).err().expect("refused").to_string();
        assert!(refused.contains("has version 9"), "{refused}");
    }
}
