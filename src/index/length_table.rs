//! A value for each length that a text can have, as far as the index tells lengths apart.
//!
//! The engine keeps the length of a text in one byte, so that a function of the length is a table of 256
//! values. What the function is, is left to `search`.

use tantivy::fieldnorm::FieldNormReader;

/// A value for each encoded length.
#[derive(Debug, Clone)]
pub(crate) struct LengthTable(Box<[f32; 256]>);

impl LengthTable {
    /// Computes the value of each length, in words.
    pub(crate) fn new(of_words: impl Fn(f32) -> f32) -> Self {
        let of_norm = |norm: usize| of_words(FieldNormReader::id_to_fieldnorm(norm as u8) as f32);
        Self(Box::new(std::array::from_fn(of_norm)))
    }

    /// Returns the value for an encoded length.
    pub(crate) fn get(&self, norm: u8) -> f32 {
        self.0[usize::from(norm)]
    }
}
