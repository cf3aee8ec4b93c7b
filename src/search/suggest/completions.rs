//! Completes the last word of a text with frequent words that begin with it.
//!
//! After other words, completions are words that occur with them in titles; if no title contains them all,
//! words that occur with them in texts, in the form that follows them there.
//!
//! Invariants: a word is offered in only one form, the most frequent one if none follows the previous word;
//! that form occurs in at least [`MIN_DOCUMENTS`] documents that are not deleted.

use std::borrow::Cow;

use super::{
    segment::SuggestSegment,
    spelling,
    typed::{TypedText, TypedWord},
};
use crate::{
    error::Result,
    index::{Frequent, Snapshot},
};

/// The minimum number of documents that contain a word. A rarer word may be somebody's name.
const MIN_DOCUMENTS: usize = 2;
/// The number of most frequent words of a segment examined: twice as many as are offered.
const MAX_WORDS: usize = 6;
/// The maximum number of forms of a word looked up after the previous word. Nouns have up to ten different
/// forms, adjectives eleven, and most of them begin alike.
const MAX_FORMS: usize = 12;

/// Returns the text with its last word completed, best first. `ranks` are those of the titles that contain
/// all words, by segment.
pub(super) fn completions(
    snapshot: &Snapshot,
    parts: &[SuggestSegment<'_>],
    ranks: &[Vec<u32>],
    typed: &TypedText<'_>,
    most: usize,
) -> Result<Vec<String>> {
    let Some(unfinished) = typed.unfinished() else { return Ok(Vec::new()) };
    let forms = if typed.words.len() > 1 && ranks.iter().any(|ranks| !ranks.is_empty()) {
        beside(parts, ranks, unfinished, most)
    } else {
        frequent(snapshot, parts, typed, unfinished, most)?
    };
    if forms.is_empty() {
        return Ok(Vec::new());
    }
    let (start, beginning) = (spelling::accented(parts, typed), &typed.text[unfinished.range.clone()]);
    Ok(forms
        .iter()
        .map(|form| spelling::cased(form, beginning))
        .map(|form| format!("{start}{form}"))
        .collect())
}

/// Returns the forms that occur in at least [`MIN_DOCUMENTS`] of the titles.
fn beside<'a>(
    parts: &[SuggestSegment<'a>],
    ranks: &[Vec<u32>],
    unfinished: &TypedWord,
    most: usize,
) -> Vec<Cow<'a, str>> {
    let mut counts = CompletionCounts::default();
    for (part, ranks) in parts.iter().zip(ranks) {
        for (rank, asked) in
            ranks.iter().filter_map(|rank| part.beginnings.last().map(|asked| (*rank, asked)))
        {
            part.suggest_index.completions_of(rank, asked).for_each(|word| counts.add(word, 1, 1));
        }
    }
    let counted = counts.one_a_family(unfinished).into_iter();
    let counted = counted.filter(|counted| counted.count as usize >= MIN_DOCUMENTS);
    counted.map(|counted| counted.form.into()).take(most).collect()
}

/// Returns the most frequent words that begin with the last word and occur with those before it.
fn frequent<'a>(
    snapshot: &Snapshot,
    parts: &[SuggestSegment<'a>],
    typed: &TypedText<'_>,
    unfinished: &TypedWord,
    most: usize,
) -> Result<Vec<Cow<'a, str>>> {
    let mut counts = CompletionCounts::default();
    for part in parts {
        let asked = part.beginnings.last().into_iter();
        for word in asked.flat_map(|asked| part.suggest_index.most_frequent(asked, MAX_WORDS)) {
            // Whichever documents are deleted, at least this number is left.
            let living = word.documents().saturating_sub(part.segment.num_deleted_docs());
            counts.add(word, word.count, living);
        }
    }
    let before = forms_before(parts, typed);
    let mut forms = Vec::new();
    for counted in counts.one_a_family(unfinished) {
        if forms.len() < most {
            let standing = |form| standing(snapshot, &before, form);
            let form = match before.last() {
                None if counted.living as usize >= MIN_DOCUMENTS => Some(counted.form.into()),
                None => standing(counted.form.into())?,
                Some(last) => {
                    let form = standing(following(snapshot, parts, last, unfinished, &counted)?)?;
                    form.map_or_else(|| standing(counted.form.into()), |form| Ok(Some(form)))?
                }
            };
            forms.extend(form.filter(|form| *form != unfinished.form));
        }
    }
    Ok(forms)
}

