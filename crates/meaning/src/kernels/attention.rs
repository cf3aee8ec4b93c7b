//! Attention: what each token of a text takes from the others.
//!
//! Keys and values of one head are copied into panels of sixteen columns, and four tokens are processed
//! at a time. Always holds: the result for a token depends only on the tokens of its own text.

#![allow(clippy::inline_always)] // what is not inlined is not compiled for the level

use pulp::NullaryFnOnce;

use crate::kernels::{level::Level, rows::softmax};

/// Tokens that are processed at a time.
const BLOCK: usize = 4;

/// The heads of attention.
#[derive(Clone, Copy)]
pub(crate) struct Heads {
    /// How many.
    pub(crate) count: usize,
    /// Size of each.
    pub(crate) width: usize,
}

/// Buffers for one head.
#[derive(Default)]
pub(crate) struct Attention {
    queries: Vec<f32>,
    keys: Vec<[f32; 16]>,
    values: Vec<[f32; 16]>,
    scores: Vec<f32>,
}

/// One text.
struct AttendedText<'a> {
    room: &'a mut Attention,
    heads: Heads,
    projected: &'a [f32],
    context: &'a mut [f32],
}

impl NullaryFnOnce for AttendedText<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for head in 0..self.heads.count {
            self.room.gather(self.heads, head, self.projected);
            self.room.attend_head(self.heads, head, self.context);
        }
    }
}

impl Attention {
    /// Writes to `context` what the tokens of one text take from each other; `projected` holds query, key and
    /// value of each token.
    pub(crate) fn attend(&mut self, level: Level, heads: Heads, projected: &[f32], context: &mut [f32]) {
        level.run(AttendedText { room: self, heads, projected, context });
    }

    /// Copies one head: queries scaled, keys with a token in each column, values as they are.
    #[inline(always)]
    fn gather(&mut self, heads: Heads, head: usize, projected: &[f32]) {
        let (width, hidden) = (heads.width, heads.count * heads.width);
        let tokens = projected.len() / (3 * hidden);
        let scale = 1.0 / (width as f32).sqrt();
        self.queries.resize(tokens.next_multiple_of(BLOCK) * width, 0.0);
        self.keys.clear();
        self.keys.resize(tokens.div_ceil(16) * width, [0.0; 16]);
        self.values.clear();
        self.values.resize(width.div_ceil(16) * tokens, [0.0; 16]);
        for (token, row) in projected.chunks_exact(3 * hidden).enumerate() {
            let [query, key, value] = [0, 1, 2].map(|part| &row[part * hidden + head * width..][..width]);
            for (scaled, query) in self.queries[token * width..].iter_mut().zip(query) {
                *scaled = query * scale;
            }
            for (column, key) in self.keys[token / 16 * width..].iter_mut().zip(key) {
                column[token % 16] = *key;
            }
            for (panel, part) in value.chunks(16).enumerate() {
                self.values[panel * tokens + token][..part.len()].copy_from_slice(part);
            }
        }
    }

    #[inline(always)]
    fn attend_head(&mut self, heads: Heads, head: usize, context: &mut [f32]) {
        let (width, hidden) = (heads.width, heads.count * heads.width);
        let tokens = context.len() / hidden;
        let room = tokens.next_multiple_of(16);
        self.scores.resize(BLOCK * room, 0.0);
        for (block, rows) in context.chunks_mut(BLOCK * hidden).enumerate() {
            let queries = &self.queries[block * BLOCK * width..][..BLOCK * width];
            for (panel, keys) in self.keys.chunks_exact(width).enumerate() {
                let sums = tile(split(queries, width), keys);
                for (row, sums) in self.scores.chunks_exact_mut(room).zip(sums) {
                    row[panel * 16..panel * 16 + 16].copy_from_slice(&sums);
                }
            }
            for row in self.scores.chunks_exact_mut(room) {
                softmax(&mut row[..tokens]);
            }
            for (panel, values) in self.values.chunks_exact(tokens).enumerate() {
                let sums = tile(split(&self.scores, room), values);
                let (first, last) = (panel * 16, (panel * 16 + 16).min(width));
                for (row, sums) in rows.chunks_exact_mut(hidden).zip(sums) {
                    row[head * width..][first..last].copy_from_slice(&sums[..last - first]);
                }
            }
        }
    }
}

#[inline(always)]
fn split(rows: &[f32], width: usize) -> [&[f32]; BLOCK] {
    std::array::from_fn(|row| &rows[row * width..][..width])
}

/// Returns the products of four rows and sixteen columns.
#[inline(always)]
fn tile(rows: [&[f32]; BLOCK], columns: &[[f32; 16]]) -> [[f32; 16]; BLOCK] {
    let rows = rows.map(|row| &row[..columns.len()]);
    let mut sums = [[0.0_f32; 16]; BLOCK];
    for (number, column) in columns.iter().enumerate() {
        for (sums, row) in sums.iter_mut().zip(rows) {
            let factor = row[number];
            for (sum, value) in sums.iter_mut().zip(column) {
                *sum += factor * value;
            }
        }
    }
    sums
}
