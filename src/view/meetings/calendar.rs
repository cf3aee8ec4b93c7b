//! Meetings as a calendar (RFC 5545): an event for the day of each meeting, and one for each day that was
//! cancelled.
//!
//! Folding lines and escaping is left to the library, ids to `event_id`. Invariants: the same meetings give
//! the same calendar, byte for byte; an event without a known hour lasts all day, and so does one of several
//! days without a known end; times are in UTC, so that a program needs to know no time zone.

use icalendar::{Component, Event, Property};
use jiff::{
    Span, Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
};

use super::event_id::EventIds;
use crate::{
    document::{quoted::is_misleading, warsaw},
    error::{Error, Result},
    search::MeetingEntry,
};

/// The media type of a calendar.
pub(crate) const CALENDAR_MEDIA_TYPE: &str = "text/calendar; charset=utf-8";
/// The lines before the events.
const HEAD: [&str; 6] = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Skorowidz//meetings//PL",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "X-WR-CALNAME:Posiedzenia",
];
const TAIL: &str = "END:VCALENDAR";
const LINE_END: &str = "\r\n";
/// The title of a meeting whose body is not known.
const MEETING: &str = "Posiedzenie";
/// How long a meeting lasts whose end is not known: hours of most council meetings that tell both.
const USUAL_HOURS: i64 = 2;
/// When an event of which no document has a date was written: any moment does, as long as it never changes.
const NO_MOMENT: &str = "19700101T000000Z";
/// Maximum number of characters of a description: programs show a few lines.
const MAX_DESCRIPTION: usize = 6_000;

/// A calendar that is being written.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    ids: EventIds,
}

impl Calendar {
    pub(super) fn head() -> Vec<u8> {
        (HEAD.join(LINE_END) + LINE_END).into_bytes()
    }

    pub(super) fn tail() -> Vec<u8> {
        format!("{TAIL}{LINE_END}").into_bytes()
    }

    /// Returns the events of meetings. A meeting without any day has none.
    pub(super) fn events(&mut self, meetings: &[MeetingEntry]) -> Result<Vec<u8>> {
        let mut written = String::new();
        for meeting in meetings {
            let held = meeting.date.map(|day| (day, false));
            let is_moved = |day: &&Date| Some(**day) != meeting.date;
            let cancelled = meeting.cancelled.iter().filter(is_moved).map(|day| (*day, true));
            for (day, is_cancelled) in held.into_iter().chain(cancelled) {
                let id = self.ids.next(meeting, day);
                let event = event(meeting, &id, day, is_cancelled);
                event.fmt_write(&mut written).map_err(|error| Error::Internal(error.to_string()))?;
            }
        }
        Ok(written.into_bytes())
    }
}

/// Returns the event of a meeting on a day.
fn event(meeting: &MeetingEntry, id: &str, day: Date, is_cancelled: bool) -> Event {
    let status = match (is_cancelled, meeting.announced) {
        (true, _) => "CANCELLED",
        (false, true) => "TENTATIVE",
        (false, false) => "CONFIRMED",
    };
    let mut event = Event::new();
    event.add_property("UID", id);
    event.add_property("DTSTAMP", written(meeting));
    // Every further document about a meeting is a revision.
    event.add_property("SEQUENCE", meeting.documents.len().saturating_sub(1).to_string());
    event.add_property("STATUS", status);
    event.add_property("SUMMARY", plain(meeting.body.as_deref().unwrap_or(MEETING)));
    let time = if is_cancelled { None } else { meeting.time.as_deref().and_then(clock) };
    let times = time.and_then(|time| timed(meeting, day, time));
    match times {
        Some([start, end]) => {
            event.add_property("DTSTART", start);
            event.add_property("DTEND", end);
        }
        None => all_day(&mut event, day, meeting.date_end.filter(|_| !is_cancelled)),
    }
    if let Some(place) = &meeting.place {
        event.add_property("LOCATION", plain(place));
    }
    let description = description(meeting);
    if !description.is_empty() {
        event.add_property("DESCRIPTION", description);
    }
    let url = meeting.documents.iter().find_map(|document| document.url.as_deref());
    if let Some(url) = url.filter(|url| is_plain_url(url)) {
        event.add_property("URL", url);
    }
    event
}

