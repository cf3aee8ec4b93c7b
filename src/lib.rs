//! Skorowidz: Polish full-text search for city news and legal acts.
//!
//! Documents go in through [`ingest`] and come out of [`search`]; `ARCHITECTURE.md` describes the path in
//! between. The `skorowidz` program and its HTTP service are thin layers over this library.

pub mod acts;
pub mod analysis;
pub mod cli;
pub mod config;
pub mod document;
pub mod error;
pub mod eval;
pub mod extract;
pub mod fetch;
pub mod http;
pub mod index;
pub mod ingest;
mod locale;
pub mod maintenance;
pub mod meaning;
pub mod meetings;
pub mod metrics;
pub mod queries;
mod regular;
pub mod search;
pub mod service;
mod source;
pub mod uploads;
pub mod view;

pub use error::{Error, Result};
