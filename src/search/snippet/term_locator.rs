//! Finds where a document matches a query, from the positions in the postings.
//!
//! Which places are shown is left to `passage_selector`, and which bytes are highlighted to `highlights`.
//! Terms are looked up once per search, positions once per hit.

use std::cell::Cell;

use tantivy::{DocAddress, DocId, Score, schema::Field};

use crate::{
    error::Result,
    index::{Snapshot, TermLocation},
    search::{
        addresses::by_segment,
        plan::Plan,
        positions::SequencePositions,
        posting_lists::PostingLists,
        postings::SegmentContext,
        query_node::{QueryGroup, QueryNode, QueryVisitor, SearchScope},
        query_term::{PhraseWord, QueryTerm, QueryWord},
        ranking::idf,
        sequence_terms::{SequenceTerms, forms_meant, located},
    },
};

/// The maximum distance in positions between successive words of a group: there is room for one function
/// word.
const GROUP_REACH: u32 = 2;

/// The nodes of a plan, resolved to terms of an index.
pub(in crate::search) struct TermLocator<'a> {
    snapshot: &'a Snapshot,
    wanted: Vec<QueryNode<LocatedTerms>>,
}

/// Consecutive words, each matching any of its terms.
struct LocatedTerms {
    words: Vec<SequenceTerms>,
    length: u32,
    idf_weight: Score,
}

/// Consecutive words in one segment.
struct LocatedPostings {
    positions: SequencePositions,
    length: u32,
    idf_weight: Score,
}

/// The first and last position of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PositionSpan {
    pub(super) first: u32,
    pub(super) last: u32,
}

/// The matches of one node in a document.
#[derive(Debug, Default)]
pub(super) struct MatchedTerm {
    /// The sorted positions.
    pub(super) spans: Vec<PositionSpan>,
    /// Weight times rarity, as in the ranking.
    pub(super) idf_weight: Score,
}

/// All matches of a query in a document.
#[derive(Debug, Default)]
pub(in crate::search) struct DocumentMatches {
    pub(super) found: Vec<MatchedTerm>,
    /// For each wanted node, whether it is a group that occurs as a whole.
    pub(super) is_whole: Vec<bool>,
}

impl<'a> TermLocator<'a> {
    /// Looks up the terms of the plan's wanted nodes.
    pub(in crate::search) fn new(snapshot: &'a Snapshot, plan: &Plan) -> Result<Self> {
        let mut asked = Self { snapshot, wanted: Vec::new() };
        let wanted = plan.wanted.iter().chain(&plan.optional);
        let wanted = wanted.map(|node| node.try_map(&mut |term, scope| asked.term(term, scope)));
        asked.wanted = wanted.collect::<Result<_>>()?;
        Ok(asked)
    }

    /// Looks up the words of a term. Words restricted to the title are not located in the text.
    fn term(&self, term: &QueryTerm, scope: SearchScope) -> Result<LocatedTerms> {
        let fields = self.snapshot.fields();
        if scope == SearchScope::Title {
            return Ok(self.row(fields.text, Vec::new(), 0.0));
        }
        Ok(match term {
            QueryTerm::Word(word) => self.word(word)?,
            QueryTerm::Phrase(forms) => self.phrase(forms)?,
            QueryTerm::Sequence(words) => {
                let weight = words.iter().flatten().map(|term| term.weight).fold(1.0, Score::min);
                let terms = words
                    .iter()
                    .map(|word| self.located(fields.text_base, word.iter().map(|term| &term.text)));
                self.row(fields.text_base, terms.collect::<Result<_>>()?, weight)
            }
            QueryTerm::Prefix(prefix) => {
                self.row(fields.text, vec![self.located(fields.text, prefix.forms.iter())?], 1.0)
            }
            QueryTerm::Number(numbers) => {
                self.row(fields.text_base, vec![self.located(fields.text_base, numbers.iter())?], 1.0)
            }
        })
    }

    /// Looks up a word. It is as rare as its own terms if any of them occurs.
    fn word(&self, word: &QueryWord) -> Result<LocatedTerms> {
        let field = self.snapshot.fields().text_base;
        let mut terms = self.located(field, word.terms.iter())?;
        let others = self.located(field, word.others.iter().map(|term| &term.text))?;
        let doc_freq = doc_freq(if terms.is_empty() { &others } else { &terms });
        let idf_weight = word.weight * idf(doc_freq, self.snapshot.documents());
        terms.extend(others);
        let words = vec![SequenceTerms { field, terms, offsets: vec![0] }];
        Ok(LocatedTerms { words, length: 1, idf_weight })
    }

    /// Looks up consecutive forms and the provisions that some of them must be the numbers of.
    fn phrase(&self, forms: &[PhraseWord]) -> Result<LocatedTerms> {
        let fields = self.snapshot.fields();
        let likes =
            forms.iter().map(|form| self.located(fields.text, forms_meant(self.snapshot, form).iter()));
        let mut row = self.row(fields.text, likes.collect::<Result<_>>()?, 1.0);
        for (offset, form) in (0..).zip(forms) {
            if form.provision.is_some() {
                let terms = self.located(fields.text_base, form.provision.iter())?;
                row.words.push(SequenceTerms { field: fields.text_base, terms, offsets: vec![offset] });
            }
        }
        Ok(row)
    }

    fn row(&self, field: Field, words: Vec<Vec<TermLocation>>, weight: Score) -> LocatedTerms {
        let rarity = words.iter().map(|terms| idf(doc_freq(terms), self.snapshot.documents()));
        let (idf_weight, length) = (weight * rarity.sum::<Score>(), words.len() as u32);
        let word = |(offset, terms)| SequenceTerms { field, terms, offsets: vec![offset] };
        LocatedTerms { words: (0..).zip(words).map(word).collect(), length, idf_weight }
    }

