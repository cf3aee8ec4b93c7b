//! Chooses the passages that show why a document matched, and highlights the matching words.
//!
//! `term_locator` finds the positions of the query's words in the postings, and `passage_selector` selects
//! the passages that contain most of them. Only these are read, by `builder`. `highlights` decides which of
//! the same positions are highlighted, and `passage_text` finds their bytes; no passage is analyzed again.
//! Titles are short, and texts outside the index have no positions: `marked` highlights in them what
//! `analyzed_text` finds. `matched_topic` finds the topic of a meeting that matches, `heading` is the short
//! title of an act, and `html` the only place where text becomes HTML.
//!
//! Invariants: a highlight covers whole words; `text` is a part of the source text with white space folded;
//! snippets do not overlap; everything in `html` except `<mark>` is escaped.

mod analyzed_text;
mod builder;
mod heading;
mod highlights;
mod html;
mod marked;
mod matched_topic;
mod matches;
mod passage_selector;
mod passage_text;
mod repetition;
mod section;
mod term_locator;

use std::{cell::OnceCell, ops::Range};

use self::{
    builder::SnippetBuilder,
    html::HighlightedText,
    marked::marks,
    matched_topic::matched_topic,
    matches::{DocumentMatches, MatchedTerm},
    passage_selector::PassageSelector,
    repetition::{HeadingWords, Wording},
};
use super::{
    plan::Plan,
    response::{HitHeading, Snippet, Topic},
};
use crate::{
    analysis::{Analyzer, TokenBuffer},
    error::Result,
    index::StoredDocument,
};
pub(super) use analyzed_text::AnalyzedText;
pub(super) use marked::{highlighted, marked};
pub(super) use section::of_section;
pub(super) use term_locator::TermLocator;

/// The maximum number of snippets per hit.
const MAX_SNIPPETS: usize = 3;
/// The maximum number of passages examined for them, as one may repeat what another says.
const MAX_PASSAGES: usize = 4;

/// Shows the hits of a search, one after the other.
pub(super) struct HitRenderer<'a> {
    plan: &'a Plan,
    analyzer: &'a mut Analyzer,
    /// A buffer for titles.
    tokens: TokenBuffer,
}

/// What is shown of a hit.
pub(super) struct ShownHit {
    /// The title as HTML with matching words highlighted.
    pub(super) title_html: String,
    /// The short title and the subject of an act.
    pub(super) heading: Option<HitHeading>,
    /// The topic of a meeting that matches.
    pub(super) topic: Option<Topic>,
    pub(super) snippets: Vec<Snippet>,
}

impl<'a> HitRenderer<'a> {
    pub(super) fn new(plan: &'a Plan, analyzer: &'a mut Analyzer) -> Self {
        let mut names_number = false;
        for node in plan.wanted.iter().chain(&plan.optional) {
            node.for_each_leaf(&mut |term| names_number |= term.names_number());
        }
        let tokens = if names_number { TokenBuffer::default() } else { TokenBuffer::without_numbers() };
        Self { plan, analyzer, tokens }
    }

    /// Returns what is shown of a document.
    pub(super) fn show(
        &mut self,
        matches: &DocumentMatches<'_>,
        stored: &StoredDocument,
    ) -> Result<ShownHit> {
        let (found, is_whole) = matches.parts();
        let title = HeadingWords::new(&stored.record.title);
        let piece = SnippetBuilder {
            stored,
            title: &title,
            nodes: &matches.nodes,
            is_whole: &is_whole,
            shows_heading: false,
        };
        let snippets = snippets(&found, piece, self.analyzer)?;
        let (title_html, heading) = self.title(stored, &is_whole);
        let document = (&stored.id, stored.record.language);
        let topic = stored.meetings()?.and_then(|meetings| {
            matched_topic(document, &meetings, &found, (&mut *self.analyzer, self.plan))
        });
        Ok(ShownHit { title_html, heading, topic, snippets })
    }

    /// Returns what is shown of a document found by meaning: nothing is highlighted, and the snippet is the
    /// window of these passages.
    pub(super) fn show_window(&mut self, stored: &StoredDocument, passages: Range<u32>) -> Result<ShownHit> {
        let title = HeadingWords::new(&stored.record.title);
        let piece = SnippetBuilder { stored, title: &title, nodes: &[], is_whole: &[], shows_heading: false };
        let passages = passages.start as usize..passages.end as usize;
        let snippets = if passages.is_empty() || passages.end > stored.first_positions().len() {
            Vec::new()
        } else {
            vec![piece.snippet(passages, self.analyzer)?]
        };
        let heading = stored.record.act.as_ref();
        let heading = heading.and_then(|act| heading::of_act(act, &stored.record.title, &[], |_| Vec::new()));
        let title_html = HighlightedText::new(&stored.record.title, &[], &[]).html;
        Ok(ShownHit { title_html, heading, topic: None, snippets })
    }

    /// Returns the title as HTML with matching words highlighted, and that of an act in short.
    fn title(&mut self, stored: &StoredDocument, is_whole: &[bool]) -> (String, Option<HitHeading>) {
        // A compound is a single thing wherever it occurs; of other groups, single words in a title are
        // better than none.
        let wanted = self.plan.wanted.iter().chain(&self.plan.optional).zip(is_whole);
        let is_whole: Vec<bool> =
            wanted.map(|(query_node, is_whole)| *is_whole && query_node.is_one()).collect();
        let mut mark = |text: &str| {
            self.analyzer.tokens_into(text, stored.record.language, &mut self.tokens);
            marks(&self.tokens, self.plan, Some(&is_whole))
        };
        let title = &stored.record.title;
        let marks = mark(title);
        let heading = stored.record.act.as_ref().and_then(|act| heading::of_act(act, title, &marks, mark));
        (HighlightedText::new(title, &marks, &[]).html, heading)
    }
}

/// Returns the best passages of a document, or its beginning if only the title matches.
///
/// Passages joined by a match become one snippet as far as they are on one page. If the match continues on
/// another page, only the part shown is highlighted.
fn snippets(
    found: &[MatchedTerm<'_>],
    mut piece: SnippetBuilder<'_>,
    analyzer: &mut Analyzer,
) -> Result<Vec<Snippet>> {
    let first_positions = piece.stored.first_positions();
    let mut choice = PassageSelector::new(first_positions, found, 0);
    if choice.begins_the_text() {
        let words_of_title = piece.words_of_title()?;
        piece.shows_heading = choice.needs(words_of_title);
        if !piece.shows_heading {
            choice = choice.after(first_positions, words_of_title);
        }
    }
    let mut shown = chosen(choice, piece, analyzer)?;
    if shown.is_empty() && !first_positions.is_empty() {
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

#[cfg(test)]
mod tests;
