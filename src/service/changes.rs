//! Single changes, applied to uploads and index together.
//!
//! A [`ChangeSession`] holds the write lock. It applies a group of changes in three steps: the uploads are
//! renamed into place and made durable, the index is committed with the number of the last one, and the
//! changes are answered. Whatever ends the process in between, the next session finds from the numbers what
//! the index has not seen. If the second step fails, the first one is rolled back before any change is
//! answered. Threads and waiting are left to `writes`. Invariants: a change answered with success is durable
//! and visible to the next search; a refused change has changed nothing and never will, unless its error says
//! that the outcome is unknown.

use std::{
    collections::HashSet,
    path::Path,
    sync::{Arc, PoisonError, RwLock, RwLockWriteGuard},
    thread,
    time::Duration,
};

use crate::{
    document::{ContentHash, DocumentId, OcrState, SourceHash, is_among},
    error::{Error, Result},
    index::{self, Index, IndexWriter, Origin, OriginalRow, Purge, Snapshot, WriterMode},
    ingest::{self, PreparedDocument, UploadReader},
    metrics::Metrics,
    uploads::{self, EntryState, StagedUpload, Upload, UploadKey, Uploads, Withdrawal},
};

/// The uploads, shared by all who read them.
pub(super) type SharedUploads = Arc<RwLock<Uploads>>;

/// The precondition of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Precondition {
    /// No precondition.
    #[default]
    Any,
    /// The document exists.
    Exists,
    /// The document does not exist.
    Absent,
    /// The document exists and has one of these tags (see [`Origin::tag`]).
    Is(Vec<String>),
    /// The document does not exist, or has none of these tags.
    IsNot(Vec<String>),
}

/// The outcome of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteStatus {
    /// The document is new.
    Created,
    /// The document replaced different content.
    Updated,
    /// The document already existed with this content.
    Unchanged,
}

/// The result of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenDocument {
    /// The outcome.
    pub status: WriteStatus,
    /// The tag of the document.
    pub tag: String,
    /// Why text is missing; `None` if the text is complete.
    pub missing: Option<OcrState>,
    /// Warnings about doubtful or lost content.
    pub warnings: Vec<String>,
}

/// One change.
#[derive(Debug)]
pub(super) enum Change {
    /// Adds or replaces a document.
    Put { staged: StagedUpload, received: Box<PreparedDocument>, source: SourceHash },
    /// Withdraws a document.
    Withdraw { purge: bool },
    /// Replaces the incomplete text of a document with the whole text, if the original is still the same.
    Complete { received: Box<PreparedDocument>, sequence: u64 },
}

/// A change, with the document it applies to.
#[derive(Debug)]
pub(super) struct ChangeRequest {
    pub(super) id: DocumentId,
    pub(super) condition: Precondition,
    pub(super) change: Change,
}

/// The outcome of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ChangeOutcome {
    Written(WrittenDocument),
    Withdrawn,
    /// There was nothing to withdraw.
    NotThere,
    /// The original to be completed has been replaced.
    Outdated,
}

/// Maximum number of rounds that expunge words from segments before that is left to the next writer: one is
/// enough unless the disk is full or documents are deleted meanwhile.
const MAX_EXPUNGE_ROUNDS: u32 = 3;
/// How often to check whether segments have been rewritten.
const MERGE_POLL: Duration = Duration::from_millis(10);

/// The right to write, with everything needed for it.
#[derive(Debug)]
pub(super) struct ChangeSession {
    writer: IndexWriter,
    uploads: SharedUploads,
    upload_reader: UploadReader,
    /// Number of rounds in which segments were rewritten for an unfinished purge.
    expunge_rounds: u32,
    /// The contents that were replaced since the last commit.
    replaced: Vec<ContentHash>,
    /// The ids whose state changed since then, which other machines are to know.
    unshared: Vec<UploadKey>,
    /// What they knew before of those that were told.
    shared: Vec<(UploadKey, Option<OriginalRow>)>,
}

