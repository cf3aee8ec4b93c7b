//! Reads the rows of a schedule: a line or a row of a table for each meeting, without a verb.
//!
//! Leaves whether the lines above announce a schedule to `reader`. Invariant: a row has a day.

use std::ops::Range;

use jiff::civil::Date;

use super::{
    body::{bodies, body_at},
    clauses::is_finite,
    day::{DayMention, Tense, days, is_weekday_name, resolve},
    formal::trimmed,
    hour::{HourMention, bare_hour, hour_between, hours},
    phrases::phrases,
    place::{is_house, place as place_in},
    statement::Occasion,
    verbs::verb,
    words::{Word, words},
};

/// The longest row, in bytes.
const ROW_BYTES: usize = 300;

/// A row of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScheduleRow {
    pub(super) occasion: Occasion,
    pub(super) place: Option<String>,
}

/// Reads a row. `districts` says that the schedule is one of district councils.
pub(super) fn row(
    text: &str,
    range: Range<usize>,
    published: Option<Date>,
    districts: bool,
) -> Option<ScheduleRow> {
    if range.len() > ROW_BYTES {
        return None;
    }
    let words = words(text, range.clone());
    let days = days(text, &words);
    // *Komisja Kultury: 21 maja (środki na festyn)* is a meeting all the same.
    let is_other = || is_other_event(&words) && body_at(text, &words, 0).is_none();
    if days.len() != 1 || verb(&words).is_some() || is_told(&words) || is_other() {
        return None;
    }
    let hour = hour_of_row(text, &words, &days[0]);
    let date = |day| resolve(day, published, Tense::Open);
    let body = bodies(text, &words).into_iter().next().map(|body| body.name);
    let body = body.or_else(|| district(text, &words).filter(|_| districts));
    let cell = || last_cell(text, &range, &words, days[0].words.end);
    let place = if text[range.clone()].contains('\t') { cell() } else { None };
    let cell = || cell().filter(|_| dashed_topics(text, range.clone()).is_none());
    let place = place.or_else(|| place_in(text, &words)).or_else(cell);
    let occasion = Occasion {
        date: Some(date(days[0].day)?),
        date_end: days[0].last.and_then(date),
        time: hour.as_ref().map(|hour| hour.from.clone()),
        time_end: hour.and_then(|hour| hour.until),
        body,
    };
    Some(ScheduleRow { occasion, place })
}

/// The hour of a row: one that is introduced, or right after the day.
fn hour_of_row(text: &str, words: &[Word], day: &DayMention) -> Option<HourMention> {
    let named = hours(text, words).into_iter().next();
    named
        .or_else(|| bare_hour(text, words, day.words.end))
        .or_else(|| hour_between(text, words, day.words.end))
}

/// Whether a line is about what bodies invite to besides their meetings.
pub(super) fn is_other_event(words: &[Word]) -> bool {
    phrases![
        "piknik~|festyn~|koncert~|spacer~|warsztat~|turniej~|bieg|zawod~|kino|wystaw~|kiermasz~|dyzur~|msza",
        "uroczystosc|uroczystosci|gala|gali|jubileusz~|wreczeni~|wreczenie"
    ]
    .is_in(words)
}

/// Whether a line is a sentence about something else: *Msza zostanie odprawiona …*.
fn is_told(words: &[Word]) -> bool {
    phrases!["zostanie|zostana|zostal~|bedzie|beda|nastapi|zmarl~|mija|zaprasz~"].is_in(words)
}

/// Reads the name of a district, `I Stare Miasto` or `DZIELNICA V KROWODRZA`, as its council.
fn district(text: &str, words: &[Word]) -> Option<String> {
    let is_numeral = |word: &Word| word.of(text).chars().all(|c| "IVX".contains(c));
    let at = (0..words.len().min(4)).find(|at| is_numeral(&words[*at]))?;
    let name: Vec<String> = words[at + 1..]
        .iter()
        .zip(&words[at..])
        .take_while(|(word, before)| {
            let between = &text[before.end..word.start];
            word.is_capital(text) && between.trim().is_empty() && !between.contains(['\t', '\n'])
        })
        .map(|(word, _)| word.of(text).to_owned())
        .collect();
    (!name.is_empty()).then(|| format!("Rada Dzielnicy {} {}", words[at].of(text), name.join(" ")))
}

