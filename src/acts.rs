//! Recognizes Polish legal acts: their headings, numbers, dates and issuing bodies.
//!
//! Works on plain text only. Leaves the source of the text to `extract` and the use of the result to
//! `ingest`. Invariant: the result is `None` unless the text states the value unambiguously.

pub mod act_number;
pub mod citations;
pub mod heading;
pub mod numbers;
mod organs;
pub mod query_reference;
