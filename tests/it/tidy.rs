//! The project's rules, checked against the sources: which module may import which, file sizes, names, and
//! what belongs where.
//!
//! The checks read text, not syntax: comments are removed, and everything from `#[cfg(test)] mod tests` on
//! counts as a test.

mod circles;
mod dependencies;
mod fences;
mod modules;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use self::{fences::FENCES, modules::MODULES};
use crate::harness::package;

/// Type names that may be defined more than once in the sources, each with the reason.
const SHARED_TYPE_NAMES: &[(&str, &str)] = &[
    ("Err", "associated type of `FromStr`"),
    ("Error", "the library's error, and associated type of `TryFrom`"),
    ("Handle", "associated type of `TreeSink`"),
    ("Item", "associated type of `Iterator`"),
    ("Output", "associated type of `QueryVisitor`"),
    ("State", "associated type of `Automaton`"),
    ("Target", "associated type of `Deref`"),
    ("TokenStream", "associated type of `Tokenizer`"),
    ("Value", "associated type of `Visitor`"),
];

/// Maximum number of lines of a source file.
const MAX_LINES: usize = 600;
/// Files that are tables and may be longer.
const TABLES: &[&str] = &[];
/// Maximum number of lines of `ARCHITECTURE.md`, so that people read it.
const MAX_ARCHITECTURE_LINES: usize = 150;
/// Names that say nothing about the content.
const EMPTY_NAMES: [&str; 8] = ["util", "utils", "helper", "helpers", "common", "manager", "misc", "mod"];
/// Folders of individual machines.
const HOMES: [&str; 4] = ["/home/", "/root/", "/Users/", "C:\\Users\\"];
/// Files of the corpus that need no line of their own: the list itself, and files not indexed or shared.
const UNLISTED: [&str; 3] = ["SOURCES.md", ".skorowidzignore", "build/typst/akt.typ"];

/// The crates that the program is built on, independent of it: the folder of each in `crates`, and its name in
/// the tables, which no module of the program has.
const CRATES: [(&str, &str); 3] = [("cluster", "cluster"), ("meaning", "encoding"), ("polish", "polish")];

/// A source file: its path below `src` without `.rs`, after the name of the crate if it belongs to one of
/// [`CRATES`], and its text.
struct Source {
    name: String,
    path: PathBuf,
    text: String,
}

impl Source {
    /// Returns the top-level module that it belongs to, or the name of its crate.
    fn module(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }

    /// Returns whether it belongs to the program, not to one of [`CRATES`].
    fn is_of_program(&self) -> bool {
        CRATES.iter().all(|(_, name)| *name != self.module())
    }

    /// Returns its path for messages.
    fn place(&self) -> String {
        below(package(), &self.path)
    }

    /// Returns the text without comments and tests.
    fn production(&self) -> String {
        if self.name.ends_with("/tests") || self.name.contains("/tests/") {
            return String::new();
        }
        let code: Vec<&str> = self.text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n");
        let end = code.find("#[cfg(test)]\nmod tests").unwrap_or(code.len());
        code[..end].to_owned()
    }
}

/// Returns the sources of the program and of the crates.
fn sources() -> Vec<Source> {
    let of_crates = CRATES.map(|(folder, name)| (format!("{name}/"), format!("crates/{folder}/src")));
    let mut all = Vec::new();
    for (prefix, root) in [(String::new(), "src".to_owned())].into_iter().chain(of_crates) {
        let root = package().join(root);
        for path in files(&root) {
            let name = below(&root, &path).strip_suffix(".rs").expect("a Rust source").to_owned();
            all.push(Source { name: format!("{prefix}{name}"), text: read(&path), path });
        }
    }
    all
}

