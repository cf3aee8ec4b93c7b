//! Takes the lines of a schedule: a meeting each, without a verb.
//!
//! Leaves reading a line to `schedule`.

use std::ops::Range;

use super::{BARE_BYTES, HEADING_REACH, HeadingKind, MeetingReader};
use crate::meetings::{
    body::{BodyMention, bodies, body_at},
    clauses::is_finite,
    compose::Draft,
    day::{days, is_month, is_weekday_name},
    formal::{is_formal, trimmed},
    hour::{bare_hour, hours},
    lines::PostLine,
    marks::ListMark,
    phrases::phrases,
    place::place,
    schedule::{
        bracketed_topics, dashed_topics, is_dateline, is_other_event, is_whole_row, noted_topics, row,
        village_meeting,
    },
    statement::{MeetingStatement, Occasion},
    verbs::{Verb, verb},
    words::{Word, words as words_of},
};

/// How far below a line with a day its meetings may stand, in lines.
const DAY_REACH: usize = 12;

/// The longest topic below a row, in bytes.
const ROW_TOPIC_BYTES: usize = 240;

/// How far below a row another one without a mark stands, in lines.
const ROW_REACH: usize = 3;

impl MeetingReader<'_> {
    /// Takes a line of a schedule.
    pub(super) fn row(&mut self, line: usize, range: Range<usize>) -> bool {
        let is_headed = self.heading.is_some_and(|heading| line <= heading + HEADING_REACH);
        let is_listed = self.lines[line].mark != ListMark::None || self.text[range.clone()].contains('\t');
        let is_next = self.last_row.is_some_and(|row| line <= row + ROW_REACH && !self.lines[line].after_gap);
        let is_in_list = is_headed || self.is_titled && (is_listed || is_next || self.current.is_none());
        let headed = self.headed.clone().filter(|(_, at)| line <= at + 2).map(|(body, _)| body);
        if !is_in_list && headed.is_none() && !is_whole_row(self.text, &range) {
            return false;
        }
        let awaits = self.current.is_some_and(|current| self.is_awaiting(&self.drafts[current], line));
        let topics = bracketed_topics(self.text, range.clone());
        let dashed = dashed_topics(self.text, range.clone());
        let noted = noted_topics(self.text, range.clone());
        let said = &self.text[range.clone()];
        if is_dateline(said) {
            return false;
        }
        let Some(mut row) = row(self.text, range, self.published, self.of_districts) else { return false };
        if headed.is_some() {
            row.occasion.body = headed;
        } else if self.of_villages && row.occasion.body.is_none() {
            row.occasion.body = village_meeting(said);
        }
        let is_bare = row.occasion.time.is_none() && row.occasion.body.is_none() && row.place.is_none();
        if is_bare
            && !awaits
            && !(is_headed && self.announces == HeadingKind::Schedule && said.len() < BARE_BYTES)
        {
            return false;
        }
        if row.occasion.date == self.published && row.occasion.time.is_none() {
            return false;
        }
        let verb = None;
        self.open(row.occasion, verb, line);
        let is_listed = self.lines[line].mark != ListMark::None;
        let is_in_block =
            |above: usize| line == above + 1 || !self.lines[line].after_gap && self.last_row.is_some();
        let common = self
            .common_place
            .clone()
            .filter(|(_, above)| is_listed || is_in_block(*above))
            .map(|(place, _)| place);
        let draft = self.draft();
        draft.meeting.place = draft.meeting.place.take().or(row.place).or(common);
        if let Some(topics) = topics.or(dashed).or(noted) {
            self.list_topics(topics);
        }
        self.heading = self.heading.map(|_| line);
        self.last_row = Some(line);
        self.last_named = line;
        true
    }

    /// Notes a line that only names a day, above meetings of that day: *Poniedziałek, 4 marca*.
    pub(super) fn note_day_heading(
        &mut self,
        words: &[Word],
        statement: &MeetingStatement,
        line: usize,
    ) -> bool {
        let date = statement.occasions.iter().find_map(|one| one.date).filter(|_| !statement.has_noun);
        let is_of_day = |word: &Word| {
            word.plain.is_number()
                || is_weekday_name(&word.plain)
                || matches!(word.plain.as_bytes(), b"w" | b"we" | b"dnia" | b"r" | b"roku")
                || is_month(&word.plain)
        };
        let is_bare = words.len() <= 7 && words.iter().all(is_of_day);
        let Some(date) = date.filter(|_| is_bare) else { return false };
        let is_of_body = |line: &PostLine| {
            let words = words_of(self.text, line.range.clone());
            let start = leading_hour(self.text, &words).map_or(0, |(_, end)| end);
            body_of_row(self.text, &words, start).is_some()
        };
        if !self.lines.get(line + 1).is_some_and(is_of_body) {
            return false;
        }
        self.day_heading = Some((date, line));
        true
    }

    /// Takes a line that begins with a body, below that of its day: *Komisja Zdrowia, godz. 14.00, sala 3*.
    pub(super) fn row_of_day(&mut self, words: &[Word], line: usize) -> bool {
        let heading = self.day_heading.filter(|(_, at)| line <= at + DAY_REACH);
        let Some((date, _)) = heading.filter(|_| !is_other_event(words) && verb(words).is_none()) else {
            return false;
        };
        let first = leading_hour(self.text, words);
        let start = first.as_ref().map_or(0, |(_, end)| *end);
        let Some(body) = body_of_row(self.text, words, start) else { return false };
        let hour = hours(self.text, &words[start..]).into_iter().next();
        let time_end = hour.as_ref().and_then(|hour| hour.until.clone());
        let time = first.map(|(hour, _)| hour).or(hour.map(|hour| hour.from));
        let body = Some(body.name);
        if phrases!["odwolan~|odwolano", "nie odbedzie"].is_in(words) {
            self.add_row(Occasion { body, ..Occasion::default() }, Some(Verb::Coming), line);
            self.draft().meeting.cancelled.push(date);
        } else {
            self.add_row(
                Occasion { date: Some(date), time, time_end, body, ..Occasion::default() },
                None,
                line,
            );
            let place = place(self.text, words).or_else(|| bracketed_place(self.text, words));
            let draft = self.draft();
            draft.meeting.place = draft.meeting.place.take().or(place);
        }
        true
    }

    /// Makes a meeting of a row: a new one, unless it fills the one before.
    pub(super) fn add_row(&mut self, occasion: Occasion, verb: Option<Verb>, line: usize) {
        if occasion.date.is_some() {
            self.open(occasion, verb, line);
        } else {
            self.drafts.push(Draft::new(occasion, verb, line));
            self.current = Some(self.drafts.len() - 1);
        }
        (self.last_row, self.last_named) = (Some(line), line);
    }

    /// Takes the topics below a row: lines with another mark, or none, up to the next row.
    pub(super) fn topics_of_row(&mut self, at: usize) -> Option<usize> {
        self.last_row.filter(|row| *row == at)?;
        let mark = self.lines[at].mark;
        let is_topic = |line: &&PostLine| {
            let words = words_of(self.text, line.range.clone());
            let is_apart = line.after_gap || mark != ListMark::None && line.mark.is_like(mark);
            !is_apart
                && !is_labeled(self.text, &words)
                && line.range.len() < ROW_TOPIC_BYTES
                && days(self.text, &words).is_empty()
                && bodies(self.text, &words).is_empty()
                && hours(self.text, &words).is_empty()
        };
        let below: Vec<Range<usize>> =
            if mark == ListMark::None && self.lines.get(at + 1)?.mark == ListMark::None {
                self.block_below(at)
            } else {
                self.lines[at + 1..].iter().take_while(is_topic).map(|line| line.range.clone()).collect()
            };
        let count = below.len();
        let kept = below.into_iter().filter(|range| !is_formal(self.text, range.clone()));
        let topics: Vec<Range<usize>> = kept.filter_map(|range| trimmed(self.text, range)).collect();
        self.enlist(topics);
        (count > 0).then_some(at + 1 + count)
    }

    /// The lines without marks right below a row, or after one gap: its topics, if none is a sentence.
    fn block_below(&self, at: usize) -> Vec<Range<usize>> {
        let is_row = |line: &PostLine| {
            let words = words_of(self.text, line.range.clone());
            let start = leading_hour(self.text, &words).map_or(0, |(_, end)| end);
            start > 0
                || body_at(self.text, &words, 0).is_some()
                || !days(self.text, &words).is_empty() && !hours(self.text, &words).is_empty()
        };
        let block = self.lines[at + 1..].iter().enumerate();
        let block =
            block.take_while(|(index, line)| (*index == 0 || !line.after_gap) && line.mark == ListMark::None);
        let block: Vec<&PostLine> = block.map(|(_, line)| line).take_while(|line| !is_row(line)).collect();
        let is_topics = block.iter().all(|line| {
            let said = &self.text[line.range.clone()];
            let words = words_of(self.text, line.range.clone());
            said.len() < ROW_TOPIC_BYTES
                && !said.ends_with(['!', '?', ':'])
                && (words.len() > 1 || is_formal(self.text, line.range.clone()))
                && !is_footer(&words)
                && !is_labeled(self.text, &words)
                && days(self.text, &words).is_empty()
                && verb(&words).is_none()
                && !words.iter().any(is_finite)
                && !words.iter().any(|word| word.plain.ends_with("amy"))
                && place(self.text, &words).is_none_or(|_| bodies(self.text, &words).is_empty())
                && hours(self.text, &words).is_empty()
        });
        if is_topics { block.into_iter().map(|line| line.range.clone()).collect() } else { Vec::new() }
    }
}

