//! The text of a document as a page shows it: paragraphs and headings, divided into parts, with words
//! highlighted.
//!
//! `anchors` are the places with addresses, `block` is a paragraph, `inline` splits it, and `citation_links`
//! says where cited acts are. Finding the highlights is left to the service. Invariants: the size of each
//! part is bounded, whatever the text; only the requested blocks are in memory; the work is proportional to
//! the length of the text; what is shown is the text of the document, except for line breaks made only by the
//! width of the paper.

pub(crate) mod anchors;
pub(crate) mod block;
pub(crate) mod citation_links;
pub(crate) mod inline;

use std::{
    borrow::Cow,
    ops::{ControlFlow, Range, RangeInclusive},
};

use self::{
    anchors::PageAnchor,
    block::{Block, BlockAnchor, BlockLink},
    citation_links::CitationLink,
};
use crate::document::{Document, Span};

/// The size of a part with its markup, in bytes: with the rest of the page it stays below 60 KB.
const PART_BYTES: usize = 24 << 10;
/// Approximate size in bytes of the markup around a paragraph and around a page, so that many short ones fill
/// a part, too.
const BLOCK_MARKUP_BYTES: usize = 140;
const PAGE_MARKUP_BYTES: usize = 700;
/// Approximate size in bytes of an anchor, and the maximum number of sections and topics that begin in one
/// paragraph.
const ANCHOR_BYTES: usize = 60;
const MAX_ANCHORS: usize = 150;
/// Approximate size in bytes of the markup of struck-out text, and the maximum number of struck-out pieces in
/// a paragraph.
const STRUCK_BYTES: usize = 60;
const MAX_STRUCK: usize = 50;
/// Approximate size in bytes of the markup of a link besides its URL, and the maximum number of links in a
/// paragraph.
const LINK_BYTES: usize = 40;
const MAX_LINKS: usize = 50;
/// Longer paragraphs are divided; no sentence is as long.
const BLOCK_BYTES: usize = 4 << 10;
/// A line at least this long, in tenths of the longest line on its page, continues on the next line.
/// Justified lines have nine or ten; headings and table rows rarely have more than six.
const FULL_LINE_TENTHS: usize = 7;

/// A block that borrows its text.
#[derive(Debug)]
struct VisitedBlock<'a> {
    text: &'a str,
    is_heading: bool,
    page: usize,
    anchors: Vec<BlockAnchor>,
    struck: Vec<Range<usize>>,
    links: Vec<BlockLink>,
    /// The size of the URLs of the links, in bytes.
    link_bytes: usize,
}

impl VisitedBlock<'_> {
    /// Returns the size of the block with its markup.
    fn bytes(&self) -> usize {
        let markup = self.anchors.len() * ANCHOR_BYTES + self.struck.len() * STRUCK_BYTES;
        let links = self.links.len() * LINK_BYTES + self.link_bytes;
        self.text.len() + BLOCK_MARKUP_BYTES + markup + links
    }

    fn block(self) -> Block {
        let Self { text, is_heading, page, anchors, struck, links, .. } = self;
        Block { text: text.to_owned(), is_heading, page, anchors, struck, links }
    }
}

/// A run of blocks that are shown together; it may be the whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DocumentPart {
    pub(crate) blocks: Range<usize>,
    /// The pages of the first and the last block, counted from 0.
    pub(crate) pages: RangeInclusive<usize>,
}

/// A text divided into parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DividedText {
    /// The parts; one empty part if there is no text.
    pub(crate) parts: Vec<DocumentPart>,
    /// The total size including markup, in bytes.
    pub(crate) bytes: usize,
    /// The part in which each place with an address begins.
    pub(crate) part_of: Vec<usize>,
}

/// Divides a text with these links into parts.
pub(crate) fn divide(document: &Document, links: &[CitationLink]) -> DividedText {
    let mut parts: Vec<DocumentPart> = Vec::new();
    let (mut bytes, mut all, mut part_of) = (0, 0, vec![None; anchors::count(document)]);
    walk(document, links, &mut |number, block| {
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
        for anchor in &block.anchors {
            part_of[anchor.number] = Some(parts.len() - 1);
        }
        ControlFlow::Continue(())
    });
    if parts.is_empty() {
        parts.push(DocumentPart { blocks: 0..0, pages: 0..=0 });
    }
    // A place without a paragraph of its own is where the one before it is.
    let mut last = 0;
    let part_of = part_of.into_iter().map(|part| {
        last = part.unwrap_or(last);
        last
    });
    DividedText { bytes: all, part_of: part_of.collect(), parts }
}

