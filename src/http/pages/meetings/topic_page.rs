//! The page of a topic: its meeting, when its matter came up, and what was issued about it.
//!
//! Finding what belongs to the matter is left to `search`. Invariants: the size of the page is bounded; what
//! the chart shows is also there as text.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use jiff::civil::Date;

use super::{
    entry::{NamedLink, page as topic_address, place, sources},
    facts::MeetingFacts,
};
use crate::{
    document::{quoted, shortened},
    http::{
        app::App,
        error::ApiError,
        links,
        locale::Locale,
        pages::{
            results::DisplayDate,
            site::{Site, page},
        },
    },
    search::{RecurringTopic, TopicAct, TopicActRelation, TopicHistory, TopicYear},
};

/// Maximum number of entries of a list.
const MAX_LISTED: usize = 60;
/// Maximum number of years of the chart; beyond it, only years with the matter are shown.
const MAX_YEARS: usize = 40;
/// Height of the highest bar, in units of the picture.
const BAR_HEIGHT: usize = 40;
/// Maximum number of characters of a topic as the title of a page, and of one in a list.
const MAX_TITLE: usize = 80;
const MAX_TOPIC: usize = 400;

#[derive(Template)]
#[template(path = "topic.html")]
struct TopicPage {
    site: Site,
    title: String,
    text: String,
    facts: MeetingFacts,
    /// The documents about the meeting; the one with the topic is opened there.
    sources: Vec<NamedLink>,
    years: Vec<YearBar>,
    occasions: Vec<MatterAtMeeting>,
    acts: Vec<ActView>,
    others: Vec<NamedLink>,
    /// How many of each of these lists are left out, in words.
    left_out: LeftOut,
    feed: String,
    canonical: Option<String>,
}

/// How many entries of each list are left out, in words; `None` if all are shown.
struct LeftOut {
    occasions: Option<String>,
    acts: Option<String>,
    others: Option<String>,
}

/// A year of the chart.
struct YearBar {
    year: i16,
    count: usize,
    /// How often the matter came up, in words.
    label: String,
    /// The height of the bar, and where it begins.
    height: usize,
    top: usize,
}

/// A meeting at which the matter came up.
struct MatterAtMeeting {
    date: Option<DisplayDate>,
    body: Option<String>,
    text: String,
    href: String,
    /// The URL of the history of its topic; `None` for this one.
    page: Option<String>,
    /// Why it is taken for the same matter.
    reasons: Vec<SharedNames>,
}

/// What two topics have in common.
#[derive(Debug, PartialEq, Eq)]
struct SharedNames {
    label: String,
    /// Words or numbers of acts, in Polish.
    names: String,
}

/// A document about the matter.
struct ActView {
    href: String,
    title: String,
    subject: Option<String>,
    date: Option<DisplayDate>,
    relation: String,
}

/// `GET /topics/{id}`
pub(crate) async fn topic(
    State(app): State<App>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let site = Site::new(&app, &uri, &headers);
    app.require_ready()?;
    let missing = || ApiError::NotFound(format!("no topic {}", quoted(&id)));
    let history = app.service.topic(id.clone()).await?.ok_or_else(missing)?;
    let template = TopicPage::new(site, &history);
    page(&template.site, &template)
}

impl TopicPage {
    fn new(site: Site, history: &TopicHistory) -> Self {
        let TopicHistory { topic, meeting, years, acts } = history;
        let others = || meeting.topics.iter().filter(|other| other.id != topic.id);
        let left_out = LeftOut {
            occasions: rest(site.locale, topic.recurs_total),
            acts: rest(site.locale, acts.len()),
            others: rest(site.locale, others().count()),
        };
        let other = |other: &crate::search::TopicEntry| NamedLink {
            href: topic_address(&site, &other.id),
            label: shortened(&other.text, MAX_TOPIC),
        };
        Self {
            title: shortened(&topic.text, MAX_TITLE),
            text: shortened(&topic.text, MAX_TOPIC),
            facts: MeetingFacts::of_entry(&site, meeting),
            sources: opened_sources(&site, history),
            years: bars(&site, years),
            occasions: occasions(&site, history),
            acts: acts.iter().take(MAX_LISTED).map(|act| ActView::new(&site, act)).collect(),
            others: others().take(MAX_LISTED).map(other).collect(),
            left_out,
            feed: links::topic_feed(&site.base, &topic.id),
            canonical: site.canonical(&links::topic("", &topic.id)),
            site,
        }
    }
}

/// Says how many entries of a list of `all` are left out; `None` if all are shown.
fn rest(locale: Locale, all: usize) -> Option<String> {
    let left_out = all.saturating_sub(MAX_LISTED);
    (left_out > 0).then(|| locale.count("list-left-out", left_out))
}

/// Returns links to the documents about the meeting.
fn opened_sources(site: &Site, TopicHistory { topic, meeting, .. }: &TopicHistory) -> Vec<NamedLink> {
    let mut links = sources(site, &meeting.documents);
    for (link, source) in links.iter_mut().zip(&meeting.documents) {
        if source.id == topic.document {
            link.href = place(site, &topic.document, &topic.anchor);
        }
    }
    links
}

/// Returns the bars of the chart.
fn bars(site: &Site, years: &[TopicYear]) -> Vec<YearBar> {
    let bar = |(year, height): (&TopicYear, usize)| {
        let label = site.locale.count("topic-times", year.topics);
        YearBar { year: year.year, count: year.topics, label, height, top: BAR_HEIGHT - height }
    };
    bar_heights(years).into_iter().map(bar).collect()
}

