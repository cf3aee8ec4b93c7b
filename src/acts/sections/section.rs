//! A section of an act, as the outline of a document lists it.

use crate::document::SectionLevel;

/// A section of an act. It ends where the next section of the same or a larger level starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its level.
    pub level: SectionLevel,
    /// Its number as acts cite it, a chapter with its title: `§ 3`, `ust. 2`, `Rozdział 2. Przepisy karne`.
    pub label: String,
    /// The byte of the text where it starts, with the word or sign before its number.
    pub start: usize,
    /// Its address within the document, in ASCII: `par-3-ust-2`. Addresses of one document differ.
    pub anchor: String,
}
