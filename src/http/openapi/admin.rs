//! The routes for administrators: rebuilding and updating the index, popular queries, metrics.
//!
//! [`add`] adds them to the description.

use utoipa::openapi::{
    RefOr, Response, Schema,
    path::{HttpMethod, OperationBuilder, Paths},
};

use super::{
    failures::{self, RouteGroup},
    parameters::query,
    primitives::{boolean, integer},
    responses::{self, Audience, JSON, answer, operation},
    shared::{SharedSchema, named},
};
use crate::metrics::MEDIA_TYPE;

/// Adds the routes.
pub(super) fn add(paths: &mut Paths) {
    responses::add(paths, "/api/v1/admin/rebuild", HttpMethod::Post, rebuild());
    responses::add(paths, "/api/v1/admin/index", HttpMethod::Post, update());
    responses::add(paths, "/api/v1/admin/task", HttpMethod::Get, task());
    responses::add(paths, "/api/v1/admin/queries", HttpMethod::Get, queries());
    responses::add(paths, "/api/v1/admin/bets/reload", HttpMethod::Post, reload_bets());
    responses::add(paths, "/metrics", HttpMethod::Get, metrics());
}

fn failing(operation: OperationBuilder, group: RouteGroup, codes: &[&str]) -> OperationBuilder {
    failures::failing(operation, group, Audience::Programs, codes)
}

fn rebuild() -> OperationBuilder {
    let operation = operation("rebuild", "admin", "Rebuild the index next to the one in use");
    failing(operation.response("202", answer_task("The task has started")), RouteGroup::Writing, &["busy"])
}

fn update() -> OperationBuilder {
    let operation = operation("updateIndex", "admin", "Update the index from the folders it knows");
    failing(operation.response("202", answer_task("The task has started")), RouteGroup::Writing, &["busy"])
}

fn task() -> OperationBuilder {
    let operation = operation("task", "admin", "Get the status of the latest task");
    let latest = answer_task("The latest task, or `null` before the first");
    failing(operation.response("200", latest), RouteGroup::Guarded, &[])
}

fn answer_task(description: &str) -> Response {
    answer(description).content(JSON, responses::body(named(SharedSchema::TaskAnswer), None)).build()
}

fn queries() -> OperationBuilder {
    let days = integer(1, 3650).into();
    let limit = integer(1, 1000).into();
    let numbers: [(&str, RefOr<Schema>, &str); 2] =
        [("days", days, "The number of days to look back"), ("limit", limit, "Maximum number of queries")];
    let operation = numbers.into_iter().fold(
        operation("queries", "admin", "List the most frequent queries, without any data on the clients"),
        |operation, (name, schema, meaning)| operation.parameter(query(name, schema, meaning, None)),
    );
    let empty = query("empty", boolean(), "Whether to list only queries without results", None);
    let listed = answer("Queries made at least `queries_min_count` times, most frequent first");
    let body = responses::body(named(SharedSchema::PopularQueries), None);
    let operation = operation.parameter(empty).response("200", listed.content(JSON, body));
    failing(operation, RouteGroup::Guarded, &["bad-parameter", "not-found"])
}

fn reload_bets() -> OperationBuilder {
    let operation = operation("reloadBets", "admin", "Read the files of best bets and synonyms again");
    let operation = operation.description(Some(
        "If a file has an error, the response lists all errors with their lines, and what was in force stays in force.",
    ));
    let report = answer("What is in force now")
        .content(JSON, responses::body(named(SharedSchema::CurationReport), None));
    failing(operation.response("200", report), RouteGroup::Writing, &["unreadable"])
}

fn metrics() -> OperationBuilder {
    let figures = answer("Metrics in the Prometheus text format").content(MEDIA_TYPE, responses::text());
    failing(
        operation("metrics", "service", "Metrics of the service").response("200", figures),
        RouteGroup::Probe,
        &["unauthorized"],
    )
}
