//! Puts together what sentences say of one meeting, and joins its report and its announcement.
//!
//! Leaves reading sentences to `reader`. Invariant: two drafts with one day and one body become one meeting.

use jiff::civil::Date;

use super::{
    chair::Chair,
    found::{FoundMeeting, FoundTopic},
    intros::Strength,
    statement::Occasion,
    verbs::Verb,
    words::words,
};
use crate::document::Meeting;

/// A meeting that is being read.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) meeting: Meeting,
    /// What the verbs say of it.
    pub(super) verb: Option<Verb>,
    /// The index of the line that it was last read from.
    pub(super) line: usize,
    /// Topics of lists.
    pub(super) listed: Vec<FoundTopic>,
    /// Topics of sentences, and whether they are those of the programme.
    pub(super) told: Vec<(FoundTopic, Strength)>,
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
            (Some(first), Some(second)) => {
                first.starts_with(second.as_str()) || second.starts_with(first.as_str())
            }
            _ => true,
        };
        is_one_day && is_one_body
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
        self.meeting.invited.extend(invited);
        self.meeting.cancelled.extend(cancelled);
        self.listed.extend(other.listed);
        self.told.extend(other.told);
    }
}

fn longer(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) if second.starts_with(&first) => Some(second),
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
    let occasion =
        Occasion { date: draft.meeting.date, body: draft.meeting.body.clone(), ..Occasion::default() };
    let is_bare = draft.meeting.date.is_none() && draft.meeting.cancelled.is_empty();
    let same = joined.iter_mut().rfind(|other| {
        let is_open = other.meeting.date.is_none() && other.meeting.cancelled.is_empty();
        other.may_be(&occasion)
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
        draft.meeting.date = joined.last().and_then(|last| last.meeting.date);
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
    meeting.cancelled.sort_unstable();
    meeting.cancelled.dedup();
    meeting.cancelled.retain(|day| Some(*day) != meeting.date);
    meeting.date_end = meeting.date_end.filter(|end| meeting.date.is_some_and(|date| *end > date));
    let is_ahead = meeting.date.zip(published).is_some_and(|(date, published)| date > published);
    meeting.announced = match draft.verb {
        Some(Verb::Held) => is_ahead,
        Some(Verb::Coming) => true,
        _ => meeting.date.zip(published).is_none_or(|(date, published)| date > published),
    };
    FoundMeeting { meeting, topics: topics(text, draft.listed, draft.told) }
}

/// The topics of lists, or else those of sentences, each once.
fn topics(text: &str, listed: Vec<FoundTopic>, told: Vec<(FoundTopic, Strength)>) -> Vec<FoundTopic> {
    let mut kept: Vec<(FoundTopic, Vec<String>)> = Vec::new();
    if listed.is_empty() {
        let (programme, report): (Vec<_>, Vec<_>) =
            told.into_iter().partition(|(_, strength)| *strength == Strength::Programme);
        let is_told =
            !programme.is_empty() || report.iter().any(|(_, strength)| *strength == Strength::Report);
        let report = report.into_iter().filter(|(_, strength)| !is_told || *strength == Strength::Report);
        for (topic, _) in programme.into_iter().chain(report) {
            keep(text, topic, &mut kept, 0.6);
        }
    } else {
        for topic in listed {
            keep(text, topic, &mut kept, 1.0);
        }
    }
    let mut topics: Vec<FoundTopic> = kept.into_iter().map(|(topic, _)| topic).collect();
    topics.sort_by_key(|topic| topic.range.start);
    topics
}

/// Keeps a topic unless this share of its words is in another one.
fn keep(text: &str, topic: FoundTopic, kept: &mut Vec<(FoundTopic, Vec<String>)>, share: f64) {
    let stems = stems(text, &topic);
    let is_known = kept.iter().any(|(_, others)| {
        let common = stems.iter().filter(|stem| others.contains(stem)).count();
        let is_same = share < 1.0 || others.len() == stems.len();
        is_same && !stems.is_empty() && common as f64 >= share * stems.len() as f64
    });
    if !is_known {
        kept.push((topic, stems));
    }
}

/// The beginnings of the words of a topic, by which its inflected forms are one.
fn stems(text: &str, topic: &FoundTopic) -> Vec<String> {
    let all = words(text, topic.range.clone());
    all.into_iter()
        .filter(|word| word.plain.len() > 2)
        .map(|word| word.plain.chars().take(5).collect())
        .collect()
}
