//! What a file, its sidecar and its text say, put together to a document.
//!
//! The order of trust, for each property by itself:
//! 1. the sidecar, or what came with the file over HTTP;
//! 2. what the author declares in the file: front matter, `<meta>`, `<time>`, `<title>`, JSON;
//! 3. the heading of an act (kind, title, date);
//! 4. what else the text seems to say: its heading, the date of a post below, the day of a letter above, its language;
//! 5. what programs write into files unasked: the title of a PDF, the `lang` of a template. The day on which a file
//!    was made is never that of its publication;
//! 6. the first line of the text that says something, and at last the id (title), `page` (kind), Polish (language).
//!
//! Leaves to `bounds` how long each of them may be.
//! Always holds: no string of a document has control characters, whatever stood in the file; the edits
//! of its pages can be made.

mod bounds;

use jiff::civil::Date;

use super::districts::districts;
use crate::{
    acts::{
        heading::{self, Recognised},
        numbers::parse_date,
    },
    analysis::language,
    document::{
        Act, Document, DocumentId, Edit, Kind, Language, Metadata, OutlineEntry, PAGE_BREAK, Page, Span,
        beginning, reading,
    },
    extract::{Extracted, frontmatter, titles},
    source::Beside,
};

/// A first line longer than this is no title. Characters.
const MAX_FIRST_LINE_CHARS: usize = 200;
/// How many lines at the top of a letter may hold its day.
const LETTER_LINES: usize = 8;
/// How much text the language is told from, in bytes; `language` looks at no more.
const SAMPLE_BYTES: usize = 2048;
/// How much text the heading of an act is looked for in, in bytes.
const HEAD_BYTES: usize = 8192;

/// The document, and what was doubtful about it.
pub(super) fn assemble(id: DocumentId, extracted: Extracted, beside: &Beside) -> (Document, Vec<String>) {
    let Extracted { declared, from_text, fallback, outline, paginated, pages, mut warnings, .. } = extracted;
    let sidecar = match beside {
        Beside::Sidecar(None) => Metadata::default(),
        Beside::Sidecar(Some(bytes)) => read_sidecar(bytes, &mut warnings),
        Beside::Metadata(metadata) => metadata.clone(),
    };
    let [sidecar, declared, from_text, fallback] = [sidecar, declared, from_text, fallback].map(cleaned);
    let (pages, outline) = clean(pages, outline);
    let stated = sidecar.or(declared);
    let act = recognise(&stated, &from_text, &pages);
    let from_act = act.as_ref().map_or_else(Metadata::default, |act| Metadata {
        title: Some(act.title.clone()),
        kind: Some(act.kind),
        published: act.act.date,
        ..Metadata::default()
    });
    let told = language::detect(&sample(stated.title.as_deref(), &pages));
    let published = from_text.published.or_else(|| letter_day(&pages));
    let from_text = Metadata { language: told, published, ..from_text };
    let known = stated.or(from_act).or(from_text).or(fallback);
    let (title, is_titled) = match known.title {
        Some(title) => (title, true),
        None => first_line(&pages).unwrap_or_else(|| (id.to_string(), true)),
    };
    let mut document = Document {
        title: frontmatter::fold(&title).unwrap_or(title),
        is_titled,
        kind: known.kind.unwrap_or(Kind::Page),
        language: known.language.unwrap_or(Language::POLISH),
        url: known.url,
        published: known.published,
        lead: known.lead,
        parent: known.parent,
        act: act.map(|recognised| recognised.act),
        districts: districts(pages.iter().map(Page::shown)),
        outline,
        paginated,
        pages,
        id,
    };
    bounds::bound(&mut document, &mut warnings);
    (document, bounds::warnings(&warnings))
}

fn read_sidecar(bytes: &[u8], warnings: &mut Vec<String>) -> Metadata {
    let yaml = std::str::from_utf8(bytes).map_err(|_| "not UTF-8: save it as UTF-8".to_owned());
    match yaml.and_then(frontmatter::parse) {
        Ok((metadata, doubts)) => {
            warnings.extend(doubts.into_iter().map(|doubt| format!("sidecar: {doubt}")));
            metadata
        }
        Err(error) => {
            warnings.push(format!("sidecar left out: {error}"));
            Metadata::default()
        }
    }
}

