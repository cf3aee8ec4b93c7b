//! Chooses the passages that show why a document matched, and highlights the matching words.
//!
//! `term_locator` finds the positions of the query's words in the postings, and `passage_selector` selects
//! the passages that contain most of them. Only these are read and analyzed again by `builder`, and
//! `highlights` finds the bytes to highlight. `html` is the only place where text becomes HTML.
//!
//! Invariants: a highlight covers whole words; `text` is a part of the source text with white space folded;
//! snippets do not overlap; everything in `html` except `<mark>` is escaped.

mod builder;
mod highlights;
mod html;
mod passage_selector;
mod repetition;
mod term_locator;

use std::{cell::OnceCell, ops::Range};

use self::{
    builder::SnippetBuilder,
    passage_selector::PassageSelector,
    repetition::{HeadingWords, Wording},
};
use super::{plan::Plan, response::Snippet};
use crate::{analysis::Analyzer, document::Language, error::Result, index::StoredDocument};
pub(super) use term_locator::{DocumentMatches, TermLocator};

/// The maximum number of snippets per hit.
const MAX_SNIPPETS: usize = 3;
/// The maximum number of passages examined for them, as one may repeat what another says.
const MAX_PASSAGES: usize = 4;

/// Returns the best passages of a document for a plan, or its beginning if only the title matches.
///
/// Passages joined by a match become one snippet as far as they are on one page. If the match continues on
/// another page, only the part shown is highlighted.
pub(super) fn snippets(
    finding: &DocumentMatches,
    stored: &StoredDocument<'_>,
    analyzer: &mut Analyzer,
    plan: &Plan,
) -> Result<Vec<Snippet>> {
    let title = HeadingWords::new(&stored.record.title);
    let mut piece =
        SnippetBuilder { stored, plan, title: &title, is_whole: &finding.is_whole, shows_heading: false };
    let mut choice = PassageSelector::new(stored.first_positions(), &finding.found, 0);
    if choice.begins_the_text() {
        let words_of_title = piece.words_of_title()?;
        piece.shows_heading = choice.needs(words_of_title);
        if !piece.shows_heading {
            choice = choice.after(stored.first_positions(), words_of_title);
        }
    }
    let mut shown = chosen(choice, piece, analyzer)?;
    if shown.is_empty() && !stored.first_positions().is_empty() {
        shown.push(piece.snippet(0..1, analyzer)?);
    }
    Ok(shown)
}

/// Returns the snippets of the best passages, each with a highlight and with words of its own.
fn chosen(
    mut choice: PassageSelector<'_>,
    piece: SnippetBuilder<'_>,
    analyzer: &mut Analyzer,
) -> Result<Vec<Snippet>> {
    let mut shown: Vec<(Snippet, OnceCell<Wording>)> = Vec::new();
    for _ in 0..MAX_PASSAGES {
        let Some(candidate) = choice.next().filter(|_| shown.len() < MAX_SNIPPETS) else { break };
        let next = (piece.snippet(candidate.passages.clone(), analyzer)?, OnceCell::new());
        if !next.0.highlights.is_empty() && !shown.iter().any(|other| wording(other).is_like(wording(&next)))
        {
            choice.show(&candidate);
            shown.push(next);
        }
    }
    Ok(shown.into_iter().map(|(snippet, _)| snippet).collect())
}

/// Returns the wording of a snippet. A snippet without others needs none.
fn wording((snippet, wording): &(Snippet, OnceCell<Wording>)) -> &Wording {
    wording.get_or_init(|| Wording::new(&snippet.text))
}

/// Returns the title as HTML with matching words highlighted.
pub(super) fn marked_title(
    finding: &DocumentMatches,
    stored: &StoredDocument<'_>,
    analyzer: &mut Analyzer,
    plan: &Plan,
) -> String {
    // A compound is a single thing wherever it occurs; of other groups, single words in a title are better
    // than none.
    let wanted = plan.wanted.iter().chain(&plan.optional).zip(&finding.is_whole);
    let is_whole: Vec<bool> = wanted.map(|(query_node, is_whole)| *is_whole && query_node.is_one()).collect();
    marked_html(&stored.record.title, stored.record.language, analyzer, plan, &is_whole)
}

fn marked_html(
    text: &str,
    language: Language,
    analyzer: &mut Analyzer,
    plan: &Plan,
    is_whole: &[bool],
) -> String {
    let marks = highlights::marks(&analyzer.tokens_in(text, language), plan, Some(is_whole));
    html::HighlightedText::new(text, &marks, &[]).html()
}

/// Returns the byte ranges that match a plan in a text outside the index.
pub(super) fn marked(
    text: &str,
    language: Language,
    analyzer: &mut Analyzer,
    plan: &Plan,
) -> Vec<Range<usize>> {
    highlights::marks(&analyzer.tokens_in(text, language), plan, None)
}

#[cfg(test)]
mod tests;
