//! Chooses which candidates are sections, from the articles down to the lists and up to the annexes.
//!
//! Leaves the sequence of the numbers to `sequence`, and labels to `outline`. Invariant: chosen candidates
//! are in the order of the text; without an article or paragraph there is none.

use super::{
    candidate::{CERTAIN, Mark, SectionCandidate},
    containers::chosen_headings,
    lists::list_items,
    rank::Rank,
    sequence::{best_sequence, runners},
    superscripts::restore_superscripts,
};

/// The least value of a sequence: two headings, or a single one with number 1 in an act.
const CONVINCING: i64 = 140;

/// The least value of the only section of an act.
const CONVINCING_IN_ACT: i64 = 60;

/// Returns the sections among the candidates of a text, from which quoted ones have been removed.
pub(super) fn choose(text: &str, candidates: &[SectionCandidate]) -> Vec<SectionCandidate> {
    let mut candidates = without_reasons(candidates);
    restore_superscripts(&mut candidates);
    let candidates = &candidates;
    let ranks = unit_ranks(candidates);
    let is_runner = |at: usize| candidates[at].rank() == Some(ranks[at]);
    let (units, value) = best_sequence(&runners(candidates, is_runner));
    let is_excerpt = candidates.first().is_some_and(SectionCandidate::opens_text);
    let least = if is_excerpt || is_act(text, candidates) { CONVINCING_IN_ACT } else { CONVINCING };
    if value < least {
        return Vec::new();
    }
    let mut chosen: Vec<SectionCandidate> = units.iter().map(|at| candidates[*at]).collect();
    let headings = chosen_headings(text, candidates, &chosen);
    chosen.extend(headings);
    chosen.sort_unstable_by_key(|candidate| candidate.start);
    let items = list_items(text, candidates, &chosen);
    chosen.extend(items);
    chosen.sort_unstable_by_key(|candidate| candidate.start);
    chosen
}

/// Removes the candidates between the reasons for an act and the next act or annex.
fn without_reasons(candidates: &[SectionCandidate]) -> Vec<SectionCandidate> {
    let mut is_within = false;
    let mut keep = |candidate: &SectionCandidate| {
        is_within = (is_within || candidate.mark == Mark::Closing) && !candidate.is_boundary();
        !is_within
    };
    candidates.iter().filter(|candidate| keep(candidate)).copied().collect()
}

/// For each candidate, whether articles or paragraphs are the units of the act or annex it stands in: the
/// first certain one with number 1 tells, unless it is a paragraph below an article.
fn unit_ranks(candidates: &[SectionCandidate]) -> Vec<Rank> {
    let is_article = |candidate: &&SectionCandidate| candidate.rank() == Some(Rank::Article);
    let articles = candidates.iter().filter(is_article).filter(|article| article.weight >= CERTAIN).count();
    let mut rank = if articles > 1 { Rank::Article } else { Rank::Paragraph };
    let (mut is_open, mut is_below) = (true, false);
    let rank_of = |candidate: &SectionCandidate| {
        is_open |= candidate.is_boundary();
        let is_certain = candidate.is_unit() && candidate.weight >= CERTAIN;
        let is_first = candidate.numeral.is_first() || candidate.opens_text();
        if is_open && is_certain && is_first && !is_below {
            rank = candidate.rank().unwrap_or(rank);
            is_open = false;
        }
        is_below = is_article(&candidate);
        rank
    };
    candidates.iter().map(rank_of).collect()
}

/// The words with which acts begin to state provisions.
const ENACTING: [&str; 6] =
    ["co następuje", "co nastepuje", "zarządzam", "zarządza się", "uchwala się", "postanawia się"];

/// Whether a text is an act: one is headed like it or enacts something before its first section.
fn is_act(text: &str, candidates: &[SectionCandidate]) -> bool {
    let first = candidates.iter().find(|candidate| candidate.is_unit()).map_or(text.len(), |unit| unit.start);
    let above = &text[text.floor_char_boundary(first.saturating_sub(3_000))..first];
    candidates.iter().take_while(|candidate| candidate.start < first).any(SectionCandidate::is_boundary)
        || ENACTING.iter().any(|words| above.contains(words))
}
