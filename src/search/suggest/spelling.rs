//! How an offered query is spelled: with the accents that its words have in the index, in the case of what was typed.
//!
//! Leaves to `completions` which words are offered. Always holds: of what was typed only letters change, and only by
//! accents; nothing where several words are spelled so but for these.

use super::{Part, Typed};

/// What was typed before the last word; a word without accents with those of the only form that the registers have of it.
pub(super) fn accented(parts: &[Part<'_>], typed: &Typed<'_>) -> String {
    let (mut start, mut end) = (String::new(), 0);
    for (at, word) in typed.words[..typed.words.len() - 1].iter().enumerate() {
        let mut forms = parts.iter().flat_map(|part| part.register.forms(part.wholes[at].words.clone()));
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

/// A word as typed, with the letters of a form in which only accents differ; unchanged where more does.
fn with_letters_of(typed: &str, form: &str) -> String {
    let letter = |(typed, letter): (char, char)| if typed.is_uppercase() { capital(letter) } else { letter };
    if typed.chars().count() == form.chars().count() {
        typed.chars().zip(form.chars()).map(letter).collect()
    } else {
        typed.to_owned()
    }
}

/// A letter as a capital, where that is a letter too.
fn capital(letter: char) -> char {
    let mut capitals = letter.to_uppercase();
    capitals.next().filter(|_| capitals.next().is_none()).unwrap_or(letter)
}

/// The form in the case of its beginning as typed: in capitals where that is in capitals, or begins with one and the
/// form is a Roman numeral.
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

/// Whether a form is a Roman numeral: of a district, a session or a chapter.
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
