//! Reads the words of a document that may be characteristic of it, with the forms they have in its text.
//!
//! Which of them are characteristic is left to `similarity`.
//!
//! Invariants: the work is bounded, however long the document is; words are in the order of the text.

use rustc_hash::FxHashMap;
use tantivy::Score;

use crate::{
    analysis::{Analyzer, Token, function_words},
    error::Result,
    index::StoredDocument,
};

/// How much of the text is read, in bytes: about three pages, where acts and posts say what they are about.
const MAX_TEXT_BYTES: usize = 8 << 10;
/// How often a word of the title counts, and a word of the lead.
const TITLE_COUNT: Score = 3.0;
const LEAD_COUNT: Score = 2.0;

/// The words of a document that may be characteristic of it.
#[derive(Default)]
pub(super) struct TellingWords {
    /// How often each term occurs.
    pub(super) counts: FxHashMap<String, Score>,
    /// Every occurrence: those of the title, of the lead, then of the text.
    pub(super) occurrences: Vec<Occurrence>,
}

/// A telling word where it occurs.
pub(super) struct Occurrence {
    pub(super) term: String,
    /// The form, as it is written there.
    pub(super) form: String,
    /// Whether it follows on the one before, with nothing but white space between them.
    pub(super) follows_on: bool,
}

impl TellingWords {
    /// Reads the telling words of a document.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn read(analyzer: &mut Analyzer, stored: &StoredDocument) -> Result<Self> {
        let (record, text) = (&stored.record, beginning(stored)?);
        let title = if record.is_titled { record.title.as_str() } else { "" };
        let lead = head(record.lead.as_deref().unwrap_or_default());
        let mut words = Self::default();
        for (text, times) in [(title, TITLE_COUNT), (lead, LEAD_COUNT), (head(&text), 1.0)] {
            words.add(text, &analyzer.tokens_in(text, record.language), times);
        }
        Ok(words)
    }

    fn add(&mut self, text: &str, tokens: &[Token], times: Score) {
        let mut end = None;
        for token in tokens {
            let says_little = token.is_function_word() || function_words::is_light(&token.terms);
            let Some(term) = token.terms.first().filter(|term| !says_little && is_telling(term)) else {
                continue;
            };
            let gap = end.and_then(|end| text.get(end..token.range.start));
            end = Some(token.range.end);
            *self.counts.entry(term.clone()).or_default() += times;
            self.occurrences.push(Occurrence {
                term: term.clone(),
                form: text[token.range.clone()].to_owned(),
                follows_on: gap.is_some_and(|gap| gap.trim().is_empty()),
            });
        }
    }
}

/// Whether a term may be characteristic: a word or an act number, but not a date, an amount or a house
/// number.
fn is_telling(term: &str) -> bool {
    !term.starts_with(|c: char| c.is_ascii_digit()) || term.contains('/')
}

/// Returns the part of a text that is read.
fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_TEXT_BYTES)]
}

/// Returns the beginning of the text, in whole passages.
fn beginning(stored: &StoredDocument) -> Result<String> {
    let mut text = String::new();
    for passage in 0..stored.first_positions().len() {
        if text.len() >= MAX_TEXT_BYTES {
            break;
        }
        text.push_str(stored.passages(passage..passage + 1)?.text());
        text.push('\n');
    }
    Ok(text)
}
