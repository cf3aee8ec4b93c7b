//! The HTTP service, by audience: programs, people, crawlers and feed readers.
//!
//! `router` has all routes on one screen, `app` the state of their handlers. `api` serves programs, `pages`
//! people, `feeds` crawlers and feed readers; `openapi` describes the routes. `middleware` stands around all
//! of them and `server` owns the connections. What an answer contains is left to `service`, the parameters of
//! a search to `search::request`.
//!
//! Invariants: no response reveals a file path or an internal message, and no log line contains a query.

mod api;
mod app;
mod assets;
mod audience;
mod entity_tag;
mod error;
mod feeds;
mod links;
mod locale;
mod middleware;
pub mod openapi;
mod pages;
mod params;
mod path;
mod public_url;
mod router;
mod server;

pub use pages::statements::{UnfilledStatement, unfilled};
pub use router::{live_router, router};
pub use server::serve::serve;
