//! No files import each other in a circle.
//!
//! A file imports another if it names something that stands there: in a `use`, or by a path that begins with
//! `crate`, `super`, `self` or one of its own modules. What a file only passes on (`mod`, `pub use`) is not
//! an import of it; whoever uses it imports the file where it stands. So a parent may pass on what its
//! children define, but not use it while they use something of the parent.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{Source, below, files, is_word, none, read, take_tree, words};
use crate::harness::package;

/// What a file says about others, as paths from the root of the crate.
struct FileImports {
    /// What it uses itself.
    used: BTreeSet<String>,
    /// What is visible through it, by name.
    visible: BTreeMap<String, String>,
}

impl FileImports {
    fn new(source: &Source) -> Self {
        let code = source.production();
        let modules = modules(&code);
        let absolute = |path: &str| absolute(&source.name, &modules, path);
        let (mut used, mut visible) = (BTreeSet::new(), BTreeMap::new());
        let mut rest = code.clone();
        for (range, is_public) in use_statements(&code) {
            let mut paths = BTreeSet::new();
            let statement = &code[range.clone()];
            let tree = words(statement, "use").next().map_or("", |at| &statement[at + 3..]);
            take_tree(tree, "", &mut paths);
            for path in paths.iter().filter_map(|path| absolute(path)) {
                let name = path.rsplit("::").next().unwrap_or_default().to_owned();
                visible.entry(name).or_insert_with(|| path.clone());
                if !is_public {
                    used.insert(path);
                }
            }
            rest.replace_range(range.clone(), &" ".repeat(range.len()));
        }
        for root in ["crate", "super", "self"].into_iter().chain(modules.iter().map(String::as_str)) {
            // `pub(in crate::search)` is not an import.
            let is_start = |at: &usize| {
                let (before, after) = (&rest[..*at], &rest[at + root.len()..]);
                after.starts_with("::") && !before.ends_with("::") && !before.ends_with("(in ")
            };
            for at in words(&rest, root).filter(is_start) {
                let mut paths = BTreeSet::new();
                take_tree(&rest[at..], "", &mut paths);
                used.extend(paths.iter().filter_map(|path| absolute(path)));
            }
        }
        Self { used, visible }
    }
}

/// Returns the modules that a file declares.
fn modules(code: &str) -> BTreeSet<String> {
    let declared = words(code, "mod").filter_map(|at| {
        let name = code[at + 3..].trim_start().split(|c| !is_word(c)).next()?;
        let is_file = code[at + 3..].trim_start()[name.len()..].starts_with(';');
        (is_file && !name.is_empty()).then(|| name.to_owned())
    });
    declared.collect()
}

/// Returns the byte ranges of the `use` declarations, each with whether it passes on what it names.
fn use_statements(code: &str) -> Vec<(Range<usize>, bool)> {
    let statement = |at: usize| {
        let start = code[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = code[start..at].trim();
        let is_statement =
            before.is_empty() || before == "pub" || before.starts_with("pub(") && before.ends_with(')');
        let end = at + code[at..].find(';')?;
        is_statement.then_some((start..end, !before.is_empty()))
    };
    words(code, "use").filter_map(statement).collect()
}

/// Returns a path in a file as a path from the root of the crate, or `None` if it leads to another crate.
fn absolute(file: &str, modules: &BTreeSet<String>, path: &str) -> Option<String> {
    let path = path.strip_suffix("::self").unwrap_or(path);
    let (first, rest) = path.split_once("::").unwrap_or((path, ""));
    let own: Vec<&str> = if file == "lib" { Vec::new() } else { file.split('/').collect() };
    let mut parts = match first {
        "crate" => Vec::new(),
        "self" => own,
        "super" => own[..own.len().saturating_sub(1)].to_vec(),
        module if modules.contains(module) => [own, vec![module]].concat(),
        _ => return None,
    };
    parts.extend(rest.split("::").filter(|part| !part.is_empty()));
    (!parts.is_empty()).then(|| parts.join("::"))
}

/// Returns the file in which what a path names stands.
fn home<'f>(all: &'f BTreeMap<String, FileImports>, path: &str, depth: usize) -> Option<&'f str> {
    let parts: Vec<&str> = path.split("::").collect();
    for length in (0..=parts.len()).rev() {
        let name = if length == 0 { "lib".to_owned() } else { parts[..length].join("/") };
        let Some((name, file)) = all.get_key_value(&name) else { continue };
        let passed_on = parts.get(length).and_then(|item| file.visible.get(*item));
        let passed_on = passed_on.filter(|target| **target != parts[..=length].join("::") && depth > 0);
        return match passed_on {
            Some(target) => {
                let rest = parts[length + 1..].iter().map(|part| format!("::{part}")).collect::<String>();
                home(all, &format!("{target}{rest}"), depth - 1)
            }
            None => Some(name),
        };
    }
    None
}