/// The last cell of a row of a table, or what follows its last dash, after the day.
fn last_cell(text: &str, range: &Range<usize>, words: &[Word], after: usize) -> Option<String> {
    let start = words.get(after)?.start;
    let rest = text.get(start..range.end)?;
    let cell = rest.rsplit_once('\t').or_else(|| rest.rsplit_once(" – ")).map(|(_, cell)| cell.trim())?;
    let has_letters = cell.chars().filter(|c| c.is_alphabetic()).count() > 3;
    let start = text[..range.end].rfind(cell)?;
    let cell_words: Vec<Word> = words.iter().filter(|word| word.start >= start).cloned().collect();
    let is_body = !bodies(text, &cell_words).is_empty();
    (has_letters && !is_body).then(|| cell.trim_end_matches(['.', ';', ',']).to_owned())
}

/// Whether a line is that of a schedule without one: body, day and hour, beginning with one of the first two.
pub(super) fn is_whole_row(text: &str, range: &Range<usize>) -> bool {
    let said = text[range.clone()].as_bytes();
    let may_begin =
        said.first().is_some_and(|first| first.is_ascii_digit() || b"KRZSCGkrzsPWND\xC5".contains(first));
    if !may_begin || said.len() > 300 || said.iter().filter(|byte| byte.is_ascii_digit()).count() < 2 {
        return false;
    }
    let has_hour = said.windows(3).any(|three| {
        three[0].is_ascii_digit() && b".: ".contains(&three[1]) && three[2].is_ascii_digit()
            || three == b"god"
    });
    if !has_hour {
        return false;
    }
    let words = words(text, range.clone());
    let begins = body_at(text, &words, 0).map(|body| body.words.end);
    let days = days(text, &words);
    let Some(day) = days.first() else { return false };
    let Some(hour) = hour_of_row(text, &words, day) else { return false };
    let is_at_head = if let Some(end) = begins {
        day.words.start == end || day.words.start == end + 1 && is_weekday_name(&words[end].plain)
    } else {
        let named = bodies(text, &words);
        day.words.start <= 1 && named.iter().any(|body| body.words.start == hour.words.end)
    };
    is_at_head
        && !phrases!["dyzur~|konsultacj~|szkoleni~|spotkani~|przyjm~|zostan~|zostal~|msza"].is_in(&words)
}

/// Reads the village of a row, *Dąbrówka – 9 września*, as its meeting.
pub(super) fn village_meeting(said: &str) -> Option<String> {
    let (village, _) = said.split_once(" – ").or_else(|| said.split_once('\t'))?;
    let is_name = |word: &str| {
        word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || c == '-')
    };
    let is_village = village.split(' ').count() <= 3 && village.split(' ').all(is_name);
    is_village.then(|| format!("Zebranie wiejskie {village}"))
}

/// Whether a line is the head of a letter: *Kraków, dnia 8 stycznia 2024 r.*
pub(super) fn is_dateline(said: &str) -> bool {
    let town = said.split_once(", dnia ").or_else(|| said.split_once(", dn. "));
    let is_town =
        |town: &str| town.split(' ').count() <= 3 && town.chars().all(|c| c.is_alphabetic() || c == ' ');
    town.is_some_and(|(town, day)| is_town(town) && day.len() < 30 && !day.contains("godz"))
}

/// The topics at the end of a row: *(temat: drogi po zimie)*, *; temat: drogi*.
pub(super) fn bracketed_topics(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let after = |opens: &[&str]| {
        opens.iter().find_map(|open| text[range.clone()].find(open).map(|at| range.start + at + open.len()))
    };
    if let Some(open) = after(&["(temat: ", "(tematy: ", "(w programie: "]) {
        return trimmed(text, open..open + text[open..range.end].find(')')?);
    }
    trimmed(text, after(&["; temat: ", "; tematy: ", "; w programie: "])?..range.end)
}

