//! The characters of a page, as its glyphs and as the letters of a line.
//!
//! Collecting them is left to `glyphs`, and composing lines and words to `layout`.

use hayro_interpret::kurbo::{Point, Rect, Vec2};

/// The height of the middle of letters above their baseline, in em.
const MIDDLE_EM: f64 = 0.3;
/// How far letters reach above and below their baseline, in em: capitals with accents, and `g`.
const ABOVE_EM: f64 = 0.85;
const BELOW_EM: f64 = 0.25;

/// A character and its position on the page, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    /// The character; U+FFFD if the font does not say which it is.
    pub(super) character: char,
    /// The start of its baseline.
    pub(super) origin: Point,
    /// The direction of the baseline, as a unit vector.
    pub(super) direction: Vec2,
    /// Its advance along the baseline.
    pub(super) advance: f64,
    /// The font size.
    pub(super) em: f64,
}

impl Glyph {
    /// Returns the end of its baseline.
    pub(super) fn end(&self) -> Point {
        self.origin + self.direction * self.advance
    }

    /// Returns the middle of its letter.
    pub(super) fn middle(&self) -> Point {
        let up = Vec2::new(self.direction.y, -self.direction.x);
        self.origin + self.direction * (self.advance / 2.0) + up * (MIDDLE_EM * self.em)
    }

    /// Returns the upright rectangle that its letter may fill, in points of the page.
    pub(super) fn area(&self) -> Rect {
        let up = Vec2::new(self.direction.y, -self.direction.x);
        let (above, below) = (up * (ABOVE_EM * self.em), up * (-BELOW_EM * self.em));
        let (start, end) = (self.origin, self.end());
        Rect::from_points(start + below, end + above).union(Rect::from_points(start + above, end + below))
    }
}

/// A character of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Letter {
    /// The character; never a space.
    pub(super) character: char,
    /// The distance from the previous character, in em.
    pub(super) gap_em: f64,
    /// Whether a space lies between them.
    pub(super) after_space: bool,
    /// The meaning, if it is a small raised digit.
    pub(super) raised: Option<Raised>,
    /// Its place on the page, in points.
    pub(super) area: Rect,
}

/// A small raised digit of a line: its position in the text and its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RaisedDigit {
    /// The offset in bytes of the text.
    pub(super) at: usize,
    /// The meaning of the digit.
    pub(super) meaning: Raised,
}

/// The meaning of a small raised digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raised {
    /// Part of a number: `22¹`.
    Exponent,
    /// The first digit of a mark that points to a footnote.
    Footnote,
}
