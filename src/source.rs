//! Finds input documents: files below a root, and lines of `.jsonl` files.
//!
//! Finds inputs and assigns ids; reads no content beyond the id of a JSON line. Leaves it to `ingest` to
//! decide what is new, changed or gone. Invariant: inputs are ordered by path, so the first source of an id
//! is the same in every run.

mod checked;
mod error;
mod folder;
mod ignored;
mod jsonl;

use std::{
    fs::{self, File},
    io::{ErrorKind, Read as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use crate::{
    document::{ContentHash, DocumentId, Format, Metadata, SourceHash},
    regular,
    uploads::{StagedUpload, Upload},
};
use error::SourceError;
use folder::{FolderWalk, WalkEntry};

/// The maximum size of an input file, in bytes: every extractor holds one in memory.
const MAX_FILE_BYTES: u64 = 256 << 20;
/// The maximum size of a sidecar; its meaningful keys take a few hundred bytes.
const MAX_SIDECAR_BYTES: u64 = 1 << 20;
/// Inputs larger than this are read by a worker process, whatever their format, to limit time and memory.
/// Smaller texts cannot take much of either: their readers are linear.
const SMALL_BYTES: u64 = 64 << 10;

pub use checked::CheckedFile;
pub(crate) use checked::{checked, checked_upload};
pub(crate) use folder::format as format_of;

/// A root, or part of one, to scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The file or folder that ids are relative to; absolute.
    pub(crate) root: PathBuf,
    /// The file or folder to scan: the root or something below it; absolute.
    pub(crate) path: PathBuf,
    /// A folder to skip: the index may lie below a root.
    pub(crate) except: PathBuf,
}

/// An input that has not been read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// The id of the resulting document.
    pub(crate) id: DocumentId,
    /// Its file.
    pub(crate) path: PathBuf,
    /// The part of the file that it is.
    pub(crate) content: InputContent,
}

/// The part of a file that an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InputContent {
    /// The whole file.
    File(Format),
    /// An upload, received over HTTP and stored in the file.
    Upload,
    /// One line of the file.
    Line {
        /// The line number, from 1.
        number: usize,
        /// The content of the line.
        body: InputBody,
    },
}

/// Something found that cannot be an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnusableInput {
    /// The file or folder.
    pub(crate) path: PathBuf,
    /// The line of a `.jsonl` file.
    pub(crate) line: Option<usize>,
    /// The reason and the remedy.
    pub(crate) reason: String,
}

impl UnusableInput {
    /// Returns what remains unread: a file, or the folder that an ignore file applies to.
    pub(crate) fn unread(&self) -> &Path {
        let is_of_folder = self.path.file_name().is_some_and(|name| name == ignored::IGNORE_FILE);
        self.path.parent().filter(|_| is_of_folder).unwrap_or(&self.path)
    }
}

/// An item found by a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ScanItem {
    /// An input.
    Input(Input),
    /// Something that cannot be an input.
    Unusable(UnusableInput),
    /// A folder that is not entered, with the reason.
    Skipped(PathBuf, String),
    /// A broken link, which may once have led to a folder.
    Dangling(PathBuf),
    /// A file of an unsupported type.
    OtherKind(String),
}

/// A loaded input.
pub(crate) struct LoadedInput {
    /// The id of the resulting document.
    pub(crate) id: DocumentId,
    /// The file that it is in.
    pub(crate) path: PathBuf,
    /// The same path as the index records it; `None` if it came over HTTP.
    pub(crate) source: Option<String>,
    /// The size of its content, in bytes; `None` if it has no file of its own.
    pub(crate) file_bytes: Option<u64>,
    pub(crate) format: Format,
    pub(crate) body: InputBody,
    /// Its external metadata.
    pub(crate) beside: ExternalMetadata,
    /// A hash of all of it.
    pub(crate) hash: SourceHash,
    /// When it was received, if it came over HTTP.
    pub(crate) received: Option<Timestamp>,
}

/// Metadata of an input from outside its content.
pub(crate) enum ExternalMetadata {
    /// The bytes of the file's sidecar, if it has one.
    Sidecar(Option<Vec<u8>>),
    /// Metadata sent with an upload.
    Metadata(Metadata),
}

/// The content of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InputBody {
    /// The bytes in memory.
    Bytes(Vec<u8>),
    /// A range of a file, to be read by a worker process.
    File {
        /// The offset in the file, in bytes.
        start: u64,
        /// The length in bytes.
        length: u64,
        /// The hash of the content.
        hash: ContentHash,
        /// Whether the file may have changed since it was hashed; it may not if this process has just written
        /// it.
        may_change: bool,
    },
}

impl InputBody {
    /// The length of the content, in bytes.
    fn bytes(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { length, .. } => *length,
        }
    }
}

