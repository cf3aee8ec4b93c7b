//! The routes that change documents.
//!
//! Maintenance of the index and metrics are left to `admin`. [`add`] adds the routes to the description.

use serde_json::{Value, json};
use utoipa::openapi::{
    Content, ContentBuilder, RefOr, Required, Response, Schema,
    path::{HttpMethod, OperationBuilder, Parameter, Paths},
    request_body::{RequestBody, RequestBodyBuilder},
};

use super::{
    failures::{self, RouteGroup},
    parameters::{self, header, query},
    primitives::{boolean, reference, string, typed_day},
    reading::{READ_ERRORS, conditional},
    responses::{self, Audience, HTML, JSON, answer, document_etag, operation},
    shared::{SharedSchema, named},
};
use crate::document::{DocumentId, Format, Kind, Language};

const DOCUMENT: &str = "/api/v1/documents/{id}";
const NDJSON: &str = "application/x-ndjson";
/// The accepted media types of a document, besides JSON.
const FILES: [&str; 16] = [
    "application/pdf",
    "text/html",
    "application/xhtml+xml",
    "text/markdown",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/msword",
    "application/vnd.oasis.opendocument.text",
    "application/rtf",
    "text/rtf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/zip",
    "application/x-zip-compressed",
    "message/rfc822",
];
/// The paths where a withdrawn document is a 410, and their audience.
const WITHDRAWN: [(&str, Audience); 7] = [
    (DOCUMENT, Audience::Programs),
    ("/api/v1/documents/{id}/text", Audience::Programs),
    ("/api/v1/documents/{id}/source", Audience::Programs),
    ("/api/v1/documents/{id}/related", Audience::Programs),
    ("/api/v1/documents/{id}/citations", Audience::Programs),
    ("/documents/{id}", Audience::People),
    ("/documents/{id}/pages/{n}.png", Audience::Programs),
];

/// Adds the routes, and the 410 response to those that read a document.
pub(super) fn add(paths: &mut Paths) {
    responses::add(paths, DOCUMENT, HttpMethod::Put, put());
    responses::add(paths, DOCUMENT, HttpMethod::Delete, delete());
    responses::add(paths, "/api/v1/documents", HttpMethod::Post, bulk());
    responses::add(paths, "/api/v1/documents/{id}/source", HttpMethod::Get, source());
    for (path, audience) in WITHDRAWN {
        let operation = paths.paths.get_mut(path).and_then(|item| item.get.as_mut());
        if let Some(operation) = operation {
            operation.responses.responses.insert("410".to_owned(), gone(audience).into());
        }
    }
}

fn failing(operation: OperationBuilder, group: RouteGroup, codes: &[&str]) -> OperationBuilder {
    failures::failing(operation, group, Audience::Programs, codes)
}

fn put() -> OperationBuilder {
    let operation = operation("putDocument", "documents", "Add or replace a document")
        .description(Some(
            "The response is sent once the document is durable and searchable. Sending the same content again changes \
             nothing. The parameters describe a file; in JSON the fields have the same meaning. Scanned pages get \
             their text in the background (`\"ocr\":\"pending\"`).",
        ))
        .parameter(parameters::id())
        .parameters(Some(file_parameters()))
        .parameter(parameters::strict())
        .parameter(if_match())
        .parameter(if_none_match())
        .request_body(Some(document_body()))
        .response("200", written("The document existed: `updated` or `unchanged`"))
        .response("201", written("The document is new: `created`"));
    let refused = ["bad-id", "bad-parameter", "bad-body", "conflict", "precondition-failed"];
    let unread = ["unsupported-media-type", "unreadable", "body-too-slow"];
    failing(operation, RouteGroup::Writing, &[refused.as_slice(), &unread].concat())
}

/// Returns the parameters that describe a file: the keys of a sidecar file.
fn file_parameters() -> Vec<Parameter> {
    let filled = |name, meaning| query(name, string().pattern(Some(r"\S")), meaning, None).build();
    vec![
        filled("title", "The title, instead of that of the file"),
        query("url", web_address(), "The URL of the published original", None).build(),
        query("published", typed_day(), "The date of publication", None).build(),
        query("kind", reference::<Kind>(), "The kind of document", None).build(),
        query("language", reference::<Language>(), "The language; detected if omitted", None).build(),
        query(
            "parent",
            reference::<DocumentId>(),
            "The id of the document that this one is attached to",
            None,
        )
        .build(),
        filled("lead", "The summary above the text"),
    ]
}

fn web_address() -> RefOr<Schema> {
    string().pattern(Some(r"^[Hh][Tt][Tt][Pp][Ss]?://\S*$")).into()
}

