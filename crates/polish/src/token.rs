//! A word or a compound of a text, with the terms it is indexed under.

use std::ops::Range;

use crate::{compound::Bond, function_words};

/// A word or a compound of several words, with the terms it is indexed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The form as indexed: NFKC, lower case, accents kept; for a compound, its canonical spelling.
    pub text: String,
    /// The byte range in the text.
    pub range: Range<usize>,
    /// The position, counted in words from 0; a compound has the position of one of its words.
    pub position: u32,
    /// The base-form terms.
    pub terms: Vec<String>,
    /// In a query, terms of other forms that a word typed without accents may stand for; they rank below
    /// `terms`.
    pub restored: Vec<String>,
    /// In a query, the terms of the word in documents in other languages.
    pub foreign: Vec<String>,
    /// In a query, accented forms in the index that an unknown word typed without accents may mean.
    pub meant: Vec<String>,
    /// Whether this is a compound next to ordinary words: a whole hyphenated word, a date, the number of an
    /// act.
    pub is_compound: bool,
    /// How a compound relates to its words; meaningless for a word.
    pub bond: Bond,
}

impl Token {
    /// Whether this is a function word, such as `w` or `oraz`.
    pub fn is_function_word(&self) -> bool {
        !self.is_compound && function_words::is_function_word(&self.text, &self.terms)
    }
}
