//! Finds the parts of an amending act that quote the sections of another act.
//!
//! Quotation marks tell where a quote begins and ends. Where they are lost or do not match, the amendments
//! themselves tell: the next one (`2) w art. 5 …`) or the next section of the amending act ends the quote.
//! Terms in quotation marks within a line are of no interest. Invariant: ranges ascend and do not overlap.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};

use super::{
    amendments::{is_amendment, is_next_outer_unit, is_next_unit},
    candidate::{PLAUSIBLE, SectionCandidate},
    headings::heading_at,
    items::item_at,
    numeral::Step,
    rank::Rank,
    units::unit_at,
    words::{after_spaces, is_blank, is_line_end, is_space, line_end},
};

/// The marks that open or close a quote, and the word that introduces one.
const SIGNS: [&str; 10] = ["„", "”", "“", "\"", "«", "»", ",,", "''", "brzmieni", "BRZMIENI"];

/// How many of [`SIGNS`] are quotation marks.
const MARKS: usize = 8;

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(SIGNS);
    builder.expect("the signs are constants")
});

/// Returns the quoted ranges of a text with these candidates.
pub(super) fn quoted(text: &str, candidates: &[SectionCandidate]) -> Vec<Range<usize>> {
    let mut quotes = QuoteTracker::new(text, candidates);
    for found in FINDER.find_iter(text) {
        if quotes.ranges.last().is_some_and(|range| found.start() < range.end) {
            continue;
        }
        quotes.break_out(found.start());
        if found.pattern().as_usize() < MARKS {
            quotes.read_mark(found.start(), found.end());
        } else {
            quotes.read_introduction(found.end());
        }
    }
    quotes.finish();
    quotes.ranges
}

/// A quote that is not closed yet.
#[derive(Debug, Clone, Copy)]
struct OpenQuote {
    start: usize,
    /// The first candidate within it that has not been looked at.
    inner: usize,
    /// How many quotation marks are open.
    depth: u32,
    /// The end of the last closing mark at the end of a line.
    last_close: Option<usize>,
}

/// The last sections of the amending act itself.
#[derive(Debug, Clone, Copy, Default)]
struct Outer {
    unit: Option<SectionCandidate>,
    point: Option<SectionCandidate>,
    letter: Option<SectionCandidate>,
}

impl Outer {
    fn pass(&mut self, candidate: &SectionCandidate) {
        if candidate.is_unit() && candidate.weight >= PLAUSIBLE {
            *self = Self { unit: Some(*candidate), point: None, letter: None };
        } else if candidate.rank() == Some(Rank::Point) {
            (self.point, self.letter) = (Some(*candidate), None);
        } else if candidate.rank() == Some(Rank::Letter) {
            self.letter = Some(*candidate);
        }
    }

    /// Whether a candidate is the next article, paragraph or amendment of the amending act.
    fn is_next(&self, text: &str, candidate: &SectionCandidate) -> bool {
        let follows = |last: SectionCandidate| {
            last.mark == candidate.mark
                && last.numeral.step_to(candidate.numeral) == Step::Next
                && is_amendment(text, candidate)
        };
        self.is_next_unit(text, candidate)
            || self.point.is_some_and(follows)
            || self.letter.is_some_and(follows)
    }

    fn is_next_unit(&self, text: &str, candidate: &SectionCandidate) -> bool {
        self.unit.is_some_and(|unit| is_next_outer_unit(text, &unit, candidate))
    }
}

/// The reading of a text from quotation mark to quotation mark.
struct QuoteTracker<'a> {
    text: &'a str,
    candidates: &'a [SectionCandidate],
    /// The first candidate that has not been passed.
    next: usize,
    outer: Outer,
    ranges: Vec<Range<usize>>,
    open: Option<OpenQuote>,
    /// Where the last introduction of a quote ends.
    trigger: Option<usize>,
}