impl ChangeSession {
    /// Waits for the write lock and catches up with what the index has not seen.
    ///
    /// # Errors
    /// Returns the errors of [`IndexWriter::open`], and [`Error::Io`] if the uploads cannot be read.
    pub(super) fn begin(
        path: &Path,
        uploads: &SharedUploads,
        upload_reader: &UploadReader,
        metrics: &Metrics,
    ) -> Result<Self> {
        let mut writer = IndexWriter::open_sized(path, WriterMode::Single)?;
        writer.count_in(metrics);
        // Replaying takes long if there is much to read; meanwhile others can still read.
        let listed = {
            let mut uploads = uploads.write().unwrap_or_else(PoisonError::into_inner);
            uploads.list()?;
            if let Err(error) = uploads.remove_abandoned() {
                tracing::warn!("failed to remove the leftovers of a killed process for now: {error}");
            }
            uploads.clone()
        };
        writer.follow()?;
        upload_reader.replay(&mut writer, &listed)?;
        {
            let mut uploads = uploads.write().unwrap_or_else(PoisonError::into_inner);
            upload_reader.mirror(&mut writer, &mut uploads)?;
            uploads.remove_superseded();
        }
        let (uploads, upload_reader) = (Arc::clone(uploads), upload_reader.clone());
        let mut session = Self {
            writer,
            uploads,
            upload_reader,
            expunge_rounds: 0,
            replaced: Vec::new(),
            unshared: Vec::new(),
            shared: Vec::new(),
        };
        // A failing purge must not keep others from writing.
        if let Err(error) = session.tidy() {
            tracing::warn!("purged content is still on disk: {error}");
        }
        Ok(session)
    }

    /// Returns the index being written.
    pub(super) fn index(&self) -> &Index {
        self.writer.index()
    }

    /// Returns whether another process is waiting to write.
    pub(super) fn is_contended(&self) -> bool {
        self.writer.is_contended()
    }

    /// Returns whether work would be lost if the session ended now.
    pub(super) fn is_busy(&self) -> bool {
        self.writer.is_merging()
    }

    /// Continues background maintenance and returns the progress of a purge; to be called while there is
    /// nothing else to do.
    ///
    /// # Errors
    /// Returns an error if purged content cannot be removed, for example because the disk is full.
    pub(super) fn tidy(&mut self) -> Result<Purge> {
        if !index::is_purging(self.index().path()) {
            return Ok(Purge::Done);
        }
        if self.writer.is_merging() {
            return Ok(Purge::Underway);
        }
        if self.expunge_rounds == MAX_EXPUNGE_ROUNDS {
            return Err(Error::Internal(
                "segments cannot be rewritten, perhaps because the disk is full".to_owned(),
            ));
        }
        let mut uploads = self.uploads.write().unwrap_or_else(PoisonError::into_inner);
        let purge = ingest::go_on_purging(&mut self.writer, &mut uploads)?;
        self.expunge_rounds = if purge == Purge::Underway { self.expunge_rounds + 1 } else { 0 };
        Ok(purge)
    }

    /// Applies a group of changes, each to a different document, and commits them. After an error the session
    /// must not be used any more.
    ///
    /// # Errors
    /// Returns an error if the changes could not be committed: then none of them is applied, unless it is
    /// [`Error::Uncertain`].
    pub(super) fn apply(&mut self, group: Vec<ChangeRequest>) -> Result<Vec<Result<ChangeOutcome>>> {
        // Preconditions hold for what other machines have written, too.
        self.writer.follow()?;
        debug_assert!(group.iter().map(|request| &request.id).collect::<HashSet<_>>().len() == group.len());
        let before = GroupStart {
            last: self.uploads().last().max(self.writer.sequence()),
            ids: group.iter().map(|request| request.id.clone()).collect(),
            snapshot: self.index().snapshot(),
        };
        self.make_all(group).map_err(|error| match self.take_back(&before) {
            Ok(true) => error,
            Ok(false) => Error::Uncertain(error.to_string()),
            Err(second) => Error::Uncertain(format!("{error}; {second}")),
        })
    }

