//! Reads the headings of articles and paragraphs: `Art. 12a.`, `§ 3`, `Art. 5–7. (uchylone)`.
//!
//! Judges by what stands before and after a number whether it is a heading or a reference. Leaves the
//! sequence of the numbers to `sequence`. Invariant: a reference that states more than a number, such as `§ 3
//! ust. 2`, is never a candidate.

use super::{
    candidate::{Mark, SectionCandidate},
    numeral::Numeral,
    rank::Rank,
    words::{Lead, after_spaces, is_line_end, strip_word},
};
use crate::acts::letters::plain;

/// The weight of `§ 3.` in front of a sentence.
const CERTAIN: i64 = 100;
/// The weight of a number alone on its line, without a full stop.
const ALONE: i64 = 90;
/// The weight of a number without a full stop in front of a sentence.
const UNSTOPPED: i64 = 70;
/// The weight of a number within a line, after the end of a sentence.
const INLINE: i64 = 60;
/// The weight of a number with a full stop but in front of a lower-case word, or with a comma.
const LOWER_CASE: i64 = 40;

/// Reads an article or a paragraph at the byte `at` of a line that ends at `end`.
pub(super) fn unit_at(text: &str, at: usize, end: usize) -> Option<SectionCandidate> {
    let rest = &text[at..end];
    let (rank, word, most) = unit_word(rest)?;
    let spaced = after_spaces(&rest[word..]);
    let (numeral, length) = unit_number(spaced, rank)?;
    let after = &spaced[length..];
    let (last, range) = range_end(after).unwrap_or((numeral, 0));
    let (weight, stop) = weight_by_what_follows(&after[range..], rank, range > 0)?;
    let weight = weight.min(most) * share_by_what_stands_before(text, at) / 100;
    let end = end - after.len() + range + stop;
    Some(SectionCandidate { last, weight, ..SectionCandidate::new(Mark::Section(rank), numeral, at, end) })
}

/// Reads an article or a paragraph within a line: only a whole heading after the end of a sentence.
pub(super) fn inline_unit_at(text: &str, at: usize, end: usize) -> Option<SectionCandidate> {
    let unit = unit_at(text, at, end).filter(|unit| unit.weight == CERTAIN)?;
    let above = text[..at].trim_end_matches([' ', '\u{a0}']);
    let is_apart = above.len() < at;
    let is_behind_sentence = is_apart && above.ends_with(['.', ':', ';']) && !Lead::before(text, at).refers;
    (is_behind_sentence || is_behind_page_number(text, at))
        .then_some(SectionCandidate { weight: INLINE, ..unit })
}

/// Whether only the number of a page, which a converter put there, stands before a place in its line.
fn is_behind_page_number(text: &str, at: usize) -> bool {
    let near = &text[text.floor_char_boundary(at.saturating_sub(10))..at];
    let Some(above) = near.rsplit_once(is_line_end).map(|(_, above)| above) else { return false };
    above.contains(|c: char| c.is_ascii_digit())
        && above.chars().all(|c| c.is_ascii_digit() || "-– ".contains(c))
}

/// Reads the sign or word of a unit; returns its rank, its length and the greatest weight it can give.
fn unit_word(rest: &str) -> Option<(Rank, usize, i64)> {
    if let Some(after) = rest.strip_prefix('§') {
        return (!after.starts_with('§')).then_some((Rank::Paragraph, '§'.len_utf8(), CERTAIN));
    }
    if rest.starts_with('$') {
        return Some((Rank::Paragraph, 1, LOWER_CASE));
    }
    let words = [("artykul", Rank::Article), ("art", Rank::Article), ("paragraf", Rank::Paragraph)];
    let words = words.into_iter().chain([("par", Rank::Paragraph)]);
    let found = |(word, rank)| abbreviation(rest, word).map(|end| (rank, end, CERTAIN));
    words.into_iter().find_map(found)
}

/// The length of a word, with the stop that abbreviates it; a comma is a stop that OCR misread.
fn abbreviation(rest: &str, word: &str) -> Option<usize> {
    let letters = rest.get(..word.len() + usize::from(word == "artykul"))?;
    if !letters.chars().map(plain).eq(word.chars()) || !letters.starts_with(char::is_uppercase) {
        return None;
    }
    let after = &rest[letters.len()..];
    let stop = usize::from(after.starts_with(['.', ',']));
    (!after.starts_with(char::is_alphabetic)).then_some(letters.len() + stop)
}

fn unit_number(text: &str, rank: Rank) -> Option<(Numeral, usize)> {
    let roman = || Numeral::leading_roman(text).filter(|_| rank == Rank::Article);
    let (numeral, length) = Numeral::leading(text).or_else(roman)?;
    // A letter apart from its number: `§ 12 a.`
    let apart = text[length..].strip_prefix(' ').and_then(|rest| {
        let (_, letters) = Numeral::leading_letters(rest).filter(|(_, letters)| *letters == 1)?;
        let joined = format!("{}{}", &text[..length], &rest[..letters]);
        let is_stopped = rest[letters..].starts_with('.');
        is_stopped.then(|| Numeral::leading(&joined))?.map(|(numeral, read)| (numeral, read + 1))
    });
    Some(apart.unwrap_or((numeral, length)))
}

