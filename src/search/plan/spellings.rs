//! What finds a document however it is typed: only the tests of what `numbers`, `words` and `analysis` do together.

#[cfg(test)]
mod tests;
