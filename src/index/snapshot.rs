//! A snapshot of the index, as readers see it: stored documents, indexed terms, statistics.
//!
//! Counts are of documents: engine documents that only store pieces of one are never counted.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use jiff::civil::Date;
use serde::Serialize;
use tantivy::{
    DocAddress, DocId, InvertedIndexReader, Searcher, SegmentReader, Term,
    collector::DocSetCollector,
    columnar::StrColumn,
    index::SegmentId,
    query::TermQuery,
    schema::{Field, IndexRecordOption},
};

use super::{
    accent_automaton::AccentAutomaton,
    pages::PagePiece,
    schema::{Fields, column},
    stored::{DocumentHead, StoredDocument, StoredId, TextPosition},
    suggest_index::{self, SuggestIndex, SuggestIndexSlot},
    word_family::{self, LookupCache, RelatedTerm, TermLocation},
};
use crate::{
    analysis::{self, is_accented, unaccented},
    document::{DocumentId, Fingerprint, OcrState, SourceHash},
    error::Result,
};

/// The maximum number of forms considered that differ only in accents.
const MAX_FORMS: usize = 64;
/// The number of terms examined per form that a prefix may expand to.
const LOOKED_AT: usize = 200;

/// The origin of a document, needed to update the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The absolute path of the file, or `None` if the document was received over HTTP.
    pub source: Option<String>,
    /// What it was made from, and whether its text is complete; `None` if the index does not say.
    pub fingerprint: Option<Fingerprint>,
}

impl Origin {
    fn from_columns(source: Option<String>, hash: Option<String>) -> Self {
        Self { source, fingerprint: hash.and_then(|known| known.parse().ok()) }
    }

    /// Returns the entity tag of the document; empty if the index does not say what it was made from.
    pub fn tag(&self) -> String {
        self.fingerprint.as_ref().map(Fingerprint::tag).unwrap_or_default()
    }

    /// Returns what is missing of the text and can still be added, if anything.
    pub fn missing(&self) -> Option<OcrState> {
        self.fingerprint.as_ref()?.completeness.missing()
    }

    /// Whether the document was made from exactly this, whatever was missing of its text.
    pub(crate) fn is_of(&self, content: &SourceHash) -> bool {
        self.fingerprint.as_ref().is_some_and(|known| known.content == *content)
    }
}

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

/// A snapshot of the index.
#[derive(Clone)]
pub struct Snapshot {
    searcher: Searcher,
    fields: Fields,
    documents: u64,
    /// Cached locations of terms, by field and term.
    located: Arc<LookupCache<TermLocation>>,
    /// Cached words of the same family, by term.
    related_terms: Arc<LookupCache<RelatedTerm>>,
    /// Cached forms that equal an unaccented form after accent folding.
    likes: Arc<LookupCache<String>>,
    /// Cached forms that follow another form.
    followers: Arc<LookupCache<String>>,
    /// The register of each segment.
    suggest_indexes: Vec<Arc<SuggestIndexSlot>>,
}

impl Snapshot {
    /// Creates a snapshot and counts the documents, which takes time if some have been deleted.
    pub(super) fn new(searcher: Searcher, fields: Fields) -> Result<Self> {
        let counts = searcher.segment_readers().iter().map(count_documents);
        let documents = counts.sum::<Result<u64>>()?;
        let suggest_indexes = searcher.segment_readers().iter().map(|_| Arc::default()).collect();
        Ok(Self {
            searcher,
            fields,
            documents,
            located: Arc::default(),
            related_terms: Arc::default(),
            likes: Arc::default(),
            followers: Arc::default(),
            suggest_indexes,
        })
    }

    /// Reuses the registers of another snapshot for segments that are in both.
    pub(super) fn with_suggest_indexes_of(mut self, other: &Self) -> Self {
        let known: HashMap<SegmentId, &Arc<SuggestIndexSlot>> =
            other.segment_ids().zip(&other.suggest_indexes).collect();
        let suggest_indexes = self.segment_ids().zip(&self.suggest_indexes);
        let suggest_indexes =
            suggest_indexes.map(|(id, own)| Arc::clone(known.get(&id).copied().unwrap_or(own)));
        self.suggest_indexes = suggest_indexes.collect();
        self
    }