/// Returns the newest years of the chart with the heights of their bars; none if there is only one year.
fn bar_heights(years: &[TopicYear]) -> Vec<(&TopicYear, usize)> {
    let is_long = years.len() > MAX_YEARS;
    let shown: Vec<&TopicYear> = years.iter().filter(|year| !is_long || year.topics > 0).collect();
    let shown = &shown[shown.len().saturating_sub(MAX_YEARS)..];
    let most = shown.iter().map(|year| year.topics).max().unwrap_or_default().max(1);
    let bars = shown.iter().map(|year| (*year, (year.topics * BAR_HEIGHT).div_ceil(most)));
    let bars: Vec<(&TopicYear, usize)> = bars.collect();
    if bars.len() > 1 { bars } else { Vec::new() }
}

/// Returns the topic and the others about its matter, newest first.
fn occasions(site: &Site, TopicHistory { topic, meeting, .. }: &TopicHistory) -> Vec<MatterAtMeeting> {
    let day = |date: Option<Date>| date.map(|date| DisplayDate::new(site.locale, date));
    let own_date = meeting.day();
    let own = MatterAtMeeting {
        date: day(own_date),
        body: meeting.body.clone(),
        text: shortened(&topic.text, MAX_TOPIC),
        href: place(site, &topic.document, &topic.anchor),
        page: None,
        reasons: Vec::new(),
    };
    let other = |other: &RecurringTopic| {
        let occasion = MatterAtMeeting {
            date: day(other.date),
            body: other.body.clone(),
            text: shortened(&other.text, MAX_TOPIC),
            href: place(site, &other.id, &other.anchor),
            page: Some(topic_address(site, &other.topic)),
            reasons: reasons(site.locale, other),
        };
        (other.date, occasion)
    };
    let mut all: Vec<(Option<Date>, MatterAtMeeting)> =
        topic.recurs.iter().take(MAX_LISTED).map(other).collect();
    all.push((own_date, own));
    // Those without a day come last.
    all.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    all.into_iter().map(|(_, occasion)| occasion).collect()
}

/// Returns what a topic has in common with the one of the page, in the language of the page.
fn reasons(locale: Locale, other: &RecurringTopic) -> Vec<SharedNames> {
    let named = [("recurs-acts", &other.acts), ("recurs-words", &other.words)];
    let named = named.into_iter().filter(|(_, names)| !names.is_empty());
    let shared = |(message, names): (&str, &Vec<String>)| SharedNames {
        label: locale.message(message),
        names: names.join(", "),
    };
    named.map(shared).collect()
}

impl ActView {
    fn new(site: &Site, act: &TopicAct) -> Self {
        let relation = match act.relation {
            TopicActRelation::Named => "topic-act-named",
            TopicActRelation::Followed => "topic-act-followed",
        };
        let title = act.short_title.as_deref().unwrap_or(&act.title);
        Self {
            href: site.with_language(links::document(&site.base, &act.id)),
            title: shortened(title, MAX_TOPIC),
            subject: act.subject.as_deref().map(|subject| shortened(subject, MAX_TOPIC)),
            date: act.date.map(|date| DisplayDate::new(site.locale, date)),
            relation: site.message(relation),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_is_that_of_the_year_with_most_topics() {
        let year = |(year, topics)| TopicYear { year, topics };
        let bars = |years: &[(i16, usize)]| {
            let years: Vec<TopicYear> = years.iter().copied().map(year).collect();
            bar_heights(&years).iter().map(|(year, height)| (year.year, *height)).collect::<Vec<_>>()
        };
        assert_eq!(bars(&[(2019, 1), (2020, 0), (2021, 4)]), [(2019, 10), (2020, 0), (2021, BAR_HEIGHT)]);
        assert_eq!(bars(&[(2019, 3)]), []);
        let long: Vec<(i16, usize)> = (1900..2000).map(|year| (year, usize::from(year % 50 == 0))).collect();
        assert_eq!(bars(&long), [(1900, BAR_HEIGHT), (1950, BAR_HEIGHT)]);
        let full: Vec<(i16, usize)> = (1900..2000).map(|year| (year, 1)).collect();
        let full = bars(&full);
        assert_eq!((full.len(), full[0].0, full[MAX_YEARS - 1].0), (MAX_YEARS, 1960, 1999));
    }

    #[test]
    fn a_list_that_is_cut_says_how_many_more_there_are() {
        assert_eq!(rest(Locale::Polish, MAX_LISTED), None);
        assert_eq!(rest(Locale::English, MAX_LISTED + 3).as_deref(), Some("and 3 more"));
    }

    #[test]
    fn reasons_are_in_the_language_of_the_page() {
        let other = RecurringTopic {
            reason: "ten sam akt: XI/1; wspólne słowa: zieleń, park".to_owned(),
            words: vec!["zieleń".to_owned(), "park".to_owned()],
            acts: vec!["XI/1".to_owned()],
            ..RecurringTopic::sample("other", "")
        };
        let said = |locale| {
            let reasons = reasons(locale, &other).into_iter();
            reasons.map(|shared| format!("{}: {}", shared.label, shared.names)).collect::<Vec<_>>()
        };
        assert_eq!(said(Locale::English), ["the same act: XI/1", "words in common: zieleń, park"]);
        assert_eq!(said(Locale::Ukrainian), ["той самий акт: XI/1", "спільні слова: zieleń, park"]);
        assert_eq!(said(Locale::Polish).join("; "), other.reason);
    }
}
