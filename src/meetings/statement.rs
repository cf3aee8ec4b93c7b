//! Reads what one sentence says of a meeting: that there is one, who meets, when, and whether it fell
//! through.
//!
//! Leaves what several sentences say together to `reader`. Invariant: a sentence that names a body in passing
//! is no statement.

use std::ops::Range;

use jiff::civil::Date;

use super::{
    body::{BodyMention, bodies, body_at},
    clauses::is_past,
    day::{Day, DayMention, DaySide, Tense, all_days, days, resolve},
    hour::{HourMention, hour_between, hours},
    phrases::{Phrases, phrases},
    verbs::{MeetingChange, Verb, change, ends_before_days, verb},
    words::Word,
};

/// What a sentence says of meetings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct MeetingStatement {
    /// Whether a word for a meeting stands in it: *sesja*, *posiedzenie*.
    pub(super) has_noun: bool,
    /// What its verb says.
    pub(super) verb: Option<Verb>,
    /// Whether the meeting fell through or was moved.
    pub(super) change: Option<MeetingChange>,
    /// Whether the meeting is only mentioned in a relative clause.
    pub(super) is_relative: bool,
    /// A day of the week that may lie on either side of the publication: *czwartkowa sesja*.
    pub(super) weekday: Option<Day>,
    /// The meetings: one, or several with a day each.
    pub(super) occasions: Vec<Occasion>,
    /// The days that were cancelled.
    pub(super) cancelled: Vec<Date>,
    /// The bodies that the sentence names.
    pub(super) bodies: Vec<String>,
}

/// One meeting of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Occasion {
    pub(super) date: Option<Date>,
    pub(super) date_end: Option<Date>,
    pub(super) time: Option<String>,
    pub(super) time_end: Option<String>,
    pub(super) body: Option<String>,
}

/// Words after *sesja* that make it something else.
const OTHER_SESSIONS: [&str; 12] = [
    "zdjeciow",
    "egzamin",
    "nauk",
    "szkolen",
    "plakat",
    "warsztat",
    "fotogr",
    "terapeut",
    "coach",
    "treningow",
    "poster",
    "jog",
];

/// Beginnings of words after *posiedzenie* for those who judge a contest.
const JURIES: [&str; 4] = ["jury", "kapitul", "sadu", "konkurs"];

/// Words before a body that make it part of an office, a place or a paper.
const BESIDE: [&str; 29] = [
    "szef",
    "przewodnicz",
    "wiceprzewodnicz",
    "siedzib",
    "sali",
    "sala",
    "budyn",
    "biur",
    "kancelar",
    "czlonk",
    "radn",
    "uchwal",
    "dyrektor",
    "urzed",
    "stanowisk",
    "opini",
    "wnios",
    "stron",
    "sekretar",
    "zastepc",
    "lokal",
    "statut",
    "gospodarz",
    "decyz",
    "siedziba",
    "obrad",
    "przedstawiciel",
    "delegat",
    "prezydium",
];

