//! The API described for programs: OpenAPI 3.1, made of the types that are answered, the limits that
//! are checked and the codes that are told.
//!
//! `reading`, `website`, `writes` and `admin` describe the routes, `parameters`, `answers` and `failures` what they share,
//! `examples` fills in values. Leaves the routes themselves to `http`; `tests/it/openapi.rs` holds
//! both against each other. Always holds: the same program and address give the same bytes.

mod admin;
mod answers;
mod examples;
mod failures;
mod parameters;
mod reading;
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

use super::{
    api::LifeSign,
    error::{ApiError, ErrorBody},
    limits::MAX_READING_BODY_BYTES,
    listing::DocumentList,
};
use crate::{
    config::Config,
    index::Statistics,
    search::{Facet, MAX_DEPTH, MAX_QUERY_BYTES, Related, SearchResponse, Suggestions},
    view::DocumentView,
};

/// What the routes are grouped by.
const TAGS: [(&str, &str); 5] = [
    ("search", "Finding documents"),
    ("documents", "Single documents and their parts"),
    ("admin", "Keeping the service; for holders of the token"),
    ("service", "The service itself: figures, life signs, this description"),
    ("pages", "What people see: HTML in Polish, usable without scripts"),
];

/// The document as JSON text; `address` is where the outside sees the service, `/` where it is unknown.
///
/// # Errors
/// None in practice: what is described can be written as JSON.
pub fn document(address: Option<&str>) -> serde_json::Result<String> {
    let mut text = describe(address.unwrap_or("/")).to_pretty_json()?;
    text.push('\n');
    Ok(text)
}

/// `GET /openapi.json`: the bytes are made once.
pub(super) fn handler(
    config: &Config,
) -> impl FnOnce() -> Ready<Result<Response, ApiError>> + Clone + Send + Sync + use<> {
    let text = document(config.public_url.as_deref()).map(Bytes::from);
    let text = text.map_err(|error| {
        tracing::error!(%error, "cannot describe the API");
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

/// What holds of every route.
fn description() -> String {
    format!(
        "Polish full-text search over city news and legal acts.\n\n\
         * **Errors** are `{{\"error\":{{\"code\",\"message\"}}}}`: programs may rely on the code, people read the \
         message, which says what would be right. An address that is not described here is a 404 `not-found`, \
         another method a 405 `method-not-allowed` with the header `Allow`. `HEAD` is answered wherever `GET` is.\n\
         * **Fields** that do not apply are `null`, never absent; new ones may be added.\n\
         * **Tags**: a document has one `ETag`, which names its content. `GET` of the document, of `/text` and `/source` \
         and `PUT` give it; `If-Match` and `If-None-Match` of `GET`, `PUT` and `DELETE` take it, also as the weak tag \
         that a proxy makes of it. Every other answer has a weak tag of the state of the index, which serves \
         `If-None-Match` of `GET`.\n\
         * **Ids** of documents hold slashes. In a path plain slashes and `%2F` both work; an id that itself ends \
         in `text`, `source`, `related` or `citations` is reached only with `%2F`.\n\
         * **Limits**: a query of {MAX_QUERY_BYTES} bytes, the first {MAX_DEPTH} hits, a request body of \
         {MAX_READING_BODY_BYTES} bytes where nothing is written. A request line or header that HTTP itself cannot read is a 400, 414 or 431 \
         without a body.\n\
         * **Every answer** has `x-request-id`, which is also in the log of the service; one that the request \
         brings is kept if it is short and plain. Answers are compressed for those who accept gzip."
    )
}

fn tag((name, description): (&str, &str)) -> Tag {
    TagBuilder::new().name(name).description(Some(description)).build()
}

fn components() -> Components {
    let mut schemas = Vec::new();
    add::<SearchResponse>(&mut schemas);
    add::<Suggestions>(&mut schemas);
    add::<Related>(&mut schemas);
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
        .security_scheme(answers::TOKEN, SecurityScheme::Http(token.build()))
        .build()
}

/// Adds a type and what it is made of.
fn add<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    T::schemas(schemas);
    schemas.push((T::name().into_owned(), T::schema()));
}

#[cfg(test)]
mod tests;
