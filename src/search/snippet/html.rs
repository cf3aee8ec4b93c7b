//! The only place where text becomes HTML, after folding white space. Text and HTML are written in one pass.
//!
//! List items, which are on separate lines in the source, are separated by a mark in the HTML only; the text
//! stays as in the source.
//!
//! Invariant: everything in the HTML except `<mark>` is escaped.

use std::ops::Range;

/// The separator between list items.
const BETWEEN_ITEMS: &str = " ·";
/// The length of the tags around a highlight, in bytes.
const MARK_BYTES: usize = "<mark></mark>".len();
/// Room for a few entities and separators, in bytes; more of them make the text grow.
const SPARE_BYTES: usize = 32;

/// A text to show.
#[derive(Default)]
pub(in crate::search) struct HighlightedText {
    /// The text with white space folded.
    pub(in crate::search) text: String,
    /// `text` escaped for HTML, with highlights in `<mark>`.
    pub(in crate::search) html: String,
    /// The highlights: ranges of scalar values in `text`.
    pub(in crate::search) highlights: Vec<[usize; 2]>,
    /// The length of `text`, in scalar values.
    length: usize,
    /// Whether white space comes next, and whether a list item ends there.
    is_gap: bool,
    ends_item: bool,
}

impl HighlightedText {
    /// Folds white space and converts byte ranges, which must be sorted and must not overlap, to ranges of
    /// scalar values in the folded text. `item_ends` are the sorted bytes of white space after list items.
    pub(super) fn new(text: &str, marks: &[Range<usize>], item_ends: &[usize]) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            html: String::with_capacity(text.len() + marks.len() * MARK_BYTES + SPARE_BYTES),
            highlights: Vec::with_capacity(marks.len()),
            ..Self::default()
        };
        let mut at = 0;
        for mark in marks {
            folded.fold(text, at..mark.start, item_ends);
            folded.close_gap();
            let start = folded.length;
            folded.html.push_str("<mark>");
            folded.fold(text, mark.clone(), item_ends);
            folded.html.push_str("</mark>");
            folded.highlights.push([start, folded.length]);
            at = mark.end;
        }
        folded.fold(text, at..text.len(), item_ends);
        folded
    }

    /// Adds a part of a text.
    fn fold(&mut self, text: &str, part: Range<usize>, item_ends: &[usize]) {
        let mut at = part.start;
        while at < part.end {
            let rest = &text[at..part.end];
            let shown = if item_ends.is_empty() { unfolded_length(rest) } else { word_length(rest) };
            if shown > 0 {
                self.close_gap();
                self.push(&rest[..shown]);
            }
            let gap = rest[shown..].chars().take_while(|c| is_white(*c)).map(char::len_utf8).sum::<usize>();
            let ended = item_ends.partition_point(|end| *end < at + shown);
            self.ends_item |= item_ends.get(ended).is_some_and(|end| *end < at + shown + gap);
            self.is_gap |= gap > 0;
            at += shown + gap;
        }
    }

    /// Adds a space if white space comes next, unless the text begins with it.
    fn close_gap(&mut self) {
        if self.is_gap && self.length > 0 {
            if self.ends_item {
                self.html.push_str(BETWEEN_ITEMS);
            }
            self.push(" ");
        }
        (self.is_gap, self.ends_item) = (false, false);
    }

    /// Adds text as it is.
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.length += text.chars().count();
        let mut rest = text;
        while let Some((at, entity)) = rest.bytes().enumerate().find_map(|(at, b)| Some((at, entity(b)?))) {
            self.html.push_str(&rest[..at]);
            self.html.push_str(entity);
            rest = &rest[at + 1..];
        }
        self.html.push_str(rest);
    }
}

/// Returns the length of the beginning of a text that needs no folding, in bytes: without white space other
/// than single spaces between words.
fn unfolded_length(text: &str) -> usize {
    let mut length = 0;
    loop {
        let word = word_length(&text[length..]);
        if word == 0 {
            return length.saturating_sub(1);
        }
        length += word;
        if text.as_bytes().get(length) != Some(&b' ') {
            return length;
        }
        length += 1;
    }
}

/// Returns the length of the beginning of a text without white space, in bytes.
fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b'!'..=b'~' => 1,
            // The letters from U+C0 to U+17F: nearly all characters of Polish text.
            0xc3..=0xc5 => 2,
            _ => match text[at..].chars().next().filter(|c| !is_white(*c)) {
                Some(c) => c.len_utf8(),
                None => break,
            },
        };
    }
    at
}

/// Whether a character is folded.
fn is_white(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Returns what stands for a character in HTML, if it does not stand for itself.
const fn entity(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
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
    fn white_space_of_any_kind_becomes_one_space_between_words_and_none_around_them() {
        for (text, expected) in [
            ("  a b  c ", "a b c"),
            ("a \u{a0}b\u{85}\u{2003}c\u{7}", "a b c"),
            ("", ""),
            (" \n", ""),
            ("żółw  łąka\u{301} 🌳", "żółw łąka\u{301} 🌳"),
        ] {
            let folded = HighlightedText::new(text, &[], &[]);
            assert_eq!((&*folded.text, &*folded.html), (expected, expected), "{text:?}");
            assert_eq!(HighlightedText::new(text, &[], &[text.len()]).text, expected);
        }
    }

    #[test]
    fn everything_except_marks_is_escaped() {
        let folded = HighlightedText::new(" <b>\n \"x\" & 'y'", &[2..3, 7..8], &[]);
        assert_eq!(folded.html, "&lt;<mark>b</mark>&gt; &quot;<mark>x</mark>&quot; &amp; &#39;y&#39;");
    }

    #[test]
    fn list_items_are_separated_in_html_but_not_in_text() {
        let folded = HighlightedText::new("chleb\n  mleko\nmasło i ser", &[0..5, 8..13], &[5, 13]);
        assert_eq!(folded.text, "chleb mleko masło i ser");
        assert_eq!(folded.html, "<mark>chleb</mark> · <mark>mleko</mark> · masło i ser");
        let [start, end] = folded.highlights[1];
        assert_eq!(folded.text.chars().skip(start).take(end - start).collect::<String>(), "mleko");
    }
}
