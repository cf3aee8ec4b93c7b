//! Where the tests find their files, and what they do without some.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The folder of the crate.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns a file of the evaluation data beside the workspace; `None`, with a message, if it is missing.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = package().ancestors().nth(3)?.join("shared").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: `{}` does not exist", path.display());
    None
}

/// Reports that a test cannot run here. Fails it where all must run, as in CI.
///
/// # Panics
/// If the environment variable `REQUIRE_ALL_TESTS` is set.
#[track_caller]
pub(crate) fn skip(reason: &str) {
    assert!(env::var_os("REQUIRE_ALL_TESTS").is_none(), "not run: {reason}");
    eprintln!("SKIPPED: {reason}");
}
