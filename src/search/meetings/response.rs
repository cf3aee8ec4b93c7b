//! The response to a request for meetings.
//!
//! It is the API's JSON, and the input of the page and of the terminal output.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{document::DocumentId, search::notes::Note};

/// The response to a request for meetings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeetingsResponse {
    /// The text that was searched for instead of a misspelled one.
    #[schema(required)]
    pub corrected: Option<String>,
    /// Notes for the user, in Polish.
    #[schema(value_type = Vec<String>)]
    pub notes: Vec<Note>,
    /// The exact number of matching meetings.
    pub total: usize,
    /// The page number, starting at 1.
    pub page: usize,
    /// The number of meetings per page.
    pub per_page: usize,
    /// The meetings, newest first.
    pub meetings: Vec<MeetingEntry>,
}

/// A meeting, as all documents about it together tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeetingEntry {
    /// The id of the document that tells most of the meeting: a report rather than an announcement.
    pub id: DocumentId,
    /// The title of that document.
    pub title: String,
    /// All documents about the meeting, that one first.
    pub documents: Vec<MeetingDocument>,
    /// The day of the meeting; `null` if it is not known, or if the meeting was cancelled without a new day.
    #[schema(required)]
    pub date: Option<Date>,
    /// The last day of a meeting of several days.
    #[schema(required)]
    pub date_end: Option<Date>,
    /// The hour at which it begins, as `HH:MM` in local time.
    #[schema(required)]
    pub time: Option<String>,
    /// The hour at which it ends, as `HH:MM` in local time.
    #[schema(required)]
    pub time_end: Option<String>,
    /// Whether the meeting was only announced; otherwise a document reports that it was held.
    pub announced: bool,
    /// The days that were cancelled, or from which the meeting was moved.
    pub cancelled: Vec<Date>,
    /// The body that meets, in the nominative; the bodies of a joint meeting are separated by commas.
    #[schema(required)]
    pub body: Option<String>,
    /// The Roman numerals of the districts whose councils or boards meet.
    pub districts: Vec<String>,
    /// The room and the address.
    #[schema(required)]
    pub place: Option<String>,
    /// The name of the person in the chair, in the nominative.
    #[schema(required)]
    pub chair: Option<String>,
    /// The office of the person in the chair, in the nominative.
    #[schema(required)]
    pub chair_office: Option<String>,
    /// The people and institutions invited, as printed.
    pub invited: Vec<String>,
    /// What the meeting deals with, in the order of the text.
    pub topics: Vec<TopicEntry>,
}

impl MeetingEntry {
    /// Returns the day of the meeting, or the last one on which it was to be.
    pub fn day(&self) -> Option<Date> {
        self.date.or_else(|| self.cancelled.last().copied())
    }
}

/// A document about a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeetingDocument {
    /// The id of the document.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// The URL where it was published.
    #[schema(required)]
    pub url: Option<String>,
    /// The date of publication.
    #[schema(required)]
    pub published: Option<Date>,
}

/// A topic of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TopicEntry {
    /// The id of the topic, for `/topics/{id}`.
    pub id: String,
    /// The topic as printed.
    pub text: String,
    /// `text` as HTML, with matching words in `<mark>`.
    pub html: String,
    /// The matches: half-open ranges of Unicode scalar values in `text`.
    pub highlights: Vec<[usize; 2]>,
    /// The document that the topic stands in.
    pub document: DocumentId,
    /// Its address within the page about the document.
    pub anchor: String,
    /// The number of its page, from 1.
    pub page: u32,
    /// Where it begins in the text of the page, in Unicode scalar values.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The ids of the acts in the index that it names.
    pub acts: Vec<DocumentId>,
    /// Topics of other meetings about the same matter, newest first; in a list at most 10.
    pub recurs: Vec<RecurringTopic>,
    /// The number of all such topics.
    pub recurs_total: usize,
    /// The years in which the matter came up at other meetings, the earliest first.
    pub recurs_years: Vec<i16>,
}

/// A topic of another meeting about the same matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecurringTopic {
    /// The id of the document that the topic stands in.
    pub id: DocumentId,
    /// The id of the topic, for `/topics/{id}`.
    pub topic: String,
    /// Its address within the page about the document.
    pub anchor: String,
    /// The day of its meeting.
    #[schema(required)]
    pub date: Option<Date>,
    /// The body of its meeting.
    #[schema(required)]
    pub body: Option<String>,
    /// The topic as printed.
    pub text: String,
    /// What both have in common, in Polish.
    pub reason: String,
    /// The words that both have, the most telling first; at most three.
    pub words: Vec<String>,
    /// The numbers of the acts that both name.
    pub acts: Vec<String>,
}

/// A topic with all that is known of its matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TopicHistory {
    /// The topic; `recurs` are the other topics about the same matter.
    pub topic: TopicEntry,
    /// The meeting of the topic, with all of its topics.
    pub meeting: MeetingEntry,
    /// How often the matter came up in each year from the first to the last.
    pub years: Vec<TopicYear>,
    /// The acts that any of the topics names, and those that followed, newest first.
    pub acts: Vec<TopicAct>,
}

/// How often a matter came up in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct TopicYear {
    /// The year.
    pub year: i16,
    /// The number of topics.
    pub topics: usize,
}

/// An act that belongs to a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TopicAct {
    /// The id of the act.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// The short title, such as `Zarządzenie nr 358/2017`.
    #[schema(required)]
    pub short_title: Option<String>,
    /// What the act is about.
    #[schema(required)]
    pub subject: Option<String>,
    /// The date of the act.
    #[schema(required)]
    pub date: Option<Date>,
    /// How it belongs to the matter.
    pub relation: TopicActRelation,
}

/// How an act belongs to a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TopicActRelation {
    /// A topic names it.
    Named,
    /// It is about the same matter and was issued after the topic was discussed.
    Followed,
}
