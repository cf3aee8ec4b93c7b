//! What finds a document however it is typed; only the tests of it, since `numbers` and `words` do it.

#[cfg(test)]
mod tests;
