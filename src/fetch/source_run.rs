//! One run over one source: its lists, its documents, what has vanished.
//!
//! Each document is left to `intake`. Invariants: whatever goes wrong with a source is in its report; nothing
//! is taken for vanished unless the source was read completely; nothing is deleted in the run that has lost it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::Instant,
};

use jiff::Timestamp;
use url::Url;

use super::{
    address_filter::AddressFilter,
    address_key::AddressKey,
    fetch_fault::FetchFault,
    fetch_report::SourceReport,
    fetched::Fetched,
    file_type::FileType,
    intake::{DocumentRole, Intake},
    lister::Lister,
    listing::{Listed, Listing},
    record::{FetchedDocument, NOT_LISTED, OtherRecord, Record, RunRecord},
    session::{Network, Session},
    source_folder::SourceFolder,
    source_plan::{SourceKind, SourcePlan},
    source_state::SourceState,
    warc,
};
use crate::{
    document::{ContentHash, quoted::brief},
    error::{Error, Result},
};

/// The largest share of documents, in percent, that a list may lose at once without each being asked for; a few
/// always may. The rule of `index` for deletions.
const MAX_LOST_PERCENT: usize = 30;
const FREE_LOSSES: usize = 5;
/// The maximum number of files of archives of one source.
const MAX_ARCHIVES: usize = 10_000;

/// How a source is run.
#[derive(Debug, Clone, Copy)]
pub(super) struct RunMode {
    /// Only report what would be asked for.
    pub(super) is_dry: bool,
    /// Delete what has vanished.
    pub(super) deletes_vanished: bool,
    /// Leave out a source until the time of its next run.
    pub(super) waits: bool,
}

/// Runs a source whose folder is `folder`; `progress` is called after each document.
pub(super) fn run(
    plan: &SourcePlan,
    folder: PathBuf,
    mode: RunMode,
    network: &Network,
    stop: &AtomicBool,
    progress: &dyn Fn(usize),
) -> SourceReport {
    let started = Instant::now();
    let session = Session::new(network, plan, stop);
    let shown = folder.display().to_string();
    let mut report = match SourceRun::begin(plan, folder, mode, &session) {
        Ok(Ok(run)) => run.finished(progress),
        Ok(Err(reason)) => SourceReport { skipped: Some(reason), ..SourceReport::new(&plan.name, plan.kind) },
        Err(error) => {
            let mut report = SourceReport::new(&plan.name, plan.kind);
            report.fail(&shown, &error);
            report
        }
    };
    (report.requests, report.bytes) = session.traffic();
    report.seconds = started.elapsed().as_secs_f64();
    report
}

/// Returns when a source is to be run again, if not at once.
pub(super) fn next_run(plan: &SourcePlan, last: Option<&RunRecord>) -> Option<Timestamp> {
    let last = last?;
    let regular = last.finished.and_then(|_| last.started.checked_add(plan.every?).ok());
    regular.into_iter().chain(last.not_before).max()
}

/// An address that the lists do not name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Unnamed {
    key: AddressKey,
    url: String,
    is_document: bool,
}

struct SourceRun<'a> {
    intake: Intake<'a>,
    deletes_vanished: bool,
}

impl<'a> SourceRun<'a> {
    /// Opens the state of a source; gives the reason if the source is left out this time.
    fn begin(
        plan: &'a SourcePlan,
        folder: PathBuf,
        mode: RunMode,
        session: &'a Session<'a>,
    ) -> Result<Result<Self, String>> {
        let started = Timestamp::now();
        let mut state = if mode.is_dry { SourceState::read(&folder)? } else { SourceState::open(&folder)? };
        let next = next_run(plan, state.last_run()).filter(|next| mode.waits && *next > started);
        if let Some(next) = next {
            return Ok(Err(format!("the next run is due at {next:.0}: name the source to fetch it now")));
        }
        if let Some(last) = state.last_run().filter(|_| mode.waits) {
            session.leave(&last.left_hosts);
        }
        let since = if mode.is_dry { started } else { state.begin(started)? };
        let damage = state.damage(&folder);
        let folder = SourceFolder::new(folder);
        let mut intake = Intake::new((plan, session), state, folder, (since, mode.is_dry));
        if let Some(damage) = damage {
            intake.report.note(damage);
        }
        Ok(Ok(Self { intake, deletes_vanished: mode.deletes_vanished }))
    }

