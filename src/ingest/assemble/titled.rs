//! Recognizes the heading of an act in a title, once for the documents in a row that have the same title: the
//! passages of an act in a `.jsonl` file do.

use std::cell::RefCell;

use crate::acts::heading::{self, ActHeading};

thread_local! {
    /// The last title on this thread, with what was recognized in it.
    static LAST: RefCell<(String, Option<ActHeading>)> = RefCell::default();
}

/// Returns the act whose heading a title is.
pub(super) fn act_in_title(title: &str) -> Option<ActHeading> {
    LAST.with_borrow_mut(|(last, found)| {
        if title != last {
            title.clone_into(last);
            *found = heading::recognize(title);
        }
        found.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_recognized_whatever_stood_before_it() {
        let number = |title| act_in_title(title).and_then(|found| found.act.number);
        let ordinance =
            "ZARZĄDZENIE NR 358/2017 PREZYDENTA MIASTA KRAKOWA z dnia 13 lutego 2017 r. w sprawie opłat";
        for _ in 0..2 {
            assert_eq!(number("Konwent o sprawach dzielnic"), None);
            assert_eq!(number(ordinance).as_deref(), Some("358/2017"));
            assert_eq!(number(ordinance).as_deref(), Some("358/2017"));
            assert_eq!(number(""), None);
        }
    }
}
