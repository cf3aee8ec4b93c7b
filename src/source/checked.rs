//! A file of which nothing is given on but the content that was indexed, whoever changes or exchanges it meanwhile.
//!
//! It is opened once. All of it is hashed block by block before the first byte is given on, and each block again when it
//! is. Always holds: a block that is given on is the one that was hashed.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use super::{MAX_FILE_BYTES, SIDECAR_MARK, shown, sidecar, stays_in_file};
use crate::{document::Format, regular};

/// The bytes of a block: what is read, hashed and given on at a time.
const BLOCK_BYTES: usize = 32 << 10;

/// A file with the hashes of its blocks.
#[derive(Debug)]
pub struct CheckedFile {
    file: File,
    /// Where the content begins in the file.
    start: u64,
    bytes: u64,
    blocks: Vec<blake3::Hash>,
}

impl CheckedFile {
    /// Hashes a file from `start` on; the hasher has all of it.
    pub(crate) fn new(file: File, start: u64) -> io::Result<(Self, blake3::Hasher)> {
        let mut checked = Self { file, start, bytes: 0, blocks: Vec::new() };
        let mut hasher = blake3::Hasher::new();
        checked.file.seek(SeekFrom::Start(start))?;
        loop {
            let block = checked.next_block()?;
            if block.is_empty() {
                return Ok((checked, hasher));
            }
            checked.bytes += block.len() as u64;
            if checked.bytes > MAX_FILE_BYTES {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            checked.blocks.push(blake3::hash(&block));
            hasher.update(&block);
        }
    }

    /// How long the content is.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What it takes in memory while it is given on.
    pub fn held_bytes(&self) -> usize {
        BLOCK_BYTES + self.blocks.len() * size_of::<blake3::Hash>()
    }

    /// How many blocks there are.
    pub fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// A block of the content.
    ///
    /// # Errors
    /// Where it cannot be read, or is another one by now.
    pub fn block(&mut self, number: usize) -> io::Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(self.start + (number * BLOCK_BYTES) as u64))?;
        let block = self.next_block()?;
        let is_same = self.blocks.get(number).is_some_and(|hash| *hash == blake3::hash(&block));
        if is_same {
            Ok(block)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "the file was changed"))
        }
    }

    /// The block that begins where the file is read.
    fn next_block(&mut self) -> io::Result<Vec<u8>> {
        let mut block = Vec::with_capacity(BLOCK_BYTES);
        (&mut self.file).take(BLOCK_BYTES as u64).read_to_end(&mut block)?;
        Ok(block)
    }
}

/// The file of this format that a document was made of, if it still has the content by which the index knows it.
pub(crate) fn checked(path: &Path, format: Format, known: &str) -> Option<CheckedFile> {
    let (file, content) = CheckedFile::new(regular::open(path).ok()?, 0).ok()?;
    let mut hasher = content;
    if stays_in_file(format, file.bytes()) {
        let hash = shown(&hasher);
        hasher = blake3::Hasher::new();
        hasher.update(hash.as_bytes());
    }
    if let Some(sidecar) = sidecar(path).ok()? {
        hasher.update(SIDECAR_MARK);
        hasher.update(&sidecar);
    }
    known.starts_with(&shown(&hasher)).then_some(file)
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

    fn checked(path: &Path, known: &str) -> Option<CheckedFile> {
        super::checked(path, source::format_of(path).expect("a format"), known)
    }

    /// The hash by which the index knows a file.
    fn known(path: &Path) -> String {
        source::input(path).expect("an input").read().expect("readable").hash
    }

    #[test]
    fn content_is_returned_only_while_it_is_the_indexed_one() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.txt", "a.html", "a.md"] {
            let path = folder.path().join(name);
            let text = "konwent ".repeat(3 * BLOCK_BYTES / 8) + "koniec";
            fs::write(&path, &text).expect("written");
            let hash = known(&path);
            let mut file = checked(&path, &hash).expect("unchanged");
            assert_eq!(content(&mut file).expect("readable"), text.as_bytes());
            assert_eq!((file.bytes(), file.blocks()), (text.len() as u64, 4));
            // After an exchange, the open file is still returned; reopened, it is a different one.
            fs::write(folder.path().join("other"), "secret").expect("written");
            fs::rename(folder.path().join("other"), &path).expect("replaced");
            assert_eq!(content(&mut file).expect("readable"), text.as_bytes());
            assert!(checked(&path, &hash).is_none());
        }
    }

    #[test]
    fn a_block_modified_in_place_is_not_returned() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "a".repeat(3 * BLOCK_BYTES)).expect("written");
        let mut file = checked(&path, &known(&path)).expect("unchanged");
        fs::write(&path, ["a".repeat(BLOCK_BYTES), "b".repeat(BLOCK_BYTES)].concat()).expect("written");
        assert!(file.block(0).is_ok());
        assert_eq!(file.block(1).expect_err("changed").kind(), io::ErrorKind::InvalidData);
        assert_eq!(file.block(2).expect_err("gone").kind(), io::ErrorKind::InvalidData);
    }

    #[cfg(unix)]
    #[test]
    fn a_changed_link_target_is_not_followed_and_a_pipe_does_not_block() {
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
