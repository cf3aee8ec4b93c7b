//! The other documents with the text of a hit, as they are listed beside it.
//!
//! Which documents have the same text is left to `index`. Invariant: a document is not listed beside itself.

use serde::{Serialize, Serializer};
use tantivy::DocAddress;
use utoipa::ToSchema;

use crate::{
    document::{DocumentId, Format, Kind},
    error::Result,
    index::Snapshot,
};

/// The maximum number of documents listed beside one. There may be hundreds of copies of a form, and each is
/// read from the store.
const MAX_LISTED: usize = 20;

/// A document with the same text as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Variant {
    /// Its id.
    pub id: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// The format of the file that it was made from; `null` if it has no file of its own.
    #[serde(serialize_with = "name")]
    #[schema(required, value_type = Option<String>, example = "pdf")]
    pub format: Option<Format>,
}

#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref)] // the signature that serde calls
fn name<S: Serializer>(format: &Option<Format>, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    format.map(Format::as_str).serialize(serializer)
}

impl Variant {
    /// Returns the other documents with the text of one, by id, whether or not a search finds them: the first
    /// 20.
    ///
    /// # Errors
    ///
    /// Returns an error if the index cannot be read.
    pub(super) fn beside(snapshot: &Snapshot, address: DocAddress) -> Result<Vec<Self>> {
        let others = snapshot.variants()?.others(address);
        let variant = |other| {
            let head = snapshot.head(other)?;
            let format = head.record.file.map(|file| file.format);
            Ok(Self { id: head.id, kind: head.record.kind, format })
        };
        others.take(MAX_LISTED).map(variant).collect()
    }
}

#[cfg(test)]
mod tests;
