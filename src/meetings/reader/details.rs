//! Takes what labels and short sentences add to a meeting: its hour, its place, who chairs, who is invited.
//!
//! Leaves their values to `hour`, `place`, `chair` and `guests`.

use std::ops::Range;

use super::MeetingReader;
use crate::meetings::{
    chair::{Chair, chair, person, stranger},
    day::{Tense, days, resolve},
    enumeration::parts,
    found::FoundTopic,
    guests::{guests, name},
    hour::{HourMention, hours},
    inflection::NounCase,
    labels::{MeetingLabel, label},
    marks::ListMark,
    phrases::{Phrases, phrases},
    place::place,
    presiding::presumed,
    speakers::speakers,
    statement::Occasion,
    words::{Word, words},
};

/// What a sentence says that tells where a meeting is without a word for one.
static SEATED: Phrases<&str> = Phrases::new(&[
    "spotykamy|spotkamy|widzimy sie",
    "spotkaja|spotka|zbiora|zbierze sie w|we|na",
    "miejsce",
    "dyskusje|dyskusja|rozmowy|debata|debaty * toczyl~|odbywal~ sie w|we|na",
    "spotkaniu|spotkanie w|we * przewodniczyl~|przewodniczyla|prowadzil~|poprowadzil~",
    "miejscem obrad|posiedzenia|spotkania|sesji",
    "do sali|auli * przyszl~|przyszedl|przybyl~|zaproszono",
]);

