//! The meetings that documents tell of, and the register of all of them.
//!
//! A document stores its meetings together with where their topics stand among its words (`stored_meetings`),
//! so that a hit can say which topic matches. `segment_meetings` reads those of a segment, `joined` finds the
//! reports and announcements that are about one meeting, and `register` lists all meetings,
//! newest first, with an inverted list of their words; `read` reads that of a snapshot.
//! `recurrence` links topics about the same matter. Recognizing meetings is left to `meetings`, searching
//! the register to `search`.
//!
//! Invariant: the register depends on the documents alone, not on the order in which they came; only the
//! rarity of words counts deleted documents until their segments are merged.

mod body_key;
mod joined;
mod read;
mod recurrence;
mod register;
mod segment_meetings;
mod stored_meetings;
mod topic_id;
mod word_ranges;

pub(crate) use body_key::{body_key, districts_of, folded};
pub(crate) use recurrence::{Recurrence, RecurrenceReason, years};
pub(crate) use register::{MeetingRegister, MeetingSource, RegisteredMeeting, RegisteredTopic};
pub(super) use segment_meetings::{ReadTopic, SegmentMeetings, SegmentTopic};
pub(crate) use stored_meetings::StoredMeetings;
pub(crate) use topic_id::topic_id;
