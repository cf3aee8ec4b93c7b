//! A snapshot of the index, as readers see it: stored documents, columns, statistics. Its terms are left to
//! `vocabulary`.
//!
//! Counts are of documents: engine documents that only store pieces of one are never counted.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde::Serialize;
use tantivy::{
    DocAddress, DocId, Searcher, SegmentReader, Term,
    collector::DocSetCollector,
    columnar::StrColumn,
    index::SegmentId,
    query::TermQuery,
    schema::{Field, IndexRecordOption},
};

use super::{
    cluster_document::FieldAverages,
    length_table::LengthTable,
    origin::Origin,
    pages::PagePiece,
    remote_index::RemoteIndex,
    schema::{Fields, column},
    segment_columns::SegmentColumns,
    segment_state::SegmentState,
    snapshot_caches::SnapshotCaches,
    stored::{DocumentHead, StoredDocument, StoredId, TextPosition},
    suggest_index::{self, RankedTopic, SuggestIndex, TopicIndex},
};
use crate::{
    analysis,
    document::{DocumentId, Fingerprint},
    error::Result,
};

/// The figures of `skorowidz stats`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Statistics {
    /// The number of documents in the index.
    pub documents: u64,
    /// The number of documents of each kind.
    pub kinds: BTreeMap<String, u64>,
    /// The number of documents in each language.
    pub languages: BTreeMap<String, u64>,
    /// The number of documents of each year. Documents without a year are not counted.
    pub years: BTreeMap<String, u64>,
    /// The size of the live generation on disk, in bytes.
    pub size_bytes: u64,
    /// The version of the analyzer that wrote the index.
    #[serde(rename = "analyser")]
    pub analyzer: String,
}

/// A snapshot of the index. Copies share everything.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    documents: u64,
    /// What is known of each segment, shared with other snapshots that contain it.
    segments: Arc<[Arc<SegmentState>]>,
    pub(super) cached: Arc<SnapshotCaches>,
    /// The catalog that frequencies and words are taken from, if this is a part of what is indexed.
    pub(super) catalog: Option<Arc<Self>>,
    /// Where the texts are, if not here.
    pub(super) remote: Option<RemoteIndex>,
}

impl Snapshot {
    /// Creates a snapshot and counts the documents, which takes time if some have been deleted.
    pub(super) fn new(searcher: Searcher, fields: Fields) -> Result<Self> {
        let counts = searcher.segment_readers().iter().map(count_documents);
        let documents = counts.sum::<Result<u64>>()?;
        let segments = searcher.segment_readers().iter().map(|_| Arc::default()).collect();
        let cached = Arc::default();
        Ok(Self { searcher, fields, documents, segments, cached, catalog: None, remote: None })
    }

    /// Takes frequencies and words from the catalog of all documents, of which this has a few.
    pub(super) fn of_catalog(self, catalog: &Self) -> Self {
        Self { catalog: Some(Arc::new(catalog.clone())), ..self }
    }

    /// Reads texts from a cluster: this is its catalog.
    pub(super) fn with_texts_in(self, remote: Option<&RemoteIndex>) -> Self {
        Self { remote: remote.cloned(), ..self }
    }

    /// Takes over what another snapshot knows of the segments that are in both. What only the other one
    /// contains is not kept.
    pub(super) fn with_segments_of(self, other: &Self) -> Self {
        let known = other.segment_ids().zip(other.segments.iter().cloned()).collect();
        self.with_states(known)
    }

    /// Takes over what is known of segments; of others, nothing is.
    pub(super) fn with_states(mut self, known: Vec<(SegmentId, Arc<SegmentState>)>) -> Self {
        let mut known: HashMap<SegmentId, Arc<SegmentState>> = known.into_iter().collect();
        let segments = self.segment_ids().zip(self.segments.iter());
        let segments = segments.map(|(id, own)| known.remove(&id).unwrap_or_else(|| Arc::clone(own)));
        self.segments = segments.collect();
        self
    }

    /// Returns the segments with what is known of them.
    pub(super) fn states(&self) -> impl Iterator<Item = (&SegmentReader, &SegmentState)> {
        self.searcher.segment_readers().iter().zip(self.segments.iter().map(Arc::as_ref))
    }

