//! Takes tables of meetings: a row each, with a head that names the columns.
//!
//! Leaves rows without such a head to `rows`. Invariant: a row has a day and as many cells as the head.

use std::ops::Range;

use super::MeetingReader;
use crate::meetings::{
    body::bodies,
    columns::{TableColumn, cells, columns, split},
    day::{Tense, days, resolve},
    formal::{is_formal, trimmed},
    phrases::phrases,
    statement::Occasion,
    verbs::Verb,
    words::words,
};

/// The longest row, in bytes.
const ROW_BYTES: usize = 1000;

impl MeetingReader<'_> {
    /// Takes the head or a row of a table of meetings.
    pub(super) fn table(&mut self, at: usize) -> bool {
        let range = self.lines[at].range.clone();
        if memchr::memchr(b'\t', &self.text.as_bytes()[range.clone()]).is_none() {
            self.columns.clear();
            return false;
        }
        let columns = columns(self.text, range.clone());
        if !columns.is_empty() {
            self.columns = columns;
            return true;
        }
        self.table_row(at, range).is_some()
    }

    fn table_row(&mut self, at: usize, range: Range<usize>) -> Option<()> {
        let cells = cells(self.text, range.clone());
        if cells.len() != self.columns.len() || range.len() > ROW_BYTES {
            return None;
        }
        let text = self.text;
        let cell = |wanted: TableColumn| {
            let place = self.columns.iter().position(|column| *column == wanted)?;
            Some(cells[place].clone())
        };
        let day = words(text, cell(TableColumn::Day)?);
        let date = resolve(days(text, &day).first()?.day, self.published, Tense::Open)?;
        let said = cell(TableColumn::Body).map(|cell| text[cell].trim().to_owned());
        let body =
            cell(TableColumn::Body).and_then(|cell| bodies(text, &words(text, cell)).into_iter().next());
        let body = body.map(|body| body.name).or_else(|| {
            let is_district = self.of_districts && said.as_ref().is_some_and(|said| !said.is_empty());
            is_district.then(|| format!("Rada Dzielnicy {}", said.as_deref().unwrap_or_default()))
        });
        if body.is_none() && (self.bodies.is_empty() || !self.is_titled && self.heading.is_none()) {
            return None;
        }
        let (hour, place, topics) =
            (cell(TableColumn::Hour), cell(TableColumn::Place), cell(TableColumn::Topics));
        let is_cancelled = phrases!["odwolan~|odwolano", "nie odbedzie"].is_in(&words(text, range));
        let (date, cancelled) = if is_cancelled { (None, vec![date]) } else { (Some(date), Vec::new()) };
        let verb = is_cancelled.then_some(Verb::Coming);
        self.add_row(Occasion { date, body, ..Occasion::default() }, verb, at);
        self.hour_label(&words(text, hour.unwrap_or(0..0)), true);
        let draft = self.draft();
        draft.meeting.cancelled.extend(cancelled);
        let printed = place.map(|cell| text[cell].trim().to_owned()).filter(|place| place.len() > 2);
        draft.meeting.place = draft.meeting.place.take().or(printed);
        let matters = topics.map(|cell| by_semicolon(text, cell)).unwrap_or_default();
        self.enlist(matters);
        Some(())
    }
}

/// The topics of a cell, between semicolons.
fn by_semicolon(text: &str, cell: Range<usize>) -> Vec<Range<usize>> {
    let parts = split(text, cell, ';').into_iter().filter_map(|part| trimmed(text, part));
    parts.filter(|part| !is_formal(text, part.clone())).collect()
}
