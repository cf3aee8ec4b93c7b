//! Reads texts and spreadsheets of `OpenDocument`, as packages or as one XML file.
//!
//! `body` turns the text into paragraphs and tables, with what `styles` and `lists` say. Cells are read as
//! they are displayed, since the file holds that text. Invariant: a damaged part costs what comes after the
//! damage, not what came before.

mod body;
mod lists;
mod styles;
mod tables;

use super::{
    described::{self, Described},
    package::Package,
    properties,
    writer::WriterLimit,
};
use crate::extract::{error::OfficeFault, extracted::Extracted};
use body::OdfBody;
use styles::OdfStyles;

/// Extracts a package.
pub(super) fn extract(package: &mut Package<'_>, limit: WriterLimit) -> Result<Extracted, OfficeFault> {
    let manifest = package.part("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(OfficeFault::Locked);
    }
    let content = package.part("content.xml")?.ok_or(OfficeFault::NoText)?;
    let common = package.part("styles.xml")?.unwrap_or_default();
    let meta = package.part("meta.xml")?.unwrap_or_default();
    described([&common, &content], &content, &meta, package.is_damaged, limit)
}

/// Extracts a document that is one XML file.
pub(super) fn extract_flat(source: &str, limit: WriterLimit) -> Result<Extracted, OfficeFault> {
    described([source, ""], source, source, false, limit)
}

fn described(
    styles: [&str; 2],
    content: &str,
    meta: &str,
    is_damaged: bool,
    limit: WriterLimit,
) -> Result<Extracted, OfficeFault> {
    let mut found = OdfStyles::default();
    for source in styles {
        found.read(source);
    }
    let mut body = OdfBody::new(&found, limit);
    let end = body.read(content);
    let (page, outline) = body.finish();
    let mut warnings = Vec::new();
    described::note_damage(end, &page, is_damaged, &mut warnings)?;
    let properties = properties::read(meta);
    let template_language = found.language.clone();
    Ok(Described { page, outline, warnings, properties, template_language }.into_extracted())
}
