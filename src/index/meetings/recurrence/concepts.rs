//! Gives every word of the topics its concept, and every concept its weight.
//!
//! A concept is a family of words: `tramwaj` and `tramwajowy`. Leaves comparing topics to `likeness`.
//! Invariants: every base form has one concept, the same in all topics; concepts depend neither on the order
//! of the topics nor on that of their words.

use rustc_hash::FxHashMap;

use super::{
    telling::{Telling, is_of_district, telling},
    topic_terms::{TopicTerm, TopicTerms},
};
use crate::analysis::{unaccented, word_family::WordFamily};

/// The weight of a word that is in every document, as a share of that of the rarest one. Tuned, like the
/// constants below and those of `likeness`, on the first part of `tests/data/recurring_topics.tsv`; the test
/// `the_topics_of_a_matter_are_linked_and_few_others` would notice.
const LEAST_RARE: f32 = 0.5;
/// How far the number of topics with a word decides its rarity; the rest is decided by that of documents. In
/// a small index the words in the most topics are those of the matters themselves.
const TOPIC_SHARE: f32 = 0.25;
/// The weight of a common word, as a share of that of others as rare.
const COMMON_SHARE: f32 = 0.3;
/// The mean weight of the distinct words of all topics, whatever the size of the index.
const MEAN_WEIGHT: f32 = 0.8;
/// The number of letters that words of a family share at least.
const FAMILY_LETTERS: usize = 5;
/// The closeness of words of a family: `dzielnica` and `dzielnicowy`, `tramwaj` and `tramwajowy`.
const FAMILY_CLOSENESS: f32 = 0.7;

/// The maximum number of families with the same first letters; further words are families of their own. The
/// words of Polish have at most some twenty.
const MAX_HEADS: usize = 64;

/// The endings of most adjectives, and of verbs.
const ATTRIBUTES: [&str; 9] = ["cki", "czy", "ny", "ry", "ski", "ty", "wy", "ć", "ły"];

/// What words of a family tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Concept {
    /// How much it counts if two topics share it.
    pub(super) weight: f32,
    /// Whether it is an object: neither an attribute or an action nor the name of a street or a district.
    pub(super) is_object: bool,
}

/// The concepts of the words of all topics.
#[derive(Debug, Default)]
pub(super) struct Concepts {
    /// By number.
    all: Vec<Concept>,
    lemmas: FxHashMap<String, Lemma>,
}

/// A base form in the topics.
#[derive(Debug, Default)]
struct Lemma {
    /// The number of its occurrences, as one of the possible base forms of a word.
    count: u32,
    /// The number of those in addresses.
    addresses: u32,
    concept: u32,
}

impl Concepts {
    /// Reads the words of all topics. `document_frequency` returns the number of documents of the index, of
    /// `documents` in total, with a base form.
    pub(super) fn of(
        topics: &[TopicTerms],
        documents: u64,
        document_frequency: impl Fn(&str) -> u64,
    ) -> Self {
        let mut concepts = Self { all: Vec::new(), lemmas: count_lemmas(topics) };
        concepts.find_families(&Rarity { topics: topics.len() as u64, documents, document_frequency });
        concepts.set_mean();
        concepts
    }

    /// Returns the number of concepts.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Returns a concept by its number.
    pub(super) fn get(&self, number: u32) -> Concept {
        self.all[number as usize]
    }

    /// Returns the weight of concepts, given by their numbers.
    pub(super) fn weight(&self, numbers: &[u32]) -> f32 {
        numbers.iter().map(|number| self.get(*number).weight).sum()
    }

    /// Returns the base form of a word with the most occurrences, by its place, and the concept of that; the
    /// first of equals.
    pub(super) fn of_term(&self, term: &TopicTerm) -> Option<(usize, u32)> {
        let lemmas = term.lemmas.iter().enumerate().rev();
        let known = lemmas.filter_map(|(place, lemma)| Some((place, self.lemmas.get(lemma)?)));
        known.max_by_key(|(_, lemma)| lemma.count).map(|(place, lemma)| (place, lemma.concept))
    }

