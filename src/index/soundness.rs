//! Whether what is on disk of a generation is what was written.
//!
//! Every file of the engine ends with a checksum of itself. Leaves the originals and all that is not the
//! engine's to `upkeep`. Always holds: what is told is of segments that are part of the index; a file that
//! a merge has made needless and removed is none.

use std::{
    collections::BTreeSet,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use tantivy::{Directory, SegmentMeta, index::SegmentComponent};

use super::{Index, folder::Folder, parts, schema::column, snapshot::Snapshot, stored::StoredDocument};
use crate::{
    document::quoted::brief,
    error::{Error, Result},
};

/// The files that each segment of ours has; one with deleted documents has one more.
const COMPONENTS: [SegmentComponent; 6] = [
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::Terms,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
    SegmentComponent::Store,
];

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Damage {
    /// Its name in the folder of the generation.
    pub(crate) file: String,
    pub(crate) problem: String,
}

const NOT_WRITTEN: &str = "is not what was written";

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.file, self.problem)
    }
}

/// Reads every file of a generation and tells which are not what was written, in the order of their names.
///
/// # Errors
/// Where the list of segments cannot be read.
pub(crate) fn damage(folder: &Folder, generation: u64, advance: &dyn Fn(u64)) -> Result<Vec<Damage>> {
    if let Some(damage) = parts::check_lists(folder, generation)? {
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
            found.extend(problem.map(|problem| (segment.id(), Damage { file, problem: problem.to_owned() })));
        }
    }
    // A merge may have taken a segment out meanwhile, and its files with it.
    let left: BTreeSet<_> = engine.searchable_segment_ids()?.into_iter().collect();
    found.retain(|(segment, _)| left.contains(segment));
    Ok(found.into_iter().map(|(_, damage)| damage).collect())
}

impl Index {
    /// What is wrong with the files of the live index in a folder, to be told of a failure that does not say why;
    /// `None` where they are what was written.
    pub fn damage_of(path: &Path) -> Option<Error> {
        let folder = Folder::new(path);
        let generation = folder.current().ok()??;
        match damage(&folder, generation, &|_| {}) {
            Ok(damage) => damage.first().map(|damage| folder.damaged(&damage.to_string())),
            Err(error) => Some(error),
        }
    }

    /// Refuses an index of which it cannot be told for sure which documents it has: what is brought up to date by such
    /// an answer has documents twice, or loses some.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub(crate) fn check_columns(&self) -> Result<()> {
        for segment in self.engine.searchable_segment_metas()? {
            let deleted = segment.has_deletes().then_some(SegmentComponent::Delete);
            for component in
                [SegmentComponent::FastFields, SegmentComponent::Terms].into_iter().chain(deleted)
            {
                let file = segment.relative_path(component);
                if !self.engine.directory().validate_checksum(&file).unwrap_or(false) {
                    return Err(self.folder.damaged(&format!("`{}` {NOT_WRITTEN}", file.display())));
                }
            }
        }
        Ok(())
    }
}

/// Why a generation cannot be opened: a file that is not what was written, or else what was said.
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
    /// Reads every stored document; returns how many can be read and how many cannot.
    pub(crate) fn check_stored(&self) -> (u64, u64) {
        let (mut sound, mut damaged) = (0, 0);
        for (ord, segment) in (0..).zip(self.searcher().segment_readers()) {
            let Ok(Some(ids)) = segment.fast_fields().str(column::ID) else { continue };
            for doc in segment.doc_ids_alive() {
                let Some(id) = ids.term_ords(doc).next() else { continue };
                let address = tantivy::DocAddress::new(ord, doc);
                // What the engine makes of bytes that nobody wrote may be a panic.
                let read = || {
                    let mut text = String::new();
                    let is_known = ids.ord_to_str(id, &mut text).unwrap_or(false);
                    let stored = StoredDocument::read(self.searcher(), self.fields(), address);
                    is_known
                        && stored
                            .and_then(StoredDocument::into_document)
                            .is_ok_and(|whole| whole.id.as_str() == text)
                };
                if catch_unwind(AssertUnwindSafe(read)).unwrap_or(false) { sound += 1 } else { damaged += 1 }
            }
        }
        (sound, damaged)
    }
}
