//! Tables of phrases, of which all are looked for in one pass over the words of a sentence.
//!
//! The first bytes of a word rule out nearly every phrase of a table; the others are compared by `phrase`.
//! Invariant: what a table finds does not depend on its index.

use std::{ops::Range, sync::OnceLock};

use super::{
    phrase::{Phrase, WordForm},
    plain::PlainWord,
    words::{INDEX_BITS, KEY_BYTES, Word, WordHashes, hash_of_key, hash_of_word, key},
};

/// An entry of a table: a phrase, alone or with what it means.
pub(super) trait PhraseEntry: 'static {
    fn phrase(&self) -> &'static str;
}

impl PhraseEntry for &'static str {
    fn phrase(&self) -> &'static str {
        self
    }
}

impl<T: 'static> PhraseEntry for (&'static str, T) {
    fn phrase(&self) -> &'static str {
        self.0
    }
}

/// A table of phrases, in the order in which they decide.
pub(super) struct Phrases<E: PhraseEntry> {
    entries: &'static [E],
    index: OnceLock<PhraseIndex>,
}

impl<E: PhraseEntry> Phrases<E> {
    pub(super) const fn new(entries: &'static [E]) -> Self {
        Self { entries, index: OnceLock::new() }
    }

    /// Finds the first entry of the table that occurs from a word on, at its first place.
    pub(super) fn find(&self, words: &[Word], from: usize) -> Option<(&'static E, Range<usize>)> {
        let mut best: Option<(usize, Range<usize>)> = None;
        self.each(words, from, |index, entry, at| {
            if best.as_ref().is_none_or(|(known, _)| entry < *known) {
                let end = index.phrases[entry].at(words, at);
                best = end.map(|end| (entry, at..end)).or(best.take());
            }
            best.as_ref().is_some_and(|(known, _)| *known == 0)
        });
        best.map(|(entry, range)| (&self.entries[entry], range))
    }

    /// Finds the first place of any entry.
    pub(super) fn earliest(&self, words: &[Word], from: usize) -> Option<Range<usize>> {
        let mut first = None;
        self.each(words, from, |index, entry, at| {
            first = index.phrases[entry].at(words, at).map(|end| at..end);
            first.is_some()
        });
        first
    }

    /// The least index after a place of any entry.
    pub(super) fn least_end(&self, words: &[Word]) -> Option<usize> {
        let mut least: Option<usize> = None;
        self.each(words, 0, |index, entry, at| {
            let end = index.phrases[entry].at(words, at);
            least = least.into_iter().chain(end).min();
            false
        });
        least
    }

    /// The first place of any entry in the words.
    pub(super) fn first(&self, words: &[Word]) -> Option<Range<usize>> {
        self.earliest(words, 0)
    }

    /// Whether an entry occurs.
    pub(super) fn is_in(&self, words: &[Word]) -> bool {
        self.earliest(words, 0).is_some()
    }

    /// Finds an entry that begins at a word and passes a test of the index after it.
    pub(super) fn at(
        &self,
        words: &[Word],
        at: usize,
        is_wanted: impl Fn(usize) -> bool,
    ) -> Option<(&'static E, usize)> {
        let word = words.get(at)?;
        let index = self.index();
        if !index.may_have(word) {
            return None;
        }
        let mut places = index.entries_of(word);
        places.find_map(|entry| {
            let end = index.phrases[entry].at(words, at).filter(|end| is_wanted(*end))?;
            Some((&self.entries[entry], end))
        })
    }

    /// Whether an entry begins with this word.
    pub(super) fn may_begin(&self, word: &Word) -> bool {
        let index = self.index();
        index.may_have(word) && index.entries_of(word).next().is_some()
    }

    /// Calls with every entry that may begin at a word, until told to stop.
    fn each(&self, words: &[Word], from: usize, mut stop: impl FnMut(&PhraseIndex, usize, usize) -> bool) {
        let index = self.index();
        if words.get(from).is_none_or(|first| !first.rest.meets(&index.hashes)) {
            return;
        }
        for (at, word) in words.iter().enumerate().skip(from) {
            if index.may_have(word) && index.entries_of(word).any(|entry| stop(index, entry, at)) {
                return;
            }
        }
    }

    fn index(&self) -> &PhraseIndex {
        self.index.get_or_init(|| PhraseIndex::new(self.entries.iter().map(PhraseEntry::phrase)))
    }
}

