//! Answers a request for meetings.

use super::{entry::EntryWriter, matching_meetings::MatchingMeetings, response::MeetingsResponse};
use crate::{
    analysis::Analyzer,
    error::{Error, Result},
    index::{RegisteredMeeting, Snapshot, folded},
    search::{
        corrected_plan::CorrectedPlan,
        notes::Note,
        request::{Checked, MeetingsOrder, MeetingsRequest},
    },
};

/// Returns the meetings that match a request, newest first.
///
/// # Errors
///
/// Returns [`Error::Invalid`] if the query restricts fields of documents, and an error if the index cannot be
/// read.
pub fn meetings(
    snapshot: &Snapshot,
    analyzer: &mut Analyzer,
    request: &Checked<MeetingsRequest>,
) -> Result<MeetingsResponse> {
    let register = snapshot.meetings()?;
    let CorrectedPlan { plan, corrected } = CorrectedPlan::new(snapshot, analyzer, &request.text, false)?;
    if !plan.conditions.is_empty() || !plan.ruled_out.is_empty() {
        let advice = "`q` of meetings has no fields: use `body`, `district`, `from` and `to`";
        return Err(Error::Invalid(advice.to_owned()));
    }
    let matching = MatchingMeetings::find(register, analyzer, &plan);
    let notes = plan.notes().into_iter().chain(matching.is_relaxed.then_some(Note::MostWords)).collect();
    let filter = MeetingFilter::new(request);
    let mut listed: Vec<u32> = matching
        .numbers
        .into_iter()
        .filter(|number| filter.admits(&register.meetings[*number as usize]))
        .collect();
    let total = listed.len();
    if matches!(request.order, MeetingsOrder::ToCome(_)) {
        listed.reverse();
    }
    let mut writer = EntryWriter::new(snapshot, register, (analyzer, &plan), request.with_recurrences);
    let page = listed.into_iter().skip((request.page - 1) * request.per_page).take(request.per_page);
    let meetings = page.map(|number| writer.meeting(number)).collect::<Result<Vec<_>>>()?;
    Ok(MeetingsResponse { corrected, notes, total, page: request.page, per_page: request.per_page, meetings })
}

/// The filters of a request.
struct MeetingFilter<'a> {
    request: &'a MeetingsRequest,
    /// The beginnings of words of bodies.
    bodies: Vec<String>,
}

impl<'a> MeetingFilter<'a> {
    fn new(request: &'a MeetingsRequest) -> Self {
        Self { request, bodies: request.bodies.iter().map(|body| folded(body)).collect() }
    }

    fn admits(&self, registered: &RegisteredMeeting) -> bool {
        let MeetingsRequest { districts, from, to, announced, .. } = self.request;
        let first = registered.day();
        let last = registered.meeting.date_end.or(first);
        let is_to_come = |day| registered.meeting.announced && last.is_some_and(|last| last >= day);
        let is_listed = match self.request.order {
            MeetingsOrder::NewestFirst => true,
            MeetingsOrder::ToCome(day) => is_to_come(day),
            MeetingsOrder::NotToCome(day) => !is_to_come(day),
        };
        is_listed
            && announced.is_none_or(|announced| registered.meeting.announced == announced)
            && from.is_none_or(|from| last.is_some_and(|last| from <= last))
            && to.is_none_or(|to| first.is_some_and(|first| first <= to))
            && (self.bodies.is_empty() || self.bodies.iter().any(|body| registered.is_of_body(body)))
            && (districts.is_empty()
                || districts.iter().any(|district| registered.districts.contains(district)))
    }
}
