//! Finds the day on which a page was published in the lines that it shows.
//!
//! Which lines stand near the heading is left to the extractors. The first of these that has a date counts: a
//! label (`Data publikacji:`), a line near the heading that is only a date, one that ends in a date, a label
//! near it that says only `Data:`, the date on which the page was made. Invariant: the date of an event, of a
//! change or of a law never counts.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::furniture::LineRoles;
use crate::acts::numbers::{leading_date, pattern};

/// The maximum size of a line with a label, in bytes: a longer one is prose.
const MAX_LABEL_BYTES: usize = 160;
/// The maximum number of bytes after a date whose label has no colon.
const MAX_REST_BYTES: usize = 40;
/// The maximum number of bytes between a label and its date, if a name stands there.
const MAX_NAME_BYTES: usize = 80;
/// The maximum number of words before a date at the end of a line near the heading.
const MAX_WORDS_BEFORE: usize = 4;

/// Matches labels of the date of publication; the next pattern matches those of the date of creation.
static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    let nouns = "publikacji|opublikowania|publikowania|udostępnienia|udost\\.?|dodania|zamieszczenia|umieszczenia|ogłoszenia|wprowadzenia|wpisu|artykułu|wiadomości";
    let data = format!(
        r"(?:data|czas|dzień)(?:\s+(?:i\s+(?:godzina|czas)|pierwszej|pierwotnej|oraz godzina))?\s+(?:{nouns})"
    );
    let done = r"(?:opublikowa|udostępni|zamieszczo|umieszczo|doda|wprowadzo|ogłoszo|wysła)(?:no|ny|na|ne|one|ony|ona)|publikacja|published|posted|submitted";
    let people = r"(?:opublikowa|udostępni|zamieści|umieści|wprowadzi|doda|wysła)ła?(?:\(a\))?";
    let more =
        r"on|by|informacji|informację|dokumentu|w\s+BIP|do\s+BIP|na\s+stronie|strony|artykułu|treści|przez";
    pattern(&format!(
        r"^[(\s]*(?i:(?:informacj[aęi]\s+)?(?:została\s+)?(?:{data}|{done}|{people})(?:\s+(?:{more}))*)(?:[^\p{{L}}]|$)"
    ))
});
static MADE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:informacj[aęi]\s+)?(?:(?:data|czas|dzień)\s+(?:wytworzenia|utworzenia|sporządzenia|powstania)(?:\s+\p{L}+)?|(?:wytworzo|utworzo|sporządzo)(?:no|ny|na|ne)|(?:wytworzy|utworzy|sporządzi)ła?)(?:\s+przez)?)(?:[^\p{L}]|$)",
    )
});
static PLAIN: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?i:data|dnia|z dnia|dodano|dzień)\s*:?"));
/// Matches labels that indicate an event.
static EVENT: LazyLock<Regex> = LazyLock::new(|| {
    let parts = "miejsce|gdzie|godzina|godz\\.?|kiedy|termin|adres|organizator|wstęp|bilety|początek|start|koniec|rozpoczęcie|zakończenie";
    pattern(&format!(r"^(?i:{parts})\s*(?:[:\t\d]|$)"))
});
/// Matches what separates a label from its date.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    let weekday =
        r"poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|pon|wt|śr|czw|cz|pt|sob|so|nd|ndz|niedz";
    pattern(&format!(
        r"^[\s:\-–—|(]*(?i:(?:w\s+)?(?:dniu|dnia|dn\.)\s*:?\s*)?(?i:(?:w\s+)?(?:{weekday})\b\.?,?\s*)?"
    ))
});
/// Matches a date with other separators: `27-12-2031`, `27/12/2031`, `2031.12.27`, with hyphens of any kind.
static DIVIDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:(\d{1,2})[-‑–/](\d{1,2})[-‑–/](\d{4})|(\d{4})[./‑](\d{1,2})[./‑](\d{1,2}))\b")
});
/// Matches a date that begins with the name of the month: `grudzień 27, 2031`.
static MONTH_FIRST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(\p{L}{3,12})\.?\s+(\d{1,2}),?\s+(\d{4})\b"));
/// Matches what may follow a date on its own line: the time, or more about the post after a separator.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^[\s,T–-]*(?:(?:g\.|godz\.)?\s*\(?\d{1,2}[:.]\d{2}(?::\d{2})?\)?)?\s*\)?\s*(?:[|•·].*)?$")
});
/// Words that make the date after them that of an event or of a law.
const NOT_POSTED: [&str; 22] = [
    "w",
    "we",
    "do",
    "od",
    "na",
    "z",
    "ze",
    "po",
    "przed",
    "dnia",
    "dniu",
    "dn",
    "termin",
    "terminie",
    "godz",
    "nr",
    "poz",
    "aktualizacja",
    "zmiana",
    "modyfikacja",
    "poprawiono",
    "kadencja",
];

