//! The ids of events in calendars, by which programs recognize an event that they already have.
//!
//! Invariants: no two events of a calendar have the same id; an announcement, a cancellation and a report of
//! one meeting have the same.

use std::collections::HashSet;

use jiff::civil::Date;
use uuid::Uuid;

use crate::search::MeetingEntry;

/// The ids that events of a calendar have.
#[derive(Debug, Default)]
pub(super) struct EventIds {
    given: HashSet<Uuid>,
}

impl EventIds {
    /// Returns the id of the event on a day: a version 5 UUID (RFC 9562) of the body and the day. Of several
    /// meetings of one body on one day, the further ones are told apart by their hours, then by number.
    pub(super) fn next(&mut self, meeting: &MeetingEntry, day: Date) -> String {
        let of_meeting = meeting.body.as_deref().unwrap_or(meeting.id.as_str()).to_lowercase();
        let time = meeting.time.as_deref().unwrap_or_default();
        let names = [format!("{of_meeting} {day}"), format!("{of_meeting} {day} {time}")];
        let numbered = (2..).map(|number: u32| format!("{of_meeting} {day} {time} {number}"));
        let mut ids = names.into_iter().chain(numbered).map(|name| event_id(&name));
        ids.find(|id| self.given.insert(*id)).unwrap_or_default().to_string()
    }
}

fn event_id(name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("skorowidz meeting {name}").as_bytes())
}
