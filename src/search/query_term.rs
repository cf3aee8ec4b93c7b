//! What a query searches for: words, phrases, prefixes and numbers, and whether a word of a text matches one.

use tantivy::Score;

use super::ranking::{
    FOREIGN_WEIGHT, GERUND_WEIGHT, LIGHT_WEIGHT, PROPER_WEIGHT, RESTORED_WEIGHT, SYNONYM_WEIGHT, VERB_WEIGHT,
};
use crate::analysis::{Side, Token, function_words, gerunds, is_accented, unaccented};

/// Terms that are searched for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum QueryTerm {
    /// Any word indexed under one of these terms.
    Word(QueryWord),
    /// These forms, one after the other.
    Phrase(Vec<PhraseWord>),
    /// Any word with this prefix.
    Prefix(QueryPrefix),
    /// Words by their lemmas, one after the other.
    Sequence(Vec<Vec<WeightedTerm>>),
    /// Acts with one of these numbers. A number without a year matches any year.
    Number(Vec<String>),
}

/// A word of a query, which matches any token indexed under one of its terms.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct QueryWord {
    /// The lemma terms of the typed form, which count as one term.
    pub(super) terms: Vec<String>,
    /// The terms of other words that it may stand for.
    pub(super) others: Vec<WeightedTerm>,
    /// The exact forms that were meant.
    pub(super) exact: Vec<String>,
    /// Whether a text with an exact form scores higher.
    pub(super) prefers_exact: bool,
    /// Its weight among the words of the query.
    pub(super) weight: Score,
}

/// A term and its weight.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WeightedTerm {
    pub(super) text: String,
    pub(super) weight: Score,
}

/// A word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PhraseWord {
    /// The normalized form as typed.
    pub(super) text: String,
    /// The form without accents and apostrophes.
    plain: String,
    /// Whether it was typed without accents and therefore also matches accented forms.
    pub(super) stands_for_accented: bool,
    /// Its lemma terms in documents of any language.
    pub(super) terms: Vec<String>,
    /// The provision that it is the number of, if a section sign, which is not a word, says so: `§3`.
    pub(super) provision: Option<String>,
}

/// A prefix of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueryPrefix {
    /// The normalized prefix as typed.
    pub(super) text: String,
    /// Whether it was typed without accents and therefore also matches accented words.
    pub(super) stands_for_accented: bool,
    /// The forms in the index with this prefix; only the most frequent ones if there are too many.
    pub(super) forms: Vec<String>,
}

impl QueryTerm {
    /// Returns what stands for a synonym.
    pub(super) fn synonym(side: &Side) -> Self {
        let weighed = |text: &String| WeightedTerm { text: text.clone(), weight: SYNONYM_WEIGHT };
        let mut words: Vec<Vec<WeightedTerm>> =
            side.terms().map(|terms| terms.iter().map(weighed).collect()).collect();
        if words.len() == 1 {
            Self::Word(QueryWord::standing_in(words.remove(0)))
        } else {
            Self::Sequence(words)
        }
    }

    /// Whether a word or compound with these terms matches by itself. Words that only match in a row do not.
    pub(super) fn is_term<'t>(&self, mut terms: impl Iterator<Item = &'t str>) -> bool {
        match self {
            Self::Word(word) => terms.any(|term| word.has(term)),
            Self::Number(numbers) => terms.any(|term| numbers.iter().any(|asked| is_number(asked, term))),
            Self::Phrase(_) | Self::Prefix(_) | Self::Sequence(_) => false,
        }
    }

    /// Whether it names a compound that is not written as a word: a number, a date or a provision, whose
    /// terms have a character that is not a letter. Terms of words in other languages begin with a code and a
    /// colon.
    pub(super) fn names_number(&self) -> bool {
        let is_number = |term: &str| term.contains(|c: char| !c.is_alphabetic() && c != ':');
        match self {
            Self::Word(word) => word.all_terms().any(is_number),
            Self::Phrase(forms) => forms.iter().any(|form| form.provision.is_some()),
            Self::Number(_) => true,
            Self::Prefix(_) | Self::Sequence(_) => false,
        }
    }

    /// Whether a compound may match, rather than only the words that it is made of.
    pub(super) fn has_compounds(&self) -> bool {
        matches!(self, Self::Word(_) | Self::Number(_))
    }

    /// Whether a document must contain the terms however many other words it contains.
    pub(super) fn is_required(&self) -> bool {
        match self {
            Self::Phrase(_) | Self::Number(_) => true,
            Self::Word(_) | Self::Prefix(_) | Self::Sequence(_) => false,
        }
    }
}

