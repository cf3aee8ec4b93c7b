//! The liveness and readiness probes.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{app::App, error::ApiError};

/// The problem that `/readyz` reports if another version wrote the index; it does not reveal the path.
const OTHER_VERSION: &str = "the index was built by another version: run `skorowidz index --rebuild`";

/// The status of the service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LifeSign {
    /// `ok` for liveness, `ready` for readiness.
    pub(crate) status: &'static str,
    /// A problem that does not keep searches from working, and how to fix it; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) problem: Option<&'static str>,
}

/// `GET /healthz`: the process is alive.
pub(crate) async fn health() -> Json<LifeSign> {
    Json(LifeSign { status: "ok", problem: None })
}

/// `GET /readyz`: the index can be searched, all of it.
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<LifeSign>, ApiError> {
    app.require_ready()?;
    // Purged content may still be on disk.
    if !app.service.is_settled() {
        return Err(ApiError::NotReady);
    }
    if app.service.cluster_state().await?.is_some_and(|state| !state.is_complete) {
        return Err(ApiError::ClusterUnavailable);
    }
    let other_version = || app.service.remedy().map(|_| OTHER_VERSION);
    let service = &app.service;
    let problem =
        service.damage().or_else(|| service.refusal()).or_else(other_version).or_else(|| service.loss());
    Ok(Json(LifeSign { status: "ready", problem }))
}