    fn make_all(&mut self, group: Vec<ChangeRequest>) -> Result<Vec<Result<ChangeOutcome>>> {
        if group.iter().any(|request| matches!(request.change, Change::Withdraw { purge: true })) {
            // First of all: the words will be removed whatever ends the process.
            index::begin_purge(self.index().path())?;
        }
        let mut outcomes = Vec::with_capacity(group.len());
        for request in group {
            let outcome = self.make(request);
            if outcome.as_ref().is_err_and(|error| !is_refusal(error)) {
                return outcome.map(|outcome| vec![Ok(outcome)]);
            }
            outcomes.push(outcome);
        }
        if outcomes.iter().flatten().any(ChangeOutcome::is_change) {
            self.commit()?;
        }
        Ok(outcomes)
    }

    fn commit(&mut self) -> Result<()> {
        self.uploads().sync()?;
        self.share()?;
        let sequence = self.uploads().last().max(self.writer.sequence());
        self.writer.set_sequence(sequence);
        self.writer.commit()?;
        self.uploads_mut().remove_superseded();
        if let Err(error) = self.remove_outdated() {
            tracing::warn!("an outdated original is still in the cluster: {error}");
        }
        // Whoever still read a replaced file must not keep what it had.
        self.replaced.drain(..).for_each(|old| self.upload_reader.forget(&old));
        self.expunge_rounds = 0;
        // The changes are committed: what fails from here on is left to the next writer.
        if let Err(error) = self.tidy().and_then(|_| self.writer.begin_merges()) {
            tracing::warn!("failed to remove replaced content for now: {error}");
        }
        Ok(())
    }

    /// Tells other machines what was changed.
    fn share(&mut self) -> Result<()> {
        let Some(originals) = self.index().originals() else { return Ok(()) };
        if !self.unshared.is_empty() {
            originals.create()?;
        }
        for key in std::mem::take(&mut self.unshared) {
            let before = originals.row(key.as_str())?;
            self.shared.push((key.clone(), before));
            self.uploads().share(&originals, &key)?;
        }
        Ok(())
    }

    /// Removes from the cluster what the changes have replaced.
    fn remove_outdated(&mut self) -> Result<()> {
        let shared = std::mem::take(&mut self.shared);
        let Some(originals) = self.index().originals() else { return Ok(()) };
        let replaces = shared.iter().filter(|(_, before)| before.is_some());
        replaces.map(|(key, _)| key).try_for_each(|key| Uploads::remove_outdated(&originals, key))
    }

    /// Takes back what other machines were told of changes that were not made.
    fn unshare(&mut self) -> Result<()> {
        self.unshared.clear();
        let shared = std::mem::take(&mut self.shared);
        let Some(originals) = self.index().originals() else { return Ok(()) };
        shared.iter().try_for_each(|(key, before)| Uploads::unshare(&originals, key, before.as_ref()))
    }

    /// Rolls back the published uploads of a group that could not be committed. Returns whether it is
    /// certain that none of the changes was applied.
    fn take_back(&mut self, before: &GroupStart) -> Result<bool> {
        self.writer.abandon();
        self.index().refresh()?;
        if self.writer.is_cluster_ahead() {
            // The uploads stay, so that the next session makes the changes here, too.
            return Ok(false);
        }
        let now = self.index().snapshot();
        if self.index().sequence()? > before.last {
            return Ok(false);
        }
        for id in &before.ids {
            // A merge may have written what the commit could not.
            if now.origin(id)? != before.snapshot.origin(id)? {
                return Ok(false);
            }
        }
        self.uploads_mut().take_back(before.last)?;
        self.unshare()?;
        Ok(true)
    }

    fn make(&mut self, request: ChangeRequest) -> Result<ChangeOutcome> {
        let ChangeRequest { id, condition, change } = request;
        let before = self.index().snapshot().origin(&id)?;
        condition.check(&id, before.as_ref())?;
        match change {
            Change::Put { staged, received, source } => {
                self.put(&id, staged, *received, &source, before.as_ref())
            }
            Change::Withdraw { purge } => self.withdraw(&id, purge, before.as_ref()),
            Change::Complete { received, sequence } => {
                let entry = self.uploads().entry(&id);
                let is_same = |before: &Origin| {
                    received.origin.fingerprint.as_ref().is_some_and(|known| before.is_of(&known.content))
                };
                // Another machine may have replaced it.
                if entry.is_none_or(|entry| entry.sequence != sequence)
                    || !before.as_ref().is_some_and(is_same)
                {
                    return Ok(ChangeOutcome::Outdated);
                }
                let written = written(&received, WriteStatus::Updated);
                self.writer.replace(received.prepared)?;
                Ok(ChangeOutcome::Written(written))
            }
        }
    }

