//! Forgives one typing error in a text being typed that nothing begins with.
//!
//! What is one letter away is looked up in the registers, letter by letter, rather than found in them: a
//! typed word has a few hundred neighbors, whatever the size of the index. Which of them is most likely is
//! left to `analysis::misspelling` and to how many titles and texts have it.
//!
//! Invariant: only a word that the registers lack is changed.

use super::{
    segment::SuggestSegment,
    typed::{TypedText, TypedWord},
};
use crate::analysis::misspelling::{EDIT, Misspelling, ONE_MISTAKE};

/// The minimum number of letters of a word that is forgiven: fewer begin too many words.
const MIN_LETTERS: usize = 4;
/// The decades of frequency that a mistake of the cost [`EDIT`] outweighs, as when queries are corrected.
const DECADES_PER_EDIT: f32 = 5.0;
/// The letters of Polish words without accents.
const LETTERS: std::ops::RangeInclusive<char> = 'a'..='z';

/// Returns the text with the first word that nothing has changed into one that something has; `None` if there
/// is no such word, or nothing is near.
pub(super) fn forgiven(parts: &[SuggestSegment<'_>], typed: &TypedText<'_>) -> Option<String> {
    let is_missing = |at: &usize| parts.iter().all(|part| part.is_missing(*at, is_open(typed, *at)));
    let at = (0..typed.words.len()).find(is_missing)?;
    let word = &typed.words[at];
    let meant = nearest(parts, word, is_open(typed, at))?;
    let TypedWord { range, .. } = word;
    Some([&typed.text[..range.start], &meant, &typed.text[range.end..]].concat())
}

/// Whether the word at a place may be unfinished.
fn is_open(typed: &TypedText<'_>, at: usize) -> bool {
    typed.is_open && at + 1 == typed.words.len()
}

/// Returns the most likely beginning, or word, that is one mistake away.
fn nearest(parts: &[SuggestSegment<'_>], word: &TypedWord, is_open: bool) -> Option<String> {
    word.plain.chars().nth(MIN_LETTERS - 1)?;
    let typed = Misspelling::new(&word.plain, ONE_MISTAKE)?;
    let mut best: Option<(f32, String)> = None;
    for near in neighbors(&word.plain) {
        let count: u32 = parts.iter().map(|part| part.frequency(&near, is_open)).sum();
        let Some(cost) = typed.cost_of(&near).filter(|_| count > 0) else { continue };
        let score = (count as f32).log10() - DECADES_PER_EDIT * f32::from(cost) / f32::from(EDIT);
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, near));
        }
    }
    best.map(|(_, near)| near)
}

/// Returns the words made of a word by swapping two neighbors, or leaving out, replacing or adding one letter.
fn neighbors(plain: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = plain.chars().collect();
    (0..=letters.len()).flat_map(move |at| {
        let (before, after) = letters.split_at(at);
        let with =
            |middle: &[char], rest: &[char]| before.iter().chain(middle).chain(rest).collect::<String>();
        let mut found: Vec<String> = LETTERS.map(|letter| with(&[letter], after)).collect();
        if let [letter, rest @ ..] = after {
            found.push(with(&[], rest));
            found.extend(LETTERS.filter(|other| other != letter).map(|other| with(&[other], rest)));
        }
        if let [one, other, rest @ ..] = after {
            found.push(with(&[*other, *one], rest));
        }
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_neighbors_of_a_word_are_one_letter_away() {
        let near: Vec<String> = neighbors("park").collect();
        for one in ["prak", "pak", "pary", "parko", "spark", "paark", "ark", "bark"] {
            assert!(near.iter().any(|other| other == one), "{one}");
        }
        assert!(!near.iter().any(|other| other == "parki2" || other == "pr"));
        assert!(near.len() < 300, "{}", near.len());
    }
}
