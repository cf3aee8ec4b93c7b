//! Extracts the files of office programs: texts, spreadsheets, rich text.
//!
//! What a file is, its first bytes say (`kind`), whatever its name; one reader for each format writes its text
//! through `writer`. `package` unpacks, and `xml` walks the parts. Converting old Word files is left to
//! `ingest`. Invariants: what is unpacked and how deep it is nested are bounded; nothing is expanded, fetched
//! or run; what an editor has deleted or hidden is not read.

mod described;
mod docx;
mod heading_name;
mod kind;
mod marker;
mod number_format;
mod odf;
mod package;
mod properties;
mod rtf;
mod sheet;
mod writer;
mod xml;

use super::{error::ExtractError, extracted::Extracted, html};
use crate::document::Format;
use kind::OfficeKind;
use package::Package;

/// Extracts an office file; `format` is what its name says.
pub(super) fn extract(format: Format, bytes: &[u8]) -> Result<Extracted, ExtractError> {
    if bytes.is_empty() {
        return Err(ExtractError::Empty);
    }
    let extracted = match kind::of(format, bytes)? {
        OfficeKind::Docx => docx::extract(&mut Package::open(bytes)?)?,
        OfficeKind::Odf => odf::extract(&mut Package::open(bytes)?)?,
        OfficeKind::FlatOdf => odf::extract_flat(&xml::decoded(bytes.to_vec()))?,
        OfficeKind::Rtf => rtf::extract(bytes)?,
        OfficeKind::Xlsx => sheet::extract_xlsx(bytes)?,
        OfficeKind::Xlsb => sheet::extract_xlsb(bytes)?,
        OfficeKind::Xls => sheet::extract_xls(bytes)?,
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
