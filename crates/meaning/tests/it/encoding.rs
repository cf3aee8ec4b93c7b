//! Tokens and vectors against the simplest ways to get them.

use std::sync::LazyLock;

use proptest::prelude::*;
use skorowidz_meaning::Model;

use crate::{Tiny, cosine, naive::Naive};

const TEXTS: [&str; 6] = [
    "",
    "a",
    "gdzie zaparkuję",
    "zażółć gęślą jaźń… pchnąć w tę łódź",
    "日本 语 ala ma kota",
    "uchwała budżetowa: 12, 345. ﬁrma",
];

#[track_caller]
fn check(model: &Model, naive: &Naive, text: &str) {
    let tokens = naive.tokens(&format!("passage: {text}"), 0, 2);
    assert_eq!(model.token_count(text), tokens.len(), "tokens of `{text}`");
    let cut: Vec<usize> = match tokens.len() {
        0..=40 => tokens,
        _ => tokens[..39].iter().copied().chain([2]).collect(),
    };
    let vector = model.encode_passages(&[text]).remove(0);
    let cosine = cosine(&vector, &naive.encode(&cut));
    assert!(cosine > 0.9999, "the vector of `{text}` has a cosine of {cosine}");
}

#[test]
fn vectors_are_those_of_a_plain_pass() {
    let tiny = Tiny::new();
    let naive = Naive::read(&tiny.path);
    for text in TEXTS {
        check(&tiny.model, &naive, text);
    }
    let query = tiny.model.encode_query("gdzie");
    assert!(cosine(&query, &naive.encode(&naive.tokens("query: gdzie", 0, 2))) > 0.9999);
}

#[test]
fn a_text_has_the_same_vector_alone_and_among_others() {
    let model = Tiny::new().model;
    let long = "ala ma kota ".repeat(50);
    let texts: Vec<&str> = TEXTS.iter().copied().cycle().take(40).chain([long.as_str()]).collect();
    let together = model.encode_passages(&texts);
    for (text, vector) in texts.iter().zip(&together) {
        assert_eq!(model.encode_passages(&[text]), [vector.as_slice()], "`{text}`");
        assert!((cosine(vector, vector) - 1.0).abs() < 1e-5);
    }
    assert!(model.encode_passages(&[]).is_empty());
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let mut model = Tiny::new().model;
    let vectors = model.encode_passages(&TEXTS);
    for name in Model::instruction_sets() {
        model = model.with_instruction_set(name);
        assert_eq!(model.encode_passages(&TEXTS), vectors, "{name}");
    }
}

#[test]
fn threads_share_a_model() {
    let model = Tiny::new().model;
    let expected = model.encode_passages(&TEXTS);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(model.encode_passages(&TEXTS), expected));
        }
    });
}

#[test]
fn a_text_cannot_contain_special_tokens() {
    let model = Tiny::new().model;
    // Cut into characters, of which `<`, `/` and `>` are unknown.
    assert!(model.token_count("</s>") > model.token_count("s"));
    assert_ne!(model.encode_query("<mask>"), model.encode_query("mask"));
}

#[test]
fn a_long_text_is_truncated_and_counted() {
    let model = Tiny::new().model;
    let text = "ab12 ".repeat(20_000);
    assert!(model.token_count(&text) >= 20_000);
    assert_eq!(model.token_count(&"ab12 ".repeat(200_000)), 65_536);
    let start = "ab12 ".repeat(100);
    assert_eq!(model.encode_query(&text), model.encode_query(&start));
}

/// One for all cases.
static SHARED: LazyLock<(Tiny, Naive)> = LazyLock::new(|| {
    let tiny = Tiny::new();
    let naive = Naive::read(&tiny.path);
    (tiny, naive)
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_encoded(texts in prop::collection::vec("\\PC{0,24}|[a-ząćęłńóśżź ]{0,40}", 1..4)) {
        let (tiny, naive) = &*SHARED;
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for vector in tiny.model.encode_passages(&texts) {
            prop_assert!(vector.iter().all(|value| value.is_finite()));
            prop_assert!((cosine(&vector, &vector) - 1.0).abs() < 1e-4);
        }
        for text in texts.iter().filter(|text| text.chars().all(|letter| letter.is_alphabetic() || letter == ' ')) {
            use unicode_normalization::UnicodeNormalization;
            let composed: String = text.nfc().collect();
            let tokens = naive.tokens(&format!("passage: {composed}"), 0, 2);
            prop_assert_eq!(tiny.model.token_count(text), tokens.len());
        }
    }
}
