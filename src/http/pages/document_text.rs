//! The text of a document as a page shows it: paragraphs and headings, divided into parts, with words
//! highlighted.
//!
//! Finding the highlights is left to the service. Invariants: the size of each part is bounded, whatever the
//! text; only the requested blocks are in memory; the work is proportional to the length of the text; what is
//! shown is the text of the document, except for line breaks made only by the width of the paper.

use std::{
    borrow::Cow,
    ops::{ControlFlow, Range, RangeInclusive},
};

use crate::document::{Document, OutlineEntry, Span};

/// The size of a part with its markup, in bytes: with the rest of the page it stays below 60 KB.
const PART_BYTES: usize = 24 << 10;
/// Approximate size in bytes of the markup around a paragraph and around a page, so that many short ones fill
/// a part, too.
const BLOCK_MARKUP_BYTES: usize = 140;
const PAGE_MARKUP_BYTES: usize = 700;
/// Approximate size in bytes of the anchor of a heading, and the maximum number of headings that begin in one
/// paragraph.
const ANCHOR_BYTES: usize = 35;
const MAX_ANCHORS: usize = 50;
/// Approximate size in bytes of the markup of struck-out text, and the maximum number of struck-out pieces in
/// a paragraph.
const STRUCK_BYTES: usize = 60;
const MAX_STRUCK: usize = 50;
/// Longer paragraphs are divided; no sentence is as long.
const BLOCK_BYTES: usize = 4 << 10;
/// Maximum number of highlights in a part; a query of frequent words would otherwise make it too large.
const MAX_MARKS: usize = 500;
/// A line at least this long, in tenths of the longest line on its page, continues on the next line.
/// Justified lines have nine or ten; headings and table rows rarely have more than six.
const FULL_LINE_TENTHS: usize = 7;

/// A paragraph or heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) text: String,
    pub(crate) is_heading: bool,
    /// Its page, counted from 0 among those of the document.
    pub(crate) page: usize,
    /// The outline entries that point here.
    pub(crate) anchors: Vec<usize>,
    /// The struck-out ranges of its text, in bytes.
    pub(crate) struck: Vec<Range<usize>>,
}

/// A block that borrows its text.
#[derive(Debug)]
struct VisitedBlock<'a> {
    text: &'a str,
    is_heading: bool,
    page: usize,
    anchors: Vec<usize>,
    struck: Vec<Range<usize>>,
}

impl VisitedBlock<'_> {
    /// Returns the size of the block with its markup.
    fn bytes(&self) -> usize {
        let markup = self.anchors.len() * ANCHOR_BYTES + self.struck.len() * STRUCK_BYTES;
        self.text.len() + BLOCK_MARKUP_BYTES + markup
    }

    fn block(self) -> Block {
        let Self { text, is_heading, page, anchors, struck } = self;
        Block { text: text.to_owned(), is_heading, page, anchors, struck }
    }
}

/// A piece of a block, highlighted or not.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InlinePiece {
    pub(crate) text: String,
    /// The number of the highlight within the part, counted from 1.
    pub(crate) mark: Option<usize>,
    /// Whether the text is struck out in the original.
    pub(crate) is_struck: bool,
}

/// A run of blocks that are shown together; it may be the whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DocumentPart {
    pub(crate) blocks: Range<usize>,
    /// The pages of the first and the last block, counted from 0.
    pub(crate) pages: RangeInclusive<usize>,
}

/// Divides a text into parts (one empty part if there is no text), and returns them with the total size
/// including markup, in bytes.
pub(crate) fn divide(document: &Document) -> (Vec<DocumentPart>, usize) {
    let mut parts: Vec<DocumentPart> = Vec::new();
    let (mut bytes, mut all) = (0, 0);
    walk(document, &mut |number, block| {
        let page = block.page;
        let is_new_page = parts.last().is_none_or(|part| *part.pages.end() != page);
        let size =
            |is_first: bool| block.bytes() + if is_first || is_new_page { PAGE_MARKUP_BYTES } else { 0 };
        match parts.last_mut() {
            Some(part) if bytes + size(false) <= PART_BYTES => {
                bytes += size(false);
                all += size(false);
                *part =
                    DocumentPart { blocks: part.blocks.start..number + 1, pages: *part.pages.start()..=page };
            }
            _ => {
                bytes = size(true);
                all += bytes;
                parts.push(DocumentPart { blocks: number..number + 1, pages: page..=page });
            }
        }
        ControlFlow::Continue(())
    });
    if parts.is_empty() {
        parts.push(DocumentPart { blocks: 0..0, pages: 0..=0 });
    }
    (parts, all)
}

