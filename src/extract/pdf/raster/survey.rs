//! Determines which images a page has, without decoding any.
//!
//! Painting is left to `raster`. Invariant: a page whose images would fill the memory is refused.

use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, RectExt, SoftMask, TransformExt, font::GlyphRun, interpret_page, kurbo::BezPath,
};
use hayro_syntax::{Pdf, page::Page};

use crate::extract::error::ExtractError;

/// The maximum number of pixels of an image to be decoded: A4 in color at 800 dots per inch.
///
/// Decoding takes up to 7 bytes per pixel.
const MAX_IMAGE_PIXELS: u64 = 64_000_000;
/// The maximum number of images of a page: scans in strips have about a hundred.
const MAX_IMAGES: usize = 20_000;
/// The share of a page that its images cover if it is a scan; `notes` uses the same share.
const SCAN_COVER: f64 = 0.5;
/// The share of a page that images of the finest kind must cover to matter.
///
/// Text in a mask over a coarse background does, a signature does not.
const FINE_COVER: f64 = 0.3;

/// Returns the pixels per point of the images that make up the page; `None` if they do not cover it.
///
/// # Errors
/// Returns an error if there is more to decode than allowed.
pub(in crate::extract::pdf) fn density(pdf: &Pdf, page: &Page<'_>) -> Result<Option<f64>, ExtractError> {
    let (width, height) = page.base_dimensions();
    let cache = InterpreterCache::new();
    let transform = page.initial_transform(true).to_kurbo();
    let area = page.intersected_crop_box().to_kurbo();
    let mut context = Context::new(transform, area, &cache, pdf.xref(), InterpreterSettings::default());
    let mut survey = ImageSurvey::default();
    interpret_page(page, &mut context, &mut survey);
    if survey.is_excessive {
        return Err(ExtractError::ImagesTooLarge);
    }
    Ok(survey.density(f64::from(width) * f64::from(height)))
}

/// The images that a page paints.
#[derive(Default)]
struct ImageSurvey {
    /// The area in square points and the pixels per point of each image.
    images: Vec<(f64, f64)>,
    is_excessive: bool,
}

impl ImageSurvey {
    /// Returns the finest resolution that matters on a page of this area.
    fn density(mut self, area: f64) -> Option<f64> {
        let total: f64 = self.images.iter().map(|(area, _)| area).sum();
        self.images.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut covered = 0.0;
        let finest = self.images.iter().find(|(area_of_image, _)| {
            covered += area_of_image;
            covered >= FINE_COVER * area
        });
        finest.filter(|_| total >= SCAN_COVER * area).map(|(_, density)| *density)
    }
}

impl<'a> Device<'a> for ImageSurvey {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (image.width(), image.height());
        self.is_excessive |= u64::from(width) * u64::from(height) > MAX_IMAGE_PIXELS;
        let [a, b, c, d, ..] = props.transform.as_coeffs();
        let finer = a.hypot(b).min(c.hypot(d));
        let area = (props.transform.determinant() * f64::from(width) * f64::from(height)).abs();
        if area.is_normal() && finer.is_normal() && self.images.len() < MAX_IMAGES {
            self.images.push((area, finer.recip()));
        }
    }
}
