//! The file of vectors: a header, then one record after the other.
//!
//! `INDEX/meaning/vectors-MODEL` has the vectors of one model. Records are only appended; a record that was
//! cut short by a crash is dropped. To remove documents, the file is written again and replaced. Invariants:
//! each record has a checksum; nothing after a damaged one is read; one process writes at a time (`lock`).

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    ops::Range,
    path::{Path, PathBuf},
};

use super::{
    keys::{KEY_BYTES, SourceKey, TextKey},
    model_folder::BESIDE,
    vector::{MAX_DIMENSIONS, StoredVector},
    vector_store::{VectorRecord, WindowVector},
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
};

/// The beginning of the file, with the version of its format.
const MAGIC: &[u8; 8] = b"skorvec1";
/// The length of the number that tells one writing of the file from the next.
const STAMP_BYTES: usize = 16;
const CHECKSUM_BYTES: usize = 8;
/// The length of the header: magic, number of components, stamp.
const HEADER_BYTES: usize = MAGIC.len() + 4 + STAMP_BYTES;
/// The maximum number of windows of a text.
pub(super) const MAX_WINDOWS: usize = 1000;
/// The maximum length of a record's content: a text of the most windows and components.
const MAX_RECORD_BYTES: usize = KEY_BYTES + 2 + MAX_WINDOWS * (12 + MAX_DIMENSIONS);
const TEXT: u8 = b'T';
const DOCUMENT: u8 = b'D';

/// Where in a file a reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FilePosition {
    stamp: [u8; STAMP_BYTES],
    /// The end of the last whole record, in bytes.
    end: u64,
}

/// What was read of a file.
pub(super) struct ReadRecords {
    pub(super) records: Vec<VectorRecord>,
    pub(super) position: FilePosition,
    /// Whether the records are all that the file has, not those after the position that was given.
    pub(super) is_whole: bool,
}

/// Reads what a file has after `position`, or all of it if it was written again since; `None` if there is
/// no such file or it has vectors of another length.
pub(super) fn read(
    path: &Path,
    dimensions: usize,
    position: Option<FilePosition>,
) -> Result<Option<ReadRecords>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", path)(error)),
    };
    read_on(&mut file, dimensions, position).map_err(Error::io("read", path))
}

/// Returns the number of components of the vectors in a file; `None` if it is no file of vectors.
pub(super) fn dimensions(path: &Path) -> Option<usize> {
    let mut header = [0; HEADER_BYTES];
    File::open(path).ok()?.read_exact(&mut header).ok()?;
    let rest = header.strip_prefix(MAGIC)?;
    let dimensions = u32::from_le_bytes(*rest.first_chunk::<4>()?) as usize;
    (1..=MAX_DIMENSIONS).contains(&dimensions).then_some(dimensions)
}

/// Returns the number of bytes at the end of a file that are no sound records; `None` if it is no file of vectors.
pub(super) fn unreadable_bytes(path: &Path) -> Result<Option<u64>> {
    let Some(dimensions) = dimensions(path) else { return Ok(None) };
    // While records are being written, the last one may be half there.
    // Where nothing can be written, nobody writes.
    let lock = match lock_beside(path) {
        Err(error) if error.is_read_only() => None,
        Err(error) => return Err(error),
        Ok(None) => return Ok(Some(0)),
        Ok(lock) => lock,
    };
    let length = fs::metadata(path).map_err(Error::io("read", path))?.len();
    let read = read(path, dimensions, None)?;
    drop(lock);
    Ok(read.map(|read| length.saturating_sub(read.position.end)))
}

impl FilePosition {
    /// Returns a text that another state of the file does not have.
    pub(super) fn tag(&self) -> String {
        let stamp = self.stamp.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        format!("{stamp}:{}", self.end)
    }
}

