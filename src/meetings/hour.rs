//! Finds the hours that a sentence names.
//!
//! Leaves which of them is that of a meeting to `statement`. Invariant: an hour is returned as `HH:MM`.

use std::ops::Range;

use super::words::Word;
use crate::{acts::letters::plain_text, document::MONTHS};

/// An hour in a text, or a time from one to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HourMention {
    /// Its words, as indexes.
    pub(super) words: Range<usize>,
    /// The hour, or the first of the two.
    pub(super) from: String,
    /// The second hour.
    pub(super) until: Option<String>,
}

/// Hours as words, from the first.
const ORDINALS: [&str; 24] = [
    "pierwszej",
    "drugiej",
    "trzeciej",
    "czwartej",
    "piatej",
    "szostej",
    "siodmej",
    "osmej",
    "dziewiatej",
    "dziesiatej",
    "jedenastej",
    "dwunastej",
    "trzynastej",
    "czternastej",
    "pietnastej",
    "szesnastej",
    "siedemnastej",
    "osiemnastej",
    "dziewietnastej",
    "dwudziestej",
    "-",
    "-",
    "-",
    "-",
];

/// Finds the hours in a sentence.
pub(super) fn hours(text: &str, words: &[Word]) -> Vec<HourMention> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        match mention_at(text, words, at) {
            Some(mention) => {
                at = mention.words.end;
                found.push(mention);
            }
            None => at += 1,
        }
    }
    found
}

fn mention_at(text: &str, words: &[Word], at: usize) -> Option<HourMention> {
    let plain = &words[at].plain;
    if !plain.as_bytes().first().is_some_and(|first| first.is_ascii_digit() || b"goa".contains(first)) {
        return None;
    }
    let word = plain.as_str();
    let is_named = matches!(
        word,
        "godz" | "godzina" | "godzine" | "godzinie" | "godziny" | "godzinach" | "godzin" | "g"
    );
    let is_short = matches!(word, "o" | "od" | "at");
    let first = if is_named || is_short { at + 1 } else { at };
    let first = first + usize::from(is_named && words.get(first).is_some_and(|word| word.plain == "od"));
    let is_named = is_named || is_clear(text, words, at);
    let (from, mut end, has_minutes) = hour(text, words, first, is_named)?;
    if !is_named && !has_minutes
        || !is_named && !is_short && !text[..words[end - 1].end].ends_with(&minutes(&from))
    {
        return None;
    }
    let until = until(text, words, end, is_named);
    if let Some((_, after)) = until {
        end = after;
    }
    Some(HourMention { words: at..end, from, until: until_hour(text, words, end, is_named, until.is_some()) })
        .filter(|mention| mention.words.end > mention.words.start)
}

/// Reads an hour that nothing introduces, in a row of a schedule: *12.10.2023, 14.00, ratusz*.
pub(super) fn bare_hour(text: &str, words: &[Word], at: usize) -> Option<HourMention> {
    let (hour, minutes) = (words.get(at)?, words.get(at + 1)?);
    let is_minutes = minutes.plain.len() == 2 && minutes.plain.is_number() && minutes.plain.as_str() < "60";
    let number: u8 = hour.plain.as_str().parse().ok().filter(|hour| *hour < 24)?;
    let is_one = matches!(&text[hour.end..minutes.start], "." | ":");
    let goes_on = words.get(at + 2).is_some_and(|next| &text[minutes.end..next.start] == ".");
    let from = format!("{number:02}:{}", minutes.plain.as_str());
    (is_minutes && is_one && !goes_on).then(|| HourMention { words: at..at + 2, from, until: None })
}

/// Reads an hour that stands between commas in a row: *9.07 (wt.) Zarząd Osiedla, 17.30*.
pub(super) fn hour_between(text: &str, words: &[Word], from: usize) -> Option<HourMention> {
    let is_apart = |at: &usize| {
        let ends = |hour: &HourMention| {
            let rest = &text[words[hour.words.end - 1].end..];
            rest.is_empty() || rest.starts_with([',', '\n', ';'])
        };
        text[words[at - 1].end..words[*at].start].trim() == ","
            && bare_hour(text, words, *at).is_some_and(|hour| ends(&hour))
    };
    (from.max(1)..words.len()).find(is_apart).and_then(|at| bare_hour(text, words, at))
}

/// The ending that a bare hour must have: a colon and minutes.
fn minutes(hour: &str) -> String {
    hour[2..].to_owned()
}

/// Where the second hour of `17:00–19:00` or `od 15.30 do 18.10` begins and ends.
fn until(text: &str, words: &[Word], at: usize, is_named: bool) -> Option<(usize, usize)> {
    let next = words.get(at)?;
    let between = text[words[at - 1].end..next.start].trim();
    let start = match (between, next.plain.as_str()) {
        ("-" | "–" | "—", _) => at,
        ("", "do") => at + 1,
        _ => return None,
    };
    let start = start + usize::from(words.get(start).is_some_and(|word| word.begins("godz")));
    let (_, end, _) = hour(text, words, start, is_named)?;
    Some((start, end))
}

