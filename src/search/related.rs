//! Finds documents that are attached to a document, and documents similar to it.
//!
//! Attached documents are known by their parent (`index/attached.rs`). Similar documents are found with a
//! single query for the characteristic words of the title, lead and beginning, which are frequent in the
//! document and rare in the index. The work is bounded, however long the document is.
//!
//! Invariants: a document is not related to itself; a document that is not attached and has little in common
//! with it is not related.

use rustc_hash::FxHashMap;
use serde::Serialize;
use tantivy::{
    DocAddress, DocSet, Score, Term,
    collector::TopDocs,
    query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, EnableScoring, Occur, Query, TermQuery, Weight},
    schema::IndexRecordOption,
};
use utoipa::ToSchema;

use super::{ranking::idf, request::MAX_RELATED};
use crate::{
    analysis::{Analyzer, function_words},
    document::{DocumentId, Kind, Language},
    error::{Error, Result},
    index::{DocumentHandle, DocumentHead, Snapshot, StoredDocument},
};

/// How much of the text is read, in bytes: about three pages, where acts and posts say what they are about.
const MAX_TEXT_BYTES: usize = 8 << 10;
/// The maximum number of characteristic words in the query. On the sample corpus 12 to 40 give the same first
/// documents.
const MAX_TERMS: usize = 24;
/// How often a word of the title counts, and a word of the lead.
const TITLE_COUNT: Score = 3.0;
const LEAD_COUNT: Score = 2.0;
/// The number of occurrences at which a word has half of its maximum weight, as in BM25.
const HALF_COUNT: Score = 1.2;
/// The minimum number of shared words. A document that shares only one is similar by chance.
const MIN_WORDS: usize = 2;
/// The minimum similarity, relative to the document itself. On the sample corpus, documents above it are
/// about the same thing.
const MIN_LIKENESS: Score = 0.12;

/// Documents related to a document.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Related {
    /// The parent document, then attached documents from newest to oldest, then the most similar documents.
    pub related: Vec<RelatedDocument>,
}

/// A related document.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RelatedDocument {
    /// The document's id.
    pub id: DocumentId,
    /// The document's kind.
    pub kind: Kind,
    /// Its language.
    pub language: Language,
    /// The date of publication.
    #[schema(required)]
    pub published: Option<jiff::civil::Date>,
    /// The title.
    pub title: String,
    /// The similarity, up to 1; 0 for an attached document with nothing in common.
    #[schema(value_type = f32)]
    pub score: Score,
}

/// Returns up to `limit` documents related to a document.
///
/// # Errors
///
/// Returns [`Error::Invalid`] if `limit` is not from 1 to [`MAX_RELATED`]. Any other error comes from the
/// search engine or the disk.
pub fn related(analyzer: &mut Analyzer, document: &DocumentHandle, limit: usize) -> Result<Related> {
    if limit == 0 || limit > MAX_RELATED {
        return Err(Error::Invalid(format!("bad `limit` `{limit}`: use 1 to {MAX_RELATED}")));
    }
    let (snapshot, address) = (document.snapshot(), document.address());
    let stored = snapshot.stored(address)?;
    let terms = CharacteristicTerms::from_document(snapshot, analyzer, &stored)?;
    let likeness = SimilarityScorer::to(snapshot, &terms, address)?;
    let (mut related, mut known) = (Vec::new(), vec![address]);
    for (found, head) in attached(snapshot, &stored, limit)? {
        related.push((head, likeness.document_score(found)?));
        known.push(found);
    }
    for (score, found) in likeness.highest(known.len() + limit)? {
        if related.len() < limit && score >= MIN_LIKENESS && !known.contains(&found) {
            related.push((snapshot.head(found)?, score));
        }
    }
    related.truncate(limit);
    Ok(Related { related: related.into_iter().map(shown).collect() })
}

