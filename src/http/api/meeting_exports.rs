//! Meetings as files: `GET /meetings.ics`, a calendar, and `GET /meetings.csv`, a row for each topic.
//!
//! Finding the meetings is left to `service`, writing them to `view`. Invariants: a file is made while it is
//! sent, one part ahead; if the index changes in the meantime, the connection is closed, so that no client
//! takes a mixture of two lists for one.

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
        MAX_DEPTH, MAX_PER_PAGE, MeetingsRequest,
        request::{QueryPair, meetings_request},
    },
    view::{CALENDAR_MEDIA_TYPE, MeetingsExport, MeetingsFormat, TABLE_MEDIA_TYPE},
};

/// Memory that the response may use: the meetings of a part, as read, written and compressed.
const PART_BYTES: usize = 4 << 20;
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
    let mut parts = ExportParts::new(app.clone(), request, format, share);
    let first = parts.next().await?;
    let body = Body::from_stream(try_unfold((first, parts), async |(ready, mut parts)| {
        let Some(ready) = ready else { return Ok::<_, Error>(None) };
        let next = parts.next().await;
        let next = next.inspect_err(|error| tracing::warn!(%error, "failed to send the rest of a list"))?;
        Ok(Some((ready, (next, parts))))
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
    Ok(MeetingsRequest { page: 1, per_page: MAX_PER_PAGE, ..meetings_request(pairs)? })
}

/// The parts of a file, made one after the other.
struct ExportParts {
    app: App,
    /// The next part; `None` after the last one.
    request: Option<MeetingsRequest>,
    export: MeetingsExport,
    /// The state of the index before the first part was made.
    state: Option<String>,
    /// Held until the file is sent.
    _share: ResponsePermit,
}

impl ExportParts {
    fn new(app: App, request: MeetingsRequest, format: MeetingsFormat, share: ResponsePermit) -> Self {
        let state = app.service.state_tag();
        Self { app, request: Some(request), export: MeetingsExport::new(format), state, _share: share }
    }

    /// Returns the next part; `None` after the last one.
    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(request) = self.request.take() else { return Ok(None) };
        let found = self.app.service.meetings(request.clone().checked()?).await?;
        if request.page > 1 && self.app.service.state_tag() != self.state {
            return Err(Error::Conflict("the index has changed".to_owned()));
        }
        let mut part = if request.page == 1 { self.export.head()? } else { Vec::new() };
        part.extend(self.export.part(&found.meetings)?);
        let done = request.page * request.per_page;
        if done < found.total && done < MAX_DEPTH {
            self.request = Some(MeetingsRequest { page: request.page + 1, ..request });
        } else {
            part.extend(self.export.tail());
        }
        Ok(Some(part.into()))
    }
}
