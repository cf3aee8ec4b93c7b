//! Joins a meeting with its day where the text tells them in two sentences, in either order.
//!
//! Leaves reading a sentence to `statement`. Invariant: a day makes no meeting without a word for one near it.

use jiff::civil::Date;

use super::{MeetingReader, anchors::IS_HABIT};
use crate::meetings::{
    clauses::is_past,
    compose::PendingMeeting,
    day::{Day, Tense, days_between, resolve},
    intros::is_of_another_meeting,
    matters::deals,
    phrases::{Phrases, phrases},
    place::place,
    schedule::is_other_event,
    sentences::bounded,
    statement::{MeetingStatement, Occasion},
    verbs::Verb,
    words::{Word, words as words_of},
};

/// How far apart the two sentences may be, in lines.
const DEED_REACH: usize = 12;
const PENDING_REACH: usize = 4;

/// Within how many words from the head of a sentence the meeting stands that it is about.
const NOUN_REACH: usize = 12;

/// The age up to which a day of a report is that of its meeting, in days.
const REPORT_DAYS: i32 = 60;

/// How many lines tell the tense of a text.
const TENSE_REACH: usize = 6;

/// Words of what is to come.
static FUTURE: Phrases<&str> = Phrases::new(&[
    "bedzie|beda|odbedzie|odbeda|rozpocznie|zajma|zajmie|zaplanowano|zapraszamy|planowan~|porozmawiaja|wysluchaja",
    "omowia|rozpatrza|zaopiniuja|przyjma|podejma|spotkaja|zdecyduja|zaglosuja|poznaja|przedstawi",
]);

