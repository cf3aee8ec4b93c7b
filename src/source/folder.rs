//! Files below a root.
//!
//! Links are followed. Hidden files and what `.skorowidzignore` (the syntax of `.gitignore`) names are passed over, and
//! so are files of kinds that are not indexed; a file that was named itself is never passed over.

use std::{
    io,
    path::{Path, PathBuf},
};

use ignore::WalkBuilder;

use super::{Content, Input, Scope, Unusable, extension};
use crate::{
    document::{DocumentId, Format},
    error::unreadable,
};

/// Names files that are not documents.
const IGNORE_FILE: &str = ".skorowidzignore";

/// The files of a scope that can be documents, in the order of their paths.
pub(super) fn files(scope: &Scope) -> impl Iterator<Item = Result<PathBuf, Unusable>> {
    let except = scope.except.clone();
    let named = scope.path.clone();
    let mut walk = WalkBuilder::new(&scope.path);
    walk.standard_filters(false)
        .hidden(true)
        .follow_links(true)
        .parents(true)
        .add_custom_ignore_filename(IGNORE_FILE)
        .filter_entry(move |entry| entry.path() != except)
        .sort_by_file_path(Path::cmp);
    walk.build().filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => None,
        Ok(entry) if entry.path() == named || is_document(entry.path()) => Some(Ok(entry.into_path())),
        Ok(_) => None,
        Err(error) => Some(Err(unusable(&named, &error))),
    })
}

fn is_document(path: &Path) -> bool {
    format(path).is_some() || extension(path) == "jsonl"
}

/// The format of a file that is one document, told by its name.
pub(crate) fn format(path: &Path) -> Option<Format> {
    match extension(path).as_str() {
        "md" | "markdown" => Some(Format::Markdown),
        "html" | "htm" | "xhtml" => Some(Format::Html),
        "txt" => Some(Format::Text),
        "pdf" => Some(Format::Pdf),
        _ => None,
    }
}

fn unusable(scope: &Path, error: &ignore::Error) -> Unusable {
    let reason = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
    Unusable { path: path_of(error).unwrap_or(scope).to_owned(), line: None, reason: unreadable(&reason) }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

/// The input that a file is.
pub(super) fn input(scope: &Scope, path: PathBuf) -> Result<Input, Unusable> {
    let named = match (format(&path), id(&scope.root, &path)) {
        (Some(format), Ok(id)) => Ok((format, id)),
        (Some(_), Err(reason)) => Err(reason),
        (None, _) => Err("is of an unknown kind: use `.md`, `.html`, `.txt`, `.pdf` or `.jsonl`".to_owned()),
    };
    match named {
        Ok((format, id)) => Ok(Input { id, path, content: Content::File(format) }),
        Err(reason) => Err(Unusable { path, line: None, reason }),
    }
}

/// The id of a file: its path below the root without the extension; the stem of a root itself.
fn id(root: &Path, path: &Path) -> Result<DocumentId, String> {
    let below = match path.strip_prefix(root) {
        Ok(below) if !below.as_os_str().is_empty() => below.with_extension(""),
        _ => path.file_stem().unwrap_or_default().into(),
    };
    let segments: Option<Vec<&str>> = below.iter().map(|segment| segment.to_str()).collect();
    let id = segments.ok_or("has a name that is not UTF-8: rename it")?.join("/");
    id.parse().map_err(|error| format!("cannot be named: {error}"))
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

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_text_is_refused() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new("/corpus").join(std::ffi::OsStr::from_bytes(b"\xb3.md"));
        assert!(id(Path::new("/corpus"), &path).expect_err("not UTF-8").contains("rename"));
    }
}
