//! All routes, and the layers around each group of them.
//!
//! The groups differ in access, limits and caching, which come with the group. Invariant: every route outside
//! the probes passes `limits::admit`, every request the layers of `layered`.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state as with},
    routing::{get, post, put},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    config::{Config, LiveConfig},
    http::{
        api::{
            admin, bulk, citation_table, documents, listing, meeting_exports, meetings, metrics, probes,
            search, suggest, tasks,
        },
        app::App,
        assets,
        error::ApiError,
        feeds::{discovery, feed, topic_feed},
        middleware::{
            access, caching, every_request, host,
            limits::{self, BodyLimit},
        },
        openapi,
        pages::{self, errors, meetings as meeting_pages, picture, reference, statements, widget},
    },
    service::Service,
};

/// Builds the router of the whole service, to be passed to [`serve`](super::serve) or called in a test
/// without a port.
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
    let probes = Router::new().route("/healthz", get(probes::health)).route("/readyz", get(probes::ready));
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
        .route("/api/v1/search", get(search::search))
        .route("/api/v1/suggest", get(suggest::suggest))
        .route("/api/v1/documents/{*rest}", get(documents::get))
        .route("/api/v1/meetings", get(meetings::list))
        .route("/api/v1/topics/{id}", get(meetings::topic))
        .route("/api/v1/citations.csv", get(citation_table::table))
        .route("/openapi.json", get(openapi::handler(config)))
        .route("/meetings.ics", get(meeting_exports::calendar))
        .route("/meetings.csv", get(meeting_exports::table))
        .route("/feed.atom", get(feed::feed))
        .route("/topics/{id}/feed.atom", get(topic_feed::feed))
        .route("/opensearch/suggest", get(discovery::suggest))
        .route("/sitemap.xml", get(discovery::sitemap))
        .route("/sitemap-{part}", get(discovery::sitemap_part))
        .layer(with(app.clone(), caching::revalidate))
        .route("/api/v1/stats", get(search::stats))
        .route("/api/v1/documents", get(listing::list))
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(with(BodyLimit::reading(config), limits::limit_body))
        .layer(with(config.request_timeout, every_request::limit_time))
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
        .route("/", get(pages::search::search))
        .route("/search", get(pages::search::search))
        .route("/documents/{*id}", get(picture::document_or_picture))
        .route("/meetings", get(meeting_pages::list))
        .route("/topics/{id}", get(meeting_pages::topic))
        .layer(with(app.clone(), caching::revalidate))
        .layer(with(app.clone(), access::require_token_unless_public))
        // These reveal nothing about the indexed documents.
        .route("/api", get(reference::show))
        .route("/help", get(statements::help))
        .route("/accessibility", get(statements::accessibility))
        .route("/privacy", get(statements::privacy))
        .layer(with(BodyLimit::reading(config), limits::limit_body))
        .layer(with(config.request_timeout, every_request::limit_time))
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
        .route("/api/v1/admin/bets/reload", post(admin::reload_bets))
        .layer(with(BodyLimit::writing(config), limits::limit_body))
        .merge(streams)
        .route_layer(with(app.clone(), access::require_token))
}

/// Wraps all routes in the layers that every request passes through; the layer added last sees it first.
fn layered(routes: Router<App>, app: &App) -> Router<App> {
    routes
        // `limit_body` enforces the body limit; without this line axum would reject bodies over 2 MB.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(every_request::panicked))
        .layer(from_fn(host::check))
        .layer(with(app.clone(), errors::present_errors))
        .layer(CompressionLayer::new())
        .layer(with(app.clone(), every_request::secure))
        .layer(with(app.clone(), metrics::measure))
        .layer(from_fn(every_request::trace))
}
