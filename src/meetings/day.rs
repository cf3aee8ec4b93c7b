//! Finds the days that a sentence names and counts those without a year from the day of publication.
//!
//! Full dates are read by `acts::numbers`. Leaves which of the days is that of a meeting to `statement`.
//! Invariants: a resolved day exists, and a day that belongs to an act or a deadline is never returned.

use std::{ops::Range, sync::LazyLock};

use jiff::{ToSpan, civil::Date};

use super::words::Word;
use crate::{
    acts::{
        letters::plain_text,
        numbers::{ENGLISH_MONTHS, NOMINATIVES, leading_date},
    },
    document::MONTHS,
};

/// A day in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DayMention {
    /// Its words, as indexes.
    pub(super) words: Range<usize>,
    /// The day, or the first of several.
    pub(super) day: Day,
    /// The last of several days.
    pub(super) last: Option<Day>,
}

/// A day as far as a text names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// A whole date.
    Full(Date),
    /// A day and a month, with the years to add to that of publication, if the text says so (*br.*).
    OfMonth { day: i8, month: i8, years: Option<i16> },
    /// A day of the week, from 1 for Monday, and on which side of the publication it lies.
    OfWeek { weekday: i8, side: DaySide },
    /// Days after the publication: *jutro* is 1.
    Offset(i8),
}

/// On which side of the day of publication a day lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DaySide {
    Before,
    After,
    Open,
}

/// The days of the week as texts name them, from Monday.
const WEEKDAYS: [[&str; 2]; 7] = [
    ["poniedzialek", "poniedzialek"],
    ["wtorek", "wtorek"],
    ["srode", "sroda"],
    ["czwartek", "czwartek"],
    ["piatek", "piatek"],
    ["sobote", "sobota"],
    ["niedziele", "niedziela"],
];

/// Words for days counted from that of publication.
const OFFSETS: [(&str, i8); 8] = [
    ("przedwczoraj", -2),
    ("wczoraj", -1),
    ("dzis", 0),
    ("dzisiaj", 0),
    ("dzisiejsz", 0),
    ("jutro", 1),
    ("jutrzejsz", 1),
    ("pojutrze", 2),
];

/// The beginnings of words for acts and papers whose date is their own: *uchwały z dnia …*.
const PAPERS: [&str; 16] = [
    "uchwal",
    "zarzadz",
    "ustaw",
    "rozporz",
    "protok",
    "obwieszcz",
    "decyz",
    "pism",
    "umow",
    "dyrektyw",
    "porozumie",
    "postanow",
    "wnios",
    "statut",
    "druk",
    "ordinance",
];

/// The years in which posts are published and meetings are.
const FIRST_YEAR: i16 = 1900;
const LAST_YEAR: i16 = 2099;

/// How many years ahead a meeting may be announced.
const MOST_YEARS_AHEAD: i16 = 5;

/// How far before a date the word for an act may stand, in words: number and body lie between.
const PAPER_REACH: usize = 14;

/// Finds the days in a sentence, without those of acts, deadlines and names.
pub(super) fn days(text: &str, words: &[Word]) -> Vec<DayMention> {
    let mut found = all_days(text, words);
    let is_dated = |mention: &DayMention| matches!(mention.day, Day::Full(_) | Day::OfMonth { .. });
    if found.is_empty() {
        return found;
    }
    if found.iter().any(is_dated) {
        found.retain(is_dated);
    } else if found.iter().any(|mention| matches!(mention.day, Day::OfWeek { .. })) {
        found.retain(|mention| matches!(mention.day, Day::OfWeek { .. }));
    }
    found
}

/// Finds the days in a sentence, with those of one meeting that are named in two ways.
pub(super) fn all_days(text: &str, words: &[Word]) -> Vec<DayMention> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let mention = mention_at(text, words, at);
        let next = mention.as_ref().map_or(at + 1, |mention| mention.words.end);
        found.extend(mention.filter(|mention| !is_foreign(words, mention)));
        at = next;
    }
    found
}

/// The initials of the words that name a day without digits.
const INITIALS: &[u8] = b"pwscnjdot";

/// The first two letters of the names of days, and of words that count from today.
const HEADS: [&[u8]; 11] = [b"po", b"wt", b"sr", b"cz", b"pi", b"so", b"ni", b"pr", b"wc", b"dz", b"ju"];

