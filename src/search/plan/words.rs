//! A run of words to matchers: each word, or what several of them say together.

use super::matcher::{Form, Matcher, Word};
use crate::analysis::{Synonyms, Token};

/// Words of a query as typed.
pub(super) struct Run<'a> {
    /// What was typed.
    pub(super) text: &'a str,
    /// Whether the query begins with them.
    pub(super) is_first: bool,
    words: Vec<Token>,
    /// What several of them say together.
    compounds: Vec<Token>,
}

impl<'a> Run<'a> {
    pub(super) fn of(text: &'a str, tokens: Vec<Token>, is_first: bool) -> Self {
        let (compounds, words) = tokens.into_iter().partition(|token| token.is_compound);
        Self { text, is_first, words, compounds }
    }

    /// The words without what they say together.
    pub(super) fn words(&self) -> &[Token] {
        &self.words
    }

    /// What they stand for, each with whether it carries grammar only.
    pub(super) fn wanted(&self, synonyms: &Synonyms) -> Vec<(Matcher, bool)> {
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(first) = self.words.get(at) {
            let (taken, instead) = self.stand_in(at, synonyms);
            found.push(if instead.is_empty() {
                (self.word(at), first.is_function_word())
            } else {
                (self.group(at, taken, instead), false)
            });
            at += taken;
        }
        found
    }

    /// These forms in this order.
    pub(super) fn phrase(self) -> Option<Matcher> {
        let Self { words, compounds, .. } = self;
        let form = |word: Token| {
            let stands_there = |compound: &&Token| compound.position == word.position;
            let said = compounds.iter().filter(stands_there).map(|compound| &compound.text);
            let provision = said.into_iter().find(|said| is_section(said)).cloned();
            Form { provision, ..Form::of(word) }
        };
        let forms: Vec<Form> = words.into_iter().map(form).collect();
        (!forms.is_empty()).then_some(Matcher::Phrase(forms))
    }

    /// What excluded words rule out: the word as typed, not others that it may stand for; of several
    /// parts (`-Łagiewniki-Borek`) only the whole; and what they say together, however it is written.
    pub(super) fn unwanted(self) -> Vec<Matcher> {
        let (Some(first), Some(last)) = (self.words.first(), self.words.last()) else { return Vec::new() };
        let (start, end) = (first.range.start, last.range.end);
        let is_whole = |compound: &&Token| compound.range.start <= start && compound.range.end >= end;
        let mut unwanted: Vec<Matcher> = self.compounds.iter().filter(is_whole).map(Matcher::word).collect();
        match self.words.as_slice() {
            [word] => unwanted.push(Matcher::word(&Token { restored: Vec::new(), ..word.clone() })),
            _ => unwanted.extend(self.phrase()),
        }
        unwanted
    }

    fn word(&self, at: usize) -> Matcher {
        let is_first = self.is_first && at == 0;
        Matcher::Word(Word::among_others(&self.words[at], self.text, is_first))
    }

    /// How many of the words from `at` stand for something together, and for what.
    fn stand_in(&self, at: usize, synonyms: &Synonyms) -> (usize, Vec<Matcher>) {
        let words: Vec<&Token> = self.words[at..].iter().collect();
        let before = at.checked_sub(1).map_or(0, |before| self.words[before].range.end);
        // A sign that is no word may come first: `§ 3`.
        let begins = |compound: &&Token| (before..=words[0].range.start).contains(&compound.range.start);
        let covered =
            |compound: &Token| words.iter().take_while(|word| word.range.end <= compound.range.end).count();
        let longest = self.compounds.iter().filter(begins).map(covered).max().unwrap_or(0);
        let synonym = synonyms.leading(self.text, &words).filter(|synonym| synonym.words >= longest);
        let taken = synonym.as_ref().map_or(longest, |synonym| synonym.words).max(1);
        let whole = self.compounds.iter().filter(begins).filter(|compound| covered(compound) == taken);
        let (said, joined): (Vec<&Token>, Vec<&Token>) =
            whole.partition(|compound| has_number(&compound.text));
        let mut instead: Vec<Matcher> = said.iter().map(|compound| Matcher::whole(compound)).collect();
        instead.extend(joined.into_iter().map(Matcher::word));
        instead.extend(synonym.into_iter().flat_map(|synonym| synonym.instead).map(Matcher::synonym));
        (taken, instead)
    }

    /// The words, those of grammar left out where there are others, or what stands for them.
    fn group(&self, at: usize, taken: usize, instead: Vec<Matcher>) -> Matcher {
        let all = at..at + taken;
        let content: Vec<usize> = all.clone().filter(|at| !self.words[*at].is_function_word()).collect();
        let words = if content.is_empty() { all.collect() } else { content };
        Matcher::Group { words: words.into_iter().map(|at| self.word(at)).collect(), instead }
    }
}

/// Whether it is a day, a number or a provision: one thing, of which the words say nothing by themselves. Those of a
/// hyphenated word do.
fn has_number(said: &str) -> bool {
    said.contains(|c: char| c.is_ascii_digit())
}

/// Whether it is a provision that a sign names which is no word: of a phrase only its number is left.
fn is_section(said: &str) -> bool {
    said.strip_prefix('§').is_some_and(|number| !number.contains('.'))
}
