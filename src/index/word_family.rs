//! Finds the terms of an index in the same word family, and the locations of postings.
//!
//! What makes a family is left to `analysis::word_family`.
//!
//! Invariant: a cached family always belongs to the snapshot that caches it.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::{Searcher, TantivyError, Term, postings::TermInfo, schema::Field};

use super::{accent_automaton::AccentAutomaton, schema::Fields};
use crate::{
    analysis::word_family::{self, WordFamily},
    error::Result,
};

/// The maximum number of words cached before the cache is cleared: some 8 MB at most.
const MAX_REMEMBERED: usize = 4096;
/// The maximum number of related terms: 16 and 30 give the same NDCG@10.
const MAX_RELATIVES: usize = 5;

/// The locations of a term's postings in each segment.
#[derive(Debug, Clone)]
pub(crate) struct TermLocation {
    pub(crate) infos: Vec<Option<TermInfo>>,
    /// The number of documents that contain it.
    pub(crate) doc_freq: u64,
}

impl TermLocation {
    /// Finds a term, or returns `None` if no document contains it.
    pub(super) fn find(searcher: &Searcher, field: Field, text: &str) -> Result<Option<Self>> {
        let term = Term::from_field_text(field, text);
        let segments = searcher.segment_readers().iter();
        let infos = segments.map(|segment| Ok(segment.inverted_index(field)?.get_term_info(&term)?));
        Ok(Self::from_infos(infos.collect::<tantivy::Result<_>>()?))
    }

    /// Returns the approximate number of its positions: one takes about a byte.
    pub(crate) fn positions(&self) -> u64 {
        let bytes = self.infos.iter().flatten().map(|info| info.positions_range.len() as u64).sum::<u64>();
        bytes.max(self.doc_freq)
    }

    fn from_infos(infos: Vec<Option<TermInfo>>) -> Option<Self> {
        let doc_freq = infos.iter().flatten().map(|info| u64::from(info.doc_freq)).sum();
        (doc_freq > 0).then_some(Self { infos, doc_freq })
    }
}

/// A term in the same word family as another.
#[derive(Debug)]
pub(crate) struct RelatedTerm {
    pub(crate) term: String,
    /// How closely related it is, up to 1.
    pub(crate) similarity: f32,
    pub(crate) in_text: TermLocation,
    pub(crate) in_title: Option<TermLocation>,
}

/// A cache of lookups by word.
pub(super) struct LookupCache<T> {
    by_word: Mutex<FxHashMap<String, Arc<[T]>>>,
}

impl<T> Default for LookupCache<T> {
    fn default() -> Self {
        Self { by_word: Mutex::default() }
    }
}

impl<T> LookupCache<T> {
    /// Returns the cached value of a word, calling `find_out` if there is none.
    pub(super) fn get_or_compute(
        &self,
        word: &str,
        find_out: impl FnOnce() -> Result<Vec<T>>,
    ) -> Result<Arc<[T]>> {
        let lock = || self.by_word.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(word) {
            return Ok(known.clone());
        }
        let found: Arc<[T]> = find_out()?.into();
        let mut by_word = lock();
        if by_word.len() >= MAX_REMEMBERED {
            by_word.clear();
        }
        by_word.insert(word.to_owned(), found.clone());
        Ok(found)
    }
}

/// Returns the most closely related terms, closest first.
pub(super) fn related_terms(term: &str, searcher: &Searcher, fields: Fields) -> Result<Vec<RelatedTerm>> {
    let (family, mut found) = (WordFamily::new(term), Vec::new());
    for prefix in word_family::prefixes(term) {
        for (other, in_text) in terms_beginning(searcher, fields.text_base, &prefix, usize::MAX)?.0 {
            if let Some(similarity) = family.similarity(&other).filter(|_| other != term) {
                found.push((similarity, other, in_text));
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.dedup_by(|a, b| a.1 == b.1);
    found.truncate(MAX_RELATIVES);
    let related_term = |(similarity, term, in_text): (f32, String, TermLocation)| {
        let in_title = TermLocation::find(searcher, fields.title_base, &term)?;
        Ok(RelatedTerm { term, similarity, in_text, in_title })
    };
    found.into_iter().map(related_term).collect()
}

/// Returns the first `most` terms of a field in each segment that begin with `prefix`, ignoring accents, and
/// whether these are all.
pub(super) fn terms_beginning(
    searcher: &Searcher,
    field: Field,
    prefix: &str,
    most: usize,
) -> Result<(Vec<(String, TermLocation)>, bool)> {
    let segments = searcher.segment_readers();
    let (mut found, mut are_all) = (FxHashMap::<String, Vec<Option<TermInfo>>>::default(), true);
    for (ord, segment) in segments.iter().enumerate() {
        let index = segment.inverted_index(field)?;
        let mut terms = index
            .terms()
            .search(AccentAutomaton::beginning(prefix))
            .into_stream()
            .map_err(TantivyError::from)?;
        let mut count = 0;
        while terms.advance() {
            count += 1;
            if count > most {
                are_all = false;
                break;
            }
            let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
            if let Some(infos) = found.get_mut(term) {
                infos[ord] = Some(terms.value().clone());
            } else {
                let mut infos = vec![None; segments.len()];
                infos[ord] = Some(terms.value().clone());
                found.insert(term.to_owned(), infos);
            }
        }
    }
    let located = |(term, infos)| Some((term, TermLocation::from_infos(infos)?));
    Ok((found.into_iter().filter_map(located).collect(), are_all))
}
