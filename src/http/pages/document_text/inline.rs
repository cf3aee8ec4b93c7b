//! Splits a paragraph at its links, its struck-out ranges and its highlights, which may overlap in any way.
//!
//! Finding them is left to others. Invariants: the pieces in order are the text of the paragraph; a link lies
//! around struck-out ranges, and these lie around highlights; each highlight begins in one piece only.

use std::ops::Range;

use super::{block::Block, citation_links::CitationLink};

/// Maximum number of highlights in a part; a query of frequent words would otherwise make it too large.
const MAX_MARKS: usize = 500;

/// A run of a paragraph that leads to one place, or to none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LinkedRun {
    /// The number of the link among those of the document.
    pub(crate) link: Option<usize>,
    pub(crate) runs: Vec<StruckRun>,
}

impl LinkedRun {
    /// Returns the link around it.
    pub(crate) fn target<'a>(&self, links: &'a [CitationLink]) -> Option<&'a CitationLink> {
        links.get(self.link?)
    }
}

/// A run that is struck out in the original, or not.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StruckRun {
    pub(crate) is_struck: bool,
    /// Whether a struck-out range begins here; it may go on after the end of a link.
    pub(crate) is_begun: bool,
    pub(crate) pieces: Vec<InlinePiece>,
}

/// A piece of text, highlighted or not, after the places with these numbers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InlinePiece {
    pub(crate) text: String,
    pub(crate) mark: Option<InlineMark>,
    /// The numbers of the places.
    pub(crate) anchors: Vec<usize>,
}

/// A highlight, or the rest of one that is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InlineMark {
    /// Its number within the part, counted from 1.
    pub(crate) number: usize,
    pub(crate) is_begun: bool,
}

/// Text between two neighboring ends of links, struck-out ranges or highlights.
struct FlatPiece {
    link: Option<usize>,
    /// The number of the struck-out range, and whether it begins here.
    struck: Option<(usize, bool)>,
    piece: InlinePiece,
}

/// Splits a block at position `place` of the whole text; `marks` are the highlights of that text, and
/// `numbers` counts them.
pub(crate) fn runs(
    block: &Block,
    place: &Range<usize>,
    marks: &[Range<usize>],
    numbers: &mut usize,
) -> Vec<LinkedRun> {
    let flat = flat(block, &within(&block.text, place, marks, numbers), *numbers);
    let linked = flat.chunk_by(|one, next| one.link == next.link).map(<[FlatPiece]>::len).collect::<Vec<_>>();
    let mut flat = flat.into_iter();
    let run = |length| linked_run(flat.by_ref().take(length).collect());
    linked.into_iter().map(run).collect()
}

fn linked_run(flat: Vec<FlatPiece>) -> LinkedRun {
    let link = flat.first().and_then(|first| first.link);
    let mut runs: Vec<(Option<usize>, StruckRun)> = Vec::new();
    for FlatPiece { struck, piece, .. } in flat {
        let (number, is_begun) = struck.unzip();
        match runs.last_mut() {
            Some((last, run)) if *last == number => run.pieces.push(piece),
            _ => {
                let (is_struck, is_begun) = (number.is_some(), is_begun.unwrap_or_default());
                runs.push((number, StruckRun { is_struck, is_begun, pieces: vec![piece] }));
            }
        }
    }
    LinkedRun { link, runs: runs.into_iter().map(|(_, run)| run).collect() }
}

/// Returns the highlights in a text at position `place` of the whole text, as ranges of the text, as long as
/// the part may have more.
fn within(
    text: &str,
    place: &Range<usize>,
    marks: &[Range<usize>],
    numbers: &mut usize,
) -> Vec<Range<usize>> {
    let first = marks.partition_point(|mark| mark.end <= place.start);
    let here = marks[first..].iter().take_while(|mark| mark.start < place.end);
    let own =
        |mark: &Range<usize>| mark.start.saturating_sub(place.start)..mark.end.min(place.end) - place.start;
    let own = here.map(own).filter(|range| text.get(range.clone()).is_some());
    let own: Vec<Range<usize>> = own.take(MAX_MARKS.saturating_sub(*numbers)).collect();
    *numbers += own.len();
    own
}

