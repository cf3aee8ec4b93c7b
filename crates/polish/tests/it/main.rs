//! The only integration test binary, one module per topic.

mod dictionary;
mod golden;
mod harness;
