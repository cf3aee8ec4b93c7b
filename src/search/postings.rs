//! Matches a query against one segment, a window of documents at a time.
//!
//! `segment` opens postings, `word` and `sequence` match words alone and in order, `node` combines what they
//! match, `scorer` scores it, and `window_scan` reads only the documents that still matter. Weights are left
//! to `ranking`, and which documents are hits to `matching`.

mod node;
mod scorer;
mod segment;
mod sequence;
mod window_scan;
mod word;

pub(super) use node::{MatchBuffers, Postings};
pub(super) use segment::{PostingsOptions, SegmentContext};
pub(super) use window_scan::DocumentMask;