/// Whether a file has nothing after `position`, without reading its records.
pub(super) fn is_at_end(path: &Path, position: Option<FilePosition>) -> bool {
    let head = || {
        let mut file = File::open(path)?;
        let mut header = [0; HEADER_BYTES];
        file.read_exact(&mut header)?;
        Ok::<_, io::Error>((header, file.metadata()?.len()))
    };
    match (position, head()) {
        (Some(known), Ok((header, length))) => header.ends_with(&known.stamp) && known.end == length,
        (None, Err(error)) => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}

fn read_on(
    file: &mut File,
    dimensions: usize,
    position: Option<FilePosition>,
) -> io::Result<Option<ReadRecords>> {
    let length = file.metadata()?.len();
    let mut header = [0; HEADER_BYTES];
    if length < HEADER_BYTES as u64 {
        return Ok(None);
    }
    file.read_exact(&mut header)?;
    let (magic, rest) = header.split_at(MAGIC.len());
    let (components, stamp) = rest.split_at(4);
    let is_ours = magic == MAGIC && components == (dimensions as u32).to_le_bytes();
    let Ok(stamp) = <[u8; STAMP_BYTES]>::try_from(stamp) else { return Ok(None) };
    if !is_ours {
        return Ok(None);
    }
    let known = position.filter(|known| known.stamp == stamp && known.end <= length);
    let mut end = known.map_or(HEADER_BYTES as u64, |known| known.end);
    file.seek(SeekFrom::Start(end))?;
    let mut reader = BufReader::with_capacity(1 << 20, file.take(length - end));
    let mut records = Vec::new();
    while let Some((record, bytes)) = read_record(&mut reader, dimensions)? {
        records.push(record);
        end += bytes;
    }
    Ok(Some(ReadRecords { records, position: FilePosition { stamp, end }, is_whole: known.is_none() }))
}

/// Reads the next record and returns it with its length; `None` if there is no whole and sound one.
fn read_record(reader: &mut impl Read, dimensions: usize) -> io::Result<Option<(VectorRecord, u64)>> {
    let mut head = [0; 5];
    if !filled(reader, &mut head)? {
        return Ok(None);
    }
    let [kind, length @ ..] = head;
    let length = u32::from_le_bytes(length) as usize;
    if length > MAX_RECORD_BYTES {
        return Ok(None);
    }
    let mut content = Vec::new();
    reader.take(length as u64).read_to_end(&mut content)?;
    let mut checksum = [0; CHECKSUM_BYTES];
    if content.len() < length || !filled(reader, &mut checksum)? || checksum_of(&head, &content) != checksum {
        return Ok(None);
    }
    let record = match kind {
        TEXT => decode_text(&content, dimensions),
        DOCUMENT => decode_document(&content),
        _ => None,
    };
    Ok(record.map(|record| (record, (head.len() + length + CHECKSUM_BYTES) as u64)))
}

/// Fills a buffer; returns `false` if the reader ends before.
fn filled(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match reader.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn checksum_of(head: &[u8], content: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(head).update(content);
    let mut checksum = [0; CHECKSUM_BYTES];
    hasher.finalize_xof().fill(&mut checksum);
    checksum
}

fn decode_text(content: &[u8], dimensions: usize) -> Option<VectorRecord> {
    let (key, content) = content.split_first_chunk::<KEY_BYTES>()?;
    let chunks = content.chunks_exact(12 + dimensions);
    if !chunks.remainder().is_empty() {
        return None;
    }
    let windows = chunks.map(|chunk| {
        let (start, chunk) = chunk.split_first_chunk::<4>()?;
        let (end, chunk) = chunk.split_first_chunk::<4>()?;
        let (factor, components) = chunk.split_first_chunk::<4>()?;
        let passages: Range<u32> = u32::from_le_bytes(*start)..u32::from_le_bytes(*end);
        let factor = Some(f32::from_le_bytes(*factor)).filter(|factor| factor.is_finite())?;
        let components = components.iter().map(|byte| byte.cast_signed()).collect();
        Some(WindowVector { passages, vector: StoredVector { factor, components } })
    });
    Some(VectorRecord::Text { key: TextKey(*key), windows: windows.collect::<Option<_>>()? })
}

fn decode_document(content: &[u8]) -> Option<VectorRecord> {
    let (source, content) = content.split_first_chunk::<KEY_BYTES>()?;
    let (text, id) = content.split_first_chunk::<KEY_BYTES>()?;
    let id: DocumentId = str::from_utf8(id).ok()?.parse().ok()?;
    Some(VectorRecord::Document { id, source: SourceKey(*source), text: TextKey(*text) })
}

/// Appends a record to a buffer.
fn encode(record: &VectorRecord, bytes: &mut Vec<u8>) {
    let (kind, mut content) = (kind(record), Vec::new());
    match record {
        VectorRecord::Text { key, windows } => {
            content.extend(key.0);
            for WindowVector { passages, vector } in windows {
                content.extend(passages.start.to_le_bytes());
                content.extend(passages.end.to_le_bytes());
                content.extend(vector.factor.to_le_bytes());
                content.extend(vector.components.iter().map(|component| component.cast_unsigned()));
            }
        }
        VectorRecord::Document { id, source, text } => {
            content.extend(source.0);
            content.extend(text.0);
            content.extend(id.as_str().as_bytes());
        }
    }
    let mut head = vec![kind];
    head.extend((content.len() as u32).to_le_bytes());
    let checksum = checksum_of(&head, &content);
    bytes.extend(head);
    bytes.extend(content);
    bytes.extend(checksum);
}

fn kind(record: &VectorRecord) -> u8 {
    match record {
        VectorRecord::Text { .. } => TEXT,
        VectorRecord::Document { .. } => DOCUMENT,
    }
}

/// The only writer of a file of vectors, until dropped.
#[derive(Debug)]
pub(super) struct VectorFile {
    path: PathBuf,
    file: File,
    position: FilePosition,
    _lock: File,
}

impl VectorFile {
    /// Opens a file to append to it, creating it if there is none that can be read. What it has after `position` is
    /// returned, too. Returns `None` while another process, or another part of this one, writes.
    pub(super) fn open(
        path: &Path,
        dimensions: usize,
        position: Option<FilePosition>,
    ) -> Result<Option<(Self, ReadRecords)>> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        }
        let Some(lock) = lock_beside(path)? else { return Ok(None) };
        let read = if let Some(read) = read(path, dimensions, position)? {
            read
        } else {
            let position = create(path, dimensions).map_err(Error::io("write", path))?;
            ReadRecords { records: Vec::new(), position, is_whole: true }
        };
        let open = || {
            let file = OpenOptions::new().write(true).open(path)?;
            file.set_len(read.position.end)?;
            Ok(file)
        };
        let file = open().map_err(Error::io("open", path))?;
        let opened = Self { path: path.to_owned(), file, position: read.position, _lock: lock };
        Ok(Some((opened, read)))
    }

    /// Returns where the file ends.
    pub(super) fn position(&self) -> FilePosition {
        self.position
    }

    /// Appends records and syncs the file.
    pub(super) fn append(&mut self, records: &[VectorRecord]) -> Result<()> {
        let mut bytes = Vec::new();
        for record in records {
            encode(record, &mut bytes);
        }
        let mut write = || {
            self.file.seek(SeekFrom::Start(self.position.end))?;
            self.file.write_all(&bytes)?;
            self.file.sync_data()
        };
        write().map_err(Error::io("write", &self.path))?;
        self.position.end += bytes.len() as u64;
        Ok(())
    }

    /// Replaces the file by one with only these records.
    pub(super) fn replace(&mut self, dimensions: usize, records: &[VectorRecord]) -> Result<()> {
        let beside = beside(&self.path);
        let write = || {
            let (mut file, mut position) = create_at(&beside, dimensions)?;
            for some in records.chunks(64) {
                let mut bytes = Vec::new();
                for record in some {
                    encode(record, &mut bytes);
                }
                file.write_all(&bytes)?;
                position.end += bytes.len() as u64;
            }
            file.sync_all()?;
            fs::rename(&beside, &self.path)?;
            sync_folder(&self.path)?;
            Ok((file, position))
        };
        (self.file, self.position) = write().map_err(Error::io("write", &self.path))?;
        Ok(())
    }
}

