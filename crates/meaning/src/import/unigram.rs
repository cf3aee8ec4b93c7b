//! `tokenizer.json`: pieces with scores, the table of replacements, and the special tokens.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    container::header::Specials,
    import::charsmap,
    tokenizer::vocabulary::{Replacement, Vocabulary},
};

#[derive(Deserialize)]
struct TokenizerFields {
    model: UnigramFields,
    #[serde(default)]
    normalizer: Value,
    #[serde(default)]
    pre_tokenizer: Value,
    #[serde(default)]
    added_tokens: Vec<AddedToken>,
}

#[derive(Deserialize)]
struct UnigramFields {
    #[serde(rename = "type", default)]
    kind: String,
    unk_id: Option<u32>,
    vocab: Value,
}

#[derive(Deserialize)]
struct AddedToken {
    id: u32,
    content: String,
}

/// Parses the file, and refuses tokenizers of another kind.
pub(super) fn parse(json: &[u8]) -> Result<(Vocabulary, Specials), String> {
    let fields: TokenizerFields = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    // Old files do not name the type, but only this one has a list.
    let is_unigram =
        fields.model.kind == "Unigram" || (fields.model.kind.is_empty() && fields.model.vocab.is_array());
    if !is_unigram {
        return Err(format!("its tokenizer is of type `{}`; only `Unigram` is supported", fields.model.kind));
    }
    if !fields.pre_tokenizer.to_string().contains("Metaspace") {
        return Err("its pre-tokenizer is not `Metaspace`, the only one that is supported".to_owned());
    }
    let pieces: Vec<(String, f32)> =
        serde_json::from_value(fields.model.vocab).map_err(|error| error.to_string())?;
    let mut vocabulary = Vocabulary::default();
    for (piece, score) in &pieces {
        vocabulary.push(piece, *score)?;
    }
    vocabulary.replacements = replacements(&fields.normalizer)?;
    let special = |content: &str| {
        let added = fields.added_tokens.iter().find(|added| added.content == content).map(|added| added.id);
        let listed = || pieces.iter().position(|(piece, _)| piece == content).map(|at| at as u32);
        added.or_else(listed).ok_or_else(|| format!("it has no token `{content}`"))
    };
    let unknown = fields.model.unk_id.map_or_else(|| special("<unk>"), Ok)?;
    Ok((
        vocabulary,
        Specials { begin: special("<s>")?, end: special("</s>")?, padding: special("<pad>")?, unknown },
    ))
}

/// Returns what the precompiled table among the normalizers replaces, if there is one.
fn replacements(normalizer: &Value) -> Result<Vec<Replacement>, String> {
    if let Some(steps) = normalizer.get("normalizers").and_then(Value::as_array) {
        let mut all = Vec::new();
        for step in steps {
            all.extend(replacements(step)?);
        }
        return Ok(all);
    }
    let kind = normalizer.get("type").and_then(Value::as_str).unwrap_or_default();
    match kind {
        "Precompiled" => {
            let table = normalizer.get("precompiled_charsmap").and_then(Value::as_str).unwrap_or_default();
            let table = STANDARD
                .decode(table)
                .map_err(|error| format!("its precompiled table is invalid: {error}"))?;
            charsmap::replacements(&table)
        }
        // White space and composition are taken care of anyway.
        "" | "Replace" | "Strip" | "NFC" | "Nmt" => Ok(Vec::new()),
        other => Err(format!("its normalizer `{other}` is not supported; `Precompiled` is")),
    }
}
