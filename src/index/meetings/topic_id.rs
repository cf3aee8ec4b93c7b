//! The ids of topics, which are parts of web addresses.
//!
//! Invariant: the id of a topic stays the same as long as the meeting and the words of the topic do, in
//! whichever document it stands.

use super::body_key::{body_key, folded};
use crate::document::{ContentHash, DocumentId, Meeting};

/// The number of hexadecimal digits: among a million topics, two have the same id with a chance of 1 to 37
/// million.
const DIGITS: usize = 16;

/// Returns the id of a topic of a meeting that a document tells of. A meeting without a date or a body is
/// known by its document.
pub(crate) fn topic_id(document: &DocumentId, meeting: &Meeting, topic: &str) -> String {
    let of_meeting = match (&meeting.body, meeting.date) {
        (Some(body), Some(date)) => format!("{date} {}", body_key(body)),
        _ => document.to_string(),
    };
    let hash = ContentHash::from_content(format!("{of_meeting}\0{}", folded(topic)).as_bytes());
    hash.as_str()[..DIGITS].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_depends_on_the_meeting_and_on_the_words_of_the_topic() {
        let meeting = |date, body: &str| Meeting { date, body: Some(body.to_owned()), ..Meeting::default() };
        let on = meeting(Some(jiff::civil::date(2022, 9, 26)), "Konwent");
        let [one, other]: [DocumentId; 2] = ["a", "b"].map(|id| id.parse().expect("an id"));
        let id = topic_id(&one, &on, "Budżet obywatelski");
        assert_eq!(id.len(), DIGITS);
        assert_eq!(topic_id(&other, &on, "budżet  obywatelski."), id);
        assert_ne!(topic_id(&one, &on, "budżet miasta"), id);
        let of_district = |body| topic_id(&one, &meeting(on.date, body), "budżet");
        assert_eq!(of_district("Rada Dzielnicy VIII Dębniki"), of_district("Rada Dzielnicy VIII"));
        assert_ne!(topic_id(&one, &meeting(on.date, "Rada Dzielnicy I"), "Budżet obywatelski"), id);
        let undated = meeting(None, "Konwent");
        assert_ne!(topic_id(&one, &undated, "budżet"), topic_id(&other, &undated, "budżet"));
    }
}
