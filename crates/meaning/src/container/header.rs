//! The header of a model's file, and the bounds of what it may say.

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
/// The largest file, here and of those that are imported.
pub(crate) const FILE_LIMIT: u64 = 1 << 30;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) license: String,
    pub(crate) shape: Shape,
    pub(crate) tokens: Specials,
    pub(crate) prefixes: Prefixes,
    /// How the embeddings of the pieces are written.
    pub(crate) words: Coding,
    /// How the matrices are written.
    pub(crate) matrices: Coding,
    /// Bytes of all pieces.
    pub(crate) piece_bytes: usize,
    /// Characters that are replaced, and bytes of what replaces them.
    pub(crate) replaced: usize,
    pub(crate) replacement_bytes: usize,
}

/// The sizes of a model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shape {
    /// Numbers of a token.
    pub(crate) hidden: usize,
    pub(crate) layers: usize,
    pub(crate) heads: usize,
    /// Numbers of a token in the feed-forward part.
    pub(crate) wide: usize,
    /// Pieces that the tokenizer knows.
    pub(crate) pieces: usize,
    /// Rows of embeddings: at least one for each piece.
    pub(crate) words: usize,
    /// Tokens of a text at most.
    pub(crate) positions: usize,
    /// Added to variances.
    pub(crate) epsilon: f32,
}

/// Pieces with a meaning of their own.
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

    /// None.
    pub(crate) fn none() -> Prefixes {
        Prefixes { query: String::new(), passage: String::new() }
    }
}

impl Shape {
    /// Checks that the sizes are within bounds and fit each other.
    pub(crate) fn check(&self) -> Result<(), String> {
        within("numbers of a token", self.hidden, BLOCK, 4096)?;
        within("layers", self.layers, 1, 48)?;
        within("heads", self.heads, 1, 64)?;
        within("numbers of the feed-forward part", self.wide, BLOCK, INNER_LIMIT)?;
        within("pieces", self.pieces, 5, 1_000_000)?;
        within("rows of embeddings", self.words, self.pieces, 1_100_000)?;
        within("tokens of a text", self.positions, 8, 8192)?;
        for size in [self.hidden, self.wide] {
            if !size.is_multiple_of(BLOCK) {
                return Err(format!("a row of `{size}` numbers does not consist of blocks of {BLOCK}"));
            }
        }
        if !self.hidden.is_multiple_of(self.heads) {
            return Err(format!("`{}` numbers cannot be shared by `{}` heads", self.hidden, self.heads));
        }
        if !(self.epsilon > 0.0 && self.epsilon < 0.1) {
            return Err(format!("the epsilon of normalization is `{}`, not between 0 and 0.1", self.epsilon));
        }
        Ok(())
    }
}

fn within(what: &str, value: usize, least: usize, most: usize) -> Result<(), String> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(format!("it has `{value}` {what}; from {least} to {most} can be read"))
}

impl Header {
    /// Checks what the header says; the sizes of the parts may be computed afterwards.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.shape.check()?;
        within("bytes of pieces", self.piece_bytes, 1, self.shape.pieces * 255)?;
        within("replaced characters", self.replaced, 0, 0x11_0000)?;
        within("bytes of replacements", self.replacement_bytes, 0, self.replaced * 255)?;
        let Specials { begin, end, padding, unknown } = self.tokens;
        for token in [begin, end, padding, unknown] {
            if token as usize >= self.shape.pieces {
                return Err(format!(
                    "the special token `{token}` is not among the {} pieces",
                    self.shape.pieces
                ));
            }
        }
        for (what, text) in [("name", &self.name), ("license", &self.license)] {
            if text.is_empty() || text.len() > 200 || text.chars().any(char::is_control) {
                return Err(format!("its {what} is empty, too long, or no plain text"));
            }
        }
        if self.prefixes.query.len().max(self.prefixes.passage.len()) > 200 {
            return Err("its prefixes are longer than 200 bytes".to_owned());
        }
        Ok(())
    }
}
