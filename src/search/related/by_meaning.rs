//! Finds documents that are like a document in meaning, with the vectors of an optional model.
//!
//! Invariant: a document that is like it need not share a word with it.

use tantivy::DocAddress;

use super::RelationReason;
use crate::{
    error::Result,
    index::Snapshot,
    meaning::{Meaning, NearDocument},
};

/// The minimum cosine of documents about the same thing. On the sample corpus, 1 pair of 75 has more (225 of 8,190),
/// nearly all about one matter; from .90 on, Konwent meetings are like each other whatever they are about.
const MIN_COSINE: f32 = 0.93;
/// The minimum cosine of documents that say nearly the same: .979 for an act and its text without the layout, .972 for
/// an act and its amendment.
const NEARLY_SAME: f32 = 0.975;
/// The number of nearest texts that are looked at.
const EXAMINED: usize = 50;

/// The documents that are like one.
pub(super) struct LikeDocuments {
    /// The nearest first.
    pub(super) documents: Vec<NearDocument>,
}

impl LikeDocuments {
    /// Finds the documents that are like the one at an address; none without a model.
    pub(super) fn of(meaning: Option<&Meaning>, snapshot: &Snapshot, address: DocAddress) -> Result<Self> {
        let direction = meaning.and_then(|meaning| Some((meaning, meaning.direction(snapshot, address)?)));
        let documents = match direction {
            Some((meaning, direction)) => {
                meaning.nearest_documents(snapshot, &direction, (MIN_COSINE, EXAMINED))?
            }
            None => Vec::new(),
        };
        Ok(Self { documents })
    }

    /// Returns the reason why a document is like it, if it is.
    pub(super) fn reason(&self, address: DocAddress) -> Option<RelationReason> {
        let near = self.documents.iter().find(|near| near.address == address)?;
        let is_nearly_same = near.window.cosine >= NEARLY_SAME;
        Some(if is_nearly_same { RelationReason::NearlySame } else { RelationReason::Meaning })
    }
}