/// Reads `–7` or `i 7` after a number; returns the last number and the length.
fn range_end(after: &str) -> Option<(Numeral, usize)> {
    let spaced = after_spaces(after);
    let inner = spaced.strip_prefix(['-', '–', '—']).or_else(|| spaced.strip_prefix("i "))?;
    let inner = after_spaces(inner);
    let (last, length) = Numeral::leading(inner)?;
    Some((last, after.len() - inner.len() + length))
}

/// The weight by what follows a number, and the length of the stop after it; `None` for a reference.
fn weight_by_what_follows(after: &str, rank: Rank, is_range: bool) -> Option<(i64, usize)> {
    if after.starts_with(", ") {
        return may_be_misread_stop(after).then_some((LOWER_CASE, 1));
    }
    let spaced = after_spaces(after);
    let stop = if spaced.starts_with(['.', ':']) { after.len() - spaced.len() + 1 } else { 0 };
    let rest = after_spaces(&after[stop..]);
    let Some(next) = rest.chars().next() else { return Some((if stop > 0 { CERTAIN } else { ALONE }, stop)) };
    if is_range {
        return (next == '(').then_some((CERTAIN, stop));
    }
    let is_new_sentence = next.is_uppercase() || "(„\"[–-§•*…“<".contains(next);
    match (stop > 0, is_new_sentence) {
        (true, true) => (!is_contents_line(rest)).then_some((CERTAIN, stop)),
        (true, false) if next.is_ascii_digit() => Some((CERTAIN, stop)),
        (true, false) => may_open_in_lower_case(rest).then_some((LOWER_CASE, stop)),
        (false, true) if matches!(next, '–' | '-') => None,
        (false, true) => (!names_an_act(rest) && !is_contents_line(rest)).then_some((UNSTOPPED, stop)),
        (false, false) => is_first_item(rest, rank).then_some((UNSTOPPED, stop)),
    }
}

/// Whether a comma after a number is a full stop that OCR misread.
fn may_be_misread_stop(after: &str) -> bool {
    let rest = after_spaces(&after[1..]);
    rest.starts_with(char::is_uppercase) && !names_an_act(rest)
}

/// Whether a number is followed by the number of its first subsection or point.
fn is_first_item(rest: &str, rank: Rank) -> bool {
    let is_one = Numeral::leading(rest).is_some_and(|(numeral, _)| numeral.is_first());
    is_one && rest[1..].starts_with(['.', ')']) && rank.is_unit()
}

/// The words that go on with a reference after a full stop.
const CONTINUING: [&str; 10] = ["ust", "pkt", "lit", "tiret", "i", "oraz", "lub", "albo", "zd", "zdanie"];

fn may_open_in_lower_case(rest: &str) -> bool {
    rest.starts_with(char::is_alphabetic) && !CONTINUING.iter().any(|word| strip_word(rest, word).is_some())
}

/// The stems of the acts whose sections are referred to in capitals.
const NAMED_ACTS: [&str; 16] = [
    "regulamin",
    "statut",
    "uchwal",
    "zarzadzeni",
    "konstytucj",
    "kodeks",
    "umow",
    "porozumieni",
    "rozporzadzeni",
    "ustaw",
    "ordynacj",
    "traktat",
    "konwencj",
    "prawa ",
    "kpa",
    "instrukcj",
];

/// Whether a text begins with an act in another case than the nominative: `Regulaminu`, `Kodeksu cywilnego`.
fn names_an_act(rest: &str) -> bool {
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let oblique = rest.starts_with("KPA") || word.ends_with(['u', 'y', 'i', 'a', 'U', 'Y', 'I', 'A']);
    let plain = || rest.chars().take(14).map(plain).collect::<String>();
    oblique && word.len() < 20 && {
        let plain = plain();
        NAMED_ACTS.iter().any(|stem| plain.starts_with(stem))
            && !["uchwala ", "ustawa ", "umowa "].iter().any(|nominative| plain.starts_with(nominative))
    }
}

/// The longest line of a table of contents, in bytes.
const CONTENTS_BYTES: usize = 300;

/// Whether a line leads to the number of a page, as in a table of contents: `Zakres ........ 12`.
pub(super) fn is_contents_line(rest: &str) -> bool {
    if rest.len() > CONTENTS_BYTES {
        return false;
    }
    let without_page = rest.trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
    let leader = without_page.trim_end();
    without_page.len() < rest.trim_end().len()
        && ["...", "…", ". .", "___", "·····"].iter().any(|dots| leader.ends_with(dots))
}

/// The share of its weight, in percent, that a unit keeps by what stands before it.
fn share_by_what_stands_before(text: &str, at: usize) -> i64 {
    let lead = Lead::before(text, at);
    match lead.last {
        _ if lead.refers => 15,
        Some(',') => 30,
        Some(c) if c.is_lowercase() => 90,
        _ => 100,
    }
}
