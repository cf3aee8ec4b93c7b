//! Combines a file's content, its sidecar and its text into a document.
//!
//! Each property is taken from the first of these sources that has it:
//! 1. the sidecar, or the metadata uploaded with the file;
//! 2. what the author declares in the file: front matter, `<meta>`, `<time>`, `<title>`, JSON;
//! 3. the heading of an act (kind, title, date);
//! 4. other hints in the text: its heading, the date of a post below it, the date of a letter above it, its
//!    language;
//! 5. what programs write into files by themselves: the title of a PDF, the `lang` of a template. The date on
//!    which a file was created is never used as the date of publication;
//! 6. the first meaningful line of the text, and finally the id (title), `page` (kind), Polish (language).
//!
//! The maximum length of each property is left to `bounds`. Invariants: no string of a document contains
//! control characters, whatever the file contained; all edits of its pages can be applied.

mod anchors;
mod bounds;
mod legal;
mod titled;

use jiff::civil::Date;

use self::{legal::JoinedReading, titled::act_in_title};
use super::districts;
use crate::{
    acts::{
        heading::{self, ActHeading},
        numbers::parse_date,
    },
    analysis::detect_language,
    document::{
        Act, Document, DocumentId, Edit, Kind, Language, Metadata, OutlineEntry, PAGE_BREAK, Page, Span,
        beginning, composed, quoted, reading,
    },
    extract::{
        Extracted,
        frontmatter::{self, SidecarFacts},
        titles,
    },
    source::{ExternalMetadata, Sidecar},
};

/// The maximum length of a first line that serves as a title, in characters.
const MAX_FIRST_LINE_CHARS: usize = 200;
/// The number of lines at the top of a letter that are searched for its date.
const LETTER_LINES: usize = 8;
/// The size of the text used for language detection, in bytes; `detect_language` looks at no more.
const SAMPLE_BYTES: usize = 2048;
/// The size of the text searched for the heading of an act, in bytes.
const HEAD_BYTES: usize = 8192;
/// The size of the text at whose end the heading of an act begins at the latest if the title names no act, in
/// bytes.
const TOP_BYTES: usize = 2500;

/// Builds the document and returns it with warnings about doubtful content.
pub(super) fn assemble(
    id: DocumentId,
    extracted: Extracted,
    beside: &ExternalMetadata,
) -> (Document, Vec<String>) {
    let Extracted { declared, from_text, fallback, about, outline, paginated, pages, mut warnings, .. } =
        extracted;
    let sidecar = match beside {
        ExternalMetadata::Sidecar(None) => Metadata::default(),
        ExternalMetadata::Sidecar(Some(sidecar)) => read_sidecar(sidecar, &mut warnings),
        ExternalMetadata::Metadata(metadata) => metadata.clone(),
    };
    let [sidecar, declared, from_text, fallback] = [sidecar, declared, from_text, fallback].map(cleaned);
    let (pages, outline) = clean(pages, outline);
    let has_own_title = sidecar.title.is_some();
    let mut stated = sidecar.or(declared);
    let act = recognize(&stated, &from_text, &pages);
    if act.as_ref().is_some_and(|act| act.act.number.is_some()) && !has_own_title {
        stated.title = stated.title.filter(|title| !names_a_site(title));
    }
    let from_act = act.as_ref().map_or_else(Metadata::default, |act| Metadata {
        title: Some(act.title.clone()),
        kind: Some(act.kind),
        published: act.act.date,
        ..Metadata::default()
    });
    let detected = detect_language(&sample(stated.title.as_deref(), &pages));
    let published = from_text.published.or_else(|| letter_day(&pages));
    let from_text = Metadata { language: detected, published, ..from_text };
    let known = stated.or(from_act).or(from_text).or(fallback);
    let kind = known.kind.unwrap_or(Kind::Page);
    let reading = JoinedReading::new(&pages);
    let act = act.map(|recognized| reading.completed(recognized.act));
    let outline = if act.is_some() { reading.with_sections(outline) } else { outline };
    let citations = reading.citations(kind, act.as_ref());
    // An act decides what a meeting discusses; only minutes are a meeting's own.
    let may_tell = act.as_ref().is_none_or(|act| act.kind.as_deref() == Some("protokół"));
    let meetings =
        if may_tell { reading.meetings(known.title.as_deref(), known.published) } else { Vec::new() };
    let outline = anchors::assigned(outline);
    let (title, is_titled) = match known.title {
        Some(title) => (title, true),
        None => first_line(&pages).unwrap_or_else(|| (id.to_string(), true)),
    };
    let places: Vec<&str> = about.iter().map(String::as_str).chain([title.as_str()]).collect();
    let texts = pages.iter().map(Page::shown);
    let districts = districts::of_document(texts, &places, known.url.as_deref(), act.is_some());
    let mut document = Document {
        title: frontmatter::fold(&title).unwrap_or(title),
        is_titled,
        kind,
        language: known.language.unwrap_or(Language::POLISH),
        url: known.url,
        published: known.published,
        lead: known.lead,
        parent: known.parent,
        act,
        districts,
        outline,
        citations,
        meetings,
        paginated,
        pages,
        id,
    };
    bounds::bound(&mut document, &mut warnings);
    (document, bounds::warnings(&warnings))
}