fn mention_at(text: &str, words: &[Word], at: usize) -> Option<DayMention> {
    let word = &words[at];
    if !word.plain.as_bytes().first().is_some_and(|first| first.is_ascii_digit() || INITIALS.contains(first))
    {
        return None;
    }
    if word.plain.is_number() {
        return several_days(text, words, at).or_else(|| {
            let (day, end) = one_day(text, words, at)?;
            Some(ranged(text, words, DayMention { words: at..end, day, last: None }))
        });
    }
    if let Some((day, end)) = last_of_month(text, words, at) {
        return Some(DayMention { words: at..end, day, last: None });
    }
    let first_two = word.plain.as_bytes().get(..2)?;
    if !word.plain.ends_with("ego") && !HEADS.contains(&first_two) {
        return None;
    }
    if let Some((day, end)) = spoken_day(text, words, at) {
        return Some(DayMention { words: at..end, day, last: None });
    }
    let offset = OFFSETS.iter().find(|(name, _)| is_offset(word, name)).map(|(_, days)| Day::Offset(*days));
    let day = offset.or_else(|| weekday(words, at))?;
    Some(DayMention { words: at..at + 1, day, last: None })
}

/// Reads *ostatni dzień lutego*.
fn last_of_month(text: &str, words: &[Word], at: usize) -> Option<(Day, usize)> {
    let is_last = words[at].plain.is_one_of(&["ostatni", "ostatniego", "ostatnim"]);
    let is_day = |word: &&Word| word.plain.is_one_of(&["dzien", "dnia", "dniu"]);
    words.get(at + 1).filter(is_day).filter(|_| is_last)?;
    let month = month_of(text, words.get(at + 2)?)?;
    Some((Day::OfMonth { day: LAST_DAY, month, years: None }, at + 3))
}

/// Stands for the last day of any month.
const LAST_DAY: i8 = 0;

/// A day of a month in a year.
fn in_year(year: i16, month: i8, day: i8) -> Option<Date> {
    if day == LAST_DAY {
        return Date::new(year, month, 1).ok().map(Date::last_of_month);
    }
    Date::new(year, month, day).ok()
}

/// Days of a month as words in the genitive.
const SPOKEN: [&str; 19] = [
    "pierwszego",
    "drugiego",
    "trzeciego",
    "czwartego",
    "piatego",
    "szostego",
    "siodmego",
    "osmego",
    "dziewiatego",
    "dziesiatego",
    "jedenastego",
    "dwunastego",
    "trzynastego",
    "czternastego",
    "pietnastego",
    "szesnastego",
    "siedemnastego",
    "osiemnastego",
    "dziewietnastego",
];

/// Reads `dwudziestego trzeciego maja`.
fn spoken_day(text: &str, words: &[Word], at: usize) -> Option<(Day, usize)> {
    if !words[at].plain.ends_with("ego") {
        return None;
    }
    let unit = |at: usize| {
        let plain = words.get(at)?.plain.as_str();
        SPOKEN.iter().position(|name| *name == plain).and_then(|at| i8::try_from(at + 1).ok())
    };
    let tens = match words[at].plain.as_str() {
        "dwudziestego" => 20,
        "trzydziestego" => 30,
        _ => 0,
    };
    let next = if tens > 0 { at + 1 } else { at };
    let (day, end) = match unit(next).filter(|unit| tens == 0 || *unit < 10) {
        Some(unit) => (tens + unit, next + 1),
        None => (tens, next),
    };
    let month = words.get(end).filter(|_| day > 0).and_then(|word| month_of(text, word))?;
    let (day, end) = with_year(text, words, (day, month), end + 1);
    Some((day?, end))
}

/// Whether a word counts from the day of publication: *wczoraj*, *wczorajszej*.
fn is_offset(word: &Word, name: &str) -> bool {
    let is_adjective = name.ends_with('z') || name == "wczoraj";
    word.plain == name || (is_adjective && word.begins(name) && word.plain.len() > name.len() + 1)
}

