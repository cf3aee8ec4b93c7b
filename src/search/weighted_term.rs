//! The terms of a query with what they are worth: the leaves of a weighted tree.

use tantivy::{Score, schema::Field};

use super::{
    ranking::{EXACT_WEIGHT, LEAD_WEIGHT, TITLE_WEIGHT, saturation_limit},
    sequence_terms::SequenceTerms,
};
use crate::index::{Fields, TermLocation};

/// A term of a query, resolved against the index, in each of its fields.
pub(super) enum WeightedTerms {
    Word(Vec<WeightedWord>),
    /// All forms with a prefix, as one word.
    Prefix(Vec<WeightedWord>),
    Sequence(Vec<WeightedSequence>),
}

/// A word in one place. Its own terms count as one term.
pub(super) struct WeightedWord {
    pub(super) place: SearchField,
    /// The field of `own` and `others`.
    pub(super) field: Field,
    pub(super) weight: Score,
    pub(super) idf: Score,
    /// Weight times rarity in the text.
    pub(super) idf_weight: Score,
    pub(super) own: Vec<TermLocation>,
    pub(super) exact: Vec<TermLocation>,
    /// What it also stands for, each with its weight, rarity included.
    pub(super) others: Vec<(TermLocation, Score)>,
    /// Words of the same word family.
    pub(super) related_terms: Vec<(TermLocation, Score)>,
}

/// Words in order in one place.
pub(super) struct WeightedSequence {
    pub(super) place: SearchField,
    pub(super) weight: Score,
    pub(super) idf: Score,
    /// Weight times rarity in the text.
    pub(super) idf_weight: Score,
    /// The distinct words, rarest first.
    pub(super) words: Vec<SequenceTerms>,
    /// Whether the order matters. If `false`, a document that contains all of the words matches.
    pub(super) is_ordered: bool,
}

/// Where words are searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SearchField {
    Title,
    Text,
    /// The lead of a post, and headings.
    Lead,
    Number,
}

impl SearchField {
    /// Returns the field of lemmas.
    pub(super) fn base(self, fields: Fields) -> Field {
        match self {
            Self::Title => fields.title_base,
            Self::Text => fields.text_base,
            Self::Lead => fields.lead_base,
            Self::Number => fields.number,
        }
    }

    /// Returns the field of exact forms. Its lengths are those of the text, whereas the lemma field counts a
    /// word once for each of its terms.
    pub(super) fn exact(self, fields: Fields) -> Field {
        match self {
            Self::Title => fields.title,
            Self::Text => fields.text,
            Self::Lead => fields.lead_base,
            Self::Number => fields.number,
        }
    }

    /// Returns the weight of a word in the field.
    pub(super) fn weight(self) -> Score {
        match self {
            Self::Title => TITLE_WEIGHT,
            Self::Text | Self::Number => 1.0,
            Self::Lead => LEAD_WEIGHT,
        }
    }
}

impl WeightedTerms {
    /// Whether it consists of words in order.
    pub(super) fn has_order(&self) -> bool {
        matches!(self, Self::Sequence(_))
    }

    /// Returns weight times rarity in the text.
    pub(super) fn idf_weight(&self) -> Score {
        match self {
            Self::Word(placed) | Self::Prefix(placed) => placed.first().map_or(0.0, |word| word.idf_weight),
            Self::Sequence(placed) => placed.first().map_or(0.0, |sequence| sequence.idf_weight),
        }
    }

    /// Returns upper bounds of what it adds to a score: outside the title, and in a title that contains the
    /// whole query.
    pub(super) fn limit(&self) -> (Score, Score) {
        let add = |sum: (Score, Score), place: SearchField, score: Score| match place {
            SearchField::Title => (sum.0, sum.1 + score),
            _ => (sum.0 + score, sum.1),
        };
        match self {
            Self::Word(placed) | Self::Prefix(placed) => {
                let title = placed.iter().find(|word| word.place == SearchField::Title);
                placed.iter().fold((0.0, 0.0), |sum, word| {
                    let taken_up = title.filter(|_| word.place == SearchField::Text);
                    add(sum, word.place, word.weight * word.limit(taken_up))
                })
            }
            Self::Sequence(placed) => placed.iter().fold((0.0, 0.0), |sum, words| {
                add(sum, words.place, words.weight * words.idf * saturation_limit())
            }),
        }
    }
}

impl WeightedWord {
    /// Returns the upper bound of its worth before its weight, including what the title has of it if it
    /// counts the title: an own term is worth more than any other of the same place.
    fn limit(&self, title: Option<&Self>) -> Score {
        let places = || std::iter::once(self).chain(title);
        let own = if places().all(|word| word.own.is_empty()) { 0.0 } else { self.idf };
        let exact = if places().all(|word| word.exact.is_empty()) { 0.0 } else { EXACT_WEIGHT * self.idf };
        let others = places().flat_map(|word| word.others.iter().chain(&word.related_terms));
        (others.map(|(_, weight)| *weight).fold(own, Score::max) + exact) * saturation_limit()
    }
}
