//! Takes what a sentence says of when a meeting is, and makes a draft of it or adds to one.
//!
//! Leaves reading the sentence to `statement`, and a day in another sentence to `days`.

use std::ops::Range;

use jiff::{ToSpan, civil::Date};

use super::{HEADING_REACH, HeadingKind, MeetingReader};
use crate::meetings::{
    chair::chair,
    clauses::is_past,
    compose::Draft,
    day::days_between,
    intros::{is_of_another_meeting, sentence_intro},
    marks::ListMark,
    phrases::{Phrases, phrases},
    place::{place, seat},
    schedule::dashed_topics,
    statement::{MeetingStatement, Occasion, is_headline, is_in_passing},
    verbs::Verb,
    words::Word,
};

/// How far below a meeting a sentence about it may add to it, in lines.
const DETAIL_REACH: usize = 12;

/// The age from which a second meeting in a report is history, in days.
const HISTORY_DAYS: i32 = 120;

/// The age from which the only meeting of a text is history, in days.
const LONG_AGO_DAYS: i32 = 500;

/// The most words of a sentence without a verb that names the next meeting.
const NEXT_WORDS: usize = 16;

/// What bodies do again and again, which is no meeting.
pub(super) static IS_HABIT: Phrases<&str> = Phrases::new(&[
    "raz|razy w miesiacu|roku|tygodniu|kwartale",
    "co miesiac|kwartal|tydzien",
    "co do zasady",
    "z reguly",
    "w kazdy|kazda|kazde",
]);

