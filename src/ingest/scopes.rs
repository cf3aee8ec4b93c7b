//! Determines what a run scans, and which roots the index remembers.
//!
//! Invariant: roots never nest. A path below a known root is part of that root and keeps its ids; a path
//! above known roots replaces them.

use std::path::{Path, PathBuf};

use super::deletions::RefusedDeletion;
use crate::{
    error::{Error, Result},
    index::Root,
    source::{self, Scope, is_gone},
};

pub(super) struct Scopes {
    /// The paths to scan.
    pub(super) scopes: Vec<Scope>,
    /// The roots after the run.
    pub(super) roots: Vec<Root>,
    /// Paths that do not exist, with what to do about them.
    pub(super) missing: Vec<(PathBuf, String)>,
    current_dir: PathBuf,
    /// The index folder, which may lie below a root.
    except: PathBuf,
}

/// The message for a path that does not exist.
pub(super) const MISSING: &str = "does not exist: check the path";

impl Scopes {
    /// Resolves the paths of a run against the roots known before it.
    pub(super) fn new(index: &Path, paths: &[PathBuf], known: Vec<Root>) -> Result<Self> {
        let current_dir = std::env::current_dir().map_err(Error::io("find", "."))?;
        let except = resolve(index).unwrap_or_else(|| index.to_owned());
        let mut scopes = Self { scopes: Vec::new(), roots: known, missing: Vec::new(), current_dir, except };
        for path in paths {
            scopes.add(path);
        }
        scopes.settle();
        Ok(scopes)
    }

    fn add(&mut self, path: &Path) {
        let Some(path) = resolve(path) else {
            return self.missing.push((path.to_owned(), MISSING.to_owned()));
        };
        if path.to_str().is_none() {
            return self.missing.push((path, "has a name that is not UTF-8: rename it".to_owned()));
        }
        if let Some(root) = self.roots.iter().find(|root| path.starts_with(&root.path)) {
            let root = root.path.clone();
            if !is_gone(&path) || !is_gone(&root) || root == path {
                return self.push(root, path);
            }
        }
        if is_gone(&path) {
            return self.missing.push((path, MISSING.to_owned()));
        }
        self.roots.retain(|root| !root.path.starts_with(&path));
        self.roots.push(Root::new(path.clone()));
        self.push(path.clone(), path);
    }

    fn push(&mut self, root: PathBuf, path: PathBuf) {
        self.scopes.push(Scope { root, path, except: self.except.clone() });
    }

    /// Adds every root, because a rebuild scans all of them.
    ///
    /// # Errors
    /// Returns [`Error::Invalid`] if a root does not exist, unless `drop_missing` is set: a disk that is not
    /// mounted must not empty the index.
    pub(super) fn add_roots(&mut self, drop_missing: bool) -> Result<()> {
        for Root { path, .. } in self.roots.clone() {
            if !is_gone(&path) {
                self.push(path.clone(), path);
            } else if drop_missing {
                self.roots.retain(|root| root.path != path);
            } else {
                return Err(Error::Invalid(format!(
                    "`{}` was indexed before and no longer exists: restore it, or continue without it with \
                     `--rebuild --drop-missing`",
                    self.shown(&path, None)
                )));
            }
        }
        self.settle();
        Ok(())
    }

    /// Sorts scopes and roots and drops scopes inside others.
    fn settle(&mut self) {
        self.scopes.sort_by(|a, b| a.path.cmp(&b.path));
        self.scopes.dedup_by(|inner, outer| inner.path.starts_with(&outer.path));
        // As in a walk, the PDF of two files with the same id is first.
        self.scopes.sort_by(|a, b| {
            a.path.parent().cmp(&b.path.parent()).then_with(|| source::by_id(&a.path, &b.path))
        });
        self.roots.sort();
    }

    /// Returns the scopes below a root that no longer exist; their documents are to be deleted.
    pub(super) fn gone(&self) -> impl Iterator<Item = &Path> {
        self.scopes.iter().map(|scope| scope.path.as_path()).filter(|path| is_gone(path))
    }

