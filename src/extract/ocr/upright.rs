//! Lines of text made level: which way they run and how much they slope.
//!
//! Judged by the lower edges of the ink on a small copy: where lines are level, the edges fall into few rows.
//! Leaves to the recognition which of two level ways is up. Always holds: work grows with the pixels
//! of the small copy only, and a page without lines stays as it is.

use super::image::Image;

/// The longer side of the small copy, in pixels: letters of 10 points on A4 keep three.
const SMALL_SIDE: usize = 1_000;
/// A pixel of the small copy this much darker than its paper is ink.
const INK: u8 = 160;
/// Slopes looked at to either side, in degrees; feeders and people seldom lay a sheet worse.
const MAX_DEGREES: f64 = 10.0;
/// The first look's step in degrees, and the second's around the best of the first.
const STEPS: [f64; 2] = [0.5, 0.1];
/// Smaller slopes stay, in degrees: the recogniser bears them, and turning blurs.
const MIN_DEGREES: f64 = 0.4;
/// A slope must be better than none by this factor: the scans of the decision record, which slope by half a
/// degree, gain 1.3 to 1.7, steeper ones 2 to 4.
const CLEARLY: f64 = 1.25;
/// Lines that run down must be better than lines across by this factor: pages on their side reach 1.5 to 3.8,
/// upright ones 0.2 to 0.7, and 1.1 with black rims.
const SIDEWAYS: f64 = 1.25;

/// Turns the image so that its lines are level: by a quarter where they run down, and by their slope.
pub(super) fn level(image: Image) -> Image {
    let small = Small::of(&image);
    let (across, down) = (small.edges(), small.turned_edges());
    let (slope, score) = best_slope(&across);
    let (slope_down, score_down) = best_slope(&down);
    if score_down > score * SIDEWAYS {
        return rotated(image.turned(1), slope_down);
    }
    rotated(image, slope)
}

/// A small copy in which ink is marked.
struct Small {
    width: usize,
    height: usize,
    ink: Vec<bool>,
}

/// A place on the small copy: along the lines of text and across them.
type Edge = (f32, f32);

impl Small {
    fn of(image: &Image) -> Self {
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

    /// The lower edges of the ink.
    fn edges(&self) -> Vec<Edge> {
        let places = (1..self.height).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        let edges = places.filter(|&(x, y)| self.is_ink(x, y - 1) && !self.is_ink(x, y));
        edges.map(|(x, y)| (x as f32, y as f32)).collect()
    }

    /// The same on the copy turned by a quarter clockwise.
    fn turned_edges(&self) -> Vec<Edge> {
        let places = (0..self.height).flat_map(|y| (1..self.width).map(move |x| (x, y)));
        let edges = places.filter(|&(x, y)| self.is_ink(x - 1, y) && !self.is_ink(x, y));
        edges.map(|(x, y)| ((self.height - 1 - y) as f32, x as f32)).collect()
    }
}

/// The slope in degrees at which the edges fall into the fewest rows, and how well they do; 0 where no
/// slope is clearly better than none.
fn best_slope(edges: &[Edge]) -> (f64, f64) {
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

/// How unevenly the edges fall into rows of this slope: the mean of the squares of their counts, by their
/// mean.
fn concentration(edges: &[Edge], degrees: f64) -> f64 {
    let slope = degrees.to_radians().tan() as f32;
    let margin = SMALL_SIDE as f32 * slope.abs() + 1.0;
    let mut rows = vec![0_u32; SMALL_SIDE + 2 * margin as usize + 4];
    for (along, across) in edges {
        rows[(across - along * slope + margin) as usize] += 1;
    }
    let squares: f64 = rows.iter().map(|&count| f64::from(count).powi(2)).sum();
    squares / (edges.len() as f64).max(1.0)
}

/// The image with its lines, which fall by so many degrees to the right, made level; white where nothing
/// was.
fn rotated(image: Image, degrees: f64) -> Image {
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

/// The brightness at a place between pixels.
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

    /// Lines of words on a white page.
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
        best_slope(&Small::of(image).edges()).0
    }

    #[test]
    fn a_slope_is_detected_and_removed() {
        assert!(slope(&page()).abs() < 0.05);
        for degrees in [-8.0, -3.0, -0.8, 0.8, 2.0, 5.0] {
            let sloping = rotated(page(), degrees);
            let found = slope(&sloping);
            assert!((found + degrees).abs() < 0.3, "{degrees}: {found}");
            assert!(slope(&level(sloping)).abs() < 0.3, "{degrees}");
        }
    }

    #[test]
    fn a_page_on_its_side_is_turned_and_a_level_one_is_not() {
        for quarters in [1, 3] {
            let turned = level(page().turned(quarters));
            assert_eq!((turned.width, turned.height), (900, 1200));
        }
        assert_eq!(level(page()), page());
        assert_eq!(level(page().turned(2)), page().turned(2));
    }

    #[test]
    fn a_page_without_lines_is_unchanged() {
        for (width, height) in [(1, 1), (1, 5_000), (5_000, 1), (300, 300)] {
            for shade in [0, 128, 255] {
                let image = Image { pixels: vec![shade; width * height], ..Image::white(width, height, 200) };
                assert_eq!(level(image.clone()), image);
            }
        }
    }
}
