//! The one integration binary: a module a topic (each further binary would link the engine again).

mod access;
mod analysis;
mod cli;
mod contract;
mod corpus;
mod deploy;
mod dictionary;
mod evaluation;
mod golden;
mod harness;
mod hostile;
mod http;
mod ingest;
mod isolation;
mod languages;
mod pages;
mod query_language;
mod readme;
mod recognition;
mod robustness;
mod serve;
mod settings;
mod tidy;
