//! Finds the entries that are about one meeting: the announcement, the report, and news that it was moved or
//! cancelled.
//!
//! Invariant: two meetings of one body on one day, which one document tells of, are never joined.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::body_key::body_key;
use crate::document::{DocumentId, Meeting};

/// The maximum number of different meetings of one body on one day.
const MAX_ON_A_DAY: usize = 16;

/// What one document tells of one meeting.
#[derive(Debug, Clone, Copy)]
pub(super) struct MeetingEvidence<'a> {
    pub(super) document: &'a DocumentId,
    pub(super) meeting: &'a Meeting,
}

/// Groups entries by the meeting that they are about. `entries` must be sorted by document.
pub(super) fn groups(entries: &[MeetingEvidence<'_>]) -> Vec<Vec<usize>> {
    let mut joined = JoinedEntries { parents: (0..entries.len()).collect() };
    let mut days: FxHashMap<(String, Date), OnDay> = FxHashMap::default();
    for (number, MeetingEvidence { meeting, .. }) in entries.iter().enumerate() {
        let Some(body) = meeting.body.as_deref().map(body_key) else { continue };
        for day in &meeting.cancelled {
            days.entry((body.clone(), *day)).or_default().moved.push(number);
        }
        if let Some(day) = meeting.date {
            days.entry((body, day)).or_default().held.push(number);
        }
    }
    for OnDay { held, moved } in days.values() {
        let meetings = join_held(entries, held, &mut joined);
        for number in moved {
            // A report of that day contradicts the news that the meeting was moved.
            let is_announced = |group: &&Vec<usize>| group.iter().all(|one| entries[*one].meeting.announced);
            let is_of_hour = |group: &&Vec<usize>| {
                let times =
                    entries[*number].meeting.time.as_ref().zip(entries[group[0]].meeting.time.as_ref());
                times.is_some_and(|(own, other)| own == other)
            };
            let announced = || meetings.iter().filter(is_announced);
            match announced().find(is_of_hour).or_else(|| announced().next()) {
                Some(group) => joined.join(group[0], *number),
                None => joined.join(moved[0], *number),
            }
        }
    }
    joined.groups()
}

/// The entries about meetings of one body on one day.
#[derive(Default)]
struct OnDay {
    /// Those that say that it is on that day.
    held: Vec<usize>,
    /// Those that say that it is not.
    moved: Vec<usize>,
}

/// Joins entries about one body and day, and returns the groups. If a document tells of several meetings,
/// their hours distinguish them.
fn join_held(entries: &[MeetingEvidence<'_>], held: &[usize], joined: &mut JoinedEntries) -> Vec<Vec<usize>> {
    let mut meetings: Vec<Vec<usize>> = Vec::new();
    for &number in held {
        let own = entries[number];
        // Entries are in order of their documents, so that only the last one can be of this one.
        let is_of_others =
            |group: &Vec<usize>| group.last().is_none_or(|one| entries[*one].document != own.document);
        let is_of_hour = |group: &Vec<usize>| {
            let times = group.iter().rev().take(MAX_ON_A_DAY).map(|one| entries[*one].meeting.time.as_ref());
            times.flatten().any(|time| Some(time) == own.meeting.time.as_ref())
        };
        // An hour may be changed; it distinguishes meetings only where one document has several.
        let found = meetings.iter().position(|group| is_of_others(group) && is_of_hour(group));
        let found = found.or_else(|| meetings.iter().position(is_of_others));
        match found {
            Some(at) => {
                joined.join(meetings[at][0], number);
                meetings[at].push(number);
            }
            None if meetings.len() < MAX_ON_A_DAY => meetings.push(vec![number]),
            None => {}
        }
    }
    meetings
}

/// Which entries are joined, as a forest.
struct JoinedEntries {
    parents: Vec<usize>,
}

impl JoinedEntries {
    fn first(&mut self, mut number: usize) -> usize {
        while self.parents[number] != number {
            self.parents[number] = self.parents[self.parents[number]];
            number = self.parents[number];
        }
        number
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.parents[one.max(other)] = one.min(other);
    }

    fn groups(mut self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); self.parents.len()];
        for number in 0..self.parents.len() {
            groups[self.first(number)].push(number);
        }
        groups.retain(|group| !group.is_empty());
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RADA: &str = "Rada Dzielnicy VIII Dębniki";

    /// A meeting: its document, body, day, hour, whether it is announced, and a cancelled day.
    type Told = (&'static str, &'static str, &'static str, &'static str, bool, &'static str);

    #[track_caller]
    fn check(told: &[Told], expected: &[&[usize]]) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let day = |text: &str| (!text.is_empty()).then(|| text.parse().expect("a day"));
        let meeting = |(document, body, date, time, announced, cancelled): &Told| {
            let id: DocumentId = document.parse().expect("an id");
            let meeting = Meeting {
                date: day(date),
                time: some(time),
                announced: *announced,
                cancelled: day(cancelled).into_iter().collect(),
                body: some(body),
                ..Meeting::default()
            };
            (id, meeting)
        };
        let told: Vec<(DocumentId, Meeting)> = told.iter().map(meeting).collect();
        let entries = told.iter().map(|(document, meeting)| MeetingEvidence { document, meeting });
        assert_eq!(groups(&entries.collect::<Vec<_>>()), expected);
    }

    #[test]
    fn a_report_and_an_announcement_of_one_day_are_one_meeting() {
        let announced = ("a", "Konwent", "2022-09-26", "16:00", true, "");
        check(&[announced, ("b", "Konwent", "2022-09-26", "", false, "")], &[&[0, 1]]);
        check(&[announced, ("b", "Konwent", "2022-09-27", "", false, "")], &[&[0], &[1]]);
        check(&[announced, ("b", RADA, "2022-09-26", "", false, "")], &[&[0], &[1]]);
        check(&[announced, ("b", "", "2022-09-26", "", false, "")], &[&[0], &[1]]);
        check(
            &[
                ("a", RADA, "2022-09-26", "", true, ""),
                ("b", "Rada Dzielnicy VIII", "2022-09-26", "", false, ""),
            ],
            &[&[0, 1]],
        );
    }

    #[test]
    fn two_meetings_of_one_day_are_meetings_by_document_and_hour() {
        let both =
            [("a", RADA, "2022-09-26", "16:00", true, ""), ("a", RADA, "2022-09-26", "18:00", true, "")];
        check(&both, &[&[0], &[1]]);
        let [first, second] = both;
        check(&[first, second, ("b", RADA, "2022-09-26", "18:00", false, "")], &[&[0], &[1, 2]]);
        check(&[first, second, ("b", RADA, "2022-09-26", "16:00", false, "")], &[&[0, 2], &[1]]);
        check(&[first, ("b", RADA, "2022-09-26", "17:00", true, "")], &[&[0, 1]]);
    }

    #[test]
    fn what_moves_or_cancels_a_meeting_belongs_to_it() {
        let announced = ("a", "Konwent", "2020-04-16", "", true, "");
        let moved = ("b", "Konwent", "2020-05-21", "", true, "2020-04-16");
        check(&[announced, moved], &[&[0, 1]]);
        check(&[announced, moved, ("c", "Konwent", "2020-05-21", "", false, "")], &[&[0, 1, 2]]);
        check(&[announced, ("b", "Konwent", "", "", true, "2020-04-16")], &[&[0, 1]]);
        check(&[announced, ("b", RADA, "", "", true, "2020-04-16")], &[&[0], &[1]]);
        let held = ("a", "Konwent", "2020-04-16", "", false, "");
        check(&[held, moved], &[&[0], &[1]]);
        let both =
            [("a", RADA, "2020-04-16", "16:00", true, ""), ("a", RADA, "2020-04-16", "18:00", true, "")];
        let cancelled = ("b", RADA, "", "18:00", true, "2020-04-16");
        check(&[both[0], both[1], cancelled], &[&[0], &[1, 2]]);
    }
}
