//! Follows the quotation marks of a text, to tell the new wording of another act from the text's own words.
//!
//! Invariant: a mark that is missing spoils at most the text up to the next amending clause.

use super::{cursor::Cursor, triggers::Trigger};

/// The state of the quotation marks at a position.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    /// How many curved marks are open.
    depth: u32,
    /// Whether a straight mark is open.
    straight: bool,
}

impl Quotes {
    /// Whether the position is inside a quotation.
    pub(super) const fn is_quoted(&self) -> bool {
        self.depth > 0 || self.straight
    }

    /// Takes note of the mark at this position.
    pub(super) fn pass(&mut self, mark: Trigger, text: &str, at: usize) {
        match mark {
            Trigger::Open => self.depth += 1,
            Trigger::Close => self.depth = self.depth.saturating_sub(1),
            Trigger::Either if text[at..].starts_with('"') => self.pass_straight(text, at),
            Trigger::Either if self.depth > 0 => self.depth -= 1,
            Trigger::Either => self.depth += 1,
            Trigger::Kind | Trigger::Name => {}
        }
    }

    /// A straight mark opens after a space and before a word, closes the other way round, and else turns.
    fn pass_straight(&mut self, text: &str, at: usize) {
        let before = Cursor::new(text, at).before().is_none_or(|c| c.is_whitespace() || c == '(');
        let after = Cursor::new(text, at + 1).peek().is_none_or(|c| !c.is_alphanumeric() && c != '§');
        self.straight = match (before, after) {
            (true, false) => true,
            (false, true) => false,
            _ => !self.straight,
        };
    }

    /// Closes all marks, where the text's own words certainly go on.
    pub(super) const fn reset(&mut self) {
        self.depth = 0;
        self.straight = false;
    }
}
