//! The parameters: their types, ranges, defaults and meanings.
//!
//! Leaves reading them to `http::params` and `http::path`, whose names and limits they repeat from the
//! same constants. Always holds: what is described as valid is refused only where two values
//! contradict each other.

use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::{
        ArrayBuilder, KnownFormat, ObjectBuilder, Ref, RefOr, Required, Schema, SchemaFormat, Type,
        path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
        schema::AnyOfBuilder,
    },
};

use crate::{
    document::{DISTRICTS, DocumentId, Kind},
    http::polish::SORTS,
    search::{Facet, MAX_DEPTH, MAX_PER_PAGE, MAX_QUERY_BYTES, SearchRequest},
};

/// Who fills in the parameters: a form sends its empty fields as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    Program,
    Form,
}

/// The parameters of a search.
pub(super) fn search(sender: Sender) -> Vec<Parameter> {
    let many = |name, value: RefOr<Schema>, meaning, example| {
        let list = ArrayBuilder::new().items(value_of(sender, value));
        let list = query(name, list, &format!("{meaning}; repeatable, values are alternatives"), example);
        list.style(Some(ParameterStyle::Form)).explode(Some(true)).build()
    };
    let one = |name, value: RefOr<Schema>, meaning: &str, example| {
        query(name, value_of(sender, value), meaning, example).build()
    };
    let defaults = SearchRequest::default();
    let language = string().pattern(Some("^[A-Za-z]{2}([-_][A-Za-z0-9-_]*)?$"));
    let year = integer(1000, 9999);
    vec![
        query("q", string().max_length(Some(MAX_QUERY_BYTES)), &about_q(), Some("zarządzenia konwentu"))
            .build(),
        many("kind", reference::<Kind>(), "Only documents of this kind", Some("ordinance")),
        many("district", one_of(&DISTRICTS), "Only documents about this district", Some("XI")),
        many("year", year.into(), "Only this year: of the act, else of publication", Some("2017")),
        many(
            "organ",
            filled(),
            "Only acts of this body, in the nominative",
            Some("Prezydent Miasta Krakowa"),
        ),
        many("status", filled(), "Only acts of this status", None),
        many("lang", language.into(), "Only documents in this language: an ISO 639-1 code", Some("pl")),
        one("from", day(), "Not before this day", Some("2017-01-01")),
        one("to", day(), "Not after this day; documents without a date are outside every range", None),
        one("sort", one_of(&SORTS.map(|(_, name, _)| name)), &about_sort(SORTS[0].1), None),
        one("page", integer(1, MAX_DEPTH).default(Some(defaults.page.into())).into(), &about_page(), None),
        one(
            "per_page",
            integer(1, MAX_PER_PAGE).default(Some(defaults.per_page.into())).into(),
            "Hits a page",
            None,
        ),
        facets(sender),
        one("explain", switch(), "Whether each hit says how its score came about", None),
    ]
}

fn about_q() -> String {
    format!(
        "The query as typed: words, \"phrases\", `prefix*`, `-exclusions`, `OR`, fields such as `numer:`. May be \
         empty or absent where a filter is given. At most {MAX_QUERY_BYTES} bytes."
    )
}

fn about_sort(default: &str) -> String {
    format!("The order of the hits, `{default}` if not given; by time, documents without a date come last")
}

fn about_page() -> String {
    format!("The page of hits; `page` times `per_page` may reach {MAX_DEPTH}")
}

fn facets(sender: Sender) -> Parameter {
    let list = ArrayBuilder::new().items(value_of(sender, reference::<Facet>())).min_items(Some(1));
    let list = query("facets", list, "What to count the matches by; one list with commas", Some("kind,year"));
    list.style(Some(ParameterStyle::Form)).explode(Some(false)).example(Some(["kind", "year"].into())).build()
}

/// The id in a path.
pub(super) fn id() -> Parameter {
    let schema = string().min_length(Some(1)).max_length(Some(DocumentId::MAX_BYTES));
    let meaning = "The id of the document: 1 to 512 bytes, segments divided by `/` (plain or `%2F`), none of them \
                   empty, `.` or `..`, no control characters";
    let id = ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True);
    id.description(Some(meaning)).schema(Some(schema)).example(Some("ordinances/358-2017".into())).build()
}

/// A parameter after the question mark, which may be left out.
pub(super) fn query(
    name: &str,
    schema: impl Into<RefOr<Schema>>,
    meaning: &str,
    example: Option<&str>,
) -> ParameterBuilder {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query);
    let parameter = parameter.required(Required::False).description(Some(meaning)).schema(Some(schema));
    parameter.example(example.map(Value::from))
}

/// The value, or what a form sends for a field that was left empty.
fn value_of(sender: Sender, value: RefOr<Schema>) -> RefOr<Schema> {
    match sender {
        Sender::Program => value,
        Sender::Form => AnyOfBuilder::new().item(value).item(string().max_length(Some(0))).into(),
    }
}

pub(super) fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// Text that is not only white space.
fn filled() -> RefOr<Schema> {
    string().pattern(Some(r"\S")).into()
}

pub(super) fn day() -> RefOr<Schema> {
    string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).into()
}

pub(super) fn switch() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Boolean).default(Some(false.into())).into()
}

pub(super) fn integer(least: usize, most: usize) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least)).maximum(Some(most))
}

fn one_of(values: &[&str]) -> RefOr<Schema> {
    string().enum_values(Some(values.iter().copied())).into()
}

pub(super) fn reference<T: ToSchema>() -> RefOr<Schema> {
    Ref::from_schema_name(T::name()).into()
}
