//! Levels the lines of text: determines their direction and slope.
//!
//! The lower edges of the ink on a small copy decide: if lines are level, the edges fall into few rows. Which
//! of two level orientations is up is left to the recognition. Invariants: work grows only with the pixels of
//! the small copy; a page without lines is unchanged.

use super::{
    image::Image,
    prepared::{Leveling, PreparedImage},
};

/// The longer side of the small copy, in pixels: letters of 10 points on A4 keep three.
const SMALL_SIDE: usize = 1_000;
/// The brightness below which a pixel of the small copy counts as ink.
const INK: u8 = 160;
/// The maximum slope tried to either side, in degrees; feeders and people seldom place a sheet worse.
const MAX_DEGREES: f64 = 10.0;
/// The step of the first pass in degrees, and that of the second around the best result of the first.
const STEPS: [f64; 2] = [0.5, 0.1];
/// The minimum slope that is corrected, in degrees: the recognizer tolerates smaller ones, and rotation
/// blurs.
const MIN_DEGREES: f64 = 0.4;
/// The factor by which a slope must be better than none.
///
/// The scans of the decision record, which slope by half a degree, gain 1.3 to 1.7, steeper ones 2 to 4.
const CLEARLY: f64 = 1.25;
/// The factor by which vertical lines must be better than horizontal ones.
///
/// Pages on their side reach 1.5 to 3.8, upright ones 0.2 to 0.7, and 1.1 with black edges.
const SIDEWAYS: f64 = 1.25;

/// Rotates the image to level its lines: by a quarter turn if they are vertical, and by their slope.
pub(super) fn deskew(image: Image) -> PreparedImage {
    let small = Thumbnail::from_image(&image);
    let (across, down) = (small.edges(), small.turned_edges());
    let (slope, score) = best_slope(&across);
    let (slope_down, score_down) = best_slope(&down);
    let (image, slope, quarters) =
        if score_down > score * SIDEWAYS { (image.turned(1), slope_down, 1) } else { (image, slope, 0) };
    let degrees = if slope.abs() < MIN_DEGREES { 0.0 } else { slope };
    let leveling = Leveling { quarters, degrees, ..Leveling::none(&image) };
    PreparedImage { image: rotated(image, degrees), leveling }
}

/// A small copy in which ink is marked.
struct Thumbnail {
    width: usize,
    height: usize,
    ink: Vec<bool>,
}

/// A point on the small copy: along the lines of text and across them.
type EdgePoint = (f32, f32);

impl Thumbnail {
    fn from_image(image: &Image) -> Self {
        let factor = image.width.max(image.height).div_ceil(SMALL_SIDE);
        let (width, height) = (image.width / factor, image.height / factor);
        let mut ink = Vec::with_capacity(width * height);
        for y in 0..height {
            let mut sums = vec![0_usize; width];
            for row in y * factor..(y + 1) * factor {
                let row = image.row(row).chunks_exact(factor);
                sums.iter_mut().zip(row).for_each(|(sum, pixels)| {
                    *sum += pixels.iter().map(|&pixel| usize::from(pixel)).sum::<usize>();
                });
            }
            ink.extend(sums.iter().map(|sum| sum / (factor * factor) < usize::from(INK)));
        }
        Self { width, height, ink }
    }

    fn is_ink(&self, x: usize, y: usize) -> bool {
        self.ink[y * self.width + x]
    }

    /// Returns the lower edges of the ink.
    fn edges(&self) -> Vec<EdgePoint> {
        let places = (1..self.height).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        let edges = places.filter(|&(x, y)| self.is_ink(x, y - 1) && !self.is_ink(x, y));
        edges.map(|(x, y)| (x as f32, y as f32)).collect()
    }

    /// Returns the lower edges of the ink after a clockwise quarter turn.
    fn turned_edges(&self) -> Vec<EdgePoint> {
        let places = (0..self.height).flat_map(|y| (1..self.width).map(move |x| (x, y)));
        let edges = places.filter(|&(x, y)| self.is_ink(x - 1, y) && !self.is_ink(x, y));
        edges.map(|(x, y)| ((self.height - 1 - y) as f32, x as f32)).collect()
    }
}

/// Returns the slope in degrees at which the edges fall into the fewest rows, and its score.
///
/// The slope is 0 if none is clearly better than that.
fn best_slope(edges: &[EdgePoint]) -> (f64, f64) {
    let level = concentration(edges, 0.0);
    let mut best = (0.0, level);
    let mut range = MAX_DEGREES;
    for step in STEPS {
        let (middle, count) = (best.0, (range / step).round() as i32);
        for at in -count..=count {
            let degrees = middle + f64::from(at) * step;
            let score = concentration(edges, degrees);
            if score > best.1 {
                best = (degrees, score);
            }
        }
        range = step;
    }
    if best.1 > level * CLEARLY { best } else { (0.0, level) }
}

