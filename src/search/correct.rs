//! Corrects misspelled words to words that the index or the dictionary has.
//!
//! `correctable` finds the words of a query that may be corrected at all, `candidates` the words that may have
//! been meant, ranked by `score`, and `companions` which of them stand together with the other words in
//! documents; `likeliest` chooses between them. `spaces` divides and joins words, and `cyrillic` reads those in Cyrillic letters. `text` puts
//! these together for a line of text, `query` for a query that cannot find what was typed (as `unfound` says),
//! and `offered` for one that finds little. What mistakes cost is left to `analysis::misspelling`, the words
//! of the index to `index`.
//!
//! Invariant: nothing with a digit, in capitals, in quotation marks or that is part of a number, a date or an
//! address is ever changed.

mod candidates;
mod companions;
mod correctable;
mod cyrillic;
mod likeliest;
mod offered;
mod query;
mod score;
mod spaces;
mod text;
mod unfound;

pub(super) use offered::offered;
pub(super) use query::corrected;
pub use text::{Correction, corrections};
pub(super) use unfound::has_unfound_word;

#[cfg(test)]
mod tests;
