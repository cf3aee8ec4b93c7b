//! The parameters: their types, ranges, defaults and meanings.
//!
//! Those of a search come from the table of `search::request`, by which they are parsed, too. Parsing all
//! others is left to `http::params` and `http::path`; names and limits come from the same constants.
//! Invariant: a value described as valid is rejected only if two values contradict each other, or if several
//! lists together are too long.

use serde_json::Value;
use utoipa::openapi::{
    ArrayBuilder, RefOr, Required, Schema,
    path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
    schema::AnyOfBuilder,
};

use super::{
    primitives::{boolean, integer, reference, string, typed_day},
    shared::{SharedSchema, named},
};
use crate::{
    document::{ActStatus, DocumentId, Kind},
    http::{
        pages::search::MAX_TYPED,
        params::{DEFAULT_LISTED, MAX_LISTED},
    },
    search::{
        DEFAULT_RELATED, Facet, MAX_DEPTH, MAX_FILTER_VALUES, MAX_PER_PAGE, MAX_QUERY_BYTES, MAX_RELATED,
        MAX_SUGGESTIONS, MAX_TYPED_BYTES, MeetingsRequest, SearchRequest, SuggestRequest,
        request::{AS_OF, MODE, ParameterValue, SearchParameter},
    },
};

/// The origin of the parameters: a form also sends its empty fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    Program,
    Form,
    /// A feed reader that fills in a template and, like a form, sends empty fields.
    FeedReader,
}

/// Returns the parameters of a search.
pub(super) fn search(sender: Sender) -> Vec<Parameter> {
    // Feeds are by words alone.
    let is_taken = |parameter: &&SearchParameter| sender != Sender::FeedReader || parameter.name != MODE;
    SearchParameter::all().iter().filter(is_taken).map(|parameter| of_search(sender, parameter)).collect()
}

fn of_search(sender: Sender, parameter: &SearchParameter) -> Parameter {
    let &SearchParameter { name, meaning, example, .. } = parameter;
    let value = schema(sender, parameter.value);
    match parameter.value {
        ParameterValue::Query => query(name, value, &about_q(sender, meaning), example).build(),
        ParameterValue::Page => query(name, value, &about_page(meaning), example).build(),
        ParameterValue::Facets => facets(parameter, value),
        _ if parameter.is_repeatable() => many(parameter, value),
        _ => query(name, value, meaning, example).build(),
    }
}

/// Returns the type of one value.
fn schema(sender: Sender, value: ParameterValue) -> RefOr<Schema> {
    let schema = match value {
        ParameterValue::Query => return string().max_length(Some(longest_query(sender).0)).into(),
        ParameterValue::Name => return filled(sender),
        ParameterValue::Kind => reference::<Kind>(),
        ParameterValue::Status => reference::<ActStatus>(),
        ParameterValue::District => typed_district(sender),
        ParameterValue::Year => integer(1000, 9999).into(),
        ParameterValue::Language => language(),
        ParameterValue::Day => typed_day(),
        ParameterValue::Sort => named(SharedSchema::Sort),
        ParameterValue::Variants => named(SharedSchema::Variants),
        ParameterValue::Mode => named(SharedSchema::Mode),
        ParameterValue::Page => page(),
        ParameterValue::PerPage => per_page(),
        ParameterValue::Facets => reference::<Facet>(),
        ParameterValue::Flag => boolean(),
    };
    value_of(sender, schema)
}

/// Returns a district as people type it: its number, its name, or both.
fn typed_district(sender: Sender) -> RefOr<Schema> {
    let roman = "[Xx]?(?:[Ii]{1,3}|[Ii][Vv]|[Vv][Ii]{0,3})|[Ii][Xx]|[Xx]";
    let typed = string().pattern(Some(format!("^(?:{roman}|0?[1-9]|1[0-8])$")));
    AnyOfBuilder::new().item(named(SharedSchema::District)).item(typed).item(filled(sender)).into()
}