/// Reads a sentence. `published` is the day from which its days are counted; `is_about` says that the text is
/// about a meeting, so that *spotkanie* is one.
pub(super) fn statement(
    text: &str,
    words: &[Word],
    published: Option<Date>,
    is_about: bool,
) -> MeetingStatement {
    let named = bodies(text, words);
    let noun = noun(text, words, &named, is_about);
    let days = days(text, words);
    if noun.is_none() && days.is_empty() {
        return MeetingStatement { bodies: names(named), ..MeetingStatement::default() };
    }
    let verb = verb(words);
    let heads = |body: &BodyMention| body.words.start == 0 && !days.is_empty();
    let is_headed = noun.is_some() || named.first().is_some_and(heads);
    let change = is_headed.then(|| change(words)).flatten();
    let change = change.or_else(|| (is_headed && is_replanned(words, &days)).then_some(MeetingChange::Moved));
    let days = if change.is_some() && HELD_AT_LAST.is_in(words) { all_days(text, words) } else { days };
    let noun = noun.or_else(|| change.map(|_| 0));
    let mut hours = hours(text, words);
    if hours.is_empty() && days.first().is_some_and(|day| day.words.start == 0) && verb.is_none() {
        hours.extend(hour_between(text, words, days[0].words.end));
    }
    let is_report = noun.is_some() && verb.is_none() && words.iter().any(is_past);
    let told = verb.as_ref().map(|(verb, _)| *verb).or_else(|| is_report.then_some(Verb::Held));
    let weekday_tense = tense(told, change);
    let tense = tense(verb.as_ref().map(|(verb, _)| *verb), change);
    let reader = StatementReader {
        words,
        named: &named,
        noun,
        verb: verb.as_ref().map(|(_, range)| range.clone()),
        published,
        tense,
        weekday_tense,
    };
    let (occasions, cancelled) = match change {
        Some(change) => reader.changed(&days, &hours, change),
        None => (reader.occasions(&days, &hours), Vec::new()),
    };
    let is_open = |mention: &&DayMention| matches!(mention.day, Day::OfWeek { side: DaySide::Open, .. });
    MeetingStatement {
        has_noun: noun.is_some(),
        weekday: days.iter().find(is_open).map(|mention| mention.day),
        is_relative: verb.as_ref().is_some_and(|(_, range)| is_relative(words, range.start)),
        verb: verb.map(|(verb, _)| verb),
        change,
        occasions,
        cancelled,
        bodies: names(named),
    }
}

/// Whether a meeting takes place on the second of two days: *zaplanowana na 2 maja odbędzie się 9 maja*.
fn is_replanned(words: &[Word], days: &[DayMention]) -> bool {
    let is_date = |mention: &DayMention| !matches!(mention.day, Day::OfWeek { .. } | Day::Offset(_));
    days.len() == 2
        && days.iter().all(|day| is_date(day) && day.last.is_none())
        && phrases!["planowan~|zaplanowan~|zapowiadan~|zwolan~|wyznaczon~ na * odbedzie|odbeda|zbierze|zbiora|spotka|spotkaja"]
            .first(words)
            .is_some_and(|range| days[0].words.end < range.end && days[1].words.start >= range.end)
}

/// What a sentence says of a meeting that was moved, and then took place.
static HELD_AT_LAST: Phrases<&str> =
    Phrases::new(&["odbyl|odbyla|odbylo|odbyly sie ostatecznie|dopiero", "ostatecznie odbyl~"]);

fn names(named: Vec<BodyMention>) -> Vec<String> {
    named.into_iter().map(|body| body.name).collect()
}

fn tense(verb: Option<Verb>, change: Option<MeetingChange>) -> Tense {
    match (change, verb) {
        (Some(_), _) => Tense::Open,
        (_, Some(Verb::Held)) => Tense::Past,
        (_, Some(Verb::Coming)) => Tense::Future,
        _ => Tense::Open,
    }
}

/// Whether a verb stands in a relative clause: *na sesji, która odbyła się*.
fn is_relative(words: &[Word], verb: usize) -> bool {
    words[verb.saturating_sub(3)..verb].iter().any(|word| word.begins("ktor"))
}

