//! Takes sentences by which a meeting falls through or is moved to another day.
//!
//! Leaves reading the days to `statement`.

use super::MeetingReader;
use crate::meetings::{
    compose::Draft,
    phrases::phrases,
    statement::{MeetingStatement, Occasion},
    verbs::{MeetingChange, Verb},
    words::Word,
};

impl MeetingReader<'_> {
    /// Takes a sentence by which a meeting falls through or is moved.
    pub(super) fn changed(&mut self, words: &[Word], statement: MeetingStatement, line: usize) -> bool {
        let Some(occasion) = statement.occasions.into_iter().next() else { return false };
        if statement.cancelled.is_empty() && occasion.date.is_none() {
            self.heading = Some(line);
            return false;
        }
        let moves_on = statement.change == Some(MeetingChange::Cancelled) || occasion.date.is_none();
        let is_held = statement.verb == Some(Verb::Held)
            && occasion.date.is_some()
            && self.published.is_some_and(|published| occasion.date <= Some(published));
        let verb = if is_held {
            Some(Verb::Held)
        } else if moves_on || occasion.date.is_some() {
            Some(Verb::Coming)
        } else {
            statement.verb
        };
        let known = self.drafts.iter().position(|draft| {
            draft.meeting.date.is_some_and(|date| statement.cancelled.contains(&date))
                && draft.may_be(&Occasion {
                    date: draft.meeting.date,
                    body: occasion.body.clone(),
                    ..Occasion::default()
                })
        });
        if let Some(known) = known {
            self.drafts[known].meeting.date = None;
            self.drafts[known].line = line;
            self.drafts[known].meeting.time = None;
            self.drafts[known].fill(occasion, verb);
            self.current = Some(known);
        } else {
            self.drafts.push(Draft::new(occasion, verb, line));
            self.current = Some(self.drafts.len() - 1);
        }
        self.draft().meeting.cancelled.extend(statement.cancelled);
        self.locate(words);
        true
    }

    /// Takes the new day of a meeting that was moved: *Nowy termin to 21 maja*.
    pub(super) fn new_day(&mut self, words: &[Word], statement: &MeetingStatement) -> bool {
        let Some(current) = self.current else { return false };
        let draft = &mut self.drafts[current];
        let is_open = draft.meeting.date.is_none() && !draft.meeting.cancelled.is_empty();
        if !is_open {
            return false;
        }
        let tells = phrases![
            "nowy|nowym termin|terminem",
            "odbedzie|odbeda",
            "zamiast",
            "spotkamy|spotka|spotkaja|zbierze|zbiora sie",
            "przeniesion~|przelozon~|przesunie~",
        ]
        .is_in(words);
        let Some(occasion) = statement.occasions.iter().find(|occasion| occasion.date.is_some()) else {
            return false;
        };
        if !tells
            || !draft.may_be(&Occasion { date: None, ..occasion.clone() })
            || occasion.date.is_some_and(|date| draft.meeting.cancelled.contains(&date))
        {
            return false;
        }
        draft.fill(Occasion { body: None, ..occasion.clone() }, Some(Verb::Coming));
        self.locate(words);
        true
    }
}
