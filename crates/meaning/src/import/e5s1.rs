//! The format `E5S1`: header, pieces, scores, replacements, a directory of tensors, and the tensors.
//!
//! All numbers are little-endian. A tensor has single-precision numbers or blocks of 4 bits, and is where the
//! directory says. Always holds: nothing is allocated that is larger than the rest of the file.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom, Write},
    path::Path,
};

use crate::{
    blocks::{BLOCK, Coding},
    container::{
        header::{Header, Prefixes, Shape, Specials},
        new_file::NewFile,
        parts::{FilePart, check},
        reader::ELSEWHERE,
        writer,
    },
    error::ModelError,
    info::{E5_SMALL, UNKNOWN_LICENSE},
    tokenizer::vocabulary::{Replacement, Vocabulary},
};

/// Number of pieces of the multilingual tokenizer, by which that model is recognized.
const MULTILINGUAL_PIECES: usize = 250_002;
/// Bytes that are copied at a time: whole blocks.
const STEP: usize = 18 * 4096;

/// A tensor's place.
#[derive(Clone, Copy, Debug)]
struct TensorPlace {
    is_blocks: bool,
    count: usize,
    offset: u64,
    bytes: u64,
}

/// A file that is read from its start; every length is checked against what is left.
struct ByteCursor {
    file: BufReader<File>,
    left: u64,
}

/// What a file of this format has besides the tensors.
struct Contents {
    header: Header,
    vocabulary: Vocabulary,
    tensors: HashMap<String, TensorPlace>,
}

/// Imports the model at `path`; messages name `source`.
pub(super) fn import(path: &Path, source: &Path, target: &Path) -> Result<NewFile, ModelError> {
    let unusable = ModelError::unusable(source);
    let file = File::open(path).map_err(ModelError::io(source))?;
    let length = file.metadata().map_err(ModelError::io(source))?.len();
    let mut cursor = ByteCursor { file: BufReader::new(file), left: length };
    let name = source.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let contents =
        read(&mut cursor, &name, length).map_err(|reason| unusable(format!("{reason}; {ELSEWHERE}")))?;
    let mut file = cursor.file;
    writer::write(target, &contents.header, &contents.vocabulary, |part, out| {
        copy(&mut file, &contents, part, out).map_err(&unusable)
    })
}

impl ByteCursor {
    fn take(&mut self, count: u64) -> Result<Vec<u8>, String> {
        if count > self.left {
            return Err("it is truncated: it ends within its header".to_owned());
        }
        self.left -= count;
        let mut bytes = vec![0; count as usize];
        self.file.read_exact(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], String> {
        let bytes = self.take(LENGTH as u64)?;
        bytes.first_chunk().copied().ok_or_else(|| "it is truncated".to_owned())
    }

    fn number(&mut self) -> Result<u32, String> {
        self.array().map(u32::from_le_bytes)
    }

    fn numbers<const COUNT: usize>(&mut self) -> Result<[u32; COUNT], String> {
        let mut numbers = [0; COUNT];
        for number in &mut numbers {
            *number = self.number()?;
        }
        Ok(numbers)
    }

    fn sizes<const COUNT: usize>(&mut self) -> Result<[usize; COUNT], String> {
        let mut sizes = [0; COUNT];
        for size in &mut sizes {
            *size = self.size()?;
        }
        Ok(sizes)
    }

    fn size(&mut self) -> Result<usize, String> {
        let number = self.number()?;
        let size = i32::try_from(number)
            .map_err(|_| format!("a size in its header is `{}`", number.cast_signed()))?;
        Ok(size as usize)
    }
}

fn read(cursor: &mut ByteCursor, name: &str, length: u64) -> Result<Contents, String> {
    let shape = shape(cursor)?;
    let [begin, end, padding, unknown] = cursor.numbers()?;
    let vocabulary = vocabulary(cursor, shape.pieces)?;
    let header = header(name, shape, Specials { begin, end, padding, unknown }, &vocabulary);
    check(&header)?;
    let tensors = directory(cursor, length)?;
    for part in FilePart::all(shape.layers) {
        for (name, width, is_blocks) in tensors_of(part, &header) {
            check_place(&tensors, &name, width, is_blocks)?;
        }
    }
    Ok(Contents { header, vocabulary, tensors })
}

/// Reads the sizes, up to the number of pieces.
fn shape(cursor: &mut ByteCursor) -> Result<Shape, String> {
    let [_magic, version] = cursor.numbers()?;
    if version != 1 {
        return Err(format!("its format version is `{version}`; only version 1 can be read"));
    }
    let [hidden, layers, heads, wide, words, positions, _kinds] = cursor.sizes()?;
    let epsilon = cursor.array().map(f32::from_le_bytes)?;
    let [block, pieces] = cursor.sizes()?;
    if block != BLOCK {
        return Err(format!("its blocks have `{block}` numbers instead of {BLOCK}"));
    }
    let shape = Shape { hidden, layers, heads, wide, pieces, words, positions, epsilon };
    shape.check().map(|()| shape)
}

/// Returns our header; the file does not say what the model is called.
fn header(name: &str, shape: Shape, tokens: Specials, vocabulary: &Vocabulary) -> Header {
    let is_known = shape.pieces == MULTILINGUAL_PIECES && shape.hidden == 384 && shape.layers == 12;
    let (name, license) = if is_known { (E5_SMALL, "MIT") } else { (name, UNKNOWN_LICENSE) };
    Header {
        name: name.to_owned(),
        license: license.to_owned(),
        shape,
        tokens,
        prefixes: Prefixes::of_e5(),
        words: Coding::Q4,
        matrices: Coding::Q4,
        piece_bytes: vocabulary.pieces.bytes(),
        replaced: vocabulary.replacements.len(),
        replacement_bytes: vocabulary.replacement_bytes(),
    }
}

fn vocabulary(cursor: &mut ByteCursor, pieces: usize) -> Result<Vocabulary, String> {
    let bytes = cursor.array().map(u64::from_le_bytes)?;
    let ends = cursor.take(pieces as u64 * 4 + 4)?;
    let scores = cursor.take(pieces as u64 * 4)?;
    let text = cursor.take(bytes)?;
    let ends: Vec<usize> =
        ends.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes) as usize).collect();
    if ends.first() != Some(&0) || ends.last() != Some(&text.len()) {
        return Err("its pieces do not cover their text".to_owned());
    }
    let mut vocabulary = Vocabulary::default();
    for (span, score) in ends.windows(2).zip(scores.as_chunks().0) {
        let piece = text.get(span[0]..span[1]).and_then(|piece| std::str::from_utf8(piece).ok());
        let piece =
            piece.ok_or_else(|| format!("its piece `{}` is not valid UTF-8", vocabulary.scores.len()))?;
        vocabulary.push(piece, f32::from_le_bytes(*score))?;
    }
    let (count, bytes) = (cursor.size()?, cursor.number()?);
    let table = cursor.take(bytes.into())?;
    vocabulary.replacements = replacements(&table, count)?;
    Ok(vocabulary)
}

