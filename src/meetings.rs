//! Recognizes meetings of councils, committees, boards and the Konwent in posts, and the topics of each.
//!
//! Works on plain text only. Leaves the pages of topics and the use of the result to `ingest`. Invariants: a
//! text that only mentions a body has no meeting, and what the text leaves open is left out.


mod body;
mod chair;
mod day;
mod formal;
mod found;
mod hour;
mod inflection;
mod lines;
mod place;
mod sentences;
mod verbs;
mod words;

use jiff::civil::Date;

pub use found::{FoundMeeting, FoundTopic};

/// Finds the meetings that a text reports or announces, in the order of the text.
///
/// `title` is the title of the document, and `published` the day it was published: days without a year and
/// words such as *wczoraj* are counted from it.
pub fn meetings(text: &str, title: Option<&str>, published: Option<Date>) -> Vec<FoundMeeting> {
    Vec::new()
}