/// Reads one date: `26 września 2022 r.`, `26.09.2022`, `26 września`, `26.09 br.`
fn one_day(text: &str, words: &[Word], at: usize) -> Option<(Day, usize)> {
    let start = words[at].start;
    if let Some((date, length)) = leading_date(&text[start..]) {
        let end = words[at..].iter().take_while(|word| word.start < start + length).count();
        return Some((Day::Full(date), at + end.max(1)));
    }
    let (number, rest) = split_number(&words[at].plain)?;
    let rest = if ORDINAL_ENDS.contains(&rest) { "" } else { rest };
    let (month, end) = if rest.is_empty() {
        let next = words.get(at + 1).filter(|next| is_near(text, &words[at], next))?;
        (month_of(text, next).or_else(|| numbered_month(text, words, at))?, at + 2)
    } else {
        (month_of_name(rest)?, at + 1)
    };
    let (day, end) = with_year(text, words, (number, month), end);
    Some((day?, end))
}

/// Endings of a day as an ordinal: *20-go listopada*.
const ORDINAL_ENDS: [&str; 8] = ["go", "ego", "tego", "szego", "ciego", "mego", "stego", "giego"];

/// Adds the year after a day and a month.
fn with_year(text: &str, words: &[Word], (day, month): (i8, i8), end: usize) -> (Option<Day>, usize) {
    let next = words.get(end).map_or("", |word| word.plain.as_str());
    let year: Option<i16> = next.get(..4).and_then(|digits| digits.parse().ok());
    if let Some(year) = year.filter(|year| (1900..2100).contains(year)) {
        return (Date::new(year, month, day).ok().map(Day::Full), end + 1);
    }
    let after = words.get(end + 1).map_or("", |word| word.plain.as_str());
    let (years, length) = match (next, after) {
        ("br", _) => (Some(0), 1),
        ("b", "r") | ("biezacego" | "tego", "roku") => (Some(0), 2),
        ("ub" | "ubieglego" | "zeszlego" | "minionego", "r" | "roku") => (Some(-1), 2),
        ("przyszlego", "roku") => (Some(1), 2),
        _ => (None, 0),
    };
    let is_day = (1..=31).contains(&day) && text.len() > words[end - 1].start;
    (is_day.then_some(Day::OfMonth { day, month, years }), end + length)
}

/// Reads `12 i 15 marca`, `8-9 maja`, `od 3 do 5 marca`; two days to choose from are left out.
fn several_days(text: &str, words: &[Word], at: usize) -> Option<DayMention> {
    let (first, _) = split_number(&words[at].plain).filter(|(_, rest)| rest.is_empty())?;
    let between = &text[words[at].end..words.get(at + 1)?.start];
    let joined = matches!(between.trim(), "-" | "–" | "—" | "/");
    let next = if joined { at + 1 } else { at + 2 };
    let is_word =
        between.trim().is_empty() && matches!(words[at + 1].plain.as_bytes(), b"i" | b"oraz" | b"do");
    if !joined && !is_word {
        return None;
    }
    words.get(next).filter(|word| word.plain.is_number())?;
    let (last, end) = one_day(text, words, next)?;
    let day = match last {
        Day::Full(date) => Day::Full(date.with().day(first).build().ok()?),
        Day::OfMonth { month, years, .. } => Day::OfMonth { day: first, month, years },
        _ => return None,
    };
    Some(DayMention { words: at..end, day, last: Some(last) })
}

/// Adds the last day of `3 marca – 5 marca`.
fn ranged(text: &str, words: &[Word], mention: DayMention) -> DayMention {
    let end = mention.words.end;
    let Some(next) = words.get(end) else { return mention };
    let between = text[words[end - 1].end..next.start].trim_matches([' ', '.', 'r', 'o', 'k', 'u']);
    let is_from = mention.words.start > 0 && words[mention.words.start - 1].plain == "od";
    let at = match between {
        "-" | "–" | "—" => end,
        "" if is_from && next.plain == "do" => end + 1,
        _ => return mention,
    };
    let last = words.get(at).filter(|word| word.plain.is_number());
    match last.and_then(|_| one_day(text, words, at)) {
        Some((last, end)) => DayMention { words: mention.words.start..end, last: Some(last), ..mention },
        None => mention,
    }
}

