//! A document as a cluster gets it, and the settings of an index for such documents.
//!
//! It has the same fields as the engine document of `layout`, from which it is made: words as the terms of their
//! positions, since a cluster knows no Polish; columns for filters and sorting; and the whole document, which is not
//! searched. Invariant: whatever a cluster returns restores the document as it was indexed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use skorowidz_cluster::{index_body, positions::PositionsText};
use tantivy::{
    TantivyDocument,
    schema::{Field, OwnedValue, Value as _},
    tokenizer::{TokenStream, Tokenizer},
};

use super::{
    origin::{Origin, SourceRecord},
    record::FileRecord,
    saturation::{K1, TEXT_B, TITLE_B},
    schema::{self, Fields, SCHEMA_VERSION},
};
use crate::{
    analysis::{self, BaseTokenizer, ExactTokenizer},
    document::Document,
};

/// The number of positions between the words of a text and those of the title that follow them, so that no phrase
/// and no stretch has words of both.
const TITLE_GAP: u32 = 30;
/// The term at the position of the title behind the text. No word is written so.
pub(crate) const TITLE_MARK: &str = "^";
/// The name of the field of the number of words in the title; scripts in `search::cluster_query` use it.
const TITLE_WORDS: &str = "title_words";
/// The maximum length of a value of a filter, in characters; longer ones are not filtered by.
const MAX_KEYWORD: u32 = 8000;
/// The name of the field that documents with the same text have in common.
pub(crate) const FOLD: &str = "fold";
/// The name of the field of the whole document.
pub(crate) const STORED: &str = "stored";
/// The average lengths of an index that is still empty, in words.
const FIRST_AVERAGES: FieldAverages = FieldAverages { title: 10.0, text: 150.0, lead: 25.0 };

/// The average number of words of a document in each field.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct FieldAverages {
    pub(crate) title: f32,
    pub(crate) text: f32,
    pub(crate) lead: f32,
}

/// A document for a cluster.
#[derive(Debug)]
pub(super) struct RemoteDocument {
    fields: Map<String, Value>,
    stored: StoredForm,
}

/// The whole document, as a cluster keeps it.
#[derive(Debug, Serialize, Deserialize)]
struct StoredForm {
    document: Document,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<FileRecord>,
    /// In seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changed: Option<i64>,
}

/// A document as it was fetched.
#[derive(Debug)]
pub(crate) struct RestoredDocument {
    pub(crate) document: Document,
    pub(crate) source: SourceRecord,
    pub(crate) changed: Option<Timestamp>,
}

/// What a cluster returns of a document.
#[derive(Deserialize)]
struct RemoteForm {
    stored: StoredForm,
}

impl RemoteDocument {
    /// Creates it from the engine document with all fields that are searched.
    pub(super) fn new(main: &TantivyDocument, document: &Document, source: Option<&SourceRecord>) -> Self {
        let origin = source.map(|source| &source.origin);
        let stored = StoredForm {
            document: document.clone(),
            source: origin.and_then(|origin| origin.source.clone()),
            hash: origin.and_then(|origin| Some(origin.fingerprint.as_ref()?.to_string())),
            file: source.and_then(|source| source.file),
            changed: None,
        };
        Self { fields: fields_of(main, schema::fields()), stored }
    }

    /// Sets what it has in common with other documents of the same text.
    pub(super) fn folded_as(mut self, fold: Option<String>) -> Self {
        self.fields.extend(fold.map(|fold| (FOLD.to_owned(), fold.into())));
        self
    }

    pub(super) fn changed_at(mut self, moment: Timestamp) -> Self {
        self.stored.changed = Some(moment.as_second());
        self
    }

    /// Returns it as JSON on one line.
    pub(super) fn into_json(self) -> serde_json::Result<Vec<u8>> {
        #[derive(Serialize)]
        struct Whole {
            #[serde(flatten)]
            fields: Map<String, Value>,
            stored: StoredForm,
        }
        serde_json::to_vec(&Whole { fields: self.fields, stored: self.stored })
    }
}

impl RestoredDocument {
    /// Reads what a cluster returned.
    pub(super) fn read(json: &str) -> serde_json::Result<Self> {
        let RemoteForm { stored } = serde_json::from_str(json)?;
        let StoredForm { document, source, hash, file, changed } = stored;
        let fingerprint = hash.and_then(|hash| hash.parse().ok());
        Ok(Self {
            document,
            source: SourceRecord { origin: Origin { source, fingerprint }, file },
            changed: changed.and_then(|seconds| Timestamp::from_second(seconds).ok()),
        })
    }
}

