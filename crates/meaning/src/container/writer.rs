//! Writing a model's file: to a temporary file beside it, which takes its name when all is on the disk.

use std::{
    fs::{File, create_dir_all},
    io::{BufWriter, Write},
    path::Path,
};

use crate::{
    container::{
        header::{Header, MAGIC, VERSION},
        parts::FilePart,
    },
    error::ModelError,
    tokenizer::vocabulary::Vocabulary,
};

/// A file that takes bytes and hashes them.
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

/// Writes a model to `target`; `copy` writes the bytes of a part.
pub(crate) fn write(
    target: &Path,
    header: &Header,
    vocabulary: &Vocabulary,
    mut copy: impl FnMut(FilePart, &mut dyn Write) -> Result<(), ModelError>,
) -> Result<(), ModelError> {
    let io = ModelError::io(target);
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_dir_all(folder).map_err(&io)?;
    let temporary = tempfile::NamedTempFile::new_in(folder).map_err(&io)?;
    let mut out = Hashed { inner: BufWriter::new(temporary), hasher: blake3::Hasher::new() };
    write_head(&mut out, header, vocabulary).map_err(&io)?;
    for part in FilePart::all(header.shape.layers) {
        copy(part, &mut out)?;
    }
    let hash = out.hasher.finalize();
    out.write_all(hash.as_bytes()).map_err(&io)?;
    let temporary = out.inner.into_inner().map_err(|error| io(error.into_error()))?;
    temporary.as_file().sync_all().map_err(&io)?;
    let saved = temporary.persist(target).map_err(|error| io(error.error))?;
    drop(saved);
    // Where folders cannot be synced, the name is as safe as the system makes it.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

fn write_head(out: &mut impl Write, header: &Header, vocabulary: &Vocabulary) -> std::io::Result<()> {
    let json = serde_json::to_vec(header)?;
    out.write_all(&MAGIC)?;
    out.write_all(&VERSION.to_le_bytes())?;
    out.write_all(&(json.len() as u32).to_le_bytes())?;
    out.write_all(&json)?;
    vocabulary.write(out)
}
