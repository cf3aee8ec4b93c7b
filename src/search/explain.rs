//! Explains the scores of documents.
//!
//! Invariants: postings are read exactly as in the search, and each list is opened once per segment, however
//! many of its documents are explained.

use serde_json::{Value, json};
use tantivy::{DocAddress, DocId, Score};

use super::{
    boost::Boosts,
    by_segment, closeness,
    matching::Quorum,
    plan::{Matcher, Plan, WeightedTerm},
    postings::{Only, Postings, Reading, Scratch, Segment},
    prepared::{Part, PlacedWord, Prepared},
    ranking,
    window::Matches,
};
use crate::error::Result;

/// Returns the parts of the score of each document: the score of each word, phrase or synonym in the text and
/// in the title, closeness, and the boost.
pub(super) fn explain(
    prepared: &Prepared<'_>,
    plan: &Plan,
    quorum: Quorum,
    addresses: &[DocAddress],
) -> Result<Vec<Value>> {
    let words = closeness::words(prepared);
    let mut explained = vec![Value::Null; addresses.len()];
    for of_segment in by_segment(addresses) {
        let segment = Segment::of(prepared, addresses[of_segment[0]].segment_ord as usize);
        let mut opened = Opened::new(&segment, plan, quorum)?;
        for at in of_segment {
            explained[at] = opened.explain(&words, addresses[at].doc_id)?;
        }
    }
    Ok(explained)
}

/// The wanted concepts, opened in one segment.
struct Opened<'a> {
    segment: &'a Segment<'a>,
    concepts: Vec<Postings<'a>>,
    /// The parts of the concepts, each with its label.
    parts: Vec<(String, Postings<'a>)>,
    boosts: Boosts,
    scratch: Scratch,
    sum: Matches,
    part: Matches,
}

impl<'a> Opened<'a> {
    fn new(segment: &'a Segment<'a>, plan: &Plan, quorum: Quorum) -> Result<Self> {
        let (mut concepts, mut parts) = (Vec::new(), Vec::new());
        for (matcher, concept) in plan.wanted.iter().chain(&plan.optional).zip(&segment.prepared.wanted) {
            let reading = Reading::of(concept, quorum);
            concepts.push(segment.open(&concept.part, reading)?);
            gather(segment, matcher, &concept.part, reading, &mut parts)?;
        }
        let boosts = Boosts::open(segment.prepared, segment.reader)?;
        let (scratch, sum, part) = <(Scratch, Matches, Matches)>::default();
        Ok(Self { segment, concepts, parts, boosts, scratch, sum, part })
    }

    /// Explains the score of a document, which must come after all previous ones.
    fn explain(&mut self, words: &[&PlacedWord], doc: DocId) -> Result<Value> {
        self.sum.clear();
        for concept in &mut self.concepts {
            read(concept, doc, &mut self.scratch, &mut self.sum);
        }
        let mut parts = Vec::new();
        for (shown, postings) in &mut self.parts {
            self.part.clear();
            read(postings, doc, &mut self.scratch, &mut self.part);
            if !self.part.scored.is_empty() {
                let (text, title) = (self.part.text(0), self.part.title(0).0);
                parts.push(json!({"match": shown, "text": text, "title": title}));
            }
        }
        let closeness: Score = closeness::of(self.segment, words, &[doc])?.iter().sum();
        let worth = self.segment.prepared.worth;
        let (boost, (title, held)) = (self.boosts.of(doc), self.sum.title(0));
        Ok(json!({
            "value": (self.sum.total(0, worth) + closeness) * boost,
            "formula": "(text + title x title_coverage + closeness) x boost",
            "text": self.sum.text(0),
            "title": title,
            "title_coverage": ranking::coverage(held, worth),
            "closeness": closeness,
            "boost": boost,
            "parts": parts,
        }))
    }
}

/// Adds what a part of the query matches in one document.
fn read(postings: &mut Postings<'_>, doc: DocId, scratch: &mut Scratch, matches: &mut Matches) {
    postings.seek(doc);
    postings.add(doc..doc + 1, Only::ANY, scratch, matches);
}

fn gather<'a>(
    segment: &Segment<'a>,
    matcher: &Matcher,
    part: &'a Part,
    reading: Reading,
    parts: &mut Vec<(String, Postings<'a>)>,
) -> Result<()> {
    if let (Matcher::Group { .. }, Part::Group { words, wholes, instead }) = (matcher, part) {
        let all = words.iter().chain(wholes).chain(instead);
        for (matcher, part) in matcher.parts().into_iter().zip(all) {
            gather(segment, matcher, part, reading, parts)?;
        }
        return Ok(());
    }
    parts.push((shown(matcher), segment.open(part, reading)?));
    Ok(())
}

fn shown(matcher: &Matcher) -> String {
    match matcher {
        Matcher::Word(word) => word.terms.join("|"),
        Matcher::Phrase(forms) => {
            let forms: Vec<&str> = forms.iter().map(|form| form.text.as_str()).collect();
            format!("\"{}\"", forms.join(" "))
        }
        Matcher::Sequence(words) => words.iter().map(|terms| one_of(terms)).collect::<Vec<_>>().join(" "),
        Matcher::Prefix(prefix) => format!("{}*", prefix.text),
        Matcher::AnyOf(alternatives) => alternatives.iter().map(shown).collect::<Vec<_>>().join(" OR "),
        Matcher::Whole(whole) => shown(whole),
        Matcher::Quoted(inner) => format!("\"{}\"", shown(inner)),
        Matcher::InTitle(inner) => format!("title:{}", shown(inner)),
        Matcher::Number(numbers) => format!("number:{}", numbers.join("|")),
        Matcher::Group { words, .. } => words.iter().map(shown).collect::<Vec<_>>().join(" "),
    }
}

fn one_of(terms: &[WeightedTerm]) -> String {
    terms.iter().map(|term| term.text.as_str()).collect::<Vec<_>>().join("|")
}
