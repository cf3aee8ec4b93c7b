//! Groups the characters of a line into words, and joins words set in spaced letters, `U S T A W A`.
//!
//! Which characters share a line is left to `lines`, and right-to-left text to `bidi`. Invariant: the text is
//! NFC, with single spaces between words and none around it, and its only soft hyphen is shown as the hyphen
//! that ends it.

use hayro_interpret::kurbo::Rect;
use unicode_normalization::UnicodeNormalization;

use crate::extract::pdf::{
    glyph::{Letter, Raised, RaisedDigit},
    glyphs::bidi,
};

/// The minimum number of capitals in a row for spaced letters.
const MIN_CAPITALS: usize = 4;
/// The minimum number of spaced letters if some are lower-case: `lit. a i b i c` has five that are words.
const MIN_LETTERS: usize = 7;
/// The minimum distance of spaced letters, in em; pairs like `TA` are 0.1 em closer than others.
const MIN_SPACING_EM: f64 = 0.05;
/// The maximum distance of spaced letters, in em; wider gaps are columns.
const MAX_SPACING_EM: f64 = 0.8;
/// How much wider the gap between spaced words is than between their letters, as a factor of their median
/// gap.
///
/// `WORD_GAP_EM` is added to it for the uneven widths of glyphs. Typists put two or three spaces there.
const WORD_GAP_FACTOR: f64 = 1.5;
const WORD_GAP_EM: f64 = 0.1;

/// Placeholders for the raised digit 0 while a line is composed; the nine characters after each are the other
/// digits.
///
/// They are in a private plane, from which `characters` lets nothing through.
const RAISED_ZEROS: [(Raised, u32); 2] = [(Raised::Exponent, 0xF_0000), (Raised::Footnote, 0xF_0010)];

/// The words of a line.
#[derive(Debug, Default)]
pub(super) struct SpacedText {
    /// The words, with single spaces between them.
    pub(super) text: String,
    /// The positions of raised digits in `text`.
    pub(super) raised: Vec<RaisedDigit>,
    /// The place of each word on the page, in points.
    pub(super) words: Vec<Rect>,
}

/// Returns the words of a line.
pub(super) fn text(letters: &[Letter]) -> SpacedText {
    let letters = bidi::logical(letters);
    let letters = letters.as_ref();
    let spaces = word_starts(letters);
    let mut text = String::with_capacity(letters.len() + 8);
    let mut words: Vec<Rect> = Vec::new();
    for (letter, is_start) in letters.iter().zip(spaces) {
        if is_start && !text.is_empty() {
            text.push(' ');
        }
        match words.last_mut().filter(|_| !is_start) {
            Some(word) => *word = word.union(letter.area),
            None => words.push(letter.area),
        }
        text.push(held(letter));
    }
    let splits_word = text.ends_with('\u{AD}');
    let mut text: String = text.nfc().filter(|&character| character != '\u{AD}').collect();
    if splits_word && text.ends_with(char::is_alphabetic) {
        text.push('-');
    }
    let (text, raised) = lower_raised(&text);
    SpacedText { text, raised, words }
}

/// Returns the character of a letter, or its placeholder while it is raised.
fn held(letter: &Letter) -> char {
    let zero = RAISED_ZEROS.iter().find(|(meaning, _)| letter.raised == Some(*meaning));
    let digit = zero.and_then(|(_, zero)| char::from_u32(zero + letter.character.to_digit(10)?));
    digit.unwrap_or(letter.character)
}

/// Replaces placeholders with plain digits and returns their positions.
fn lower_raised(text: &str) -> (String, Vec<RaisedDigit>) {
    let mut places = Vec::new();
    let mut lowered = String::with_capacity(text.len());
    for character in text.chars() {
        let raised = RAISED_ZEROS.iter().find_map(|(meaning, zero)| {
            let digit = u32::from(character).checked_sub(*zero).and_then(|value| char::from_digit(value, 10));
            Some((*meaning, digit?))
        });
        if let Some((meaning, _)) = raised {
            places.push(RaisedDigit { at: lowered.len(), meaning });
        }
        lowered.push(raised.map_or(character, |(_, digit)| digit));
    }
    (lowered, places)
}

/// Returns which letters begin a word.
fn word_starts(letters: &[Letter]) -> Vec<bool> {
    let mut starts: Vec<bool> = letters.iter().map(|letter| letter.after_space).collect();
    let is_spaced = |a: &Letter, b: &Letter| {
        let spacing = MIN_SPACING_EM..MAX_SPACING_EM * WORD_GAP_FACTOR;
        a.character.is_alphabetic() && b.character.is_alphabetic() && spacing.contains(&b.gap_em)
    };
    let mut at = 0;
    for run in letters.chunk_by(is_spaced) {
        let capitals = run.iter().all(|letter| letter.character.is_uppercase());
        if run.len() >= if capitals { MIN_CAPITALS } else { MIN_LETTERS } {
            close(run, &mut starts[at..at + run.len()]);
        }
        at += run.len();
    }
    starts
}

/// Removes the spaces from a run of spaced letters, except where a gap is clearly wider than most.
fn close(run: &[Letter], starts: &mut [bool]) {
    let mut gaps: Vec<f64> = run.iter().skip(1).map(|letter| letter.gap_em).collect();
    gaps.sort_by(f64::total_cmp);
    let median = gaps[gaps.len() / 2];
    if median > MAX_SPACING_EM {
        return;
    }
    for (start, letter) in starts.iter_mut().zip(run).skip(1) {
        *start &= letter.gap_em > median * WORD_GAP_FACTOR + WORD_GAP_EM;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the letters of `text`, where each space is a gap of a quarter em.
    #[track_caller]
    fn check(typed: &str, expected: &str) {
        let mut spaces = 0;
        let mut letters = Vec::new();
        for character in typed.chars() {
            if character == ' ' {
                spaces += 1;
            } else {
                let gap_em = 0.25 * f64::from(spaces);
                let after_space = spaces > 0;
                letters.push(Letter { character, gap_em, after_space, raised: None, area: Rect::ZERO });
                spaces = 0;
            }
        }
        let found = text(&letters);
        assert_eq!((found.text.as_str(), found.words.len()), (expected, expected.split(' ').count()));
    }

    #[test]
    fn words_in_spaced_letters_are_joined() {
        check("U S T A W A", "USTAWA");
        check("Z A R Z Ą D Z E N I E   N r 5", "ZARZĄDZENIE Nr 5");
        check("R A D Y   M I A S T A", "RADY MIASTA");
        check("r a d y   m i a s t a", "rady miasta");
    }

    #[test]
    fn one_letter_words_stay_separate() {
        check("lit. a i b i c", "lit. a i b i c");
        check("w zakresie i o z dnia", "w zakresie i o z dnia");
        check("a    b    c    d", "a b c d");
    }

    #[test]
    fn accents_are_composed_and_soft_hyphens_are_shown_only_at_the_end() {
        check("Krako\u{301}w", "Kraków");
        check("za\u{AD}rzą\u{AD}", "zarzą-");
    }
}