/// Whether a title is the name of a site, which bulletins declare for each of their pages.
fn names_a_site(title: &str) -> bool {
    const SITES: [&str; 5] = ["bip", "biuletyn", "portal", "serwis", "urząd"];
    let lower = title.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| SITES.contains(&word))
}

/// Returns the metadata in a sidecar; warnings name the sidecar, which is the file to mend.
fn read_sidecar(Sidecar { name, bytes }: &Sidecar, warnings: &mut Vec<String>) -> Metadata {
    let name = quoted(name);
    match frontmatter::parse_sidecar(bytes) {
        Ok(SidecarFacts { metadata, warnings: doubts, .. }) => {
            warnings.extend(doubts.into_iter().map(|doubt| format!("sidecar {name}: {doubt}")));
            metadata
        }
        Err(error) => {
            warnings.push(format!("sidecar {name} is ignored: {error}: mend or remove it"));
            Metadata::default()
        }
    }
}

/// Recognizes the act that the document is.
///
/// A document declared as a post is never an act, whatever it quotes.
fn recognize(stated: &Metadata, from_text: &Metadata, pages: &[Page]) -> Option<ActHeading> {
    if matches!(stated.kind, Some(Kind::News | Kind::Page)) {
        return None;
    }
    let shown = pages.iter().map(Page::shown).find(|shown| !shown.trim().is_empty()).unwrap_or_default();
    let head = &shown[..shown.floor_char_boundary(HEAD_BYTES)];
    let seems_news = stated.kind.is_none() && from_text.kind == Some(Kind::News);
    let title = stated.title.as_deref().or(from_text.title.as_deref());
    let posted = from_text.published.filter(|_| seems_news).and_then(|day| split_at_post_date(head, day));
    let recognized = match posted {
        Some((above, below)) => opening_heading(&[above, below].concat()),
        None => heading::recognize(head),
    };
    let recognized = recognized.or_else(|| act_in_title(title?))?;
    let is_plain = recognized.act != Act::default();
    let is_own = title.is_none_or(|title| names_act(title, &recognized)) || opens_with_act(head);
    (is_plain && is_own).then_some(recognized)
}

/// Returns whether the title of a document may be that of an act: it has its kind, its number or its subject.
fn names_act(title: &str, act: &ActHeading) -> bool {
    let lower = title.to_lowercase();
    let has = |part: Option<&str>| part.is_some_and(|part| lower.contains(&part.to_lowercase()));
    has(act.act.kind.as_deref()) || has(act.act.number.as_deref()) || has(act.act.subject.as_deref())
}

/// Returns whether the heading of an act stands near the top, not below the text of a page that only refers
/// to it.
fn opens_with_act(head: &str) -> bool {
    heading::recognize(&head[..head.floor_char_boundary(TOP_BYTES)]).is_some()
}

/// Splits the text above and below the date line of a post, such as `2022-09-27`.
///
/// News sites generate dates in this form and acts do not use it, so it is never part of an act's heading.
fn split_at_post_date(head: &str, day: Date) -> Option<(&str, &str)> {
    let mut end = 0;
    for line in head.split_inclusive('\n') {
        let start = end;
        end += line.len();
        if line.contains('-') && parse_date(line) == Some(day) {
            return Some((&head[..start], &head[end..]));
        }
    }
    None
}

/// Recognizes the heading of an act on the very first line of a post; one further down is a quotation.
fn opening_heading(text: &str) -> Option<ActHeading> {
    let below_title = text.trim_start().split_once('\n').map_or("", |(_, below)| below);
    heading::recognize(text).filter(|found| heading::recognize(below_title).as_ref() != Some(found))
}

/// Removes control characters from metadata and shortens it.
///
/// URLs and ids that contain control characters are rejected where they are read.
fn cleaned(found: Metadata) -> Metadata {
    let clean = |text: Option<String>| text.map(composed).as_deref().and_then(one_line);
    bounds::shorten(Metadata { title: clean(found.title), lead: clean(found.lead), ..found })
}

/// Puts a text on one line without control characters; `None` if it has no words.
fn one_line(text: &str) -> Option<String> {
    if text.contains(char::is_control) {
        return frontmatter::fold(&text.replace(char::is_control, " "));
    }
    frontmatter::fold(text)
}

