//! The originals of documents received over HTTP, and withdrawals, in the cluster: what the folder `documents` is to one
//! machine, this is to all of them.
//!
//! The index `NAME-originals` has a row for each id that was ever sent or withdrawn, and the files in pieces. What the
//! files look like, and mirroring the rows, is left to `uploads`. Invariants: the pieces of a file are there before its
//! row; a row names the hash of its whole file.

use std::{collections::BTreeSet, io::Read, path::PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use skorowidz_cluster::{BulkAction, Cluster, ClusterError, FileError, SearchHit, VersionedDocument};

use super::{
    folder::Folder,
    following::Followed,
    open::Index,
    remote_index::RemoteIndex,
    remote_writer::{next_version, note_version},
};
use crate::{
    document::Format,
    error::{Error, Result},
};

/// The file that says how far the rows have been followed.
const FILE: &str = "originals.json";
/// The number of rows listed at a time.
const LISTED: usize = 1000;
/// What a row has but a piece has not.
const ROW: &str = "row";

/// What was done last to an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OriginalKind {
    /// It was sent.
    Upload,
    /// It was withdrawn; what was sent is kept.
    Gone,
    /// It was withdrawn, and nothing is kept.
    Purged,
    /// The withdrawal was undone, and nothing is kept.
    Admitted,
}

/// The row of an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OriginalRow {
    pub(crate) kind: OriginalKind,
    /// The file that was sent, if it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<OriginalFile>,
    /// The record of the withdrawal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) withdrawal: Option<Value>,
}

/// A file in the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OriginalFile {
    /// The hash of the whole file.
    pub(crate) hash: String,
    /// The size of the file, in bytes.
    pub(crate) bytes: u64,
    /// The number of its pieces.
    pub(crate) pieces: u32,
    /// The hash of what the document is made of.
    pub(crate) source: String,
    /// The format of the content.
    pub(crate) format: Format,
}

/// A document of the index of originals.
#[derive(Deserialize)]
struct Stored {
    row: Option<OriginalRow>,
}

impl Index {
    /// Returns the originals of the index; `None` if it is not in a cluster.
    pub(crate) fn originals(&self) -> Option<Originals> {
        let remote = self.remote.clone()?;
        let (folder, followed) = (self.folder.clone(), self.generation_path().join(FILE));
        Some(Originals { name: remote.originals_name(), remote, folder, followed })
    }
}

/// Of a piece, the id that it belongs to.
#[derive(Deserialize)]
struct PieceOwner {
    of: String,
}

/// The originals of an index in a cluster. Clones share connections.
#[derive(Debug, Clone)]
pub(crate) struct Originals {
    remote: RemoteIndex,
    name: String,
    folder: Folder,
    /// Where it is kept how far the rows have been followed: with the generation, which a restore replaces.
    followed: PathBuf,
}

