//! The routes that programs read from.

use utoipa::openapi::path::{OperationBuilder, Paths};

use super::{
    answers::{self, Audience, JSON, PLAIN, answer, get, json, kept, operation, revalidated},
    examples,
    failures::{self, Group},
    parameters::{self, Sender},
};
use crate::{
    http::{api::LifeSign, listing::DocumentList},
    index::Statistics,
    search::{Related, SearchResponse, Suggestions},
    view::DocumentView,
};

/// The routes for programs.
pub(super) fn paths() -> Paths {
    let mut paths = Paths::new();
    get(&mut paths, "/api/v1/search", search());
    get(&mut paths, "/api/v1/suggest", suggest());
    get(&mut paths, "/api/v1/documents", documents());
    get(&mut paths, "/api/v1/documents/{id}", document());
    get(&mut paths, "/api/v1/documents/{id}/text", text());
    get(&mut paths, "/api/v1/documents/{id}/related", related());
    get(&mut paths, "/api/v1/stats", stats());
    get(&mut paths, "/healthz", health());
    get(&mut paths, "/readyz", ready());
    get(&mut paths, "/openapi.json", description());
    paths
}

fn failing(operation: OperationBuilder, group: Group, codes: &[&str]) -> OperationBuilder {
    failures::failing(operation, group, Audience::Programs, codes)
}

fn search() -> OperationBuilder {
    let found =
        kept("Ranked hits with marked snippets; the same request on the same index has the same answer")
            .content(JSON, json::<SearchResponse>(examples::search()));
    let operation = operation("search", "search", "Search documents")
        .description(Some(
            "Filters of one name are alternatives; filters of different names all hold. An unknown parameter, one \
             given twice that is not repeatable, and an empty or bad value are refused with a 400 that names it.",
        ))
        .parameters(Some(parameters::search(Sender::Program)))
        .response("200", found);
    failing(revalidated(operation), Group::Reading, &["bad-parameter", "not-ready"])
}

fn suggest() -> OperationBuilder {
    let found =
        kept("What the text may become, the best first; the same text on the same index has the same answer")
            .content(JSON, json::<Suggestions>(examples::suggestions()));
    let operation = operation("suggest", "search", "Complete what is being typed")
        .description(Some(
            "The last word may go on unless white space follows it, those before it may be abbreviated; words typed \
             without accents find those with them, anywhere in a title. Where the text holds the number of an act, the \
             acts come first; then at most three queries, whose last word is completed by a frequent one; then titles, \
             the newest first. What is typed is not counted among the popular queries.",
        ))
        .parameters(Some(parameters::suggest()))
        .response("200", found);
    failing(revalidated(operation), Group::Reading, &["bad-parameter", "not-ready"])
}

fn documents() -> OperationBuilder {
    let found = answer("A part of the list, in an order that stays")
        .content(JSON, json::<DocumentList>(examples::documents()));
    let operation = operation("documents", "documents", "List all documents, part by part")
        .description(Some(
            "For who keeps another store in step with this one. Ask again with `after` set to `next` until that is \
             `null`: every document that is there all the time is met once, whatever is written meanwhile.",
        ))
        .parameters(Some(parameters::listed()))
        .response("200", found);
    failing(operation, Group::Reading, &["bad-parameter", "not-ready"])
}

fn document() -> OperationBuilder {
    let found = kept("The document").content(JSON, json::<DocumentView<'_>>(examples::document()));
    let operation = operation("document", "documents", "Read a document")
        .parameter(parameters::id())
        .response("200", found.header("ETag", answers::document_etag()));
    failing(conditional(operation), Group::Reading, &READ_ERRORS)
}

fn text() -> OperationBuilder {
    let found = kept("The text, pages divided by form feeds").content(PLAIN, answers::text());
    let operation = operation("documentText", "documents", "Read the text of a document")
        .parameter(parameters::id())
        .response("200", found.header("ETag", answers::document_etag()));
    failing(conditional(operation), Group::Reading, &READ_ERRORS)
}

/// How a document may fail to be read.
pub(super) const READ_ERRORS: [&str; 4] = ["bad-id", "not-found", "precondition-failed", "not-ready"];

/// Adds that what is read may be asked for in one state only, and is not sent again to who has it.
pub(super) fn conditional(operation: OperationBuilder) -> OperationBuilder {
    let tags = "Only if the document is the one with this `ETag`; else 412";
    revalidated(operation.parameter(parameters::header("If-Match", tags)))
}

fn related() -> OperationBuilder {
    let found =
        kept("Documents that are most like this one, the most like it first; those it is attached to before all others")
            .content(JSON, json::<Related>(examples::related()));
    let operation = operation("relatedDocuments", "documents", "Find documents like a document")
        .description(Some(
            "First the document that it is attached to and those attached to it, whatever they have in common; then by \
             the telling words of its title, lead and beginning. There may be fewer than asked for, or none: what has \
             little in common with the document is not told.",
        ))
        .parameter(parameters::id())
        .parameter(parameters::related())
        .response("200", found);
    let operation = revalidated(operation);
    failing(operation, Group::Reading, &["bad-parameter", "bad-id", "not-found", "not-ready"])
}

fn stats() -> OperationBuilder {
    let figures = answer("Figures of the index").content(JSON, json::<Statistics>(examples::statistics()));
    let operation = operation("stats", "service", "What is in the index").response("200", figures);
    failing(operation, Group::Reading, &["not-ready"])
}

fn health() -> OperationBuilder {
    let alive = answer("The process answers").content(JSON, json::<LifeSign>(examples::life_sign("ok")));
    failing(
        operation("health", "service", "Whether the service lives").response("200", alive),
        Group::Probe,
        &[],
    )
}

fn ready() -> OperationBuilder {
    let ready =
        answer("There is something to search").content(JSON, json::<LifeSign>(examples::life_sign("ready")));
    let operation = operation("ready", "service", "Whether searches are answered").response("200", ready);
    failing(operation, Group::Probe, &["not-ready"])
}

fn description() -> OperationBuilder {
    let text = answer("OpenAPI 3.1, as `skorowidz openapi` prints it").content(JSON, answers::object());
    failing(operation("openapi", "service", "This description").response("200", text), Group::Open, &[])
}
