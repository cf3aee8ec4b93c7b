//! Changes that come one by one, made to originals and index together.
//!
//! A [`Session`] holds the right to write. It makes a group of changes in three steps: the originals get their
//! names and are durable, the index is committed with the number of the last one, the changes are answered.
//! Whatever ends the process in between, the next session finds in the numbers what the index has not
//! seen. Where the second step fails, the first one is taken back before anybody is answered. Leaves threads and
//! waiting to `writes`. Always holds: what is answered with success is durable and found by the next search; a change
//! that is refused has changed nothing and never will, unless its error says that nobody knows.

use std::{
    collections::HashSet,
    path::Path,
    sync::{Arc, PoisonError, RwLock, RwLockWriteGuard},
    thread,
    time::Duration,
};

use crate::{
    document::DocumentId,
    error::{Error, Result},
    index::{self, Index, IndexWriter, Origin, Purge, Size, Snapshot},
    ingest::{self, Intake, Missing, Received},
    metrics::Metrics,
    originals::{self, Originals, Staged, State, Withdrawal},
};

/// The originals as all who ask see them.
pub(super) type SharedOriginals = Arc<RwLock<Originals>>;

/// What must be so that a change is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Condition {
    /// Nothing.
    #[default]
    Any,
    /// The document is there.
    Exists,
    /// The document is not there.
    Absent,
    /// The document is there and has one of these tags (see [`tag_of`]).
    Is(Vec<String>),
    /// The document is not there, or has none of these tags.
    IsNot(Vec<String>),
}

/// What a document that was sent has become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is new.
    Created,
    /// It has taken the place of another content.
    Updated,
    /// It was there already, with this content.
    Unchanged,
}

/// A document that was sent, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it has become.
    pub status: Status,
    /// Its tag.
    pub tag: String,
    /// What is missing of its text.
    pub missing: Option<Missing>,
    /// What was doubtful or lost.
    pub warnings: Vec<String>,
}

/// One change.
#[derive(Debug)]
pub(super) enum Change {
    /// Puts a document in its place.
    Put { staged: Staged, received: Box<Received>, hash: String },
    /// Takes a document out.
    Withdraw { purge: bool },
    /// Puts the whole text in the place of what was there at once, if the original is still that one.
    Complete { received: Box<Received>, sequence: u64 },
}

/// A change and the document it is of.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) id: DocumentId,
    pub(super) condition: Condition,
    pub(super) change: Change,
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Written(Written),
    Withdrawn,
    /// There was nothing to withdraw.
    NotThere,
    /// The original that was to be completed has been replaced.
    Outdated,
}

/// The tag of a document that the index knows by `hash`: it changes whenever the document does.
pub fn tag_of(hash: &str) -> String {
    hash.replace('+', "-")
}

/// How often words are taken out of segments before that is left to the next writer: one round does it unless the disk
/// is full or documents are deleted meanwhile.
const MAX_EXPUNGE_ROUNDS: u32 = 3;
/// How often it is looked whether segments have been written anew.
const MERGE_POLL: Duration = Duration::from_millis(10);

/// The right to write, with all that is needed for it.
#[derive(Debug)]
pub(super) struct Session {
    writer: IndexWriter,
    originals: SharedOriginals,
    intake: Intake,
    /// How often segments have been written anew for a purge that is not done.
    expunge_rounds: u32,
}

impl Session {
    /// Waits for the right to write and catches up with what the index has not seen.
    ///
    /// # Errors
    /// As [`IndexWriter::open`]; [`Error::Io`].
    pub(super) fn begin(
        path: &Path,
        originals: &SharedOriginals,
        intake: &Intake,
        metrics: &Metrics,
    ) -> Result<Self> {
        let mut writer = IndexWriter::open_sized(path, Size::Single)?;
        writer.count_in(metrics);
        // Replaying takes long where much is to be read; others go on asking meanwhile.
        let listed = {
            let mut originals = originals.write().unwrap_or_else(PoisonError::into_inner);
            originals.list()?;
            if let Err(error) = originals.remove_abandoned() {
                tracing::warn!("what a killed process left stays for now: {error}");
            }
            originals.clone()
        };
        intake.replay(&mut writer, &listed)?;
        originals.write().unwrap_or_else(PoisonError::into_inner).remove_superseded();
        let (originals, intake) = (Arc::clone(originals), intake.clone());
        let mut session = Self { writer, originals, intake, expunge_rounds: 0 };
        // What keeps a purge from its end must not keep others from writing.
        if let Err(error) = session.tidy() {
            tracing::warn!("what was purged is still in files: {error}");
        }
        Ok(session)
    }