/// Returns the blocks with these numbers; all others are skipped, and the text is read only as far as needed.
pub(crate) fn blocks(document: &Document, links: &[CitationLink], wanted: &Range<usize>) -> Vec<Block> {
    let mut blocks = Vec::new();
    walk(document, links, &mut |number, block| {
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
fn walk(document: &Document, links: &[CitationLink], visit: &mut BlockVisitor<'_>) {
    let says_title = |block: &VisitedBlock<'_>| {
        block.is_heading && block.text.split_whitespace().eq(document.title.split_whitespace())
    };
    let (mut number, mut is_begun, mut title) = (0, false, None::<Block>);
    let mut pass = |mut block: VisitedBlock<'_>| {
        if !std::mem::replace(&mut is_begun, true) && says_title(&block) {
            title = Some(block.block());
            return ControlFlow::Continue(());
        }
        let of_title = title.take().into_iter().flat_map(|title| title.anchors);
        let of_title: Vec<BlockAnchor> = of_title.map(|anchor| BlockAnchor { at: 0, ..anchor }).collect();
        block.anchors.splice(0..0, of_title);
        number += 1;
        visit(number - 1, block)
    };
    let topics = anchors::topics(document);
    for (number, page) in document.pages.iter().enumerate() {
        let anchors = anchors::on_page(document, &topics, page);
        let paginated = document.paginated;
        let visited_page = VisitedPage {
            number,
            paginated,
            anchors: &anchors,
            struck: &page.struck,
            links: (links, CitationLink::on_page(links, page.number)),
        };
        if visited_page.walk(&page.shown(), &mut pass).is_break() {
            return;
        }
    }
    // The title is all the text there is.
    if let Some(Block { text, is_heading, page, anchors, struck, links }) = title {
        let text = &text;
        let _ = visit(0, VisitedBlock { text, is_heading, page, anchors, struck, links, link_bytes: 0 });
    }
}

/// A page whose paragraphs are visited.
struct VisitedPage<'a> {
    /// Its number, counted from 0.
    number: usize,
    /// Whether its lines are those of a sheet of paper.
    paginated: bool,
    /// The places with addresses on it, in order.
    anchors: &'a [PageAnchor<'a>],
    /// The struck-out ranges of its text, in order.
    struck: &'a [Span],
    /// The links of the document, and the numbers of those on the page.
    links: (&'a [CitationLink], Range<usize>),
}

