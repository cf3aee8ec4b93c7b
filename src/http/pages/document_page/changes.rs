//! The history of an act as the indexed documents tell it, and the documents that mention it.
//!
//! Which documents cite the act is left to `search`. Invariants: the lists are bounded and say how many
//! entries they leave out; a post changes no act.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::{
    document::{Act, CitationRole, DocumentId, Kind, shortened},
    http::{
        links,
        pages::{document_text::citation_links::target, filters, results::DisplayDate, site::Site},
    },
    search::{DocumentCitations, IncomingCitation, OutgoingCitation, cited_title},
};

/// Maximum number of entries of a list that are shown at once, and of those behind "more".
const MAX_SHOWN: usize = 8;
const MAX_FURTHER: usize = 24;
/// Maximum number of characters of a title in a list.
const MAX_TITLE: usize = 160;

/// A list of which only the beginning is shown at once.
pub(crate) struct BoundedList {
    pub(crate) shown: Vec<ListedEntry>,
    pub(crate) further: Vec<ListedEntry>,
    /// How many entries are left out, in words.
    pub(crate) left_out: Option<String>,
}

/// An event in the history of an act, or a document that mentions it.
pub(crate) struct ListedEntry {
    pub(crate) date: Option<DisplayDate>,
    /// What happened, or the kind of document.
    pub(crate) about: String,
    pub(crate) href: Option<String>,
    pub(crate) is_external: bool,
    /// The other act or the document.
    pub(crate) title: Option<String>,
    /// What the other act is about.
    pub(crate) subject: Option<String>,
}

impl BoundedList {
    fn new(site: &Site, mut entries: Vec<ListedEntry>) -> Option<Self> {
        let left_out = entries.len().saturating_sub(MAX_SHOWN + MAX_FURTHER);
        entries.truncate(MAX_SHOWN + MAX_FURTHER);
        // One more line takes no more room than the label that expands it.
        let shown = if entries.len() == MAX_SHOWN + 1 { entries.len() } else { MAX_SHOWN.min(entries.len()) };
        let further = entries.split_off(shown);
        let left_out = (left_out > 0).then(|| site.locale.count("entries-left-out", left_out));
        (!entries.is_empty()).then_some(Self { shown: entries, further, left_out })
    }
}

/// Returns the history of an act, oldest first, `as_of` a day up to that day: what it changes, and what
/// changed it. `None` if it neither changes anything nor was changed.
pub(super) fn history(
    site: &Site,
    act: &Act,
    citations: &DocumentCitations,
    as_of: Option<Date>,
) -> Option<BoundedList> {
    let mut events: Vec<(Option<Date>, ListedEntry)> = Vec::new();
    let mut seen = HashSet::new();
    for citation in citations.cites.iter().filter(|citation| is_change(citation.role)) {
        let (name, title) = cited_title(&citation.act);
        // Mentions of one act may state more or less of it.
        let known = citation.target.as_ref().map(DocumentId::as_str).or(name.as_deref()).or(title);
        if seen.insert((known.unwrap_or(&citation.text).to_owned(), citation.role, citation.partial)) {
            events.push((citation.effective_from.or(act.date), outgoing(site, citation, name, title)));
        }
    }
    for citing in citations.cited_by.iter().filter(|citing| citing.changes) {
        events.push((citing.effective_from.or(citing.date), incoming(site, citing)));
    }
    if events.is_empty() {
        return None;
    }
    let of_act = |date, message| (date, ListedEntry::of_act(site.message(message)));
    events.splice(0..0, act.date.map(|date| of_act(Some(date), "event-issued")));
    events.extend(act.in_force_from.map(|date| of_act(Some(date), "event-in-force")));
    events.retain(|(date, _)| as_of.is_none_or(|day| date.is_none_or(|date| date <= day)));
    events.sort_by_key(|(date, _)| (date.is_none(), *date));
    let dated = events.into_iter().map(|(date, entry)| ListedEntry {
        date: date.map(|date| DisplayDate::new(site.locale, date)),
        ..entry
    });
    BoundedList::new(site, dated.collect())
}

/// Returns the documents that only mention an act: posts first, then the others, each newest first.
pub(super) fn mentions(site: &Site, citations: &DocumentCitations) -> Option<BoundedList> {
    let mut citing: Vec<&IncomingCitation> =
        citations.cited_by.iter().filter(|citing| !citing.changes).collect();
    citing.sort_by_key(|citing| citing.kind != Kind::News);
    let entry = |citing: &IncomingCitation| ListedEntry {
        date: citing.date.map(|date| DisplayDate::new(site.locale, date)),
        ..ListedEntry::citing(site, citing, format!("{}:", filters::kind(site.locale, citing.kind)))
    };
    BoundedList::new(site, citing.into_iter().map(entry).collect())
}

fn is_change(role: CitationRole) -> bool {
    role.is_change() || role == CitationRole::Consolidates
}

/// Returns the message for a change, seen from the act that makes it or from the other one.
fn event_name(beginning: &str, role: CitationRole, partial: bool) -> String {
    let part = if partial && role == CitationRole::Repeals { "-partly" } else { "" };
    format!("{beginning}-{}{part}", role.as_str())
}

fn outgoing(
    site: &Site,
    citation: &OutgoingCitation,
    name: Option<String>,
    title: Option<&str>,
) -> ListedEntry {
    let (href, is_external) = target(site, citation).unzip();
    let title = title.map(|title| shortened(title, MAX_TITLE));
    let is_named = name.is_some();
    ListedEntry {
        href,
        is_external: is_external.unwrap_or_default(),
        title: name.or_else(|| title.clone()).or_else(|| Some(shortened(&citation.text, MAX_TITLE))),
        subject: title.filter(|_| is_named),
        ..ListedEntry::of_act(site.message(&event_name("event", citation.role, citation.partial)))
    }
}

fn incoming(site: &Site, citing: &IncomingCitation) -> ListedEntry {
    ListedEntry::citing(site, citing, site.message(&event_name("event-by", citing.role, citing.partial)))
}

impl ListedEntry {
    /// An event without another act.
    fn of_act(about: String) -> Self {
        Self { date: None, about, href: None, is_external: false, title: None, subject: None }
    }

    fn citing(site: &Site, citing: &IncomingCitation, about: String) -> Self {
        let title = citing.short_title.as_deref().unwrap_or(&citing.title);
        Self {
            href: Some(site.with_language(links::document(&site.base, &citing.id))),
            title: Some(shortened(title, MAX_TITLE)),
            subject: None,
            ..Self::of_act(about)
        }
    }
}
