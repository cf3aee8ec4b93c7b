//! Maps each clause of a query to what it stands for: lemma terms, exact forms and conditions.
//!
//! `words` handles words that mean something together, and `numbers` handles other spellings of numbers. The
//! same plan decides which documents match (`matching`) and which words are highlighted (`snippet`), so that
//! highlights always agree with matches.

mod numbers;
mod vocabulary;
mod words;

use super::{
    asked_word::AskedWord,
    fields::{self, FieldCondition, QueryField},
    notes::{Note, QueryNotes},
    query::{Clause, Operand, ParsedQuery, parse},
    query_node::QueryNode,
    query_term::{QueryPrefix, QueryTerm},
};
use crate::{
    analysis::{Analyzer, Token, function_words, is_accented},
    document::Kind,
    index::Snapshot,
};
pub(super) use numbers::other_year;
use vocabulary::IndexVocabulary;
use words::WordRun;

/// The maximum number of words searched for. Otherwise a pasted page would cost time in proportion to its
/// length, although its first words already find it.
const MAX_WORDS: usize = 64;
/// The minimum length of a prefix, in letters. A shorter one stands for too many words to be meaningful.
const MIN_PREFIX_LETTERS: usize = 3;
/// The maximum number of forms that all prefixes of a query expand to. Each form is read like a word.
const MAX_FORMS: usize = 1000;
/// The number of leading words among which a question word may stand, preceded only by function words.
const MAX_LEADING_WORDS: usize = 4;

/// A query whose words have been looked up.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Plan {
    /// Nodes that must or should match.
    pub(super) wanted: Vec<QueryNode>,
    /// Nodes that add to the score but never have to match: names quoted in a question.
    pub(super) optional: Vec<QueryNode>,
    /// Nodes that must not match.
    pub(super) excluded: Vec<QueryNode>,
    /// Conditions a document must meet. Conditions on the same field are alternatives.
    pub(super) conditions: Vec<FieldCondition>,
    /// Conditions a document must not meet.
    pub(super) ruled_out: Vec<FieldCondition>,
    /// The kinds of documents named by words of the query.
    pub(super) kinds: Vec<Kind>,
    /// Whether the query is a question in natural language.
    pub(super) is_question: bool,
    /// The number of distinct words and phrases that were typed to be found, including function words.
    pub(super) typed: usize,
    /// The words of a query of nothing but words and filters, in the order typed.
    pub(super) typed_words: Option<Vec<AskedWord>>,
    notes: QueryNotes,
}

impl Plan {
    /// Plans a query over an index.
    pub(super) fn from_text(snapshot: &Snapshot, analyzer: &mut Analyzer, text: &str) -> Self {
        let lexicon = IndexVocabulary {
            forms_like: &|plain| snapshot.forms_like(plain),
            forms_beginning: &|beginning, most| snapshot.forms_beginning(beginning, most),
            organs: &|| snapshot.organs(),
            numbers: &|beginning| snapshot.numbers_beginning(beginning),
            holds: &|term| snapshot.holds(term),
        };
        Planner::new(analyzer, lexicon).plan(&parse(text))
    }

    /// Plans a query without an index.
    #[cfg(test)]
    pub(super) fn new(
        analyzer: &mut Analyzer,
        parsed: &ParsedQuery,
        forms_like: crate::analysis::FormLookup<'_>,
    ) -> Self {
        let forms_beginning = &|_: &str, _| (Vec::new(), false);
        let organs = &|| vec!["Rada Miasta Krakowa".to_owned()];
        let lexicon = IndexVocabulary {
            forms_like,
            forms_beginning,
            organs,
            numbers: &|_| Vec::new(),
            holds: &|_| false,
        };
        Planner::new(analyzer, lexicon).plan(parsed)
    }

    /// Returns the same plan without its conditions.
    pub(super) fn without_conditions(&self) -> Self {
        Self { conditions: Vec::new(), ruled_out: Vec::new(), ..self.clone() }
    }

    /// Returns a plan with only the conditions of this one.
    pub(super) fn conditions_only(&self) -> Self {
        let (conditions, ruled_out) = (self.conditions.clone(), self.ruled_out.clone());
        Self { conditions, ruled_out, ..Self::default() }
    }

    /// Returns notes for the user on how the query was interpreted.
    pub(super) fn notes(&self) -> Vec<Note> {
        self.notes.all(MAX_WORDS)
    }

    /// Whether requiring only some of the words is weaker than requiring all of them.
    pub(super) fn can_be_relaxed(&self) -> bool {
        match self.wanted.as_slice() {
            [QueryNode::Group(group)] => group.words.len() > 1,
            wanted => wanted.len() > 1,
        }
    }

    /// Whether the plan has no nodes or conditions that restrict the results.
    pub(super) fn is_empty(&self) -> bool {
        self.wanted.is_empty()
            && self.excluded.is_empty()
            && self.conditions.is_empty()
            && self.ruled_out.is_empty()
    }
}

