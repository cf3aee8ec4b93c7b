//! Interprets small raised digits.
//!
//! They may be part of a number (`art. 22¹`) or of a unit (`m2`), or a mark that points to a footnote and is
//! not part of the word before it (`ustawy 1)`). Where a line begins and ends is left to `lines`. Invariant:
//! digits on the line are never touched.

use crate::extract::pdf::glyph::{Glyph, Letter, Raised};

/// The maximum size of a raised glyph relative to its text: Word sets superscripts at 0.65, TeX at 0.7.
const SMALL: f64 = 0.85;
/// The minimum height of a raised glyph, in em of the text.
///
/// Word raises by 0.33, TeX by 0.36, the state's journal of laws by 0.25. Letters of a smaller font share the
/// baseline.
const RAISED_EM: f64 = 0.15;
/// The maximum length of a word before a raised 2 or 3 that is a unit or a variable: `m2`, `km2`, `dm3`,
/// `x2`.
const MAX_UNIT: usize = 2;

/// Follows a line and keeps the glyph that raised ones are compared with.
#[derive(Debug)]
pub(super) struct SuperscriptTracker {
    base: Glyph,
    last: Option<Raised>,
    is_raised: bool,
}

impl SuperscriptTracker {
    /// Begins a line.
    pub(super) fn begin(glyph: &Glyph) -> Self {
        Self { base: *glyph, last: None, is_raised: false }
    }

    /// Returns whether `glyph` is the first letter of a footnote, after its raised number.
    pub(super) fn ends_number(&self, glyph: &Glyph, letters: &[Letter]) -> bool {
        let is_number = || letters.iter().all(|letter| letter.character.is_ascii_digit());
        glyph.character.is_alphabetic() && is_above(&self.base, glyph) && is_number()
    }

    /// Returns the meaning of `glyph` after `letters`, from which a space may separate it.
    pub(super) fn next(&mut self, glyph: &Glyph, letters: &[Letter], after_space: bool) -> Option<Raised> {
        let was_raised = std::mem::replace(&mut self.is_raised, is_above(glyph, &self.base));
        if !self.is_raised {
            self.base = *glyph;
        }
        self.last = match glyph.character {
            digit if !self.is_raised || after_space || !digit.is_ascii_digit() => None,
            _ if was_raised => self.last.filter(|last| *last == Raised::Exponent),
            digit => first_raised(digit, letters),
        };
        self.last
    }
}

/// Returns whether `glyph` is small and raised relative to `base`.
fn is_above(glyph: &Glyph, base: &Glyph) -> bool {
    let rise = (glyph.origin - base.origin).cross(base.direction);
    glyph.em < SMALL * base.em && rise > RAISED_EM * base.em
}

/// Returns the meaning of a raised `digit` directly after `letters`.
fn first_raised(digit: char, letters: &[Letter]) -> Option<Raised> {
    if letters.last()?.character.is_ascii_digit() {
        return Some(Raised::Exponent);
    }
    let is_unit = matches!(digit, '2' | '3') && (1..=MAX_UNIT).contains(&last_word(letters));
    (!is_unit).then_some(Raised::Footnote)
}

/// Returns the number of letters of the word at the end of a line.
fn last_word(letters: &[Letter]) -> usize {
    let mut is_over = false;
    let is_in_word = |letter: &&Letter| {
        let is_part = !is_over && letter.character.is_alphabetic();
        is_over |= letter.after_space;
        is_part
    };
    letters.iter().rev().take_while(is_in_word).count()
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::{Point, Vec2};

    use super::super::lines::lines;
    use super::*;

    /// Checks the line produced by `typed`.
    ///
    /// Text after `^` is raised and small up to the next space or `_`, and only a space separates glyphs.
    /// `expected` has `^` before each digit raised after a number and `|` before the mark of a footnote.
    #[track_caller]
    fn check(typed: &str, expected: &str) {
        let (mut x, mut is_raised, mut glyphs) = (0.0, false, Vec::new());
        for character in typed.chars() {
            match character {
                '^' | '_' | ' ' => is_raised = character == '^',
                _ => {
                    let (em, y) = if is_raised { (6.0, -3.5) } else { (10.0, 0.0) };
                    let (origin, direction) = (Point::new(x, y), Vec2::new(1.0, 0.0));
                    glyphs.push(Glyph { character, origin, direction, advance: em / 2.0, em });
                    x += em / 2.0;
                }
            }
            x += if character == ' ' { 3.0 } else { 0.0 };
        }
        let found = lines(&glyphs);
        assert_eq!(found.len(), 1, "{typed}");
        let mut text = found[0].text.clone();
        for digit in found[0].raised.iter().rev() {
            text.insert(digit.at, if digit.meaning == Raised::Exponent { '^' } else { '|' });
        }
        assert_eq!(text, expected, "{typed}");
    }

    #[test]
    fn a_footnote_mark_is_not_part_of_the_word_before_it() {
        check("Kodeks pracy^1)", "Kodeks pracy|1)");
        check("zm.^12)_), zwanej", "zm.|12)), zwanej");
        check("ustawy^1 z dnia", "ustawy|1 z dnia");
        check("ustawy ^1) z", "ustawy 1) z");
        check("^1)_Minister", "1)Minister");
        check("^1_Minister", "1 Minister");
    }

    #[test]
    fn a_digit_raised_after_a_number_is_recognized() {
        check("art. 22^1_ i", "art. 22^1 i");
        check("art. 241^25a", "art. 241^2^5a");
    }

    #[test]
    fn units_stay_whole() {
        check("735 m^2 gruntu", "735 m2 gruntu");
        check("40 km^2_,", "40 km2,");
        check("w sprawie^2)", "w sprawie|2)");
    }

    #[test]
    fn digits_on_the_line_are_unchanged_whatever_their_size() {
        check("CO2 i A4", "CO2 i A4");
    }
}
