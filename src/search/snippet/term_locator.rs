//! Finds where a document matches a query, from the positions in the postings.
//!
//! Which places are shown is left to `passage_selector`, and which of them are highlighted to `highlights`.
//! Terms are looked up once per search, positions once per hit.

use tantivy::{DocAddress, DocId, Score, schema::Field};

use super::matches::{DocumentMatches, PositionSpan, TermMatches};
use crate::{
    error::Result,
    index::{Snapshot, TermLocation},
    search::{
        addresses::by_segment,
        plan::Plan,
        positions::SequencePositions,
        posting_lists::PostingLists,
        postings::SegmentContext,
        query_node::{QueryNode, SearchScope},
        query_term::{PhraseWord, QueryTerm, QueryWord, is_number},
        ranking::idf,
        sequence_terms::{SequenceTerms, forms_meant, located},
    },
};

/// The nodes of a plan, resolved to terms of an index.
pub(in crate::search) struct TermLocator<'a> {
    snapshot: &'a Snapshot,
    wanted: Vec<QueryNode<LocatedTerms<'a>>>,
}

/// Consecutive words, each matching any of its terms.
struct LocatedTerms<'a> {
    term: &'a QueryTerm,
    words: Vec<SequenceTerms>,
    length: u32,
    idf_weight: Score,
}

/// Consecutive words in one segment.
struct LocatedPostings<'a> {
    term: &'a QueryTerm,
    positions: SequencePositions,
    length: u32,
    idf_weight: Score,
}

impl<'a> TermLocator<'a> {
    /// Looks up the terms of the plan's wanted nodes.
    pub(in crate::search) fn new(snapshot: &'a Snapshot, plan: &'a Plan) -> Result<Self> {
        let mut asked = Self { snapshot, wanted: Vec::new() };
        let wanted = plan.wanted.iter().chain(&plan.optional);
        let wanted = wanted.map(|node| node.try_map(&mut |term, scope| asked.term(term, scope)));
        asked.wanted = wanted.collect::<Result<_>>()?;
        Ok(asked)
    }