    /// The index as it is being written.
    pub(super) fn index(&self) -> &Index {
        self.writer.index()
    }

    /// Whether another process waits to write.
    pub(super) fn is_wanted(&self) -> bool {
        self.writer.is_wanted()
    }

    /// Whether there is work that would be lost if the session ended now.
    pub(super) fn is_busy(&self) -> bool {
        self.writer.is_merging()
    }

    /// Goes on with what is to be done beside the changes, and tells how far a purge is; to be called while nothing else
    /// is to do.
    ///
    /// # Errors
    /// Where what was purged cannot be taken out, as on a full disk.
    pub(super) fn tidy(&mut self) -> Result<Purge> {
        if !index::is_purging(self.index().path()) {
            return Ok(Purge::Done);
        }
        if self.writer.is_merging() {
            return Ok(Purge::Underway);
        }
        if self.expunge_rounds == MAX_EXPUNGE_ROUNDS {
            return Err(Error::Internal(
                "segments cannot be written anew, perhaps for want of room".to_owned(),
            ));
        }
        let mut originals = self.originals.write().unwrap_or_else(PoisonError::into_inner);
        let purge = ingest::go_on_purging(&mut self.writer, &mut originals)?;
        self.expunge_rounds = if purge == Purge::Underway { self.expunge_rounds + 1 } else { 0 };
        Ok(purge)
    }

    /// Makes the changes of a group and commits them. No two may be of one document. After an error the session is
    /// of no more use.
    ///
    /// # Errors
    /// Where they could not be committed: then none of them is made, or it is [`Error::Uncertain`].
    pub(super) fn apply(&mut self, group: Vec<Request>) -> Result<Vec<Result<Outcome>>> {
        debug_assert!(group.iter().map(|request| &request.id).collect::<HashSet<_>>().len() == group.len());
        let before = Before {
            last: self.originals().last().max(self.writer.sequence()),
            ids: group.iter().map(|request| request.id.clone()).collect(),
            snapshot: self.index().snapshot(),
        };
        self.make_all(group).map_err(|error| match self.take_back(&before) {
            Ok(true) => error,
            Ok(false) => Error::Uncertain(error.to_string()),
            Err(second) => Error::Uncertain(format!("{error}; {second}")),
        })
    }

