//! The JSON API below `/api/v1`, and the liveness and readiness probes.

use axum::{Json, extract::State, http::Uri};
use serde::Serialize;
use utoipa::ToSchema;

use super::{App, client::SearcherAddress, error::ApiError, params};
use crate::{
    search::{SearchResponse, request::search_request},
    service::Statistics,
};

/// `GET /api/v1/search`
pub(super) async fn search(
    State(app): State<App>,
    SearcherAddress(asker): SearcherAddress,
    uri: Uri,
) -> Result<Json<SearchResponse>, ApiError> {
    let pairs = params::pairs(uri.query().unwrap_or_default())?;
    let request = search_request(&pairs)?.checked()?;
    app.require_ready()?;
    Ok(Json(app.service.search(request, asker).await?))
}

/// `GET /api/v1/stats`
pub(super) async fn stats(State(app): State<App>) -> Result<Json<Statistics>, ApiError> {
    Ok(Json(app.service.statistics().await?))
}

/// The problem that `/readyz` reports if another version wrote the index; it does not reveal the path.
const OTHER_VERSION: &str = "the index was built by another version: run `skorowidz index --rebuild`";

/// The status of the service.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LifeSign {
    /// `ok` for liveness, `ready` for readiness.
    pub(super) status: &'static str,
    /// A problem that does not keep searches from working, and how to fix it; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<&'static str>,
}

/// `GET /healthz`: the process is alive.
pub(super) async fn health() -> Json<LifeSign> {
    Json(LifeSign { status: "ok", problem: None })
}

/// `GET /readyz`: the index can be searched.
pub(super) async fn ready(State(app): State<App>) -> Result<Json<LifeSign>, ApiError> {
    app.require_ready()?;
    // Purged content may still be on disk.
    if !app.service.is_settled() {
        return Err(ApiError::NotReady);
    }
    let other_version = || app.service.remedy().map(|_| OTHER_VERSION);
    let service = &app.service;
    let problem =
        service.damage().or_else(|| service.refusal()).or_else(other_version).or_else(|| service.loss());
    Ok(Json(LifeSign { status: "ready", problem }))
}
