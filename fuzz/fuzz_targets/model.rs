//! Any bytes are accepted as a model that works, or refused with a message that names the file; there is no panic.
//!
//! The first byte chooses how the rest is read: as the file in the wheel, or as one of our own with a correct hash,
//! which is opened or imported.

#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use skorowidz_meaning::{Model, import};

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, content)) = bytes.split_first() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [source, target] = ["source.bin", "target.meaning"].map(|name| folder.path().join(name));
    let hashed = || [content, blake3::hash(content).as_bytes()].concat();
    match choice % 3 {
        0 => fs::write(&source, content).expect("writable"),
        1 => fs::write(&source, hashed()).expect("writable"),
        _ => {
            fs::write(&target, hashed()).expect("writable");
            match Model::open(&target) {
                Ok(model) => check(&model),
                Err(error) => assert!(error.to_string().contains("target.meaning")),
            }
            return;
        }
    }
    match import(&source, &target) {
        Ok(_) => check(&Model::open(&target).expect("an imported model can be opened")),
        Err(error) => assert!(error.to_string().contains("source.bin")),
    }
});

/// Encodes with a model.
fn check(model: &Model) {
    let vector = model.encode_query("ala ma kota");
    assert_eq!(vector.len(), model.info().dimensions);
    assert!(vector.iter().all(|value| value.is_finite()));
    assert!(model.token_count("ala ma kota") >= 2);
}
