//! Words in order: phrases by their exact forms, sequences by their base forms.

use tantivy::{Score, schema::Field};

use super::{Located, Place, Prepared};
use crate::{
    error::Result,
    search::{
        plan::{Form, WeightedTerm},
        ranking::idf,
    },
};

/// Words in order in one place.
pub(in crate::search) struct PlacedSequence {
    pub(in crate::search) place: Place,
    pub(in crate::search) field: Field,
    pub(in crate::search) weight: Score,
    pub(in crate::search) idf: Score,
    /// Weight and rarity in the text.
    pub(in crate::search) worth: Score,
    pub(in crate::search) words: Vec<Vec<Located>>,
}

impl Prepared<'_> {
    pub(super) fn phrase(&self, forms: &[Form], within: &[Place]) -> Result<Vec<PlacedSequence>> {
        let words: Vec<Vec<String>> = forms.iter().map(|form| self.likes(form)).collect();
        let mut placed = Vec::new();
        for place in within {
            let field = place.exact(self.snapshot.fields());
            let located = words.iter().map(|likes| self.located(field, likes.iter()));
            placed.push(self.placed_sequence(*place, field, 1.0, located.collect::<Result<_>>()?));
        }
        Ok(with_one_worth(placed))
    }

    /// The forms of the index that a word of a phrase stands for.
    fn likes(&self, form: &Form) -> Vec<String> {
        let mut likes = vec![form.text.clone()];
        if form.stands_for_accented {
            likes.extend(self.snapshot.forms_like(&form.text));
        }
        likes.sort_unstable();
        likes.dedup();
        likes
    }

    pub(super) fn sequence(
        &self,
        words: &[Vec<WeightedTerm>],
        within: &[Place],
    ) -> Result<Vec<PlacedSequence>> {
        let weight = words.iter().flatten().map(|term| term.weight).fold(1.0, Score::min);
        let mut placed = Vec::new();
        for place in within {
            let field = place.base(self.snapshot.fields());
            let located = words.iter().map(|terms| self.located(field, terms.iter().map(|term| &term.text)));
            placed.push(self.placed_sequence(*place, field, weight, located.collect::<Result<_>>()?));
        }
        Ok(with_one_worth(placed))
    }

    fn placed_sequence(
        &self,
        place: Place,
        field: Field,
        weight: Score,
        words: Vec<Vec<Located>>,
    ) -> PlacedSequence {
        let doc_freq = |terms: &Vec<Located>| terms.iter().map(|term| term.doc_freq).max().unwrap_or(0);
        let rarity = words.iter().map(|terms| idf(doc_freq(terms), self.snapshot.documents()));
        PlacedSequence { place, field, weight: weight * place.weight(), idf: rarity.sum(), words, worth: 0.0 }
    }
}

/// Gives all places the worth in the last, which is the text where it is looked for there.
fn with_one_worth(mut placed: Vec<PlacedSequence>) -> Vec<PlacedSequence> {
    let worth = placed.last().map_or(0.0, |last| last.weight * last.idf);
    for placed in &mut placed {
        placed.worth = worth;
    }
    placed
}
