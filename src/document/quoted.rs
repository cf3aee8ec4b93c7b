//! Formats untrusted values for messages: on one line, short, and safe to print to a terminal.
//!
//! Every message that repeats a value formats it with [`quoted`]; [`Escaped`] is for text that must be shown
//! in full.
//! Invariant: neither emits a control character, or a character that changes the reading direction.

use std::fmt::{self, Write};

/// The maximum number of characters of a value repeated in a message: enough to find it by.
const MAX_CHARACTERS: usize = 80;

/// A value in backticks; a long one is truncated with `…`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quoted<'a>(&'a str);

/// Formats a value for a message.
pub(crate) fn quoted(value: &str) -> Quoted<'_> {
    Quoted(value)
}

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cut = self.0.char_indices().nth(MAX_CHARACTERS).map(|(at, _)| at);
        let shown = Escaped(&self.0[..cut.unwrap_or(self.0.len())]);
        write!(f, "`{shown}{}`", if cut.is_some() { "…" } else { "" })
    }
}

/// Shortens a parser's message, which may repeat values of any length, to its beginning and its end, which
/// usually gives the position.
pub(crate) fn brief(message: &impl fmt::Display) -> String {
    let message = message.to_string();
    let from = |at: usize| message.char_indices().nth(at).map(|(at, _)| at);
    let last = message.char_indices().nth_back(MAX_CHARACTERS - 1).map(|(at, _)| at);
    match (from(2 * MAX_CHARACTERS), last) {
        (Some(first), Some(last)) if first < last => {
            format!("{}…{}", Escaped(&message[..first]), Escaped(&message[last..]))
        }
        _ => Escaped(&message).to_string(),
    }
}

/// A whole text on one line, with escapes for characters that must not reach a terminal or a log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut plain = 0;
        for (at, c) in self.0.char_indices().filter(|(_, c)| is_misleading(*c)) {
            f.write_str(&self.0[plain..at])?;
            for escape in c.escape_default() {
                f.write_char(escape)?;
            }
            plain = at + c.len_utf8();
        }
        f.write_str(&self.0[plain..])
    }
}

/// Whether a character is invisible and yet alters other text: control characters, line separators, and
/// directional marks, embeddings and overrides.
pub(crate) fn is_misleading(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_value_is_put_in_backticks_and_a_long_one_is_truncated() {
        assert_eq!(quoted("żółw").to_string(), "`żółw`");
        assert_eq!(quoted("").to_string(), "``");
        let [whole, long] = [MAX_CHARACTERS, 10_000_000].map(|length| "ż".repeat(length));
        assert_eq!(quoted(&whole).to_string(), format!("`{whole}`"));
        assert_eq!(quoted(&long).to_string(), format!("`{whole}…`"));
    }

    #[test]
    fn terminal_controls_and_direction_overrides_are_escaped() {
        assert_eq!(quoted("a\r\nb\tc").to_string(), r"`a\r\nb\tc`");
        assert_eq!(quoted("\u{1b}[2J\u{9b}1m\u{7f}").to_string(), r"`\u{1b}[2J\u{9b}1m\u{7f}`");
        assert_eq!(quoted("a\u{202e}fdp.exe\u{2066}").to_string(), r"`a\u{202e}fdp.exe\u{2066}`");
        assert_eq!(Escaped("„ala” – ma\u{2028}kota").to_string(), r"„ala” – ma\u{2028}kota");
    }

    #[test]
    fn a_long_parser_message_keeps_its_beginning_and_end() {
        assert_eq!(brief(&"no JSON\nat line 1"), r"no JSON\nat line 1");
        let error = serde_json::from_str::<u8>(&format!("\"{}\"", "ż".repeat(100_000))).expect_err("a text");
        let message = brief(&error);
        assert!(
            message.starts_with("invalid type: string \"żżż") && message.ends_with("line 1 column 200002"),
            "{message}"
        );
        assert!(message.chars().count() < 300, "{message}");
    }

    proptest! {
        #[test]
        fn no_misleading_character_is_left_and_the_length_is_bounded(text in any::<String>()) {
            prop_assert!(!brief(&text).contains(is_misleading));
            prop_assert!(!Escaped(&text).to_string().contains(is_misleading));
            // The longest escape has ten characters.
            prop_assert!(quoted(&text).to_string().chars().count() <= 10 * MAX_CHARACTERS + 3);
        }
    }
}
