//! Where documents come from: files below a root, and lines of `.jsonl` files.
//!
//! Finds inputs and names them; does not read what is in them beyond the id of a JSON line.
//! Leaves to `ingest` what is new, changed or gone. Always holds: inputs come in the order of
//! their paths, so that the first source of an id is the same in every run.

mod checked;
mod folder;
mod ignored;
mod jsonl;

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use crate::{
    document::{ContentHash, DocumentId, Format, Metadata},
    error::unreadable,
    originals::Original,
    regular,
};
use folder::{Met, Walk};

/// The largest file that is read, in bytes: every extractor holds one in memory.
const MAX_FILE_BYTES: u64 = 256 << 20;
/// The largest sidecar; the keys that count take some hundred bytes.
const MAX_SIDECAR_BYTES: u64 = 1 << 20;
/// What is larger is read by a process of its own, whatever its format, so that its time and memory have limits.
/// Smaller texts cannot take much of either: their readers are linear.
const SMALL_BYTES: u64 = 64 << 10;

pub use checked::CheckedFile;
pub(crate) use checked::checked;
pub(crate) use folder::format as format_of;

/// What to look through: a root, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The file or folder that ids are made from; absolute.
    pub(crate) root: PathBuf,
    /// The file or folder to look through: the root or something below it; absolute.
    pub(crate) path: PathBuf,
    /// A folder to leave out: the index may lie below a root.
    pub(crate) except: PathBuf,
}

/// One input, not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// The id of the document it will become.
    pub(crate) id: DocumentId,
    /// Its file.
    pub(crate) path: PathBuf,
    /// What of the file it is.
    pub(crate) content: Content,
}

/// What of a file an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// All of it.
    File(Format),
    /// What came over HTTP and is kept in it.
    Original,
    /// A line of it.
    Line {
        /// The number of the line, from 1.
        number: usize,
        /// What stands in it.
        body: Body,
    },
}

/// Something that was found and cannot be an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unusable {
    /// The file or folder.
    pub(crate) path: PathBuf,
    /// The line of a `.jsonl` file.
    pub(crate) line: Option<usize>,
    /// Why, and what to do.
    pub(crate) reason: String,
}

impl Unusable {
    /// What nobody can tell the content of: a file, or the folder that a file of patterns is for.
    pub(crate) fn unread(&self) -> &Path {
        let is_of_folder = self.path.file_name().is_some_and(|name| name == ignored::IGNORE_FILE);
        self.path.parent().filter(|_| is_of_folder).unwrap_or(&self.path)
    }
}

/// What a scan finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// An input.
    Input(Input),
    /// Something that cannot be one.
    Unusable(Unusable),
    /// A folder that is not gone into, with the reason.
    Skipped(PathBuf, String),
    /// A link that leads nowhere, perhaps to a folder once.
    Dangling(PathBuf),
    /// A file of a kind that is not read.
    OtherKind(String),
}

/// What was read of an input.
pub(crate) struct Read {
    pub(crate) format: Format,
    pub(crate) body: Body,
    /// What is said of it beside its content.
    pub(crate) beside: Beside,
    /// A hash of all of it, in hexadecimal.
    pub(crate) hash: String,
    /// When it was received, where it came over HTTP.
    pub(crate) received: Option<Timestamp>,
}

/// What is said of an input beside its content.
pub(crate) enum Beside {
    /// The bytes of the file's sidecar, if it has one.
    Sidecar(Option<Vec<u8>>),
    /// What came with it over HTTP.
    Metadata(Metadata),
}

/// The content of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    /// Here it is.
    Bytes(Vec<u8>),
    /// It stays in its file, for a process of its own to read.
    File {
        /// Where it begins in the file, in bytes.
        start: u64,
        /// How long it is, in bytes.
        length: u64,
        /// The hash of it.
        hash: ContentHash,
    },
}

/// Hands everything in a scope to `found`, in order, until that returns `false` or `goes_on` does.
pub(crate) fn scan(scope: &Scope, goes_on: &dyn Fn() -> bool, found: &mut dyn FnMut(Found) -> bool) {
    if is_gone(&scope.path) {
        return;
    }
    for met in Walk::new(scope) {
        let is_wanted = goes_on()
            && match met {
                Met::File(path) if is_jsonl(&path) => jsonl::scan(&path, goes_on, found),
                Met::File(path) => {
                    found(folder::input(scope, path).map_or_else(Found::Unusable, Found::Input))
                }
                Met::OtherKind(kind) => found(Found::OtherKind(kind)),
                Met::Skipped(path, reason) => found(Found::Skipped(path, reason)),
                Met::Dangling(path) => found(Found::Dangling(path)),
                Met::Unusable(unusable) => found(Found::Unusable(unusable)),
            };
        if !is_wanted {
            return;
        }
    }
}

