//! Documents that are attached to one document, and those that are most like it.
//!
//! What is attached is known by its parent (`index/attached.rs`). For the others the telling words of its title, lead and
//! beginning, those that are frequent there and rare in the index, are asked for all at once. The work is bounded, however long the document is.
//! Always holds: a document is not related to itself; what is not attached and has little in common is not related.

use rustc_hash::FxHashMap;
use serde::Serialize;
use tantivy::{
    DocAddress, DocSet, Score, Term,
    collector::TopDocs,
    query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, EnableScoring, Occur, Query, TermQuery, Weight},
    schema::IndexRecordOption,
};
use utoipa::ToSchema;

use super::ranking::idf;
use crate::{
    analysis::{Analyzer, function_words},
    document::{DocumentId, Kind, Language},
    error::{Error, Result},
    index::{Head, Snapshot, StoredDocument},
};

/// The most documents that are told.
pub const MAX_RELATED: usize = 20;
/// How many there are where nothing else is said.
pub const DEFAULT_RELATED: usize = 5;

/// So many bytes of the text are read: about three pages, where acts and posts say what they are about.
const MAX_TEXT_BYTES: usize = 8 << 10;
/// So many of the most telling words are asked for. On the sample corpus 12 to 40 give the same first documents.
const MAX_TERMS: usize = 24;
/// How often a word of the title counts, and one of the lead.
const TITLE_COUNT: Score = 3.0;
const LEAD_COUNT: Score = 2.0;
/// A word that stands so often counts half as much as one that stands there without end; as in BM25.
const HALF_COUNT: Score = 1.2;
/// What has only one of the words is like the document by chance.
const MIN_WORDS: usize = 2;
/// A document that has less of what was asked for than this part of what the document itself has is another matter: on
/// the sample corpus those above speak of the same thing.
const MIN_LIKENESS: Score = 0.12;

/// The documents that belong to one or are like it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Related {
    /// The document that it is attached to, those that are attached to it, the newest first, then the most like it.
    pub related: Vec<RelatedDocument>,
}

/// A document like another.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RelatedDocument {
    /// Its id.
    pub id: DocumentId,
    /// What sort of document it is.
    pub kind: Kind,
    /// Its language.
    pub language: Language,
    /// The day of publication.
    #[schema(required)]
    pub published: Option<jiff::civil::Date>,
    /// The title.
    pub title: String,
    /// How much of what makes the document it has, up to 1; 0 for an attached one with nothing in common.
    #[schema(value_type = f32)]
    pub score: Score,
}

/// The documents that belong to one or are like it, at most `limit`; `None` where there is no such document.
///
/// # Errors
/// [`Error::Invalid`] for a `limit` that is not from 1 to [`MAX_RELATED`]; otherwise only what the engine or the disk
/// reports.
pub fn related(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    id: &DocumentId,
    limit: usize,
) -> Result<Option<Related>> {
    if limit == 0 || limit > MAX_RELATED {
        return Err(Error::Invalid(format!("bad `limit` `{limit}`: use 1 to {MAX_RELATED}")));
    }
    let Some(address) = snapshot.address(id)? else { return Ok(None) };
    let stored = snapshot.stored(address)?;
    let telling = Telling::of(snapshot, analyzer, &stored)?;
    let likeness = Likeness::to(snapshot, &telling, address)?;
    let (mut related, mut known) = (Vec::new(), vec![address]);
    for (found, head) in attached(snapshot, &stored, limit)? {
        related.push((head, likeness.of(found)?));
        known.push(found);
    }
    for (score, found) in likeness.highest(known.len() + limit)? {
        if related.len() < limit && score >= MIN_LIKENESS && !known.contains(&found) {
            related.push((snapshot.head(found)?, score));
        }
    }
    related.truncate(limit);
    Ok(Some(Related { related: related.into_iter().map(shown).collect() }))
}

