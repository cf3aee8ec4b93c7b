//! Collects what a page paints: its glyphs with the characters they stand for, and its ruled lines.
//!
//! hayro interprets the page and [`device`] collects the glyphs; [`fields`] adds form content that is not
//! painted, and [`unmapped_fonts`] names glyphs that their fonts do not name. The order in which glyphs are
//! read is left to `layout`. Invariant: glyphs come in content order, each with one plain character.

pub(super) mod bidi;
mod characters;
mod device;
mod fields;
mod paint;
pub(super) mod ruled_lines;
mod unmapped_fonts;

use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RectExt, TransformExt, interpret_page,
};
use hayro_syntax::{Pdf, page::Page};

pub(super) use device::Collector;

/// Collects what `page` paints; `None` if its content cannot be decoded.
pub(super) fn collect<'a>(pdf: &'a Pdf, page: &Page<'a>, cache: &InterpreterCache<'a>) -> Option<Collector> {
    if page.raw().contains_key("Contents") {
        page.page_stream()?;
    }
    let transform = page.initial_transform(true).to_kurbo();
    let area = page.intersected_crop_box().to_kurbo();
    let mut context = Context::new(transform, area, cache, pdf.xref(), InterpreterSettings::default());
    let (width, height) = page.render_dimensions();
    let mut collector = Collector::new(width, height);
    interpret_page(page, &mut context, &mut collector);
    collector.finish(|painted| fields::unpainted(page, transform, painted));
    collector.drop_doubled();
    Some(collector)
}
