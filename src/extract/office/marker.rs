//! Decides which signs in front of list items are text.
//!
//! Counting numbers is left to the readers of the formats. Invariant: a sign that only decorates is no text.

/// Returns the sign in front of the items of a list if it is text: the dash of a Polish *tiret*.
///
/// All others are drawn, often in a font of symbols, where letters stand for them.
pub(super) fn bullet(sign: &str) -> Option<String> {
    let sign = sign.trim();
    matches!(sign, "-" | "–" | "—" | "−" | "‐").then(|| sign.to_owned())
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
        for sign in ["•", "\u{f0b7}", "o", "§", ""] {
            assert_eq!(bullet(sign), None, "{sign}");
        }
    }
}