/// Returns the form if enough documents contain it together with the forms before it.
fn standing<'a>(snapshot: &Snapshot, before: &[&str], form: Cow<'a, str>) -> Result<Option<Cow<'a, str>>> {
    let together: Vec<&str> = before.iter().copied().chain([&*form]).collect();
    Ok(snapshot.stand_together(&together, MIN_DOCUMENTS)?.then_some(form))
}

/// Returns the form of a word, among those that begin as typed, that follows the previous form most often;
/// the most frequent one if none does in enough documents.
fn following<'a>(
    snapshot: &Snapshot,
    parts: &[SuggestSegment<'a>],
    before: &str,
    unfinished: &TypedWord,
    counted: &CountedWord<'a>,
) -> Result<Cow<'a, str>> {
    let key = format!("{before} {} {}", unfinished.form, counted.form);
    let forms = || {
        let mut forms = CompletionCounts::default();
        for part in parts {
            let asked = part.beginnings.last().into_iter();
            for word in asked.flat_map(|asked| part.suggest_index.forms_of(asked, counted.family)) {
                forms.add(word, word.count, 0);
            }
        }
        forms.most_frequent(MAX_FORMS)
    };
    let found = snapshot.following(&key, before, MIN_DOCUMENTS, forms)?;
    Ok(found.map_or(counted.form.into(), Cow::Owned))
}

/// Returns the words before the last one, each in its most frequent form.
fn forms_before<'a>(parts: &[SuggestSegment<'a>], typed: &'a TypedText<'_>) -> Vec<&'a str> {
    let before = typed.words[..typed.words.len() - 1].iter().enumerate();
    let form = |(at, word): (usize, &'a TypedWord)| {
        let mut forms = CompletionCounts::default();
        for part in parts {
            let frequent = part.suggest_index.most_frequent(&part.wholes[at], MAX_WORDS);
            frequent.for_each(|form| forms.add(form, form.count, 0));
        }
        forms.most_frequent(1).first().copied().unwrap_or(&word.form)
    };
    before.map(form).collect()
}

/// Words counted across segments.
#[derive(Default)]
struct CompletionCounts<'a>(Vec<CountedWord<'a>>);

/// A word with the number of titles and texts that contain it.
struct CountedWord<'a> {
    form: &'a str,
    family: u32,
    count: u32,
    /// A lower bound of the number of documents that contain it and are not deleted.
    living: u32,
}

impl<'a> CompletionCounts<'a> {
    fn add(&mut self, word: Frequent<'a>, count: u32, living: u32) {
        let known = self.0.iter_mut().find(|known| known.family == word.family && known.form == word.form);
        if let Some(known) = known {
            known.count += count;
            known.living += living;
        } else {
            self.0.push(CountedWord { form: word.form, family: word.family, count, living });
        }
    }

    /// Returns the forms, most frequent first.
    fn most_frequent(mut self, most: usize) -> Vec<&'a str> {
        self.sort();
        self.0.into_iter().map(|counted| counted.form).take(most).collect()
    }

    fn sort(&mut self) {
        self.0.sort_unstable_by(|a, b| b.count.cmp(&a.count).then(a.form.cmp(b.form)));
    }

    /// Returns the most frequent form of each word, most frequent first, without words for which that form
    /// equals the typed one.
    fn one_a_family(mut self, typed: &TypedWord) -> Vec<CountedWord<'a>> {
        self.sort();
        let mut families = Vec::new();
        self.0.retain(|counted| {
            let is_new = !families.contains(&counted.family);
            families.push(counted.family);
            is_new && counted.form != typed.form
        });
        self.0
    }
}
