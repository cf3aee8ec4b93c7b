//! The fields of the index schema.
//!
//! Words are indexed twice at the same positions: as exact forms, for phrases, and as lemmas, for everything
//! else. Data for filters and sorting is in columns ("fast fields"); data only for display is stored. A
//! document is a group of consecutive engine documents: the main one, the only one that is searched, and
//! those that only store pieces of a long text (see `layout`). A pair of documents with the same text is one
//! more engine document (see `variants`).
//!
//! Invariant: the main engine document has an id, the others have none.

use std::sync::LazyLock;

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions,
};

use crate::analysis;

/// The schema version. It changes with every change of fields, stored records or extraction that makes old
/// indexes unusable or stale.
pub(crate) const SCHEMA_VERSION: &str = "9";
/// Earlier versions in which all fields have the same place and meaning as now. Indexes of these versions can
/// be read, and are served until they are rebuilt. To keep this possible, new fields are added at the end,
/// and code that reads one checks whether it exists.
pub(super) const READABLE_VERSIONS: [&str; 5] = ["4", "5", "6", "7", "8"];

/// The fields of the schema.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The id, as a column and stored. Documents are looked up by `group`.
    pub(crate) id: Field,
    /// The id again, on every engine document of the group, to find and delete them together.
    pub(crate) group: Field,
    /// The title, as exact forms.
    pub(crate) title: Field,
    /// The title, as lemmas.
    pub(crate) title_base: Field,
    /// The readings of all pages joined by form feeds, as exact forms.
    pub(crate) text: Field,
    /// The readings of all pages, as lemmas.
    pub(crate) text_base: Field,
    /// The lead and the headings, one per line, as lemmas without positions; only if there are any.
    pub(crate) lead_base: Field,
    pub(crate) kind: Field,
    pub(crate) language: Field,
    pub(crate) organ: Field,
    /// The number of the act, in lower case, as the analyzer writes the word.
    pub(crate) number: Field,
    pub(crate) district: Field,
    pub(crate) year: Field,
    /// The date, as a number `YYYYMMDD`.
    pub(crate) date: Field,
    /// The absolute path of the file; absent if the document was received over HTTP.
    pub(crate) source: Field,
    /// The fingerprint: the hash of the source, and what is missing of the text.
    pub(crate) hash: Field,
    /// The data needed to display a hit, as JSON; since version 7 with format and size of the file.
    pub(crate) record: Field,
    /// A piece of the text, or all of it. A text field, because the engine reads bytes one by one.
    pub(crate) chunk: Field,
    /// The table of the passages in that piece.
    pub(crate) passages: Field,
    /// The labels of the headings above these passages.
    pub(crate) section: Field,
    /// The passages of each piece of a long text; stored in the main engine document.
    pub(crate) table: Field,
    /// Data needed only for the view of the whole document, which may be long, as JSON.
    pub(crate) details: Field,
    /// The id of the parent document; since version 5.
    pub(crate) parent: Field,
    /// When the content was last changed, in seconds since 1970; since version 6.
    pub(crate) changed: Field,
    /// The marks of the wording, by which documents with the same text are found; since version 8.
    pub(crate) mark: Field,
    /// The set of the numbers in the wording, as 64 bits; since version 8.
    pub(crate) numbers: Field,
    /// The ids of two documents with the same text, in an engine document of its own; since version 8.
    pub(crate) pair: Field,
    /// The keys of the act that the document is (see `acts::act_key`); since version 9.
    pub(crate) act: Field,
    /// The roles and keys of the acts that the document cites (see `graph`); since version 9.
    pub(crate) cites: Field,
    /// The date of the act, as a number `YYYYMMDD`; since version 9.
    pub(crate) issued: Field,
    /// The day from which the changes that the act makes hold, as a number `YYYYMMDD`; since version 9.
    pub(crate) effective: Field,
    /// The day from which the act surely holds, as a number `YYYYMMDD`; since version 9.
    pub(crate) in_force: Field,
    /// The meetings that the document tells of (see `meetings`); since version 9.
    pub(crate) meetings: Field,
    /// The number of these meetings, only if there are any; since version 9.
    pub(crate) meeting_count: Field,
}

/// The names of the columns used by filters, sorting and statistics.
pub(crate) mod column {
    pub(crate) const ID: &str = "id";
    pub(crate) const KIND: &str = "kind";
    pub(crate) const LANGUAGE: &str = "language";
    pub(crate) const ORGAN: &str = "organ";
    pub(crate) const DISTRICT: &str = "district";
    pub(crate) const YEAR: &str = "year";
    pub(crate) const DATE: &str = "date";
    pub(crate) const SOURCE: &str = "source";
    pub(crate) const HASH: &str = "hash";
    /// Missing in indexes of version 5.
    pub(crate) const CHANGED: &str = "changed";
    /// Missing in indexes of versions before 8, like the next two.
    pub(crate) const MARK: &str = "mark";
    pub(crate) const NUMBERS: &str = "numbers";
    pub(crate) const PAIR: &str = "pair";
    /// Missing in indexes of versions before 9, like the next three.
    pub(crate) const ISSUED: &str = "issued";
    pub(crate) const EFFECTIVE: &str = "effective";
    pub(crate) const IN_FORCE: &str = "in_force";
    pub(crate) const MEETING_COUNT: &str = "meeting_count";

    /// The columns of texts that searches count by: the facets that are not numbers.
    pub(crate) const COUNTED_TEXTS: [&str; 4] = [KIND, ORGAN, DISTRICT, LANGUAGE];
}

/// The name of the field that is missing in version 4.
pub(super) const PARENT: &str = "parent";

/// The name of the first field that is missing in versions before 9.
pub(super) const ACT: &str = "act";