/// Returns the words of a text of nothing but words, as a query has them, without an index.
pub(super) fn typed_words(analyzer: &mut Analyzer, text: &str) -> Vec<AskedWord> {
    WordRun::new(text, analyzer.query_tokens(text), true).into_typed()
}

/// Returns the words of a query that have synonyms, each with those that are searched besides them.
pub(super) fn synonyms_used(analyzer: &mut Analyzer, text: &str) -> Vec<(String, Vec<String>)> {
    let mut used = Vec::new();
    for clause in parse(text).clauses {
        if let (Operand::Words(words), false) = (&clause.operand, clause.is_excluded) {
            let tokens = analyzer.query_tokens(words);
            used.extend(WordRun::new(words, tokens, false).synonyms_used(analyzer.synonyms()));
        }
    }
    used
}

/// Builds a plan clause by clause.
struct Planner<'a> {
    analyzer: &'a mut Analyzer,
    lexicon: IndexVocabulary<'a>,
    plan: Plan,
    /// Function words.
    grammar: Vec<QueryNode>,
    /// The number of words that may still be added.
    room: usize,
    /// The number of prefixes still to come, and the number of forms they may expand to together.
    prefixes: usize,
    forms: usize,
    is_first: bool,
    /// The words of all runs, and whether the query has nothing but words and filters.
    typed_words: Vec<AskedWord>,
    is_plain: bool,
}

