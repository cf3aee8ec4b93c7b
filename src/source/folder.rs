//! Walks the files below a root.
//!
//! Links are followed, except those that form a cycle. Hidden files and files matched by `.skorowidzignore`
//! are skipped, and files of unsupported types are only counted; a file named explicitly is never skipped.
//! Invariant: a walk terminates, and its work is proportional to the number of folders.

use std::{
    cmp::Ordering,
    collections::HashMap,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use super::{
    Input, Scope, SourceError, UnusableInput,
    error::explained,
    ignored::{IgnoreFileError, Ignored},
    input::InputContent,
};
use crate::document::{DocumentId, Format};

/// The maximum number of paths through links by which a folder is read: a few folders with many links to each
/// other would otherwise be read endlessly.
const MAX_WAYS: u32 = 100;
/// The longest extension reported as a file type, in bytes.
const MAX_KIND_BYTES: usize = 12;

/// An item met during a walk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WalkEntry {
    /// A file that is a document or contains some.
    File(PathBuf),
    /// A file of an unsupported type.
    OtherKind(String),
    /// A folder that is not entered, with the reason.
    Skipped(PathBuf, String),
    /// A broken link; which folder it led to is unknown.
    Dangling(PathBuf),
    /// Something that cannot be read.
    Unusable(UnusableInput),
}

/// Iterates over everything in a scope, ordered by path and, within a folder, by [`by_id`].
pub(super) struct FolderWalk<'a> {
    scope: &'a Scope,
    entries: walkdir::IntoIter,
    ignored: Ignored,
    /// How often each folder was entered through a link.
    ways: HashMap<PathBuf, u32>,
    /// The depth of the folder entered through a link, while the walk is below it.
    linked: Option<usize>,
    /// The only item to report, if the scope cannot be walked.
    refused: Option<UnusableInput>,
}

impl<'a> FolderWalk<'a> {
    pub(super) fn new(scope: &'a Scope) -> Self {
        let entries = WalkDir::new(&scope.path)
            .follow_links(true)
            .sort_by(|a, b| by_id(a.path(), b.path()))
            .into_iter();
        let mut ignored = Ignored::default();
        let mut above: Vec<&Path> = scope.path.ancestors().skip(1).collect();
        above.reverse();
        let refused = above.into_iter().find_map(|folder| enter(&mut ignored, folder).err());
        Self { scope, entries, ignored, ways: HashMap::new(), linked: None, refused }
    }

    fn meet(&mut self, entry: walkdir::Result<DirEntry>) -> Option<WalkEntry> {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return self.trouble(&error),
        };
        let is_folder = entry.file_type().is_dir();
        self.ignored.leave_for(entry.path());
        self.linked = self.linked.filter(|depth| entry.depth() > *depth);
        if self.is_passed_over(entry.path(), entry.depth(), is_folder) {
            self.pass(is_folder);
            return None;
        }
        if is_folder {
            return self.enter(&entry);
        }
        let is_named = entry.depth() == 0;
        match kind(entry.path()) {
            FileKind::Document => Some(WalkEntry::File(entry.into_path())),
            _ if is_named => Some(WalkEntry::File(entry.into_path())),
            FileKind::Other(kind) if entry.file_type().is_file() => Some(WalkEntry::OtherKind(kind)),
            FileKind::Sidecar | FileKind::Other(_) => None,
        }
    }

    /// Enters a folder, unless it is to be skipped.
    fn enter(&mut self, entry: &DirEntry) -> Option<WalkEntry> {
        let path = entry.path();
        if entry.path_is_symlink() && entry.depth() > 0 && self.linked.is_none() {
            self.linked = Some(entry.depth());
        }
        if self.linked.is_some() {
            let ways = self.ways.entry(path.canonicalize().unwrap_or_else(|_| path.to_owned())).or_default();
            *ways += 1;
            if *ways > MAX_WAYS {
                self.pass(true);
                let reason = format!("is reachable by more than {MAX_WAYS} paths through links: skipped");
                return Some(WalkEntry::Skipped(path.to_owned(), reason));
            }
        }
        let refused = enter(&mut self.ignored, path).err()?;
        self.pass(true);
        Some(WalkEntry::Unusable(refused))
    }

    fn pass(&mut self, is_folder: bool) {
        if is_folder {
            self.entries.skip_current_dir();
        }
    }

    fn is_passed_over(&self, path: &Path, depth: usize, is_folder: bool) -> bool {
        let is_hidden = || path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        depth > 0 && (path == self.scope.except || is_hidden() || self.ignored.holds(path, is_folder))
    }

    /// Classifies an entry that the system cannot read.
    fn trouble(&mut self, error: &walkdir::Error) -> Option<WalkEntry> {
        let (path, depth) = (error.path().unwrap_or(&self.scope.path).to_owned(), error.depth());
        self.ignored.leave_for(&path);
        let is_link = depth > 0 && path.is_symlink();
        if is_link && self.is_passed_over(&path, depth, true) {
            return None;
        }
        if error.loop_ancestor().is_some() {
            return Some(WalkEntry::Skipped(
                path,
                "is a link to a folder that contains it: skipped".to_owned(),
            ));
        }
        if is_link && kind(&path) != FileKind::Document && path.metadata().is_err() {
            return Some(WalkEntry::Dangling(path));
        }
        let reason = error.io_error().map_or_else(|| error.to_string(), explained);
        Some(WalkEntry::Unusable(UnusableInput { path, line: None, reason }))
    }
}

