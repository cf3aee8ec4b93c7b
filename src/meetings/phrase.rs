//! A phrase to look for among words.
//!
//! It is a constant of plain words: `obrad~` stands for every word that begins so, `byl|byla` for either
//! word, `*` for up to twelve words. Adverbs that say nothing of the matter (*też*, *m.in.*) may stand
//! between the words of a phrase.

use super::words::Word;

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
}

/// The words that may stand at one place of a phrase, and whether others may stand before them.
#[derive(Debug)]
struct PhrasePart {
    /// Whole words, or beginnings, each with whether it is one.
    alternatives: Vec<(&'static str, bool)>,
    /// The initials of the alternatives, as a set of bits.
    initials: u32,
    skips: bool,
}

/// The bit of an initial.
fn initial(word: &[u8]) -> u32 {
    word.first().map_or(0, |byte| 1 << (byte % 32))
}

/// Whether a plain word is this one, or begins so.
pub(super) fn is_form(word: &[u8], (one, is_beginning): (&str, bool)) -> bool {
    if is_beginning { word.starts_with(one.as_bytes()) } else { word == one.as_bytes() }
}

impl Phrase {
    pub(super) fn new(phrase: &'static str) -> Self {
        let (mut parts, mut skips) = (Vec::new(), false);
        for part in phrase.split(' ') {
            if part == "*" {
                skips = true;
                continue;
            }
            let alternatives: Vec<(&str, bool)> =
                part.split('|').map(|one| (one.trim_end_matches('~'), one.ends_with('~'))).collect();
            let initials = alternatives.iter().fold(0, |set, (one, _)| set | initial(one.as_bytes()));
            parts.push(PhrasePart { alternatives, initials, skips: std::mem::take(&mut skips) });
        }
        Self { parts }
    }

    /// The words and beginnings of words that the phrase may begin with.
    pub(super) fn heads(&self) -> &[(&'static str, bool)] {
        self.parts.first().map_or(&[], |part| &part.alternatives)
    }

    /// Matches the phrase at a word; returns the index after its last word.
    pub(super) fn at(&self, words: &[Word], at: usize) -> Option<usize> {
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
    fn admits(&self, word: &Word) -> bool {
        let word = word.plain.as_bytes();
        self.initials & initial(word) != 0 && self.alternatives.iter().any(|one| is_form(word, *one))
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
    word.plain.is_one_of(&FILLERS)
}

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
