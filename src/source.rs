//! Where documents come from: files below a root, and lines of `.jsonl` files.
//!
//! Finds inputs and names them; does not read what is in them beyond the id of a JSON line.
//! Leaves to `ingest` what is new, changed or gone. Always holds: inputs come in the order of
//! their paths, so that the first source of an id is the same in every run.

mod folder;
mod jsonl;

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use crate::{
    document::{ContentHash, DocumentId, Format, Metadata},
    error::unreadable,
    originals::Original,
};

/// The largest file that is read, in bytes: every extractor holds one in memory.
const MAX_FILE_BYTES: u64 = 256 << 20;

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
        /// The line.
        bytes: Vec<u8>,
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
pub(crate) enum Body {
    /// Here it is.
    Bytes(Vec<u8>),
    /// It stays in its file, for a process of its own to read.
    File {
        /// Where it begins in the file, in bytes.
        start: u64,
        /// The hash of it.
        hash: ContentHash,
    },
}

/// Hands every input of a scope to `found`, in order, until that returns `false`.
pub(crate) fn scan(scope: &Scope, found: &mut dyn FnMut(Result<Input, Unusable>) -> bool) {
    if is_gone(&scope.path) {
        return;
    }
    for entry in folder::files(scope) {
        let goes_on = match entry {
            Ok(path) if is_jsonl(&path) => jsonl::scan(&path, found),
            Ok(path) => found(folder::input(scope, path)),
            Err(unusable) => found(Err(unusable)),
        };
        if !goes_on {
            return;
        }
    }
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

/// The format of a file and the hash that [`Input::read`] gives it, without holding it in memory.
///
/// # Errors
/// The reason, where it cannot be read or is no single document.
pub(crate) fn format_and_hash(path: &Path) -> Result<(Format, String), String> {
    let input = input(path).map_err(|unusable| unusable.reason)?;
    let Content::File(format) = input.content else { return Err("is no file".to_owned()) };
    let mut hasher = blake3::Hasher::new();
    if stays_in_file(format) {
        hasher.update(hash_file(path)?.short().as_bytes());
    } else {
        check_file(path)?;
        let file = fs::File::open(path).map_err(|error| unreadable(&error))?;
        hasher.update_reader(file).map_err(|error| unreadable(&error))?;
    }
    let sidecar = sidecar_of(path);
    if sidecar.exists() {
        hasher.update(SIDECAR_MARK);
        hasher.update(&read_file(&sidecar)?);
    }
    Ok((format, shown(&hasher)))
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
            Content::Line { bytes, .. } => bytes.len() as u64,
            // Somebody else reads it: only its text will come here.
            Content::File(format) if stays_in_file(*format) => 0,
            Content::File(_) | Content::Original => {
                fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
            }
        }
    }

    /// Reads the input.
    ///
    /// # Errors
    /// The reason and the remedy, without the name of the file.
    pub(crate) fn read(self) -> Result<Read, String> {
        match self.content {
            Content::Line { bytes, .. } => Ok(Read::new(Format::Json, Body::Bytes(bytes), None)),
            Content::Original => {
                let (original, start) = Original::read(&self.path).map_err(|error| error.to_string())?;
                Ok(Read::of(original, start))
            }
            Content::File(format) => {
                let body = if stays_in_file(format) {
                    Body::File { start: 0, hash: hash_file(&self.path)? }
                } else {
                    Body::Bytes(read_file(&self.path)?)
                };
                let sidecar = sidecar_of(&self.path);
                let sidecar = if sidecar.exists() {
                    Some(read_file(&sidecar).map_err(|error| format!("has a sidecar that {error}"))?)
                } else {
                    None
                };
                Ok(Read::new(format, body, sidecar))
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
        let body = if stays_in_file(original.format) {
            Body::File { start, hash: original.content_hash() }
        } else {
            Body::Bytes(original.content)
        };
        Self { format: original.format, body, beside: Beside::Metadata(original.metadata), hash, received }
    }
}

/// Whether files of this format are read by a process of its own: those whose readers are large or can
/// be made to work without end.
fn stays_in_file(format: Format) -> bool {
    matches!(format, Format::Pdf | Format::Html)
}

/// Half of the hash in hexadecimal, which is enough against chance and intent.
fn shown(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex()[..32].to_owned()
}

/// The hash of a file that can be read.
pub(crate) fn hash_file(path: &Path) -> Result<ContentHash, String> {
    check_file(path)?;
    let mut hasher = blake3::Hasher::new();
    let file = fs::File::open(path).map_err(|error| unreadable(&error))?;
    hasher.update_reader(file).map_err(|error| unreadable(&error))?;
    if hasher.count() == 0 {
        return Err(EMPTY.to_owned());
    }
    Ok(hasher.finalize().into())
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

/// Says why a file cannot be read, as far as that can be told from outside.
fn check_file(path: &Path) -> Result<(), String> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !metadata.is_file() {
        return Err("is not a regular file: give a file or a folder".to_owned());
    }
    if metadata.len() > MAX_FILE_BYTES {
        let (size, limit) = (metadata.len() >> 20, MAX_FILE_BYTES >> 20);
        return Err(format!("is {size} MB large, the limit is {limit} MB: split it"));
    }
    Ok(())
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    check_file(path)?;
    let bytes = fs::read(path).map_err(|error| unreadable(&error))?;
    if bytes.is_empty() {
        return Err(EMPTY.to_owned());
    }
    Ok(bytes)
}
