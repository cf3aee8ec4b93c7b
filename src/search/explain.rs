//! How the score of a document came about.

use serde_json::{Value, json};
use tantivy::{DocAddress, Score};

use super::{
    boost::Boosts,
    closeness,
    matching::Quorum,
    plan::{Matcher, Plan, WeightedTerm},
    postings::{Postings, Reading, Scratch, Segment},
    prepared::{Part, Prepared},
    ranking,
    window::Matches,
};
use crate::error::Result;

/// The parts of the score of a document: what each word, phrase or synonym is worth in the text and
/// in the title, closeness, and what the sum is multiplied by.
pub(super) fn explain(
    prepared: &Prepared<'_>,
    plan: &Plan,
    quorum: Quorum,
    address: DocAddress,
) -> Result<Value> {
    let segment = Segment::of(prepared, address.segment_ord as usize);
    let doc = address.doc_id;
    let (mut sum, mut parts) = (Matches::default(), Vec::new());
    for (matcher, concept) in plan.wanted.iter().chain(&plan.optional).zip(&prepared.wanted) {
        let reading = Reading::of(concept, quorum);
        sum.add_scores(&matches(&segment, &concept.part, reading, doc)?);
        gather(&segment, matcher, &concept.part, reading, doc, &mut parts)?;
    }
    let words = closeness::words(prepared);
    let closeness: Score = closeness::of(&segment, &words, &[doc])?.iter().sum();
    let boost = Boosts::open(prepared, segment.reader)?.of(doc);
    let (title, held) = sum.title(0);
    let coverage = ranking::coverage(held, prepared.worth);
    let text = sum.text(0);
    Ok(json!({
        "value": (sum.total(0, prepared.worth) + closeness) * boost,
        "formula": "(text + title x title_coverage + closeness) x boost",
        "text": text,
        "title": title,
        "title_coverage": coverage,
        "closeness": closeness,
        "boost": boost,
        "parts": parts,
    }))
}

/// What a part of the query matches in one document.
fn matches(segment: &Segment<'_>, part: &Part, reading: Reading, doc: u32) -> Result<Matches> {
    let mut postings: Postings<'_> = segment.open(part, reading)?;
    let mut matches = Matches::default();
    postings.seek(doc);
    postings.add(doc..doc + 1, None, &mut Scratch::default(), &mut matches);
    Ok(matches)
}

fn gather(
    segment: &Segment<'_>,
    matcher: &Matcher,
    part: &Part,
    reading: Reading,
    doc: u32,
    parts: &mut Vec<Value>,
) -> Result<()> {
    if let (Matcher::Group { .. }, Part::Group { words, instead }) = (matcher, part) {
        for (matcher, part) in matcher.parts().into_iter().zip(words.iter().chain(instead)) {
            gather(segment, matcher, part, reading, doc, parts)?;
        }
        return Ok(());
    }
    let found = matches(segment, part, reading, doc)?;
    if !found.scored.is_empty() {
        parts.push(json!({"match": shown(matcher), "text": found.text(0), "title": found.title(0).0}));
    }
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
        Matcher::Quoted(inner) => format!("\"{}\"", shown(inner)),
        Matcher::InTitle(inner) => format!("title:{}", shown(inner)),
        Matcher::Number(numbers) => format!("number:{}", numbers.join("|")),
        Matcher::Group { words, .. } => words.iter().map(shown).collect::<Vec<_>>().join(" "),
    }
}

fn one_of(terms: &[WeightedTerm]) -> String {
    terms.iter().map(|term| term.text.as_str()).collect::<Vec<_>>().join("|")
}
