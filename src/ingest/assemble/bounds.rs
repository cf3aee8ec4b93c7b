//! How much is kept of what is said of a document: it stands in hits, suggestions and feeds, on every page.
//!
//! Leaves the text alone, which has all of it where it stands there. Always holds: what is cut ends in `…`, after a word
//! where one ends near; nothing but the text of a document, and what is warned of it, grows with its file.

use crate::document::{Act, DISTRICTS, Document, Metadata, beginning, quoted::Escaped};

/// The longest title, in characters: those of ordinances that amend several others have up to 600.
const MAX_TITLE_CHARS: usize = 1_000;
/// The longest label of a heading, in characters: about three lines of a list of contents.
const MAX_LABEL_CHARS: usize = 300;
/// The longest address, in bytes: what browsers and search engines take at least.
const MAX_URL_BYTES: usize = 2_048;
/// The longest lead, in characters: more than a page of a book. The leads of posts have up to 700.
const MAX_LEAD_CHARS: usize = 5_000;
/// The most headings: an act of 3,000 pages has about as many.
const MAX_HEADINGS: usize = 20_000;
/// The longest number and the longest name of a body, in characters.
const MAX_NUMBER_CHARS: usize = 100;
const MAX_ORGAN_CHARS: usize = 300;
/// The longest warning, in characters, and the most of them.
const MAX_WARNING_CHARS: usize = 400;
const MAX_WARNINGS: usize = 50;

/// Leaves of what is said of a document only as much as [`bound`] may need, so that nothing else looks at more.
pub(super) fn shorten(found: Metadata) -> Metadata {
    let head = |text: Option<String>, most: usize| {
        // Two characters more than are kept, of which one may be a space, so that it is told that it was cut.
        text.map(|mut text| {
            if let Some((end, _)) = text.char_indices().nth(most + 2) {
                text.truncate(end);
            }
            text
        })
    };
    Metadata { title: head(found.title, MAX_TITLE_CHARS), lead: head(found.lead, MAX_LEAD_CHARS), ..found }
}

/// At most so many warnings, each of a bounded length and on one line.
pub(super) fn warnings(all: &[String]) -> Vec<String> {
    let short = |warning: &String| {
        let cut = beginning(warning, MAX_WARNING_CHARS);
        Escaped(cut.as_deref().unwrap_or(warning).trim()).to_string()
    };
    let mut told: Vec<String> =
        all.iter().take(MAX_WARNINGS).map(short).filter(|told| !told.is_empty()).collect();
    if let Some(more @ 1..) = all.len().checked_sub(MAX_WARNINGS) {
        told.push(format!("{more} more warnings"));
    }
    told
}

/// Cuts what is too long and leaves out an address that is; a warning for each, but for headings, which the text
/// has as they are.
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
    for entry in &mut document.outline {
        if let Some(label) = beginning(&entry.label, MAX_LABEL_CHARS) {
            entry.label = label;
        }
    }
    if let Some(url) = document.url.take_if(|url| url.len() > MAX_URL_BYTES) {
        warnings.push(format!("url of `{}` bytes left out: use at most {MAX_URL_BYTES}", url.len()));
    }
    if let Some(act) = &mut document.act {
        bound_act(act);
    }
    document.districts.truncate(DISTRICTS.len());
}

/// What the heading of an act says stands in the text as well.
fn bound_act(act: &mut Act) {
    let parts = [
        (&mut act.number, MAX_NUMBER_CHARS),
        (&mut act.organ, MAX_ORGAN_CHARS),
        (&mut act.subject, MAX_TITLE_CHARS),
        (&mut act.status, MAX_NUMBER_CHARS),
    ];
    for (text, most) in parts {
        if let Some(cut) = text.as_deref().and_then(|text| beginning(text, most)) {
            *text = Some(cut);
        }
    }
}
