//! Finds the day on which a page was published, as the page declares or shows it.
//!
//! The first of these sources that has a date counts: `<meta>`, `<time>` in the text, JSON-LD, the lines that
//! the page shows (`posted`), its address. Invariant: the date of an event, of a change or of a law never
//! counts, nor does one in a footer or a sidebar.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use scraper::{ElementRef, Html};

use super::{
    boilerplate::Boilerplate,
    elements::{MetaTags, select},
    text,
};
use crate::{
    acts::numbers::{leading_date, pattern},
    document::OutlineEntry,
    extract::{
        frontmatter::{fold, published},
        furniture::LineRoles,
        posted,
    },
};

/// The number of lines below the heading that may hold the date: a lead or a place name may precede it.
const NEAR_LINES: usize = 4;

/// The number of lines at the top of a page that may hold its title.
const TITLE_LINES: usize = 80;

/// Matches the date in the address of a post: `/2031/12/27/nazwa`, `nazwa-2031-12-27`.
static IN_URL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[/-]((?:19|20)\d\d)[/-]([01]\d)[/-]([0-3]\d)(?:/|$|\.html?$)"));
/// Matches names of elements with other dates.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)event|wydarzen|kalendarz|calendar|start|end|termin|modified|updated|aktualizac|comment|komentarz|related",
    )
});

/// Matches names of articles that are events.
static EVENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)event|wydarzen|kalendarz|calendar"));

/// Returns the date that the page declares, trying the most reliable source first.
pub(super) fn declared(html: &Html, meta: &MetaTags, boilerplate: &Boilerplate) -> Option<Date> {
    let names = [
        "article:published_time",
        "datepublished",
        "dc.date",
        "dc.date.issued",
        "dcterms.issued",
        "date",
        "pubdate",
        "publish-date",
        "og:published_time",
    ];
    let mut days = names.iter().filter_map(|name| meta.first(&[name])).map(published).filter_map(Result::ok);
    days.next().or_else(|| timed(html, boilerplate)).or_else(|| json_day(html))
}

/// Returns the date of the first `<time>` in the text that does not belong to an event.
fn timed(html: &Html, boilerplate: &Boilerplate) -> Option<Date> {
    let is_of_event = |time: &ElementRef<'_>| {
        let mut above = time.ancestors().filter_map(ElementRef::wrap);
        let article = above.find(|above| above.value().name() == "article");
        article
            .is_some_and(|article| article.value().attr("class").is_some_and(|class| EVENT.is_match(class)))
    };
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
        None => fold(&text::line(time)).and_then(|day| posted::whole_day(&day)),
    };
    let times = || {
        select(html, "time")
            .filter(|time| !is_other(time) && !is_of_event(time) && !boilerplate.is_around(*time))
    };
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

/// Returns the date shown in the text of the page, if no label calls one that of its publication.
pub(super) fn unlabeled(
    heading: Option<ElementRef<'_>>,
    text: &str,
    outline: &[OutlineEntry],
    title: Option<&str>,
) -> Option<Date> {
    posted::unlabeled(&posted::lines(text), &near_heading(heading, text, outline, title))
}

/// Returns the date in the address of a page.
pub(super) fn in_url(url: &str) -> Option<Date> {
    let found = IN_URL.captures(url)?;
    leading_date(&format!("{}-{}-{}", &found[1], &found[2], &found[3])).map(|(day, _)| day)
}

/// Returns the line above the heading and those below it.
fn near_heading<'a>(
    heading: Option<ElementRef<'_>>,
    text: &'a str,
    outline: &[OutlineEntry],
    title: Option<&str>,
) -> Vec<&'a str> {
    let label = heading.and_then(|heading| fold(&text::line(heading)));
    let own = outline.iter().find(|entry| Some(&entry.label) == label.as_ref()).map(|entry| entry.start);
    let own = own.or_else(|| title_line(text, label.as_deref().or(title)));
    let (above, below) = text.split_at(text.floor_char_boundary(own.unwrap_or(0)));
    let (own_line, below) = match own {
        Some(_) => below.split_once('\n').unwrap_or((below, "")),
        None => ("", below),
    };
    // A table may have the date in the cell beside the heading.
    let cells = own_line.split('\t').skip(1).map(str::trim);
    let lines = |text: &'a str| text.lines().map(str::trim).filter(|line| !line.is_empty());
    let below = lines(below).filter(|line| !LineRoles::of(line).is_furniture());
    lines(above).next_back().into_iter().chain(cells).chain(below.take(NEAR_LINES)).collect()
}

/// Returns where the last of the top lines that consist of the title begins.
fn title_line(text: &str, title: Option<&str>) -> Option<usize> {
    let (mut start, mut found) = (0, None);
    for line in text.split_inclusive('\n').take(TITLE_LINES) {
        if fold(line).as_deref() == Some(title?) {
            found = Some(start);
        }
        start += line.len();
    }
    found
}
