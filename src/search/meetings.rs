//! Lists meetings with their topics, newest first.
//!
//! `run` answers a request for meetings: `matching_meetings` finds those that contain the words of a query in
//! the register of the index, `entry` builds what is shown of each. Invariant: the same request on the same index has the same response.

mod entry;
mod matching_meetings;
mod response;
mod run;

pub use response::{MeetingDocument, MeetingEntry, MeetingsResponse, RecurringTopic, TopicEntry};
pub use run::meetings;
