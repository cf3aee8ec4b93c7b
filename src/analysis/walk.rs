//! A text as the analyser goes through it: words, wholes of hyphenated words, compounds.
//!
//! A word has a position of its own. What several words say together stands at the position of one
//! of them: the whole of `Łagiewniki-Borek` at its first part, joined without the hyphen, so that
//! `e-mail` meets `email`; a compound (see there) at its anchor.
//! Always holds: positions are those of [`words`], whatever stands beside the words.

use std::ops::Range;

use super::{
    MAX_WORD_BYTES,
    compound::{Compound, Compounds},
    normalize::normalize,
    tokenize::{Words, words},
};

/// A whole of more parts than this is a list.
const MAX_PARTS: usize = 4;

/// The next thing in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A word.
    Word(Range<usize>),
    /// The whole of a hyphenated word; [`Walk::whole`] has it joined.
    Whole(Range<usize>),
    /// What words say together, and its term.
    Compound(Compound),
}

/// Goes through a text.
pub(super) struct Walk<'a> {
    text: &'a str,
    words: Words<'a>,
    next_position: u32,
    compounds: Compounds,
    /// Compounds at the position of the last word, the next one last.
    found: Vec<Compound>,
    /// Where the whole ends that the last word belongs to.
    whole_end: usize,
    /// The whole that begins at the last word and has not been given yet.
    next_whole: Option<Range<usize>>,
    whole: String,
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            words: words(text),
            next_position: 0,
            compounds: Compounds::default(),
            found: Vec::new(),
            whole_end: 0,
            next_whole: None,
            whole: String::new(),
        }
    }

    /// The position of the last word.
    pub(super) fn position(&self) -> u32 {
        self.next_position.saturating_sub(1)
    }

    /// The parts of the last whole, normalised and joined.
    pub(super) fn whole(&self) -> &str {
        &self.whole
    }

    pub(super) fn next(&mut self) -> Option<Step> {
        if let Some(range) = self.next_whole.take() {
            return Some(Step::Whole(range));
        }
        if let Some(compound) = self.found.pop() {
            return Some(Step::Compound(compound));
        }
        loop {
            let range = self.words.next()?;
            self.next_position += 1;
            if range.len() <= MAX_WORD_BYTES {
                self.look_around(&range);
                return Some(Step::Word(range));
            }
        }
    }

    /// Finds what begins at a word beside the word itself.
    fn look_around(&mut self, word: &Range<usize>) {
        if word.start >= self.whole_end && self.hyphen_at(word.end).is_some() {
            self.join(word.clone());
        }
        if Compounds::is_anchor(&self.text[word.clone()]) {
            self.compounds.at(self.text, word.clone(), &mut self.found);
            self.found.reverse();
        }
    }

    /// The length of the hyphen at `at`, if a word follows it.
    fn hyphen_at(&self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        let length = match rest.as_bytes() {
            [b'-', ..] => 1,
            // U+2010 and U+2011
            [0xe2, 0x80, 0x90 | 0x91, ..] => 3,
            _ => return None,
        };
        rest[length..].starts_with(char::is_alphanumeric).then_some(length)
    }

    /// Joins the parts of the hyphenated word that begins with `first`: letters first, and not an
    /// inflected word after a number (`14-letni` is found by its parts).
    fn join(&mut self, first: Range<usize>) {
        let (mut parts, mut following) = (vec![first.clone()], self.words.clone());
        while let Some(hyphen) = self.hyphen_at(parts[parts.len() - 1].end) {
            let end = parts[parts.len() - 1].end;
            match following.next() {
                Some(part) if part.start == end + hyphen => parts.push(part),
                _ => break,
            }
        }
        self.whole_end = parts[parts.len() - 1].end;
        let range = first.start..self.whole_end;
        let is_word = self.text[first].starts_with(char::is_alphabetic);
        if !is_word || parts.len() > MAX_PARTS || range.len() > MAX_WORD_BYTES {
            return;
        }
        self.whole.clear();
        let mut part = String::new();
        for range in parts {
            normalize(&self.text[range], &mut part);
            self.whole.push_str(&part);
        }
        self.next_whole = Some(range);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut walk = Walk::new(text);
        let mut seen = Vec::new();
        while let Some(step) = walk.next() {
            let position = walk.position();
            seen.push(match step {
                Step::Word(range) => format!("{position} {}", &text[range]),
                Step::Whole(range) => format!("{position} {} = {}", &text[range], walk.whole()),
                Step::Compound(compound) => {
                    format!("{position} {} = {}", &text[compound.range], compound.term)
                }
            });
        }
        assert_eq!(seen, expected, "in `{text}`");
    }

    #[test]
    fn a_hyphenated_word_is_whole_and_in_parts() {
        check("Łagiewniki-Borek", &["0 Łagiewniki", "0 Łagiewniki-Borek = łagiewnikiborek", "1 Borek"]);
        check(
            "e-maila; wi\u{2011}fi",
            &["0 e", "0 e-maila = emaila", "1 maila", "2 wi", "2 wi‑fi = wifi", "3 fi"],
        );
        check(
            "COVID-19 i A-4-x",
            &["0 COVID", "0 COVID-19 = covid19", "1 19", "2 i", "3 A", "3 A-4-x = a4x", "4 4", "5 x"],
        );
    }

    #[test]
    fn a_number_before_a_hyphen_a_list_and_a_dash_make_no_whole() {
        check("14-letni", &["0 14", "1 letni"]);
        check("a-b-c-d-e", &["0 a", "1 b", "2 c", "3 d", "4 e"]);
        check("Kraków - Balice, Kraków-", &["0 Kraków", "1 Balice", "2 Kraków"]);
    }

    #[test]
    fn compounds_stand_at_their_anchor() {
        check(
            "z 13 lutego 2017 r.",
            &["0 z", "1 13", "1 13 lutego 2017 = 2017-02-13", "2 lutego", "3 2017", "4 r"],
        );
    }
}
