//! The correction of a query with words that neither the dictionary nor any document has.
//!
//! Each such word is joined with the next one, divided, or replaced, whichever the documents of the index
//! support best; one in Cyrillic letters is read as Polish first.
//!
//! Invariants: a word of the dictionary is never replaced, and no word by one that no document contains.

use std::ops::Range;

use super::{
    candidates::MeantWord,
    companions::Companions,
    correctable::{SpelledWord, cased, typed_words},
    likeliest::likeliest,
    spaces,
};
use crate::{analysis::Analyzer, error::Result, index::Snapshot};

/// The maximum number of words of a query that are corrected.
const MAX_CORRECTED: usize = 4;

/// Returns a query with its misspelled words replaced, or `None` if there are none, or nothing that may have
/// been meant is in any document.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(in crate::search) fn corrected(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    text: &str,
) -> Result<Option<String>> {
    snapshot.cached_correction(text, || {
        let words = typed_words(snapshot, analyzer, text);
        let mut correcting = Correcting { snapshot, analyzer, text, words, replacements: Vec::new() };
        let mut at = 0;
        while at < correcting.words.len() && correcting.replacements.len() < MAX_CORRECTED {
            at += correcting.correct(at)?;
        }
        Ok(correcting.corrected())
    })
}

/// A query being corrected.
struct Correcting<'a> {
    snapshot: &'a Snapshot,
    analyzer: &'a mut Analyzer,
    text: &'a str,
    words: Vec<SpelledWord>,
    /// What is written instead, in order.
    replacements: Vec<(Range<usize>, String)>,
}

impl Correcting<'_> {
    /// Corrects the word at a place if it is misspelled, and returns how many words it took.
    fn correct(&mut self, at: usize) -> Result<usize> {
        if self.join(at)? {
            return Ok(2);
        }
        let word = &self.words[at];
        if !word.is_correctable || word.is_in_dictionary() || word.occurs(self.snapshot)? {
            return Ok(1);
        }
        let best = self.best(at)?;
        let divided = spaces::divided(self.snapshot, &self.words[at].form)?;
        match (best, divided) {
            (best, Some(divided)) if best.as_ref().is_none_or(|best| best.score < divided.score) => {
                self.replace(at..at + 1, &divided.words.join(" "));
            }
            (Some(best), _) => {
                self.replace(at..at + 1, &best.form);
                self.words[at].terms = best.terms;
            }
            (None, _) => {}
        }
        Ok(1)
    }

    /// Joins two words, at least one of which occurs nowhere, if a document has them as one.
    fn join(&mut self, at: usize) -> Result<bool> {
        let [word, next, ..] = &self.words[at..] else { return Ok(false) };
        if word.occurs(self.snapshot)? && next.occurs(self.snapshot)? {
            return Ok(false);
        }
        let joined = spaces::joined(self.snapshot, self.text, [word, next])?;
        if let Some(whole) = &joined {
            self.replace(at..at + 2, whole);
        }
        Ok(joined.is_some())
    }

    fn replace(&mut self, places: Range<usize>, form: &str) {
        let words = &self.words[places];
        let range = words[0].range.start..words[words.len() - 1].range.end;
        let replacement = cased(form, &self.text[range.clone()]);
        self.replacements.push((range, replacement));
    }

    /// Returns the word that was most likely meant, if any is likely.
    fn best(&mut self, at: usize) -> Result<Option<MeantWord>> {
        let others = self.words.iter().enumerate();
        let others = others.filter(|(other, word)| *other != at && !word.is_function_word);
        let companions = Companions::new(self.snapshot, others.map(|(_, word)| word.terms.as_slice()))?;
        likeliest(self.snapshot, self.analyzer, &self.words[at].form, &companions)
    }

    /// Returns the text with the replacements, or `None` if there are none.
    fn corrected(self) -> Option<String> {
        let mut corrected = self.text.to_owned();
        for (range, replacement) in self.replacements.iter().rev() {
            corrected.replace_range(range.clone(), replacement);
        }
        (!self.replacements.is_empty()).then_some(corrected)
    }
}
