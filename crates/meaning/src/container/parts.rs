//! The parts of the weights, in the order in which they are in the file.

use crate::{
    blocks::Coding,
    container::header::{FILE_LIMIT, HASH, Header, PREAMBLE},
};

/// A table of numbers; most belong to the layer whose number they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FilePart {
    /// Embeddings of the pieces.
    Words,
    /// Embeddings of the positions, with that of the first token type added.
    Positions,
    /// Weights of the first normalization.
    NormWeights,
    /// Biases of the first normalization.
    NormBias,
    /// Queries, keys and values.
    Projection(usize),
    ProjectionBias(usize),
    Output(usize),
    OutputBias(usize),
    AttentionNormWeights(usize),
    AttentionNormBias(usize),
    Widening(usize),
    WideningBias(usize),
    Narrowing(usize),
    NarrowingBias(usize),
    LayerNormWeights(usize),
    LayerNormBias(usize),
}

impl FilePart {
    /// All parts of a model, in order.
    pub(crate) fn all(layers: usize) -> impl Iterator<Item = FilePart> {
        let first = [FilePart::Words, FilePart::Positions, FilePart::NormWeights, FilePart::NormBias];
        let of_layer = |layer| {
            [
                FilePart::Projection(layer),
                FilePart::ProjectionBias(layer),
                FilePart::Output(layer),
                FilePart::OutputBias(layer),
                FilePart::AttentionNormWeights(layer),
                FilePart::AttentionNormBias(layer),
                FilePart::Widening(layer),
                FilePart::WideningBias(layer),
                FilePart::Narrowing(layer),
                FilePart::NarrowingBias(layer),
                FilePart::LayerNormWeights(layer),
                FilePart::LayerNormBias(layer),
            ]
        };
        first.into_iter().chain((0..layers).flat_map(of_layer))
    }

    /// Number of rows, and of numbers in each.
    pub(crate) fn size(self, header: &Header) -> (usize, usize) {
        let shape = &header.shape;
        match self {
            FilePart::Words => (shape.words, shape.hidden),
            FilePart::Positions => (shape.positions, shape.hidden),
            FilePart::Projection(_) => (3 * shape.hidden, shape.hidden),
            FilePart::ProjectionBias(_) => (1, 3 * shape.hidden),
            FilePart::Output(_) => (shape.hidden, shape.hidden),
            FilePart::Widening(_) => (shape.wide, shape.hidden),
            FilePart::WideningBias(_) => (1, shape.wide),
            FilePart::Narrowing(_) => (shape.hidden, shape.wide),
            _ => (1, shape.hidden),
        }
    }

    /// How its numbers are encoded; `None` is single precision.
    pub(crate) fn coding(self, header: &Header) -> Option<Coding> {
        match self {
            FilePart::Words => Some(header.words),
            FilePart::Projection(_)
            | FilePart::Output(_)
            | FilePart::Widening(_)
            | FilePart::Narrowing(_) => Some(header.matrices),
            _ => None,
        }
    }

    /// Bytes in a row.
    pub(crate) fn row_bytes(self, header: &Header) -> usize {
        let (_, width) = self.size(header);
        self.coding(header).map_or(width * size_of::<f32>(), |coding| coding.row_bytes(width))
    }
}

/// Checks a header, and that the file it describes is not too long.
pub(crate) fn check(header: &Header) -> Result<(), String> {
    header.check()?;
    let length = PREAMBLE + content_length(header) + HASH;
    if length > FILE_LIMIT {
        return Err(format!("as one file it would have {length} bytes, more than the limit of {FILE_LIMIT}"));
    }
    Ok(())
}

/// Returns the number of bytes between the header and the hash, which the limits of [`Header::check`] keep in
/// range.
pub(crate) fn content_length(header: &Header) -> u64 {
    let tokenizer =
        header.shape.pieces * 5 + header.piece_bytes + header.replaced * 5 + header.replacement_bytes;
    let length = |part: FilePart| part.size(header).0 as u64 * part.row_bytes(header) as u64;
    tokenizer as u64 + FilePart::all(header.shape.layers).map(length).sum::<u64>()
}
