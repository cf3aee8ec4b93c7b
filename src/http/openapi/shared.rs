//! Types described by hand and referred to by name, so that each is one type in a generated client.
//!
//! Response types of the program derive their description where they are defined; here are request bodies,
//! and types assembled for one response. Invariant: every name that [`named`] returns is among [`schemas`].

use serde_json::{Value, json};
use utoipa::openapi::{
    KnownFormat, ObjectBuilder, Ref, RefOr, Schema, SchemaFormat, Type,
    schema::{Array, SchemaType},
};

use super::{
    error_codes::CODES,
    primitives::{day, reference, string},
};
use crate::{
    document::{DISTRICTS, DocumentId, Kind, Language},
    search::{Mode, Sort, Variants},
};

/// A type described in this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SharedSchema {
    CurationReport,
    District,
    DocumentFields,
    DocumentLine,
    DocumentWritten,
    ErrorCode,
    LineWritten,
    Mode,
    Ocr,
    PopularQueries,
    PopularQuery,
    Sort,
    Task,
    TaskAnswer,
    Variants,
    Withdrawn,
}

impl SharedSchema {
    const ALL: [Self; 16] = [
        Self::CurationReport,
        Self::District,
        Self::DocumentFields,
        Self::DocumentLine,
        Self::DocumentWritten,
        Self::ErrorCode,
        Self::LineWritten,
        Self::Mode,
        Self::Ocr,
        Self::PopularQueries,
        Self::PopularQuery,
        Self::Sort,
        Self::Task,
        Self::TaskAnswer,
        Self::Variants,
        Self::Withdrawn,
    ];

    /// Returns the name by which it is referred to.
    fn name(self) -> String {
        format!("{self:?}")
    }

    fn schema(self) -> RefOr<Schema> {
        match self {
            Self::CurationReport => curation_report().into(),
            Self::District => one_of(&DISTRICTS),
            Self::DocumentFields => document_fields(ObjectBuilder::new()).into(),
            Self::DocumentLine => {
                let id = ObjectBuilder::new().property("id", reference::<DocumentId>()).required("id");
                document_fields(id).into()
            }
            Self::DocumentWritten => document_written().into(),
            Self::ErrorCode => error_code(),
            Self::LineWritten => line_written().into(),
            Self::Mode => {
                let names = Mode::ALL.map(Mode::as_str);
                string().enum_values(Some(names)).default(Some(names[0].into())).into()
            }
            Self::Ocr => ocr(),
            Self::PopularQueries => popular_queries().into(),
            Self::PopularQuery => popular_query().into(),
            Self::Sort => {
                let names = Sort::ALL.map(Sort::as_str);
                string().enum_values(Some(names)).default(Some(names[0].into())).into()
            }
            Self::Task => task().into(),
            Self::TaskAnswer => whole(&[("task", or_null(Self::Task))]).into(),
            Self::Variants => {
                let names = Variants::ALL.map(Variants::as_str);
                string().enum_values(Some(names)).default(Some(names[0].into())).into()
            }
            Self::Withdrawn => withdrawn().into(),
        }
    }
}

/// Returns every type of this file with its name.
pub(super) fn schemas() -> impl Iterator<Item = (String, RefOr<Schema>)> {
    SharedSchema::ALL.into_iter().map(|shared| (shared.name(), shared.schema()))
}

/// Refers to a type by its name.
pub(super) fn named(shared: SharedSchema) -> RefOr<Schema> {
    Ref::from_schema_name(shared.name()).into()
}

/// Refers to a type by its name, or allows `null`.
fn or_null(shared: SharedSchema) -> RefOr<Schema> {
    let null = ObjectBuilder::new().schema_type(Type::Null);
    utoipa::openapi::schema::OneOfBuilder::new().item(named(shared)).item(null).into()
}

/// Adds the fields of an uploaded document.
fn document_fields(object: ObjectBuilder) -> ObjectBuilder {
    object
        .property("title", string())
        .property("text", string())
        .property("pages", Array::new(string()))
        .property("url", string())
        .property("published", day())
        .property("kind", reference::<Kind>())
        .property("language", reference::<Language>())
        .property("lead", string())
        .property("parent", reference::<DocumentId>())
        .description(Some(
            "Either `text`, or `pages` with the text of each page. Other fields are ignored and named in a warning, or \
             rejected if `strict` is `true`.",
        ))
}

