//! Files that are damaged, truncated or foreign: refused with a reason, never a panic.

use std::{fs, path::Path};

use skorowidz_meaning::{Model, ModelError, import, inspect};
use tempfile::TempDir;

use crate::{Tiny, tiny_source};

/// Bytes of the tiny model before its tensors.
const HEAD: usize = 4700;

#[track_caller]
pub(crate) fn refused(error: &ModelError) {
    let text = error.to_string();
    assert!(text.contains('`') && text.len() > 20, "{text}");
}

/// Returns the content with the hash that it should have.
pub(crate) fn hashed(content: &[u8]) -> Vec<u8> {
    [content, blake3::hash(content).as_bytes()].concat()
}

/// Imports `bytes`; if they are accepted, the model must work. Returns why they were refused.
#[track_caller]
pub(crate) fn try_import(folder: &Path, bytes: &[u8]) -> Option<String> {
    let (source, target) = (folder.join("source.bin"), folder.join("target.meaning"));
    fs::write(&source, bytes).unwrap();
    match import(&source, &target) {
        Ok(_) => {
            let vector = Model::open(&target).unwrap().encode_query("ala ma kota");
            assert!(vector.iter().all(|value| value.is_finite()));
            None
        }
        Err(error) => {
            refused(&error);
            assert!(error.to_string().contains("source.bin"), "{error}");
            Some(error.to_string())
        }
    }
}

#[test]
fn every_truncation_is_refused() {
    let folder = TempDir::new().unwrap();
    let bytes = fs::read(tiny_source()).unwrap();
    for length in (0..bytes.len()).step_by(61).chain(0..100).chain([bytes.len() - 1]) {
        assert!(try_import(folder.path(), &bytes[..length]).is_some(), "{length} bytes were accepted");
    }
    let tiny = Tiny::new();
    let bytes = fs::read(&tiny.path).unwrap();
    let cut = folder.path().join("cut.meaning");
    for length in (0..bytes.len()).step_by(97).chain(0..100).chain([bytes.len() - 1]) {
        fs::write(&cut, &bytes[..length]).unwrap();
        refused(&Model::open(&cut).err().unwrap());
    }
}

#[test]
fn no_changed_byte_of_a_header_does_harm() {
    let folder = TempDir::new().unwrap();
    let bytes = fs::read(tiny_source()).unwrap();
    for at in (0..HEAD.min(bytes.len())).step_by(11).chain(0..76) {
        for changed in [bytes[at] ^ 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[at] = changed;
            try_import(folder.path(), &bytes);
        }
    }
}

#[test]
fn a_changed_byte_of_our_file_is_noticed() {
    let tiny = Tiny::new();
    let bytes = fs::read(&tiny.path).unwrap();
    for at in (0..bytes.len()).step_by(251).chain([bytes.len() - 1]) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        fs::write(&tiny.path, &bytes).unwrap();
        refused(&inspect(&tiny.path).unwrap_err());
    }
}

#[test]
fn a_file_with_the_right_hash_is_checked_all_the_same() {
    let tiny = Tiny::new();
    let bytes = fs::read(&tiny.path).unwrap();
    let content = &bytes[..bytes.len() - 32];
    for at in (0..content.len()).step_by(61).chain(0..600) {
        let mut content = content.to_vec();
        content[at] = content[at].wrapping_add(128);
        fs::write(&tiny.path, hashed(&content)).unwrap();
        match Model::open(&tiny.path) {
            Ok(model) => assert!(model.encode_query("ala ma kota").iter().all(|value| value.is_finite())),
            Err(error) => refused(&error),
        }
    }
}

#[track_caller]
fn check_size(at: usize, value: i32, reason: &str) {
    let folder = TempDir::new().unwrap();
    let mut bytes = fs::read(tiny_source()).unwrap();
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    let refusal = try_import(folder.path(), &bytes).expect("a refusal");
    assert!(refusal.contains(reason), "{refusal}");
}

#[test]
fn sizes_out_of_bounds_are_named() {
    check_size(4, 2, "version is `2`");
    check_size(8, i32::MAX, "hidden size is `2147483647`");
    check_size(8, -1, "a size in its header is `-1`");
    check_size(12, 1000, "number of layers is `1000`");
    check_size(16, 5, "cannot be divided among `5` heads");
    check_size(20, 48, "not a multiple of 32");
    check_size(24, 10, "number of embeddings");
    check_size(40, 64, "blocks have `64` numbers");
    check_size(44, 900_000, "number of embeddings");
    check_size(48, 4000, "special token `4000`");
}

#[test]
fn other_files_are_refused_by_name() {
    let folder = TempDir::new().unwrap();
    let target = folder.path().join("target");
    for (name, bytes) in
        [("empty", ""), ("text", "Ala ma kota, a kot ma Alę."), ("zip", "PK\u{3}\u{4} no zip")]
    {
        let source = folder.path().join(name);
        fs::write(&source, bytes).unwrap();
        let error = import(&source, &target).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
    }
    let error = import(&folder.path().join("missing"), &target).unwrap_err();
    assert!(matches!(error, ModelError::Io { .. }), "{error}");
    let error = Model::open(folder.path()).err().unwrap();
    assert!(error.to_string().contains("not a file") || matches!(error, ModelError::Io { .. }), "{error}");
    assert!(!target.exists());
}
