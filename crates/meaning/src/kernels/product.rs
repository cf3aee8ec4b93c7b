//! Products of rows of activations and a matrix of weights, in integer arithmetic.
//!
//! Both are quantized to 16 bits: weights by column to at most [`WEIGHT_LIMIT`], activations by row to at
//! most [`activation_limit`]. Two neighbors of the inner dimension share a 32-bit lane, so that one
//! instruction multiplies both and adds them up; 32 columns are side by side, so that nothing is ever summed
//! across lanes. Always holds: no sum overflows, so the result depends on neither the order nor the other
//! rows.

#![allow(clippy::inline_always)] // what is not inlined is not compiled for the level

#[cfg(target_arch = "x86_64")]
use core::arch::x86_64::{__m256i, __m512i};

use pulp::NullaryFnOnce;
#[cfg(target_arch = "x86_64")]
use pulp::{
    core_arch::x86::{Avx512bw, Avx512f},
    x86::{V3, V4},
};

use crate::kernels::level::Level;
#[cfg(target_arch = "x86_64")]
use crate::kernels::level::Vnni;

/// Columns of a panel.
pub(crate) const COLUMNS: usize = 32;
/// The largest quantized weight.
pub(crate) const WEIGHT_LIMIT: i32 = 511;
/// Rows without a larger number become zero: the inverse of a smaller number may overflow.
const SMALLEST: f32 = 1e-30;
/// The largest inner dimension for which activations keep at least eight bits.
pub(crate) const INNER_LIMIT: usize = 16_384;
/// Rows of a block: with two registers of 16 columns each, 24 of the 32 registers hold sums.
const BLOCK_512: usize = 12;
/// Rows of a block where there are 16 registers of 8 columns.
const BLOCK_256: usize = 6;

/// Returns the largest quantized activation for products over `inner` pairs of numbers.
///
/// `inner * limit * WEIGHT_LIMIT` is at most 2^31 - 1, so no sum of `inner` products leaves 32 bits; the sum
/// of two products, which the instruction makes first, is smaller still. 8191 keeps a pair in 16 bits.
pub(crate) fn activation_limit(inner: usize) -> i32 {
    let inner = i32::try_from(inner.max(1)).unwrap_or(i32::MAX);
    let limit = (i32::MAX / WEIGHT_LIMIT / inner).min(8191);
    debug_assert!(i64::from(limit) * i64::from(WEIGHT_LIMIT) * i64::from(inner) <= i64::from(i32::MAX));
    limit
}

/// Weights of 32 columns for two neighbors in the inner dimension: a lane holds both.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Pairs([[i32; 16]; 2]);

/// A matrix of quantized weights, with its bias.
pub(crate) struct Matrix {
    inner: usize,
    columns: usize,
    /// Panels of 32 columns, each with all pairs of the inner dimension.
    panels: Vec<Pairs>,
    /// For each column: the value of one unit of a quantized weight. Padded to whole panels.
    scales: Vec<f32>,
    bias: Vec<f32>,
}

impl Matrix {
    /// Returns a matrix of zeros with `columns` outputs over `inner` inputs; an odd `inner` is padded.
    pub(crate) fn zeros(columns: usize, inner: usize) -> Matrix {
        let panels = columns.div_ceil(COLUMNS);
        Matrix {
            inner,
            columns,
            panels: vec![Pairs([[0; 16]; 2]); panels * inner.div_ceil(2)],
            scales: vec![0.0; panels * COLUMNS],
            bias: vec![0.0; panels * COLUMNS],
        }
    }

    /// Number of outputs.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// Number of inputs.
    pub(crate) fn inner(&self) -> usize {
        self.inner
    }

    /// Bytes that it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.panels.len() * size_of::<Pairs>() + (self.scales.len() + self.bias.len()) * size_of::<f32>()
    }

    /// Sets the weights of an output; weights beyond the last input are ignored.
    pub(crate) fn set_column(&mut self, column: usize, weights: &[f32]) {
        let largest = weights.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
        let limit = WEIGHT_LIMIT as f32;
        let inverse = if largest > SMALLEST { limit / largest } else { 0.0 };
        self.scales[column] = largest / limit;
        let quantized = |weight: f32| (weight * inverse).round().clamp(-limit, limit) as i16;
        let pairs = self.inner.div_ceil(2);
        let (panel, lane) = (column / COLUMNS, column % COLUMNS);
        let panel = &mut self.panels[panel * pairs..][..pairs];
        for (pair, two) in panel.iter_mut().zip(weights.chunks(2)) {
            let second = two.get(1).map_or(0, |weight| quantized(*weight));
            pair.0[lane / 16][lane % 16] = joined(quantized(two[0]), second);
        }
    }

    /// Sets the biases of the outputs.
    pub(crate) fn set_bias(&mut self, bias: &[f32]) {
        self.bias[..bias.len()].copy_from_slice(bias);
    }
}

