//! The weights of a model in memory.

use crate::{
    blocks::Blocks,
    kernels::{attention::Heads, product::Matrix, rows::Norm},
};

/// All weights of an encoder.
pub(crate) struct Weights {
    /// Hidden size.
    pub(crate) hidden: usize,
    /// Heads of the attention.
    pub(crate) heads: Heads,
    /// A row for each piece, quantized.
    pub(crate) words: Blocks,
    /// A row for each position, with the embedding of the token type added.
    pub(crate) positions: Vec<f32>,
    /// Applied to the sum of both.
    pub(crate) norm: Norm,
    /// In the order in which they run.
    pub(crate) layers: Vec<Layer>,
}

/// The weights of a layer.
pub(crate) struct Layer {
    /// To queries, keys and values at once.
    pub(crate) projection: Matrix,
    /// From the result of attention.
    pub(crate) output: Matrix,
    /// After attention.
    pub(crate) attention_norm: Norm,
    /// Into the feed-forward layer.
    pub(crate) widening: Matrix,
    /// And back.
    pub(crate) narrowing: Matrix,
    /// After the feed-forward part.
    pub(crate) norm: Norm,
}

impl Weights {
    /// Bytes that they take in memory.
    pub(crate) fn bytes(&self) -> usize {
        let layers = self.layers.iter().map(|layer| {
            let matrices = [&layer.projection, &layer.output, &layer.widening, &layer.narrowing];
            matrices.iter().map(|matrix| matrix.bytes()).sum::<usize>()
        });
        self.words.bytes() + self.positions.len() * size_of::<f32>() + layers.sum::<usize>()
    }
}
