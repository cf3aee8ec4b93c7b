//! Finds the sections of a text: candidates, without quoted ones; the choice among them; labels and anchors.

use std::ops::Range;

use super::{
    candidate::SectionCandidate, choice::choose, outline::outline, quoted::quoted, scan::candidates,
    section::Section,
};

/// Returns the sections of a text in order; none if the text is no act.
///
/// The text is the reading text of all pages, joined by form feeds.
pub fn sections(text: &str) -> Vec<Section> {
    let all = candidates(text);
    if !all.iter().any(SectionCandidate::is_unit) {
        return Vec::new();
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
