//! Finds where a document matches a query, from the positions in the postings.
//!
//! Which places are shown is left to `passage_selector`, and which bytes are highlighted to `highlights`. Terms are looked
//! up once per search, positions once per hit.

use tantivy::{
    DocAddress, DocId, Score, TantivyError,
    postings::SegmentPostings,
    schema::{Field, IndexRecordOption},
};

use crate::{
    error::Result,
    index::{Snapshot, TermLocation},
    search::{
        by_segment,
        plan::{PhraseWord, Plan, QueryNode},
        postings::positions_of,
        ranking::idf,
    },
};

/// The maximum distance in positions between successive words of a group: there is room for one function
/// word.
const GROUP_REACH: u32 = 2;

/// The nodes of a plan, resolved to terms of an index.
pub(in crate::search) struct TermLocator<'a> {
    snapshot: &'a Snapshot,
    wanted: Vec<LocatedNode<FieldTerm>>,
}

/// A node to locate.
enum LocatedNode<W> {
    /// Consecutive words.
    Row(LocatedSequence<W>),
    AnyOf(Vec<Self>),
    /// All of the words, or what stands for them together.
    Group {
        words: Vec<Self>,
        instead: Vec<Self>,
        /// Whether the words match as a whole only through `instead`.
        is_one: bool,
    },
}

/// Consecutive words, each matching any of its terms.
struct LocatedSequence<W> {
    /// The words with their offsets from the first.
    words: Vec<(u32, Vec<W>)>,
    length: u32,
    idf_weight: Score,
}

/// A field, and a term with the location of its postings.
type FieldTerm = (Field, TermLocation);

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
        let wanted = plan
            .wanted
            .iter()
            .chain(&plan.optional)
            .map(|query_node| asked.sought(query_node))
            .collect::<Result<_>>()?;
        asked.wanted = wanted;
        Ok(asked)
    }

    /// Looks up the terms of a node.
    fn sought(&self, query_node: &QueryNode) -> Result<LocatedNode<FieldTerm>> {
        let fields = self.snapshot.fields();
        let all = |query_nodes: &[QueryNode]| {
            query_nodes.iter().map(|query_node| self.sought(query_node)).collect::<Result<_>>()
        };
        match query_node {
            QueryNode::Word(word) => {
                let mut terms = self.terms(fields.text_base, word.terms.iter())?;
                let others = self.terms(fields.text_base, word.others.iter().map(|term| &term.text))?;
                let doc_freq = doc_freq(if terms.is_empty() { &others } else { &terms });
                let idf_weight = word.weight * idf(doc_freq, self.snapshot.documents());
                terms.extend(others);
                Ok(LocatedNode::Row(LocatedSequence { words: vec![(0, terms)], length: 1, idf_weight }))
            }
            QueryNode::Phrase(forms) => self.phrase(forms),
            QueryNode::Sequence(words) => {
                let weight = words.iter().flatten().map(|term| term.weight).fold(1.0, Score::min);
                let terms =
                    words.iter().map(|word| self.terms(fields.text_base, word.iter().map(|term| &term.text)));
                Ok(self.row(terms.collect::<Result<_>>()?, weight))
            }
            QueryNode::Prefix(prefix) => {
                Ok(self.row(vec![self.terms(fields.text, prefix.forms.iter())?], 1.0))
            }
            QueryNode::Number(numbers) => {
                Ok(self.row(vec![self.terms(fields.text_base, numbers.iter())?], 1.0))
            }
            QueryNode::AnyOf(alternatives) => Ok(LocatedNode::AnyOf(all(alternatives)?)),
            QueryNode::Whole(inner) | QueryNode::Quoted(inner) => self.sought(inner),
            // Words restricted to the title are not located in the text.
            QueryNode::InTitle(_) => Ok(self.row(Vec::new(), 0.0)),
            QueryNode::Group { words, instead } => {
                let is_one = query_node.is_one();
                Ok(LocatedNode::Group { words: all(words)?, instead: all(instead)?, is_one })
            }
        }
    }

    /// Looks up consecutive forms and the provisions that some of them must be the numbers of.
    fn phrase(&self, forms: &[PhraseWord]) -> Result<LocatedNode<FieldTerm>> {
        let fields = self.snapshot.fields();
        let likes = forms.iter().map(|form| self.terms(fields.text, self.forms_meant(form).iter()));
        let LocatedNode::Row(mut row) = self.row(likes.collect::<Result<_>>()?, 1.0) else {
            return Ok(LocatedNode::AnyOf(Vec::new()));
        };
        for (offset, form) in (0..).zip(forms) {
            if form.provision.is_some() {
                row.words.push((offset, self.terms(fields.text_base, form.provision.iter())?));
            }
        }
        Ok(LocatedNode::Row(row))
    }

    fn row(&self, words: Vec<Vec<FieldTerm>>, weight: Score) -> LocatedNode<FieldTerm> {
        let rarity = words.iter().map(|terms| idf(doc_freq(terms), self.snapshot.documents()));
        let (idf_weight, length) = (weight * rarity.sum::<Score>(), words.len() as u32);
        LocatedNode::Row(LocatedSequence { words: (0..).zip(words).collect(), length, idf_weight })
    }

    /// Returns the forms that a word of a phrase stands for.
    fn forms_meant(&self, form: &PhraseWord) -> Vec<String> {
        let mut forms = vec![form.text.clone()];
        if form.stands_for_accented {
            forms.extend(self.snapshot.forms_like(&form.text));
        }
        forms.sort_unstable();
        forms.dedup();
        forms
    }

    /// Returns those of the terms that are in the index.
    fn terms<'t>(&self, field: Field, texts: impl Iterator<Item = &'t String>) -> Result<Vec<FieldTerm>> {
        let located = texts.map(|text| self.snapshot.located(field, text));
        located.filter_map(Result::transpose).map(|located| Ok((field, located?))).collect()
    }

    /// Returns where each of the documents matches. Postings are opened once per segment.
    pub(in crate::search) fn find(&self, addresses: &[DocAddress]) -> Result<Vec<DocumentMatches>> {
        let mut findings: Vec<DocumentMatches> =
            addresses.iter().map(|_| DocumentMatches::default()).collect();
        for of_segment in by_segment(addresses) {
            let segment = addresses[of_segment[0]].segment_ord;
            let opened = self.wanted.iter().map(|sought| self.opened(sought, segment));
            let mut opened = opened.collect::<Result<Vec<_>>>()?;
            for at in of_segment {
                let finding = &mut findings[at];
                let document = addresses[at].doc_id;
                for sought in &mut opened {
                    let is_whole = sought.find(document, &mut finding.found);
                    finding.is_whole.push(is_whole);
                }
            }
        }
        Ok(findings)
    }

    /// Opens the postings of a node in one segment.
    fn opened(&self, sought: &LocatedNode<FieldTerm>, segment: u32) -> Result<LocatedNode<SegmentPostings>> {
        let all = |all: &[LocatedNode<FieldTerm>]| {
            all.iter().map(|sought| self.opened(sought, segment)).collect::<Result<_>>()
        };
        Ok(match sought {
            LocatedNode::Row(row) => {
                let open =
                    |(offset, terms): &(u32, Vec<FieldTerm>)| Ok((*offset, self.postings(terms, segment)?));
                let words = row.words.iter().map(open).collect::<Result<_>>()?;
                LocatedNode::Row(LocatedSequence { words, length: row.length, idf_weight: row.idf_weight })
            }
            LocatedNode::AnyOf(alternatives) => LocatedNode::AnyOf(all(alternatives)?),
            LocatedNode::Group { words, instead, is_one } => {
                LocatedNode::Group { words: all(words)?, instead: all(instead)?, is_one: *is_one }
            }
        })
    }

    fn postings(&self, terms: &[FieldTerm], segment: u32) -> Result<Vec<SegmentPostings>> {
        let reader = self.snapshot.searcher().segment_reader(segment);
        let mut opened = Vec::new();
        for (field, located) in terms {
            if let Some(info) = &located.infos[segment as usize] {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let postings = reader.inverted_index(*field)?.read_postings_from_terminfo(info, option);
                opened.push(postings.map_err(TantivyError::from)?);
            }
        }
        Ok(opened)
    }
}

