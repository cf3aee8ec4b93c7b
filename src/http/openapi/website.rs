//! The routes of the web pages.

use utoipa::openapi::{
    Content, ContentBuilder, Required,
    path::{OperationBuilder, ParameterBuilder, ParameterIn, Paths},
};

use super::{
    failures::{self, RouteGroup},
    parameters::{self, Sender},
    primitives::{integer, string},
    responses::{self, Audience, HTML, answer, get, kept, operation, revalidated},
};
use crate::http::{
    locale::{Locale, PARAMETER},
    pages::picture::PNG,
};

pub(super) const ATOM: &str = "application/atom+xml; charset=utf-8";
const OPEN_SEARCH: &str = "application/opensearchdescription+xml; charset=utf-8";
const SUGGESTIONS: &str = "application/x-suggestions+json";
const XML: &str = "application/xml; charset=utf-8";
/// Upper bound of the number of parts of a sitemap: no index holds that many documents.
const MAX_PARTS: usize = 1_000_000;
/// Upper bound of the number of pages of a file: more are not read.
const MAX_PAGES: usize = 20_000;

/// Returns the pages and the files they load.
pub(super) fn paths() -> Paths {
    let mut paths = Paths::new();
    get(&mut paths, "/", search("home"));
    get(&mut paths, "/search", search("searchPage"));
    get(&mut paths, "/documents/{id}", document());
    get(&mut paths, "/documents/{id}/pages/{n}.png", picture());
    get(&mut paths, "/api", text("apiReference", "This description as a web page"));
    get(&mut paths, "/help", text("help", "How to search"));
    get(&mut paths, "/accessibility", text("accessibility", "The accessibility statement"));
    get(&mut paths, "/privacy", text("privacy", "The privacy statement"));
    get(&mut paths, "/static/search.js", asset("script", "The script", "text/javascript; charset=utf-8"));
    get(&mut paths, "/feed.atom", feed());
    get(&mut paths, "/sitemap.xml", sitemap());
    get(&mut paths, "/sitemap-{part}.xml", sitemap_part());
    get(&mut paths, "/opensearch.xml", opensearch());
    get(&mut paths, "/opensearch/suggest", open_search_suggest());
    get(&mut paths, "/robots.txt", robots());
    get(&mut paths, "/widget", widget_demo());
    get(
        &mut paths,
        "/widget.js",
        loaded("widget", "The script of the search box for other sites", "text/javascript; charset=utf-8"),
    );
    get(
        &mut paths,
        "/widget/demo.css",
        loaded("widgetStyle", "The style sheet of its demo page", "text/css; charset=utf-8"),
    );
    get(&mut paths, "/static/style.css", asset("style", "The style sheet", "text/css; charset=utf-8"));
    get(&mut paths, "/static/icon.svg", asset("icon", "The icon", "image/svg+xml"));
    paths
}

pub(super) fn failing(operation: OperationBuilder, codes: &[&str]) -> OperationBuilder {
    failures::failing(operation, RouteGroup::Reading, Audience::People, codes)
}

fn search(id: &str) -> OperationBuilder {
    let operation = operation(id, "pages", "The search page")
        .description(Some(
            "Accepts the same parameters as the search API; empty and unknown ones are ignored.",
        ))
        .parameters(Some(parameters::search(Sender::Form)))
        .parameter(language())
        .response("200", page("The search box and the results"));
    failing(revalidated(operation), &["bad-parameter", "not-ready"])
}

fn document() -> OperationBuilder {
    let operation = operation("documentPage", "pages", "The page of a document")
        .description(Some(
            "Long documents are divided into parts. Pages have the anchors `#page-1` and so on, matches `#match-1`, \
             sections their addresses, such as `#par-3-ust-2`, topics of meetings `#temat-1` and so on.",
        ))
        .parameter(parameters::id())
        .parameter(parameters::query("q", string(), "A query whose words are highlighted", Some("zarządzenia konwentu")))
        .parameter(parameters::query("page", string(), "The page of the document to show, with its part", None))
        .parameter(parameters::query("section", string(), "The address of the section or topic to show, with its part", None))
        .parameter(parameters::as_of(Sender::Form))
        .parameter(parameters::query("part", string(), "The part to show, counted from 1", None))
        .parameter(language())
        .response("200", page("The document"));
    failing(revalidated(operation), &["bad-id", "bad-parameter", "not-found", "not-ready"])
}

fn picture() -> OperationBuilder {
    let number = ParameterBuilder::new().name("n").parameter_in(ParameterIn::Path).required(Required::True);
    let number = number.description(Some("The number of the page")).schema(Some(integer(1, MAX_PAGES)));
    let operation = operation("pagePicture", "pages", "A page of a PDF as a picture")
        .description(Some(
            "Only documents made from a PDF have pictures, at most 1400 pixels wide. The words that the query \
             highlights in the text of the page are marked in yellow. A number beyond the last page is `no-such-page`.",
        ))
        .parameter(parameters::id())
        .parameter(number.example(Some(1.into())))
        .parameter(parameters::query("q", string(), "A query whose words are marked", Some("zarządzenia konwentu")))
        .response("200", kept("The page").content(PNG, ContentBuilder::new().build()).build());
    let codes = [
        "bad-id",
        "bad-parameter",
        "not-found",
        "not-a-pdf",
        "no-such-page",
        "conflict",
        "page-too-large",
        "unreadable",
        "not-ready",
    ];
    for_programs(revalidated(operation), &codes)
}

