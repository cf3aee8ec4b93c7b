//! Builds what is shown of meetings and their topics.

use super::response::{MeetingDocument, MeetingEntry, TopicEntry};
use crate::{
    analysis::Analyzer,
    document::Meeting,
    error::Result,
    index::{MeetingRegister, MeetingSource, Snapshot},
    search::{citation_graph::ActTargets, plan::Plan, snippet},
};

/// Builds the entries of a response.
pub(super) struct EntryWriter<'a> {
    snapshot: &'a Snapshot,
    register: &'a MeetingRegister,
    analyzer: &'a mut Analyzer,
    plan: &'a Plan,
}

impl<'a> EntryWriter<'a> {
    pub(super) fn new(
        snapshot: &'a Snapshot,
        register: &'a MeetingRegister,
        analyzer: &'a mut Analyzer,
        plan: &'a Plan,
    ) -> Self {
        Self { snapshot, register, analyzer, plan }
    }

    /// Returns what is shown of the meeting with this number.
    pub(super) fn meeting(&mut self, number: u32) -> Result<MeetingEntry> {
        let register = self.register;
        let registered = &register.meetings[number as usize];
        let documents: Vec<MeetingDocument> = registered.sources.iter().map(document).collect();
        let topics = registered.topics.clone().map(|topic| self.topic(topic)).collect::<Result<_>>()?;
        let Meeting {
            date,
            date_end,
            time,
            time_end,
            announced,
            cancelled,
            body,
            place,
            chair,
            chair_office,
            invited,
            ..
        } = registered.meeting.clone();
        Ok(MeetingEntry {
            id: documents[0].id.clone(),
            title: documents[0].title.clone(),
            documents,
            date,
            date_end,
            time,
            time_end,
            announced,
            cancelled,
            body,
            districts: registered.districts.clone(),
            place,
            chair,
            chair_office,
            invited,
            topics,
        })
    }

    /// Returns what is shown of the topic with this number.
    pub(super) fn topic(&mut self, number: u32) -> Result<TopicEntry> {
        let topic = &self.register.topics[number as usize];
        let marked = snippet::highlighted(&topic.text, topic.language, self.analyzer, self.plan);
        let acts = ActTargets::new(self.snapshot, &topic.document, None).all(&topic.acts)?;
        Ok(TopicEntry {
            id: topic.id.clone(),
            text: marked.text,
            html: marked.html,
            highlights: marked.highlights,
            document: topic.document.clone(),
            anchor: topic.anchor.clone(),
            page: topic.page,
            start: topic.start,
            end: topic.end,
            acts,
            recurs: Vec::new(),
        })
    }
}

fn document(source: &MeetingSource) -> MeetingDocument {
    let MeetingSource { id, title, url, published, .. } = source.clone();
    MeetingDocument { id, title, url, published }
}
