//! Weights, scales and pieces that are damaged although the sizes and the hash are right.

use std::{fs, ops::Range, path::Path};

use half::f16;
use skorowidz_meaning::{Model, import};
use tempfile::TempDir;

use crate::{
    Tiny,
    hostile::{hashed, refused, try_import},
    tiny_source,
};

/// Where the pieces of the tiny model end in its `.bin`, and where their texts begin.
const ENDS: usize = 72;
const TEXTS: usize = ENDS + 301 * 4 + 300 * 4;
/// Bytes of a block of 32 numbers of 4 bits.
const BLOCK: usize = 18;
const MATRICES: [&str; 5] = ["emb.word", "l0.q.w", "l0.fi.w", "l1.ao.w", "l1.fo.w"];
const FLOATS: [&str; 6] = ["emb.pos", "emb.ln.w", "emb.ln.b", "l0.k.b", "l1.aln.w", "l1.oln.b"];

/// Returns where a tensor is in a `.bin`.
fn tensor(bytes: &[u8], name: &str) -> Range<usize> {
    let entry = [&(name.len() as u16).to_le_bytes(), name.as_bytes()].concat();
    let at = bytes.windows(entry.len()).position(|window| window == entry).unwrap() + entry.len();
    // Its form and its count come first.
    let number = |at: usize| u64::from_le_bytes(*bytes[at..].first_chunk().unwrap()) as usize;
    let start = number(at + 5);
    start..start + number(at + 13)
}

fn put(bytes: &mut [u8], at: usize, number: &[u8]) {
    bytes[at..at + number.len()].copy_from_slice(number);
}

/// Returns where the pieces of a file of ours begin.
fn content_start(bytes: &[u8]) -> usize {
    16 + u32::from_le_bytes(*bytes[12..].first_chunk().unwrap()) as usize
}

#[track_caller]
fn check_refused(folder: &Path, bytes: &[u8], reason: &str) {
    let refusal = try_import(folder, bytes).expect("a refusal");
    assert!(refusal.contains(reason), "{refusal}");
}

#[test]
fn scales_that_are_not_finite_are_refused() {
    let folder = TempDir::new().unwrap();
    let bytes = fs::read(tiny_source()).unwrap();
    for name in MATRICES {
        let place = tensor(&bytes, name);
        for at in [place.start, place.start + 5 * BLOCK, place.end - BLOCK] {
            for scale in [f16::NAN, f16::INFINITY, f16::NEG_INFINITY] {
                let mut bytes = bytes.clone();
                put(&mut bytes, at, &scale.to_le_bytes());
                check_refused(folder.path(), &bytes, name);
            }
        }
    }
}

#[test]
fn weights_that_are_not_numbers_below_a_million_are_refused() {
    let folder = TempDir::new().unwrap();
    let bytes = fs::read(tiny_source()).unwrap();
    for name in FLOATS {
        let place = tensor(&bytes, name);
        for at in [place.start, place.end - 4] {
            for number in [f32::NAN, f32::INFINITY, -1e6, 1e30] {
                let mut bytes = bytes.clone();
                put(&mut bytes, at, &number.to_le_bytes());
                check_refused(folder.path(), &bytes, name);
            }
        }
    }
}

#[test]
fn positions_that_exceed_a_million_are_refused() {
    let folder = TempDir::new().unwrap();
    let mut bytes = fs::read(tiny_source()).unwrap();
    for name in ["emb.pos", "emb.type"] {
        let at = tensor(&bytes, name).start;
        put(&mut bytes, at, &9e5_f32.to_le_bytes());
    }
    check_refused(folder.path(), &bytes, "below a million");
}

#[test]
fn huge_weights_give_finite_vectors_or_are_refused() {
    let folder = TempDir::new().unwrap();
    let mut bytes = fs::read(tiny_source()).unwrap();
    for name in MATRICES.into_iter().chain(["l0.k.w", "l0.v.w", "l1.q.w", "l1.k.w"]) {
        let place = tensor(&bytes, name);
        for at in place.step_by(BLOCK) {
            put(&mut bytes, at, &f16::MAX.to_le_bytes());
        }
        try_import(folder.path(), &bytes);
    }
    for name in ["emb.ln.w", "l0.aln.w", "l0.oln.w", "l1.aln.w", "l1.oln.w"] {
        for at in tensor(&bytes, name).step_by(4) {
            put(&mut bytes, at, &999_999_f32.to_le_bytes());
        }
        try_import(folder.path(), &bytes);
    }
}

#[test]
fn a_model_whose_vectors_are_zero_is_refused() {
    let folder = TempDir::new().unwrap();
    let mut bytes = fs::read(tiny_source()).unwrap();
    for name in ["l1.oln.w", "l1.oln.b"] {
        let place = tensor(&bytes, name);
        bytes[place].fill(0);
    }
    check_refused(folder.path(), &bytes, "its weights give no vector");
}

