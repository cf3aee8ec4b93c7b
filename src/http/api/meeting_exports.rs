//! Meetings as files: `GET /meetings.ics`, a calendar, and `GET /meetings.csv`, a row for each topic.
//!
//! Finding the meetings is left to `service`, writing them to `view`. Invariants: a file is made while it is
//! sent, one part ahead, on threads that may block, within the memory of all responses; if the index changes
//! in the meantime, the connection is closed, so that no client takes a mixture of two lists for one.

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use futures_util::stream::try_unfold;

use crate::{
    error::Error,
    http::{app::App, error::ApiError, middleware::limits::ResponsePermit, params},
    search::{
        MeetingDocument, MeetingEntry, MeetingsRequest, MeetingsResponse, RecurringTopic, TopicEntry,
        request::{QueryPair, meetings_request},
    },
    view::{CALENDAR_MEDIA_TYPE, MeetingsExport, MeetingsFormat, TABLE_MEDIA_TYPE},
};

/// Memory that the response may use before its content is known.
const PART_BYTES: usize = 1 << 20;
/// How many times the size of the meetings of a part is held: as read, as written, and as the part before it,
/// which is being sent.
const HELD_FACTOR: usize = 3;
/// What a meeting, a topic or a link of one takes besides its texts.
const RECORD_BYTES: usize = 256;
/// The parameters of the list that a file does not have, because it has all meetings.
const PAGING: [&str; 2] = ["page", "per_page"];

/// `GET /meetings.ics`
pub(crate) async fn calendar(State(app): State<App>, uri: Uri) -> Result<Response, ApiError> {
    let shown_as = "inline; filename=\"meetings.ics\"";
    export(&app, &uri, MeetingsFormat::Calendar, CALENDAR_MEDIA_TYPE, shown_as).await
}

/// `GET /meetings.csv`
pub(crate) async fn table(State(app): State<App>, uri: Uri) -> Result<Response, ApiError> {
    let shown_as = "attachment; filename=\"meetings.csv\"";
    export(&app, &uri, MeetingsFormat::Table, TABLE_MEDIA_TYPE, shown_as).await
}

async fn export(
    app: &App,
    uri: &Uri,
    format: MeetingsFormat,
    media_type: &'static str,
    shown_as: &'static str,
) -> Result<Response, ApiError> {
    let request = request(&params::pairs(uri.query().unwrap_or_default())?)?;
    // Checked here, so that a request that is refused gets an error.
    request.clone().checked()?;
    app.require_ready()?;
    let share = app.limits.answers.reserve(PART_BYTES).await?;
    let parts = ExportParts::new(app.clone(), request, format, share);
    let first = parts.next().await?;
    let body = Body::from_stream(try_unfold(first, async |(ready, parts)| {
        let Some(ready) = ready else { return Ok::<_, ApiError>(None) };
        let next = parts.next().await;
        let next = next.inspect_err(|error| tracing::warn!(%error, "failed to send the rest of a list"))?;
        Ok(Some((ready, next)))
    }));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(shown_as)),
    ];
    Ok((headers, body).into_response())
}

/// Parses the filters of a file.
fn request(pairs: &[QueryPair]) -> Result<MeetingsRequest, ApiError> {
    if let Some((name, _)) = pairs.iter().find(|(name, _)| PAGING.contains(&name.as_str())) {
        return Err(ApiError::BadParameter(format!("unknown parameter `{name}`: a file has all meetings")));
    }
    Ok(meetings_request(pairs)?.for_file())
}

/// The parts of a file, made one after the other.
struct ExportParts {
    app: App,
    /// The next part; `None` after the last one.
    request: Option<MeetingsRequest>,
    export: MeetingsExport,
    /// The state of the index before the first part was made.
    state: Option<String>,
    /// Memory, held until the file is sent.
    share: ResponsePermit,
    /// How much memory that is.
    reserved: usize,
}

impl ExportParts {
    fn new(app: App, request: MeetingsRequest, format: MeetingsFormat, share: ResponsePermit) -> Self {
        let state = app.service.index_tag();
        Self {
            app,
            request: Some(request),
            export: MeetingsExport::new(format),
            state,
            share,
            reserved: PART_BYTES,
        }
    }

