//! `model.safetensors`: named tensors, read row by row.

use std::{
    fs::File,
    io::{BufReader, Read, Seek},
    path::Path,
};

use half::{bf16, f16};
use safetensors::{Dtype, tensor::Metadata};

use crate::{
    container::{header::Header, parts::FilePart},
    error::ModelError,
    import::config::{PublishedConfig, joined},
};

/// The longest directory.
const DIRECTORY_LIMIT: u64 = 8 << 20;
/// The largest file: single precision takes up to eight times what we write.
const TENSORS_LIMIT: u64 = 4 << 30;
/// What the names of tensors may begin with.
const PREFIXES: [&str; 4] = ["", "bert.", "roberta.", "model."];

/// The embeddings of token types.
pub(super) const KIND: &str = "embeddings.token_type_embeddings.weight";

/// An open file.
pub(super) struct Tensors {
    file: BufReader<File>,
    directory: Metadata,
    start: u64,
    prefix: &'static str,
}

impl Tensors {
    /// Opens a file and reads its directory.
    pub(super) fn open(path: &Path) -> Result<Tensors, ModelError> {
        let unusable = ModelError::unusable(path);
        let file = File::open(path).map_err(ModelError::io(path))?;
        let length = file.metadata().map_err(ModelError::io(path))?.len();
        if length > TENSORS_LIMIT {
            return Err(unusable(format!("it has {length} bytes, more than the limit of {TENSORS_LIMIT}")));
        }
        let mut file = BufReader::new(file);
        let (directory, start) = read_directory(&mut file, length).map_err(&unusable)?;
        let has_words =
            |prefix: &&str| directory.info(&format!("{prefix}embeddings.word_embeddings.weight")).is_some();
        let prefix = PREFIXES.into_iter().find(has_words);
        let prefix = prefix
            .ok_or_else(|| unusable("it has no tensor `embeddings.word_embeddings.weight`".to_owned()))?;
        Ok(Tensors { file, directory, start, prefix })
    }

    /// Checks that all tensors of a model are there and have the right shapes.
    pub(super) fn check(&self, header: &Header, config: &PublishedConfig) -> Result<(), String> {
        let hidden = header.shape.hidden;
        for part in FilePart::all(header.shape.layers) {
            let width = part.size(header).1 / joined(part);
            for (name, first, rows) in config.tensors_of(part, header) {
                self.check_shape(&name, first + rows, width, part.size(header).0 == 1)?;
            }
        }
        self.check_shape(KIND, 1, hidden, false)
    }

    fn check_shape(&self, name: &str, rows: usize, width: usize, is_flat: bool) -> Result<(), String> {
        let name = format!("{}{name}", self.prefix);
        let info = self.directory.info(&name).ok_or_else(|| format!("it has no tensor `{name}`"))?;
        let fits = match info.shape.as_slice() {
            [only] => is_flat && *only == width,
            [first, second] => !is_flat && *first >= rows && *second == width,
            _ => false,
        };
        if !fits {
            return Err(format!(
                "its tensor `{name}` has the shape {:?} instead of [{rows}, {width}]",
                info.shape
            ));
        }
        number_bytes(info.dtype).map(drop).ok_or_else(|| {
            format!("its tensor `{name}` is of type {:?}; supported are F32, F16 and BF16", info.dtype)
        })
    }

    /// Returns a row of a tensor.
    pub(super) fn row(&mut self, name: &str, row: usize, width: usize) -> Result<Vec<f32>, String> {
        let name = format!("{}{name}", self.prefix);
        let info = self.directory.info(&name).ok_or_else(|| format!("it has no tensor `{name}`"))?;
        let size = number_bytes(info.dtype).unwrap_or(4);
        let mut bytes = vec![0; width * size];
        let at = self.start + info.data_offsets.0 as u64 + (row * width * size) as u64;
        // Keeps the buffer for rows that follow each other.
        let now = self.file.stream_position().map_err(|error| error.to_string())?;
        self.file.seek_relative(at.cast_signed() - now.cast_signed()).map_err(|error| error.to_string())?;
        self.file.read_exact(&mut bytes).map_err(|error| error.to_string())?;
        let numbers: Vec<f32> = match info.dtype {
            Dtype::F16 => {
                bytes.as_chunks().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect()
            }
            Dtype::BF16 => {
                bytes.as_chunks().0.iter().map(|bytes| bf16::from_le_bytes(*bytes).to_f32()).collect()
            }
            _ => bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
        };
        // The scales of blocks are half-precision.
        if !numbers.iter().all(|number| number.abs() < 60_000.0) {
            return Err(format!("its tensor `{name}` has weights that are not finite numbers below 60,000"));
        }
        Ok(numbers)
    }
}

fn number_bytes(kind: Dtype) -> Option<usize> {
    match kind {
        Dtype::F32 => Some(4),
        Dtype::F16 | Dtype::BF16 => Some(2),
        _ => None,
    }
}

/// Returns the directory and where the tensors begin; the crate checks that they fill the rest of the file.
fn read_directory(file: &mut impl Read, length: u64) -> Result<(Metadata, u64), String> {
    let mut bytes = [0; 8];
    file.read_exact(&mut bytes).map_err(|_| "it is truncated")?;
    let size = u64::from_le_bytes(bytes);
    if size > DIRECTORY_LIMIT || size + 8 > length {
        return Err(format!("its directory of `{size}` bytes is too long, or the file is truncated"));
    }
    let mut json = vec![0; size as usize];
    file.read_exact(&mut json).map_err(|error| error.to_string())?;
    let directory: Metadata =
        serde_json::from_slice(&json).map_err(|error| format!("its directory is invalid: {error}"))?;
    let start = 8 + size;
    for (name, tensor) in directory.tensors() {
        let (first, last) = tensor.data_offsets;
        let numbers = tensor.shape.iter().try_fold(1_usize, |product, size| product.checked_mul(*size));
        let bytes = number_bytes(tensor.dtype).and_then(|size| numbers?.checked_mul(size));
        let fits = bytes.is_none_or(|bytes| last.checked_sub(first) == Some(bytes));
        if !fits || last as u64 > length - start {
            return Err(format!("its tensor `{name}` does not fit in the file: it is truncated or damaged"));
        }
    }
    Ok((directory, start))
}
