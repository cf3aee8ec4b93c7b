//! The columns of one segment that searches read, opened once.
//!
//! Opening a column reads its header, and the texts of one must be unpacked from a dictionary: together more
//! than a search in a small segment. What is counted and boosted by them is left to `search`.

use tantivy::{
    SegmentReader,
    columnar::{Cardinality, Column, StrColumn},
};

use super::schema::column;
use crate::error::Result;

/// The columns of one segment.
pub(crate) struct SegmentColumns {
    /// The ordinals of the ids: they sort like the ids.
    pub(crate) ids: Column<u64>,
    /// The dates, as numbers `YYYYMMDD`.
    pub(crate) dates: Column<u64>,
    pub(crate) years: Column<u64>,
    /// The columns named in [`column::COUNTED_TEXTS`], in that order; `None` where no document has a value.
    texts: [Option<TextColumn>; column::COUNTED_TEXTS.len()],
}

/// A column of texts with its distinct values.
#[derive(Clone)]
pub(crate) struct TextColumn {
    pub(crate) ordinals: Column<u64>,
    /// The distinct texts, by their ordinals.
    pub(crate) values: std::sync::Arc<[String]>,
}

impl SegmentColumns {
    pub(super) fn open(segment: &SegmentReader) -> Result<Self> {
        let columns = segment.fast_fields();
        let ids = columns.str(column::ID)?.map(|ids| ids.ords().clone());
        let mut opened: [Option<TextColumn>; column::COUNTED_TEXTS.len()] = Default::default();
        for (name, opened) in column::COUNTED_TEXTS.iter().zip(&mut opened) {
            *opened = columns.str(name)?.map(|column| TextColumn::read(&column)).transpose()?;
        }
        Ok(Self {
            ids: ids.unwrap_or_else(|| Column::build_empty_column(segment.max_doc())),
            dates: columns.u64(column::DATE)?,
            years: columns.u64(column::YEAR)?,
            texts: opened,
        })
    }

    /// Returns a column of texts; `None` if no document of the segment has a value.
    pub(crate) fn texts(&self, name: &str) -> Option<&TextColumn> {
        self.texts[column::COUNTED_TEXTS.iter().position(|known| *known == name)?].as_ref()
    }

    /// Returns the date of the newest document; 0 if none has a date.
    pub(super) fn newest(&self) -> u64 {
        let is_usable = self.dates.num_docs() > 0 && self.dates.get_cardinality() != Cardinality::Multivalued;
        if is_usable { self.dates.max_value() } else { 0 }
    }
}

impl TextColumn {
    /// Reads the texts in one pass, whereas looking up each would unpack the dictionary every time.
    fn read(column: &StrColumn) -> Result<Self> {
        let mut values = Vec::with_capacity(column.num_terms());
        let mut terms = column.dictionary().stream().map_err(tantivy::TantivyError::from)?;
        while terms.advance() {
            values.push(String::from_utf8_lossy(terms.key()).into_owned());
        }
        Ok(Self { ordinals: column.ords().clone(), values: values.into() })
    }
}