    /// Returns the next part, `None` after the last one, and those after it.
    async fn next(mut self) -> Result<(Option<Bytes>, Self), ApiError> {
        let Some(request) = self.request.take() else { return Ok((None, self)) };
        let found = self.app.service.meetings(request.clone().checked()?).await?;
        if request.page > 1 && self.app.service.index_tag() != self.state {
            return Err(Error::Conflict("the index has changed".to_owned()).into());
        }
        let mut parts = self.with_memory(HELD_FACTOR * size(&found.meetings)).await?;
        let written = tokio::task::spawn_blocking(move || {
            let part = parts.write(request, &found)?;
            Ok::<_, Error>((Some(Bytes::from(part)), parts))
        });
        Ok(written.await.map_err(|_| ApiError::Internal)??)
    }

    /// Reserves more memory if it has less than this.
    async fn with_memory(self, bytes: usize) -> Result<Self, ApiError> {
        if bytes <= self.reserved {
            return Ok(self);
        }
        // Two responses that both keep what they have and wait for more could wait for each other.
        drop(self.share);
        let share = self.app.limits.answers.reserve(bytes).await?;
        Ok(Self { share, reserved: bytes, ..self })
    }

    /// Writes the meetings that were found, and decides what is written next.
    fn write(&mut self, request: MeetingsRequest, found: &MeetingsResponse) -> Result<Vec<u8>, Error> {
        let mut part = if request.page == 1 { self.export.head()? } else { Vec::new() };
        part.extend(self.export.part(&found.meetings)?);
        self.request = request.next_page(found.total);
        if self.request.is_none() {
            part.extend(self.export.tail());
        }
        Ok(part)
    }
}

/// Returns about how much memory meetings take; in a table, each topic is in a row with all of its meeting.
fn size(meetings: &[MeetingEntry]) -> usize {
    let recurring = |other: &RecurringTopic| RECORD_BYTES + other.text.len() + other.reason.len();
    let topic = |topic: &TopicEntry| {
        let others: usize = topic.recurs.iter().map(recurring).sum();
        RECORD_BYTES + topic.text.len() + topic.html.len() + others
    };
    let source = |source: &MeetingDocument| {
        RECORD_BYTES + source.title.len() + source.url.as_ref().map_or(0, String::len)
    };
    let meeting = |meeting: &MeetingEntry| {
        let texts = [&meeting.body, &meeting.place, &meeting.chair, &meeting.chair_office];
        let texts = texts.into_iter().flatten().chain(&meeting.invited).map(String::len).sum::<usize>();
        let topics: usize = meeting.topics.iter().map(topic).sum();
        let sources: usize = meeting.documents.iter().map(source).sum();
        let longest = meeting.documents.iter().map(source).max().unwrap_or_default();
        let of_rows = meeting.topics.len().max(1) * (meeting.title.len() + texts + longest);
        RECORD_BYTES + topics + sources + of_rows
    };
    meetings.iter().map(meeting).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(text: &str, others: usize) -> TopicEntry {
        let recurs = vec![RecurringTopic::sample("other", text); others];
        TopicEntry { recurs, ..TopicEntry::sample("own", text) }
    }

    #[test]
    fn what_is_held_is_at_least_what_was_read_and_is_written() {
        let text = "zieleń ".repeat(500);
        let meeting = MeetingEntry {
            title: text.clone(),
            body: Some(text.clone()),
            place: Some(text.clone()),
            topics: vec![topic(&text, 10); 30],
            ..MeetingEntry::sample("news/own")
        };
        let meetings = vec![meeting; 10];
        for format in [MeetingsFormat::Calendar, MeetingsFormat::Table] {
            let written = MeetingsExport::new(format).part(&meetings).expect("written").len();
            assert!(written <= size(&meetings), "{format:?} {written}");
        }
        // The texts of the topics, as text and as HTML, and of ten others beside each.
        assert!(10 * 30 * 12 * text.len() <= size(&meetings));
        assert_eq!(size(&[]), 0);
    }
}
