//! What is known of a meeting: when and where a body meets, who chairs it, and the topics it deals with.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A meeting of a council, a committee, a board or the Konwent, as a document reports or announces it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Meeting {
    /// The day of the meeting; `None` if it is not known, or if the meeting was cancelled without a new day.
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
    /// Whether the document announces the meeting; otherwise it reports one that was held.
    pub announced: bool,
    /// The days that were cancelled, or from which the meeting was moved.
    pub cancelled: Vec<Date>,
    /// The body that meets, in the nominative; the bodies of a joint meeting are separated by commas.
    #[schema(required)]
    pub body: Option<String>,
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
    /// What the meeting deals with, in the order of the text, without formal points such as its opening.
    pub topics: Vec<MeetingTopic>,
}

impl Meeting {
    /// Returns the day of the meeting, or the last one on which it was to be.
    pub fn day(&self) -> Option<Date> {
        self.date.or_else(|| self.cancelled.last().copied())
    }
}

/// A topic of a meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeetingTopic {
    /// The topic as printed, with folded white space and without the punctuation of the list.
    pub text: String,
    /// Its address within the page about the document: `temat-1` for the first topic of the document.
    pub anchor: String,
    /// The number of the page with the topic, from 1.
    pub page: u32,
    /// The start of the topic, in Unicode scalar values of the page's text.
    pub start: usize,
    /// The end of the topic, in Unicode scalar values of the page's text.
    pub end: usize,
}
