//! Repeats a value in an error message: on one line, short, and safe to print to a terminal.

use std::fmt::{self, Write};

/// The maximum number of characters that are repeated: enough to find the value by.
const MAX_CHARACTERS: usize = 80;

/// A value in backticks; a long one is truncated with `…`.
pub(crate) struct Excerpt<'a>(pub(crate) &'a str);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('`')?;
        for c in self.0.chars().take(MAX_CHARACTERS) {
            // Of the characters beyond ASCII the standard library escapes those that do not show.
            if c.is_ascii_graphic() || c == ' ' {
                f.write_char(c)?;
            } else {
                write!(f, "{}", c.escape_debug())?;
            }
        }
        f.write_str(if self.0.chars().nth(MAX_CHARACTERS).is_some() { "…`" } else { "`" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_truncated_and_controls_are_escaped() {
        assert_eq!(Excerpt("żółw 'i' \"lis\"").to_string(), "`żółw 'i' \"lis\"`");
        assert_eq!(Excerpt("a\n\u{1b}\u{202e}b").to_string(), r"`a\n\u{1b}\u{202e}b`");
        let whole = "ż".repeat(MAX_CHARACTERS);
        assert_eq!(Excerpt(&whole).to_string(), format!("`{whole}`"));
        assert_eq!(Excerpt(&"ż".repeat(1_000_000)).to_string(), format!("`{whole}…`"));
    }
}