/// How many inputs a scan of the scope will find; `None` where `goes_on` said no.
pub(crate) fn count(scope: &Scope, goes_on: &dyn Fn() -> bool) -> Option<u64> {
    if is_gone(&scope.path) {
        return Some(0);
    }
    let mut inputs = 0;
    for met in Walk::new(scope) {
        goes_on().then_some(())?;
        inputs += match met {
            Met::File(path) if is_jsonl(&path) => jsonl::count(&path, goes_on),
            Met::File(_) | Met::Unusable(_) => 1,
            Met::OtherKind(_) | Met::Skipped(..) | Met::Dangling(_) => 0,
        };
    }
    Some(inputs)
}

/// The one input that a file is.
pub(crate) fn input(path: &Path) -> Result<Input, Unusable> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if is_jsonl(&path) {
        let reason = "holds many documents: `index` it and look at one with `show`".to_owned();
        return Err(Unusable { path, line: None, reason });
    }
    let except = PathBuf::new();
    folder::input(&Scope { root: path.clone(), path: path.clone(), except }, path)
}

/// The input that an original is.
///
/// # Errors
/// Where its file is damaged.
pub(crate) fn original(path: PathBuf) -> Result<Input, Unusable> {
    match Original::id_in(&path) {
        Ok(id) => Ok(Input { id, path, content: Content::Original }),
        Err(error) => Err(Unusable { path, line: None, reason: error.to_string() }),
    }
}

/// Whether there is certainly nothing at the path. A path that cannot be looked at is not gone.
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
    /// What people know the input by: its path, with the line where it is one of many.
    pub(crate) fn line(&self) -> Option<usize> {
        match self.content {
            Content::File(_) | Content::Original => None,
            Content::Line { number, .. } => Some(number),
        }
    }

    /// How many bytes of it will be in memory; 0 where that cannot be told, and reading will fail.
    pub(crate) fn size_bytes(&self) -> u64 {
        match &self.content {
            Content::Line { body: Body::Bytes(bytes), .. } => bytes.len() as u64,
            // Somebody else reads it: only its text will come here.
            Content::Line { .. } => 0,
            Content::File(format) => {
                fs::metadata(&self.path).map_or(0, |metadata| metadata.len()).min(small_bytes(*format))
            }
            Content::Original => fs::metadata(&self.path).map_or(0, |metadata| metadata.len()),
        }
    }

    /// Reads the input.
    ///
    /// # Errors
    /// The reason and the remedy, without the name of the file.
    pub(crate) fn read(self) -> Result<Read, String> {
        match self.content {
            Content::Line { body, .. } => Ok(Read::new(Format::Json, body, None)),
            Content::Original => {
                let (original, start) = Original::read(&self.path).map_err(|error| error.to_string())?;
                Ok(Read::of(original, start))
            }
            Content::File(format) => {
                Ok(Read::new(format, content(&self.path, format)?, sidecar(&self.path)?))
            }
        }
    }
}

impl Read {
    fn new(format: Format, body: Body, sidecar: Option<Vec<u8>>) -> Self {
        let mut hasher = blake3::Hasher::new();
        match &body {
            Body::Bytes(bytes) => hasher.update(bytes),
            Body::File { hash, .. } => hasher.update(hash.short().as_bytes()),
        };
        if let Some(sidecar) = &sidecar {
            hasher.update(SIDECAR_MARK);
            hasher.update(sidecar);
        }
        let hash = shown(&hasher);
        Self { format, body, beside: Beside::Sidecar(sidecar), hash, received: None }
    }

    /// What there is to read of an original whose content begins at `start` of its file.
    pub(crate) fn of(original: Original, start: u64) -> Self {
        let (hash, received) = (original.hash(), Some(original.received));
        let length = original.content.len() as u64;
        let body = if stays_in_file(original.format, length) {
            Body::File { start, length, hash: original.content_hash() }
        } else {
            Body::Bytes(original.content)
        };
        Self { format: original.format, body, beside: Beside::Metadata(original.metadata), hash, received }
    }
}

