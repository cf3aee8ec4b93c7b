//! Takes the lines of a schedule: a meeting each, without a verb.
//!
//! Leaves reading a line to `schedule`.

use std::ops::Range;

use super::{BARE_BYTES, HEADING_REACH, HeadingKind, MeetingReader};
use crate::meetings::{
    marks::ListMark,
    schedule::{bracketed_topics, is_dateline, is_whole_row, row, village_meeting},
};

impl MeetingReader<'_> {
    /// Takes a line of a schedule.
    pub(super) fn row(&mut self, line: usize, range: Range<usize>) -> bool {
        let is_headed = self.heading.is_some_and(|heading| line <= heading + HEADING_REACH);
        let is_listed = self.lines[line].mark != ListMark::None || self.text[range.clone()].contains('\t');
        let is_in_list = is_headed || self.is_titled && (is_listed || self.current.is_none());
        let headed = self.headed.clone().filter(|(_, at)| line <= at + 2).map(|(body, _)| body);
        if !is_in_list && headed.is_none() && !is_whole_row(self.text, &range) {
            return false;
        }
        let awaits = self.current.is_some_and(|current| self.is_awaiting(&self.drafts[current], line));
        let topics = bracketed_topics(self.text, range.clone());
        let said = &self.text[range.clone()];
        if is_dateline(said) {
            return false;
        }
        let Some(mut row) = row(self.text, range, self.published, self.of_districts) else { return false };
        if headed.is_some() {
            row.occasion.body = headed;
        } else if self.of_villages && row.occasion.body.is_none() {
            row.occasion.body = village_meeting(said);
        }
        let is_bare = row.occasion.time.is_none() && row.occasion.body.is_none() && row.place.is_none();
        if is_bare
            && !awaits
            && !(is_headed && self.announces == HeadingKind::Schedule && said.len() < BARE_BYTES)
        {
            return false;
        }
        if row.occasion.date == self.published && row.occasion.time.is_none() {
            return false;
        }
        let verb = None;
        self.open(row.occasion, verb, line);
        let draft = self.draft();
        draft.meeting.place = draft.meeting.place.take().or(row.place);
        if let Some(topics) = topics {
            self.list_topics(topics);
        }
        self.heading = self.heading.map(|_| line);
        self.last_named = line;
        true
    }
}
