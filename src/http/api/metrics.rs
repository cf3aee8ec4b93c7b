//! `GET /metrics`, and the middleware that counts every request.
//!
//! Invariant: a request is counted under the pattern of its route, so that arbitrary URLs do not create time
//! series.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    http::{app::App, error::ApiError},
    metrics::{self, MEDIA_TYPE},
    service::ClusterState,
};

/// The route label of requests that match no route.
const UNMATCHED: &str = "unmatched";

/// `GET /metrics`
pub(crate) async fn show(State(app): State<App>) -> Result<Response, ApiError> {
    let metrics = app.service.metrics();
    metrics.set_index(&app.service.figures().await?);
    // A cluster that does not answer has no nodes, as far as is known here.
    if let Some(state) = app.service.cluster_state().await.unwrap_or(Some(ClusterState::default())) {
        metrics.set_cluster(state.nodes, state.shards, state.missing_shards);
    }
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], metrics.text()).into_response())
}

/// Middleware that counts and times a request.
pub(crate) async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let _in_progress = app.service.metrics().request_begins();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let response = next.run(request).await;
    app.service.metrics().answered(&metrics::AnsweredRequest {
        route: route.as_ref().map_or(UNMATCHED, MatchedPath::as_str),
        method: method.as_str(),
        status: response.status().as_u16(),
        error: response.extensions().get().map(ApiError::code),
        elapsed: started.elapsed(),
    });
    response
}