/// Returns two 16-bit numbers in one lane, the first one low.
#[inline(always)]
fn joined(first: i16, second: i16) -> i32 {
    i32::from(second) << 16 | i32::from(first as u16)
}

/// Quantized rows of activations: blocks of rows, in each of which the same pairs of all rows are adjacent.
#[derive(Default)]
pub(crate) struct Activations {
    pairs: usize,
    rows: usize,
    block: usize,
    lanes: Vec<i32>,
    /// For each row: the value of one unit.
    scales: Vec<f32>,
    row: Vec<i16>,
}

struct Quantization<'a> {
    activations: &'a mut Activations,
    rows: &'a [f32],
    inner: usize,
    limit: f32,
}

impl NullaryFnOnce for Quantization<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.activations.quantize_rows(self.rows, self.inner, self.limit);
    }
}

impl Activations {
    /// Quantizes `rows`, each of `inner` numbers.
    pub(crate) fn quantize(&mut self, level: Level, rows: &[f32], inner: usize) {
        self.pairs = inner.div_ceil(2);
        self.rows = rows.len() / inner;
        self.block = block(level);
        self.lanes.resize(self.rows * self.pairs, 0);
        self.scales.resize(self.rows, 0.0);
        self.row.resize(self.pairs * 2, 0);
        self.row[self.pairs * 2 - 1] = 0;
        let limit = activation_limit(inner) as f32;
        level.run(Quantization { activations: self, rows, inner, limit });
    }

    #[inline(always)]
    fn quantize_rows(&mut self, rows: &[f32], inner: usize, limit: f32) {
        for (number, row) in rows.chunks_exact(inner).enumerate() {
            let largest = largest(row);
            let inverse = if largest > SMALLEST { limit / largest } else { 0.0 };
            self.scales[number] = largest / limit;
            for (quantized, value) in self.row.iter_mut().zip(row) {
                *quantized = rounded(value * inverse);
            }
            let first = number / self.block * self.block;
            let height = (self.rows - first).min(self.block);
            let lanes = &mut self.lanes[first * self.pairs..][..height * self.pairs];
            let lanes = lanes[number - first..].iter_mut().step_by(height);
            for (lane, two) in lanes.zip(self.row.as_chunks::<2>().0) {
                *lane = joined(two[0], two[1]);
            }
        }
    }
}

/// Returns the nearest integer, the even one of two; the absolute value of `value` is at most 8191.
///
/// The sum has no bits left for a fraction, and its low bits are the integer.
#[inline(always)]
fn rounded(value: f32) -> i16 {
    (value + 12_582_912.0).to_bits() as i16
}

/// Returns the largest absolute value.
#[inline(always)]
fn largest(row: &[f32]) -> f32 {
    let (chunks, rest) = row.as_chunks::<16>();
    let mut lanes = [0.0_f32; 16];
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            let value = value.abs();
            *lane = if value > *lane { value } else { *lane };
        }
    }
    lanes
        .iter()
        .chain(rest)
        .fold(0.0, |largest, value| if value.abs() > largest { value.abs() } else { largest })
}

/// Returns the rows of a block.
fn block(level: Level) -> usize {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(_) | Level::Vnni(_) => BLOCK_512,
        _ => BLOCK_256,
    }
}

/// Writes `activations` times `matrix`, with its bias, to `out`: a row for each row of activations.
pub(crate) fn multiply(level: Level, activations: &Activations, matrix: &Matrix, out: &mut [f32]) {
    let pairs = activations.pairs;
    for (panel, pairs_of_panel) in matrix.panels.chunks_exact(pairs).enumerate() {
        let first = panel * COLUMNS;
        let target = Target {
            columns: matrix.columns,
            first,
            width: (matrix.columns - first).min(COLUMNS),
            scales: matrix.scales[first..].first_chunk().unwrap_or(&[0.0; COLUMNS]),
            bias: matrix.bias[first..].first_chunk().unwrap_or(&[0.0; COLUMNS]),
        };
        let rows = out.chunks_mut(matrix.columns * activations.block);
        let lanes = activations.lanes.chunks(pairs * activations.block);
        let scales = activations.scales.chunks(activations.block);
        for ((rows, lanes), scales) in rows.zip(lanes).zip(scales) {
            multiply_block(level, lanes, scales, pairs_of_panel, &target, rows);
        }
    }
}

