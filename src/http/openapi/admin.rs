//! The routes for the administrator: the index made anew, queries, metrics.
//!
//! [`add`] is the one line that puts them into the description.

use utoipa::openapi::{
    ContentBuilder, KnownFormat, ObjectBuilder, RefOr, Response, Schema, SchemaFormat, Type,
    path::{HttpMethod, OperationBuilder, Paths},
    schema::{Array, OneOfBuilder},
};

use super::{
    answers::{self, Audience, JSON, answer, operation},
    failures::{self, Group},
    parameters::{self, integer, query, string, switch},
    writes::{nullable, one_of, whole},
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
    let operation = operation("rebuild", "admin", "Build the index anew, beside the one in use");
    failing(operation.response("202", answer_task("It has begun", running())), Group::Writing, &["busy"])
}

fn update() -> OperationBuilder {
    let operation = operation("updateIndex", "admin", "Bring the index up to date with the folders it knows");
    failing(operation.response("202", answer_task("It has begun", running())), Group::Writing, &["busy"])
}

fn task() -> OperationBuilder {
    let latest = OneOfBuilder::new().item(running()).item(ObjectBuilder::new().schema_type(Type::Null));
    let operation = operation("task", "admin", "How the latest task goes");
    let told = answer_task("The latest task, `null` before the first", latest);
    failing(operation.response("200", told), Group::Guarded, &[])
}

fn answer_task(description: &str, task: impl Into<RefOr<Schema>>) -> Response {
    let body = whole(&[("task", task.into())]);
    answer(description).content(JSON, ContentBuilder::new().schema(Some(body)).build()).build()
}

fn running() -> ObjectBuilder {
    let time = || SchemaFormat::KnownFormat(KnownFormat::DateTime);
    whole(&[
        ("kind", one_of(&["rebuild", "index"])),
        ("state", one_of(&["running", "done", "failed"])),
        ("started", string().format(Some(time())).into()),
        ("finished", nullable(Type::String).format(Some(time())).into()),
        ("done", count().into()),
        ("total", nullable(Type::Integer).minimum(Some(0)).into()),
        ("documents", nullable(Type::Integer).minimum(Some(0)).into()),
        ("failed", nullable(Type::Integer).minimum(Some(0)).into()),
        ("refused", nullable(Type::Integer).minimum(Some(0)).into()),
        ("error", nullable(Type::String).into()),
    ])
}

fn queries() -> OperationBuilder {
    let days = integer(1, 3650).into();
    let limit = integer(1, 1000).into();
    let numbers: [(&str, RefOr<Schema>, &str); 2] =
        [("days", days, "How many days back"), ("limit", limit, "How many queries at most")];
    let operation = numbers.into_iter().fold(
        operation("queries", "admin", "What was asked most, without who asked"),
        |operation, (name, schema, meaning)| operation.parameter(query(name, schema, meaning, None)),
    );
    let empty = query("empty", switch(), "Only queries that found nothing", None);
    let listed = answer("Queries asked at least three times, the most frequent first");
    let body = ContentBuilder::new().schema(Some(asked())).build();
    let operation = operation.parameter(empty).response("200", listed.content(JSON, body));
    failing(operation, Group::Guarded, &["bad-parameter", "not-found"])
}

fn asked() -> ObjectBuilder {
    let query = whole(&[("query", string().into()), ("count", count().into()), ("empty", count().into())]);
    whole(&[("from", parameters::day()), ("to", parameters::day()), ("queries", Array::new(query).into())])
}

fn metrics() -> OperationBuilder {
    let figures = answer("Figures for Prometheus").content(MEDIA_TYPE, answers::text());
    failing(
        operation("metrics", "service", "Figures of the service").response("200", figures),
        Group::Probe,
        &["unauthorized"],
    )
}

fn count() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0))
}
