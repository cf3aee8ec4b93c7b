//! What each clause of a query stands for: terms of the base-form field, exact forms, conditions.
//!
//! `matcher` says what can be looked for, `words` what words say together, `numbers` how else numbers are written. The same plan decides which documents match (`matching`) and which words
//! are marked (`snippet`), so that what is shown is what was found.

mod matcher;
mod numbers;
mod words;

use super::{
    fields::{self, Condition, Field},
    notes::{Note, Notes},
    query::{Asked, Clause, ParsedQuery, parse},
};
use crate::{
    analysis::{Analyzer, Token, Vocabulary, function_words, is_accented},
    document::Kind,
    index::Snapshot,
};
pub(super) use matcher::{Form, Matcher, Prefix, WeightedTerm, Word, is_number};
pub(super) use numbers::other_year;
use words::Run;

/// More words than this are not searched: a pasted page would otherwise cost a search in
/// proportion to its length, and its first words already find it.
const MAX_WORDS: usize = 64;
/// A shorter beginning stands for too many words to mean any. Letters.
const MIN_PREFIX_LETTERS: usize = 3;
/// The forms that all prefixes of a query may stand for together: each is read like a word.
const MAX_FORMS: usize = 1000;
/// A question word stands among so many first words, after prepositions only.
const MAX_LEADING_WORDS: usize = 4;

/// A query whose words are known.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Plan {
    /// What must or should match.
    pub(super) wanted: Vec<Matcher>,
    /// What adds to the score and need never match: names quoted in a question.
    pub(super) optional: Vec<Matcher>,
    /// What must not match.
    pub(super) excluded: Vec<Matcher>,
    /// What a document must be; those of one field are alternatives.
    pub(super) conditions: Vec<Condition>,
    /// What it must not be.
    pub(super) ruled_out: Vec<Condition>,
    /// The kinds of documents that words of the query name.
    pub(super) kinds: Vec<Kind>,
    /// Whether it is a question put in plain language.
    pub(super) is_question: bool,
    /// How many different words and phrases were typed to be found, those of grammar included.
    pub(super) typed: usize,
    notes: Notes,
}

/// Gives the most frequent forms of an index that begin so, and whether there are more.
type Beginnings<'a> = &'a dyn Fn(&str, usize) -> (Vec<String>, bool);

/// What a plan asks an index.
struct Lexicon<'a> {
    /// The forms that are a given one but for accents.
    forms_like: Vocabulary<'a>,
    forms_beginning: Beginnings<'a>,
    /// The organs that issued acts.
    organs: &'a dyn Fn() -> Vec<String>,
    /// The terms that begin so, as beginnings of numbers do.
    numbers: Vocabulary<'a>,
    /// Whether any text has a term.
    holds: &'a dyn Fn(&str) -> bool,
}

impl Plan {
    /// Finds what a query stands for over an index.
    pub(super) fn over(snapshot: &Snapshot, analyzer: &mut Analyzer, text: &str) -> Self {
        let lexicon = Lexicon {
            forms_like: &|plain| snapshot.forms_like(plain),
            forms_beginning: &|beginning, most| snapshot.forms_beginning(beginning, most),
            organs: &|| snapshot.organs(),
            numbers: &|beginning| snapshot.numbers_beginning(beginning),
            holds: &|term| snapshot.holds(term),
        };
        Planner::new(analyzer, lexicon).plan(&parse(text))
    }

    /// Finds what a query stands for without an index.
    #[cfg(test)]
    pub(super) fn new(analyzer: &mut Analyzer, parsed: &ParsedQuery, forms_like: Vocabulary<'_>) -> Self {
        let forms_beginning = &|_: &str, _| (Vec::new(), false);
        let organs = &|| vec!["Rada Miasta Krakowa".to_owned()];
        let lexicon =
            Lexicon { forms_like, forms_beginning, organs, numbers: &|_| Vec::new(), holds: &|_| false };
        Planner::new(analyzer, lexicon).plan(parsed)
    }

    /// What the searcher should know about how the query was read.
    pub(super) fn notes(&self) -> Vec<Note> {
        self.notes.all(MAX_WORDS)
    }

    /// Whether asking for any of the words asks for less.
    pub(super) fn can_be_relaxed(&self) -> bool {
        match self.wanted.as_slice() {
            [Matcher::Group { words, .. }] => words.len() > 1,
            wanted => wanted.len() > 1,
        }
    }

    /// Whether nothing is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.wanted.is_empty()
            && self.excluded.is_empty()
            && self.conditions.is_empty()
            && self.ruled_out.is_empty()
    }
}

