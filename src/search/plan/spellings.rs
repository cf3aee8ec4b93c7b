//! Tests that a document is found however a number or word is typed. Covers `numbers`, `words` and `analysis`
//! together.

#[cfg(test)]
mod tests;