/// Returns the maximum length of a query and its unit: pages accept no longer query than their search box.
fn longest_query(sender: Sender) -> (usize, &'static str) {
    match sender {
        Sender::Form => (MAX_TYPED, "characters"),
        Sender::Program | Sender::FeedReader => (MAX_QUERY_BYTES, "bytes"),
    }
}

/// Returns the parameters of suggestions.
pub(super) fn suggest() -> Vec<Parameter> {
    let text = string().max_length(Some(MAX_QUERY_BYTES));
    let about_text = format!(
        "The text typed so far; if it is empty, nothing is suggested. Of a text of more than {MAX_TYPED_BYTES} bytes \
         only the first words up to that length are used."
    );
    let limit = integer(1, MAX_SUGGESTIONS).default(Some(SuggestRequest::default().limit.into()));
    vec![
        query("q", text, &about_text, Some("zarzadzenie konw")).build(),
        query("limit", limit, "Maximum number of suggestions", None).build(),
    ]
}

/// Returns the parameters of the list of meetings.
pub(super) fn meetings(sender: Sender) -> Vec<Parameter> {
    let text = string().max_length(Some(MAX_QUERY_BYTES));
    let text = query(
        "q",
        text,
        "The words, \"phrases\" and -exclusions to look for; fields are not known here",
        None,
    );
    let per_page = integer(1, MAX_PER_PAGE).default(Some(MeetingsRequest::default().per_page.into()));
    let list = |name: &str, value: RefOr<Schema>, meaning: &str, example: &str| {
        let list = ArrayBuilder::new().items(value).max_items(Some(MAX_FILTER_VALUES));
        let meaning = format!(
            "{meaning}; repeatable, values are alternatives. Both lists together have at most {MAX_FILTER_VALUES} values"
        );
        let list = query(name, list, &meaning, None).example(Some(Value::from([example])));
        list.style(Some(ParameterStyle::Form)).explode(Some(true)).build()
    };
    let body = "Beginnings of words of the name of the body, in any case, with or without accents";
    let district = "The district whose council or board meets";
    let announced = "`true` for meetings that are only announced, `false` for those that a document reports";
    vec![
        text.example(Some("budżet obywatelski".into())).build(),
        list("body", filled(sender), body, "konwent"),
        list("district", value_of(sender, typed_district(sender)), district, "VIII"),
        query("from", value_of(sender, typed_day()), "The first day", Some("2022-01-01")).build(),
        query("to", value_of(sender, typed_day()), "The last day", None).build(),
        query("announced", value_of(sender, boolean()), announced, None).build(),
        query("page", value_of(sender, page()), &about_page("The page number, starting at 1"), None).build(),
        query("per_page", per_page, "Meetings per page", None).build(),
    ]
}

/// Returns the parameter for the number of related documents.
pub(super) fn related() -> Parameter {
    let limit = integer(1, MAX_RELATED).default(Some(DEFAULT_RELATED.into()));
    query("limit", limit, "Maximum number of documents", None).build()
}

/// Returns the parameters of the list of documents.
pub(super) fn listed() -> Vec<Parameter> {
    let limit = integer(1, MAX_LISTED).default(Some(DEFAULT_LISTED.into()));
    let withdrawn =
        "Whether to list withdrawn documents instead of present ones; ids of purged documents are not kept";
    vec![
        query(
            "after",
            reference::<DocumentId>(),
            "Only documents after this id: `next` of the previous page",
            None,
        )
        .build(),
        query("limit", limit, "Maximum number of documents", None).build(),
        query("withdrawn", boolean(), withdrawn, None).build(),
    ]
}

/// Returns the parameter for the day of the status of an act.
pub(super) fn as_of(sender: Sender) -> Parameter {
    let meaning = "The status of an act, and the changes that it rests on, as of this day instead of today";
    query(AS_OF, schema(sender, ParameterValue::Day), meaning, Some("2019-01-01")).build()
}

