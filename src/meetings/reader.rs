//! Reads a text line by line and gathers what it says of each meeting.
//!
//! Leaves single sentences to `statement`, lists to `agenda` and the result to `compose`. Invariant: the work
//! is linear in the text; a sentence is read up to a bound.

mod anchors;
mod changes;
mod days;
mod details;
mod programme;
mod rows;
mod sequels;
mod signing;
mod tables;
mod telling;

use std::ops::Range;

use jiff::civil::Date;

use super::{
    agenda::inline,
    body::{bodies, council_of_district},
    columns::TableColumn,
    compose::{Draft, PendingMeeting, compose},
    found::{FoundMeeting, FoundTopic},
    hour::{HourMention, hours},
    intros::{Strength, is_lead, is_of_another_meeting},
    lines::{PostLine, lines},
    phrases::{Phrases, phrases},
    place::place,
    schedule::{is_other_event, is_whole_row},
    sentences::{bounded, sentences},
    statement::{MeetingStatement, Occasion, is_body_alone, statement},
    triggers::{matters, names_a_meeting, tells_of_dealings},
    verbs::{Verb, verb},
    words::{Word, words},
};

/// How far below a line that names a meeting others are read, in lines.
const REACH: usize = 40;

/// The most sentences of a text that are read, and the most meetings: a schedule of all districts for some
/// years has fewer.
const MOST_SENTENCES: usize = 20_000;
const MOST_MEETINGS: usize = 2_000;

/// The most topics of lists in a text.
const MOST_LISTED: usize = 5_000;

/// The most topics of sentences.
const MOST_TOLD: usize = 200;

/// The longest row of a schedule that names a day alone, in bytes.
const BARE_BYTES: usize = 60;

/// The longest lead of a list that no word identifies, and the longest label, in bytes.
const LEAD_BYTES: usize = 80;
const LABEL_BYTES: usize = 24;

/// The most lines between a heading and the day of its meeting.
const HEADING_REACH: usize = 6;

/// What the sentences after the announcement of the next meeting say of it.
static COMING: Phrases<&str> =
    Phrases::new(&["tym razem", "omowia|zajma|porozmawiaja|rozpatrza|beda|bedzie"]);

/// What a heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeadingKind {
    /// One meeting.
    Meeting,
    /// The days of several, one a line.
    Schedule,
}

/// Reads the meetings of one text.
pub(super) struct MeetingReader<'a> {
    text: &'a str,
    published: Option<Date>,
    lines: Vec<PostLine>,
    drafts: Vec<Draft>,
    /// The draft that sentences without a day are about.
    current: Option<usize>,
    /// What stands before the first meeting and belongs to it.
    before: Draft,
    /// The bodies that the text names, the likeliest first.
    bodies: Vec<String>,
    /// Whether the title is about a meeting.
    is_titled: bool,
    /// Whether the text is about the councils of districts.
    of_districts: bool,
    /// Whether the text is about the meetings of villages.
    of_villages: bool,
    /// What the last heading announces.
    announces: HeadingKind,
    /// The last line that heads a meeting or a schedule.
    heading: Option<usize>,
    /// The body that a line of its own names, with that line.
    headed: Option<(String, usize)>,
    /// The last day on which a body is said to have done something, with its line.
    deed: Option<(Occasion, usize)>,
    /// The place that the same sentence names.
    deed_place: Option<String>,
    /// The last meeting that a sentence tells of without its day.
    pending: Option<PendingMeeting>,
    /// The last body that is said to meet, with the line.
    mentioned: Option<(String, usize)>,
    /// The day that a line of its own names, with that line.
    day_heading: Option<(Date, usize)>,
    /// The last line that was read as a row of a schedule.
    last_row: Option<usize>,
    /// What the columns of the table tell that is being read.
    columns: Vec<TableColumn>,
    /// The council of the district that the text names, if it names no body.
    council: Option<String>,
    /// The lines below the last one that ends with a colon and names the body as its subject.
    acting: Option<Range<usize>>,
    /// The place and the hour of all meetings, told before them.
    shared: Option<(Option<String>, Option<HourMention>)>,
    /// The place that the line above a schedule names.
    common_place: Option<(String, usize)>,
    /// The next meeting that a sentence announces, with the line of the sentence.
    following: Option<(usize, usize)>,
    /// The day of the meeting that the title is about.
    titled_day: Option<Date>,
    /// The last line that names a meeting.
    last_named: usize,
    /// The questions right before the sentence that is read, on the same line.
    questions: Vec<Range<usize>>,
    /// The draft whose topics are the points of minutes.
    of_minutes: Option<usize>,
    /// The number of sentences read so far.
    sentences_read: usize,
    /// The number of topics of lists so far.
    listed: usize,
}