/// Reads a table of replacements: a character, the number of those that replace it, and these. A character
/// takes four bytes, the number one.
fn replacements(mut table: &[u8], count: usize) -> Result<Vec<Replacement>, String> {
    let mut replacements = Vec::with_capacity(count.min(table.len() / 5));
    let next = |table: &mut &[u8]| {
        let (number, rest) = table.split_first_chunk()?;
        *table = rest;
        char::from_u32(u32::from_le_bytes(*number))
    };
    let mut entry = || {
        let character = next(&mut table)?;
        let (length, rest) = table.split_first()?;
        table = rest;
        let text = (0..*length).map(|_| next(&mut table)).collect::<Option<String>>()?;
        Some(Replacement { character, text: text.into() })
    };
    for number in 0..count {
        let entry = entry().filter(|entry| entry.text.len() <= 255);
        replacements.push(entry.ok_or_else(|| format!("its replacement `{number}` is damaged"))?);
    }
    table
        .is_empty()
        .then_some(replacements)
        .ok_or_else(|| "its table of replacements is longer than its replacements".to_owned())
}

fn directory(cursor: &mut ByteCursor, length: u64) -> Result<HashMap<String, TensorPlace>, String> {
    let count = cursor.size()?;
    if count > 4096 {
        return Err(format!("its directory has `{count}` tensors, more than the limit of 4096"));
    }
    let mut tensors = HashMap::new();
    for _ in 0..count {
        let bytes = cursor.array().map(u16::from_le_bytes)?;
        let name = String::from_utf8(cursor.take(u64::from(bytes.min(64)))?)
            .map_err(|_| "the name of a tensor is not valid UTF-8")?;
        let [coding] = cursor.array()?;
        if bytes > 64 || coding > 1 {
            return Err(format!("its tensor `{name}` has an unknown encoding or too long a name"));
        }
        let count = cursor.number()? as usize;
        let [offset, bytes] = [cursor.array()?, cursor.array()?].map(u64::from_le_bytes);
        let place = TensorPlace { is_blocks: coding == 1, count, offset, bytes };
        if tensors.insert(name.clone(), place).is_some() {
            return Err(format!("its tensor `{name}` appears twice"));
        }
    }
    check_places(&tensors, length - cursor.left, length)?;
    Ok(tensors)
}

/// Checks that all tensors are between `start` and `end` and none overlaps another.
fn check_places(tensors: &HashMap<String, TensorPlace>, start: u64, end: u64) -> Result<(), String> {
    let mut places: Vec<(&String, &TensorPlace)> = tensors.iter().collect();
    places.sort_by_key(|(_, place)| place.offset);
    let mut free = start;
    for (name, place) in places {
        let after = place.offset.checked_add(place.bytes).filter(|after| *after <= end);
        let after =
            after.ok_or_else(|| format!("it is truncated: its tensor `{name}` ends beyond the file"))?;
        if place.offset < free {
            return Err(format!("its tensor `{name}` overlaps another or the header"));
        }
        free = after;
    }
    Ok(())
}

