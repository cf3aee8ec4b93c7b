//! Reads the heading of an annex: `Załącznik nr 1 do zarządzenia nr 5/2031 …` and the title below it.
//!
//! Invariant: the number belongs to the act that the annex is to, never to the annex; without anything below
//! the heading there is no annex.

use super::{
    kinds::{self, Demand, Opened, Role},
    letter_case::to_title_case,
    parts::HeadingParts,
    subject::{begins_body, one_line, subject_length, without_mark},
};
use crate::acts::letters::{is_shouted, strip_phrase, strip_spaced, word_length};

/// The longest title of an annex, in bytes.
const TITLE_BYTES: usize = 500;

/// The heading of an annex.
#[derive(Debug)]
pub(super) struct Annex {
    /// What is known of the act that it is an annex to.
    pub(super) parts: HeadingParts,
    /// Its number among the annexes of that act.
    pub(super) number: Option<String>,
    /// The annex as it calls itself: `Załącznik nr 1 do zarządzenia`.
    pub(super) name: String,
    /// The title below the heading.
    pub(super) title: Option<String>,
}

/// Reads the heading of an annex at the start of `text`.
pub(super) fn read(text: &str) -> Option<Annex> {
    let word = strip_spaced(text, "Załącznik").filter(|_| text.starts_with(['Z', 'z']))?;
    let number = annex_number(&text[word..]);
    let after = word + number.map_or(0, |(_, length)| length);
    let to = strip_phrase(text[after..].trim_start(), "do")?;
    let act = text[after..].trim_start()[to..].trim_start();
    let (opening, length, genitive) = kinds::genitive(act)?;
    let gap = act[length..].len() - act[length..].trim_start().len();
    let adjective = kinds::genitive_adjective(&act[length + gap..]);
    let length = if adjective > 0 { length + gap + adjective } else { length };
    let opened = Opened {
        opening,
        words: String::new(),
        length,
        shouted: is_shouted(&act[..length]),
        role: Role::Parent,
        is_alone: false,
    };
    let parts = HeadingParts::read(&act[length..], &opened).filter(is_known)?;
    let below = act[length + parts.length..].trim_start();
    let name = [Some("Załącznik".to_owned()), number.map(|(number, _)| format!("nr {number}"))];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let is_provision = opening.demand == Demand::Provisions;
    (!below.is_empty() && !is_provision).then(|| Annex {
        parts,
        number: number.map(|(number, _)| number.to_owned()),
        name: format!("{name} do {}", kinds::accented(genitive)),
        title: title(below),
    })
}

/// Whether the heading names the act it belongs to.
fn is_known(parts: &HeadingParts) -> bool {
    parts.number.is_some() || parts.date.is_some() || parts.organ.is_some()
}

/// Reads the number of the annex itself, and the length of it: `Nr 1`, `nr 2a`, `A`.
fn annex_number(text: &str) -> Option<(&str, usize)> {
    let here = text.trim_start();
    let spaces = text.len() - here.len();
    let intro =
        strip_phrase(here, "nr").map_or(0, |length| length + usize::from(here[length..].starts_with('.')));
    let gap = here[intro..].len() - here[intro..].trim_start().len();
    let word = &here[intro + gap..];
    let number = &word[..word_length(word)];
    let is_number = number.len() <= 4
        && number.chars().all(char::is_alphanumeric)
        && strip_phrase(number, "do").is_none();
    (is_number && !number.is_empty()).then_some((number, spaces + intro + gap + number.len()))
}

/// Reads the title of the annex: the paragraph below its heading.
fn title(below: &str) -> Option<String> {
    let first = below.lines().next().unwrap_or_default();
    let starts = below.starts_with(|c: char| c.is_alphabetic() || matches!(c, '„' | '"'));
    if !starts || begins_body(below) || first.len() > TITLE_BYTES {
        return None;
    }
    let length = subject_length(below);
    let line = one_line(&below[..length]);
    let line = without_mark(line.trim_end_matches(['.', ':', ' ']));
    (line.len() <= TITLE_BYTES && line.contains(char::is_lowercase)
        || is_shouted(line) && line.len() <= TITLE_BYTES)
        .then(|| to_title_case(line))
}
