//! The passage table: what a document's text is cut into so that a match, known by its position,
//! finds its piece of text, page and section without analysing the whole document again.
//!
//! A passage is some whole sentences, or a piece of one that is too long; it never crosses a page.
//! Always holds: passages are in order, do not overlap, begin and end at word bounds, and hold
//! every word of the text.

use std::borrow::Cow;

use super::{
    items::List,
    sentences::{leans_on_next, sentences},
};
use crate::{
    analysis::words,
    document::{OutlineEntry, PAGE_BREAK, Page},
};

/// A passage gets no further sentence that would make it longer than this, in bytes: about three
/// lines of the result list. Judged by eye, as the next two; the bench `snippet` tells their cost.
const FULL_BYTES: usize = 300;
/// A shorter passage (a heading, a point of a list) takes up the next paragraph too. Bytes.
const SHORT_BYTES: usize = 80;
/// So much of a long sentence is looked at to know whether it is a list. Bytes.
const LOOK_BYTES: usize = 2000;
/// A longer sentence is cut, in bytes.
const MAX_SENTENCE_BYTES: usize = 400;
/// What decides about a cut stands as near; bytes.
const NEAR_BYTES: usize = 64;
/// What goes on for longer without a space is cut all the same, in bytes: a passage, and the chunk that it stands
/// in, is read as a whole.
const MAX_WORD_BYTES: usize = 8 << 10;

/// A piece of a document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// The number of its first word in the text.
    pub(crate) first_position: u32,
    /// Where it begins and ends in the text, or in its chunk, in bytes.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Its page, from 1.
    pub(crate) page: u32,
    /// Whether the text of the page was recognised in an image.
    pub(crate) ocr: bool,
    /// The index of the nearest heading above it in the document's outline, or among those that its
    /// chunk knows.
    pub(crate) section: Option<usize>,
}

/// Joins the pages as they are read to the text that is stored and indexed, and cuts it into passages.
/// The places of `outline` are of that reading, see [`outline_of_reading`], and in order.
pub(crate) fn join(pages: &[Page], outline: &[OutlineEntry]) -> (String, Vec<Passage>) {
    let length = pages.iter().map(|page| page.text.len() + 1).sum();
    let (mut text, mut passages) = (String::with_capacity(length), Vec::new());
    for page in pages {
        if !text.is_empty() || page.number > 1 {
            text.push(PAGE_BREAK);
        }
        let (offset, reading) = (text.len(), page.reading());
        text.push_str(&reading);
        let first = outline.partition_point(|entry| entry.page < page.number);
        let here = outline[first..].iter().take_while(|entry| entry.page == page.number);
        let headings: Vec<usize> = here.map(|entry| entry.start).collect();
        passages.extend(cut(&reading, &headings).into_iter().map(|(start, end)| Passage {
            first_position: 0,
            start: offset + start,
            end: offset + end,
            page: page.number,
            ocr: page.ocr,
            section: section(outline, page.number, start),
        }));
    }
    number(&text, &mut passages);
    (text, passages)
}

/// The outline with its places in the reading of the pages.
pub(super) fn outline_of_reading<'a>(pages: &[Page], outline: &'a [OutlineEntry]) -> Cow<'a, [OutlineEntry]> {
    if pages.iter().all(|page| page.edits.is_empty()) {
        return Cow::Borrowed(outline);
    }
    let moved = |entry: &OutlineEntry| {
        let page = pages.binary_search_by_key(&entry.page, |page| page.number).ok().map(|at| &pages[at]);
        let start = page.map_or(entry.start, |page| page.place_in_reading(entry.start));
        OutlineEntry { start, ..entry.clone() }
    };
    Cow::Owned(outline.iter().map(moved).collect())
}

/// The last heading at or above a place of a page.
fn section(outline: &[OutlineEntry], page: u32, start: usize) -> Option<usize> {
    outline.partition_point(|entry| (entry.page, entry.start) <= (page, start)).checked_sub(1)
}

/// Cuts the text of a page into runs of sentences, none of which goes on over a heading; these are in order.
fn cut(text: &str, headings: &[usize]) -> Vec<(usize, usize)> {
    let mut passages: Vec<(usize, usize)> = Vec::new();
    let mut is_open = false;
    for (sentence, ends_paragraph) in sentences(text) {
        for (start, end) in pieces(text, sentence.start, sentence.end) {
            let goes_on = |&(first, last): &(usize, usize)| {
                let next = headings.get(headings.partition_point(|heading| *heading < last));
                is_open && end - first <= FULL_BYTES && next.is_none_or(|heading| *heading > start)
            };
            match passages.last_mut() {
                Some(last) if goes_on(last) => last.1 = end,
                _ => passages.push((start, end)),
            }
            is_open = true;
        }
        let length = passages.last().map_or(0, |(start, end)| end - start);
        is_open = !ends_paragraph || length < SHORT_BYTES;
    }
    passages
}