/// Removes control characters from pages and headings and sorts the headings.
///
/// Control characters are not text, and some have a meaning in the index. Edits that cannot be applied are
/// dropped.
fn clean(mut pages: Vec<Page>, outline: Vec<OutlineEntry>) -> (Vec<Page>, Vec<OutlineEntry>) {
    if pages.is_empty() {
        pages.push(Page { number: 1, ..Page::default() });
    }
    let labeled = |entry: OutlineEntry| Some(OutlineEntry { label: one_line(&entry.label)?, ..entry });
    let mut outline: Vec<_> = outline.into_iter().filter_map(labeled).collect();
    outline.sort_by_key(|entry| (entry.page, entry.start));
    for page in &mut pages {
        page.edits = reading::sound(&page.text, std::mem::take(&mut page.edits));
        for edit in page.edits.iter_mut().filter(|edit| edit.text.contains(is_odd)) {
            edit.text = clean_text(&edit.text, Vec::new());
        }
        if may_be_odd(&page.text) && page.text.contains(is_odd) {
            let from = outline.partition_point(|entry| entry.page < page.number);
            let to = outline.partition_point(|entry| entry.page <= page.number);
            let places = places(&mut outline[from..to], &mut page.edits, &mut page.struck);
            page.text = clean_text(&page.text, places);
        }
    }
    (pages, outline)
}

/// Returns the offsets into a page's text of its headings, edits and struck-out spans, in order.
fn places<'a>(
    headings: &'a mut [OutlineEntry],
    edits: &'a mut [Edit],
    struck: &'a mut [Span],
) -> Vec<&'a mut usize> {
    let ends = edits.iter_mut().flat_map(|edit| [&mut edit.start, &mut edit.end]);
    let struck = struck.iter_mut().flat_map(|span| [&mut span.start, &mut span.end]);
    let headings = headings.iter_mut().map(|entry| &mut entry.start);
    let mut places: Vec<&mut usize> = headings.chain(ends).chain(struck).collect();
    places.sort_by_key(|place| **place);
    places
}

fn is_odd(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// Cheap check whether any character may be odd. Those that are not in ASCII begin with the byte 0xc2.
fn may_be_odd(text: &str) -> bool {
    text.bytes().any(|byte| byte < b' ' && byte != b'\n' && byte != b'\t' || matches!(byte, 0x7f | 0xc2))
}

/// Removes odd characters from the text and moves the sorted offsets in `places` along with it.
fn clean_text(text: &str, places: Vec<&mut usize>) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut places = places.into_iter().peekable();
    for (at, c) in text.char_indices() {
        while let Some(place) = places.next_if(|place| **place <= at) {
            *place = clean.len();
        }
        match c {
            '\r' if text[at + 1..].starts_with('\n') => {}
            '\r' | PAGE_BREAK => clean.push('\n'),
            c if is_odd(c) => clean.push(' '),
            c => clean.push(c),
        }
    }
    places.for_each(|place| *place = clean.len());
    clean
}

/// Returns the beginning of the document, for language detection.
fn sample(title: Option<&str>, pages: &[Page]) -> String {
    let mut sample = title.unwrap_or_default().to_owned();
    for page in pages {
        if sample.len() >= SAMPLE_BYTES {
            break;
        }
        sample.push('\n');
        let text = page.reading();
        sample.push_str(&text[..text.floor_char_boundary(SAMPLE_BYTES)]);
    }
    sample
}

/// Returns the date of a letter above its text: next to a place name, or at the very top.
fn letter_day(pages: &[Page]) -> Option<Date> {
    let shown = pages.iter().map(Page::shown).find(|shown| !shown.trim().is_empty())?;
    let lines = shown.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut lines = lines.take(LETTER_LINES).enumerate();
    lines.find_map(|(at, line)| {
        let is_placed = at == 0 || !line.starts_with(|c: char| c.is_ascii_digit());
        titles::letter_day(line).filter(|_| is_placed)
    })
}

/// Returns the first meaningful line and whether it is a title: short, not a sentence, and followed by text.
///
/// A line that is too long is cut.
fn first_line(pages: &[Page]) -> Option<(String, bool)> {
    let readings = pages.iter().map(Page::reading).filter(|text| !text.trim().is_empty());
    let readings: Vec<_> = readings.take(2).collect();
    let lines = readings.iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| !line.is_empty());
    let says_nothing = |line: &&str| titles::letter_day(line).is_some() || titles::is_placeholder(line);
    let mut lines = lines.skip_while(says_nothing);
    let line = lines.next()?;
    let is_title = !line.ends_with(['.', ',', ';']) && lines.any(|line| !line.is_empty());
    Some(
        beginning(line, MAX_FIRST_LINE_CHARS).map_or_else(|| (line.to_owned(), is_title), |cut| (cut, false)),
    )
}

#[cfg(test)]
mod tests;
