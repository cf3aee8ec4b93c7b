//! Suggestions for text being typed.

use axum::{Json, extract::State, http::Uri};

use super::{App, error::ApiError, params};
use crate::search::{Suggestions, request::suggest_request};

/// `GET /api/v1/suggest`
pub(super) async fn suggest(State(app): State<App>, uri: Uri) -> Result<Json<Suggestions>, ApiError> {
    let pairs = params::pairs(uri.query().unwrap_or_default())?;
    let request = suggest_request(&pairs)?.checked()?;
    app.require_ready()?;
    Ok(Json(app.service.suggest(request).await?))
}
