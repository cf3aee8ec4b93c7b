//! Meetings for other programs: as a calendar (`calendar`) and as a table (`topic_table`).
//!
//! `export` writes either in parts. Finding the meetings is left to `search`.

mod calendar;
mod event_id;
mod export;
mod topic_table;

pub(crate) use calendar::CALENDAR_MEDIA_TYPE;
pub(crate) use export::{MeetingsExport, MeetingsFormat};
pub(crate) use topic_table::MEETING_COLUMNS;