fn until_hour(text: &str, words: &[Word], end: usize, is_named: bool, is_range: bool) -> Option<String> {
    let starts = [2, 1].into_iter().filter_map(|back| end.checked_sub(back)).filter(|_| is_range);
    starts
        .filter_map(|at| hour(text, words, at, is_named))
        .find(|(_, after, _)| *after == end)
        .map(|(hour, ..)| hour)
}

/// Reads an hour at a word; returns it, the index after it, and whether it has minutes.
fn hour(text: &str, words: &[Word], at: usize, is_named: bool) -> Option<(String, usize, bool)> {
    let word = words.get(at)?;
    if let Some(hour) = ordinal(&word.plain).filter(|_| is_named) {
        return Some((format!("{:02}:00", hour + 1), at + 1, false));
    }
    let digits = word.plain.as_bytes().iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return None;
    }
    let (number, rest) = word.plain.split_at(digits);
    if digits == 4 && is_named && rest.is_empty() && number < "2400" && &number[2..] < "60" {
        return Some((format!("{}:{}", &number[..2], &number[2..]), at + 1, true));
    }
    let hour: u8 = number.parse().ok().filter(|hour| *hour < 24 && (rest.is_empty() || is_ending(rest)))?;
    let printed = minutes_after(text, words, at).filter(|_| rest.is_empty());
    let end = at + 1 + usize::from(printed.is_some());
    Some((format!("{hour:02}:{:02}", printed.unwrap_or(0)), end, printed.is_some()))
}

/// The index of an hour as a word: *jedenastej*, *jedenastą*.
fn ordinal(plain: &str) -> Option<usize> {
    let stem = plain.strip_suffix("ej").or_else(|| plain.strip_suffix('a'))?;
    ORDINALS.iter().position(|name| name.strip_suffix("ej") == Some(stem))
}

/// Whether `o` at a word is followed by an hour alone: *o dziewiątej rano*, *30 stycznia, o 13 w sali*.
fn is_clear(text: &str, words: &[Word], at: usize) -> bool {
    let (true, Some(hour)) = (words[at].plain == "o", words.get(at + 1)) else { return false };
    let after = text[hour.end..].chars().next();
    let goes_on = words.get(at + 2).is_some_and(|next| {
        matches!(
            next.plain.as_bytes(),
            b"w" | b"we" | b"na" | b"rano" | b"u" | b"przy" | b"po" | b"odbedzie" | b"zbierze"
        )
    });
    let ends = after.is_none_or(|c| matches!(c, ',' | ';' | ')')) || goes_on;
    let before = at.checked_sub(1).map_or("", |at| words[at].plain.as_str());
    let is_day = before.len() == 4 && before.starts_with("20")
        || matches!(before, "r" | "br" | "roku" | "punktualnie" | "sroda" | "srode" | "wtorek" | "piatek")
        || MONTHS.iter().any(|month| plain_text(month) == before);
    ends && (ordinal(&hour.plain).is_some_and(|hour| hour > 5) || is_day && hour.plain.len() <= 2)
}

/// Whether letters after a number are the ending of an ordinal: `13-tej`.
fn is_ending(rest: &str) -> bool {
    matches!(rest.trim_start_matches('-'), "ta" | "tej" | "sta" | "stej" | "ej" | "a" | "ma" | "mej" | "h")
}

fn minutes_after(text: &str, words: &[Word], at: usize) -> Option<u8> {
    let next = words.get(at + 1).filter(|next| next.plain.len() == 2)?;
    let minutes = next.plain.parse().ok().filter(|minutes| *minutes < 60)?;
    let is_joined = match &text[words[at].end..next.start] {
        "." | ":" => true,
        " " | "\u{a0}" => matches!(minutes, 0 | 15 | 30 | 45),
        _ => false,
    };
    is_joined.then_some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::words::words;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, Option<&str>)>) {
        let words = words(text, 0..text.len());
        let found = hours(text, &words);
        let found = found.first().map(|hour| (hour.from.as_str(), hour.until.as_deref()));
        assert_eq!(found, expected, "`{text}`");
    }

    #[test]
    fn hours_are_read_in_every_form_used_in_posts() {
        check("o godz. 17.00 w siedzibie", Some(("17:00", None)));
        check("o godzinie 9:30", Some(("09:30", None)));
        check("godz.15.50", Some(("15:50", None)));
        check("godz. 18 00", Some(("18:00", None)));
        check("godz. 13-tej", Some(("13:00", None)));
        check("o godzinie siedemnastej", Some(("17:00", None)));
        check("o 17.30 rozpocznie się", Some(("17:30", None)));
        check("w godz. 17:00–19:00", Some(("17:00", Some("19:00"))));
        check("trwało od godziny 15.30 do 18.10", Some(("15:30", Some("18:10"))));
        check("w godzinach od 16 do 18", Some(("16:00", Some("18:00"))));
        check("Godzina: 11:00", Some(("11:00", None)));
    }

    #[test]
    fn other_numbers_are_no_hours() {
        check("26.09.2022", None);
        check("o 15 radnych", None);
        check("uchwała nr 17", None);
        check("druk nr 3", None);
    }
}
