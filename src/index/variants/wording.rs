//! The wording of a text: its words and numbers without case, accents, punctuation and layout.
//!
//! Marks made of it are left to `marks`, and whether two wordings are of the same text to `agreement`.
//!
//! Invariant: the same text has the same wording in whatever format it was published, as far as the format
//! keeps its words.

use rustc_hash::FxHashMap;

/// The wording of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PlainWording {
    /// The words and numbers, one after the other.
    words: String,
    /// Where each of them ends.
    ends: Vec<usize>,
}

impl PlainWording {
    /// Reads the wording of a text.
    pub(super) fn new(text: &str) -> Self {
        let mut wording = Self { words: String::with_capacity(text.len()), ends: Vec::new() };
        fold(text, |folded| match folded {
            FoldedChar::Letter(letter) => wording.words.push(letter),
            FoldedChar::Gap => wording.end_word(),
        });
        wording
    }

    fn end_word(&mut self) {
        let end = self.words.len();
        if self.ends.last().copied().unwrap_or(0) < end {
            self.ends.push(end);
        }
    }

    /// Returns its words and numbers, in order.
    pub(super) fn words(&self) -> Vec<&str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.words[start..*end]).collect()
    }
}

/// A part of a wording.
#[derive(Debug, Clone, Copy)]
pub(super) enum FoldedChar {
    /// A letter or digit, in lower case without accent.
    Letter(char),
    /// The end of a word, or what stands between words.
    Gap,
}

/// Passes the letters, digits and gaps of a text to `take`, and a gap at the end.
pub(super) fn fold(text: &str, mut take: impl FnMut(FoldedChar)) {
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => take(FoldedChar::Letter(c)),
            'A'..='Z' => take(FoldedChar::Letter(c.to_ascii_lowercase())),
            _ if c.is_ascii() => take(FoldedChar::Gap),
            // Marks within a word.
            '\u{ad}' | '\u{300}'..='\u{36f}' => {}
            _ if !c.is_alphanumeric() => take(FoldedChar::Gap),
            _ => match plain(c) {
                Some(plain) => take(FoldedChar::Letter(plain)),
                None => c.to_lowercase().for_each(|c| take(FoldedChar::Letter(c))),
            },
        }
    }
    take(FoldedChar::Gap);
}

/// Returns a Polish letter in lower case without its accent.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'ą' | 'Ą' => 'a',
        'ć' | 'Ć' => 'c',
        'ę' | 'Ę' => 'e',
        'ł' | 'Ł' => 'l',
        'ń' | 'Ń' => 'n',
        'ó' | 'Ó' => 'o',
        'ś' | 'Ś' => 's',
        'ź' | 'Ź' | 'ż' | 'Ż' => 'z',
        _ => return None,
    })
}

/// Whether a word is a number, or contains one.
pub(super) fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Returns how often each word occurs.
pub(super) fn counts<'a>(words: &[&'a str]) -> FxHashMap<&'a str, u32> {
    let mut counts = FxHashMap::default();
    for word in words {
        *counts.entry(*word).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_punctuation_and_layout_do_not_belong_to_the_wording() {
        let words =
            PlainWording::new("ZARZĄDZENIE Nr 358/2017\r\n– Pre\u{ad}zy\u{ad}denta (m.\u{a0}Krako\u{301}wa)");
        assert_eq!(words.words(), ["zarzadzenie", "nr", "358", "2017", "prezydenta", "m", "krakowa"]);
        assert_eq!(PlainWording::new("Żółw ŻÓŁW żółw").words(), ["zolw"; 3]);
        assert!(PlainWording::new(" — § ").words().is_empty());
    }
}
