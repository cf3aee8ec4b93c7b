//! Building blocks shared by the described operations and responses.

use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::{
        Content, ContentBuilder, HeaderBuilder, ObjectBuilder, PathItem, Ref, RefOr, ResponseBuilder, Schema,
        Type,
        extensions::Extensions,
        header::Header,
        path::{HttpMethod, OperationBuilder, Paths},
    },
};

use super::parameters::header;

/// The name of the security scheme.
pub(super) const TOKEN: &str = "token";
pub(super) const JSON: &str = "application/json";
pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

/// The audience of a route.
#[derive(Debug, Clone, Copy)]
pub(super) enum Audience {
    Programs,
    People,
}

/// Starts an operation; generated clients use the id as the method name.
pub(super) fn operation(id: &str, tag: &str, summary: &str) -> OperationBuilder {
    OperationBuilder::new().operation_id(Some(id)).tag(tag).summary(Some(summary))
}

/// Adds the `GET` operation of a path.
pub(super) fn get(paths: &mut Paths, path: &str, operation: OperationBuilder) {
    add(paths, path, HttpMethod::Get, operation);
}

/// Adds an operation to a path, which may have others.
pub(super) fn add(paths: &mut Paths, path: &str, method: HttpMethod, operation: OperationBuilder) {
    let item = PathItem::new(method, operation);
    match paths.paths.get_mut(path) {
        Some(known) => known.merge_operations(item),
        None => drop(paths.paths.insert(path.to_owned(), item)),
    }
}

/// Starts a response with the headers that every response has.
pub(super) fn answer(description: &str) -> ResponseBuilder {
    let id = HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(64))))
        .description(Some("The id of the request in the log"));
    ResponseBuilder::new().description(description).header("x-request-id", id.build())
}

/// Returns the entity tag header of a response.
pub(super) fn etag() -> Header {
    text_header("Identifies this version of the response, for `If-None-Match`")
}

/// Returns the entity tag header of a document.
pub(super) fn document_etag() -> Header {
    text_header(
        "Identifies the version of the document, for `If-Match` and `If-None-Match`; the same for all its parts",
    )
}

/// Starts a response that may be cached and revalidated by its tag.
pub(super) fn kept(description: &str) -> ResponseBuilder {
    let caching = "`no-cache`: a cached response must be revalidated with `If-None-Match`";
    answer(description).header("ETag", etag()).header("Cache-Control", text_header(caching))
}

/// Adds `If-None-Match` and the 304 response to an operation.
pub(super) fn revalidated(operation: OperationBuilder) -> OperationBuilder {
    let tags = "The `ETag` of a cached response; the answer is 304 if it is still current";
    let unchanged = answer("The cached response is still current").header("ETag", etag());
    operation.parameter(header("If-None-Match", tags)).response("304", unchanged)
}

/// Returns a text header.
pub(super) fn text_header(description: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build()
}

/// Returns a body of a described type.
pub(super) fn json<T: ToSchema>(example: Option<Value>) -> Content {
    ContentBuilder::new().schema(Some(Ref::from_schema_name(T::name()))).example(example).build()
}

/// Returns a body with a schema.
pub(super) fn body(schema: RefOr<Schema>, example: Option<Value>) -> Content {
    ContentBuilder::new().schema(Some(schema)).example(example).build()
}

/// Returns a body of lines, each a JSON object with a schema. OpenAPI 3.1 cannot express that; 3.2 will have
/// `itemSchema`.
pub(super) fn lines(line: &RefOr<Schema>, example: &str) -> Content {
    let text = ObjectBuilder::new().schema_type(Type::String).content_media_type("application/x-ndjson");
    let schema = serde_json::to_value(line).unwrap_or_default();
    let extensions = Extensions::from_iter([("x-itemSchema", schema)]);
    let lines = ContentBuilder::new().schema(Some(text)).example(Some(example.into()));
    lines.extensions(Some(extensions)).build()
}

/// Returns a text body.
pub(super) fn text() -> Content {
    ContentBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String))).build()
}

/// Returns a body that is any JSON object.
pub(super) fn object() -> Content {
    ContentBuilder::new().schema(Some(ObjectBuilder::new())).build()
}
