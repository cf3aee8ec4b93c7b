//! Tells whether a text repeats another one, by its words regardless of case.
//!
//! Words are compared where they stand, without copies, and a comparison ends at the first difference: nearly
//! all texts differ in their first word.

use std::{hash::Hasher as _, ops::Range};

use rustc_hash::FxHasher;

use crate::analysis::words;

/// The share of common words from which a text is considered a repetition of another. Chosen by eye, for
/// texts such as the register of tasks in the sample corpus, where one sentence describes many.
const SAME_WORDS: f32 = 0.75;

/// The words of a title or of another heading, found once for all comparisons.
pub(super) struct HeadingWords<'t> {
    text: &'t str,
    words: Vec<Range<usize>>,
}

impl<'t> HeadingWords<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, words: words(text).collect() }
    }

    /// Whether the heading contains the words of a paragraph, in order.
    pub(super) fn says(&self, paragraph: &str) -> bool {
        let mut asked = words(paragraph);
        let Some(first) = asked.next() else { return true };
        let is_said_at = |at: usize| {
            let mut own = self.words[at..].iter().map(|word| &self.text[word.clone()]);
            let is_next = |word: Range<usize>| own.next().is_some_and(|own| is_same(own, &paragraph[word]));
            std::iter::once(first.clone()).chain(asked.clone()).all(is_next)
        };
        (0..self.words.len()).any(is_said_at)
    }

    /// Returns the end of the lines at the start of a text that repeat the heading.
    pub(super) fn repeated_by(&self, text: &str) -> usize {
        text.split_inclusive('\n').take_while(|line| self.says(line)).map(str::len).sum()
    }
}

/// Whether two words differ at most in case.
fn is_same(one: &str, other: &str) -> bool {
    let first = |word: &str| word.bytes().next().filter(u8::is_ascii).map(|b| b.to_ascii_lowercase());
    if let (Some(one), Some(other)) = (first(one), first(other))
        && one != other
    {
        return false;
    }
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    lower(one).eq(lower(other))
}

fn lower(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(char::to_lowercase)
}

/// The distinct words of a text without numbers, as sorted hashes.
pub(super) struct Wording(Vec<u64>);

impl Wording {
    pub(super) fn new(text: &str) -> Self {
        let words = words(text).map(|word| &text[word]);
        let words = words.filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
        let mut hashes: Vec<u64> = words.map(hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }

    /// Whether the shorter of two texts shares nearly all of its words with the other.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let (short, long) = if self.0.len() < other.0.len() { (self, other) } else { (other, self) };
        let common = short.0.iter().filter(|word| long.0.binary_search(word).is_ok()).count();
        common as f32 >= SAME_WORDS * short.0.len() as f32
    }
}

/// Returns the hash of a word in lower case.
fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    for c in word.chars() {
        if c.is_ascii() {
            hasher.write_u32(u32::from(c.to_ascii_lowercase()));
        } else {
            c.to_lowercase().for_each(|c| hasher.write_u32(u32::from(c)));
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_its_words_in_order_regardless_of_case_and_punctuation() {
        let heading = HeadingWords::new("Uchwała nr 5 w sprawie ŁĄK i zieleni");
        for said in ["UCHWAŁA NR 5", "w sprawie: łąk,", "Zieleni.", "", "–"] {
            assert!(heading.says(said), "{said}");
        }
        for other in
            ["uchwała 5", "w sprawie łąki", "zieleni w", "uchwała nr 5 w sprawie łąk i zieleni miejskiej"]
        {
            assert!(!heading.says(other), "{other}");
        }
        assert!(!HeadingWords::new("").says("słowo"));
        assert!(HeadingWords::new("raz raz dwa").says("raz dwa"));
    }

    #[test]
    fn lines_that_repeat_the_heading_end_at_the_first_that_does_not() {
        let heading = HeadingWords::new("Statut dzielnicy XVIII");
        assert_eq!(heading.repeated_by("STATUT\nDZIELNICY\n\n§ 1. Statut"), "STATUT\nDZIELNICY\n\n".len());
    }

    #[test]
    fn texts_are_much_alike_if_the_shorter_shares_most_of_its_words() {
        let wording = Wording::new;
        assert!(wording("Zadanie 1: remont ulicy").is_like(&wording("zadanie 22, REMONT ulicy Długiej")));
        assert!(!wording("remont ulicy").is_like(&wording("remont szkoły")));
    }
}
