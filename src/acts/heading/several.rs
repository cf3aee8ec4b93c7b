//! Recognizes pages that list acts or hold several: they are none of them.
//!
//! Looks only at what was read of the page. Invariant: a second mention of the same act, an annex, and acts
//! that a notice publishes do not count.

use super::{
    kinds,
    parts::HeadingParts,
    subject::{begins_body, without_mark},
};
use crate::acts::letters::strip_phrase;

/// Whether the text below a heading has the heading of another act.
pub(super) fn has_another(below: &str, first: &HeadingParts, first_shouted: bool) -> bool {
    if first.subject.as_deref().is_some_and(|subject| subject.contains("jednolit")) {
        return false;
    }
    let mut state = Below { is_body: false, above: String::new(), is_parted: true };
    let mut start = 0;
    for line in below.split_inclusive('\n') {
        let here = &below[start + line.len() - line.trim_start().len()..];
        if strip_phrase(here, "zalacznik").is_some() && start > 0 {
            return false;
        }
        if state.may_hold(here, first_shouted) && is_another(here, first) {
            return true;
        }
        state.pass(line);
        start += line.len();
    }
    false
}

/// What has been seen below the first heading.
struct Below {
    /// Whether the body of the first act has begun.
    is_body: bool,
    /// The last line that is not blank.
    above: String,
    /// Whether a blank line stands above.
    is_parted: bool,
}

impl Below {
    /// Whether a heading may begin at this line: below the end of a sentence, or in a list.
    fn may_hold(&self, here: &str, first_shouted: bool) -> bool {
        let Some(opened) = kinds::open(here) else { return false };
        if opened.shouted {
            return self.is_parted || without_mark(&self.above).ends_with(['.', ':']) || !self.is_body;
        }
        !first_shouted && !self.is_body
    }

    fn pass(&mut self, line: &str) {
        let line = line.trim();
        self.is_parted = line.is_empty();
        if !line.is_empty() {
            self.is_body |= begins_body(line);
            line.clone_into(&mut self.above);
        }
    }
}

/// Whether another act is headed here, with its own number or date.
fn is_another(here: &str, first: &HeadingParts) -> bool {
    let Some(opened) = kinds::open(here) else { return false };
    let Some(parts) = HeadingParts::read(&here[opened.length..], &opened) else { return false };
    match (&parts.number, &first.number) {
        (Some(number), Some(first)) => number != first && (parts.date.is_some() || parts.organ.is_some()),
        _ => {
            parts.date.is_some()
                && first.date.is_some()
                && parts.date != first.date
                && parts.subject.is_some()
        }
    }
}
