//! The words of a snapshot: where terms are, what forms there are, what belongs to the same family.
//!
//! What was found is cached, by segment (`segment_terms`) and for all segments together (`snapshot_caches`).

use std::{collections::BTreeMap, sync::Arc};

use tantivy::schema::Field;

use super::{
    schema::column,
    segment_terms::{self, Relative},
    snapshot::Snapshot,
    suggest_index,
    word_family::{self, RelatedTerm, TermLocation},
};
use crate::{
    analysis::{is_accented, unaccented},
    error::Result,
};

/// The number of terms examined per form that a prefix may expand to.
const LOOKED_AT: usize = 200;

impl Snapshot {
    /// Returns the exact forms in the index that equal a form typed without accents, ignoring accents and
    /// apostrophes; none if they cannot be read.
    pub(crate) fn forms_like(&self, form: &str) -> Vec<String> {
        if let Some(catalog) = &self.catalog {
            return catalog.forms_like(form);
        }
        let plain = unaccented(form);
        let find = || {
            let found =
                self.states().map(|(reader, state)| state.terms.forms_like(reader, self.fields, &plain));
            let mut forms: Vec<String> = found.flat_map(|forms| forms.to_vec()).collect();
            forms.sort_unstable();
            forms.dedup();
            Ok(forms.into())
        };
        let found = self.cached.likes.get_or_find(self.fields.text, &plain, find);
        found.map(|forms| forms.to_vec()).unwrap_or_default()
    }

    /// Returns the location of a term's postings, or `None` if no document contains it.
    pub(crate) fn located(&self, field: Field, text: &str) -> Result<Option<TermLocation>> {
        self.cached.located.get_or_find(field, text, || {
            let infos = self.states().map(|(reader, state)| state.terms.info(reader, field, text));
            let infos = infos.collect::<Result<Vec<_>>>()?;
            match &self.catalog {
                None => Ok(TermLocation::from_infos(text, infos)),
                Some(catalog) => {
                    let known = catalog.located(field, text)?;
                    Ok(known.map(|known| TermLocation { infos: infos.into(), ..known }))
                }
            }
        })
    }

    /// Returns the terms of a field that begin with `prefix`, ignoring accents, in no particular order.
    pub(crate) fn terms_beginning(&self, field: Field, prefix: &str) -> Result<Vec<(String, TermLocation)>> {
        if let Some(catalog) = &self.catalog {
            let known = catalog.terms_beginning(field, prefix)?.into_iter();
            let own = known.map(|(term, _)| Ok(self.located(field, &term)?.map(|located| (term, located))));
            return own.filter_map(Result::transpose).collect();
        }
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

    /// Whether any title or text contains an exact form.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(crate) fn has_form(&self, form: &str) -> Result<bool> {
        Ok(self.documents_with_form(form)? > 0)
    }

    /// Returns the number of documents that contain an exact form in the title or in the text, whichever are
    /// more.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(crate) fn documents_with_form(&self, form: &str) -> Result<u64> {
        self.most_documents([self.fields.text, self.fields.title], form)
    }

    /// Returns the number of documents that contain a lemma term in the title or in the text, whichever are
    /// more.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(crate) fn documents_with_term(&self, term: &str) -> Result<u64> {
        self.most_documents([self.fields.text_base, self.fields.title_base], term)
    }

    fn most_documents(&self, fields: [Field; 2], text: &str) -> Result<u64> {
        let mut most = 0;
        for field in fields {
            most = most.max(self.located(field, text)?.map_or(0, |located| located.doc_freq));
        }
        Ok(most)
    }

    /// Returns the number of documents that contain one exact form directly after another, as far as a
    /// bounded number of documents shows.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub(crate) fn documents_with_pair(&self, forms: [&str; 2]) -> Result<u64> {
        let segments = self.searcher.segment_readers().iter();
        let fields = [self.fields.text, self.fields.title];
        let counts = segments.map(|segment| suggest_index::documents_with_pair(segment, fields, forms));
        Ok(counts.sum::<Result<usize>>()? as u64)
    }

    /// Returns the terms in texts of the same word family as a lemma term, closest first.
    pub(crate) fn related_terms(&self, term: &str) -> Result<Arc<[RelatedTerm]>> {
        self.cached.related_terms.get_or_find(self.fields.text_base, term, || self.find_related_terms(term))
    }

    fn find_related_terms(&self, term: &str) -> Result<Arc<[RelatedTerm]>> {
        let mut found = Vec::new();
        for (reader, state) in self.catalog.as_deref().unwrap_or(self).states() {
            found.extend_from_slice(&state.terms.relatives(reader, self.fields, term)?);
        }
        let mut related_terms = Vec::new();
        for Relative { term, similarity } in segment_terms::closest(found) {
            let in_title = self.located(self.fields.title_base, &term)?;
            let in_text = self.located(self.fields.text_base, &term)?;
            related_terms.extend(in_text.map(|in_text| RelatedTerm { term, similarity, in_text, in_title }));
        }
        Ok(related_terms.into())
    }

    /// Returns the most frequent exact forms with a prefix, and whether there are more than `most`; none if
    /// they cannot be read. A prefix typed without accents also matches accented forms. If there are very
    /// many, only the first are examined.
    pub(crate) fn forms_beginning(&self, beginning: &str, most: usize) -> (Vec<String>, bool) {
        if let Some(catalog) = &self.catalog {
            return catalog.forms_beginning(beginning, most);
        }
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
        if let Some(catalog) = &self.catalog {
            return catalog.organs();
        }
        let mut organs = Vec::new();
        for (reader, state) in self.states() {
            let organs_of_segment =
                state.columns(reader).ok().and_then(|columns| columns.texts(column::ORGAN));
            organs.extend(organs_of_segment.iter().flat_map(|column| column.values.iter().cloned()));
        }
        organs.sort_unstable();
        organs.dedup();
        organs
    }

    /// Whether a document has a lemma term directly after another; of each segment only a bounded number of
    /// documents is examined.
    pub(crate) fn has_neighbors(&self, before: &[String], after: &[String]) -> Result<bool> {
        let fields = [self.fields.text_base, self.fields.title_base];
        for segment in self.searcher.segment_readers() {
            for first in before {
                for second in after {
                    if suggest_index::documents_with_pair(segment, fields, [first, second])? > 0 {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
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
        let fields = [self.fields.text, self.fields.title];
        let find = || {
            let mut best: Option<(usize, &str)> = None;
            for form in forms() {
                let segments = self.searcher.segment_readers().iter();
                let counts = segments
                    .map(|segment| suggest_index::documents_with_pair(segment, fields, [before, form]));
                let count = counts.sum::<Result<usize>>()?;
                if count >= at_least && best.is_none_or(|(most, _)| count > most) {
                    best = Some((count, form));
                }
            }
            Ok(best.map(|(_, form)| Arc::from(form)))
        };
        let found = self.cached.followers.get_or_find(self.fields.text, key, find)?;
        Ok(found.map(|form| form.to_string()))
    }
}
