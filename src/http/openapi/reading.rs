//! The read-only routes for programs.

use utoipa::openapi::path::{OperationBuilder, Paths};

use super::{
    examples,
    failures::{self, RouteGroup},
    parameters::{self, Sender},
    responses::{self, Audience, JSON, PLAIN, answer, get, json, kept, operation, revalidated},
};
use crate::{
    http::api::{citation_table::COLUMNS, listing::DocumentList, probes::LifeSign},
    index::Statistics,
    search::{DocumentCitations, MeetingsResponse, Related, SearchResponse, Suggestions, TopicHistory},
    view::{DocumentView, TABLE_MEDIA_TYPE},
};

/// Returns the read-only routes for programs.
pub(super) fn paths() -> Paths {
    let mut paths = Paths::new();
    get(&mut paths, "/api/v1/search", search());
    get(&mut paths, "/api/v1/suggest", suggest());
    get(&mut paths, "/api/v1/meetings", meetings());
    get(&mut paths, "/api/v1/topics/{id}", topic());
    get(&mut paths, "/api/v1/documents", documents());
    get(&mut paths, "/api/v1/documents/{id}", document());
    get(&mut paths, "/api/v1/documents/{id}/text", text());
    get(&mut paths, "/api/v1/documents/{id}/related", related());
    get(&mut paths, "/api/v1/documents/{id}/citations", citations());
    get(&mut paths, "/api/v1/citations.csv", citation_table());
    get(&mut paths, "/api/v1/stats", stats());
    get(&mut paths, "/healthz", health());
    get(&mut paths, "/readyz", ready());
    get(&mut paths, "/openapi.json", description());
    paths
}

fn failing(operation: OperationBuilder, group: RouteGroup, codes: &[&str]) -> OperationBuilder {
    failures::failing(operation, group, Audience::Programs, codes)
}

fn search() -> OperationBuilder {
    let found =
        kept("Ranked hits with highlighted snippets; deterministic for the same request, index and model")
            .content(JSON, json::<SearchResponse>(examples::search()));
    let operation = operation("search", "search", "Search documents")
        .description(Some(
            "Filters with the same name are alternatives; filters with different names must all match. An unknown \
             parameter, a repeated one that is not repeatable, and an empty or invalid value are rejected with a 400 \
             that names the parameter. If the service has a model for search by meaning, hits are ranked by it, too, unless \
             `mode=words` or another order is asked for, or the query has only phrases, numbers and prefixes; where fewer \
             than ten documents match, `by_meaning` lists at most three others that pass the filters, on the first page \
             only. Without a model, `by_meaning` is always empty. If the model is busy, a note with the code `words-only` \
             says that hits are ranked by words.",
        ))
        .parameters(Some(parameters::search(Sender::Program)))
        .response("200", found);
    failing(revalidated(operation), RouteGroup::Reading, &["bad-parameter", "not-ready"])
}

fn suggest() -> OperationBuilder {
    let found = kept("Completions of the text, best first; deterministic for the same text and index")
        .content(JSON, json::<Suggestions>(examples::suggestions()));
    let operation = operation("suggest", "search", "Complete the text being typed")
        .description(Some(
            "The last word may be incomplete unless white space follows it, and the words before it may be abbreviated. \
             Words typed without accents match those with accents, anywhere in a title. If the text contains the number \
             of an act, acts come first; then at most three queries, whose last word is completed by a frequent one; \
             then titles, newest first. What is typed is not counted among the popular queries.",
        ))
        .parameters(Some(parameters::suggest()))
        .response("200", found);
    failing(revalidated(operation), RouteGroup::Reading, &["bad-parameter", "not-ready"])
}

fn meetings() -> OperationBuilder {
    let found =
        kept("Meetings with their topics, newest first; deterministic for the same request and index")
            .content(JSON, json::<MeetingsResponse>(examples::meetings()));
    let operation = operation("meetings", "search", "List meetings and their topics")
        .description(Some(
            "Meetings of the Konwent, of city and district councils and of their committees, as the documents of the index \
             report or announce them. All documents about one meeting are one entry. The words of `q` must occur in the header \
             of a meeting (title, body, chair) and one of its topics, or in the header and the place; a phrase must be in \
             one of these. Verbs and words that say little need not occur. If no meeting has all words, those with the \
             most, more than half, are listed, and a note says so.",
        ))
        .parameters(Some(parameters::meetings(Sender::Program)))
        .response("200", found);
    failing(revalidated(operation), RouteGroup::Reading, &["bad-parameter", "not-ready"])
}

fn topic() -> OperationBuilder {
    let found = kept("The topic, its meeting, and all that is known of its matter")
        .content(JSON, json::<TopicHistory>(examples::topic()));
    let operation = operation("topic", "search", "Get the history of a topic")
        .description(Some(
            "When the matter of a topic came up at other meetings, with the reason why both are taken for one matter, and \
             the acts that the topics name or that followed. The id of a topic stays the same as long as its meeting and \
             its words do.",
        ))
        .parameter(parameters::topic())
        .response("200", found);
    failing(revalidated(operation), RouteGroup::Reading, &["not-found", "not-ready"])
}

