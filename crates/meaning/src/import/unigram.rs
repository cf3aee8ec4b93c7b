//! `tokenizer.json`: pieces with scores, the table of replacements, the special tokens.

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
    // Only lists of pieces with scores are of this kind; old files do not say.
    let is_unigram =
        fields.model.kind == "Unigram" || (fields.model.kind.is_empty() && fields.model.vocab.is_array());
    if !is_unigram {
        return Err(format!(
            "its tokenizer is of the type `{}`; only `Unigram` can be read",
            fields.model.kind
        ));
    }
    if !fields.pre_tokenizer.to_string().contains("Metaspace") {
        return Err(
            "it does not mark the beginnings of words (`Metaspace`); only such can be read".to_owned()
        );
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
            let table = STANDARD.decode(table).map_err(|error| format!("its precompiled table: {error}"))?;
            charsmap::replacements(&table)
        }
        // Runs of white space, the ends of the text and composition are dealt with anyway.
        "" | "Replace" | "Strip" | "NFC" | "Nmt" => Ok(Vec::new()),
        other => Err(format!("its normalizer `{other}` cannot be read; `Precompiled` can")),
    }
}
