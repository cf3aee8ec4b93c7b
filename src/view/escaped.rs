//! Escapes text for a terminal, so that nothing in it acts as a control sequence.

use crate::document::quoted::Escaped;

/// Escapes a text for one line of a terminal, so that nothing in it acts as a control sequence.
pub(crate) fn escaped_line(text: &str) -> String {
    Escaped(text).to_string()
}

/// Escapes a text of several lines for a terminal, so that nothing in it acts as a control sequence; line
/// breaks and tabs stay.
pub(crate) fn escaped(text: &str) -> String {
    let is_kept = |c: &char| matches!(c, '\n' | '\t');
    let escape = |piece: &str| match piece.chars().next_back().filter(is_kept) {
        Some(kept) => format!("{}{kept}", Escaped(&piece[..piece.len() - 1])),
        None => Escaped(piece).to_string(),
    };
    text.split_inclusive(['\n', '\t']).map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_contains_no_terminal_control() {
        let text = "a\r\n\u{1b}[31mb\u{9b}\tc\u{202e}d\u{2066}\u{2028}ż";
        assert_eq!(escaped(text), "a\\r\n\\u{1b}[31mb\\u{9b}\tc\\u{202e}d\\u{2066}\\u{2028}ż");
        assert_eq!(escaped_line("a\n\tb"), "a\\n\\tb");
    }
}