/// Finds the word for a meeting.
fn noun(text: &str, words: &[Word], named: &[BodyMention], is_about: bool) -> Option<usize> {
    let is_body = |at: usize| named.iter().any(|body| body.words.start == at);
    let is_noun = |at: &usize| {
        let word = &words[*at];
        let next = words.get(at + 1);
        let is_hall = at.checked_sub(1).is_some_and(|at| words[at].begins("sal")) && word.begins("obrad");
        if is_right_after(words, *at) {
            return false;
        }
        match word.plain.as_bytes().first() {
            Some(b's') if word.begins("sesj") => {
                !next.is_some_and(|next| OTHER_SESSIONS.iter().any(|other| next.begins(other)))
            }
            Some(b's') if word.begins("spotkan") => {
                is_of_a_body(text, words, *at, named) || is_about && is_plain_gathering(words, *at)
            }
            Some(b's') if word.begins("spotkali") || word.plain == "spotkaja" => {
                gathers_people(words) || is_about && word.plain == "spotkalismy"
            }
            Some(b'z') if word.begins("zebrani") => is_body(at + 1),
            Some(b'z')
                if word.begins("zebral")
                    || matches!(word.plain.as_bytes(), b"zbierze" | b"zbiora" | b"zbiera" | b"zebrano") =>
            {
                !phrases!["jury|kapitula|kapituly"].is_in(words)
                    && (gathers_people(words)
                        || is_about && word.plain == "zebrano"
                        || is_about && comes_together(words, *at)
                        || (*at + 1..*at + SUBJECT_REACH).any(&is_body)
                        || named.iter().any(|body| body.words.end == *at)
                        || at.checked_sub(1).is_some_and(|which| {
                            words[which].begins("ktor") && named.iter().any(|body| body.words.end == which)
                        }))
            }
            Some(b'p') => {
                let is_of_jury = next.is_some_and(|next| JURIES.iter().any(|jury| next.begins(jury)));
                let is_hall = at.checked_sub(1).is_some_and(|at| words[at].begins("sal"));
                word.begins("posiedze") && !is_hall && !is_of_jury
            }
            Some(b'o') => word.begins("obrad") && !is_hall,
            Some(b'd') => is_about && *at == 0 && word.begins("dokoncz"),
            Some(b'k') => word.begins("konwen") && is_body(*at) && is_subject(words, *at),
            Some(b'c') => word.plain == "convent" && is_body(*at),
            _ => false,
        }
    };
    // *W związku z sesją Rady Miasta posiedzenie Komisji zostało przeniesione*: the first is only the reason.
    let is_reasoned =
        phrases!["w zwiazku z", "z powodu|uwagi", "ze wzgledu"].at(words, 0, |_| true).is_some();
    let last = || {
        let is_of_body =
            |at: &usize| named.iter().any(|body| body.words.start > *at && body.words.start <= at + 3);
        (0..words.len()).filter(is_of_body).rfind(is_noun)
    };
    let noun = if is_reasoned { last() } else { None };
    noun.or_else(|| (0..words.len()).find(is_noun)).or_else(|| deliberates(words, named))
}

/// Whether a meeting is only what another follows: *bezpośrednio po posiedzeniu Komisji Kultury*.
fn is_right_after(words: &[Word], at: usize) -> bool {
    let Some(first) = at.checked_sub(2) else { return false };
    words[first + 1].plain == "po"
        && words[first].plain.is_one_of(&["bezposrednio", "zaraz", "tuz", "niezwlocznie"])
}

/// The most words between *zebrał się* and the body that came together.
const SUBJECT_REACH: usize = 9;

/// Whether *spotkanie*, in a text about a meeting, is that: the next one, or a planned one, and none with others.
fn is_plain_gathering(words: &[Word], at: usize) -> bool {
    let after = &words[at + 1..words.len().min(at + 4)];
    let is_other = |word: &Word| {
        ["konsult", "informac", "oplatk", "wigil", "autor", "mieszk", "integr", "swiatecz", "z", "ze", "dla"]
            .iter()
            .any(|other| if other.len() < 4 { word.plain == *other } else { word.begins(other) })
    };
    let near = &words[at.saturating_sub(2)..at];
    let is_told = at < 2 && phrases!["odbylo|odbyly|rozpoczelo sie"].is_in(words);
    let is_next = is_told
        || near.iter().any(|word| {
            ["nast", "kolejn", "najbliz"].iter().any(|next| word.begins(next)) || is_of_month(word)
        });
    let is_planned =
        after.iter().any(|word| ["planow", "zaplan", "zwolan"].iter().any(|plan| word.begins(plan)));
    (is_next || is_planned) && !after.iter().any(is_other)
}

