//! The engine's query for a plan, and every weight in it.
//!
//! BM25 with the engine's own constants (k1 1.2, b 0.75) over the base forms of title and text.
//! `docs/relevance.md` explains it to people and gives the figures.

use serde::Serialize;
use serde_json::json;
use tantivy::{
    DocAddress, Score, Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, EnableScoring,
        Occur, PhraseQuery, Query, RegexPhraseQuery, RegexQuery, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

use super::{
    excluded::Excluded,
    plan::{Form, Matcher, Plan, WeightedTerm},
};
use crate::{
    analysis::accented_pattern,
    error::Result,
    index::{Fields, Snapshot},
};

/// Weight of a word in the title against the same word in the text: a compromise between sets that
/// want more (budget titles, whole statutes) and less (articles of statutes, which share their
/// title); the table is in `docs/relevance.md`.
const TITLE_WEIGHT: Score = 0.5;

/// A query of up to this many words names what is sought, and all of them must stand in a document
/// (Kraków budget titles, two or three words: NDCG@10 0.806, against 0.759 with any of them). A
/// longer one describes it, often as a question, in words the document need not use (articles of
/// statutes: 0.799 with any of the words, 0.649 with all of them). Measured with the stems alone.
const MAX_NAMING_WORDS: usize = 3;

/// How many of the wanted words a document must hold. Phrases it must always hold: quotation marks
/// are how a searcher insists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quorum {
    /// All of them.
    All,
    /// At least one, or none where there is a phrase.
    Any,
}

impl Quorum {
    /// What a plan asks for before it is relaxed.
    pub(super) fn of(plan: &Plan) -> Self {
        if plan.typed <= MAX_NAMING_WORDS { Self::All } else { Self::Any }
    }
}

/// The documents that the plan matches, scored.
pub(super) fn query(fields: Fields, plan: &Plan, quorum: Quorum) -> Box<dyn Query> {
    let occur = |matcher: &Matcher| match (quorum, matcher) {
        (Quorum::Any, Matcher::Word(_) | Matcher::Group { .. }) => Occur::Should,
        _ => Occur::Must,
    };
    let wanted = plan.wanted.iter().map(|matcher| (occur(matcher), matching(fields, matcher, quorum)));
    let excluded = plan.excluded.iter().map(|matcher| {
        let excluded: Box<dyn Query> = Box::new(Excluded(either_field(fields, matcher)));
        (Occur::MustNot, excluded)
    });
    let mut clauses: Vec<_> = wanted.chain(excluded).collect();
    if plan.wanted.is_empty() {
        let all = ConstScoreQuery::new(Box::new(AllQuery), 0.0);
        clauses.push((Occur::Must, Box::new(all)));
    }
    Box::new(BooleanQuery::new(clauses))
}

/// What matches a matcher: of a group all of its words, or what stands for them; where any word will
/// do, any of its words too.
fn matching(fields: Fields, matcher: &Matcher, quorum: Quorum) -> Box<dyn Query> {
    let Matcher::Group { words, instead } = matcher else { return either_field(fields, matcher) };
    let word_occur = if quorum == Quorum::All { Occur::Must } else { Occur::Should };
    let words = words.iter().map(|word| (word_occur, either_field(fields, word)));
    let words: Box<dyn Query> = Box::new(BooleanQuery::new(words.collect()));
    let instead = instead.iter().map(|matcher| either_field(fields, matcher));
    let ways = std::iter::once(words).chain(instead).map(|way| (Occur::Should, way));
    Box::new(BooleanQuery::new(ways.collect()))
}

/// No document.
pub(super) fn nothing() -> Box<dyn Query> {
    Box::new(EmptyQuery)
}

/// A match in any of the fields; the scores add up.
fn either_field(fields: Fields, matcher: &Matcher) -> Box<dyn Query> {
    let parts = by_field(fields, matcher).into_iter().map(|(_, query)| (Occur::Should, query));
    Box::new(BooleanQuery::new(parts.collect()))
}

/// A match in each field by itself, with the name of the field. A word that may be the number of an
/// act counts once more for the act that bears it, before those that cite it.
fn by_field(fields: Fields, matcher: &Matcher) -> Vec<(&'static str, Box<dyn Query>)> {
    let (title, text) = match matcher {
        Matcher::Word(terms) => (word(fields.title_base, terms), word(fields.text_base, terms)),
        Matcher::Phrase(forms) => (phrase(fields.title, forms), phrase(fields.text, forms)),
        Matcher::Sequence(words) => (sequence(fields.title_base, words), sequence(fields.text_base, words)),
        Matcher::Group { .. } => return Vec::new(),
    };
    let mut parts: Vec<(_, Box<dyn Query>)> =
        vec![("title", Box::new(BoostQuery::new(title, TITLE_WEIGHT))), ("text", text)];
    if let Matcher::Word(terms) = matcher
        && terms.iter().any(|term| term.text.contains('/'))
    {
        parts.push(("number", word(fields.number, terms)));
    }
    parts
}