impl<'a> Planner<'a> {
    fn new(analyzer: &'a mut Analyzer, lexicon: IndexVocabulary<'a>) -> Self {
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
            typed_words: Vec::new(),
            is_plain: true,
        }
    }

    /// Plans all clauses. A repeated word counts once, and function words count only if the query has no
    /// other words.
    fn plan(mut self, parsed: &ParsedQuery) -> Plan {
        let prefixes: usize = parsed.clauses.iter().map(|clause| clause.operand.prefixes()).sum();
        self.prefixes = prefixes.min(MAX_WORDS);
        self.plan.is_question = parsed.is_asked || self.begins_by_asking(parsed);
        for clause in &parsed.clauses {
            self.take(clause);
            self.is_first = false;
        }
        let Self { mut plan, grammar, typed_words, is_plain, .. } = self;
        plan.typed_words = is_plain.then_some(typed_words);
        plan.typed = plan.wanted.len() + grammar.len();
        if plan.wanted.is_empty() {
            plan.wanted = grammar;
        }
        plan
    }

    /// Whether the query begins with a question word, possibly after function words: `W jakim roku …`.
    fn begins_by_asking(&mut self, parsed: &ParsedQuery) -> bool {
        let first = parsed.clauses.first().filter(|clause| !clause.is_excluded);
        let Some(Operand::Words(text)) = first.map(|clause| &clause.operand) else { return false };
        let end = crate::analysis::words(text).nth(MAX_LEADING_WORDS).map_or(text.len(), |word| word.start);
        let tokens = self.analyzer.query_tokens(&text[..end]);
        let mut leading = tokens.iter().take_while(|token| token.is_function_word());
        leading.any(|token| function_words::is_asking(&token.terms))
    }

    fn take(&mut self, clause: &Clause) {
        self.is_plain &= match &clause.operand {
            Operand::Field { field, .. } => field.is_filter(),
            operand => !clause.is_excluded && matches!(operand, Operand::Words(_)),
        };
        match &clause.operand {
            Operand::Field { field, value, typed } if field.is_filter() => {
                self.take_filter(*field, value.text(), typed, clause.is_excluded);
            }
            operand if clause.is_excluded => {
                let unwanted = self.query_nodes(operand, true).into_iter().map(|(query_node, _)| query_node);
                add(&mut self.plan.excluded, unwanted.collect());
            }
            Operand::Phrase(text) if self.plan.is_question => self.take_name(text),
            operand => {
                let found = self.query_nodes(operand, false);
                self.want(found);
            }
        }
    }

    fn want(&mut self, found: Vec<(QueryNode, bool)>) {
        for (query_node, is_function_word) in found {
            match (query_node, self.plan.wanted.iter_mut().find_map(as_numbers)) {
                (QueryNode::Leaf(QueryTerm::Number(numbers)), Some(known)) => known.extend(numbers),
                (query_node, _) if is_function_word => add(&mut self.grammar, vec![query_node]),
                (query_node, _) => add(&mut self.plan.wanted, vec![query_node]),
            }
        }
    }

    /// Adds a name quoted in a question: its words are wanted in any form, preferably exactly as quoted.
    fn take_name(&mut self, text: &str) {
        let run = self.run(text);
        let wanted = run.wanted(self.analyzer.synonyms(), &self.lexicon);
        self.want(wanted);
        add(&mut self.plan.optional, run.phrase(&self.lexicon).into_iter().collect());
    }

    fn take_filter(&mut self, field: QueryField, value: &str, typed: &str, is_excluded: bool) {
        if self.room == 0 {
            return self.plan.notes.cut();
        }
        let Some(condition) = FieldCondition::parse(field, value, self.analyzer, self.lexicon.organs) else {
            self.plan.notes.bad_value(field, typed);
            let operand = Operand::Words(typed.to_owned());
            return self.take(&Clause { operand, is_excluded });
        };
        self.room -= 1;
        let side = if is_excluded { &mut self.plan.ruled_out } else { &mut self.plan.conditions };
        if !side.contains(&condition) {
            side.push(condition);
        }
    }

    /// Returns the nodes for a clause, each with whether it is a function word.
    fn query_nodes(&mut self, operand: &Operand, is_excluded: bool) -> Vec<(QueryNode, bool)> {
        let found = match operand {
            Operand::Words(text) if !is_excluded => return self.words(text),
            Operand::Words(text) => self.run(text).unwanted(&self.lexicon),
            Operand::Phrase(text) => self.run(text).phrase(&self.lexicon).into_iter().collect(),
            Operand::Prefix(text) => return self.prefix(text, is_excluded),
            Operand::Field { field: QueryField::Number, value, typed } => {
                return self.number(value.text(), typed, is_excluded);
            }
            Operand::Field { value, .. } => {
                let inner =
                    self.query_nodes(value, is_excluded).into_iter().map(|(query_node, _)| query_node);
                inner.map(|query_node| QueryNode::InTitle(Box::new(query_node))).collect()
            }
            Operand::AnyOf(alternatives) => self.any_of(alternatives).into_iter().collect(),
        };
        found.into_iter().map(|query_node| (query_node, false)).collect()
    }

    fn number(&mut self, value: &str, typed: &str, is_excluded: bool) -> Vec<(QueryNode, bool)> {
        let Some(number) = fields::number(value) else {
            self.plan.notes.bad_value(QueryField::Number, typed);
            return self.query_nodes(&Operand::Words(typed.to_owned()), is_excluded);
        };
        if self.room == 0 {
            self.plan.notes.cut();
            return Vec::new();
        }
        self.room -= 1;
        let numbers = std::iter::once(number.clone()).chain(numbers::other_year(&number)).collect();
        vec![(QueryNode::Leaf(QueryTerm::Number(numbers)), false)]
    }

    fn words(&mut self, text: &str) -> Vec<(QueryNode, bool)> {
        let run = self.run(text);
        for kind in run.words().iter().filter_map(fields::kind_named) {
            if !self.plan.kinds.contains(&kind) {
                self.plan.kinds.push(kind);
            }
        }
        let wanted = run.wanted(self.analyzer.synonyms(), &self.lexicon);
        self.typed_words.extend(run.into_typed());
        wanted
    }

    fn any_of(&mut self, alternatives: &[Operand]) -> Option<QueryNode> {
        let mut found: Vec<QueryNode> = Vec::new();
        for alternative in alternatives {
            let words: Vec<QueryNode> =
                self.query_nodes(alternative, false).into_iter().map(|(query_node, _)| query_node).collect();
            if !words.is_empty() {
                add(&mut found, vec![QueryNode::all_of(words)]);
            }
        }
        (found.len() > 1).then(|| QueryNode::AnyOf(found.clone())).or_else(|| found.pop())
    }

    fn prefix(&mut self, text: &str, is_excluded: bool) -> Vec<(QueryNode, bool)> {
        if text.chars().filter(|c| c.is_alphanumeric()).count() < MIN_PREFIX_LETTERS {
            self.plan.notes.short_prefix(text);
            return self.query_nodes(&Operand::Words(text.to_owned()), is_excluded);
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
        let prefix = QueryPrefix { text: word.text.clone(), stands_for_accented, forms };
        vec![(QueryNode::Leaf(QueryTerm::Prefix(prefix)), false)]
    }

    /// Analyzes the words of a clause, up to the number that may still be added.
    fn run<'t>(&mut self, text: &'t str) -> WordRun<'t> {
        let end = crate::analysis::words(text).nth(self.room).map(|word| word.start);
        if end.is_some() {
            self.plan.notes.cut();
        }
        let tokens: Vec<Token> =
            self.analyzer.query_tokens_over(&text[..end.unwrap_or(text.len())], self.lexicon.forms_like);
        let run = WordRun::new(text, tokens, self.is_first);
        self.room = self.room.saturating_sub(run.words().len());
        run
    }
}

/// Adds the nodes that are not in the list yet.
fn add(side: &mut Vec<QueryNode>, query_nodes: Vec<QueryNode>) {
    for query_node in query_nodes {
        if !side.iter().any(|other| other.asks_the_same(&query_node)) {
            side.push(query_node);
        }
    }
}

/// Returns the act numbers of a number node. An act has only one number, so several numbers are alternatives.
fn as_numbers(query_node: &mut QueryNode) -> Option<&mut Vec<String>> {
    match query_node {
        QueryNode::Leaf(QueryTerm::Number(numbers)) => Some(numbers),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod spellings;
