//! Measures what a page paints besides text.
//!
//! That is how much of it images cover, shapes of the size of letters, and characters that have a meaning
//! only within their font. What follows from that is left to `quality`. Invariant: work and memory are
//! bounded for each page.

use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};

use crate::extract::pdf::glyph::Glyph;

/// The number of cells on each side of the grid that records which part of a page is covered.
///
/// Images cover a cell if they cover its middle, so that strips and tiles of any size add up and overlaps
/// count once.
const SIDE: usize = 64;
/// The height of letters drawn as curves, in points, from footnotes to headings; their width follows.
const LETTER_HEIGHT: std::ops::Range<f64> = 2.0..40.0;
const LETTER_WIDTH: std::ops::Range<f64> = 1.0..60.0;
/// The number of sides from which a shape without curves may be a letter whose curves became lines.
const MANY_SIDES: usize = 8;
/// The maximum number of path pieces of a page whose shapes are examined.
///
/// That is about three times what the densest page of text turned into curves has.
const MAX_PIECES: usize = 200_000;
/// The distance from the previous glyph below which a glyph belongs to the same word, in em.
const GLUED_EM: f64 = 0.15;

/// What a page paints besides text.
#[derive(Debug, Default)]
pub(in crate::extract::pdf) struct PageCoverage {
    width: f64,
    height: f64,
    /// The covered cells: one entry per row, one bit per cell.
    covered: Vec<u64>,
    /// The number of filled shapes that may be letters.
    pub(in crate::extract::pdf) shapes: usize,
    pieces: usize,
    /// The number of characters within words that have a meaning only in their font.
    pub(in crate::extract::pdf) unnamed: usize,
    last_is_unnamed: bool,
}

impl PageCoverage {
    /// Creates the record for a page of this size in points.
    pub(in crate::extract::pdf) fn new(width: f32, height: f32) -> Self {
        Self { width: width.into(), height: height.into(), covered: vec![0; SIDE], ..Self::default() }
    }

    /// Returns the share of the page that images cover.
    pub(in crate::extract::pdf) fn cover(&self) -> f64 {
        let cells: u32 = self.covered.iter().map(|row| row.count_ones()).sum();
        f64::from(cells) / (SIDE * SIDE) as f64
    }

    /// Adds an image of this size in pixels.
    pub(in crate::extract::pdf) fn image(&mut self, transform: Affine, width: u32, height: u32) {
        let area = transform.transform_rect_bbox(Rect::new(0.0, 0.0, width.into(), height.into()));
        if self.covered.is_empty() || !area.is_finite() {
            return;
        }
        let across = cells(area.x0, area.x1, self.width);
        let bits = across.fold(0, |bits, cell| bits | 1 << cell);
        for row in cells(area.y0, area.y1, self.height) {
            self.covered[row] |= bits;
        }
    }

    /// Adds a filled path.
    pub(in crate::extract::pdf) fn path(&mut self, path: &BezPath, transform: Affine) {
        let mut shape = PathShape::default();
        for piece in path.elements() {
            self.pieces += 1;
            if self.pieces > MAX_PIECES {
                return;
            }
            if matches!(piece, PathEl::MoveTo(_)) {
                self.shapes += usize::from(shape.may_be_letter(transform));
                shape = PathShape::default();
            }
            shape.add(*piece);
        }
        self.shapes += usize::from(shape.may_be_letter(transform));
    }

    /// Adds the character of a glyph that begins at `origin`, after `last`.
    pub(in crate::extract::pdf) fn character(
        &mut self,
        character: char,
        origin: Point,
        last: Option<&Glyph>,
    ) {
        let is_unnamed = is_unnamed(character);
        let is_glued = |last: &Glyph| {
            (self.last_is_unnamed || last.character.is_alphabetic())
                && last.end().distance(origin) < GLUED_EM * last.em
        };
        self.unnamed += usize::from(is_unnamed && last.is_some_and(is_glued));
        self.last_is_unnamed = is_unnamed;
    }
}

/// Returns whether the character is a private-use one, except for the bullets of Word, or a control
/// character.
fn is_unnamed(character: char) -> bool {
    match character {
        '\u{F0B7}' | '\u{F0A7}' | '\t' | '\n' | '\r' => false,
        '\u{E000}'..='\u{F8FF}' => true,
        _ => character.is_control(),
    }
}

