//! The search and the statistics: `GET /api/v1/search` and `GET /api/v1/stats`.

use axum::{Json, extract::State, http::Uri};

use crate::{
    http::{app::App, error::ApiError, middleware::client::SearcherAddress, params},
    search::{SearchResponse, request::search_request},
    service::Statistics,
};

/// `GET /api/v1/search`
pub(crate) async fn search(
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
pub(crate) async fn stats(State(app): State<App>) -> Result<Json<Statistics>, ApiError> {
    Ok(Json(app.service.statistics().await?))
}
