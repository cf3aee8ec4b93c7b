//! Recognizes meetings of councils, committees, boards and the Konwent in posts, and the topics of each.
//!
//! Works on plain text only. Leaves the pages of topics and the use of the result to `ingest`. Invariants: a
//! text that only mentions a body has no meeting, and what the text leaves open is left out.

mod agenda;
mod body;
mod chair;
mod clauses;
mod columns;
mod compose;
mod day;
mod deals;
mod enumeration;
mod finite;
mod formal;
mod found;
mod guests;
mod hour;
mod inflection;
mod intros;
mod labels;
mod lines;
mod marks;
mod matters;
mod phrase;
mod phrases;
mod place;
mod plain;
mod presiding;
mod questions;
mod reader;
mod schedule;
mod sentences;
mod speakers;
mod splits;
mod statement;
mod told;
mod towns;
mod triggers;
mod verbs;
mod words;

use jiff::civil::Date;

pub use found::{FoundMeeting, FoundTopic};
use reader::MeetingReader;

/// Finds the meetings that a text reports or announces, in the order of the text.
///
/// `title` is the title of the document, and `published` the day it was published: days without a year and
/// words such as *wczoraj* are counted from it.
pub fn meetings(text: &str, title: Option<&str>, published: Option<Date>) -> Vec<FoundMeeting> {
    let is_named = [Some(text), title].into_iter().flatten().any(triggers::may_tell_of_a_meeting);
    if !is_named {
        return Vec::new();
    }
    let published = published.filter(|date| day::is_publication(*date));
    MeetingReader::new(text, title, published).read()
}

#[cfg(test)]
mod tests;
