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

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use crate::search::MeetingEntry;

    /// Returns a meeting that was held; it begins at `time`, unless that is empty.
    pub(super) fn meeting(id: &str, body: &str, day: Date, time: &str) -> MeetingEntry {
        let time = (!time.is_empty()).then(|| time.to_owned());
        MeetingEntry { date: Some(day), time, body: Some(body.to_owned()), ..MeetingEntry::sample(id) }
    }
}