/// Where the sums of a panel go.
struct Target<'a> {
    columns: usize,
    first: usize,
    width: usize,
    scales: &'a [f32; COLUMNS],
    bias: &'a [f32; COLUMNS],
}

impl Target<'_> {
    /// Writes the sums of one row.
    #[inline(always)]
    fn write(&self, sums: &[i32; COLUMNS], scale: f32, row: &mut [f32]) {
        let mut values = [0.0; COLUMNS];
        for column in 0..COLUMNS {
            values[column] = sums[column] as f32 * (scale * self.scales[column]) + self.bias[column];
        }
        let row = &mut row[self.first..self.first + self.width];
        match <&mut [f32; COLUMNS]>::try_from(&mut *row) {
            Ok(whole) => *whole = values,
            Err(_) => row.copy_from_slice(&values[..self.width]),
        }
    }
}

/// The rows of a block against a panel.
struct ProductBlock<'a, Simd> {
    simd: Simd,
    lanes: &'a [i32],
    scales: &'a [f32],
    panel: &'a [Pairs],
    target: &'a Target<'a>,
    out: &'a mut [f32],
}

/// Calls the code for the number of rows of the block.
macro_rules! by_height {
    ($block:ident, $tile:ident, [$($rows:literal)+], $simd:tt) => {
        match $block.scales.len() {
            $($rows => $block.$tile::<$rows> $simd,)+
            _ => {}
        }
    };
}

#[inline(never)]
fn multiply_block(
    level: Level,
    lanes: &[i32],
    scales: &[f32],
    panel: &[Pairs],
    target: &Target,
    out: &mut [f32],
) {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Vnni(simd) => simd.vectorize(ProductBlock { simd, lanes, scales, panel, target, out }),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(simd) => simd.vectorize(ProductBlock { simd, lanes, scales, panel, target, out }),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2(simd) => simd.vectorize(ProductBlock { simd, lanes, scales, panel, target, out }),
        Level::Plain => ProductBlock { simd: (), lanes, scales, panel, target, out }.call(),
    }
}

#[cfg(target_arch = "x86_64")]
impl NullaryFnOnce for ProductBlock<'_, Vnni> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (foundation, words) = (self.simd.avx512f, self.simd.avx512bw);
        by_height!(self, tile_512, [1 2 3 4 5 6 7 8 9 10 11 12], (foundation, words));
    }
}

#[cfg(target_arch = "x86_64")]
impl NullaryFnOnce for ProductBlock<'_, V4> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (foundation, words) = (self.simd.avx512f, self.simd.avx512bw);
        by_height!(self, tile_512, [1 2 3 4 5 6 7 8 9 10 11 12], (foundation, words));
    }
}

#[cfg(target_arch = "x86_64")]
impl NullaryFnOnce for ProductBlock<'_, V3> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let simd = self.simd;
        by_height!(self, tile_256, [1 2 3 4 5 6], (simd));
    }
}

impl NullaryFnOnce for ProductBlock<'_, ()> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        by_height!(self, tile_plain, [1 2 3 4 5 6], ());
    }
}