impl<'a> MeetingReader<'a> {
    pub(super) fn new(text: &'a str, title: Option<&str>, published: Option<Date>) -> Self {
        let title = title.unwrap_or_default();
        let title_words = words(title, 0..title.len());
        let named = statement(title, &title_words, published, false);
        let titled_day = named.occasions.iter().find_map(|occasion| occasion.date).filter(|_| named.has_noun);
        let body = named.occasions.into_iter().find_map(|occasion| occasion.body);
        let body = body.or_else(|| named.bodies.into_iter().next());
        Self {
            text,
            published,
            lines: lines(text),
            drafts: Vec::new(),
            current: None,
            before: Draft::default(),
            bodies: body.into_iter().collect(),
            is_titled: named.has_noun
                || phrases![
                    "sesj~",
                    "posiedzen~",
                    "konwen~",
                    "zajma|zajmie|zajeli|zajela|zajmowali sie * radni|rada|komisja|zarzad",
                    "radni|rada|komisja|zarzad * zajma|zajmie|zajeli|zajela|zajmowali sie",
                ]
                .is_in(&title_words),
            of_districts: phrases!["rad|rady dzielnic|dzielnicy"].is_in(&title_words),
            of_villages: false,
            announces: HeadingKind::Meeting,
            heading: None,
            headed: None,
            deed: None,
            deed_place: None,
            pending: None,
            mentioned: None,
            day_heading: None,
            last_row: None,
            columns: Vec::new(),
            council: None,
            acting: None,
            shared: None,
            common_place: None,
            following: None,
            titled_day,
            last_named: 0,
            questions: Vec::new(),
            of_minutes: None,
            sentences_read: 0,
            listed: 0,
        }
    }

    pub(super) fn read(mut self) -> Vec<FoundMeeting> {
        let mut at = 0;
        while at < self.lines.len() {
            at = self.line(at);
        }
        self.settle_before();
        self.share();
        self.date_by_title();
        let council = self.council.take().filter(|_| self.bodies.is_empty());
        self.bodies.extend(council);
        let drafts = std::mem::take(&mut self.drafts);
        let mut meetings = compose(self.text, drafts, &self.bodies, self.published);
        let may_be_signed = |found: &FoundMeeting| found.meeting.announced && found.meeting.chair.is_none();
        if meetings.iter().any(may_be_signed)
            && let Some(signed) = self.signature()
        {
            Self::sign(&mut meetings, &signed);
        }
        meetings
    }

    /// Gives the day of the title to the meeting of a text that names no day.
    fn date_by_title(&mut self) {
        let is_dated = |draft: &Draft| draft.meeting.date.is_some() || !draft.meeting.cancelled.is_empty();
        if self.titled_day.is_some() && !self.drafts.iter().any(is_dated) {
            let tells = |draft: &&mut Draft| !draft.listed.is_empty() || draft.verb.is_some();
            if let Some(draft) = self.drafts.iter_mut().find(tells) {
                draft.meeting.date = self.titled_day;
            }
        }
    }

    /// Gives what stands before the first meeting to it.
    fn settle_before(&mut self) {
        let before = std::mem::take(&mut self.before);
        let Some(first) = self.drafts.first_mut() else {
            self.drafts.push(before);
            return;
        };
        let Draft { meeting, listed, told, verb, .. } = before;
        first.meeting.place = first.meeting.place.take().or(meeting.place);
        first.meeting.time = first.meeting.time.take().or(meeting.time);
        first.meeting.invited.splice(0..0, meeting.invited);
        first.listed.splice(0..0, listed);
        let is_past =
            first.meeting.date.zip(self.published).is_some_and(|(date, published)| date <= published);
        let is_report = first.verb == Some(Verb::Held) || first.verb != Some(Verb::Coming) && is_past;
        let kept = told.into_iter().filter(|(_, strength)| is_report || *strength == Strength::Programme);
        first.told.splice(0..0, kept);
        first.verb = first.verb.or(verb);
        if first.meeting.chair.is_none() && meeting.chair.is_some() {
            first.meeting.chair = meeting.chair;
            first.meeting.chair_office = meeting.chair_office;
        }
    }