impl VisitedPage<'_> {
    /// Visits the paragraphs of its text, long ones in pieces, each with the places that are in it.
    fn walk(
        &self,
        text: &str,
        pass: &mut impl FnMut(VisitedBlock<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let longest = if self.paginated { text.lines().map(length).max() } else { None };
        let mut places = self.anchors.iter().peekable();
        let (mut anchors, mut end) = (Vec::new(), 0);
        for paragraph in text.split("\n\n") {
            end += paragraph.len() + "\n\n".len();
            let mut is_heading = false;
            while let Some(place) = places.next_if(|place| place.start < end) {
                if anchors.len() < MAX_ANCHORS {
                    anchors.push(BlockAnchor { number: place.number, at: place.start });
                }
                is_heading |= place.label.is_some_and(|label| is_named(paragraph, label));
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
                let (page, struck) = (self.number, self.struck_in(start, piece));
                let later =
                    anchors.split_off(anchors.partition_point(|anchor| anchor.at < start + piece.len()));
                let mut anchors = std::mem::replace(&mut anchors, later);
                for anchor in &mut anchors {
                    anchor.at = piece.floor_char_boundary(anchor.at.saturating_sub(start));
                }
                let links = self.links_in(start, piece);
                let link_bytes = links.iter().map(|link| self.links.0[link.number].href.len()).sum();
                start += piece.len();
                pass(VisitedBlock { text: piece, is_heading, page, anchors, struck, links, link_bytes })?;
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

    /// Returns the links in a piece that begins at `start`.
    fn links_in(&self, start: usize, piece: &str) -> Vec<BlockLink> {
        let (all, ref here) = self.links;
        let first = here.start + all[here.clone()].partition_point(|link| link.range.end <= start);
        let numbered = (first..here.end).map(|number| (number, &all[number].range));
        let here = numbered.take_while(|(_, range)| range.start < start + piece.len());
        let within = |(number, range): (usize, &Range<usize>)| {
            let range = range.start.saturating_sub(start)..(range.end - start).min(piece.len());
            BlockLink { range, number }
        };
        let is_cut_well = |link: &BlockLink| piece.get(link.range.clone()).is_some();
        here.map(within).filter(is_cut_well).take(MAX_LINKS).collect()
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
    use crate::document::{OutlineEntry, Page};

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
        let seen: Vec<_> = blocks.iter().map(|b| (b.text.as_str(), b.is_heading, places(b))).collect();
        let expected = [
            ("Wstęp", true, vec![(0, 0)]),
            ("żółw\nłoś", false, vec![]),
            ("§ 1. Treść", false, vec![(1, 0)]),
        ];
        assert_eq!(seen, expected);
    }

    /// Returns the numbers of the outline entries that begin in a block, and where.
    fn places(block: &Block) -> Vec<(usize, usize)> {
        block.anchors.iter().map(|anchor| (anchor.number, anchor.at)).collect()
    }

    #[test]
    fn sections_that_begin_within_a_paragraph_have_their_places_in_it() {
        let text = format!("{} § 1. Żółw\n§ 2. Łoś", "ż ".repeat(BLOCK_BYTES / 3));
        let entry = |label: &str| OutlineEntry {
            label: label.to_owned(),
            page: 1,
            start: text.find(label).expect("a section"),
            ..OutlineEntry::default()
        };
        let outline = vec![entry("§ 1"), entry("Żółw"), entry("§ 2")];
        let blocks = all(&Document { outline, ..document(&text) });
        let [first, second] = &blocks[..] else { panic!("two blocks: {blocks:?}") };
        assert_eq!(places(first), []);
        let at = |label: &str| second.text.find(label).expect("a section");
        assert_eq!(places(second), [(0, at("§ 1")), (1, at("Żółw")), (2, at("§ 2"))]);
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
        blocks(document, &[], &(0..usize::MAX))
    }

    #[track_caller]
    fn check_parts(document: &Document) {
        let DividedText { parts, bytes, part_of } = divide(document, &[]);
        let all = all(document);
        assert_eq!(bytes, parts.iter().map(|part| part_bytes(&all[part.blocks.clone()])).sum::<usize>());
        assert!(parts[0].blocks.start == 0 && parts[parts.len() - 1].blocks.end == all.len());
        assert!(parts.windows(2).all(|pair| pair[0].blocks.end == pair[1].blocks.start));
        for part in &parts {
            let blocks = &all[part.blocks.clone()];
            assert_eq!(super::blocks(document, &[], &part.blocks), blocks);
            assert_eq!(part.pages, blocks[0].page..=blocks[blocks.len() - 1].page);
            assert!(part_bytes(blocks) <= PART_BYTES || blocks.len() == 1);
        }
        for (number, part) in parts.iter().enumerate() {
            let anchors = all[part.blocks.clone()].iter().flat_map(|block| &block.anchors);
            assert!(anchors.copied().all(|anchor| part_of[anchor.number] == number));
        }
    }

    fn bytes(block: &Block) -> usize {
        let Block { text, is_heading, page, anchors, struck, links } = block.clone();
        VisitedBlock { text: &text, is_heading, page, anchors, struck, links, link_bytes: 0 }.bytes()
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
        assert_eq!(divide(&document(""), &[]).parts, [DocumentPart { blocks: 0..0, pages: 0..=0 }]);
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
            let DividedText { parts, bytes, .. } = divide(&document, &[]);
            let blocks = blocks(&document, &[], &parts[parts.len() - 1].blocks);
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
        assert_eq!((only.text.as_str(), places(only)), ("Treść", vec![(0, 0)]));
        assert_eq!(titled("Tytuł")[0].text, "Tytuł");
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
        let shown: Vec<&str> = blocks[1].struck.iter().map(|range| &blocks[1].text[range.clone()]).collect();
        assert_eq!(shown, ["100", "żółw"]);
    }

    #[test]
    fn links_are_assigned_to_each_paragraph_and_divided_with_long_ones() {
        let text = format!("Wstęp\n\nUchwała {} żółw", "x".repeat(2 * BLOCK_BYTES));
        let link = |range| CitationLink { page: 1, range, href: "/d".to_owned(), is_external: false };
        let document = document(&text);
        let links = [link(0..3), link("Wstęp\n\n".len()..text.len() - 1)];
        let blocks = blocks(&document, &links, &(0..usize::MAX));
        let shown = |block: &Block| {
            let link = block.links.first().expect("a link");
            (link.number, link.range.clone() == (0..block.text.len()))
        };
        assert_eq!(
            blocks.iter().map(shown).collect::<Vec<_>>(),
            [(0, false), (1, true), (1, true), (1, true), (1, false)]
        );
        assert!(divide(&document, &links).bytes > divide(&document, &[]).bytes + LINK_BYTES);
    }
}
