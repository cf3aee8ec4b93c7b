//! What the described operations and their answers share.

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

/// The name of the way to show a token.
pub(super) const TOKEN: &str = "token";
pub(super) const JSON: &str = "application/json";
pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

/// Who reads the answers of a route.
#[derive(Debug, Clone, Copy)]
pub(super) enum Audience {
    Programs,
    People,
}

/// An operation; the id is what generated clients call it.
pub(super) fn operation(id: &str, tag: &str, summary: &str) -> OperationBuilder {
    OperationBuilder::new().operation_id(Some(id)).tag(tag).summary(Some(summary))
}

/// Adds the way to read an address.
pub(super) fn get(paths: &mut Paths, path: &str, operation: OperationBuilder) {
    add(paths, path, HttpMethod::Get, operation);
}

/// Adds an operation at an address, which may have others.
pub(super) fn add(paths: &mut Paths, path: &str, method: HttpMethod, operation: OperationBuilder) {
    let item = PathItem::new(method, operation);
    match paths.paths.get_mut(path) {
        Some(known) => known.merge_operations(item),
        None => drop(paths.paths.insert(path.to_owned(), item)),
    }
}

/// An answer with the headers that every one has.
pub(super) fn answer(description: &str) -> ResponseBuilder {
    let id = HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(64))))
        .description(Some("The name of the request in the log"));
    ResponseBuilder::new().description(description).header("x-request-id", id.build())
}

/// The header that names a state of what is answered.
pub(super) fn etag() -> Header {
    text_header("Names this state of what is answered, for `If-None-Match`")
}

/// The header that names a state of a document.
pub(super) fn document_etag() -> Header {
    text_header(
        "Names the state of the document: the same for all its parts, for `If-Match` and `If-None-Match`",
    )
}

/// An answer that may be kept, and asked for again by its tag.
pub(super) fn kept(description: &str) -> ResponseBuilder {
    let caching = "`no-cache`: what is kept is asked for again, with `If-None-Match`";
    answer(description).header("ETag", etag()).header("Cache-Control", text_header(caching))
}

/// Adds that who has the answer already is not sent it again.
pub(super) fn revalidated(operation: OperationBuilder) -> OperationBuilder {
    let tags = "The `ETag` of the answer that is kept: where it still holds there is a 304";
    let unchanged = answer("What is kept still holds").header("ETag", etag());
    operation.parameter(header("If-None-Match", tags)).response("304", unchanged)
}

/// A header that is text.
pub(super) fn text_header(description: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build()
}

/// A body of a described type.
pub(super) fn json<T: ToSchema>(example: Option<Value>) -> Content {
    ContentBuilder::new().schema(Some(Ref::from_schema_name(T::name()))).example(example).build()
}

/// A body of a schema.
pub(super) fn body(schema: RefOr<Schema>, example: Option<Value>) -> Content {
    ContentBuilder::new().schema(Some(schema)).example(example).build()
}

/// A body of lines, each a JSON object of a schema: OpenAPI 3.1 has no word for that, 3.2 will have `itemSchema`.
pub(super) fn lines(line: &RefOr<Schema>, example: &str) -> Content {
    let text = ObjectBuilder::new().schema_type(Type::String).content_media_type("application/x-ndjson");
    let schema = serde_json::to_value(line).unwrap_or_default();
    let extensions = Extensions::from_iter([("x-itemSchema", schema)]);
    let lines = ContentBuilder::new().schema(Some(text)).example(Some(example.into()));
    lines.extensions(Some(extensions)).build()
}

/// A body that is text.
pub(super) fn text() -> Content {
    ContentBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String))).build()
}

/// A body that is some JSON object.
pub(super) fn object() -> Content {
    ContentBuilder::new().schema(Some(ObjectBuilder::new())).build()
}
