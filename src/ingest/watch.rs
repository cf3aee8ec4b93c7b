//! `index --watch`: brings an index up to date whenever something changes in its folders.
//!
//! `watcher` waits and starts runs; each is a run as by hand, which costs a `stat` for an unchanged file.
//! `changes` hears from the system that something changed, `watched_path` sees whether a path itself is
//! still the same, `pace` decides when to run, and `told` leaves out what was reported before. Invariants:
//! the index is locked only during a run; whatever the system fails to report is found by a full scan.

mod changes;
mod network;
mod pace;
mod told;
mod watch_news;
mod watched_path;
mod watcher;

pub use watch_news::WatchNews;
pub use watcher::{WatchSettings, watch};