/// Returns the circles: the files that can be reached from each other, with at least two files each.
fn circles(sources: &[Source]) -> Vec<Vec<String>> {
    let all: BTreeMap<String, FileImports> =
        sources.iter().map(|source| (source.name.clone(), FileImports::new(source))).collect();
    let imported = |name: &str| -> Vec<&str> {
        let homes = all[name].used.iter().filter_map(|path| home(&all, path, 8));
        homes.filter(|home| *home != name).collect()
    };
    let arrows: BTreeMap<&str, Vec<&str>> = all.keys().map(|name| (name.as_str(), imported(name))).collect();
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        arrows.keys().map(|name| (*name, reachable(&arrows, name))).collect();
    let mut found = BTreeSet::new();
    for (name, _) in reached.iter().filter(|(name, others)| others.contains(*name)) {
        let is_beside = |other: &&&str| reached[name].contains(**other) && reached[**other].contains(name);
        found.insert(arrows.keys().filter(is_beside).map(|other| (*other).to_owned()).collect());
    }
    found.into_iter().collect()
}

/// Returns the files that a file imports, directly or through others.
fn reachable<'n>(arrows: &BTreeMap<&'n str, Vec<&'n str>>, from: &str) -> BTreeSet<&'n str> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(name) = open.pop() {
        for other in arrows.get(name).into_iter().flatten() {
            if seen.insert(*other) {
                open.push(other);
            }
        }
    }
    seen
}

/// Returns the sources of every crate: the program's, and those in `crates`.
fn crates() -> Vec<Vec<Source>> {
    let own = std::fs::read_dir(package().join("crates")).into_iter().flatten();
    let mut roots: Vec<_> = own.map(|entry| entry.expect("readable").path().join("src")).collect();
    roots.sort();
    roots.insert(0, package().join("src"));
    let sources = |root: &std::path::PathBuf| {
        let rust = files(root).into_iter().filter_map(|path| {
            let name = below(root, &path).strip_suffix(".rs")?.to_owned();
            Some(Source { name, text: read(&path), path })
        });
        rust.filter(|source| source.name != "main").collect()
    };
    roots.iter().map(sources).collect()
}

#[test]
fn no_circle_of_files() {
    let circles = crates().into_iter().flat_map(|sources| circles(&sources));
    let breach =
        |circle: Vec<String>| format!("these files import each other in a circle: {}", circle.join(", "));
    none(&circles.map(breach).collect::<Vec<_>>());
}

#[test]
fn circles_are_found_through_what_a_parent_passes_on() {
    let source =
        |name: &str, text: &str| Source { name: name.to_owned(), path: name.into(), text: text.to_owned() };
    let check = |parent: &str, child: &str, expected: &[&[&str]]| {
        let all = [source("a", parent), source("a/b", child), source("a/c", "pub struct C;")];
        assert_eq!(circles(&all), expected, "{parent} {child}");
    };
    check("mod b;\nmod c;\npub struct A;", "use super::A;", &[]);
    check("mod b;\nmod c;\npub use b::B;\npub struct A;", "use super::A;", &[]);
    check("mod b;\nmod c;\nuse b::B;\npub struct A;", "use super::A;", &[&["a", "a/b"]]);
    check("mod b;\nmod c;\nfn f() { b::g() }\npub struct A;", "fn f() { super::A }", &[&["a", "a/b"]]);
    check("mod b;\nmod c;\npub use c::C;\nfn f() { b::g() }", "use crate::a::{C, c::C as D};", &[]);
    check("mod b;\nmod c;\nfn f() { b::g() }", "pub(in crate::a) fn g() {}", &[]);
}
