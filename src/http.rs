//! The HTTP service: every route on this screen.
//!
//! `api` answers programs and `pages` people; `params` and `path` read what they ask, `error` says
//! what went wrong to either, `openapi` describes it all, `guard` is what every request passes through, `server` owns the
//! connections. Leaves the answers themselves to `service`; `params` knows nothing of HTTP and
//! serves the command line as well.
//! Always holds: no answer reveals a path or an internal message, and no log line a query.

mod admin;
mod api;
mod assets;
mod bulk;
mod document_page;
mod documents;
mod error;
mod guard;
mod links;
mod metrics;
pub mod openapi;
mod pages;
pub mod params;
mod path;
mod polish;
mod results;
mod server;
mod tasks;
mod upload;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post, put},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{config::Config, service::Service};
use error::ApiError;
pub use server::serve;
use upload::Uploads;

/// The largest document that is taken in over HTTP, in bytes.
const MAX_DOCUMENT_BYTES: usize = 64 << 20;
/// The largest body of other requests, in bytes: none reads one.
const MAX_BODY_BYTES: usize = 64 << 10;

/// Whether the metrics are shown: the setting `metrics`.
const SHOWS_METRICS: bool = true;

/// What every handler may use.
#[derive(Debug, Clone)]
struct App {
    service: Service,
    uploads: Uploads,
    token: Option<blake3::Hash>,
    /// The path below which the outside sees the pages, without a slash at the end; mostly empty.
    base: Arc<str>,
}

impl App {
    fn new(service: Service, config: &Config) -> Self {
        let url = config.public_url.as_deref().unwrap_or_default();
        let host_and_path = url.split_once("://").map_or("", |(_, rest)| rest);
        let base = host_and_path.find('/').map_or("", |slash| &host_and_path[slash..]);
        Self {
            service,
            uploads: Uploads::new(MAX_DOCUMENT_BYTES),
            token: config.token.as_ref().map(|token| blake3::hash(token.as_bytes())),
            base: base.into(),
        }
    }

    fn require_ready(&self) -> Result<(), ApiError> {
        if self.service.is_ready() { Ok(()) } else { Err(ApiError::NotReady) }
    }
}

/// The whole service, to be given to [`serve`] or called in a test without a port.
pub fn router(service: Service, config: &Config) -> Router {
    let app = App::new(service, config);
    let routes = Router::new()
        .route("/api/v1/search", get(api::search))
        .route("/api/v1/documents/{*rest}", get(documents::get))
        .route("/api/v1/stats", get(api::stats))
        .route("/healthz", get(api::health))
        .route("/readyz", get(api::ready))
        .route("/openapi.json", get(openapi::handler(config)))
        .route("/", get(pages::search))
        .route("/search", get(pages::search))
        .route("/documents/{*id}", get(document_page::document))
        .route("/static/style.css", get(assets::style))
        .route("/static/icon.svg", get(assets::icon));
    let routes = if SHOWS_METRICS { routes.route("/metrics", get(metrics::show)) } else { routes };
    let routes = routes
        .fallback(async || ApiError::NoRoute)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed);
    let protected = Router::new()
        .route("/api/v1/documents", post(bulk::post))
        .route("/api/v1/documents/{*rest}", put(documents::put).delete(documents::delete))
        .route("/api/v1/admin/rebuild", post(tasks::rebuild))
        .route("/api/v1/admin/index", post(tasks::index))
        .route("/api/v1/admin/task", get(tasks::last))
        .route("/api/v1/admin/queries", get(admin::queries))
        .layer(DefaultBodyLimit::disable())
        .route_layer(from_fn_with_state(app.clone(), guard::require_token))
        .layer(from_fn(guard::secure))
        .layer(from_fn_with_state(app.clone(), metrics::measure))
        .layer(from_fn(guard::trace));
    layered(routes, &app, config).merge(protected).with_state(app)
}

/// Puts the layers around the routes; the last one is the first to see a request.
fn layered(routes: Router<App>, app: &App, config: &Config) -> Router<App> {
    routes
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(from_fn(guard::limit_body))
        .layer(from_fn_with_state(config.request_timeout, guard::limit_time))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(from_fn_with_state(app.clone(), pages::present_errors))
        .layer(CompressionLayer::new())
        .layer(from_fn(guard::secure))
        .layer(from_fn_with_state(app.clone(), metrics::measure))
        .layer(from_fn(guard::trace))
}
