//! The register: all meetings of a snapshot, newest first, and an inverted list of their words.
//!
//! A meeting has a header, with its body, its chair and the titles of its documents, a place, and topics;
//! each of these is a unit that words are looked up in. Invariants: meetings are in order of day, those
//! without a day last; topics are in the order of their meetings; postings are sorted.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    ops::{Bound, Range},
};

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) use super::segment_meetings::MeetingSource;
use super::{
    body_key::{districts_of, folded},
    joined::{MeetingEvidence, groups},
    recurrence::{Recurrence, RecurrenceIndex, RecurrenceReason, TopicTerms},
    segment_meetings::{DocumentWithMeetings, FORM, as_form},
    topic_id::topic_id,
};
use crate::{
    analysis::{Analyzer, function_words, is_roman},
    document::{CitedAct, DocumentId, Language, Meeting},
};

/// The share of the words of the shorter of two topics of one meeting that the longer one must have to be the
/// same topic: an agenda and a report word it differently.
const SAME_TOPIC_SHARE: f32 = 0.6;

/// The maximum number of topics of a meeting, of all documents about it together.
const MAX_TOPICS: usize = 5_000;
/// The maximum number of topics of a meeting that one of another document is compared with.
const MAX_COMPARED: usize = 200;

/// All meetings of a snapshot.
#[derive(Debug, Default)]
pub(crate) struct MeetingRegister {
    /// Newest first.
    pub(crate) meetings: Vec<RegisteredMeeting>,
    /// The topics of all meetings, in the order of the meetings.
    pub(crate) topics: Vec<RegisteredTopic>,
    /// For each term, and for each form, the units that have it: the headers by number of the meeting, after
    /// them the places, after them the topics.
    postings: BTreeMap<Box<str>, Vec<u32>>,
    by_id: FxHashMap<String, u32>,
    /// Which topics are about the same matter.
    recurrence: RecurrenceIndex,
}

/// A meeting, as all documents about it together tell.
#[derive(Debug)]
pub(crate) struct RegisteredMeeting {
    /// Without its topics.
    pub(crate) meeting: Meeting,
    /// The documents about it: reports before announcements, then newest first.
    pub(crate) sources: Vec<MeetingSource>,
    /// The words of the body in lower case, without accents.
    folded_body: String,
    /// The districts whose councils or boards meet.
    pub(crate) districts: Vec<String>,
    /// Its topics in the register.
    pub(crate) topics: Range<u32>,
}

/// A topic of a meeting.
#[derive(Debug)]
pub(crate) struct RegisteredTopic {
    /// The id of the topic, see [`topic_id`].
    pub(crate) id: String,
    pub(crate) text: String,
    /// The number of its meeting.
    pub(crate) meeting: u32,
    /// The document that it stands in, and where.
    pub(crate) document: DocumentId,
    pub(crate) language: Language,
    pub(crate) anchor: String,
    pub(crate) page: u32,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The acts that it names.
    pub(crate) acts: Vec<CitedAct>,
}

/// What one document tells of one meeting, with its words.
#[derive(Clone, Copy)]
pub(super) struct EntryWords<'a> {
    document: &'a DocumentWithMeetings,
    terms: &'a [Box<str>],
    meeting: &'a Meeting,
    header: &'a [u32],
    place: &'a [u32],
    /// The number of its first topic in the document.
    first_topic: usize,
}

/// Returns what a document tells of each of its meetings.
pub(super) fn entries_of<'a>(
    document: &'a DocumentWithMeetings,
    terms: &'a [Box<str>],
) -> Vec<EntryWords<'a>> {
    let mut first_topic = 0;
    let entry = |((meeting, header), place): ((&'a Meeting, &'a Vec<u32>), &'a Vec<u32>)| {
        let entry = EntryWords { document, terms, meeting, header, place, first_topic };
        first_topic += meeting.topics.len();
        entry
    };
    document.stored.meetings.iter().zip(&document.headers).zip(&document.places).map(entry).collect()
}

