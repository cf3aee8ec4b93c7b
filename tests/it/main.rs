//! The one integration binary: a module a topic (each further binary would link the engine again).

mod analysis;
mod cli;
mod contract;
mod corpus;
mod dictionary;
mod evaluation;
mod harness;
mod http;
mod ingest;
mod languages;
mod query_language;
mod readme;
mod robustness;
mod serve;
mod tidy;