impl Iterator for FolderWalk<'_> {
    type Item = WalkEntry;

    fn next(&mut self) -> Option<WalkEntry> {
        if let Some(refused) = self.refused.take() {
            self.entries = WalkDir::new(&self.scope.path).max_depth(0).min_depth(1).into_iter();
            // While it is unknown what the scope excludes, nothing in it is read.
            return Some(WalkEntry::Unusable(refused));
        }
        loop {
            let entry = self.entries.next()?;
            if let Some(met) = self.meet(entry) {
                return Some(met);
            }
        }
    }
}

/// Applies the ignore file of a folder that is entered.
fn enter(ignored: &mut Ignored, folder: &Path) -> Result<(), UnusableInput> {
    let entered = ignored.enter(folder);
    entered.map_err(|IgnoreFileError { path, line, reason }| UnusableInput { path, line, reason })
}

/// The type of a file, by its name.
#[derive(Debug, PartialEq, Eq)]
enum FileKind {
    Document,
    /// The metadata of another file.
    Sidecar,
    Other(String),
}

fn kind(path: &Path) -> FileKind {
    let extension = extension(path);
    if format(path).is_some() || is_jsonl(path) {
        return FileKind::Document;
    }
    let is_sidecar = |path: &Path| path.with_extension("").extension().is_some();
    match extension.as_str() {
        "yaml" if is_sidecar(path) => FileKind::Sidecar,
        "" => FileKind::Other("without extension".to_owned()),
        long if long.len() > MAX_KIND_BYTES || !long.chars().all(char::is_alphanumeric) => {
            FileKind::Other("other".to_owned())
        }
        _ => FileKind::Other(extension),
    }
}

/// Returns the format of a file that is one document, by its name.
pub(crate) fn format(path: &Path) -> Option<Format> {
    Format::from_extension(&extension(path))
}

/// Whether each line of a file is a document.
pub(super) fn is_jsonl(path: &Path) -> bool {
    extension(path) == "jsonl"
}

fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Compares two paths in a folder: files whose names differ only in the extension, which share an id, stand
/// together, with the PDF first, since it shows the pages of an act as they are.
pub(crate) fn by_id(a: &Path, b: &Path) -> Ordering {
    let is_other = |path: &Path| format(path) != Some(Format::Pdf);
    let by_format = || is_other(a).cmp(&is_other(b));
    a.file_stem().cmp(&b.file_stem()).then_with(by_format).then_with(|| a.file_name().cmp(&b.file_name()))
}

/// Returns the input that a file is.
pub(super) fn input(scope: &Scope, path: PathBuf) -> Result<Input, UnusableInput> {
    let named = match (format(&path), id(&scope.root, &path)) {
        (Some(format), Ok(id)) => Ok((format, id)),
        (Some(_), Err(error)) => Err(error),
        (None, _) => Err(SourceError::UnsupportedType),
    };
    match named {
        Ok((format, id)) => Ok(Input { id, path, content: InputContent::File(format) }),
        Err(error) => Err(UnusableInput { path, line: None, reason: error.to_string() }),
    }
}

/// Returns the id of a file: its path below the root without the extension, or the stem of the root itself.
fn id(root: &Path, path: &Path) -> Result<DocumentId, SourceError> {
    let below = match path.strip_prefix(root) {
        Ok(below) if !below.as_os_str().is_empty() => below.with_extension(""),
        _ => path.file_stem().unwrap_or_default().into(),
    };
    let segments: Option<Vec<&str>> = below.iter().map(|segment| segment.to_str()).collect();
    let id = segments.ok_or(SourceError::InvalidName)?.join("/");
    id.parse().map_err(SourceError::InvalidPath)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(root: &str, path: &str, expected: &str) {
        assert_eq!(id(Path::new(root), Path::new(path)).expect("an id").as_str(), expected);
    }

    #[test]
    fn an_id_is_the_path_below_the_root_without_the_extension() {
        check("/corpus", "/corpus/ordinances/358-2017.pdf", "ordinances/358-2017");
        check("/corpus", "/corpus/a.b.md", "a.b");
        check("/corpus/post.md", "/corpus/post.md", "post");
        check("/corpus", "/corpus/Krako\u{301}w.txt", "Kraków");
    }

    #[test]
    fn of_files_with_the_same_id_the_pdf_is_first() {
        let mut names = ["b.md", "a.rtf", "a.docx", "a-1.doc", "a.PDF", "a", "a.b.pdf"].map(Path::new);
        names.sort_by(|a, b| by_id(a, b));
        assert_eq!(names, ["a.PDF", "a", "a.docx", "a.rtf", "a-1.doc", "a.b.pdf", "b.md"].map(Path::new));
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_is_refused() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new("/corpus").join(std::ffi::OsStr::from_bytes(b"\xb3.md"));
        assert!(id(Path::new("/corpus"), &path).expect_err("not UTF-8").to_string().contains("rename"));
    }
}