impl MeetingReader<'_> {
    /// Takes the day of the sentence before: *20 lutego Rada uznała … Sesja trwała pięć godzin*.
    pub(super) fn take_deed(
        &mut self,
        words: &[Word],
        occasion: &Occasion,
        verb: Option<Verb>,
        line: usize,
    ) -> bool {
        if self.is_undated() && verb == Some(Verb::Coming) && self.take_plan(words, occasion, line) {
            return true;
        }
        if !self.is_undated() || verb == Some(Verb::Coming) || !tells_a_report(words, verb) {
            return false;
        }
        let is_near = |at: usize| line <= at + DEED_REACH;
        let Some((deed, _)) = self.deed.clone().filter(|(_, at)| is_near(*at)) else { return false };
        let is_other = deed.body.is_some() && occasion.body.is_some() && deed.body != occasion.body;
        if is_other || !self.is_recent(deed.date) {
            return false;
        }
        self.deed = None;
        let (time, time_end) = (occasion.time.clone(), occasion.time_end.clone());
        let body = deed.body.clone().or_else(|| occasion.body.clone());
        self.open(Occasion { time, time_end, body, ..deed }, Some(Verb::Held), line);
        let place = place(self.text, words).or(self.deed_place.take());
        let draft = self.draft();
        draft.meeting.place = draft.meeting.place.take().or(place);
        true
    }

    /// Takes the day on which the members are to decide: *12 grudnia radni zdecydują o budżecie. Sesja
    /// rozpocznie się o 9*.
    fn take_plan(&mut self, words: &[Word], occasion: &Occasion, line: usize) -> bool {
        let is_ahead = |deed: &Occasion| self.published.is_some_and(|published| deed.date >= Some(published));
        let near = self.deed.clone().filter(|(deed, at)| line <= at + PENDING_REACH && is_ahead(deed));
        let Some((deed, _)) = near.filter(|_| !is_of_another_meeting(words)) else { return false };
        let (time, time_end) = (occasion.time.clone(), occasion.time_end.clone());
        let body = deed.body.clone().or_else(|| occasion.body.clone());
        self.open(Occasion { time, time_end, body, ..deed }, Some(Verb::Coming), line);
        self.locate(words);
        true
    }

    /// Takes the deed before the announcement of the next meeting as one of the body: *13 listopada Rada
    /// podsumowała … Następne spotkanie zaplanowano na …*.
    pub(super) fn settle_deed(&mut self, line: usize) {
        let deed = self.deed.clone().filter(|(deed, _)| deed.body.is_some() && self.is_recent(deed.date));
        if let Some((deed, _)) = deed.filter(|_| self.is_undated()) {
            self.open(deed, Some(Verb::Held), line);
        }
    }

    /// Remembers a meeting without its day.
    pub(super) fn await_day(
        &mut self,
        words: &[Word],
        body: Option<String>,
        verb: Option<Verb>,
        line: usize,
    ) {
        let is_habit =
            phrases!["wielokrotnie|zwykle|zawsze|czasem|regularnie|dotychczas|dotad|nieraz", "od lat"];
        let is_quoted = words.first().is_some_and(|word| self.text[..word.start].ends_with(['–', '„', '—']))
            || words.first().is_some_and(|word| self.text[..word.start].ends_with("– "));
        if self.is_undated()
            && !is_quoted
            && !is_habit.is_in(words)
            && !IS_HABIT.is_in(words)
            && !is_of_another_meeting(words)
            && tells_a_report(words, verb)
        {
            self.pending = Some(PendingMeeting { body, line });
        }
    }

    /// Takes the day of a meeting that another sentence tells of: *… swoje posiedzenie do szpitala. 18
    /// października przyjęła ich dyrekcja*.
    pub(super) fn take_day(&mut self, words: &[Word], statement: &MeetingStatement, line: usize) -> bool {
        let Some(occasion) = statement.occasions.iter().find(|one| one.date.is_some()) else { return false };
        if is_other_event(words) || is_deadline(words) || IS_HABIT.is_in(words) {
            return false;
        }
        let awaiting = self.current.filter(|current| self.is_awaiting(&self.drafts[*current], line));
        let is_ahead = self.published.is_none_or(|published| occasion.date >= Some(published));
        let text = self.text;
        let is_timed = || occasion.time.is_some() || statement.verb.is_some() || place(text, words).is_some();
        let tells_past = || words.iter().any(|word| is_past(word) || word.plain == "bylo");
        // *Dziś* alone is no day of a meeting: *udziela ich dziś większość wydziałów*.
        let is_today = occasion.date == self.published && statement.verb.is_none();
        if let Some(current) = awaiting {
            let is_one = occasion.body.is_none() || self.drafts[current].may_be(occasion);
            let fits = is_one
                && match self.drafts[current].verb {
                    Some(Verb::Held) => self.is_recent(occasion.date) && tells_past() && !is_today,
                    _ => is_ahead && is_timed() && (!is_today || occasion.time.is_some()),
                };
            return fits && self.date_current(words, occasion.clone(), line);
        }
        if self.is_again(words, occasion) && is_ahead {
            let body = self.current.and_then(|current| self.drafts[current].meeting.body.clone());
            self.open(Occasion { body, ..occasion.clone() }, Some(Verb::Coming), line);
            return self.date_current(words, Occasion::default(), line);
        }
        if is_today {
            return false;
        }
        // A line that only names a day is the head of a letter or the day of publication.
        let pending = self
            .pending
            .clone()
            .filter(|_| tells_past())
            .filter(|pending| line <= pending.line + PENDING_REACH);
        let Some(pending) = pending.filter(|_| self.is_undated() && self.is_recent(occasion.date)) else {
            return false;
        };
        let body = occasion.body.clone().or(pending.body);
        if body.is_none() && !phrases!["radni|rada|komisja|konwent|zarzad"].is_in(words) {
            return false;
        }
        self.open(Occasion { body, ..occasion.clone() }, Some(Verb::Held), line);
        self.date_current(words, Occasion::default(), line)
    }

    /// Gives a meeting on a day of the week its date, by the tense of what the text says after it: *Budżet i drogi –
    /// to tematy czwartkowej sesji*.
    pub(super) fn settle_weekday(&mut self, statement: &mut MeetingStatement, line: usize) {
        let is_open = statement.has_noun
            && statement.verb.is_none()
            && statement.occasions.iter().all(|one| one.date.is_none())
            && self.is_undated();
        if let Some(day) = statement.weekday {
            self.keep_known_day(statement, day);
        }
        let Some(day) = statement.weekday.filter(|_| is_open) else { return };
        let tense = self.tense_ahead(line);
        let Some(date) = resolve(day, self.published, tense) else { return };
        if let Some(occasion) = statement.occasions.first_mut() {
            occasion.date = Some(date);
            statement.verb = Some(if tense == Tense::Past { Verb::Held } else { Verb::Coming });
        }
    }

    /// Takes a day of the week as one of the meeting before if it lasts to that day.
    fn keep_known_day(&self, statement: &mut MeetingStatement, day: Day) {
        let Day::OfWeek { weekday, .. } = day else { return };
        let Some(meeting) = self.current.map(|current| &self.drafts[current].meeting) else { return };
        let (Some(first), Some(last)) = (meeting.date, meeting.date_end) else { return };
        let known = [first, last].into_iter().find(|date| date.weekday().to_monday_one_offset() == weekday);
        if known.is_some() {
            statement.occasions.truncate(1);
        }
        if let (Some(_), Some(occasion)) = (known, statement.occasions.first_mut()) {
            occasion.date = Some(first);
            if known == Some(last) {
                occasion.time = None;
            }
        }
    }

    /// The tense of the lines from one on.
    fn tense_ahead(&self, line: usize) -> Tense {
        let near = self.lines[line..].iter().take(TENSE_REACH);
        let (mut past, mut ahead) = (0, 0);
        for line in near {
            let words = words_of(self.text, bounded(self.text, line.range.clone()));
            past += words.iter().filter(|word| is_past(word)).count();
            ahead += words.iter().filter(|word| FUTURE.is_in(std::slice::from_ref(word))).count();
        }
        match past.cmp(&ahead) {
            std::cmp::Ordering::Greater => Tense::Past,
            std::cmp::Ordering::Less => Tense::Future,
            std::cmp::Ordering::Equal => Tense::Open,
        }
    }

    /// Whether a sentence is about one more meeting of the same body: *Drugi raz, 26 lutego o 17.30*.
    fn is_again(&self, words: &[Word], occasion: &Occasion) -> bool {
        let again = phrases![
            "drugi|trzeci|czwarty|kolejny|nastepny raz",
            "nastepnym|kolejnym razem",
            "ponownie|powtornie",
            "spotka|zbierze sie znowu|znow|ponownie"
        ];
        let is_ours = phrases![
            "zobaczymy|spotkamy|widzimy|spotykamy sie",
            "rada|komisja|konwent|zespol|radni|seniorzy * spotka|zbierze|spotkaja|zbiora sie",
        ]
        .is_in(words);
        self.current.is_some() && (occasion.time.is_some() || is_ours) && again.is_in(words)
    }

    fn date_current(&mut self, words: &[Word], occasion: Occasion, line: usize) -> bool {
        let draft = self.draft();
        draft.fill(occasion, None);
        draft.line = line;
        self.locate(words);
        true
    }

    /// Whether the text has named no meeting with its day yet.
    pub(super) fn is_undated(&self) -> bool {
        self.drafts.iter().all(|draft| draft.meeting.date.is_none() && draft.meeting.cancelled.is_empty())
    }

    /// Whether a day lies shortly before the publication.
    pub(super) fn is_recent(&self, date: Option<Date>) -> bool {
        let age = date.zip(self.published).map(|(date, published)| days_between(published, date));
        age.is_some_and(|age| (0..=REPORT_DAYS).contains(&age))
    }

    /// Whether a sentence without a verb of meeting still tells of one: by its hour ahead, or by what was
    /// decided at it.
    pub(super) fn is_told_otherwise(&self, words: &[Word], statement: &MeetingStatement) -> bool {
        let ahead = |one: &Occasion| {
            one.time.is_some() && self.published.is_some_and(|published| one.date >= Some(published))
        };
        let is_beside = phrases!["przed|po|do|od sesj~|posiedzen~|konwen~|obrad~"].is_in(words);
        let is_first =
            |word: &Word| ["sesj", "posiedz", "konwen", "obrad"].iter().any(|noun| word.begins(noun));
        let is_headed = words.iter().take(NOUN_REACH).any(is_first);
        let tells = phrases![
            "odpowiadal~|odpowiedzial~|tlumaczyl~|zapewnial~|wyjasnial~|apelowal~|prezentowal~|zapowiedzial~",
        ];
        let is_report = is_headed && is_at_meeting(words) && (deals(words) || tells.is_in(words));
        let fits = |one: &Occasion| ahead(one) || is_report && self.is_recent(one.date);
        !is_beside && !is_other_event(words) && statement.occasions.iter().all(fits)
    }
}