/// Creates an empty file of vectors, replacing one that cannot be read.
fn create(path: &Path, dimensions: usize) -> io::Result<FilePosition> {
    let beside = beside(path);
    let (file, position) = create_at(&beside, dimensions)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    sync_folder(path)?;
    Ok(position)
}

fn create_at(path: &Path, dimensions: usize) -> io::Result<(File, FilePosition)> {
    let mut file = File::create(path)?;
    let stamp = std::array::from_fn(|_| fastrand::u8(..));
    file.write_all(MAGIC)?;
    file.write_all(&(dimensions as u32).to_le_bytes())?;
    file.write_all(&stamp)?;
    Ok((file, FilePosition { stamp, end: HEADER_BYTES as u64 }))
}

fn beside(path: &Path) -> PathBuf {
    path.with_extension(&BESIDE[1..])
}

fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// Locks the folder of a file for its writer; `None` while another process holds the lock.
fn lock_beside(path: &Path) -> Result<Option<File>> {
    let path = path.with_file_name("lock");
    let mut options = OpenOptions::new();
    let file = options.read(true).write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(Error::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(Error::io("lock", path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meaning::{vector::QueryVector, vector_store::VectorStore};

    fn records() -> Vec<VectorRecord> {
        let vector = StoredVector::new(&[0.6, 0.8]);
        let text = |number, count| VectorRecord::Text {
            key: TextKey([number; 16]),
            windows: (0..count)
                .map(|at| WindowVector { passages: at..at + 2, vector: vector.clone() })
                .collect(),
        };
        let document = |name: &str, number| VectorRecord::Document {
            id: name.parse().expect("an id"),
            source: SourceKey([number; 16]),
            text: TextKey([number; 16]),
        };
        vec![text(1, 2), document("a", 1), text(2, 1), document("b/ż", 2), document("c", 2)]
    }

    fn store_of(records: Vec<VectorRecord>) -> VectorStore {
        let mut store = VectorStore::new(2);
        store.extend(records);
        store
    }

    fn read_all(path: &Path) -> (usize, usize) {
        let read = read(path, 2, None).expect("readable").expect("a vector file");
        let store = store_of(read.records);
        (store.documents(), store.vectors())
    }

    fn write(path: &Path) -> VectorFile {
        let (mut file, _) = VectorFile::open(path, 2, None).expect("opened").expect("the lock is free");
        file.append(&records()).expect("written");
        file
    }

    #[test]
    fn records_are_read_as_written_and_a_reader_continues_where_it_was() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("vectors-x");
        let mut file = write(&path);
        let first = read(&path, 2, None).expect("readable").expect("a vector file");
        assert!(first.is_whole && first.records == records());
        let (id, text) = ("d".parse().expect("an id"), TextKey([1; 16]));
        let more = [VectorRecord::Document { id, source: SourceKey([9; 16]), text }];
        file.append(&more).expect("written");
        assert!(!is_at_end(&path, Some(first.position)));
        let next = read(&path, 2, Some(first.position)).expect("readable").expect("a vector file");
        assert!(!next.is_whole && next.records == more && next.position == file.position());
        assert!(is_at_end(&path, Some(next.position)));
        // A file that was written again is read from the beginning.
        file.replace(2, &records()[..2]).expect("replaced");
        assert!(!is_at_end(&path, Some(next.position)));
        let again = read(&path, 2, Some(next.position)).expect("readable").expect("a vector file");
        assert!(again.is_whole && again.records == records()[..2]);
        let store = store_of(again.records);
        assert_eq!(store.nearest_texts(&QueryVector::new(&[0.6, 0.8]), 0.9, 5)[0].window.passages, 0..2);
    }

    #[test]
    fn one_process_writes_at_a_time() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("vectors-x");
        let file = write(&path);
        assert!(VectorFile::open(&path, 2, None).expect("opened").is_none());
        drop(file);
        assert!(VectorFile::open(&path, 2, None).expect("opened").is_some());
    }

    #[test]
    fn wherever_a_file_is_cut_or_damaged_what_stands_before_is_kept_and_can_be_continued() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("vectors-x");
        drop(write(&path));
        let whole = fs::read(&path).expect("readable");
        for cut in 0..whole.len() {
            fs::write(&path, &whole[..cut]).expect("written");
            let (_, kept) = VectorFile::open(&path, 2, None).expect("opened").expect("free");
            assert!(records().starts_with(&kept.records), "byte {cut}");
            let mut damaged = whole.clone();
            damaged[cut] ^= 0x55;
            fs::write(&path, &damaged).expect("written");
            let (mut file, kept) = VectorFile::open(&path, 2, None).expect("opened").expect("free");
            assert!(records().starts_with(&kept.records), "byte {cut}");
            // Any stamp is as good as another.
            let is_stamp = (HEADER_BYTES - STAMP_BYTES..HEADER_BYTES).contains(&cut);
            assert_eq!(kept.records == records(), is_stamp, "byte {cut}");
            file.append(&records()).expect("written");
            drop(file);
            assert_eq!(read_all(&path), (3, 3), "byte {cut}");
        }
    }

    #[test]
    fn vectors_of_another_length_are_not_read() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("vectors-x");
        drop(write(&path));
        assert!(read(&path, 3, None).expect("readable").is_none());
    }
}