impl<'a> QuoteTracker<'a> {
    fn new(text: &'a str, candidates: &'a [SectionCandidate]) -> Self {
        let (ranges, outer) = (Vec::new(), Outer::default());
        Self { text, candidates, next: 0, outer, ranges, open: None, trigger: None }
    }

    fn read_mark(&mut self, start: usize, end: usize) {
        if self.is_detached(start, end) {
            return;
        }
        match (self.opens(start, end), self.open) {
            (true, None) => self.open_at(start, end),
            (true, Some(quote)) if self.is_introduced(start) => {
                self.push(
                    quote.start..quote.last_close.unwrap_or_else(|| self.item_start(quote.start, start)),
                );
                self.open = None;
                self.open_at(start, end);
            }
            (true, Some(quote)) => self.open = Some(OpenQuote { depth: quote.depth + 1, ..quote }),
            (false, Some(quote)) => self.close(quote, end),
            (false, None) => {}
        }
    }

    /// Whether a mark stands alone between two spaces: some texts have one in place of a dash.
    fn is_detached(&self, start: usize, end: usize) -> bool {
        let is_straight = matches!(&self.text[start..end], "\"" | "“" | "”");
        let is_apart = self.text[..start].ends_with(char::is_whitespace);
        is_straight && is_apart && self.text[end..].starts_with(is_space) && !self.is_introduced(start)
    }

