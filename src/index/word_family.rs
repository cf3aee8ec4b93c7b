//! Finds the terms of an index in the same word family, and the locations of postings.
//!
//! What makes a family is left to `analysis::word_family`, and what one segment contains to `segment_terms`.
//!
//! Invariant: a location belongs to the snapshot that it was found in.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::{Searcher, postings::TermInfo, schema::Field};

use super::segment_terms::each_term_beginning;
use crate::error::Result;

/// The locations of a term's postings in each segment. Copies share one list.
#[derive(Debug, Clone)]
pub(crate) struct TermLocation {
    /// The term itself.
    pub(crate) text: Arc<str>,
    pub(crate) infos: Arc<[Option<TermInfo>]>,
    /// The number of documents that contain it.
    pub(crate) doc_freq: u64,
}

impl TermLocation {
    /// Creates a location from those in each segment, or returns `None` if no document contains the term.
    pub(super) fn from_infos(text: &str, infos: Vec<Option<TermInfo>>) -> Option<Self> {
        let doc_freq = infos.iter().flatten().map(|info| u64::from(info.doc_freq)).sum();
        (doc_freq > 0).then(|| Self { text: text.into(), infos: infos.into(), doc_freq })
    }

    /// Returns the approximate number of its positions: one takes about a byte.
    pub(crate) fn positions(&self) -> u64 {
        let bytes = self.infos.iter().flatten().map(|info| info.positions_range.len() as u64).sum::<u64>();
        bytes.max(self.doc_freq)
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
        let mut count = 0;
        each_term_beginning(&*segment.inverted_index(field)?, prefix, |term, info| {
            count += 1;
            if count > most {
                are_all = false;
                return false;
            }
            if let Some(infos) = found.get_mut(term) {
                infos[ord] = Some(info.clone());
            } else {
                let mut infos = vec![None; segments.len()];
                infos[ord] = Some(info.clone());
                found.insert(term.to_owned(), infos);
            }
            true
        })?;
    }
    let located = |(term, infos): (String, _)| {
        let located = TermLocation::from_infos(&term, infos)?;
        Some((term, located))
    };
    Ok((found.into_iter().filter_map(located).collect(), are_all))
}
