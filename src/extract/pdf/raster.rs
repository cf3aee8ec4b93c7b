//! Renders a page of a PDF as a gray image, for the recognition of its text.
//!
//! A scan is rendered at the resolution of its images, anything else at that of a good scan. Cleaning is left
//! to `ocr`. Invariant: the number of pixels a page requires is known before anything is painted, and a page
//! that requires too many gets fewer or is refused.

pub(super) mod survey;

use std::sync::Arc;

use hayro::{RenderCache, RenderSettings, render, vello_cpu::color::palette::css::WHITE};
use hayro_interpret::InterpreterSettings;
use hayro_syntax::{Pdf, page::Page};

use super::open;
use crate::extract::{
    catch_panic::catch_panic,
    error::ExtractError,
    ocr::image::{Image, MAX_PIXELS},
};

/// The number of points per inch.
pub(super) const POINTS: f64 = 72.0;
/// The resolution of a page that is not a scan, in dots per inch: what tesseract is trained for.
const TEXT_DPI: f64 = 300.0;
/// The maximum resolution of scans, in dots per inch; letters of 6 points are then 33 pixels high.
const MAX_DPI: f64 = 400.0;
/// The minimum resolution, in dots per inch.
///
/// Below it, print of 12 points has letters of 6 pixels and is not read.
const MIN_DPI: f64 = 60.0;
/// The longer side of A4, in inches: the assumed size of a page without a credible size.
const A4_INCHES: f64 = 11.69;
/// The credible longer sides of scans, in inches: A6 to A2.
const CREDIBLE_INCHES: std::ops::RangeInclusive<f64> = 5.8..=24.0;
/// The maximum length of a side, in pixels: hayro counts them in 16 bits.
const MAX_SIDE: f64 = 16_000.0;

/// A PDF opened for rendering.
pub(crate) struct PageRasterizer(Pdf);

impl PageRasterizer {
    /// Opens a file in the same way as for reading its text.
    ///
    /// # Errors
    /// Returns what is wrong with the file and what to do about it.
    pub(crate) fn open(bytes: &Arc<Vec<u8>>) -> Result<Self, ExtractError> {
        open::open_to_draw(bytes).map(Self)
    }

    /// Passes the page with this number, from 1, to `work`.
    ///
    /// # Errors
    /// Returns an error if there is no such page, or if it is damaged so that `work` panics.
    pub(super) fn with_page<'a, T>(
        &'a self,
        number: u32,
        work: impl FnOnce(&'a Pdf, &'a Page<'a>) -> Result<T, ExtractError>,
    ) -> Result<T, ExtractError> {
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let page = index.and_then(|index| self.0.pages().get(index));
        let page = page.ok_or(ExtractError::MissingPage { number })?;
        catch_panic(|| work(&self.0, page)).unwrap_or(Err(ExtractError::DamagedPage))
    }

    /// Renders the page with this number, from 1.
    ///
    /// # Errors
    /// Returns the reason the page has no image.
    pub(crate) fn raster(&self, number: u32) -> Result<Image, ExtractError> {
        self.with_page(number, paint)
    }
}

fn paint(pdf: &Pdf, page: &Page<'_>) -> Result<Image, ExtractError> {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let density = survey::density(pdf, page)?;
    let scale = scale(width, height, density)?;
    Ok(gray(page, scale as f32, dpi(width.max(height), scale, density.is_some())))
}

/// Returns the pixels per point for a page of this size in points; `density` is that of images that cover it.
fn scale(width: f64, height: f64, density: Option<f64>) -> Result<f64, ExtractError> {
    let (long, short) = (width.max(height), width.min(height));
    let a4 = |dpi: f64| dpi * A4_INCHES / long;
    let finest = (MAX_DPI / POINTS).max(a4(MAX_DPI));
    let wanted = density.unwrap_or(TEXT_DPI / POINTS).min(finest);
    let possible = (MAX_PIXELS as f64 / (long * short)).sqrt().min(MAX_SIDE / long);
    let scale = wanted.min(possible);
    if scale < wanted / 2.0 && scale < MIN_DPI / POINTS {
        return Err(ExtractError::PageTooLarge);
    }
    if short * scale < 1.0 {
        return Err(ExtractError::PageTooNarrow);
    }
    Ok(scale)
}

/// Returns the dots per inch for the recognizer: those of the page, or of A4 if a scan's size is no paper
/// size.
fn dpi(long: f64, scale: f64, is_scan: bool) -> u32 {
    let inches = long / POINTS;
    let paper = if is_scan && !CREDIBLE_INCHES.contains(&inches) { A4_INCHES } else { inches };
    (long * scale / paper).round() as u32
}

fn gray(page: &Page<'_>, scale: f32, dpi: u32) -> Image {
    let settings = RenderSettings { force_image_interpolation: true, ..RenderSettings::default() };
    let pixmap = hayro::PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let painted = render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings, &pixmap);
    let pixels = painted.data_as_u8_slice().chunks_exact(4).map(luminance).collect();
    Image { width: painted.width().into(), height: painted.height().into(), dpi, pixels }
}

/// Returns the brightness of a pixel, by the weights of ITU-R BT.601 in 256ths.
fn luminance(pixel: &[u8]) -> u8 {
    let [red, green, blue, ..] = pixel else { return u8::MAX };
    ((u32::from(*red) * 77 + u32::from(*green) * 150 + u32::from(*blue) * 29) >> 8) as u8
}

#[cfg(test)]
mod tests {
    use lopdf::{Document, Stream, dictionary};

    use super::*;

