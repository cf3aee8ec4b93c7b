//! The routes that change documents.
//!
//! Leaves the care of the index and the figures of the service to `admin`. [`add`] is the one line
//! that puts them into the description.

use serde_json::{Value, json};
use utoipa::openapi::{
    Content, ContentBuilder, RefOr, Required, Response, Schema,
    path::{HttpMethod, OperationBuilder, Parameter, Paths},
    request_body::{RequestBody, RequestBodyBuilder},
};

use super::{
    answers::{self, Audience, HTML, JSON, answer, document_etag, operation},
    failures::{self, Group},
    parameters::{self, header, query, reference, string, typed_day},
    reading::{READ_ERRORS, conditional},
    shared::{Shared, named},
};
use crate::document::{DocumentId, Kind, Language};

const DOCUMENT: &str = "/api/v1/documents/{id}";
const NDJSON: &str = "application/x-ndjson";
/// The media types that a document may be sent as, besides JSON.
const FILES: [&str; 5] =
    ["application/pdf", "text/html", "application/xhtml+xml", "text/markdown", "text/plain"];
/// Where a withdrawn document is a 410, and for whom.
const WITHDRAWN: [(&str, Audience); 5] = [
    (DOCUMENT, Audience::Programs),
    ("/api/v1/documents/{id}/text", Audience::Programs),
    ("/api/v1/documents/{id}/source", Audience::Programs),
    ("/api/v1/documents/{id}/related", Audience::Programs),
    ("/documents/{id}", Audience::People),
];

/// Adds the routes, and to those that read a document that it may be withdrawn.
pub(super) fn add(paths: &mut Paths) {
    answers::add(paths, DOCUMENT, HttpMethod::Put, put());
    answers::add(paths, DOCUMENT, HttpMethod::Delete, delete());
    answers::add(paths, "/api/v1/documents", HttpMethod::Post, bulk());
    answers::add(paths, "/api/v1/documents/{id}/source", HttpMethod::Get, source());
    for (path, audience) in WITHDRAWN {
        let operation = paths.paths.get_mut(path).and_then(|item| item.get.as_mut());
        if let Some(operation) = operation {
            operation.responses.responses.insert("410".to_owned(), gone(audience).into());
        }
    }
}

fn failing(operation: OperationBuilder, group: Group, codes: &[&str]) -> OperationBuilder {
    failures::failing(operation, group, Audience::Programs, codes)
}

fn put() -> OperationBuilder {
    let operation = operation("putDocument", "documents", "Add or replace a document")
        .description(Some(
            "Answered when the document is durable and found by searches. The same content again changes nothing. \
             The parameters describe a file; JSON says the same in its fields. Pages that are images get their \
             text in the background (`\"ocr\":\"pending\"`).",
        ))
        .parameter(parameters::id())
        .parameters(Some(file_parameters()))
        .parameter(parameters::strict())
        .parameter(if_match())
        .parameter(if_none_match())
        .request_body(Some(document_body()))
        .response("200", written("It was there: `updated`, or `unchanged`"))
        .response("201", written("It is new: `created`"));
    let refused = ["bad-id", "bad-parameter", "bad-body", "conflict", "precondition-failed"];
    let unread = ["unsupported-media-type", "unreadable", "body-too-slow"];
    failing(operation, Group::Writing, &[refused.as_slice(), &unread].concat())
}

/// What is said of a file beside it: the keys of a sidecar.
fn file_parameters() -> Vec<Parameter> {
    let filled = |name, meaning| query(name, string().pattern(Some(r"\S")), meaning, None).build();
    vec![
        filled("title", "The title, where the file's own is not to be used"),
        query("url", web_address(), "Where the original is published", None).build(),
        query("published", typed_day(), "The day of publication", None).build(),
        query("kind", reference::<Kind>(), "What sort of document it is", None).build(),
        query("language", reference::<Language>(), "Its language; recognised if not given", None).build(),
        query("parent", reference::<DocumentId>(), "The id of the document it belongs to", None).build(),
        filled("lead", "The summary above the text"),
    ]
}

fn web_address() -> RefOr<Schema> {
    string().pattern(Some(r"^[Hh][Tt][Tt][Pp][Ss]?://\S*$")).into()
}

