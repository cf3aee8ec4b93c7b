//! Compares the letters of headings regardless of case, accents and letter spacing.
//!
//! Old pages and recognized scans lose accents (`UCHWALA`), and headings are printed in capitals or with
//! spaces between their letters. Leaves which words to look for to its callers. Invariant: every length is a
//! character boundary of the text it was measured in.

/// Returns a letter in lower case and without its Polish accent.
pub(crate) fn plain(c: char) -> char {
    match c {
        c if c.is_ascii() => c.to_ascii_lowercase(),
        'ą' | 'Ą' => 'a',
        'ć' | 'Ć' => 'c',
        'ę' | 'Ę' => 'e',
        'ł' | 'Ł' => 'l',
        'ń' | 'Ń' => 'n',
        'ó' | 'Ó' => 'o',
        'ś' | 'Ś' => 's',
        'ź' | 'Ź' | 'ż' | 'Ż' => 'z',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Returns a text in lower case and without Polish accents.
pub(crate) fn plain_text(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        folded.push_str(&rest[..ascii]);
        let mut others = rest[ascii..].chars();
        folded.extend(others.next().map(plain));
        rest = others.as_str();
    }
    folded.make_ascii_lowercase();
    folded
}

/// Whether a text has letters, and none of them in lower case.
pub(super) fn is_shouted(text: &str) -> bool {
    text.contains(char::is_uppercase) && !text.contains(char::is_lowercase)
}

/// Whether a word goes on with this character.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphabetic() || c.is_ascii_digit() || c == '_'
}

/// Returns the length in bytes of the word at the start of `text`, up to the next white space.
pub(super) fn word_length(text: &str) -> usize {
    text.find(char::is_whitespace).unwrap_or(text.len())
}

/// Returns the first word of `text`, plain and without the punctuation around it.
pub(super) fn first_word(text: &str) -> String {
    plain_text(text[..word_length(text)].trim_matches(|c: char| !is_of_word(c)))
}

/// Returns the number of bytes that `phrase` takes at the start of `text`, whatever its case, accents and
/// white space between words; `phrase` is plain, with single spaces. It must end at the end of a word.
pub(super) fn strip_phrase(text: &str, phrase: &str) -> Option<usize> {
    let length = strip_beginning(text, phrase)?;
    text[length..].chars().next().is_none_or(|c| !is_of_word(c)).then_some(length)
}

/// Like [`strip_phrase`], but the last word of the text may go on: `zmieniajac` is the beginning of
/// `ZMIENIAJĄCA`.
pub(super) fn strip_beginning(text: &str, phrase: &str) -> Option<usize> {
    let mut rest = text;
    for letter in phrase.chars() {
        let next = rest.chars().next()?;
        if letter == ' ' {
            let trimmed = rest.trim_start();
            if trimmed.len() == rest.len() {
                return None;
            }
            rest = trimmed;
        } else if plain(next) == letter {
            rest = &rest[next.len_utf8()..];
        } else {
            return None;
        }
    }
    Some(text.len() - rest.len())
}

/// Returns the number of bytes that `phrase` takes at the start of `text`, ignoring case, accents and any
/// white space between letters (letter spacing). The phrase must end at the end of a word.
pub(super) fn strip_spaced(text: &str, phrase: &str) -> Option<usize> {
    let mut wanted = phrase.chars().filter(|c| !c.is_whitespace());
    let mut next = wanted.next();
    for (at, c) in text.char_indices() {
        match next {
            None => return (!c.is_alphanumeric()).then_some(at),
            Some(_) if c.is_whitespace() => {}
            Some(letter) if plain(c) == plain(letter) => next = wanted.next(),
            Some(_) => return None,
        }
    }
    next.is_none().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_without_accents_and_across_spaces() {
        assert_eq!(strip_phrase("W  SPRAWIE: x", "w sprawie"), Some(10));
        assert_eq!(strip_phrase("w sprawiedliwy", "w sprawie"), None);
        assert_eq!(strip_beginning("ZMIENIAJĄCA x", "zmieniajac"), Some(11));
        assert_eq!(strip_spaced("Z A R Z Ą D Z E N I E\nx", "Zarządzenie"), Some(22));
        assert_eq!(strip_spaced("ZARZADZENIE", "Zarządzenie"), Some(11));
        assert_eq!(strip_spaced("ZARZADZENIA", "Zarządzenie"), None);
    }

    #[test]
    fn words_are_compared_in_their_plain_form() {
        assert_eq!(first_word("„Żółć”, x"), "zolc");
        assert_eq!(first_word(""), "");
        assert!(is_shouted("NR 5") && !is_shouted("5") && !is_shouted("Nr"));
    }
}
