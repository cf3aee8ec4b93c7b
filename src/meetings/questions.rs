//! Divides questions that a meeting was about: *jak poprawić frekwencję, kto odśnieża i dlaczego*.
//!
//! Leaves which meeting it is to `reader`. Invariant: a question lies within what is divided, and has two words.

use std::ops::Range;

use super::words::{Word, words};

/// Words that begin a question.
const ASKING: [&str; 15] = [
    "jak", "kto", "co", "czy", "kiedy", "gdzie", "dlaczego", "ile", "jaki", "jaka", "jakie", "komu", "skad",
    "czego", "czym",
];

/// Whether a word begins a question.
pub(super) fn asks(word: &Word) -> bool {
    word.plain.is_one_of(&ASKING)
}

/// Divides a question into those that it joins: *jak poprawić frekwencję, kto odśnieża i dlaczego*.
pub(super) fn questions(text: &str, question: Range<usize>) -> Vec<Range<usize>> {
    let words = words(text, question.clone());
    let joins = |at: &usize| {
        let before = &words[at - 1];
        let is_joined = matches!(before.plain.as_bytes(), b"i" | b"oraz" | b"a");
        words[*at].plain.is_one_of(&ASKING) && (is_joined || text[before.end..words[*at].start].contains(','))
    };
    let mut starts: Vec<usize> = std::iter::once(question.start).collect();
    starts.extend((1..words.len()).filter(joins).map(|at| words[at].start));
    let ends = starts.iter().skip(1).copied().chain([question.end]);
    let pieces = starts.iter().zip(ends).map(|(start, end)| *start..end);
    pieces.filter_map(|piece| without_joint(text, piece)).collect()
}

/// Cuts the sign and the connective off the end of a question.
fn without_joint(text: &str, piece: Range<usize>) -> Option<Range<usize>> {
    let words = words(text, piece);
    let is_joint = |word: &Word| matches!(word.plain.as_bytes(), b"i" | b"oraz" | b"a");
    let last = words.iter().rposition(|word| !is_joint(word))?;
    (last > 1).then(|| words[0].start..words[last].end)
}
