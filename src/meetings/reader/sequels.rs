//! Takes further meetings of a text that no word for one names: *Dzień wcześniej projekt zaopiniuje Komisja …*,
//! *23 stycznia głównym punktem był …*, *Następne: 13 lutego*.
//!
//! Leaves meetings with such a word to `anchors`. Invariant: there is a meeting before with its day, or with its body.

use jiff::{ToSpan, civil::Date};

use super::MeetingReader;
use crate::meetings::{
    clauses::is_past,
    hour::hours,
    intros::{Strength, sentence_intro},
    phrases::{Phrases, phrases},
    statement::{MeetingStatement, Occasion},
    verbs::Verb,
    words::Word,
};

/// How far from the meeting before another is, in days.
static DISTANCES: Phrases<(&str, i32)> = Phrases::new(&[
    ("dzien wczesniej", -1),
    ("dzien pozniej", 1),
    ("nastepnego|kolejnego dnia", 1),
    ("nazajutrz", 1),
    ("dwa dni wczesniej", -2),
    ("dwa dni pozniej", 2),
    ("trzy dni wczesniej", -3),
    ("trzy dni pozniej", 3),
    ("cztery dni pozniej", 4),
    ("piec dni pozniej", 5),
    ("tydzien wczesniej", -7),
    ("tydzien pozniej", 7),
    ("dwa tygodnie wczesniej", -14),
    ("dwa tygodnie pozniej", 14),
]);

/// Within how many words from the head of a sentence the distance stands.
const HEAD_WORDS: usize = 2;

/// Within how many words from the head of a sentence the body stands that is its subject.
const SUBJECT_WORDS: usize = 10;

impl MeetingReader<'_> {
    /// Takes a sentence about a further meeting; returns whether later sentences are about it, too.
    pub(super) fn sequel(
        &mut self,
        words: &[Word],
        statement: &MeetingStatement,
        line: usize,
    ) -> Option<bool> {
        if self.drafts.is_empty() || words.is_empty() {
            return None;
        }
        self.at_distance(words, statement, line)
            .or_else(|| self.right_before(words, statement, line))
            .or_else(|| self.elided(words, statement, line))
            .or_else(|| self.on_day(words, statement, line))
    }

    /// Reads *Trzy dni później Rada ds. Równego Traktowania zajęła się …*.
    fn at_distance(&mut self, words: &[Word], statement: &MeetingStatement, line: usize) -> Option<bool> {
        let (_, days) = (0..HEAD_WORDS.min(words.len()))
            .find_map(|at| DISTANCES.at(words, at, |_| true))
            .map(|((_, days), end)| (end, *days))?;
        let current = self.current?;
        let base = self.drafts[current].meeting.date?;
        let named = statement.occasions.iter().find_map(|one| one.body.clone());
        let body = named.or_else(|| statement.bodies.first().cloned());
        if body.is_none() && !statement.has_noun {
            return None;
        }
        let date = base.checked_add(i64::from(days).days()).ok()?;
        let hour = hours(self.text, words).into_iter().next();
        let time_end = hour.as_ref().and_then(|hour| hour.until.clone());
        let time = hour.map(|hour| hour.from);
        let is_same_place = phrases!["tym samym miejscu", "tej samej sali", "tamze"].is_in(words);
        let place = self.drafts[current].meeting.place.clone().filter(|_| is_same_place);
        let verb = statement.verb.or(self.drafts[current].verb);
        self.open(Occasion { date: Some(date), time, time_end, body, ..Occasion::default() }, verb, line);
        let draft = self.draft();
        draft.meeting.place = draft.meeting.place.take().or(place);
        self.locate(words);
        Some(true)
    }

    /// Reads *Przed sesją, o godz. 9.00, zbierze się Komisja Statutowa*, on the day of the session.
    fn right_before(&mut self, words: &[Word], statement: &MeetingStatement, line: usize) -> Option<bool> {
        phrases!["przed|po sesja|sesji|posiedzeniem|posiedzeniu|obradami|obradach"].at(words, 0, |_| true)?;
        let meeting = &self.drafts[self.current?].meeting;
        let date = meeting.date.filter(|_| statement.occasions.iter().all(|one| one.date.is_none()))?;
        let hour = hours(self.text, words).into_iter().next()?;
        let body = statement.bodies.iter().rev().find(|body| Some(*body) != meeting.body.as_ref())?.clone();
        let is_told = statement.verb.is_some() || statement.has_noun;
        let verb = statement.verb.filter(|_| is_told)?;
        let own = self.bodies.iter().find(|own| **own != body).cloned();
        let draft = self.draft();
        draft.meeting.body = draft.meeting.body.take().or(own);
        let previous = self.current;
        let (time, time_end) = (Some(hour.from), hour.until);
        self.open(
            Occasion { date: Some(date), time, time_end, body: Some(body), ..Occasion::default() },
            Some(verb),
            line,
        );
        self.locate(words);
        self.current = previous;
        Some(false)
    }

    /// Reads *Następne: 13 lutego, godz. 18*.
    fn elided(&mut self, words: &[Word], statement: &MeetingStatement, line: usize) -> Option<bool> {
        let is_next =
            phrases!["nastepne|nastepny|nastepna|kolejne|kolejny|kolejna|najblizsze"]
                .at(words, 0, |_| true)?;
        let after = words.get(is_next.1)?;
        let is_bare = !statement.has_noun
            && (after.plain.is_number()
                || self.text[words[0].end..after.start].contains([':', '–'])
                || after.plain.is_one_of(&["juz", "dopiero", "w"]));
        let occasion = statement.occasions.iter().find(|one| self.is_ahead(one.date)).filter(|_| is_bare)?;
        let previous = self.current?;
        let body = self.drafts[previous].meeting.body.clone().or_else(|| self.bodies.first().cloned());
        self.open(Occasion { body, ..occasion.clone() }, Some(Verb::Coming), line);
        self.locate(words);
        self.following = self.current.map(|next| (next, line));
        self.current = Some(previous);
        Some(false)
    }

    /// Reads *23 stycznia głównym punktem był …* below a report of another day.
    fn on_day(&mut self, words: &[Word], statement: &MeetingStatement, line: usize) -> Option<bool> {
        let current = self.current?;
        let known = self.drafts[current].meeting.date?;
        let occasion = statement.occasions.iter().find(|one| one.date.is_some())?;
        let is_other =
            occasion.date != Some(known) && self.is_recent(occasion.date) && self.is_recent(Some(known));
        let is_headed = words[0].start == self.lines[line].range.start
            && (words[0].plain.is_number()
                || phrases!["dnia|dniu", "w dniu"].at(words, 0, |_| true).is_some());
        let is_held = self.drafts[current].verb != Some(Verb::Coming) && self.drafts[current].line < line;
        if !is_other || !is_headed || !is_held || statement.has_noun || statement.change.is_some() {
            return None;
        }
        let head = &words[..words.len().min(SUBJECT_WORDS)];
        let acts = phrases!["rada|radni|komisja|konwent|zarzad|czlonkowie"].is_in(head);
        let is_programme =
            sentence_intro(words).is_some_and(|(.., strength)| strength == Strength::Programme);
        if !(is_programme || acts && words.iter().any(is_past)) {
            return None;
        }
        let body = self.drafts[current].meeting.body.clone();
        let body = occasion.body.clone().or(body);
        self.open(Occasion { body, ..occasion.clone() }, Some(Verb::Held), line);
        self.locate(words);
        Some(true)
    }

    fn is_ahead(&self, date: Option<Date>) -> bool {
        date.is_some() && self.published.is_none_or(|published| date >= Some(published))
    }
}
