//! Which words stand together with the other words of a query in documents.
//!
//! Invariant: the work is bounded: of each word only the first documents of each segment are examined.

use tantivy::{DocId, DocSet, TERMINATED, postings::SegmentPostings, schema::IndexRecordOption};

use crate::{
    error::Result,
    index::{Snapshot, TermLocation},
    search::{posting_lists::PostingLists, sequence_terms},
};

/// The maximum number of documents of a segment with a word that are examined.
const MAX_LOOKS: usize = 512;
/// The maximum number of other words: the nearest ones say enough.
const MAX_COMPANIONS: usize = 4;

/// The other words of a query, where they are in an index.
pub(super) struct Companions<'a> {
    snapshot: &'a Snapshot,
    /// The locations of each word, in titles and in texts.
    words: Vec<WordLocations>,
}

/// Where the terms of a word are, in titles and in texts.
type WordLocations = [Vec<TermLocation>; 2];

impl<'a> Companions<'a> {
    /// Looks up the base-form terms of the other words; those that no document contains do not count.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(super) fn new<'t>(snapshot: &'a Snapshot, words: impl Iterator<Item = &'t [String]>) -> Result<Self> {
        let mut found = Vec::new();
        for terms in words {
            let located = located(snapshot, terms)?;
            if found.len() < MAX_COMPANIONS && located.iter().any(|terms| !terms.is_empty()) {
                found.push(located);
            }
        }
        Ok(Self { snapshot, words: found })
    }

    /// Whether there is any other word.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Returns the greatest share of the other words that a document with a word contains, from 0 to 1.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(super) fn share_beside(&self, terms: &[String]) -> Result<f32> {
        let word = located(self.snapshot, terms)?;
        let mut most = 0;
        for (ord, reader) in self.snapshot.searcher().segment_readers().iter().enumerate() {
            let lists = PostingLists::new(reader, ord);
            let documents = self.open(&lists, &word)?.first(|doc| !reader.is_deleted(doc));
            if documents.is_empty() {
                continue;
            }
            let words = self.words.iter().map(|word| self.open(&lists, word));
            let mut words = words.collect::<Result<Vec<_>>>()?;
            for doc in documents {
                let together = words.iter_mut().filter_map(|word| word.has(doc).then_some(())).count();
                most = most.max(together);
            }
            if most == self.words.len() {
                break;
            }
        }
        Ok(most as f32 / self.words.len().max(1) as f32)
    }

    /// Opens the postings of a word in a segment.
    fn open(&self, lists: &PostingLists<'_>, word: &WordLocations) -> Result<CompanionPostings> {
        let fields = self.snapshot.fields();
        let mut postings = Vec::new();
        for (field, terms) in [fields.title_base, fields.text_base].into_iter().zip(word) {
            for term in terms {
                postings.extend(lists.open(field, term, IndexRecordOption::Basic)?);
            }
        }
        Ok(CompanionPostings(postings))
    }
}

fn located(snapshot: &Snapshot, terms: &[String]) -> Result<WordLocations> {
    let fields = snapshot.fields();
    let find = |field| sequence_terms::located(snapshot, field, terms.iter());
    Ok([find(fields.title_base)?, find(fields.text_base)?])
}

/// The postings of a word's terms in a segment.
struct CompanionPostings(Vec<SegmentPostings>);

impl CompanionPostings {
    /// Returns the first documents, in order.
    fn first(mut self, is_alive: impl Fn(DocId) -> bool) -> Vec<DocId> {
        let mut first = Vec::new();
        for postings in &mut self.0 {
            let mut looks = 0;
            while postings.doc() != TERMINATED && looks < MAX_LOOKS {
                first.extend(Some(postings.doc()).filter(|doc| is_alive(*doc)));
                postings.advance();
                looks += 1;
            }
        }
        first.sort_unstable();
        first.dedup();
        first
    }

    /// Whether a document contains the word. Documents must be asked for in increasing order.
    fn has(&mut self, doc: DocId) -> bool {
        let mut is_at = |postings: &mut SegmentPostings| {
            postings.doc() == doc || postings.doc() < doc && postings.seek(doc) == doc
        };
        self.0.iter_mut().any(&mut is_at)
    }
}
