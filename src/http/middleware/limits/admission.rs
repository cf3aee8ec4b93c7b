//! Admits a request if its client is within the limits and there is capacity to answer it.
//!
//! Invariant: the response to a refused client says when to retry.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::http::{
    app::App,
    error::ApiError,
    middleware::{access, client},
    server::connections::ConnectionSlot,
};

/// Maximum length of a URL, in bytes: a query of 32 KiB fits unless most of it is escaped.
const MAX_URI_BYTES: usize = 48 << 10;

/// Middleware that passes on a request if its client is within the limits and there is capacity to answer it;
/// else it responds with [`ApiError::UriTooLong`], [`ApiError::TooManyRequests`] or [`ApiError::Overloaded`].
/// Scripts of other sites can read such a response if they could read the resource.
pub(crate) async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_reading = request.method().is_safe();
    let refused = match admitted(&app, request, next).await {
        Ok(response) => return response,
        Err(refused) => refused,
    };
    let mut response = refused.into_response();
    if is_reading {
        access::let_scripts_read(response.headers_mut());
    }
    response
}

async fn admitted(app: &App, request: Request, next: Next) -> Result<Response, ApiError> {
    if request.uri().path_and_query().is_some_and(|uri| uri.as_str().len() > MAX_URI_BYTES) {
        return Err(ApiError::UriTooLong(MAX_URI_BYTES));
    }
    let client = count(app, &request)?;
    let is_reading = request.method().is_safe();
    let turns = if is_reading { &app.limits.reading } else { &app.limits.writing };
    // A client that may write has a token, and its long upload delays nobody else.
    let _turn = turns.take(client.filter(|_| is_reading)).await.ok_or(ApiError::Overloaded)?;
    Ok(next.run(request).await)
}

/// Returns whether the request is cheap: static files and CORS preflights.
fn costs_nothing(request: &Request) -> bool {
    request.method() == Method::OPTIONS || request.uri().path().starts_with("/static/")
}

/// Counts the request for its client, and its response while it is in progress. Clients with a token and
/// those on this machine are limited only by the number of connections, some of which are left to others.
/// Returns the client whose turns are counted.
fn count(app: &App, request: &Request) -> Result<Option<IpAddr>, ApiError> {
    let config = app.live.get();
    let Some(client) = client::client_of(&config, request.extensions(), request.headers()) else {
        return Ok(None);
    };
    let is_trusted = client.is_local || client::has_token(&config, request.headers());
    if !is_trusted && !costs_nothing(request) {
        let checked = app.limits.rate.check(&config, client.address);
        checked
            .map_err(|wait| ApiError::TooManyRequests { retry_seconds: wait.as_secs_f64().ceil() as u64 })?;
    }
    let most = if is_trusted { app.limits.most_of_trusted } else { config.max_answers_per_client as usize };
    if let Some(place) = request.extensions().get::<Arc<ConnectionSlot>>() {
        let may_be_made = place.counts(|| app.limits.clients.begin(client.address, most));
        may_be_made.then_some(()).ok_or(ApiError::TooManyRequests { retry_seconds: 1 })?;
    }
    Ok((!is_trusted).then_some(client.address))
}
