//! What the last word of a text may become: the frequent words that begin so.
//!
//! After other words: those that stand with them in titles; where no title has them all, those that stand with them
//! in texts. Always holds: a word is offered in its most frequent form only, and stands in at least
//! [`MIN_DOCUMENTS`] documents that are not deleted.

use super::{Part, Typed, TypedWord};
use crate::{
    error::Result,
    index::{Frequent, Snapshot},
};

/// A word in fewer documents is a rarity, and may be somebody's name.
const MIN_DOCUMENTS: usize = 2;
/// So many of the most frequent words of a segment are looked at: twice as many as are offered.
const MAX_WORDS: usize = 6;

/// The text with its last word completed, the best first; `ranks` are those of titles that have all the words, by
/// segment.
pub(super) fn of(
    snapshot: &Snapshot,
    parts: &[Part<'_>],
    ranks: &[Vec<u32>],
    typed: &Typed<'_>,
    most: usize,
) -> Result<Vec<String>> {
    let Some(unfinished) = typed.unfinished() else { return Ok(Vec::new()) };
    let forms = if typed.words.len() > 1 && ranks.iter().any(|ranks| !ranks.is_empty()) {
        beside(parts, ranks, unfinished, most)
    } else {
        frequent(snapshot, parts, typed, unfinished, most)?
    };
    let start = &typed.text[..unfinished.range.start];
    let is_capital = typed.text[unfinished.range.clone()].starts_with(char::is_uppercase);
    let completed =
        |form: &str| format!("{start}{}", if is_capital { with_capital(form) } else { form.to_owned() });
    Ok(forms.into_iter().map(completed).collect())
}

/// The forms that stand in at least [`MIN_DOCUMENTS`] of the titles.
fn beside<'a>(parts: &[Part<'a>], ranks: &[Vec<u32>], unfinished: &TypedWord, most: usize) -> Vec<&'a str> {
    let mut counts = Counts::default();
    for (part, ranks) in parts.iter().zip(ranks) {
        for (rank, asked) in
            ranks.iter().filter_map(|rank| part.beginnings.last().map(|asked| (*rank, asked)))
        {
            part.register.completions_of(rank, asked).for_each(|word| counts.add(word, 1, 1));
        }
    }
    let counted = counts.one_a_family(unfinished).into_iter();
    let counted = counted.filter(|counted| counted.count as usize >= MIN_DOCUMENTS);
    counted.map(|counted| counted.form).take(most).collect()
}

/// The most frequent forms that begin as the last word, and stand with those before it.
fn frequent<'a>(
    snapshot: &Snapshot,
    parts: &[Part<'a>],
    typed: &Typed<'_>,
    unfinished: &TypedWord,
    most: usize,
) -> Result<Vec<&'a str>> {
    let mut counts = Counts::default();
    for part in parts {
        let asked = part.beginnings.last().into_iter();
        for word in asked.flat_map(|asked| part.register.most_frequent(asked, MAX_WORDS)) {
            // Whichever documents are deleted, the others are left.
            let living = word.documents().saturating_sub(part.segment.num_deleted_docs());
            counts.add(word, word.count, living);
        }
    }
    let before = forms_before(parts, typed);
    let mut forms = Vec::new();
    for counted in counts.one_a_family(unfinished) {
        if forms.len() < most {
            let is_known = before.is_empty() && counted.living as usize >= MIN_DOCUMENTS;
            let together = || before.iter().copied().chain([counted.form]).collect::<Vec<_>>();
            if is_known || snapshot.stand_together(&together(), MIN_DOCUMENTS)? {
                forms.push(counted.form);
            }
        }
    }
    Ok(forms)
}

/// The words before the last one, each in its most frequent form.
fn forms_before<'a>(parts: &[Part<'a>], typed: &'a Typed<'_>) -> Vec<&'a str> {
    let before = typed.words[..typed.words.len() - 1].iter().enumerate();
    let form = |(at, word): (usize, &'a TypedWord)| {
        let forms = parts.iter().flat_map(|part| part.register.most_frequent(&part.wholes[at], 1));
        forms.max_by_key(|word| word.count).map_or(word.form.as_str(), |word| word.form)
    };
    before.map(form).collect()
}

/// Words counted over segments.
#[derive(Default)]
struct Counts<'a>(Vec<Counted<'a>>);

/// A word and in how many titles and texts it stands.
struct Counted<'a> {
    form: &'a str,
    family: u32,
    count: u32,
    /// It stands at least in so many documents that are not deleted.
    living: u32,
}

impl<'a> Counts<'a> {
    fn add(&mut self, word: Frequent<'a>, count: u32, living: u32) {
        let known = self.0.iter_mut().find(|known| known.family == word.family && known.form == word.form);
        if let Some(known) = known {
            known.count += count;
            known.living += living;
        } else {
            self.0.push(Counted { form: word.form, family: word.family, count, living });
        }
    }

    /// The most frequent form of each word, the most frequent first; none of a word of which that is as typed.
    fn one_a_family(mut self, typed: &TypedWord) -> Vec<Counted<'a>> {
        self.0.sort_unstable_by(|a, b| b.count.cmp(&a.count).then(a.form.cmp(b.form)));
        let mut families = Vec::new();
        self.0.retain(|counted| {
            let is_new = !families.contains(&counted.family);
            families.push(counted.family);
            is_new && counted.form != typed.form
        });
        self.0
    }
}

/// The form with a capital, as the word was typed.
fn with_capital(form: &str) -> String {
    let mut letters = form.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
