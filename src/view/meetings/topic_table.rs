//! Meetings as a table: a row for each topic, and one for a meeting without topics.
//!
//! Writing cells is left to `table`.

use std::borrow::Cow;

use crate::{
    error::Result,
    search::{MeetingEntry, TopicEntry},
    view::table::table_rows,
};

/// The names of the columns.
pub(crate) const MEETING_COLUMNS: [&str; 18] = [
    "date",
    "date_end",
    "time",
    "time_end",
    "body",
    "districts",
    "announced",
    "cancelled",
    "place",
    "chair",
    "chair_office",
    "topic",
    "topic_text",
    "acts",
    "id",
    "title",
    "url",
    "anchor",
];
/// What separates the values of a cell with several.
const SEPARATOR: &str = "; ";

/// The cells of a row, in the order of [`MEETING_COLUMNS`].
type Cells<'a> = [Cow<'a, str>; MEETING_COLUMNS.len()];

/// Returns the row with the names of the columns.
pub(super) fn head() -> Result<Vec<u8>> {
    table_rows([MEETING_COLUMNS.map(Cow::Borrowed)])
}

/// Returns the rows of meetings.
pub(super) fn rows(meetings: &[MeetingEntry]) -> Result<Vec<u8>> {
    let rows = meetings.iter().flat_map(|meeting| {
        let lone = meeting.topics.is_empty().then(|| cells(meeting, None));
        meeting.topics.iter().map(move |topic| cells(meeting, Some(topic))).chain(lone)
    });
    table_rows(rows)
}

fn cells<'a>(meeting: &'a MeetingEntry, topic: Option<&'a TopicEntry>) -> Cells<'a> {
    let text = |text: &'a Option<String>| Cow::Borrowed(text.as_deref().unwrap_or_default());
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default().into();
    let document = topic.map_or(&meeting.id, |topic| &topic.document);
    let source = meeting.documents.iter().find(|source| source.id == *document);
    let of_topic = |get: fn(&TopicEntry) -> &str| Cow::Borrowed(topic.map(get).unwrap_or_default());
    [
        day(meeting.date),
        day(meeting.date_end),
        text(&meeting.time),
        text(&meeting.time_end),
        text(&meeting.body),
        meeting.districts.join(SEPARATOR).into(),
        if meeting.announced { "true" } else { "false" }.into(),
        joined(&meeting.cancelled),
        text(&meeting.place),
        text(&meeting.chair),
        text(&meeting.chair_office),
        of_topic(|topic| &topic.id),
        of_topic(|topic| &topic.text),
        joined(topic.map(|topic| topic.acts.as_slice()).unwrap_or_default()),
        document.as_str().into(),
        source.map_or(meeting.title.as_str(), |source| &source.title).into(),
        source.and_then(|source| source.url.as_deref()).unwrap_or_default().into(),
        of_topic(|topic| &topic.anchor),
    ]
}

/// Joins the values of a cell.
fn joined<'a>(values: &[impl ToString]) -> Cow<'a, str> {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(SEPARATOR).into()
}
