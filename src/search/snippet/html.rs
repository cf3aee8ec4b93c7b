//! The one place where text becomes HTML, and how white space is folded before.
//!
//! Always holds: everything in the HTML but `<mark>` is escaped.

use std::ops::Range;

/// Folds white space and turns byte ranges, in order and not overlapping, into ranges of scalar
/// values of the folded text.
pub(super) fn fold(text: &str, marks: &[Range<usize>]) -> (String, Vec<[usize; 2]>) {
    let mut folded = String::with_capacity(text.len());
    let (mut length, mut is_gap) = (0, false);
    let mut highlights = vec![[0, 0]; marks.len()];
    let (mut next_start, mut next_end) = (0, 0);
    for (at, c) in text.char_indices() {
        while next_end < next_start && marks[next_end].end <= at {
            highlights[next_end][1] = length;
            next_end += 1;
        }
        if c.is_whitespace() || c.is_control() {
            is_gap = true;
            continue;
        }
        if is_gap && length > 0 {
            folded.push(' ');
            length += 1;
        }
        is_gap = false;
        if next_start < marks.len() && marks[next_start].start <= at {
            highlights[next_start][0] = length;
            next_start += 1;
        }
        folded.push(c);
        length += 1;
    }
    highlights[next_end..].iter_mut().for_each(|highlight| highlight[1] = length);
    (folded, highlights)
}

/// The text as HTML, the highlights in `<mark>`.
pub(super) fn html(text: &str, highlights: &[[usize; 2]]) -> String {
    let mut html = String::with_capacity(text.len() + highlights.len() * 13);
    let (mut starts, mut ends) =
        (highlights.iter().map(|h| h[0]).peekable(), highlights.iter().map(|h| h[1]).peekable());
    for (at, c) in text.chars().enumerate() {
        if ends.next_if_eq(&at).is_some() {
            html.push_str("</mark>");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highlights_count_scalar_values() {
        let (text, highlights) = fold("żó  łw\n\nkonwent", &[0..4, 6..9, 11..18]);
        assert_eq!(text, "żó łw konwent");
        assert_eq!(highlights, [[0, 2], [3, 5], [6, 13]]);
    }

    #[test]
    fn everything_but_the_mark_is_escaped() {
        let (text, highlights) = fold(" <b>\n \"x\" & 'y'", &[2..3, 7..8]);
        assert_eq!(
            html(&text, &highlights),
            "&lt;<mark>b</mark>&gt; &quot;<mark>x</mark>&quot; &amp; &#39;y&#39;"
        );
    }
}