/// Returns the parent of this document, and up to `most` documents attached to it.
fn attached(
    snapshot: &Snapshot,
    stored: &StoredDocument<'_>,
    most: usize,
) -> Result<Vec<(DocAddress, DocumentHead)>> {
    let parent = stored.record.parent.as_ref().map(|parent| snapshot.address(parent)).transpose()?.flatten();
    let mut attached = Vec::new();
    if let Some(parent) = parent {
        attached.push((parent, snapshot.head(parent)?));
    }
    // Two documents may name each other as parent, and one may name itself.
    let children = snapshot.attached_to(&stored.id, most + 1)?;
    attached.extend(children.into_iter().filter(|(child, _)| Some(*child) != parent));
    attached.retain(|(_, head)| head.id != stored.id);
    Ok(attached)
}

fn shown((DocumentHead { id, record }, score): (DocumentHead, Score)) -> RelatedDocument {
    RelatedDocument {
        id,
        kind: record.kind,
        language: record.language,
        published: record.published,
        title: record.title,
        score,
    }
}

/// The characteristic words of a document.
struct CharacteristicTerms {
    /// The most characteristic words that also occur in other documents, each weighted by its frequency in
    /// this document.
    words: Vec<(String, Score)>,
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
    fn from_document(
        snapshot: &Snapshot,
        analyzer: &mut Analyzer,
        stored: &StoredDocument<'_>,
    ) -> Result<Self> {
        let (documents, mut words) = (snapshot.documents(), Vec::new());
        for (term, count) in counts(analyzer, stored)? {
            let engine_term = Term::from_field_text(snapshot.fields().text_base, &term);
            let doc_freq = snapshot.searcher().doc_freq(&engine_term)?.min(documents);
            let weight = count / (count + HALF_COUNT);
            words.push(DocumentWord {
                term,
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
struct SimilarityScorer<'a> {
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
    fn to(snapshot: &'a Snapshot, terms: &CharacteristicTerms, address: DocAddress) -> Result<Self> {
        let query = terms.query(snapshot);
        let weight = query.weight(EnableScoring::enabled_from_searcher(snapshot.searcher()))?;
        let likeness = Self { snapshot, query, weight, whole: 1.0 };
        let own = likeness.score(address)?.unwrap_or_default();
        Ok(Self { whole: own.max(terms.idf_weight) / terms.share, ..likeness })
    }

    /// Returns up to `most` most similar documents, including the document itself.
    fn highest(&self, most: usize) -> Result<Vec<(Score, DocAddress)>> {
        let top = TopDocs::with_limit(most).order_by_score();
        let found = self.snapshot.searcher().search(&self.query, &top)?;
        Ok(found.into_iter().map(|(score, found)| (self.part(score), found)).collect())
    }

    /// Returns the similarity of one document; 0 if it has nothing in common.
    fn document_score(&self, address: DocAddress) -> Result<Score> {
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

/// Returns how often each possibly characteristic word occurs in a document.
fn counts(analyzer: &mut Analyzer, stored: &StoredDocument<'_>) -> Result<FxHashMap<String, Score>> {
    let record = &stored.record;
    let mut counts: FxHashMap<String, Score> = FxHashMap::default();
    let mut count = |text: &str, times: Score| {
        for token in analyzer.tokens_in(text, record.language) {
            let says_little = token.is_function_word() || function_words::is_light(&token.terms);
            let term = token.terms.into_iter().next();
            if let Some(term) = term.filter(|term| !says_little && is_telling(term)) {
                *counts.entry(term).or_default() += times;
            }
        }
    };
    count(if record.is_titled { &record.title } else { "" }, TITLE_COUNT);
    count(head(record.lead.as_deref().unwrap_or_default()), LEAD_COUNT);
    count(head(&beginning(stored)?), 1.0);
    Ok(counts)
}

/// Whether a term may be characteristic: a word or an act number, but not a date, an amount or a house
/// number.
fn is_telling(term: &str) -> bool {
    !term.starts_with(|c: char| c.is_ascii_digit()) || term.contains('/')
}

/// Returns the part of a text that is read.
fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_TEXT_BYTES)]
}

/// Returns the beginning of the text, in whole passages.
fn beginning(stored: &StoredDocument<'_>) -> Result<String> {
    let mut text = String::new();
    for passage in 0..stored.first_positions().len() {
        if text.len() >= MAX_TEXT_BYTES {
            break;
        }
        text.push_str(stored.passages(passage..passage + 1)?.text());
        text.push('\n');
    }
    Ok(text)
}
