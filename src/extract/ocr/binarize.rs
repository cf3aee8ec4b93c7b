//! Evens out the light: the paper of a page becomes white, whatever shadow falls on it.
//!
//! The recognizer separates ink from paper by one threshold for the whole page, which fails if a page is
//! photographed or copied from an open book. Invariants: a page that is already white is unchanged; otherwise
//! no pixel gets darker, unless the image is inverted from white on black to black on white.

use super::image::Image;

/// The number of tiles per inch in which the paper's brightness is measured; letters of titles are smaller.
const TILES_AN_INCH: u32 = 3;
/// The share of a tile's pixels that are brighter than its paper: noise, glare.
const BRIGHTER_SHARE: usize = 10;
/// The minimum brightness of paper; darker areas are borders, pictures or white letters on black.
///
/// They are brightened only as if they had this brightness.
const DARKEST: u8 = 80;

/// The share of dark pixels above which an image is white on black; black edges and photographs stay below.
const BLACK_SHARE: f64 = 0.7;

/// Brightens the image so that its paper is white.
pub(super) fn binarize(image: &mut Image) {
    if is_inverted(image) {
        image.pixels.iter_mut().for_each(|pixel| *pixel = !*pixel);
    }
    let tiles = BrightnessTiles::from_image(image);
    if tiles.paper.iter().all(|&paper| paper >= 250) {
        return;
    }
    for y in 0..image.height {
        let row = &mut image.pixels[y * image.width..(y + 1) * image.width];
        for (x, pixel) in row.iter_mut().enumerate() {
            *pixel = (u32::from(*pixel) * 255 / tiles.at(x, y)).min(255) as u8;
        }
    }
}

/// Returns whether the image is white on black, and not entirely black.
fn is_inverted(image: &Image) -> bool {
    let dark = image.pixels.iter().filter(|&&pixel| pixel < 128).count();
    let is_written_on = dark < image.pixels.len();
    is_written_on && dark as f64 > BLACK_SHARE * image.pixels.len() as f64
}

/// The brightness of the paper in each tile of an image.
struct BrightnessTiles {
    side: usize,
    across: usize,
    paper: Vec<u8>,
}

impl BrightnessTiles {
    fn from_image(image: &Image) -> Self {
        let side = (image.dpi / TILES_AN_INCH).clamp(16, 256) as usize;
        let (across, down) = (image.width.div_ceil(side), image.height.div_ceil(side));
        let tile = |at: usize| (at % across * side, at / across * side);
        let raw: Vec<u8> = (0..across * down).map(tile).map(|(x, y)| paper(image, x, y, side)).collect();
        let tiles = Self { side, across, paper: raw };
        let paper = (0..tiles.paper.len()).map(|at| tiles.brightest_near(at).max(DARKEST)).collect();
        Self { paper, ..tiles }
    }

    /// Returns the brightest of a tile and its neighbors, as a picture or a title seldom covers all of them.
    fn brightest_near(&self, at: usize) -> u8 {
        let (x, y, down) = (at % self.across, at / self.across, self.paper.len() / self.across);
        let rows = y.saturating_sub(1)..(y + 2).min(down);
        let columns = x.saturating_sub(1)..(x + 2).min(self.across);
        let near = rows.flat_map(|row| columns.clone().map(move |column| row * self.across + column));
        near.map(|near| self.paper[near]).max().unwrap_or(u8::MAX)
    }

    /// Returns the brightness of the paper at a pixel, interpolated between the four tiles around it.
    fn at(&self, x: usize, y: usize) -> u32 {
        let down = self.paper.len() / self.across;
        let place = |at: usize, count: usize| {
            let at = (2 * at).saturating_sub(self.side - 1);
            let (tile, rest) = (at / (2 * self.side), at % (2 * self.side));
            (tile.min(count - 1), (tile + 1).min(count - 1), rest * 256 / (2 * self.side))
        };
        let ((left, right, part), (top, bottom, part_down)) = (place(x, self.across), place(y, down));
        let paper = |column: usize, row: usize| usize::from(self.paper[row * self.across + column]);
        let along = |row: usize| paper(left, row) * (256 - part) + paper(right, row) * part;
        ((along(top) * (256 - part_down) + along(bottom) * part_down) >> 16) as u32
    }
}

/// Returns the brightness of the paper in the tile that begins here.
fn paper(image: &Image, left: usize, top: usize, side: usize) -> u8 {
    let (right, bottom) = ((left + side).min(image.width), (top + side).min(image.height));
    let mut counts = [0_usize; 256];
    for y in top..bottom {
        image.row(y)[left..right].iter().for_each(|&pixel| counts[usize::from(pixel)] += 1);
    }
    let brighter = (right - left) * (bottom - top) / BRIGHTER_SHARE;
    let mut seen = 0;
    let found = (0..=255).rev().find(|&level: &u8| {
        seen += counts[usize::from(level)];
        seen > brighter
    });
    found.unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_is_removed_and_the_ink_stays() {
        let mut image = Image::white(400, 300, 150);
        for (at, pixel) in image.pixels.iter_mut().enumerate() {
            let light = 110 + (at % 400) as u32 * 140 / 400;
            let is_ink = at % 400 % 20 < 4;
            *pixel = (if is_ink { light / 4 } else { light }) as u8;
        }
        binarize(&mut image);
        let (ink, paper): (Vec<_>, Vec<_>) =
            image.pixels.iter().enumerate().partition(|(at, _)| at % 400 % 20 < 4);
        assert!(ink.iter().all(|(_, pixel)| **pixel < 100), "{:?}", ink.iter().map(|(_, p)| p).max());
        assert!(paper.iter().all(|(_, pixel)| **pixel > 190), "{:?}", paper.iter().map(|(_, p)| p).min());
    }

    #[test]
    fn white_on_black_becomes_black_on_white() {
        let mut image = Image { pixels: vec![10; 10_000], ..Image::white(100, 100, 150) };
        image.pixels[5_050] = 250;
        binarize(&mut image);
        assert!(image.pixels[5_050] < 10 && image.pixels[0] > 240);
    }

    #[test]
    fn white_pages_and_black_pages_are_unchanged() {
        let mut white = Image::white(100, 100, 150);
        white.pixels[5050] = 7;
        let mut cleaned = white.clone();
        binarize(&mut cleaned);
        assert_eq!(cleaned, white);
        let mut black = Image { pixels: vec![0; 10_000], ..white };
        binarize(&mut black);
        assert!(black.pixels.iter().all(|&pixel| pixel == 0));
    }
}