/// Returns the fields of a document that are searched, filtered or sorted by.
fn fields_of(main: &TantivyDocument, fields: Fields) -> Map<String, Value> {
    let mut found = Map::new();
    let mut put = |name: &str, value: Value| {
        found.insert(name.to_owned(), value);
    };
    let text = |field| main.get_first(field).and_then(|value| value.as_str());
    let words = |field, is_base: bool| text(field).map(|text| Words::of(text, is_base)).unwrap_or_default();
    let (text_base, title_base) = (words(fields.text_base, true), words(fields.title_base, true));
    let text_exact = words(fields.text, false).beside_provisions(&text_base);
    let title_exact = words(fields.title, false).beside_provisions(&title_base);
    if !title_exact.0.is_empty() {
        put(TITLE_WORDS, title_exact.positions().into());
    }
    for (field, text, title_field, title) in [
        (fields.text, text_exact, fields.title, title_exact),
        (fields.text_base, text_base, fields.title_base, title_base),
    ] {
        put(name_of(field), text.followed_by(&title).into());
        if !title.0.is_empty() {
            put(name_of(title_field), title.written().into());
        }
    }
    let lead = words(fields.lead_base, true);
    if !lead.0.is_empty() {
        put(name_of(fields.lead_base), lead.apart().written().into());
    }
    for field in keywords(fields).into_iter().chain(numbers(fields)) {
        let values: Vec<Value> = main.get_all(field).filter_map(|value| plain(value.into())).collect();
        if !values.is_empty() {
            put(name_of(field), values.into());
        }
    }
    found
}

/// The fields of texts that filters and facets use.
fn keywords(fields: Fields) -> [Field; 6] {
    [fields.id, fields.kind, fields.language, fields.organ, fields.number, fields.district]
}

/// The fields of numbers.
fn numbers(fields: Fields) -> [Field; 4] {
    [fields.year, fields.date, fields.issued, fields.in_force]
}

/// Returns the name of a field, which is the same in both engines.
pub(crate) fn name_of(field: Field) -> &'static str {
    schema::name(field)
}

fn plain(value: OwnedValue) -> Option<Value> {
    match value {
        OwnedValue::Str(text) => Some(text.into()),
        OwnedValue::U64(number) => Some(number.into()),
        _ => None,
    }
}

/// The terms of a text with their positions.
#[derive(Default)]
struct Words(Vec<(u32, String)>);

impl Words {
    fn of(text: &str, is_base: bool) -> Self {
        let mut found = Vec::new();
        if is_base {
            let mut tokenizer = BaseTokenizer::default();
            take(&mut tokenizer.token_stream(text), &mut found);
        } else {
            let mut tokenizer = ExactTokenizer;
            take(&mut tokenizer.token_stream(text), &mut found);
        }
        Self(found)
    }

    /// Returns the number of positions that have a term.
    fn positions(&self) -> usize {
        self.0.chunk_by(|(one, _), (other, _)| one == other).count()
    }

    /// Returns exact forms with the provisions named by a section sign, which is no word, at the positions of their
    /// numbers: a phrase may ask for one.
    fn beside_provisions(mut self, base: &Self) -> Self {
        self.0.extend(base.0.iter().filter(|(_, term)| term.starts_with('§')).cloned());
        self.0.sort_by_key(|(position, _)| *position);
        self
    }

    /// Returns the terms at a position each, so that the length of the text is the number of its terms.
    fn apart(self) -> Self {
        Self((0..).zip(self.0).map(|(at, (_, term))| (at, term)).collect())
    }

    fn put(&self, text: &mut PositionsText) {
        self.0.iter().for_each(|(position, term)| text.push(*position, term));
    }

    fn written(&self) -> String {
        let mut text = PositionsText::default();
        self.put(&mut text);
        text.into_text()
    }

    /// Returns the words of a text, then those of its title at one position: a word of the title counts as one of the
    /// text.
    fn followed_by(&self, title: &Self) -> String {
        let mut text = PositionsText::default();
        self.put(&mut text);
        if !title.0.is_empty() {
            text.push_holes(TITLE_GAP);
            text.push_together(title.0.iter().map(|(_, term)| term.as_str()).chain([TITLE_MARK]));
        }
        text.into_text()
    }
}

fn take(stream: &mut impl TokenStream, found: &mut Vec<(u32, String)>) {
    while stream.advance() {
        let token = stream.token_mut();
        found.push((token.position as u32, std::mem::take(&mut token.text)));
    }
}

