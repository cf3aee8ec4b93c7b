//! The one integration binary: a module a topic (each further binary would link the engine again).

mod analysis;
mod backup;
mod cli;
mod contract;
mod corpus;
mod dictionary;
mod durability;
mod evaluation;
mod golden;
mod harness;
mod http;
mod ingest;
mod isolation;
mod languages;
mod metrics;
mod openapi;
mod pages;
mod queries;
mod query_language;
mod readme;
mod recognition;
mod robustness;
mod serve;
mod tidy;
mod upkeep;
mod writes;