/// Returns all Rust sources: the program, the crates, the tests and the benches.
fn rust_files() -> Vec<PathBuf> {
    let all =
        ["src", "crates", "tests", "benches"].into_iter().flat_map(|folder| files(&package().join(folder)));
    all.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// Returns the project's documents in the package folder and in `docs`.
pub(crate) fn documents() -> Vec<PathBuf> {
    let here = fs::read_dir(package()).expect("readable").map(|entry| entry.expect("readable").path());
    let folders = ["docs", "crates"].map(|folder| files(&package().join(folder)));
    let all = here.filter(|path| path.is_file()).chain(folders.into_iter().flatten());
    let mut all: Vec<PathBuf> = all.filter(|path| is_markdown(path)).collect();
    all.sort();
    all
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

/// Returns the files below a folder in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("readable").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
}

fn below(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/")
}

/// Fails and lists all violations at once.
#[track_caller]
fn none(breaches: &[String]) {
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns the positions in the code where `name` is a whole word.
fn words<'a>(code: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(name)
        .map(|(at, _)| at)
        .filter(move |&at| !code[..at].ends_with(is_word) && !code[at + name.len()..].starts_with(is_word))
}

/// Returns the paths after `root::`, with `{…}` expanded: `crate::{a, b::{C, D}}` gives a, `b::C`, `b::D`.
fn imports(code: &str, root: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for at in words(code, root) {
        if let Some(tree) = code[at + root.len()..].strip_prefix("::") {
            take_tree(tree, "", &mut paths);
        }
    }
    paths
}

/// Expands the import tree at the start of the text and returns what follows it.
fn take_tree<'a>(text: &'a str, prefix: &str, paths: &mut BTreeSet<String>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        while !rest.trim_start().starts_with('}') && !rest.is_empty() {
            rest = take_tree(rest, prefix, paths);
            let end = rest.find([',', '}']).unwrap_or(rest.len());
            rest = rest[end..].strip_prefix(',').unwrap_or(&rest[end..]);
        }
        return rest.trim_start().strip_prefix('}').unwrap_or_default();
    }
    let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}::{name}") };
    if let Some(rest) = rest.strip_prefix("::").filter(|rest| rest.starts_with(|c| is_word(c) || c == '{')) {
        return take_tree(rest, &path, paths);
    }
    paths.insert(path);
    rest
}

/// Returns what the table allows a module to import.
fn allowed(module: &str) -> Option<&'static [&'static str]> {
    MODULES.iter().find(|(name, _)| *name == module).map(|(_, allowed)| *allowed)
}

/// Returns whether `path` is one of these modules or items, or below one.
fn is_within(path: &str, separator: &str, places: &[&str]) -> bool {
    places.iter().any(|place| {
        let rest = path.strip_prefix(place);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(separator))
    })
}

#[test]
fn import_trees_are_expanded() {
    let code = "use crate::{a, b::{C, d::{self, E as F}}, };\nfn f() { crate::g::h(1); mycrate::i() }";
    let found: Vec<String> = imports(code, "crate").into_iter().collect();
    assert_eq!(found, ["a", "b::C", "b::d::E", "b::d::self", "g::h"]);
}

#[test]
fn every_module_imports_only_what_the_table_allows() {
    let mut breaches = Vec::new();
    for source in sources().iter().filter(|source| source.is_of_program() && source.module() != "lib") {
        let (module, code) = (source.module(), source.production());
        let own = if module == "main" { "skorowidz" } else { "crate" };
        let allowed = allowed(module).unwrap_or_default();
        for path in imports(&code, own) {
            // `Error` and `Result` are also exported at the root.
            let path = if path == "Error" || path == "Result" { "error".to_owned() } else { path };
            if !is_within(&path, "::", &[module]) && !is_within(&path, "::", allowed) {
                breaches.push(format!("{} imports `{path}`, which `{module}` may not", source.place()));
            }
        }
    }
    none(&breaches);
}

#[test]
fn no_file_names_its_neighbors_or_reaches_past_its_parent_with_super() {
    let mut breaches = Vec::new();
    for source in sources() {
        let (code, place) = (source.production(), source.place());
        let own = if source.is_of_program() { &source.name } else { below_crate(&source.name) };
        if !own.contains('/') && code.contains("super::") {
            breaches.push(format!("{place} names its neighbors with `super`: use `crate`"));
        }
        if code.contains("super::super") {
            breaches.push(format!("{place} reaches past its parent: use `crate`"));
        }
    }
    none(&breaches);
}

/// Returns the path of a crate's source without the name of the crate.
fn below_crate(name: &str) -> &str {
    name.split_once('/').map_or(name, |(_, own)| own)
}

