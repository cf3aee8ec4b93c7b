//! The feed of a topic, for those who want to know when its matter comes up again:
//! `GET /topics/{id}/feed.atom`.
//!
//! Finding the topics of a matter is left to `service`, what all feeds share to `atom`. Invariants: an entry
//! keeps its id; the same state of the index gives the same feed, byte for byte; URLs are absolute.

use std::collections::HashSet;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;

use crate::{
    document::{DocumentId, quoted, shortened},
    http::{
        app::App,
        error::ApiError,
        feeds::{
            atom::{ATOM, beginning_of, id_of, moment},
            xml::Xml,
        },
        links, public_url,
    },
    search::TopicHistory,
};

/// Maximum number of entries: a reader that polls once a year still sees all of them.
const MAX_ENTRIES: usize = 100;
/// Maximum number of characters of a title.
const MAX_TITLE: usize = 300;

/// `GET /topics/{id}/feed.atom`
pub(crate) async fn feed(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    app.require_ready()?;
    let address = public_url::address(&app, &headers)?;
    let missing = || ApiError::NotFound(format!("no topic {}", quoted(&id)));
    let history = app.service.topic(id.clone()).await?.ok_or_else(missing)?;
    let feed = TopicFeed { name: &app.live.get().site_name, address: &address };
    let content_type = format!("{}; charset=utf-8", super::atom::MEDIA_TYPE);
    Ok(([(header::CONTENT_TYPE, content_type)], feed.write(&history)).into_response())
}

/// The content of the feed besides its topics.
struct TopicFeed<'a> {
    /// The name of the site.
    name: &'a str,
    /// The URL of the front page.
    address: &'a str,
}

/// A topic of the matter.
struct TopicOfMatter<'a> {
    topic: &'a str,
    document: &'a DocumentId,
    anchor: &'a str,
    text: &'a str,
    body: Option<&'a str>,
    date: Option<Date>,
    reason: Option<&'a str>,
}

impl TopicFeed<'_> {
    fn write(&self, history: &TopicHistory) -> Vec<u8> {
        let entries = topics(history);
        let latest = entries.iter().filter_map(|entry| entry.date).max();
        let page = links::topic(self.address, &history.topic.id);
        let own = links::topic_feed(self.address, &history.topic.id);
        Xml::document("feed", &ATOM, |xml| {
            xml.text("id", &[], &id_of(&own));
            xml.text("title", &[], &format!("{}: {}", self.name, shortened(&history.topic.text, MAX_TITLE)));
            xml.text("updated", &[], &moment(latest.and_then(beginning_of)));
            xml.element("author", &[], |xml| xml.text("name", &[], self.name));
            xml.text("generator", &[("version", env!("CARGO_PKG_VERSION"))], "Skorowidz");
            xml.text("icon", &[], &format!("{}/static/icon.svg", self.address));
            xml.empty("link", &[("rel", "self"), ("type", super::atom::MEDIA_TYPE), ("href", &own)]);
            xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &page)]);
            for entry in &entries {
                self.write_entry(xml, entry);
            }
        })
    }

    fn write_entry(&self, xml: &mut Xml, entry: &TopicOfMatter<'_>) {
        let place = links::place(self.address, entry.document, entry.anchor);
        let meeting = entry.body.unwrap_or("Posiedzenie");
        xml.element("entry", &[], |xml| {
            xml.text("id", &[], &id_of(&links::topic(self.address, entry.topic)));
            xml.text("title", &[], &shortened(entry.text, MAX_TITLE));
            xml.text("updated", &[], &moment(entry.date.and_then(beginning_of)));
            xml.element("author", &[], |xml| xml.text("name", &[], meeting));
            xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &place)]);
            let day = entry.date.map(|date| format!(", {date}")).unwrap_or_default();
            let reason = entry.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
            xml.text("summary", &[], &format!("{meeting}{day}{reason}"));
        });
    }
}

