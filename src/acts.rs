//! What Polish legal acts look like: headings, numbers and dates, the bodies that issue them.
//!
//! Works on plain text alone. Leaves to `extract` where the text comes from and to `ingest` what
//! is done with the answer. Always holds: where the text does not say it plainly, the answer is
//! `None`.

pub mod heading;
pub mod numbers;
mod organs;
