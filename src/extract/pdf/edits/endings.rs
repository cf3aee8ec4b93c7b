//! Joins words broken by the end of a page: `organi-` here and `zacji` on the next page.
//!
//! Whether the hyphen belongs to the word is left to `hyphens`. Invariant: furniture and footnotes between
//! the halves are skipped, and pages between them are not.

use std::ops::Range;

use super::running_headers::LineRole;
use crate::{
    document::{Edit, Page},
    extract::{
        hyphens::{HyphenJoin, is_hyphen, joint},
        pdf::layout::{LinePlacement, PageLayout},
    },
};

/// The maximum size of footnotes relative to the text: 10 points below 12, or 9 below 10 in the journal of
/// laws.
const SMALL: f64 = 0.93;
/// The share of a page's bytes from which a font size is that of its text.
///
/// Three quarters of the first page of the Labor Code are footnotes; headings are a tenth.
const TEXT_SHARE: f64 = 0.2;

/// A page, the positions of its lines and their roles.
#[derive(Clone, Copy)]
pub(super) struct PageLines<'a> {
    /// The page.
    pub(super) page: &'a Page,
    /// The positions of its lines.
    pub(super) layout: &'a PageLayout,
    /// The roles of its lines.
    pub(super) roles: &'a [LineRole],
}

impl PageLines<'_> {
    /// Returns the lines of the text proper, in order.
    fn body(&self) -> impl DoubleEndedIterator<Item = &LinePlacement> {
        let lines = self.layout.places.iter().zip(self.roles);
        lines.filter(|(_, role)| **role == LineRole::Body).map(|(place, _)| place)
    }

    /// Returns the font size of the text proper: the largest one not used only by headings.
    fn usual_em(&self) -> f64 {
        let mut sizes: Vec<(f64, usize)> = self.body().map(|place| (place.em, place.range.len())).collect();
        sizes.sort_by(|a, b| b.0.total_cmp(&a.0));
        let all: usize = sizes.iter().map(|(_, length)| length).sum();
        let mut larger = 0;
        let usual = sizes.iter().find(|(_, length)| {
            larger += length;
            larger as f64 >= TEXT_SHARE * all as f64
        });
        usual.map_or(0.0, |(em, _)| *em)
    }

    /// Returns the last line of the text, above the footnotes.
    fn last(&self) -> Option<&LinePlacement> {
        let usual = self.usual_em();
        let last = self.body().rev().find(|place| place.em >= SMALL * usual)?;
        let after = self.body().skip_while(|place| *place != last).skip(1);
        after.into_iter().all(|note| note.from_top > last.from_top).then_some(last)
    }
}

/// Returns the edits if `view` ends in half a word and `next` begins with the other half.
///
/// The first page reads the whole word and the second nothing.
pub(super) fn joined(view: PageLines<'_>, next: PageLines<'_>) -> Option<(Edit, Edit)> {
    let last = view.last()?.range.clone();
    let first = next.body().next()?.range.clone();
    let (line, next_line) = (&view.page.text[last.clone()], &next.page.text[first.clone()]);
    let kept = match joint(line, next_line) {
        HyphenJoin::LineEnd => return None,
        HyphenJoin::Keep => line,
        HyphenJoin::Drop => line.trim_end_matches(is_hyphen),
    };
    let start = line.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let rest = next_line.split(char::is_whitespace).next()?;
    let whole = format!("{}{rest}", kept.get(start..)?);
    let taken = taken(&next.page.text, first.start..first.start + rest.len());
    let here = Edit { start: last.start + start, end: last.end, text: whole };
    Some((here, Edit { start: taken.start, end: taken.end, text: String::new() }))
}

/// Extends the range by the white space after it.
fn taken(text: &str, range: Range<usize>) -> Range<usize> {
    let rest = &text[range.end..];
    range.start..range.end + (rest.len() - rest.trim_start().len())
}