fn document_written() -> ObjectBuilder {
    let fields = [
        ("id", reference::<DocumentId>()),
        ("status", one_of(&["created", "updated", "unchanged"])),
        ("ocr", named(SharedSchema::Ocr)),
        ("warnings", Array::new(string()).into()),
    ];
    whole(&fields).description(Some("The result of writing a document"))
}

fn line_written() -> ObjectBuilder {
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    let results = [json!("created"), json!("updated"), json!("unchanged"), Value::Null];
    let detail: RefOr<Schema> = Ref::from_schema_name("ErrorDetail").into();
    let null = ObjectBuilder::new().schema_type(Type::Null);
    let error = utoipa::openapi::schema::OneOfBuilder::new().item(detail).item(null);
    let fields = [
        ("line", number.description(Some("The number of the line, counted from 1")).into()),
        ("id", nullable(Type::String).description(Some("`null` if the line has none")).into()),
        (
            "status",
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .description(Some("The status that `PUT` would return"))
                .into(),
        ),
        ("result", nullable(Type::String).enum_values(Some(results)).into()),
        ("ocr", named(SharedSchema::Ocr)),
        ("warnings", Array::new(string()).into()),
        ("error", error.into()),
    ];
    whole(&fields).description(Some("The result of a line"))
}

fn ocr() -> RefOr<Schema> {
    let states = [json!("pending"), json!("unavailable"), Value::Null];
    let meaning = "`pending`: scanned pages get their text in the background; `unavailable`: text recognition (OCR) is \
                   not available; `null`: no page is a scan";
    nullable(Type::String).enum_values(Some(states)).description(Some(meaning)).into()
}

/// Returns all codes, whatever the status.
fn error_code() -> RefOr<Schema> {
    let names = CODES.iter().map(|code| code.name).chain(["uri-too-long"]);
    let meaning = "A stable code for programs; each response lists those it may have";
    string().enum_values(Some(names)).description(Some(meaning)).into()
}

fn withdrawn() -> ObjectBuilder {
    let detail: RefOr<Schema> = Ref::from_schema_name("ErrorDetail").into();
    whole(&[("error", detail), ("withdrawn", moment(nullable(Type::String)))])
        .description(Some("A withdrawn document, and when it was withdrawn; `null` if that is unknown"))
}

fn task() -> ObjectBuilder {
    whole(&[
        ("kind", one_of(&["rebuild", "index"])),
        ("state", one_of(&["running", "done", "failed"])),
        ("started", moment(string())),
        ("finished", moment(nullable(Type::String))),
        ("done", count().into()),
        ("total", nullable(Type::Integer).minimum(Some(0)).into()),
        ("documents", nullable(Type::Integer).minimum(Some(0)).into()),
        ("failed", nullable(Type::Integer).minimum(Some(0)).into()),
        ("refused", nullable(Type::Integer).minimum(Some(0)).into()),
        ("error", nullable(Type::String).into()),
    ])
}

fn curation_report() -> ObjectBuilder {
    whole(&[
        ("bets", count().description(Some("The number of best bets that apply today")).into()),
        ("synonyms", count().description(Some("The number of synonyms, with the built-in ones")).into()),
        ("warnings", Array::new(string()).into()),
    ])
    .description(Some("What is in force; `warnings` name best bets that have expired or lack a document"))
}

fn popular_queries() -> ObjectBuilder {
    let queries = Array::new(named(SharedSchema::PopularQuery)).into();
    whole(&[("from", day()), ("to", day()), ("queries", queries)])
}

fn popular_query() -> ObjectBuilder {
    whole(&[("query", string().into()), ("count", count().into()), ("empty", count().into())])
}

fn moment(text: ObjectBuilder) -> RefOr<Schema> {
    text.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).into()
}

fn count() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0))
}

/// Returns an object in which all these fields are required.
fn whole(fields: &[(&str, RefOr<Schema>)]) -> ObjectBuilder {
    fields.iter().fold(ObjectBuilder::new(), |object, (name, schema)| {
        object.property(*name, schema.clone()).required(*name)
    })
}

fn one_of(values: &[&str]) -> RefOr<Schema> {
    string().enum_values(Some(values.iter().copied())).into()
}

/// Returns a type that may also be `null`.
fn nullable(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([kind, Type::Null]))
}