impl Originals {
    /// Whether other machines have changed anything since the rows were last followed.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn has_news(&self) -> Result<bool> {
        match self.cluster().progress(&self.name) {
            Err(ClusterError::NoIndex { .. }) => Ok(false),
            now => Ok(self.followed() != Some(Followed::of(now?))),
        }
    }

    fn followed(&self) -> Option<Followed> {
        // Without it, or with one that cannot be read, all rows are read.
        self.folder.read_json(&self.followed).ok().flatten()
    }

    fn cluster(&self) -> &Cluster {
        self.remote.requests().0
    }

    /// Makes sure that there is an index for them.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn create(&self) -> Result<()> {
        if self.cluster().has_index(&self.name)? {
            return Ok(());
        }
        match self.cluster().create_index(&self.name, &self.remote.originals_body()) {
            // Another machine was faster.
            Err(_) if self.cluster().has_index(&self.name)? => Ok(()),
            created => Ok(created?),
        }
    }

    /// Writes a file, and returns the number of its pieces.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not take it.
    pub(crate) fn put_file(&self, key: &str, hash: &str, file: &mut dyn Read) -> Result<u32> {
        let put = self.cluster().put_file(&self.name, (&name_of(key, hash), key), next_version(), file);
        put.map_err(|error| match error {
            FileError::Read(error) => Error::io("read", self.folder.path().join("documents"))(error),
            FileError::Cluster(error) => error.into(),
        })
    }

    /// Writes the row of an id.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not take it.
    pub(crate) fn put_row(&self, key: &str, row: &OriginalRow) -> Result<()> {
        let source = json!({"id": key, "of": key, "is_row": true, ROW: row}).to_string().into_bytes();
        self.write(|version| BulkAction::Index { id: key.to_owned(), version, source: source.clone() })
    }

    /// Removes the row of an id.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not take it.
    pub(crate) fn remove_row(&self, key: &str) -> Result<()> {
        self.write(|version| BulkAction::Delete { id: key.to_owned(), version })
    }

    /// Makes a write with a version above the one that is there.
    fn write(&self, action: impl Fn(u64) -> BulkAction) -> Result<()> {
        let action = action(next_version());
        let known = self.cluster().get_versions(&self.name, &[action.id()])?;
        known.into_iter().flatten().for_each(|known| note_version(known.version));
        let action = match action {
            BulkAction::Index { id, source, .. } => BulkAction::Index { id, version: next_version(), source },
            BulkAction::Delete { id, .. } => BulkAction::Delete { id, version: next_version() },
        };
        Ok(self.cluster().put_one(&self.name, action)?)
    }

    /// Returns the row of an id, if it has one.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn row(&self, key: &str) -> Result<Option<OriginalRow>> {
        let fetched = match self.cluster().get_many(&self.name, &[key]) {
            Err(ClusterError::NoIndex { .. }) => return Ok(None),
            fetched => fetched?,
        };
        fetched.into_iter().flatten().next().map_or(Ok(None), |source| row_of(source.get()))
    }

    /// Passes the pieces of a file to `take`, in order.
    ///
    /// # Errors
    ///
    /// Returns the first error of `take`, and [`Error::Cluster`] if a piece is missing.
    pub(crate) fn each_piece(
        &self,
        key: &str,
        file: &OriginalFile,
        take: &mut dyn FnMut(Vec<u8>) -> Result<()>,
    ) -> Result<()> {
        self.cluster().each_piece(&self.name, (&name_of(key, &file.hash), file.pieces), take)
    }

    /// Removes the pieces of an id that its row no longer names. Those that are newer than the row are kept: their row is
    /// about to be written.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn remove_outdated(&self, key: &str) -> Result<()> {
        let row = self.cluster().get_versions(&self.name, &[key])?.into_iter().flatten().next();
        let Some(VersionedDocument { version: latest, source }) = row else { return Ok(()) };
        let kept = row_of(source.get())?.and_then(|row| row.file);
        let kept = kept.map(|file| name_of(key, &file.hash) + "-");
        self.cluster().refresh(&self.name)?;
        let (mut needless, query) = (Vec::new(), json!({"term": {"of": key}}));
        self.cluster().each_document(&self.name, (&query, &json!(false)), ("id", None), LISTED, |hit| {
            let is_kept = hit.id == key
                || hit.version.is_none_or(|version| version > latest)
                || kept.as_ref().is_some_and(|kept| hit.id.starts_with(kept));
            needless.extend((!is_kept).then_some((hit.id, hit.version)));
            Ok::<(), Error>(())
        })?;
        for (id, version) in needless {
            note_version(version);
            self.cluster().put_one(&self.name, BulkAction::Delete { id, version: next_version() })?;
        }
        Ok(())
    }

    /// Removes the pieces of all that was purged, also by a process that was killed.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn remove_purged(&self) -> Result<()> {
        if !self.cluster().has_index(&self.name)? {
            return Ok(());
        }
        self.cluster().refresh(&self.name)?;
        let (mut owners, query) =
            (BTreeSet::new(), json!({"bool": {"must_not": {"exists": {"field": "is_row"}}}}));
        let what = (&query, &json!(["of"]));
        self.cluster().each_document(&self.name, what, ("id", None), LISTED, |hit| {
            let piece = hit.source.and_then(|source| serde_json::from_str::<PieceOwner>(source.get()).ok());
            owners.extend(piece.map(|piece| piece.of));
            Ok::<(), Error>(())
        })?;
        for key in owners {
            if self.row(&key)?.is_some_and(|row| row.kind == OriginalKind::Purged) {
                self.remove_outdated(&key)?;
            }
        }
        Ok(())
    }

    /// Passes the rows that were written since the last time to `take`, each with the key of its id, in the order in
    /// which they were written to their shard. [`Self::note_followed`] remembers what this returns.
    ///
    /// # Errors
    ///
    /// Returns the first error of `take`, and [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn follow(
        &self,
        take: &mut dyn FnMut(&str, OriginalRow) -> Result<()>,
    ) -> Result<Option<Followed>> {
        let now = match self.cluster().progress(&self.name) {
            Err(ClusterError::NoIndex { .. }) => return Ok(None),
            now => Followed::of(now?),
        };
        let known = self.followed();
        if known.as_ref() == Some(&now) {
            return Ok(None);
        }
        self.cluster().refresh(&self.name)?;
        let known = known.filter(|known| known.is_before(&now)).unwrap_or_else(|| now.beginning());
        for (shard, range) in known.ranges(&now) {
            let read = |hit: SearchHit| {
                note_version(hit.version);
                let source = hit.source.as_ref().map_or("{}", |source| source.get());
                row_of(source)?.map_or(Ok(()), |row| take(&hit.id, row))
            };
            self.cluster().each_change((&self.name, shard), range, (&[ROW], LISTED), read)?;
        }
        Ok(Some(now))
    }

    /// Passes all rows to `take`.
    ///
    /// # Errors
    ///
    /// Returns the first error of `take`, and [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn each_row(&self, take: &mut dyn FnMut(&str, OriginalRow) -> Result<()>) -> Result<()> {
        if !self.cluster().has_index(&self.name)? {
            return Ok(());
        }
        self.cluster().refresh(&self.name)?;
        let query = json!({"exists": {"field": "is_row"}});
        let what = (&query, &json!([ROW]));
        self.cluster().each_document(&self.name, what, ("id", None), LISTED, |hit| {
            let source = hit.source.as_ref().map_or("{}", |source| source.get());
            row_of(source)?.map_or(Ok(()), |row| take(&hit.id, row))
        })?;
        Ok(())
    }

    /// Notes how far the rows have been followed, after what they say was done.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Io`] if the file cannot be written.
    pub(crate) fn note_followed(&self, followed: &Followed) -> Result<()> {
        self.folder.write_json(&self.followed, followed)
    }
}

/// The beginning of the ids of the pieces of a file.
fn name_of(key: &str, hash: &str) -> String {
    format!("{key}-{}", hash.get(..32).unwrap_or(hash))
}

fn row_of(json: &str) -> Result<Option<OriginalRow>> {
    let stored = serde_json::from_str::<Stored>(json);
    let stored =
        stored.map_err(|error| Error::Cluster(format!("a row of originals cannot be read: {error}")))?;
    Ok(stored.row)
}