    pub(super) fn segment_ids(&self) -> impl Iterator<Item = SegmentId> {
        self.searcher.segment_readers().iter().map(SegmentReader::segment_id)
    }

    /// Returns the register of one segment. It is built on first use, which takes about half a second for
    /// 300,000 titles.
    pub(crate) fn suggest_index(&self, segment: usize) -> Result<&SuggestIndex> {
        self.segments[segment].suggest_index.get(self.searcher.segment_reader(segment as u32), self.fields)
    }

    /// Returns the topics of one segment, prepared for suggestions on first use.
    pub(crate) fn topic_index(&self, segment: usize) -> Result<&TopicIndex> {
        self.segments[segment].topics(self.searcher.segment_reader(segment as u32))
    }

    /// Returns the id and the text of a topic found in a segment.
    pub(crate) fn named_topic(&self, segment: usize, found: RankedTopic) -> Result<Option<(String, String)>> {
        let meetings = self.segments[segment].meetings(self.searcher.segment_reader(segment as u32))?;
        Ok(meetings.named(found.topic))
    }

    /// Returns the columns of one segment, opened once.
    pub(crate) fn columns(&self, segment: usize) -> Result<&SegmentColumns> {
        self.segments[segment].columns(self.searcher.segment_reader(segment as u32))
    }

    /// Returns the date of the newest document, as a number `YYYYMMDD`; 0 if none has a date.
    pub(crate) fn newest(&self) -> Result<u64> {
        if let Some(catalog) = &self.catalog {
            return catalog.newest();
        }
        if let Some(newest) = self.cached.newest.get() {
            return Ok(*newest);
        }
        let newest = self.states().map(|(reader, state)| Ok(state.columns(reader)?.newest()));
        let newest = newest.collect::<Result<Vec<_>>>()?.into_iter().max().unwrap_or(0);
        Ok(*self.cached.newest.get_or_init(|| newest))
    }

    /// Returns the average number of words in a field.
    pub(crate) fn average_words(&self, field: Field) -> Result<f32> {
        if let Some(catalog) = &self.catalog {
            return catalog.average_words(field);
        }
        let mut words = 0;
        for segment in self.searcher.segment_readers() {
            words += segment.inverted_index(field)?.total_num_tokens();
        }
        Ok(words as f32 / self.documents.max(1) as f32)
    }

    /// Returns the average number of words in the fields that a cluster weighs by length.
    pub(super) fn averages(&self) -> Result<FieldAverages> {
        let Fields { title, text, lead_base, .. } = self.fields;
        let average = |field| self.average_words(field).map(|words| words.max(1.0));
        Ok(FieldAverages { title: average(title)?, text: average(text)?, lead: average(lead_base)? })
    }

    /// Returns the tables that `derive` computes from the averages of this snapshot; it is called once.
    pub(crate) fn length_tables(
        &self,
        derive: impl FnOnce() -> Result<[LengthTable; 4]>,
    ) -> Result<&[LengthTable; 4]> {
        if let Some(catalog) = &self.catalog {
            return catalog.length_tables(derive);
        }
        if let Some(tables) = self.cached.length_tables.get() {
            return Ok(tables);
        }
        let tables = derive()?;
        Ok(self.cached.length_tables.get_or_init(|| tables))
    }

    /// Whether at least `at_least` documents contain all these forms, each in the text or the title, as far
    /// as a bounded number of documents shows.
    pub(crate) fn stand_together(&self, forms: &[&str], at_least: usize) -> Result<bool> {
        let mut count = 0;
        for segment in self.searcher.segment_readers() {
            if count < at_least {
                count += suggest_index::documents_with(segment, self.fields, forms, at_least - count)?;
            }
        }
        Ok(count >= at_least)
    }

    /// Returns the id and record of a document, for places where only its title is shown.
    pub(crate) fn head(&self, address: DocAddress) -> Result<DocumentHead> {
        DocumentHead::read(&self.searcher, address)
    }

    /// Whether a searcher would see the same documents.
    pub(super) fn is_of(&self, searcher: &Searcher) -> bool {
        self.searcher.generation().segments() == searcher.generation().segments()
    }