/// Returns the topics of the matter, newest first; those of one day by id. Documents about one meeting can
/// have the same topic: it is one entry.
fn topics(TopicHistory { topic, meeting, .. }: &TopicHistory) -> Vec<TopicOfMatter<'_>> {
    let own = TopicOfMatter {
        topic: &topic.id,
        document: &topic.document,
        anchor: &topic.anchor,
        text: &topic.text,
        body: meeting.body.as_deref(),
        date: meeting.day(),
        reason: None,
    };
    let others = topic.recurs.iter().map(|other| TopicOfMatter {
        topic: &other.topic,
        document: &other.id,
        anchor: &other.anchor,
        text: &other.text,
        body: other.body.as_deref(),
        date: other.date,
        reason: Some(other.reason.as_str()).filter(|reason| !reason.is_empty()),
    });
    let mut known = HashSet::new();
    let mut all: Vec<TopicOfMatter<'_>> =
        std::iter::once(own).chain(others).filter(|entry| known.insert(entry.topic)).collect();
    all.sort_by(|one, other| (other.date, one.topic).cmp(&(one.date, other.topic)));
    all.truncate(MAX_ENTRIES);
    all
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::search::{MeetingEntry, RecurringTopic, TopicEntry};

    fn recurring(topic: &str, date: Option<Date>) -> RecurringTopic {
        let reason = "wspólne: zieleń".to_owned();
        RecurringTopic { date, reason, ..RecurringTopic::sample(topic, "Zieleń <wraca>") }
    }

    fn history() -> TopicHistory {
        let others = [("c", Some(date(2023, 5, 1))), ("a", None), ("b", Some(date(2019, 1, 2)))];
        let recurs = others.map(|(topic, date)| recurring(topic, date)).into();
        let topic = TopicEntry { recurs, ..TopicEntry::sample("own", "Zieleń") };
        let (date, body) = (Some(date(2021, 3, 4)), Some("Konwent".to_owned()));
        let meeting = MeetingEntry { date, body, ..MeetingEntry::sample("news/own") };
        TopicHistory { topic, meeting, years: Vec::new(), acts: Vec::new() }
    }

    fn order(history: &TopicHistory) -> Vec<&str> {
        topics(history).iter().map(|entry| entry.topic).collect()
    }

    #[test]
    fn topics_with_one_id_are_one_entry() {
        let mut history = history();
        let again = ["own", "c", "b"].map(|topic| recurring(topic, Some(date(2023, 5, 1))));
        history.topic.recurs.extend(again);
        assert_eq!(order(&history), ["c", "own", "b", "a"]);
    }

    #[test]
    fn the_day_of_a_meeting_called_off_is_the_last_one_it_was_to_be_on() {
        let mut history = history();
        history.meeting.date = None;
        history.meeting.cancelled = vec![date(2018, 1, 1), date(2018, 2, 1)];
        assert_eq!(topics(&history)[2].date, Some(date(2018, 2, 1)));
    }

    #[test]
    fn topics_of_a_matter_are_entries_newest_first() {
        let history = history();
        assert_eq!(order(&history), ["c", "own", "b", "a"]);
        let feed = TopicFeed { name: "Skorowidz", address: "https://a.pl" };
        let written = String::from_utf8(feed.write(&history)).expect("UTF-8");
        let read = roxmltree::Document::parse(&written).expect("XML");
        let texts = |name: &str| {
            let named = read.descendants().filter(|node| node.tag_name().name() == name);
            named.filter_map(|node| node.text().map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(texts("updated")[..2], ["2023-05-01T00:00:00+02:00"; 2]);
        assert_eq!(texts("summary")[0], "Posiedzenie, 2023-05-01 (wspólne: zieleń)");
        assert_eq!(texts("summary")[1], "Konwent, 2021-03-04");
        let ids: HashSet<String> = texts("id").into_iter().collect();
        assert_eq!(ids.len(), 5);
    }
}
