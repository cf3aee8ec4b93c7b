//! Even light: the paper of a page becomes white, whatever shadow lies on it.
//!
//! The recogniser tells ink from paper by one threshold for the whole page, which fails where a page is
//! photographed or copied from an open book. Always holds: a page that is white already stays as
//! it is, and no pixel of another gets darker, unless all are turned about: white on black becomes black on white.

use super::image::Image;

/// Tiles in which the paper's brightness is taken: an inch has as many. Letters of titles stay smaller.
const TILES_AN_INCH: u32 = 3;
/// The share of a tile's pixels that are brighter than its paper: noise, glare.
const BRIGHTER_SHARE: usize = 10;
/// Darker paper than this is taken for a border, a picture or white letters on black, and brightened only so
/// much.
const DARKEST: u8 = 80;

/// An image with a larger share of dark pixels is white on black. Black rims and photographs stay below.
const BLACK_SHARE: f64 = 0.7;

/// Brightens the image so that its paper is white.
pub(super) fn whiten(image: &mut Image) {
    if is_inverted(image) {
        image.pixels.iter_mut().for_each(|pixel| *pixel = !*pixel);
    }
    let tiles = Tiles::of(image);
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

/// Whether the image is white on black, and not black all over.
fn is_inverted(image: &Image) -> bool {
    let dark = image.pixels.iter().filter(|&&pixel| pixel < 128).count();
    let is_written_on = dark < image.pixels.len();
    is_written_on && dark as f64 > BLACK_SHARE * image.pixels.len() as f64
}

/// How bright the paper is in each tile of an image.
struct Tiles {
    side: usize,
    across: usize,
    paper: Vec<u8>,
}

impl Tiles {
    fn of(image: &Image) -> Self {
        let side = (image.dpi / TILES_AN_INCH).clamp(16, 256) as usize;
        let (across, down) = (image.width.div_ceil(side), image.height.div_ceil(side));
        let tile = |at: usize| (at % across * side, at / across * side);
        let raw: Vec<u8> = (0..across * down).map(tile).map(|(x, y)| paper(image, x, y, side)).collect();
        let tiles = Self { side, across, paper: raw };
        let paper = (0..tiles.paper.len()).map(|at| tiles.brightest_near(at).max(DARKEST)).collect();
        Self { paper, ..tiles }
    }

    /// The brightest of a tile and those beside it: one of them is seldom covered by a picture or a title.
    fn brightest_near(&self, at: usize) -> u8 {
        let (x, y, down) = (at % self.across, at / self.across, self.paper.len() / self.across);
        let rows = y.saturating_sub(1)..(y + 2).min(down);
        let columns = x.saturating_sub(1)..(x + 2).min(self.across);
        let near = rows.flat_map(|row| columns.clone().map(move |column| row * self.across + column));
        near.map(|near| self.paper[near]).max().unwrap_or(u8::MAX)
    }

    /// The brightness of the paper at a pixel, between those of the four tiles around it.
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

/// How bright the paper is in the tile that begins here.
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
        whiten(&mut image);
        let (ink, paper): (Vec<_>, Vec<_>) =
            image.pixels.iter().enumerate().partition(|(at, _)| at % 400 % 20 < 4);
        assert!(ink.iter().all(|(_, pixel)| **pixel < 100), "{:?}", ink.iter().map(|(_, p)| p).max());
        assert!(paper.iter().all(|(_, pixel)| **pixel > 190), "{:?}", paper.iter().map(|(_, p)| p).min());
    }

    #[test]
    fn white_on_black_becomes_black_on_white() {
        let mut image = Image { pixels: vec![10; 10_000], ..Image::white(100, 100, 150) };
        image.pixels[5_050] = 250;
        whiten(&mut image);
        assert!(image.pixels[5_050] < 10 && image.pixels[0] > 240);
    }

    #[test]
    fn an_all_white_or_all_black_page_is_unchanged() {
        let mut white = Image::white(100, 100, 150);
        white.pixels[5050] = 7;
        let mut cleaned = white.clone();
        whiten(&mut cleaned);
        assert_eq!(cleaned, white);
        let mut black = Image { pixels: vec![0; 10_000], ..white };
        whiten(&mut black);
        assert!(black.pixels.iter().all(|&pixel| pixel == 0));
    }
}