    /// Reads a line and the list below it; returns the index of the next line.
    fn line(&mut self, at: usize) -> usize {
        let range = self.lines[at].range.clone();
        let said = &self.text[range.clone()];
        self.point_of_minutes(at);
        self.run_in_head(at);
        if let Some(acting) = &mut self.acting {
            let goes_on = acting.end == at && (acting.start == at || !self.lines[at].after_gap);
            acting.end += usize::from(goes_on);
        }
        let is_acting = self.acting.as_ref().is_some_and(|acting| acting.contains(&at));
        if !is_acting && !self.is_read(at, said) {
            return at + 1;
        }
        if self.table(at) {
            return at + 1;
        }
        if let Some(next) = self.label(at) {
            return next;
        }
        if self.programme(&range) {
            return at + 1;
        }
        let (range, points) = match inline(self.text, range.clone()) {
            Some((lead, points)) => (range.start..lead, points),
            None => (range, Vec::new()),
        };
        let sentences = sentences(self.text, range.clone());
        let mut last = Vec::new();
        self.questions.clear();
        for sentence in &sentences {
            self.sentences_read += 1;
            if self.sentences_read > MOST_SENTENCES {
                break;
            }
            let is_alone =
                sentences.len() == 1 || *sentence == sentences[0] && is_whole_row(self.text, sentence);
            last = self.sentence(sentence.clone(), at, is_alone);
        }
        if !points.is_empty() && is_lead(&last) {
            self.enlist(points);
            return at + 1;
        }
        self.topics_of_row(at).or_else(|| self.list_below(at, &last)).unwrap_or(at + 1)
    }

    /// Whether a line may be about a meeting: it names one, or stands near what is about one.
    fn is_read(&mut self, at: usize, said: &str) -> bool {
        if self.sentences_read > MOST_SENTENCES || self.drafts.len() >= MOST_MEETINGS {
            return false;
        }
        if names_a_meeting(said) {
            self.last_named = at;
            return true;
        }
        if at <= self.last_named + REACH && self.is_lead_of_list(at, said) {
            return true;
        }
        let is_told = self.current.is_some()
            || self.deed.is_some()
            || self.mentioned.is_some()
            || self.pending.is_some()
            || self.is_titled;
        at <= self.last_named + REACH && (matters(said) || is_told && tells_of_dealings(said))
    }

    /// Whether a short line stands above a list or before a value: *Co w planie?*, *Gość: Anna Lis*.
    fn is_lead_of_list(&self, at: usize, said: &str) -> bool {
        let is_lead = said.len() < LEAD_BYTES && said.ends_with(['?', ':']);
        let has_label = || memchr::memchr(b':', &said.as_bytes()[..said.len().min(LABEL_BYTES)]).is_some();
        is_lead && self.lines.get(at + 1).is_some() || has_label() || said.starts_with('📍')
    }

    /// Adds topics of a list to the meeting that the text is about here.
    fn enlist(&mut self, topics: Vec<Range<usize>>) {
        let text = self.text;
        let kept = topics.into_iter().take(MOST_LISTED - self.listed);
        let topics: Vec<FoundTopic> = kept.map(|range| FoundTopic::new(text, range)).collect();
        self.listed += topics.len();
        self.draft().listed.extend(topics);
    }

    /// The draft that a sentence without a day is about.
    fn draft(&mut self) -> &mut Draft {
        match self.current {
            Some(current) => &mut self.drafts[current],
            None => &mut self.before,
        }
    }