/// The sentence, or where it is too long, pieces of it.
fn pieces(text: &str, mut start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    while end - start > MAX_SENTENCE_BYTES {
        let sentence = &text[start..end];
        let Some(cut) = parting(sentence).or_else(|| within_word(sentence)) else { break };
        let cut = start + cut;
        pieces.push((start, start + text[start..cut].trim_end().len()));
        start = end - text[cut..end].trim_start().len();
    }
    pieces.push((start, end));
    pieces
}

/// Where to cut what has no space for long: no word is as long, and no passage may be.
fn within_word(text: &str) -> Option<usize> {
    (text.len() > MAX_WORD_BYTES).then(|| text.floor_char_boundary(MAX_WORD_BYTES))
}

/// Where to cut a long sentence: before a point or an item of a list, after a semicolon or a comma, at a line end
/// or at least at a space; the last such place at which a piece is full, best where no number or
/// abbreviation is torn from what it belongs to.
fn parting(sentence: &str) -> Option<usize> {
    let window = beginning(sentence, FULL_BYTES);
    let near = beginning(sentence, LOOK_BYTES);
    let items = window.contains('\n').then(|| List::of(near)).flatten();
    let spaces = || window.char_indices().rev().filter(|&(at, c)| c.is_whitespace() && at > SHORT_BYTES);
    let last = |is: &dyn Fn(usize, char) -> bool| spaces().find(|&(at, c)| is(at, c)).map(|(at, _)| at);
    let follows = |at: usize, mark: char| window[..at].ends_with(mark) && !is_in_brackets(window, at);
    last(&|at, c| c == '\n' && begins_point(&sentence[at + 1..]))
        .or_else(|| last(&|at, c| c == '\n' && items.is_some_and(|items| items.ends_item(near, at))))
        .or_else(|| last(&|at, _| follows(at, ';')))
        .or_else(|| last(&|at, _| follows(at, ',')))
        .or_else(|| last(&|at, c| c == '\n' && parts_well(sentence, at)))
        .or_else(|| last(&|at, _| parts_well(sentence, at)))
        // Nothing but letters and numbers: a piece for each of them would be work without end.
        .or_else(|| last(&|_, _| true))
        .or_else(|| beginning(sentence, MAX_WORD_BYTES).find(char::is_whitespace))
        .filter(|&at| at > 0 && !sentence[at..].trim().is_empty())
}