    /// Returns a tag that identifies this state within its generation: its segments and their deletions.
    pub(super) fn tag(&self) -> String {
        let segments = self.searcher.generation().segments().iter();
        let tags = segments.map(|(id, deletes)| format!("{}:{}", id.uuid_string(), deletes.unwrap_or(0)));
        tags.collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub(crate) fn fields(&self) -> Fields {
        self.fields
    }

    /// Returns the number of documents.
    pub fn documents(&self) -> u64 {
        self.catalog.as_ref().map_or(self.documents, |catalog| catalog.documents)
    }

    /// Returns the cluster that has the texts, if this is a catalog.
    pub(crate) fn remote(&self) -> Option<&RemoteIndex> {
        self.remote.as_ref()
    }

    /// Returns the addresses of all documents with their ids.
    pub(crate) fn documents_by_address(&self) -> impl Iterator<Item = (DocAddress, String)> {
        (0..).zip(self.searcher.segment_readers()).flat_map(|(ord, segment)| {
            let ids = segment.fast_fields().str(column::ID).ok().flatten();
            segment
                .doc_ids_alive()
                .filter_map(move |doc| Some((DocAddress::new(ord, doc), first_text(ids.as_ref(), doc)?)))
        })
    }

    /// Returns the addresses of all documents, and of engine documents that store parts of them.
    pub(crate) fn every_document(&self) -> impl Iterator<Item = DocAddress> {
        (0..)
            .zip(self.searcher.segment_readers())
            .flat_map(|(ord, segment)| segment.doc_ids_alive().map(move |doc| DocAddress::new(ord, doc)))
    }

    /// Returns the number of segments searched.
    pub fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// Reads on in the text of the document with this id and fingerprint, at least `bytes` bytes unless it
    /// ends. Returns `None` if the document no longer exists or has changed.
    pub fn read_on(
        &self,
        (id, known): (&DocumentId, Option<&Fingerprint>),
        place: &mut TextPosition,
        bytes: usize,
    ) -> Result<Option<Vec<PagePiece>>> {
        let mut pieces = Vec::new();
        if place.read_on(&self.searcher, bytes, &mut pieces)? {
            return Ok(Some(pieces));
        }
        // Segments were merged, or the document was replaced.
        let is_same = |address: &DocAddress| self.origin_at(*address).fingerprint.as_ref() == known;
        let Some(address) = self.address(id)?.filter(is_same) else { return Ok(None) };
        let stored = self.stored(address)?;
        let goes_on = stored.goes_on(place) && place.read_on(stored.searcher(), bytes, &mut pieces)?;
        Ok(goes_on.then_some(pieces))
    }

    /// Returns the address of the main engine document with this id.
    pub(crate) fn address(&self, id: &DocumentId) -> Result<Option<DocAddress>> {
        let term = Term::from_field_text(self.fields.group, id.as_str());
        let group = TermQuery::new(term, IndexRecordOption::Basic);
        Ok(self.searcher.search(&group, &DocSetCollector)?.into_iter().min())
    }

    /// Returns the origin of the document with this id, or `None` if it does not exist.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub fn origin(&self, id: &DocumentId) -> Result<Option<Origin>> {
        Ok(self.address(id)?.map(|address| self.origin_at(address)))
    }

    /// Returns the origin of the document whose main engine document is at this address.
    pub(crate) fn origin_at(&self, main: DocAddress) -> Origin {
        let columns = self.searcher.segment_reader(main.segment_ord).fast_fields();
        let text = |name| first_text(columns.str(name).ok().flatten().as_ref(), main.doc_id);
        Origin::from_columns(text(column::SOURCE), text(column::HASH))
    }

    /// Returns what the document at an address was made from; `None` if the index does not say.
    pub(crate) fn fingerprint_at(&self, address: DocAddress) -> Option<Fingerprint> {
        let segment = self.searcher.segment_reader(address.segment_ord);
        let hashes = self.segments[address.segment_ord as usize].hashes(segment).ok()?;
        first_text(hashes, address.doc_id)?.parse().ok()
    }

