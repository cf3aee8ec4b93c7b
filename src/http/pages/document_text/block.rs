//! A paragraph or heading of a document, with what belongs to it.

use std::ops::Range;

/// A paragraph or heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) text: String,
    pub(crate) is_heading: bool,
    /// Its page, counted from 0 among those of the document.
    pub(crate) page: usize,
    /// The sections and topics that begin here, in order.
    pub(crate) anchors: Vec<BlockAnchor>,
    /// The struck-out ranges of its text, in bytes.
    pub(crate) struck: Vec<Range<usize>>,
    /// The citations in its text that lead somewhere.
    pub(crate) links: Vec<BlockLink>,
}

/// A place with an address in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlockAnchor {
    /// Its number among the places of the document.
    pub(crate) number: usize,
    /// Its byte of the text.
    pub(crate) at: usize,
}

/// A citation in a block that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlockLink {
    /// Its bytes of the text.
    pub(crate) range: Range<usize>,
    /// Its number among the links of the document.
    pub(crate) number: usize,
}
