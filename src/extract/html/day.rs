//! Finds the day on which a page was published, as the page declares or shows it.
//!
//! The first of these sources that has a date counts: `<meta>`, `<time>` in the text, JSON-LD, a label
//! (`Data publikacji:`), a line near the heading that is only a date, a label near it that says only `Data:`,
//! the date on which the page was created. Invariant: the date of an event, of a change or of a law never
//! counts, nor does one in a footer or a sidebar.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use scraper::{ElementRef, Html};

use super::{
    boilerplate::Boilerplate,
    elements::{MetaTags, select},
    heading, text,
};
use crate::{
    acts::numbers::{leading_date, pattern},
    document::OutlineEntry,
    extract::frontmatter::{fold, published},
};

/// The number of lines below the heading that may hold the date: a lead or a place name may precede it.
const NEAR_LINES: usize = 4;
/// The maximum size of a line with a label, in bytes: a longer one is prose.
const MAX_LABEL_BYTES: usize = 160;
/// The maximum number of bytes after a date whose label has no colon.
const MAX_REST_BYTES: usize = 40;

/// Matches labels of the date of publication; the next pattern matches those of the date of creation.
static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    let nouns = "publikacji|opublikowania|publikowania|udostępnienia|udost\\.?|dodania|zamieszczenia|umieszczenia|ogłoszenia|wprowadzenia|wpisu|artykułu|wiadomości";
    let data = format!(
        r"(?:data|czas|dzień)(?:\s+(?:i\s+(?:godzina|czas)|pierwszej|pierwotnej|oraz godzina))?\s+(?:{nouns})"
    );
    let verbs = r"(?:opublikowa|udostępni|zamieszczo|umieszczo|doda|wprowadzo|ogłoszo)(?:no|ny|na|ne|one|ony|ona)|publikacja|published|posted";
    pattern(&format!(
        r"^(?i:(?:informacj[aęi]\s+)?(?:{data}|{verbs})(?:\s+(?:on|informacji|dokumentu|w\s+BIP|do\s+BIP|na\s+stronie|strony|artykułu|treści|przez\s+\S+(?:\s+\p{{Lu}}\S+)?))*)\b"
    ))
});
static MADE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:data|czas|dzień)\s+(?:wytworzenia|utworzenia|sporządzenia|powstania)(?:\s+\p{L}+)?|(?:wytworzo|utworzo|sporządzo)(?:no|ny|na|ne))\b",
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
    let weekday = r"poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|pon|wt|śr|czw|pt|sob|nd|ndz";
    pattern(&format!(
        r"^[\s:\-–—|]*(?i:(?:w\s+)?(?:dniu|dnia|dn\.)\s*)?(?i:(?:w\s+)?(?:{weekday})\b\.?,?\s*)?"
    ))
});
/// Matches a date with other separators: `27-12-2031`, `27/12/2031`, `2031.12.27`.
static DIVIDED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:(\d{1,2})[-/](\d{1,2})[-/](\d{4})|(\d{4})[./](\d{1,2})[./](\d{1,2}))\b"));
/// Matches a date that begins with the name of the month: `grudzień 27, 2031`.
static MONTH_FIRST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(\p{L}{3,12})\.?\s+(\d{1,2}),?\s+(\d{4})\b"));
/// Matches what may follow a date on its own line: the time, or more about the post after a separator.
static TIME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[\s,T]*(?:\(?\d{1,2}[:.]\d{2}(?::\d{2})?\)?)?\s*(?:[|•·].*)?$"));
/// Matches names of elements with other dates.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)event|wydarzen|kalendarz|calendar|start|end|termin|modified|updated|aktualizac|comment|komentarz|related",
    )
});

/// Returns the date that the page declares, trying the most reliable source first.
pub(super) fn declared(html: &Html, meta: &MetaTags, boilerplate: &Boilerplate) -> Option<Date> {
    let names =
        ["article:published_time", "datepublished", "dc.date", "dc.date.issued", "dcterms.issued", "date"];
    let mut days = names.iter().filter_map(|name| meta.first(&[name])).map(published).filter_map(Result::ok);
    days.next().or_else(|| timed(html, boilerplate)).or_else(|| json_day(html))
}

/// Returns the date of the first `<time>` in the text that does not belong to an event.
fn timed(html: &Html, boilerplate: &Boilerplate) -> Option<Date> {
    let is_other = |time: &ElementRef<'_>| {
        let elements = std::iter::once(*time).chain(time.ancestors().filter_map(ElementRef::wrap));
        let is_whole = |name: &str| matches!(name, "body" | "html" | "main" | "article");
        let near = elements.take_while(|element| !is_whole(element.value().name())).take(6);
        let mut names =
            near.flat_map(|element| ["class", "id", "itemprop"].map(|name| element.value().attr(name)));
        names.any(|name| name.is_some_and(|name| OTHER.is_match(name)))
    };
    let day = |time: ElementRef<'_>| match time.value().attr("datetime") {
        Some(day) => published(day.trim()).ok(),
        None => fold(&text::line(time)).and_then(|day| whole_day(&day)),
    };
    let times = || select(html, "time").filter(|time| !is_other(time) && !boilerplate.is_around(*time));
    let is_within = |time: &ElementRef<'_>, name: &str| {
        time.ancestors().filter_map(ElementRef::wrap).any(|above| above.value().name() == name)
    };
    let within = |name| times().filter(move |time| is_within(time, name)).take(1).find_map(day);
    within("article").or_else(|| within("main")).or_else(|| times().take(1).find_map(day))
}