/// The document that this one is attached to, and up to `most` that are attached to it.
fn attached(
    snapshot: &Snapshot,
    stored: &StoredDocument<'_>,
    most: usize,
) -> Result<Vec<(DocAddress, Head)>> {
    let parent = stored.record.parent.as_ref().map(|parent| snapshot.address(parent)).transpose()?.flatten();
    let mut attached = Vec::new();
    if let Some(parent) = parent {
        attached.push((parent, snapshot.head(parent)?));
    }
    // Two may name each other, and one itself.
    let children = snapshot.attached_to(&stored.id, most + 1)?;
    attached.extend(children.into_iter().filter(|(child, _)| Some(*child) != parent));
    attached.retain(|(_, head)| head.id != stored.id);
    Ok(attached)
}

fn shown((Head { id, record }, score): (Head, Score)) -> RelatedDocument {
    RelatedDocument {
        id,
        kind: record.kind,
        language: record.language,
        published: record.published,
        title: record.title,
        score,
    }
}

/// What a document is about.
struct Telling {
    /// The most telling words that other documents have too, each with how much it counts by how often it stands here.
    words: Vec<(String, Score)>,
    /// What they are worth together: weights times rarities.
    worth: Score,
    /// What part of all that is telling they are: of a document like no other a small one.
    share: Score,
}

/// A word of a document.
struct Word {
    term: String,
    weight: Score,
    /// Weight times rarity.
    worth: Score,
    is_shared: bool,
}

impl Telling {
    fn of(snapshot: &Snapshot, analyzer: &mut Analyzer, stored: &StoredDocument<'_>) -> Result<Self> {
        let (documents, mut words) = (snapshot.documents(), Vec::new());
        for (term, count) in counts(analyzer, stored)? {
            let engine_term = Term::from_field_text(snapshot.fields().text_base, &term);
            let doc_freq = snapshot.searcher().doc_freq(&engine_term)?.min(documents);
            let weight = count / (count + HALF_COUNT);
            words.push(Word {
                term,
                weight,
                worth: weight * idf(doc_freq, documents),
                is_shared: doc_freq > 1,
            });
        }
        words.sort_by(|a, b| b.worth.total_cmp(&a.worth).then_with(|| a.term.cmp(&b.term)));
        let all: Score = words.iter().take(MAX_TERMS).map(|word| word.worth).sum();
        words.retain(|word| word.is_shared);
        words.truncate(MAX_TERMS);
        let worth: Score = words.iter().map(|word| word.worth).sum();
        let words = words.into_iter().map(|word| (word.term, word.weight)).collect();
        Ok(Self { words, worth, share: if worth < all { worth / all } else { 1.0 } })
    }

    /// Some of the words, each in the text or in the title.
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

/// How like a document others are.
struct Likeness<'a> {
    snapshot: &'a Snapshot,
    query: BooleanQuery,
    weight: Box<dyn Weight>,
    /// The score of one that has all of it.
    whole: Score,
}

impl<'a> Likeness<'a> {
    /// To the document at `address`, of which `telling` is what it is about. A long one scores little for its length,
    /// and is taken for one in which each word counts once.
    fn to(snapshot: &'a Snapshot, telling: &Telling, address: DocAddress) -> Result<Self> {
        let query = telling.query(snapshot);
        let weight = query.weight(EnableScoring::enabled_from_searcher(snapshot.searcher()))?;
        let likeness = Self { snapshot, query, weight, whole: 1.0 };
        let own = likeness.score(address)?.unwrap_or_default();
        Ok(Self { whole: own.max(telling.worth) / telling.share, ..likeness })
    }

    /// The most like it, at most `most`, the document itself among them.
    fn highest(&self, most: usize) -> Result<Vec<(Score, DocAddress)>> {
        let top = TopDocs::with_limit(most).order_by_score();
        let found = self.snapshot.searcher().search(&self.query, &top)?;
        Ok(found.into_iter().map(|(score, found)| (self.part(score), found)).collect())
    }

    /// How like it one document is; 0 where it has nothing of what was asked for.
    fn of(&self, address: DocAddress) -> Result<Score> {
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

/// How often each word stands in a document that may be telling.
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

/// Whether a term may be telling: a word, or the number of an act; not a day, an amount or the number of a house.
fn is_telling(term: &str) -> bool {
    !term.starts_with(|c: char| c.is_ascii_digit()) || term.contains('/')
}

/// So much of a text as is read of any.
fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_TEXT_BYTES)]
}

/// The beginning of the text, by whole passages.
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