/// Splits off a day of a month at the start of a word.
fn split_number(word: &str) -> Option<(i8, &str)> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let number: i8 = word.get(..digits).filter(|_| digits <= 2)?.parse().ok()?;
    let rest = word[digits..].trim_start_matches('-');
    (1..=31).contains(&number).then_some((number, rest))
}

/// Whether only a space lies between two words, or a stop.
fn is_near(text: &str, first: &Word, second: &Word) -> bool {
    matches!(text[first.end..second.start].trim(), "" | ".")
}

fn month_of(text: &str, word: &Word) -> Option<i8> {
    let roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let numeral = roman.iter().position(|numeral| *numeral == word.of(text) && numeral.len() > 1);
    month_of_name(&word.plain).or_else(|| numeral.and_then(|at| i8::try_from(at + 1).ok()))
}

/// The months in the genitive, plain.
static GENITIVES: LazyLock<[String; 12]> = LazyLock::new(|| MONTHS.map(plain_text));

/// Whether a plain word is a month in any of its forms.
pub(super) fn is_month(name: &str) -> bool {
    month_of_name(name).is_some()
}

fn month_of_name(name: &str) -> Option<i8> {
    let is_named =
        |at: &usize| NOMINATIVES[*at] == name || ENGLISH_MONTHS[*at] == name || GENITIVES[*at] == name;
    (0..12).find(is_named).and_then(|at| i8::try_from(at + 1).ok())
}

/// Reads the month of `26.09`, where a word before or after says that it is a day.
fn numbered_month(text: &str, words: &[Word], at: usize) -> Option<i8> {
    let next = &words[at + 1];
    let is_glued = &text[words[at].end..next.start] == "." && next.plain.len() == 2;
    let before = at.checked_sub(1).map_or("", |at| words[at].plain.as_str());
    let after = words.get(at + 2).map_or("", |word| word.plain.as_str());
    let is_told = matches!(
        before,
        "dnia"
            | "dniu"
            | "dn"
            | "spotkanie"
            | "posiedzenie"
            | "sesja"
            | "konwent"
            | "termin"
            | "wypada"
            | "wypadnie"
    ) || before == "na" && at > 1 && is_plan(&words[at - 2])
        || text[..words[at].start].ends_with('(') && text[next.end..].starts_with(')')
        || matches!(after, "br" | "pon" | "wt" | "sr" | "czw" | "pt" | "sob" | "nd")
        || weekday_of(before).is_some();
    let month = next.plain.parse().ok().filter(|month| (1..=12).contains(month));
    month.filter(|_| is_glued && is_told)
}

/// Whether a word says that a day follows after *na*: *zaplanowane na 16.05*.
fn is_plan(word: &Word) -> bool {
    ["zaplanow", "planow", "przeniesi", "przeloz", "przesun", "wyznacz", "zwola", "termin", "dzien"]
        .iter()
        .any(|plan| word.begins(plan))
}

/// Reads `w czwartek`, `w najbliższy piątek`.
fn weekday(words: &[Word], at: usize) -> Option<Day> {
    if let Some(weekday) = weekday_adjective(words, at) {
        return Some(Day::OfWeek { weekday, side: DaySide::Open });
    }
    let weekday = weekday_of(&words[at].plain)?;
    let before = at.checked_sub(1).map_or("", |at| words[at].plain.as_str());
    let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| before.starts_with(beginning));
    let side = if begins(&["najbliz", "nadchodz", "przyszl"]) {
        DaySide::After
    } else if begins(&["ubiegl", "minion", "zeszl", "ostatn"]) {
        DaySide::Before
    } else if matches!(before, "w" | "we" | "na" | "juz" | "miniony" | "ten") {
        DaySide::Open
    } else {
        return None;
    };
    Some(Day::OfWeek { weekday, side })
}

/// Reads `środowej sesji`, `we wtorkowym posiedzeniu`.
fn weekday_adjective(words: &[Word], at: usize) -> Option<i8> {
    const STEMS: [&str; 7] =
        ["poniedzialkow", "wtorkow", "srodow", "czwartkow", "piatkow", "sobotni", "niedzieln"];
    let stem = STEMS.iter().position(|stem| words[at].begins(stem))?;
    if words[at].begins("srodowisk") {
        return None;
    }
    let near = words[at + 1..].iter().take(2);
    let is_of_meeting = near.into_iter().any(|word| {
        ["sesj", "posiedze", "konwen", "obrad", "spotkan", "wieczor", "popoludni", "przedpoludni"]
            .iter()
            .any(|noun| word.begins(noun))
    });
    i8::try_from(stem + 1).ok().filter(|_| is_of_meeting)
}