    fn segment_ids(&self) -> impl Iterator<Item = SegmentId> {
        self.searcher.segment_readers().iter().map(SegmentReader::segment_id)
    }

    /// Returns the register of one segment. It is built on first use, which takes about half a second for
    /// 300,000 titles.
    pub(crate) fn suggest_index(&self, segment: usize) -> Result<&SuggestIndex> {
        self.suggest_indexes[segment].get(self.searcher.segment_reader(segment as u32), self.fields)
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

    /// Returns the form that occurs directly after another in most documents, the first of equal ones, or
    /// `None` if none does in `at_least` of a bounded number of documents. The result is cached by `key`,
    /// which must identify the forms.
    pub(crate) fn following<'f>(
        &self,
        key: &str,
        before: &str,
        at_least: usize,
        forms: impl FnOnce() -> Vec<&'f str>,
    ) -> Result<Option<String>> {
        let find = || {
            let mut best: Option<(usize, &str)> = None;
            for form in forms() {
                let segments = self.searcher.segment_readers().iter();
                let counts = segments
                    .map(|segment| suggest_index::documents_with_pair(segment, self.fields, [before, form]));
                let count = counts.sum::<Result<usize>>()?;
                if count >= at_least && best.is_none_or(|(most, _)| count > most) {
                    best = Some((count, form));
                }
            }
            Ok(best.into_iter().map(|(_, form)| form.to_owned()).collect())
        };
        Ok(self.followers.get_or_compute(key, find)?.first().cloned())
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
        self.documents
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
        let goes_on =
            self.stored(address)?.goes_on(place) && place.read_on(&self.searcher, bytes, &mut pieces)?;
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
    pub(super) fn origin_at(&self, main: DocAddress) -> Origin {
        let columns = self.searcher.segment_reader(main.segment_ord).fast_fields();
        let text = |name| first_text(columns.str(name).ok().flatten().as_ref(), main.doc_id);
        Origin::from_columns(text(column::SOURCE), text(column::HASH))
    }

    /// Reads the stored document at an address.
    pub(crate) fn stored(&self, address: DocAddress) -> Result<StoredDocument<'_>> {
        StoredDocument::read(&self.searcher, address)
    }

    /// Returns the exact forms in the index that equal a form typed without accents, ignoring accents and
    /// apostrophes; none if they cannot be read.
    pub(crate) fn forms_like(&self, form: &str) -> Vec<String> {
        let plain = unaccented(form);
        let found = self.likes.get_or_compute(&plain, || Ok(self.find_forms_like(&plain)));
        found.map(|forms| forms.to_vec()).unwrap_or_default()
    }

    fn find_forms_like(&self, plain: &str) -> Vec<String> {
        let mut forms = Vec::new();
        for field in [self.fields.title, self.fields.text] {
            for segment in self.searcher.segment_readers() {
                let found = segment.inverted_index(field).map(|index| forms_of(&index, plain));
                forms.extend(found.unwrap_or_default());
            }
        }
        forms.sort_unstable();
        forms.dedup();
        forms
    }

    /// Returns the location of a term's postings, or `None` if no document contains it.
    pub(crate) fn located(&self, field: Field, text: &str) -> Result<Option<TermLocation>> {
        let key = format!("{}/{text}", field.field_id());
        let found = self.located.get_or_compute(&key, || {
            Ok(TermLocation::find(&self.searcher, field, text)?.into_iter().collect())
        })?;
        Ok(found.first().cloned())
    }

    /// Returns the terms of a field that begin with `prefix`, ignoring accents, in no particular order.
    pub(crate) fn terms_beginning(&self, field: Field, prefix: &str) -> Result<Vec<(String, TermLocation)>> {
        Ok(word_family::terms_beginning(&self.searcher, field, prefix, usize::MAX)?.0)
    }