/// Returns the blocks with these numbers; all others are skipped, and the text is read only as far as needed.
pub(crate) fn blocks(document: &Document, wanted: &Range<usize>) -> Vec<Block> {
    let mut blocks = Vec::new();
    walk(document, &mut |number, block| {
        if wanted.contains(&number) {
            blocks.push(block.block());
        }
        if number + 1 < wanted.end { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    blocks
}

/// Called with each block and its number; returns whether to continue.
type BlockVisitor<'a> = dyn FnMut(usize, VisitedBlock<'_>) -> ControlFlow<()> + 'a;

/// Visits the paragraphs of all pages in order, so that a text of millions of paragraphs is never in memory
/// twice. A first heading that only repeats the title is left out.
fn walk(document: &Document, visit: &mut BlockVisitor<'_>) {
    let says_title = |block: &VisitedBlock<'_>| {
        block.is_heading && block.text.split_whitespace().eq(document.title.split_whitespace())
    };
    let (mut number, mut is_begun, mut title) = (0, false, None::<Block>);
    let mut pass = |mut block: VisitedBlock<'_>| {
        if !std::mem::replace(&mut is_begun, true) && says_title(&block) {
            title = Some(block.block());
            return ControlFlow::Continue(());
        }
        block.anchors.extend(title.take().into_iter().flat_map(|title| title.anchors));
        number += 1;
        visit(number - 1, block)
    };
    let outline: Vec<(usize, &OutlineEntry)> = document.outline.iter().enumerate().collect();
    for (number, page) in document.pages.iter().enumerate() {
        let first = outline.partition_point(|(_, entry)| entry.page < page.number);
        let last = outline.partition_point(|(_, entry)| entry.page <= page.number);
        let (paginated, headings) = (document.paginated, &outline[first..last]);
        let visited_page = VisitedPage { number, paginated, headings, struck: &page.struck };
        if visited_page.walk(&page.shown(), &mut pass).is_break() {
            return;
        }
    }
    // The title is all the text there is.
    if let Some(Block { text, is_heading, page, anchors, struck }) = title {
        let _ = visit(0, VisitedBlock { text: &text, is_heading, page, anchors, struck });
    }
}

/// A page whose paragraphs are visited.
struct VisitedPage<'a> {
    /// Its number, counted from 0.
    number: usize,
    /// Whether its lines are those of a sheet of paper.
    paginated: bool,
    /// The headings that begin on it, in order, with their numbers.
    headings: &'a [(usize, &'a OutlineEntry)],
    /// The struck-out ranges of its text, in order.
    struck: &'a [Span],
}