    /// Returns the roots after a run that scanned all scopes and refused to delete the documents of
    /// `refused`.
    ///
    /// A root that does not exist and was not refused has nothing left.
    pub(super) fn completed_roots(&self, refused: &[RefusedDeletion]) -> Vec<Root> {
        let is_read = |root: &Root| self.scopes.iter().any(|scope| scope.path == root.path);
        let is_touched = |root: &Root| self.scopes.iter().any(|scope| scope.root == root.path);
        let loss = |root: &Root| {
            refused.iter().find(|refused| refused.root == root.path).map(|refused| refused.loss)
        };
        let completed = |root: &Root| Root {
            path: root.path.clone(),
            is_complete: root.is_complete || is_read(root),
            loss: if is_touched(root) { loss(root) } else { root.loss },
        };
        let is_left = |root: &Root| !is_read(root) || loss(root).is_some() || !is_gone(&root.path);
        self.roots.iter().filter(|root| is_left(root)).map(completed).collect()
    }

    /// The index folder.
    pub(super) fn index(&self) -> &Path {
        &self.except
    }

    /// Returns whether a source lies in a scope.
    pub(super) fn holds(&self, source: &Path) -> bool {
        self.scopes.iter().any(|scope| source.starts_with(&scope.path))
    }

    /// Returns whether a source lies in a folder or file that this machine indexes.
    pub(super) fn is_below_root(&self, source: &Path) -> bool {
        self.roots.iter().any(|root| source.starts_with(&root.path))
    }

    /// Returns a source as shown to people: relative to the current folder if below it, and with the line
    /// number.
    pub(super) fn shown(&self, path: &Path, line: Option<usize>) -> String {
        let path = path.strip_prefix(&self.current_dir).unwrap_or(path).display();
        line.map_or_else(|| path.to_string(), |line| format!("{path}:{line}"))
    }
}

/// Returns the absolute path without links; for a path that is gone, that of its nearest folder plus the
/// rest.
pub(super) fn resolve(path: &Path) -> Option<PathBuf> {
    if let Ok(path) = path.canonicalize() {
        return Some(path);
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(resolve_parent(parent)?.join(path.file_name()?))
}

fn resolve_parent(parent: &Path) -> Option<PathBuf> {
    parent.canonicalize().ok().or_else(|| resolve(parent))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn root(path: &Path) -> Root {
        Root { is_complete: true, ..Root::new(path.to_owned()) }
    }

    fn roots(scopes: &Scopes) -> Vec<&Path> {
        scopes.roots.iter().map(|root| root.path.as_path()).collect()
    }

    #[test]
    fn roots_never_nest() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let base = place.path().canonicalize().expect("exists");
        let (outer, inner, index) = (base.join("corpus"), base.join("corpus/news"), base.join("index"));
        fs::create_dir_all(&inner).and_then(|()| fs::create_dir(&index)).expect("created");
        let new = |paths: &[PathBuf], known| Scopes::new(&index, paths, known).expect("resolved");

        let below = new(std::slice::from_ref(&inner), vec![root(&outer)]);
        assert_eq!(roots(&below), [&outer]);
        assert_eq!((&below.scopes[0].root, &below.scopes[0].path), (&outer, &inner));

        let above = new(&[outer.clone(), inner.clone()], vec![root(&inner)]);
        assert_eq!(roots(&above), [&outer]);
        assert_eq!(above.scopes.len(), 1);
    }

    #[test]
    fn missing_paths_are_reported_unless_a_root_has_lost_them() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let base = place.path().canonicalize().expect("exists");
        let gone = base.join("gone.md");
        let new = |known| Scopes::new(&base, std::slice::from_ref(&gone), known).expect("resolved");
        assert_eq!(new(Vec::new()).missing.len(), 1);
        let lost = new(vec![root(&base)]);
        assert!(lost.missing.is_empty() && lost.holds(&gone));
    }
}