    /// Fetches everything and returns the report.
    fn finished(mut self, progress: &dyn Fn(usize)) -> SourceReport {
        let run = self.fetch(progress).and_then(|()| self.close());
        let mut report = self.intake.report;
        if let Err(error) = run {
            report.fail(&self.intake.folder.path().display().to_string(), &error);
        }
        report.documents = self.intake.state.number_of_documents() as u64;
        report
    }

    fn fetch(&mut self, progress: &dyn Fn(usize)) -> Result<()> {
        if self.intake.plan.kind == SourceKind::Warc {
            return self.archives(progress);
        }
        let listing = Lister::new(self.intake.session, self.intake.plan, &self.intake.state).list();
        self.intake.report.listed = listing.documents.len() as u64;
        self.intake.report.notes.extend(listing.notes.iter().cloned());
        for (url, fault) in listing.faults.iter().filter(|(_, fault)| *fault != FetchFault::Stopped) {
            self.intake.report.fail(url, fault);
        }
        self.intake.listed = listing.documents.iter().map(|listed| AddressKey::of(&listed.url)).collect();
        let total = listing.documents.len();
        for (at, listed) in self.in_order(&listing.documents).into_iter().enumerate() {
            if self.intake.is_over() {
                break;
            }
            self.intake.visit(listed, DocumentRole::Post)?;
            self.intake.await_attachments(&AddressKey::of(&listed.url));
            self.intake.visit_attachments()?;
            progress(total - at - 1);
        }
        self.others(&listing)?;
        self.left_attachments()?;
        for host in self.intake.session.given_up() {
            self.intake.report.note(format!("`{host}` was left early: the rest waits for the next run"));
        }
        self.remember(listing)
    }

