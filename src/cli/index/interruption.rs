//! What Ctrl-C and SIGTERM do to a command that reads many files.
//!
//! Stopping is left to whoever looks at the flag. Invariant: a second signal ends the process at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anyhow::Context;

/// The exit status of an interrupted program: 128 plus the number of SIGINT.
pub(in crate::cli) const INTERRUPTED: u8 = 130;

/// Returns a flag that is set by the first Ctrl-C or SIGTERM; a second one exits at once.
pub(in crate::cli) fn stop_on_signals() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    })
    .context("cannot install the Ctrl-C handler")?;
    Ok(stop)
}
