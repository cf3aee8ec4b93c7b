//! Operations on one row at a time: normalization, activation, exponentials, sums.
//!
//! Always holds: see [`kernels`](crate::kernels).

#![allow(clippy::inline_always)] // what is not inlined is not compiled for the level

use pulp::NullaryFnOnce;

use crate::kernels::level::Level;

/// A normalization: what a row is multiplied by, and what is added to it.
pub(crate) struct Norm {
    /// What each number is multiplied by.
    pub(crate) weights: Vec<f32>,
    /// What is added to each number.
    pub(crate) bias: Vec<f32>,
    /// Added to the variance.
    pub(crate) epsilon: f32,
}

/// Adds `other`, if any, to `rows` and normalizes each row.
pub(crate) fn add_and_normalize(level: Level, rows: &mut [f32], other: Option<&[f32]>, norm: &Norm) {
    level.run(Normalization { rows, other, norm });
}

struct Normalization<'a> {
    rows: &'a mut [f32],
    other: Option<&'a [f32]>,
    norm: &'a Norm,
}

impl NullaryFnOnce for Normalization<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let width = self.norm.weights.len();
        for (number, row) in self.rows.chunks_exact_mut(width).enumerate() {
            if let Some(other) = self.other {
                add(row, &other[number * width..][..width]);
            }
            normalize(row, self.norm);
        }
    }
}

/// Adds `other` to `row`.
#[inline(always)]
pub(crate) fn add(row: &mut [f32], other: &[f32]) {
    for (value, other) in row.iter_mut().zip(other) {
        *value += other;
    }
}

#[inline(always)]
fn normalize(row: &mut [f32], norm: &Norm) {
    let count = row.len() as f32;
    let mean = sum(row, |value| value) / count;
    let variance = sum(row, |value| (value - mean) * (value - mean)) / count;
    let inverse = 1.0 / (variance + norm.epsilon).sqrt();
    for ((value, weight), bias) in row.iter_mut().zip(&norm.weights).zip(&norm.bias) {
        *value = (*value - mean) * inverse * weight + bias;
    }
}

/// Sums `of` each number, in sixteen lanes.
#[inline(always)]
pub(crate) fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = row.as_chunks::<16>();
    let mut lanes = [0.0_f32; 16];
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += of(*value);
        }
    }
    let mut total = 0.0;
    for lane in lanes {
        total += lane;
    }
    rest.iter().fold(total, |total, value| total + of(*value))
}

/// Replaces every number x by x times the normal distribution function of x.
pub(crate) fn gelu(level: Level, values: &mut [f32]) {
    level.run(Gelu(values));
}

struct Gelu<'a>(&'a mut [f32]);

impl NullaryFnOnce for Gelu<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for value in self.0 {
            *value = gelu_of(*value);
        }
    }
}

/// The exact form, with the error function by Abramowitz and Stegun 7.1.26. That is off by at most 1.5e-7, so
/// the result is off by at most |x| times 1e-7, plus single-precision rounding.
#[inline(always)]
fn gelu_of(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let polynomial =
        ((((1.061_405_4 * t - 1.453_152_1) * t + 1.421_413_8) * t - 0.284_496_72) * t + 0.254_829_6) * t;
    // Half of the complement of the error function: the weight of the tail.
    let tail = 0.5 * polynomial * exponential(-z * z);
    let above = if x > 0.0 { 1.0 - tail } else { tail };
    x * above
}

/// Returns e to the power of `x` for `x` up to 0, zero below -87; the relative error is at most 2e-7.
#[inline(always)]
pub(crate) fn exponential(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    let clamped = if x < -87.0 { -87.0 } else { x };
    let shifted = clamped * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    // The logarithm of two in two parts, the first one short, so that the difference is exact.
    let rest = (clamped - whole * 0.693_359_4) + whole * 2.121_944_4e-4;
    let series = 1.0 / 720.0;
    let series = series * rest + 1.0 / 120.0;
    let series = series * rest + 1.0 / 24.0;
    let series = series * rest + 1.0 / 6.0;
    let series = series * rest + 0.5;
    let series = series * rest + 1.0;
    let series = series * rest + 1.0;
    // The low bits of `shifted` are the exponent.
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000));
    if x < -87.0 { 0.0 } else { series * power }
}

/// Turns `scores` into weights that sum to one.
#[inline(always)]
pub(crate) fn softmax(scores: &mut [f32]) {
    let largest = maximum(scores);
    let (chunks, rest) = scores.as_chunks_mut::<16>();
    for chunk in chunks {
        for score in chunk {
            *score = exponential(*score - largest);
        }
    }
    for score in rest {
        *score = exponential(*score - largest);
    }
    let inverse = 1.0 / sum(scores, |value| value);
    for score in scores {
        *score *= inverse;
    }
}

#[inline(always)]
fn maximum(row: &[f32]) -> f32 {
    let (chunks, rest) = row.as_chunks::<16>();
    let mut lanes = [f32::MIN; 16];
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane = if *value > *lane { *value } else { *lane };
        }
    }
    lanes.iter().chain(rest).fold(f32::MIN, |largest, value| if *value > largest { *value } else { largest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_those_of_the_standard_library() {
        for step in 0..87_000 {
            let x = -step as f32 / 1000.0;
            let (ours, theirs) = (f64::from(exponential(x)), f64::from(x).exp());
            assert!((ours / theirs - 1.0).abs() < 4e-7, "{x}: {ours} instead of {theirs}");
        }
        assert_eq!((exponential(0.0), exponential(-1e30)), (1.0, 0.0));
    }

    #[test]
    fn activation_is_near_the_exact_form() {
        // Values of x times the normal distribution function, from tables.
        for (x, exact) in
            [(0.0, 0.0), (1.0, 0.841_344_7), (-1.0, -0.158_655_26), (3.0, 2.995_95), (-3.0, -0.004_049_69)]
        {
            assert!((gelu_of(x) - exact).abs() < 5e-7, "{x}: {}", gelu_of(x));
        }
        assert_eq!((gelu_of(50.0), gelu_of(-50.0)), (50.0, -0.0));
    }
}