/// Whether a line below a row begins with a label of topics, or announces them.
fn is_labeled(text: &str, words: &[Word]) -> bool {
    let is_whole = |end: usize| {
        let after = words.get(end).map(|next| &text[words[end - 1].end..next.start]);
        after.is_none_or(|between| between.contains([':', '–', '-']))
    };
    phrases![
        "temat|tematy|tematyka|porzadek|program|agenda obrad|posiedzenia|sesji|spotkania|dnia|dzienny",
        "w programie|planie|porzadku",
    ]
    .at(words, 0, |_| true)
    .is_some()
        || phrases!["temat|tematy|tematyka|porzadek|program|agenda"].at(words, 0, is_whole).is_some()
}

/// Whether a line below a schedule is about all of it: how to come, where to ask.
fn is_footer(words: &[Word]) -> bool {
    phrases![
        "wstep|kontakt|tel|telefon|transmisj~|szczegol~|wiecej|fot|zapisy|uwaga|opracowal~|zrodlo|redakcja|mail~",
        "ul|al|pl|os|sala|ratusz|siedziba|budynek|adres|miejsce",
        "przewodnicz~|wiceprzewodnicz~|sekretar~|wojt|burmistrz|biuro|serdecznie|z powazaniem",
        "kazd~|wszystki~|sesja i",
    ]
    .at(words, 0, |_| true)
    .is_some()
}

