//! Entries for tests; a test sets the fields that it is about.

use super::response::{MeetingEntry, RecurringTopic, TopicEntry};

impl MeetingEntry {
    /// Returns a meeting that was held and of which nothing else is known.
    pub(crate) fn sample(id: &str) -> Self {
        Self {
            id: id.parse().expect("an id"),
            title: String::new(),
            documents: Vec::new(),
            date: None,
            date_end: None,
            time: None,
            time_end: None,
            announced: false,
            cancelled: Vec::new(),
            body: None,
            districts: Vec::new(),
            place: None,
            chair: None,
            chair_office: None,
            invited: Vec::new(),
            topics: Vec::new(),
        }
    }
}

impl TopicEntry {
    /// Returns a topic that names no act and never came up again.
    pub(crate) fn sample(id: &str, text: &str) -> Self {
        Self {
            id: id.to_owned(),
            text: text.to_owned(),
            html: text.to_owned(),
            highlights: Vec::new(),
            document: "news/own".parse().expect("an id"),
            anchor: "temat-1".to_owned(),
            page: 1,
            start: 0,
            end: text.chars().count(),
            acts: Vec::new(),
            recurs: Vec::new(),
            recurs_total: 0,
            recurs_years: Vec::new(),
        }
    }
}

impl RecurringTopic {
    /// Returns a topic of a meeting without a known day.
    pub(crate) fn sample(topic: &str, text: &str) -> Self {
        Self {
            id: "news/other".parse().expect("an id"),
            topic: topic.to_owned(),
            anchor: "temat-2".to_owned(),
            date: None,
            body: None,
            text: text.to_owned(),
            reason: String::new(),
            words: Vec::new(),
            acts: Vec::new(),
        }
    }
}
