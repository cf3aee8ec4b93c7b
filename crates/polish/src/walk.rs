//! Walks a text for the analyzer: words, whole hyphenated words, parts of words with an apostrophe, and
//! compounds.
//!
//! Each word has a position of its own. A compound has the position of one of its words: the whole of
//! `Łagiewniki-Borek` is at its first part, joined without the hyphen so that `e-mail` matches `email`; a
//! compound from the `compound` module is at its anchor. So are the part after the article in `d'Arc` and the
//! name in `Kennedy'ego`, at their word.
//! Invariant: positions are those of [`words`], regardless of compounds.

use std::ops::Range;

use crate::{
    compound::{Bond, Compound, Compounds},
    normalize::{folded, normalize},
    tokenize::{MAX_WORD_BYTES, WordIter, words},
};

/// The maximum number of parts of a hyphenated word; more make a list.
const MAX_PARTS: usize = 4;

/// The maximum length of an article before an apostrophe, in letters: `Dell'Arte`.
const MAX_ARTICLE: usize = 4;

/// Inflectional endings of a name after an apostrophe, in lower case and without accents.
const ENDINGS: &[&str] = &[
    "s", "a", "u", "y", "i", "e", "m", "ego", "emu", "em", "ie", "owi", "om", "ami", "ach", "ow", "go", "mu",
    "im", "ym", "owie", "ze",
];

/// One item of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WalkStep {
    /// A word.
    Word(Range<usize>),
    /// A whole hyphenated word, or part of a word with an apostrophe; [`TextWalk::whole`] returns its indexed
    /// form.
    Whole(Range<usize>, Bond),
    /// A compound of several words, with its term.
    Compound(Compound),
}

/// Iterates over the words and compounds of a text, given the ranges of the words.
#[derive(Debug)]
pub(crate) struct TextWalk<'a, W> {
    text: &'a str,
    words: W,
    next_position: u32,
    /// `None` if only wholes and parts are wanted besides the words.
    compounds: Option<Compounds>,
    /// Compounds at the position of the last word, in reverse order.
    found: Vec<Compound>,
    /// The end of the hyphenated word that the last word belongs to.
    whole_end: usize,
    /// Wholes that begin at the last word and have not been returned yet, in reverse order.
    wholes: Vec<(Range<usize>, String, Bond)>,
    whole: String,
}

impl<'a> TextWalk<'a, WordIter<'a>> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self::over(text, words(text))
    }
}

impl<'a, W: Iterator<Item = Range<usize>> + Clone> TextWalk<'a, W> {
    /// Creates a walk over words that were found before: all of [`words`].
    pub(crate) fn over(text: &'a str, words: W) -> Self {
        Self {
            text,
            words,
            next_position: 0,
            compounds: Some(Compounds::default()),
            found: Vec::new(),
            whole_end: 0,
            wholes: Vec::new(),
            whole: String::new(),
        }
    }

    /// Whether nothing has been read yet.
    #[cfg(feature = "tantivy")]
    pub(crate) fn is_at_start(&self) -> bool {
        self.next_position == 0
    }

    /// Leaves out the compounds of the `compound` module, which cost more than all the rest.
    pub(crate) fn without_compounds(self) -> Self {
        Self { compounds: None, ..self }
    }

    /// The position of the last word.
    pub(crate) fn position(&self) -> u32 {
        self.next_position.saturating_sub(1)
    }

    /// The last whole or part, in its indexed form.
    pub(crate) fn whole(&self) -> &str {
        &self.whole
    }

    pub(crate) fn next(&mut self) -> Option<WalkStep> {
        if !self.wholes.is_empty()
            && let Some((range, whole, bond)) = self.wholes.pop()
        {
            self.whole = whole;
            return Some(WalkStep::Whole(range, bond));
        }
        if !self.found.is_empty()
            && let Some(compound) = self.found.pop()
        {
            return Some(WalkStep::Compound(compound));
        }
        loop {
            let range = self.words.next()?;
            self.next_position += 1;
            if range.len() <= MAX_WORD_BYTES {
                self.look_around(&range);
                return Some(WalkStep::Word(range));
            }
        }
    }

    /// Collects everything that begins at a word besides the word itself.
    fn look_around(&mut self, word: &Range<usize>) {
        if word.start >= self.whole_end && hyphen_at(self.text, word.end).is_some() {
            self.join(word.clone());
        }
        if may_have_apostrophe(self.text[word.clone()].as_bytes()) {
            self.divide(word);
        }
        if let Some(compounds) = &mut self.compounds
            && Compounds::is_anchor(self.text, word)
        {
            compounds.at(self.text, word.clone(), &mut self.found);
            if self.found.len() > 1 {
                self.found.reverse();
            }
        }
    }