/// Reads the hour at the head of a row: *15.30 – Komisja Budżetu*; returns it with the index after it.
fn leading_hour(text: &str, words: &[Word]) -> Option<(String, usize)> {
    if !words.first()?.plain.as_bytes().first()?.is_ascii_digit() && !words[0].begins("g") {
        return None;
    }
    if let Some(named) =
        hours(text, &words[..words.len().min(4)]).into_iter().find(|hour| hour.words.start == 0)
    {
        return Some((named.from, named.words.end));
    }
    let bare = bare_hour(text, words, 0)?;
    let rest = text[words[1].end..].trim_start();
    let is_apart = rest.starts_with(['–', '-', '—', '|', ':', '\t']) || words.get(2)?.is_capital(text);
    is_apart.then_some((bare.from, 2))
}

/// Reads the body at the head of a row, or after the number of its session: *LVIII sesja Rady Miasta*.
fn body_of_row(text: &str, words: &[Word], start: usize) -> Option<BodyMention> {
    let is_number = |word: &Word| {
        word.plain.is_number()
            || word.of(text).chars().all(|c| "IVXLC".contains(c))
            || word.begins("nadzwyczajn")
    };
    let is_meeting = |word: &Word| word.begins("sesj") || word.begins("posiedzeni");
    let first = words[start.min(words.len())..].iter().take_while(|word| is_number(word)).count() + start;
    let first = first + usize::from(words.get(first).is_some_and(is_meeting));
    let near = [first, first + 1].into_iter().filter_map(|at| body_at(text, words, at));
    near.into_iter().find(|body| body.words.start <= first)
}

/// Reads a place in brackets in a row: *Komisja Budżetu (sala Lea)*.
fn bracketed_place(text: &str, words: &[Word]) -> Option<String> {
    let (first, last) = (words.first()?.start, words.last()?.end);
    let open = text[first..last].find('(')? + first + 1;
    let close = text[open..].find(')')? + open;
    let inside = &text[open..close];
    let names_place = ["sala ", "ul. ", "pl. ", "os. ", "ratusz", "siedziba", "Klub ", "świetlica"];
    names_place.iter().any(|place| inside.starts_with(place)).then(|| inside.to_owned())
}