/// The topics in the bracket that ends a row of a day: *29 maja 2025 r. (raport o stanie gminy, absolutorium)*.
pub(super) fn noted_topics(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let said = &text[range.clone()];
    let open = said.rfind('(').filter(|_| range.len() < ROW_BYTES)?;
    let close = open + said[open..].find(')')?;
    let inside = range.start + open + 1..range.start + close;
    let noted = words(text, inside.clone());
    let first = noted.first()?;
    let is_note = first.of(text).starts_with(char::is_lowercase)
        && noted.len() > 1
        && !is_weekday_name(&first.plain)
        && !is_house(&first.plain)
        && place_in(text, &noted).is_none()
        && hours(text, &noted).is_empty()
        && days(text, &noted).is_empty()
        && bodies(text, &noted).is_empty()
        && !phrases!["sala|sali|ul|pl|al|os|online|zdalni~|tryb~|hybryd~|wstep|uwaga|zmian~|przerw~|dzien"]
            .is_in(&noted);
    is_note.then_some(inside)
}

/// The topics after the last dash of a row, behind its day and hour: *13 lutego, godz. 9.00 – plan pracy, wydatki*.
pub(super) fn dashed_topics(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    if range.len() > 2 * ROW_BYTES {
        return None;
    }
    let said = &text[range.clone()];
    let dash = said.rfind(" – ").or_else(|| said.rfind(" - "))?;
    let start = range.start + dash + said[dash..].find(' ').map_or(0, |_| 1);
    let tail = words(text, start..range.end);
    let head = words(text, range.start..range.start + dash);
    let first = tail.first()?;
    let is_told =
        !days(text, &head).is_empty() && days(text, &tail).is_empty() && hours(text, &tail).is_empty();
    let is_place = place_in(text, &tail).is_some()
        || is_house(&first.plain)
        || [
            "sal", "pok", "ul", "pl", "al", "os", "online", "zdaln", "tryb", "odwol", "budyn", "siedzib",
            "hal",
        ]
        .iter()
        .any(|place| first.begins(place));
    let is_matter = tail.len() > 1 && bodies(text, &tail).is_empty() && !tail.iter().any(is_finite);
    let is_title =
        first.of(text).starts_with(char::is_lowercase) || text[first.start..range.end].contains([',', ';']);
    (is_told && !is_place && is_matter && is_title).then_some(first.start..range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLISHED: Date = Date::constant(2026, 1, 9);

    #[track_caller]
    fn check(line: &str, expected: Option<[&str; 4]>) {
        let found = row(line, 0..line.len(), Some(PUBLISHED), true).map(|row| {
            let date = row.occasion.date.map(|date| date.to_string());
            [date, row.occasion.time, row.occasion.body, row.place].map(Option::unwrap_or_default)
        });
        assert_eq!(found, expected.map(|parts| parts.map(str::to_owned)), "`{line}`");
    }

    #[test]
    fn rows_name_a_day_a_council_and_a_place() {
        check(
            "V Krowodrza\tśroda, 21 stycznia, godz. 16.30\tsiedziba rady, ul. Królewska",
            Some(["2026-01-21", "16:30", "Rada Dzielnicy V Krowodrza", "siedziba rady, ul. Królewska"]),
        );
        check(
            "12 lutego, godz. 18: Rada Dzielnicy XI Podgórze Duchackie – ul. Wola Duchacka 3",
            Some(["2026-02-12", "18:00", "Rada Dzielnicy XI Podgórze Duchackie", "ul. Wola Duchacka 3"]),
        );
        check("Wstęp wolny", None);
    }

    #[test]
    fn heads_of_letters_are_told_from_rows() {
        for (line, expected) in [
            ("Kraków, dnia 8 stycznia 2024 r.", true),
            ("Nowy Targ, dn. 08.01.2024", true),
            ("Ratusz, dnia 8 stycznia, godz. 17", false),
            ("sesja nr 5, dnia 8 stycznia", false),
        ] {
            assert_eq!(is_dateline(line), expected, "`{line}`");
        }
    }
}