/// Whether a sentence says what went on at a meeting: *podczas sesji wyłoniono …*.
fn is_at_meeting(words: &[Word]) -> bool {
    phrases![
        "na|podczas * sesji|posiedzeniu|posiedzenia|konwencie|konwentu|obrad",
        "w trakcie|czasie * sesji|posiedzenia|konwentu|obrad",
    ]
    .is_in(words)
}

/// Whether a sentence about a meeting is of a report: it took place, or something went on at it.
fn tells_a_report(words: &[Word], verb: Option<Verb>) -> bool {
    let beside =
        phrases!["nagrani~|transmisj~|protokol~|zapis~ z", "przed|po|do|od sesj~|posiedzen~|konwen~"];
    let is_told = |word: &Word| is_past(word) || word.plain.ends_with("ono") || word.plain.ends_with("eto");
    // *To był już dziewiąty w tym roku Konwent*.
    let is_said =
        phrases!["to|byl|byla|bylo byl|byla|bylo|to * sesj~|posiedzen~|konwen~"].at(words, 0, |_| true);
    let chairs = phrases!["prowadzil|poprowadzil|przewodniczyl|otworzyl|zamknal"];
    let is_told = words.iter().any(is_told) || chairs.is_in(words);
    verb == Some(Verb::Held) || is_said.is_some() || is_told && !beside.is_in(words)
}

/// Whether the day of a sentence is a deadline, or that of something to hand in.
fn is_deadline(words: &[Word]) -> bool {
    phrases!["zgloszen~|zapis~|wnioski|uwagi|formularz~|konsultacj~|ankiet~|nabor~|glosowani~ * do|od"]
        .is_in(words)
}
