//! Decides which signs in front of list items are text.
//!
//! Counting numbers is left to the readers of the formats. Invariant: a sign that only decorates is no text.

/// The maximum length of what stands in front of items besides numbers, in bytes.
const MAX_BYTES: usize = 200;

/// Returns the sign in front of the items of a list if it is text: the dash of a Polish *tiret*.
///
/// All others are drawn, often in a font of symbols, where letters stand for them.
pub(super) fn bullet(sign: &str) -> Option<String> {
    let sign = sign.trim();
    // Word takes the dash of a list from the font of symbols.
    let sign = if sign == "\u{f02d}" { "–" } else { sign };
    matches!(sign, "-" | "–" | "—" | "−" | "‐").then(|| sign.to_owned())
}

/// Cuts what stands in front of items to a length that no real list exceeds.
pub(super) fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(MAX_BYTES));
    text
}

/// Returns the text of a character of a font: those of symbols draw something else, of which the signs of
/// `Symbol` that mean something are text.
pub(super) fn of_font(font: &str, c: char) -> Option<char> {
    const DRAWN: [&str; 5] = ["wingdings", "webdings", "marlett", "zapf", "opensymbol"];
    let font = font.to_lowercase();
    if DRAWN.iter().any(|drawn| font.starts_with(drawn)) {
        return None;
    }
    if !font.starts_with("symbol") {
        return Some(c).filter(|c| !is_private(*c));
    }
    let code = u32::from(c);
    Some(match if (0xf000..=0xf0ff).contains(&code) { code - 0xf000 } else { code } {
        code @ (0x20..=0x21 | 0x23 | 0x25..=0x26 | 0x28..=0x29 | 0x2b..=0x2c | 0x2e..=0x3f) => {
            char::from_u32(code)?
        }
        0x2d => '−',
        0xa3 => '≤',
        0xa5 => '∞',
        0xb0 => '°',
        0xb1 => '±',
        0xb3 => '≥',
        0xb4 => '×',
        0xb8 => '÷',
        0xb9 => '≠',
        0xbb => '≈',
        0xd7 => '⋅',
        _ => return None,
    })
}

/// Returns whether a character is one of a font of symbols, which says nothing as text.
pub(super) fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dashes_are_text() {
        assert_eq!(bullet("–").as_deref(), Some("–"));
        assert_eq!(bullet("\u{f02d}").as_deref(), Some("–"));
        for sign in ["•", "\u{f0b7}", "o", "§", ""] {
            assert_eq!(bullet(sign), None, "{sign}");
        }
    }

    #[test]
    fn signs_of_symbol_fonts_are_text_where_they_mean_something() {
        for (font, c, expected) in [
            ("Symbol", '\u{f0b0}', Some('°')),
            ("Symbol", '\u{b3}', Some('≥')),
            ("Symbol", '\u{f0b7}', None),
            ("Wingdings", '\u{fe}', None),
            ("Wingdings 2", '\u{a7}', None),
            ("Arial", '§', Some('§')),
            ("", '\u{f0a7}', None),
        ] {
            assert_eq!(of_font(font, c), expected, "{font} {c:?}");
        }
    }

    #[test]
    fn what_stands_in_front_of_items_is_cut() {
        assert_eq!(cut("ł".repeat(300)).len(), MAX_BYTES);
    }
}