/// Whether a content is read by a process of its own: where its reader is large or can be made to work without end, or
/// where there is much of it.
fn stays_in_file(format: Format, bytes: u64) -> bool {
    bytes > small_bytes(format)
}

/// How much of a format is read at once, in bytes.
fn small_bytes(format: Format) -> u64 {
    match format {
        Format::Pdf | Format::Html => 0,
        Format::Markdown | Format::Text | Format::Json => SMALL_BYTES,
    }
}

/// Half of the hash in hexadecimal, which is enough against chance and intent.
fn shown(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex()[..32].to_owned()
}

/// The hash of a file that can be read.
pub(crate) fn hash_file(path: &Path) -> Result<ContentHash, String> {
    Ok(hash_of(open(path)?.0)?.0)
}

/// The hash of the rest of a file, and how long that is.
fn hash_of(file: File) -> Result<(ContentHash, u64), String> {
    let mut hasher = blake3::Hasher::new();
    // It may grow while it is read.
    hasher.update_reader(file.take(MAX_FILE_BYTES + 1)).map_err(|error| why(&error))?;
    match hasher.count() {
        0 => Err(EMPTY.to_owned()),
        length if length > MAX_FILE_BYTES => Err(CHANGED.to_owned()),
        length => Ok((hasher.finalize().into(), length)),
    }
}

/// The content of a file: read where it is small, else only its hash.
fn content(path: &Path, format: Format) -> Result<Body, String> {
    let (file, size) = open(path)?;
    if stays_in_file(format, size) {
        let (hash, length) = hash_of(file)?;
        return Ok(Body::File { start: 0, length, hash });
    }
    match regular::read_all(&file, SMALL_BYTES) {
        Ok(bytes) if bytes.is_empty() => Err(EMPTY.to_owned()),
        Ok(bytes) => Ok(Body::Bytes(bytes)),
        Err(error) if error.kind() == ErrorKind::FileTooLarge => Err(CHANGED.to_owned()),
        Err(error) => Err(why(&error)),
    }
}

/// An input's file and its size, which is within the limit.
fn open(path: &Path) -> Result<(File, u64), String> {
    let file = regular::open(path).map_err(|error| why(&error))?;
    let size = file.metadata().map_err(|error| why(&error))?.len();
    if size > MAX_FILE_BYTES {
        let (size, limit) = (size >> 20, MAX_FILE_BYTES >> 20);
        return Err(format!("is {size} MB large, the limit is {limit} MB: split it"));
    }
    Ok((file, size))
}

/// The bytes of the file that gives the metadata of another, `NAME.EXT.yaml`, if there is one.
fn sidecar(path: &Path) -> Result<Option<Vec<u8>>, String> {
    match regular::read(&sidecar_of(path), MAX_SIDECAR_BYTES) {
        Ok(bytes) if bytes.is_empty() => Err(format!("has a sidecar that {EMPTY}")),
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("has a sidecar that {}", why(&error))),
    }
}

/// When a file or its sidecar was changed last; a time that is still to come is a clock that was wrong.
pub(crate) fn changed(path: &Path) -> Option<Timestamp> {
    let of_file = |path: &Path| Timestamp::try_from(fs::metadata(path).ok()?.modified().ok()?).ok();
    Some(of_file(path)?.max(of_file(&sidecar_of(path)).unwrap_or(Timestamp::MIN)).min(Timestamp::now()))
}

/// The file that gives the metadata of another: `NAME.EXT.yaml`.
fn sidecar_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".yaml");
    name.into()
}

/// Stands between the content and the sidecar in what is hashed.
const SIDECAR_MARK: &[u8] = b"\0sidecar\0";
const EMPTY: &str = "is empty: fill it or remove it";
const CHANGED: &str = "grew while it was read: run `index` again";

/// Why a file cannot be read, with the remedy.
fn why(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::InvalidInput => format!("{}: give a file or a folder", fault(error)),
        ErrorKind::FileTooLarge => format!("{}: split it", fault(error)),
        _ => unreadable(error),
    }
}

/// What is wrong with a file that cannot be read.
fn fault(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::InvalidInput | ErrorKind::FileTooLarge => format!("is {error}"),
        _ => format!("cannot be read ({error})"),
    }
}
