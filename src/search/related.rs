//! Finds documents that are attached to a document, and documents similar to it.
//!
//! Attached documents are known by their parent (`index/attached.rs`). Similar documents are found with a
//! single query for the characteristic words of the title, lead and beginning, which are frequent in the
//! document and rare in the index (`similarity` over `telling_words`). Each comes with `reasons`, among them
//! the `shared_words`; `by_meaning` adds those that are like it without sharing words. The work is bounded, however long the document is.
//!
//! Invariants: a document is not related to itself, nor, if not attached, to one with the same text; a document that is not attached and has little in common
//! with it is not related.

mod by_meaning;
mod contained;
mod reasons;
mod shared_words;
mod similarity;
mod telling_words;

use serde::Serialize;
use tantivy::{DocAddress, Score};
use utoipa::ToSchema;

pub use self::reasons::RelationReason;
use self::{
    by_meaning::LikeDocuments,
    contained::ContainedWords,
    reasons::Reasons,
    shared_words::SharedWords,
    similarity::{CharacteristicTerms, SimilarityScorer},
    telling_words::TellingWords,
};
use super::{request::MAX_RELATED, variants::Variant};
use crate::{
    analysis::Analyzer,
    document::{DocumentId, Kind, Language},
    error::{Error, Result},
    index::{DocumentHandle, DocumentHead, Snapshot, StoredDocument},
    meaning::Meaning,
};

/// The minimum similarity, relative to the document itself. On the sample corpus, documents above it are
/// about the same thing.
const MIN_LIKENESS: Score = 0.12;

/// Documents related to a document.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Related {
    /// Other documents with the same text, by id; at most 20. They are not listed as similar.
    pub also: Vec<Variant>,
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
    /// Why it is related, the closest relation first; empty if the documents are similar only in rare words
    /// that cannot be named.
    pub reasons: Vec<RelationReason>,
}

/// Returns up to `limit` documents related to a document, with those that are like it in meaning if there is a model.
///
/// # Errors
///
/// Returns [`Error::Invalid`] if `limit` is not from 1 to [`MAX_RELATED`]. Any other error comes from the
/// search engine or the disk.
pub fn related(
    analyzer: &mut Analyzer,
    meaning: Option<&Meaning>,
    document: &DocumentHandle,
    limit: usize,
) -> Result<Related> {
    if limit == 0 || limit > MAX_RELATED {
        return Err(Error::Invalid(format!("bad `limit` `{limit}`: use 1 to {MAX_RELATED}")));
    }
    let (snapshot, address) = (document.snapshot(), document.address());
    let stored = snapshot.stored(address)?;
    let telling = TellingWords::read(analyzer, &stored)?;
    let terms = CharacteristicTerms::select(snapshot, &telling)?;
    let likeness = SimilarityScorer::to(snapshot, &terms, address)?;
    let groups = snapshot.variants()?;
    let mut known: Vec<DocAddress> = std::iter::once(address).chain(groups.others(address)).collect();
    let mut related = Vec::new();
    for (found, head, attachment) in attached(snapshot, &stored, limit)? {
        related.push((found, head, likeness.document_score(found)?, Some(attachment)));
        known.push(found);
    }
    // Of documents with the same text, only the first is listed.
    let most = known.len() + limit + groups.surplus().min(limit);
    for (score, found) in likeness.highest(most)? {
        if related.len() < limit && score >= MIN_LIKENESS && !known.contains(&found) {
            related.push((found, snapshot.head(found)?, score, None));
            known.push(found);
            known.extend(groups.others(found));
        }
    }
    let like = LikeDocuments::of(meaning, snapshot, address)?;
    for near in &like.documents {
        if related.len() < limit && !known.contains(&near.address) {
            let score = likeness.document_score(near.address)?;
            related.push((near.address, snapshot.head(near.address)?, score, None));
            known.push(near.address);
            known.extend(groups.others(near.address));
        }
    }
    related.truncate(limit);
    let words = SharedWords::of(&telling, terms.words.iter().map(|(term, _)| term.as_str()));
    let reasons = Reasons::of(&stored, ContainedWords::of(snapshot, address), words);
    let shown = related.into_iter().map(|(found, head, score, attachment)| {
        let mut reasons = reasons.with(attachment, &head.record, ContainedWords::of(snapshot, found))?;
        reasons.extend(like.reason(found));
        Ok(shown(head, score, reasons))
    });
    let also = Variant::beside(snapshot, address)?;
    Ok(Related { also, related: shown.collect::<Result<_>>()? })
}

/// Returns the parent of this document, and up to `most` documents attached to it, each with the reason.
fn attached(
    snapshot: &Snapshot,
    stored: &StoredDocument,
    most: usize,
) -> Result<Vec<(DocAddress, DocumentHead, RelationReason)>> {
    let parent = stored.record.parent.as_ref().map(|parent| snapshot.address(parent)).transpose()?.flatten();
    let mut attached = Vec::new();
    if let Some(parent) = parent {
        attached.push((parent, snapshot.head(parent)?, RelationReason::Parent));
    }
    // Two documents may name each other as parent, and one may name itself.
    let children = snapshot.attached_to(&stored.id, most + 1)?;
    let children = children.into_iter().filter(|(child, _)| Some(*child) != parent);
    attached.extend(children.map(|(child, head)| (child, head, RelationReason::Attached)));
    attached.retain(|(_, head, _)| head.id != stored.id);
    Ok(attached)
}

fn shown(head: DocumentHead, score: Score, reasons: Vec<RelationReason>) -> RelatedDocument {
    let DocumentHead { id, record } = head;
    RelatedDocument {
        id,
        kind: record.kind,
        language: record.language,
        published: record.published,
        title: record.title,
        score,
        reasons,
    }
}