/// Makes a plan, clause by clause.
struct Planner<'a> {
    analyzer: &'a mut Analyzer,
    lexicon: Lexicon<'a>,
    plan: Plan,
    /// Words that carry grammar only.
    grammar: Vec<Matcher>,
    /// How many more words are searched.
    room: usize,
    /// How many prefixes are to come, and how many forms they may stand for together.
    prefixes: usize,
    forms: usize,
    is_first: bool,
}

impl<'a> Planner<'a> {
    fn new(analyzer: &'a mut Analyzer, lexicon: Lexicon<'a>) -> Self {
        let (plan, grammar) = (Plan::default(), Vec::new());
        Self {
            analyzer,
            lexicon,
            plan,
            grammar,
            room: MAX_WORDS,
            prefixes: 0,
            forms: MAX_FORMS,
            is_first: true,
        }
    }

    /// Finds the terms of every clause; a word asked for twice counts once, and a word that carries
    /// grammar only counts where nothing else is asked for.
    fn plan(mut self, parsed: &ParsedQuery) -> Plan {
        let prefixes: usize = parsed.clauses.iter().map(|clause| clause.asked.prefixes()).sum();
        self.prefixes = prefixes.min(MAX_WORDS);
        self.plan.is_question = parsed.is_asked || self.begins_by_asking(parsed);
        for clause in &parsed.clauses {
            self.take(clause);
            self.is_first = false;
        }
        let Self { mut plan, grammar, .. } = self;
        plan.typed = plan.wanted.len() + grammar.len();
        if plan.wanted.is_empty() {
            plan.wanted = grammar;
        }
        plan
    }

    /// Whether a question word comes first, words of grammar before it aside: `W jakim roku …`.
    fn begins_by_asking(&mut self, parsed: &ParsedQuery) -> bool {
        let first = parsed.clauses.first().filter(|clause| !clause.is_excluded);
        let Some(Asked::Words(text)) = first.map(|clause| &clause.asked) else { return false };
        let end = crate::analysis::words(text).nth(MAX_LEADING_WORDS).map_or(text.len(), |word| word.start);
        let tokens = self.analyzer.query_tokens(&text[..end]);
        let mut leading = tokens.iter().take_while(|token| token.is_function_word());
        leading.any(|token| function_words::is_asking(&token.terms))
    }

    fn take(&mut self, clause: &Clause) {
        match &clause.asked {
            Asked::Field { field, value, typed } if field.is_filter() => {
                self.take_filter(*field, value.text(), typed, clause.is_excluded);
            }
            asked if clause.is_excluded => {
                let unwanted = self.matchers(asked, true).into_iter().map(|(matcher, _)| matcher);
                add(&mut self.plan.excluded, unwanted.collect());
            }
            Asked::Phrase(text) if self.plan.is_question => self.take_name(text),
            asked => {
                let found = self.matchers(asked, false);
                self.want(found);
            }
        }
    }

    fn want(&mut self, found: Vec<(Matcher, bool)>) {
        for (matcher, is_function_word) in found {
            match (matcher, self.plan.wanted.iter_mut().find_map(as_numbers)) {
                (Matcher::Number(numbers), Some(known)) => known.extend(numbers),
                (matcher, _) if is_function_word => add(&mut self.grammar, vec![matcher]),
                (matcher, _) => add(&mut self.plan.wanted, vec![matcher]),
            }
        }
    }

    /// A name quoted in a question: its words are wanted, in any form, and best as quoted.
    fn take_name(&mut self, text: &str) {
        let run = self.run(text);
        let wanted = run.wanted(self.analyzer.synonyms(), &self.lexicon);
        self.want(wanted);
        add(&mut self.plan.optional, run.phrase(&self.lexicon).into_iter().collect());
    }

    fn take_filter(&mut self, field: Field, value: &str, typed: &str, is_excluded: bool) {
        if self.room == 0 {
            return self.plan.notes.cut();
        }
        let Some(condition) = Condition::of(field, value, self.analyzer, self.lexicon.organs) else {
            self.plan.notes.bad_value(field, typed);
            let asked = Asked::Words(typed.to_owned());
            return self.take(&Clause { asked, is_excluded });
        };
        self.room -= 1;
        let side = if is_excluded { &mut self.plan.ruled_out } else { &mut self.plan.conditions };
        if !side.contains(&condition) {
            side.push(condition);
        }
    }

