//! Bringing a text into the form in which the pieces are written.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::tokenizer::vocabulary::Replacement;

/// The mark before each word.
pub(crate) const MARK: char = '\u{2581}';

/// Replaces characters by the model's table.
pub(crate) struct Normalizer {
    replacements: HashMap<char, Box<str>>,
}

impl Normalizer {
    /// Builds it from a model's table.
    pub(crate) fn new(replacements: &[Replacement]) -> Normalizer {
        let replacements =
            replacements.iter().map(|replacement| (replacement.character, replacement.text.clone()));
        Normalizer { replacements: replacements.collect() }
    }

    /// Returns the text with characters composed and replaced and a mark before each word, truncated after
    /// about `most` bytes.
    pub(crate) fn normalize(&self, text: &str, most: usize) -> String {
        let mut normalized = String::with_capacity(text.len().min(most) + text.len().min(most) / 8 + 8);
        let mut in_word = false;
        for character in text.nfc() {
            if normalized.len() > most {
                break;
            }
            match self.replacements.get(&character) {
                Some(text) => text.chars().for_each(|replaced| push(&mut normalized, &mut in_word, replaced)),
                None => push(&mut normalized, &mut in_word, character),
            }
        }
        normalized
    }
}

/// Returns the words of a normalized text, each with its mark. No piece spans two words.
pub(crate) fn words(normalized: &str) -> impl Iterator<Item = &str> {
    let starts = normalized.match_indices(MARK).map(|(start, _)| start);
    let ends = normalized.match_indices(MARK).map(|(start, _)| start).skip(1).chain([normalized.len()]);
    starts.zip(ends).map(|(start, end)| &normalized[start..end])
}

fn push(normalized: &mut String, in_word: &mut bool, character: char) {
    if character.is_whitespace() || character == MARK {
        *in_word = false;
        return;
    }
    if !*in_word {
        normalized.push(MARK);
        *in_word = true;
    }
    normalized.push(character);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, normalized: &str) {
        let replacements = [('\u{fb01}', "fi"), ('\t', " "), ('\u{ad}', ""), ('…', "...")];
        let replacements = replacements.map(|(character, text)| Replacement { character, text: text.into() });
        assert_eq!(Normalizer::new(&replacements).normalize(text, 1000), normalized);
    }

    #[test]
    fn words_are_marked_and_characters_replaced() {
        check("  Ala\tma \n kota ", "▁Ala▁ma▁kota");
        check("\u{fb01}r\u{ad}ma…", "▁firma...");
        check("zao\u{301}łc\u{301}", "▁zaółć");
        check("▁a▁▁b", "▁a▁b");
        check("", "");
    }

    #[test]
    fn a_long_text_is_truncated() {
        let long = Normalizer::new(&[]).normalize(&"kot ".repeat(10_000), 100);
        assert!(long.len() <= 105, "{}", long.len());
    }
}
