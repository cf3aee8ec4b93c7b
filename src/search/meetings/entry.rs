//! Builds what is shown of meetings and their topics.

use super::response::{MeetingDocument, MeetingEntry, RecurringTopic, TopicEntry};
use crate::{
    analysis::Analyzer,
    document::Meeting,
    error::Result,
    index::{MeetingRegister, MeetingSource, Recurrence, RecurrenceReason, Snapshot, years},
    locale::Locale,
    search::{citation_graph::ActTargets, plan::Plan, snippet},
};

/// The maximum number of topics about the same matter beside a topic in a list.
const MAX_LISTED_RECURRENCES: usize = 10;

/// The maximum number of those beside all topics of a response.
const MAX_RECURRENCES_OF_ALL: usize = 5_000;

/// Builds the entries of a response.
pub(super) struct EntryWriter<'a> {
    snapshot: &'a Snapshot,
    register: &'a MeetingRegister,
    analyzer: &'a mut Analyzer,
    plan: &'a Plan,
    /// How many more topics about the same matter the response may list.
    recurs_left: usize,
    /// Whether such topics are looked for.
    lists_recurrences: bool,
}

impl<'a> EntryWriter<'a> {
    pub(super) fn new(
        snapshot: &'a Snapshot,
        register: &'a MeetingRegister,
        (analyzer, plan): (&'a mut Analyzer, &'a Plan),
        lists_recurrences: bool,
    ) -> Self {
        Self { snapshot, register, analyzer, plan, recurs_left: MAX_RECURRENCES_OF_ALL, lists_recurrences }
    }

    /// Returns what is shown of the meeting with this number.
    pub(super) fn meeting(&mut self, number: u32) -> Result<MeetingEntry> {
        let register = self.register;
        let registered = &register.meetings[number as usize];
        let documents: Vec<MeetingDocument> = registered.sources.iter().map(document).collect();
        let topics =
            registered.topics.clone().map(|topic| self.listed_topic(topic)).collect::<Result<_>>()?;
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

    fn listed_topic(&mut self, number: u32) -> Result<TopicEntry> {
        let is_wanted = self.lists_recurrences;
        let recurrences = if is_wanted { self.register.recurrences(number) } else { Vec::new() };
        self.topic(number, &recurrences, MAX_LISTED_RECURRENCES)
    }

    /// Returns what is shown of the topic with this number, with up to `most` of the topics about the same
    /// matter.
    pub(super) fn topic(
        &mut self,
        number: u32,
        recurrences: &[Recurrence],
        most: usize,
    ) -> Result<TopicEntry> {
        let topic = &self.register.topics[number as usize];
        let marked = snippet::highlighted(&topic.text, topic.language, self.analyzer, self.plan);
        let acts = ActTargets::new(self.snapshot, &topic.document, None).all(&topic.acts)?;
        let most = most.min(self.recurs_left);
        let recurs: Vec<RecurringTopic> =
            recurrences.iter().take(most).map(|one| self.recurring(number, one)).collect();
        self.recurs_left -= recurs.len();
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
            recurs,
            recurs_total: recurrences.len(),
            recurs_years: years(recurrences),
        })
    }

    fn recurring(&self, own: u32, recurrence: &Recurrence) -> RecurringTopic {
        let topic = &self.register.topics[recurrence.topic as usize];
        let meeting = &self.register.meetings[topic.meeting as usize];
        let RecurrenceReason { words, acts } = self.register.reason(own, recurrence.topic);
        RecurringTopic {
            id: topic.document.clone(),
            topic: topic.id.clone(),
            anchor: topic.anchor.clone(),
            date: meeting.day(),
            body: meeting.meeting.body.clone(),
            text: topic.text.clone(),
            reason: reason(&words, &acts),
            words,
            acts,
        }
    }
}

/// Says in Polish what two topics have in common.
fn reason(words: &[String], acts: &[String]) -> String {
    let locale = Locale::Polish;
    let part = |message: &str, names: &[String]| {
        (!names.is_empty()).then(|| format!("{}: {}", locale.message(message), names.join(", ")))
    };
    let parts = [part("recurs-acts", acts), part("recurs-words", words)];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    if parts.is_empty() { locale.message("reason-meaning") } else { parts }
}

fn document(source: &MeetingSource) -> MeetingDocument {
    let MeetingSource { id, title, url, published, .. } = source.clone();
    MeetingDocument { id, title, url, published }
}
