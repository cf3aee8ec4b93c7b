//! Reads mentions of Polish acts in English and Ukrainian texts.
//!
//! Their kinds are the Polish nouns. Leaves the words that begin them to `triggers`. Invariant: a word without
//! a number or a date is no mention, for such texts use the same words for much else.

mod english;
mod parts;
mod ukrainian;

use super::{cursor::Cursor, mention::Mention};

/// Reads the mention that begins with a foreign word for a kind of act.
pub(super) fn read_foreign(text: &str, at: usize) -> Option<Mention> {
    let at = Cursor::new(text, at);
    if at.peek()?.is_ascii() { english::read(at) } else { ukrainian::read(at) }
}
