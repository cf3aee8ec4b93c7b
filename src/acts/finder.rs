//! Finds any of a few words in a text, many bytes at a time.

use aho_corasick::{AhoCorasick, MatchKind};

/// Returns a finder of these constant words; where several begin at one place, it finds the first of the
/// list.
pub(super) fn finder(words: &[&str]) -> AhoCorasick {
    // Only this kind of match lets the automaton skip over what begins no word.
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostFirst).build(words).expect("the words are constants")
}
