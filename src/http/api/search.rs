//! The search and the statistics: `GET /api/v1/search` and `GET /api/v1/stats`.

use axum::{
    Json,
    extract::State,
    http::Uri,
    response::{IntoResponse, Response},
};

use crate::{
    http::{
        app::App,
        error::ApiError,
        middleware::{caching::mark_passing, client::SearcherAddress},
        params,
    },
    search::request::search_request,
    service::Statistics,
};

/// `GET /api/v1/search`
pub(crate) async fn search(
    State(app): State<App>,
    SearcherAddress(asker): SearcherAddress,
    uri: Uri,
) -> Result<Response, ApiError> {
    let pairs = params::pairs(uri.query().unwrap_or_default())?;
    let request = search_request(&pairs)?.checked()?;
    app.require_ready()?;
    let found = app.service.search(request, asker).await?;
    let is_passing = found.is_words_only();
    let mut response = Json(found).into_response();
    if is_passing {
        mark_passing(&mut response);
    }
    Ok(response)
}

/// `GET /api/v1/stats`
pub(crate) async fn stats(State(app): State<App>) -> Result<Json<Statistics>, ApiError> {
    Ok(Json(app.service.statistics().await?))
}
