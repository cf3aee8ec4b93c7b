//! What keeps an index alive over years: backups, their return, and a look at whether all is sound.
//!
//! `frozen` holds the state of a live index still; `backup` packs it into an `archive` with a `manifest`, `restore`
//! brings that back, `verify` reads all of it. `names` knows which files an index has, `contents` looks at what they
//! say, whoever wrote them. Leaves the step from one state to another, and what killed
//! processes leave, to `index`. Always holds: nothing here stops those who search; those who write wait
//! for milliseconds, or for the last step of a restore.

mod archive;
mod backup;
mod contents;
mod frozen;
mod manifest;
mod names;
mod restore;
mod verify;

pub use backup::{BackupReport, backup};
pub use contents::Problem;
pub use restore::{RestoreReport, Roots, restore};
pub use verify::{VerifyReport, verify};

/// Told how many more bytes have been gone through.
pub type Advance<'a> = &'a dyn Fn(u64);

/// Whether what is in a file of an index would be made again were it lost: then it need not be synced.
fn can_be_made_again(name: &str) -> bool {
    name.starts_with("cache/") || name.starts_with("queries/")
}
