//! Suggestions for text being typed.

use axum::{Json, extract::State, http::Uri};

use super::{App, error::ApiError, params};
use crate::search::Suggestions;

/// `GET /api/v1/suggest`
pub(super) async fn suggest(State(app): State<App>, uri: Uri) -> Result<Json<Suggestions>, ApiError> {
    let pairs = params::pairs(uri.query().unwrap_or_default())?;
    let request = params::suggest_request(&pairs)?;
    request.check()?;
    app.require_ready()?;
    Ok(Json(app.service.suggest(request).await?))
}
