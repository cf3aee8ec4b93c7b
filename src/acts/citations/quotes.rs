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
            Trigger::Close => self.depth = self.depth.saturating_sub(1),
            Trigger::Either if text[at..].starts_with('"') => self.pass_straight(text, at),
            Trigger::Either if self.depth > 0 => self.depth -= 1,
            Trigger::Open | Trigger::Either => self.depth += 1,
            _ => {}
        }
    }

    /// A straight mark opens after a space and closes before one; between two spaces it stands for a dash.
    fn pass_straight(&mut self, text: &str, at: usize) {
        let before = Cursor::new(text, at).before().is_none_or(|c| c.is_whitespace() || c == '(');
        let after = Cursor::new(text, at + 1).peek();
        let ends = after.is_none_or(|c| !c.is_alphanumeric());
        match (before, ends) {
            (true, true) if after.is_none_or(char::is_whitespace) => {}
            (true, _) => self.straight = true,
            (false, true) if self.straight => self.straight = false,
            // Some texts close a curved mark with a straight one.
            (false, true) => self.depth = self.depth.saturating_sub(1),
            (false, false) => self.straight = !self.straight,
        }
    }

    /// Closes all marks, where the text's own words certainly go on.
    pub(super) const fn reset(&mut self) {
        self.depth = 0;
        self.straight = false;
    }
}
