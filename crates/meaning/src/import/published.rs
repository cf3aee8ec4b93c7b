//! The form that authors publish: a folder with `config.json`, `tokenizer.json` and `model.safetensors`.
//!
//! Embeddings are written in 4 bits, matrices in 8. Always holds: tensors are read row by row, so memory
//! does not grow with the model.

use std::{fs::File, io::Read, io::Write, path::Path};

use crate::{
    blocks::Coding,
    container::{
        header::{Header, Prefixes, Shape, Specials},
        new_file::NewFile,
        parts::{FilePart, check},
        writer,
    },
    error::ModelError,
    import::{
        config::{PublishedConfig, joined},
        tensors::{KIND, Tensors},
        unigram,
    },
    info::UNKNOWN_LICENSE,
    tokenizer::vocabulary::Vocabulary,
};

/// The largest `tokenizer.json`, and the largest `config.json` and description, that are read.
const TOKENIZER_LIMIT: u64 = 64 << 20;
const TEXT_LIMIT: u64 = 1 << 20;

/// Imports the model in the folder `source`.
pub(super) fn import(source: &Path, target: &Path) -> Result<NewFile, ModelError> {
    let config_path = source.join("config.json");
    let config = PublishedConfig::parse(&read(&config_path, TEXT_LIMIT)?)
        .map_err(ModelError::unusable(&config_path))?;
    let tokenizer_path = source.join("tokenizer.json");
    let tokenizer = unigram::parse(&read(&tokenizer_path, TOKENIZER_LIMIT)?);
    let (vocabulary, tokens) = tokenizer.map_err(ModelError::unusable(&tokenizer_path))?;
    let header = header(source, &config, tokens, &vocabulary);
    check(&header).map_err(ModelError::unusable(source))?;
    let tensors_path = source.join("model.safetensors");
    let unusable = ModelError::unusable(&tensors_path);
    let mut tensors = Tensors::open(&tensors_path)?;
    tensors.check(&header, &config).map_err(&unusable)?;
    writer::write(target, &header, &vocabulary, |part, out| {
        copy(&mut tensors, &header, &config, part, out).map_err(&unusable)
    })
}

fn header(source: &Path, config: &PublishedConfig, tokens: Specials, vocabulary: &Vocabulary) -> Header {
    let name = config.name.clone().or_else(|| folder_name(source)).unwrap_or_else(|| "model".to_owned());
    let prefixes = if name.to_lowercase().contains("e5") { Prefixes::of_e5() } else { Prefixes::none() };
    Header {
        license: license(source).unwrap_or_else(|| UNKNOWN_LICENSE.to_owned()),
        name,
        shape: Shape { pieces: vocabulary.scores.len(), ..config.shape },
        tokens,
        prefixes,
        words: Coding::Q4,
        matrices: Coding::Q8,
        piece_bytes: vocabulary.pieces.bytes(),
        replaced: vocabulary.replacements.len(),
        replacement_bytes: vocabulary.replacement_bytes(),
    }
}

/// Reads a file of at most `limit` bytes.
fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ModelError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(ModelError::io(path))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(ModelError::io(path))?;
    if bytes.len() as u64 > limit {
        return Err(ModelError::unusable(path)(format!("it has more than the limit of {limit} bytes")));
    }
    Ok(bytes)
}

fn folder_name(source: &Path) -> Option<String> {
    let folder = source.canonicalize().ok()?;
    folder.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// Returns the license in the front matter of the model's description.
fn license(source: &Path) -> Option<String> {
    let description = String::from_utf8(read(&source.join("README.md"), TEXT_LIMIT).ok()?).ok()?;
    let front = description.strip_prefix("---")?.split("\n---").next()?.to_owned();
    let license = front
        .lines()
        .find_map(|line| line.strip_prefix("license:"))?
        .trim()
        .trim_matches(['"', '\''])
        .to_owned();
    Some(match license.as_str() {
        "mit" => "MIT".to_owned(),
        "apache-2.0" => "Apache-2.0".to_owned(),
        _ => license,
    })
}

fn copy(
    tensors: &mut Tensors,
    header: &Header,
    config: &PublishedConfig,
    part: FilePart,
    out: &mut dyn Write,
) -> Result<(), String> {
    let (_, width) = part.size(header);
    let kind = if part == FilePart::Positions { tensors.row(KIND, 0, width)? } else { vec![0.0; width] };
    let mut bytes = Vec::new();
    for (name, first, rows) in config.tensors_of(part, header) {
        for row in first..first + rows {
            let mut numbers = tensors.row(&name, row, width / joined(part))?;
            numbers.iter_mut().zip(&kind).for_each(|(number, kind)| *number += kind);
            bytes.clear();
            match part.coding(header) {
                Some(coding) => coding.encode(&numbers, &mut bytes),
                None => bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes())),
            }
            out.write_all(&bytes).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}