    fn located<'t>(
        &self,
        field: Field,
        texts: impl Iterator<Item = &'t String>,
    ) -> Result<Vec<TermLocation>> {
        located(self.snapshot, field, texts)
    }

    /// Returns where each of the documents matches. Postings that were opened to match them are not opened
    /// again.
    pub(in crate::search) fn find(
        &self,
        addresses: &[DocAddress],
        segments: &[SegmentContext<'_>],
    ) -> Result<Vec<DocumentMatches>> {
        let mut findings: Vec<DocumentMatches> =
            addresses.iter().map(|_| DocumentMatches::default()).collect();
        for of_segment in by_segment(addresses) {
            let lists = &segments[addresses[of_segment[0]].segment_ord as usize].lists;
            let opened = self.wanted.iter().map(|node| opened(node, lists));
            let mut opened = opened.collect::<Result<Vec<_>>>()?;
            for at in of_segment {
                let finding = &mut findings[at];
                let document = addresses[at].doc_id;
                for node in &mut opened {
                    let found = node.map_mut(&mut |terms| Cell::new(terms.find(document)));
                    finding.is_whole.push(found.accept(&mut MatchCollector(&mut finding.found)));
                }
            }
        }
        Ok(findings)
    }
}

/// Opens the postings of a node in one segment.
fn opened(node: &QueryNode<LocatedTerms>, lists: &PostingLists<'_>) -> Result<QueryNode<LocatedPostings>> {
    node.try_map(&mut |terms, _| {
        let positions = SequencePositions::open(lists, &terms.words)?;
        Ok(LocatedPostings { positions, length: terms.length, idf_weight: terms.idf_weight })
    })
}

/// Returns the number of documents that contain the most frequent of the terms.
fn doc_freq(terms: &[TermLocation]) -> u64 {
    terms.iter().map(|located| located.doc_freq).max().unwrap_or(0)
}

impl LocatedPostings {
    /// Returns where the words occur consecutively in a document, which must come after all previous ones.
    fn find(&mut self, document: DocId) -> MatchedTerm {
        let further = self.length.saturating_sub(1);
        let span = |&first: &u32| PositionSpan { first, last: first + further };
        let spans = self.positions.starts(document).iter().map(span).collect();
        MatchedTerm { spans, idf_weight: self.idf_weight }
    }
}

/// Collects the matches in a document, taking them out of the leaves. The result of a visit is whether the
/// node is a group that occurs as a whole.
struct MatchCollector<'f>(&'f mut Vec<MatchedTerm>);

impl QueryVisitor<'_, Cell<MatchedTerm>> for MatchCollector<'_> {
    type Output = bool;

    fn leaf(&mut self, leaf: &Cell<MatchedTerm>) -> bool {
        self.0.push(leaf.take());
        false
    }

    /// Adds the places of a group as a whole or, if there are none, those of its words.
    fn group(&mut self, group: &QueryGroup<Cell<MatchedTerm>>) -> bool {
        let (mut single, together) = (all(&group.words), all(&group.instead));
        let mut spans = if group.is_one() {
            Vec::new()
        } else {
            in_order(single.iter().map(|found| found.spans.as_slice()))
        };
        spans.extend(together.iter().flat_map(|found| &found.spans));
        if spans.is_empty() {
            self.0.append(&mut single);
            return false;
        }
        spans.sort_unstable();
        spans.dedup();
        let words = single.iter().map(|found| found.idf_weight).sum();
        let idf_weight = together.iter().map(|found| found.idf_weight).fold(words, Score::max);
        self.0.push(MatchedTerm { spans, idf_weight });
        true
    }

    fn any_of(&mut self, alternatives: &[QueryNode<Cell<MatchedTerm>>]) -> bool {
        for node in alternatives {
            node.accept(self);
        }
        false
    }
}

/// Returns all matches of some nodes.
fn all(nodes: &[QueryNode<Cell<MatchedTerm>>]) -> Vec<MatchedTerm> {
    let mut found = Vec::new();
    for node in nodes {
        node.accept(&mut MatchCollector(&mut found));
    }
    found
}

/// Returns where words with these places follow one another, each at most [`GROUP_REACH`] positions after the
/// previous one. A single word matches everywhere.
pub(super) fn in_order<'s>(words: impl Iterator<Item = &'s [PositionSpan]>) -> Vec<PositionSpan> {
    let mut rows: Option<Vec<PositionSpan>> = None;
    for places in words {
        let followed = |row: PositionSpan| {
            let next = places.get(places.partition_point(|place| place.first <= row.last))?;
            (next.first - row.last <= GROUP_REACH).then_some(PositionSpan { last: next.last, ..row })
        };
        rows = Some(match rows {
            None => places.to_vec(),
            Some(rows) => rows.into_iter().filter_map(followed).collect(),
        });
    }
    rows.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &[&[u32]], expected: &[(u32, u32)]) {
        let spans = |places: &&[u32]| places.iter().map(|&at| PositionSpan { first: at, last: at }).collect();
        let words: Vec<Vec<PositionSpan>> = words.iter().map(spans).collect();
        let found = in_order(words.iter().map(Vec::as_slice));
        assert_eq!(found.iter().map(|span| (span.first, span.last)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_follow_one_another_with_room_for_one_function_word() {
        check(&[&[3, 9]], &[(3, 3), (9, 9)]);
        check(&[&[1, 10, 20], &[2, 12, 23], &[3, 13]], &[(1, 3), (10, 13)]);
        check(&[&[5], &[4]], &[]);
        check(&[&[5], &[]], &[]);
        check(&[], &[]);
    }
}