/// The bits of an index, in words of 64.
const INDEX_WORDS: usize = 1 << (INDEX_BITS - 6);

/// The entries of a table by the first bytes of their first words.
struct PhraseIndex {
    /// A bit for each hash of a first word: of the whole word, or of its first bytes if it is a beginning.
    bits: [u64; INDEX_WORDS],
    /// The hashes whose bits are set.
    hashes: WordHashes,
    /// The first bytes of the first words, sorted.
    keys: Vec<u32>,
    /// The first words of these keys, with their entries.
    heads: Vec<(WordForm, usize)>,
    /// The phrases of the entries.
    phrases: Vec<Phrase>,
}

impl PhraseIndex {
    fn new(phrases: impl Iterator<Item = &'static str>) -> Self {
        let phrases: Vec<Phrase> = phrases.map(Phrase::new).collect();
        let (mut bits, mut hashes, mut keyed) = ([0; INDEX_WORDS], WordHashes::EMPTY, Vec::new());
        for (entry, phrase) in phrases.iter().enumerate() {
            for head in phrase.heads() {
                let form = head.form;
                assert!(!head.is_beginning || form.len() >= KEY_BYTES, "`{form}` is too short a beginning");
                let plain = PlainWord::new(form);
                let key = key(&plain);
                let hash = if head.is_beginning { hash_of_key(key) } else { hash_of_word(&plain) };
                hashes.add(hash);
                bits[usize::from(hash) / 64] |= 1 << (hash % 64);
                keyed.push((key, entry, *head));
            }
        }
        keyed.sort_by_key(|(key, entry, _)| (*key, *entry));
        let keys = keyed.iter().map(|(key, ..)| *key).collect();
        let heads = keyed.into_iter().map(|(_, entry, head)| (head, entry)).collect();
        Self { bits, hashes, keys, heads, phrases }
    }

    #[inline]
    fn may_have(&self, word: &Word) -> bool {
        let bit = |hash: u16| self.bits[usize::from(hash) / 64] >> (hash % 64);
        (bit(word.hashes[0]) | bit(word.hashes[1])) & 1 != 0
    }

    fn entries_of(&self, word: &Word) -> impl Iterator<Item = usize> {
        let (key, plain) = (word.key, &word.plain);
        let start = self.keys.partition_point(|known| *known < key);
        let near =
            self.keys[start..].iter().zip(&self.heads[start..]).take_while(move |(known, _)| **known == key);
        near.filter(move |(_, (head, _))| head.admits(plain)).map(|(_, (_, entry))| *entry)
    }
}

/// A table at the place of its use.
macro_rules! phrases {
    ($($phrase:expr),+ $(,)?) => {{
        static TABLE: $crate::meetings::phrases::Phrases<&'static str> =
            $crate::meetings::phrases::Phrases::new(&[$($phrase),+]);
        &TABLE
    }};
}
pub(super) use phrases;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::words::words;

    static TABLE: Phrases<(&str, u8)> =
        Phrases::new(&[("porzadek obrad", 1), ("w|we program~", 2), ("sesj~ * trwala", 3), ("w", 4)]);

    #[track_caller]
    fn check(text: &str, expected: Option<(u8, [usize; 2])>) {
        let words = words(text, 0..text.len());
        let found = TABLE.find(&words, 0).map(|(entry, range)| (entry.1, [range.start, range.end]));
        assert_eq!(found, expected, "`{text}`");
    }

    #[test]
    fn the_first_entry_of_the_table_decides_at_its_first_place() {
        check("W programie jest porządek obrad", Some((1, [3, 5])));
        check("W czwartek w programie i w programie", Some((2, [2, 4])));
        check("Sesja rady trwała", Some((3, [0, 3])));
        check("Sesja rady w czwartek", Some((4, [2, 3])));
        check("Sesja rady", None);
    }

    #[test]
    fn places_are_found_by_start_and_by_end() {
        let text = "w dzień w programie porządek obrad";
        let words = words(text, 0..text.len());
        assert_eq!(TABLE.earliest(&words, 1), Some(2..4));
        assert_eq!(TABLE.least_end(&words), Some(1));
        assert_eq!(TABLE.at(&words, 2, |end| end > 3).map(|(entry, end)| (entry.1, end)), Some((2, 4)));
        assert!(TABLE.is_in(&words));
    }
}
