//! Recognizes Polish legal acts: their headings, sections and citations, numbers, dates and issuing bodies.
//!
//! Works on plain text only. Leaves the source of the text to `extract` and the use of the result to
//! `ingest`. Invariant: the result is `None` unless the text states the value unambiguously.

pub(crate) mod act_key;
pub mod act_number;
pub mod basis;
pub mod citations;
mod dateline;
mod finder;
pub mod force;
pub mod heading;
pub(crate) mod letters;
pub mod numbers;
mod organs;
pub mod query_reference;
pub mod sections;
pub mod short_title;