impl MeetingReader<'_> {
    pub(super) fn label(&mut self, at: usize) -> Option<usize> {
        let (label, value, next) = label(self.text, &self.lines, at)?;
        let words = words(self.text, value.clone());
        match label {
            MeetingLabel::Day => self.day_label(&words, at)?,
            MeetingLabel::Hour => self.hour_label(&words, true)?,
            MeetingLabel::Place => {
                let printed = self.text[value].split_whitespace().collect::<Vec<_>>().join(" ");
                let draft = self.draft();
                draft.meeting.place.get_or_insert_with(|| printed.trim_end_matches('.').to_owned());
            }
            MeetingLabel::Chair => {
                let text = self.text;
                let line = words_from(text, self.lines[at].range.start..value.end);
                let named = || {
                    let (name, _) = person(text, &words, 0, NounCase::Nominative)
                        .or_else(|| stranger(text, &words, 0, NounCase::Nominative))?;
                    Some(Chair { name: Some(name), office: None })
                };
                self.draft().seat(named().or_else(|| chair(text, &line))?);
            }
            MeetingLabel::Guests => {
                let found = parts(self.text, value.start..value.end, "");
                let text = self.text;
                let printed = |range| FoundTopic::new(text, range).text;
                let guests = found
                    .into_iter()
                    .map(|range| name(text, range.clone()).unwrap_or_else(|| printed(range)));
                self.draft().meeting.invited.extend(guests);
            }
            MeetingLabel::Body => return None,
        }
        Some(next)
    }

    pub(super) fn day_label(&mut self, words: &[Word], at: usize) -> Option<()> {
        let mention = days(self.text, words).into_iter().next()?;
        let date = resolve(mention.day, self.published, Tense::Open)?;
        if !self.is_titled && self.heading.is_none() && self.current.is_none() {
            return None;
        }
        let last = mention.last.and_then(|day| resolve(day, self.published, Tense::Open));
        let body = self.headed.clone().filter(|(_, line)| at <= line + 2).map(|(body, _)| body);
        let occasion = Occasion { date: Some(date), date_end: last, body, ..Occasion::default() };
        self.open(occasion, None, at);
        self.detail(words);
        Some(())
    }

    /// Takes the hour and the place of a line, where they are not known yet.
    pub(super) fn detail(&mut self, words: &[Word]) {
        self.hour_label(words, false);
        self.locate(words);
    }

    /// Takes the place of a sentence, where it is not known yet.
    pub(super) fn locate(&mut self, words: &[Word]) {
        let text = self.text;
        let known = &mut self.draft().meeting.place;
        if known.is_none() {
            *known = place(text, words);
        }
    }

    /// Takes an hour, which stands alone after a label.
    pub(super) fn hour_label(&mut self, words: &[Word], is_labeled: bool) -> Option<()> {
        let text = self.text;
        let named = hours(text, words).into_iter().next();
        let bare = || {
            let value = format!("godz. {}", text.get(words.first()?.start..words.last()?.end)?);
            hours(&value, &words_from(&value, 0..value.len())).into_iter().next()
        };
        let hour = named.or_else(|| if is_labeled { bare() } else { None })?;
        let draft = self.draft();
        if draft.meeting.time.is_none() {
            draft.meeting.time = Some(hour.from);
            draft.meeting.time_end = hour.until;
        }
        Some(())
    }

    /// Takes the place of a sentence such as *Miejsce: ul. Długa 3*.
    pub(super) fn place_label(&mut self, words: &[Word], range: &Range<usize>) {
        let is_label =
            words.first().is_some_and(|word| matches!(word.plain.as_bytes(), b"miejsce" | b"adres"));
        let Some((_, value)) = self.text[range.clone()].split_once(':').filter(|_| is_label) else { return };
        let printed: Vec<&str> = value.split_whitespace().collect();
        let printed = printed.join(" ").trim_end_matches('.').to_owned();
        let draft = self.draft();
        draft.meeting.place = draft.meeting.place.take().or(Some(printed));
    }

    /// Takes the hour of a sentence such as *Początek o godz. 17*.
    pub(super) fn beginning(&mut self, words: &[Word]) {
        let begins = phrases![
            "poczatek",
            "rozpoczecie",
            "rozpocznie~ sie",
            "rozpoczna sie",
            "zaczyna~ sie",
            "trwal~ od",
            "start o|godz",
            "startujemy|zaczynamy|ruszamy|zaczelismy|spotkalismy"
        ]
        .is_in(words);
        // *O godz. 16 w sali obrad rozmawiać będą …*, right after the day.
        let is_at_hour = phrases!["o godz~"].at(words, 0, |_| true).is_some() && is_to_come(words);
        if (begins || is_at_hour)
            && self.current.is_some()
            && !phrases!["transmisj~", "rejestracj~", "zapis~"].is_in(words)
        {
            self.detail(words);
        }
    }

    /// Takes the hour and place of all meetings: *Obie w sali sesyjnej*, *Wszystkie sesje zaczną się o
    /// 11.00*.
    pub(super) fn common(&mut self, words: &[Word]) {
        let is_common = phrases![
            "wszystkie|obie|oba sesje|posiedzenia|spotkania|zebrania|obrady|komisje",
            "obie|oba|wszystkie w|we|na|o|odbeda|odbywaja|odbyly|rozpoczna|rozpoczynaja|zaczynaja",
            "sesje|posiedzenia|spotkania|zebrania|komisje odbeda|odbywaja|odbyly|rozpoczna|rozpoczynaja|zaczynaja sie",
        ];
        if words.len() > 40
            || is_common.at(words, 0, |_| true).is_none()
            || !days(self.text, words).is_empty()
        {
            return;
        }
        let hour = hours(self.text, words).into_iter().next();
        let place = place(self.text, words);
        if self.is_undated() {
            self.shared = Some((place, hour));
            return;
        }
        self.give_to_all(place.as_ref(), hour.as_ref());
    }

    /// Gives each meeting the place and hour that the text states before the first one.
    pub(super) fn share(&mut self) {
        if let Some((place, hour)) = self.shared.take() {
            self.give_to_all(place.as_ref(), hour.as_ref());
        }
    }

    fn give_to_all(&mut self, place: Option<&String>, hour: Option<&HourMention>) {
        for draft in &mut self.drafts {
            draft.meeting.place = draft.meeting.place.take().or_else(|| place.cloned());
            if let Some(hour) = hour.filter(|_| draft.meeting.time.is_none()) {
                draft.meeting.time = Some(hour.from.clone());
                draft.meeting.time_end.clone_from(&hour.until);
            }
        }
    }

    /// Takes the place of a sentence such as *Spotykamy się w klubie*.
    pub(super) fn meeting_point(&mut self, words: &[Word]) {
        if self.current.is_some() && SEATED.is_in(words) {
            self.locate(words);
        }
    }

    /// Whether a short line right below a meeting may add to it.
    pub(super) fn is_detail(&self, words: &[Word], line: usize, is_alone: bool) -> bool {
        let is_below = self.current.is_some_and(|current| line <= self.drafts[current].line + 3);
        is_alone && is_below && words.len() <= 14 && self.lines[line].mark == ListMark::None
    }

    pub(super) fn people(&mut self, words: &[Word]) {
        let text = self.text;
        if let Some(chair) = chair(text, words) {
            self.draft().seat(chair);
        }
        let presumed = presumed(text, words);
        let mut invited = guests(text, words);
        if invited.is_empty() {
            invited = speakers(text, words);
        }
        let draft = self.draft();
        draft.presumed = draft.presumed.take().or(presumed);
        let draft = self.draft();
        if draft.meeting.invited.len() < 100 {
            draft.meeting.invited.extend(invited);
        }
    }
}

/// Whether a sentence says what members will do at a meeting.
fn is_to_come(words: &[Word]) -> bool {
    phrases![
        "rozmawiac|dyskutowac|debatowac|obradowac|omawiac beda|bedzie",
        "beda|bedzie rozmawia~|dyskutowa~|debatowa~|obradowa~|omawia~",
        "zajma|zajmie|omowia|omowi|rozpatrza|rozpatrzy|porozmawia~",
    ]
    .is_in(words)
}

/// The words of a range; the name does not clash with the values called `words` here.
fn words_from(text: &str, range: Range<usize>) -> Vec<Word> {
    words(text, range)
}