/// Splits a block wherever anything begins or ends; `last` is the number of the last of these highlights.
fn flat(block: &Block, marks: &[Range<usize>], last: usize) -> Vec<FlatPiece> {
    let links = block.links.iter().map(|link| &link.range);
    let ranges = marks.iter().chain(&block.struck).chain(links);
    let mut cuts: Vec<usize> = ranges.flat_map(|range| [range.start, range.end]).collect();
    cuts.extend(block.anchors.iter().map(|anchor| anchor.at));
    cuts.extend([0, block.text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |cut: &[usize]| {
        let at = cut[0];
        let text = block.text.get(at..cut[1])?.to_owned();
        let mark = around(marks, at, |mark| mark).map(|number| InlineMark {
            number: last - marks.len() + number + 1,
            is_begun: marks[number].start == at,
        });
        let struck = around(&block.struck, at, |range| range);
        let anchors = block.anchors.iter().filter(|anchor| anchor.at == at);
        let anchors = anchors.map(|anchor| anchor.number).collect();
        Some(FlatPiece {
            link: around(&block.links, at, |link| &link.range).map(|at| block.links[at].number),
            struck: struck.map(|number| (number, block.struck[number].start == at)),
            piece: InlinePiece { text, mark, anchors },
        })
    };
    cuts.windows(2).filter_map(piece).collect()
}

/// Returns the number of the range around the byte at `at`, of ranges in order that do not overlap.
fn around<T>(ranges: &[T], at: usize, range: impl Fn(&T) -> &Range<usize>) -> Option<usize> {
    let number = ranges.partition_point(|one| range(one).end <= at);
    ranges.get(number).filter(|one| range(one).start <= at).map(|_| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::pages::document_text::block::{BlockAnchor, BlockLink};

    fn block(text: &str) -> Block {
        Block { text: text.to_owned(), ..Block::default() }
    }

    /// Writes runs as HTML, links as `<a N>` and the rest of a divided highlight as `<mark>` without a
    /// number.
    fn html(runs: &[LinkedRun]) -> String {
        let mut html = String::new();
        for linked in runs {
            html.extend(linked.link.map(|number| format!("<a {number}>")));
            for struck in &linked.runs {
                let sign = if struck.is_begun { "<del *>" } else { "<del>" };
                html.push_str(if struck.is_struck { sign } else { "" });
                for InlinePiece { text, mark, anchors } in &struck.pieces {
                    html.extend(anchors.iter().map(|number| format!("#{number} ")));
                    let number = mark.filter(|mark| mark.is_begun).map(|mark| format!(" {}", mark.number));
                    let number = number.unwrap_or_default();
                    html.push_str(&mark.map_or(text.clone(), |_| format!("<mark{number}>{text}</mark>")));
                }
                html.push_str(if struck.is_struck { "</del>" } else { "" });
            }
            html.push_str(linked.link.map_or("", |_| "</a>"));
        }
        html
    }

    /// A range of a text.
    type Place = (usize, usize);

    #[track_caller]
    fn check(links: &[Place], struck: &[Place], marks: &[Place], expected: &str) {
        let ranges = |places: &[Place]| places.iter().map(|(start, end)| *start..*end).collect::<Vec<_>>();
        let links = ranges(links).into_iter().enumerate();
        let links = links.map(|(number, range)| BlockLink { range, number }).collect();
        let block = Block { links, struck: ranges(struck), ..block("abcdefghij") };
        assert_eq!(html(&runs(&block, &(0..10), &ranges(marks), &mut 0)), expected);
    }

    #[test]
    fn links_struck_out_text_and_highlights_nest_however_they_overlap() {
        check(&[], &[], &[], "abcdefghij");
        check(&[(2, 6)], &[], &[(3, 4)], "ab<a 0>c<mark 1>d</mark>ef</a>ghij");
        check(&[(2, 6)], &[], &[(0, 4)], "<mark 1>ab</mark><a 0><mark>cd</mark>ef</a>ghij");
        let expected = "ab<a 0>cd<mark 1>ef</mark></a><mark>gh</mark><mark 2>i</mark>j";
        check(&[(2, 6)], &[], &[(4, 8), (8, 9)], expected);
        let expected = "ab<a 0>cde<mark 1>f</mark></a><a 1><mark>g</mark>h</a>ij";
        check(&[(2, 6), (6, 8)], &[], &[(5, 7)], expected);
        check(&[], &[(1, 5)], &[(3, 7)], "a<del *>bc<mark 1>de</mark></del><mark>fg</mark>hij");
        let expected = "<del *>ab<mark 1>c</mark></del><a 0><del><mark>d</mark>e</del>fghij</a>";
        check(&[(3, 10)], &[(0, 5)], &[(2, 4)], expected);
        check(&[], &[(0, 2), (2, 3)], &[], "<del *>ab</del><del *>c</del>defghij");
    }

    #[test]
    fn sections_begin_exactly_where_they_do() {
        let anchor = |(number, at)| BlockAnchor { number, at };
        let anchors = [(4, 0), (5, 0), (6, 5)].map(anchor).into();
        let links = vec![BlockLink { range: 2..8, number: 0 }];
        let block = Block { anchors, links, ..block("abcdefghij") };
        let shown = html(&runs(&block, &(0..10), std::slice::from_ref(&(5..7)), &mut 0));
        assert_eq!(shown, "#4 #5 ab<a 0>cde#6 <mark 1>fg</mark>h</a>ij");
    }

    #[test]
    fn highlights_split_the_blocks_they_overlap() {
        let mut numbers = 0;
        // The blocks are at 0 and 8; a phrase across both, and a highlight in neither.
        let marks = [4..10, 12..14];
        let first = html(&runs(&block("ala ma"), &(0..6), &marks, &mut numbers));
        let second = html(&runs(&block("kota"), &(8..12), &marks, &mut numbers));
        assert_eq!((&*first, &*second), ("ala <mark 1>ma</mark>", "<mark 2>ko</mark>ta"));
    }

    #[test]
    fn the_number_of_highlights_of_a_part_is_bounded() {
        let marks: Vec<Range<usize>> = (0..10).map(|at| at..at + 1).collect();
        let mut numbers = MAX_MARKS - 2;
        let shown = html(&runs(&block("abcdefghij"), &(0..10), &marks, &mut numbers));
        assert_eq!(shown, "<mark 499>a</mark><mark 500>b</mark>cdefghij");
    }
}