impl QueryWord {
    pub(super) fn from_token(token: &Token) -> Self {
        let weighed = |terms: &[String], weight: Score| {
            terms.iter().map(|text| WeightedTerm { text: text.clone(), weight }).collect::<Vec<_>>()
        };
        let mut others = weighed(&token.restored, RESTORED_WEIGHT);
        others.extend(weighed(&token.foreign, FOREIGN_WEIGHT));
        let exact = if token.meant.is_empty() { vec![token.text.clone()] } else { token.meant.clone() };
        Self { terms: token.terms.clone(), others, exact, prefers_exact: true, weight: 1.0 }
    }

    /// Creates a word from a token of a query. The capital of the query's first word carries no meaning.
    pub(super) fn among_others(token: &Token, query: &str, is_first: bool) -> Self {
        let is_capital = !is_first && query[token.range.clone()].starts_with(char::is_uppercase);
        let is_number = token.text.starts_with(|c: char| c.is_ascii_digit());
        let mut word = Self::from_token(token);
        if function_words::is_light(&token.terms) {
            word.weight *= LIGHT_WEIGHT;
        } else if function_words::is_verb(&token.terms) {
            word.weight *= VERB_WEIGHT;
        }
        if is_capital || is_number {
            word.weight *= PROPER_WEIGHT;
        }
        word
    }

    /// Lets an infinitive also stand for its gerund (`zwalczać`, `zwalczanie`): acts name what they are about
    /// by a gerund. Verbs that say little have none: `mienie` is not what `mieć` means.
    pub(super) fn add_gerunds(&mut self) {
        if function_words::is_light(&self.terms) {
            return;
        }
        let gerunds = self.terms.iter().flat_map(|term| gerunds(term));
        let gerunds: Vec<String> = gerunds.filter(|gerund| !self.terms.contains(gerund)).collect();
        self.others.extend(gerunds.into_iter().map(|text| WeightedTerm { text, weight: GERUND_WEIGHT }));
    }

    /// Creates a word that can be written in any of these ways.
    pub(super) fn written(terms: Vec<String>) -> Self {
        Self { terms, others: Vec::new(), exact: Vec::new(), prefers_exact: false, weight: 1.0 }
    }

    /// Creates a word that replaces what was typed.
    fn standing_in(terms: Vec<WeightedTerm>) -> Self {
        let weight = terms.first().map_or(1.0, |term| term.weight);
        let terms = terms.into_iter().map(|term| term.text).collect();
        Self { terms, others: Vec::new(), exact: Vec::new(), prefers_exact: false, weight }
    }

    /// Whether a term is one of the word's terms.
    pub(super) fn has(&self, term: &str) -> bool {
        self.all_terms().any(|own| own == term)
    }

    /// Returns all terms of the word.
    pub(super) fn all_terms(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(String::as_str).chain(self.others.iter().map(|term| term.text.as_str()))
    }
}

impl PhraseWord {
    pub(super) fn from_token(token: Token) -> Self {
        let terms = [token.terms, token.restored, token.foreign].concat();
        let (plain, stands_for_accented) = (unaccented(&token.text), !is_accented(&token.text));
        Self { stands_for_accented, plain, text: token.text, terms, provision: None }
    }

    /// Sets the provision that the word is the number of.
    pub(super) fn numbering(self, provision: Option<String>) -> Self {
        Self { provision, ..self }
    }

    /// Whether a form in a text matches this one.
    pub(super) fn is(&self, form: &str) -> bool {
        form == self.text || self.stands_for_accented && unaccented(form) == self.plain
    }
}

impl QueryPrefix {
    /// Whether a form in a text has this prefix.
    pub(super) fn is(&self, form: &str) -> bool {
        form.starts_with(&self.text) || self.stands_for_accented && unaccented(form).starts_with(&self.text)
    }
}

/// Whether `number`, an act number or a term that names one, matches the number `asked`.
pub(super) fn is_number(asked: &str, number: &str) -> bool {
    number.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
