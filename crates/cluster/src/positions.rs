//! Analyzed texts as a cluster takes them: positions divided by spaces, the terms of one position by bars.
//!
//! `czy zarządzenie|zarządzić prezydent _ 358/2017` has five positions, the fourth without a term. The analyzer
//! [`index_body::POSITIONS`](crate::index_body::POSITIONS) reads it. Invariant: different terms are written differently,
//! whatever characters they have, and each is one term to the cluster.

/// The term of a position without one.
pub const HOLE: &str = "_";
/// The maximum number of positions without a term in a row; more are cut to these.
const MAX_HOLES: u32 = 64;

/// Appends a term. Characters that divide terms are written as `\` and a letter, an empty term as `\e`.
pub fn push_term(text: &mut String, term: &str) {
    match term {
        "" => return text.push_str("\\e"),
        HOLE => return text.push_str("\\u"),
        _ => {}
    }
    for c in term.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '|' => text.push_str("\\b"),
            ' ' => text.push_str("\\s"),
            c if divides(c) => text.push_str(&format!("\\x{:x};", u32::from(c))),
            c => text.push(c),
        }
    }
}

/// Returns whether a character is white space for us or for a cluster, which also counts four control characters.
fn divides(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Returns a term as it is written within a text, for queries of single terms.
pub fn written(term: &str) -> String {
    let mut text = String::with_capacity(term.len());
    push_term(&mut text, term);
    text
}

/// A text that is written term by term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PositionsText {
    text: String,
    /// The position of the last term as given, and as written.
    last: Option<u32>,
}

impl PositionsText {
    /// Appends a term at a position, which must not be before the last one.
    pub fn push(&mut self, position: u32, term: &str) {
        if self.last == Some(position) {
            self.text.push('|');
        } else {
            let holes = self.last.map_or(position, |last| position.saturating_sub(last + 1));
            self.push_holes(holes.min(MAX_HOLES));
            self.push_gap();
        }
        push_term(&mut self.text, term);
        self.last = Some(position);
    }

    /// Appends positions without a term.
    pub fn push_holes(&mut self, count: u32) {
        for _ in 0..count {
            self.push_gap();
            self.text.push_str(HOLE);
        }
    }

    /// Appends all terms of another text at one position; nothing if it has none.
    pub fn push_together<'t>(&mut self, terms: impl IntoIterator<Item = &'t str>) {
        let mut terms = terms.into_iter();
        let Some(first) = terms.next() else { return };
        self.push_gap();
        push_term(&mut self.text, first);
        for term in terms {
            self.text.push('|');
            push_term(&mut self.text, term);
        }
        self.last = None;
    }

    /// Returns the text.
    pub fn into_text(self) -> String {
        self.text
    }

    fn push_gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(terms: &[(u32, &str)], expected: &str) {
        let mut text = PositionsText::default();
        for (position, term) in terms {
            text.push(*position, term);
        }
        assert_eq!(text.into_text(), expected);
    }

    #[test]
    fn positions_and_terms_are_divided() {
        check(
            &[(0, "czy"), (1, "zarządzenie"), (1, "zarządzić"), (3, "358/2017")],
            "czy zarządzenie|zarządzić _ 358/2017",
        );
        check(&[(2, "a")], "_ _ a");
        check(&[(0, "a b"), (0, "_"), (1, "x|y\\")], "a\\sb|\\u x\\by\\\\");
        check(&[(0, "a\u{a0}b\tc"), (1, "\u{1f}"), (2, "")], "a\\xa0;b\\x9;c \\x1f; \\e");
        check(&[], "");
        let mut text = PositionsText::default();
        text.push(0, "a");
        text.push(1000, "b");
        text.push_holes(2);
        text.push_together(["c", "d"]);
        let text = text.into_text();
        assert!(text.ends_with("_ b _ _ c|d") && text.split(' ').count() == 5 + MAX_HOLES as usize, "{text}");
    }
}
