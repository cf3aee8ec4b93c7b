//! A client of an OpenSearch cluster for callers on ordinary threads.
//!
//! [`Cluster`] has the requests, those about whole `indices`, those about `documents`, those about `changes` that
//! others make, and those for files in `pieces`. `connection` sends them to the `nodes` in turn and repeats what may be repeated, `replies` reads what
//! comes back, `bulk` divides writes into requests. `index_body` and `positions` are for indexes
//! of texts that the caller has analyzed itself. Invariants: a reply of some of the shards is an error; a reply takes
//! no more memory than its limit; no error or log line has credentials.

mod bulk;
mod changes;
mod cluster;
mod connection;
mod documents;
mod error;
pub mod index_body;
mod indices;
mod nodes;
mod pieces;
pub mod positions;
mod replies;
mod settings;

pub use bulk::{BulkAction, BulkOutcome, Refresh};
pub use changes::{IndexProgress, VersionedDocument};
pub use cluster::{Cluster, ClusterHealth};
pub use error::ClusterError;
pub use pieces::FileError;
pub use replies::{SearchHit, SearchReply};
pub use settings::{ClusterSettings, Credentials, check_index_name};
pub use url::Url;

/// The examples of the README, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
