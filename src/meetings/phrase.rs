//! A phrase to look for among words.
//!
//! It is a constant of plain words: `obrad~` stands for every word that begins so, `byl|byla` for either
//! word, `*` for up to twelve words. Adverbs that say nothing of the matter (*też*, *m.in.*) may stand
//! between the words of a phrase.

use std::sync::LazyLock;

use super::{
    plain::PlainWord,
    words::{INDEX_BITS, KEY_BYTES, Word, WordHashes, hash_of_key, hash_of_word, key},
};

/// Words that may stand between those of a phrase.
const FILLERS: [&str; 39] = [
    "m",
    "in",
    "miedzy",
    "innymi",
    "tez",
    "takze",
    "rowniez",
    "glownie",
    "przede",
    "wszystkim",
    "tym",
    "razem",
    "nastepnie",
    "ponadto",
    "kolejno",
    "jeszcze",
    "juz",
    "wiec",
    "zatem",
    "takie",
    "jak",
    "zwykle",
    "wreszcie",
    "przy",
    "okazji",
    "poza",
    "jednak",
    "natomiast",
    "dzis",
    "wczoraj",
    "tam",
    "wtedy",
    "tradycyjnie",
    "szczegolowo",
    "dlugo",
    "najdluzej",
    "wspolnie",
    "szeroko",
    "obszernie",
];

/// A phrase with its parts taken apart.
#[derive(Debug)]
pub(super) struct Phrase {
    parts: Vec<PhrasePart>,
    /// The hashes of each part after the first, one of which must be among those of the words that follow.
    needed: Vec<WordHashes>,
}

/// The words that may stand at one place of a phrase, and whether others may stand before them.
#[derive(Debug)]
struct PhrasePart {
    alternatives: Vec<WordForm>,
    /// The initials of the alternatives, as a set of bits.
    initials: u32,
    skips: bool,
}

/// A plain word, or the beginning of words, that is compared as one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordForm {
    pub(super) form: &'static str,
    pub(super) is_beginning: bool,
    head: u64,
    mask: u64,
}

impl WordForm {
    fn new(part: &'static str) -> Self {
        let form = part.trim_end_matches('~');
        let is_beginning = part.ends_with('~');
        let bits = u64::BITS.saturating_sub(8 * form.len() as u32);
        let mask = if is_beginning { u64::MAX.checked_shr(bits).unwrap_or(0) } else { u64::MAX };
        Self { form, is_beginning, head: PlainWord::new(form).head(), mask }
    }

    /// Whether a plain word is this one, or begins so.
    #[inline]
    pub(super) fn admits(&self, word: &PlainWord) -> bool {
        let is_alike = word.head() & self.mask == self.head;
        is_alike && (self.form.len() < size_of::<u64>() || self.admits_whole(word.as_bytes()))
    }

    fn admits_whole(&self, word: &[u8]) -> bool {
        let form = self.form.as_bytes();
        if self.is_beginning { word.starts_with(form) } else { word == form }
    }
}

/// The bit of an initial.
fn initial(word: &[u8]) -> u32 {
    word.first().map_or(0, |byte| 1 << (byte % 32))
}

impl Phrase {
    pub(super) fn new(phrase: &'static str) -> Self {
        let (mut parts, mut skips) = (Vec::new(), false);
        for part in phrase.split(' ') {
            if part == "*" {
                skips = true;
                continue;
            }
            let alternatives: Vec<WordForm> = part.split('|').map(WordForm::new).collect();
            let initials = alternatives.iter().fold(0, |set, one| set | initial(one.form.as_bytes()));
            parts.push(PhrasePart { alternatives, initials, skips: std::mem::take(&mut skips) });
        }
        let needed = parts.iter().skip(1).filter_map(PhrasePart::hashes).collect();
        Self { parts, needed }
    }

    /// The words and beginnings of words that the phrase may begin with.
    pub(super) fn heads(&self) -> &[WordForm] {
        self.parts.first().map_or(&[], |part| &part.alternatives)
    }

    /// Matches the phrase at a word; returns the index after its last word.
    pub(super) fn at(&self, words: &[Word], at: usize) -> Option<usize> {
        if !self.needed.is_empty() {
            let rest = &words.get(at + 1)?.rest;
            if !self.needed.iter().all(|needed| rest.meets(needed)) {
                return None;
            }
        }
        let mut next = at;
        for (index, part) in self.parts.iter().enumerate() {
            if part.skips {
                next = past_any(words, next, part)?;
            } else if index > 0 && !part.admits(words.get(next)?) {
                next = past_fillers(words, next, part);
            }
            if !part.admits(words.get(next)?) {
                return None;
            }
            next += 1;
        }
        Some(next)
    }
}

impl PhrasePart {
    /// The hashes that the words of this place may have; `None` if a beginning is too short for one.
    fn hashes(&self) -> Option<WordHashes> {
        let mut hashes = WordHashes::EMPTY;
        for one in &self.alternatives {
            let plain = PlainWord::new(one.form);
            hashes.add(match one.is_beginning {
                true if one.form.len() < KEY_BYTES => return None,
                true => hash_of_key(key(&plain)),
                false => hash_of_word(&plain),
            });
        }
        Some(hashes)
    }

    fn admits(&self, word: &Word) -> bool {
        let word = &word.plain;
        self.initials & initial(word.as_bytes()) != 0 && self.alternatives.iter().any(|one| one.admits(word))
    }
}

/// The most words that `*` stands for: the name of the Konwent has nine.
const GAP: usize = 12;

/// Skips any words before a word that is wanted.
fn past_any(words: &[Word], at: usize, wanted: &PhrasePart) -> Option<usize> {
    let near = words.get(at..)?.iter().take(GAP + 1);
    near.into_iter().position(|word| wanted.admits(word)).map(|gap| at + gap)
}

/// Skips words that say nothing of the matter, before a word that is wanted.
fn past_fillers(words: &[Word], at: usize, wanted: &PhrasePart) -> usize {
    let is_filler = |word: &&Word| !wanted.admits(word) && is_filler(word);
    at + words.get(at..).unwrap_or_default().iter().take(4).take_while(is_filler).count()
}

/// Whether a word says nothing of the matter.
pub(super) fn is_filler(word: &Word) -> bool {
    let hash = usize::from(word.hashes[1]);
    FILLER_BITS[hash / 64] >> (hash % 64) & 1 != 0 && word.plain.is_one_of(&FILLERS)
}

/// A bit for the hash of each filler, which rules out nearly every other word.
static FILLER_BITS: LazyLock<[u64; 1 << (INDEX_BITS - 6)]> = LazyLock::new(|| {
    let mut bits = [0; 1 << (INDEX_BITS - 6)];
    for filler in FILLERS {
        let hash = usize::from(hash_of_word(&PlainWord::new(filler)));
        bits[hash / 64] |= 1 << (hash % 64);
    }
    bits
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::words::words;

    #[test]
    fn a_phrase_is_found_without_accents_and_over_adverbs() {
        let text = "Podczas Sesji rozmawiano m.in. o budżecie";
        let words = words(text, 0..text.len());
        assert_eq!(Phrase::new("sesj~ rozmawia~ o|nad").at(&words, 1), Some(6));
        assert_eq!(Phrase::new("sesj~ * budze~").at(&words, 1), Some(7));
        assert_eq!(Phrase::new("sesj~ o").at(&words, 1), None);
    }
}
