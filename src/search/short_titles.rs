//! What documents are called in a list.

use std::collections::HashMap;

use crate::{
    acts::short_title::short_title,
    document::DocumentId,
    error::Result,
    index::{DocumentHead, Snapshot},
};

/// Returns the short titles of acts and the titles of other documents; those that are not in the index are
/// left out.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub fn short_titles(snapshot: &Snapshot, ids: &[DocumentId]) -> Result<HashMap<DocumentId, String>> {
    let mut titles = HashMap::new();
    for id in ids {
        let Some(address) = snapshot.address(id)? else { continue };
        let DocumentHead { record, .. } = snapshot.head(address)?;
        titles.insert(id.clone(), record.act.as_ref().and_then(short_title).unwrap_or(record.title));
    }
    Ok(titles)
}
