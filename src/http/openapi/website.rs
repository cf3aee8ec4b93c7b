//! The routes of the web pages.

use utoipa::openapi::{
    Content,
    path::{OperationBuilder, Paths},
};

use super::{
    answers::{self, Audience, HTML, answer, get, kept, operation, revalidated},
    failures::{self, Group},
    parameters::{self, Sender, string},
};
use crate::http::locale::{Locale, PARAMETER};

/// The pages and what they load.
pub(super) fn paths() -> Paths {
    let mut paths = Paths::new();
    get(&mut paths, "/", search("home"));
    get(&mut paths, "/search", search("searchPage"));
    get(&mut paths, "/documents/{id}", document());
    get(&mut paths, "/help", text("help", "How to search"));
    get(&mut paths, "/accessibility", text("accessibility", "The accessibility statement"));
    get(&mut paths, "/privacy", text("privacy", "What is kept of those who search"));
    get(&mut paths, "/static/search.js", asset("script", "The script", "text/javascript; charset=utf-8"));
    get(&mut paths, "/static/style.css", asset("style", "The style sheet", "text/css; charset=utf-8"));
    get(&mut paths, "/static/icon.svg", asset("icon", "The icon", "image/svg+xml"));
    paths
}

fn failing(operation: OperationBuilder, codes: &[&str]) -> OperationBuilder {
    failures::failing(operation, Group::Reading, Audience::People, codes)
}

fn search(id: &str) -> OperationBuilder {
    let operation = operation(id, "pages", "The search page")
        .description(Some("The same parameters as the search for programs; empty ones count as not given."))
        .parameters(Some(parameters::search(Sender::Form)))
        .parameter(language())
        .response("200", page("The search box, and what was found"));
    failing(revalidated(operation), &["bad-parameter", "not-ready"])
}

fn document() -> OperationBuilder {
    let operation = operation("documentPage", "pages", "The page of a document")
        .description(Some(
            "Long documents are divided into parts. Pages are the anchors `#page-1` and so on, matches `#match-1`.",
        ))
        .parameter(parameters::id())
        .parameter(parameters::query("q", string(), "A query whose words are marked", Some("zarządzenia konwentu")))
        .parameter(parameters::query("page", string(), "The page of the document to be shown, with its part", None))
        .parameter(parameters::query("part", string(), "The part to be shown, from 1", None))
        .parameter(language())
        .response("200", page("The document"));
    failing(revalidated(operation), &["bad-id", "bad-parameter", "not-found", "not-ready"])
}

fn text(id: &str, summary: &str) -> OperationBuilder {
    let operation = operation(id, "pages", summary)
        .parameter(language())
        .response("200", answer(summary).content(HTML, answers::text()));
    failing(operation, &[])
}

/// The language of a page; `Accept-Language` is a header that browsers send by themselves.
fn language() -> utoipa::openapi::path::ParameterBuilder {
    let tags = Locale::ALL.map(Locale::tag).join("`, `");
    let meaning = format!(
        "The language of the page: `{tags}`; without it what `Accept-Language` likes best, else `pl`"
    );
    parameters::query(PARAMETER, string(), &meaning, None)
}

fn page(description: &str) -> utoipa::openapi::Response {
    kept(description).content(HTML, answers::text()).build()
}

fn asset(id: &str, summary: &str, media_type: &str) -> OperationBuilder {
    let version = "The version that pages ask for; with the current one the answer may be kept for a year";
    let content: Content = answers::text();
    let operation = operation(id, "pages", summary)
        .parameter(parameters::query("v", string(), version, None))
        .response("200", answer(summary).content(media_type, content));
    failures::failing(operation, Group::Open, Audience::People, &[])
}
