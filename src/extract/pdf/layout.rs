//! Lays out what a page paints as text: in reading order, by lines and paragraphs.
//!
//! [`order`] puts the glyphs in order, [`lines`] and [`paragraphs`] turn them into text, and [`page_layout`]
//! keeps where the lines are. How the text reads on from page to page is left to `edits`. Invariant: content
//! order is kept unless it is clearly wrong.

mod blocks;
mod columns;
mod lines;
mod order;
mod page_layout;
mod paragraphs;
mod rules;
mod spacing;
mod superscripts;
mod tables;
mod text_run;

use super::glyphs::Collector;
use crate::extract::placed_text::{PageArea, PlacedText, PlacedWord};
pub(super) use lines::TextLine;
pub(super) use page_layout::{LinePlacement, PageLayout};

/// Returns the text of what a page of this size in points paints, and the positions of its lines.
pub(super) fn text(painted: &Collector, (width, height): (f32, f32)) -> (String, PageLayout) {
    let lines = lines::lines(&order::reading(&painted.glyphs, &painted.rules));
    text_of(&lines, (f64::from(width), f64::from(height)))
}

/// Returns the text of what a page of this size in points paints, with the place of each word.
pub(super) fn placed(painted: &Collector, (width, height): (f32, f32)) -> PlacedText {
    let lines = lines::lines(&order::reading(&painted.glyphs, &painted.rules));
    let (text, ranges) = paragraphs::text(&lines);
    let (width, height) = (f64::from(width), f64::from(height));
    let mut words = Vec::new();
    for (line, range) in lines.iter().zip(ranges) {
        let mut start = range.start;
        for (word, area) in text[range].split(' ').zip(&line.words) {
            let end = start + word.len();
            let area =
                PageArea::around((area.x0 / width, area.y0 / height), (area.x1 / width, area.y1 / height));
            words.push(PlacedWord { start: start as u32, end: end as u32, area });
            start = end + 1;
        }
    }
    PlacedText { text, words }
}

/// Returns the text of the lines of a page of this size in points, and their positions.
pub(super) fn text_of(lines: &[TextLine], size: (f64, f64)) -> (String, PageLayout) {
    let (text, ranges) = paragraphs::text(lines);
    let layout = PageLayout::new(lines, ranges, size);
    (text, layout)
}