/// Whether a word is an adjective of a month: *grudniowe spotkanie*.
fn is_of_month(word: &Word) -> bool {
    const MONTHS: [&str; 12] = [
        "styczniow",
        "lutow",
        "marcow",
        "kwietniow",
        "majow",
        "czerwcow",
        "lipcow",
        "sierpniow",
        "wrzesniow",
        "pazdziernikow",
        "listopadow",
        "grudniow",
    ];
    MONTHS.iter().any(|month| word.begins(month))
}

/// Verbs of a body that deals with matters at a meeting of its own.
const DELIBERATES: [&str; 37] = [
    "pracowal",
    "pracowala",
    "obradowal",
    "obradowala",
    "zaopiniuje",
    "zaopiniuja",
    "opiniowac",
    "rozpatrywac",
    "obejrzala",
    "wizytowala",
    "spotkal",
    "pochyli",
    "zajmie",
    "zajma",
    "zajela",
    "zajal",
    "zajelo",
    "omowi",
    "omowila",
    "debatowala",
    "debatowal",
    "debatowali",
    "dyskutowali",
    "dyskutowala",
    "dyskutowal",
    "rozmawiala",
    "porozmawia",
    "przedyskutuje",
    "rozpatrzy",
    "spotka",
    "spotkala",
    "zjechala",
    "zainauguruje",
    "zebralo",
    "spotkaja",
    "zbiora",
    "widzimy",
];

/// Finds the verb of a body that meets although no word for a meeting stands there.
fn deliberates(words: &[Word], named: &[BodyMention]) -> Option<usize> {
    const AGENTS: [&str; 7] = ["rada", "komisja", "zarzad", "konwent", "zgromadzenie", "sejmik", "zespol"];
    let is_agent = |body: &BodyMention| {
        let mut head = words[body.words.clone()].iter().take(2);
        let before = body.words.start.checked_sub(1).map(|at| &words[at]);
        let has_members =
            before.is_some_and(|word| matches!(word.plain.as_bytes(), b"czlonkowie" | b"radni"));
        let is_beside = before.is_some_and(|word| BESIDE.iter().any(|beside| word.begins(beside)));
        has_members || !is_beside && head.any(|word| word.plain.is_one_of(&AGENTS))
    };
    named.iter().find(|body| is_agent(body))?;
    words.iter().position(|word| word.plain.is_one_of(&DELIBERATES))
}

/// Whether a body that an earlier sentence names comes together: *komisja zebrała się ponownie*.
fn comes_together(words: &[Word], at: usize) -> bool {
    const BODIES: [&str; 6] = ["komisja", "rada", "konwent", "zarzad", "zespol", "sejmik"];
    let is_body = at.checked_sub(1).is_some_and(|at| words[at].plain.is_one_of(&BODIES));
    is_body && words[at..].iter().skip(1).take(2).any(|word| word.plain == "sie")
}

/// Whether those who come together are the members of a body.
fn gathers_people(words: &[Word]) -> bool {
    phrases!["przewodniczacy|szefowie|czlonkowie|radni"].is_in(words)
}

/// Whether *spotkanie* is that of a body or of its chairs, not one with residents.
fn is_of_a_body(text: &str, words: &[Word], at: usize, named: &[BodyMention]) -> bool {
    let near = at + 1..(at + 4).min(words.len());
    let is_of_chairs =
        near.clone().any(|at| words[at].begins("przewodniczacych") || words[at].begins("szefow"));
    let is_of_body = near.clone().any(|at| named.iter().any(|body| body.words.start == at));
    let with = near.clone().any(|at| matches!(words[at].plain.as_bytes(), b"z" | b"ze" | b"w" | b"dla"));
    let end = words[at].end;
    let is_bare = !text[end..].trim_start().is_empty();
    is_bare && !with && (is_of_chairs || is_of_body)
}

/// Whether the Konwent itself is what takes place, and not an office, a paper or a place of it.
fn is_subject(words: &[Word], at: usize) -> bool {
    !at.checked_sub(1).is_some_and(|at| BESIDE.iter().any(|beside| words[at].begins(beside)))
}

