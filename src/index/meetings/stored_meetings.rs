//! What a document stores of its meetings.

use serde::{Deserialize, Serialize};

use super::word_ranges;
use crate::{
    document::{Citation, CitedAct, Document, Meeting, MeetingTopic},
    index::record,
};

/// The meetings of a document, and what is known of their topics beside their text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredMeetings {
    pub(crate) meetings: Vec<Meeting>,
    /// One for each topic of all meetings, in order.
    pub(crate) topics: Vec<StoredTopic>,
}

/// What is known of a topic beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredTopic {
    /// The positions of its first word and of the word after its last one, in the text as it is searched.
    pub(crate) words: [u32; 2],
    /// The acts that it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) acts: Vec<CitedAct>,
}

impl StoredMeetings {
    /// Returns what to store of a document whose text, as it is searched, is `text`; `None` if it tells of no
    /// meeting.
    pub(in crate::index) fn of(document: &Document, text: &str) -> Option<Self> {
        if document.meetings.is_empty() {
            return None;
        }
        let topics = document.meetings.iter().flat_map(|meeting| &meeting.topics);
        let words = word_ranges::of_topics(&document.pages, text, topics.clone());
        let topic = |(topic, words)| StoredTopic { words, acts: named(topic, &document.citations) };
        let topics = topics.zip(words).map(topic).collect();
        Some(Self { meetings: document.meetings.clone(), topics })
    }

    pub(in crate::index) fn encode(&self) -> Vec<u8> {
        record::encode(self)
    }

    /// Returns `None` if the bytes are damaged.
    pub(in crate::index) fn decode(bytes: &[u8]) -> Option<Self> {
        let stored: Self = record::decode(bytes)?;
        let topics: usize = stored.meetings.iter().map(|meeting| meeting.topics.len()).sum();
        (topics == stored.topics.len()).then_some(stored)
    }

    /// Returns each topic with its meeting, in order.
    pub(crate) fn topics(&self) -> impl Iterator<Item = (&Meeting, &MeetingTopic, &StoredTopic)> {
        let topics =
            self.meetings.iter().flat_map(|meeting| meeting.topics.iter().map(move |topic| (meeting, topic)));
        topics.zip(&self.topics).map(|((meeting, topic), stored)| (meeting, topic, stored))
    }
}

/// Returns the acts that a topic names. `citations` are in reading order.
fn named(topic: &MeetingTopic, citations: &[Citation]) -> Vec<CitedAct> {
    let from = citations.partition_point(|one| (one.page, one.start) < (topic.page, topic.start));
    let is_within = |one: &&Citation| one.page == topic.page && one.end <= topic.end;
    citations[from..].iter().take_while(is_within).map(|citation| citation.act.clone()).collect()
}
