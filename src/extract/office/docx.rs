//! Reads Word documents (Office Open XML).
//!
//! `body` turns the text into paragraphs, with what `styles` and `numbering` say; headers, footers, comments
//! and deleted text are left out: readers of the final text do not see them, or see them on every page.
//! Invariant: a damaged part costs what comes after the damage, not what came before.

mod body;
mod numbering;
mod styles;

use super::{
    described::{self, Described},
    package::Package,
    properties,
    writer::WriterLimit,
};
use crate::extract::{error::OfficeFault, extracted::Extracted};
use body::WordBody;
use numbering::WordLists;
use styles::WordStyles;

/// The main part of documents that do not name it.
const USUAL_PART: &str = "word/document.xml";

/// Extracts a Word document.
pub(super) fn extract(package: &mut Package<'_>, limit: WriterLimit) -> Result<Extracted, OfficeFault> {
    let main = package.main_part()?.unwrap_or_else(|| USUAL_PART.to_owned());
    let parts = package.related(&main)?;
    let mut part = |kind: &str| -> Result<String, OfficeFault> {
        match parts.get(kind).map(|name| package.part(name)).transpose() {
            Ok(part) => Ok(part.flatten().unwrap_or_default()),
            Err(OfficeFault::Damaged) => {
                package.is_damaged = true;
                Ok(String::new())
            }
            Err(fault) => Err(fault),
        }
    };
    let styles = WordStyles::read(&part("styles")?);
    let lists = WordLists::read(&part("numbering")?, &styles);
    let footnotes = body::notes(&part("footnotes")?, &styles, &lists, limit);
    let endnotes = body::notes(&part("endnotes")?, &styles, &lists, limit);
    let source = package.part(&main)?.ok_or(OfficeFault::NoText)?;
    let mut body = WordBody::new(&styles, lists, limit);
    (body.footnotes, body.endnotes) = (footnotes, endnotes);
    let end = body.read(&source);
    let (page, outline, mut warnings) = body.finish();
    described::note_damage(end, &page, package.is_damaged, &mut warnings)?;
    let properties = properties::read(&package.core_properties()?);
    let template_language = styles.language.clone();
    Ok(Described { page, outline, warnings, properties, template_language }.into_extracted())
}
