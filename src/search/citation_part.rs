//! Lists all citations of an index, document by document, so that the graph can be exported in parts.
//!
//! Following single documents is left to `citation_graph`. Invariant: a part ends with a document, and only
//! one document more than fills it is in memory.

use super::citation_graph::{OutgoingCitation, outgoing};
use crate::{document::DocumentId, error::Result, index::Snapshot};

/// The number of documents whose ids are looked up at a time.
const DOCUMENTS: usize = 500;
/// A part ends after the document with which it has this many citations.
const CITATIONS: usize = 1_000;

/// An edge of the graph: a citation, and the document that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationEdge {
    /// The id of the citing document.
    pub source: DocumentId,
    /// Its title.
    pub source_title: String,
    /// The citation.
    pub citation: OutgoingCitation,
}

/// A part of the list of citations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CitationPart {
    /// The citations by the id of their document, then in reading order; none if the documents of the part
    /// cite nothing.
    pub edges: Vec<CitationEdge>,
    /// The document after which the next part begins; `None` if this is the last part.
    pub next: Option<DocumentId>,
}

/// Returns the citations of the documents after an id, as far as they fill a part.
///
/// # Errors
///
/// Returns an error if the index cannot be read.
pub fn citation_part(snapshot: &Snapshot, after: Option<&DocumentId>) -> Result<CitationPart> {
    let mut part = CitationPart::default();
    let listed = snapshot.listed_after(after, DOCUMENTS)?;
    let is_end = listed.len() < DOCUMENTS;
    let last = listed.last().map(|document| document.id.clone());
    for document in listed {
        let Some(handle) = snapshot.lookup(&document.id)? else { continue };
        let (whole, _) = handle.open_text()?;
        let citations = outgoing(&handle, whole.act.as_ref(), whole.citations)?;
        part.edges.extend(citations.into_iter().map(|citation| CitationEdge {
            source: document.id.clone(),
            source_title: whole.title.clone(),
            citation,
        }));
        if part.edges.len() >= CITATIONS {
            part.next = Some(document.id);
            return Ok(part);
        }
    }
    part.next = last.filter(|_| !is_end);
    Ok(part)
}