/// Measures how unevenly the edges fall into rows of this slope: the mean square of their counts over their
/// mean.
fn concentration(edges: &[EdgePoint], degrees: f64) -> f64 {
    let slope = degrees.to_radians().tan() as f32;
    let margin = SMALL_SIDE as f32 * slope.abs() + 1.0;
    let mut rows = vec![0_u32; SMALL_SIDE + 2 * margin as usize + 4];
    for (along, across) in edges {
        rows[(across - along * slope + margin) as usize] += 1;
    }
    let squares: f64 = rows.iter().map(|&count| f64::from(count).powi(2)).sum();
    squares / (edges.len() as f64).max(1.0)
}

/// Levels an image whose lines fall by this number of degrees to the right; new areas are white.
pub(super) fn rotated(image: Image, degrees: f64) -> Image {
    if degrees.abs() < MIN_DEGREES {
        return image;
    }
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (wide, high) = (image.width as f64, image.height as f64);
    let width = (wide * cos + high * sin.abs()).ceil();
    let height = (wide * sin.abs() + high * cos).ceil();
    let mut level = Image::white(width as usize, height as usize, image.dpi);
    for (y, row) in level.pixels.chunks_exact_mut(width as usize).enumerate() {
        let down = y as f64 - height / 2.0;
        let start =
            (wide / 2.0 - down * sin - width / 2.0 * cos, high / 2.0 + down * cos - width / 2.0 * sin);
        for (x, pixel) in row.iter_mut().enumerate() {
            *pixel = between(&image, start.0 + x as f64 * cos, start.1 + x as f64 * sin);
        }
    }
    level
}

/// Returns the brightness at a point between pixels.
fn between(image: &Image, x: f64, y: f64) -> u8 {
    if x < 0.0 || y < 0.0 || x >= (image.width - 1) as f64 || y >= (image.height - 1) as f64 {
        return u8::MAX;
    }
    let (left, top) = (x as usize, y as usize);
    let (part, part_down) = (((x - left as f64) * 256.0) as u32, ((y - top as f64) * 256.0) as u32);
    let along = |y: usize| {
        let row = &image.row(y)[left..=left + 1];
        u32::from(row[0]) * (256 - part) + u32::from(row[1]) * part
    };
    ((along(top) * (256 - part_down) + along(top + 1) * part_down) >> 16) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws lines of words on a white page.
    fn page() -> Image {
        let mut image = Image::white(900, 1200, 100);
        for y in (150..1050).step_by(20) {
            for x in (100..800).filter(|x| (x / 7 + x / 61 + y) % 9 != 0) {
                (y..y + 8).for_each(|y| image.pixels[y * 900 + x] = 20);
            }
        }
        image
    }

    fn slope(image: &Image) -> f64 {
        best_slope(&Thumbnail::from_image(image).edges()).0
    }

    #[test]
    fn a_slope_is_found_and_corrected() {
        assert!(slope(&page()).abs() < 0.05);
        for degrees in [-8.0, -3.0, -0.8, 0.8, 2.0, 5.0] {
            let sloping = rotated(page(), degrees);
            let found = slope(&sloping);
            assert!((found + degrees).abs() < 0.3, "{degrees}: {found}");
            assert!(slope(&deskew(sloping).image).abs() < 0.3, "{degrees}");
        }
    }

    #[test]
    fn a_page_on_its_side_is_turned_and_a_level_one_is_not() {
        for quarters in [1, 3] {
            let turned = deskew(page().turned(quarters));
            assert_eq!((turned.image.width, turned.image.height, turned.leveling.quarters), (900, 1200, 1));
        }
        for same in [page(), page().turned(2)] {
            let leveling = Leveling::none(&same);
            assert_eq!(deskew(same.clone()), PreparedImage { image: same, leveling });
        }
    }

    #[test]
    fn a_page_without_lines_is_unchanged() {
        for (width, height) in [(1, 1), (1, 5_000), (5_000, 1), (300, 300)] {
            for shade in [0, 128, 255] {
                let image = Image { pixels: vec![shade; width * height], ..Image::white(width, height, 200) };
                assert_eq!(deskew(image.clone()).image, image);
            }
        }
    }
}
