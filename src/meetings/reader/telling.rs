//! Takes the topics of sentences, and gives them to the meeting that each is about.
//!
//! Leaves which they are to `told`.

use std::ops::Range;

use super::{MOST_TOLD, MeetingReader};
use crate::meetings::{
    clauses::is_finite, intros::Strength, phrases::phrases, told::told, verbs::Verb, words::Word,
};

impl MeetingReader<'_> {
    /// Reads what is about the next meeting, where the sentence before on the same line announced it.
    pub(super) fn of_next(&mut self, line: usize, read: impl FnOnce(&mut Self)) {
        let previous = self.current;
        if let Some((next, _)) = self.following.filter(|(_, at)| *at == line) {
            self.current = Some(next);
        }
        read(self);
        self.current = previous;
    }

    /// Takes the topics that a sentence tells.
    pub(super) fn tell(&mut self, words: &[Word], range: Range<usize>, line: usize) {
        let is_apart = phrases![
            "mialy|mial|miala|mialo byc rozpatrzon~|omowion~|poruszon~|przyjet~",
            "w|we interpelacjach|zapytaniach",
            "w|we wolnych|sprawach|zapytaniach wnioskach|glosach|roznych|biezacych",
        ];
        let is_held =
            self.following.is_none_or(|(_, at)| at != line) && self.draft().verb == Some(Verb::Held);
        if is_apart.is_in(words) || is_held && is_ahead(words) {
            return;
        }
        let is_of_body = self.acting.as_ref().is_some_and(|acting| acting.contains(&line));
        let is_heading = line == 0 && !self.text[range.clone()].ends_with('.');
        let topics = told(self.text, words, range, is_of_body).into_iter();
        let weaker = |strength| if is_heading { Strength::Opinion } else { strength };
        let topics = topics.map(|(topic, strength)| (topic, weaker(strength)));
        let draft = self.draft();
        if draft.told.len() < MOST_TOLD {
            draft.told.extend(topics);
        }
    }
}

/// Whether a sentence is only about what is still to come: *rada zaopiniuje projekt na listopadowej sesji*.
fn is_ahead(words: &[Word]) -> bool {
    let ahead = phrases![
        "zaopiniuj~|przyjma|przyjmie|rozpatrza|rozpatrzy|omowia|omowi|zapoznaja|zapozna|podejma|podejmie",
        "zatwierdza|zatwierdzi|wyslucha|wysluchaja|zdecyduja|zdecyduje|zadecyduja|zajma|zajmie",
    ];
    ahead.is_in(words) && !words.iter().any(is_finite)
}
