//! A compound as it is found: where, its canonical spelling, and what it has to do with its words.

use std::ops::Range;

/// The longest range that spans the numbers of a list, in bytes; beyond it a number gets its own range.
pub(super) const MAX_SPAN: usize = 80;

/// How a compound relates to the words it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bond {
    /// The words mean the same: `358 z 2017 r.`
    Loose,
    /// The words do not mean the same: `12 i 500` is not `12 500`.
    Tight,
    /// The words in order mean the same: `biuro@um.krakow.pl`.
    Address,
    /// Part of a word, or of several, that do not match it: `Arc` of `d'Arc`.
    Part,
}

/// A compound of several words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compound {
    /// The bytes of the text from its first word to the end of its last.
    pub(crate) range: Range<usize>,
    /// The canonical spelling.
    pub(crate) term: String,
    pub(crate) bond: Bond,
}

impl Compound {
    pub(super) const fn loose(range: Range<usize>, term: String) -> Self {
        Self { range, term, bond: Bond::Loose }
    }
}
