//! Draws a page of a PDF for people to look at, with words marked, and says where its words are.
//!
//! Which words are marked is left to others, and rendering for OCR to `raster`. Invariants: the number of
//! pixels is bounded whatever the size of the page, and known before anything is painted; outside the marks
//! the picture is the same as without them.

use hayro::{RenderCache, RenderSettings, render, vello_cpu::color::palette::css::WHITE};
use hayro_interpret::{InterpreterCache, InterpreterSettings};

use super::{
    glyphs, layout,
    raster::{POINTS, PageRasterizer, survey},
};
use crate::extract::{
    error::ExtractError,
    placed_text::{PageArea, PlacedText},
};

/// The resolution of a picture, in dots per inch: print of 10 points is easy to read.
const DPI: f64 = 110.0;
/// The maximum width of a picture, in pixels.
const MAX_WIDTH: f64 = 1_400.0;
/// The maximum height of a picture, in pixels; a page of paper is at most half as high.
const MAX_HEIGHT: f64 = 4_000.0;
/// The minimum length of the shorter side of a page drawn, in pixels: less shows nothing.
const MIN_SIDE: f64 = 8.0;
/// The color of a mark, through which print stays black.
const MARK: [u8; 3] = [255, 232, 64];
/// The color of the edge of a mark, which shows on a dark page, too.
const EDGE: [u8; 3] = [176, 112, 0];
/// The bytes of a pixel.
const PIXEL: usize = 3;

/// Returns the text of the page with this number, from 1, and where its words are.
///
/// # Errors
/// Returns the reason the page cannot be read.
pub(crate) fn words(file: &PageRasterizer, number: u32) -> Result<PlacedText, ExtractError> {
    file.with_page(number, |pdf, page| {
        let painted = glyphs::collect(pdf, page, &InterpreterCache::new());
        let painted = painted.ok_or(ExtractError::DamagedPage)?;
        Ok(layout::placed(&painted, page.render_dimensions()))
    })
}

/// Draws the page with this number, from 1, with the areas of `marks` in color, as a PNG.
///
/// # Errors
/// Returns the reason the page has no picture.
pub(crate) fn draw(file: &PageRasterizer, number: u32, marks: &[PageArea]) -> Result<Vec<u8>, ExtractError> {
    let mut sheet = file.with_page(number, |pdf, page| {
        let (width, height) = page.render_dimensions();
        let scale = scale(f64::from(width), f64::from(height))?;
        survey::density(pdf, page)?;
        let settings = RenderSettings { force_image_interpolation: true, ..RenderSettings::default() };
        let pixmap = hayro::PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let painted = render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings, &pixmap);
        let pixels =
            painted.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
        Ok(Sheet { width: painted.width().into(), height: painted.height().into(), pixels: pixels.collect() })
    })?;
    for area in marks {
        sheet.mark(*area);
    }
    sheet.png().map_err(|error| ExtractError::Unsendable { reason: error.to_string() })
}

/// Returns the pixels per point for a page of this size in points.
fn scale(width: f64, height: f64) -> Result<f32, ExtractError> {
    let scale = (DPI / POINTS).min(MAX_WIDTH / width).min(MAX_HEIGHT / height);
    if width.min(height) * scale < MIN_SIDE {
        return Err(ExtractError::PageTooNarrow);
    }
    Ok(scale as f32)
}

/// A drawn page: red, green and blue of each pixel, by rows from the top.
struct Sheet {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Sheet {
    /// Colors an area like a highlighter, with an edge of one pixel.
    fn mark(&mut self, area: PageArea) {
        let (columns, rows) = area.pixels(self.width, self.height);
        for y in rows.clone() {
            for x in columns.clone() {
                let is_edge =
                    y == rows.start || y + 1 == rows.end || x == columns.start || x + 1 == columns.end;
                let at = (y * self.width + x) * PIXEL;
                color(&mut self.pixels[at..at + PIXEL], is_edge);
            }
        }
    }

    /// Returns the page as a PNG, in shades of gray if it has no color.
    fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let is_gray =
            self.pixels.chunks_exact(PIXEL).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]);
        let gray = || self.pixels.iter().step_by(PIXEL).copied().collect::<Vec<u8>>();
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width as u32, self.height as u32);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        encoder.set_color(if is_gray { png::ColorType::Grayscale } else { png::ColorType::Rgb });
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&if is_gray {
            gray().into()
        } else {
            std::borrow::Cow::from(&self.pixels)
        })?;
        writer.finish()?;
        Ok(file)
    }
}

/// Colors a pixel: as if seen through the mark, or halfway to the color of its edge.
fn color(pixel: &mut [u8], is_edge: bool) {
    for (at, value) in pixel.iter_mut().enumerate() {
        let through = u16::from(*value) * u16::from(MARK[at]) / u16::from(u8::MAX);
        *value = if is_edge { value.midpoint(EDGE[at]) } else { through as u8 };
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn sample() -> PageRasterizer {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/ordinances/618-2024.pdf");
        PageRasterizer::open(&fs::read(path).expect("a sample").into()).expect("opened")
    }

    #[track_caller]
    fn check_scale(size: [f64; 2], expected: Result<[u32; 2], &str>) {
        let scale = scale(size[0], size[1]).map_err(|error| error.to_string());
        let pixels = scale.map(|scale| size.map(|side| (side * f64::from(scale)).round() as u32));
        assert_eq!(pixels, expected.map_err(str::to_owned));
    }

    #[test]
    fn the_size_of_a_picture_is_bounded() {
        check_scale([595.0, 842.0], Ok([909, 1286]));
        check_scale([842.0, 595.0], Ok([1286, 909]));
        check_scale([2384.0, 3370.0], Ok([1400, 1979]));
        check_scale([300.0, 14_400.0], Ok([83, 4000]));
        check_scale([1.0, 14_400.0], Err("is too narrow to hold text"));
    }

    #[test]
    fn the_words_of_a_page_are_its_text_and_lie_where_it_is_printed() {
        let file = sample();
        let placed = words(&file, 1).expect("words");
        let text = |word: &crate::extract::PlacedWord| &placed.text[word.start as usize..word.end as usize];
        assert_eq!(
            placed.words.iter().map(text).collect::<Vec<_>>(),
            placed.text.split_whitespace().collect::<Vec<_>>()
        );
        assert!(placed.words.len() > 100);
        let image = file.raster(1).expect("rendered");
        for word in &placed.words {
            let (columns, rows) = word.area.pixels(image.width, image.height);
            let has_ink =
                rows.into_iter().any(|y| image.row(y)[columns.clone()].iter().any(|&pixel| pixel < 128));
            assert!(has_ink, "`{}` at {:?}", text(word), word.area);
        }
    }

    #[test]
    fn a_mark_colors_its_area_and_nothing_else() {
        let white = || Sheet { width: 10, height: 10, pixels: vec![255; 300] };
        let mut sheet = white();
        sheet.mark(PageArea::from([2_000, 3_000, 6_000, 7_000]));
        for (at, pixel) in sheet.pixels.chunks_exact(PIXEL).enumerate() {
            let (x, y) = (at % 10, at / 10);
            let is_inside = (2..6).contains(&x) && (3..7).contains(&y);
            assert_eq!(pixel != [255; 3], is_inside, "{x}, {y}");
        }
        assert_eq!(sheet.pixels[(5 * 10 + 4) * PIXEL..][..PIXEL], MARK);
        let whole = PageArea::from([0, 0, 10_000, 10_000]);
        sheet.mark(whole);
        assert!(white().png().expect("encoded").len() < sheet.png().expect("encoded").len());
    }
}
