//! The HTTP service: all routes and the middleware around them.
//!
//! `api` serves programs, `pages` serves people, and `documents` and `bulk` accept writes. `params`, `path`
//! and `upload` parse requests, `error` defines error responses, and `openapi` describes the API. `middleware`
//! wraps every request; `access` and `limits` apply to most of them; `caching` answers conditional requests;
//! `server` owns the connections. What an answer contains is left to `service`. `params` does not depend on
//! HTTP and also serves the command line.
//!
//! Invariants: no response reveals a file path or an internal message, and no log line contains a query.

mod access;
mod admin;
mod api;
mod assets;
mod bulk;
mod caching;
mod client;
mod connections;
mod descriptors;
mod discovery;
mod document_page;
mod document_text;
mod documents;
mod error;
mod feed;
mod filters;
mod host;
mod limits;
mod links;
mod listing;
mod locale;
mod metrics;
mod middleware;
pub mod openapi;
mod pages;
pub mod params;
mod path;
mod public_url;
mod range;
mod reference;
mod results;
mod server;
mod site;
mod statements;
mod stream;
mod streaming;
mod suggest;
mod tasks;
mod throughput;
mod upload;
mod widget;
mod xml;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state as with},
    routing::{get, post, put},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    config::{Config, LiveConfig},
    service::Service,
};
use error::ApiError;
use limits::{BodyLimit, RequestLimits};
pub use server::serve;
pub use statements::{UnfilledStatement, unfilled};
use upload::UploadLimits;

/// State shared by all handlers.
#[derive(Debug, Clone)]
struct App {
    service: Service,
    /// The settings, which may change while the server runs.
    live: LiveConfig,
    limits: Arc<RequestLimits>,
    uploads: UploadLimits,
    /// The path below which clients see the pages, without a trailing slash; usually empty.
    base: Arc<str>,
    /// Whether clients reach the pages over HTTPS.
    is_https: bool,
}

impl App {
    fn new(service: Service, live: LiveConfig) -> Self {
        let config = live.get();
        let url = config.public_url.as_deref().unwrap_or_default();
        let host_and_path = url.split_once("://").map_or("", |(_, rest)| rest);
        let base = host_and_path.find('/').map_or("", |slash| &host_and_path[slash..]);
        let limits = Arc::new(RequestLimits::new(&config));
        let uploads = UploadLimits::new((config.max_body_mb as usize) << 20);
        Self { service, live, limits, uploads, base: base.into(), is_https: url.starts_with("https:") }
    }

    fn require_ready(&self) -> Result<(), ApiError> {
        if self.service.is_ready() { Ok(()) } else { Err(ApiError::NotReady) }
    }
}

/// Builds the router of the whole service, to be passed to [`serve`] or called in a test without a port.
pub fn router(service: Service, config: &Config) -> Router {
    live_router(service, LiveConfig::new(config.clone()))
}

/// Builds the router of the whole service with settings that may change while the server runs.
pub fn live_router(service: Service, live: LiveConfig) -> Router {
    let config = live.get();
    let app = App::new(service, live);
    let limited = reading(&app, &config)
        .merge(for_people(&app, &config))
        .merge(protected(&app, &config))
        .route("/static/style.css", get(assets::style))
        .route("/static/icon.svg", get(assets::icon))
        .route("/static/search.js", get(assets::script))
        .route("/widget", get(widget::demo))
        .route("/widget/demo.css", get(widget::demo_style))
        .merge(for_other_sites())
        .fallback(async || ApiError::NoRoute)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(with(app.clone(), limits::admit));
    let probes = Router::new().route("/healthz", get(api::health)).route("/readyz", get(api::ready));
    let probes = if config.metrics { probes.merge(figures(&app)) } else { probes };
    let probes = probes.method_not_allowed_fallback(async || ApiError::MethodNotAllowed);
    layered(limited.merge(probes), &app).with_state(app)
}

/// The Prometheus metrics route, which is never refused for lack of capacity.
fn figures(app: &App) -> Router<App> {
    let routes = Router::new().route("/metrics", get(metrics::show));
    routes.route_layer(with(app.clone(), access::require_token_unless_public))
}

/// Read-only routes for programs. In every group of routes the layer added last sees a request first, and a
/// layer applies only to the routes added before it.
fn reading(app: &App, config: &Config) -> Router<App> {
    Router::new()
        .route("/api/v1/search", get(api::search))
        .route("/api/v1/suggest", get(suggest::suggest))
        .route("/api/v1/documents/{*rest}", get(documents::get))
        .route("/openapi.json", get(openapi::handler(config)))
        .route("/feed.atom", get(feed::feed))
        .route("/opensearch/suggest", get(discovery::suggest))
        .route("/sitemap.xml", get(discovery::sitemap))
        .route("/sitemap-{part}", get(discovery::sitemap_part))
        .layer(with(app.clone(), caching::revalidate))
        .route("/api/v1/stats", get(api::stats))
        .route("/api/v1/documents", get(listing::list))
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(with(BodyLimit::reading(config), limits::limit_body))
        .layer(with(config.request_timeout, middleware::limit_time))
        .layer(with(app.clone(), access::require_token_unless_public))
        .layer(access::open_to_scripts())
}

/// Files that other sites and browsers load; they reveal nothing about the indexed documents.
fn for_other_sites() -> Router<App> {
    Router::new()
        .route("/opensearch.xml", get(discovery::opensearch))
        .route("/robots.txt", get(discovery::robots))
        .route("/widget.js", get(widget::script))
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(access::open_to_scripts())
}

/// The HTML pages.
fn for_people(app: &App, config: &Config) -> Router<App> {
    Router::new()
        .route("/", get(pages::search))
        .route("/search", get(pages::search))
        .route("/documents/{*id}", get(document_page::document))
        .layer(with(app.clone(), caching::revalidate))
        .layer(with(app.clone(), access::require_token_unless_public))
        // These reveal nothing about the indexed documents.
        .route("/api", get(reference::show))
        .route("/help", get(statements::help))
        .route("/accessibility", get(statements::accessibility))
        .route("/privacy", get(statements::privacy))
        .layer(with(BodyLimit::reading(config), limits::limit_body))
        .layer(with(config.request_timeout, middleware::limit_time))
}

/// Routes that write or administrate. They have no time limit, so a write is never cut off before it is
/// durable.
fn protected(app: &App, config: &Config) -> Router<App> {
    let streams = Router::new()
        .route("/api/v1/documents", post(bulk::post))
        .layer(with(BodyLimit::streaming(config), limits::limit_body));
    Router::new()
        .route("/api/v1/documents/{*rest}", put(documents::put).delete(documents::delete))
        .route("/api/v1/admin/rebuild", post(tasks::rebuild))
        .route("/api/v1/admin/index", post(tasks::index))
        .route("/api/v1/admin/task", get(tasks::last))
        .route("/api/v1/admin/queries", get(admin::queries))
        .layer(with(BodyLimit::writing(config), limits::limit_body))
        .merge(streams)
        .route_layer(with(app.clone(), access::require_token))
}

/// Wraps all routes in the layers that every request passes through; the layer added last sees it first.
fn layered(routes: Router<App>, app: &App) -> Router<App> {
    routes
        // `limit_body` enforces the body limit; without this line axum would reject bodies over 2 MB.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(middleware::panicked))
        .layer(from_fn(host::check))
        .layer(with(app.clone(), pages::present_errors))
        .layer(CompressionLayer::new())
        .layer(with(app.clone(), middleware::secure))
        .layer(with(app.clone(), metrics::measure))
        .layer(from_fn(middleware::trace))
}
