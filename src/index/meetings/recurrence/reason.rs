//! Says why two topics are of the same matter: the words and the acts that they share.
//!
//! Leaves the decision to `likeness` and the sentence to `locale`. Invariant: every word shown stands in both
//! topics, in this form or in another one, or as another word of its family.

use super::{concepts::Concepts, topic_terms::TopicTerm};

/// The most words and phrases shown: more than fit on a line say no more.
const MOST_SHOWN: usize = 3;

/// What two topics of a matter have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RecurrenceReason {
    /// The keys of the acts that both name.
    pub acts: Vec<String>,
    /// Words and phrases, the weightiest first, as the topic that was asked about has them; at most three.
    pub words: Vec<String>,
}

/// A word of a topic, as it is shown.
#[derive(Debug)]
pub(super) struct TopicWord {
    pub(super) concept: u32,
    lemma: String,
    form: String,
    follows_on: bool,
    is_name: bool,
}

impl TopicWord {
    pub(super) fn of(mut term: TopicTerm, concepts: &Concepts) -> Option<Self> {
        let (place, concept) = concepts.of_term(&term)?;
        let small = term.form.to_lowercase();
        let place = term.lemmas.iter().position(|lemma| *lemma == small).unwrap_or(place);
        Some(Self {
            concept,
            lemma: term.lemmas.swap_remove(place),
            form: term.form,
            follows_on: term.follows_on,
            is_name: term.is_name,
        })
    }

    /// Returns the word as it is shown by itself: in its base form, but an action as the noun that it is.
    fn alone(&self) -> String {
        if self.lemma.ends_with('ć') {
            return self.in_phrase();
        }
        let mut letters = self.lemma.chars();
        match letters.next() {
            Some(first) if self.is_name => first.to_uppercase().chain(letters).collect(),
            _ => self.lemma.clone(),
        }
    }

    /// Returns the word as it is shown next to others.
    fn in_phrase(&self) -> String {
        if self.is_name { self.form.clone() } else { self.form.to_lowercase() }
    }
}

/// Returns the words of a topic that another one with these concepts has, too.
pub(super) fn shared_words(words: &[TopicWord], other: &[u32], concepts: &Concepts) -> Vec<String> {
    let is_shared = |word: &TopicWord| other.binary_search(&word.concept).is_ok();
    let runs = words.chunk_by(|before, word| word.follows_on && is_shared(before) && is_shared(word));
    let weight = |run: &[TopicWord]| run.iter().map(|word| concepts.get(word.concept).weight).sum::<f32>();
    let mut runs: Vec<&[TopicWord]> = runs.filter(|run| is_shared(&run[0])).collect();
    runs.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let mut shown: Vec<u32> = Vec::new();
    let is_new = |run: &&[TopicWord]| {
        let is_new = run.iter().any(|word| !shown.contains(&word.concept));
        shown.extend(run.iter().map(|word| word.concept));
        is_new
    };
    runs.into_iter().filter(is_new).take(MOST_SHOWN).map(phrase).collect()
}

fn phrase(run: &[TopicWord]) -> String {
    match run {
        [word] => word.alone(),
        words => words.iter().map(TopicWord::in_phrase).collect::<Vec<_>>().join(" "),
    }
}
