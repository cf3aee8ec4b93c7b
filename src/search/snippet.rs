//! The passages that show why a document was found, and the words marked in them.
//!
//! `places` says by the engine's postings at which positions the words of the query stand, `choice`
//! which passages hold most of them; only these are read and analysed again, by `piece`, to find the
//! bytes of the marked words, by `marks`. `html` is the one place where text becomes HTML.
//! Always holds: a mark covers whole words; `text` is a piece of what the source reads, white space folded;
//! snippets do not overlap; everything in `html` but `<mark>` is escaped.

mod choice;
mod html;
mod marks;
mod piece;
mod places;

use std::{collections::HashSet, ops::Range};

use serde::Serialize;

use self::{choice::Choice, piece::Piece};
use super::plan::Plan;
use crate::{
    analysis::{Analyzer, words},
    document::Language,
    error::Result,
    index::StoredDocument,
};
pub(super) use places::{Asked, Finding};

/// The most snippets a hit.
const MAX_SNIPPETS: usize = 3;
/// The most passages that are looked at for them: one may say what another has said already.
const MAX_PASSAGES: usize = 4;
/// The share of its words from which on a snippet says the same as another; by eye, as in the register
/// of tasks of the sample corpus, where one sentence describes many.
const SAME_WORDS: f32 = 0.75;

/// A piece of a document's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Snippet {
    /// The piece, white space folded.
    pub text: String,
    /// The same as HTML, what matches in `<mark>`, and ` ·` between the items of a list.
    pub html: String,
    /// What matches: half-open ranges of Unicode scalar values in `text`.
    pub highlights: Vec<[usize; 2]>,
    /// The page it stands on, where the document has pages.
    #[schema(required)]
    pub page: Option<u32>,
    /// Whether the text of that page was recognised in an image, and may hold errors.
    pub ocr: bool,
    /// The nearest heading above it, where known.
    #[schema(required)]
    pub section: Option<String>,
}

/// The best passages of a document for the plan; its beginning where only the title matches.
///
/// What a match joins is one snippet as far as it stands on one page; of what goes on there, only
/// the part that is shown is marked.
pub(super) fn snippets(
    finding: &Finding,
    stored: &StoredDocument<'_>,
    analyzer: &mut Analyzer,
    plan: &Plan,
) -> Result<Vec<Snippet>> {
    let mut piece = Piece { stored, plan, is_whole: &finding.is_whole, shows_heading: false };
    let mut choice = Choice::new(stored.first_positions(), &finding.found, 0);
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

/// The snippets of the best passages, each with a mark and with words of its own.
fn chosen(mut choice: Choice<'_>, piece: Piece<'_>, analyzer: &mut Analyzer) -> Result<Vec<Snippet>> {
    let mut shown: Vec<Snippet> = Vec::new();
    for _ in 0..MAX_PASSAGES {
        let Some(candidate) = choice.next().filter(|_| shown.len() < MAX_SNIPPETS) else { break };
        let snippet = piece.snippet(candidate.passages.clone(), analyzer)?;
        if !snippet.highlights.is_empty() && !shown.iter().any(|other| says_the_same(other, &snippet)) {
            choice.show(&candidate);
            shown.push(snippet);
        }
    }
    Ok(shown)
}

/// Whether nearly all words of the shorter of two snippets are in the other, numbers aside.
fn says_the_same(one: &Snippet, other: &Snippet) -> bool {
    let (one, other) = (wording(&one.text), wording(&other.text));
    let common = one.intersection(&other).count() as f32;
    common >= SAME_WORDS * one.len().min(other.len()) as f32
}

/// The words of a text but for numbers, in lower case.
fn wording(text: &str) -> HashSet<String> {
    let words = words(text).map(|word| text[word].to_lowercase());
    words.filter(|word| !word.starts_with(|c: char| c.is_ascii_digit())).collect()
}

/// The title as HTML with the words that match marked.
pub(super) fn marked_title(
    finding: &Finding,
    stored: &StoredDocument<'_>,
    analyzer: &mut Analyzer,
    plan: &Plan,
) -> String {
    // What several words say together is one thing wherever it stands; other words of a title say more than nothing.
    let wanted = plan.wanted.iter().chain(&plan.optional).zip(&finding.is_whole);
    let is_whole: Vec<bool> = wanted.map(|(matcher, is_whole)| *is_whole && matcher.is_one()).collect();
    marked_html(&stored.record.title, stored.record.language, analyzer, plan, &is_whole)
}

fn marked_html(
    text: &str,
    language: Language,
    analyzer: &mut Analyzer,
    plan: &Plan,
    is_whole: &[bool],
) -> String {
    let marks = marks::marks(&analyzer.tokens_in(text, language), plan, Some(is_whole));
    html::Folded::of(text, &marks, &[]).html()
}

/// The byte ranges of what a plan wants in a text of which nothing else is known.
pub(super) fn marked(
    text: &str,
    language: Language,
    analyzer: &mut Analyzer,
    plan: &Plan,
) -> Vec<Range<usize>> {
    marks::marks(&analyzer.tokens_in(text, language), plan, None)
}

#[cfg(test)]
mod tests;