fn weekday_of(word: &str) -> Option<i8> {
    let at = WEEKDAYS.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

/// Whether a day belongs to an act, a deadline or a name.
fn is_foreign(words: &[Word], mention: &DayMention) -> bool {
    let start = mention.words.start;
    let before = |back: usize| start.checked_sub(back).map_or("", |at| words[at].plain.as_str());
    let word = if is_weekday_name(before(1)) { before(2) } else { before(1) };
    match word {
        "ul" | "ulicy" | "ulica" | "al" | "alei" | "os" | "osiedlu" | "park" | "placu" | "sprzed" => true,
        "do" | "od" | "przed" | "po" => mention.last.is_none(),
        "z" | "dnia" | "dn" => is_of_paper(words, start),
        _ => false,
    }
}

pub(super) fn is_weekday_name(word: &str) -> bool {
    WEEKDAYS.iter().any(|names| names[0] == word || names[1] == word)
        || word == "poniedzialku"
        || word == "piatku"
}

/// Whether the date after `z dnia` is that of an act or a paper. The day of a meeting may stand so, too.
fn is_of_paper(words: &[Word], start: usize) -> bool {
    let near = &words[start.saturating_sub(PAPER_REACH)..start];
    let paper = near.iter().rposition(|word| PAPERS.iter().any(|paper| word.begins(paper)));
    let meeting = near.iter().rposition(|word| word.begins("sesj") || word.begins("posiedze"));
    let is_plain_day = !near.iter().rev().take(2).any(|word| word.plain == "z");
    paper.is_some_and(|paper| meeting.is_none_or(|meeting| meeting < paper)) && !is_plain_day
}

/// Which way a statement looks from the day of publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    Open,
}

/// Counts a day from the day of publication; `None` if the text does not tell it.
pub(super) fn resolve(day: Day, published: Option<Date>, tense: Tense) -> Option<Date> {
    match day {
        Day::Full(date) => Some(date).filter(|date| is_likely(*date, published)),
        Day::Offset(days) => published?.checked_add(i64::from(days).days()).ok(),
        Day::OfMonth { day, month, years } => {
            let published = published?;
            match years {
                Some(years) => in_year(published.year() + years, month, day),
                None => nearest_year(day, month, published, tense),
            }
        }
        Day::OfWeek { weekday, side } => nearest_weekday(weekday, published?, with_tense(side, tense)?),
    }
}

/// Whether a meeting may be on a day: not centuries away, and at most some years after the publication.
fn is_likely(date: Date, published: Option<Date>) -> bool {
    let last = published.map_or(LAST_YEAR, |published| published.year() + MOST_YEARS_AHEAD);
    (FIRST_YEAR..=last).contains(&date.year())
}

/// Whether days may be counted from a day of publication.
pub(super) fn is_publication(date: Date) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&date.year())
}

fn with_tense(side: DaySide, tense: Tense) -> Option<DaySide> {
    match (side, tense) {
        (DaySide::Open, Tense::Past) => Some(DaySide::Before),
        (DaySide::Open, Tense::Future) => Some(DaySide::After),
        (DaySide::Open, Tense::Open) => None,
        (side, _) => Some(side),
    }
}

fn nearest_year(day: i8, month: i8, published: Date, tense: Tense) -> Option<Date> {
    let year = published.year();
    let mut dates = [year - 1, year, year + 1].into_iter().filter_map(|year| in_year(year, month, day));
    match tense {
        Tense::Past => dates.rfind(|date| *date <= published),
        Tense::Future => dates.find(|date| *date >= published),
        Tense::Open => dates.min_by_key(|date| days_between(*date, published).abs()),
    }
}

/// The number of days from one date to another.
pub(super) fn days_between(date: Date, from: Date) -> i32 {
    from.until(date).map_or(i32::MAX, |span| span.get_days())
}

