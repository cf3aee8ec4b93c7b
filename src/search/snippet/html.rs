//! The only place where text becomes HTML, after folding white space.
//!
//! List items, which are on separate lines in the source, are separated by a mark in the HTML only; the text
//! stays as in the source.
//!
//! Invariant: everything in the HTML except `<mark>` is escaped.

use std::ops::Range;

/// The separator between list items.
const BETWEEN_ITEMS: &str = " ·";

/// A text to show.
pub(super) struct HighlightedText {
    /// The text with white space folded.
    pub(super) text: String,
    /// The highlights: ranges of scalar values in `text`.
    pub(super) highlights: Vec<[usize; 2]>,
    /// The scalar values after which a list item ends.
    items: Vec<usize>,
}

impl HighlightedText {
    /// Folds white space and converts byte ranges, which must be sorted and must not overlap, to ranges of
    /// scalar values in the folded text. `item_ends` are the sorted bytes of white space after list items.
    pub(super) fn new(text: &str, marks: &[Range<usize>], item_ends: &[usize]) -> Self {
        let mut folded = String::with_capacity(text.len());
        let (mut length, mut is_gap, mut ends_item) = (0, false, false);
        let (mut highlights, mut items) = (vec![[0, 0]; marks.len()], Vec::new());
        let (mut next_start, mut next_end) = (0, 0);
        for (at, c) in text.char_indices() {
            while next_end < next_start && marks[next_end].end <= at {
                highlights[next_end][1] = length;
                next_end += 1;
            }
            if c.is_whitespace() || c.is_control() {
                is_gap = true;
                ends_item |= item_ends.binary_search(&at).is_ok();
                continue;
            }
            if is_gap && length > 0 {
                if ends_item {
                    items.push(length);
                }
                folded.push(' ');
                length += 1;
            }
            (is_gap, ends_item) = (false, false);
            if next_start < marks.len() && marks[next_start].start <= at {
                highlights[next_start][0] = length;
                next_start += 1;
            }
            folded.push(c);
            length += 1;
        }
        highlights[next_end..].iter_mut().for_each(|highlight| highlight[1] = length);
        Self { text: folded, highlights, items }
    }

    /// Returns the text as HTML, with highlights in `<mark>`.
    pub(super) fn html(&self) -> String {
        let mut html = String::with_capacity(self.text.len() + self.highlights.len() * 13);
        let mut starts = self.highlights.iter().map(|h| h[0]).peekable();
        let mut ends = self.highlights.iter().map(|h| h[1]).peekable();
        let mut items = self.items.iter().copied().peekable();
        for (at, c) in self.text.chars().enumerate() {
            if ends.next_if_eq(&at).is_some() {
                html.push_str("</mark>");
            }
            if items.next_if_eq(&at).is_some() {
                html.push_str(BETWEEN_ITEMS);
            }
            if starts.next_if_eq(&at).is_some() {
                html.push_str("<mark>");
            }
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                _ => html.push(c),
            }
        }
        if ends.next().is_some() {
            html.push_str("</mark>");
        }
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highlights_count_scalar_values() {
        let folded = HighlightedText::new("żó  łw\n\nkonwent", &[0..4, 6..9, 11..18], &[]);
        assert_eq!(folded.text, "żó łw konwent");
        assert_eq!(folded.highlights, [[0, 2], [3, 5], [6, 13]]);
    }

    #[test]
    fn everything_except_marks_is_escaped() {
        let folded = HighlightedText::new(" <b>\n \"x\" & 'y'", &[2..3, 7..8], &[]);
        assert_eq!(folded.html(), "&lt;<mark>b</mark>&gt; &quot;<mark>x</mark>&quot; &amp; &#39;y&#39;");
    }

    #[test]
    fn list_items_are_separated_in_html_but_not_in_text() {
        let folded = HighlightedText::new("chleb\n  mleko\nmasło i ser", &[0..5, 8..13], &[5, 13]);
        assert_eq!(folded.text, "chleb mleko masło i ser");
        assert_eq!(folded.html(), "<mark>chleb</mark> · <mark>mleko</mark> · masło i ser");
        let [start, end] = folded.highlights[1];
        assert_eq!(folded.text.chars().skip(start).take(end - start).collect::<String>(), "mleko");
    }
}
