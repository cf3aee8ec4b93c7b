//! Puts together what sentences say of one meeting, and joins its report and its announcement.
//!
//! Leaves reading sentences to `reader`. Invariant: two drafts with one day and one body become one meeting.

use std::collections::HashSet;

use jiff::civil::Date;

use super::{
    chair::Chair,
    found::{FoundMeeting, FoundTopic},
    intros::Strength,
    presiding::fits,
    statement::Occasion,
    verbs::Verb,
    words::words,
};
use crate::document::Meeting;

/// The share of the words of a topic in another one from which they are one matter.
const SAME_SHARE: f64 = 0.6;

/// From how many hours on two sessions of one body on one day are two meetings.
const HOURS_APART: u32 = 3;

/// A meeting that is being read.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) meeting: Meeting,
    /// What the verbs say of it.
    pub(super) verb: Option<Verb>,
    /// The index of the line that it was last read from.
    pub(super) line: usize,
    /// Who presides by office, where no verb says who does.
    pub(super) presumed: Option<Chair>,
    /// Topics of lists.
    pub(super) listed: Vec<FoundTopic>,
    /// Whether its lists are only a part of the topics: resolutions below a report.
    pub(super) is_partial: bool,
    /// Topics of sentences, and whether they are those of the programme.
    pub(super) told: Vec<(FoundTopic, Strength)>,
}

/// A meeting that the text has told of without its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PendingMeeting {
    pub(super) body: Option<String>,
    /// The index of its line.
    pub(super) line: usize,
}

impl Draft {
    /// Creates a draft from what a sentence says.
    pub(super) fn new(occasion: Occasion, verb: Option<Verb>, line: usize) -> Self {
        let mut draft = Self { line, ..Self::default() };
        draft.fill(occasion, verb);
        draft
    }

    /// Adds what another sentence says, where nothing is known yet.
    pub(super) fn fill(&mut self, occasion: Occasion, verb: Option<Verb>) {
        let meeting = &mut self.meeting;
        let is_same_day = meeting.date.is_none() || occasion.date.is_none() || meeting.date == occasion.date;
        if meeting.date.is_none() {
            meeting.date = occasion.date;
            meeting.date_end = occasion.date_end;
        }
        if is_same_day && meeting.time.is_none() {
            meeting.time = occasion.time;
            meeting.time_end = occasion.time_end;
        }
        meeting.body = longer(meeting.body.take(), occasion.body);
        self.verb = stronger(self.verb, verb);
    }

    /// Adds who chairs, where nobody is known yet.
    pub(super) fn seat(&mut self, chair: Chair) {
        if self.meeting.chair.is_none() && (chair.name.is_some() || self.meeting.chair_office.is_none()) {
            self.meeting.chair = chair.name;
            self.meeting.chair_office = chair.office.or(self.meeting.chair_office.take());
        }
    }

    /// Whether another statement may be about this meeting.
    pub(super) fn may_be(&self, occasion: &Occasion) -> bool {
        let is_one_day = match (self.meeting.date, occasion.date) {
            (Some(first), Some(second)) => first == second,
            _ => true,
        };
        let is_one_body = match (&self.meeting.body, &occasion.body) {
            (Some(first), Some(second)) => is_same_body(first, second),
            _ => true,
        };
        is_one_day && is_one_body && !self.is_at_other_hour(occasion)
    }

    /// Whether both have one day and hours far apart: two sessions of one body.
    fn is_at_other_hour(&self, occasion: &Occasion) -> bool {
        let is_one_day = self.meeting.date.is_some() && self.meeting.date == occasion.date;
        let hours = self.meeting.time.as_deref().zip(occasion.time.as_deref()).filter(|_| is_one_day);
        let hour = |time: &str| time.split(':').next().and_then(|hour| hour.parse::<i32>().ok());
        let hours = hours.and_then(|(first, second)| hour(first).zip(hour(second)));
        hours.is_some_and(|(first, second)| first.abs_diff(second) >= HOURS_APART)
    }

    /// Whether this reports topics of a meeting without a known day, and the other verb announces another.
    pub(super) fn is_report_before(&self, verb: Option<Verb>) -> bool {
        self.verb == Some(Verb::Held) && verb == Some(Verb::Coming) && !self.listed.is_empty()
    }

