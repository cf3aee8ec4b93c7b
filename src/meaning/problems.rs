//! Checks the file of the model and those of vectors.

use std::path::Path;

use super::{
    model_folder::{ModelFolder, installed_model},
    vector_file,
};
use crate::error::Result;

const IMPORT_AGAIN: &str = "run `skorowidz model import` again, or `skorowidz model remove`";
const DELETE: &str = "delete it: it is made again when needed";
const CUT: &str = "run `skorowidz index`: the next vectors replace them";

/// A file of search by meaning that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MeaningProblem {
    /// The file below the index folder.
    pub(crate) place: String,
    /// What is wrong with it.
    pub(crate) problem: String,
    /// The way out.
    pub(crate) remedy: &'static str,
}

/// Returns the problems of the files of search by meaning.
///
/// # Errors
/// Returns an error if a file cannot be read.
pub(crate) fn problems(index: &Path) -> Result<Vec<MeaningProblem>> {
    let mut problems = Vec::new();
    let mut tell = |place: &str, problem: String, remedy| {
        problems.push(MeaningProblem { place: format!("meaning/{place}"), problem, remedy });
    };
    if let Err(error) = installed_model(index) {
        tell("model", error.to_string(), IMPORT_AGAIN);
    }
    for path in ModelFolder::of(index).vector_files() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match vector_file::unreadable_bytes(&path)? {
            None => tell(&name, "is no file of vectors".to_owned(), DELETE),
            Some(0) => {}
            Some(bytes) => tell(&name, format!("ends with {bytes} bytes that are not what was written"), CUT),
        }
    }
    Ok(problems)
}
