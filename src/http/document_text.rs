//! The text of a document as a page shows it: paragraphs and headings, divided into parts, words marked.
//!
//! Leaves to the service which words are marked. Always holds: each part is of a bounded size, whatever the text is;
//! what is shown is the text of the document, but for breaks that only the width of the paper made.

use std::ops::Range;

use crate::document::{Document, OutlineEntry, Page};

/// The text of a part with its markup, in bytes: with what is around it a page stays below 60 KB.
const PART_BYTES: usize = 24 << 10;
/// What stands around a paragraph and around a page, about so many bytes: many short ones fill a part, too.
const BLOCK_MARKUP_BYTES: usize = 140;
const PAGE_MARKUP_BYTES: usize = 400;
/// A longer paragraph is divided; no sentence is as long.
const BLOCK_BYTES: usize = 4 << 10;
/// Words marked in a part at most, which a query of frequent words would make too large.
const MAX_MARKS: usize = 500;
/// A line this long, in tenths of the longest on its page, goes on in the next one. Justified lines
/// have nine or ten; headings and the lines of tables rarely more than six.
const FULL_LINE_TENTHS: usize = 7;

/// A paragraph or heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) text: String,
    pub(super) is_heading: bool,
    /// Its page, counted from 0 among those of the document.
    pub(super) page: usize,
    /// The headings of the outline that point here.
    pub(super) anchors: Vec<usize>,
}

/// A piece of a block, marked or not.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Which match of the part it is, from 1.
    pub(super) mark: Option<usize>,
}

/// The paragraphs of all pages; a first heading that only says the title again is left out.
pub(super) fn blocks(document: &Document) -> Vec<Block> {
    let mut blocks = Vec::new();
    let outline: Vec<(usize, &OutlineEntry)> = document.outline.iter().enumerate().collect();
    for (number, page) in document.pages.iter().enumerate() {
        let first = outline.partition_point(|(_, entry)| entry.page < page.number);
        let last = outline.partition_point(|(_, entry)| entry.page <= page.number);
        let mut of_page = of_page(page, &outline[first..last], document.paginated);
        for block in &mut of_page {
            block.page = number;
        }
        blocks.append(&mut of_page);
    }
    let says_title = |block: &Block| {
        block.is_heading && block.text.split_whitespace().eq(document.title.split_whitespace())
    };
    if let [first, second, ..] = blocks.as_mut_slice()
        && says_title(first)
    {
        second.anchors.append(&mut first.anchors);
        blocks.remove(0);
    }
    blocks
}

fn of_page(page: &Page, headings: &[(usize, &OutlineEntry)], paginated: bool) -> Vec<Block> {
    let text = page.shown();
    let mut blocks = paragraphs(&text, headings);
    if paginated {
        let longest = text.lines().map(length).max().unwrap_or_default();
        for block in &mut blocks {
            block.text = joined(&block.text, longest);
        }
    }
    blocks.into_iter().flat_map(divided).collect()
}

/// A block as it is, or in pieces where it is too long.
fn divided(mut block: Block) -> Vec<Block> {
    let mut pieces = Vec::new();
    while block.text.len() > BLOCK_BYTES {
        let far = block.text.floor_char_boundary(BLOCK_BYTES);
        let at = block.text[..far].rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(far);
        let rest = block.text.split_off(at);
        let next = Block { text: rest, anchors: Vec::new(), ..block.clone() };
        pieces.push(std::mem::replace(&mut block, next));
    }
    pieces.push(block);
    pieces
}

/// The parts of a text, each by its blocks; one empty part where there are none.
pub(super) fn parts(blocks: &[Block]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (number, block) in blocks.iter().enumerate() {
        let is_new_page = number == start || blocks[number - 1].page != block.page;
        let size = block.text.len() + BLOCK_MARKUP_BYTES + if is_new_page { PAGE_MARKUP_BYTES } else { 0 };
        if bytes + size > PART_BYTES && number > start {
            parts.push(start..number);
            (start, bytes) = (number, 0);
        }
        bytes += size;
    }
    parts.push(start..blocks.len());
    parts
}

/// The texts of blocks as one, with the place of each.
pub(super) fn whole(blocks: &[Block]) -> (String, Vec<Range<usize>>) {
    let mut whole = String::new();
    let mut places = Vec::with_capacity(blocks.len());
    for block in blocks {
        let start = whole.len();
        whole.push_str(&block.text);
        places.push(start..whole.len());
        whole.push_str("\n\n");
    }
    (whole, places)
}

/// The pieces of a block at a place of the whole text, by the marks there; `numbers` counts them.
pub(super) fn pieces(
    text: &str,
    place: &Range<usize>,
    marks: &[Range<usize>],
    numbers: &mut usize,
) -> Vec<Piece> {
    let first = marks.partition_point(|mark| mark.end <= place.start);
    let (mut pieces, mut at) = (Vec::new(), 0);
    for mark in marks[first..].iter().take_while(|mark| mark.start < place.end) {
        let start = mark.start.saturating_sub(place.start).max(at);
        let end = mark.end.min(place.end) - place.start;
        let (Some(before), Some(marked)) = (text.get(at..start), text.get(start..end)) else { continue };
        if *numbers == MAX_MARKS {
            break;
        }
        *numbers += 1;
        if !before.is_empty() {
            pieces.push(Piece { text: before.to_owned(), mark: None });
        }
        pieces.push(Piece { text: marked.to_owned(), mark: Some(*numbers) });
        at = end;
    }
    if at < text.len() {
        pieces.push(Piece { text: text[at..].to_owned(), mark: None });
    }
    pieces
}

