//! Links the topics of meetings that are about the same matter, over the years and whatever body meets.
//!
//! `topic_terms` reads the words of a topic, `telling` knows those that say little, `concepts` weighs them,
//! `likeness` decides, `reason` says why, `lists` finds what to compare. Leaves reading the topics and the
//! acts they name to the caller. Invariants: recurrence is symmetric, but not transitive; no topic recurs in
//! its own meeting; the same topics in the same order have the same recurrences.

mod concepts;
mod likeness;
mod lists;
mod reason;
mod telling;
mod topic_terms;

use jiff::civil::Date;

use concepts::Concepts;
use likeness::{LEAST_SHARE, Overlap};
use lists::SortedLists;
pub(crate) use reason::RecurrenceReason;
use reason::TopicWord;
pub(crate) use topic_terms::TopicTerms;

/// The longest list of topics with the same word or act that are all compared. Topics that share only words
/// with longer ones are not linked: comparing them would cost more, and tell less.
const LONGEST_LIST: usize = 5000;
/// More than a sum of weights differs from the same sum in another order.
const ROUNDING: f32 = 1e-3;

/// The topics of all meetings, prepared for finding those of the same matter.
#[derive(Debug, Default)]
pub(crate) struct RecurrenceIndex {
    topics: Vec<WeighedTopic>,
    concepts: Concepts,
    /// The concepts of each topic, sorted.
    topic_concepts: SortedLists,
    /// The topics with each concept.
    concept_topics: SortedLists,
    topic_acts: SortedLists,
    act_topics: SortedLists,
    /// The keys of the acts, by number.
    acts: Vec<String>,
}

/// A topic of the index.
#[derive(Debug)]
struct WeighedTopic {
    meeting: u32,
    day: Option<Date>,
    /// The weight of its concepts.
    weight: f32,
    words: Vec<TopicWord>,
}

/// A topic of the same matter as another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recurrence {
    /// Its number, in the order in which the topics were given.
    pub topic: u32,
    /// Its meeting.
    pub meeting: u32,
    /// The day of that meeting.
    pub day: Option<Date>,
}

impl RecurrenceIndex {
    /// Prepares all topics; a topic is known by its place among them. `document_frequency` returns the number
    /// of documents with a base form, of `documents` in the index.
    pub(crate) fn new(
        topics: Vec<TopicTerms>,
        documents: u64,
        document_frequency: impl Fn(&str) -> u64,
    ) -> Self {
        let concepts = Concepts::of(&topics, documents, document_frequency);
        let (acts, topic_acts) = lists::numbered(topics.iter().map(|topic| topic.acts.as_slice()));
        let topics: Vec<WeighedTopic> =
            topics.into_iter().map(|topic| WeighedTopic::of(topic, &concepts)).collect();
        let topic_concepts =
            SortedLists::sorted(topics.iter().map(|topic| topic.words.iter().map(|word| word.concept)));
        let mut index = Self {
            concept_topics: topic_concepts.inverted(concepts.len()),
            act_topics: topic_acts.inverted(acts.len()),
            topics,
            concepts,
            topic_concepts,
            topic_acts,
            acts,
        };
        index.weigh();
        index
    }

    fn weigh(&mut self) {
        for (number, topic) in self.topics.iter_mut().enumerate() {
            topic.weight = self.concepts.weight(self.topic_concepts.get(number as u32));
        }
    }

    /// Returns the other topics of the same matter, the newest first and those without a day last; none if
    /// there is no such topic.
    pub(crate) fn recurrences(&self, topic: u32) -> Vec<Recurrence> {
        let Some(own) = self.topics.get(topic as usize) else { return Vec::new() };
        let mut others = self.candidates(topic, own);
        others.extend(self.of_same_act(topic));
        others.sort_unstable();
        others.dedup();
        let others = others.into_iter().filter(|other| self.topics[*other as usize].meeting != own.meeting);
        let mut found: Vec<Recurrence> = others.filter_map(|other| self.recurrence(topic, other)).collect();
        found.sort_unstable_by_key(|one| std::cmp::Reverse((one.day, one.topic)));
        found
    }