    /// Whether enough is known for a meeting: a body, and a day or a report with a list of topics.
    fn is_meeting(&self) -> bool {
        let is_dated = self.meeting.date.is_some() || !self.meeting.cancelled.is_empty();
        let is_told = matches!(self.verb, Some(Verb::Held | Verb::Coming));
        self.meeting.body.is_some() && (is_dated || is_told && self.listed.len() > 1)
    }

    fn absorb(&mut self, other: Self) {
        let Meeting {
            date,
            date_end,
            time,
            time_end,
            body,
            place,
            chair,
            chair_office,
            invited,
            cancelled,
            ..
        } = other.meeting;
        self.fill(Occasion { date, date_end, time, time_end, body }, other.verb);
        self.meeting.place = self.meeting.place.take().or(place);
        self.seat(Chair { name: chair, office: chair_office });
        self.presumed = self.presumed.take().or(other.presumed);
        self.meeting.invited.extend(invited);
        self.meeting.cancelled.extend(cancelled);
        self.is_partial =
            (self.is_partial || self.listed.is_empty()) && (other.is_partial || other.listed.is_empty());
        self.listed.extend(other.listed);
        self.told.extend(other.told);
    }
}

/// Whether two names may be of one body: each word of the shorter one is in the longer one, and both begin alike.
fn is_same_body(first: &str, second: &str) -> bool {
    let (short, long) = if first.len() <= second.len() { (first, second) } else { (second, first) };
    let words: Vec<&str> = long.split(' ').collect();
    let is_alike = || short.split(' ').next() == words.first().copied() && short.starts_with("Komisja ");
    long.starts_with(short) || is_alike() && short.split(' ').all(|word| words.contains(&word))
}

fn longer(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) if second.len() > first.len() && is_same_body(&first, &second) => {
            Some(second)
        }
        (first, second) => first.or(second),
    }
}

/// A report decides over an announcement, and both over a call.
fn stronger(first: Option<Verb>, second: Option<Verb>) -> Option<Verb> {
    let rank = |verb: &Option<Verb>| match verb {
        Some(Verb::Held) => 3,
        Some(Verb::Coming) => 2,
        Some(Verb::Called) => 1,
        None => 0,
    };
    if rank(&second) > rank(&first) { second } else { first }
}

/// Makes meetings of the drafts. `bodies` are the bodies that the text names, the likeliest first. A Konwent
/// is that of districts only in a text about districts.
pub(super) fn compose(
    text: &str,
    drafts: Vec<Draft>,
    bodies: &[String],
    published: Option<Date>,
) -> Vec<FoundMeeting> {
    let mut joined: Vec<Draft> = Vec::new();
    for mut draft in drafts {
        let body = draft.meeting.body.take().or_else(|| bodies.first().cloned());
        draft.meeting.body = body.map(|body| in_full(body, bodies));
        join(&mut joined, draft);
    }
    let is_of_districts = memchr::memmem::find(text.as_bytes(), b"ielnic").is_some();
    let is_known = |draft: &Draft| is_of_districts || draft.meeting.body.as_deref() != Some("Konwent");
    let kept = joined.into_iter().filter(|draft| draft.is_meeting() && is_known(draft));
    kept.map(|draft| finish(text, draft, published)).collect()
}

fn join(joined: &mut Vec<Draft>, mut draft: Draft) {
    let occasion = Occasion {
        date: draft.meeting.date,
        time: draft.meeting.time.clone(),
        body: draft.meeting.body.clone(),
        ..Occasion::default()
    };
    let is_bare = draft.meeting.date.is_none() && draft.meeting.cancelled.is_empty();
    let same = joined.iter_mut().rfind(|other| {
        let is_open = other.meeting.date.is_none() && other.meeting.cancelled.is_empty();
        let is_next = is_open && other.is_report_before(draft.verb);
        let is_previous = is_bare && draft.is_report_before(other.verb);
        other.may_be(&occasion)
            && !is_next
            && !is_previous
            && (is_bare
                || is_open
                || other.meeting.date == draft.meeting.date && draft.meeting.date.is_some())
    });
    if let Some(same) = same {
        same.absorb(draft);
        return;
    }
    if is_bare && !draft.listed.is_empty() {
        // A part of a joint meeting: *Część II – posiedzenie Komisji B*.
        let last = joined.last().filter(|last| !draft.is_report_before(last.verb));
        draft.meeting.date = last.and_then(|last| last.meeting.date);
    }
    joined.push(draft);
}