/// Returns the cells of a side whose middle lies between two positions on it.
fn cells(from: f64, to: f64, length: f64) -> std::ops::Range<usize> {
    let cell = |place: f64| (place / length * SIDE as f64 - 0.5).ceil().clamp(0.0, SIDE as f64) as usize;
    cell(from)..cell(to)
}

/// A closed piece of a path.
#[derive(Default)]
struct PathShape {
    bounds: Option<Rect>,
    curves: usize,
    sides: usize,
}

impl PathShape {
    fn add(&mut self, piece: PathEl) {
        let (is_curve, points) = match piece {
            PathEl::MoveTo(a) | PathEl::LineTo(a) => (false, [a; 3]),
            PathEl::QuadTo(a, b) => (true, [a, b, b]),
            PathEl::CurveTo(a, b, c) => (true, [a, b, c]),
            PathEl::ClosePath => return,
        };
        self.curves += usize::from(is_curve);
        self.sides += 1;
        for point in points {
            let bounds = self.bounds.get_or_insert(Rect::from_points(point, point));
            *bounds = bounds.union_pt(point);
        }
    }

    fn may_be_letter(&self, transform: Affine) -> bool {
        let Some(bounds) = self.bounds.filter(|_| self.curves > 0 || self.sides >= MANY_SIDES) else {
            return false;
        };
        let bounds = transform.transform_rect_bbox(bounds);
        LETTER_HEIGHT.contains(&bounds.height()) && LETTER_WIDTH.contains(&bounds.width())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the coverage of images at (x, y) of the given size in points.
    fn cover(images: &[(f64, f64, f64, f64)]) -> f64 {
        let mut paint = PageCoverage::new(600.0, 800.0);
        for &(x, y, width, height) in images {
            let scale = Affine::scale_non_uniform(width / 100.0, height / 50.0);
            paint.image(Affine::translate((x, y)) * scale, 100, 50);
        }
        paint.cover()
    }

    #[test]
    fn overlapping_images_are_counted_once() {
        let near = |a: f64, b: f64| (a - b).abs() < 0.02;
        assert!(near(cover(&[(0.0, 0.0, 600.0, 800.0)]), 1.0));
        assert!(near(cover(&[(0.0, 0.0, 300.0, 400.0); 9]), 0.25));
        assert!(near(cover(&[(-600.0, -800.0, 600.0, 800.0), (600.0, 0.0, 99.0, 99.0)]), 0.0));
        assert!(near(cover(&[(f64::NAN, 0.0, 600.0, 800.0)]), 0.0));
        let strips: Vec<_> = (0..400).map(|y| (0.0, 2.0 * f64::from(y), 600.0, 2.0)).collect();
        assert!(near(cover(&strips), 1.0));
        assert!(near(cover(&strips[..100]), 0.25));
    }

    #[test]
    fn a_rotated_image_covers_too() {
        let mut paint = PageCoverage::new(600.0, 800.0);
        paint.image(Affine::new([0.0, 8.0, -6.0, 0.0, 600.0, 0.0]), 100, 100);
        assert!(paint.cover() > 0.99);
    }

    #[test]
    fn only_small_round_or_many_sided_shapes_can_be_letters() {
        let shapes = |path: &str, scale: f64| {
            let mut paint = PageCoverage::default();
            paint.path(&BezPath::from_svg(path).expect("a path"), Affine::scale(scale));
            paint.shapes
        };
        let o = "M0 5 C0 2 2 0 5 0 S10 2 10 5 S8 10 5 10 S0 8 0 5 Z";
        assert_eq!(shapes(o, 1.0), 1);
        assert_eq!(shapes(&o.repeat(3), 1.0), 3);
        assert_eq!(shapes(o, 20.0) + shapes(o, 0.01), 0);
        assert_eq!(shapes("M0 0 H10 V10 H0 Z", 1.0), 0);
        assert_eq!(shapes("M0 0 H9 V2 H7 V4 H5 V6 H3 V8 H0 Z", 1.0), 1);
    }
}
