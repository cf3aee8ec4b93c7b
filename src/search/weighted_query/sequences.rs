//! Resolves words in order: phrases by their exact forms, sequences by their lemmas.

use rustc_hash::FxHashMap;
use tantivy::{Score, schema::Field};

use super::WeightedQuery;
use crate::{
    error::Result,
    search::{
        query_term::{PhraseWord, WeightedTerm},
        ranking::idf,
        sequence_terms::{SequenceTerms, forms_meant, located},
        weighted_term::{SearchField, WeightedSequence},
    },
};

impl WeightedQuery<'_> {
    pub(super) fn phrase(
        &self,
        forms: &[PhraseWord],
        within: &[SearchField],
    ) -> Result<Vec<WeightedSequence>> {
        let words: Vec<Vec<String>> = forms.iter().map(|form| forms_meant(self.snapshot, form)).collect();
        let placed = within.iter().map(|place| {
            let field = place.exact(self.snapshot.fields());
            let likes = words.iter().map(|likes| likes.iter().collect());
            let mut placed = self.placed_sequence(*place, field, 1.0, likes.collect())?;
            self.place_provisions(forms, &mut placed)?;
            Ok(placed)
        });
        Ok(with_one_idf_weight(placed.collect::<Result<_>>()?))
    }

    /// Adds the provisions that forms must be the numbers of, at their positions.
    fn place_provisions(&self, forms: &[PhraseWord], placed: &mut WeightedSequence) -> Result<()> {
        let field = placed.place.base(self.snapshot.fields());
        for (offset, form) in (0..).zip(forms) {
            if form.provision.is_some() {
                let terms = located(self.snapshot, field, form.provision.iter())?;
                placed.words.push(SequenceTerms { field, terms, offsets: vec![offset] });
            }
        }
        placed.words.sort_by_key(SequenceTerms::documents);
        Ok(())
    }

    pub(super) fn sequence(
        &self,
        words: &[Vec<WeightedTerm>],
        within: &[SearchField],
    ) -> Result<Vec<WeightedSequence>> {
        let weight = words.iter().flatten().map(|term| term.weight).fold(1.0, Score::min);
        let placed = within.iter().map(|place| {
            let field = place.base(self.snapshot.fields());
            let words = words.iter().map(|terms| terms.iter().map(|term| &term.text).collect());
            self.placed_sequence(*place, field, weight, words.collect())
        });
        Ok(with_one_idf_weight(placed.collect::<Result<_>>()?))
    }

    /// Resolves words, each given by its texts, in one place. A repeated word is looked up and read once.
    fn placed_sequence(
        &self,
        place: SearchField,
        field: Field,
        weight: Score,
        texts: Vec<Vec<&String>>,
    ) -> Result<WeightedSequence> {
        let (mut words, mut by_texts) = (Vec::<SequenceTerms>::new(), FxHashMap::default());
        for (offset, texts) in (0..).zip(texts) {
            if let Some(known) = by_texts.get(&texts) {
                let known: &mut SequenceTerms = &mut words[*known];
                known.offsets.push(offset);
            } else {
                let terms = located(self.snapshot, field, texts.iter().copied())?;
                by_texts.insert(texts, words.len());
                words.push(SequenceTerms { field, terms, offsets: vec![offset] });
            }
        }
        let rarity = |word: &SequenceTerms| {
            let doc_freq = word.terms.iter().map(|term| term.doc_freq).max().unwrap_or(0);
            word.offsets.len() as Score * idf(doc_freq, self.snapshot.documents())
        };
        let idf = words.iter().map(rarity).sum();
        words.sort_by_key(SequenceTerms::documents);
        Ok(WeightedSequence {
            place,
            weight: weight * place.weight(),
            idf,
            idf_weight: 0.0,
            words,
            is_ordered: true,
        })
    }
}

/// Gives all places the worth in the last one, which is the text if the words are searched for there.
fn with_one_idf_weight(mut placed: Vec<WeightedSequence>) -> Vec<WeightedSequence> {
    let idf_weight = placed.last().map_or(0.0, |last| last.weight * last.idf);
    for placed in &mut placed {
        placed.idf_weight = idf_weight;
    }
    placed
}
