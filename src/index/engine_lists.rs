//! The lists of files and segments that the engine keeps of a generation.
//!
//! The engine deletes any file that its file list names, so the list is checked before the engine reads it.
//! Which names its files may have is left to `parts`, checksums to `integrity`.
//!
//! Invariant: a list that passes the check names only files of the engine, with our schema.

use std::{fmt, fs, io::ErrorKind};

use serde::Deserialize;
use tantivy::schema::Schema;

use super::{
    folder::{Folder, read_bounded},
    parts::{MANAGED, META, is_engine_file},
    schema,
};
use crate::{
    document::quoted::brief,
    error::{Error, Result, quoted},
};

/// A damaged file with a description of the problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileDamage {
    /// The name in the folder of the generation.
    pub(crate) file: String,
    pub(crate) problem: String,
}

impl fmt::Display for FileDamage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.file, self.problem)
    }
}

/// Checks what the engine takes on trust: that it may delete only its own files, and that the schema is ours.
/// Returns the damage, if any.
///
/// # Errors
///
/// Returns [`Error::Io`] if a file cannot be read.
pub(super) fn check_lists(folder: &Folder, generation: u64) -> Result<Option<FileDamage>> {
    let damage = |file: &str, problem: String| Some(FileDamage { file: file.to_owned(), problem });
    match read_list::<Vec<String>>(folder, generation, MANAGED)? {
        Ok(Some(names)) => {
            if let Some(name) = names.iter().find(|name| !is_engine_file(name)) {
                let problem = format!("lists {}, which is not an index file", quoted(name));
                return Ok(damage(MANAGED, problem));
            }
        }
        Ok(None) => {}
        Err(problem) => return Ok(damage(MANAGED, problem)),
    }
    let is_ours = folder.check_version(generation).is_ok();
    Ok(match read_list::<SegmentsMeta>(folder, generation, META)? {
        Ok(None) => damage(META, "is missing".to_owned()),
        Ok(Some(meta)) if is_ours && !schema::is_ours(&meta.schema) => {
            damage(META, "has fields that do not match its schema version".to_owned())
        }
        Ok(Some(meta)) if !meta.persisted_custom_extensions.is_empty() => {
            damage(META, "lists segment extensions that are not supported".to_owned())
        }
        Ok(_) => None,
        Err(problem) => damage(META, problem),
    })
}

/// The parts of the segment list that the engine does not check itself.
#[derive(Deserialize)]
struct SegmentsMeta {
    schema: Schema,
    #[serde(default)]
    persisted_custom_extensions: Vec<String>,
}

/// Reads a list, or returns what is wrong with it. Returns `None` if the file does not exist.
fn read_list<T: serde::de::DeserializeOwned>(
    folder: &Folder,
    generation: u64,
    name: &str,
) -> Result<std::result::Result<Option<T>, String>> {
    let path = folder.generation(generation).join(name);
    Ok(match read_bounded(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| format!("is corrupt ({})", brief(&error))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => return Err(Error::io("read", path)(error)),
    })
}

/// Rewrites the engine's file list from the files that exist, whatever it said before.
///
/// # Errors
///
/// Returns [`Error::Io`] if the folder cannot be read or the list cannot be written.
pub(crate) fn list_files_again(folder: &Folder, generation: u64) -> Result<()> {
    let path = folder.generation(generation);
    let read = |error| Error::io("read", &path)(error);
    let mut names = Vec::new();
    for entry in fs::read_dir(&path).map_err(read)? {
        let name = entry.map_err(read)?.file_name().to_string_lossy().into_owned();
        names.extend(is_engine_file(&name).then_some(name));
    }
    folder.write_json(&path.join(MANAGED), &names)
}
