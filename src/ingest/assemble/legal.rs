//! Reads the acts and meetings in a document's text: its sections, if it is an act, the acts it cites, and
//! the meetings it tells of.
//!
//! Recognition works on the reading of all pages; this file maps what it finds to the pages. Invariants: a
//! section and a citation lie on one page; a citation's text stands exactly at its place.

use std::ops::Range;

use jiff::civil::Date;

use crate::{
    acts::{
        basis,
        citations::{self, FoundCitation},
        force,
        sections::{self, Section},
    },
    document::{
        Act, Citation, CitationRole, Kind, Meeting, MeetingTopic, OutlineEntry, PAGE_BREAK, Page,
        ScalarCounter,
    },
    meetings::{self, FoundMeeting, FoundTopic},
};

/// How far before a heading its section may begin, in bytes.
const NEAR_BYTES: usize = 4;

/// The readings of all pages, and where each begins.
pub(super) struct JoinedReading<'a> {
    text: String,
    /// The first byte of each page.
    starts: Vec<usize>,
    pages: &'a [Page],
}

impl<'a> JoinedReading<'a> {
    pub(super) fn new(pages: &'a [Page]) -> Self {
        let (mut text, mut starts) = (String::new(), Vec::with_capacity(pages.len()));
        for page in pages {
            if !starts.is_empty() {
                text.push(PAGE_BREAK);
            }
            starts.push(text.len());
            text.push_str(&page.reading());
        }
        Self { text, starts, pages }
    }

    /// Adds to an act what its text says outside of the heading.
    pub(super) fn completed(&self, act: Act) -> Act {
        let legal_basis = basis::legal_basis(&self.text);
        // A notice of a consolidated text repeats from when that holds.
        let is_notice = matches!(act.kind.as_deref(), Some("obwieszczenie" | "ogłoszenie"));
        let in_force_from = force::in_force_from(&self.text, act.date).filter(|_| !is_notice);
        // A year far from that of the act is misread.
        let is_plausible =
            |from: &Date| act.date.is_none_or(|date| (-5..=20).contains(&(from.year() - date.year())));
        let in_force_from = in_force_from.filter(is_plausible);
        Act { legal_basis, in_force_from, ..act }
    }

    /// Returns the sections of the act together with the headings that are none, in reading order.
    pub(super) fn with_sections(&self, headings: Vec<OutlineEntry>) -> Vec<OutlineEntry> {
        let mut outline = self.sections();
        let known = outline.len();
        for heading in headings {
            let (first, last) =
                (heading.start.saturating_sub(NEAR_BYTES), heading.start + heading.label.len());
            let is_on_it = |section: &OutlineEntry| (first..=last).contains(&section.start);
            let from = outline[..known]
                .partition_point(|section| (section.page, section.start) < (heading.page, first));
            let near = outline[from..known].iter().take_while(|section| section.page == heading.page);
            if !near.take(1).any(is_on_it) {
                outline.push(heading);
            }
        }
        outline.sort_by_key(|entry| (entry.page, entry.start));
        outline
    }

    fn sections(&self) -> Vec<OutlineEntry> {
        let entry = |section: Section| {
            let (page, range) = self.place(section.start..self.text.len());
            OutlineEntry {
                label: section.label,
                page: page.number,
                start: range.start,
                anchor: section.anchor,
                level: Some(section.level),
            }
        };
        sections::sections(&self.text).into_iter().map(entry).collect()
    }

    /// Returns the acts that the text cites; `own` is the act that it is. A post does nothing to acts,
    /// whatever it reports.
    pub(super) fn citations(&self, kind: Kind, own: Option<&Act>) -> Vec<Citation> {
        let is_post = kind == Kind::News;
        let mut counters = PageCounters::default();
        let cite = |found: FoundCitation| {
            let FoundCitation { act, role, partial, effective_from, range } = found;
            let (role, partial, effective_from) =
                if is_post { (CitationRole::Mentions, false, None) } else { (role, partial, effective_from) };
            let (page, range) = self.place(range);
            let text = page.text.get(range.clone())?.to_owned();
            let [start, end] = counters.count(page, &range);
            Some(Citation { act, role, partial, effective_from, page: page.number, text, start, end })
        };
        citations::citations(&self.text, own).into_iter().filter_map(cite).collect()
    }

    /// Returns the meetings that the text tells of; what it leaves open is counted from the day of
    /// publication.
    pub(super) fn meetings(&self, title: Option<&str>, published: Option<Date>) -> Vec<Meeting> {
        let mut counters = PageCounters::default();
        let mut numbers = 1..;
        let mut topic = |topic: FoundTopic| {
            let (page, range) = self.place(topic.range);
            let [start, end] = counters.count(page, &range);
            let anchor = format!("temat-{}", numbers.next().unwrap_or_default());
            MeetingTopic { text: topic.text, anchor, page: page.number, start, end }
        };
        let meeting = |FoundMeeting { meeting, topics }: FoundMeeting| Meeting {
            topics: topics.into_iter().map(&mut topic).collect(),
            ..meeting
        };
        meetings::meetings(&self.text, title, published).into_iter().map(meeting).collect()
    }

    /// Returns the page of the first byte of a range of the joined reading, and the part of the range on it
    /// as a range of the text of that page.
    fn place(&self, range: Range<usize>) -> (&'a Page, Range<usize>) {
        let number = self.starts.partition_point(|start| *start <= range.start).saturating_sub(1);
        let offset = self.starts[number];
        let page_end =
            self.starts.get(number + 1).map_or(self.text.len(), |next| next - PAGE_BREAK.len_utf8());
        let page = &self.pages[number];
        (page, page.range_in_text(range.start - offset..range.end.min(page_end) - offset))
    }
}

/// Counts scalar values on one page after another.
#[derive(Default)]
struct PageCounters<'a> {
    page: u32,
    counter: ScalarCounter<'a>,
}

impl<'a> PageCounters<'a> {
    /// Returns the scalar values before the start and the end of a range of a page's text.
    fn count(&mut self, page: &'a Page, range: &Range<usize>) -> [usize; 2] {
        if page.number != self.page {
            *self = Self { page: page.number, counter: ScalarCounter::new(&page.text) };
        }
        [range.start, range.end].map(|place| self.counter.count(place))
    }
}
