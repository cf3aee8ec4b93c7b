//! Finds the meetings that contain the words of a query, in the inverted list of the register.
//!
//! Words match in the header of a meeting, and the others of them in one of its topics or in its place; words
//! that belong together, such as a phrase, must be in one of these.

use rustc_hash::FxHashSet;

use crate::{
    analysis::{Analyzer, TokenBuffer, function_words},
    document::Language,
    index::MeetingRegister,
    search::{
        plan::Plan,
        query_node::{QueryGroup, QueryNode, QueryVisitor},
        query_term::{QueryTerm, is_number},
        snippet::AnalyzedText,
    },
};

/// The meetings that match a plan.
pub(super) struct MatchingMeetings {
    /// Their numbers, sorted.
    pub(super) numbers: Vec<u32>,
    /// Whether they contain only most of the words, because none contains all.
    pub(super) is_relaxed: bool,
}

impl MatchingMeetings {
    /// Finds the meetings that contain what a plan wants and nothing that it excludes; all if it wants
    /// nothing. Words that say little are not required. If no meeting has all of the others, those with the
    /// most are found, if these are more than half.
    pub(super) fn find(register: &MeetingRegister, analyzer: &mut Analyzer, plan: &Plan) -> Self {
        let mut finder = UnitFinder { register, analyzer, tokens: TokenBuffer::default() };
        let is_vague = plan.wanted.iter().all(says_little);
        let wanted = plan.wanted.iter().filter(|node| is_vague || !says_little(node));
        let lists: Vec<Vec<u32>> = wanted.map(|node| node.accept(&mut finder)).collect();
        let (mut numbers, is_relaxed) = most_matching(register, &lists);
        for node in &plan.excluded {
            let without = node.accept(&mut finder);
            let without: FxHashSet<u32> =
                without.into_iter().map(|unit| register.meeting_of_unit(unit)).collect();
            numbers.retain(|number| !without.contains(number));
        }
        Self { numbers, is_relaxed }
    }
}

/// Whether a node is a word that tells nothing about a meeting: a verb, or a word such as `sprawa`.
fn says_little(node: &QueryNode) -> bool {
    let Some(QueryTerm::Word(word)) = node.as_leaf() else { return false };
    function_words::is_light(&word.terms) || function_words::is_verb(&word.terms)
}

/// Returns the meetings with a unit that is, together with the header, in as many of the lists as possible,
/// and whether that is not all of them.
fn most_matching(register: &MeetingRegister, lists: &[Vec<u32>]) -> (Vec<u32>, bool) {
    if lists.is_empty() {
        return ((0..register.meetings.len() as u32).collect(), false);
    }
    let has = |list: &Vec<u32>, unit: u32| list.binary_search(&unit).is_ok();
    let units = union(lists.iter().map(Vec::as_slice));
    let matched = |unit: &u32| {
        let header = register.meeting_of_unit(*unit);
        let count = lists.iter().filter(|list| has(list, *unit) || has(list, header)).count();
        (count, header)
    };
    let matched: Vec<(usize, u32)> = units.iter().map(matched).collect();
    let most = matched.iter().map(|(count, _)| *count).max().unwrap_or(0);
    if 2 * most <= lists.len() {
        return (Vec::new(), false);
    }
    let mut numbers: Vec<u32> =
        matched.into_iter().filter(|(count, _)| *count == most).map(|(_, meeting)| meeting).collect();
    numbers.sort_unstable();
    numbers.dedup();
    (numbers, most < lists.len())
}

/// Finds the units of the register that match a node.
struct UnitFinder<'r> {
    register: &'r MeetingRegister,
    analyzer: &'r mut Analyzer,
    tokens: TokenBuffer,
}

impl UnitFinder<'_> {
    /// Returns the units that match every one of some nodes.
    fn all(&mut self, nodes: &[QueryNode]) -> Vec<u32> {
        let mut nodes = nodes.iter().map(|node| node.accept(self));
        let first = nodes.next().unwrap_or_default();
        nodes.fold(first, |all, units| intersection(all, &units))
    }

    fn any(&mut self, nodes: &[QueryNode]) -> Vec<u32> {
        union(nodes.iter().map(|node| node.accept(self)).collect::<Vec<_>>().iter().map(Vec::as_slice))
    }

    fn with_any<'t>(&self, terms: impl Iterator<Item = &'t str>) -> Vec<u32> {
        union(terms.map(|term| self.register.units_with(term)))
    }

    /// Returns those of some units in which the words of a term stand in a row.
    fn in_a_row(&mut self, units: Vec<u32>, term: &QueryTerm) -> Vec<u32> {
        let mut has = |(text, language): (&str, Language)| {
            self.analyzer.tokens_into(text, language, &mut self.tokens);
            !AnalyzedText::new(&self.tokens).spans(term).is_empty()
        };
        let register = self.register;
        units.into_iter().filter(|unit| register.texts_of_unit(*unit).into_iter().any(&mut has)).collect()
    }
}

impl<'q> QueryVisitor<'q, QueryTerm> for UnitFinder<'_> {
    type Output = Vec<u32>;

    fn leaf(&mut self, leaf: &'q QueryTerm) -> Vec<u32> {
        match leaf {
            QueryTerm::Word(word) => self.with_any(word.all_terms()),
            QueryTerm::Prefix(prefix) => {
                union(prefix.forms.iter().map(|form| self.register.units_with_form(form)))
            }
            QueryTerm::Number(numbers) => union(numbers.iter().flat_map(|asked| {
                let numbers = self.register.units_with_beginning(asked);
                numbers.filter(|(term, _)| is_number(asked, term)).map(|(_, units)| units)
            })),
            QueryTerm::Phrase(forms) => {
                let with = forms.iter().map(|form| {
                    let terms = self.with_any(form.terms.iter().map(String::as_str));
                    union([terms.as_slice(), self.register.units_with_form(&form.text)].into_iter())
                });
                let together = with.reduce(|all, units| intersection(all, &units)).unwrap_or_default();
                self.in_a_row(together, leaf)
            }
            QueryTerm::Sequence(words) => {
                let with =
                    words.iter().map(|terms| self.with_any(terms.iter().map(|term| term.text.as_str())));
                let together = with.reduce(|all, units| intersection(all, &units)).unwrap_or_default();
                self.in_a_row(together, leaf)
            }
        }
    }

    fn group(&mut self, group: &'q QueryGroup<QueryTerm>) -> Vec<u32> {
        let (together, instead) = (self.all(&group.words), self.any(&group.instead));
        union([together.as_slice(), instead.as_slice()].into_iter())
    }

    fn any_of(&mut self, alternatives: &'q [QueryNode]) -> Vec<u32> {
        self.any(alternatives)
    }

    fn in_title(&mut self, inner: &'q QueryNode) -> Vec<u32> {
        let units = inner.accept(self);
        units.into_iter().filter(|unit| self.register.meeting_of_unit(*unit) == *unit).collect()
    }
}

fn union<'u>(lists: impl Iterator<Item = &'u [u32]>) -> Vec<u32> {
    let mut all: Vec<u32> = lists.flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn intersection(mut one: Vec<u32>, other: &[u32]) -> Vec<u32> {
    one.retain(|unit| other.binary_search(unit).is_ok());
    one
}