    /// What a clause stands for, each with whether it carries grammar only.
    fn matchers(&mut self, asked: &Asked, is_excluded: bool) -> Vec<(Matcher, bool)> {
        let found = match asked {
            Asked::Words(text) if !is_excluded => return self.words(text),
            Asked::Words(text) => self.run(text).unwanted(&self.lexicon),
            Asked::Phrase(text) => self.run(text).phrase(&self.lexicon).into_iter().collect(),
            Asked::Prefix(text) => return self.prefix(text, is_excluded),
            Asked::Field { field: Field::Number, value, typed } => {
                return self.number(value.text(), typed, is_excluded);
            }
            Asked::Field { value, .. } => {
                let inner = self.matchers(value, is_excluded).into_iter().map(|(matcher, _)| matcher);
                inner.map(|matcher| Matcher::InTitle(Box::new(matcher))).collect()
            }
            Asked::AnyOf(alternatives) => self.any_of(alternatives).into_iter().collect(),
        };
        found.into_iter().map(|matcher| (matcher, false)).collect()
    }

    fn number(&mut self, value: &str, typed: &str, is_excluded: bool) -> Vec<(Matcher, bool)> {
        let Some(number) = fields::number(value) else {
            self.plan.notes.bad_value(Field::Number, typed);
            return self.matchers(&Asked::Words(typed.to_owned()), is_excluded);
        };
        if self.room == 0 {
            self.plan.notes.cut();
            return Vec::new();
        }
        self.room -= 1;
        let numbers = std::iter::once(number.clone()).chain(numbers::other_year(&number)).collect();
        vec![(Matcher::Number(numbers), false)]
    }

    fn words(&mut self, text: &str) -> Vec<(Matcher, bool)> {
        let run = self.run(text);
        for kind in run.words().iter().filter_map(fields::kind_named) {
            if !self.plan.kinds.contains(&kind) {
                self.plan.kinds.push(kind);
            }
        }
        run.wanted(self.analyzer.synonyms(), &self.lexicon)
    }

    fn any_of(&mut self, alternatives: &[Asked]) -> Option<Matcher> {
        let mut found: Vec<Matcher> = Vec::new();
        for alternative in alternatives {
            let words: Vec<Matcher> =
                self.matchers(alternative, false).into_iter().map(|(matcher, _)| matcher).collect();
            if !words.is_empty() {
                add(&mut found, vec![Matcher::all_of(words)]);
            }
        }
        (found.len() > 1).then(|| Matcher::AnyOf(found.clone())).or_else(|| found.pop())
    }

    fn prefix(&mut self, text: &str, is_excluded: bool) -> Vec<(Matcher, bool)> {
        if text.chars().filter(|c| c.is_alphanumeric()).count() < MIN_PREFIX_LETTERS {
            self.plan.notes.short_prefix(text);
            return self.matchers(&Asked::Words(text.to_owned()), is_excluded);
        }
        let run = self.run(text);
        let Some(word) = run.words().first() else { return Vec::new() };
        let most = self.forms / self.prefixes.max(1);
        let (forms, is_cut) = (self.lexicon.forms_beginning)(&word.text, most);
        if is_cut {
            self.plan.notes.many_forms(&word.text, most);
        }
        self.forms -= forms.len();
        self.prefixes = self.prefixes.saturating_sub(1);
        let stands_for_accented = !is_accented(&word.text) && !word.text.contains('\'');
        vec![(Matcher::Prefix(Prefix { text: word.text.clone(), stands_for_accented, forms }), false)]
    }

    /// The words of a clause, as many as there is room for.
    fn run<'t>(&mut self, text: &'t str) -> Run<'t> {
        let end = crate::analysis::words(text).nth(self.room).map(|word| word.start);
        if end.is_some() {
            self.plan.notes.cut();
        }
        let tokens: Vec<Token> =
            self.analyzer.query_tokens_over(&text[..end.unwrap_or(text.len())], self.lexicon.forms_like);
        let run = Run::of(text, tokens, self.is_first);
        self.room = self.room.saturating_sub(run.words().len());
        run
    }
}

/// Adds what is not asked for yet.
fn add(side: &mut Vec<Matcher>, matchers: Vec<Matcher>) {
    for matcher in matchers {
        if !side.iter().any(|other| other.asks_the_same(&matcher)) {
            side.push(matcher);
        }
    }
}

/// The numbers of acts that are asked for: an act has one number only, so several are alternatives.
fn as_numbers(matcher: &mut Matcher) -> Option<&mut Vec<String>> {
    match matcher {
        Matcher::Number(numbers) => Some(numbers),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod spellings;
