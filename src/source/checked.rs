//! A file that serves only the content that was indexed, even if the file is changed or replaced meanwhile.
//!
//! The file is opened once. All of it is hashed block by block before the first byte is served, and each
//! block is hashed again when it is served, even if only a part of it is. Invariant: a served byte is the one
//! that was hashed.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::{Range, RangeInclusive},
    path::Path,
};

use super::{
    input_body::{MAX_FILE_BYTES, is_read_from_file},
    sidecar::{SIDECAR_MARK, sidecar},
};
use crate::{
    document::{ContentHash, Format, SourceHash},
    error::{Error, Result},
    regular,
    uploads::{self, OpenUpload},
};

/// The block size in bytes: the unit of reading, hashing and serving.
const BLOCK_BYTES: usize = 32 << 10;

/// A file with the hashes of its blocks.
#[derive(Debug)]
pub struct CheckedFile {
    file: File,
    /// The offset of the content in the file.
    start: u64,
    /// The length of all of the content.
    whole_bytes: u64,
    blocks: Vec<blake3::Hash>,
    /// The part of the content that is served.
    part: Range<u64>,
}

impl CheckedFile {
    /// Hashes a file from `start` on; the returned hasher covers all of it.
    pub(crate) fn new(file: File, start: u64) -> io::Result<(Self, blake3::Hasher)> {
        let mut checked = Self { file, start, whole_bytes: 0, blocks: Vec::new(), part: 0..0 };
        let mut hasher = blake3::Hasher::new();
        checked.file.seek(SeekFrom::Start(start))?;
        loop {
            let block = checked.next_block()?;
            if block.is_empty() {
                checked.part = 0..checked.whole_bytes;
                return Ok((checked, hasher));
            }
            checked.whole_bytes += block.len() as u64;
            if checked.whole_bytes > MAX_FILE_BYTES {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            checked.blocks.push(blake3::hash(&block));
            hasher.update(&block);
        }
    }

    /// Serves only this part of the content from now on.
    pub fn narrow(&mut self, part: &RangeInclusive<u64>) {
        let end = part.end().saturating_add(1).min(self.whole_bytes);
        self.part = (*part.start()).min(end)..end;
    }

    /// The length of what is served, in bytes.
    pub fn bytes(&self) -> u64 {
        self.part.end - self.part.start
    }

    /// The length of all of the content, in bytes.
    pub fn whole_bytes(&self) -> u64 {
        self.whole_bytes
    }

    /// The memory used while it is served, in bytes.
    pub fn held_bytes(&self) -> usize {
        BLOCK_BYTES + self.blocks.len() * size_of::<blake3::Hash>()
    }

    /// The number of blocks that what is served is in.
    pub fn blocks(&self) -> usize {
        let in_blocks = self.part.start / BLOCK_BYTES as u64..self.part.end.div_ceil(BLOCK_BYTES as u64);
        if self.part.is_empty() { 0 } else { (in_blocks.end - in_blocks.start) as usize }
    }

    /// Returns what is served of one of these blocks.
    ///
    /// # Errors
    /// Returns an error if the block cannot be read, or [`io::ErrorKind::InvalidData`] if it has changed.
    pub fn block(&mut self, number: usize) -> io::Result<Vec<u8>> {
        let number = self.part.start / BLOCK_BYTES as u64 + number as u64;
        let start = number * BLOCK_BYTES as u64;
        self.file.seek(SeekFrom::Start(self.start + start))?;
        let mut block = self.next_block()?;
        let is_same = self.blocks.get(number as usize).is_some_and(|hash| *hash == blake3::hash(&block));
        if !is_same {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the file was changed"));
        }
        block.truncate(self.part.end.saturating_sub(start).min(BLOCK_BYTES as u64) as usize);
        block.drain(..(self.part.start.saturating_sub(start) as usize).min(block.len()));
        Ok(block)
    }

    /// Reads the block at the current position.
    fn next_block(&mut self) -> io::Result<Vec<u8>> {
        let mut block = Vec::with_capacity(BLOCK_BYTES);
        (&mut self.file).take(BLOCK_BYTES as u64).read_to_end(&mut block)?;
        Ok(block)
    }
}

/// Opens the file of this format that a document was made from, if it still has the content known to the
/// index.
pub(crate) fn checked(path: &Path, format: Format, known: &SourceHash) -> Option<CheckedFile> {
    checked_content(path, format, known).map(|(file, _)| file)
}

/// Opens a file as [`checked`] does; also returns the hash of its content.
pub(crate) fn checked_content(
    path: &Path,
    format: Format,
    known: &SourceHash,
) -> Option<(CheckedFile, ContentHash)> {
    let (file, content) = CheckedFile::new(regular::open(path).ok()?, 0).ok()?;
    let hash = ContentHash::from(content.finalize());
    let mut hasher = content;
    if is_read_from_file(format, file.whole_bytes()) {
        hasher = blake3::Hasher::new();
        hasher.update(hash.short().as_bytes());
    }
    if let Some(sidecar) = sidecar(path).ok()? {
        hasher.update(SIDECAR_MARK);
        hasher.update(&sidecar.bytes);
    }
    (SourceHash::from_hasher(&hasher) == *known).then_some((file, hash))
}

/// Returns the content of an upload after checking it against the hash in its header.
///
/// # Errors
/// Returns [`Error::Unreadable`] if the content is damaged, and an I/O error if it cannot be read.
pub(crate) fn checked_upload(upload: OpenUpload) -> Result<CheckedFile> {
    Ok(checked_upload_content(upload)?.0)
}

/// Returns the content of an upload as [`checked_upload`] does, and its hash.
///
/// # Errors
/// Returns the errors of [`checked_upload`].
pub(crate) fn checked_upload_content(upload: OpenUpload) -> Result<(CheckedFile, ContentHash)> {
    let checked = CheckedFile::new(upload.file, upload.start);
    let (content, hasher) = checked.map_err(Error::io("read", &upload.path))?;
    let hash = ContentHash::from(hasher.finalize());
    if upload.content_hash.is(&hash) { Ok((content, hash)) } else { Err(uploads::damaged(&upload.path)) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::source;

    fn content(file: &mut CheckedFile) -> io::Result<Vec<u8>> {
        (0..file.blocks())
            .map(|number| file.block(number))
            .collect::<io::Result<Vec<_>>>()
            .map(|all| all.concat())
    }

    fn checked(path: &Path, known: &SourceHash) -> Option<CheckedFile> {
        super::checked(path, source::format_of(path).expect("a format"), known)
    }

    /// Returns the hash by which the index knows a file.
    fn known(path: &Path) -> SourceHash {
        source::input(path).expect("an input").read().expect("readable").hash
    }

    #[test]
    fn content_is_served_only_while_it_is_what_was_indexed() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.txt", "a.html", "a.md"] {
            let path = folder.path().join(name);
            let text = "konwent ".repeat(3 * BLOCK_BYTES / 8) + "koniec";
            fs::write(&path, &text).expect("written");
            let hash = known(&path);
            let mut file = checked(&path, &hash).expect("unchanged");
            assert_eq!(content(&mut file).expect("readable"), text.as_bytes());
            assert_eq!((file.bytes(), file.blocks()), (text.len() as u64, 4));
            // Replaced: the open file is still served; opened again, it is a different one.
            fs::write(folder.path().join("other"), "secret").expect("written");
            fs::rename(folder.path().join("other"), &path).expect("replaced");
            assert_eq!(content(&mut file).expect("readable"), text.as_bytes());
            assert!(checked(&path, &hash).is_none());
        }
    }