impl VisitedPage<'_> {
    /// Visits the paragraphs of its text, long ones in pieces, each with the headings that begin in it.
    fn walk(
        &self,
        text: &str,
        pass: &mut impl FnMut(VisitedBlock<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let longest = if self.paginated { text.lines().map(length).max() } else { None };
        let mut headings = self.headings.iter().peekable();
        let (mut anchors, mut end) = (Vec::new(), 0);
        for paragraph in text.split("\n\n") {
            end += paragraph.len() + "\n\n".len();
            let mut is_heading = false;
            while let Some((at, heading)) = headings.next_if(|(_, heading)| heading.start < end) {
                if anchors.len() < MAX_ANCHORS {
                    anchors.push(*at);
                }
                is_heading |= is_named(paragraph, &heading.label);
            }
            if paragraph.trim().is_empty() {
                continue;
            }
            let shown = paragraph.trim_start_matches('\n');
            let mut start = end - "\n\n".len() - shown.len();
            let shown = shown.trim_end_matches('\n');
            // Joining lines replaces one byte with another, so offsets stay valid.
            let shown = longest.map_or(Cow::Borrowed(shown), |longest| joined(shown, longest).into());
            for piece in divided(&shown) {
                let (anchors, struck) = (std::mem::take(&mut anchors), self.struck_in(start, piece));
                start += piece.len();
                pass(VisitedBlock { text: piece, is_heading, page: self.number, anchors, struck })?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Returns the struck-out ranges of a piece that begins at `start`, as byte ranges within the piece.
    fn struck_in(&self, start: usize, piece: &str) -> Vec<Range<usize>> {
        let first = self.struck.partition_point(|span| span.end <= start);
        let here = self.struck[first..].iter().take_while(|span| span.start < start + piece.len());
        let within = |span: &Span| span.start.saturating_sub(start)..(span.end - start).min(piece.len());
        here.map(within).filter(|range| piece.get(range.clone()).is_some()).take(MAX_STRUCK).collect()
    }
}

/// Yields a paragraph, in pieces if it is too long.
fn divided(paragraph: &str) -> impl Iterator<Item = &str> {
    let mut rest = paragraph;
    std::iter::from_fn(move || {
        let far = rest.floor_char_boundary(BLOCK_BYTES);
        let near = rest[..far].rfind(char::is_whitespace).filter(|at| *at > 0);
        let (piece, after) = rest.split_at(if far < rest.len() { near.unwrap_or(far) } else { far });
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Concatenates the texts of blocks, and returns the range of each.
pub(crate) fn whole(blocks: &[Block]) -> (String, Vec<Range<usize>>) {
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

/// Splits a block at position `place` of the whole text at its highlights and struck-out ranges; `numbers`
/// counts the highlights.
pub(crate) fn pieces(
    block: &Block,
    place: &Range<usize>,
    marks: &[Range<usize>],
    numbers: &mut usize,
) -> Vec<InlinePiece> {
    let mut at = 0;
    let mut pieces = Vec::new();
    for piece in marked(&block.text, place, marks, numbers) {
        let end = at + piece.text.len();
        strike(piece, at, &block.struck, &mut pieces);
        at = end;
    }
    pieces
}

/// Splits a piece that begins at `start` of its block at the struck-out ranges; a highlight stays whole.
fn strike(piece: InlinePiece, start: usize, struck: &[Range<usize>], pieces: &mut Vec<InlinePiece>) {
    let first = struck.partition_point(|range| range.end <= start);
    if piece.mark.is_some() {
        let is_struck = struck.get(first).is_some_and(|range| range.start <= start);
        return pieces.push(InlinePiece { is_struck, ..piece });
    }
    let mut at = start;
    let end = start + piece.text.len();
    let mut push = |to: usize, is_struck: bool| {
        if let Some(text) = piece.text.get(at - start..to - start).filter(|text| !text.is_empty()) {
            pieces.push(InlinePiece { text: text.to_owned(), mark: None, is_struck });
        }
        at = to.max(at);
    };
    for range in struck[first..].iter().take_while(|range| range.start < end) {
        push(range.start.clamp(start, end), false);
        push(range.end.min(end), true);
    }
    push(end, false);
}

/// Splits a text at position `place` of the whole text at its highlights.
fn marked(text: &str, place: &Range<usize>, marks: &[Range<usize>], numbers: &mut usize) -> Vec<InlinePiece> {
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
            pieces.push(InlinePiece { text: before.to_owned(), mark: None, is_struck: false });
        }
        pieces.push(InlinePiece { text: marked.to_owned(), mark: Some(*numbers), is_struck: false });
        at = end;
    }
    if at < text.len() {
        pieces.push(InlinePiece { text: text[at..].to_owned(), mark: None, is_struck: false });
    }
    pieces
}

/// Removes the line breaks of a paragraph made only by the width of the paper: a break stays after a short
/// line and before a numbered one.
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

/// Returns whether a line begins like a paragraph or point of an act: `§ 3`, `2.`, `10)`, `a)`, `–`.
fn begins_item(line: &str) -> bool {
    let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let after_letter = line.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or_default();
    after.len() < line.len() && after.starts_with(['.', ')'])
        || after_letter.starts_with(')')
        || line.starts_with(['§', '–', '—', '•', '-'])
}

/// Returns whether a paragraph is the heading with this label, which may be truncated.
fn is_named(paragraph: &str, label: &str) -> bool {
    // No label is longer, however much white space there is.
    let paragraph = &paragraph[..paragraph.floor_char_boundary(BLOCK_BYTES)];
    let (mut words, all) = (paragraph.split_whitespace(), label.split_whitespace());
    let begins = |beginning: &str| beginning.split_whitespace().all(|word| words.next() == Some(word));
    paragraph.split_whitespace().eq(all) || label.strip_suffix('…').is_some_and(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Page;

    #[test]
    fn each_paragraph_has_the_headings_that_begin_in_it() {
        let text = "Wstęp\n\nżółw\nłoś\n\n\n\n§ 1. Treść";
        let entry = |label: &str, start| OutlineEntry {
            label: label.to_owned(),
            page: 1,
            start,
            ..OutlineEntry::default()
        };
        let outline = vec![entry("Wstęp", 0), entry("§ 1", text.find('§').expect("a section"))];
        let blocks = all(&Document { outline, ..document(text) });
        let seen: Vec<_> =
            blocks.iter().map(|b| (b.text.as_str(), b.is_heading, b.anchors.clone())).collect();
        let expected =
            [("Wstęp", true, vec![0]), ("żółw\nłoś", false, vec![]), ("§ 1. Treść", false, vec![1])];
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_long_heading_matches_its_truncated_label() {
        assert!(is_named("Uchwała  w sprawie\nparków", "Uchwała w sprawie parków"));
        assert!(is_named("Uchwała w sprawie parków i zieleni", "Uchwała w sprawie…"));
        assert!(is_named("Wstęp…", "Wstęp…"));
        assert!(!is_named("Uchwała w sprawie parków", "Uchwała w"));
        assert!(!is_named("Uchwała o parkach", "Uchwała w sprawie…"));
    }

    #[test]
    fn only_line_breaks_due_to_the_paper_width_are_removed() {
        let text = "ZARZĄDZENIE\nPREZYDENTA\n2. Konwent jest ciałem opiniodawczym, jego\nstanowiska nie wiążą \
                    organów Miasta\n1) koordynowanie\n§ 2. Koniec";
        let expected = "ZARZĄDZENIE\nPREZYDENTA\n2. Konwent jest ciałem opiniodawczym, jego stanowiska nie \
                        wiążą organów Miasta\n1) koordynowanie\n§ 2. Koniec";
        assert_eq!(joined(text, 42), expected);
    }

    fn document(text: &str) -> Document {
        Document::new("a".parse().expect("an id"), "Tytuł", text)
    }

    fn all(document: &Document) -> Vec<Block> {
        blocks(document, &(0..usize::MAX))
    }

    fn block(text: &str) -> Block {
        Block { text: text.to_owned(), is_heading: false, page: 0, anchors: vec![7], struck: Vec::new() }
    }

    #[track_caller]
    fn check_parts(document: &Document) {
        let (parts, bytes) = divide(document);
        let all = all(document);
        assert_eq!(bytes, parts.iter().map(|part| part_bytes(&all[part.blocks.clone()])).sum::<usize>());
        assert!(parts[0].blocks.start == 0 && parts[parts.len() - 1].blocks.end == all.len());
        assert!(parts.windows(2).all(|pair| pair[0].blocks.end == pair[1].blocks.start));
        for part in &parts {
            let blocks = &all[part.blocks.clone()];
            assert_eq!(super::blocks(document, &part.blocks), blocks);
            assert_eq!(part.pages, blocks[0].page..=blocks[blocks.len() - 1].page);
            assert!(part_bytes(blocks) <= PART_BYTES || blocks.len() == 1);
        }
    }

    fn bytes(block: &Block) -> usize {
        let Block { text, is_heading, page, anchors, struck } = block.clone();
        VisitedBlock { text: &text, is_heading, page, anchors, struck }.bytes()
    }

    fn part_bytes(blocks: &[Block]) -> usize {
        let pages = 1 + blocks.windows(2).filter(|pair| pair[0].page != pair[1].page).count();
        pages * PAGE_MARKUP_BYTES + blocks.iter().map(bytes).sum::<usize>()
    }

    #[test]
    fn paragraphs_and_parts_are_bounded() {
        let text = "żółw ".repeat(5000);
        let entry =
            |start| OutlineEntry {
                label: "Nagłówek".to_owned(), page: 1, start, ..OutlineEntry::default()
            };
        let outline = (0..3000).map(|number| entry(number / 100)).collect();
        let long = Document { outline, ..document(&text) };
        let pieces = all(&long);
        assert!(pieces.len() > 1 && pieces.iter().all(|piece| piece.text.len() <= BLOCK_BYTES));
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        let anchors: Vec<usize> = pieces.iter().map(|piece| piece.anchors.len()).collect();
        assert_eq!((anchors[0], anchors[1..].iter().sum::<usize>()), (MAX_ANCHORS, 0));
        assert_eq!(divide(&document("")).0, [DocumentPart { blocks: 0..0, pages: 0..=0 }]);
        assert_eq!(all(&document(&"ż".repeat(BLOCK_BYTES))).len(), 2);
        check_parts(&long);
        check_parts(&document(&"a\n\n".repeat(20_000)));
        let page = |number| Page::new(number, format!("Strona {number}\n\n{}", "słowo ".repeat(600)));
        check_parts(&Document { pages: (1..80).map(page).collect(), paginated: true, ..document("") });
    }

    #[test]
    fn only_the_shown_part_of_a_long_text_is_copied() {
        // 8 MB without an empty line, or without a space: copying pieces of pieces would take gigabytes.
        for text in ["konwent rada miasta ".repeat(400_000), "x".repeat(8_000_000)] {
            let document = document(&text);
            let (parts, bytes) = divide(&document);
            let blocks = blocks(&document, &parts[parts.len() - 1].blocks);
            let held: usize = blocks.iter().map(|block| block.text.capacity()).sum();
            assert!(held <= PART_BYTES, "{held} bytes");
            assert!(bytes < 2 * text.len() && parts.len() > 300);
        }
    }

    #[test]
    fn a_heading_that_repeats_the_title_is_left_out_unless_it_is_the_only_text() {
        let outline =
            vec![OutlineEntry { label: "Tytuł".to_owned(), page: 1, start: 0, ..OutlineEntry::default() }];
        let titled = |text: &str| all(&Document { outline: outline.clone(), ..document(text) });
        let [only] = &titled("Tytuł\n\nTreść")[..] else { panic!("one block") };
        assert_eq!((only.text.as_str(), &only.anchors[..]), ("Treść", &[0][..]));
        assert_eq!(titled("Tytuł")[0].text, "Tytuł");
    }

    #[test]
    fn highlights_split_the_blocks_they_overlap() {
        let blocks = [block("ala ma"), block("kota")];
        let (whole, places) = whole(&blocks);
        assert_eq!(whole, "ala ma\n\nkota\n\n");
        // A phrase across both, and a highlight in neither.
        let marks = [4..10, 12..14];
        let mut numbers = 0;
        let mut shown = |at: usize| {
            let pieces = pieces(&blocks[at], &places[at], &marks, &mut numbers);
            pieces.into_iter().map(|piece| (piece.text, piece.mark)).collect::<Vec<_>>()
        };
        assert_eq!(shown(0), [("ala ".to_owned(), None), ("ma".to_owned(), Some(1))]);
        assert_eq!(shown(1), [("ko".to_owned(), Some(2)), ("ta".to_owned(), None)]);
    }

    #[test]
    fn struck_out_ranges_are_assigned_to_each_paragraph() {
        let text = "Wstęp\n\n\nKwota 100 250 zł, żółw";
        let at = |word: &str| text.find(word).expect("found");
        let span = |word: &str| Span { start: at(word), end: at(word) + word.len() };
        let mut document = document(text);
        document.pages[0].struck = vec![span("100"), span("żółw")];
        let blocks = all(&document);
        assert_eq!(blocks[0].struck, Vec::<Range<usize>>::new());
        let (_, places) = whole(&blocks);
        let kwota = places[1].start..places[1].start + "Kwota".len();
        let shown: Vec<_> = pieces(&blocks[1], &places[1], std::slice::from_ref(&kwota), &mut 0)
            .into_iter()
            .map(|piece| (piece.text, piece.mark, piece.is_struck))
            .collect();
        let piece = |text: &str, mark, is_struck| (text.to_owned(), mark, is_struck);
        let expected = [
            piece("Kwota", Some(1), false),
            piece(" ", None, false),
            piece("100", None, true),
            piece(" 250 zł, ", None, false),
            piece("żółw", None, true),
        ];
        assert_eq!(shown, expected);
    }
}
