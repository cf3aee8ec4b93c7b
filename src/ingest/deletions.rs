//! Limits how many documents a run may delete at once.
//!
//! A folder whose disk is not mounted looks empty, and so does one whose files are excluded by a pattern by
//! mistake. If a root has lost all or many of its documents, none of them are deleted until somebody confirms
//! that this is intended. Which documents are gone is left to the run. Invariant: the loss of a root is
//! judged against everything it held, however little of it is scanned.

use std::{
    collections::{HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use super::{ingest_config::DeletionLimits, report::Report};
use crate::{
    document::SourceHash,
    error::{Error, Result},
    index::{Index, Origin, Root, RootLoss},
};

/// What a run has counted for a root.
#[derive(Debug, Default)]
struct RootTally<'a> {
    /// The number of documents it held.
    held: u64,
    /// The ids of the documents whose source is gone.
    gone: Vec<&'a str>,
    /// How many of these have the same content under another id.
    moved: u64,
    /// The number of inputs present now.
    present: u64,
}

/// The deletions a run would make, by root.
#[derive(Debug)]
pub(super) struct Deletions<'a> {
    tallies: HashMap<&'a Path, RootTally<'a>>,
}

/// A root whose documents are not deleted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RefusedDeletion {
    pub(super) root: PathBuf,
    pub(super) loss: RootLoss,
}

impl<'a> Deletions<'a> {
    pub(super) fn new(roots: &'a [Root]) -> Self {
        Self { tallies: roots.iter().map(|root| (root.path.as_path(), RootTally::default())).collect() }
    }

    fn tally_of(&mut self, source: &Path) -> Option<&mut RootTally<'a>> {
        let root = source.ancestors().find(|path| self.tallies.contains_key(path))?;
        self.tallies.get_mut(root)
    }

    /// Counts a document in the index.
    ///
    /// `is_gone` says that its source no longer exists; `found` holds the hashes of the contents read in this
    /// run.
    pub(super) fn held(&mut self, id: &'a str, origin: &Origin, is_gone: bool, found: &HashSet<SourceHash>) {
        let Some(source) = origin.source.as_deref().map(Path::new) else { return };
        let Some(tally) = self.tally_of(source) else { return };
        tally.held += 1;
        if is_gone {
            tally.gone.push(id);
            let known = origin.fingerprint.as_ref();
            tally.moved += u64::from(known.is_some_and(|known| found.contains(&known.content)));
        }
    }

    /// Counts an input.
    pub(super) fn present(&mut self, source: &Path) {
        if let Some(tally) = self.tally_of(source) {
            tally.present += 1;
        }
    }

    /// Returns the ids that may be deleted and the roots that have lost too much.
    pub(super) fn judged(self, limits: DeletionLimits) -> (Vec<&'a str>, Vec<RefusedDeletion>) {
        let (mut deleted, mut refused) = (Vec::new(), Vec::new());
        for (root, tally) in self.tallies {
            if tally.is_too_much(limits) {
                let loss = RootLoss { documents: tally.held, gone: tally.gone.len() as u64 };
                refused.push(RefusedDeletion { root: root.to_owned(), loss });
            } else {
                deleted.extend(tally.gone);
            }
        }
        refused.sort_by(|a, b| a.root.cmp(&b.root));
        (deleted, refused)
    }
}

impl RootTally<'_> {
    fn is_too_much(&self, limits: DeletionLimits) -> bool {
        let gone = self.gone.len() as u64;
        let lost = gone - self.moved;
        let is_empty = gone == self.held && self.present == 0;
        let is_much = lost >= limits.free.max(1) && lost * 100 > limits.percent * self.held;
        lost > 0 && !limits.is_accepted && (is_empty || is_much)
    }
}

/// Returns what the index to be rebuilt holds; `None` if it can no longer be read.
pub(super) fn indexed_before(index: &Path) -> Option<HashMap<String, Origin>> {
    let (before, _) = Index::open_any_version(index).ok()?;
    catch_unwind(AssertUnwindSafe(|| before.snapshot().indexed())).ok()
}

/// Refuses a rebuild in which a root has lost too much.
///
/// The new generation contains only what exists now, so it does not replace the old one.
pub(super) fn refuse_rebuild(report: &Report) -> Result<()> {
    let Some(first) = report.refused.first() else { return Ok(()) };
    let others = report.refused.len() - 1;
    let others = if others > 0 { format!(" (and {others} more)") } else { String::new() };
    Err(Error::Invalid(format!("`{}`{others} {}", first.root, first.reason)))
}