/// Passes every item in a scope to `found`, in order, until `found` or `goes_on` returns `false`.
pub(crate) fn scan(scope: &Scope, goes_on: &dyn Fn() -> bool, found: &mut dyn FnMut(ScanItem) -> bool) {
    if is_gone(&scope.path) {
        return;
    }
    for met in FolderWalk::new(scope) {
        let is_wanted = goes_on()
            && match met {
                WalkEntry::File(path) if is_jsonl(&path) => jsonl::scan(&path, goes_on, found),
                WalkEntry::File(path) => {
                    found(folder::input(scope, path).map_or_else(ScanItem::Unusable, ScanItem::Input))
                }
                WalkEntry::OtherKind(kind) => found(ScanItem::OtherKind(kind)),
                WalkEntry::Skipped(path, reason) => found(ScanItem::Skipped(path, reason)),
                WalkEntry::Dangling(path) => found(ScanItem::Dangling(path)),
                WalkEntry::Unusable(unusable) => found(ScanItem::Unusable(unusable)),
            };
        if !is_wanted {
            return;
        }
    }
}

/// Returns the number of inputs that a scan of the scope will find; `None` if `goes_on` returned `false`.
pub(crate) fn count(scope: &Scope, goes_on: &dyn Fn() -> bool) -> Option<u64> {
    if is_gone(&scope.path) {
        return Some(0);
    }
    let mut inputs = 0;
    for met in FolderWalk::new(scope) {
        goes_on().then_some(())?;
        inputs += match met {
            WalkEntry::File(path) if is_jsonl(&path) => jsonl::count(&path, goes_on),
            WalkEntry::File(_) | WalkEntry::Unusable(_) => 1,
            WalkEntry::OtherKind(_) | WalkEntry::Skipped(..) | WalkEntry::Dangling(_) => 0,
        };
    }
    Some(inputs)
}

/// Returns the single input that a file is.
pub(crate) fn input(path: &Path) -> Result<Input, UnusableInput> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if is_jsonl(&path) {
        return Err(UnusableInput { path, line: None, reason: SourceError::ManyDocuments.to_string() });
    }
    let except = PathBuf::new();
    folder::input(&Scope { root: path.clone(), path: path.clone(), except }, path)
}

/// Returns the input for an upload.
///
/// # Errors
/// Returns an error if the file is damaged or cannot be read.
pub(crate) fn upload(path: PathBuf) -> Result<Input, UnusableInput> {
    match Upload::id_in(&path) {
        Ok(id) => Ok(Input { id, path, content: InputContent::Upload }),
        Err(error) => Err(UnusableInput { path, line: None, reason: error.to_string() }),
    }
}

/// Whether there is certainly nothing at the path. A path that cannot be examined is not considered gone.
pub(crate) fn is_gone(path: &Path) -> bool {
    matches!(path.try_exists(), Ok(false))
}

fn is_jsonl(path: &Path) -> bool {
    extension(path) == "jsonl"
}

fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

impl Input {
    /// The line number, if the input is one of many in its file.
    pub(crate) fn line(&self) -> Option<usize> {
        match self.content {
            InputContent::File(_) | InputContent::Upload => None,
            InputContent::Line { number, .. } => Some(number),
        }
    }

    /// The number of bytes that will be held in memory; 0 if unknown, in which case reading will fail.
    pub(crate) fn size_bytes(&self) -> u64 {
        match &self.content {
            InputContent::Line { body: InputBody::Bytes(bytes), .. } => bytes.len() as u64,
            // A worker process reads it; only its text arrives here.
            InputContent::Line { .. } => 0,
            InputContent::File(format) => {
                fs::metadata(&self.path).map_or(0, |metadata| metadata.len()).min(small_bytes(*format))
            }
            InputContent::Upload => fs::metadata(&self.path).map_or(0, |metadata| metadata.len()),
        }
    }

    /// Reads the input.
    ///
    /// # Errors
    /// Returns what is wrong with the file, without its name.
    pub(crate) fn read(self) -> Result<LoadedInput, SourceError> {
        let Self { id, path, content } = self;
        match content {
            InputContent::Line { body, .. } => Ok(LoadedInput::from_line(id, path, body)),
            InputContent::Upload => {
                let (upload, start) = Upload::read(&path)?;
                Ok(LoadedInput::from_upload(upload, path, start))
            }
            InputContent::File(format) => LoadedInput::from_file(id, path, format),
        }
    }
}

impl LoadedInput {
    fn from_file(id: DocumentId, path: PathBuf, format: Format) -> Result<Self, SourceError> {
        let (body, sidecar) = (self::content(&path, format)?, self::sidecar(&path)?);
        let file_bytes = Some(body.bytes());
        Ok(Self { file_bytes, ..Self::new(id, path, (format, body), sidecar) })
    }

    fn from_line(id: DocumentId, path: PathBuf, body: InputBody) -> Self {
        Self::new(id, path, (Format::Json, body), None)
    }

    fn new(
        id: DocumentId,
        path: PathBuf,
        (format, body): (Format, InputBody),
        sidecar: Option<Vec<u8>>,
    ) -> Self {
        let mut hasher = blake3::Hasher::new();
        match &body {
            InputBody::Bytes(bytes) => hasher.update(bytes),
            InputBody::File { hash, .. } => hasher.update(hash.short().as_bytes()),
        };
        if let Some(sidecar) = &sidecar {
            hasher.update(SIDECAR_MARK);
            hasher.update(sidecar);
        }
        Self {
            source: Some(path.to_string_lossy().into_owned()),
            id,
            path,
            file_bytes: None,
            format,
            body,
            beside: ExternalMetadata::Sidecar(sidecar),
            hash: SourceHash::from_hasher(&hasher),
            received: None,
        }
    }

