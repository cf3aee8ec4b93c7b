//! The API reference as a page, generated from `/openapi.json`.
//!
//! The description is left to `openapi`, Markdown to `statements`. Invariants: the page contains nothing that
//! the description does not; all of it can be read without JavaScript.

use std::sync::LazyLock;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use serde_json::{Map, Value};

use crate::http::{
    app::App,
    error::ApiError,
    openapi,
    pages::{
        site::{Site, page},
        statements::rendered,
    },
};

/// The prefix of references to types in the description.
const TYPES: &str = "#/components/schemas/";

#[derive(Template)]
#[template(path = "reference.html")]
struct ReferencePage {
    site: Site,
    reference: &'static Reference,
}

/// The description as it is shown.
struct Reference {
    version: String,
    description_html: String,
    groups: Vec<OperationGroup>,
    types: Vec<TypeDoc>,
}

/// A group of related operations.
struct OperationGroup {
    name: String,
    description: String,
    operations: Vec<OperationDoc>,
}

/// A method of a path.
struct OperationDoc {
    /// The operation id, also its anchor in the page.
    name: String,
    method: String,
    path: String,
    summary: String,
    description_html: String,
    needs_token: bool,
    parameters: Vec<FieldDoc>,
    /// The accepted request bodies.
    bodies: Vec<BodyDoc>,
    answers: Vec<ResponseDoc>,
    failures: Vec<ResponseDoc>,
}

/// A parameter, or a field of a type.
struct FieldDoc {
    name: String,
    /// Where a parameter is sent: in the path, the query, or a header.
    place: String,
    kind: TypeRef,
    is_required: bool,
    meaning_html: String,
}

/// The type of a value, and the link to its description.
struct TypeRef {
    text: String,
    href: Option<String>,
}

/// A request or response body.
struct BodyDoc {
    media_type: String,
    kind: Option<TypeRef>,
    example: Option<String>,
}

/// A response with its status.
struct ResponseDoc {
    status: String,
    meaning_html: String,
    bodies: Vec<BodyDoc>,
}

/// A named type.
struct TypeDoc {
    name: String,
    meaning_html: String,
    /// Empty if the type is not an object.
    fields: Vec<FieldDoc>,
    kind: TypeRef,
}

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| {
    let text = openapi::document(None).unwrap_or_default();
    Reference::from_document(&serde_json::from_str(&text).unwrap_or_default())
});

