//! The order of the list of meetings: those to come, the next one first, above all others, newest first.
//!
//! Invariants: no page has a meeting to come but the first, unless only these are asked for; each of the
//! others is on one page.

use jiff::civil::Date;

use crate::{
    http::{app::App, error::ApiError},
    search::{MAX_DEPTH, MeetingEntry, MeetingsOrder, MeetingsRequest, MeetingsResponse},
};

/// Number of meetings on a page: with their topics about as long as a page of results.
pub(super) const PER_PAGE: usize = 20;

/// A page of the list.
pub(super) struct OrderedPage {
    /// The text that was searched for instead of a misspelled one, and how the words were understood.
    pub(super) found: MeetingsResponse,
    /// The number of all meetings.
    pub(super) total: usize,
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
        let from = asked.from.map_or(today, |from| from.max(today));
        if asked.announced == Some(true) && asked.from == Some(from) {
            let to_come = MeetingsRequest { order: MeetingsOrder::ToCome(today), ..asked.clone() };
            let mut found = part(app, to_come).await?;
            let (total, upcoming) = (found.total, std::mem::take(&mut found.meetings));
            return Ok(Self { total, last: last(total), found, upcoming, further: None, others: Vec::new() });
        }
        let not_to_come = MeetingsRequest { order: MeetingsOrder::NotToCome(today), ..asked.clone() };
        let mut found = part(app, not_to_come).await?;
        let is_first = asked.page == 1;
        let to_come = MeetingsRequest { order: MeetingsOrder::ToCome(today), page: 1, ..asked.clone() };
        // Other pages only count those to come.
        let to_come = if is_first {
            to_come
        } else {
            MeetingsRequest { per_page: 1, with_recurrences: false, ..to_come }
        };
        let to_come = part(app, to_come).await?;
        Ok(Self {
            total: found.total + to_come.total,
            last: last(found.total),
            further: (is_first && to_come.total > PER_PAGE).then(|| (to_come.total - PER_PAGE, from)),
            upcoming: if is_first { to_come.meetings } else { Vec::new() },
            others: std::mem::take(&mut found.meetings),
            found,
        })
    }
}

async fn part(app: &App, request: MeetingsRequest) -> Result<MeetingsResponse, ApiError> {
    Ok(app.service.meetings(request.checked()?).await?)
}

fn last(count: usize) -> usize {
    count.div_ceil(PER_PAGE).clamp(1, MAX_DEPTH / PER_PAGE)
}