/// The text, or so many bytes of it.
fn beginning(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Whether a line begins with what counts the points of a list.
pub(super) fn begins_point(line: &str) -> bool {
    let first = beginning(line, NEAR_BYTES).split_whitespace().next().unwrap_or_default();
    let is_number =
        |bare: &str| !bare.is_empty() && bare.len() <= 3 && bare.bytes().all(|c| c.is_ascii_digit());
    let is_letter = |bare: &str| bare.len() == 1 && bare.bytes().all(|c| c.is_ascii_lowercase());
    matches!(first, "–" | "-" | "•" | "*")
        || first.strip_suffix('.').is_some_and(is_number)
        || first.strip_suffix(')').is_some_and(|bare| is_number(bare) || is_letter(bare))
}

fn is_in_brackets(text: &str, at: usize) -> bool {
    let last = |bracket: char| text[..at].rfind(bracket);
    last('(').is_some_and(|open| last(')').is_none_or(|close| close < open))
}

/// Whether the words before and after a space may be parted.
fn parts_well(text: &str, at: usize) -> bool {
    let before = text[..at].split_whitespace().next_back().unwrap_or_default();
    let is_counted = before.ends_with(|c: char| c.is_ascii_digit())
        && beginning(&text[at..], NEAR_BYTES).trim_start().starts_with(char::is_lowercase);
    !leans_on_next(before) && !is_counted
}

/// Gives each passage the number of its first word.
fn number(text: &str, passages: &mut [Passage]) {
    let mut words = words(text).enumerate().peekable();
    let mut next_position = 0;
    for passage in passages {
        while let Some((position, _)) = words.next_if(|(_, word)| word.start < passage.start) {
            next_position = position as u32 + 1;
        }
        passage.first_position = next_position;
    }
}

/// The table as bytes: numbers of 7 bits a byte, each value as the difference from the one before; that
/// of the page doubled, and odd where the page was recognised in an image.
pub(crate) fn encode(passages: &[Passage]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(passages.len() * 6);
    let (mut position, mut end, mut page) = (0, 0, 0);
    for passage in passages {
        push_number(&mut bytes, u64::from(passage.first_position - position));
        push_number(&mut bytes, (passage.start - end) as u64);
        push_number(&mut bytes, (passage.end - passage.start) as u64);
        let pages = u64::from(passage.page.saturating_sub(page));
        push_number(&mut bytes, pages << 1 | u64::from(passage.ocr));
        push_number(&mut bytes, passage.section.map_or(0, |section| section as u64 + 1));
        (position, end, page) = (passage.first_position, passage.end, passage.page);
    }
    bytes
}

/// Reads what [`encode`] wrote; `None` where the bytes are damaged.
pub(crate) fn decode(bytes: &[u8]) -> Option<Vec<Passage>> {
    let mut numbers = bytes;
    let mut passages: Vec<Passage> = Vec::with_capacity(bytes.len() / 5);
    let (mut position, mut end, mut page) = (0_u64, 0_usize, 0_u64);
    while !numbers.is_empty() {
        position = position.checked_add(take_number(&mut numbers)?)?;
        let start = end.checked_add(usize::try_from(take_number(&mut numbers)?).ok()?)?;
        end = start.checked_add(usize::try_from(take_number(&mut numbers)?).ok()?)?;
        let pages = take_number(&mut numbers)?;
        page = page.checked_add(pages >> 1)?;
        let section = usize::try_from(take_number(&mut numbers)?).ok()?.checked_sub(1);
        passages.push(Passage {
            first_position: u32::try_from(position).ok()?,
            start,
            end,
            page: u32::try_from(page).ok()?,
            ocr: pages & 1 == 1,
            section,
        });
    }
    Some(passages)
}

/// Writes a number, 7 bits a byte, the lowest first.
pub(super) fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number off the head of the bytes; `None` where they are damaged.
pub(super) fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::Edit;

    fn pages(texts: &[&str]) -> Vec<Page> {
        let page = |(index, text): (usize, &&str)| Page {
            ocr: text.len() % 3 == 0,
            ..Page::new(index as u32 + 1, *text)
        };
        texts.iter().enumerate().map(page).collect()
    }

    #[test]
    fn endless_single_letters_are_split_into_full_pieces() {
        let text = "a b c d e f g ".repeat(1_000);
        let pieces = texts(&[Page::new(1, text.as_str())]);
        assert!(pieces.len() < text.len() / SHORT_BYTES, "{} pieces", pieces.len());
    }

    fn entry(page: u32, start: usize) -> OutlineEntry {
        OutlineEntry { label: "§".to_owned(), page, start }
    }

    fn texts(pages: &[Page]) -> Vec<String> {
        let (text, passages) = join(pages, &[]);
        passages.into_iter().map(|passage| text[passage.start..passage.end].to_owned()).collect()
    }

    #[test]
    fn a_short_heading_joins_the_following_text_and_paragraphs_stay_separate() {
        let sentence =
            "Przewodniczący dzielnic rozmawiali o budżecie obywatelskim, o drogach oraz o zieleni w mieście.";
        let page = format!("Na konwencie\n\n{sentence}\n\n{sentence}");
        assert_eq!(texts(&pages(&[&page])), [format!("Na konwencie\n\n{sentence}"), sentence.to_owned()]);
    }

    #[test]
    fn a_long_sentence_is_split_between_words() {
        let long = "wykaz zadań, ".repeat(200);
        let passages = texts(&pages(&[&long]));
        assert!(passages.len() > 5);
        assert!(passages.iter().all(|text| text.starts_with("wykaz") && text.len() <= MAX_SENTENCE_BYTES));
    }

    #[test]
    fn a_long_sentence_is_split_at_points_or_commas_but_not_after_an_abbreviation() {
        let point = "dyrektor wydziału właściwego do spraw współpracy z dzielnicami";
        let list = (1..9).map(|number| format!("\n{number}) {point}, zwany Sekretarzem")).collect::<String>();
        let passages = texts(&pages(&[&format!("W skład wchodzą:{list}")]));
        assert!(
            passages.len() > 1
                && passages[1..].iter().all(|text| text.contains(&format!(") {point}"))
                    && text.starts_with(|c: char| c.is_ascii_digit())),
            "{passages:?}"
        );
        let citation =
            format!("{} (Dz. U. z\n2021 r. poz. 1372)", "na podstawie ustawy o samorządzie ".repeat(8));
        let passages = texts(&pages(&[&citation.repeat(2)]));
        assert!(passages.iter().all(|text| !text.ends_with('z') && !text.ends_with("Dz.")), "{passages:?}");
    }

    #[test]
    fn a_heading_begins_a_passage() {
        let text = "Termin: do 30 września.\n\n10. Piknik rodzinny\n\nFestyn odbędzie się w sobotę.";
        let heading = OutlineEntry { label: "10.".to_owned(), page: 1, start: text.find("10.").unwrap() };
        let (joined, passages) = join(&pages(&[text]), &[heading]);
        let starts: Vec<_> = passages.iter().map(|p| (&joined[p.start..p.start + 3], p.section)).collect();
        assert_eq!(starts, [("Ter", None), ("10.", Some(0))]);
    }

    #[test]
    fn passages_are_split_in_the_reading_text_and_headings_move_with_it() {
        let edit = |start, end, text: &str| Edit { start, end, text: text.to_owned() };
        let mut pages = pages(&["Strona 1\n\n§ 1. Rada podejmuje uchwa-", "łę o parkach.\n\n§ 2. Koniec."]);
        pages[0].edits = vec![edit(0, 10, ""), edit(pages[0].text.len() - 6, pages[0].text.len(), "uchwałę")];
        pages[1].edits = vec![edit(0, "łę ".len(), "")];
        let second = pages[1].text.find('§').expect("found");
        let outline = [entry(1, 10), entry(2, second)];
        let outline = outline_of_reading(&pages, &outline);
        assert_eq!(outline.iter().map(|entry| entry.start).collect::<Vec<_>>(), [0, second - 5]);
        let (text, passages) = join(&pages, &outline);
        let seen: Vec<_> = passages.iter().map(|p| (&text[p.start..p.end], p.section)).collect();
        let expected =
            [("§ 1. Rada podejmuje uchwałę", Some(0)), ("o parkach.", Some(0)), ("§ 2. Koniec.", Some(1))];
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_passage_has_its_page_heading_and_first_word() {
        let pages = pages(&["Jeden dwa.", "", "Trzy cztery."]);
        let (_, passages) = join(&pages, &[entry(1, 5), entry(3, 0)]);
        let seen: Vec<_> = passages.iter().map(|p| (p.first_position, p.page, p.section)).collect();
        assert_eq!(seen, [(0, 1, None), (2, 3, Some(1))]);
    }

    proptest! {
        #[test]
        fn the_passage_table_survives_storage_and_covers_every_word(texts in prop::collection::vec("[\\PC\n]{0,600}", 1..4)) {
            let texts: Vec<String> = texts.iter().map(|text| text.replace(PAGE_BREAK, " ")).collect();
            let pages = pages(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            let (text, passages) = join(&pages, &[]);
            prop_assert_eq!(decode(&encode(&passages)), Some(passages.clone()));
            let all: Vec<&str> = words(&text).map(|range| &text[range]).collect();
            let mut seen = Vec::new();
            for passage in &passages {
                prop_assert_eq!(passage.first_position as usize, seen.len());
                let piece = &text[passage.start..passage.end];
                seen.extend(words(piece).map(|range| &piece[range]));
            }
            prop_assert_eq!(seen, all);
        }

        #[test]
        fn a_passage_belongs_to_the_last_heading_above_it_and_crosses_none(
            texts in prop::collection::vec("([a-ż]{1,9}[ .\n]{1,2}){0,90}", 1..4),
            places in prop::collection::vec((1_u32..5, 0_usize..600), 0..30),
        ) {
            let mut outline: Vec<_> = places.into_iter().map(|(page, start)| entry(page, start)).collect();
            outline.sort_by_key(|entry| (entry.page, entry.start));
            let pages = pages(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            let (text, passages) = join(&pages, &outline);
            for passage in &passages {
                let offset = text[..passage.start].rfind(PAGE_BREAK).map_or(0, |at| at + 1);
                let (start, end) = (passage.start - offset, passage.end - offset);
                let above = outline.iter().rposition(|entry| (entry.page, entry.start) <= (passage.page, start));
                prop_assert_eq!(passage.section, above);
                let sentences = sentences(&text[passage.start..passage.end]);
                let begins = |at: usize| sentences.iter().any(|(sentence, _)| start + sentence.start == at);
                let within = |entry: &&OutlineEntry| entry.page == passage.page && start < entry.start && entry.start < end;
                prop_assert!(!outline.iter().filter(within).any(|entry| begins(entry.start)));
            }
        }

        #[test]
        fn damaged_tables_are_refused_or_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = decode(&bytes);
        }
    }
}
