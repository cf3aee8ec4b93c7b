//! Any bytes are taken as a model that works, or refused with a message that names the file; no panic escapes.
//!
//! The first byte chooses how the rest is read: as the file in the wheel, or as our own with its hash put right.

#![no_main]

use std::{fs, path::Path};

use libfuzzer_sys::fuzz_target;
use skorowidz_meaning::{Model, import};

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, content)) = bytes.split_first() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [source, target] = ["source.bin", "target.meaning"].map(|name| folder.path().join(name));
    if choice % 2 == 0 {
        fs::write(&source, content).expect("writable");
        match import(&source, &target) {
            Ok(_) => check(&target),
            Err(error) => assert!(error.to_string().contains("source.bin")),
        }
    } else {
        fs::write(&target, [content, blake3::hash(content).as_bytes()].concat()).expect("writable");
        check(&target);
    }
});

/// Opens a model, and encodes with it if it is one.
fn check(path: &Path) {
    match Model::open(path) {
        Ok(model) => {
            let vector = model.encode_query("ala ma kota");
            assert_eq!(vector.len(), model.info().dimensions);
            assert!(model.token_count("ala ma kota") >= 2);
        }
        Err(error) => assert!(error.to_string().contains("target.meaning")),
    }
}
