//! One pass: the tokens of one or more texts, one after the other, go through all layers.
//!
//! Matrix products take the rows of all texts at once, attention takes one text at a time, so nothing is
//! padded.

use std::ops::Range;

use crate::{
    encoder::{
        scratch::Scratch,
        weights::{Layer, Weights},
    },
    kernels::{
        level::Level,
        product::multiply,
        rows::{add, add_and_normalize, gelu, sum},
    },
};

/// Rows of a pass: enough to make reading the weights cheap, few enough to stay in the cache.
const ROWS: usize = 192;

/// Returns the vectors of texts given as tokens.
pub(crate) fn encode(
    level: Level,
    weights: &Weights,
    texts: &[&[u32]],
    scratch: &mut Scratch,
) -> Vec<Vec<f32>> {
    let mut vectors = Vec::with_capacity(texts.len());
    let mut rest = texts;
    while !rest.is_empty() {
        let (pass, later) = rest.split_at(texts_of_pass(rest));
        vectors.extend(run(level, weights, pass, scratch));
        rest = later;
    }
    vectors
}

/// Returns how many texts fit in one pass: at least one.
fn texts_of_pass(texts: &[&[u32]]) -> usize {
    let mut rows = 0;
    let fits = |text: &&&[u32]| {
        rows += text.len();
        rows <= ROWS
    };
    texts.iter().take_while(fits).count().max(1)
}

fn run(level: Level, weights: &Weights, texts: &[&[u32]], scratch: &mut Scratch) -> Vec<Vec<f32>> {
    let mut spans = Vec::with_capacity(texts.len());
    let mut rows = 0;
    for text in texts {
        spans.push(rows..rows + text.len());
        rows += text.len();
    }
    embed(level, weights, texts, rows, scratch);
    for layer in &weights.layers {
        run_layer(level, weights, layer, &spans, scratch);
    }
    spans.iter().map(|span| pooled(&scratch.rows[scaled(span, weights.hidden)], weights.hidden)).collect()
}

fn scaled(span: &Range<usize>, width: usize) -> Range<usize> {
    span.start * width..span.end * width
}

/// Sets the rows to the embeddings of the tokens.
fn embed(level: Level, weights: &Weights, texts: &[&[u32]], rows: usize, scratch: &mut Scratch) {
    let hidden = weights.hidden;
    scratch.rows.resize(rows * hidden, 0.0);
    let tokens = texts.iter().flat_map(|text| text.iter().zip(weights.positions.chunks_exact(hidden)));
    for (row, (token, position)) in scratch.rows.chunks_exact_mut(hidden).zip(tokens) {
        weights.words.read_row(*token as usize, row);
        add(row, position);
    }
    add_and_normalize(level, &mut scratch.rows, None, &weights.norm);
}

fn run_layer(level: Level, weights: &Weights, layer: &Layer, spans: &[Range<usize>], scratch: &mut Scratch) {
    let hidden = weights.hidden;
    let Scratch { rows, projected, context, wide, activations, attention } = scratch;
    let tokens = rows.len() / hidden;
    projected.resize(tokens * 3 * hidden, 0.0);
    context.resize(tokens * hidden, 0.0);
    wide.resize(tokens * layer.widening.columns(), 0.0);

    activations.quantize(level, rows, hidden);
    multiply(level, activations, &layer.projection, projected);
    for span in spans {
        let projected = &projected[scaled(span, 3 * hidden)];
        attention.attend(level, weights.heads, projected, &mut context[scaled(span, hidden)]);
    }
    activations.quantize(level, context, hidden);
    multiply(level, activations, &layer.output, context);
    add_and_normalize(level, rows, Some(context), &layer.attention_norm);

    activations.quantize(level, rows, hidden);
    multiply(level, activations, &layer.widening, wide);
    gelu(level, wide);
    activations.quantize(level, wide, layer.narrowing.inner());
    multiply(level, activations, &layer.narrowing, context);
    add_and_normalize(level, rows, Some(context), &layer.norm);
}

/// Returns the mean of the rows, scaled to length one; zeros if it has no length.
fn pooled(rows: &[f32], hidden: usize) -> Vec<f32> {
    let mut mean = vec![0.0; hidden];
    for row in rows.chunks_exact(hidden) {
        add(&mut mean, row);
    }
    let length = sum(&mean, |value| value * value).sqrt();
    if !(length > 0.0 && length.is_finite()) {
        // Only weights that no training produces overflow.
        mean.fill(0.0);
        return mean;
    }
    for value in &mut mean {
        *value /= length;
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: &[f32], vector: [f32; 2]) {
        assert_eq!(pooled(rows, 2), vector, "{rows:?}");
    }

    #[test]
    fn vectors_have_length_one_or_are_zero() {
        check(&[3.0, 4.0], [0.6, 0.8]);
        check(&[3.0, 0.0, 0.0, 4.0, 0.0, 0.0], [0.6, 0.8]);
        check(&[0.0, 0.0], [0.0, 0.0]);
        check(&[f32::NAN, 1.0], [0.0, 0.0]);
        check(&[f32::INFINITY, 1.0], [0.0, 0.0]);
        check(&[1e30, 1e30], [0.0, 0.0]);
    }
}