    /// Returns the lemma terms of titles and texts that begin with `beginning`, as used for numbers; none if
    /// they cannot be read.
    pub(crate) fn numbers_beginning(&self, beginning: &str) -> Vec<String> {
        let fields = [self.fields.title_base, self.fields.text_base];
        let found = fields.map(|field| self.terms_beginning(field, beginning).unwrap_or_default());
        let mut terms: Vec<String> = found.into_iter().flatten().map(|(term, _)| term).collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// Whether any text contains a lemma term.
    pub(crate) fn holds(&self, term: &str) -> bool {
        self.located(self.fields.text_base, term).is_ok_and(|found| found.is_some())
    }

    /// Returns the terms in texts of the same word family as a lemma term, closest first.
    pub(crate) fn related_terms(&self, term: &str) -> Result<Arc<[RelatedTerm]>> {
        self.related_terms
            .get_or_compute(term, || word_family::related_terms(term, &self.searcher, self.fields))
    }

    /// Returns the most frequent exact forms with a prefix, and whether there are more than `most`; none if
    /// they cannot be read. A prefix typed without accents also matches accented forms. If there are very
    /// many, only the first are examined.
    pub(crate) fn forms_beginning(&self, beginning: &str, most: usize) -> (Vec<String>, bool) {
        let plain = unaccented(beginning);
        let is_accented = is_accented(beginning) || beginning.contains('\'');
        let (mut found, mut is_cut) = (BTreeMap::<String, u64>::new(), false);
        for field in [self.fields.title, self.fields.text] {
            let terms = word_family::terms_beginning(&self.searcher, field, &plain, most * LOOKED_AT);
            let (terms, are_all) = terms.unwrap_or((Vec::new(), true));
            is_cut |= !are_all;
            for (form, located) in terms {
                if !is_accented || form.starts_with(beginning) {
                    *found.entry(form).or_default() += located.doc_freq;
                }
            }
        }
        let mut forms: Vec<(String, u64)> = found.into_iter().collect();
        forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        is_cut |= forms.len() > most;
        forms.truncate(most);
        (forms.into_iter().map(|(form, _)| form).collect(), is_cut)
    }

    /// Returns the organs that issued acts in the index; none if they cannot be read.
    pub(crate) fn organs(&self) -> Vec<String> {
        let mut organs = Vec::new();
        for segment in self.searcher.segment_readers() {
            let column = segment.fast_fields().str(column::ORGAN).ok().flatten();
            organs.extend(column.and_then(|column| texts(&column).ok()).unwrap_or_default());
        }
        organs.sort_unstable();
        organs.dedup();
        organs
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

/// Returns the terms in a field of a segment that equal `plain`, ignoring accents.
fn forms_of(index: &InvertedIndexReader, plain: &str) -> Vec<String> {
    let Ok(mut terms) = index.terms().search(AccentAutomaton::new(plain)).into_stream() else {
        return Vec::new();
    };
    let mut forms = Vec::new();
    while terms.advance() && forms.len() < MAX_FORMS {
        forms.extend(std::str::from_utf8(terms.key()).ok().map(str::to_owned));
    }
    forms
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

/// Returns the texts of a segment's column, in order. This takes one pass, whereas looking up each text would
/// unpack the dictionary every time.
pub(crate) fn texts(column: &StrColumn) -> Result<Vec<String>> {
    let mut texts = Vec::with_capacity(column.num_terms());
    let mut terms = column.dictionary().stream().map_err(tantivy::TantivyError::from)?;
    while terms.advance() {
        texts.push(String::from_utf8_lossy(terms.key()).into_owned());
    }
    Ok(texts)
}

fn first_text(column: Option<&StrColumn>, doc: DocId) -> Option<String> {
    let column = column?;
    let ord = column.term_ords(doc).next()?;
    let mut text = String::new();
    column.ord_to_str(ord, &mut text).ok()?.then_some(text)
}

/// Converts a date to the number stored in the date column: `YYYYMMDD`.
pub(crate) fn date_number(date: Date) -> u64 {
    let number = i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day());
    u64::try_from(number).unwrap_or(0)
}
