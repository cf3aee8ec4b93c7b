//! The engine's fields.
//!
//! Words are indexed twice at the same positions: the exact forms, for phrases, and the base
//! forms, for everything else. What filters and sorting need is a column ("fast field"); what only
//! display needs is stored. A document is a group of engine documents that follow one another: the
//! main one, which alone is searched, and those that only store pieces of a long text (see
//! `layout`). Always holds: the main one has an id, the others have none.

use std::sync::LazyLock;

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::analysis;

/// Changes with every change of fields, stored records or extraction that makes old indexes
/// unusable or stale.
pub(super) const SCHEMA_VERSION: &str = "6";
/// Earlier versions of which all fields stand where they do now, and mean the same: what they wrote can be read, and
/// is served until it is rebuilt. New fields come last, so that this stays so; what reads one looks whether it is
/// there.
pub(super) const READABLE_VERSIONS: [&str; 2] = ["4", "5"];

/// The fields of the schema.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// A column and stored; what looks for a document by its id asks `group`.
    pub(crate) id: Field,
    /// The id again, on every engine document of the group: by it they are found and deleted
    /// together.
    pub(crate) group: Field,
    /// Title, exact forms.
    pub(crate) title: Field,
    /// Title, base forms.
    pub(crate) title_base: Field,
    /// The reading of all pages joined by form feeds, exact forms.
    pub(crate) text: Field,
    /// The same text, base forms.
    pub(crate) text_base: Field,
    /// Base forms of the lead and the headings, each on a line, without positions; only where there
    /// are any.
    pub(crate) lead_base: Field,
    pub(crate) kind: Field,
    pub(crate) language: Field,
    pub(crate) organ: Field,
    pub(crate) status: Field,
    /// The act's own number, lower case, as the analyser writes the word.
    pub(crate) number: Field,
    pub(crate) district: Field,
    pub(crate) year: Field,
    /// `YYYYMMDD` as a number.
    pub(crate) date: Field,
    /// The absolute path of the file; absent where the document came over HTTP.
    pub(crate) source: Field,
    /// Hash of the source's bytes.
    pub(crate) hash: Field,
    /// What display needs of every hit, as JSON.
    pub(crate) record: Field,
    /// A piece of the text, or all of it. As text: the engine reads bytes one by one.
    pub(crate) chunk: Field,
    /// The table of the passages in that piece.
    pub(crate) passages: Field,
    /// The labels of the headings that these passages stand under.
    pub(crate) section: Field,
    /// Which piece of a long text holds which passages; stored on its main engine document.
    pub(crate) table: Field,
    /// What only the view of the whole document needs and may be long, as JSON.
    pub(crate) details: Field,
    /// The id of the document that this one is attached to; since version 5.
    pub(crate) parent: Field,
    /// When the content was changed last, in seconds since 1970; since version 6.
    pub(crate) changed: Field,
}

/// The names of the columns that filters, sorting and statistics read.
pub(crate) mod column {
    pub(crate) const ID: &str = "id";
    pub(crate) const KIND: &str = "kind";
    pub(crate) const LANGUAGE: &str = "language";
    pub(crate) const ORGAN: &str = "organ";
    pub(crate) const STATUS: &str = "status";
    pub(crate) const DISTRICT: &str = "district";
    pub(crate) const YEAR: &str = "year";
    pub(crate) const DATE: &str = "date";
    pub(crate) const SOURCE: &str = "source";
    pub(crate) const HASH: &str = "hash";
    /// Indexes of version 5 do not have it.
    pub(crate) const CHANGED: &str = "changed";
}

/// The name of the field that version 4 does not have.
pub(super) const PARENT: &str = "parent";

static SCHEMA: LazyLock<(Schema, Fields)> = LazyLock::new(build);

/// The schema.
pub(super) fn schema() -> Schema {
    SCHEMA.0.clone()
}

/// The fields of the schema.
pub(super) fn fields() -> Fields {
    SCHEMA.1
}

fn build() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let fields = Fields {
        id: builder.add_text_field(column::ID, raw_column() | STORED),
        group: builder.add_text_field("group", STRING),
        title: builder.add_text_field("title", words(analysis::EXACT)),
        title_base: builder.add_text_field("title_base", words(analysis::BASE)),
        text: builder.add_text_field("text", words(analysis::EXACT)),
        text_base: builder.add_text_field("text_base", words(analysis::BASE)),
        lead_base: builder.add_text_field("lead_base", words_anywhere(analysis::BASE)),
        kind: builder.add_text_field(column::KIND, STRING | FAST),
        language: builder.add_text_field(column::LANGUAGE, STRING | FAST),
        organ: builder.add_text_field(column::ORGAN, STRING | FAST),
        status: builder.add_text_field(column::STATUS, STRING | FAST),
        number: builder.add_text_field("number", STRING),
        district: builder.add_text_field(column::DISTRICT, STRING | FAST),
        year: builder.add_u64_field(column::YEAR, INDEXED | FAST),
        date: builder.add_u64_field(column::DATE, INDEXED | FAST),
        source: builder.add_text_field(column::SOURCE, raw_column()),
        hash: builder.add_text_field(column::HASH, raw_column()),
        record: builder.add_text_field("record", STORED),
        chunk: builder.add_text_field("chunk", STORED),
        passages: builder.add_bytes_field("passages", STORED),
        section: builder.add_text_field("section", STORED),
        table: builder.add_bytes_field("table", STORED),
        details: builder.add_bytes_field("details", STORED),
        parent: builder.add_text_field(PARENT, STRING),
        changed: builder.add_i64_field(column::CHANGED, FAST),
    };
    (builder.build(), fields)
}

/// A text as it is, for filters and sorting only.
fn raw_column() -> TextOptions {
    TextOptions::default().set_fast("raw")
}

fn words(tokenizer: &str) -> TextOptions {
    indexed(tokenizer, IndexRecordOption::WithFreqsAndPositions)
}

fn words_anywhere(tokenizer: &str) -> TextOptions {
    indexed(tokenizer, IndexRecordOption::WithFreqs)
}

fn indexed(tokenizer: &str, option: IndexRecordOption) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
    TextOptions::default().set_indexing_options(indexing)
}