    fn make_all(&mut self, group: Vec<Request>) -> Result<Vec<Result<Outcome>>> {
        if group.iter().any(|request| matches!(request.change, Change::Withdraw { purge: true })) {
            // Before anything else: whatever ends the process, the words will be taken out.
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
        if outcomes.iter().flatten().any(Outcome::is_change) {
            self.commit()?;
        }
        Ok(outcomes)
    }

    fn commit(&mut self) -> Result<()> {
        self.originals().sync()?;
        let sequence = self.originals().last().max(self.writer.sequence());
        self.writer.set_sequence(sequence);
        self.writer.commit()?;
        self.originals_mut().remove_superseded();
        self.expunge_rounds = 0;
        // The changes are made: what fails from here on is done by the next writer.
        if let Err(error) = self.tidy().and_then(|_| self.writer.begin_merges()) {
            tracing::warn!("what changes have replaced stays for now: {error}");
        }
        Ok(())
    }

    /// Takes back what was published of a group that could not be committed. Returns whether it is certain that nothing
    /// of it was made.
    fn take_back(&mut self, before: &Before) -> Result<bool> {
        self.writer.abandon();
        self.index().refresh()?;
        let now = self.index().snapshot();
        if self.index().sequence()? > before.last {
            return Ok(false);
        }
        for id in &before.ids {
            // A merge may have written down what the commit could not.
            if now.origin(id)? != before.snapshot.origin(id)? {
                return Ok(false);
            }
        }
        self.originals_mut().take_back(before.last)?;
        Ok(true)
    }

    fn make(&mut self, request: Request) -> Result<Outcome> {
        let Request { id, condition, change } = request;
        let before = self.index().snapshot().origin(&id)?;
        condition.check(&id, before.as_ref())?;
        match change {
            Change::Put { staged, received, hash } => {
                self.put(&id, staged, *received, &hash, before.as_ref())
            }
            Change::Withdraw { purge } => self.withdraw(&id, purge, before.as_ref()),
            Change::Complete { received, sequence } => {
                let entry = self.originals().entry(&id);
                if entry.is_none_or(|entry| entry.sequence != sequence) {
                    return Ok(Outcome::Outdated);
                }
                let written = received.written(Status::Updated);
                self.writer.replace(received.prepared)?;
                Ok(Outcome::Written(written))
            }
        }
    }

    fn put(
        &mut self,
        id: &DocumentId,
        staged: Staged,
        received: Received,
        hash: &str,
        before: Option<&Origin>,
    ) -> Result<Outcome> {
        refuse_file(id, before)?;
        let is_here = self.originals().is_present(id);
        if let Some(before) = before.filter(|before| is_here && self.intake.is_known(&before.hash, hash)) {
            return Ok(Outcome::Written(unchanged(&before.hash)));
        }
        let old = self.originals().content_hash(id).filter(|old| *old != staged.content_hash);
        let status = if before.is_some() { Status::Updated } else { Status::Created };
        let written = received.written(status);
        if let Some(old) = old {
            self.intake.forget(&old);
        }
        self.publish(staged)?;
        self.writer.replace(received.prepared)?;
        Ok(Outcome::Written(written))
    }

    fn withdraw(&mut self, id: &DocumentId, purge: bool, before: Option<&Origin>) -> Result<Outcome> {
        let is_kept = self.originals().is_withdrawn(id) && !self.originals().is_purged(id);
        if before.is_none() && !(purge && is_kept) {
            return Ok(Outcome::NotThere);
        }
        if purge {
            self.forget(id, before);
        }
        let since = self.originals().withdrawal(id).and_then(|withdrawal| withdrawal.withdrawn);
        let withdrawal = Withdrawal {
            withdrawn: since.or_else(|| Some(originals::now())),
            id: (!purge).then(|| id.clone()),
        };
        let files = self.originals().stager();
        let staged = files.stage_withdrawal(id, &withdrawal)?;
        self.publish(staged)?;
        self.writer.delete(id)?;
        Ok(Outcome::Withdrawn)
    }

    /// Removes what is kept of the content of a document beside its original.
    fn forget(&self, id: &DocumentId, before: Option<&Origin>) {
        let hash = match before.and_then(|before| before.source.as_ref()) {
            Some(file) => self.intake.content_hash(file.as_ref()),
            None => self.originals().content_hash(id),
        };
        if let Some(hash) = hash {
            self.intake.forget(&hash);
        }
    }

    fn publish(&self, staged: Staged) -> Result<()> {
        let floor = self.writer.sequence();
        self.originals_mut().publish(staged, floor)?;
        Ok(())
    }

    fn originals_mut(&self) -> RwLockWriteGuard<'_, Originals> {
        self.originals.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn originals(&self) -> std::sync::RwLockReadGuard<'_, Originals> {
        self.originals.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a withdrawal back. What came over HTTP is put in again; a file is read by the next run.
    ///
    /// # Errors
    /// [`Error::Io`], and where the original cannot be read.
    pub(super) fn readmit(&mut self, id: &DocumentId) -> Result<bool> {
        let Some(entry) = self.originals().entry(id) else { return Ok(false) };
        let State::Withdrawn { kept } = entry.state else { return Ok(false) };
        let Some(kept) = kept else {
            self.originals_mut().readmit(id).map_err(|error| Error::Uncertain(error.to_string()))?;
            return Ok(true);
        };
        let original = self.originals().read(&originals::Key::of(id), kept)?;
        let files = self.originals().stager();
        let staged = files.stage(&original)?;
        let hash = original.hash();
        let received = self.intake.read(original, staged.path(), staged.start, false)?;
        let change = Change::Put { staged, received: Box::new(received), hash };
        let request = Request { id: id.clone(), condition: Condition::Any, change };
        self.apply(vec![request])?.into_iter().collect::<Result<Vec<_>>>()?;
        Ok(true)
    }

    /// Waits for the merges that were begun, and for the end of a purge as far as it lies with this process.
    pub(super) fn finish(mut self) -> Result<()> {
        loop {
            match self.tidy() {
                Ok(Purge::Underway) => thread::sleep(MERGE_POLL),
                Ok(Purge::Done) => break,
                Ok(Purge::Elsewhere) => {
                    tracing::warn!(
                        "a rebuild or a backup holds what was purged: it goes when that has ended"
                    );
                    break;
                }
                Err(error) => {
                    tracing::warn!("what was purged is still in files, the next writer tries again: {error}");
                    break;
                }
            }
        }
        self.writer.finish()
    }
}

/// What was so before a group of changes.
struct Before {
    /// The last number that was given.
    last: u64,
    ids: Vec<DocumentId>,
    snapshot: Snapshot,
}

/// Whether an error is of one change alone.
fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::Conflict(_) | Error::Precondition(_) | Error::Unreadable(_) | Error::Invalid(_))
}