/// The parts of the score of one document: what each word or phrase adds in each field. Asked of
/// fresh scorers, because the engine's own explanation moves them backwards.
pub(super) fn explain(
    snapshot: &Snapshot,
    plan: &Plan,
    quorum: Quorum,
    address: DocAddress,
) -> Result<serde_json::Value> {
    let mut parts = Vec::new();
    for matcher in &plan.wanted {
        let Matcher::Group { words, instead } = matcher else {
            parts.extend(parts_of(snapshot, matcher, address)?);
            continue;
        };
        let words = words.iter().map(|word| parts_of(snapshot, word, address));
        let words: Vec<Vec<Part>> = words.collect::<Result<_>>()?;
        if quorum == Quorum::Any || words.iter().all(|parts| !parts.is_empty()) {
            parts.extend(words.into_iter().flatten());
        }
        for matcher in instead {
            parts.extend(parts_of(snapshot, matcher, address)?);
        }
    }
    let value: Score = parts.iter().map(|part| part.score).sum();
    Ok(json!({"value": value, "model": "BM25, k1 1.2, b 0.75", "title_weight": TITLE_WEIGHT, "parts": parts}))
}

/// What a word or phrase adds to a score in one field.
#[derive(Serialize)]
struct Part {
    r#match: String,
    field: &'static str,
    score: Score,
}

/// What a matcher that is no group adds to the score of a document; nothing where it does not match.
fn parts_of(snapshot: &Snapshot, matcher: &Matcher, address: DocAddress) -> Result<Vec<Part>> {
    let segment = snapshot.searcher().segment_reader(address.segment_ord);
    let mut parts = Vec::new();
    for (field, query) in by_field(snapshot.fields(), matcher) {
        let weight = query.weight(EnableScoring::enabled_from_searcher(snapshot.searcher()))?;
        let mut scorer = weight.scorer(segment, 1.0)?;
        if scorer.doc() <= address.doc_id && scorer.seek(address.doc_id) == address.doc_id {
            parts.push(Part { r#match: shown(matcher), field, score: scorer.score() });
        }
    }
    Ok(parts)
}

fn shown(matcher: &Matcher) -> String {
    match matcher {
        Matcher::Word(terms) => one_of(terms),
        Matcher::Phrase(forms) => {
            let forms: Vec<&str> = forms.iter().map(|form| form.text.as_str()).collect();
            format!("\"{}\"", forms.join(" "))
        }
        Matcher::Sequence(words) => words.iter().map(|terms| one_of(terms)).collect::<Vec<_>>().join(" "),
        Matcher::Group { .. } => String::new(),
    }
}

fn one_of(terms: &[WeightedTerm]) -> String {
    terms.iter().map(|term| term.text.as_str()).collect::<Vec<_>>().join("|")
}

/// A word by any of its terms; the best of them counts, for it is one word.
fn word(field: Field, terms: &[WeightedTerm]) -> Box<dyn Query> {
    let weighed = |term: &WeightedTerm| -> Box<dyn Query> {
        let query = TermQuery::new(Term::from_field_text(field, &term.text), IndexRecordOption::WithFreqs);
        Box::new(BoostQuery::new(Box::new(query), term.weight))
    };
    match terms {
        [only] => weighed(only),
        _ => Box::new(DisjunctionMaxQuery::new(terms.iter().map(weighed).collect())),
    }
}

/// Base forms in order; all words of a sequence weigh the same.
fn sequence(field: Field, words: &[Vec<WeightedTerm>]) -> Box<dyn Query> {
    let pattern = |terms: &Vec<WeightedTerm>| {
        let terms: Vec<String> = terms.iter().map(|term| regex::escape(&term.text)).collect();
        format!("({})", terms.join("|"))
    };
    let weight = words.iter().flatten().map(|term| term.weight).fold(1.0, Score::min);
    let phrase = RegexPhraseQuery::new(field, words.iter().map(pattern).collect());
    Box::new(BoostQuery::new(Box::new(phrase), weight))
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
    if form.stands_for_accented { accented_pattern(&form.text) } else { regex::escape(&form.text) }
}
