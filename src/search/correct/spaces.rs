//! Words typed without the space between them, and words typed with a space inside.
//!
//! Invariants: what a word is divided into stands in that order in a document; words are joined only into one
//! that a document has.

use super::{
    correctable::SpelledWord,
    score::{Evidence, TOGETHER, score},
};
use crate::{analysis::misspelling::Cost, error::Result, index::Snapshot};

/// The cost of a space left out: as easily done as doubling a letter.
const MISSING_SPACE: Cost = 10;
/// The minimum number of letters of each part of a divided word, except for prepositions.
const MIN_PART_LETTERS: usize = 3;
/// Short words that stand before or after others and are run together with them.
const SHORT_WORDS: [&str; 15] =
    ["a", "i", "o", "u", "w", "z", "we", "ze", "na", "do", "po", "od", "za", "dla", "przy"];

/// Two words that were typed as one.
pub(super) struct DividedWord {
    /// Both words, each as it stands in the index.
    pub(super) words: [String; 2],
    /// As that of a candidate.
    pub(super) score: f32,
}

/// Returns the two words that a typed one most likely consists of, if some document has them in a row.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(super) fn divided(snapshot: &Snapshot, form: &str) -> Result<Option<DividedWord>> {
    let mut best: Option<DividedWord> = None;
    for (at, _) in form.char_indices().skip(1) {
        let (first, second) = form.split_at(at);
        if !may_be_part(first, second) {
            continue;
        }
        for words in in_index(snapshot, first, second)? {
            let documents = snapshot.documents_with_pair([&words[0], &words[1]])?;
            let evidence = Evidence { documents, ..Evidence::default() };
            let score = score(MISSING_SPACE, &evidence) + TOGETHER;
            if documents > 0 && best.as_ref().is_none_or(|best| score > best.score) {
                best = Some(DividedWord { words, score });
            }
        }
    }
    Ok(best)
}

/// Whether both parts are words rather than letters: long enough, or one of them a short word.
fn may_be_part(first: &str, second: &str) -> bool {
    let is_long = |part: &str| part.chars().nth(MIN_PART_LETTERS - 1).is_some();
    let is_short_word = |part: &str| SHORT_WORDS.contains(&part);
    let is_any = |part: &str| is_long(part) || is_short_word(part);
    is_any(first) && is_any(second) && (is_long(first) || is_long(second))
}

/// Returns the pairs of forms in the index that two parts stand for; one of them may lack its accents. That
/// is looked for only beside a part that the index has: most places of most words divide them into none.
fn in_index(snapshot: &Snapshot, first: &str, second: &str) -> Result<Vec<[String; 2]>> {
    let pair = |first: &str, second: &str| [first.to_owned(), second.to_owned()];
    Ok(match [snapshot.has_form(first)?, snapshot.has_form(second)?] {
        [true, true] => vec![pair(first, second)],
        [true, false] => snapshot.forms_like(second).iter().map(|second| pair(first, second)).collect(),
        [false, true] => snapshot.forms_like(first).iter().map(|first| pair(first, second)).collect(),
        [false, false] => Vec::new(),
    })
}

/// Returns the form in the index that a word and the next one are together, if one of them occurs nowhere and
/// only a space stands between them.
///
/// # Errors
/// Returns an error if the index cannot be read.
pub(super) fn joined(
    snapshot: &Snapshot,
    text: &str,
    [word, next]: [&SpelledWord; 2],
) -> Result<Option<String>> {
    let is_space = text[word.range.end..next.range.start].chars().all(char::is_whitespace);
    if !(is_space && word.is_part() && next.is_part()) {
        return Ok(None);
    }
    let whole = format!("{}{}", word.form, next.form);
    let found = if snapshot.has_form(&whole)? { vec![whole] } else { snapshot.forms_like(&whole) };
    Ok(found.into_iter().next())
}