    /// Returns documents in the order of asking: those first that were never asked for or not for the longest
    /// time, so that trouble does not end every run at the same place.
    fn in_order<'l>(&self, documents: &'l [Listed]) -> Vec<&'l Listed> {
        let checked =
            |listed: &&Listed| self.intake.state.record(&AddressKey::of(&listed.url)).map(Record::checked);
        let mut documents: Vec<&Listed> = documents.iter().collect();
        documents.sort_by_cached_key(checked);
        documents
    }

    /// Looks after the documents that the lists do not name.
    fn others(&mut self, listing: &Listing) -> Result<()> {
        let unnamed = self.unnamed();
        let is_trusted = listing.is_complete && self.is_plausible(listing.documents.len(), &unnamed);
        let is_asking = listing.is_complete && !is_trusted || self.intake.plan.kind == SourceKind::Feed;
        if is_trusted && !self.intake.is_over() && !self.intake.is_dry {
            for Unnamed { key, url, is_document } in unnamed {
                if !is_document {
                    self.intake.state.put(key, None)?;
                } else if self.intake.confirmed.contains_key(&key) {
                    self.visit(&url)?;
                } else {
                    self.intake.lose(&key, NOT_LISTED)?;
                }
            }
        } else if is_asking {
            unnamed.iter().try_for_each(|unnamed| self.visit(&unnamed.url))?;
        }
        Ok(())
    }

    /// Asks for a document that no list names.
    fn visit(&mut self, url: &str) -> Result<()> {
        match Url::parse(url).ok().filter(|_| !self.intake.is_over()) {
            Some(url) => {
                self.intake.visit(&Listed::bare(url), DocumentRole::Post)?;
                self.intake.visit_attachments()
            }
            None => Ok(()),
        }
    }

    /// Returns whether a list names so much that what it does not name can have vanished: a list may also have
    /// lost its contents, or have a new layout.
    fn is_plausible(&mut self, named: usize, unnamed: &[Unnamed]) -> bool {
        let is_lost =
            |unnamed: &&Unnamed| unnamed.is_document && !self.intake.confirmed.contains_key(&unnamed.key);
        let lost = unnamed.iter().filter(is_lost).count();
        let known = self.intake.state.number_of_living();
        let is_few = lost <= FREE_LOSSES || lost * 100 <= known * MAX_LOST_PERCENT;
        let is_plausible = lost <= named && is_few;
        if !is_plausible {
            self.intake.report.note(format!(
                "{lost} documents are not listed any more, {named} are: each of them is asked for"
            ));
        }
        is_plausible
    }

    /// Looks after the files of posts that were not asked for.
    fn left_attachments(&mut self) -> Result<()> {
        let left = self.intake.state.documents().filter(|(key, _)| !self.intake.visited.contains(*key));
        let left = left
            .filter_map(|(_, document)| Some((Url::parse(&document.url).ok()?, document.parent.clone()?)));
        let mut left: Vec<(Url, AddressKey)> = left.collect();
        left.sort();
        for (url, post) in left {
            if self.intake.is_over() {
                break;
            }
            self.intake.visit(&Listed::bare(url), DocumentRole::Attachment(&post))?;
            self.intake.visit_attachments()?;
        }
        Ok(())
    }

    /// Returns the posts and failures that were not asked for in this run.
    fn unnamed(&self) -> Vec<Unnamed> {
        let state = &self.intake.state;
        let known = state.records().filter(|(key, _)| !self.intake.visited.contains(*key));
        let of = |(key, record): (&AddressKey, &Record)| {
            let (url, is_document) = match record {
                Record::Document(document) if document.parent.is_none() => {
                    let is_left = self.intake.plan.kind != SourceKind::Feed && document.vanished.is_some();
                    (Some(&document.url).filter(|_| !is_left)?, true)
                }
                Record::Failure(failure) if failure.parent.is_none() => (&failure.url, false),
                _ => return None,
            };
            Some(Unnamed { key: key.clone(), url: url.clone(), is_document })
        };
        let mut unnamed: Vec<Unnamed> = known.filter_map(of).collect();
        unnamed.sort();
        unnamed
    }

    /// Remembers the lists, now that what they name is fetched.
    fn remember(&mut self, listing: Listing) -> Result<()> {
        let is_whole = !self.intake.is_full && self.intake.session.given_up().is_empty();
        if self.intake.is_over() || self.intake.is_dry || !is_whole {
            return Ok(());
        }
        let now = Timestamp::now();
        for (url, etag, last_modified) in listing.seen {
            let list = OtherRecord { etag, last_modified, since: now, checked: now };
            self.intake.state.put(AddressKey::of_list(&url), Some(Record::Other(list)))?;
        }
        Ok(())
    }

    /// Takes in the documents of archives.
    fn archives(&mut self, progress: &dyn Fn(usize)) -> Result<()> {
        let files = archive_files(&self.intake.plan.paths, &mut self.intake.report);
        let filter = AddressFilter::of(self.intake.plan);
        for (at, file) in files.iter().enumerate() {
            if self.intake.session.is_stopped() {
                return Ok(());
            }
            self.archive(file, &filter)?;
            progress(files.len() - at - 1);
        }
        Ok(())
    }

    fn archive(&mut self, file: &Path, filter: &AddressFilter) -> Result<()> {
        let (key, stamp) = (AddressKey::of_file(&file.to_string_lossy()), stamp(file, self.intake.plan));
        let is_read = |record: &Record| matches!(record, Record::Other(other) if stamp.is_some() && other.etag == stamp);
        if self.intake.state.record(&key).is_some_and(is_read) {
            return Ok(());
        }
        if self.intake.is_dry {
            self.intake.report.plan(&file.to_string_lossy(), false);
            return Ok(());
        }
        let (intake, mut outcome) = (&mut self.intake, Ok(()));
        let max_bytes = intake.plan.max_bytes;
        let read = warc::read(file, max_bytes, |fetched| {
            if !filter.admits(&fetched.url) || !intake.session.permit().names(&fetched.url) {
                return true;
            }
            intake.report.listed += 1;
            let asked = AddressKey::of(&fetched.url);
            let listed = Listed::bare(fetched.url.clone());
            if is_document(&fetched) {
                let accepted = intake.accept(&asked, &fetched, &listed, DocumentRole::Post);
                outcome = accepted.and_then(|()| intake.visit_attachments());
            }
            outcome.is_ok() && !intake.session.is_stopped()
        });
        outcome?;
        match read {
            Ok(0) => {}
            Ok(left_out) => {
                let shown = file.display();
                let note = format!("{left_out} records of `{shown}` are not pages, too large, or damaged");
                self.intake.report.notes.push(note);
            }
            Err(error) => {
                self.intake.report.fail(&file.display().to_string(), &brief(&error));
                return Ok(());
            }
        }
        // What had no room is taken in by a run with more.
        if self.intake.session.is_stopped() || self.intake.is_full {
            return Ok(());
        }
        let now = Timestamp::now();
        let read = OtherRecord { etag: stamp, last_modified: None, since: now, checked: now };
        self.intake.state.put(key, Some(Record::Other(read)))
    }

    /// Deletes what has vanished, if it is to be deleted, and ends the run.
    fn close(&mut self) -> Result<()> {
        if self.intake.is_dry {
            return Ok(());
        }
        if self.deletes_vanished {
            self.delete_vanished()?;
            self.delete_left_attachments()?;
        }
        if self.intake.session.is_stopped() {
            return Ok(());
        }
        let (session, report) = (self.intake.session, &self.intake.report);
        let has_nothing = report.new + report.changed + report.unchanged == 0;
        let failure = report.failures.first().filter(|_| has_nothing);
        let (not_before, left_hosts) = session.left_hosts();
        let run = RunRecord {
            started: self.intake.since,
            finished: Some(Timestamp::now()),
            not_before,
            left_hosts,
            failure: failure.map(|failure| format!("{}: {}", failure.url, failure.error)),
        };
        let folder = self.intake.folder.path().to_owned();
        self.intake.state.finish(run, &folder)
    }

    fn delete_vanished(&mut self) -> Result<()> {
        // Not what this run has lost: whoever looks at its report may find that the source is out of order.
        let is_gone = |document: &FetchedDocument| {
            document.vanished.as_ref().is_some_and(|vanished| vanished.since < self.intake.since)
        };
        let gone = self.intake.state.documents().filter(|(_, document)| is_gone(document));
        let gone: Vec<_> = gone.map(|(key, document)| (key.clone(), document.clone())).collect();
        gone.into_iter().try_for_each(|(key, document)| self.delete(key, &document))
    }

    fn delete(&mut self, key: AddressKey, document: &FetchedDocument) -> Result<()> {
        if let Err(error) = self.intake.folder.remove(document) {
            self.intake.report.fail(&document.url, &error);
            return Ok(());
        }
        self.intake.state.put(key, None)?;
        self.intake.report.deleted += 1;
        Ok(())
    }

    /// Deletes the files of posts that are deleted; those that another page links to become files of that page.
    fn delete_left_attachments(&mut self) -> Result<()> {
        let state = &self.intake.state;
        let is_left = |document: &FetchedDocument| {
            document.parent.as_ref().is_some_and(|post| state.document(post).is_none())
        };
        let left = state.documents().filter(|(_, document)| is_left(document));
        let left: Vec<_> = left.map(|(key, document)| (key.clone(), document.clone())).collect();
        if left.is_empty() {
            return Ok(());
        }
        let posts = self.posts_of_attachments();
        for (key, document) in left {
            match posts.get(&key) {
                Some(post) => self.intake.adopt(&key, post)?,
                None if self.intake.listed.contains(&key) => {}
                None => self.delete(key, &document)?,
            }
        }
        Ok(())
    }

    /// Returns for each file the first page that links to it.
    fn posts_of_attachments(&self) -> HashMap<AddressKey, AddressKey> {
        let state = &self.intake.state;
        let mut posts = HashMap::new();
        let mut pages: Vec<_> = state.documents().collect();
        pages.sort_by_key(|(key, _)| *key);
        for (post, page) in pages {
            for url in page.attachments.iter().filter_map(|url| Url::parse(url).ok()) {
                if let Some((file, _)) =
                    state.document(&AddressKey::of(&url)).filter(|(file, _)| *file != post)
                {
                    posts.entry(file.clone()).or_insert_with(|| post.clone());
                }
            }
        }
        posts
    }
}

