//! Takes the topics of sentences, and gives them to the meeting that each is about.
//!
//! Leaves which they are to `told`.

use std::ops::Range;

use super::{MOST_TOLD, MeetingReader};
use crate::meetings::{
    clauses::{WordGap, gap, is_finite},
    found::FoundTopic,
    intros::Strength,
    phrases::{Phrases, phrases},
    questions::{asks, questions},
    told::told,
    verbs::Verb,
    words::Word,
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
        // The whole agenda of the meeting is known.
        let draft = self.draft();
        if !draft.listed.is_empty() && !draft.is_partial {
            let is_more =
                phrases!["ponadto|dodatkowo", "poza tym", "oprocz tego"].at(words, 0, |_| true).is_some();
            if is_more && draft.verb != Some(Verb::Coming) {
                let more = told(self.text, words, range, false).into_iter();
                let more = more.filter(|(_, strength)| *strength != Strength::Opinion);
                self.draft().listed.extend(more.map(|(topic, _)| topic));
            }
            return;
        }
        self.tell_questions(words, &range);
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

    /// Takes the questions that a sentence says the meeting was about: *Kto odśnieża? O tym dyskutowali*.
    fn tell_questions(&mut self, words: &[Word], range: &Range<usize>) {
        if self.text[range.clone()].trim_end().ends_with('?') {
            if self.questions.len() < MOST_QUESTIONS {
                self.questions.push(range.clone());
            }
            return;
        }
        let asking = std::mem::take(&mut self.questions);
        let text = self.text;
        let asked =
            if asking.is_empty() { asked_before(text, words) } else { answers(words).then_some(asking) };
        let Some(asked) = asked else { return };
        let asked = asked.into_iter().flat_map(|question| questions(text, question));
        let topics: Vec<_> = asked.map(|range| (FoundTopic::new(text, range), Strength::Programme)).collect();
        self.draft().told.extend(topics);
    }
}

/// The questions at the head of a sentence: *Jak żyć z dzikami i ile to kosztuje – na te pytania odpowiadano*.
fn asked_before(text: &str, words: &[Word]) -> Option<Vec<Range<usize>>> {
    let first = usize::from(phrases!["o|nad tym"].at(words, 0, |_| true).is_some()) * 2;
    words.get(first).filter(|word| asks(word))?;
    if first > 0 {
        // *O tym, jak żyć z dzikami i ile to kosztuje, rozmawiali szefowie*.
        let verb = DISCUSSED.first(&words[first..])?.start + first;
        let end = (first + 2..=verb).rfind(|at| gap(text, words, *at) == WordGap::Comma)?;
        return Some(std::iter::once(words[first].start..words[end - 1].end).collect());
    }
    let end = (2..words.len()).find(|at| gap(text, words, *at) == WordGap::Break)?;
    answers(&words[end..]).then(|| std::iter::once(words[0].start..words[end - 1].end).collect())
}

/// The most questions before a sentence that answers them.
const MOST_QUESTIONS: usize = 12;

/// Verbs by which a meeting deals with questions.
static DISCUSSED: Phrases<&str> = Phrases::new(&[
    "dyskutowa~|dyskutowano|dyskutuj~|debatowa~|debatowano|debatuj~|rozmawia~|rozmawiano|porozmawia~|glowi~|spiera~",
    "szukal~|odpowied~|odpowiada~|przewija~|zastanawia~|zdominowal~|zadawa~|postawi~|padal~|padl~|uslysz~|omawia~|omow~",
]);

/// Whether a sentence says that a meeting was about the questions before it.
fn answers(words: &[Word]) -> bool {
    static REFERS: Phrases<&str> = Phrases::new(&[
        "o|nad tym|tymi|takimi pytaniami|pytaniem|sprawach|kwestiach",
        "o|nad tym",
        "na|nad|wokol te|to|tym|tych|tymi pytania|pytanie|pytaniem|pytan|pytaniami",
        "to|te|takie|tego pytanie|pytania",
    ]);
    let head = &words[..words.len().min(6)];
    REFERS.is_in(head) && DISCUSSED.is_in(words)
}

/// Whether a sentence is only about what is still to come: *rada zaopiniuje projekt na listopadowej sesji*.
fn is_ahead(words: &[Word]) -> bool {
    let ahead = phrases![
        "zaopiniuj~|przyjma|przyjmie|rozpatrza|rozpatrzy|omowia|omowi|zapoznaja|zapozna|podejma|podejmie",
        "zatwierdza|zatwierdzi|wyslucha|wysluchaja|zdecyduja|zdecyduje|zadecyduja|zajma|zajmie",
    ];
    ahead.is_in(words) && !words.iter().any(is_finite)
}
