//! The server: `serve` over `connections`, `stream`, `throughput` and `descriptors`.

pub(crate) mod connections;
pub(crate) mod descriptors;
pub(crate) mod serve;
pub(crate) mod stream;
pub(crate) mod throughput;
