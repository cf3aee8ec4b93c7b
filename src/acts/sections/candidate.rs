//! A place in a text that looks like the heading of a section.
//!
//! Leaves it to `scan` to find candidates, and to `sequence`, `containers` and `lists` to choose among them.

use super::{numeral::Numeral, rank::Rank};

/// The least weight of a candidate that is a heading unless the numbers say otherwise.
pub(super) const PLAUSIBLE: i64 = 60;

/// The least weight of an article or paragraph that tells which of both are the units of an act.
pub(super) const CERTAIN: i64 = 90;

/// What a candidate may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A section.
    Section(Rank),
    /// An act: *uchwała nr 5*.
    Act,
    /// Something else with numbers of its own: *regulamin*.
    Opening,
    /// What follows an act and is no part of it: *uzasadnienie*.
    Closing,
}

/// A place that looks like the heading of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SectionCandidate {
    /// What it begins.
    pub(super) mark: Mark,
    /// Its number.
    pub(super) numeral: Numeral,
    /// The last number, if the heading is that of several sections: `Art. 5–7. (uchylone)`.
    pub(super) last: Numeral,
    /// The byte where it starts.
    pub(super) start: usize,
    /// The byte after its number and the sign that follows the number.
    pub(super) end: usize,
    /// How much it looks like a heading and not like a reference, from 0 to 100.
    pub(super) weight: i64,
    /// Whether it stands right after another one, on the same line.
    pub(super) is_adjacent: bool,
}

impl SectionCandidate {
    /// A candidate with one number, which looks exactly like a heading.
    pub(super) fn new(mark: Mark, numeral: Numeral, start: usize, end: usize) -> Self {
        Self { mark, numeral, last: numeral, start, end, weight: 100, is_adjacent: false }
    }

    /// The rank of the section that it begins.
    pub(super) fn rank(&self) -> Option<Rank> {
        match self.mark {
            Mark::Section(rank) => Some(rank),
            Mark::Act | Mark::Opening | Mark::Closing => None,
        }
    }

    /// Whether it may be an article or a paragraph.
    pub(super) fn is_unit(&self) -> bool {
        self.rank().is_some_and(Rank::is_unit)
    }

    /// Whether it is surely an article or a paragraph and the text begins with it, as that of an excerpt
    /// does.
    pub(super) fn opens_text(&self) -> bool {
        self.start == 0 && self.is_unit() && self.weight >= CERTAIN
    }

    /// Whether another sequence of numbers may begin after it.
    pub(super) fn is_boundary(&self) -> bool {
        matches!(self.mark, Mark::Act | Mark::Opening | Mark::Section(Rank::Annex))
    }
}