/// Returns the lines of a text that say something.
pub(super) fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// Returns the day shown by the lines of a page, of which `near` stand near its heading.
pub(super) fn shown(lines: &[&str], near: &[&str]) -> Option<Date> {
    published(lines).or_else(|| unlabeled(lines, near))
}

/// Returns the day that the lines show without calling it that of publication.
pub(super) fn unlabeled(lines: &[&str], near: &[&str]) -> Option<Date> {
    alone(near).or_else(|| at_label(lines, &MADE))
}

/// Returns the day that a label calls that of publication.
pub(super) fn published(lines: &[&str]) -> Option<Date> {
    at_label(lines, &PUBLISHED)
}

fn at_label(lines: &[&str], label: &Regex) -> Option<Date> {
    (0..lines.len()).find_map(|at| below_label(lines, at, label, true))
}

/// Returns the day after a label in any of the lines of a text.
pub(super) fn labeled(text: &str) -> Option<Date> {
    shown(&lines(text), &[])
}

/// Returns the date alone on one of the lines near the heading, at the end of one, or after a label that says
/// only that it is a date.
fn alone(near: &[&str]) -> Option<Date> {
    let is_changed = |at: usize| at > 0 && LineRoles::of(near[at - 1]).is_metadata;
    let alone = (0..near.len()).filter(|at| !is_changed(*at)).find_map(|at| whole_day(near[at]));
    let at_end = || near.iter().find_map(|line| last_day(line));
    let plain = || (0..near.len()).find_map(|at| below_label(near, at, &PLAIN, false));
    // An event with a date of its own leaves the other one to the post.
    let is_event = near.iter().any(|line| EVENT.is_match(line));
    let is_dated = || near.iter().any(|line| EVENT.is_match(line) && behind_name(line).is_some());
    alone.or_else(at_end).or_else(plain).filter(|_| !is_event || is_dated())
}

/// Returns the date after a label in a line or table: in the same cell, the next one, or the one below.
///
/// If `is_named`, the name of who published the page may stand between.
fn below_label(lines: &[&str], at: usize, label: &Regex, is_named: bool) -> Option<Date> {
    let line = lines[at];
    if line.len() > MAX_LABEL_BYTES {
        return None;
    }
    let named = |text: &str| behind_name(text).filter(|_| is_named);
    let line = line.find(" Data publikacji:").map_or(line, |at| &line[at..]);
    let cells: Vec<&str> = line.split(['\t', '|', '•', '·']).map(str::trim).collect();
    let below: Vec<&str> =
        lines.get(at + 1).map(|line| line.split('\t').map(str::trim).collect()).unwrap_or_default();
    cells.iter().enumerate().find_map(|(column, cell)| {
        let found = label.find(cell)?;
        // The pattern takes the sign after the label, too.
        let label = found.as_str().trim_end_matches(|c: char| !c.is_alphabetic() && c != ')');
        let rest = &cell[found.start() + label.len()..];
        if rest.trim_matches([':', ' ', '-', '–']).is_empty() {
            let next = [cells.get(column + 1), below.get(column), below.first().filter(|_| cells.len() == 1)];
            return next.into_iter().flatten().find_map(|cell| whole_day(cell).or_else(|| named(cell)));
        }
        let direct = day_at_start(rest).filter(|(_, length)| {
            rest.trim_start().starts_with(':') || rest.len() - length <= MAX_REST_BYTES
        });
        direct.map(|(day, _)| day).or_else(|| named(rest))
    })
}

/// Returns the date behind the name of who published the page.
fn behind_name(text: &str) -> Option<Date> {
    if LineRoles::of(text).is_metadata {
        return None;
    }
    let starts = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at);
    let begins = |at: &usize| !text[..*at].ends_with(|c: char| c.is_alphanumeric());
    let mut start = starts.filter(begins).take_while(|at| *at <= MAX_NAME_BYTES);
    let (day, end) =
        start.find_map(|at| day_at_start(&text[at..]).map(|(day, length)| (day, at + length)))?;
    (text.len() - end <= MAX_REST_BYTES).then_some(day)
}

/// Parses a line that is nothing but a date, with at most a time of day.
pub(super) fn whole_day(line: &str) -> Option<Date> {
    let (day, length) = day_at_start(line)?;
    TIME.is_match(&line[length..]).then_some(day)
}

/// Parses the date at the end of a line after a few words, `Komunikat 2031-12-27`.
fn last_day(line: &str) -> Option<Date> {
    let start = line.char_indices().find(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at)?;
    let before = line[..start].trim_end();
    let words: Vec<String> = before.split_whitespace().map(str::to_lowercase).collect();
    let is_said = |word: &String| NOT_POSTED.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()));
    let is_label = before.ends_with(':') || before.ends_with(char::is_alphanumeric) && before.len() == start;
    if is_label || words.is_empty() || words.len() > MAX_WORDS_BEFORE || words.iter().any(is_said) {
        return None;
    }
    whole_day(&line[start..])
}