    fn put(
        &mut self,
        id: &DocumentId,
        staged: StagedUpload,
        received: PreparedDocument,
        source: &SourceHash,
        before: Option<&Origin>,
    ) -> Result<ChangeOutcome> {
        let is_here = self.uploads().is_present(id);
        if let Some(unchanged) = admit(id, before, is_here, source)? {
            return Ok(ChangeOutcome::Written(unchanged));
        }
        let old = self.uploads().content_hash(id).filter(|old| staged.content_hash.as_ref() != Some(old));
        let status = if before.is_some() { WriteStatus::Updated } else { WriteStatus::Created };
        let written = written(&received, status);
        if let Some(old) = old {
            self.upload_reader.forget(&old);
            self.replaced.push(old);
        }
        self.publish(id, staged)?;
        self.writer.replace(received.prepared)?;
        Ok(ChangeOutcome::Written(written))
    }

    fn withdraw(&mut self, id: &DocumentId, purge: bool, before: Option<&Origin>) -> Result<ChangeOutcome> {
        let is_kept = self.uploads().is_withdrawn(id) && !self.uploads().is_purged(id);
        if before.is_none() && !(purge && is_kept) {
            return Ok(ChangeOutcome::NotThere);
        }
        if purge {
            self.forget(id, before);
        }
        let since = self.uploads().withdrawal(id).and_then(|withdrawal| withdrawal.withdrawn);
        let withdrawal = Withdrawal {
            withdrawn: since.or_else(|| Some(uploads::now())),
            id: (!purge).then(|| id.clone()),
        };
        let files = self.uploads().stager();
        let staged = files.stage_withdrawal(id, &withdrawal)?;
        self.publish(id, staged)?;
        self.writer.delete(id)?;
        Ok(ChangeOutcome::Withdrawn)
    }

    /// Removes data derived from the content of a document, besides its original.
    fn forget(&self, id: &DocumentId, before: Option<&Origin>) {
        let hash = match before.and_then(|before| before.source.as_ref()) {
            Some(file) => self.upload_reader.content_hash(file.as_ref()),
            None => self.uploads().content_hash(id),
        };
        if let Some(hash) = hash {
            self.upload_reader.forget(&hash);
        }
    }

    fn publish(&mut self, id: &DocumentId, staged: StagedUpload) -> Result<()> {
        let floor = self.writer.sequence();
        self.unshared.push(UploadKey::from_id(id));
        self.uploads_mut().publish(staged, floor)?;
        Ok(())
    }

    fn uploads_mut(&self) -> RwLockWriteGuard<'_, Uploads> {
        self.uploads.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn uploads(&self) -> std::sync::RwLockReadGuard<'_, Uploads> {
        self.uploads.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Undoes a withdrawal. A document that came over HTTP is added again; a file is read by the next run.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if a file cannot be written, and an error if the original cannot be read.
    pub(super) fn readmit(&mut self, id: &DocumentId) -> Result<bool> {
        let Some(entry) = self.uploads().entry(id) else { return Ok(false) };
        let EntryState::Withdrawn { kept } = entry.state else { return Ok(false) };
        let key = UploadKey::from_id(id);
        let upload = match kept {
            Some(kept) => Some(self.uploads().read(&key, kept)?),
            None => self.kept_elsewhere(&key)?,
        };
        let Some(upload) = upload else {
            self.uploads_mut().readmit(id).map_err(|error| Error::Uncertain(error.to_string()))?;
            if let Some(originals) = self.index().originals() {
                let shared = Uploads::share_readmission(&originals, &key);
                shared.map_err(|error| Error::Uncertain(error.to_string()))?;
            }
            return Ok(true);
        };
        let files = self.uploads().stager();
        let staged = files.stage(&upload)?;
        let source = upload.hash();
        let received = self.upload_reader.read_staged(upload, &staged)?;
        let change = Change::Put { staged, received: Box::new(received), source };
        let request = ChangeRequest { id: id.clone(), condition: Precondition::Any, change };
        self.apply(vec![request])?.into_iter().collect::<Result<Vec<_>>>()?;
        Ok(true)
    }

