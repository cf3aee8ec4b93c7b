//! The pieces of a tokenizer and its table of replacements, as they are in files.

use std::io::Write;

use crate::{container::header::Header, error::ModelError};

/// A character and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Replacement {
    pub(crate) character: char,
    pub(crate) text: Box<str>,
}

/// Pieces, their scores and the replacements.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Vocabulary {
    pub(crate) pieces: Pieces,
    pub(crate) scores: Vec<f32>,
    pub(crate) replacements: Vec<Replacement>,
}

/// Texts in one string, which takes less memory than a string for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pieces {
    text: String,
    ends: Vec<u32>,
}

impl Pieces {
    /// Adds a piece.
    pub(crate) fn push(&mut self, piece: &str) -> Result<(), String> {
        if piece.len() > 255 {
            return Err(format!(
                "its piece `{}` has `{}` bytes, more than the limit of 255",
                self.ends.len(),
                piece.len()
            ));
        }
        self.text.push_str(piece);
        self.ends.push(self.text.len() as u32);
        Ok(())
    }

    /// Returns a piece; empty if there is none with this number.
    pub(crate) fn get(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.ends.get(number).map_or("", |end| &self.text[start..*end as usize])
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all pieces.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// All pieces in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|number| self.get(number))
    }
}

impl Vocabulary {
    /// Adds a piece and its score.
    pub(crate) fn push(&mut self, piece: &str, score: f32) -> Result<(), String> {
        if !score.is_finite() || score.abs() >= 1e6 {
            return Err(format!(
                "the score of its piece `{}` is `{score}`, not a finite number below a million",
                self.scores.len()
            ));
        }
        self.scores.push(score);
        self.pieces.push(piece)
    }

    /// Bytes of all replacements.
    pub(crate) fn replacement_bytes(&self) -> usize {
        self.replacements.iter().map(|replacement| replacement.text.len()).sum()
    }

    /// Writes it as part of a model file.
    pub(crate) fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        let lengths: Vec<u8> = self.pieces.iter().map(|piece| piece.len() as u8).collect();
        out.write_all(&lengths)?;
        self.scores.iter().try_for_each(|score| out.write_all(&score.to_le_bytes()))?;
        out.write_all(self.pieces.text.as_bytes())?;
        for replacement in &self.replacements {
            out.write_all(&u32::from(replacement.character).to_le_bytes())?;
            out.write_all(&[replacement.text.len() as u8])?;
        }
        self.replacements.iter().try_for_each(|replacement| out.write_all(replacement.text.as_bytes()))
    }

    /// Reads it; `take` returns the next bytes, whose number the header bounds.
    pub(crate) fn read(
        header: &Header,
        take: &mut impl FnMut(usize) -> Result<Vec<u8>, ModelError>,
    ) -> Result<Result<Vocabulary, String>, ModelError> {
        let lengths = take(header.shape.pieces)?;
        let scores = take(header.shape.pieces * 4)?;
        let text = take(header.piece_bytes)?;
        let replaced = take(header.replaced * 5)?;
        let replacements = take(header.replacement_bytes)?;
        Ok(parse(&lengths, &scores, text, &replaced, &replacements))
    }
}

fn parse(
    lengths: &[u8],
    scores: &[u8],
    text: Vec<u8>,
    replaced: &[u8],
    texts: &[u8],
) -> Result<Vocabulary, String> {
    let text = String::from_utf8(text).map_err(|_| "its pieces are not valid UTF-8")?;
    let mut vocabulary = Vocabulary::default();
    let mut rest = text.as_str();
    for (length, score) in lengths.iter().zip(scores.as_chunks().0) {
        let (piece, later) =
            rest.split_at_checked((*length).into()).ok_or("the lengths of its pieces do not add up")?;
        vocabulary.push(piece, f32::from_le_bytes(*score))?;
        rest = later;
    }
    let mut texts = std::str::from_utf8(texts).map_err(|_| "its replacements are not valid UTF-8")?;
    for [a, b, c, d, length] in replaced.as_chunks::<5>().0 {
        let character = u32::from_le_bytes([*a, *b, *c, *d]);
        let character = char::from_u32(character)
            .ok_or_else(|| format!("its replaced character `{character}` is not a Unicode character"))?;
        let (text, later) = texts
            .split_at_checked((*length).into())
            .ok_or("the lengths of its replacements do not add up")?;
        vocabulary.replacements.push(Replacement { character, text: text.into() });
        texts = later;
    }
    let whole = rest.is_empty() && texts.is_empty();
    whole
        .then_some(vocabulary)
        .ok_or_else(|| "the lengths of its pieces or replacements do not add up".to_owned())
}