    /// Creates a page of this size in points with additions to its dictionary, under an image of 8 x 8 bits
    /// that fills it.
    fn file(size: [i64; 2], page: &lopdf::Dictionary, image: &lopdf::Dictionary, bits: [u8; 8]) -> Vec<u8> {
        let mut document = Document::with_version("1.5");
        let mut entries = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 8, "Height" => 8, "BitsPerComponent" => 1,
        };
        image.iter().for_each(|(key, value)| entries.set(key.clone(), value.clone()));
        let image = document.add_object(Stream::new(entries, bits.to_vec()));
        let paint = format!("q {} 0 0 {} 0 0 cm /I Do Q", size[0], size[1]);
        let contents = document.add_object(Stream::new(dictionary! {}, paint.into_bytes()));
        let pages = document.new_object_id();
        let mut entries = dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => contents,
            "MediaBox" => vec![0.into(), 0.into(), size[0].into(), size[1].into()],
            "Resources" => dictionary! { "XObject" => dictionary! { "I" => image } },
        };
        page.iter().for_each(|(key, value)| entries.set(key.clone(), value.clone()));
        let page = document.add_object(entries);
        let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
        document.objects.insert(pages, kids.into());
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("saved");
        bytes
    }

    /// Creates an image whose upper left quarter and one more pixel are 0.
    const CORNER: [u8; 8] = [0x0F, 0x0F, 0x0F, 0x0F, 0xFF, 0xFF, 0xFF, 0xFE];

    fn gray() -> lopdf::Dictionary {
        dictionary! { "ColorSpace" => "DeviceGray" }
    }

    /// Checks the shades in the middle of the quarters: upper left, upper right, lower left, lower right.
    #[track_caller]
    fn check(page: &lopdf::Dictionary, image: &lopdf::Dictionary, expected: [u8; 4]) {
        let image =
            PageRasterizer::open(&file([595, 842], page, image, CORNER).into()).unwrap().raster(1).unwrap();
        let at = |x: usize, y: usize| image.row(image.height * y / 4)[image.width * x / 4];
        assert_eq!([at(1, 1), at(3, 1), at(1, 3), at(3, 3)], expected);
    }

    #[test]
    fn a_bitmap_page_is_painted_as_its_file_says() {
        check(&dictionary! {}, &gray(), [0, 255, 255, 255]);
        let mut inverted = gray();
        inverted.set("Decode", vec![1.into(), 0.into()]);
        check(&dictionary! {}, &inverted, [255, 0, 0, 0]);
        check(&dictionary! {}, &dictionary! { "ImageMask" => true }, [0, 255, 255, 255]);
        let mut mask = dictionary! { "ImageMask" => true };
        mask.set("Decode", vec![1.into(), 0.into()]);
        check(&dictionary! {}, &mask, [255, 0, 0, 0]);
        check(&dictionary! { "Rotate" => 90 }, &gray(), [255, 0, 255, 255]);
        check(&dictionary! { "Rotate" => 180 }, &gray(), [255, 255, 255, 0]);
        check(&dictionary! { "UserUnit" => 2 }, &gray(), [0, 255, 255, 255]);
    }

    #[track_caller]
    fn check_scale(size: [f64; 2], density: Option<f64>, expected: Result<[u32; 2], &str>) {
        let scale = scale(size[0], size[1], density);
        let pixels = scale.map(|scale| size.map(|side| (side * scale).round() as u32));
        assert_eq!(pixels.map_err(|error| error.to_string()), expected.map_err(str::to_owned));
    }

    #[test]
    fn a_scan_keeps_its_pixels_and_a_text_page_is_rendered_at_scan_resolution() {
        check_scale([595.0, 842.0], None, Ok([2479, 3508]));
        check_scale([595.0, 842.0], Some(200.0 / 72.0), Ok([1653, 2339]));
        check_scale([595.0, 842.0], Some(600.0 / 72.0), Ok([3306, 4678]));
        check_scale([2480.0, 3508.0], Some(1.0), Ok([2480, 3508]));
        check_scale([59.5, 84.2], Some(30.0), Ok([1785, 2526]));
    }

    #[test]
    fn the_resolution_matches_the_paper_size() {
        assert_eq!(dpi(842.0, 200.0 / 72.0, true), 200);
        assert_eq!(dpi(3508.0, 1.0, true), 300, "a page with as many points as pixels");
        assert_eq!(dpi(3370.0, 150.0 / 72.0, false), 150, "a poster");
    }

    #[test]
    fn a_poster_gets_fewer_pixels_and_an_oversized_page_is_rejected() {
        check_scale([2384.0, 3370.0], None, Ok([4120, 5825]));
        let refusal = "is too large to be read: split it into pages";
        check_scale([14_400.0, 14_400.0], None, Err(refusal));
        check_scale([1e9, 1e9], Some(1.0), Err(refusal));
        check_scale([0.001, 842.0], None, Err("is too narrow to hold text"));
    }

    #[test]
    fn an_image_that_would_exhaust_memory_is_not_decoded() {
        let vast = dictionary! { "ColorSpace" => "DeviceGray", "Width" => 60_000, "Height" => 60_000 };
        let pages = PageRasterizer::open(&file([595, 842], &dictionary! {}, &vast, CORNER).into()).unwrap();
        let refusal = |number| pages.raster(number).unwrap_err().to_string();
        assert_eq!(refusal(1), "its images are too large to be read: scan it at 300 dpi");
        assert_eq!(refusal(2), "there is no page 2");
        assert_eq!(refusal(0), "there is no page 0");
    }
}