    /// Looks up the words of a term. Words restricted to the title are not located in the text.
    fn term(&self, term: &'a QueryTerm, scope: SearchScope) -> Result<LocatedTerms<'a>> {
        let fields = self.snapshot.fields();
        if scope == SearchScope::Title {
            return Ok(self.row(term, fields.text, Vec::new(), 0.0));
        }
        Ok(match term {
            QueryTerm::Word(word) => self.word(term, word)?,
            QueryTerm::Phrase(forms) => self.phrase(term, forms)?,
            QueryTerm::Sequence(words) => {
                let weight = words.iter().flatten().map(|term| term.weight).fold(1.0, Score::min);
                let terms = words
                    .iter()
                    .map(|word| self.located(fields.text_base, word.iter().map(|term| &term.text)));
                self.row(term, fields.text_base, terms.collect::<Result<_>>()?, weight)
            }
            QueryTerm::Prefix(prefix) => {
                self.row(term, fields.text, vec![self.located(fields.text, prefix.forms.iter())?], 1.0)
            }
            QueryTerm::Number(numbers) => self.row(term, fields.text_base, vec![self.numbers(numbers)?], 1.0),
        })
    }

    /// Looks up a word. It is as rare as its own terms if any of them occurs.
    fn word(&self, term: &'a QueryTerm, word: &QueryWord) -> Result<LocatedTerms<'a>> {
        let field = self.snapshot.fields().text_base;
        let mut terms = self.located(field, word.terms.iter())?;
        let others = self.located(field, word.others.iter().map(|term| &term.text))?;
        let doc_freq = doc_freq(if terms.is_empty() { &others } else { &terms });
        let idf_weight = word.weight * idf(doc_freq, self.snapshot.documents());
        terms.extend(others);
        let words = vec![SequenceTerms { field, terms, offsets: vec![0] }];
        Ok(LocatedTerms { term, words, length: 1, idf_weight })
    }

    /// Looks up consecutive forms and the provisions that some of them must be the numbers of.
    fn phrase(&self, term: &'a QueryTerm, forms: &[PhraseWord]) -> Result<LocatedTerms<'a>> {
        let fields = self.snapshot.fields();
        let likes =
            forms.iter().map(|form| self.located(fields.text, forms_meant(self.snapshot, form).iter()));
        let mut row = self.row(term, fields.text, likes.collect::<Result<_>>()?, 1.0);
        for (offset, form) in (0..).zip(forms) {
            if form.provision.is_some() {
                let terms = self.located(fields.text_base, form.provision.iter())?;
                row.words.push(SequenceTerms { field: fields.text_base, terms, offsets: vec![offset] });
            }
        }
        Ok(row)
    }

    /// Looks up the numbers of acts, each with any year if it has none.
    fn numbers(&self, numbers: &[String]) -> Result<Vec<TermLocation>> {
        let field = self.snapshot.fields().text_base;
        let mut terms = self.located(field, numbers.iter())?;
        for asked in numbers {
            let longer = self.snapshot.terms_beginning(field, &format!("{asked}/"))?;
            let longer = longer.into_iter().filter(|(number, _)| is_number(asked, number));
            terms.extend(longer.map(|(_, located)| located));
        }
        Ok(terms)
    }

    fn row(
        &self,
        term: &'a QueryTerm,
        field: Field,
        words: Vec<Vec<TermLocation>>,
        weight: Score,
    ) -> LocatedTerms<'a> {
        let rarity = words.iter().map(|terms| idf(doc_freq(terms), self.snapshot.documents()));
        let (idf_weight, length) = (weight * rarity.sum::<Score>(), words.len() as u32);
        let word = |(offset, terms)| SequenceTerms { field, terms, offsets: vec![offset] };
        LocatedTerms { term, words: (0..).zip(words).map(word).collect(), length, idf_weight }
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
    ) -> Result<Vec<DocumentMatches<'a>>> {
        let mut findings: Vec<DocumentMatches<'_>> =
            addresses.iter().map(|_| DocumentMatches::default()).collect();
        for of_segment in by_segment(addresses) {
            let lists = &segments[addresses[of_segment[0]].segment_ord as usize].lists;
            let opened = self.wanted.iter().map(|node| opened(node, lists));
            let mut opened = opened.collect::<Result<Vec<_>>>()?;
            for at in of_segment {
                let document = addresses[at].doc_id;
                let found = opened.iter_mut().map(|node| node.map_mut(&mut |terms| terms.find(document)));
                findings[at].nodes = found.collect();
            }
        }
        Ok(findings)
    }
}

/// Opens the postings of a node in one segment.
fn opened<'a>(
    node: &QueryNode<LocatedTerms<'a>>,
    lists: &PostingLists<'_>,
) -> Result<QueryNode<LocatedPostings<'a>>> {
    node.try_map(&mut |terms, _| {
        let positions = SequencePositions::open(lists, &terms.words)?;
        Ok(LocatedPostings {
            term: terms.term,
            positions,
            length: terms.length,
            idf_weight: terms.idf_weight,
        })
    })
}

/// Returns the number of documents that contain the most frequent of the terms.
fn doc_freq(terms: &[TermLocation]) -> u64 {
    terms.iter().map(|located| located.doc_freq).max().unwrap_or(0)
}

impl<'a> LocatedPostings<'a> {
    /// Returns where the words occur consecutively in a document, which must come after all previous ones.
    fn find(&mut self, document: DocId) -> TermMatches<'a> {
        let further = self.length.saturating_sub(1);
        let span = |&first: &u32| PositionSpan { first, last: first + further };
        let spans = self.positions.starts(document).iter().map(span).collect();
        TermMatches { term: self.term, spans, idf_weight: self.idf_weight }
    }
}