/// Returns the date of `"datePublished": "…"` anywhere in JSON-LD.
fn json_day(html: &Html) -> Option<Date> {
    let scripts = select(html, r#"script[type="application/ld+json"]"#);
    let mut dates =
        scripts.filter_map(|script| json_string(&script.text().collect::<String>(), "datePublished"));
    dates.find_map(|date| published(&date).ok())
}

/// Returns the first string under `key`; dates need no unescaping.
fn json_string(json: &str, key: &str) -> Option<String> {
    let (_, rest) = json.split_once(&format!("\"{key}\""))?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

/// Returns the date shown in the text of the page.
pub(super) fn shown(html: &Html, text: &str, outline: &[OutlineEntry]) -> Option<Date> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let labeled = |label: &Regex| (0..lines.len()).find_map(|at| below_label(&lines, at, label));
    let near = near_heading(html, text, outline);
    labeled(&PUBLISHED).or_else(|| alone(&near)).or_else(|| labeled(&MADE))
}

/// Returns the line above the heading and those below it.
fn near_heading<'a>(html: &Html, text: &'a str, outline: &[OutlineEntry]) -> Vec<&'a str> {
    let label = heading::of_page(html).and_then(|heading| fold(&text::line(heading)));
    let own = outline.iter().find(|entry| Some(&entry.label) == label.as_ref());
    let start = own.map_or(0, |entry| entry.start);
    let (above, below) = text.split_at(text.floor_char_boundary(start));
    let below = if own.is_some() { below.split_once('\n').map_or("", |(_, below)| below) } else { below };
    let lines = |text: &'a str| text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines(above).next_back().into_iter().chain(lines(below).take(NEAR_LINES)).collect()
}

/// Returns the date alone on one of the lines near the heading, or after a label that says only that it is a
/// date.
fn alone(near: &[&str]) -> Option<Date> {
    let alone = near.iter().find_map(|line| whole_day(line));
    let is_event = near.iter().any(|line| EVENT.is_match(line));
    let plain = || (0..near.len()).find_map(|at| below_label(near, at, &PLAIN));
    alone.or_else(plain).filter(|_| !is_event)
}

/// Returns the date after a label in a line or table: in the same cell, the next one, or the one below.
fn below_label(lines: &[&str], at: usize, label: &Regex) -> Option<Date> {
    let line = lines[at];
    if line.len() > MAX_LABEL_BYTES {
        return None;
    }
    let cells: Vec<&str> = line.split(['\t', '|', '•', '·']).map(str::trim).collect();
    let below: Vec<&str> =
        lines.get(at + 1).map(|line| line.split('\t').map(str::trim).collect()).unwrap_or_default();
    cells.iter().enumerate().find_map(|(column, cell)| {
        let rest = &cell[label.find(cell)?.end()..];
        if rest.trim_matches([':', ' ', '-', '–']).is_empty() {
            let next = [cells.get(column + 1), below.get(column), below.first().filter(|_| cells.len() == 1)];
            return next.into_iter().flatten().find_map(|cell| whole_day(cell));
        }
        let (day, length) = day_at_start(rest)?;
        (rest.trim_start().starts_with(':') || rest.len() - length <= MAX_REST_BYTES).then_some(day)
    })
}

/// Parses a line that is nothing but a date, with at most a time of day.
fn whole_day(line: &str) -> Option<Date> {
    let (day, length) = day_at_start(line)?;
    TIME.is_match(&line[length..]).then_some(day)
}

/// Parses the date at the start of a text, after a weekday and the like; returns it with its end.
fn day_at_start(text: &str) -> Option<(Date, usize)> {
    let start = BETWEEN.find(text).map_or(0, |found| found.end());
    let rest = &text[start..];
    let found = leading_date(rest).or_else(|| divided(rest)).or_else(|| month_first(rest));
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

fn month_first(text: &str) -> Option<(Date, usize)> {
    let found = MONTH_FIRST.captures(text)?;
    let day = format!("{} {} {}", &found[2], &found[1], &found[3]);
    Some((leading_date(&day)?.0, found[0].len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_line(line: &str, is_day: bool) {
        let expected = is_day.then(|| Date::constant(2031, 12, 27));
        assert_eq!(whole_day(line), expected, "{line}");
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
            "27 grudnia 2031 | Aktualności",
        ] {
            check_line(line, true);
        }
        for line in ["27.12.2031 – zebranie", "27 grudnia", "27.12.2031, godz. 18", "Kraków 2031", "© 2031"]
        {
            check_line(line, false);
        }
    }
}
