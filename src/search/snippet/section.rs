//! Shows the beginning of a section that a query names, whether or not it has words of the query.

use super::html::HighlightedText;
use crate::{
    error::Result,
    index::{StoredDocument, item_ends},
    search::response::Snippet,
};

/// The number of passages shown of a section: up to some six lines of the result list.
const PASSAGES: usize = 2;

/// Returns a snippet from the beginning of the section with this anchor; `None` if no passage has it.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub(in crate::search) fn of_section(stored: &StoredDocument, anchor: &str) -> Result<Option<Snippet>> {
    let Some(first) = stored.passage_at(anchor)? else { return Ok(None) };
    let mut end = first + 1;
    let count = stored.first_positions().len();
    while end < count.min(first + PASSAGES) && stored.passages(end..end + 1)?.anchor == Some(anchor) {
        end += 1;
    }
    let passage = stored.passages(first..end)?;
    let folded = HighlightedText::new(passage.text(), &[], &item_ends(passage.text()));
    Ok(Some(Snippet {
        html: folded.html,
        text: folded.text,
        highlights: folded.highlights,
        page: stored.record.paginated.then_some(passage.page),
        ocr: passage.ocr,
        section: passage.section.map(str::to_owned),
        anchor: Some(anchor.to_owned()),
    }))
}
