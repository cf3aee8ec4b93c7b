//! The file of a backup: a tar whose first entry is the manifest, and behind its end a seal.
//!
//! Any program for tar lists and unpacks it. The seal is the hash of every byte before it, so a file that is
//! cut short, or differs in a bit, is told from a whole one before anything is unpacked. Leaves to `backup` and
//! `restore` what the files are. Always holds: what is unpacked has a name that an index has, and the hash that
//! the manifest says.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Seek, Write},
    path::{Path, PathBuf},
};

use blake3::{Hash, Hasher};
use tar::{Builder, Entry, EntryType, Header};

use super::{
    Advance,
    manifest::{FileEntry, Manifest, invalid},
};
use crate::{
    document::ContentHash,
    error::{Error, Result},
};

const MANIFEST: &str = "manifest.json";
/// One block of a tar, so that all is read in whole blocks.
const SEAL_BYTES: u64 = 512;
/// A manifest of a million files has some 150 MB.
const MAX_MANIFEST_BYTES: u64 = 1 << 30;
const BUFFER_BYTES: usize = 1 << 20;

const DAMAGED: &str = "the backup is damaged or cut short: use another one";
const FOREIGN: &str = "the file is no backup of Skorowidz: name one that `skorowidz backup` made";

/// Writes the files of a folder, as the manifest lists them, into `to`; returns how many bytes it wrote.
pub(super) fn write(manifest: &Manifest, folder: &Path, to: &File, advance: Advance<'_>) -> io::Result<u64> {
    let mut out = Sealing { to: BufWriter::with_capacity(BUFFER_BYTES, to), hasher: Hasher::new(), bytes: 0 };
    let mut tar = Builder::new(&mut out);
    let created = u64::try_from(manifest.created.as_second()).unwrap_or(0);
    let listed = serde_json::to_vec(manifest)?;
    tar.append_data(&mut header(listed.len() as u64, created), MANIFEST, listed.as_slice())?;
    for file in &manifest.files {
        // One that is shorter than listed makes the seal's reader, not the tar, complain: take no more, and
        // no less.
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

/// The last bytes of a backup, for the hash of all before them.
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

/// Hashes and counts what is written through it.
struct Sealing<W> {
    to: W,
    hasher: Hasher,
    bytes: u64,
}

impl<W: Write> Write for Sealing<W> {
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

/// A backup whose seal is whole.
#[derive(Debug)]
pub(super) struct Archive {
    file: File,
    path: PathBuf,
    pub(super) manifest: Manifest,
}

impl Archive {
    /// Opens a backup and checks it to the last byte.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is none, damaged, of a newer format or names what no index has.
    pub(super) fn open(path: &Path, advance: Advance<'_>) -> Result<Self> {
        let mut file = File::open(path).map_err(Error::io("read", path))?;
        let manifest = Manifest::parse(&read_manifest(&file).ok_or_else(|| invalid(FOREIGN))?)?;
        let is_whole = is_sealed(&mut file, advance).map_err(Error::io("read", path))?;
        is_whole.then_some(()).ok_or_else(|| invalid(DAMAGED))?;
        manifest.check()?;
        Ok(Self { file, path: path.to_owned(), manifest })
    }

    /// Unpacks all files below a folder, and syncs those that cannot be made again.
    ///
    /// # Errors
    /// [`Error::Invalid`] where an entry is not what the manifest says; [`Error::Io`].
    pub(super) fn unpack(&mut self, folder: &Path, advance: Advance<'_>) -> Result<()> {
        let read = |error| Error::io("read", &self.path)(error);
        self.file.rewind().map_err(read)?;
        let mut tar = tar::Archive::new(BufReader::with_capacity(BUFFER_BYTES, &self.file));
        // As they are: what names another name, or a link, is no entry of ours.
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

/// The bytes of the manifest, where the file begins with one.
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

/// Whether the file ends with the seal of all before it.
fn is_sealed(file: &mut File, advance: Advance<'_>) -> io::Result<bool> {
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
        let mut out = Sealing { to: BufWriter::new(&to), hasher: Hasher::new(), bytes: 0 };
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
