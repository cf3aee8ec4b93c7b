//! Limits how much metadata is kept of a document, because hits, suggestions and feeds show it on every page.
//!
//! The document text is not changed, so it still contains everything cut from the metadata. Invariants:
//! anything cut ends in `…`, after a word if one ends nearby; only the text of a document, and no metadata or
//! warning, grows with its file.

use crate::document::{
    Act, Citation, DISTRICTS, Document, Meeting, MeetingTopic, Metadata, beginning, quoted::Escaped,
};

/// The maximum length of a title, in characters: ordinances that amend several others have up to 600.
const MAX_TITLE_CHARS: usize = 1_000;
/// The maximum length of a heading's label, in characters: about three lines of a table of contents.
const MAX_LABEL_CHARS: usize = 300;
/// The maximum length of a URL, in bytes: browsers and search engines accept at least this much.
const MAX_URL_BYTES: usize = 2_048;
/// The maximum length of a lead, in characters: more than a page of a book. The leads of posts have up to
/// 700.
const MAX_LEAD_CHARS: usize = 5_000;
/// The maximum number of headings: an act of 3,000 pages has about as many.
const MAX_HEADINGS: usize = 20_000;
/// The maximum length of an act's number, in characters; that of the issuing body's name follows.
const MAX_NUMBER_CHARS: usize = 100;
const MAX_ORGAN_CHARS: usize = 300;
/// The maximum length of the legal basis of an act, in characters: about a page.
const MAX_BASIS_CHARS: usize = 3_000;
/// The maximum number of citations: a list of all statutes of a country has about as many.
const MAX_CITATIONS: usize = 20_000;
/// The maximum size of all citations, in bytes: as many have some 6 MB.
const MAX_CITATION_BYTES: usize = 8 << 20;
/// The maximum number of meetings of a document, and of their topics together: a schedule of a city for a
/// year has a few hundred.
const MAX_MEETINGS: usize = 2_000;
const MAX_TOPICS: usize = 5_000;
/// The maximum size of all topics, in bytes.
const MAX_TOPIC_BYTES: usize = 2 << 20;
/// The maximum length of a warning, in characters; the maximum number of warnings follows.
const MAX_WARNING_CHARS: usize = 400;
const MAX_WARNINGS: usize = 50;

/// Cuts metadata to what [`bound`] may need, so that nothing in between processes more.
pub(super) fn shorten(found: Metadata) -> Metadata {
    let head = |text: Option<String>, most: usize| {
        // Keep two characters more than the limit, one of which may be a space, so that the cut is noticed
        // later.
        text.map(|mut text| {
            if let Some((end, _)) = text.char_indices().nth(most + 2) {
                text.truncate(end);
            }
            text
        })
    };
    Metadata { title: head(found.title, MAX_TITLE_CHARS), lead: head(found.lead, MAX_LEAD_CHARS), ..found }
}

/// Limits the number of warnings, and puts each on one line of bounded length.
pub(super) fn warnings(all: &[String]) -> Vec<String> {
    let short = |warning: &String| {
        let cut = beginning(warning, MAX_WARNING_CHARS);
        Escaped(cut.as_deref().unwrap_or(warning).trim()).to_string()
    };
    let mut shown: Vec<String> =
        all.iter().take(MAX_WARNINGS).map(short).filter(|shown| !shown.is_empty()).collect();
    if let Some(more @ 1..) = all.len().checked_sub(MAX_WARNINGS) {
        shown.push(format!("{more} more warnings"));
    }
    shown
}

/// Cuts what is too long and drops a URL that is, with a warning for each.
///
/// Headings are cut without a warning, since the text has them in full.
pub(super) fn bound(document: &mut Document, warnings: &mut Vec<String>) {
    if let Some(title) = beginning(&document.title, MAX_TITLE_CHARS) {
        document.title = title;
        warnings.push(format!("title cut to {MAX_TITLE_CHARS} characters"));
    }
    if let Some(lead) = document.lead.as_deref().and_then(|lead| beginning(lead, MAX_LEAD_CHARS)) {
        document.lead = Some(lead);
        warnings.push(format!("lead cut to {MAX_LEAD_CHARS} characters"));
    }
    if document.outline.len() > MAX_HEADINGS {
        warnings.push(format!("{} headings: the first {MAX_HEADINGS} are kept", document.outline.len()));
        document.outline.truncate(MAX_HEADINGS);
    }
    bound_citations(&mut document.citations, warnings);
    bound_meetings(&mut document.meetings, warnings);
    for entry in &mut document.outline {
        if let Some(label) = beginning(&entry.label, MAX_LABEL_CHARS) {
            entry.label = label;
        }
    }
    if let Some(url) = document.url.take_if(|url| url.len() > MAX_URL_BYTES) {
        warnings.push(format!("url of `{}` bytes dropped: use at most {MAX_URL_BYTES}", url.len()));
    }
    if let Some(act) = &mut document.act {
        bound_act(act);
    }
    document.districts.truncate(DISTRICTS.len());
}

