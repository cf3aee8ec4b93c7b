//! What programs ask: JSON under `/api/v1`, and whether the service is alive.

use axum::{Json, extract::State, http::Uri};
use serde::Serialize;
use utoipa::ToSchema;

use super::{App, client::Asker, error::ApiError, params};
use crate::{search::SearchResponse, service::Statistics};

/// `GET /api/v1/search`
pub(super) async fn search(
    State(app): State<App>,
    Asker(asker): Asker,
    uri: Uri,
) -> Result<Json<SearchResponse>, ApiError> {
    let pairs = params::pairs(uri.query().unwrap_or_default())?;
    let request = params::search_request(&pairs)?;
    request.check()?;
    app.require_ready()?;
    Ok(Json(app.service.search(request, asker).await?))
}

/// `GET /api/v1/stats`
pub(super) async fn stats(State(app): State<App>) -> Result<Json<Statistics>, ApiError> {
    Ok(Json(app.service.statistics().await?))
}

/// What `/readyz` says of an index that another version wrote: without its path.
const OTHER_VERSION: &str = "the index was made by another version: run `skorowidz index --rebuild`";

/// A life sign.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LifeSign {
    /// `ok`, or `ready` where it was asked whether searches are answered.
    pub(super) status: &'static str,
    /// What is wrong although searches are answered, and the way out; absent where all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<&'static str>,
}

/// `GET /healthz`: the process answers.
pub(super) async fn health() -> Json<LifeSign> {
    Json(LifeSign { status: "ok", problem: None })
}

/// `GET /readyz`: there is something to search.
pub(super) async fn ready(State(app): State<App>) -> Result<Json<LifeSign>, ApiError> {
    app.require_ready()?;
    // What was purged may still be on disk.
    if !app.service.is_settled() {
        return Err(ApiError::NotReady);
    }
    let other_version = || app.service.remedy().map(|_| OTHER_VERSION);
    let service = &app.service;
    let problem =
        service.damage().or_else(|| service.refusal()).or_else(other_version).or_else(|| service.loss());
    Ok(Json(LifeSign { status: "ready", problem }))
}
