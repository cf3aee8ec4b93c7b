//! What a query asks for, piece by piece, and whether a word of a text is it.

use tantivy::Score;

use crate::{
    analysis::{Side, Token, function_words, is_accented, unaccented},
    search::ranking::{
        FOREIGN_WEIGHT, LIGHT_WEIGHT, PROPER_WEIGHT, RESTORED_WEIGHT, SYNONYM_WEIGHT, VERB_WEIGHT,
    },
};

/// One thing to match.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::search) enum Matcher {
    /// Any word filed under one of these terms.
    Word(Word),
    /// These forms, one after the other.
    Phrase(Vec<Form>),
    /// Any word that begins so.
    Prefix(Prefix),
    /// Words by their base forms, one after the other.
    Sequence(Vec<Vec<WeightedTerm>>),
    /// All of the words, or what several of them say together, or a synonym of them.
    Group {
        /// The words as typed.
        words: Vec<Matcher>,
        /// What stands for all of them.
        instead: Vec<Matcher>,
    },
    /// What several words say together, which is one thing: stands for them in a group.
    Whole(Box<Matcher>),
    /// Any of these.
    AnyOf(Vec<Matcher>),
    /// This, which must match because it was quoted.
    Quoted(Box<Matcher>),
    /// This, in the title.
    InTitle(Box<Matcher>),
    /// Acts of one of these numbers; one without its year stands for that of any year.
    Number(Vec<String>),
}

/// A word of a query: whatever is filed under one of its terms.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::search) struct Word {
    /// The base-form terms of the form as typed, which count as one.
    pub(in crate::search) terms: Vec<String>,
    /// The terms of what it may stand for besides.
    pub(in crate::search) others: Vec<WeightedTerm>,
    /// The exact forms that were meant.
    pub(in crate::search) exact: Vec<String>,
    /// What it weighs among the words of the query.
    pub(in crate::search) weight: Score,
}

/// A term and what it weighs.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::search) struct WeightedTerm {
    pub(in crate::search) text: String,
    pub(in crate::search) weight: Score,
}

/// A word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Form {
    /// The normalised form as typed.
    pub(in crate::search) text: String,
    /// The same without accents and apostrophes.
    plain: String,
    /// Whether it was typed without accents and so stands for accented forms too.
    pub(in crate::search) stands_for_accented: bool,
    /// Its base-form terms, of documents in every language.
    pub(in crate::search) terms: Vec<String>,
    /// What it is the number of, where a sign says so that is no word: `§3`.
    pub(in crate::search) provision: Option<String>,
}

/// A beginning of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Prefix {
    /// The normalised beginning as typed.
    pub(in crate::search) text: String,
    /// Whether it was typed without accents and so stands for accented beginnings too.
    pub(in crate::search) stands_for_accented: bool,
    /// The forms of the index that begin so, the most frequent ones where there are too many.
    pub(in crate::search) forms: Vec<String>,
}

impl Matcher {
    /// What several words say together, which is one thing.
    pub(super) fn whole(said: Self) -> Self {
        Self::Whole(Box::new(said))
    }

    pub(super) fn synonym(side: &Side) -> Self {
        let weighed = |text: &String| WeightedTerm { text: text.clone(), weight: SYNONYM_WEIGHT };
        let mut words: Vec<Vec<WeightedTerm>> =
            side.terms().map(|terms| terms.iter().map(weighed).collect()).collect();
        if words.len() == 1 { Self::Word(Word::standing_in(words.remove(0))) } else { Self::Sequence(words) }
    }

    /// Any of these, which are at least one.
    pub(super) fn any_of(mut alternatives: Vec<Self>) -> Self {
        if alternatives.len() == 1 { alternatives.remove(0) } else { Self::AnyOf(alternatives) }
    }

    /// All of these, which are at least one.
    pub(super) fn all_of(mut words: Vec<Self>) -> Self {
        if words.len() == 1 { words.remove(0) } else { Self::Group { words, instead: Vec::new() } }
    }

