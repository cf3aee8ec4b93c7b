//! `config.json`: the sizes of a model, and the names of its tensors.

use serde::Deserialize;

use crate::container::{
    header::{Header, Shape},
    parts::FilePart,
};

/// The fields that are read; others say nothing about the forward pass.
#[derive(Deserialize)]
struct ConfigFields {
    #[serde(default)]
    model_type: String,
    hidden_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    vocab_size: usize,
    max_position_embeddings: usize,
    #[serde(default = "usual_epsilon")]
    layer_norm_eps: f32,
    #[serde(default = "usual_activation")]
    hidden_act: String,
    #[serde(default = "usual_positions")]
    position_embedding_type: String,
    #[serde(default)]
    pad_token_id: usize,
    #[serde(rename = "_name_or_path", default)]
    name: String,
}

fn usual_epsilon() -> f32 {
    1e-12
}

fn usual_activation() -> String {
    "gelu".to_owned()
}

fn usual_positions() -> String {
    "absolute".to_owned()
}

/// The content of the file.
pub(super) struct PublishedConfig {
    /// The sizes, without those of the tokenizer.
    pub(super) shape: Shape,
    /// The last part of the name under which the model was published.
    pub(super) name: Option<String>,
    /// Rows of positions that no token uses.
    skipped_positions: usize,
}

impl PublishedConfig {
    /// Parses the file, and refuses models of another kind.
    pub(super) fn parse(json: &[u8]) -> Result<PublishedConfig, String> {
        let fields: ConfigFields = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        // In RoBERTa and its successors the first position comes after the number of the padding token.
        let skipped_positions = match fields.model_type.as_str() {
            "bert" => 0,
            "xlm-roberta" | "roberta" => fields.pad_token_id.saturating_add(1),
            other => {
                return Err(format!(
                    "its model type is `{other}`; supported are `bert`, `roberta` and `xlm-roberta`"
                ));
            }
        };
        if fields.hidden_act != "gelu" {
            return Err(format!("its activation is `{}`; only `gelu` is supported", fields.hidden_act));
        }
        if fields.position_embedding_type != "absolute" {
            return Err(format!(
                "its position embeddings are `{}`; only `absolute` is supported",
                fields.position_embedding_type
            ));
        }
        let positions = fields.max_position_embeddings.saturating_sub(skipped_positions);
        let shape = Shape {
            hidden: fields.hidden_size,
            layers: fields.num_hidden_layers,
            heads: fields.num_attention_heads,
            wide: fields.intermediate_size,
            pieces: 5,
            words: fields.vocab_size,
            positions,
            epsilon: fields.layer_norm_eps,
        };
        shape.check()?;
        let name = fields.name.rsplit('/').next().filter(|name| !name.is_empty()).map(str::to_owned);
        Ok(PublishedConfig { shape, name, skipped_positions })
    }

    /// Returns the tensors that a part is made of: name, first row, and rows.
    pub(super) fn tensors_of(&self, part: FilePart, header: &Header) -> Vec<(String, usize, usize)> {
        let (rows, _) = part.size(header);
        let one = |name: &str| vec![(name.to_owned(), 0, rows)];
        let of = |layer: usize, name: &str| vec![(format!("encoder.layer.{layer}.{name}"), 0, rows)];
        let parts = |layer: usize, end: &str| {
            let rows = if end == "bias" { 1 } else { header.shape.hidden };
            let name = |part| format!("encoder.layer.{layer}.attention.self.{part}.{end}");
            ["query", "key", "value"].map(|part| (name(part), 0, rows)).to_vec()
        };
        match part {
            FilePart::Words => one("embeddings.word_embeddings.weight"),
            FilePart::Positions => {
                vec![("embeddings.position_embeddings.weight".to_owned(), self.skipped_positions, rows)]
            }
            FilePart::NormWeights => one("embeddings.LayerNorm.weight"),
            FilePart::NormBias => one("embeddings.LayerNorm.bias"),
            FilePart::Projection(layer) => parts(layer, "weight"),
            FilePart::ProjectionBias(layer) => parts(layer, "bias"),
            FilePart::Output(layer) => of(layer, "attention.output.dense.weight"),
            FilePart::OutputBias(layer) => of(layer, "attention.output.dense.bias"),
            FilePart::AttentionNormWeights(layer) => of(layer, "attention.output.LayerNorm.weight"),
            FilePart::AttentionNormBias(layer) => of(layer, "attention.output.LayerNorm.bias"),
            FilePart::Widening(layer) => of(layer, "intermediate.dense.weight"),
            FilePart::WideningBias(layer) => of(layer, "intermediate.dense.bias"),
            FilePart::Narrowing(layer) => of(layer, "output.dense.weight"),
            FilePart::NarrowingBias(layer) => of(layer, "output.dense.bias"),
            FilePart::LayerNormWeights(layer) => of(layer, "output.LayerNorm.weight"),
            FilePart::LayerNormBias(layer) => of(layer, "output.LayerNorm.bias"),
        }
    }
}

/// Returns how many tensors are side by side in a row of a part.
pub(super) fn joined(part: FilePart) -> usize {
    if matches!(part, FilePart::ProjectionBias(_)) { 3 } else { 1 }
}
