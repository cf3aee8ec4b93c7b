//! The result of looking for citations.

use std::ops::Range;

use jiff::civil::Date;

use crate::document::{CitationRole, CitedAct};

/// A mention of an act, at its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCitation {
    /// The act, as far as the mention names it.
    pub act: CitedAct,
    /// What the text does to it.
    pub role: CitationRole,
    /// Whether only a part of the act is repealed.
    pub partial: bool,
    /// The day from which the change holds, if its own sentence states one.
    pub effective_from: Option<Date>,
    /// The place of the mention, in bytes of the text.
    pub range: Range<usize>,
}