/// Limits the number and the size of the citations. Statuses are derived from them, so that is worth a
/// warning.
fn bound_citations(citations: &mut Vec<Citation>, warnings: &mut Vec<String>) {
    let mut bytes = 0_usize;
    let fits = |citation: &&Citation| {
        bytes += citation_bytes(citation);
        bytes <= MAX_CITATION_BYTES
    };
    let kept = citations.iter().take(MAX_CITATIONS).take_while(fits).count();
    if kept < citations.len() {
        warnings.push(format!("{} citations: the first {kept} are kept", citations.len()));
        citations.truncate(kept);
    }
}

/// Limits the number of meetings, and the number and the size of their topics.
fn bound_meetings(meetings: &mut Vec<Meeting>, warnings: &mut Vec<String>) {
    if meetings.len() > MAX_MEETINGS {
        warnings.push(format!("{} meetings: the first {MAX_MEETINGS} are kept", meetings.len()));
        meetings.truncate(MAX_MEETINGS);
    }
    let all: usize = meetings.iter().map(|meeting| meeting.topics.len()).sum();
    let (mut kept, mut bytes) = (0, 0);
    for meeting in meetings.iter_mut() {
        let fits = |topic: &&MeetingTopic| {
            kept += 1;
            bytes += topic.text.len();
            kept <= MAX_TOPICS && bytes <= MAX_TOPIC_BYTES
        };
        let fitting = meeting.topics.iter().take_while(fits).count();
        meeting.topics.truncate(fitting);
    }
    let left: usize = meetings.iter().map(|meeting| meeting.topics.len()).sum();
    if left < all {
        warnings.push(format!("{all} topics of meetings: the first {left} are kept"));
    }
}

/// Returns the size of the texts of a citation, in bytes.
fn citation_bytes(citation: &Citation) -> usize {
    let act = &citation.act;
    let parts = [&act.kind, &act.number, &act.organ, &act.title];
    let journals = act.journals.iter().map(|journal| journal.name.len()).sum::<usize>();
    citation.text.len() + parts.into_iter().flatten().map(String::len).sum::<usize>() + journals
}

/// Cuts the properties of an act; the text has its heading in full.
fn bound_act(act: &mut Act) {
    let parts = [
        (&mut act.number, MAX_NUMBER_CHARS),
        (&mut act.organ, MAX_ORGAN_CHARS),
        (&mut act.subject, MAX_TITLE_CHARS),
        (&mut act.session, MAX_NUMBER_CHARS),
        (&mut act.parent, MAX_NUMBER_CHARS),
        (&mut act.legal_basis, MAX_BASIS_CHARS),
    ];
    for (text, most) in parts {
        if let Some(cut) = text.as_deref().and_then(|text| beginning(text, most)) {
            *text = Some(cut);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_bounded_by_their_number_and_by_their_size() {
        let bounded = |meetings: usize, topics: usize, bytes: usize| {
            let topic = MeetingTopic { text: "x".repeat(bytes), ..MeetingTopic::default() };
            let meeting = Meeting { topics: vec![topic; topics], ..Meeting::default() };
            let (mut meetings, mut warnings) = (vec![meeting; meetings], Vec::new());
            bound_meetings(&mut meetings, &mut warnings);
            (meetings.len(), meetings.iter().map(|meeting| meeting.topics.len()).sum::<usize>(), warnings)
        };
        assert_eq!(bounded(3, 100, 50), (3, 300, Vec::new()));
        let warning = |text: &str| vec![text.to_owned()];
        assert_eq!(
            bounded(2, 3_000, 5),
            (2, 5_000, warning("6000 topics of meetings: the first 5000 are kept"))
        );
        assert_eq!(bounded(1, 9, 1 << 19), (1, 4, warning("9 topics of meetings: the first 4 are kept")));
        assert_eq!(bounded(2_001, 0, 0), (2_000, 0, warning("2001 meetings: the first 2000 are kept")));
    }

    #[test]
    fn citations_are_bounded_by_their_number_and_by_their_size() {
        let citation = |bytes: usize| Citation {
            act: crate::document::CitedAct::default(),
            role: crate::document::CitationRole::Mentions,
            partial: false,
            effective_from: None,
            page: 1,
            text: "x".repeat(bytes),
            start: 0,
            end: bytes,
        };
        let bounded = |count: usize, bytes: usize| {
            let (mut citations, mut warnings) = (vec![citation(bytes); count], Vec::new());
            bound_citations(&mut citations, &mut warnings);
            (citations.len(), warnings)
        };
        assert_eq!(bounded(100, 1_000), (100, Vec::new()));
        let warning =
            |count: usize, kept: usize| vec![format!("{count} citations: the first {kept} are kept")];
        assert_eq!(bounded(20_001, 1), (20_000, warning(20_001, 20_000)));
        assert_eq!(bounded(10, 1 << 20), (8, warning(10, 8)));
    }
}