    #[test]
    fn a_block_changed_in_place_is_not_served() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "a".repeat(3 * BLOCK_BYTES)).expect("written");
        let mut file = checked(&path, &known(&path)).expect("unchanged");
        fs::write(&path, ["a".repeat(BLOCK_BYTES), "b".repeat(BLOCK_BYTES)].concat()).expect("written");
        assert!(file.block(0).is_ok());
        assert_eq!(file.block(1).expect_err("changed").kind(), io::ErrorKind::InvalidData);
        assert_eq!(file.block(2).expect_err("gone").kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_part_is_exactly_these_bytes_of_the_checked_content() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        let text: Vec<u8> = (0..3 * BLOCK_BYTES + 7).map(|at| b'a' + (at % 23) as u8).collect();
        fs::write(&path, &text).expect("written");
        let mut file = checked(&path, &known(&path)).expect("unchanged");
        let (block, last) = (BLOCK_BYTES as u64, text.len() as u64 - 1);
        for part in [0..=0, 0..=last, 5..=block - 1, block - 1..=block, block..=2 * block, last..=last] {
            file.narrow(&part);
            let (start, end) = (*part.start() as usize, *part.end() as usize);
            assert_eq!(content(&mut file).expect("readable"), &text[start..=end], "{part:?}");
            assert_eq!((file.bytes(), file.whole_bytes()), ((end - start + 1) as u64, text.len() as u64));
        }
        // Even one byte of a block is served only if all of the block is as it was.
        fs::write(&path, [&text[..text.len() - 1], b"!"].concat()).expect("written");
        file.narrow(&(3 * block..=3 * block));
        assert_eq!(content(&mut file).expect_err("changed").kind(), io::ErrorKind::InvalidData);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_other_content_is_not_served_and_a_pipe_does_not_block() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "konwent").expect("written");
        let hash = known(&path);
        fs::write(folder.path().join("secret"), "secret").expect("written");
        fs::remove_file(&path).expect("removed");
        std::os::unix::fs::symlink(folder.path().join("secret"), &path).expect("a link");
        assert!(checked(&path, &hash).is_none());
        fs::remove_file(&path).expect("removed");
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0)
            .expect("a pipe");
        assert!(checked(&path, &hash).is_none());
    }
}
