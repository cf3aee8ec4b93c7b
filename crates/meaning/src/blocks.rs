//! Rows of numbers, quantized in blocks of 32: a half-precision scale, then 32 numbers of 4 or 8 bits.
//!
//! Elsewhere the blocks of 4 bits are called `Q4_0`, those of 8 bits `Q8_0`.

use half::f16;
use serde::{Deserialize, Serialize};

/// Numbers in a block.
pub(crate) const BLOCK: usize = 32;

/// How the numbers of a block are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Coding {
    /// 4 bits each: byte `i` holds number `i` in its low half and number `i + 16` in its high half, plus 8.
    Q4,
    /// 8 bits each, signed.
    Q8,
}

impl Coding {
    /// Bytes in a block.
    pub(crate) fn block_bytes(self) -> usize {
        match self {
            Coding::Q4 => 2 + BLOCK / 2,
            Coding::Q8 => 2 + BLOCK,
        }
    }

    /// Bytes in a row of `width` numbers; `width` is a multiple of [`BLOCK`].
    pub(crate) fn row_bytes(self, width: usize) -> usize {
        width / BLOCK * self.block_bytes()
    }

    /// Writes the numbers of a row to `out`.
    pub(crate) fn decode(self, bytes: &[u8], out: &mut [f32]) {
        let blocks = bytes.chunks_exact(self.block_bytes());
        for (block, out) in blocks.zip(out.chunks_exact_mut(BLOCK)) {
            let (scale, numbers) = block.split_at(2);
            let scale = scale_of(scale);
            match self {
                Coding::Q4 => decode_q4(scale, numbers, out),
                Coding::Q8 => {
                    for (out, number) in out.iter_mut().zip(numbers) {
                        *out = f32::from(number.cast_signed()) * scale;
                    }
                }
            }
        }
    }

    /// Appends the blocks of `row` to `out`.
    pub(crate) fn encode(self, row: &[f32], out: &mut Vec<u8>) {
        for block in row.as_chunks::<BLOCK>().0 {
            match self {
                Coding::Q4 => encode_q4(block, out),
                Coding::Q8 => encode_q8(block, out),
            }
        }
    }

    /// Returns whether all scales are finite.
    pub(crate) fn is_finite(self, bytes: &[u8]) -> bool {
        bytes.chunks_exact(self.block_bytes()).all(|block| scale_of(block).is_finite())
    }
}

/// Returns the scale at the start of a block.
fn scale_of(block: &[u8]) -> f32 {
    block.first_chunk().map_or(f16::NAN, |bytes| f16::from_le_bytes(*bytes)).to_f32()
}

fn decode_q4(scale: f32, numbers: &[u8], out: &mut [f32]) {
    let (low, high) = out.split_at_mut(BLOCK / 2);
    for ((low, high), byte) in low.iter_mut().zip(high).zip(numbers) {
        *low = f32::from((byte & 15).cast_signed() - 8) * scale;
        *high = f32::from((byte >> 4).cast_signed() - 8) * scale;
    }
}

/// The number with the largest absolute value becomes -8, so that the side with more values is used.
fn encode_q4(block: &[f32; BLOCK], out: &mut Vec<u8>) {
    let largest = block
        .iter()
        .fold(0.0_f32, |largest, value| if value.abs() > largest.abs() { *value } else { largest });
    let scale = f16::from_f32(largest / -8.0);
    let inverse = if scale.to_f32() == 0.0 { 0.0 } else { 1.0 / scale.to_f32() };
    let number = |value: f32| (value * inverse + 8.0).round().clamp(0.0, 15.0) as u8;
    out.extend(scale.to_le_bytes());
    let (low, high) = block.split_at(BLOCK / 2);
    out.extend(low.iter().zip(high).map(|(low, high)| number(*low) | number(*high) << 4));
}

fn encode_q8(block: &[f32; BLOCK], out: &mut Vec<u8>) {
    let largest = block.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let scale = f16::from_f32(largest / 127.0);
    let inverse = if scale.to_f32() == 0.0 { 0.0 } else { 1.0 / scale.to_f32() };
    out.extend(scale.to_le_bytes());
    out.extend(
        block.iter().map(|value| ((value * inverse).round().clamp(-127.0, 127.0) as i8).cast_unsigned()),
    );
}

/// Quantized rows in memory.
pub(crate) struct Blocks {
    coding: Coding,
    row_bytes: usize,
    bytes: Vec<u8>,
}

impl Blocks {
    /// Rows of `width` numbers each.
    pub(crate) fn new(coding: Coding, width: usize, bytes: Vec<u8>) -> Blocks {
        Blocks { coding, row_bytes: coding.row_bytes(width), bytes }
    }

    /// Writes a row to `out`; a row that does not exist is all zeros.
    pub(crate) fn read_row(&self, row: usize, out: &mut [f32]) {
        match self.bytes.chunks_exact(self.row_bytes).nth(row) {
            Some(bytes) => self.coding.decode(bytes, out),
            None => out.fill(0.0),
        }
    }

    /// Bytes that they take in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(coding: Coding, row: &[f32], error: f32) {
        let mut bytes = Vec::new();
        coding.encode(row, &mut bytes);
        assert_eq!(bytes.len(), coding.row_bytes(row.len()));
        let mut decoded = vec![0.0; row.len()];
        coding.decode(&bytes, &mut decoded);
        for (before, after) in row.iter().zip(&decoded) {
            assert!((before - after).abs() <= error, "{before} became {after}");
        }
    }

    #[test]
    fn numbers_come_back_within_half_a_step() {
        let row: Vec<f32> = (0..64).map(|number| (number as f32 * 0.37).sin()).collect();
        check(Coding::Q8, &row, 0.5 / 127.0 + 1e-3);
        check(Coding::Q4, &row, 0.13);
        check(Coding::Q4, &[0.0; 32], 0.0);
        check(Coding::Q8, &[0.0; 32], 0.0);
    }

    #[test]
    fn a_scale_that_is_not_finite_is_seen() {
        let mut bytes = Vec::new();
        Coding::Q4.encode(&[1.0; 64], &mut bytes);
        assert!(Coding::Q4.is_finite(&bytes));
        bytes[18..20].copy_from_slice(&f16::INFINITY.to_le_bytes());
        assert!(!Coding::Q4.is_finite(&bytes));
    }
}
