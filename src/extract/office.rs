//! Extracts the files of office programs: texts, spreadsheets, rich text.
//!
//! What a file is, its first bytes say (`kind`), whatever its name; one reader for each format writes its text
//! through `writer`. `package` unpacks, and `xml` walks the parts. Converting old Word files is left to
//! `ingest`. Invariants: what is unpacked and how deep it is nested are bounded; nothing is expanded, fetched
//! or run; what an editor has deleted or hidden is not read.

mod day_format;
mod described;
mod docx;
mod heading_name;
mod kind;
mod marker;
mod note_counts;
mod number_format;
mod odf;
mod package;
mod properties;
mod rtf;
mod sheet;
mod writer;
mod xml;

use super::{attached::AttachmentBudget, error::ExtractError, extracted::Extracted, html};
use crate::document::Format;
use kind::OfficeKind;
use package::Package;
use writer::WriterLimit;

/// Extracts an office file, within the budget if it is in another file; `format` is what its name says.
pub(super) fn extract(
    format: Format,
    bytes: &[u8],
    budget: &AttachmentBudget,
) -> Result<Extracted, ExtractError> {
    if bytes.is_empty() {
        return Err(ExtractError::Empty);
    }
    let deadline = budget.deadline();
    let limit = budget.room().map_or_else(WriterLimit::default, |(_, bytes)| WriterLimit { bytes, deadline });
    let extracted = match kind::of(format, bytes)? {
        OfficeKind::Docx => docx::extract(&mut Package::open(bytes)?, limit)?,
        OfficeKind::Odf => odf::extract(&mut Package::open(bytes)?, limit)?,
        OfficeKind::FlatOdf => odf::extract_flat(&xml::decoded(bytes.to_vec()), limit)?,
        OfficeKind::Rtf => rtf::extract(bytes, limit)?,
        OfficeKind::Xlsx => sheet::extract_xlsx(bytes, limit)?,
        OfficeKind::Xlsb => sheet::extract_xlsb(bytes, limit)?,
        OfficeKind::Xls => sheet::extract_xls(bytes, limit)?,
        OfficeKind::Html => html::extract(bytes)?,
    };
    let is_empty = extracted.pages.iter().all(|page| page.text.trim().is_empty());
    if is_empty { Err(ExtractError::Empty) } else { Ok(extracted) }
}

/// Returns whether bytes are the package of an office document rather than an archive of files.
pub(super) fn is_office_package(bytes: &[u8]) -> bool {
    kind::is_package(bytes)
}

#[cfg(test)]
mod tests;
