//! What others wrote, as a message may say it: on one line, short, and never an order to a terminal.
//!
//! Every message that repeats a value does it through [`quoted`]; [`Escaped`] is for what must be told whole.
//! Always holds: neither writes a control character, nor one that changes the order in which others are read.

use std::fmt::{self, Write};

/// Characters of a value that a message repeats: enough to find it by.
const MAX_CHARACTERS: usize = 80;

/// A value in backticks, of which only the beginning stands there where it is long, with `…`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quoted<'a>(&'a str);

/// Repeats a value in a message.
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

/// What a parser says of an input, which may repeat values of any length: the beginning, and the end, which mostly
/// says where.
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

/// A whole text on one line, with escapes in the place of what must not reach a terminal or a log.
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

/// Whether a character is not seen and yet changes what is: controls, ends of lines, and marks, embeddings and
/// overrides of the direction of reading.
pub(crate) fn is_misleading(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_value_is_quoted_in_backticks_and_a_long_one_is_truncated() {
        assert_eq!(quoted("żółw").to_string(), "`żółw`");
        assert_eq!(quoted("").to_string(), "``");
        let [whole, long] = [MAX_CHARACTERS, 10_000_000].map(|length| "ż".repeat(length));
        assert_eq!(quoted(&whole).to_string(), format!("`{whole}`"));
        assert_eq!(quoted(&long).to_string(), format!("`{whole}…`"));
    }

    #[test]
    fn control_and_bidi_characters_are_escaped() {
        assert_eq!(quoted("a\r\nb\tc").to_string(), r"`a\r\nb\tc`");
        assert_eq!(quoted("\u{1b}[2J\u{9b}1m\u{7f}").to_string(), r"`\u{1b}[2J\u{9b}1m\u{7f}`");
        assert_eq!(quoted("a\u{202e}fdp.exe\u{2066}").to_string(), r"`a\u{202e}fdp.exe\u{2066}`");
        assert_eq!(Escaped("„ala” – ma\u{2028}kota").to_string(), r"„ala” – ma\u{2028}kota");
    }

    #[test]
    fn the_beginning_and_end_of_a_parser_error_are_kept() {
        assert_eq!(brief(&"no JSON\nat line 1"), r"no JSON\nat line 1");
        let error = serde_json::from_str::<u8>(&format!("\"{}\"", "ż".repeat(100_000))).expect_err("a text");
        let told = brief(&error);
        assert!(
            told.starts_with("invalid type: string \"żżż") && told.ends_with("line 1 column 200002"),
            "{told}"
        );
        assert!(told.chars().count() < 300, "{told}");
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
