//! Finds the sections of a text: candidates, without quoted ones; the choice among them; labels and anchors.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;

use super::{
    candidate::SectionCandidate, choice::choose, outline::outline, quoted::quoted, scan::candidates,
    section::Section, unsigned::unsigned_items,
};
use crate::acts::finder::finder;

/// The signs and words that the headings of articles and paragraphs begin with.
const UNITS: [&str; 6] = ["§", "$", "Art", "ART", "Par", "PAR"];

static UNIT_FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| finder(&UNITS));

/// Returns the sections of a text in order; none if the text is no act.
///
/// The text is the reading text of all pages, joined by form feeds.
pub fn sections(text: &str) -> Vec<Section> {
    // Spares most posts, which name no provisions, the reading of their lines.
    let all = if UNIT_FINDER.is_match(text) { candidates(text) } else { Vec::new() };
    if !all.iter().any(SectionCandidate::is_unit) {
        let items = unsigned_items(text);
        return outline(text, &items, &items);
    }
    let quotes = quoted(text, &all);
    let outside = outside_of(&all, &quotes);
    outline(text, &choose(text, &outside), &all)
}

/// Returns the candidates that are in none of these ranges.
fn outside_of(candidates: &[SectionCandidate], ranges: &[Range<usize>]) -> Vec<SectionCandidate> {
    let mut ranges = ranges.iter().peekable();
    let is_outside = |candidate: &&SectionCandidate| {
        while ranges.next_if(|range| range.end <= candidate.start).is_some() {}
        ranges.peek().is_none_or(|range| candidate.start < range.start)
    };
    candidates.iter().filter(is_outside).copied().collect()
}
