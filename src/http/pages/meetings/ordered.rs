//! The order of the list of meetings: those to come, the next one first, above all others, newest first.
//!
//! `service` lists all of them newest first. Invariants: no page has a meeting to come but the first, unless
//! only these are asked for; each of the others is on one page.

use std::ops::Range;

use jiff::civil::Date;

use crate::{
    http::{app::App, error::ApiError},
    search::{MAX_DEPTH, MAX_PER_PAGE, MeetingEntry, MeetingsRequest, MeetingsResponse},
};

/// Number of meetings on a page: with their topics about as long as a page of results.
pub(super) const PER_PAGE: usize = 20;
/// Among how many meetings to come others are looked for: those of today that were held, and wrong dates.
const MAX_MIXED: usize = 80;

/// A page of the list.
pub(super) struct OrderedPage {
    /// The same page of the list newest first, which tells how the words were understood.
    pub(super) found: MeetingsResponse,
    /// Meetings to come, the next one first.
    pub(super) upcoming: Vec<MeetingEntry>,
    /// How many meetings to come are on no page, and the day from which they are listed.
    pub(super) further: Option<(usize, Date)>,
    /// The others, newest first.
    pub(super) others: Vec<MeetingEntry>,
    /// The number of the last page.
    pub(super) last: usize,
}

impl OrderedPage {
    /// Finds the page that is asked for.
    pub(super) async fn find(app: &App, asked: &MeetingsRequest, today: Date) -> Result<Self, ApiError> {
        let list = List { app, asked };
        let found = list.part(asked.page, PER_PAGE).await?;
        let from = asked.from.map_or(today, |from| from.max(today));
        let is_possible = asked.announced != Some(false) && asked.to.is_none_or(|to| from <= to);
        let upcoming = MeetingsRequest { from: Some(from), announced: Some(true), ..asked.clone() };
        let next = List { app, asked: &upcoming };
        let count = if is_possible { next.part(1, 1).await?.total } else { 0 };
        if asked.announced == Some(true) && asked.from == Some(from) {
            let upcoming = next.ascending(count, asked.page).await?;
            return Ok(Self { last: last(count), found, upcoming, further: None, others: Vec::new() });
        }
        let others = match (count, asked.page) {
            (0, _) => found.meetings.clone(),
            (_, 1) => list.range(count.saturating_sub(MAX_MIXED)..count + PER_PAGE).await?,
            (_, page) => list.range(count + (page - 1) * PER_PAGE..count + page * PER_PAGE).await?,
        };
        let is_other = |meeting: &MeetingEntry| !is_to_come(meeting, today);
        let further = (asked.page == 1 && count > PER_PAGE).then(|| (count - PER_PAGE, from));
        let first = if asked.page == 1 { next.ascending(count, 1).await? } else { Vec::new() };
        Ok(Self {
            last: last(found.total.saturating_sub(count)).min((MAX_DEPTH - count.min(MAX_DEPTH)) / PER_PAGE),
            found,
            upcoming: first,
            further,
            others: others.into_iter().filter(is_other).collect(),
        })
    }
}

/// Meetings, newest first.
struct List<'a> {
    app: &'a App,
    asked: &'a MeetingsRequest,
}

impl List<'_> {
    async fn part(&self, page: usize, per_page: usize) -> Result<MeetingsResponse, ApiError> {
        let request = MeetingsRequest { page, per_page, ..self.asked.clone() };
        Ok(self.app.service.meetings(request.checked()?).await?)
    }

    /// Returns the meetings at these positions.
    async fn range(&self, range: Range<usize>) -> Result<Vec<MeetingEntry>, ApiError> {
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let (page, per_page) = window(&range);
        let start = (page - 1) * per_page;
        let mut all = self.part(page, per_page).await?.meetings;
        if range.end > start + per_page {
            all.extend(self.part(page + 1, per_page).await?.meetings);
        }
        Ok(all.into_iter().skip(range.start - start).take(range.len()).collect())
    }

    /// Returns a page of `count` meetings in the other order.
    async fn ascending(&self, count: usize, page: usize) -> Result<Vec<MeetingEntry>, ApiError> {
        let end = count.saturating_sub((page - 1) * PER_PAGE);
        let mut meetings = self.range(end.saturating_sub(PER_PAGE)..end).await?;
        meetings.reverse();
        Ok(meetings)
    }
}

/// Returns the page in which a range begins, and the smallest size of pages of which two hold all of it.
fn window(range: &Range<usize>) -> (usize, usize) {
    let holds = |per_page: &usize| range.end <= (range.start / per_page + 2) * per_page;
    let sizes = [PER_PAGE, MAX_PER_PAGE / 2, MAX_PER_PAGE];
    let per_page = sizes.into_iter().find(holds).unwrap_or(MAX_PER_PAGE);
    (range.start / per_page + 1, per_page)
}

/// Whether a meeting is announced for today or later; one that was called off is, too.
fn is_to_come(meeting: &MeetingEntry, today: Date) -> bool {
    meeting.announced && meeting.date_end.or(meeting.day()).is_some_and(|day| day >= today)
}

fn last(count: usize) -> usize {
    count.div_ceil(PER_PAGE).clamp(1, MAX_DEPTH / PER_PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_pages_hold_the_range() {
        for start in 0..300 {
            for count in 1..=PER_PAGE + MAX_MIXED {
                let range = start..start + count;
                let (page, per_page) = window(&range);
                let held = (page - 1) * per_page..(page + 1) * per_page;
                assert!(held.start <= range.start && range.end <= held.end, "{range:?} {held:?}");
            }
        }
    }
}