fn documents() -> OperationBuilder {
    let found = answer("A page of the list, in a stable order")
        .content(JSON, json::<DocumentList>(examples::documents()));
    let operation = operation("documents", "documents", "List all documents, page by page")
        .description(Some(
            "For keeping another store in sync with this one. Repeat the request with `after` set to `next` until that \
             is `null`: every document that is there all the time is listed once, whatever is written meanwhile.",
        ))
        .parameters(Some(parameters::listed()))
        .response("200", found);
    failing(operation, RouteGroup::Reading, &["bad-parameter", "not-ready"])
}

fn document() -> OperationBuilder {
    let found = kept("The document").content(JSON, json::<DocumentView<'_>>(examples::document()));
    let operation = operation("document", "documents", "Read a document")
        .parameter(parameters::id())
        .parameter(parameters::as_of(Sender::Program))
        .response("200", found.header("ETag", responses::document_etag()));
    let codes = [&READ_ERRORS[..], &["bad-parameter"]].concat();
    failing(conditional(operation), RouteGroup::Reading, &codes)
}

fn text() -> OperationBuilder {
    let found = kept("The text, its pages separated by form feeds").content(PLAIN, responses::text());
    let operation = operation("documentText", "documents", "Read the text of a document")
        .parameter(parameters::id())
        .response("200", found.header("ETag", responses::document_etag()));
    failing(conditional(operation), RouteGroup::Reading, &READ_ERRORS)
}

/// The error codes of reading a document.
pub(super) const READ_ERRORS: [&str; 4] = ["bad-id", "not-found", "precondition-failed", "not-ready"];

/// Adds `If-Match` and `If-None-Match` to an operation that reads a document.
pub(super) fn conditional(operation: OperationBuilder) -> OperationBuilder {
    let tags = "Read only if the document has this `ETag`; else 412";
    revalidated(operation.parameter(parameters::header("If-Match", tags)))
}

fn related() -> OperationBuilder {
    let found =
        kept("The most similar documents, best first; those attached to this document, or that it is attached to, come before all others")
            .content(JSON, json::<Related>(examples::related()));
    let operation = operation("relatedDocuments", "documents", "Find related documents")
        .description(Some(
            "The document that this one is attached to and those attached to it come first, whatever they have in \
             common; then documents that share the most distinctive words of its title, lead and beginning. There may \
             be fewer than requested, or none: documents with little in common are left out. Each says why it is \
             related.",
        ))
        .parameter(parameters::id())
        .parameter(parameters::related())
        .response("200", found);
    let operation = revalidated(operation);
    failing(operation, RouteGroup::Reading, &["bad-parameter", "bad-id", "not-found", "not-ready"])
}

fn citations() -> OperationBuilder {
    let found = kept("The acts that the document cites, and the documents that cite it")
        .content(JSON, json::<DocumentCitations>(examples::citations()));
    let operation = operation("documentCitations", "documents", "Get citations in both directions")
        .description(Some(
            "Every mention of an act in the text, with what the document does to that act and the id of the act if it \
             is in the index; and, if the document is an act, the documents that mention it, newest first. Derived \
             from the indexed documents.",
        ))
        .parameter(parameters::id())
        .response("200", found);
    let operation = revalidated(operation);
    failing(operation, RouteGroup::Reading, &["bad-id", "not-found", "not-ready"])
}

fn citation_table() -> OperationBuilder {
    let found = kept("The table; `Content-Disposition` names the file `citations.csv`")
        .content(TABLE_MEDIA_TYPE, responses::text());
    let columns: Vec<String> = COLUMNS.iter().map(|name| format!("`{name}`")).collect();
    let about = format!(
        "The graph of acts as CSV (RFC 4180) in UTF-8, with a header: a row for each mention of an act in the text of a \
         document, ordered by `source`, the id of that document, and then by place. The columns are {}. A cell that \
         begins like a formula has an apostrophe before it. The table is sent while it is made, and changes made \
         meanwhile may or may not be in it.",
        columns.join(", ")
    );
    let operation = operation("citationTable", "documents", "Export all citations as a table")
        .description(Some(about))
        .response("200", found);
    failing(revalidated(operation), RouteGroup::Reading, &["not-ready"])
}

fn stats() -> OperationBuilder {
    let figures = answer("Statistics of the index").content(JSON, json::<Statistics>(examples::statistics()));
    let operation = operation("stats", "service", "Get statistics of the index").response("200", figures);
    failing(operation, RouteGroup::Reading, &["not-ready"])
}

fn health() -> OperationBuilder {
    let alive = answer("The process is alive").content(JSON, json::<LifeSign>(examples::life_sign("ok")));
    failing(operation("health", "service", "Liveness probe").response("200", alive), RouteGroup::Probe, &[])
}

fn ready() -> OperationBuilder {
    let ready =
        answer("The index can be searched").content(JSON, json::<LifeSign>(examples::life_sign("ready")));
    let operation = operation("ready", "service", "Readiness probe").response("200", ready);
    failing(operation, RouteGroup::Probe, &["not-ready"])
}

fn description() -> OperationBuilder {
    let text = answer("An OpenAPI 3.1 document, as printed by `skorowidz openapi`")
        .content(JSON, responses::object());
    failing(operation("openapi", "service", "This description").response("200", text), RouteGroup::Open, &[])
}
