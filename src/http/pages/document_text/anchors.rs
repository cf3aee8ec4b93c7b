//! The places in a text that have addresses: its sections, and the topics of meetings.
//!
//! Invariant: places are numbered: first the sections of the outline, then the topics in reading order.

use crate::document::{ByteCounter, Document, MeetingTopic, OutlineEntry, Page};

/// A place on a page that is visited.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageAnchor<'a> {
    /// Its number among the places of the document.
    pub(super) number: usize,
    /// Its byte of the text shown of the page.
    pub(super) start: usize,
    /// The label of a section.
    pub(super) label: Option<&'a str>,
}

/// Returns the topics of all meetings of a document in reading order.
pub(crate) fn topics(document: &Document) -> Vec<&MeetingTopic> {
    let mut topics: Vec<&MeetingTopic> =
        document.meetings.iter().flat_map(|meeting| &meeting.topics).collect();
    topics.sort_by_key(|topic| (topic.page, topic.start));
    topics
}

/// Returns the number of places of a document.
pub(super) fn count(document: &Document) -> usize {
    document.outline.len() + document.meetings.iter().map(|meeting| meeting.topics.len()).sum::<usize>()
}

/// Returns the address of a place within the page of its document.
pub(crate) fn address(document: &Document, topics: &[&MeetingTopic], number: usize) -> String {
    let topic = number.checked_sub(document.outline.len()).and_then(|number| topics.get(number));
    match (document.outline.get(number), topic) {
        (Some(entry), _) if !entry.anchor.is_empty() => entry.anchor.clone(),
        (_, Some(topic)) => topic.anchor.clone(),
        _ => format!("section-{number}"),
    }
}

/// Returns the number of the place with this address.
pub(crate) fn numbered(document: &Document, address: &str) -> Option<usize> {
    let outline = &document.outline;
    let section = || outline.iter().position(|entry| entry.anchor == address);
    let topic = || Some(outline.len() + topics(document).iter().position(|topic| topic.anchor == address)?);
    let unnamed = || {
        let number: usize = address.strip_prefix("section-")?.parse().ok()?;
        outline.get(number).filter(|entry| entry.anchor.is_empty()).map(|_| number)
    };
    if address.is_empty() { None } else { section().or_else(topic).or_else(unnamed) }
}

/// Returns the places on a page, in order.
pub(super) fn on_page<'a>(
    document: &'a Document,
    topics: &[&MeetingTopic],
    page: &Page,
) -> Vec<PageAnchor<'a>> {
    let outline = &document.outline;
    let first = outline.partition_point(|entry| entry.page < page.number);
    let last = outline.partition_point(|entry| entry.page <= page.number);
    let section = |(at, entry): (usize, &'a OutlineEntry)| PageAnchor {
        number: first + at,
        start: page.place_in_shown(entry.start),
        label: Some(&entry.label),
    };
    let mut anchors: Vec<PageAnchor<'a>> = outline[first..last].iter().enumerate().map(section).collect();
    let mut counter = ByteCounter::default();
    let before = topics.partition_point(|topic| topic.page < page.number);
    let here = topics[before..].iter().take_while(|topic| topic.page == page.number);
    anchors.extend(here.enumerate().map(|(at, topic)| PageAnchor {
        number: outline.len() + before + at,
        start: page.place_in_shown(counter.byte(page, topic.start)),
        label: None,
    }));
    anchors.sort_by_key(|anchor| anchor.start);
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Meeting;

    fn document() -> Document {
        let entry = |anchor: &str, start| OutlineEntry {
            anchor: anchor.to_owned(),
            page: 1,
            start,
            ..OutlineEntry::default()
        };
        let topic = |anchor: &str, page, start| MeetingTopic {
            anchor: anchor.to_owned(),
            page,
            start,
            ..MeetingTopic::default()
        };
        let meetings = [vec![topic("temat-1", 1, 3), topic("temat-2", 2, 0)], vec![topic("temat-3", 1, 1)]];
        let meeting = |topics| Meeting { topics, ..Meeting::default() };
        let id = "a".parse().expect("an id");
        let pages = vec![Page::new(1, "żółw, łoś"), Page::new(2, "ryś")];
        Document {
            outline: vec![entry("par-1", 0), entry("", 7)],
            meetings: meetings.map(meeting).into(),
            pages,
            ..Document::new(id, "a", "")
        }
    }

    #[test]
    fn sections_and_topics_have_addresses() {
        let document = document();
        let topics = topics(&document);
        let all: Vec<String> =
            (0..count(&document)).map(|number| address(&document, &topics, number)).collect();
        assert_eq!(all, ["par-1", "section-1", "temat-3", "temat-1", "temat-2"]);
        for (number, address) in all.iter().enumerate() {
            assert_eq!(numbered(&document, address), Some(number), "{address}");
        }
        assert_eq!(["", "section-0", "section-2", "temat-4"].map(|at| numbered(&document, at)), [None; 4]);
    }

    #[test]
    fn places_are_in_the_order_of_the_text() {
        let document = document();
        let on_page = on_page(&document, &topics(&document), &document.pages[0]);
        let places: Vec<(usize, usize)> =
            on_page.iter().map(|anchor| (anchor.number, anchor.start)).collect();
        assert_eq!(places, [(0, 0), (2, 2), (3, 6), (1, 7)]);
    }
}