/// The act that the document is; a post that is declared as one is none, whatever it quotes.
fn recognise(stated: &Metadata, from_text: &Metadata, pages: &[Page]) -> Option<Recognised> {
    if matches!(stated.kind, Some(Kind::News | Kind::Page)) {
        return None;
    }
    let shown = pages.iter().map(Page::shown).find(|shown| !shown.trim().is_empty()).unwrap_or_default();
    let head = &shown[..shown.floor_char_boundary(HEAD_BYTES)];
    let seems_news = stated.kind.is_none() && from_text.kind == Some(Kind::News);
    let title = stated.title.as_deref().or(from_text.title.as_deref());
    let posted = from_text.published.filter(|_| seems_news).and_then(|day| split_at_post_date(head, day));
    let recognised = match posted {
        Some((above, below)) => opening_heading(&[above, below].concat()),
        None => heading::recognise(head),
    };
    let recognised = recognised.or_else(|| heading::recognise(title?))?;
    let is_plain = recognised.act != Act::default();
    is_plain.then_some(recognised)
}

/// What stands above and below the line `2022-09-27` of a post. Programs of news sites write dates
/// in that form and acts do not, so it is never part of an act's heading.
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

/// The heading of an act that the very first line of a post opens; one further down is quoted.
fn opening_heading(text: &str) -> Option<Recognised> {
    let below_title = text.trim_start().split_once('\n').map_or("", |(_, below)| below);
    heading::recognise(text).filter(|found| heading::recognise(below_title).as_ref() != Some(found))
}

/// Metadata without control characters. Addresses and ids are refused with them where they are read.
fn cleaned(found: Metadata) -> Metadata {
    let clean = |text: Option<String>| text.as_deref().and_then(one_line);
    bounds::shorten(Metadata { title: clean(found.title), lead: clean(found.lead), ..found })
}

/// A text on one line and without control characters, if it has any words.
fn one_line(text: &str) -> Option<String> {
    frontmatter::fold(&text.replace(char::is_control, " "))
}

/// Pages and their headings, in order, without control characters: none is text, and some mean
/// something to the index. Edits that cannot be made are dropped.
fn clean(mut pages: Vec<Page>, outline: Vec<OutlineEntry>) -> (Vec<Page>, Vec<OutlineEntry>) {
    if pages.is_empty() {
        pages.push(Page { number: 1, ..Page::default() });
    }
    let labelled = |entry: OutlineEntry| Some(OutlineEntry { label: one_line(&entry.label)?, ..entry });
    let mut outline: Vec<_> = outline.into_iter().filter_map(labelled).collect();
    outline.sort_by_key(|entry| (entry.page, entry.start));
    for page in &mut pages {
        page.edits = reading::sound(&page.text, std::mem::take(&mut page.edits));
        for edit in page.edits.iter_mut().filter(|edit| edit.text.contains(is_odd)) {
            edit.text = clean_text(&edit.text, Vec::new());
        }
        if page.text.contains(is_odd) {
            let from = outline.partition_point(|entry| entry.page < page.number);
            let to = outline.partition_point(|entry| entry.page <= page.number);
            let places = places(&mut outline[from..to], &mut page.edits, &mut page.struck);
            page.text = clean_text(&page.text, places);
        }
    }
    (pages, outline)
}

/// The places of a page's text that headings, edits and what is struck out name, in order.
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

/// The text without odd characters. The `places` in it, which are in order, move with what stands there.
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

/// The beginning of the document for telling the language.
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

/// The day that a letter bears above its text: beside a place, or at the very top.
fn letter_day(pages: &[Page]) -> Option<Date> {
    let shown = pages.iter().map(Page::shown).find(|shown| !shown.trim().is_empty())?;
    let lines = shown.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut lines = lines.take(LETTER_LINES).enumerate();
    lines.find_map(|(at, line)| {
        let is_placed = at == 0 || !line.starts_with(|c: char| c.is_ascii_digit());
        titles::letter_day(line).filter(|_| is_placed)
    })
}

/// The first line that says something, and whether it is a title: short, no sentence, with a text below it. A line that
/// is too long is cut.
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
