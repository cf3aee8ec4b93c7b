//! A meeting of the list with its topics, in the form the templates need.
//!
//! Invariant: the size of an entry is bounded, whatever the documents say.

use std::collections::HashMap;

use super::facts::MeetingFacts;
use crate::{
    document::{DocumentId, beginning, shortened},
    http::{links, pages::site::Site},
    search::{MeetingDocument, MeetingEntry, TopicEntry},
};

/// Maximum number of topics of a meeting in the list: a session of a city council has about as many.
const MAX_TOPICS: usize = 40;
/// Maximum number of acts of a topic, of years in which it came back, and of documents about a meeting.
const MAX_LINKS: usize = 12;
/// Maximum number of characters of a title in a list.
const MAX_TITLE: usize = 120;
/// A longer topic is shown without highlights, because it is cut.
const MAX_TOPIC: usize = 600;

/// A meeting with its topics.
pub(crate) struct MeetingView {
    pub(crate) facts: MeetingFacts,
    pub(crate) topics: Vec<TopicView>,
    /// How many topics are left out, in words.
    pub(crate) left_out: Option<String>,
    pub(crate) sources: Vec<NamedLink>,
}

/// A topic of a meeting.
pub(crate) struct TopicView {
    pub(crate) html: String,
    /// The beginning of a long topic, shown instead.
    pub(crate) cut: Option<String>,
    /// The URL of its place in the document.
    pub(crate) href: String,
    /// The URL of its history.
    pub(crate) page: String,
    /// The beginning of the topic, which tells one link to a history from another.
    pub(crate) label: String,
    /// The acts that it names.
    pub(crate) acts: Vec<NamedLink>,
    /// The other years in which its matter came up, oldest first.
    pub(crate) returned: Vec<NamedLink>,
}

/// A URL and its label.
pub(crate) struct NamedLink {
    pub(crate) href: String,
    pub(crate) label: String,
}

/// Builds views of meetings.
pub(super) struct MeetingViews<'a> {
    pub(super) site: &'a Site,
    /// What the acts that topics name are called.
    pub(super) titles: HashMap<DocumentId, String>,
}

/// Returns the acts that are shown with some meetings.
pub(super) fn acts<'a>(meetings: impl Iterator<Item = &'a MeetingEntry>) -> Vec<DocumentId> {
    let topics = meetings.flat_map(|meeting| meeting.topics.iter().take(MAX_TOPICS));
    let mut acts: Vec<DocumentId> =
        topics.flat_map(|topic| topic.acts.iter().take(MAX_LINKS)).cloned().collect();
    acts.sort_unstable();
    acts.dedup();
    acts
}

impl MeetingViews<'_> {
    pub(super) fn meeting(&self, meeting: &MeetingEntry) -> MeetingView {
        let left_out = meeting.topics.len().saturating_sub(MAX_TOPICS);
        MeetingView {
            facts: MeetingFacts::of_entry(self.site, meeting),
            topics: meeting.topics.iter().take(MAX_TOPICS).map(|topic| self.topic(topic)).collect(),
            left_out: (left_out > 0).then(|| self.site.locale.count("topics-left-out", left_out)),
            sources: sources(self.site, &meeting.documents),
        }
    }

    fn topic(&self, topic: &TopicEntry) -> TopicView {
        let site = self.site;
        let named = |id: &DocumentId| {
            let title = self.titles.get(id)?;
            let href = site.with_language(links::document(&site.base, id));
            Some(NamedLink { href, label: shortened(title, MAX_TITLE) })
        };
        TopicView {
            html: topic.html.clone(),
            cut: beginning(&topic.text, MAX_TOPIC),
            href: place(site, &topic.document, &topic.anchor),
            page: page(site, &topic.id),
            label: shortened(&topic.text, MAX_TITLE),
            acts: topic.acts.iter().filter_map(named).take(MAX_LINKS).collect(),
            returned: returned(site, topic),
        }
    }
}

/// Returns the documents about a meeting.
pub(super) fn sources(site: &Site, documents: &[MeetingDocument]) -> Vec<NamedLink> {
    let link = |document: &MeetingDocument| NamedLink {
        href: site.with_language(links::document(&site.base, &document.id)),
        label: shortened(&document.title, MAX_TITLE),
    };
    documents.iter().take(MAX_LINKS).map(link).collect()
}

/// Returns a link for each year in which a matter came up: to the newest of its topics, or to the page of the
/// topic where there are too many to be listed.
fn returned(site: &Site, topic: &TopicEntry) -> Vec<NamedLink> {
    let listed =
        |year: i16| topic.recurs.iter().find(|other| other.date.is_some_and(|day| day.year() == year));
    let link = |year: &i16| NamedLink {
        href: match listed(*year) {
            Some(other) => place(site, &other.id, &other.anchor),
            None => page(site, &topic.id),
        },
        label: year.to_string(),
    };
    let years = &topic.recurs_years;
    years[years.len().saturating_sub(MAX_LINKS)..].iter().map(link).collect()
}

/// Returns the URL of the place of a topic in its document.
pub(super) fn place(site: &Site, document: &DocumentId, anchor: &str) -> String {
    site.with_language(links::place(&site.base, document, anchor))
}

/// Returns the URL of the page of a topic.
pub(crate) fn page(site: &Site, id: &str) -> String {
    site.with_language(links::topic(&site.base, id))
}
