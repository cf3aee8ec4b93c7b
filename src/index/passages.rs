//! The passage table: pieces of a document's text, so that the text, page and section of a match can be found
//! by its position without analyzing the whole document again.
//!
//! A passage consists of whole sentences, or a piece of one that is too long, and never crosses a page.
//!
//! Invariants: passages are in order, do not overlap, begin and end at word boundaries, and contain every
//! word of the text.

use std::borrow::Cow;

use super::{
    items::{ListParagraph, begins_point},
    sentences::{leans_on_next, sentences},
};
use crate::{
    analysis::words,
    document::{OutlineEntry, PAGE_BREAK, Page},
};

/// The length up to which sentences are added to a passage, in bytes: about three lines of the result list.
/// This and the next two were chosen by eye; the bench `snippet` shows their cost.
const FULL_BYTES: usize = 300;
/// The length in bytes below which a passage (a heading, a point of a list) is joined with the next
/// paragraph.
const SHORT_BYTES: usize = 80;
/// How much of a long sentence is examined to decide whether it is a list, in bytes.
const LOOK_BYTES: usize = 2000;
/// The maximum length of a sentence, in bytes. Longer ones are cut.
const MAX_SENTENCE_BYTES: usize = 400;
/// How close to a cut the text that decides about it is, in bytes.
const NEAR_BYTES: usize = 64;
/// The maximum length of text without a space, in bytes. Longer text is cut anyway, because a passage and its
/// chunk are read as a whole.
const MAX_WORD_BYTES: usize = 8 << 10;

/// A piece of a document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// The position of its first word in the text.
    pub(crate) first_position: u32,
    /// Its start and end in the text or in its chunk, in bytes.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The page number, starting at 1.
    pub(crate) page: u32,
    /// Whether the text of the page comes from OCR.
    pub(crate) ocr: bool,
    /// The index of the nearest heading above it, in the document's outline or among the sections of its
    /// chunk.
    pub(crate) section: Option<usize>,
}

/// Joins the readings of the pages into the text that is stored and indexed, and cuts it into passages.
/// `outline` must be sorted and have positions in these readings, see [`outline_of_reading`].
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

/// Converts the positions of the outline to those in the readings of the pages.
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

/// Returns the last heading at or above a position on a page.
fn section(outline: &[OutlineEntry], page: u32, start: usize) -> Option<usize> {
    outline.partition_point(|entry| (entry.page, entry.start) <= (page, start)).checked_sub(1)
}

