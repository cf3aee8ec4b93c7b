//! Maintenance of an index: backup, restore and integrity check.
//!
//! `relocate` takes an index into a cluster or back. `frozen` takes a snapshot of a live index; `backup` packs it into an `archive` with a `manifest`,
//! `restore` brings it back, and `verify` reads all of it. `names` knows which files belong to an index, and
//! `contents` validates what they contain, regardless of their origin. Leaves the switch to another state,
//! and cleaning up after killed processes, to `index`. Invariant: nothing here blocks searches; writers wait
//! for milliseconds, or for the last step of a restore.

mod archive;
mod backup;
mod contents;
mod frozen;
mod join;
mod manifest;
mod names;
mod relocate;
mod restore;
mod verify;

pub use backup::{BackupReport, backup};
pub use contents::Problem;
pub use join::join;
pub use relocate::{MoveReport, relocate};
pub use restore::{RestoreReport, RootSelection, restore};
pub use verify::{VerifyReport, verify};

/// A progress callback that receives the number of bytes processed since the last call.
pub type ByteProgress<'a> = &'a dyn Fn(u64);

/// Whether the content of an index file can be regenerated if it is lost; such a file need not be synced.
fn can_be_made_again(name: &str) -> bool {
    ["cache/", "queries/", "meaning/"].iter().any(|folder| name.starts_with(folder))
}
