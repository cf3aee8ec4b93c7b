//! The ids of events in calendars, by which programs recognize an event that they already have.
//!
//! Invariants: no two events of a calendar have the same id; what else is listed does not change an id,
//! unless one body meets twice at one hour; an announcement and a report that tell one hour have the same.

use std::collections::HashMap;

use jiff::civil::Date;
use uuid::Uuid;

use crate::{index::body_key, search::MeetingEntry};

/// The ids that events of a calendar have.
#[derive(Debug, Default)]
pub(super) struct EventIds {
    /// How many events have each name.
    given: HashMap<String, u32>,
}

impl EventIds {
    /// Returns the id of the event on a day: a version 5 UUID (RFC 9562) of the body, the day and the hour.
    /// If several events share all three, the id of the document distinguishes the later ones.
    pub(super) fn next(&mut self, meeting: &MeetingEntry, day: Date) -> String {
        let id = meeting.id.as_str();
        let body = meeting.body.as_deref().map_or_else(|| id.to_lowercase(), body_key);
        let time = meeting.time.as_deref().unwrap_or_default();
        let name = format!("{body}\0{day}\0{time}");
        if self.number(&name) == 1 {
            return event_id(&name);
        }
        let name = format!("{name}\0{id}");
        match self.number(&name) {
            1 => event_id(&name),
            number => event_id(&format!("{name}\0{number}")),
        }
    }

    /// Returns the number of the next event with a name, from 1.
    fn number(&mut self, name: &str) -> u32 {
        let number = self.given.entry(name.to_owned()).or_default();
        *number += 1;
        *number
    }
}

fn event_id(name: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("skorowidz meeting {name}").as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use jiff::civil::date;

    use super::*;
    use crate::view::meetings::tests::meeting;

    const DAY: Date = date(2022, 9, 26);

    fn ids(meetings: &[(&str, &str, &str)]) -> Vec<String> {
        let mut ids = EventIds::default();
        let listed = meetings.iter().map(|(id, body, time)| meeting(id, body, DAY, time));
        listed.map(|meeting| ids.next(&meeting, DAY)).collect()
    }

    #[test]
    fn an_id_does_not_depend_on_what_else_is_listed() {
        let [morning, evening] = [("a", "Konwent", "10:00"), ("b", "Konwent", "18:00")];
        let [alone, both] = [ids(&[morning]), ids(&[evening, morning])];
        assert_eq!(alone[0], both[1]);
        assert_ne!(both[0], both[1]);
    }

    #[test]
    fn the_name_of_a_district_after_its_number_does_not_matter() {
        let named = ids(&[("a", "Rada Dzielnicy VIII Dębniki", "18:00")]);
        assert_eq!(named, ids(&[("b", "Rada Dzielnicy VIII", "18:00")]));
        assert_ne!(named, ids(&[("a", "Rada Dzielnicy VII Zwierzyniec", "18:00")]));
    }

    #[test]
    fn events_that_look_alike_have_ids_of_their_own() {
        let alike: Vec<(&str, &str, &str)> =
            ["a", "b", "a", "a"].map(|id| (id, "Konwent", "10:00")).repeat(500);
        let given = ids(&alike);
        assert_eq!(given.iter().collect::<HashSet<_>>().len(), 2_000);
        assert_eq!(given[1], ids(&alike[..2])[1]);
    }
}