fn text(id: &str, summary: &str) -> OperationBuilder {
    let operation = operation(id, "pages", summary)
        .parameter(language())
        .response("200", answer(summary).content(HTML, responses::text()));
    failures::failing(operation, RouteGroup::Open, Audience::People, &["body-too-large", "timeout"])
}

/// Returns the parameter for the language of a page; browsers send the header `Accept-Language` by
/// themselves.
pub(super) fn language() -> utoipa::openapi::path::ParameterBuilder {
    let tags = Locale::ALL.map(Locale::tag).join("`, `");
    let meaning = format!(
        "The language of the page: `{tags}`; by default the preferred one of `Accept-Language`, else `pl`"
    );
    parameters::query(PARAMETER, string(), &meaning, None)
}

fn feed() -> OperationBuilder {
    let about = "Any search as an Atom 1.0 feed, paged (RFC 5005), by default newest first and 20 entries per page. It \
                 accepts the parameters of the search, but is always by words alone; empty ones are ignored, and \
                 without words and filters it contains all documents. Ids of entries are stable; `updated` is when the document last changed.";
    let operation = operation("feed", "pages", "The feed of a search")
        .description(Some(about))
        .parameters(Some(parameters::search(Sender::FeedReader)))
        .response("200", kept("The feed").content(ATOM, responses::text()).build());
    for_programs(revalidated(operation), &["bad-parameter", "not-ready"])
}

fn sitemap() -> OperationBuilder {
    let operation = operation("sitemap", "pages", "The index of the sitemap parts")
        .response("200", kept("A sitemap index").content(XML, responses::text()).build());
    for_programs(revalidated(operation), &["bad-parameter", "not-ready"])
}

fn sitemap_part() -> OperationBuilder {
    let number =
        ParameterBuilder::new().name("part").parameter_in(ParameterIn::Path).required(Required::True);
    let number = number.description(Some("The number of the part")).schema(Some(integer(1, MAX_PARTS)));
    let operation = operation("sitemapPart", "pages", "The URLs of documents")
        .parameter(number.example(Some(1.into())))
        .response("200", kept("A part of the sitemap").content(XML, responses::text()).build());
    for_programs(revalidated(operation), &["bad-parameter", "not-found", "not-ready"])
}

fn opensearch() -> OperationBuilder {
    let operation =
        operation("openSearch", "pages", "The search description for the search bar of a browser")
            .response("200", answer("An OpenSearch 1.1 description").content(OPEN_SEARCH, responses::text()));
    failures::failing(operation, RouteGroup::Open, Audience::Programs, &["bad-parameter"])
}

fn open_search_suggest() -> OperationBuilder {
    let operation =
        operation("openSearchSuggest", "pages", "Complete the text typed into the search bar of a browser")
            .description(Some("Returns an array of the typed text and the list of its completions."))
            .parameters(Some(parameters::suggest()))
            .response(
                "200",
                kept("The completions").content(SUGGESTIONS, ContentBuilder::new().build()).build(),
            );
    for_programs(revalidated(operation), &["bad-parameter", "not-ready"])
}

fn robots() -> OperationBuilder {
    let operation = operation("robots", "pages", "The rules for crawlers")
        .response("200", answer("The rules").content(responses::PLAIN, responses::text()));
    failures::failing(operation, RouteGroup::Open, Audience::Programs, &[])
}

fn widget_demo() -> OperationBuilder {
    let operation = operation("widgetPage", "pages", "A demo page of the search box for other sites")
        .response("200", answer("The page").content(HTML, responses::text()));
    failures::failing(operation, RouteGroup::Open, Audience::People, &[])
}

/// Returns the operation of a file that a page loads and revalidates by its tag.
fn loaded(id: &str, summary: &str, media_type: &str) -> OperationBuilder {
    let caching = responses::text_header("The file may be cached for five minutes");
    let operation = operation(id, "pages", summary).response(
        "200",
        answer(summary)
            .header("ETag", responses::etag())
            .header("Cache-Control", caching)
            .content(media_type, responses::text()),
    );
    failures::failing(revalidated(operation), RouteGroup::Open, Audience::People, &[])
}

pub(super) fn for_programs(operation: OperationBuilder, codes: &[&str]) -> OperationBuilder {
    failures::failing(operation, RouteGroup::Reading, Audience::Programs, codes)
}

pub(super) fn page(description: &str) -> utoipa::openapi::Response {
    kept(description).content(HTML, responses::text()).build()
}

fn asset(id: &str, summary: &str, media_type: &str) -> OperationBuilder {
    let version =
        "The version that pages request; with the current one the response may be cached for a year";
    let content: Content = responses::text();
    let operation = operation(id, "pages", summary)
        .parameter(parameters::query("v", string(), version, None))
        .response("200", answer(summary).content(media_type, content));
    failures::failing(operation, RouteGroup::Open, Audience::People, &[])
}