fn if_match() -> Parameter {
    header("If-Match", "Write only if the document has this `ETag`, or with `*` only if it exists; else 412")
}

fn if_none_match() -> Parameter {
    header(
        "If-None-Match",
        "`*`: write only if the document does not exist yet; an `ETag`: only if its tag is another one",
    )
}

fn document_body() -> RequestBody {
    let json = responses::body(named(SharedSchema::DocumentFields), Some(example()));
    let body = RequestBodyBuilder::new().description(Some("The document as JSON, or the file itself"));
    let body = body.required(Some(Required::True)).content(JSON, json);
    FILES.into_iter().fold(body, |body, media_type| body.content(media_type, bytes())).build()
}

fn example() -> Value {
    json!({"title": "Konwent o zieleni", "text": "Przewodniczący dzielnic rozmawiali o parkach.",
           "published": "2022-09-27", "kind": "news"})
}

fn written(description: &str) -> Response {
    let place = responses::text_header("The path of the document");
    let answer = answer(description).header("ETag", document_etag()).header("Location", place);
    answer.content(JSON, responses::body(named(SharedSchema::DocumentWritten), None)).build()
}

fn delete() -> OperationBuilder {
    let purge = boolean();
    let meaning =
        "Whether to also remove the original and everything derived from it, for example personal data";
    let operation = operation("deleteDocument", "documents", "Withdraw a document")
        .description(Some(
            "The document stays withdrawn: reading it is a 410 from now on, and indexing its file does not bring it back.",
        ))
        .parameter(parameters::id())
        .parameter(query("purge", purge, meaning, None))
        .parameter(if_match())
        .response("204", answer("The document is withdrawn"));
    failing(operation, RouteGroup::Writing, &["bad-id", "bad-parameter", "not-found", "precondition-failed"])
}

fn bulk() -> OperationBuilder {
    let body = RequestBodyBuilder::new().required(Some(Required::True)).description(Some(
        "One JSON document per line, each with its `id`, as in a `.jsonl` file: a `DocumentLine`. Empty lines are \
         skipped; a line may be as long as the body of a `PUT`.",
    ));
    let sent =
        format!("{}\n", json!({"id": "news/konwent", "title": "Konwent o zieleni", "text": "Rozmawiano."}));
    let line = json!({"line": 1, "id": "news/konwent", "status": 201, "result": "created", "ocr": null,
                      "warnings": [], "error": null});
    let results = "One `LineWritten` per line, in the order of the request, sent as the documents become durable. A \
                   bad line is reported, and processing continues with the next.";
    let answers = responses::lines(&named(SharedSchema::LineWritten), &format!("{line}\n"));
    let operation = operation("putDocuments", "documents", "Add or replace many documents")
        .parameter(parameters::strict())
        .request_body(Some(
            body.content(NDJSON, responses::lines(&named(SharedSchema::DocumentLine), &sent)).build(),
        ))
        .response("200", answer(results).content(NDJSON, answers));
    failing(operation, RouteGroup::Writing, &["bad-parameter", "unsupported-media-type", "body-too-slow"])
}

fn source() -> OperationBuilder {
    let kinds = Format::ALL.map(Format::media_type);
    let name = responses::text_header("A name for the file; only a PDF is displayed inline");
    let found = |description: &str| {
        let found = answer(description)
            .header("ETag", document_etag())
            .header("Accept-Ranges", responses::text_header("`bytes`"))
            .header("Content-Disposition", name.clone());
        kinds.into_iter().fold(found, |found, kind| found.content(kind, bytes()))
    };
    let part = found("The requested part of the original")
        .header("Content-Range", responses::text_header("`bytes FIRST-LAST/LENGTH`"));
    let range = "One range of bytes, as in `bytes=0-999`; several ranges are answered with the whole file";
    let if_range =
        "The `ETag` that the range belongs to; if the document has another, the whole file is sent";
    let operation = operation("documentSource", "documents", "Read the original of a document")
        .parameter(parameters::id())
        .parameter(header("Range", range))
        .parameter(header("If-Range", if_range))
        .response("200", found("The original, byte for byte"))
        .response("206", part);
    let errors = [&READ_ERRORS[..], &["conflict", "range-not-satisfiable"]].concat();
    failing(conditional(operation), RouteGroup::Reading, &errors)
}

fn bytes() -> Content {
    ContentBuilder::new().build()
}

/// Returns the response for a withdrawn document.
fn gone(audience: Audience) -> Response {
    let answer = answer("`gone`: the document was withdrawn, at the time in `withdrawn`");
    let content = match audience {
        Audience::People => return answer.content(HTML, responses::text()).build(),
        Audience::Programs => responses::body(named(SharedSchema::Withdrawn), None),
    };
    answer.content(JSON, content).build()
}