    /// Reads a sentence; returns its words.
    fn sentence(&mut self, range: Range<usize>, line: usize, is_alone: bool) -> Vec<Word> {
        let range = bounded(self.text, range);
        let words = words(self.text, range.clone());
        let is_about = self.is_titled || !self.drafts.is_empty() || self.deed.is_some();
        if self.text[range.clone()].ends_with(':')
            && phrases!["rada|radni|komisja|konwent|zarzad|sejmik"].is_in(&words)
        {
            self.acting = Some(line + 1..line + 1);
        }
        if self.text[range.clone()].ends_with(':') {
            self.common_place = place(self.text, &words).map(|place| (place, line));
        }
        let mut statement = statement(self.text, &words, self.published, is_about);
        self.settle_weekday(&mut statement, line);
        self.note_bodies(&words, &statement);
        if phrases!["zebrania|zebran|zebraniach wiejskie|wiejskich"].is_in(&words) {
            self.of_villages = true;
            if self.text[range.clone()].ends_with(':') {
                (self.heading, self.announces) = (Some(line), HeadingKind::Schedule);
            }
        }
        if self.goes_on(&words, line) || self.is_told_by_title(&words) {
            statement.has_noun = true;
            if statement.occasions.is_empty() {
                statement.verb = verb(&words).map(|(verb, _)| verb);
                let hour = hours(self.text, &words).into_iter().next();
                let time_end = hour.as_ref().and_then(|hour| hour.until.clone());
                let time = hour.map(|hour| hour.from);
                statement.occasions.push(Occasion { time, time_end, ..Occasion::default() });
            }
            let mentioned = self.mentioned.as_ref().map(|(body, _)| body.clone());
            if let (Some(body), Some(occasion)) = (mentioned, statement.occasions.first_mut()) {
                occasion.body.get_or_insert(body);
            }
        }
        let mentioned =
            statement.occasions.iter().find_map(|one| one.body.clone()).filter(|_| statement.has_noun);
        if let Some(body) = mentioned.filter(|_| !is_of_another_meeting(&words)) {
            self.mentioned = Some((body, line));
        }
        if is_alone && is_body_alone(self.text, &words) {
            self.headed = bodies(self.text, &words).into_iter().next().map(|body| (body.name, line));
        }
        self.of_next(line, |reader| reader.place_label(&words, &range));
        self.common(&words);
        let following = self.following;
        let is_anchor = self.anchor(&words, statement, line, is_alone, &range);
        let announces_next = self.following.is_some() && self.following != following;
        // Before any other meeting, the nearest is that of the text.
        let is_of_text = self.is_undated() && phrases!["najblizsz~"].is_in(&words);
        if !is_anchor && !is_of_text && is_of_another_meeting(&words) && !announces_next {
            return words;
        }
        if !announces_next {
            self.people(&words);
        }
        let previous = self.current;
        let belongs_there = |at: usize| at == line && (announces_next || COMING.is_in(&words));
        if let Some((next, _)) = self.following.filter(|(_, at)| belongs_there(*at)) {
            self.current = Some(next);
        }
        self.tell(&words, range, line);
        self.current = previous;
        words
    }

    /// Whether a sentence goes on about the meeting of the one before: *Odbyło się 4 października*.
    fn goes_on(&self, words: &[Word], line: usize) -> bool {
        let current = self.current.map(|current| self.drafts[current].line);
        let mentioned = self.mentioned.as_ref().map(|(_, line)| *line);
        let is_near =
            [self.heading, current, mentioned].into_iter().flatten().any(|heading| line <= heading + 1);
        let first_of =
            phrases!["pierwsze|pierwsza|najblizsze|najblizsza|kolejne z nich"].at(words, 0, |_| true);
        if first_of.is_some() && self.current.is_some() && self.last_named == line {
            return phrases!["wyznaczon~|wyznaczono|zaplanowan~|zaplanowano|odbedzie|zwolano"].is_in(words);
        }
        let verb = phrases!["odbyl~|odbedzie|odbeda|rozpocznie|rozpoczel~|rozpoczal"].first(words);
        is_near && verb.is_some_and(|verb| verb.start <= 1) && !is_other_event(words)
    }

    /// Whether a sentence tells of the meeting in the title: *W czwartek radni zajęli się …*.
    fn is_told_by_title(&self, words: &[Word]) -> bool {
        static DEEDS: Phrases<&str> = Phrases::new(&[
            "radni|czlonkowie|rada|komisja * zajeli|zajela|zajma|zajmie|dyskutowa~|debatowa~|rozmawiali|obradowa~",
            "radni|czlonkowie * spotkali|spotkaja|zebrali|zbiora",
        ]);
        self.is_titled && self.drafts.is_empty() && DEEDS.is_in(words)
    }

    fn note_bodies(&mut self, words: &[Word], statement: &MeetingStatement) {
        self.council = self.council.take().or_else(|| council_of_district(self.text, words));
        self.of_districts |= phrases!["sesj~ rad dzielnic", "sesje|sesji rady dzielnicy"].is_in(words);
        let meeting = statement.occasions.iter().filter_map(|occasion| occasion.body.clone());
        for name in meeting.chain(statement.bodies.iter().cloned()) {
            if !self.bodies.contains(&name) && self.bodies.len() < 64 {
                self.bodies.push(name);
            }
        }
    }
}
