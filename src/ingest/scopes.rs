//! What a run looks through, and what the index remembers as its roots.
//!
//! Roots never nest: a path below a known root is a part of that root and keeps its ids; a path
//! above known roots takes their place.

use std::path::{Path, PathBuf};

use crate::{
    error::{Error, Result},
    index::Root,
    source::Scope,
};

pub(super) struct Scopes {
    /// What to look through.
    pub(super) scopes: Vec<Scope>,
    /// The roots after the run.
    pub(super) roots: Vec<Root>,
    /// Paths that are not there, with what to do.
    pub(super) missing: Vec<(PathBuf, String)>,
    current_dir: PathBuf,
}

impl Scopes {
    /// Resolves the paths of a run against the roots known before it.
    pub(super) fn new(index: &Path, paths: &[PathBuf], known: Vec<Root>, is_rebuild: bool) -> Result<Self> {
        let current_dir = std::env::current_dir().map_err(Error::io("find", "."))?;
        let except = index.canonicalize().map_err(Error::io("find", index))?;
        let mut scopes = Self { scopes: Vec::new(), roots: known, missing: Vec::new(), current_dir };
        for path in paths {
            scopes.add(path, &except);
        }
        if is_rebuild {
            scopes.add_roots(&except);
        }
        scopes.scopes.sort_by(|a, b| a.path.cmp(&b.path));
        scopes.scopes.dedup_by(|inner, outer| inner.path.starts_with(&outer.path));
        scopes.roots.sort();
        Ok(scopes)
    }

    fn add(&mut self, path: &Path, except: &Path) {
        let Some(path) = resolve(path) else {
            return self.missing.push((path.to_owned(), "is not there: check the path".to_owned()));
        };
        if let Some(root) = self.roots.iter().find(|root| path.starts_with(&root.path)) {
            let root = root.path.clone();
            if path.exists() || root.exists() && root != path {
                return self.scopes.push(Scope { root, path, except: except.to_owned() });
            }
        }
        if !path.exists() {
            return self.missing.push((path, "is not there: check the path".to_owned()));
        }
        self.roots.retain(|root| !root.path.starts_with(&path));
        self.roots.push(Root { path: path.clone(), is_complete: false });
        self.scopes.push(Scope { root: path.clone(), path, except: except.to_owned() });
    }

    /// A rebuild looks through every root; one that is gone is told, not forgotten.
    fn add_roots(&mut self, except: &Path) {
        for Root { path, .. } in self.roots.clone() {
            if path.exists() {
                self.scopes.push(Scope { root: path.clone(), path, except: except.to_owned() });
            } else {
                let reason = "was indexed before and is not there: bring it back, or index the new place";
                self.missing.push((path, reason.to_owned()));
            }
        }
    }

    /// The roots after a run that went through all scopes.
    pub(super) fn completed_roots(&self) -> Vec<Root> {
        let is_read = |root: &Root| self.scopes.iter().any(|scope| scope.path == root.path);
        let completed = |root: &Root| Root { is_complete: root.is_complete || is_read(root), ..root.clone() };
        self.roots.iter().map(completed).collect()
    }

    /// Whether a source lies in what is looked through.
    pub(super) fn holds(&self, source: &Path) -> bool {
        self.scopes.iter().any(|scope| source.starts_with(&scope.path))
    }

    /// A source as people are told of it: below the current folder without that, with the line.
    pub(super) fn shown(&self, path: &Path, line: Option<usize>) -> String {
        let path = path.strip_prefix(&self.current_dir).unwrap_or(path).display();
        line.map_or_else(|| path.to_string(), |line| format!("{path}:{line}"))
    }
}

/// The absolute path without links; for what is gone, that of its nearest folder and the rest.
fn resolve(path: &Path) -> Option<PathBuf> {
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
        Root { path: path.to_owned(), is_complete: true }
    }

    fn roots(scopes: &Scopes) -> Vec<&Path> {
        scopes.roots.iter().map(|root| root.path.as_path()).collect()
    }

    #[test]
    fn roots_never_nest() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let base = place.path().canonicalize().expect("there");
        let (outer, inner, index) = (base.join("corpus"), base.join("corpus/news"), base.join("index"));
        fs::create_dir_all(&inner).and_then(|()| fs::create_dir(&index)).expect("created");
        let new = |paths: &[PathBuf], known| Scopes::new(&index, paths, known, false).expect("resolved");

        let below = new(std::slice::from_ref(&inner), vec![root(&outer)]);
        assert_eq!(roots(&below), [&outer]);
        assert_eq!((&below.scopes[0].root, &below.scopes[0].path), (&outer, &inner));

        let above = new(&[outer.clone(), inner.clone()], vec![root(&inner)]);
        assert_eq!(roots(&above), [&outer]);
        assert_eq!(above.scopes.len(), 1);
    }

    #[test]
    fn what_is_not_there_is_told_unless_a_root_has_lost_it() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let base = place.path().canonicalize().expect("there");
        let gone = base.join("gone.md");
        let new = |known| Scopes::new(&base, std::slice::from_ref(&gone), known, false).expect("resolved");
        assert_eq!(new(Vec::new()).missing.len(), 1);
        let lost = new(vec![root(&base)]);
        assert!(lost.missing.is_empty() && lost.holds(&gone));
    }
}
