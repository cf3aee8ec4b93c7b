//! Tells whether a position is inside round brackets, where notes on an act stand: `(zm. zarządzeniem nr 1)`.
//!
//! Leaves what the note means to `roles`. Invariant: a bracket that is never closed reaches no further than
//! its paragraph or point.

use super::{cursor::Cursor, lines::starts_block};

/// How far before the position a bracket may open, in bytes.
const NEAR: usize = 400;

/// Whether a bracket that opened before the position is still open there.
pub(super) fn is_bracketed(text: &str, at: usize) -> bool {
    let from = text.floor_char_boundary(at.saturating_sub(NEAR));
    let mut depth = 0_u32;
    for (offset, c) in text[from..at].char_indices() {
        match c {
            '(' => depth += 1,
            // The mark of a point, `1)`, closes nothing.
            ')' => depth = depth.saturating_sub(1),
            '\n' if starts_paragraph(&text[..at], from + offset + 1) => depth = 0,
            _ => {}
        }
    }
    depth > 0
}

/// Whether a line that begins at the position is empty, or the first of a paragraph or point.
fn starts_paragraph(text: &str, at: usize) -> bool {
    let mut line = Cursor::new(text, at);
    line.skip_while(|c| matches!(c, ' ' | '\t' | '\r'));
    line.peek() == Some('\n') || starts_block(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(is_bracketed(text, text.len()), expected, "`{text}`");
    }

    #[test]
    fn a_bracket_is_open_until_it_is_closed_or_its_paragraph_ends() {
        check("zarządzenie (zm. ", true);
        check("zarządzenie (Dz. U. poz. 5) i ", false);
        check("zarządzenie (Dz. U. (tekst) i ", true);
        check("1) zarządzenie (zm.\nw ", true);
        check("zarządzenie (zm.\n2) ", false);
        check("zarządzenie (zm.\n\nW ", false);
    }
}
