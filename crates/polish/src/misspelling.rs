//! How words come to be misspelled in Polish, and what each mistake costs.
//!
//! A [`Misspelling`] is a typed word, prepared for comparing it with words that may have been meant, letter by
//! letter: whoever walks a dictionary calls [`Misspelling::read`] for each letter and leaves a branch when it
//! returns `None`. The edits are those of Damerau, each with a cost of its own: sounds that are spelled in two
//! ways (`confusions`) and missing accents cost little, neighbors on the keyboard (`keyboard`) less than other
//! letters: see `costs`. `typed_form` prepares the word, and `rows` compares it. How frequent words are is left to `frequency`, and which of the near forms was meant to whoever
//! searches.
//!
//! Invariants: only words of letters are compared; the cost of a word to itself is 0.

mod confusions;
mod costs;
mod keyboard;
mod rows;
mod typed_form;

pub use costs::{Cost, EDIT, ONE_MISTAKE, TWO_MISTAKES};
pub use rows::CostRows;
pub use typed_form::{MAX_LETTERS, Misspelling, NearForm};

#[cfg(test)]
mod tests;
