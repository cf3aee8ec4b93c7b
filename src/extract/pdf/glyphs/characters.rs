//! Converts characters as fonts provide them to characters as people write them.
//!
//! What separates them is left to `layout`. Invariant: the result contains no ligature, no no-break space, no
//! control character and no private-use character.

use std::iter;

use unicode_normalization::UnicodeNormalization;

/// Converts a character of a font to plain text.
///
/// A ligature becomes its letters, and every kind of space, as well as anything with no meaning outside its
/// font, becomes a plain space. Soft hyphens stay: only the layout knows whether one ends a line.
pub(super) fn expand(character: char) -> impl Iterator<Item = char> {
    let plain = match character {
        // Bullets of Symbol and Wingdings, which Word writes by the thousand.
        '\u{F0B7}' | '\u{F0A7}' => '•',
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => ' ',
        '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => '\0',
        _ if character.is_whitespace() || character.is_control() => ' ',
        _ => character,
    };
    let is_ligature = matches!(plain, '\u{FB00}'..='\u{FB06}');
    let ligature = iter::once(plain).filter(move |_| is_ligature).nfkc();
    let single = iter::once(plain).filter(move |_| !is_ligature);
    ligature.chain(single).filter(|&character| character != '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ligatures_and_odd_spaces_become_plain_characters() {
        let expanded: String = "o\u{FB01}ara\u{A0}s\u{200B}ta \u{F0B7}".chars().flat_map(expand).collect();
        assert_eq!(expanded, "ofiara sta •");
    }
}
