//! Removes purged documents from the files of vectors, whatever model made them.
//!
//! Whoever makes vectors stops while a purge is pending, so that this gets its turn. Invariant: when it returns
//! `true`, no file has anything of a document that is not in the index in the state it had then.

use std::path::Path;

use super::{
    keys::SourceKey,
    model_folder::{ModelFolder, removed},
    vector_file::{self, VectorFile},
    vector_store::VectorStore,
};
use crate::{document::DocumentId, error::Result, index::Snapshot};

/// Keeps only the vectors of the documents of a snapshot. Returns `false` while a process makes vectors.
///
/// # Errors
/// Returns an error if the index cannot be read, or a file cannot be written or removed.
pub(crate) fn purge(index: &Path, snapshot: &Snapshot) -> Result<bool> {
    let folder = ModelFolder::of(index);
    for path in folder.vector_files() {
        let Some(dimensions) = vector_file::dimensions(&path) else {
            // Whatever it has, it can be made again.
            removed(&path)?;
            continue;
        };
        let Some((mut file, read)) = VectorFile::open(&path, dimensions, None)? else { return Ok(false) };
        let mut store = VectorStore::new(dimensions);
        store.extend(read.records);
        let mut failure = None;
        let records = store.records(|id, source| match is_in(snapshot, id, source) {
            Ok(is_kept) => is_kept,
            Err(error) => {
                failure = Some(error);
                true
            }
        });
        failure.map_or(Ok(()), Err)?;
        file.replace(dimensions, &records)?;
    }
    for path in folder.leftovers() {
        removed(&path)?;
    }
    Ok(true)
}

/// Whether a snapshot has a document in this state.
fn is_in(snapshot: &Snapshot, id: &DocumentId, source: SourceKey) -> Result<bool> {
    let Some(address) = snapshot.address(id)? else { return Ok(false) };
    Ok(snapshot.fingerprint_at(address).is_some_and(|known| SourceKey::new(&known) == source))
}
