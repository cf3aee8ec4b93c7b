//! Decides whether two topics are about the same matter, by the weights of what they share.
//!
//! Leaves the weights to `concepts`. Invariants: the decision is the same both ways; topics that share less
//! than [`LEAST_SHARE`] of their words, by weight, are of different matters.
//!
//! All constants were tuned on the first part of `tests/data/recurring_topics.tsv`; the test
//! `the_topics_of_a_matter_are_linked_and_few_others` would notice.

use super::concepts::Concepts;

/// The least share of the words of both that topics of a matter have in common if one is a telling object.
pub(super) const LEAST_SHARE: f32 = 0.25;
/// The least share if none is.
const LEAST_SHARE_WITHOUT_OBJECT: f32 = 0.33;
/// The least weight of an object that decides: the mean of all distinct words.
const TELLING_OBJECT: f32 = 0.8;
/// The least weight that they share: two common words, or one distinct one.
const LEAST_SHARED: f32 = 0.4;
/// The share that they would need if what they share had no weight.
const SHARE_NEEDED: f32 = 0.8;
/// How much less of a share they need for each unit of the weight that they share.
const SHARE_SPARED: f32 = 0.4;

/// The share of a topic that the subject of an act on the same matter has, and the least weight of that: a
/// word and a half, since acts are more than topics. By eye, on the sample corpus.
const SAID_SHARE: f32 = 0.7;
const SAID_WEIGHT: f32 = 1.0;

/// What two topics have in common, by weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Overlap {
    /// The weight of the words that they share.
    pub(super) shared: f32,
    /// The share of the words of both that is in common, from 0 to 1.
    pub(super) share: f32,
    /// The weight of the heaviest object that they share; 0 if none.
    pub(super) object: f32,
}

impl Overlap {
    /// Weighs the concepts that two topics share; `total` is the sum of the weights of both.
    pub(super) fn of(shared_concepts: impl Iterator<Item = u32>, concepts: &Concepts, total: f32) -> Self {
        let (mut shared, mut object) = (0.0, 0.0_f32);
        for number in shared_concepts {
            let concept = concepts.get(number);
            shared += concept.weight;
            if concept.is_object {
                object = object.max(concept.weight);
            }
        }
        let all = total - shared;
        Self { shared, share: if all > 0.0 { shared / all } else { 0.0 }, object }
    }

    /// Whether this is enough for one matter.
    pub(super) fn is_same_matter(self) -> bool {
        let needed = (SHARE_NEEDED - SHARE_SPARED * self.shared).max(LEAST_SHARE_WITHOUT_OBJECT);
        let has_telling_object = self.object >= TELLING_OBJECT && self.share >= LEAST_SHARE;
        self.shared >= LEAST_SHARED && (self.share >= needed || has_telling_object)
    }
}

/// Whether topics may be of one matter that share at most this weight; `total` is the sum of the weights of
/// both.
pub(super) fn may_be_same(shared: f32, total: f32) -> bool {
    shared >= LEAST_SHARED && shared >= LEAST_SHARE * (total - shared)
}

/// Whether a text says what a topic does, if they share this weight of the weight of the topic.
pub(super) fn says_it(shared: f32, weight: f32) -> bool {
    shared >= SAID_WEIGHT && shared >= SAID_SHARE * weight
}