#[test]
fn every_crate_is_a_member_of_the_workspace_and_names_nothing_of_the_program() {
    let folders = fs::read_dir(package().join("crates")).expect("readable");
    let found: BTreeSet<String> =
        folders.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(found, CRATES.map(|(folder, _)| folder.to_owned()).into());
    let manifest = read(&package().join("Cargo.toml"));
    let members = manifest.lines().find(|line| line.starts_with("members = [")).expect("members");
    for (folder, _) in CRATES {
        assert!(members.contains(&format!("\"crates/{folder}\"")), "{folder} is no member");
    }
    let mut breaches = Vec::new();
    for source in sources().iter().filter(|source| !source.is_of_program()) {
        if words(&source.production(), "skorowidz").next().is_some() {
            breaches.push(format!("{} names the program", source.place()));
        }
    }
    none(&breaches);
}

#[test]
fn the_module_table_is_complete_and_points_down() {
    let all = sources().into_iter().filter(Source::is_of_program);
    let modules: BTreeSet<String> = all.map(|source| source.module().to_owned()).collect();
    let table: BTreeSet<String> = MODULES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let lib = BTreeSet::from(["lib".to_owned()]);
    assert_eq!(&modules - &lib, table);
    for (at, (module, allowed)) in MODULES.iter().enumerate() {
        for path in *allowed {
            let target = path.split("::").next().unwrap_or_default();
            let is_below = MODULES[at + 1..].iter().any(|(name, _)| *name == target);
            assert!(is_below, "`{module}` may import `{path}`, which is not below it in the table");
        }
    }
}

#[test]
fn third_party_crates_are_used_only_where_allowed() {
    let mut breaches = Vec::new();
    for source in sources() {
        let code = source.production();
        for (name, places) in FENCES {
            let is_used = words(&code, name).any(|at| {
                let rest = &code[at + name.len()..];
                (rest.starts_with("::") || rest.starts_with(';')) && !code[..at].ends_with("::")
            });
            if is_used && !is_within(&source.name, "/", places) {
                breaches.push(format!("{} uses `{name}`: only {places:?} may", source.place()));
            }
        }
        let reads_environment = ["env::var", "env::vars"].iter().any(|call| code.contains(call));
        if reads_environment && source.module() != "config" {
            breaches.push(format!("{} reads the environment: only `config` may", source.place()));
        }
    }
    none(&breaches);
}

#[test]
fn every_source_file_begins_with_a_module_comment() {
    let is_silent = |path: &PathBuf| !read(path).starts_with("//! ");
    let silent = rust_files().into_iter().filter(is_silent);
    let breaches: Vec<String> =
        silent.map(|path| format!("{} does not begin with `//!`", below(package(), &path))).collect();
    none(&breaches);
}

#[test]
fn no_source_file_is_too_long() {
    let mut breaches = Vec::new();
    for path in rust_files() {
        let (name, lines) = (below(package(), &path), read(&path).lines().count());
        if lines > MAX_LINES && !TABLES.contains(&name.as_str()) {
            breaches.push(format!("{name} has {lines} lines: split it"));
        }
    }
    none(&breaches);
}

#[test]
fn module_names_describe_their_content() {
    let mut breaches = Vec::new();
    for path in rust_files() {
        let name = below(package(), &path);
        let parts = name.trim_end_matches(".rs").split('/');
        if parts.clone().any(|part| EMPTY_NAMES.contains(&part)) {
            breaches.push(format!("{name} has a meaningless name or is a `mod.rs`"));
        }
    }
    none(&breaches);
}

#[test]
fn sources_contain_no_todo_markers() {
    let left = ["todo!", "unimplemented!", "dbg!", "FIXME"];
    let mut breaches = Vec::new();
    for path in rust_files().iter().filter(|path| !path.ends_with("tests/it/tidy.rs")) {
        let text = read(path);
        let found = left.iter().filter(|word| text.contains(**word));
        breaches.extend(found.map(|word| format!("{} contains `{word}`", below(package(), path))));
    }
    none(&breaches);
}

