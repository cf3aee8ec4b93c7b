//! The one place where text becomes HTML, and how white space is folded before.
//!
//! Items of a list, which lines part in the source, are parted by a sign in the HTML only: the text stays what the
//! source says. Always holds: everything in the HTML but `<mark>` is escaped.

use std::ops::Range;

/// What stands between two items of a list.
const BETWEEN_ITEMS: &str = " ·";

/// A text to show.
pub(super) struct Folded {
    /// With white space folded.
    pub(super) text: String,
    /// What is marked: ranges of its scalar values.
    pub(super) highlights: Vec<[usize; 2]>,
    /// The scalar values after which an item ends.
    items: Vec<usize>,
}

impl Folded {
    /// Folds white space and turns byte ranges, in order and not overlapping, into ranges of scalar values of the
    /// folded text; `item_ends` are the bytes of white space after items, in order.
    pub(super) fn of(text: &str, marks: &[Range<usize>], item_ends: &[usize]) -> Self {
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

    /// The text as HTML, the highlights in `<mark>`.
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
        let folded = Folded::of("żó  łw\n\nkonwent", &[0..4, 6..9, 11..18], &[]);
        assert_eq!(folded.text, "żó łw konwent");
        assert_eq!(folded.highlights, [[0, 2], [3, 5], [6, 13]]);
    }

    #[test]
    fn everything_but_the_mark_is_escaped() {
        let folded = Folded::of(" <b>\n \"x\" & 'y'", &[2..3, 7..8], &[]);
        assert_eq!(folded.html(), "&lt;<mark>b</mark>&gt; &quot;<mark>x</mark>&quot; &amp; &#39;y&#39;");
    }

    #[test]
    fn items_are_separated_in_the_html_and_not_in_the_text() {
        let folded = Folded::of("chleb\n  mleko\nmasło i ser", &[0..5, 8..13], &[5, 13]);
        assert_eq!(folded.text, "chleb mleko masło i ser");
        assert_eq!(folded.html(), "<mark>chleb</mark> · <mark>mleko</mark> · masło i ser");
        let [start, end] = folded.highlights[1];
        assert_eq!(folded.text.chars().skip(start).take(end - start).collect::<String>(), "mleko");
    }
}