#[test]
fn no_changed_byte_of_the_content_does_harm() {
    let folder = TempDir::new().unwrap();
    let bytes = fs::read(tiny_source()).unwrap();
    let words = tensor(&bytes, "emb.word");
    let scales = words.step_by(41 * BLOCK).flat_map(|at| [at, at + 1]);
    for at in (ENDS..bytes.len()).step_by(97).chain(scales) {
        for changed in [bytes[at] ^ 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[at] = changed;
            try_import(folder.path(), &bytes);
        }
    }
}

#[test]
fn our_own_file_is_imported_only_if_it_can_be_opened() {
    let folder = TempDir::new().unwrap();
    let tiny = Tiny::new();
    let bytes = fs::read(&tiny.path).unwrap();
    let content = &bytes[..bytes.len() - 32];
    let mut outcomes = [0; 2];
    for at in (0..content.len()).step_by(83).chain(0..content_start(content)) {
        let mut content = content.to_vec();
        content[at] ^= 0xff;
        let bytes = hashed(&content);
        fs::write(&tiny.path, &bytes).unwrap();
        let refusal = try_import(folder.path(), &bytes);
        outcomes[usize::from(refusal.is_some())] += 1;
        match Model::open(&tiny.path) {
            // What opens is refused only if its vectors would all be zero.
            Ok(_) => assert!(refusal.is_none_or(|reason| reason.contains("no vector")), "byte {at}"),
            Err(error) => {
                refused(&error);
                assert!(refusal.is_some(), "byte {at}: {error}");
            }
        }
    }
    assert!(outcomes.iter().all(|count| *count > 20), "{outcomes:?}");
}

#[test]
fn equal_pieces_are_refused_in_both_formats() {
    let folder = TempDir::new().unwrap();
    let source = fs::read(tiny_source()).unwrap();
    // The pieces 5 and 7 are `a` and `b`.
    let end =
        |number: usize| u32::from_le_bytes(*source[ENDS + 4 * number..].first_chunk().unwrap()) as usize;
    let mut bytes = source.clone();
    assert_eq!((bytes[TEXTS + end(5)], bytes[TEXTS + end(7)]), (b'a', b'b'));
    bytes[TEXTS + end(7)] = b'a';
    check_refused(folder.path(), &bytes, "pieces `5` and `7` are equal");

    let tiny = Tiny::new();
    let mut bytes = fs::read(&tiny.path).unwrap();
    bytes.truncate(bytes.len() - 32);
    let texts = content_start(&bytes) + 300 + 300 * 4;
    assert_eq!(bytes[texts + end(7)], b'b');
    bytes[texts + end(7)] = b'a';
    let bytes = hashed(&bytes);
    check_refused(folder.path(), &bytes, "pieces `5` and `7` are equal");
    fs::write(&tiny.path, bytes).unwrap();
    let error = Model::open(&tiny.path).err().unwrap().to_string();
    assert!(error.contains("are equal; import the model again"), "{error}");
}

/// Imports `bytes` over a model that works, which must survive.
#[track_caller]
fn check_kept(bytes: &[u8]) {
    let tiny = Tiny::new();
    let before = fs::read(&tiny.path).unwrap();
    let folder = TempDir::new().unwrap();
    let source = folder.path().join("source");
    fs::write(&source, bytes).unwrap();
    let error = import(&source, &tiny.path).unwrap_err();
    assert!(error.to_string().contains("source` is not a usable model"), "{error}");
    assert_eq!(fs::read(&tiny.path).unwrap(), before);
    assert_eq!(tiny.path.parent().unwrap().read_dir().unwrap().count(), 1);
}

#[test]
fn a_refused_import_leaves_the_target_as_it_was() {
    check_kept(b"E5S1");
    let mut source = fs::read(tiny_source()).unwrap();
    for name in ["emb.pos", "emb.type"] {
        let at = tensor(&source, name).start;
        put(&mut source, at, &(-9e5_f32).to_le_bytes());
    }
    check_kept(&source);
    let tiny = Tiny::new();
    let own = fs::read(&tiny.path).unwrap();
    let content = &own[..own.len() - 32];
    check_kept(&own[..own.len() - 1]);
    check_kept(content);
    for number in [f32::NAN, f32::INFINITY] {
        let mut content = content.to_vec();
        // The last bias of the last normalization.
        let at = content.len() - 4;
        put(&mut content, at, &number.to_le_bytes());
        check_kept(&hashed(&content));
    }
}

#[test]
fn what_a_killed_import_left_is_removed_by_the_next() {
    let tiny = Tiny::new();
    let folder = tiny.path.parent().unwrap();
    let [left, other] = ["model-import-x1Y2z3.new", "vectors-1.new"].map(|name| folder.join(name));
    let missing = folder.join("missing");
    for (source, is_usable) in [(tiny_source(), true), (missing, false)] {
        fs::write(&left, "half a model").unwrap();
        fs::write(&other, "of another").unwrap();
        assert_eq!(import(&source, &tiny.path).is_ok(), is_usable);
        assert!(!left.exists() && other.exists());
    }
}
