//! Finds the ids of the topics of one document.
//!
//! Invariant: an id that is returned leads to a topic.

use std::collections::HashMap;

use crate::{
    document::Document,
    error::Result,
    index::{Snapshot, topic_id},
};

/// Returns the ids of the topics of a document by their addresses within its page. A topic that another
/// document about the same meeting tells better has the id of that one only if their words are the same.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub fn topic_ids(snapshot: &Snapshot, document: &Document) -> Result<HashMap<String, String>> {
    if document.meetings.is_empty() {
        return Ok(HashMap::new());
    }
    let register = snapshot.meetings()?;
    let all = document.meetings.iter().flat_map(|meeting| {
        meeting
            .topics
            .iter()
            .map(move |topic| (topic.anchor.clone(), topic_id(&document.id, meeting, &topic.text)))
    });
    let mut ids: HashMap<String, String> = all.filter(|(_, id)| register.topic(id).is_some()).collect();
    let own = register.topics.iter().filter(|topic| topic.document == document.id);
    ids.extend(own.map(|topic| (topic.anchor.clone(), topic.id.clone())));
    Ok(ids)
}