/// Returns the settings and the mapping of an index in a cluster.
pub(super) fn index_body(averages: Option<FieldAverages>, (shards, replicas): (u32, u32)) -> Value {
    let fields = schema::fields();
    let mut properties = Map::new();
    for (field, similarity) in [
        (fields.title, "title"),
        (fields.title_base, "title"),
        (fields.text, "text"),
        (fields.text_base, "text"),
        (fields.lead_base, "lead"),
    ] {
        let words = json!({"type": "text", "analyzer": index_body::POSITIONS, "similarity": similarity});
        properties.insert(name_of(field).to_owned(), words);
    }
    let excluded: Vec<String> = properties.keys().cloned().collect();
    for field in keywords(fields) {
        properties.insert(name_of(field).to_owned(), json!({"type": "keyword", "ignore_above": MAX_KEYWORD}));
    }
    for field in numbers(fields) {
        properties.insert(name_of(field).to_owned(), json!({"type": "integer"}));
    }
    properties.insert(TITLE_WORDS.to_owned(), json!({"type": "integer", "index": false}));
    properties.insert(FOLD.to_owned(), json!({"type": "keyword"}));
    properties.insert(STORED.to_owned(), json!({"type": "object", "enabled": false}));
    let averages = averages.unwrap_or(FIRST_AVERAGES);
    let mut settings = durable_settings((shards, replicas));
    settings["similarity"] = similarity_settings(averages)["similarity"].take();
    settings["analysis"] = index_body::analysis();
    settings["max_result_window"] = 20_000.into();
    settings["max_terms_count"] = 65_536.into();
    json!({
        "settings": {"index": settings},
        "mappings": {
            "dynamic": "strict",
            "_meta": meta_with(averages),
            "_source": {"excludes": excluded},
            "properties": properties,
        },
    })
}

/// Returns the settings and the mapping of an index of originals: a row for each id, and files in pieces.
pub(super) fn originals_body(copies: (u32, u32)) -> Value {
    json!({
        "settings": {"index": durable_settings(copies)},
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "id": {"type": "keyword"},
                "of": {"type": "keyword"},
                "is_row": {"type": "boolean"},
                "row": {"type": "object", "enabled": false},
                "data": {"type": "binary"},
            },
        },
    })
}

fn durable_settings((shards, replicas): (u32, u32)) -> Value {
    json!({
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        // A write is acknowledged when more than half of the copies are there to take it.
        "write.wait_for_active_shards": (replicas.div_ceil(2) + 1).min(replicas + 1).to_string(),
        // What was deleted is removed from a segment even if it is a small part.
        "merge.policy.expunge_deletes_allowed": 0,
    })
}

/// Returns what an index in a cluster says of itself.
pub(super) fn meta() -> Value {
    json!({"analyser": analysis::version(), "schema": SCHEMA_VERSION})
}

/// Returns the same, with the average lengths that it weighs by.
pub(super) fn meta_with(averages: FieldAverages) -> Value {
    json!({"analyser": analysis::version(), "schema": SCHEMA_VERSION, "averages": averages})
}

/// Returns the settings by which occurrences are weighed in texts of these average lengths.
pub(super) fn similarity_settings(averages: FieldAverages) -> Value {
    let FieldAverages { title, text, lead } = averages;
    json!({"similarity": {
        "title": index_body::saturation(K1, TITLE_B, title),
        "text": index_body::saturation(K1, TEXT_B, text),
        "lead": index_body::saturation(K1, TITLE_B, lead),
    }})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::Document,
        index::{EngineKind, IndexableDocument},
    };

    #[test]
    fn words_keep_their_positions_and_the_title_follows_the_text() {
        let document = Document::new("a".parse().expect("an id"), "Konwent", "Rada | Dzielnicy\nw Krakowie");
        let prepared = IndexableDocument::for_engine(EngineKind::OpenSearch, &document, None);
        let json = prepared.remote.expect("for a cluster").into_json().expect("json");
        let value: Value = serde_json::from_slice(&json).expect("json");
        let text = value["text"].as_str().expect("a text");
        assert!(text.starts_with("rada dzielnicy w krakowie _ _"), "{text}");
        assert!(text.ends_with("_ konwent|^"), "{text}");
        assert!(value["text_base"].as_str().is_some_and(|text| text.contains("dzielnica")), "{value}");
        assert_eq!((&value["title"], &value["kind"]), (&json!("konwent"), &json!(["news"])));
        let restored = RestoredDocument::read(std::str::from_utf8(&json).expect("text")).expect("restored");
        assert_eq!(restored.document, document);
    }

    #[test]
    fn a_mapping_has_every_field_that_is_written() {
        let body = index_body(None, (1, 0));
        let properties = body["mappings"]["properties"].as_object().expect("properties");
        let mut document = Document::new("a".parse().expect("an id"), "Konwent", "Rada");
        document.lead = Some("O zieleni".to_owned());
        let prepared = IndexableDocument::for_engine(EngineKind::OpenSearch, &document, None);
        let json = prepared.remote.expect("for a cluster").into_json().expect("json");
        let value: Value = serde_json::from_slice(&json).expect("json");
        let unknown =
            value.as_object().expect("fields").keys().filter(|name| !properties.contains_key(*name));
        assert_eq!(unknown.count(), 0);
    }
}
