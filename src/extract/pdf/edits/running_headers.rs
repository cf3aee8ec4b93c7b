//! Finds what surrounds the text on page after page: running headers, footers and page numbers.
//!
//! A line is furniture if it is near an edge of the page, in the same place and with the same words as on at
//! least three pages near each other, and its numbers are also the same or count the pages. What to do about
//! it is left to `edits`. Invariants: headings of acts are not furniture; a line is text if anything other
//! than furniture separates it from the edge.

use std::collections::{HashMap, HashSet};

use super::numerals::{self, LineShape};
use crate::{
    document::Page,
    extract::pdf::layout::{LinePlacement, PageLayout},
};

/// The share of the page's height at its top and bottom where furniture can be.
///
/// Headers of the journal of laws end at 0.1, four lines of footer of a bulletin begin at 0.12.
const BAND: f64 = 0.15;
/// The maximum number of rows of a band examined, from the edge on; the fullest footer seen has four.
const MAX_ROWS: usize = 8;
/// The distance below which baselines are one row, and rows on different pages are in the same place, in
/// points.
///
/// Programs round, and fonts within a row differ.
const SAME_PLACE: f64 = 4.0;
/// The minimum number of pages; on fewer, a line says the same by chance.
const MIN_PAGES: usize = 3;
/// The maximum distance between pages with the same line: odd and even pages differ, and one may lack it.
const MAX_STEP: usize = 4;
/// The maximum number of runs followed at once if many lines look alike.
const MAX_OPEN_RUNS: usize = 16;

/// The role of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineRole {
    /// Text of the document.
    Body,
    /// Furniture that appears here for the first time.
    First,
    /// Furniture that says nothing new.
    Repeated,
}

/// A line in a band.
#[derive(Debug, Clone)]
struct BandLine {
    page: usize,
    index: usize,
    row: usize,
    distance: f64,
    shape: LineShape,
}

/// Returns the role of each line of each page.
pub(super) fn roles(pages: &[Page], sheets: &[PageLayout]) -> Vec<Vec<LineRole>> {
    let mut roles: Vec<Vec<LineRole>> =
        sheets.iter().map(|layout| vec![LineRole::Body; layout.places.len()]).collect();
    for edge in [PageEdge::Top, PageEdge::Bottom] {
        let mut groups: HashMap<(Option<u8>, String), Vec<BandLine>> = HashMap::new();
        let mut rows = Vec::with_capacity(pages.len());
        for (number, (page, layout)) in pages.iter().zip(sheets).enumerate() {
            let found = candidates(number, page, layout, edge);
            rows.push(found.iter().map(|candidate| candidate.row + 1).max().unwrap_or(0));
            for candidate in found {
                let turn = layout.places[candidate.index].turn;
                groups.entry((turn, candidate.shape.words.clone())).or_default().push(candidate);
            }
        }
        let repeated: Vec<BandLine> = groups.into_values().flat_map(repeated).collect();
        mark(outermost(repeated, &rows), &mut roles);
    }
    roles
}

#[derive(Debug, Clone, Copy)]
enum PageEdge {
    Top,
    Bottom,
}

impl PageEdge {
    fn distance(self, place: &LinePlacement) -> f64 {
        match self {
            Self::Top => place.from_top,
            Self::Bottom => place.from_bottom,
        }
    }
}

/// Returns the lines in the band at an edge of a page, with their rows counted from the edge.
fn candidates(page: usize, text: &Page, layout: &PageLayout, edge: PageEdge) -> Vec<BandLine> {
    let in_band = |place: &LinePlacement| edge.distance(place) < BAND * (place.from_top + place.from_bottom);
    let mut found: Vec<(usize, &LinePlacement)> = layout.places.iter().enumerate().collect();
    found.retain(|(_, place)| place.turn.is_some() && in_band(place));
    found.sort_by(|a, b| edge.distance(a.1).total_cmp(&edge.distance(b.1)));
    let rows = found.chunk_by(|a, b| edge.distance(b.1) - edge.distance(a.1) < SAME_PLACE);
    let candidate = |row: usize, &(index, place): &(usize, &LinePlacement)| {
        let shape = numerals::shape(&text.text[place.range.clone()])?;
        Some(BandLine { page, index, row, distance: edge.distance(place), shape })
    };
    let rows = rows.take(MAX_ROWS).enumerate();
    rows.flat_map(|(row, lines)| lines.iter().filter_map(move |line| candidate(row, line))).collect()
}

