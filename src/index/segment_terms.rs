//! What was looked up in the term dictionaries of one segment.
//!
//! A segment's dictionaries never change, whatever is deleted from it, so what was found in them stays true
//! for as long as the segment lives: a commit only makes searches look into the new segment. What a snapshot
//! makes of the findings of all its segments is left to `word_family` and `snapshot`.
//!
//! Invariant: everything cached here comes from this segment. A term that it lacks is not cached: it may be
//! one of a document in another segment, and would stay after that document is purged.

use std::sync::Arc;

use tantivy::{InvertedIndexReader, SegmentReader, TantivyError, Term, postings::TermInfo, schema::Field};

use super::{accent_automaton::AccentAutomaton, lookup_cache::LookupCache, schema::Fields};
use crate::{
    analysis::word_family::{self, WordFamily},
    error::Result,
};

/// The maximum number of terms cached per segment. A word of a query is looked up in four to six fields, so
/// these are some 1,500 words; they take about 1 MB, and an index seldom has more than a dozen segments.
const MAX_TERMS: usize = 8192;
/// The maximum number of words per segment whose families and accented forms are cached: some 0.5 MB.
const MAX_WORDS: usize = 1024;
/// The maximum number of related terms: 16 and 30 give the same NDCG@10.
pub(super) const MAX_RELATIVES: usize = 5;
/// The maximum number of forms considered that differ only in accents.
const MAX_FORMS: usize = 64;

/// The cached look-ups of one segment.
pub(super) struct SegmentTerms {
    /// Where the postings of terms are; never `None`.
    infos: LookupCache<Option<TermInfo>>,
    /// The closest relatives of terms.
    relatives: LookupCache<Arc<[Relative]>>,
    /// The forms that equal an unaccented form after accent folding.
    likes: LookupCache<Arc<[String]>>,
}

/// A term of the same word family as another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Relative {
    pub(super) term: String,
    /// How closely related it is, up to 1.
    pub(super) similarity: f32,
}

impl Default for SegmentTerms {
    fn default() -> Self {
        Self {
            infos: LookupCache::new(MAX_TERMS),
            relatives: LookupCache::new(MAX_WORDS),
            likes: LookupCache::new(MAX_WORDS),
        }
    }
}

impl SegmentTerms {
    /// Returns where the postings of a term are, or `None` if the segment does not contain it.
    pub(super) fn info(&self, segment: &SegmentReader, field: Field, text: &str) -> Result<Option<TermInfo>> {
        let find = || {
            let term = Term::from_field_text(field, text);
            Ok(segment.inverted_index(field)?.get_term_info(&term).map_err(TantivyError::from)?)
        };
        self.infos.get_or_find_if(field, text, find, Option::is_some)
    }

    /// Returns the terms of texts most closely related to a term. Whatever is among the closest of an index
    /// is among the closest of every segment that contains it.
    pub(super) fn relatives(
        &self,
        segment: &SegmentReader,
        fields: Fields,
        term: &str,
    ) -> Result<Arc<[Relative]>> {
        let field = fields.text_base;
        let find = || {
            let (family, mut found) = (WordFamily::new(term), Vec::new());
            for prefix in word_family::prefixes(term) {
                each_term_beginning(&*segment.inverted_index(field)?, &prefix, |other, _| {
                    if let Some(similarity) = family.similarity(other).filter(|_| other != term) {
                        found.push(Relative { term: other.to_owned(), similarity });
                    }
                    true
                })?;
            }
            Ok(closest(found).into())
        };
        self.relatives.get_or_find_if(field, term, find, |found: &Arc<[Relative]>| !found.is_empty())
    }

    /// Returns the exact forms of titles and texts that equal `plain`, ignoring accents and apostrophes; none
    /// if they cannot be read.
    pub(super) fn forms_like(&self, segment: &SegmentReader, fields: Fields, plain: &str) -> Arc<[String]> {
        let find = || {
            let mut found = Vec::new();
            for field in [fields.title, fields.text] {
                found.extend(forms_of(&*segment.inverted_index(field)?, plain)?);
            }
            Ok(found.into())
        };
        let is_kept = |found: &Arc<[String]>| !found.is_empty();
        self.likes.get_or_find_if(fields.text, plain, find, is_kept).unwrap_or_default()
    }

    /// Whether anything about a text is cached.
    #[cfg(test)]
    pub(super) fn knows(&self, fields: Fields, text: &str) -> bool {
        let all = [fields.title, fields.title_base, fields.text, fields.text_base, fields.lead_base];
        all.iter().any(|field| {
            self.infos.has(*field, text) || self.relatives.has(*field, text) || self.likes.has(*field, text)
        })
    }
}

/// Returns the most closely related terms without duplicates, closest first.
pub(super) fn closest(mut found: Vec<Relative>) -> Vec<Relative> {
    found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then_with(|| a.term.cmp(&b.term)));
    found.dedup_by(|a, b| a.term == b.term);
    found.truncate(MAX_RELATIVES);
    found
}

/// Calls `each` with the terms of a dictionary that begin with `prefix`, ignoring accents, until it returns
/// `false`.
///
/// # Errors
///
/// Returns an error if the dictionary cannot be read.
pub(super) fn each_term_beginning(
    index: &InvertedIndexReader,
    prefix: &str,
    mut each: impl FnMut(&str, &TermInfo) -> bool,
) -> Result<()> {
    let automaton = AccentAutomaton::beginning(prefix);
    let mut terms = index.terms().search(automaton).into_stream().map_err(TantivyError::from)?;
    while terms.advance() {
        if let Ok(term) = std::str::from_utf8(terms.key())
            && !each(term, terms.value())
        {
            break;
        }
    }
    Ok(())
}

/// Returns the terms in a field of a segment that equal `plain`, ignoring accents.
fn forms_of(index: &InvertedIndexReader, plain: &str) -> Result<Vec<String>> {
    let automaton = AccentAutomaton::new(plain);
    let mut terms = index.terms().search(automaton).into_stream().map_err(TantivyError::from)?;
    let mut forms = Vec::new();
    while terms.advance() && forms.len() < MAX_FORMS {
        forms.extend(std::str::from_utf8(terms.key()).ok().map(str::to_owned));
    }
    Ok(forms)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn relatives() -> impl Strategy<Value = Vec<Relative>> {
        let one = (0..40_u8).prop_map(|number| Relative {
            term: format!("t{number}"),
            similarity: f32::from(number % 7) / 7.0,
        });
        prop::collection::vec(one, 0..20)
    }

    proptest! {
        #[test]
        fn the_closest_of_all_segments_are_among_the_closest_of_each(segments in prop::collection::vec(relatives(), 1..5)) {
            let by_segment = segments.iter().cloned().flat_map(closest).collect();
            prop_assert_eq!(closest(by_segment), closest(segments.concat()));
        }
    }
}