/// What is known of a sentence while its days are read.
struct StatementReader<'a> {
    words: &'a [Word],
    named: &'a [BodyMention],
    noun: Option<usize>,
    verb: Option<Range<usize>>,
    published: Option<Date>,
    tense: Tense,
    /// The tense by which days of the week are counted, which may be that of another verb.
    weekday_tense: Tense,
}

impl StatementReader<'_> {
    fn occasions(&self, days: &[DayMention], hours: &[HourMention]) -> Vec<Occasion> {
        let subjects: Vec<&BodyMention> = self.named.iter().filter(|body| self.may_meet(body)).collect();
        if days.len() > 1 && subjects.len() == days.len() {
            let pairs = subjects.iter().zip(days).enumerate();
            return pairs
                .map(|(at, (body, day))| self.occasion(Some(day), hours.get(at), Some(body.name.clone())))
                .collect();
        }
        if let Some(pairs) = pairs(days, hours) {
            return pairs.map(|(day, hour)| self.occasion(Some(day), Some(hour), self.body())).collect();
        }
        let hour = self.hour(hours);
        let day = self.day(days, hour);
        vec![self.occasion(day, hour, self.body())]
    }

    /// Reads the days of a sentence by which a meeting falls through or is moved.
    fn changed(
        &self,
        days: &[DayMention],
        hours: &[HourMention],
        change: MeetingChange,
    ) -> (Vec<Occasion>, Vec<Date>) {
        let (new, old) = ends_before_days(self.words);
        let follows = |day: &&DayMention, end: Option<usize>| {
            end.is_some_and(|end| day.words.start >= end && day.words.start <= end + 5)
        };
        let near_new = days.iter().rfind(|day| follows(day, new));
        let near_old = days.iter().find(|day| follows(day, old) && Some(*day) != near_new);
        let is_new =
            |day: &DayMention| Some(day) == near_new && change == MeetingChange::Moved || near_old.is_some();
        let new_day =
            days.iter().find(|day| Some(*day) != near_old && is_new(day) && change == MeetingChange::Moved);
        let new_day = self.instead(days).or(new_day);
        // *Nie doszedł do skutku*: the day is past.
        let is_over = phrases!["nie doszl~|doszedl|odbyl~"].is_in(self.words);
        let tense = if is_over { Tense::Past } else { Tense::Open };
        let date = |day: &DayMention| resolve(day.day, self.published, tense);
        let cancelled = days.iter().filter(|day| Some(*day) != new_day).filter_map(date).collect();
        let hour = new_day.and_then(|_| self.hour(hours));
        (vec![self.occasion(new_day, hour, self.body())], cancelled)
    }

    /// The day after *lecz*: *nie odbędzie się 28 stycznia, lecz 4 lutego*.
    fn instead<'d>(&self, days: &'d [DayMention]) -> Option<&'d DayMention> {
        let but = self.words.iter().rposition(|word| matches!(word.plain.as_bytes(), b"lecz" | b"tylko"))?;
        days.iter().find(|day| day.words.start > but && day.words.start <= but + 3)
    }

    fn occasion(
        &self,
        day: Option<&DayMention>,
        hour: Option<&HourMention>,
        body: Option<String>,
    ) -> Occasion {
        let tense =
            |day: Day| if matches!(day, Day::OfWeek { .. }) { self.weekday_tense } else { self.tense };
        let date = |day| resolve(day, self.published, tense(day));
        Occasion {
            date: day.and_then(|mention| date(mention.day)),
            date_end: day.and_then(|mention| mention.last).and_then(date),
            time: hour.map(|hour| hour.from.clone()),
            time_end: hour.and_then(|hour| hour.until.clone()),
            body,
        }
    }

    /// The hour nearest to the verb, or the first.
    fn hour<'h>(&self, hours: &'h [HourMention]) -> Option<&'h HourMention> {
        let is_end = |hour: &&HourMention| {
            hour.words.start.checked_sub(1).is_some_and(|at| self.words[at].plain == "do")
        };
        hours.iter().find(|hour| !is_end(hour))
    }

    /// The day of the meeting: the last before the hour, or else the one nearest to the verb or the noun.
    fn day<'d>(&self, days: &'d [DayMention], hour: Option<&HourMention>) -> Option<&'d DayMention> {
        let before = hour.and_then(|hour| days.iter().rfind(|day| day.words.end <= hour.words.start));
        let anchor = self.verb.as_ref().map(|verb| verb.start).or(self.noun).unwrap_or(0);
        before.or_else(|| days.iter().min_by_key(|day| day.words.start.abs_diff(anchor)))
    }

    /// The bodies that meet, by name.
    fn body(&self) -> Option<String> {
        let all = || self.named.iter().filter(|body| self.may_meet(body));
        let after_noun = self
            .noun
            .and_then(|noun| all().find(|body| body.words.start >= noun && body.words.start <= noun + 6));
        let first = after_noun.or_else(|| all().next())?;
        let joint: Vec<&str> = all()
            .skip_while(|body| *body != first)
            .take_while(|body| body.name.starts_with("Komisja") || *body == first)
            .filter(|_| first.name.starts_with("Komisja"))
            .map(|body| body.name.as_str())
            .collect();
        Some(match joint.split_last() {
            Some((last, before)) if !before.is_empty() => format!("{} i {last}", before.join(", ")),
            _ => first.name.clone(),
        })
    }

    /// Whether a body of the sentence may be the one that meets.
    fn may_meet(&self, body: &BodyMention) -> bool {
        let start = body.words.start;
        let before = |back: usize| start.checked_sub(back).map(|at| &self.words[at]);
        let is_beside = |word: &Word| BESIDE.iter().any(|beside| word.begins(beside));
        let in_hall = before(1).is_some_and(|word| word.begins("obrad"))
            && before(2).is_some_and(|word| word.begins("sal"));
        let is_obrady = before(1).is_some_and(|word| word.begins("obrad")) && !in_hall;
        let is_of_other = before(1).is_some_and(|word| word.begins("komisj"));
        !is_of_other && (is_obrady || !before(1).is_some_and(is_beside))
    }
}