impl MeetingRegister {
    /// Joins what documents tell. `document_frequency` returns the number of documents with a base form, of
    /// `documents` in the index.
    pub(super) fn new(
        mut entries: Vec<EntryWords<'_>>,
        documents: u64,
        document_frequency: impl Fn(&str) -> u64,
    ) -> Self {
        entries.sort_by(|one, other| {
            (&one.document.source.id, one.first_topic).cmp(&(&other.document.source.id, other.first_topic))
        });
        let plain = entries
            .iter()
            .map(|entry| MeetingEvidence { document: &entry.document.source.id, meeting: entry.meeting });
        let plain: Vec<MeetingEvidence<'_>> = plain.collect();
        let group = |numbers: Vec<usize>| {
            let mut group: Vec<EntryWords<'_>> = numbers.into_iter().map(|number| entries[number]).collect();
            group.sort_by_key(|entry| (entry.meeting.announced, Reverse(entry.document.source.published)));
            (merged(&group), group)
        };
        let mut meetings: Vec<(Meeting, Vec<EntryWords<'_>>)> =
            groups(&plain).into_iter().map(group).collect();
        let order = |(meeting, group): &(Meeting, Vec<EntryWords<'_>>)| {
            (
                Reverse((meeting.day(), meeting.time.clone())),
                group[0].document.source.id.clone(),
                group[0].first_topic,
            )
        };
        meetings.sort_by_cached_key(order);
        let mut register = Self::default();
        let count = meetings.len() as u32;
        for (meeting, group) in meetings {
            register.add(meeting, &group, count);
        }
        for units in register.postings.values_mut() {
            units.sort_unstable();
            units.dedup();
        }
        register.recurrence = RecurrenceIndex::new(register.topic_terms(), documents, document_frequency);
        register
    }

    /// Adds the next one of `count` meetings.
    fn add(&mut self, meeting: Meeting, group: &[EntryWords<'_>], count: u32) {
        let number = self.meetings.len() as u32;
        let first = self.topics.len() as u32;
        for entry in group {
            self.post(number, entry.header, entry.terms);
            self.post(count + number, entry.place, entry.terms);
        }
        let mut words: Vec<FxHashSet<&str>> = Vec::new();
        for (at, entry) in group.iter().enumerate() {
            let known = if at == 0 { 0 } else { words.len().min(MAX_COMPARED) };
            for (offset, topic) in entry.meeting.topics.iter().enumerate() {
                let (place, source) = (entry.first_topic + offset, &entry.document.source);
                let id = topic_id(&source.id, &meeting, &topic.text);
                let alias = topic_id(&source.id, entry.meeting, &topic.text);
                let own = telling(&entry.document.topics[place], entry.terms);
                let other = words[..known].iter().position(|other| is_same(other, &own));
                let other = other.map(|other| first + other as u32).or_else(|| self.by_id.get(&id).copied());
                if let Some(kept) = other {
                    // The id of an announced topic goes on to lead to the meeting after the report.
                    self.by_id.entry(id).or_insert(kept);
                    self.by_id.entry(alias).or_insert(kept);
                    continue;
                }
                if words.len() == MAX_TOPICS {
                    break;
                }
                words.push(own);
                let unit = 2 * count + self.topics.len() as u32;
                self.post(unit, &entry.document.topics[place], entry.terms);
                self.by_id.entry(id.clone()).or_insert(self.topics.len() as u32);
                self.by_id.entry(alias).or_insert(self.topics.len() as u32);
                self.topics.push(RegisteredTopic {
                    id,
                    text: topic.text.clone(),
                    meeting: number,
                    document: source.id.clone(),
                    language: source.language,
                    anchor: topic.anchor.clone(),
                    page: topic.page,
                    start: topic.start,
                    end: topic.end,
                    acts: entry.document.stored.topics[place].acts.clone(),
                });
            }
        }
        let mut sources: Vec<MeetingSource> =
            group.iter().map(|entry| entry.document.source.clone()).collect();
        sources.dedup();
        let districts = meeting.body.as_deref().map(districts_of).unwrap_or_default();
        let topics = first..self.topics.len() as u32;
        let folded_body = meeting.body.as_deref().map(folded).unwrap_or_default();
        self.meetings.push(RegisteredMeeting { meeting, sources, folded_body, districts, topics });
    }

    /// Reads the topics for finding those about the same matter. Those in other languages than Polish have no
    /// words.
    fn topic_terms(&self) -> Vec<TopicTerms> {
        let mut analyzer = Analyzer::default();
        let mut read = |topic: &RegisteredTopic| {
            let day = self.meetings[topic.meeting as usize].day();
            let text = if topic.language == Language::POLISH { topic.text.as_str() } else { "" };
            // Statutes have a journal: many matters have the same legal basis.
            let acts = topic.acts.iter().filter(|act| act.journals.is_empty());
            let acts = acts.filter_map(|act| act.number.as_deref()).map(str::to_lowercase).collect();
            TopicTerms::read(&mut analyzer, text, topic.meeting, day, acts)
        };
        self.topics.iter().map(&mut read).collect()
    }

    /// Returns the topics of other meetings about the same matter as a topic, newest first; those of meetings
    /// that were cancelled are left out.
    pub(crate) fn recurrences(&self, topic: u32) -> Vec<Recurrence> {
        let mut recurrences = self.recurrence.recurrences(topic);
        recurrences.retain(|one| !self.meetings[one.meeting as usize].is_cancelled());
        recurrences
    }

    /// Returns what two topics about the same matter have in common, in the words of the first.
    pub(crate) fn reason(&self, topic: u32, other: u32) -> RecurrenceReason {
        self.recurrence.reason(topic, other)
    }

    /// Whether a text, such as the subject of an act, is about the matter of a topic.
    pub(crate) fn is_about(&self, analyzer: &mut Analyzer, topic: u32, text: &str) -> bool {
        let number = self.topics[topic as usize].meeting;
        let day = self.meetings[number as usize].day();
        let text = TopicTerms::read(analyzer, text, number, day, Vec::new());
        self.recurrence.is_about(topic, &text)
    }

    fn post(&mut self, unit: u32, numbers: &[u32], terms: &[Box<str>]) {
        for number in numbers {
            let term = &terms[*number as usize];
            match self.postings.get_mut(term) {
                Some(units) => units.push(unit),
                None => drop(self.postings.insert(term.clone(), vec![unit])),
            }
        }
    }

    /// Returns the number of the topic with this id.
    pub(crate) fn topic(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// Returns the units with a term, sorted.
    pub(crate) fn units_with(&self, term: &str) -> &[u32] {
        self.postings.get(term).map_or(&[], Vec::as_slice)
    }

    /// Returns the units with this form of a word, sorted.
    pub(crate) fn units_with_form(&self, form: &str) -> &[u32] {
        self.units_with(&format!("{FORM}{form}"))
    }

    /// Returns the units with each of the terms that begin with `beginning`.
    pub(crate) fn units_with_beginning<'a>(
        &'a self,
        beginning: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a [u32])> {
        let from = self.postings.range::<str, _>((Bound::Included(beginning), Bound::Unbounded));
        let terms = from.take_while(move |(term, _)| term.starts_with(beginning));
        terms.map(|(term, units)| (&**term, units.as_slice()))
    }

    /// Returns the number of the topic that a unit is; `None` if it is a header or a place.
    pub(crate) fn topic_of_unit(&self, unit: u32) -> Option<u32> {
        unit.checked_sub(2 * self.meetings.len() as u32)
    }

    /// Returns the texts of a unit.
    pub(crate) fn texts_of_unit(&self, unit: u32) -> Vec<(&str, Language)> {
        if let Some(topic) = self.topic_of_unit(unit) {
            let topic = &self.topics[topic as usize];
            return vec![(topic.text.as_str(), topic.language)];
        }
        let number = self.meeting_of_unit(unit);
        let RegisteredMeeting { meeting, sources, .. } = &self.meetings[number as usize];
        let language = sources.first().map_or(Language::POLISH, |source| source.language);
        let own = if unit == number { [&meeting.body, &meeting.chair] } else { [&meeting.place, &None] };
        let own = own.into_iter().flatten().map(|text| (text.as_str(), language));
        let titles = sources.iter().filter(|_| unit == number);
        own.chain(titles.map(|source| (source.title.as_str(), source.language))).collect()
    }

    /// Returns the number of the meeting that a unit belongs to, which is also the unit of its header.
    pub(crate) fn meeting_of_unit(&self, unit: u32) -> u32 {
        let of_header = || unit % (self.meetings.len() as u32).max(1);
        self.topic_of_unit(unit).map_or_else(of_header, |topic| self.topics[topic as usize].meeting)
    }
}

impl RegisteredMeeting {
    /// Returns the day of the meeting, or the last one on which it was to be.
    pub(crate) fn day(&self) -> Option<Date> {
        self.meeting.day()
    }

    /// Whether the meeting was cancelled and has no new day.
    fn is_cancelled(&self) -> bool {
        self.meeting.date.is_none() && !self.meeting.cancelled.is_empty()
    }

    /// Whether the name of the body has words that begin with each of these words, folded like `folded_body`;
    /// numerals are compared whole.
    pub(crate) fn is_of_body(&self, words: &str) -> bool {
        let is = |own: &str, word: &str| own == word || !is_roman(word) && own.starts_with(word);
        let has = |word: &str| self.folded_body.split(' ').any(|own| is(own, word));
        words.split(' ').all(has)
    }
}

/// Returns a meeting as all entries about it together tell, the first ones before the others. Of days, the
/// newest document is right, and a report more than any announcement.
fn merged(group: &[EntryWords<'_>]) -> Meeting {
    let meetings = || group.iter().map(|entry| entry.meeting);
    let first = |get: fn(&Meeting) -> Option<&String>| meetings().find_map(get).cloned();
    let (date, cancelled) = latest_days(group);
    let dated = || meetings().filter(|meeting| date.is_some() && meeting.date == date);
    let longest_body = meetings().filter_map(|meeting| meeting.body.as_ref()).max_by_key(|body| body.len());
    Meeting {
        date,
        date_end: dated().find_map(|meeting| meeting.date_end),
        time: dated()
            .find_map(|meeting| meeting.time.clone())
            .or_else(|| first(|meeting| meeting.time.as_ref())),
        time_end: dated().find_map(|meeting| meeting.time_end.clone()),
        announced: meetings().all(|meeting| meeting.announced),
        cancelled,
        body: longest_body.cloned(),
        place: first(|meeting| meeting.place.as_ref()),
        chair: first(|meeting| meeting.chair.as_ref()),
        chair_office: first(|meeting| meeting.chair_office.as_ref()),
        invited: meetings()
            .map(|meeting| &meeting.invited)
            .find(|invited| !invited.is_empty())
            .cloned()
            .unwrap_or_default(),
        topics: Vec::new(),
    }
}

/// Returns the day of a meeting, and the days on which it was to be: a day that was cancelled may be
/// reinstated.
fn latest_days(group: &[EntryWords<'_>]) -> (Option<Date>, Vec<Date>) {
    let mut told: Vec<&EntryWords<'_>> = group.iter().collect();
    told.sort_by_key(|entry| (!entry.meeting.announced, entry.document.source.published));
    let (mut date, mut cancelled) = (None, BTreeSet::new());
    for Meeting { date: own, cancelled: days, .. } in told.into_iter().map(|entry| entry.meeting) {
        cancelled.extend(days.iter().copied());
        date = own.or(date.filter(|date| !days.contains(date)));
        if let Some(date) = date {
            cancelled.remove(&date);
        }
    }
    (date, cancelled.into_iter().collect())
}

/// Returns the terms of the words that say something.
fn telling<'t>(numbers: &[u32], terms: &'t [Box<str>]) -> FxHashSet<&'t str> {
    let terms = numbers.iter().map(|number| &*terms[*number as usize]);
    terms.filter(|term| as_form(term).is_none() && !function_words::is_light(&[(*term).to_owned()])).collect()
}

/// Whether two topics of one meeting are the same in different words.
fn is_same(one: &FxHashSet<&str>, other: &FxHashSet<&str>) -> bool {
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let shared = shorter.iter().filter(|term| longer.contains(*term)).count();
    shared > 0 && shared as f32 >= SAME_TOPIC_SHARE * shorter.len() as f32
}
