//! Reads Rich Text Format.
//!
//! `tokens` takes the file apart, `letters` decodes its bytes, and `reader` follows what the control words
//! say. The format is an archive of code pages and destinations that readers must know to leave out; no crate
//! decodes the first or leaves out the second (see the decision on office files). Invariant: whatever the
//! bytes, reading ends after one pass over them.

mod letters;
mod reader;
mod state;
mod tokens;

use super::{
    described::{self, Described},
    properties,
    writer::WriterLimit,
};
use crate::{
    document::Metadata,
    extract::{error::OfficeFault, extracted::Extracted},
};
use reader::RtfReader;

/// Extracts an RTF file.
pub(super) fn extract(bytes: &[u8], limit: WriterLimit) -> Result<Extracted, OfficeFault> {
    let mut reader = RtfReader::within(limit);
    let end = reader.read(bytes);
    let title = properties::own_title(&reader.title);
    let (page, outline) = reader.finish();
    let mut warnings = Vec::new();
    described::note_damage(end, &page, false, &mut warnings)?;
    let properties = Metadata { title, ..Metadata::default() };
    Ok(Described { page, outline, warnings, properties, template_language: None }.into_extracted())
}

#[cfg(test)]
mod tests;
