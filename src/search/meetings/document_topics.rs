//! Names the topics of one document by their ids.

use std::collections::HashMap;

use crate::{document::Document, index::topic_id};

/// Returns the ids of the topics of a document by their addresses within its page. Where several documents
/// tell of one meeting, the id leads to the topic of the one that tells it best.
pub fn topic_ids(document: &Document) -> HashMap<String, String> {
    let meetings = document.meetings.iter();
    let topics = meetings.flat_map(|meeting| meeting.topics.iter().map(move |topic| (meeting, topic)));
    let id = |(meeting, topic): (_, &crate::document::MeetingTopic)| {
        (topic.anchor.clone(), topic_id(&document.id, meeting, &topic.text))
    };
    topics.map(id).collect()
}