/// Selects, from lines with the same words, those in the same place on enough pages.
fn repeated(mut group: Vec<BandLine>) -> Vec<BandLine> {
    group.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    let places = group.chunk_by(|a, b| b.distance - a.distance < SAME_PLACE);
    places.flat_map(|place| in_runs(place.to_vec())).collect()
}

/// Groups lines of one place into runs across pages.
fn in_runs(mut place: Vec<BandLine>) -> Vec<BandLine> {
    place.sort_by_key(|candidate| (candidate.page, candidate.index));
    let mut open: Vec<RepeatedLine> = Vec::new();
    let mut kept = Vec::new();
    for candidate in place {
        let (live, ended): (Vec<RepeatedLine>, Vec<RepeatedLine>) =
            open.into_iter().partition(|run| candidate.page - run.last().page <= MAX_STEP);
        kept.extend(ended.into_iter().flat_map(RepeatedLine::finish));
        open = live;
        let fitting = open.iter().enumerate().find_map(|(at, run)| Some((at, run.counts_to(&candidate)?)));
        if let Some((at, counts)) = fitting {
            open[at].counts = Some(counts);
            open[at].lines.push(candidate);
        } else if open.len() < MAX_OPEN_RUNS {
            open.push(RepeatedLine { lines: vec![candidate], counts: None });
        }
    }
    kept.extend(open.into_iter().flat_map(RepeatedLine::finish));
    kept
}

/// A line that repeats on consecutive pages.
#[derive(Debug)]
struct RepeatedLine {
    lines: Vec<BandLine>,
    /// Which of its numbers count the pages, while the others stay the same; unknown for a single line.
    counts: Option<Vec<bool>>,
}

impl RepeatedLine {
    fn last(&self) -> &BandLine {
        &self.lines[self.lines.len() - 1]
    }

    /// Returns which numbers count the pages if the run continues with `next`; `None` if it does not.
    fn counts_to(&self, next: &BandLine) -> Option<Vec<bool>> {
        let last = self.last();
        let pages = (next.page - last.page) as u32;
        let counts = |(from, to): (&u32, &u32)| match to.checked_sub(*from)? {
            0 => Some(false),
            step => (step == pages).then_some(true),
        };
        let found = last.shape.numbers.iter().zip(&next.shape.numbers).map(counts);
        let found: Vec<bool> = found.collect::<Option<_>>()?;
        let may_stay = !next.shape.is_number || found.contains(&true);
        let goes_on = pages > 0 && may_stay && self.counts.as_ref().is_none_or(|known| *known == found);
        goes_on.then_some(found)
    }

    /// Returns the lines, if the run is long enough and reads like furniture.
    fn finish(self) -> Vec<BandLine> {
        let is_counted = self.counts.iter().flatten().any(|counts| *counts);
        let says_so = !(is_counted && self.last().shape.counts_parts);
        if self.lines.len() >= MIN_PAGES && says_so { self.lines } else { Vec::new() }
    }
}

/// Selects the lines not separated from the edge by a row of text; `rows` gives the number of rows of each
/// page.
fn outermost(mut lines: Vec<BandLine>, rows: &[usize]) -> Vec<BandLine> {
    let found: HashSet<(usize, usize)> = lines.iter().map(|line| (line.page, line.row)).collect();
    let reach = |page: usize| (0..rows[page]).take_while(|&row| found.contains(&(page, row))).count();
    let reaches: Vec<usize> = (0..rows.len()).map(reach).collect();
    lines.retain(|line| line.row < reaches[line.page]);
    lines.sort_by_key(|line| (line.page, line.index));
    lines
}

/// Records the roles of the lines, in page order; a mere page number is never new.
fn mark(lines: Vec<BandLine>, roles: &mut [Vec<LineRole>]) {
    let mut said = HashSet::new();
    for line in lines {
        let is_new = !line.shape.is_number && said.insert(line.shape.words);
        roles[line.page][line.index] = if is_new { LineRole::First } else { LineRole::Repeated };
    }
}