/// Parses the date at the start of a text, after a weekday and the like; returns it with its end.
fn day_at_start(text: &str) -> Option<(Date, usize)> {
    let start = BETWEEN.find(text).map_or(0, |found| found.end());
    let rest = &text[start..];
    let found = leading_date(rest).or_else(|| divided(rest)).or_else(|| month_first(rest));
    let found = found.or_else(|| day_and_comma(rest));
    found.map(|(day, length)| (day, start + length))
}

fn divided(text: &str) -> Option<(Date, usize)> {
    let found = DIVIDED.captures(text)?;
    let parts: Vec<&str> = found.iter().skip(1).flatten().map(|part| part.as_str()).collect();
    let day = match parts[..] {
        [year, month, day] if year.len() == 4 => format!("{year}-{month}-{day}"),
        [day, month, year] => format!("{year}-{month}-{day}"),
        _ => return None,
    };
    Some((leading_date(&day)?.0, found[0].len()))
}

/// Parses `12, września 2005`, as an old portal system writes it.
fn day_and_comma(text: &str) -> Option<(Date, usize)> {
    let (day, rest) = text.split_once(", ")?;
    let is_day = matches!(day.len(), 1 | 2) && day.bytes().all(|byte| byte.is_ascii_digit());
    let head = rest.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let (date, _) = is_day.then(|| leading_date(&format!("{day} {head}"))).flatten()?;
    Some((date, day.len() + 2 + head.len()))
}

fn month_first(text: &str) -> Option<(Date, usize)> {
    let found = MONTH_FIRST.captures(text)?;
    let day = format!("{} {} {}", &found[2], &found[1], &found[3]);
    Some((leading_date(&day)?.0, found[0].len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = Date::constant(2031, 12, 27);

    #[track_caller]
    fn check_line(line: &str, is_day: bool) {
        assert_eq!(whole_day(line), is_day.then_some(DAY), "{line}");
    }

    #[test]
    fn a_line_that_is_only_a_date_differs_from_one_that_contains_a_date() {
        for line in [
            "2031-12-27",
            "27.12.2031",
            "27 grudnia 2031 r.",
            "27 grudzień 2031",
            "27.XII.2031",
            "27 gru 2031",
            "środa, 27 Grudzień, 2031",
            "27-12-2031",
            "27/12/2031",
            "2031.12.27",
            "Grudzień 27, 2031",
            "2031-12-27 12:30",
            "dnia 27.12.2031",
            "27.12.2031, 12:30:01",
            "27 grudnia 2031, g. 10:05",
            "27/12/2031 - 08:35",
            "27 grudnia 2031 | Aktualności",
        ] {
            check_line(line, true);
        }
        for line in ["27.12.2031 – zebranie", "27 grudnia", "27.12.2031, godz. 18", "Kraków 2031", "© 2031"]
        {
            check_line(line, false);
        }
    }

    #[track_caller]
    fn check(text: &str, is_found: bool) {
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(shown(&lines, &lines), is_found.then_some(DAY), "{text}");
    }

    #[test]
    fn notes_of_who_published_a_page_have_its_date() {
        for text in [
            "Wysłane przez redaktor w dniu wt., 27/12/2031 - 08:35",
            "Dodane przez admin dnia 27 grudnia 2031 13:05",
            "Opublikował: Jan Cis (27 grudnia 2031, 20:11:27)",
            "Wytworzył: Jan Cis (3 stycznia 2031)\nOpublikował: Jan Cis (27 grudnia 2031, 20:11:27)",
            "Informacja wprowadzona do BIP przez:\nJan Cis , w dniu:  27‑12‑2031 12:44:00",
            "( Publikacja: 27.12.2031 )",
            "Komunikat archiwalny 2031-12-27",
            "Redakcja 27.12.2031 | Komentarzy: 0",
            "Opublikowano 27 grudnia 2031 przez admin",
            "Utworzono: 27 grudzień 2031",
            "Wysłano sobota, 27, grudnia 2031 przez redaktor",
        ] {
            check(text, true);
        }
        for text in [
            "Ostatnia zmiana: Jan Cis (27 grudnia 2031)",
            "Data ostatniej aktualizacji:\n27‑12‑2031 12:44:44",
            "Wprowadził: Jan Cis\nData modyfikacji: 27.12.2031",
            "Zapisy do 27.12.2031",
            "Wersja zmieniona dnia: 27.12.2031",
            "Opublikowany plan zajęć dotyczy też dwóch szkół, które w tym roku zmienią siedzibę, a od 27.12.2031",
        ] {
            check(text, false);
        }
    }
}
