//! Finds the sections of a legal act, from its annexes and chapters down to the letters of its lists.
//!
//! Works on the reading text of all pages, joined by form feeds. Sections that an amending act quotes, and
//! references to sections, are left out. A text without `§` or `Art.` has no sections. Leaves the use of
//! sections to `ingest` and `search`. Invariants: sections are in the order of the text, start at character
//! boundaries and have unique anchors; the time is linear in the text, but for a sort.

mod amendments;
mod candidate;
mod choice;
mod containers;
mod headings;
mod items;
mod lists;
mod numeral;
mod outline;
mod path;
mod quoted;
mod rank;
mod scan;
mod sequence;
mod superscripts;
mod titles;
mod units;
mod words;

pub use self::path::{SectionPath, find, path_of};
use self::{candidate::Candidate, choice::choose, outline::outline, quoted::quoted, scan::candidates};
use crate::document::SectionLevel;

/// A section of an act. It ends where the next section of the same or a larger level starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its level.
    pub level: SectionLevel,
    /// Its number as acts cite it, with the title of a chapter: `§ 3`, `ust. 2`, `Rozdział 2. Przepisy karne`.
    pub label: String,
    /// The byte of the text where it starts, with the word or sign before its number.
    pub start: usize,
    /// Its address within the document, in ASCII: `par-3-ust-2`. Addresses of one document differ.
    pub anchor: String,
}

/// Returns the sections of a text in order; none if the text is no act.
pub fn sections(text: &str) -> Vec<Section> {
    let all = candidates(text);
    if !all.iter().any(Candidate::is_unit) {
        return Vec::new();
    }
    let quotes = quoted(text, &all);
    let outside = outside_of(&all, &quotes);
    outline(text, &choose(text, &outside), &all)
}

/// Returns the candidates that are in none of these ranges.
fn outside_of(candidates: &[Candidate], ranges: &[std::ops::Range<usize>]) -> Vec<Candidate> {
    let mut ranges = ranges.iter().peekable();
    let is_outside = |candidate: &&Candidate| {
        while ranges.next_if(|range| range.end <= candidate.start).is_some() {}
        ranges.peek().is_none_or(|range| candidate.start < range.start)
    };
    candidates.iter().filter(is_outside).copied().collect()
}

#[cfg(test)]
mod tests;