/// What an index keeps of its documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All that is searched and shown.
    Whole,
    /// What is not in a cluster: columns, records without texts, and which documents contain which term. Exact
    /// forms keep their positions, for suggestions and corrections.
    Catalog,
    /// What is read of a few documents whose texts are at hand: words, texts, and the columns that a score needs.
    /// Each table of terms and each column more costs a search over a cluster half a millisecond. Never on disk.
    AtHand,
}

static SCHEMA: LazyLock<(Schema, Fields)> = LazyLock::new(|| build(Extent::Whole));
static CATALOG: LazyLock<Schema> = LazyLock::new(|| build(Extent::Catalog).0);
static AT_HAND: LazyLock<Schema> = LazyLock::new(|| build(Extent::AtHand).0);

/// Returns the schema of an index that keeps this much. All have the same fields.
pub(super) fn schema(extent: Extent) -> Schema {
    match extent {
        Extent::Whole => SCHEMA.0.clone(),
        Extent::Catalog => CATALOG.clone(),
        Extent::AtHand => AT_HAND.clone(),
    }
}

/// Whether an index with a schema is a catalog.
pub(super) fn is_catalog(found: &Schema) -> bool {
    *found == *CATALOG
}

/// Returns the name of a field.
pub(super) fn name(field: Field) -> &'static str {
    SCHEMA.0.get_field_name(field)
}

/// Whether this program writes indexes with a schema.
pub(super) fn is_ours(found: &Schema) -> bool {
    *found == SCHEMA.0 || *found == *CATALOG
}

/// Returns the fields of the schema.
pub(super) fn fields() -> Fields {
    SCHEMA.1
}

fn build(extent: Extent) -> (Schema, Fields) {
    let lemmas_of_text = match extent {
        Extent::Whole | Extent::AtHand => IndexRecordOption::WithFreqsAndPositions,
        Extent::Catalog => IndexRecordOption::Basic,
    };
    let is_at_hand = extent == Extent::AtHand;
    // Options of fields that documents at hand do not have, so that the others keep their places.
    let unless_at_hand = |options: TextOptions| if is_at_hand { TextOptions::default() } else { options };
    let number_unless_at_hand = |options| if is_at_hand { NumericOptions::default() } else { options };
    let filtered: TextOptions = if is_at_hand { raw_column() } else { STRING | FAST };
    let day_or_year: NumericOptions = if is_at_hand { FAST.into() } else { (INDEXED | FAST).into() };
    let mut builder = Schema::builder();
    let fields = Fields {
        id: builder.add_text_field(column::ID, raw_column() | STORED),
        group: builder.add_text_field("group", unless_at_hand(STRING)),
        title: builder.add_text_field("title", words(analysis::EXACT)),
        title_base: builder.add_text_field("title_base", words(analysis::BASE)),
        text: builder.add_text_field("text", words(analysis::EXACT)),
        text_base: builder.add_text_field("text_base", indexed(analysis::BASE, lemmas_of_text)),
        lead_base: builder.add_text_field("lead_base", words_anywhere(analysis::BASE)),
        kind: builder.add_text_field(column::KIND, filtered.clone()),
        language: builder.add_text_field(column::LANGUAGE, filtered.clone()),
        organ: builder.add_text_field(column::ORGAN, filtered.clone()),
        number: {
            // Unused since version 9, but every field keeps its place.
            builder.add_text_field("status", unless_at_hand(STRING | FAST));
            builder.add_text_field("number", unless_at_hand(STRING))
        },
        district: builder.add_text_field(column::DISTRICT, filtered.clone()),
        year: builder.add_u64_field(column::YEAR, day_or_year.clone()),
        date: builder.add_u64_field(column::DATE, day_or_year.clone()),
        source: builder.add_text_field(column::SOURCE, raw_column()),
        hash: builder.add_text_field(column::HASH, raw_column()),
        record: builder.add_text_field("record", STORED),
        chunk: builder.add_text_field("chunk", STORED),
        passages: builder.add_bytes_field("passages", STORED),
        section: builder.add_text_field("section", STORED),
        table: builder.add_bytes_field("table", STORED),
        details: builder.add_bytes_field("details", STORED),
        parent: builder.add_text_field(PARENT, unless_at_hand(STRING)),
        changed: builder.add_i64_field(column::CHANGED, FAST),
        mark: builder.add_u64_field(column::MARK, number_unless_at_hand(FAST.into())),
        numbers: builder.add_u64_field(column::NUMBERS, number_unless_at_hand(FAST.into())),
        pair: builder.add_text_field(column::PAIR, unless_at_hand(STRING | FAST)),
        act: builder.add_text_field(ACT, unless_at_hand(key())),
        cites: builder.add_text_field("cites", unless_at_hand(key())),
        issued: builder.add_u64_field(column::ISSUED, number_unless_at_hand(FAST.into())),
        effective: builder.add_u64_field(column::EFFECTIVE, number_unless_at_hand(FAST.into())),
        in_force: builder.add_u64_field(column::IN_FORCE, number_unless_at_hand(FAST.into())),
        meetings: builder.add_bytes_field("meetings", STORED),
        meeting_count: builder.add_u64_field(column::MEETING_COUNT, number_unless_at_hand(FAST.into())),
    };
    (builder.build(), fields)
}

/// Returns the options of a text stored verbatim, for filters and sorting only.
fn raw_column() -> TextOptions {
    TextOptions::default().set_fast("raw")
}

/// Returns the options of keys, which are looked up and never scored.
fn key() -> TextOptions {
    let indexing =
        TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::Basic);
    TextOptions::default().set_indexing_options(indexing.set_fieldnorms(false))
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