    /// Whether it asks for the same as another; of a word the terms of the form as typed count.
    pub(super) fn asks_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Word(word), Self::Word(other)) => word.terms == other.terms,
            _ => self == other,
        }
    }

    /// Whether a document must match however many words it holds: quotation marks and fields are how
    /// a searcher insists.
    pub(in crate::search) fn insists(&self) -> bool {
        match self {
            Self::Phrase(_) | Self::Quoted(_) | Self::InTitle(_) | Self::Number(_) => true,
            Self::AnyOf(alternatives) => alternatives.iter().all(Self::insists),
            Self::Word(_) | Self::Prefix(_) | Self::Sequence(_) | Self::Whole(_) | Self::Group { .. } => {
                false
            }
        }
    }

    /// Whether it is a group whose words say one thing together.
    pub(in crate::search) fn is_one(&self) -> bool {
        let is_whole = |matcher: &Self| matches!(matcher, Self::Whole(_));
        matches!(self, Self::Group { instead, .. } if instead.iter().any(is_whole))
    }

    /// Itself, or the matchers that it is made of.
    pub(in crate::search) fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Group { words, instead } => words.iter().chain(instead).flat_map(Self::parts).collect(),
            Self::AnyOf(alternatives) => alternatives.iter().flat_map(Self::parts).collect(),
            Self::Whole(inner) | Self::Quoted(inner) | Self::InTitle(inner) => inner.parts(),
            _ => vec![self],
        }
    }
}

impl Word {
    pub(super) fn of(token: &Token) -> Self {
        let weighed = |terms: &[String], weight: Score| {
            terms.iter().map(|text| WeightedTerm { text: text.clone(), weight }).collect::<Vec<_>>()
        };
        let mut others = weighed(&token.restored, RESTORED_WEIGHT);
        others.extend(weighed(&token.foreign, FOREIGN_WEIGHT));
        let exact = if token.meant.is_empty() { vec![token.text.clone()] } else { token.meant.clone() };
        Self { terms: token.terms.clone(), others, exact, weight: 1.0 }
    }

    /// A word among those typed: one that begins the query has its capital from that.
    pub(super) fn among_others(token: &Token, query: &str, is_first: bool) -> Self {
        let is_capital = !is_first && query[token.range.clone()].starts_with(char::is_uppercase);
        let is_number = token.text.starts_with(|c: char| c.is_ascii_digit());
        let mut word = Self::of(token);
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

    /// What is written in one of these ways.
    pub(super) fn written(terms: Vec<String>) -> Self {
        Self { terms, others: Vec::new(), exact: Vec::new(), weight: 1.0 }
    }

    /// A word that stands for what was typed.
    fn standing_in(terms: Vec<WeightedTerm>) -> Self {
        let weight = terms.first().map_or(1.0, |term| term.weight);
        let terms = terms.into_iter().map(|term| term.text).collect();
        Self { terms, others: Vec::new(), exact: Vec::new(), weight }
    }

    /// Whether a word of a text is filed under one of its terms.
    pub(in crate::search) fn is(&self, token: &Token) -> bool {
        let is_other = |own: &String| self.others.iter().any(|term| term.text == *own);
        token.terms.iter().any(|own| self.terms.contains(own) || is_other(own))
    }

    /// Whether a term is one of its own.
    pub(in crate::search) fn has(&self, term: &str) -> bool {
        self.all_terms().any(|own| own == term)
    }

    /// All of its terms.
    pub(in crate::search) fn all_terms(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(String::as_str).chain(self.others.iter().map(|term| term.text.as_str()))
    }
}

impl Form {
    pub(super) fn of(token: Token) -> Self {
        let terms = [token.terms, token.restored, token.foreign].concat();
        let (plain, stands_for_accented) = (unaccented(&token.text), !is_accented(&token.text));
        Self { stands_for_accented, plain, text: token.text, terms, provision: None }
    }

    /// A word that is also the number of a provision.
    pub(super) fn numbering(self, provision: Option<String>) -> Self {
        Self { provision, ..self }
    }

    /// Whether a form in a text is the one meant.
    pub(in crate::search) fn is(&self, form: &str) -> bool {
        form == self.text || self.stands_for_accented && unaccented(form) == self.plain
    }
}

impl Prefix {
    /// Whether a form in a text begins so.
    pub(in crate::search) fn is(&self, form: &str) -> bool {
        form.starts_with(&self.text) || self.stands_for_accented && unaccented(form).starts_with(&self.text)
    }
}

/// Whether the number of an act, or a term of a text that names one, is the one asked for.
pub(in crate::search) fn is_number(asked: &str, number: &str) -> bool {
    number.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