/// Pairs days with hours where every day has one of its own.
fn pairs<'d>(
    days: &'d [DayMention],
    hours: &'d [HourMention],
) -> Option<impl Iterator<Item = (&'d DayMention, &'d HourMention)>> {
    let starts = days.iter().skip(1).map(|day| day.words.start).chain([usize::MAX]);
    let mut pairs = days.iter().zip(hours).zip(starts);
    let is_paired = days.len() > 1
        && days.len() == hours.len()
        && pairs.all(|((day, hour), next)| day.words.end <= hour.words.start && hour.words.start < next);
    is_paired.then(|| days.iter().zip(hours))
}

/// Whether a line without a verb may head a meeting: *XX sesja Rady Dzielnicy V*.
pub(super) fn is_headline(words: &[Word]) -> bool {
    static NO_HEADS: Phrases<&str> = Phrases::new(&[
        "protok~|uchwal~|nagrani~|transmisj~ z",
        "wyniki glosowan",
        "przyjecie",
        "sprawozdani~",
    ]);
    words.len() <= 40 && !NO_HEADS.is_in(words) && phrases!["na podstawie"].at(words, 0, |_| true).is_none()
}

/// Whether a line names a body and nothing else.
pub(super) fn is_body_alone(text: &str, words: &[Word]) -> bool {
    let is_short = !words.is_empty() && words.len() <= 14;
    is_short && body_at(text, words, 0).is_some_and(|body| body.words.end == words.len())
}

/// Whether a sentence only mentions a meeting: its recording, its minutes.
pub(super) fn is_in_passing(words: &[Word]) -> bool {
    phrases![
        "nagrani~|transmisj~|protok~|relacj~|wynik~|uchwal~|zdjeci~|zapis~|material~|wnios~|zgloszeni~",
        "przed|po|do|od|z|o|na|podczas|w sesj~|posiedzen~|konwen~|obrad~",
    ]
    .is_in(words)
}
