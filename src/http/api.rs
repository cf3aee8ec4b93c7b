//! What programs ask: JSON under `/api/v1`, and whether the service is alive.

use axum::{Json, extract::State, http::Uri};
use serde_json::{Value, json};

use super::{App, error::ApiError, params};
use crate::{search::SearchResponse, service::Statistics};

/// `GET /api/v1/search`
pub(super) async fn search(State(app): State<App>, uri: Uri) -> Result<Json<SearchResponse>, ApiError> {
    let pairs = params::pairs(uri.query().unwrap_or_default())?;
    let request = params::search_request(&pairs)?;
    request.check()?;
    app.require_ready()?;
    Ok(Json(app.service.search(request).await?))
}

/// `GET /api/v1/stats`
pub(super) async fn stats(State(app): State<App>) -> Result<Json<Statistics>, ApiError> {
    Ok(Json(app.service.statistics().await?))
}

/// `GET /healthz`: the process answers.
pub(super) async fn health() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// `GET /readyz`: there is something to search.
pub(super) async fn ready(State(app): State<App>) -> Result<Json<Value>, ApiError> {
    app.require_ready()?;
    Ok(Json(json!({"status": "ready"})))
}
