//! Spells suggested queries: words get the accents they have in the index, and the case of the typed text.
//!
//! Which words are offered is left to `completions`.
//!
//! Invariants: in the typed text only the accents of letters change, and not even those if several indexed
//! words differ only in accents.

use super::{segment::SuggestSegment, typed::TypedText};

/// Returns the text before the last word. A word without accents gets those of its form in the registers if
/// there is only one.
pub(super) fn accented(parts: &[SuggestSegment<'_>], typed: &TypedText<'_>) -> String {
    let (mut start, mut end) = (String::new(), 0);
    for (at, word) in typed.words[..typed.words.len() - 1].iter().enumerate() {
        let mut forms = parts.iter().flat_map(|part| part.suggest_index.forms(part.wholes[at].words.clone()));
        let Some(form) = forms.next().filter(|form| !word.is_accented && forms.all(|other| other == *form))
        else {
            continue;
        };
        start.push_str(&typed.text[end..word.range.start]);
        start.push_str(&with_letters_of(&typed.text[word.range.clone()], form));
        end = word.range.end;
    }
    start + &typed.text[end..typed.words.last().map_or(end, |last| last.range.start)]
}

/// Returns a typed word with the letters of a form that differs only in accents, or unchanged if more
/// differs.
fn with_letters_of(typed: &str, form: &str) -> String {
    let letter = |(typed, letter): (char, char)| if typed.is_uppercase() { capital(letter) } else { letter };
    if typed.chars().count() == form.chars().count() {
        typed.chars().zip(form.chars()).map(letter).collect()
    } else {
        typed.to_owned()
    }
}

/// Returns the capital of a letter if it is a single letter.
fn capital(letter: char) -> char {
    let mut capitals = letter.to_uppercase();
    capitals.next().filter(|_| capitals.next().is_none()).unwrap_or(letter)
}

/// Returns the form in the case of its typed beginning: in capitals if that is in capitals, or if it begins
/// with a capital and the form is a Roman numeral.
pub(super) fn cased(form: &str, beginning: &str) -> String {
    let is_capital = beginning.starts_with(char::is_uppercase);
    let is_shouted = is_capital
        && beginning.chars().filter(|c| c.is_uppercase()).nth(1).is_some()
        && !beginning.contains(char::is_lowercase);
    if is_shouted || is_capital && is_numeral(form) {
        return form.chars().map(capital).collect();
    }
    let mut letters = form.chars();
    let first = letters.next().map(|first| if is_capital { capital(first) } else { first });
    first.into_iter().chain(letters).collect()
}

/// Whether a form is a Roman numeral, as of a district, a session or a chapter.
fn is_numeral(form: &str) -> bool {
    form.bytes().all(|letter| b"ivxlc".contains(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_completion_has_the_case_of_the_typed_text() {
        for (form, beginning, expected) in [
            ("miasta", "mi", "miasta"),
            ("miasta", "M", "Miasta"),
            ("miasta", "MI", "MIASTA"),
            ("miasta", "Mi", "Miasta"),
            ("żółwia", "ŻÓ", "ŻÓŁWIA"),
            ("viii", "V", "VIII"),
            ("viii", "v", "viii"),
            ("viii", "Vi", "VIII"),
        ] {
            assert_eq!(cased(form, beginning), expected, "{form} after {beginning}");
        }
    }

    #[test]
    fn a_word_gets_its_accents_and_keeps_its_case() {
        assert_eq!(with_letters_of("Budzet", "budżet"), "Budżet");
        assert_eq!(with_letters_of("ZOLW", "żółw"), "ŻÓŁW");
        assert_eq!(with_letters_of("strasse", "straße"), "strasse");
    }
}
