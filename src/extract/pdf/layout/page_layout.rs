//! Keeps the positions of the lines of a page until the whole document is known.
//!
//! What follows from them is left to `running_headers` and `endings`. Invariant: positions come in the order
//! of the text, and each is a range of the page's text.

use std::ops::Range;

use hayro_interpret::kurbo::{Point, Vec2};

use super::lines::TextLine;
use crate::extract::pdf::glyph::RaisedDigit;

/// The maximum number of lines of a page whose positions are kept: a dense page of a table measured has 400.
const MAX_PLACES: usize = 2_000;
/// The minimum cosine of the angle to an axis of lines that run along it.
const ALONG_AXIS: f64 = 0.99;

/// What is known of a page once its text is extracted.
#[derive(Debug, Default)]
pub(in crate::extract::pdf) struct PageLayout {
    /// The positions of its lines, in the order of the text.
    pub(in crate::extract::pdf) places: Vec<LinePlacement>,
    /// The small raised digits in the page's text.
    pub(in crate::extract::pdf) raised: Vec<RaisedDigit>,
}

/// The range of a line in the page's text, and its position in points.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::extract::pdf) struct LinePlacement {
    /// The range, in bytes of the page's text.
    pub(in crate::extract::pdf) range: Range<usize>,
    /// The number of quarter turns from upright; `None` for slanted lines.
    pub(in crate::extract::pdf) turn: Option<u8>,
    /// The distance from the edge of the page above the line to its baseline.
    pub(in crate::extract::pdf) from_top: f64,
    /// The distance from its baseline to the edge of the page below the line.
    pub(in crate::extract::pdf) from_bottom: f64,
    /// Its font size.
    pub(in crate::extract::pdf) em: f64,
}

impl PageLayout {
    /// Returns the positions of `lines`, whose `ranges` in the text are known, on a page of `size`.
    pub(in crate::extract::pdf) fn new(
        lines: &[TextLine],
        ranges: Vec<Range<usize>>,
        size: (f64, f64),
    ) -> Self {
        if lines.len() > MAX_PLACES {
            return Self::default();
        }
        let raised = |(line, range): (&TextLine, &Range<usize>)| {
            let start = range.start;
            let moved = move |digit: &RaisedDigit| RaisedDigit { at: start + digit.at, ..*digit };
            line.raised.iter().map(moved).collect::<Vec<_>>()
        };
        Self {
            raised: lines.iter().zip(&ranges).flat_map(raised).collect(),
            places: lines.iter().zip(ranges).map(|(line, range)| place(line, range, size)).collect(),
        }
    }
}

fn place(line: &TextLine, range: Range<usize>, (width, height): (f64, f64)) -> LinePlacement {
    let corners = [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)];
    let across = corners.map(|corner| line.direction.cross(Point::from(corner).to_vec2()));
    let top = across.iter().copied().fold(f64::INFINITY, f64::min);
    let bottom = across.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (from_top, from_bottom) = (line.down - top, bottom - line.down);
    LinePlacement { range, turn: turn(line.direction), from_top, from_bottom, em: line.em }
}

fn turn(direction: Vec2) -> Option<u8> {
    let axes = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)];
    let along = |(x, y)| direction.dot(Vec2::new(x, y)) > ALONG_AXIS;
    axes.into_iter().position(along).and_then(|quarters| u8::try_from(quarters).ok())
}

#[cfg(test)]
mod tests {
    use std::iter;

    use super::*;
    use crate::extract::pdf::glyph::Raised;

    #[track_caller]
    fn check(direction: (f64, f64), down: f64, expected: (Option<u8>, f64, f64)) {
        let digit = |at| RaisedDigit { at, meaning: Raised::Exponent };
        let direction = Vec2::from(direction);
        let line = TextLine {
            text: "Rada".to_owned(),
            direction,
            left: 0.0,
            right: 20.0,
            down,
            em: 10.0,
            raised: vec![digit(2)],
            words: Vec::new(),
        };
        let layout = PageLayout::new(&[line], iter::once(5..9).collect(), (600.0, 800.0));
        let place = &layout.places[0];
        assert_eq!((place.turn, place.from_top, place.from_bottom), expected);
        assert_eq!((place.range.clone(), layout.raised), (5..9, vec![digit(7)]));
    }

    #[test]
    fn a_line_is_positioned_where_a_reader_sees_it() {
        check((1.0, 0.0), 100.0, (Some(0), 100.0, 700.0));
        check((0.0, -1.0), 30.0, (Some(3), 30.0, 570.0));
        check((0.0, 1.0), -560.0, (Some(1), 40.0, 560.0));
        check((-1.0, 0.0), -700.0, (Some(2), 100.0, 700.0));
    }
}
