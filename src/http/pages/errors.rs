//! Errors as pages.
//!
//! Invariant: status and headers of a response stay.

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::{
    document::warsaw,
    http::{
        app::App,
        audience::is_for_programs,
        error::ApiError,
        links::TOPICS,
        pages::site::{Site, page},
    },
};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    site: Site,
    title: String,
    advice: String,
}

/// Middleware that renders errors as pages for people; programs get the JSON as it is.
pub(crate) async fn present_errors(State(app): State<App>, request: Request, next: Next) -> Response {
    if is_for_programs(request.uri().path()) {
        return next.run(request).await;
    }
    let site = Site::new(&app, request.uri(), request.headers());
    let is_of_topic = request.uri().path().starts_with(TOPICS);
    let response = next.run(request).await;
    let error = response.extensions().get::<ApiError>().cloned();
    match error {
        Some(error) => as_page(site, &error, is_of_topic, response),
        None => response,
    }
}

/// Replaces the JSON of a response with a page; status and headers stay.
fn as_page(site: Site, error: &ApiError, is_of_topic: bool, response: Response) -> Response {
    let message = match error {
        ApiError::NotFound(_) if is_of_topic => "error-no-topic",
        error => message(error),
    };
    let advice = match error {
        ApiError::Gone(Some(since)) => {
            let day = since.to_zoned(warsaw()).date();
            site.locale.message_with("error-gone-since", "date", site.locale.date(day))
        }
        _ => site.message(&format!("{message}-advice")),
    };
    let template = ErrorPage { title: site.message(message), advice, site };
    let Ok(rendered) = page(&template.site, &template) else { return response };
    let (mut parts, _) = response.into_parts();
    let (head, body) = rendered.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.extend(head.headers);
    parts.headers.extend(error.retry_seconds().map(|seconds| (header::REFRESH, HeaderValue::from(seconds))));
    Response::from_parts(parts, body)
}

/// Returns the id of the message that is the heading of an error page; the one ending in `-advice` is its
/// text.
fn message(error: &ApiError) -> &'static str {
    match error {
        ApiError::NotReady => "error-not-ready",
        ApiError::NoRoute => "error-no-route",
        ApiError::NotFound(_) | ApiError::NotPdf | ApiError::NoPage(_) => "error-not-found",
        ApiError::BadHost(_) | ApiError::BadId(_) | ApiError::BadParameter(_) => "error-bad-address",
        ApiError::Gone(_) => "error-gone",
        ApiError::UriTooLong(_) => "error-too-long",
        ApiError::Unauthorized => "error-unauthorized",
        ApiError::TooManyRequests { .. }
        | ApiError::Overloaded
        | ApiError::Locked
        | ApiError::RebuildNeeded => "error-busy",
        ApiError::ClusterUnavailable => "error-cluster",
        ApiError::MethodNotAllowed
        | ApiError::PartIsReadOnly
        | ApiError::BodyTooLarge { .. }
        | ApiError::PageTooLarge
        | ApiError::BodyTooSlow
        | ApiError::BadBody(_)
        | ApiError::Conflict(_)
        | ApiError::Busy
        | ApiError::WritingDisabled
        | ApiError::PreconditionFailed(_)
        | ApiError::Uncertain
        | ApiError::UnsupportedMediaType
        | ApiError::RangeNotSatisfiable { .. }
        | ApiError::Unreadable(_)
        | ApiError::ReadOnly
        | ApiError::InsufficientStorage => "error-not-here",
        ApiError::Timeout => "error-timeout",
        ApiError::Internal => "error-internal",
    }
}