    /// Whether another text, such as the subject of an act, says nearly all that a topic does.
    pub(crate) fn is_about(&self, topic: u32, text: &TopicTerms) -> bool {
        let Some(own) = self.topics.get(topic as usize) else { return false };
        let mut said: Vec<u32> =
            text.terms.iter().filter_map(|term| Some(self.concepts.of_term(term)?.1)).collect();
        said.sort_unstable();
        said.dedup();
        let shared: Vec<u32> = lists::shared(self.topic_concepts.get(topic), &said).collect();
        likeness::says_it(self.concepts.weight(&shared), own.weight)
    }

    /// Returns the topics that may be of the same matter. The most frequent concepts need no look: who shares
    /// nothing but these shares too little.
    fn candidates(&self, topic: u32, own: &WeighedTopic) -> Vec<u32> {
        let lists = self.topic_concepts.get(topic).iter();
        let mut lists: Vec<(u32, &[u32])> =
            lists.map(|concept| (*concept, self.concept_topics.get(*concept))).collect();
        lists.sort_unstable_by_key(|(concept, list)| (list.len(), *concept));
        let (mut shared, mut found) = (vec![0.0; self.topics.len()], Vec::new());
        let mut rest = own.weight;
        for (concept, list) in lists.into_iter().filter(|(_, list)| list.len() <= LONGEST_LIST) {
            if rest < LEAST_SHARE * own.weight {
                break;
            }
            let weight = self.concepts.get(concept).weight;
            add(list, weight, &mut shared, &mut found);
            rest -= weight;
        }
        let rest = rest.max(0.0) + ROUNDING;
        found.retain(|other| {
            likeness::may_be_same(
                shared[*other as usize] + rest,
                own.weight + self.topics[*other as usize].weight,
            )
        });
        found
    }

    /// Returns the topics that name the same act.
    fn of_same_act(&self, topic: u32) -> impl Iterator<Item = u32> {
        let lists = self.topic_acts.get(topic).iter().map(|act| self.act_topics.get(*act));
        lists.filter(|list| list.len() <= LONGEST_LIST).flatten().copied()
    }

    fn recurrence(&self, topic: u32, other: u32) -> Option<Recurrence> {
        let (own, found) = (&self.topics[topic as usize], &self.topics[other as usize]);
        let is_same_matter = self.shared_acts(topic, other).next().is_some() || {
            let shared = lists::shared(self.topic_concepts.get(topic), self.topic_concepts.get(other));
            Overlap::of(shared, &self.concepts, own.weight + found.weight).is_same_matter()
        };
        is_same_matter.then_some(Recurrence { topic: other, meeting: found.meeting, day: found.day })
    }

    /// Returns what two topics have in common, in the words of the first.
    pub(crate) fn reason(&self, topic: u32, other: u32) -> RecurrenceReason {
        let words = &self.topics[topic as usize].words;
        RecurrenceReason {
            acts: self.shared_acts(topic, other).map(|act| self.acts[act as usize].clone()).collect(),
            words: reason::shared_words(words, self.topic_concepts.get(other), &self.concepts),
        }
    }

    fn shared_acts(&self, topic: u32, other: u32) -> impl Iterator<Item = u32> {
        let shared = lists::shared(self.topic_acts.get(topic), self.topic_acts.get(other));
        shared.filter(|act| self.act_topics.get(*act).len() <= LONGEST_LIST)
    }
}

impl WeighedTopic {
    fn of(topic: TopicTerms, concepts: &Concepts) -> Self {
        let words = topic.terms.into_iter().filter_map(|term| TopicWord::of(term, concepts)).collect();
        Self { meeting: topic.meeting, day: topic.day, weight: 0.0, words }
    }
}

/// Adds a weight to that of the topics of a list, and those that had none to the found ones.
fn add(list: &[u32], weight: f32, shared: &mut [f32], found: &mut Vec<u32>) {
    for topic in list {
        let shared = &mut shared[*topic as usize];
        if *shared == 0.0 {
            found.push(*topic);
        }
        *shared += weight;
    }
}

/// Returns the years of recurrences, each once, in order.
pub(crate) fn years(recurrences: &[Recurrence]) -> Vec<i16> {
    let mut years: Vec<i16> = recurrences.iter().filter_map(|one| one.day.map(Date::year)).collect();
    years.sort_unstable();
    years.dedup();
    years
}

#[cfg(test)]
mod tests;