    /// Puts the base forms into families, each around its most frequent member.
    fn find_families<F: Fn(&str) -> u64>(&mut self, rarity: &Rarity<F>) {
        let mut lemmas: Vec<(&String, &mut Lemma)> = self.lemmas.iter_mut().collect();
        lemmas.sort_unstable_by(|(a, of_a), (b, of_b)| of_b.count.cmp(&of_a.count).then(a.cmp(b)));
        let mut families: FxHashMap<String, Vec<(WordFamily, u32)>> = FxHashMap::default();
        for (text, lemma) in lemmas {
            let own = Concept { weight: rarity.weight(text, lemma.count), is_object: is_object(text, lemma) };
            let heads = beginning(text).map(|beginning| families.entry(beginning).or_default());
            let head = heads.as_ref().and_then(|heads| heads.iter().find(|(head, _)| is_related(head, text)));
            if let Some((_, concept)) = head {
                lemma.concept = *concept;
                let concept = &mut self.all[*concept as usize];
                concept.weight = concept.weight.min(own.weight);
                concept.is_object &= own.is_object;
            } else {
                lemma.concept = self.all.len() as u32;
                self.all.push(own);
                if let Some(heads) = heads.filter(|heads| heads.len() < MAX_HEADS) {
                    heads.push((WordFamily::new(text), lemma.concept));
                }
            }
        }
    }

    /// Scales the weights, so that one rule fits indexes of all sizes.
    fn set_mean(&mut self) {
        let distinct = self.lemmas.iter().filter(|(text, _)| telling(text) == Telling::Distinct);
        let (sum, count) = distinct.fold((0.0, 0.0), |(sum, count), (_, lemma)| {
            let of_lemma = lemma.count as f32;
            (sum + of_lemma * self.all[lemma.concept as usize].weight, count + of_lemma)
        });
        if sum > 0.0 {
            let scale = MEAN_WEIGHT * count / sum;
            self.all.iter_mut().for_each(|concept| concept.weight *= scale);
        }
    }
}

fn count_lemmas(topics: &[TopicTerms]) -> FxHashMap<String, Lemma> {
    let mut lemmas: FxHashMap<String, Lemma> = FxHashMap::default();
    for term in topics.iter().flat_map(|topic| &topic.terms) {
        for text in &term.lemmas {
            if !lemmas.contains_key(text) {
                lemmas.insert(text.clone(), Lemma::default());
            }
            if let Some(lemma) = lemmas.get_mut(text) {
                lemma.count += 1;
                lemma.addresses += u32::from(term.is_address);
            }
        }
    }
    lemmas
}

/// Whether a base form names what a topic is about rather than where it is or of what kind.
fn is_object(text: &str, lemma: &Lemma) -> bool {
    let is_place = is_of_district(text) || 2 * lemma.addresses >= lemma.count;
    let is_attribute = ATTRIBUTES.iter().any(|ending| text.ends_with(ending));
    telling(text) == Telling::Distinct && !is_place && !is_attribute
}

fn is_related(head: &WordFamily, text: &str) -> bool {
    head.similarity(text).is_some_and(|closeness| closeness >= FAMILY_CLOSENESS)
}

/// Returns the letters that a word shares with all of its family; `None` if it is too short to have one, or
/// is not a word.
fn beginning(lemma: &str) -> Option<String> {
    let mut plain = unaccented(lemma);
    let is_word = plain.len() >= FAMILY_LETTERS && plain.bytes().all(|b| b.is_ascii_lowercase());
    is_word.then(|| {
        plain.truncate(FAMILY_LETTERS);
        plain
    })
}

/// How rare words are.
struct Rarity<F> {
    topics: u64,
    documents: u64,
    document_frequency: F,
}

impl<F: Fn(&str) -> u64> Rarity<F> {
    /// Returns the weight of a word with this number of occurrences in topics.
    fn weight(&self, lemma: &str, occurrences: u32) -> f32 {
        let by_documents = rarity((self.document_frequency)(lemma), self.documents);
        let by_topics = rarity(occurrences.into(), self.topics);
        let rarity = TOPIC_SHARE * by_topics + (1.0 - TOPIC_SHARE) * by_documents;
        let weight = LEAST_RARE + (1.0 - LEAST_RARE) * rarity;
        if telling(lemma) == Telling::Common { COMMON_SHARE * weight } else { weight }
    }
}

/// Returns how rare something is that `found` of `all` have: from 0, if all have it, to 1.
fn rarity(found: u64, all: u64) -> f32 {
    let logarithm = |number: u64| ((number + 1) as f32).ln();
    if all == 0 { 1.0 } else { (1.0 - logarithm(found) / logarithm(all)).max(0.0) }
}
