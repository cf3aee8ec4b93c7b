//! The meetings that a document tells of, with links to their topics.
//!
//! Invariant: the numbers of meetings and topics are bounded, whatever the document.

use std::collections::HashMap;

use super::{links::DocumentLinks, text::DocumentText};
use crate::{
    document::{Document, Meeting, MeetingTopic, shortened},
    http::{
        links as urls,
        pages::{document_text::anchors::numbered, meetings::facts::MeetingFacts},
    },
};

/// Maximum number of meetings, and of topics of all of them: more than a post tells of.
const MAX_MEETINGS: usize = 12;
const MAX_TOPICS: usize = 60;
/// Maximum number of characters of a topic.
const MAX_TOPIC: usize = 240;

/// A meeting that the document tells of.
pub(crate) struct ToldMeeting {
    pub(crate) facts: MeetingFacts,
    pub(crate) topics: Vec<ToldTopic>,
}

/// A topic of the meeting.
pub(crate) struct ToldTopic {
    pub(crate) text: String,
    /// The URL of its place in the text.
    pub(crate) href: String,
    /// The URL of its history.
    pub(crate) page: Option<String>,
}

impl DocumentText {
    /// Returns the meetings; `ids` are those of their topics by address.
    pub(super) fn meetings(
        &self,
        link: &DocumentLinks<'_>,
        document: &Document,
        ids: &HashMap<String, String>,
    ) -> Vec<ToldMeeting> {
        let mut room = MAX_TOPICS;
        let told = |meeting: &Meeting| {
            let topics = meeting.topics.iter().take(room).map(|topic| self.topic(link, document, topic, ids));
            let topics: Vec<ToldTopic> = topics.collect();
            room -= topics.len();
            ToldMeeting { facts: MeetingFacts::new(link.site, meeting), topics }
        };
        document.meetings.iter().take(MAX_MEETINGS).map(told).collect()
    }

    fn topic(
        &self,
        link: &DocumentLinks<'_>,
        document: &Document,
        topic: &MeetingTopic,
        ids: &HashMap<String, String>,
    ) -> ToldTopic {
        let site = link.site;
        let (page, number) = (ids.get(&topic.anchor), numbered(document, &topic.anchor));
        ToldTopic {
            text: shortened(&topic.text, MAX_TOPIC),
            href: self.place(link, number.unwrap_or_default(), &topic.anchor),
            page: page.map(|id| site.with_language(urls::topic(&site.base, id))),
        }
    }
}