    /// Whether a quotation mark opens a quote, judged by its shape and what stands around it.
    fn opens(&self, start: usize, end: usize) -> bool {
        let before = self.text[..start].chars().next_back();
        let after = self.text[end..].chars().next();
        let is_apart = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | ':' | '„'));
        let touches =
            after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '§' | '(' | '–' | '-' | '„' | '['));
        match &self.text[start..end] {
            "„" => true,
            "''" | "»" => false,
            "”" => is_apart && touches && self.is_introduced(start),
            _ => is_apart && touches,
        }
    }

    /// Opens a quote at a mark, if it is one of sections and not of a term.
    fn open_at(&mut self, start: usize, end: usize) {
        let above = self.text[..start].trim_end_matches(is_space);
        let is_line_start = above.is_empty() || above.ends_with(is_line_end);
        if self.is_introduced(start) || (is_line_start && begins_section(self.text, end)) {
            self.pass(start);
            self.open = Some(OpenQuote { start, inner: self.next, depth: 1, last_close: None });
        }
    }

    /// Whether nothing but white space stands between an introduction and a place.
    fn is_introduced(&self, at: usize) -> bool {
        self.trigger.is_some_and(|trigger| is_blank(self.text, trigger, at))
    }

    fn close(&mut self, mut quote: OpenQuote, end: usize) {
        quote.depth -= 1;
        let rest = self.text[end..].trim_start_matches(['.', ',', ';', ')']).trim_start_matches(is_space);
        let ends_line = rest.is_empty() || rest.starts_with(is_line_end);
        if ends_line {
            quote.last_close = Some(end);
        }
        self.open = Some(quote);
        if quote.depth == 0 || (ends_line && self.goes_on_outside(end)) {
            self.open = None;
            self.push(quote.start..end);
        }
    }

    /// Whether the first candidate after a place is no part of a quote.
    fn goes_on_outside(&self, at: usize) -> bool {
        let next = self.candidates.partition_point(|candidate| candidate.start < at);
        self.candidates
            .get(next)
            .is_some_and(|next| is_amendment(self.text, next) || self.outer.is_next_unit(self.text, next))
    }

    /// Reads what follows `brzmieni` in `w brzmieniu:` or `otrzymuje brzmienie:`. If sections follow without
    /// a quotation mark, they are a quote whose mark is lost.
    fn read_introduction(&mut self, at: usize) {
        let rest = self.text[at..].trim_start_matches(char::is_alphabetic);
        let stop = after_spaces(rest);
        let Some(after) = stop.strip_prefix(':') else {
            let ends_line = stop.starts_with(is_line_end) && at + 4 > self.text.len() - rest.len();
            self.trigger = ends_line.then(|| self.text.len() - stop.len());
            return;
        };
        let trigger = self.text.len() - after.len();
        self.trigger = Some(trigger);
        let quote = after.trim_start();
        if self.open.is_none() && !quote.starts_with(['„', '"', '“', '”', '«']) && !quote.starts_with(",,")
        {
            self.pass(trigger);
            self.push_unmarked(trigger);
        }
    }

    /// Adds a quote without marks, up to the first candidate that is no part of it.
    fn push_unmarked(&mut self, start: usize) {
        let after = &self.candidates[self.next..];
        if !after.first().is_some_and(|first| is_blank(self.text, start, first.start)) {
            return;
        }
        let mut last: Option<SectionCandidate> = None;
        let is_outside = |candidate: &SectionCandidate| {
            let within = last;
            last = Some(*candidate).filter(SectionCandidate::is_unit).or(last);
            is_amendment(self.text, candidate) || self.is_outer_unit(candidate, within)
        };
        let outside = after.iter().position(is_outside);
        if outside != Some(0) {
            let end = outside.map_or(self.text.len(), |outside| after[outside].start);
            self.push(start..end);
        }
    }

    /// Whether a unit goes on with the numbers of the amending act, and not with those of a quote whose last
    /// unit is `within`.
    fn is_outer_unit(&self, unit: &SectionCandidate, within: Option<SectionCandidate>) -> bool {
        let Some(outer) = self.outer.unit else { return false };
        is_next_outer_unit(self.text, &outer, unit)
            || (is_next_unit(&outer, unit) && within.is_none_or(|within| !is_next_unit(&within, unit)))
    }

    /// Passes the candidates before a place, which are outside of quotes.
    fn pass(&mut self, at: usize) {
        while let Some(candidate) = self.candidates.get(self.next).filter(|next| next.start < at) {
            self.outer.pass(candidate);
            self.next += 1;
        }
    }

    fn push(&mut self, range: Range<usize>) {
        while self.candidates.get(self.next).is_some_and(|next| next.start < range.end) {
            self.next += 1;
        }
        self.ranges.push(range);
    }

    /// The start of the provision that introduces a quote at a place, after the start of the quote before.
    fn item_start(&self, before: usize, at: usize) -> usize {
        let last = self.candidates.partition_point(|candidate| candidate.start < at);
        let item = last.checked_sub(1).map(|last| self.candidates[last].start);
        item.filter(|start| *start > before).unwrap_or(at)
    }

    /// Ends a quote whose closing mark is lost, where before a place the amending act visibly goes on.
    fn break_out(&mut self, at: usize) {
        let Some(mut quote) = self.open else { return };
        while let Some(candidate) = self.candidates.get(quote.inner).filter(|inner| inner.start < at) {
            if self.outer.is_next(self.text, candidate) {
                self.open = None;
                self.push(quote.start..candidate.start);
                return;
            }
            quote.inner += 1;
        }
        self.open = Some(quote);
    }

    /// Ends a quote that the text does not close.
    fn finish(&mut self) {
        self.break_out(self.text.len());
        let Some(quote) = self.open.take() else { return };
        match quote.last_close {
            Some(end) => self.push(quote.start..end),
            None => self.push_unmarked(quote.start),
        }
    }
}

/// Whether a section begins at a place, after a quotation mark.
fn begins_section(text: &str, at: usize) -> bool {
    let end = line_end(text, at);
    at < end
        && (item_at_mark(text, at, end)
            || unit_at(text, at, end).is_some()
            || heading_at(text, at, end).is_some())
}

fn item_at_mark(text: &str, at: usize, end: usize) -> bool {
    let is_sign = matches!(text.as_bytes()[at], b'0'..=b'9' | b'a'..=b'z' | b'-' | 0xe2);
    is_sign && item_at(text, at, end).is_some()
}
