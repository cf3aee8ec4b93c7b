//! Reads the titles of chapters, divisions and parts: on the same line, or on the lines below.
//!
//! Invariant: a title ends before the next candidate, at an empty line, and has at most three lines.

use super::{
    candidate::SectionCandidate,
    words::{is_line_end, is_space},
};

/// The longest title, in bytes.
const TITLE_BYTES: usize = 300;

/// The most lines of a title.
const TITLE_LINES: usize = 3;

/// Returns the title of a container, on one line and without the marks around it; `next` is the start of the
/// next candidate.
pub(super) fn title(text: &str, container: &SectionCandidate, next: usize) -> Option<String> {
    let end = text.floor_char_boundary(next.min(container.end + TITLE_BYTES));
    let mut lines = text[container.end..end].split(is_line_end).map(str::trim);
    let first = lines.next().unwrap_or_default();
    let printed = if first.trim_matches(is_decoration).is_empty() {
        let below = lines.skip_while(|line| line.is_empty());
        join(below)
    } else {
        join(std::iter::once(first).chain(lines))
    };
    let title = printed.trim_matches(is_decoration).trim_end_matches('.').trim();
    let is_title = title.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || c == '(');
    is_title.then(|| title.to_owned())
}

/// Whether a character stands between the number and the title, or around both.
fn is_decoration(c: char) -> bool {
    is_space(c) || matches!(c, '–' | '-' | '—' | ':' | '*' | '•')
}

/// Joins lines up to an empty one. A line of running text, which a title is not, ends it.
fn join<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut title = String::new();
    for line in lines.take_while(|line| !line.is_empty()).take(TITLE_LINES) {
        if !title.is_empty() && !goes_on(&title, line) {
            break;
        }
        if title.ends_with('-') && line.starts_with(char::is_lowercase) {
            title.pop();
        } else if !title.is_empty() {
            title.push(' ');
        }
        title.extend(line.split_whitespace().flat_map(|word| [word, " "]));
        title.truncate(title.trim_end().len());
    }
    title
}

/// Whether a line goes on with a title: both are in capitals, or it is short or begins in lower case.
fn goes_on(title: &str, line: &str) -> bool {
    let is_shouted = |text: &str| !text.contains(char::is_lowercase);
    is_shouted(title) == is_shouted(line) && !title.ends_with('.') && !(title.len() < 30 && line.len() > 100)
}