    /// Returns what another machine received of a document that is withdrawn, if it is kept.
    fn kept_elsewhere(&self, key: &UploadKey) -> Result<Option<Upload>> {
        let Some(originals) = self.index().originals() else { return Ok(None) };
        let Some(file) = originals.row(key.as_str())?.and_then(|row| row.file) else { return Ok(None) };
        let path = self.uploads().fetch(&originals, key, &file)?;
        Ok(Some(Upload::read(&path)?.0))
    }

    /// Waits for running merges, and for the end of a purge as far as it depends on this process.
    pub(super) fn finish(mut self) -> Result<()> {
        loop {
            match self.tidy() {
                Ok(Purge::Underway) => thread::sleep(MERGE_POLL),
                Ok(Purge::Done) => break,
                Ok(Purge::Elsewhere) => {
                    tracing::warn!(
                        "a rebuild or a backup still holds purged content: it is removed when that ends"
                    );
                    break;
                }
                Err(error) => {
                    tracing::warn!("purged content is still on disk, the next writer tries again: {error}");
                    break;
                }
            }
        }
        self.writer.finish()
    }
}

/// The state before a group of changes.
struct GroupStart {
    /// The last sequence number assigned.
    last: u64,
    ids: Vec<DocumentId>,
    snapshot: Snapshot,
}

/// Returns whether an error concerns a single change.
fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::Conflict(_) | Error::Precondition(_) | Error::Unreadable(_) | Error::Invalid(_))
}

impl ChangeOutcome {
    pub(super) fn is_change(&self) -> bool {
        match self {
            Self::Written(written) => written.status != WriteStatus::Unchanged,
            Self::Withdrawn => true,
            Self::NotThere | Self::Outdated => false,
        }
    }
}

/// Returns the result of writing a document.
fn written(document: &PreparedDocument, status: WriteStatus) -> WrittenDocument {
    let PreparedDocument { origin, warnings, .. } = document;
    WrittenDocument { status, tag: origin.tag(), missing: origin.missing(), warnings: warnings.clone() }
}

/// Decides on an upload with this `source`: returns the result if the index already has it.
///
/// `is_here` says whether the upload that the index knows is still kept.
///
/// # Errors
/// Returns [`Error::Conflict`] if the upload would replace the document of a file.
pub(super) fn admit(
    id: &DocumentId,
    before: Option<&Origin>,
    is_here: bool,
    source: &SourceHash,
) -> Result<Option<WrittenDocument>> {
    if before.is_some_and(|before| before.source.is_some()) {
        return Err(Error::Conflict(format!(
            "`{id}` belongs to a file in an indexed folder: change the file or use another id"
        )));
    }
    let unchanged = before.filter(|before| is_here && before.is_of(source));
    Ok(unchanged.map(|before| WrittenDocument {
        status: WriteStatus::Unchanged,
        tag: before.tag(),
        missing: before.missing(),
        warnings: Vec::new(),
    }))
}

impl Precondition {
    /// Rejects a change whose precondition is not met.
    pub(super) fn check(&self, id: &DocumentId, before: Option<&Origin>) -> Result<()> {
        let is_met = match (self, before) {
            (Self::Any, _) | (Self::Exists, Some(_)) | (Self::Absent | Self::IsNot(_), None) => true,
            (Self::Is(tags), Some(before)) => is_among(&before.tag(), tags),
            (Self::IsNot(tags), Some(before)) => !is_among(&before.tag(), tags),
            _ => false,
        };
        if is_met {
            return Ok(());
        }
        Err(Error::Precondition(match before {
            Some(_) => format!("`{id}` exists or has changed: read it again before writing"),
            None => format!("no document `{id}`: omit `If-Match` to create it"),
        }))
    }
}
