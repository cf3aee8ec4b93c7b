//! The engine's query for a plan, and every weight in it.
//!
//! BM25 with the engine's own constants (k1 1.2, b 0.75) over the base forms of title and text.
//! `docs/relevance.md` explains it to people and gives the figures.

use tantivy::{
    Score, Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur,
        PhraseQuery, Query, RegexPhraseQuery, RegexQuery, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

use super::{
    excluded::Excluded,
    plan::{Form, Matcher, Plan},
};
use crate::index::Fields;

/// Weight of a word in the title against the same word in the text. Measured by `skorowidz eval`
/// on the halves for tuning: 0.5 is within 0.01 of the best value for every set (articles of
/// statutes share their title and want less, whole statutes want more).
const TITLE_WEIGHT: Score = 0.5;

/// A query of up to this many words names what is sought, and all of them must stand in a document
/// (Kraków budget titles, two or three words: NDCG@10 0.806, against 0.759 with any of them). A
/// longer one describes it, often as a question, in words the document need not use (articles of
/// statutes: 0.799 with any of the words, 0.649 with all of them).
const MAX_NAMING_WORDS: usize = 3;

/// How many of the wanted words a document must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) struct Quorum(usize);

impl Quorum {
    /// At least one word.
    pub(super) const ANY: Self = Self(1);

    /// What a plan asks for before it is relaxed.
    pub(super) fn of(plan: &Plan) -> Self {
        if plan.typed <= MAX_NAMING_WORDS { Self(plan.wanted.len().max(1)) } else { Self::ANY }
    }
}

/// The documents that the plan matches, scored.
pub(super) fn query(fields: Fields, plan: &Plan, quorum: Quorum) -> Box<dyn Query> {
    let is_all = quorum.0 >= plan.wanted.len();
    let occur = if is_all { Occur::Must } else { Occur::Should };
    let wanted = plan.wanted.iter().map(|matcher| (occur, either_field(fields, matcher)));
    let excluded = plan.excluded.iter().map(|matcher| {
        let excluded: Box<dyn Query> = Box::new(Excluded(either_field(fields, matcher)));
        (Occur::MustNot, excluded)
    });
    let mut clauses: Vec<_> = wanted.chain(excluded).collect();
    if plan.wanted.is_empty() {
        let all = ConstScoreQuery::new(Box::new(AllQuery), 0.0);
        clauses.push((Occur::Must, Box::new(all)));
    }
    let minimum = if is_all { 0 } else { quorum.0 };
    Box::new(BooleanQuery::with_minimum_required_clauses(clauses, minimum))
}

/// No document.
pub(super) fn nothing() -> Box<dyn Query> {
    Box::new(EmptyQuery)
}

/// A match in the title, the text or both; the scores add up.
fn either_field(fields: Fields, matcher: &Matcher) -> Box<dyn Query> {
    let (title, text) = match matcher {
        Matcher::Word(terms) => (word(fields.title_base, terms), word(fields.text_base, terms)),
        Matcher::Phrase(forms) => (phrase(fields.title, forms), phrase(fields.text, forms)),
    };
    Box::new(BooleanQuery::new(vec![
        (Occur::Should, Box::new(BoostQuery::new(title, TITLE_WEIGHT))),
        (Occur::Should, text),
    ]))
}

/// A word by any of its terms; the best of them counts, for it is one word.
fn word(field: Field, terms: &[String]) -> Box<dyn Query> {
    let term = |text: &String| -> Box<dyn Query> {
        let term = Term::from_field_text(field, text);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    };
    match terms {
        [only] => term(only),
        _ => Box::new(DisjunctionMaxQuery::new(terms.iter().map(term).collect())),
    }
}

/// Exact forms in order; those typed without accents stand for accented ones too.
fn phrase(field: Field, forms: &[Form]) -> Box<dyn Query> {
    let exact = |form: &Form| Term::from_field_text(field, &form.text);
    let stands_for_accented = forms.iter().any(|form| form.stands_for_accented);
    match forms {
        [form] if !stands_for_accented => Box::new(TermQuery::new(exact(form), IndexRecordOption::WithFreqs)),
        [form] => RegexQuery::from_pattern(&pattern(form), field)
            .map_or_else(|_| nothing(), |query| Box::new(query) as Box<dyn Query>),
        _ if stands_for_accented => {
            Box::new(RegexPhraseQuery::new(field, forms.iter().map(pattern).collect()))
        }
        _ => Box::new(PhraseQuery::new(forms.iter().map(exact).collect())),
    }
}

/// A regular expression for the forms that a typed form stands for.
fn pattern(form: &Form) -> String {
    let mut pattern = String::with_capacity(form.text.len() * 2);
    for c in form.text.chars() {
        let accented = if form.stands_for_accented { accented_letters(c) } else { "" };
        match (accented, c.is_ascii_punctuation()) {
            ("", true) => pattern.extend(['\\', c]),
            ("", false) => pattern.push(c),
            _ => pattern.push_str(&format!("[{c}{accented}]")),
        }
    }
    pattern
}

const fn accented_letters(c: char) -> &'static str {
    match c {
        'a' => "ą",
        'c' => "ć",
        'e' => "ę",
        'l' => "ł",
        'n' => "ń",
        'o' => "ó",
        's' => "ś",
        'z' => "źż",
        _ => "",
    }
}
