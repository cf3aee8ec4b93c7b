//! Every direct dependency has its reason in decision 004.

use std::collections::BTreeSet;

use super::{none, read};
use crate::harness::package;

/// Returns the names of all direct dependencies of a manifest, of every kind and platform.
fn direct_dependencies(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_list = false;
    for line in manifest.lines() {
        if let Some(section) = line.strip_prefix('[') {
            is_list = section.trim_end_matches(']').ends_with("dependencies");
        } else if let Some((name, _)) = line.split_once([' ', '.', '=']).filter(|_| is_list) {
            names.push(name.to_owned());
        }
    }
    names.retain(|name| !name.is_empty() && !name.starts_with('#'));
    names
}

#[test]
fn decision_004_argues_every_direct_dependency() {
    let decision = read(&package().join("docs/decisions/004-dependencies.md"));
    let table = decision.lines().filter(|line| line.starts_with("| "));
    let argued: BTreeSet<&str> = table
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|names| names.split(',').filter_map(|name| name.split_whitespace().next()))
        .collect();
    let mut breaches = Vec::new();
    for manifest in
        ["Cargo.toml", "crates/cluster/Cargo.toml", "crates/meaning/Cargo.toml", "crates/polish/Cargo.toml"]
    {
        let dependencies = direct_dependencies(&read(&package().join(manifest)));
        assert!(dependencies.len() > 5, "{manifest}: {dependencies:?}");
        let silent = dependencies.into_iter().filter(|name| !argued.contains(name.as_str()));
        breaches.extend(silent.map(|name| format!("decision 004 says nothing of `{name}` in {manifest}")));
    }
    none(&breaches);
}