/// `GET /api`
pub(crate) async fn show(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, ApiError> {
    let template = ReferencePage { site: Site::new(&app, &uri, &headers), reference: &REFERENCE };
    page(&template.site, &template)
}

impl Reference {
    fn from_document(described: &Value) -> Self {
        let groups = list(&described["tags"]).map(|tag| OperationGroup {
            name: text(&tag["name"]),
            description: text(&tag["description"]),
            operations: operations(described, &tag["name"]),
        });
        let types = fields(&described["components"]["schemas"]);
        Self {
            version: text(&described["info"]["version"]),
            description_html: rendered(&text(&described["info"]["description"])),
            groups: groups.collect(),
            types: types.map(|(name, schema)| TypeDoc::from_property(name, schema)).collect(),
        }
    }
}

/// Returns the operations of a group in the order of their paths.
fn operations(described: &Value, tag: &Value) -> Vec<OperationDoc> {
    let all = fields(&described["paths"])
        .flat_map(|(path, item)| fields(item).map(move |(method, operation)| (path, method, operation)));
    let own = all.filter(|(.., operation)| list(&operation["tags"]).any(|one| one == tag));
    own.map(|(path, method, operation)| OperationDoc::from_operation(path, method, operation)).collect()
}

impl OperationDoc {
    fn from_operation(path: &str, method: &str, described: &Value) -> Self {
        let answers = fields(&described["responses"])
            .map(|(status, answer)| ResponseDoc::from_response(status, answer));
        let (failures, answers) = answers.partition(|answer| answer.status.starts_with(['4', '5']));
        let security: Vec<&Value> = list(&described["security"]).collect();
        Self {
            name: text(&described["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&described["summary"]),
            description_html: rendered(&text(&described["description"])),
            needs_token: !security.is_empty() && security.iter().all(|way| fields(way).next().is_some()),
            parameters: list(&described["parameters"]).map(FieldDoc::of_parameter).collect(),
            bodies: bodies(&described["requestBody"]["content"]),
            answers,
            failures,
        }
    }
}

impl FieldDoc {
    fn of_parameter(described: &Value) -> Self {
        Self {
            name: text(&described["name"]),
            place: text(&described["in"]),
            kind: TypeRef::from_schema(&described["schema"]),
            is_required: described["required"] == true,
            meaning_html: rendered(&text(&described["description"])),
        }
    }

    fn of_type(name: &str, schema: &Value, owner: &Value) -> Self {
        Self {
            name: name.to_owned(),
            place: String::new(),
            kind: TypeRef::from_schema(schema),
            is_required: list(&owner["required"]).any(|required| required == name),
            meaning_html: rendered(&text(&schema["description"])),
        }
    }
}

impl ResponseDoc {
    fn from_response(status: &str, described: &Value) -> Self {
        Self {
            status: status.to_owned(),
            meaning_html: rendered(&text(&described["description"])),
            bodies: bodies(&described["content"]),
        }
    }
}

impl TypeDoc {
    fn from_property(name: &str, schema: &Value) -> Self {
        let own = fields(&schema["properties"]);
        Self {
            name: name.to_owned(),
            meaning_html: rendered(&text(&schema["description"])),
            fields: own.map(|(name, field)| FieldDoc::of_type(name, field, schema)).collect(),
            kind: TypeRef::from_schema(schema),
        }
    }
}

impl TypeRef {
    fn from_schema(schema: &Value) -> Self {
        let href = referred(schema).or_else(|| referred(&schema["items"]));
        let href = href.or_else(|| alternatives(schema).find_map(referred));
        Self { text: kind(schema), href: href.map(|name| format!("#type-{name}")) }
    }
}

fn bodies(content: &Value) -> Vec<BodyDoc> {
    let body = |(media_type, body): (&str, &Value)| {
        let schema = if body["x-itemSchema"].is_object() { &body["x-itemSchema"] } else { &body["schema"] };
        let example = (!body["example"].is_null()).then(|| match body["example"].as_str() {
            Some(text) => text.to_owned(),
            None => serde_json::to_string_pretty(&body["example"]).unwrap_or_default(),
        });
        let kind = schema.is_object().then(|| TypeRef::from_schema(schema));
        BodyDoc { media_type: media_type.to_owned(), kind, example }
    };
    fields(content).map(body).collect()
}

/// Returns the name of the type that a schema refers to.
fn referred(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix(TYPES)
}

fn alternatives(schema: &Value) -> impl Iterator<Item = &Value> {
    list(&schema["anyOf"]).chain(list(&schema["oneOf"])).chain(list(&schema["allOf"]))
}

/// Describes the values that a schema allows in a few words.
fn kind(schema: &Value) -> String {
    if let Some(name) = referred(schema) {
        return name.to_owned();
    }
    let alternatives: Vec<String> = alternatives(schema).map(kind).collect();
    if !alternatives.is_empty() {
        return alternatives.join(" | ");
    }
    let values: Vec<String> = list(&schema["enum"]).map(Value::to_string).collect();
    if !values.is_empty() {
        return values.join(" | ");
    }
    let types: Vec<&str> =
        schema["type"].as_str().into_iter().chain(list(&schema["type"]).filter_map(Value::as_str)).collect();
    let plain = match types.as_slice() {
        ["array"] => format!("[{}]", kind(&schema["items"])),
        types => types.join(" | "),
    };
    let bounds =
        [("format", ""), ("minimum", "≥ "), ("maximum", "≤ "), ("maxLength", "≤ "), ("default", "= ")];
    let bounds = bounds.iter().filter_map(|(name, sign)| match &schema[*name] {
        Value::Null => None,
        Value::String(word) => Some(format!("{sign}{word}")),
        value => Some(format!("{sign}{value}")),
    });
    std::iter::once(plain).chain(bounds).collect::<Vec<_>>().join(", ")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn fields(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let fields = value.as_object().into_iter().flat_map(Map::iter);
    fields.map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_described_in_a_few_words() {
        for (schema, expected) in [
            (
                json!({"type": "integer", "minimum": 1, "maximum": 100, "default": 10}),
                "integer, ≥ 1, ≤ 100, = 10",
            ),
            (json!({"type": ["string", "null"], "format": "date"}), "string | null, date"),
            (json!({"type": "array", "items": {"$ref": "#/components/schemas/Kind"}}), "[Kind]"),
            (json!({"enum": ["a", null]}), "\"a\" | null"),
            (json!({"anyOf": [{"$ref": "#/components/schemas/Sort"}, {"type": "string"}]}), "Sort | string"),
        ] {
            assert_eq!(kind(&schema), expected);
        }
    }

    #[test]
    fn every_operation_and_type_is_shown_once_and_every_link_has_a_target() {
        let described: Value =
            serde_json::from_str(&openapi::document(None).expect("described")).expect("JSON");
        let shown: Vec<&OperationDoc> = REFERENCE.groups.iter().flat_map(|group| &group.operations).collect();
        let all = fields(&described["paths"]).flat_map(|(_, item)| fields(item)).count();
        assert_eq!(shown.len(), all);
        let names: BTreeSet<String> =
            REFERENCE.types.iter().map(|one| format!("#type-{}", one.name)).collect();
        assert_eq!(names.len(), fields(&described["components"]["schemas"]).count());
        let bodies =
            shown.iter().flat_map(|one| one.answers.iter().chain(&one.failures)).flat_map(|a| &a.bodies);
        let kinds = bodies.filter_map(|body| body.kind.as_ref());
        let kinds = kinds.chain(REFERENCE.types.iter().flat_map(|one| &one.fields).map(|field| &field.kind));
        let links: BTreeSet<&String> = kinds.filter_map(|kind| kind.href.as_ref()).collect();
        assert!(links.len() > 20 && links.iter().all(|link| names.contains(*link)), "{links:?}");
        let needing = shown.iter().filter(|operation| operation.needs_token).count();
        assert!((5..12).contains(&needing), "{needing}");
    }
}