/// The nearest such day on one side; the day of publication itself counts as past.
fn nearest_weekday(weekday: i8, published: Date, side: DaySide) -> Option<Date> {
    let ahead = (weekday - published.weekday().to_monday_one_offset()).rem_euclid(7);
    let days = match side {
        DaySide::After if ahead == 0 => 7,
        DaySide::After => ahead,
        _ if ahead == 0 => 0,
        _ => ahead - 7,
    };
    published.checked_add(i64::from(days).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::words::words;

    /// A Tuesday.
    const PUBLISHED: Date = Date::constant(2022, 9, 27);

    #[track_caller]
    fn check(text: &str, tense: Tense, expected: &[&str]) {
        let words = words(text, 0..text.len());
        let found: Vec<String> = days(text, &words)
            .into_iter()
            .filter_map(|mention| {
                let first = resolve(mention.day, Some(PUBLISHED), tense)?;
                let last = mention.last.and_then(|last| resolve(last, Some(PUBLISHED), tense));
                Some(last.map_or_else(|| first.to_string(), |last| format!("{first}/{last}")))
            })
            .collect();
        assert_eq!(found, expected, "`{text}`");
    }

    #[test]
    fn days_are_read_in_every_form_used_in_posts() {
        check("26 września odbyło się", Tense::Past, &["2022-09-26"]);
        check("12 grudnia (poniedziałek) odbędzie się", Tense::Future, &["2022-12-12"]);
        check("12 stycznia odbędzie się", Tense::Future, &["2023-01-12"]);
        check("30 grudnia odbyła się", Tense::Past, &["2021-12-30"]);
        check("w dniu 5.10.2022 r. o godz. 17.30", Tense::Future, &["2022-10-05"]);
        check("w dniu 05.10 br. o godz. 17.30", Tense::Future, &["2022-10-05"]);
        check("5 marca ub. roku", Tense::Past, &["2021-03-05"]);
        check("12 i 15 października odbędą się", Tense::Future, &["2022-10-12/2022-10-15"]);
        check("od 3 do 5 października 2022 r.", Tense::Future, &["2022-10-03/2022-10-05"]);
        check("3–4 października", Tense::Future, &["2022-10-03/2022-10-04"]);
        check("1 października - 5 października 2022 r.", Tense::Future, &["2022-10-01/2022-10-05"]);
        check("środa, 15 Styczeń, 2020", Tense::Open, &["2020-01-15"]);
        check("31 lutego 2021 r. odbyła się", Tense::Past, &[]);
        check("31 lutego odbyła się", Tense::Past, &[]);
        check("w dniu 31.02.2021 r. odbyła się", Tense::Past, &[]);
        check("1 stycznia 9999 r. odbędzie się", Tense::Future, &[]);
        check("1 stycznia 2029 r. odbędzie się", Tense::Future, &[]);
        check("On 11 June 2022 the Convent met", Tense::Past, &["2022-06-11"]);
    }

    #[test]
    fn days_without_a_number_are_counted_from_the_publication() {
        check("Wczoraj odbyła się", Tense::Past, &["2022-09-26"]);
        check("w czwartek odbędzie się", Tense::Future, &["2022-09-29"]);
        check("w czwartek odbyła się", Tense::Past, &["2022-09-22"]);
        check("w ubiegły piątek", Tense::Past, &["2022-09-23"]);
        check("w najbliższy wtorek", Tense::Future, &["2022-10-04"]);
        check("Wczoraj (26 września)", Tense::Past, &["2022-09-26"]);
        check("Jutro o godz. 10", Tense::Future, &["2022-09-28"]);
    }

    #[test]
    fn days_of_acts_deadlines_and_names_are_not_returned() {
        for text in [
            "uchwała nr 5/2022 Rady z dnia 3 marca 2022 r.",
            "na podstawie ustawy z dnia 8 marca 1990 r. o samorządzie",
            "zgłoszenia do 30 września",
            "przy ul. 28 Czerwca 1956 r.",
            "w poniedziałki",
            "do poniedziałku 20 listopada",
            "8 lub 11 lutego",
        ] {
            let words = words(text, 0..text.len());
            let kept = days(text, &words);
            assert!(kept.is_empty() || text.contains("lub"), "`{text}` {kept:?}");
        }
    }
}
