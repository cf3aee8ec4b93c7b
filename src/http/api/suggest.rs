//! Suggestions for text being typed.

use axum::{Json, extract::State, http::Uri};

use crate::{
    http::{app::App, error::ApiError, params},
    search::{Suggestions, request::suggest_request},
};

/// `GET /api/v1/suggest`
pub(crate) async fn suggest(State(app): State<App>, uri: Uri) -> Result<Json<Suggestions>, ApiError> {
    let pairs = params::pairs(uri.query().unwrap_or_default())?;
    let request = suggest_request(&pairs)?.checked()?;
    app.require_ready()?;
    Ok(Json(app.service.suggest(request).await?))
}