/// Cuts the text of a page into runs of sentences that do not continue past a heading. `headings` must be
/// sorted.
fn cut(text: &str, headings: &[usize]) -> Vec<(usize, usize)> {
    let mut passages: Vec<(usize, usize)> = Vec::new();
    let mut is_open = false;
    for (sentence, ends_paragraph) in sentences(text) {
        let whole = pieces(text, sentence.start, sentence.end);
        for (start, end) in whole.into_iter().flat_map(|piece| parted(text, piece, headings)) {
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

/// Divides a piece before the headings in it: a section may begin within a sentence, after a colon. No word is
/// divided.
fn parted(text: &str, (mut start, end): (usize, usize), headings: &[usize]) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let from = headings.partition_point(|heading| *heading <= start);
    for heading in headings[from..].iter().copied().take_while(|heading| *heading < end) {
        let part = text.get(start..heading).filter(|part| part.ends_with(char::is_whitespace));
        let part_end = start + part.map_or(0, |part| part.trim_end().len());
        if part_end > start {
            parts.push((start, part_end));
            start = heading;
        }
    }
    parts.push((start, end));
    parts
}

/// Returns the sentence or, if it is too long, pieces of it.
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

/// Returns where to cut a long text without spaces: no word is that long, and no passage may be.
fn within_word(text: &str) -> Option<usize> {
    (text.len() > MAX_WORD_BYTES).then(|| text.floor_char_boundary(MAX_WORD_BYTES))
}

/// Returns where to cut a long sentence: before a point or a list item, after a semicolon or a comma, at a
/// line end, or at least at a space. Chooses the last such place where the piece is full, preferably without
/// separating a number or an abbreviation from what it belongs to.
fn parting(sentence: &str) -> Option<usize> {
    let window = beginning(sentence, FULL_BYTES);
    let near = beginning(sentence, LOOK_BYTES);
    let items = window.contains('\n').then(|| ListParagraph::parse(near)).flatten();
    let spaces = || window.char_indices().rev().filter(|&(at, c)| c.is_whitespace() && at > SHORT_BYTES);
    let last = |is: &dyn Fn(usize, char) -> bool| spaces().find(|&(at, c)| is(at, c)).map(|(at, _)| at);
    let follows = |at: usize, mark: char| window[..at].ends_with(mark) && !is_in_brackets(window, at);
    last(&|at, c| c == '\n' && begins_point(&sentence[at + 1..]))
        .or_else(|| last(&|at, c| c == '\n' && items.is_some_and(|items| items.ends_item(near, at))))
        .or_else(|| last(&|at, _| follows(at, ';')))
        .or_else(|| last(&|at, _| follows(at, ',')))
        .or_else(|| last(&|at, c| c == '\n' && parts_well(sentence, at)))
        .or_else(|| last(&|at, _| parts_well(sentence, at)))
        // Only letters and numbers: a piece for each of them would be endless work.
        .or_else(|| last(&|_, _| true))
        .or_else(|| beginning(sentence, MAX_WORD_BYTES).find(char::is_whitespace))
        .filter(|&at| at > 0 && !sentence[at..].trim().is_empty())
}

/// Returns the text, up to `bytes` bytes.
fn beginning(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

fn is_in_brackets(text: &str, at: usize) -> bool {
    let last = |bracket: char| text[..at].rfind(bracket);
    last('(').is_some_and(|open| last(')').is_none_or(|close| close < open))
}

/// Whether the words around a space may be separated.
fn parts_well(text: &str, at: usize) -> bool {
    let before = text[..at].split_whitespace().next_back().unwrap_or_default();
    let is_counted = before.ends_with(|c: char| c.is_ascii_digit())
        && beginning(&text[at..], NEAR_BYTES).trim_start().starts_with(char::is_lowercase);
    !leans_on_next(before) && !is_counted
}

/// Sets the position of the first word of each passage.
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

/// Encodes the table as numbers of 7 bits per byte, each value as the difference from the previous one. The
/// page is doubled, plus one if its text comes from OCR.
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

/// Decodes a table written by [`encode`]. Returns `None` if the bytes are damaged.
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

/// Appends a number with 7 bits per byte, lowest first.
pub(super) fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number from the start of the bytes. Returns `None` if they are damaged.
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
    fn many_single_letters_are_cut_into_full_pieces() {
        let text = "a b c d e f g ".repeat(1_000);
        let pieces = texts(&[Page::new(1, text.as_str())]);
        assert!(pieces.len() < text.len() / SHORT_BYTES, "{} pieces", pieces.len());
    }

    fn entry(page: u32, start: usize) -> OutlineEntry {
        OutlineEntry { label: "§".to_owned(), page, start, ..OutlineEntry::default() }
    }

    fn texts(pages: &[Page]) -> Vec<String> {
        let (text, passages) = join(pages, &[]);
        passages.into_iter().map(|passage| text[passage.start..passage.end].to_owned()).collect()
    }

    #[test]
    fn a_short_heading_is_joined_with_what_follows_and_paragraphs_stay_separate() {
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
        let heading = OutlineEntry {
            label: "10.".to_owned(),
            page: 1,
            start: text.find("10.").unwrap(),
            ..OutlineEntry::default()
        };
        let (joined, passages) = join(&pages(&[text]), &[heading]);
        let starts: Vec<_> = passages.iter().map(|p| (&joined[p.start..p.start + 3], p.section)).collect();
        assert_eq!(starts, [("Ter", None), ("10.", Some(0))]);
    }

    #[test]
    fn passages_are_cut_from_readings_and_headings_move_with_them() {
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
    fn a_passage_has_its_page_its_heading_and_its_first_word() {
        let pages = pages(&["Jeden dwa.", "", "Trzy cztery."]);
        let (_, passages) = join(&pages, &[entry(1, 5), entry(3, 0)]);
        let seen: Vec<_> = passages.iter().map(|p| (p.first_position, p.page, p.section)).collect();
        assert_eq!(seen, [(0, 1, None), (2, 3, Some(1))]);
    }

    proptest! {
        #[test]
        fn the_table_survives_encoding_and_contains_every_word(texts in prop::collection::vec("[\\PC\n]{0,600}", 1..4)) {
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
        fn a_passage_belongs_to_the_last_heading_above_it_and_never_continues_past_one(
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
        fn damaged_tables_are_rejected_or_decoded_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = decode(&bytes);
        }
    }
}
