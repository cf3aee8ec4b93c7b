//! The schemas that all descriptions are built from: texts, numbers, days, and references to derived types.

use utoipa::{
    ToSchema,
    openapi::{KnownFormat, ObjectBuilder, Ref, RefOr, Schema, SchemaFormat, Type, schema::AnyOfBuilder},
};

/// Returns any text.
pub(super) fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// Returns a day as people type it: also as in `13.02.2017`.
pub(super) fn typed_day() -> RefOr<Schema> {
    let dotted = string().pattern(Some(r"^(0?[1-9]|1[0-9]|2[0-8])\.(0?[1-9]|1[0-2])\.[1-9][0-9]{3}$"));
    AnyOfBuilder::new().item(day()).item(dotted).into()
}

/// Returns a day as in `2017-02-13`.
pub(super) fn day() -> RefOr<Schema> {
    string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).into()
}

/// Returns a truth value that is `false` unless given.
pub(super) fn boolean() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Boolean).default(Some(false.into())).into()
}

/// Returns an integer within these bounds.
pub(super) fn integer(least: usize, most: usize) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least)).maximum(Some(most))
}

/// Refers to a type that derives its description.
pub(super) fn reference<T: ToSchema>() -> RefOr<Schema> {
    Ref::from_schema_name(T::name()).into()
}