fn if_match() -> Parameter {
    header("If-Match", "Only if the document is the one with this `ETag`, or with `*` any; else 412")
}

fn if_none_match() -> Parameter {
    header(
        "If-None-Match",
        "`*`: only where there is no such document yet; an `ETag`: only if it is another one",
    )
}

fn document_body() -> RequestBody {
    let json = answers::body(named(Shared::DocumentFields), Some(example()));
    let body = RequestBodyBuilder::new().description(Some("The document as JSON, or the file itself"));
    let body = body.required(Some(Required::True)).content(JSON, json);
    FILES.into_iter().fold(body, |body, media_type| body.content(media_type, bytes())).build()
}

fn example() -> Value {
    json!({"title": "Konwent o zieleni", "text": "Przewodniczący dzielnic rozmawiali o parkach.",
           "published": "2022-09-27", "kind": "news"})
}

fn written(description: &str) -> Response {
    let place = answers::text_header("The address of the document");
    let answer = answer(description).header("ETag", document_etag()).header("Location", place);
    answer.content(JSON, answers::body(named(Shared::DocumentWritten), None)).build()
}

fn delete() -> OperationBuilder {
    let purge = parameters::switch();
    let meaning = "Whether its original and what was made of it are removed as well, as for personal data";
    let operation = operation("deleteDocument", "documents", "Withdraw a document")
        .description(Some(
            "It stays gone: reading it is a 410 from now on, and indexing its file does not bring it back.",
        ))
        .parameter(parameters::id())
        .parameter(query("purge", purge, meaning, None))
        .parameter(if_match())
        .response("204", answer("It is withdrawn"));
    failing(operation, Group::Writing, &["bad-id", "bad-parameter", "not-found", "precondition-failed"])
}

fn bulk() -> OperationBuilder {
    let body = RequestBodyBuilder::new().required(Some(Required::True)).description(Some(
        "One JSON document a line, each with its `id`, as in a `.jsonl` file: a `DocumentLine`. Empty lines are \
         passed over; a line may be as long as the body of a `PUT`.",
    ));
    let sent =
        format!("{}\n", json!({"id": "news/konwent", "title": "Konwent o zieleni", "text": "Rozmawiano."}));
    let told = json!({"line": 1, "id": "news/konwent", "status": 201, "result": "created", "ocr": null,
                      "warnings": [], "error": null});
    let results = "A `LineWritten` a line, in the order of the request, sent as they become durable. A bad line is \
                   answered and the rest goes on.";
    let answers = answers::lines(&named(Shared::LineWritten), &format!("{told}\n"));
    let operation = operation("putDocuments", "documents", "Add or replace many documents")
        .parameter(parameters::strict())
        .request_body(Some(body.content(NDJSON, answers::lines(&named(Shared::DocumentLine), &sent)).build()))
        .response("200", answer(results).content(NDJSON, answers));
    failing(operation, Group::Writing, &["bad-parameter", "unsupported-media-type", "body-too-slow"])
}

fn source() -> OperationBuilder {
    let kinds = [JSON, "text/html", "application/pdf", "text/markdown; charset=utf-8", "text/plain"];
    let name = answers::text_header("A name for the file; only a PDF is meant to be shown");
    let found = answer("The original, to the byte")
        .header("ETag", document_etag())
        .header("Content-Disposition", name);
    let found = kinds.into_iter().fold(found, |found, kind| found.content(kind, bytes()));
    let operation = operation("documentSource", "documents", "Read the original of a document")
        .parameter(parameters::id())
        .response("200", found);
    let errors = [&READ_ERRORS[..], &["conflict"]].concat();
    failing(conditional(operation), Group::Reading, &errors)
}

fn bytes() -> Content {
    ContentBuilder::new().build()
}

/// A document that was withdrawn, with the time.
fn gone(audience: Audience) -> Response {
    let answer = answer("`gone`: the document was withdrawn; `withdrawn` says when");
    let content = match audience {
        Audience::People => return answer.content(HTML, answers::text()).build(),
        Audience::Programs => answers::body(named(Shared::Withdrawn), None),
    };
    answer.content(JSON, content).build()
}
