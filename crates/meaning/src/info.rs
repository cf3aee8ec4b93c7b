//! What a model says about itself, and the license texts of models that are known.

use serde::Serialize;

/// What a model says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelInfo {
    /// The model's name, for people.
    pub name: String,
    /// Length of a vector.
    pub dimensions: usize,
    /// Number of layers of the encoder.
    pub layers: usize,
    /// Number of pieces that the tokenizer knows.
    pub vocabulary: usize,
    /// Tokens of a text that are read; the rest is ignored.
    pub max_tokens: usize,
    /// The license of the weights, as an SPDX expression; `unknown` where the files do not say.
    pub license: String,
    /// The BLAKE3 hash of the file, in hexadecimal.
    pub checksum: String,
    /// Length of the file, in bytes.
    pub bytes: u64,
}

/// The name of the model whose license is known here.
pub(crate) const E5_SMALL: &str = "multilingual-e5-small";
/// A license that the files do not name.
pub(crate) const UNKNOWN_LICENSE: &str = "unknown";

/// Returns the license text to show for a model whose license is known here.
///
/// For other models, [`ModelInfo::license`] has what their files say.
pub fn notice(info: &ModelInfo) -> Option<&'static str> {
    (info.name == E5_SMALL).then_some(include_str!("../LICENSE-multilingual-e5-small"))
}
