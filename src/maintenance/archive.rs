//! The backup file format: a tar archive whose first entry is the manifest, followed by a seal after its end.
//!
//! Any tar program can list and unpack it. The seal is the hash of every byte before it, so a truncated file,
//! or one with a flipped bit, is detected before anything is unpacked. Leaves the meaning of the files to
//! `backup` and `restore`. Invariant: every unpacked file has a name that an index can have, and the hash
//! given in the manifest.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Seek, Write},
    path::{Path, PathBuf},
};

use blake3::{Hash, Hasher};
use tar::{Builder, Entry, EntryType, Header};

use super::{
    ByteProgress,
    manifest::{FileEntry, Manifest, invalid},
};
use crate::{
    document::ContentHash,
    error::{Error, Result},
};

const MANIFEST: &str = "manifest.json";
/// One tar block, so that the file can be read in whole blocks.
const SEAL_BYTES: u64 = 512;
/// The maximum size of a manifest: one with a million files takes about 150 MB.
const MAX_MANIFEST_BYTES: u64 = 1 << 30;
const BUFFER_BYTES: usize = 1 << 20;

const DAMAGED: &str = "the backup is damaged or truncated: use another one";
const FOREIGN: &str = "the file is not a Skorowidz backup: use one made by `skorowidz backup`";

/// Writes the files of a folder, as listed in the manifest, to `to`; returns the number of bytes written.
pub(super) fn write(
    manifest: &Manifest,
    folder: &Path,
    to: &File,
    advance: ByteProgress<'_>,
) -> io::Result<u64> {
    let mut out =
        HashingWriter { to: BufWriter::with_capacity(BUFFER_BYTES, to), hasher: Hasher::new(), bytes: 0 };
    let mut tar = Builder::new(&mut out);
    let created = u64::try_from(manifest.created.as_second()).unwrap_or(0);
    let listed = serde_json::to_vec(manifest)?;
    tar.append_data(&mut header(listed.len() as u64, created), MANIFEST, listed.as_slice())?;
    for file in &manifest.files {
        // Take at most the listed size: a file that is shorter than listed makes reading the backup fail, not
        // writing the tar.
        let content = BufReader::new(File::open(folder.join(&file.name))?).take(file.bytes);
        tar.append_data(&mut header(file.bytes, created), &file.name, content)?;
        advance(file.bytes);
    }
    tar.finish()?;
    drop(tar);
    let hash = out.hasher.finalize();
    out.write_all(&seal(&hash))?;
    out.flush()?;
    Ok(out.bytes)
}

/// Returns the last block of a backup, for the hash of everything before it.
fn seal(hash: &Hash) -> Vec<u8> {
    let mut seal = format!("skorowidz-seal {}\n", hash.to_hex()).into_bytes();
    seal.resize(SEAL_BYTES as usize, 0);
    seal
}

fn header(bytes: u64, modified: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(modified);
    header
}

/// A writer that hashes and counts what passes through it.
struct HashingWriter<W> {
    to: W,
    hasher: Hasher,
    bytes: u64,
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A backup with a valid seal.
#[derive(Debug)]
pub(super) struct Archive {
    file: File,
    path: PathBuf,
    pub(super) manifest: Manifest,
}

impl Archive {
    /// Opens a backup and verifies every byte.
    ///
    /// # Errors
    /// Returns [`Error::Invalid`] if the file is not a backup, is damaged, has a newer format or lists files
    /// that no index has, and [`Error::Io`] if it cannot be read.
    pub(super) fn open(path: &Path, advance: ByteProgress<'_>) -> Result<Self> {
        let mut file = File::open(path).map_err(Error::io("read", path))?;
        let manifest = Manifest::parse(&read_manifest(&file).ok_or_else(|| invalid(FOREIGN))?)?;
        let is_whole = is_sealed(&mut file, advance).map_err(Error::io("read", path))?;
        is_whole.then_some(()).ok_or_else(|| invalid(DAMAGED))?;
        manifest.check()?;
        Ok(Self { file, path: path.to_owned(), manifest })
    }

    /// Unpacks all files below a folder, and syncs those that cannot be regenerated.
    ///
    /// # Errors
    /// Returns [`Error::Invalid`] if an entry does not match the manifest, and [`Error::Io`] if a file cannot
    /// be read or written.
    pub(super) fn unpack(&mut self, folder: &Path, advance: ByteProgress<'_>) -> Result<()> {
        let read = |error| Error::io("read", &self.path)(error);
        self.file.rewind().map_err(read)?;
        let mut tar = tar::Archive::new(BufReader::with_capacity(BUFFER_BYTES, &self.file));
        // Raw entries: links and long-name extensions are never part of a backup.
        let mut entries = tar.entries().map_err(read)?.raw(true);
        entries.next();
        for expected in &self.manifest.files {
            let entry = entries.next().ok_or_else(|| invalid(DAMAGED))?.map_err(read)?;
            unpack_one(entry, expected, folder)?;
            advance(expected.bytes);
        }
        if entries.next().is_some() { Err(invalid(DAMAGED)) } else { Ok(()) }
    }
}

/// Reads the manifest if the file begins with one.
fn read_manifest(file: &File) -> Option<Vec<u8>> {
    let mut tar = tar::Archive::new(file);
    let mut first = tar.entries().ok()?.raw(true).next()?.ok()?;
    let is_manifest = first.path_bytes().as_ref() == MANIFEST.as_bytes();
    let bytes = first.size();
    (is_manifest && bytes <= MAX_MANIFEST_BYTES).then_some(())?;
    let mut listed = Vec::new();
    first.read_to_end(&mut listed).ok()?;
    (listed.len() as u64 == bytes).then_some(listed)
}

/// Whether the file ends with a valid seal.
fn is_sealed(file: &mut File, advance: ByteProgress<'_>) -> io::Result<bool> {
    let sealed_bytes = file.metadata()?.len().saturating_sub(SEAL_BYTES);
    file.rewind()?;
    let mut hasher = Hasher::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut sealed = (&mut *file).take(sealed_bytes);
    loop {
        let read = sealed.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        advance(read as u64);
    }
    let mut found = Vec::new();
    file.read_to_end(&mut found)?;
    Ok(found == seal(&hasher.finalize()))
}

fn unpack_one(mut entry: Entry<'_, impl Read>, expected: &FileEntry, folder: &Path) -> Result<()> {
    let is_expected = entry.path_bytes().as_ref() == expected.name.as_bytes()
        && entry.header().entry_type() == EntryType::Regular
        && entry.size() == expected.bytes;
    is_expected.then_some(()).ok_or_else(|| invalid(DAMAGED))?;
    let path = folder.join(&expected.name);
    let mut write = || {
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let to = File::create_new(&path)?;
        let mut out = HashingWriter { to: BufWriter::new(&to), hasher: Hasher::new(), bytes: 0 };
        io::copy(&mut entry, &mut out)?;
        out.flush()?;
        if !super::can_be_made_again(&expected.name) {
            to.sync_all()?;
        }
        io::Result::Ok((out.hasher.finalize(), out.bytes))
    };
    let (hash, bytes) = write().map_err(Error::io("write", &path))?;
    let is_whole = bytes == expected.bytes && ContentHash::from(hash) == expected.hash;
    is_whole.then_some(()).ok_or_else(|| invalid(DAMAGED))
}
