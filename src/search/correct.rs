//! Corrects misspelled words to words that the index or the dictionary has.
//!
//! `correctable` finds the words of a text that may be corrected at all, `candidates` the words that may have
//! been meant, ranked by `score`, and `companions` which of them stand together with the other words in
//! documents. `text` puts these together for a line of text. What mistakes cost is left to
//! `analysis::misspelling`, the words of the index to `index`.
//!
//! Invariant: nothing with a digit, in capitals, in quotation marks or that is part of a number, a date or an
//! address is ever changed.

mod candidates;
mod companions;
mod correctable;
mod query;
mod score;
mod text;
mod unfound;

pub(super) use query::corrected;
pub(super) use unfound::has_unfound_word;
pub use text::{Correction, corrections};

#[cfg(test)]
mod tests;
