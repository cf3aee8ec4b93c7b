//! What each clause of a query stands for: terms of the base-form field, or exact forms in order.
//!
//! The same plan decides which documents match (`ranking`) and which words are marked (`snippet`),
//! so that what is shown is what was found.

use super::query::{Clause, ParsedQuery};
use crate::analysis::{Analyzer, Token, is_accented, unaccented};

/// More words than this are not searched: a pasted page would otherwise cost a search in
/// proportion to its length, and its first words already find it.
const MAX_WORDS: usize = 64;

/// A query whose words are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Plan {
    /// What must or should match.
    pub(super) wanted: Vec<Matcher>,
    /// What must not match.
    pub(super) excluded: Vec<Matcher>,
    /// How many different words and phrases were typed to be found, those of grammar included.
    pub(super) typed: usize,
    /// Whether words beyond the limit were left out.
    is_cut: bool,
}

/// One thing to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Matcher {
    /// Any word filed under one of these terms.
    Word(Vec<String>),
    /// These forms, one after the other.
    Phrase(Vec<Form>),
}

/// A word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    /// The normalised form as typed.
    pub(super) text: String,
    /// Whether it was typed without accents and so stands for accented forms too.
    pub(super) stands_for_accented: bool,
    /// Its base-form terms.
    pub(super) terms: Vec<String>,
}

impl Form {
    fn of(token: Token) -> Self {
        Self { stands_for_accented: !is_accented(&token.text), text: token.text, terms: token.terms }
    }

    /// Whether a form in a text is the one meant.
    pub(super) fn is(&self, form: &str) -> bool {
        form == self.text || self.stands_for_accented && unaccented(form) == self.text
    }
}

impl Plan {
    /// Finds the terms of every clause; a word asked for twice counts once, and a word that carries
    /// grammar only counts where nothing else is asked for.
    pub(super) fn new(analyzer: &mut Analyzer, parsed: &ParsedQuery) -> Self {
        let (mut plan, mut grammar) = (Self::default(), Vec::new());
        let mut room = MAX_WORDS;
        for clause in &parsed.clauses {
            let mut tokens = analyzer.query_tokens(&clause.text);
            plan.is_cut |= tokens.len() > room;
            tokens.truncate(room);
            room -= tokens.len();
            for (matcher, is_function_word) in matchers(tokens, clause) {
                let side = match (clause.is_excluded, is_function_word) {
                    (true, _) => &mut plan.excluded,
                    (false, true) => &mut grammar,
                    (false, false) => &mut plan.wanted,
                };
                if !side.contains(&matcher) {
                    side.push(matcher);
                }
            }
        }
        plan.typed = plan.wanted.len() + grammar.len();
        if plan.wanted.is_empty() {
            plan.wanted = grammar;
        }
        plan
    }

    /// What the searcher should know about how the query was read, in Polish.
    pub(super) fn notes(&self) -> Vec<String> {
        let cut = format!("Zapytanie jest długie; uwzględniono pierwsze {MAX_WORDS} słów.");
        if self.is_cut { vec![cut] } else { Vec::new() }
    }

    /// Whether nothing is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.excluded.is_empty()
    }
}

/// What a clause stands for. A word of several parts (`Łagiewniki-Borek`) is several words where it
/// is wanted, and a phrase where it is excluded: only the whole of it is unwanted.
fn matchers(tokens: Vec<Token>, clause: &Clause) -> Vec<(Matcher, bool)> {
    if clause.is_phrase || clause.is_excluded && tokens.len() > 1 {
        return match tokens.len() {
            0 => Vec::new(),
            _ => vec![(Matcher::Phrase(tokens.into_iter().map(Form::of).collect()), false)],
        };
    }
    let word = |token: Token| (token.is_function_word(), Matcher::Word(token.terms));
    tokens.into_iter().map(word).map(|(is_function_word, matcher)| (matcher, is_function_word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::parse;

    fn plan(text: &str) -> Plan {
        Plan::new(&mut Analyzer::default(), &parse(text))
    }

    #[test]
    fn a_word_asked_for_twice_counts_once() {
        assert_eq!(plan("konwent konwentu KONWENT").wanted.len(), 1);
    }

    #[test]
    fn a_word_that_carries_grammar_only_counts_where_it_is_alone() {
        assert_eq!(plan("zarządzenia o konwencie").wanted.len(), 2);
        assert_eq!(plan("w i z").wanted.len(), 3);
        assert!(
            matches!(plan("\"o konwencie\"").wanted.as_slice(), [Matcher::Phrase(forms)] if forms.len() == 2)
        );
    }

    #[test]
    fn a_long_query_is_cut_with_a_note_however_it_is_typed() {
        let numbers: Vec<String> = (0..=MAX_WORDS).map(|number| number.to_string()).collect();
        for text in [numbers.join(" "), numbers.join("-"), format!("\"{}\"", numbers.join(" "))] {
            assert_eq!(plan(&text).notes().len(), 1, "{text}");
        }
        let plan = plan(&numbers[1..].join(" "));
        assert_eq!((plan.wanted.len(), plan.notes().len()), (MAX_WORDS, 0));
    }

    #[test]
    fn a_plain_form_stands_for_accented_ones_and_not_the_other_way() {
        let form = |text: &str| match plan(&format!("\"{text}\"")).wanted.swap_remove(0) {
            Matcher::Phrase(mut forms) => forms.remove(0),
            Matcher::Word(_) => panic!("a phrase was asked for"),
        };
        assert!(form("zarzadzenie").is("zarządzenie"));
        assert!(form("zarządzenie").is("zarządzenie"));
        assert!(!form("zarządzenie").is("zarzadzenie"));
        assert!(!form("rada").is("rady"));
    }

    #[test]
    fn an_excluded_compound_is_unwanted_as_a_whole_only() {
        assert!(
            matches!(plan("-polsko-ukraiński").excluded.as_slice(), [Matcher::Phrase(forms)] if forms.len() == 2)
        );
        assert_eq!(plan("polsko-ukraiński").wanted.len(), 2);
    }
}