    /// Creates the loaded input for an upload whose content begins at offset `start` of its file.
    pub(crate) fn from_upload(upload: Upload, path: PathBuf, start: u64) -> Self {
        let (hash, received) = (upload.hash(), Some(upload.received));
        let length = upload.content.len() as u64;
        let body = if is_read_from_file(upload.format, length) {
            InputBody::File { start, length, hash: upload.content_hash().clone(), may_change: true }
        } else {
            InputBody::Bytes(upload.content)
        };
        Self {
            id: upload.id,
            path,
            source: None,
            file_bytes: Some(length),
            format: upload.format,
            body,
            beside: ExternalMetadata::Metadata(upload.metadata),
            hash,
            received,
        }
    }

    /// Creates the loaded input for an upload that this process has just staged: its file need not be
    /// checked.
    pub(crate) fn from_staged(upload: Upload, staged: &StagedUpload) -> Self {
        let mut loaded = Self::from_upload(upload, staged.path().to_owned(), staged.start);
        if let InputBody::File { may_change, .. } = &mut loaded.body {
            *may_change = false;
        }
        loaded
    }
}

/// Whether a worker process reads the content: if its parser is complex or can be made to run forever, or if
/// the content is large.
fn is_read_from_file(format: Format, bytes: u64) -> bool {
    bytes > small_bytes(format)
}

/// The maximum size of content read in this process, by format, in bytes.
fn small_bytes(format: Format) -> u64 {
    match format {
        Format::Pdf | Format::Html => 0,
        Format::Markdown | Format::Text | Format::Json => SMALL_BYTES,
    }
}

/// Returns the hash of a readable file.
pub(crate) fn hash_file(path: &Path) -> Result<ContentHash, SourceError> {
    Ok(hash_of(open(path)?.0)?.0)
}

/// Returns the hash and the length of the rest of a file.
fn hash_of(file: File) -> Result<(ContentHash, u64), SourceError> {
    let mut hasher = blake3::Hasher::new();
    // The file may grow while it is read.
    hasher.update_reader(file.take(MAX_FILE_BYTES + 1))?;
    match hasher.count() {
        0 => Err(SourceError::Empty),
        length if length > MAX_FILE_BYTES => Err(SourceError::Grown),
        length => Ok((hasher.finalize().into(), length)),
    }
}

/// Returns the content of a file: its bytes if it is small, otherwise only its hash.
fn content(path: &Path, format: Format) -> Result<InputBody, SourceError> {
    let (file, size) = open(path)?;
    if is_read_from_file(format, size) {
        let (hash, length) = hash_of(file)?;
        return Ok(InputBody::File { start: 0, length, hash, may_change: true });
    }
    match regular::read_all(&file, SMALL_BYTES) {
        Ok(bytes) if bytes.is_empty() => Err(SourceError::Empty),
        Ok(bytes) => Ok(InputBody::Bytes(bytes)),
        Err(error) if error.kind() == ErrorKind::FileTooLarge => Err(SourceError::Grown),
        Err(error) => Err(error.into()),
    }
}

/// Opens an input file and returns it with its size, which is within the limit.
fn open(path: &Path) -> Result<(File, u64), SourceError> {
    let file = regular::open(path)?;
    let size = file.metadata()?.len();
    if size > MAX_FILE_BYTES {
        let (size, limit) = (size >> 20, MAX_FILE_BYTES >> 20);
        return Err(SourceError::TooLarge { size, limit, unit: "MB" });
    }
    Ok((file, size))
}

/// Reads the sidecar of a file, `NAME.EXT.yaml`, if there is one.
fn sidecar(path: &Path) -> Result<Option<Vec<u8>>, SourceError> {
    match regular::read(&sidecar_of(path), MAX_SIDECAR_BYTES) {
        Ok(bytes) if bytes.is_empty() => Err(SourceError::Sidecar(Box::new(SourceError::Empty))),
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(SourceError::Sidecar(Box::new(error.into()))),
    }
}

/// Returns the last modification time of a file or its sidecar; a time in the future (from a wrong clock)
/// counts as now.
pub(crate) fn changed(path: &Path) -> Option<Timestamp> {
    let of_file = |path: &Path| Timestamp::try_from(fs::metadata(path).ok()?.modified().ok()?).ok();
    Some(of_file(path)?.max(of_file(&sidecar_of(path)).unwrap_or(Timestamp::MIN)).min(Timestamp::now()))
}

/// Returns the path of a file's sidecar: `NAME.EXT.yaml`.
pub(crate) fn sidecar_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".yaml");
    name.into()
}

/// Separates content and sidecar in the hash.
const SIDECAR_MARK: &[u8] = b"\0sidecar\0";