/// Returns whether a response of an archive is a document; archives hold images and styles as well.
fn is_document(fetched: &Fetched) -> bool {
    FileType::of(fetched).is_ok()
}

/// Returns the archive files that these paths name, in order.
fn archive_files(paths: &[PathBuf], report: &mut SourceReport) -> Vec<PathBuf> {
    let is_archive = |path: &Path| {
        let stem = if has_extension(path, "gz") { path.with_extension("") } else { path.to_owned() };
        has_extension(&stem, "warc")
    };
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        match std::fs::read_dir(path).map_err(Error::io("read", path)) {
            Ok(entries) => {
                let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
                found.retain(|path| is_archive(path));
                found.sort();
                files.extend(found);
            }
            Err(error) => report.fail(&path.display().to_string(), &error),
        }
    }
    files.truncate(MAX_ARCHIVES);
    files
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

/// Returns the size and time of a file and what is taken from it, by which an archive that was read is known.
fn stamp(file: &Path, plan: &SourcePlan) -> Option<String> {
    let metadata = std::fs::metadata(file).ok()?;
    let changed = Timestamp::try_from(metadata.modified().ok()?).ok()?;
    let SourcePlan { hosts, include, exclude, max_bytes, attachments, .. } = plan;
    let taken = format!("{hosts:?} {include:?} {exclude:?} {max_bytes} {attachments}");
    let taken = ContentHash::from_content(taken.as_bytes());
    Some(format!("{} {changed} {taken}", metadata.len()))
}