fn check_place(
    tensors: &HashMap<String, TensorPlace>,
    name: &str,
    count: usize,
    is_blocks: bool,
) -> Result<(), String> {
    let place = tensors.get(name).ok_or_else(|| format!("its tensor `{name}` is missing"))?;
    let bytes = if is_blocks { Coding::Q4.row_bytes(count) } else { count * size_of::<f32>() };
    if place.is_blocks != is_blocks || place.count != count || place.bytes != bytes as u64 {
        return Err(format!(
            "its tensor `{name}` has `{}` numbers instead of {count}, or another encoding",
            place.count
        ));
    }
    Ok(())
}

/// Returns the tensors that a part is made of: name, numbers, and whether they are blocks.
fn tensors_of(part: FilePart, header: &Header) -> Vec<(String, usize, bool)> {
    let (rows, width) = part.size(header);
    let is_blocks = part.coding(header).is_some();
    let names: Vec<String> = match part {
        FilePart::Words => vec!["emb.word".to_owned()],
        FilePart::Positions => vec!["emb.pos".to_owned()],
        FilePart::NormWeights => vec!["emb.ln.w".to_owned()],
        FilePart::NormBias => vec!["emb.ln.b".to_owned()],
        FilePart::Projection(layer) => ["q", "k", "v"].map(|name| format!("l{layer}.{name}.w")).to_vec(),
        FilePart::ProjectionBias(layer) => ["q", "k", "v"].map(|name| format!("l{layer}.{name}.b")).to_vec(),
        FilePart::Output(layer) => vec![format!("l{layer}.ao.w")],
        FilePart::OutputBias(layer) => vec![format!("l{layer}.ao.b")],
        FilePart::AttentionNormWeights(layer) => vec![format!("l{layer}.aln.w")],
        FilePart::AttentionNormBias(layer) => vec![format!("l{layer}.aln.b")],
        FilePart::Widening(layer) => vec![format!("l{layer}.fi.w")],
        FilePart::WideningBias(layer) => vec![format!("l{layer}.fi.b")],
        FilePart::Narrowing(layer) => vec![format!("l{layer}.fo.w")],
        FilePart::NarrowingBias(layer) => vec![format!("l{layer}.fo.b")],
        FilePart::LayerNormWeights(layer) => vec![format!("l{layer}.oln.w")],
        FilePart::LayerNormBias(layer) => vec![format!("l{layer}.oln.b")],
    };
    let count = rows * width / names.len();
    names.into_iter().map(|name| (name, count, is_blocks)).collect()
}

fn copy(
    file: &mut BufReader<File>,
    contents: &Contents,
    part: FilePart,
    out: &mut dyn Write,
) -> Result<(), String> {
    if part == FilePart::Positions {
        return copy_positions(file, contents, out);
    }
    for (name, _, is_blocks) in tensors_of(part, &contents.header) {
        let place = contents.tensors.get(&name).ok_or_else(|| format!("its tensor `{name}` is missing"))?;
        file.seek(SeekFrom::Start(place.offset)).map_err(|error| error.to_string())?;
        let mut left = place.bytes as usize;
        while left > 0 {
            let mut step = vec![0; left.min(STEP)];
            file.read_exact(&mut step).map_err(|error| error.to_string())?;
            let is_finite = if is_blocks { Coding::Q4.is_finite(&step) } else { are_finite(&step) };
            if !is_finite {
                return Err(format!(
                    "its tensor `{name}` has weights that are not finite numbers below a million"
                ));
            }
            out.write_all(&step).map_err(|error| error.to_string())?;
            left -= step.len();
        }
    }
    Ok(())
}

fn are_finite(bytes: &[u8]) -> bool {
    bytes.as_chunks().0.iter().all(|bytes| f32::from_le_bytes(*bytes).abs() < 1e6)
}

/// Writes the positions with the embedding of the first token type added, the only one that is used.
fn copy_positions(
    file: &mut BufReader<File>,
    contents: &Contents,
    out: &mut dyn Write,
) -> Result<(), String> {
    let mut floats = |name: &str, least: usize| {
        let place = contents.tensors.get(name).filter(|place| !place.is_blocks && place.count >= least);
        let place = place.ok_or_else(|| format!("its tensor `{name}` is missing or too short"))?;
        let mut bytes = vec![0; least * size_of::<f32>()];
        if place.bytes < bytes.len() as u64 {
            return Err(format!("its tensor `{name}` is too short"));
        }
        file.seek(SeekFrom::Start(place.offset)).map_err(|error| error.to_string())?;
        file.read_exact(&mut bytes).map_err(|error| error.to_string())?;
        if !are_finite(&bytes) {
            return Err(format!(
                "its tensor `{name}` has weights that are not finite numbers below a million"
            ));
        }
        Ok(bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect::<Vec<f32>>())
    };
    let (rows, hidden) = FilePart::Positions.size(&contents.header);
    let kind = floats("emb.type", hidden)?;
    let positions = floats("emb.pos", rows * hidden)?;
    for (position, kind) in positions.iter().zip(kind.iter().cycle()) {
        out.write_all(&(position + kind).to_le_bytes()).map_err(|error| error.to_string())?;
    }
    Ok(())
}