/// Returns the longest name that the text gives a body.
fn in_full(body: String, bodies: &[String]) -> String {
    let goes_on = |name: &&String| {
        name.strip_prefix(body.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    bodies.iter().filter(goes_on).max_by_key(|name| name.len()).cloned().unwrap_or(body)
}

fn finish(text: &str, draft: Draft, published: Option<Date>) -> FoundMeeting {
    let mut meeting = draft.meeting;
    let is_of_chairs = meeting.body.as_deref().is_some_and(|body| body.starts_with("Konwent"));
    let presumed = draft.presumed.filter(|_| meeting.chair.is_none() && !is_of_chairs);
    if let Some(chair) = presumed.filter(|chair| fits(chair.office.as_deref(), meeting.body.as_deref())) {
        (meeting.chair, meeting.chair_office) = (chair.name, meeting.chair_office.or(chair.office));
    }
    let mut known = HashSet::new();
    meeting.invited.retain(|guest| Some(guest) != meeting.chair.as_ref() && known.insert(guest.clone()));
    meeting.cancelled.sort_unstable();
    meeting.cancelled.dedup();
    meeting.cancelled.retain(|day| Some(*day) != meeting.date);
    meeting.date_end = meeting.date_end.filter(|end| meeting.date.is_some_and(|date| *end > date));
    let is_ahead = meeting.date.zip(published).is_some_and(|(date, published)| date > published);
    meeting.announced = match draft.verb {
        Some(Verb::Held) => is_ahead,
        Some(Verb::Coming) => true,
        // An hour without a verb is that of a schedule, which may be of the day itself.
        _ => meeting
            .date
            .zip(published)
            .is_none_or(|(date, published)| date > published || date == published && meeting.time.is_some()),
    };
    FoundMeeting { meeting, topics: topics(text, draft.listed, draft.told, draft.is_partial) }
}

/// The topics of lists, each text once, or else those of sentences.
fn topics(
    text: &str,
    listed: Vec<FoundTopic>,
    told: Vec<(FoundTopic, Strength)>,
    is_partial: bool,
) -> Vec<FoundTopic> {
    let mut topics = listed;
    if is_partial || topics.is_empty() {
        let listed = topics.into_iter().map(|topic| (topic, Strength::Programme));
        let told = listed.chain(told).collect();
        topics = told_topics(text, told);
    } else {
        let mut known = HashSet::new();
        topics.retain(|topic| known.insert(topic.text.to_lowercase()));
    }
    topics.sort_by_key(|topic| topic.range.start);
    topics
}

/// The topics of sentences. If two sentences word one matter differently, it is one topic.
fn told_topics(text: &str, told: Vec<(FoundTopic, Strength)>) -> Vec<FoundTopic> {
    let (programme, report): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|(_, strength)| *strength == Strength::Programme);
    let is_told = !programme.is_empty() || report.iter().any(|(_, strength)| *strength == Strength::Report);
    let report = report.into_iter().filter(|(_, strength)| !is_told || *strength == Strength::Report);
    let mut kept: Vec<(FoundTopic, TopicWords)> = Vec::new();
    for (topic, _) in programme.into_iter().chain(report) {
        let words = TopicWords::new(text, &topic);
        if !kept.iter().any(|(_, other)| words.are_in(other)) {
            kept.push((topic, words));
        }
    }
    kept.into_iter().map(|(topic, _)| topic).collect()
}

/// What a topic is about.
struct TopicWords {
    /// The beginnings of its words, by which its inflected forms are one.
    stems: HashSet<String>,
    /// Its numbers, which distinguish two plots or streets.
    numbers: HashSet<String>,
}

impl TopicWords {
    fn new(text: &str, topic: &FoundTopic) -> Self {
        let (numbers, others): (Vec<_>, Vec<_>) = words(text, topic.range.clone())
            .into_iter()
            .partition(|word| word.plain.as_bytes()[0].is_ascii_digit());
        let others = others.into_iter().filter(|word| word.plain.len() > 2);
        Self {
            stems: others.map(|word| word.plain.chars().take(5).collect()).collect(),
            numbers: numbers.into_iter().map(|word| word.plain.to_string()).collect(),
        }
    }

    /// Whether most of these words are in another topic, and all numbers.
    fn are_in(&self, other: &Self) -> bool {
        let common = self.stems.intersection(&other.stems).count();
        let is_same = !self.stems.is_empty() && common as f64 >= SAME_SHARE * self.stems.len() as f64;
        is_same && self.numbers.is_subset(&other.numbers)
    }
}
