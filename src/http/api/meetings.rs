//! Meetings with their topics: `GET /api/v1/meetings` and `GET /api/v1/topics/{id}`.

use axum::{
    Json,
    extract::{Path, State},
    http::Uri,
};

use crate::{
    document::quoted,
    http::{app::App, error::ApiError, params},
    search::{MeetingsResponse, TopicHistory, request::meetings_request},
};

/// `GET /api/v1/meetings`
pub(crate) async fn list(State(app): State<App>, uri: Uri) -> Result<Json<MeetingsResponse>, ApiError> {
    let pairs = params::pairs(uri.query().unwrap_or_default())?;
    let request = meetings_request(&pairs)?.checked()?;
    app.require_ready()?;
    Ok(Json(app.service.meetings(request).await?))
}

/// `GET /api/v1/topics/{id}`
pub(crate) async fn topic(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<TopicHistory>, ApiError> {
    app.require_ready()?;
    let missing = || ApiError::NotFound(format!("no topic {}: find it in the list of meetings", quoted(&id)));
    app.service.topic(id.clone()).await?.map(Json).ok_or_else(missing)
}
