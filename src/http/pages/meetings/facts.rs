//! When and where a meeting is, and who takes part, in the form the templates need.
//!
//! Invariant: a meeting that was cancelled without a new day says so and has the day on which it was to be.

use jiff::civil::Date;

use crate::{
    document::Meeting,
    http::{
        locale::Locale,
        pages::{results::DisplayDate, site::Site},
    },
    search::MeetingEntry,
};

/// What is known of a meeting besides its topics.
pub(crate) struct MeetingFacts {
    pub(crate) day: Option<DisplayDate>,
    /// The last day of a meeting of several days.
    pub(crate) last: Option<DisplayDate>,
    pub(crate) hours: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) place: Option<String>,
    /// The person in the chair, with the office, or one of both.
    pub(crate) chair: Option<String>,
    pub(crate) state: Option<MeetingState>,
    /// The days that were cancelled, in words.
    pub(crate) not_on: Option<String>,
}

/// What must be known of a meeting that was not reported.
pub(crate) struct MeetingState {
    pub(crate) class: &'static str,
    pub(crate) label: String,
}

impl MeetingFacts {
    /// Builds the facts of a meeting that a document tells of.
    pub(crate) fn new(site: &Site, meeting: &Meeting) -> Self {
        let locale = site.locale;
        let display = |day| DisplayDate::new(locale, day);
        let first = meeting.day();
        let last = meeting.date_end.filter(|last| meeting.date.is_some_and(|first| first < *last));
        let chair = [&meeting.chair, &meeting.chair_office].into_iter().flatten().cloned();
        Self {
            day: first.map(display),
            last: last.map(display),
            hours: hours(meeting).map(|hours| locale.message_with("meeting-hour", "hours", hours)),
            body: meeting.body.clone(),
            place: meeting.place.clone(),
            chair: Some(chair.collect::<Vec<_>>().join(", ")).filter(|chair| !chair.is_empty()),
            state: state(locale, meeting),
            not_on: not_on(locale, meeting),
        }
    }

    /// Builds the facts of a listed meeting.
    pub(crate) fn of_entry(site: &Site, entry: &MeetingEntry) -> Self {
        let entry = entry.clone();
        let meeting = Meeting {
            date: entry.date,
            date_end: entry.date_end,
            time: entry.time,
            time_end: entry.time_end,
            announced: entry.announced,
            cancelled: entry.cancelled,
            body: entry.body,
            place: entry.place,
            chair: entry.chair,
            chair_office: entry.chair_office,
            invited: Vec::new(),
            topics: Vec::new(),
        };
        Self::new(site, &meeting)
    }
}

/// Returns the hours of a meeting: `10:00` or `10:00–12:30`.
fn hours(meeting: &Meeting) -> Option<String> {
    let time = meeting.time.as_deref()?;
    Some(meeting.time_end.as_deref().map_or_else(|| time.to_owned(), |end| format!("{time}–{end}")))
}

fn state(locale: Locale, meeting: &Meeting) -> Option<MeetingState> {
    let is_cancelled = meeting.date.is_none() && !meeting.cancelled.is_empty();
    let state = |class, message| Some(MeetingState { class, label: locale.message(message) });
    match (is_cancelled, meeting.announced) {
        (true, _) => state("status ended", "meeting-cancelled"),
        (false, true) => state("status changed", "meeting-announced"),
        (false, false) => None,
    }
}

/// Returns the days on which the meeting was to be, if it is on another one.
fn not_on(locale: Locale, meeting: &Meeting) -> Option<String> {
    let others = meeting.cancelled.iter().filter(|day| meeting.date.is_some_and(|held| held != **day));
    let days: Vec<String> = others.map(|day: &Date| locale.date(*day)).collect();
    (!days.is_empty()).then(|| locale.message_with("meeting-not-on", "days", days.join(", ")))
}
