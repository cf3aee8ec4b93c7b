//! Carries over to a new generation what only other machines can read again: documents from their folders, and those
//! that they received over HTTP.
//!
//! They are laid out again from what the cluster stores of them. Which sources are this machine's is left to the caller.
//! Invariant: when the new generation becomes the live one, it has everything that other machines wrote to the one
//! before.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use serde::Deserialize;
use serde_json::json;
use skorowidz_cluster::SearchHit;

use super::{
    engine::EngineKind, layout::IndexableDocument, origin::Origin, remote_index::RemoteIndex, schema::column,
    writer::IndexWriter,
};
use crate::{
    document::DocumentId,
    error::{Error, Result},
};

/// The number of documents fetched at a time.
const BATCH: usize = 100;
/// The number of documents listed at a time.
const LISTED: usize = 2000;

/// What is carried over to a new generation.
pub(crate) struct CarriedDocuments {
    /// The live generation.
    from: RemoteIndex,
    /// The ids of what was carried over.
    carried: HashSet<String>,
    is_closed: bool,
}

#[derive(Deserialize)]
struct ListedHit {
    #[serde(default)]
    stored: ListedForm,
}

#[derive(Default, Deserialize)]
struct ListedForm {
    source: Option<String>,
    hash: Option<String>,
}

impl CarriedDocuments {
    /// Prepares to carry over from the live generation; `None` if there is no other one in the cluster.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn begin(writer: &IndexWriter) -> Result<Option<Self>> {
        let Some(remote) = &writer.index().remote else { return Ok(None) };
        let live = remote.live_generation()?.filter(|live| *live != remote.generation());
        Ok(live.map(|live| Self {
            from: remote.with_generation(live),
            carried: HashSet::new(),
            is_closed: false,
        }))
    }

    /// Carries over what the new generation lacks or has from another original, except documents of files for which
    /// `is_own` holds, and commits. Returns how many these were.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn round(
        &mut self,
        writer: &mut IndexWriter,
        is_own: &dyn Fn(&Path) -> bool,
    ) -> Result<usize> {
        self.from.refresh()?;
        let (known, mut there) = (writer.index().snapshot().indexed(), HashMap::new());
        let (cluster, name) = self.from.requests();
        let what = (&json!({"match_all": {}}), &json!(["stored.source", "stored.hash"]));
        cluster.each_document(name, what, (column::ID, None), LISTED, |hit: SearchHit| {
            let origin = origin_of(&hit)?;
            if !origin.source.as_deref().is_some_and(|source| is_own(Path::new(source))) {
                there.insert(hit.id, origin);
            }
            Ok::<(), Error>(())
        })?;
        let differs =
            |(id, origin): &(&String, &Origin)| !known.get(*id).is_some_and(|known| is_same(known, origin));
        let differing = there.iter().filter(differs).filter_map(|(id, _)| id.parse().ok());
        let differing: Vec<DocumentId> = differing.collect();
        for batch in differing.chunks(BATCH) {
            self.take(writer, batch)?;
        }
        let gone: Vec<String> = self.carried.iter().filter(|id| !there.contains_key(*id)).cloned().collect();
        for id in &gone {
            self.carried.remove(id);
            id.parse().map_or(Ok(()), |id| writer.delete(&id))?;
        }
        writer.commit()?;
        Ok(differing.len() + gone.len())
    }

    fn take(&mut self, writer: &mut IndexWriter, ids: &[DocumentId]) -> Result<()> {
        for found in self.from.fetch(ids)?.into_iter().flatten() {
            let prepared =
                IndexableDocument::for_engine(EngineKind::OpenSearch, &found.document, Some(&found.source));
            writer.replace(prepared.changed_at(found.changed))?;
            self.carried.insert(found.document.id.as_str().to_owned());
        }
        if writer.is_commit_due() { writer.commit() } else { Ok(()) }
    }

    /// Lets the generation before take no more writes; the round after this is the last one.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Cluster`] if the cluster does not answer.
    pub(crate) fn close(&mut self) -> Result<()> {
        self.is_closed = true;
        self.from.close()
    }

    /// Makes sure that nothing was written since the last round: the generation may be published.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Conflict`] if that round took so long that others may write again.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.from.check_closed()?;
        self.is_closed = false;
        Ok(())
    }
}

impl Drop for CarriedDocuments {
    fn drop(&mut self) {
        if self.is_closed
            && let Err(error) = self.from.open_again()
        {
            tracing::warn!("the index takes no writes for up to ten minutes: {error}");
        }
    }
}

/// Whether a document was made from the same content of the same source.
fn is_same(one: &Origin, other: &Origin) -> bool {
    let content = |origin: &Origin| origin.fingerprint.as_ref().map(|known| known.content.clone());
    one.source == other.source && content(one) == content(other)
}

fn origin_of(hit: &SearchHit) -> Result<Origin> {
    let listed = hit.source.as_ref().and_then(|source| serde_json::from_str::<ListedHit>(source.get()).ok());
    let ListedHit { stored } = listed.ok_or_else(|| {
        Error::Cluster(format!("the document `{}` in the cluster cannot be read: withdraw it", hit.id))
    })?;
    Ok(Origin::from_columns(stored.source, stored.hash))
}
