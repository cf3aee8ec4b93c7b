//! Caches the terms of words, so that a frequent word costs one lookup.
//!
//! Bounded: when full it starts over, which keeps the frequent words of the text being read.

use std::{hash::Hasher, ops::Range};

use rustc_hash::{FxHashMap, FxHasher};

/// The number of words cached per thread: more than the 60,770 distinct forms in 4 million running words of
/// statutes. Takes about 5 MB.
pub const MEMO_WORDS: usize = 1 << 16;

/// A cache of words and their terms.
#[derive(Default)]
pub(crate) struct TermCache {
    /// Keyed by the hash of a word. Of two words with the same hash, the later one is kept.
    places: FxHashMap<u64, CacheEntry>,
    /// The number of words added, including those with colliding hashes.
    words: usize,
    /// Words, each followed by its terms.
    letters: String,
    /// The end of each term in `letters`; before the first term of a word, the end of the word.
    ends: Vec<u32>,
}

/// The range of a word in `letters`, and of its terms in `ends`.
struct CacheEntry {
    start: u32,
    end: u32,
    terms: Range<u32>,
}

impl TermCache {
    /// Returns the places of the terms of a cached word.
    pub(crate) fn get(&self, word: &str) -> Option<Range<u32>> {
        let place = self.places.get(&hash(word))?;
        let remembered = &self.letters.as_bytes()[place.start as usize..place.end as usize];
        (remembered == word.as_bytes()).then(|| place.terms.clone())
    }

    /// Caches a word with its terms; the returned places are valid until the next word is added.
    pub(crate) fn add<'a>(&mut self, word: &str, terms: impl IntoIterator<Item = &'a str>) -> Range<u32> {
        if self.words >= MEMO_WORDS {
            self.clear();
        }
        let start = self.letters.len() as u32;
        self.push(word);
        let (end, first) = (self.letters.len() as u32, self.ends.len() as u32);
        terms.into_iter().for_each(|term| self.push(term));
        let terms = first..self.ends.len() as u32;
        self.words += 1;
        self.places.insert(hash(word), CacheEntry { start, end, terms: terms.clone() });
        terms
    }

    /// Returns the term at a place.
    pub(crate) fn term(&self, place: u32) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.letters[start as usize..self.ends[place as usize] as usize]
    }

    fn push(&mut self, term: &str) {
        self.letters.push_str(term);
        self.ends.push(self.letters.len() as u32);
    }

    fn clear(&mut self) {
        self.places.clear();
        self.words = 0;
        self.ends.clear();
        self.letters.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.words
    }
}

fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_cached_until_the_memo_is_full() {
        let mut memo = TermCache::default();
        let terms = |memo: &TermCache, word| -> Option<Vec<String>> {
            Some(memo.get(word)?.map(|place| memo.term(place).to_owned()).collect())
        };
        let added = memo.add("lata", ["rok", "lato"]);
        assert_eq!(memo.get("lata"), Some(added));
        memo.add("rada", ["rada"]);
        assert_eq!(terms(&memo, "lata"), Some(vec!["rok".to_owned(), "lato".to_owned()]));
        assert_eq!(terms(&memo, "rada"), Some(vec!["rada".to_owned()]));
        for number in 0..MEMO_WORDS {
            memo.add(&format!("słowo{number}"), ["słowo"]);
        }
        assert!(memo.len() <= MEMO_WORDS);
        assert_eq!(memo.get("lata"), None);
    }
}