/// Returns the message for a root whose documents are not deleted; `command` deletes them.
pub(super) fn reason(loss: &RootLoss, consequence: &str, command: &str) -> String {
    let RootLoss { documents, gone } = loss;
    format!(
        "has lost {gone} of its {documents} documents at once, so {consequence}: check that its disk is mounted and what \
         `.skorowidzignore` excludes; to delete them, run `{command}`"
    )
}

/// Returns the command that deletes the documents that a root has lost.
pub(super) fn accepting(index: &Path, root: &Path, is_rebuild: bool) -> String {
    let task = if is_rebuild { "--rebuild " } else { "" };
    format!("skorowidz --index {} index {task}--accept-deletions {}", quoted(index), quoted(root))
}

/// Quotes a path for a shell, if it needs that.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if path.chars().all(is_plain) && !path.starts_with('-') {
        return path;
    }
    format!("'{}'", path.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Fingerprint;

    /// Judges a root that held `held` documents, of which `gone` are gone, `moved` of those moved elsewhere,
    /// and `present` inputs exist. Returns how many documents are deleted and how many roots are refused.
    fn judge(held: usize, gone: usize, moved: usize, present: usize) -> (usize, usize) {
        let roots = [Root::new("/r".into())];
        let mut deletions = Deletions::new(&roots);
        let ids: Vec<String> = (0..held).map(|number| number.to_string()).collect();
        let known = |number: usize| Fingerprint::of(&number.to_string());
        let found: HashSet<SourceHash> = (0..moved).map(|number| known(number).content).collect();
        for (number, id) in ids.iter().enumerate() {
            let source = Some(format!("/r/{id}.md"));
            let origin = Origin { source, fingerprint: Some(known(number)) };
            deletions.held(id, &origin, number < gone, &found);
        }
        (0..present).for_each(|_| deletions.present(Path::new("/r/a.md")));
        let (deleted, refused) = deletions.judged(DeletionLimits::default());
        (deleted.len(), refused.len())
    }

    #[test]
    fn a_root_that_lost_all_documents_is_refused() {
        assert_eq!(judge(1, 1, 0, 0), (0, 1));
        assert_eq!(judge(500, 500, 0, 0), (0, 1));
        assert_eq!(judge(1, 1, 0, 1), (1, 0), "another document remains");
        assert_eq!(judge(0, 0, 0, 0), (0, 0));
    }

    #[test]
    fn a_share_is_refused_if_it_is_large_and_not_just_a_few_documents() {
        assert_eq!(judge(60, 18, 0, 42), (18, 0));
        assert_eq!(judge(60, 19, 0, 41), (19, 0), "few");
        assert_eq!(judge(66, 20, 0, 46), (0, 1));
        assert_eq!(judge(1000, 300, 0, 700), (300, 0), "exactly the allowed share");
        assert_eq!(judge(1000, 301, 0, 699), (0, 1));
    }

    #[test]
    fn the_advice_is_a_command_that_a_shell_understands() {
        let command = |root: &str, is_rebuild| accepting(Path::new("/i"), Path::new(root), is_rebuild);
        assert_eq!(command("/w", false), "skorowidz --index /i index --accept-deletions /w");
        assert_eq!(command("/w", true), "skorowidz --index /i index --rebuild --accept-deletions /w");
        let odd = r"skorowidz --index /i index --accept-deletions '/Uchwały 2025/O'\''Neill $x'";
        assert_eq!(command("/Uchwały 2025/O'Neill $x", false), odd);
    }

    #[test]
    fn renamed_documents_are_not_lost() {
        assert_eq!(judge(100, 100, 100, 100), (100, 0));
        assert_eq!(judge(100, 100, 50, 100), (0, 1));
    }

    #[test]
    fn documents_outside_all_roots_are_not_counted_as_lost() {
        let roots = [Root::new("/r".into())];
        let mut deletions = Deletions::new(&roots);
        let elsewhere = Origin { source: Some("/rest/a.md".to_owned()), fingerprint: None };
        deletions.held("a", &elsewhere, true, &HashSet::new());
        assert_eq!(deletions.judged(DeletionLimits::default()), (Vec::new(), Vec::new()));
    }
}