impl Outcome {
    pub(super) fn is_change(&self) -> bool {
        match self {
            Self::Written(written) => written.status != Status::Unchanged,
            Self::Withdrawn => true,
            Self::NotThere | Self::Outdated => false,
        }
    }
}

impl Received {
    fn written(&self, status: Status) -> Written {
        let (tag, warnings) = (tag_of(&self.hash), self.warnings.clone());
        Written { status, tag, missing: Intake::missing(&self.hash), warnings }
    }
}

/// What is answered for a content that the index has under `hash`.
pub(super) fn unchanged(hash: &str) -> Written {
    let missing = Intake::missing(hash);
    Written { status: Status::Unchanged, tag: tag_of(hash), missing, warnings: Vec::new() }
}

/// Refuses to put a document in the place of a file's.
pub(super) fn refuse_file(id: &DocumentId, before: Option<&Origin>) -> Result<()> {
    if before.is_some_and(|before| before.source.is_some()) {
        return Err(Error::Conflict(format!(
            "`{id}` is the document of a file in an indexed folder: change the file, or use another id"
        )));
    }
    Ok(())
}

impl Condition {
    /// Refuses a change whose condition is not met.
    pub(super) fn check(&self, id: &DocumentId, before: Option<&Origin>) -> Result<()> {
        let is_met = match (self, before) {
            (Self::Any, _) | (Self::Exists, Some(_)) | (Self::Absent | Self::IsNot(_), None) => true,
            (Self::Is(tags), Some(before)) => is_among(&tag_of(&before.hash), tags),
            (Self::IsNot(tags), Some(before)) => !is_among(&tag_of(&before.hash), tags),
            _ => false,
        };
        if is_met {
            return Ok(());
        }
        Err(Error::Precondition(match before {
            Some(_) => format!("`{id}` is another one by now, or there at all: read it again and decide"),
            None => format!("there is no `{id}`: leave `If-Match` out to make it"),
        }))
    }
}

/// Whether a document that has this tag is one that these stand for: the same content with more of its text
/// recognised is what the client knows.
pub fn is_among(tag: &str, tags: &[String]) -> bool {
    tags.iter().any(|known| content_of(known) == content_of(tag))
}

/// The part of a tag that stands for the content.
fn content_of(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}
