//! Runs over the whole index, started over HTTP.

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};

use crate::{
    http::{app::App, error::ApiError},
    service::TaskKind,
};

/// `POST /api/v1/admin/rebuild`: rebuilds the index next to the live one.
pub(crate) async fn rebuild(State(app): State<App>) -> Result<(StatusCode, Json<Value>), ApiError> {
    start(&app, TaskKind::Rebuild)
}

/// `POST /api/v1/admin/index`: updates the index from the folders it knows.
pub(crate) async fn index(State(app): State<App>) -> Result<(StatusCode, Json<Value>), ApiError> {
    start(&app, TaskKind::Index)
}

fn start(app: &App, kind: TaskKind) -> Result<(StatusCode, Json<Value>), ApiError> {
    let task = app.service.start_task(kind).map_err(|error| match error {
        crate::error::Error::Conflict(_) => ApiError::Busy,
        error => error.into(),
    })?;
    Ok((StatusCode::ACCEPTED, Json(json!({"task": task}))))
}

/// `GET /api/v1/admin/task`: the latest run, if any.
pub(crate) async fn last(State(app): State<App>) -> Json<Value> {
    Json(json!({"task": app.service.task()}))
}