/// Returns the number of documents that contain the most frequent of the terms.
fn doc_freq(terms: &[FieldTerm]) -> u64 {
    terms.iter().map(|(_, located)| located.doc_freq).max().unwrap_or(0)
}

impl LocatedNode<SegmentPostings> {
    /// Adds the matches in a document, which must come after all previous ones. Returns whether the node is a
    /// group that occurs as a whole.
    fn find(&mut self, document: DocId, found: &mut Vec<MatchedTerm>) -> bool {
        match self {
            Self::Row(row) => {
                found.push(MatchedTerm { spans: row.spans(document), idf_weight: row.idf_weight });
                false
            }
            Self::AnyOf(alternatives) => {
                for sought in alternatives {
                    sought.find(document, found);
                }
                false
            }
            Self::Group { words, instead, is_one } => group(words, instead, *is_one, document, found),
        }
    }
}

/// Adds the places of a group as a whole or, if there are none, those of its words.
fn group(
    words: &mut [LocatedNode<SegmentPostings>],
    instead: &mut [LocatedNode<SegmentPostings>],
    is_one: bool,
    document: DocId,
    found: &mut Vec<MatchedTerm>,
) -> bool {
    let (mut single, mut together) = (Vec::new(), Vec::new());
    for word in words {
        word.find(document, &mut single);
    }
    for sought in instead {
        sought.find(document, &mut together);
    }
    let mut spans =
        if is_one { Vec::new() } else { in_order(single.iter().map(|found| found.spans.as_slice())) };
    spans.extend(together.iter().flat_map(|found| &found.spans));
    if spans.is_empty() {
        found.append(&mut single);
        return false;
    }
    spans.sort_unstable();
    spans.dedup();
    let words = single.iter().map(|found| found.idf_weight).sum();
    let idf_weight = together.iter().map(|found| found.idf_weight).fold(words, Score::max);
    found.push(MatchedTerm { spans, idf_weight });
    true
}

impl LocatedSequence<SegmentPostings> {
    /// Returns where the words occur consecutively.
    fn spans(&mut self, document: DocId) -> Vec<PositionSpan> {
        let mut starts: Option<Vec<u32>> = None;
        let mut positions = Vec::new();
        for (offset, terms) in &mut self.words {
            positions_of(terms, document, &mut positions);
            let here = |at: &u32| positions.binary_search(&(at + *offset)).is_ok();
            let left = match starts.take() {
                None => positions.clone(),
                Some(before) => before.into_iter().filter(here).collect(),
            };
            if left.is_empty() {
                return Vec::new();
            }
            starts = Some(left);
        }
        let further = self.length.saturating_sub(1);
        let span = |first| PositionSpan { first, last: first + further };
        starts.unwrap_or_default().into_iter().map(span).collect()
    }
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
