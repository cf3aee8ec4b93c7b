//! Catches panics of the libraries that read foreign files, and keeps them quiet.
//!
//! Damaged files occasionally make hayro, lopdf and others panic; each caller says what is lost as a result.
//! Invariant: a panic outside [`catch_panic`] is reported as if this module did not exist. The hook is set
//! once per process, on the first such file, and only checks whether the thread expects a panic.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::Once,
};

thread_local! {
    /// Whether a panic on this thread will be caught.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// Returns the result of `work`; `None` if it panics, which is logged with its location at debug level.
pub(super) fn catch_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(set_hook);
    let outer = EXPECTED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    EXPECTED.set(outer);
    done.ok()
}

fn set_hook() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if EXPECTED.get() {
            // Log only the location: the message may quote the document.
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::debug!(place, "a library panicked, which was caught");
        } else {
            report(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_later_work_continues() {
        assert_eq!(catch_panic(|| "x".parse::<i32>().expect("a number")), None);
        assert!(!EXPECTED.get());
        assert_eq!(catch_panic(|| catch_panic(|| panic!("inner")).is_none()), Some(true));
    }
}
