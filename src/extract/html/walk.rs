//! Walks the contents of an element without recursion.
//!
//! Invariants: each element entered is left; the steps come in page order.

use scraper::ElementRef;

/// A step of the walk.
pub(super) enum TreeStep<'a> {
    /// The start of an element, whose contents are skipped if the callback returns false.
    Enter(ElementRef<'a>),
    /// A piece of text.
    Text(&'a str),
    /// The end of an element that was entered.
    Leave(ElementRef<'a>),
}

/// Walks the contents of `top`.
pub(super) fn walk<'a>(top: ElementRef<'a>, mut take: impl FnMut(TreeStep<'a>) -> bool) {
    let mut next = top.first_child();
    while let Some(mut node) = next {
        let element = ElementRef::wrap(node);
        let is_entered = element.is_some_and(|element| take(TreeStep::Enter(element)));
        if let Some(text) = node.value().as_text() {
            take(TreeStep::Text(text));
        }
        next = node.first_child().filter(|_| is_entered);
        if let (None, true, Some(element)) = (&next, is_entered, element) {
            take(TreeStep::Leave(element));
        }
        while next.is_none() {
            next = node.next_sibling();
            if next.is_none() {
                let Some(parent) = node.parent().filter(|parent| *parent != *top) else { return };
                if let Some(element) = ElementRef::wrap(parent) {
                    take(TreeStep::Leave(element));
                }
                node = parent;
            }
        }
    }
}