    /// Collects the parts of a word with an apostrophe: the part after an article (`Arc` of `d'Arc`), and the
    /// part before an ending (`Kennedy` of `Kennedy'ego`).
    fn divide(&mut self, word: &Range<usize>) {
        let mut form = String::new();
        normalize(&self.text[word.clone()], &mut form);
        let is_latin = form.chars().next().is_some_and(|c| c < '\u{250}');
        let Some((article, _)) = form.split_once('\'').filter(|_| is_latin) else { return };
        let (stem, ending) = form.rsplit_once('\'').unwrap_or_default();
        let is_ending = ENDINGS.contains(&&*folded(ending));
        if is_ending && stem.len() > 1 {
            self.wholes.push((word.clone(), stem.to_owned(), Bond::Loose));
        }
        let after = &form[article.len() + 1..];
        if article.chars().count() <= MAX_ARTICLE
            && after.chars().count() > 1
            && !(is_ending && after == ending)
        {
            self.wholes.push((word.clone(), after.to_owned(), Bond::Part));
        }
    }

    /// Joins the parts of the hyphenated word that begins with `first`, which must start with a letter: an
    /// inflected word after a number (`14-letni`) is found by its parts.
    fn join(&mut self, first: Range<usize>) {
        let (mut parts, mut following) = (vec![first.clone()], self.words.clone());
        while let Some(hyphen) = hyphen_at(self.text, parts[parts.len() - 1].end) {
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
        let (mut whole, mut part) = (String::with_capacity(range.len()), String::new());
        for range in parts {
            normalize(&self.text[range], &mut part);
            whole.push_str(&part);
        }
        self.wholes.push((range, whole, Bond::Loose));
    }
}

/// Returns the length of the hyphen at `at`, if a word follows it.
fn hyphen_at(text: &str, at: usize) -> Option<usize> {
    let first = *text.as_bytes().get(at)?;
    if first != b'-' && first != 0xe2 {
        return None;
    }
    let rest = text.get(at..)?;
    let length = match rest.as_bytes() {
        [b'-', ..] => 1,
        // The hyphens and short dashes from U+2010 to U+2013, and the minus sign U+2212.
        [0xe2, 0x80, 0x90..=0x93, ..] | [0xe2, 0x88, 0x92, ..] => 3,
        _ => return None,
    };
    rest[length..].starts_with(char::is_alphanumeric).then_some(length)
}

/// Whether a compound may have the position of this word of a text, judging by the word and by what follows
/// it. Looks at a few bytes; nearly all words have none. The compounds themselves are found by
/// [`Analyzer::compounds_in`](crate::Analyzer::compounds_in).
///
/// ```
/// use skorowidz_polish::{may_be_compound, words};
///
/// let text = "zarządzenie 358/2017 dla Łagiewnik-Borku";
/// let anchors: Vec<&str> =
///     words(text).filter(|word| may_be_compound(text, word)).map(|word| &text[word]).collect();
/// assert_eq!(anchors, ["358/2017", "Łagiewnik"]);
/// ```
pub fn may_be_compound(text: &str, word: &Range<usize>) -> bool {
    let Some(printed) = text.get(word.clone()) else { return false };
    hyphen_at(text, word.end).is_some()
        || may_have_apostrophe(printed.as_bytes())
        || Compounds::is_anchor(text, word)
}

/// Cheap check whether any byte may belong to an apostrophe; most words have none.
fn may_have_apostrophe(word: &[u8]) -> bool {
    word.len() > 2 && word.iter().any(|b| matches!(b, b'\'' | b'`' | 0xc2 | 0xca | 0xe2 | 0xef))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut walk = TextWalk::new(text);
        let mut seen = Vec::new();
        while let Some(step) = walk.next() {
            let position = walk.position();
            seen.push(match step {
                WalkStep::Word(range) => format!("{position} {}", &text[range]),
                WalkStep::Whole(range, _) => format!("{position} {} = {}", &text[range], walk.whole()),
                WalkStep::Compound(compound) => {
                    format!("{position} {} = {}", &text[compound.range], compound.term)
                }
            });
        }
        assert_eq!(seen, expected, "in `{text}`");
    }

    #[test]
    fn a_hyphenated_word_is_indexed_whole_and_in_parts() {
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
    fn a_leading_number_a_list_and_a_spaced_dash_are_not_joined() {
        check("14-letni", &["0 14", "1 letni"]);
        check("a-b-c-d-e", &["0 a", "1 b", "2 c", "3 d", "4 e"]);
        check("Kraków - Balice, Kraków-", &["0 Kraków", "1 Balice", "2 Kraków"]);
    }

    #[test]
    fn compounds_are_placed_at_their_anchor() {
        check(
            "z 13 lutego 2017 r.",
            &["0 z", "1 13", "1 13 lutego 2017 = 2017-02-13", "2 lutego", "3 2017", "4 r"],
        );
    }
}
