//! Checks the integrity of a generation on disk.
//!
//! Every file of the engine ends with a checksum. Uploads and everything else that is not the engine's are
//! left to `maintenance`.
//!
//! Invariant: only segments that are part of the index are reported; a file that a merge has replaced and
//! removed is not damage.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use tantivy::{Directory, SegmentMeta, index::SegmentComponent};

use super::{
    engine_lists::{self, FileDamage},
    folder::Folder,
    schema::{self, column},
    snapshot::Snapshot,
    stored::StoredDocument,
};
use crate::{
    document::quoted::brief,
    error::{Error, Result},
};

/// The files of each segment. A segment with deleted documents has one more.
const COMPONENTS: [SegmentComponent; 6] = [
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::Terms,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
    SegmentComponent::Store,
];

const NOT_WRITTEN: &str = "is corrupt";

/// Reads every file of a generation and returns the damaged ones.
///
/// # Errors
///
/// Returns an error if the list of segments cannot be read.
pub(crate) fn damage(folder: &Folder, generation: u64, advance: &dyn Fn(u64)) -> Result<Vec<FileDamage>> {
    if let Some(damage) = engine_lists::check_lists(folder, generation)? {
        return Ok(vec![damage]);
    }
    let engine = folder
        .directory(generation)
        .map_err(tantivy::TantivyError::from)
        .and_then(tantivy::Index::open)
        .map_err(|error| folder.damaged(&brief(&error)))?;
    let mut found = Vec::new();
    for segment in engine.searchable_segment_metas()? {
        for file in files(&segment) {
            let path = folder.generation(generation).join(&file);
            advance(path.metadata().map_or(0, |metadata| metadata.len()));
            let problem = match engine.directory().exists(file.as_ref()) {
                Ok(false) => Some("is missing"),
                _ => match engine.directory().validate_checksum(file.as_ref()) {
                    Ok(true) => None,
                    _ => Some(NOT_WRITTEN),
                },
            };
            found.extend(
                problem.map(|problem| (segment.id(), FileDamage { file, problem: problem.to_owned() })),
            );
        }
    }
    // A merge may have removed a segment with its files meanwhile.
    let left: BTreeSet<_> = engine.searchable_segment_ids()?.into_iter().collect();
    found.retain(|(segment, _)| left.contains(segment));
    Ok(found.into_iter().map(|(_, damage)| damage).collect())
}

/// Returns an error if the index cannot reliably say which documents it contains. Updating such an index
/// would duplicate or lose documents.
///
/// # Errors
///
/// Returns [`Error::Damaged`] if a file with ids, terms or deletions is corrupt.
pub(super) fn check_columns(folder: &Folder, engine: &tantivy::Index) -> Result<()> {
    for segment in engine.searchable_segment_metas()? {
        let deleted = segment.has_deletes().then_some(SegmentComponent::Delete);
        for component in [SegmentComponent::FastFields, SegmentComponent::Terms].into_iter().chain(deleted) {
            let file = segment.relative_path(component);
            if !engine.directory().validate_checksum(&file).unwrap_or(false) {
                return Err(folder.damaged(&format!("`{}` {NOT_WRITTEN}", file.display())));
            }
        }
    }
    Ok(())
}

/// Explains why a generation cannot be opened: returns the first damaged file, or the original error if there
/// is none.
pub(super) fn explain(folder: &Folder, generation: u64, error: Error) -> Error {
    match damage(folder, generation, &|_| {}) {
        Ok(damage) if damage.is_empty() => error,
        Ok(damage) => folder.damaged(&damage[0].to_string()),
        Err(_) => error,
    }
}

fn files(segment: &SegmentMeta) -> Vec<String> {
    let deleted = segment.has_deletes().then_some(SegmentComponent::Delete);
    let components = COMPONENTS.into_iter().chain(deleted);
    components.map(|component| segment.relative_path(component).to_string_lossy().into_owned()).collect()
}

impl Snapshot {
    /// Reads every stored document and returns the numbers of readable and unreadable ones.
    pub(crate) fn check_stored(&self) -> (u64, u64) {
        let is_catalog = schema::is_catalog(self.searcher().schema());
        let (mut sound, mut damaged) = (0, 0);
        for (ord, segment) in (0..).zip(self.searcher().segment_readers()) {
            let Ok(Some(ids)) = segment.fast_fields().str(column::ID) else { continue };
            for doc in segment.doc_ids_alive() {
                let Some(id) = ids.term_ords(doc).next() else { continue };
                let address = tantivy::DocAddress::new(ord, doc);
                // The engine may panic on corrupt bytes.
                let read = || {
                    let mut text = String::new();
                    let is_known = ids.ord_to_str(id, &mut text).unwrap_or(false);
                    let stored = || StoredDocument::read(self.searcher(), address)?.into_document();
                    let stored_id = || {
                        if is_catalog {
                            self.head(address).map(|head| head.id)
                        } else {
                            stored().map(|whole| whole.id)
                        }
                    };
                    is_known && stored_id().is_ok_and(|id| id.as_str() == text)
                };
                if catch_unwind(AssertUnwindSafe(read)).unwrap_or(false) { sound += 1 } else { damaged += 1 }
            }
        }
        (sound, damaged)
    }
}
