//! Characters as fonts give them, turned into characters as people write them.
//!
//! Leaves to `layout` what stands between them. Always holds: what comes out is no ligature, no
//! no-break space, no control character and no character of private use.

use std::iter;

use unicode_normalization::UnicodeNormalization;

/// What a character of a font is in plain text: the letters of a ligature, a plain space for every
/// kind of space and for what has no meaning outside its font, itself otherwise. Soft hyphens stay:
/// only the layout knows whether one ends a line.
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

/// Whether the character is a hyphen of any kind that fonts draw.
pub(crate) fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}')
}

/// The word that `text` ends in, with the hyphens inside it.
fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take_while(|&(_, c)| c.is_alphanumeric() || is_hyphen(c) || c == '\'')
        .last();
    start.map_or("", |(at, _)| &text[at..])
}

/// How two lines join where the first ends in a hyphen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// No word is split here: the line ends.
    LineEnd,
    /// The hyphen belongs to the word: `Bielsko-Biała`.
    Keep,
    /// The hyphen only marks the split: `organi-zacji`.
    Drop,
}

/// How `line` and the line after it join.
pub(crate) fn joint(line: &str, next: &str) -> Joint {
    let Some(hyphen) = line.chars().next_back().filter(|&c| is_hyphen(c)) else {
        return Joint::LineEnd;
    };
    let word = last_word(&line[..line.len() - hyphen.len_utf8()]);
    let next_word: &str = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let Some(first) = next_word.chars().next() else { return Joint::LineEnd };
    if !word.chars().next_back().is_some_and(char::is_alphabetic) {
        return Joint::LineEnd;
    }
    let is_item = next[next_word.len()..].starts_with(')');
    let is_capital = !first.is_lowercase();
    if is_capital && (is_item || word.starts_with(char::is_lowercase) && first.is_alphabetic()) {
        return Joint::LineEnd;
    }
    let last_part = word.rsplit(is_hyphen).next().unwrap_or(word);
    let is_chain = last_part.len() < word.len() && last_part.ends_with('o') && is_adjective(next_word);
    let is_single = last_part.chars().count() == 1;
    if is_capital || is_single || is_chain || is_paired_adjective(last_part, next_word) {
        return Joint::Keep;
    }
    Joint::Drop
}

/// Fewest letters of the second half of a pair of adjectives: `polsko-czeski`. Shorter rests are
/// endings: `stanowisko-wego`.
const MIN_SECOND_ADJECTIVE: usize = 6;

/// Whether the halves look like two adjectives set side by side, `polsko-ukraiński` or
/// `społeczno-gospodarczy`: Polish keeps the hyphen of these, and its words seldom split there.
fn is_paired_adjective(first: &str, second: &str) -> bool {
    const FIRST_ENDS: [&str; 4] = ["sko", "cko", "czno", "yjno"];
    let is_first = |end: &&str| first.len() > end.len() + 1 && first.ends_with(*end);
    FIRST_ENDS.iter().any(is_first) && is_adjective(second)
}

/// Whether a second half is long enough for an adjective of its own and ends like one.
fn is_adjective(second: &str) -> bool {
    const ENDS: [&str; 11] = ["i", "y", "a", "e", "ego", "emu", "im", "ym", "ich", "ych", "ej"];
    second.chars().count() >= MIN_SECOND_ADJECTIVE && ENDS.iter().any(|end| second.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, next: &str, expected: Joint) {
        assert_eq!(joint(line, next), expected, "{line} / {next}");
    }

    #[test]
    fn a_hyphen_that_splits_a_word_is_removed_and_one_of_the_word_stays() {
        check("zarządzenie o organi-", "zacji pracy", Joint::Drop);
        check("stanowisko-", "wego", Joint::Drop);
        check("wolno-", "ściowych", Joint::Drop);
        check("Bielsko-", "Biała", Joint::Keep);
        check("COVID-", "19 w szkołach", Joint::Keep);
        check("polsko-", "ukraińskiej granicy", Joint::Keep);
        check("społeczno-", "gospodarczych", Joint::Keep);
        check("polsko-czesko-", "niemiecki", Joint::Keep);
        check("biało-czer-", "wonych flag", Joint::Drop);
        check("rzeczowo-finanso-", "wego", Joint::Drop);
        check("e-", "mail", Joint::Keep);
        check("Curie-", "Skłodowskiej", Joint::Keep);
        check("organi-", "1) Minister kieruje", Joint::LineEnd);
        check("organi-", "Dziennik Ustaw", Joint::LineEnd);
        check("w roku 2013 -", "oraz", Joint::LineEnd);
        check("2013-", "2014", Joint::LineEnd);
        check("organi-", "", Joint::LineEnd);
        check("koniec", "początek", Joint::LineEnd);
    }

    #[test]
    fn ligatures_and_odd_spaces_become_plain_characters() {
        let expanded: String = "o\u{FB01}ara\u{A0}s\u{200B}ta \u{F0B7}".chars().flat_map(expand).collect();
        assert_eq!(expanded, "ofiara sta •");
    }
}
