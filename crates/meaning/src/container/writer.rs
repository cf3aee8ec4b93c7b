//! Writing a model file: to a new file beside the target. Leaves checking it and giving it the target's name
//! to `import`.

use std::{
    io::{BufWriter, Write},
    path::Path,
};

use crate::{
    container::{
        header::{Header, MAGIC, VERSION},
        new_file::NewFile,
        parts::FilePart,
    },
    error::ModelError,
    tokenizer::vocabulary::Vocabulary,
};

/// A writer that hashes what it writes.
struct Hashed<W: Write> {
    inner: W,
    hasher: blake3::Hasher,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// Writes a model to a new file beside `target`; `copy` writes the bytes of a part.
pub(crate) fn write(
    target: &Path,
    header: &Header,
    vocabulary: &Vocabulary,
    mut copy: impl FnMut(FilePart, &mut dyn Write) -> Result<(), ModelError>,
) -> Result<NewFile, ModelError> {
    let io = ModelError::io(target);
    let new = NewFile::beside(target).map_err(&io)?;
    let mut out = Hashed { inner: BufWriter::new(new), hasher: blake3::Hasher::new() };
    write_head(&mut out, header, vocabulary).map_err(&io)?;
    for part in FilePart::all(header.shape.layers) {
        copy(part, &mut out)?;
    }
    let hash = out.hasher.finalize();
    out.write_all(hash.as_bytes()).map_err(&io)?;
    let new = out.inner.into_inner().map_err(|error| io(error.into_error()))?;
    new.sync().map_err(&io)?;
    Ok(new)
}

fn write_head(out: &mut impl Write, header: &Header, vocabulary: &Vocabulary) -> std::io::Result<()> {
    let json = serde_json::to_vec(header)?;
    out.write_all(&MAGIC)?;
    out.write_all(&VERSION.to_le_bytes())?;
    out.write_all(&(json.len() as u32).to_le_bytes())?;
    out.write_all(&json)?;
    vocabulary.write(out)
}