/// Adds the days of an event without an hour; the end is the day after the last one.
fn all_day(event: &mut Event, first: Date, last: Option<Date>) {
    let last = last.filter(|last| *last > first).unwrap_or(first);
    let end = last.checked_add(1.day()).unwrap_or(last);
    for (name, day) in [("DTSTART", first), ("DTEND", end)] {
        let value = day.strftime("%Y%m%d").to_string();
        event.append_property(Property::new(name, value).add_parameter("VALUE", "DATE").done());
    }
}

/// Returns when a meeting begins and ends, in UTC; `None` if that is beyond the calendar, or if a meeting of
/// several days has no known end.
fn timed(meeting: &MeetingEntry, day: Date, time: Time) -> Option<[String; 2]> {
    let start = moment(day.to_datetime(time))?;
    let last = meeting.date_end.filter(|last| *last > day).unwrap_or(day);
    let told = meeting.time_end.as_deref().and_then(clock).and_then(|end| moment(last.to_datetime(end)));
    let usual = || start.checked_add(Span::new().hours(USUAL_HOURS)).ok().filter(|_| last == day);
    let end = told.filter(|end| *end > start).or_else(usual)?;
    Some([start, end].map(in_utc))
}

/// Returns when the newest document about a meeting was published: then this was last known.
fn written(meeting: &MeetingEntry) -> String {
    let newest = meeting.documents.iter().filter_map(|document| document.published).max();
    let start = newest.and_then(|day| moment(day.to_datetime(Time::midnight())));
    start.map_or_else(|| NO_MOMENT.to_owned(), in_utc)
}

/// Returns the moment of a local time.
fn moment(local: DateTime) -> Option<Timestamp> {
    local.to_zoned(warsaw()).ok().map(|local| local.timestamp())
}

fn in_utc(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Reads an hour, `10:00`.
fn clock(time: &str) -> Option<Time> {
    time.parse().ok()
}

/// Returns the topics, one a line, and who chairs the meeting.
fn description(meeting: &MeetingEntry) -> String {
    let chair: Vec<&str> =
        [&meeting.chair, &meeting.chair_office].into_iter().flatten().map(String::as_str).collect();
    let chair = (!chair.is_empty()).then(|| plain(&format!("Prowadzi: {}", chair.join(", "))));
    let topics = meeting.topics.iter().map(|topic| format!("• {}", plain(&topic.text)));
    let lines: Vec<String> = topics.chain(chair).collect();
    lines.join("\n").chars().take(MAX_DESCRIPTION).collect()
}

/// Returns a text without line breaks and characters that a program could take for something else.
fn plain(text: &str) -> String {
    let taken = |c: char| if c.is_whitespace() { Some(' ') } else { (!is_misleading(c)).then_some(c) };
    text.chars().filter_map(taken).collect()
}

/// Returns whether a URL can be written as it is: the format has no escapes for it.
fn is_plain_url(url: &str) -> bool {
    url.starts_with("http") && url.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::view::meetings::tests::meeting;

    /// Checks when the event of a meeting at 10:00 in January begins and ends.
    #[track_caller]
    fn check(last: Option<Date>, time_end: Option<&str>, expected: [&str; 2]) {
        let first = meeting("a", "Konwent", date(2022, 1, 10), "10:00");
        let meeting = MeetingEntry { date_end: last, time_end: time_end.map(str::to_owned), ..first };
        let written = Calendar::default().events(&[meeting]).expect("written");
        let written = String::from_utf8(written).expect("UTF-8");
        let times: Vec<&str> = written.lines().filter(|line| line.starts_with("DT")).collect();
        let times: Vec<&&str> = times.iter().filter(|line| !line.starts_with("DTSTAMP")).collect();
        assert!(expected.iter().all(|line| times.contains(&line)) && times.len() == 2, "{times:?}");
    }

    #[test]
    fn a_meeting_of_several_days_without_an_end_lasts_all_of_them() {
        let last = Some(date(2022, 1, 12));
        check(last, None, ["DTSTART;VALUE=DATE:20220110", "DTEND;VALUE=DATE:20220113"]);
        check(last, Some("12:30"), ["DTSTART:20220110T090000Z", "DTEND:20220112T113000Z"]);
        check(None, None, ["DTSTART:20220110T090000Z", "DTEND:20220110T110000Z"]);
        check(Some(date(2022, 1, 10)), None, ["DTSTART:20220110T090000Z", "DTEND:20220110T110000Z"]);
    }
}
