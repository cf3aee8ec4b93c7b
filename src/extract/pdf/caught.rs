//! Panics of the PDF libraries, caught and kept quiet.
//!
//! Damaged files make hayro and lopdf panic now and then; each caller says what is lost by that. Always
//! holds: a panic outside [`caught`] is reported as if this file did not exist. The hook is set once a
//! process, on the first PDF, and only asks the thread whether it expects a panic.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::Once,
};

thread_local! {
    /// Whether a panic on this thread will be caught below.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// What `work` gives, or `None` where it panics. Its place goes to the debug log.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
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
            // Its place only: the message may quote the document.
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::debug!(place, "a PDF library panicked, which was caught");
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
        assert_eq!(caught(|| "x".parse::<i32>().expect("a number")), None);
        assert!(!EXPECTED.get());
        assert_eq!(caught(|| caught(|| panic!("inner")).is_none()), Some(true));
    }
}
