//! The OpenAPI 3.1 description of the API, generated from the response types, the limits that are enforced
//! and the error codes.
//!
//! `reading`, `website`, `meetings`, `writes` and `admin` describe the routes; `parameters`, `responses`,
//! `failures` (over `error_codes`), and the types in `shared` and `primitives` are what they have in common;
//! `examples` provides example values. The routes themselves are in `http`; `tests/it/openapi.rs` checks one
//! against the other. Invariant: the same program and address give the same bytes.

mod admin;
mod error_codes;
mod examples;
mod failures;
mod meetings;
mod parameters;
mod primitives;
mod reading;
mod responses;
mod shared;
mod website;
mod writes;

use std::future::{Ready, ready};

use axum::{
    body::Bytes,
    http::header,
    response::{IntoResponse, Response},
};
use utoipa::{
    ToSchema,
    openapi::{
        Components, ComponentsBuilder, Info, InfoBuilder, License, OpenApi, OpenApiBuilder, Paths, RefOr,
        Schema, Server, Tag,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
        tag::TagBuilder,
    },
};

use crate::{
    config::Config,
    http::{
        api::{listing::DocumentList, probes::LifeSign},
        error::{ApiError, ErrorBody},
        middleware::limits::MAX_READING_BODY_BYTES,
    },
    index::Statistics,
    search::{
        DocumentCitations, Facet, MAX_DEPTH, MAX_QUERY_BYTES, MeetingsResponse, Related, SearchResponse,
        Suggestions, TopicHistory,
    },
    view::DocumentView,
};

/// The groups of routes, with descriptions.
const TAGS: [(&str, &str); 5] = [
    ("search", "Search and suggestions"),
    ("documents", "Reading and writing documents"),
    ("admin", "Administration; requires the token"),
    ("service", "The service itself: statistics, health checks, this description"),
    ("pages", "Web pages, usable without JavaScript, and files for browsers and crawlers"),
];

/// Returns the description as JSON text; `address` is the public URL of the service, or `None` if it is
/// unknown.
///
/// # Errors
/// Returns an error if the description cannot be serialized, which does not happen in practice.
pub fn document(address: Option<&str>) -> serde_json::Result<String> {
    let mut text = describe(address.unwrap_or("/")).to_pretty_json()?;
    text.push('\n');
    Ok(text)
}

/// `GET /openapi.json`; the bytes are generated once.
pub(crate) fn handler(
    config: &Config,
) -> impl FnOnce() -> Ready<Result<Response, ApiError>> + Clone + Send + Sync + use<> {
    let text = document(config.public_url.as_deref()).map(Bytes::from);
    let text = text.map_err(|error| {
        tracing::error!(%error, "failed to generate the API description");
        ApiError::Internal
    });
    move || ready(text.map(|text| ([(header::CONTENT_TYPE, "application/json")], text).into_response()))
}

fn describe(address: &str) -> OpenApi {
    OpenApiBuilder::new()
        .info(info())
        .servers(Some([Server::new(address)]))
        .tags(Some(TAGS.map(tag)))
        .paths(paths())
        .components(Some(components()))
        .build()
}

fn paths() -> Paths {
    let mut paths = reading::paths();
    paths.merge(website::paths());
    paths.merge(meetings::paths());
    writes::add(&mut paths);
    admin::add(&mut paths);
    paths
}

fn info() -> Info {
    let mut license = License::new("MIT OR Apache-2.0");
    license.identifier = Some("MIT OR Apache-2.0".to_owned());
    InfoBuilder::new()
        .title("Skorowidz")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description()))
        .license(Some(license))
        .build()
}

/// Returns the general description, which applies to every route.
fn description() -> String {
    format!(
        "Polish full-text search over city news and legal acts.\n\n\
         * **Errors** are `{{\"error\":{{\"code\",\"message\"}}}}`: the code is stable and meant for programs; the \
         message is meant for people and says how to correct the request. A path that is not described here is a 404 \
         `not-found`, another method a 405 `method-not-allowed` with the `Allow` header. `HEAD` works wherever `GET` \
         does.\n\
         * **Fields** that do not apply are `null`, never absent; new fields may be added.\n\
         * **Tags**: a document has one `ETag`, which identifies its content. `GET` of the document, of `/text` and \
         `/source` and `PUT` return it; `If-Match` and `If-None-Match` of `GET`, `PUT` and `DELETE` accept it, also in \
         the weak form that proxies make of it. All other responses have a weak tag of the state of the index, for \
         `If-None-Match` of `GET`.\n\
         * **Ids** of documents may contain slashes. In a path both plain slashes and `%2F` work; an id that itself \
         ends in `text`, `source`, `related` or `citations` is reached only with `%2F`.\n\
         * **Limits**: a query of {MAX_QUERY_BYTES} bytes, the first {MAX_DEPTH} hits, and a request body of \
         {MAX_READING_BODY_BYTES} bytes for requests that do not write. A request line or header that the HTTP \
         server cannot read is a 400, 414 or 431 without a body.\n\
         * **Every response** has `x-request-id`, which is also in the log of the service; the id of the request is \
         kept if it is short and plain. Responses are compressed for clients that accept gzip."
    )
}

fn tag((name, description): (&str, &str)) -> Tag {
    TagBuilder::new().name(name).description(Some(description)).build()
}

fn components() -> Components {
    let mut schemas = Vec::new();
    add::<SearchResponse>(&mut schemas);
    add::<Suggestions>(&mut schemas);
    add::<DocumentCitations>(&mut schemas);
    add::<Related>(&mut schemas);
    add::<MeetingsResponse>(&mut schemas);
    add::<TopicHistory>(&mut schemas);
    add::<DocumentView<'_>>(&mut schemas);
    add::<Statistics>(&mut schemas);
    add::<DocumentList>(&mut schemas);
    add::<LifeSign>(&mut schemas);
    add::<ErrorBody>(&mut schemas);
    add::<Facet>(&mut schemas);
    schemas.extend(shared::schemas());
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("The setting `token` of the service, as `Authorization: Bearer TOKEN`"));
    ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme(responses::TOKEN, SecurityScheme::Http(token.build()))
        .build()
}

/// Adds a type and the types it refers to.
fn add<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    T::schemas(schemas);
    schemas.push((T::name().into_owned(), T::schema()));
}

#[cfg(test)]
mod tests;
