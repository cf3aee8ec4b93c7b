//! Where sentences and blocks of text end, as far as it matters to a title within them.

use super::cursor::{Cursor, folded, is_folded};

/// Abbreviations whose full stop ends no sentence, without accents.
const ABBREVIATIONS: [&str; 48] = [
    "r", "ul", "os", "al", "pl", "im", "sw", "nr", "poz", "woj", "gm", "pow", "m", "in", "tj", "ok", "ks",
    "gen", "prof", "dr", "inz", "ds", "np", "itp", "itd", "ww", "tzw", "ust", "pkt", "art", "obr", "dz",
    "ew", "ha", "mkw", "sp", "o", "s", "a", "lit", "str", "zm", "tys", "mln", "kw", "red", "dot", "ws",
];

/// Words with a capital that begin a block of text.
const OPENINGS: [&str; 16] = [
    "Art",
    "Rozdział",
    "ROZDZIAŁ",
    "DZIAŁ",
    "Na",
    "Działając",
    "Wykaz",
    "WYKAZ",
    "Wzór",
    "WZÓR",
    "Regulamin",
    "REGULAMIN",
    "Tabela",
    "TABELA",
    "Lista",
    "Uzasadnienie",
];

/// Whether the full stop at the position ends a sentence; `before` is the word before it.
pub(super) fn ends_sentence(at: Cursor<'_>, before: &str) -> bool {
    let mut next = at;
    next.at += 1;
    if next.peek().is_some_and(|c| c.is_alphanumeric() || c == ',') {
        return false;
    }
    next.skip_spaces();
    let lower = next.peek().is_some_and(|c| c.is_lowercase() || matches!(c, '(' | ',' | '–'));
    let short = ABBREVIATIONS.contains(&folded(before).as_str());
    let number = !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit());
    let goes_on = if is_folded(before, "r") { lower } else { short || number && lower };
    !goes_on
}

/// Whether a new block of text begins at the position: a paragraph, a point, an indent.
pub(super) fn starts_block(at: Cursor<'_>) -> bool {
    let mut next = at;
    let word = at.word();
    if at.peek() == Some('§') || OPENINGS.contains(&word) {
        return true;
    }
    if next.eat_char(&['-', '–', '•', '*']) {
        return next.skip_spaces();
    }
    let digit = word.starts_with(|c: char| c.is_ascii_digit());
    let marks = digit && word.len() <= 3 || word.chars().count() == 1;
    next.at += word.len();
    let marked = next.eat_char(&[')']) || digit && next.eat_char(&['.']);
    marks && marked && next.peek().is_none_or(char::is_whitespace)
}

/// The last word of a text.
pub(super) fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let start = text.char_indices().rev().find(|(_, c)| !c.is_alphanumeric());
    start.map_or(text, |(at, c)| &text[at + c.len_utf8()..])
}
