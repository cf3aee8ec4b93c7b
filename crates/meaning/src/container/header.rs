//! The header of a model file, and the limits of what it may say.

use serde::{Deserialize, Serialize};

use crate::{
    blocks::{BLOCK, Coding},
    kernels::product::INNER_LIMIT,
};

/// What the file begins with.
pub(crate) const MAGIC: [u8; 8] = *b"SKOMODEL";
/// The version of the format.
pub(crate) const VERSION: u32 = 1;
/// Bytes before the header.
pub(crate) const PREAMBLE: u64 = 16;
/// Bytes of the hash at the end.
pub(crate) const HASH: u64 = 32;
/// The longest header.
pub(crate) const HEADER_LIMIT: u32 = 65_536;
/// The largest file that is written, and that is imported.
pub(crate) const FILE_LIMIT: u64 = 1 << 30;

/// What a file contains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) license: String,
    pub(crate) shape: Shape,
    pub(crate) tokens: Specials,
    pub(crate) prefixes: Prefixes,
    /// How the embeddings of the pieces are encoded.
    pub(crate) words: Coding,
    /// How the matrices are encoded.
    pub(crate) matrices: Coding,
    /// Bytes of all pieces.
    pub(crate) piece_bytes: usize,
    /// Number of characters that are replaced, and bytes of their replacements.
    pub(crate) replaced: usize,
    pub(crate) replacement_bytes: usize,
}

/// The sizes of a model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shape {
    /// Hidden size.
    pub(crate) hidden: usize,
    pub(crate) layers: usize,
    pub(crate) heads: usize,
    /// Size of the feed-forward layer.
    pub(crate) wide: usize,
    /// Number of pieces that the tokenizer knows.
    pub(crate) pieces: usize,
    /// Number of embeddings: at least one for each piece.
    pub(crate) words: usize,
    /// The most tokens of a text.
    pub(crate) positions: usize,
    /// Added to variances.
    pub(crate) epsilon: f32,
}

/// The numbers of the special pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Specials {
    pub(crate) begin: u32,
    pub(crate) end: u32,
    pub(crate) padding: u32,
    pub(crate) unknown: u32,
}

/// What the model was trained to see before a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prefixes {
    pub(crate) query: String,
    pub(crate) passage: String,
}

impl Prefixes {
    /// Those of the E5 family.
    pub(crate) fn of_e5() -> Prefixes {
        Prefixes { query: "query: ".to_owned(), passage: "passage: ".to_owned() }
    }

    /// No prefixes.
    pub(crate) fn none() -> Prefixes {
        Prefixes { query: String::new(), passage: String::new() }
    }
}

impl Shape {
    /// Checks that the sizes are within their limits and fit each other.
    pub(crate) fn check(&self) -> Result<(), String> {
        within("hidden size", self.hidden, BLOCK, 4096)?;
        within("number of layers", self.layers, 1, 48)?;
        within("number of heads", self.heads, 1, 64)?;
        within("feed-forward size", self.wide, BLOCK, INNER_LIMIT)?;
        within("number of pieces", self.pieces, 5, 1_000_000)?;
        within("number of embeddings", self.words, self.pieces, 1_100_000)?;
        within("number of positions", self.positions, 8, 8192)?;
        for size in [self.hidden, self.wide] {
            if !size.is_multiple_of(BLOCK) {
                return Err(format!("its size `{size}` is not a multiple of {BLOCK}, the size of a block"));
            }
        }
        if !self.hidden.is_multiple_of(self.heads) {
            return Err(format!(
                "its hidden size `{}` cannot be divided among `{}` heads",
                self.hidden, self.heads
            ));
        }
        if !(self.epsilon > 0.0 && self.epsilon < 0.1) {
            return Err(format!("its normalization epsilon is `{}`, not between 0 and 0.1", self.epsilon));
        }
        Ok(())
    }
}

fn within(what: &str, value: usize, least: usize, most: usize) -> Result<(), String> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(format!("its {what} is `{value}`, not between {least} and {most}"))
}

impl Header {
    /// Checks the header. Afterwards the sizes of the parts can be computed.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.shape.check()?;
        within("length of all pieces", self.piece_bytes, 1, self.shape.pieces * 255)?;
        within("number of replaced characters", self.replaced, 0, 0x11_0000)?;
        within("length of all replacements", self.replacement_bytes, 0, self.replaced * 255)?;
        let Specials { begin, end, padding, unknown } = self.tokens;
        for token in [begin, end, padding, unknown] {
            if token as usize >= self.shape.pieces {
                return Err(format!(
                    "its special token `{token}` is not among its {} pieces",
                    self.shape.pieces
                ));
            }
        }
        for (what, text) in [("name", &self.name), ("license", &self.license)] {
            if text.is_empty() || text.len() > 200 || text.chars().any(char::is_control) {
                return Err(format!("its {what} is empty, longer than 200 bytes, or has control characters"));
            }
        }
        if self.prefixes.query.len().max(self.prefixes.passage.len()) > 200 {
            return Err("its prefixes are longer than 200 bytes".to_owned());
        }
        Ok(())
    }
}
