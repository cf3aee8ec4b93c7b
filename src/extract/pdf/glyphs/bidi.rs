//! Converts letters in visual order, from left to right, to reading order in scripts that run from right to
//! left.
//!
//! Lines without such letters are left untouched and unmeasured. Invariant: letters are moved, and none is
//! added or lost.

use std::borrow::Cow;

use crate::extract::pdf::glyph::Letter;

/// Returns whether a letter belongs to a right-to-left script.
///
/// These are Hebrew, Arabic and related scripts, and their presentation forms.
pub(super) fn is_leftward(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Returns the letters of a line, given in visual order, in reading order.
pub(in crate::extract::pdf) fn logical(letters: &[Letter]) -> Cow<'_, [Letter]> {
    let leftward = letters.iter().filter(|letter| is_leftward(letter.character)).count();
    if leftward == 0 {
        return Cow::Borrowed(letters);
    }
    let rightward = letters.iter().filter(|letter| is_rightward(letter)).count();
    let mut turned = letters.to_vec();
    if leftward >= rightward {
        turn(&mut turned);
    } else {
        for span in turned.chunk_by_mut(|a, b| is_rightward(a) == is_rightward(b)) {
            turn_within(span);
        }
    }
    Cow::Owned(turned)
}

fn is_rightward(letter: &Letter) -> bool {
    letter.character.is_alphabetic() && !is_leftward(letter.character)
}

/// Reverses the letters from the first right-to-left one to the last; signs around them stay.
fn turn_within(span: &mut [Letter]) {
    let is_turned = |letter: &Letter| is_leftward(letter.character);
    let (Some(first), Some(last)) = (span.iter().position(is_turned), span.iter().rposition(is_turned))
    else {
        return;
    };
    turn(&mut span[first..=last]);
}

/// Reverses all letters except numbers and left-to-right words.
///
/// A space stays between the letters between which it lies.
fn turn(letters: &mut [Letter]) {
    let keeps = |letter: &Letter| letter.character.is_alphanumeric() && !is_leftward(letter.character);
    let mut turned = Vec::with_capacity(letters.len());
    let mut after_space = letters.first().is_some_and(|letter| letter.after_space);
    for part in letters.chunk_by(|a, b| keeps(a) && keeps(b)).rev() {
        let start = turned.len();
        turned.extend_from_slice(part);
        turned[start].after_space = std::mem::replace(&mut after_space, part[0].after_space);
    }
    letters.copy_from_slice(&turned);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seen: &str, read: &str) {
        let letter = |(at, word): (usize, &str)| {
            word.chars()
                .enumerate()
                .map(move |(place, character)| Letter {
                    character,
                    gap_em: 0.0,
                    after_space: at > 0 && place == 0,
                    raised: None,
                    area: hayro_interpret::kurbo::Rect::ZERO,
                })
                .collect::<Vec<_>>()
        };
        let letters: Vec<Letter> = seen.split(' ').enumerate().flat_map(letter).collect();
        let text = |letter: &Letter| [letter.after_space.then_some(' '), Some(letter.character)];
        let found: String = logical(&letters).iter().flat_map(text).flatten().collect();
        assert_eq!(found.trim_start(), read);
    }

    #[test]
    fn a_line_of_hebrew_is_read_from_right_to_left() {
        check("11 דבוע 00 ףגא 01001 הקלחמ", "מחלקה 01001 אגף 00 עובד 11");
        check("םלוע םולש", "שלום עולם");
    }

    #[test]
    fn hebrew_in_a_polish_line_is_reversed_in_place() {
        check("Napis brzmi םלוע םולש, czyli pokój", "Napis brzmi שלום עולם, czyli pokój");
        check("Rada Miasta", "Rada Miasta");
    }
}
