//! What the last word of a text may become: the frequent words that begin so.
//!
//! After other words those come first that stand with them in titles, then those that stand with them in texts.
//! Always holds: a word is offered in its most frequent form only, and stands in at least [`MIN_DOCUMENTS`]
//! documents that are not deleted; words that carry grammar only are not offered.

use rustc_hash::FxHashMap;

use super::{Part, Typed};
use crate::{analysis::Analyzer, error::Result, index::Snapshot};

/// A word in fewer documents is a rarity, and may be somebody's name.
const MIN_DOCUMENTS: usize = 2;
/// So many of the most frequent words of a segment are looked at: forms of one word and words of grammar are
/// left out of them.
const MAX_WORDS: usize = 16;
/// So many of the best titles of a segment that have all the words tell what stands beside them.
const MAX_TITLES: usize = 64;

/// The text with its last word completed, the best first.
pub(super) fn of(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    parts: &[Part<'_>],
    typed: &Typed<'_>,
    most: usize,
) -> Result<Vec<String>> {
    let Some(unfinished) = typed.unfinished() else { return Ok(Vec::new()) };
    let mut chosen = Chosen { analyzer, most, typed: &unfinished.form, forms: Vec::new(), terms: Vec::new() };
    if typed.words.len() > 1 {
        for form in beside(parts, typed) {
            chosen.take(&form, || Ok(true))?;
        }
    }
    if chosen.forms.is_empty() {
        let before = forms_before(parts, typed);
        for form in frequent(parts, typed) {
            let together: Vec<&str> = before.iter().map(String::as_str).chain([form.as_str()]).collect();
            chosen.take(&form, || snapshot.stand_together(&together, MIN_DOCUMENTS))?;
        }
    }
    let start = &typed.text[..unfinished.range.start];
    let is_capital = typed.text[unfinished.range.clone()].starts_with(char::is_uppercase);
    let completed = |form: String| format!("{start}{}", if is_capital { with_capital(&form) } else { form });
    Ok(chosen.forms.into_iter().map(completed).collect())
}

/// The words chosen so far.
struct Chosen<'a> {
    analyzer: &'a mut Analyzer,
    most: usize,
    /// The form as typed, which is not offered.
    typed: &'a str,
    forms: Vec<String>,
    /// The base forms that are taken.
    terms: Vec<String>,
}

impl Chosen<'_> {
    /// Takes a form that passes, unless there are enough, it carries grammar only, or another form of its word
    /// is taken.
    fn take(&mut self, form: &str, passes: impl FnOnce() -> Result<bool>) -> Result<()> {
        if self.forms.len() < self.most
            && let Some(term) = self.term_of(form).filter(|term| !self.terms.contains(term))
            && passes()?
        {
            self.terms.push(term);
            self.forms.extend((form != self.typed).then(|| form.to_owned()));
        }
        Ok(())
    }

    /// The first base form of a word; `None` of one that carries grammar only.
    fn term_of(&mut self, form: &str) -> Option<String> {
        let mut tokens = self.analyzer.tokens(form).into_iter();
        tokens.next().filter(|token| !token.is_function_word())?.terms.into_iter().next()
    }
}

/// The forms that complete the last word in at least [`MIN_DOCUMENTS`] of the best titles with all the words, the
/// most frequent first.
fn beside(parts: &[Part<'_>], typed: &Typed<'_>) -> Vec<String> {
    let last = typed.words.len() - 1;
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for part in parts {
        let asked = part.asked(&typed.words, |at| at == last);
        let ranks = part.register.ranks(&asked).filter(|rank| !part.is_deleted(*rank));
        for rank in ranks.take(MAX_TITLES) {
            for form in part.register.completions_of(rank, &asked[last]) {
                *counts.entry(form).or_default() += 1;
            }
        }
    }
    in_order(counts.into_iter().filter(|(_, count)| *count >= MIN_DOCUMENTS))
}

/// The most frequent forms that begin as the last word, the most frequent first.
fn frequent(parts: &[Part<'_>], typed: &Typed<'_>) -> Vec<String> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for part in parts {
        let asked = part.asked(&typed.words[typed.words.len() - 1..], |_| true);
        for (form, doc_freq) in part.register.most_frequent(&asked[0], MAX_WORDS) {
            *counts.entry(form).or_default() += doc_freq as usize;
        }
    }
    in_order(counts.into_iter())
}

/// The words before the last one, each in its most frequent form.
fn forms_before(parts: &[Part<'_>], typed: &Typed<'_>) -> Vec<String> {
    let before = &typed.words[..typed.words.len() - 1];
    let form = |word: &super::TypedWord| {
        let word = std::slice::from_ref(word);
        let forms = parts.iter().flat_map(|part| {
            let asked = part.asked(word, |_| false);
            part.register.most_frequent(&asked[0], 1)
        });
        let most_frequent = forms.max_by_key(|(_, doc_freq)| *doc_freq);
        most_frequent.map_or_else(|| word[0].form.clone(), |(form, _)| form.to_owned())
    };
    before.iter().map(form).collect()
}

fn in_order<'a>(counts: impl Iterator<Item = (&'a str, usize)>) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = counts.collect();
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts.into_iter().map(|(form, _)| form.to_owned()).collect()
}

/// The form with a capital, as the word was typed.
fn with_capital(form: &str) -> String {
    let mut letters = form.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