#[test]
fn unwrap_is_used_in_tests_only() {
    let bold = sources().into_iter().filter(|source| source.production().contains(".unwrap()"));
    let breaches: Vec<String> = bold
        .map(|source| format!("{}: handle the error or explain it with `expect`", source.place()))
        .collect();
    none(&breaches);
}

#[test]
fn no_line_names_a_folder_of_an_individual_machine() {
    let here = package().to_string_lossy().into_owned();
    let more = ["Cargo.toml", "justfile", "deny.toml", ".ci/run", "skorowidz.example.toml"]
        .map(|name| package().join(name));
    let mut breaches = Vec::new();
    let all = rust_files().into_iter().chain(documents()).chain(more).chain(files(&package().join("web")));
    for path in all.filter(|path| !path.ends_with("tests/it/tidy.rs")) {
        for (number, line) in (1..).zip(read(&path).lines()) {
            let named = HOMES.iter().copied().chain([here.as_str()]).find(|folder| names(line, folder));
            let place = || format!("{}:{number}", below(package(), &path));
            breaches.extend(named.map(|folder| format!("{} names `{folder}`", place())));
        }
    }
    none(&breaches);
}

/// Returns whether the line names the folder as the start of a path.
fn names(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !is_word(c) && !"./-}".contains(c))
    })
}

#[test]
fn the_architecture_document_is_short_and_names_every_module() {
    let text = read(&package().join("ARCHITECTURE.md"));
    let lines = text.lines().count();
    assert!(lines < MAX_ARCHITECTURE_LINES, "ARCHITECTURE.md has {lines} lines");
    let is_missing = |(module, _): &&(&str, &[&str])| !text.contains(&format!("`{module}.rs`"));
    let missing: Vec<String> =
        MODULES.iter().filter(is_missing).map(|(name, _)| (*name).to_owned()).collect();
    none(&missing);
}

#[test]
fn every_file_of_the_corpus_has_a_documented_origin() {
    let corpus = package().join("corpus");
    let reported = read(&corpus.join("SOURCES.md"));
    let mut with_front_matter = 0;
    let mut breaches = Vec::new();
    for path in files(&corpus) {
        let name = below(&corpus, &path);
        let day = name.strip_prefix("news/").and_then(|name| name.get(..10));
        let is_reported =
            reported.contains(&format!("`{name}`")) || day.is_some_and(|day| reported.contains(day));
        if day.is_some() && is_markdown(&path) && read(&path).starts_with("---\n") {
            with_front_matter += 1; // only their number is listed
        } else if !is_reported && !UNLISTED.contains(&name.as_str()) {
            breaches.push(format!("corpus/{name} is not in SOURCES.md"));
        }
    }
    none(&breaches);
    let posts = files(&corpus.join("news")).len();
    assert!(reported.contains(&format!("{posts} posts")), "there are {posts} posts");
    let counted = format!("front matter | {with_front_matter},");
    assert!(reported.contains(&counted), "{with_front_matter} posts have front matter");
}

#[test]
fn no_type_name_is_defined_twice() {
    let mut homes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources() {
        for line in source.text.lines() {
            let mut words = line.split(|c: char| !is_word(c)).filter(|word| !word.is_empty()).peekable();
            let is_visibility = |word: &&str| {
                ["pub", "crate", "super", "in", "search", "http", "extract", "pdf"].contains(word)
            };
            while words.next_if(is_visibility).is_some() {}
            let is_definition =
                words.next().is_some_and(|word| ["enum", "struct", "trait", "type"].contains(&word));
            let name = words.next().filter(|_| is_definition && !line.trim_start().starts_with("//"));
            if let Some(name) = name.filter(|name| name.starts_with(char::is_uppercase)) {
                homes.entry(name.to_owned()).or_default().push(source.place());
            }
        }
    }
    let is_shared = |name: &str| SHARED_TYPE_NAMES.iter().any(|(shared, _)| *shared == name);
    let twice = homes.iter().filter(|(name, homes)| homes.len() > 1 && !is_shared(name));
    let breaches: Vec<String> = twice
        .map(|(name, homes)| {
            format!("`{name}` is defined in {}: name one of them otherwise", homes.join(", "))
        })
        .collect();
    none(&breaches);
}
