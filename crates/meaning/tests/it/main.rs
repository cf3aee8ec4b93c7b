//! Tests of the crate from outside, with a tiny model that `tests/tiny.py` made, and with the real one where
//! `TEST_MODEL` names it.

#![allow(clippy::unwrap_used)] // a test may fail by a panic

mod damaged;
mod encoding;
mod golden;
mod hostile;
mod naive;
mod published;

use std::path::{Path, PathBuf};

use skorowidz_meaning::{Model, import};
use tempfile::TempDir;

/// The tiny model as it is distributed.
fn tiny_source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny.bin")
}

/// The tiny model, imported into a folder of its own.
struct Tiny {
    _folder: TempDir,
    path: PathBuf,
    model: Model,
}

impl Tiny {
    fn new() -> Tiny {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("tiny.meaning");
        import(&tiny_source(), &path).unwrap();
        let model = Model::open(&path).unwrap();
        Tiny { _folder: folder, path, model }
    }
}

/// Returns the cosine of two vectors of length one.
fn cosine<L: Copy + Into<f64>, R: Copy + Into<f64>>(left: &[L], right: &[R]) -> f64 {
    assert_eq!(left.len(), right.len());
    left.iter().zip(right).map(|(left, right)| (*left).into() * (*right).into()).sum()
}