/// Returns the parameter for whether unknown fields are an error.
pub(super) fn strict() -> Parameter {
    let meaning = "Whether to reject JSON documents with unknown fields (400 `bad-body`, which names them) instead of \
                   only returning a warning";
    query("strict", boolean(), meaning, None).build()
}

/// Returns a parameter that may be given more than once.
fn many(parameter: &SearchParameter, value: RefOr<Schema>) -> Parameter {
    let meaning = format!(
        "{}; repeatable, values are alternatives. All filters together accept {MAX_FILTER_VALUES} values.",
        parameter.meaning
    );
    let list = ArrayBuilder::new().items(value).max_items(Some(MAX_FILTER_VALUES));
    let list = query(parameter.name, list, &meaning, None);
    let list = list.style(Some(ParameterStyle::Form)).explode(Some(true));
    let example = |text: &str| match parameter.value {
        ParameterValue::Year => text.parse::<u16>().map_or(Value::Null, Value::from),
        _ => Value::from(text),
    };
    list.example(parameter.example.map(|text| Value::from([example(text)]))).build()
}

fn language() -> RefOr<Schema> {
    string().pattern(Some("^[A-Za-z]{2}([-_][A-Za-z0-9-_]*)?$")).into()
}

fn page() -> RefOr<Schema> {
    integer(1, MAX_DEPTH).default(Some(SearchRequest::default().page.into())).into()
}

fn per_page() -> RefOr<Schema> {
    integer(1, MAX_PER_PAGE).default(Some(SearchRequest::default().per_page.into())).into()
}

fn about_q(sender: Sender, meaning: &str) -> String {
    let (longest, unit) = longest_query(sender);
    format!("{meaning}. May be empty or absent if a filter is given. At most {longest} {unit}.")
}

fn about_page(meaning: &str) -> String {
    format!("{meaning}; `page` times `per_page` is at most {MAX_DEPTH}")
}

fn facets(parameter: &SearchParameter, value: RefOr<Schema>) -> Parameter {
    let list = ArrayBuilder::new().items(value).min_items(Some(1));
    let list = query(parameter.name, list, parameter.meaning, None);
    let example = parameter.example.map(|text| Value::from(text.split(',').collect::<Vec<_>>()));
    list.style(Some(ParameterStyle::Form)).explode(Some(false)).example(example).build()
}

/// Returns the id parameter of a path.
pub(super) fn id() -> Parameter {
    let meaning = "The id of the document: 1 to 512 bytes, segments separated by `/` (plain or `%2F`), none of them \
                   empty, `.` or `..`, no control characters";
    let id = ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True);
    id.description(Some(meaning))
        .schema(Some(reference::<DocumentId>()))
        .example(Some("ordinances/358-2017".into()))
        .build()
}

/// Returns the parameter with the id of a topic.
pub(super) fn topic() -> Parameter {
    let id = ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True);
    id.description(Some("The id of the topic, as in the list of meetings"))
        .schema(Some(string().min_length(Some(1))))
        .example(Some("0a1b2c3d4e5f6071".into()))
        .build()
}

/// Starts an optional query parameter.
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

/// Returns an optional header.
pub(super) fn header(name: &str, meaning: &str) -> Parameter {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header);
    parameter.required(Required::False).description(Some(meaning)).schema(Some(string())).build()
}

/// Extends a schema by what a form sends for an empty field.
fn value_of(sender: Sender, value: RefOr<Schema>) -> RefOr<Schema> {
    match sender {
        Sender::Program => value,
        Sender::Form | Sender::FeedReader => {
            AnyOfBuilder::new().item(value).item(string().pattern(Some(r"^\s*$"))).into()
        }
    }
}

/// Returns text that is not only white space; from a form, any text.
fn filled(sender: Sender) -> RefOr<Schema> {
    let pattern = (sender == Sender::Program).then_some(r"\S");
    string().pattern(pattern).into()
}
