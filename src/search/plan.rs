//! What each clause of a query stands for: terms of the base-form field, or exact forms in order.
//!
//! The same plan decides which documents match (`ranking`) and which words are marked (`snippet`),
//! so that what is shown is what was found.

use super::query::{Clause, ParsedQuery};
use crate::analysis::{Analyzer, Token, is_accented, unaccented};

/// A query whose words are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Plan {
    /// What must or should match.
    pub(super) wanted: Vec<Matcher>,
    /// What must not match.
    pub(super) excluded: Vec<Matcher>,
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
    /// Finds the terms of every clause; a word asked for twice counts once.
    pub(super) fn new(analyzer: &mut Analyzer, parsed: &ParsedQuery) -> Self {
        let mut plan = Self::default();
        for clause in &parsed.clauses {
            for matcher in matchers(analyzer, clause) {
                let side = if clause.is_excluded { &mut plan.excluded } else { &mut plan.wanted };
                if !side.contains(&matcher) {
                    side.push(matcher);
                }
            }
        }
        plan
    }

    /// Whether nothing is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.excluded.is_empty()
    }
}

/// What a clause stands for. A word of several parts (`Łagiewniki-Borek`) is several words where it
/// is wanted, and a phrase where it is excluded: only the whole of it is unwanted.
fn matchers(analyzer: &mut Analyzer, clause: &Clause) -> Vec<Matcher> {
    let mut tokens = analyzer.query_tokens(&clause.text);
    let is_compound = tokens.len() > 1;
    if clause.is_phrase || clause.is_excluded && is_compound {
        return match tokens.len() {
            0 => Vec::new(),
            _ => vec![Matcher::Phrase(tokens.drain(..).map(Form::of).collect())],
        };
    }
    tokens.into_iter().map(|token| Matcher::Word(token.terms)).collect()
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