impl<Simd> ProductBlock<'_, Simd> {
    /// With registers of 512 bits. With VNNI the compiler makes one instruction of product and sum.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn tile_512<const ROWS: usize>(self, foundation: Avx512f, words: Avx512bw) {
        let mut sums = [[foundation._mm512_setzero_si512(); 2]; ROWS];
        for (activations, weights) in self.lanes.as_chunks::<ROWS>().0.iter().zip(self.panel) {
            let weights: [__m512i; 2] = [pulp::cast(weights.0[0]), pulp::cast(weights.0[1])];
            for row in 0..ROWS {
                let activation = foundation._mm512_set1_epi32(activations[row]);
                for half in 0..2 {
                    let products = words._mm512_madd_epi16(activation, weights[half]);
                    sums[row][half] = foundation._mm512_add_epi32(sums[row][half], products);
                }
            }
        }
        for ((row, sums), scale) in self.out.chunks_exact_mut(self.target.columns).zip(sums).zip(self.scales)
        {
            self.target.write(&pulp::cast(sums), *scale, row);
        }
    }

    /// With registers of 256 bits: sixteen columns at a time.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn tile_256<const ROWS: usize>(self, simd: V3) {
        let mut values = [[0_i32; COLUMNS]; ROWS];
        for side in 0..2 {
            let mut sums = [[simd.avx._mm256_setzero_si256(); 2]; ROWS];
            for (activations, weights) in self.lanes.as_chunks::<ROWS>().0.iter().zip(self.panel) {
                let weights: [__m256i; 2] = pulp::cast(weights.0[side]);
                for row in 0..ROWS {
                    let activation = simd.avx._mm256_set1_epi32(activations[row]);
                    for half in 0..2 {
                        let products = simd.avx2._mm256_madd_epi16(activation, weights[half]);
                        sums[row][half] = simd.avx2._mm256_add_epi32(sums[row][half], products);
                    }
                }
            }
            for row in 0..ROWS {
                let sums: [i32; 16] = pulp::cast(sums[row]);
                values[row][side * 16..side * 16 + 16].copy_from_slice(&sums);
            }
        }
        for ((row, sums), scale) in
            self.out.chunks_exact_mut(self.target.columns).zip(&values).zip(self.scales)
        {
            self.target.write(sums, *scale, row);
        }
    }

    /// For any processor.
    #[inline(always)]
    fn tile_plain<const ROWS: usize>(self) {
        let mut sums = [[0_i32; COLUMNS]; ROWS];
        for (activations, weights) in self.lanes.as_chunks::<ROWS>().0.iter().zip(self.panel) {
            for (sums, activation) in sums.iter_mut().zip(activations) {
                let (first, second) = (i32::from(*activation as i16), activation >> 16);
                for (sum, weights) in sums.iter_mut().zip(weights.0.as_flattened()) {
                    *sum += first * i32::from(*weights as i16) + second * (weights >> 16);
                }
            }
        }
        for ((row, sums), scale) in self.out.chunks_exact_mut(self.target.columns).zip(&sums).zip(self.scales)
        {
            self.target.write(sums, *scale, row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computes the product in double precision, without quantizing and without blocks.
    fn plain(rows: &[f32], weights: &[Vec<f32>], bias: &[f32]) -> Vec<f64> {
        let inner = weights[0].len();
        let product = |row: &[f32], column: &[f32]| -> f64 {
            row.iter().zip(column).map(|(left, right)| f64::from(*left) * f64::from(*right)).sum()
        };
        rows.chunks(inner)
            .flat_map(|row| {
                weights.iter().zip(bias).map(move |(column, bias)| product(row, column) + f64::from(*bias))
            })
            .collect()
    }

    #[track_caller]
    fn check(rows: usize, inner: usize, columns: usize, number: impl Fn(usize) -> f32, error: f64) {
        let activations: Vec<f32> = (0..rows * inner).map(&number).collect();
        let weights: Vec<Vec<f32>> = (0..columns)
            .map(|column| (0..inner).map(|at| number(column * 7 + at * 3 + 1)).collect())
            .collect();
        let bias: Vec<f32> = (0..columns).map(&number).collect();
        let mut matrix = Matrix::zeros(columns, inner);
        weights.iter().enumerate().for_each(|(column, weights)| matrix.set_column(column, weights));
        matrix.set_bias(&bias);
        let exact = plain(&activations, &weights, &bias);
        let mut first: Option<Vec<f32>> = None;
        for level in Level::available() {
            let mut quantized = Activations::default();
            quantized.quantize(level, &activations, inner);
            let mut out = vec![0.0; rows * columns];
            multiply(level, &quantized, &matrix, &mut out);
            for (ours, exact) in out.iter().zip(&exact) {
                assert!((f64::from(*ours) - exact).abs() <= error, "{}: {ours}, not {exact}", level.name());
            }
            assert_eq!(*first.get_or_insert_with(|| out.clone()), out, "{}", level.name());
        }
    }

    #[test]
    fn products_are_those_of_plain_numbers() {
        let wave = |number: usize| (number as f32 * 0.7).sin();
        for rows in [1, 2, 5, 6, 7, 11, 12, 13, 30] {
            check(rows, 64, 40, wave, 0.02);
        }
        check(3, 33, 5, wave, 0.02);
        check(2, 384, 96, wave, 0.1);
        check(1, 32, 32, |_| 0.0, 0.0);
        check(2, 64, 32, |number| if number % 2 == 0 { 1e-41 } else { 0.0 }, 1e-30);
    }

    #[test]
    fn the_largest_sums_do_not_overflow() {
        for inner in [384, 1536, INNER_LIMIT] {
            check(1, inner, 33, |_| 1.0, inner as f64 * 1e-6);
            check(1, inner, 33, |_| -1.0, inner as f64 * 1e-6);
        }
        assert_eq!((activation_limit(384), activation_limit(1536)), (8191, 2736));
        assert!(activation_limit(INNER_LIMIT) >= 255);
    }
}