/// A paragraph without the line breaks that only the width of the paper made: a break stays after
/// a short line and before a numbered one.
fn joined(paragraph: &str, longest: usize) -> String {
    let mut joined = String::with_capacity(paragraph.len());
    let mut is_full = false;
    for line in paragraph.lines() {
        if !joined.is_empty() {
            joined.push(if is_full && !begins_item(line) { ' ' } else { '\n' });
        }
        joined.push_str(line);
        is_full = length(line) * 10 >= longest * FULL_LINE_TENTHS;
    }
    joined
}

fn length(line: &str) -> usize {
    line.chars().count()
}

/// Whether a line begins as paragraphs and points of acts do: `§ 3`, `2.`, `10)`, `a)`, `–`.
fn begins_item(line: &str) -> bool {
    let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let after_letter = line.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or_default();
    after.len() < line.len() && after.starts_with(['.', ')'])
        || after_letter.starts_with(')')
        || line.starts_with(['§', '–', '—', '•', '-'])
}

/// The paragraphs of a text; each knows the headings that begin in it. These come in order.
fn paragraphs(text: &str, headings: &[(usize, &OutlineEntry)]) -> Vec<Block> {
    let mut headings = headings.iter().peekable();
    let (mut blocks, mut anchors, mut end) = (Vec::new(), Vec::new(), 0);
    for paragraph in text.split("\n\n") {
        end += paragraph.len() + "\n\n".len();
        let mut is_heading = false;
        while let Some((at, heading)) = headings.next_if(|(_, heading)| heading.start < end) {
            anchors.push(*at);
            is_heading |= is_named(paragraph, &heading.label);
        }
        if !paragraph.trim().is_empty() {
            let anchors = std::mem::take(&mut anchors);
            let text = paragraph.trim_matches('\n').to_owned();
            blocks.push(Block { text, is_heading, page: 0, anchors });
        }
    }
    blocks
}

/// Whether a paragraph is the heading of that label, which is cut where it is long.
fn is_named(paragraph: &str, label: &str) -> bool {
    let (mut words, all) = (paragraph.split_whitespace(), label.split_whitespace());
    let begins = |beginning: &str| beginning.split_whitespace().all(|word| words.next() == Some(word));
    paragraph.split_whitespace().eq(all) || label.strip_suffix('…').is_some_and(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_know_the_headings_that_begin_in_them() {
        let text = "Wstęp\n\nżółw\nłoś\n\n\n\n§ 1. Treść";
        let entry = |label: &str, start| OutlineEntry { label: label.to_owned(), page: 1, start };
        let (intro, section) = (entry("Wstęp", 0), entry("§ 1", text.find('§').expect("a section")));
        let blocks = paragraphs(text, &[(0, &intro), (1, &section)]);
        let seen: Vec<_> =
            blocks.iter().map(|b| (b.text.as_str(), b.is_heading, b.anchors.clone())).collect();
        let expected =
            [("Wstęp", true, vec![0]), ("żółw\nłoś", false, vec![]), ("§ 1. Treść", false, vec![1])];
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_long_heading_is_known_by_the_beginning_that_its_label_has() {
        assert!(is_named("Uchwała  w sprawie\nparków", "Uchwała w sprawie parków"));
        assert!(is_named("Uchwała w sprawie parków i zieleni", "Uchwała w sprawie…"));
        assert!(is_named("Wstęp…", "Wstęp…"));
        assert!(!is_named("Uchwała w sprawie parków", "Uchwała w"));
        assert!(!is_named("Uchwała o parkach", "Uchwała w sprawie…"));
    }

    #[test]
    fn lines_are_joined_where_only_the_paper_broke_them() {
        let text = "ZARZĄDZENIE\nPREZYDENTA\n2. Konwent jest ciałem opiniodawczym, jego\nstanowiska nie wiążą \
                    organów Miasta\n1) koordynowanie\n§ 2. Koniec";
        let expected = "ZARZĄDZENIE\nPREZYDENTA\n2. Konwent jest ciałem opiniodawczym, jego stanowiska nie \
                        wiążą organów Miasta\n1) koordynowanie\n§ 2. Koniec";
        assert_eq!(joined(text, 42), expected);
    }

    fn block(text: &str) -> Block {
        Block { text: text.to_owned(), is_heading: false, page: 0, anchors: vec![7] }
    }

    #[test]
    fn no_paragraph_and_no_part_is_longer_than_a_page_takes() {
        let pieces = divided(block(&"żółw ".repeat(5000)));
        assert!(pieces.iter().all(|piece| piece.text.len() <= BLOCK_BYTES));
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), "żółw ".repeat(5000));
        assert_eq!(pieces.iter().filter(|piece| !piece.anchors.is_empty()).count(), 1);
        let parts = parts(&pieces);
        assert!(parts.len() > 1 && parts[0].start == 0 && parts[parts.len() - 1].end == pieces.len());
        assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!(super::parts(&[]).len(), 1);
        assert_eq!(divided(block(&"ż".repeat(BLOCK_BYTES))).len(), 2);
    }

    #[test]
    fn marks_divide_the_blocks_that_they_touch() {
        let blocks = [block("ala ma"), block("kota")];
        let (whole, places) = whole(&blocks);
        assert_eq!(whole, "ala ma\n\nkota\n\n");
        // A phrase over both, and a mark that lies in neither.
        let marks = [4..10, 12..14];
        let mut numbers = 0;
        let mut shown = |at: usize| {
            let pieces = pieces(&blocks[at].text, &places[at], &marks, &mut numbers);
            pieces.into_iter().map(|piece| (piece.text, piece.mark)).collect::<Vec<_>>()
        };
        assert_eq!(shown(0), [("ala ".to_owned(), None), ("ma".to_owned(), Some(1))]);
        assert_eq!(shown(1), [("ko".to_owned(), Some(2)), ("ta".to_owned(), None)]);
    }
}
