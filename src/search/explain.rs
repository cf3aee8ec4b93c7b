//! Explains the scores of documents.
//!
//! Invariants: postings are read exactly as in the search, and each list is opened once per segment, however
//! many of its documents are explained.

use serde_json::{Value, json};
use tantivy::{DocAddress, DocId, Score};

use super::{
    addresses::by_segment,
    boost::Boosts,
    minimum_match::MinimumShouldMatch,
    plan::Plan,
    postings::{DocumentMask, MatchBuffers, Postings, PostingsOptions, SegmentContext},
    proximity,
    query_node::{QueryGroup, QueryNode, QueryVisitor},
    query_term::{QueryTerm, WeightedTerm},
    ranking,
    weighted_query::WeightedQuery,
    weighted_term::{WeightedTerms, WeightedWord},
    window::WindowScores,
};
use crate::error::Result;

/// Returns the parts of the score of each document: the score of each word, phrase or synonym in the text and
/// in the title, closeness, and the boost.
pub(super) fn explain(
    weighted_query: &WeightedQuery<'_>,
    plan: &Plan,
    minimum_match: MinimumShouldMatch,
    addresses: &[DocAddress],
) -> Result<Vec<Value>> {
    let words = proximity::words(weighted_query);
    let mut explained = vec![Value::Null; addresses.len()];
    for of_segment in by_segment(addresses) {
        let segment = SegmentContext::new(weighted_query, addresses[of_segment[0]].segment_ord as usize);
        let mut opened = SegmentExplanation::new(&segment, plan, minimum_match)?;
        for at in of_segment {
            explained[at] = opened.explain(&words, addresses[at].doc_id)?;
        }
    }
    Ok(explained)
}

/// The wanted clauses, opened in one segment.
struct SegmentExplanation<'a> {
    segment: &'a SegmentContext<'a>,
    scored_clauses: Vec<Postings<'a>>,
    /// The parts of the clauses, each with its label.
    parts: Vec<(String, Postings<'a>)>,
    boosts: Boosts<'a>,
    scratch: MatchBuffers,
    sum: WindowScores,
    part: WindowScores,
}

impl<'a> SegmentExplanation<'a> {
    fn new(segment: &'a SegmentContext<'a>, plan: &Plan, minimum_match: MinimumShouldMatch) -> Result<Self> {
        let (mut scored_clauses, mut parts) = (Vec::new(), Vec::new());
        for (query_node, scored_clause) in
            plan.wanted.iter().chain(&plan.optional).zip(&segment.weighted_query.wanted)
        {
            let reading = PostingsOptions::for_clause(scored_clause, minimum_match);
            scored_clauses.push(segment.open(&scored_clause.part, reading)?);
            gather(segment, query_node, &scored_clause.part, reading, &mut parts)?;
        }
        let boosts = Boosts::open(segment.weighted_query, segment.ord)?;
        let (scratch, sum, part) = <(MatchBuffers, WindowScores, WindowScores)>::default();
        Ok(Self { segment, scored_clauses, parts, boosts, scratch, sum, part })
    }

    /// Explains the score of a document, which must come after all previous ones.
    fn explain(&mut self, words: &[&WeightedWord], doc: DocId) -> Result<Value> {
        self.sum.clear();
        for scored_clause in &mut self.scored_clauses {
            read(scored_clause, doc, &mut self.scratch, &mut self.sum);
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
        let proximity: Score = proximity::proximity_scores(self.segment, words, &[doc])?.iter().sum();
        let idf_weight = self.segment.weighted_query.idf_weight;
        let (boost, (title, held)) = (self.boosts.of_document(doc), self.sum.title(0));
        Ok(json!({
            "value": (self.sum.total(0, idf_weight) + proximity) * boost,
            "formula": "(text + title x title_coverage + closeness) x boost",
            "text": self.sum.text(0),
            "title": title,
            "title_coverage": ranking::coverage(held, idf_weight),
            "closeness": proximity,
            "boost": boost,
            "parts": parts,
        }))
    }
}

/// Adds what a part of the query matches in one document.
fn read(postings: &mut Postings<'_>, doc: DocId, scratch: &mut MatchBuffers, matches: &mut WindowScores) {
    postings.seek(doc);
    postings.add(doc..doc + 1, DocumentMask::ANY, scratch, matches);
}

/// Opens the parts of a wanted node, each with its label: those of a group, or the node itself.
fn gather<'a>(
    segment: &SegmentContext<'a>,
    query_node: &QueryNode,
    part: &QueryNode<WeightedTerms>,
    reading: PostingsOptions,
    parts: &mut Vec<(String, Postings<'a>)>,
) -> Result<()> {
    if let (QueryNode::Group(group), QueryNode::Group(weighted)) = (query_node, part) {
        let weighted = weighted.words.iter().chain(&weighted.instead);
        for (query_node, part) in group.words.iter().chain(&group.instead).zip(weighted) {
            gather(segment, query_node, part, reading, parts)?;
        }
        return Ok(());
    }
    parts.push((query_node.accept(&mut Label), segment.open(part, reading)?));
    Ok(())
}

/// Shows a node much as it was typed.
struct Label;

impl Label {
    fn joined(&mut self, nodes: &[QueryNode], between: &str) -> String {
        nodes.iter().map(|node| node.accept(self)).collect::<Vec<_>>().join(between)
    }
}

impl QueryVisitor<'_, QueryTerm> for Label {
    type Output = String;

    fn leaf(&mut self, leaf: &QueryTerm) -> String {
        match leaf {
            QueryTerm::Word(word) => word.terms.join("|"),
            QueryTerm::Phrase(forms) => {
                let forms: Vec<&str> = forms.iter().map(|form| form.text.as_str()).collect();
                format!("\"{}\"", forms.join(" "))
            }
            QueryTerm::Sequence(words) => {
                words.iter().map(|terms| one_of(terms)).collect::<Vec<_>>().join(" ")
            }
            QueryTerm::Prefix(prefix) => format!("{}*", prefix.text),
            QueryTerm::Number(numbers) => format!("number:{}", numbers.join("|")),
        }
    }

    fn group(&mut self, group: &QueryGroup) -> String {
        self.joined(&group.words, " ")
    }

    fn any_of(&mut self, alternatives: &[QueryNode]) -> String {
        self.joined(alternatives, " OR ")
    }

    fn quoted(&mut self, inner: &QueryNode) -> String {
        format!("\"{}\"", inner.accept(self))
    }

    fn in_title(&mut self, inner: &QueryNode) -> String {
        format!("title:{}", inner.accept(self))
    }
}

fn one_of(terms: &[WeightedTerm]) -> String {
    terms.iter().map(|term| term.text.as_str()).collect::<Vec<_>>().join("|")
}