impl MeetingReader<'_> {
    /// Reads what a sentence says of a meeting; returns whether it says when one is.
    pub(super) fn anchor(
        &mut self,
        words: &[Word],
        statement: MeetingStatement,
        line: usize,
        is_alone: bool,
        range: &Range<usize>,
    ) -> bool {
        if is_alone && (self.note_day_heading(words, &statement, line) || self.row_of_day(words, line)) {
            return true;
        }
        if let Some(is_anchor) = self.sequel(words, &statement, line) {
            return is_anchor;
        }
        if statement.change.is_some() {
            let is_new = statement.cancelled.is_empty() && self.new_day(words, &statement);
            let is_changed = !is_new && self.changed(words, statement, line);
            self.last_row = if is_changed && is_alone { Some(line) } else { self.last_row };
            return is_new || is_changed;
        }
        if self.new_day(words, &statement) {
            return true;
        }
        let is_dated = statement.occasions.iter().any(|occasion| occasion.date.is_some());
        if statement.has_noun && is_dated {
            let is_told = statement.verb.is_some()
                || (is_alone && is_headline(words) && !words.iter().any(is_past))
                || statement.occasions.iter().all(|one| one.body.is_some()) && !is_in_passing(words)
                || self.is_told_otherwise(words, &statement)
                || self.is_next(words, &statement);
            if !is_told && self.take_day(words, &statement, line) {
                return true;
            }
            let is_row = is_alone && statement.verb.is_none() && self.last_row.is_some();
            let is_bare = statement.verb.is_none();
            let is_anchor = is_told && self.dated(words, statement, line);
            if is_row && is_anchor {
                self.last_row = Some(line);
            }
            if is_anchor && is_alone && is_bare && self.lines[line].mark != ListMark::None {
                self.locate(words);
                if let Some(topics) = dashed_topics(self.text, range.clone()) {
                    self.list_topics(topics);
                }
            }
            return is_anchor;
        }
        if is_dated && self.take_day(words, &statement, line) {
            return true;
        }
        if is_dated {
            let acts = phrases![
                "radni|radne|przewodniczacy|szefowie|czlonkowie|rada|komisja|konwent|zarzad",
                "skarbnik|burmistrz|wojt|starosta|prezydent|marszalek * projekt~|budzet~|raport~|sprawozdani~",
            ]
            .is_in(words);
            let tells = |one: &&Occasion| one.date.is_some() && (one.body.is_some() || acts);
            let deed = statement.occasions.iter().find(tells);
            if let Some(deed) = deed {
                self.deed = Some((deed.clone(), line));
                self.deed_place = place(self.text, words);
            }
        }
        if is_dated && is_alone && statement.verb.is_none() {
            return self.row(line, range.clone());
        }
        if statement.has_noun {
            self.undated(words, statement, line, is_alone);
        } else if statement.verb.is_none() && self.is_detail(words, line, is_alone) {
            self.detail(words);
        } else {
            self.beginning(words);
            self.meeting_point(words);
        }
        false
    }

    /// Takes a sentence with a meeting and its day.
    fn dated(&mut self, words: &[Word], statement: MeetingStatement, line: usize) -> bool {
        if phrases!["nie zaplanowan~|zaplanowano|planowan~|przewidziano|zwolano|zwolan~|planuje|przewiduje"]
            .is_in(words)
        {
            return false;
        }
        let tells_topics = sentence_intro(words).is_some();
        if statement.is_relative && !self.is_titled && !tells_topics && !self.drafts.is_empty() {
            return false;
        }
        let is_of_minutes = words.first().is_some_and(|word| word.plain == "z");
        if statement.is_relative && !self.is_titled && !tells_topics && !is_of_minutes && line > 3 {
            return false;
        }
        if IS_HABIT.is_in(words)
            || phrases!["ostatni raz", "rok temu"].is_in(words)
            || self.is_history(&statement)
            || self.is_long_ago(&statement)
        {
            return false;
        }
        if is_of_another_meeting(words) {
            self.settle_deed(line);
        }
        let is_other = is_of_another_meeting(words) && !self.drafts.is_empty();
        let previous = self.current;
        let is_one = statement.occasions.len() == 1;
        for mut occasion in statement.occasions {
            if occasion.date_end.is_none() {
                occasion.date_end = last_of_several(words, occasion.date);
            }
            self.open(occasion, statement.verb, line);
            if is_one {
                self.locate(words);
            }
        }
        if is_other && phrases!["tej samej porze|godzinie"].is_in(words) {
            let hour = previous.and_then(|previous| self.drafts[previous].meeting.time.clone());
            let draft = self.draft();
            draft.meeting.time = draft.meeting.time.take().or(hour);
        }
        if is_other {
            self.following = self.current.map(|next| (next, line));
            self.current = previous;
        }
        !is_other
    }

    /// Whether a sentence without a verb names the day of the next meeting: *Następne posiedzenie 11 stycznia*.
    fn is_next(&self, words: &[Word], statement: &MeetingStatement) -> bool {
        let is_ahead = |one: &Occasion| self.published.is_some_and(|published| one.date > Some(published));
        !self.drafts.is_empty()
            && words.len() <= NEXT_WORDS
            && is_of_another_meeting(words)
            && statement.occasions.iter().all(is_ahead)
    }

    /// Whether a statement is about a meeting long before the one that the text reports.
    fn is_history(&self, statement: &MeetingStatement) -> bool {
        let Some(published) = self.published else { return false };
        let has_meeting = self.drafts.iter().any(|draft| draft.meeting.date.is_some());
        let is_old = |date: Date| days_between(date, published) < -HISTORY_DAYS;
        has_meeting && statement.occasions.iter().filter_map(|occasion| occasion.date).all(is_old)
    }

    /// Whether a statement is about a meeting of other years in a text whose title names none.
    fn is_long_ago(&self, statement: &MeetingStatement) -> bool {
        let Some(published) = self.published.filter(|_| !self.is_titled) else { return false };
        let is_old = |date: Date| days_between(date, published) < -LONG_AGO_DAYS;
        statement.occasions.iter().filter_map(|occasion| occasion.date).all(is_old)
    }

    /// Makes the draft of an occasion the current one.
    pub(super) fn open(&mut self, occasion: Occasion, verb: Option<Verb>, line: usize) {
        let same = self.drafts.iter().rposition(|draft| {
            draft.may_be(&occasion)
                && (draft.meeting.date == occasion.date
                    || self.is_awaiting(draft, line) && !draft.is_report_before(verb))
        });
        if let Some(same) = same {
            self.drafts[same].fill(occasion, verb);
            self.drafts[same].line = line;
            self.current = Some(same);
            return;
        }
        self.drafts.push(Draft::new(occasion, verb, line));
        self.current = Some(self.drafts.len() - 1);
    }

    /// Whether a draft without a day may get it from this line.
    pub(super) fn is_awaiting(&self, draft: &Draft, line: usize) -> bool {
        let is_near = line <= draft.line + HEADING_REACH || self.drafts.len() == 1;
        draft.meeting.date.is_none() && draft.meeting.cancelled.is_empty() && is_near
    }

    /// Takes a sentence with a meeting and without its day.
    fn undated(&mut self, words: &[Word], statement: MeetingStatement, line: usize, is_alone: bool) {
        let Some(occasion) = statement.occasions.into_iter().next() else { return };
        if IS_HABIT.is_in(words) {
            return;
        }
        if self.take_deed(words, &occasion, statement.verb, line) {
            return;
        }
        self.await_day(words, occasion.body.clone(), statement.verb, line);
        let is_short = is_alone && words.len() <= 25 && statement.verb.is_none();
        let is_bare_heading =
            is_short && is_headline(words) && !self.text[self.lines[line].range.clone()].ends_with('.');
        let opens =
            statement.verb == Some(Verb::Coming) || statement.verb == Some(Verb::Called) || is_bare_heading;
        let is_schedule = phrases![
            "terminy|terminow|terminach|terminarz~|harmonogram~|kalendarz~",
            "nastepujac~|ponizsz~ dniach|dni|termin~",
            "w dniach",
        ]
        .is_in(words)
            && self.text[self.lines[line].range.clone()].ends_with(':');
        if is_bare_heading || opens || is_schedule || statement.verb == Some(Verb::Held) {
            self.heading = Some(line);
            self.announces = if is_schedule { HeadingKind::Schedule } else { HeadingKind::Meeting };
        }
        if is_of_another_meeting(words) {
            return;
        }
        let is_new = occasion.body.is_some()
            && opens
            && self.current.is_none_or(|current| !self.drafts[current].may_be(&occasion));
        if is_new && (is_bare_heading || self.drafts.is_empty()) {
            let verb = statement.verb.filter(|_| !is_bare_heading);
            self.drafts.push(Draft::new(occasion, verb, line));
            self.current = Some(self.drafts.len() - 1);
            self.draft().meeting.place = place(self.text, words);
            return;
        }
        let is_near = self.current.is_none_or(|current| line <= self.drafts[current].line + DETAIL_REACH);
        let text = self.text;
        let is_told =
            || statement.verb.is_some() || chair(text, words).is_some() || seat(text, words).is_some();
        let draft = self.draft();
        if draft.may_be(&occasion) && is_told() {
            let occasion =
                if is_near { occasion } else { Occasion { body: occasion.body, ..Occasion::default() } };
            draft.fill(occasion, statement.verb);
            if is_near {
                self.locate(words);
            }
        }
    }
}

/// The last day of a meeting that lasts some days: *dwudniowa sesja*.
fn last_of_several(words: &[Word], date: Option<Date>) -> Option<Date> {
    let days =
        match phrases!["dwudniow~|trzydniow~"].first(words).map(|range| words[range.start].begins("dwu")) {
            Some(true) => 1,
            Some(false) => 2,
            None => return None,
        };
    date?.checked_add(days.days()).ok()
}
