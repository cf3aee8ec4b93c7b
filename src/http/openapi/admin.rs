//! The routes for administrators: rebuilding and updating the index, popular queries, metrics.
//!
//! [`add`] adds them to the description.

use utoipa::openapi::{
    RefOr, Response, Schema,
    path::{HttpMethod, OperationBuilder, Paths},
};

use super::{
    answers::{self, Audience, JSON, answer, operation},
    failures::{self, Group},
    parameters::{integer, query, switch},
    shared::{Shared, named},
};
use crate::metrics::MEDIA_TYPE;

/// Adds the routes.
pub(super) fn add(paths: &mut Paths) {
    answers::add(paths, "/api/v1/admin/rebuild", HttpMethod::Post, rebuild());
    answers::add(paths, "/api/v1/admin/index", HttpMethod::Post, update());
    answers::add(paths, "/api/v1/admin/task", HttpMethod::Get, task());
    answers::add(paths, "/api/v1/admin/queries", HttpMethod::Get, queries());
    answers::add(paths, "/metrics", HttpMethod::Get, metrics());
}

fn failing(operation: OperationBuilder, group: Group, codes: &[&str]) -> OperationBuilder {
    failures::failing(operation, group, Audience::Programs, codes)
}

fn rebuild() -> OperationBuilder {
    let operation = operation("rebuild", "admin", "Rebuild the index next to the one in use");
    failing(operation.response("202", answer_task("The task has started")), Group::Writing, &["busy"])
}

fn update() -> OperationBuilder {
    let operation = operation("updateIndex", "admin", "Update the index from the folders it knows");
    failing(operation.response("202", answer_task("The task has started")), Group::Writing, &["busy"])
}

fn task() -> OperationBuilder {
    let operation = operation("task", "admin", "Get the status of the latest task");
    let told = answer_task("The latest task, or `null` before the first");
    failing(operation.response("200", told), Group::Guarded, &[])
}

fn answer_task(description: &str) -> Response {
    answer(description).content(JSON, answers::body(named(Shared::TaskAnswer), None)).build()
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
    let empty = query("empty", switch(), "Whether to list only queries without results", None);
    let listed = answer("Queries made at least `queries_min_count` times, most frequent first");
    let body = answers::body(named(Shared::PopularQueries), None);
    let operation = operation.parameter(empty).response("200", listed.content(JSON, body));
    failing(operation, Group::Guarded, &["bad-parameter", "not-found"])
}

fn metrics() -> OperationBuilder {
    let figures = answer("Metrics in the Prometheus text format").content(MEDIA_TYPE, answers::text());
    failing(
        operation("metrics", "service", "Metrics of the service").response("200", figures),
        Group::Probe,
        &["unauthorized"],
    )
}
