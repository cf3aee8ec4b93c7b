//! Lists meetings with their topics, newest first.
//!
//! `run` answers a request for meetings: `matching_meetings` finds those that contain the words of a query in
//! the register of the index, `entry` builds what is shown of each. `topic_history` gathers what is known of
//! the matter of one topic, and `document_topics` names those of one document. Invariant: the same
//! request on the same index has the same response.

mod document_topics;
mod entry;
mod matching_meetings;
mod response;
mod run;
#[cfg(test)]
mod samples;
mod topic_history;
mod topics_by_meaning;

pub use document_topics::topic_ids;
pub use response::{
    MeetingDocument, MeetingEntry, MeetingsResponse, RecurringTopic, TopicAct, TopicActRelation, TopicEntry,
    TopicHistory, TopicYear,
};
pub use run::meetings;
pub use topic_history::topic;
