//! Finds the characteristic words of a document, and how much of them other documents contain.
//!
//! Which words may be characteristic is left to `telling_words`.
//!
//! Invariants: one query of at most [`MAX_TERMS`] words; a similarity is from 0 to 1.

use tantivy::{
    DocAddress, DocSet, Score, Term,
    collector::TopDocs,
    query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, EnableScoring, Occur, Query, TermQuery, Weight},
    schema::IndexRecordOption,
};

use super::telling_words::TellingWords;
use crate::{error::Result, index::Snapshot, search::ranking::idf};

/// The maximum number of characteristic words in the query. On the sample corpus 12 to 40 give the same first
/// documents.
const MAX_TERMS: usize = 24;
/// The number of occurrences at which a word has half of its maximum weight, as in BM25.
const HALF_COUNT: Score = 1.2;
/// The minimum number of shared words. A document that shares only one is similar by chance.
const MIN_WORDS: usize = 2;

/// The characteristic words of a document.
pub(super) struct CharacteristicTerms {
    /// The most characteristic words that also occur in other documents, each weighted by its frequency in
    /// this document.
    pub(super) words: Vec<(String, Score)>,
    /// Their total worth: the sum of weight times rarity.
    idf_weight: Score,
    /// Their share of the worth of all characteristic words; small for a document unlike any other.
    share: Score,
}

/// A word of a document.
struct DocumentWord {
    term: String,
    weight: Score,
    /// Weight times rarity.
    idf_weight: Score,
    is_shared: bool,
}

impl CharacteristicTerms {
    /// Selects the most characteristic of the telling words of a document.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn select(snapshot: &Snapshot, telling: &TellingWords) -> Result<Self> {
        let (documents, mut words) = (snapshot.documents(), Vec::new());
        for (term, &count) in &telling.counts {
            let engine_term = Term::from_field_text(snapshot.fields().text_base, term);
            let doc_freq = snapshot.searcher().doc_freq(&engine_term)?.min(documents);
            let weight = count / (count + HALF_COUNT);
            words.push(DocumentWord {
                term: term.clone(),
                weight,
                idf_weight: weight * idf(doc_freq, documents),
                is_shared: doc_freq > 1,
            });
        }
        words.sort_by(|a, b| b.idf_weight.total_cmp(&a.idf_weight).then_with(|| a.term.cmp(&b.term)));
        let all: Score = words.iter().take(MAX_TERMS).map(|word| word.idf_weight).sum();
        words.retain(|word| word.is_shared);
        words.truncate(MAX_TERMS);
        let idf_weight: Score = words.iter().map(|word| word.idf_weight).sum();
        let words = words.into_iter().map(|word| (word.term, word.weight)).collect();
        Ok(Self { words, idf_weight, share: if idf_weight < all { idf_weight / all } else { 1.0 } })
    }

    /// Builds a query for some of the words, each in the text or in the title.
    fn query(&self, snapshot: &Snapshot) -> BooleanQuery {
        let fields = snapshot.fields();
        let in_field = |field, term: &str| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs))
        };
        let word = |(term, weight): &(String, Score)| {
            let places = [fields.text_base, fields.title_base].map(|field| in_field(field, term));
            let anywhere = DisjunctionMaxQuery::new(places.into());
            let query: Box<dyn Query> = Box::new(BoostQuery::new(Box::new(anywhere), *weight));
            (Occur::Should, query)
        };
        let least = self.words.len().min(MIN_WORDS);
        BooleanQuery::with_minimum_required_clauses(self.words.iter().map(word).collect(), least)
    }
}

/// The similarity of other documents to a document.
pub(super) struct SimilarityScorer<'a> {
    snapshot: &'a Snapshot,
    query: BooleanQuery,
    weight: Box<dyn Weight>,
    /// The score of a document that contains everything.
    whole: Score,
}

impl<'a> SimilarityScorer<'a> {
    /// Prepares the similarity to the document at `address` with the characteristic words `terms`. A long
    /// document scores low for its length, so its score is at least that of a document that contains each
    /// word once.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn to(
        snapshot: &'a Snapshot,
        terms: &CharacteristicTerms,
        address: DocAddress,
    ) -> Result<Self> {
        let query = terms.query(snapshot);
        let weight = query.weight(EnableScoring::enabled_from_searcher(snapshot.searcher()))?;
        let likeness = Self { snapshot, query, weight, whole: 1.0 };
        let own = likeness.score(address)?.unwrap_or_default();
        Ok(Self { whole: own.max(terms.idf_weight) / terms.share, ..likeness })
    }

    /// Returns up to `most` most similar documents, including the document itself.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn highest(&self, most: usize) -> Result<Vec<(Score, DocAddress)>> {
        let top = TopDocs::with_limit(most).order_by_score();
        let found = self.snapshot.searcher().search(&self.query, &top)?;
        Ok(found.into_iter().map(|(score, found)| (self.part(score), found)).collect())
    }

    /// Returns the similarity of one document; 0 if it has nothing in common.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn document_score(&self, address: DocAddress) -> Result<Score> {
        Ok(self.score(address)?.map_or(0.0, |score| self.part(score)))
    }

    fn part(&self, score: Score) -> Score {
        (score / self.whole).min(1.0)
    }

    fn score(&self, address: DocAddress) -> Result<Option<Score>> {
        let segment = self.snapshot.searcher().segment_reader(address.segment_ord);
        let mut scorer = self.weight.scorer(segment, 1.0)?;
        let is_found = scorer.doc() <= address.doc_id && scorer.seek(address.doc_id) == address.doc_id;
        Ok(is_found.then(|| scorer.score()))
    }
}