    /// Returns the id and fingerprint of the document at an address, without reading the store; `None` if the index
    /// does not say what it was made from.
    pub(crate) fn identity_at(&self, address: DocAddress) -> Option<(DocumentId, Fingerprint)> {
        Some((self.id_at(address)?, self.fingerprint_at(address)?))
    }

    /// Returns the id of the document at an address, without reading the store.
    pub(crate) fn id_at(&self, address: DocAddress) -> Option<DocumentId> {
        let segment = self.searcher.segment_reader(address.segment_ord);
        let ids = self.segments[address.segment_ord as usize].ids(segment).ok()?;
        first_text(ids, address.doc_id)?.parse().ok()
    }

    /// Reads the stored document at an address.
    pub(crate) fn stored(&self, address: DocAddress) -> Result<StoredDocument> {
        if self.remote.is_none() {
            return StoredDocument::read(&self.searcher, address);
        }
        let shown = self.at_hand(&[address])?;
        StoredDocument::read(&shown.snapshot.searcher, shown.addresses[0])
    }

    /// Returns the id of the document at an address. It is read from the store, because the rest of the
    /// document is read there, too; the column would have to unpack a block of ids.
    pub(crate) fn id(&self, address: DocAddress) -> Result<String> {
        Ok(self.searcher.doc::<StoredId>(address)?.0)
    }

    /// Returns the origin of every document, by id.
    pub(crate) fn indexed(&self) -> HashMap<String, Origin> {
        let mut indexed = HashMap::with_capacity(self.documents() as usize);
        for segment in self.searcher.segment_readers() {
            let columns = [column::ID, column::SOURCE, column::HASH]
                .map(|name| segment.fast_fields().str(name).ok().flatten());
            for doc in segment.doc_ids_alive() {
                let [id, source, hash] = columns.each_ref().map(|c| first_text(c.as_ref(), doc));
                if let Some(id) = id {
                    indexed.insert(id, Origin::from_columns(source, hash));
                }
            }
        }
        indexed
    }

    /// Returns the statistics of this snapshot.
    pub fn statistics(&self, size_bytes: u64) -> Result<Statistics> {
        let (mut kinds, mut languages, mut years) =
            <(BTreeMap<_, _>, BTreeMap<_, _>, BTreeMap<_, _>)>::default();
        for segment in self.searcher.segment_readers() {
            count_texts(segment, column::KIND, &mut kinds);
            count_texts(segment, column::LANGUAGE, &mut languages);
            let year = segment.fast_fields().u64(column::YEAR)?;
            for doc in segment.doc_ids_alive() {
                if let Some(year) = year.first(doc) {
                    *years.entry(year.to_string()).or_default() += 1;
                }
            }
        }
        let analyzer = analysis::version().to_owned();
        Ok(Statistics { documents: self.documents(), kinds, languages, years, size_bytes, analyzer })
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("documents", &self.documents()).finish_non_exhaustive()
    }
}

/// Returns the number of documents in a segment that are not deleted: those with an id.
fn count_documents(segment: &SegmentReader) -> Result<u64> {
    let Some(ids) = segment.fast_fields().str(column::ID)? else { return Ok(0) };
    let (all, index) = (ids.ords().values.num_vals(), &ids.ords().index);
    let count = match (segment.has_deletes(), all == segment.max_doc()) {
        (false, _) => all as usize,
        (true, true) => segment.num_docs() as usize,
        (true, false) => segment.doc_ids_alive().filter(|&doc| index.has_value(doc)).count(),
    };
    Ok(count as u64)
}

fn count_texts(segment: &SegmentReader, name: &str, counts: &mut BTreeMap<String, u64>) {
    let column = segment.fast_fields().str(name).ok().flatten();
    for doc in segment.doc_ids_alive() {
        if let Some(text) = first_text(column.as_ref(), doc) {
            *counts.entry(text).or_default() += 1;
        }
    }
}

fn first_text(column: Option<&StrColumn>, doc: DocId) -> Option<String> {
    let column = column?;
    let ord = column.term_ords(doc).next()?;
    let mut text = String::new();
    column.ord_to_str(ord, &mut text).ok()?.then_some(text)
}

#[cfg(test)]
mod tests;
