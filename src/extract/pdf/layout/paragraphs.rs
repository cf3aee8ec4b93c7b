//! Joins lines into the text of a page: finds paragraphs, and words split at line ends.
//!
//! The order of lines is left to `order`. Invariant: lines end in `\n` and paragraphs in `\n\n`, a tab
//! separates the cells of a row, and the text has no leading or trailing white space.

use std::ops::Range;

use super::lines::TextLine;
use crate::extract::hyphens::{HyphenJoin, is_hyphen, joint};

/// The distance below which baselines are one row, in em: cells of a table, a number and its text.
const SAME_ROW_EM: f64 = 0.5;
/// The maximum leading of running text, in em (double spacing is about 2.4).
const MAX_LEADING_EM: f64 = 3.0;
/// The leading of a page without two lines below each other, in em: Word's single spacing.
const DEFAULT_LEADING_EM: f64 = 1.15;
/// The factor over the page's usual leading from which a distance ends a paragraph.
///
/// Acts are set with 3 to 6 points before a paragraph on leadings of 13 to 18: 1.2 to 1.4 times the leading.
const PARAGRAPH_GAP: f64 = 1.2;
/// The factor from which different font sizes are a heading and its text.
const SIZE_CHANGE: f64 = 1.2;
/// The range of indents of first lines, in em.
const INDENT_EM: std::ops::Range<f64> = 0.8..5.0;

/// Returns the text of a page, and the range of each line in it.
pub(super) fn text(lines: &[TextLine]) -> (String, Vec<Range<usize>>) {
    let leading = usual_leading(lines);
    let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 2).sum());
    let mut places = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let start = text.len();
        text.push_str(&line.text);
        places.push(start..text.len());
        let Some(next) = lines.get(index + 1) else { break };
        match end_of(line, next, lines.get(index + 2), leading) {
            LineEnd::Cell => text.push('\t'),
            LineEnd::Line => text.push('\n'),
            LineEnd::Paragraph => text.push_str("\n\n"),
            LineEnd::SplitWord => {
                text.truncate(text.trim_end_matches(is_hyphen).len());
                places[index].end = text.len();
            }
            LineEnd::SplitCompound => {}
        }
    }
    (text, places)
}

/// How a line ends before the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineEnd {
    Cell,
    Line,
    Paragraph,
    SplitWord,
    SplitCompound,
}

/// Returns how `line` ends before `next`; `third` distinguishes an indented first line from a shifted block.
fn end_of(line: &TextLine, next: &TextLine, third: Option<&TextLine>, leading: f64) -> LineEnd {
    let drop = drop_em(line, next);
    if line.direction.dot(next.direction) < 0.0 || !drop.is_finite() {
        return LineEnd::Paragraph;
    }
    if drop.abs() < SAME_ROW_EM {
        return if is_cell(line, next) { LineEnd::Cell } else { LineEnd::Line };
    }
    if drop < MAX_LEADING_EM.max(leading * PARAGRAPH_GAP) {
        match joint(&line.text, &next.text) {
            HyphenJoin::Drop => return LineEnd::SplitWord,
            HyphenJoin::Keep => return LineEnd::SplitCompound,
            HyphenJoin::LineEnd => {}
        }
    }
    if is_paragraph(line, next, third, drop, leading) { LineEnd::Paragraph } else { LineEnd::Line }
}

/// Returns whether `next` is on the baseline of `line`, to its right.
fn is_cell(line: &TextLine, next: &TextLine) -> bool {
    line.direction.dot(next.direction) > 0.0 && next.left >= line.right
}

fn is_paragraph(line: &TextLine, next: &TextLine, third: Option<&TextLine>, drop: f64, leading: f64) -> bool {
    if drop < 0.0 {
        return !flows_on(line, next);
    }
    let sizes = line.em.max(next.em) / line.em.min(next.em);
    drop > leading * PARAGRAPH_GAP || sizes > SIZE_CHANGE || is_indented(line, next, third)
}

/// Returns how far `next` is below `line`, in em; negative above it.
fn drop_em(line: &TextLine, next: &TextLine) -> f64 {
    (next.down - line.down) / line.em.max(next.em)
}

/// Returns whether a sentence seems to continue in the next column.
fn flows_on(line: &TextLine, next: &TextLine) -> bool {
    !line.text.ends_with(['.', ':', ';', '!', '?']) && next.text.starts_with(char::is_lowercase)
}

/// Returns whether `next` begins farther right than the lines around it, after a line that ends a sentence.
fn is_indented(line: &TextLine, next: &TextLine, third: Option<&TextLine>) -> bool {
    let ends = line.text.ends_with(['.', ':', ';', '!', '?', ')']);
    let indent = |other: &TextLine| INDENT_EM.contains(&((next.left - other.left) / next.em));
    let is_below = |third: &&TextLine| drop_em(next, third) > SAME_ROW_EM;
    ends && indent(line) && third.filter(is_below).is_some_and(indent)
}

/// Returns the median distance of lines below each other, in em.
fn usual_leading(lines: &[TextLine]) -> f64 {
    let overlap = |a: &TextLine, b: &TextLine| a.left < b.right && b.left < a.right;
    let below = |pair: &[TextLine]| match pair {
        [line, next] if overlap(line, next) => Some(drop_em(line, next)),
        _ => None,
    };
    let range = SAME_ROW_EM..MAX_LEADING_EM;
    let mut drops: Vec<f64> =
        lines.windows(2).filter_map(below).filter(|drop| range.contains(drop)).collect();
    drops.sort_by(f64::total_cmp);
    drops.get(drops.len() / 2).copied().unwrap_or(DEFAULT_LEADING_EM)
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::Vec2;

    use super::*;

    fn line(&(text, left, down): &(&str, f64, f64)) -> TextLine {
        let direction = Vec2::new(1.0, 0.0);
        let right = left + 200.0;
        let (text, raised, words) = (text.to_owned(), Vec::new(), Vec::new());
        TextLine { text, direction, left, right, down, em: 10.0, raised, words }
    }

    #[track_caller]
    fn check(lines: &[(&str, f64, f64)], expected: &str) {
        assert_eq!(text(&lines.iter().map(line).collect::<Vec<_>>()).0, expected);
    }

    #[test]
    fn a_word_split_by_a_line_end_is_joined() {
        check(&[("Rada organi-", 0.0, 0.0), ("zacji", 0.0, 12.0)], "Rada organizacji");
        check(&[("Bielsko-", 0.0, 0.0), ("Biała", 0.0, 12.0)], "Bielsko-Biała");
        check(&[("organi-", 0.0, 700.0), ("zacji", 300.0, 50.0)], "organizacji");
    }

    #[test]
    fn each_line_has_its_range_in_the_text() {
        let lines = [("Rada organi-", 0.0, 0.0), ("zacji", 0.0, 12.0), ("Koło", 0.0, 60.0)];
        let (text, places) = text(&lines.iter().map(line).collect::<Vec<_>>());
        let found: Vec<&str> = places.into_iter().map(|place| &text[place]).collect();
        assert_eq!(found, ["Rada organi", "zacji", "Koło"]);
    }

    #[test]
    fn a_wider_gap_begins_a_paragraph() {
        let lines = [("a", 0.0, 0.0), ("b", 0.0, 12.0), ("c", 0.0, 24.0), ("d", 0.0, 42.0), ("e", 0.0, 54.0)];
        check(&lines, "a\nb\nc\n\nd\ne");
    }

    #[test]
    fn an_indented_first_line_begins_a_paragraph() {
        check(&[("a.", 0.0, 0.0), ("b", 15.0, 12.0), ("c", 0.0, 24.0)], "a.\n\nb\nc");
        check(&[("a", 0.0, 0.0), ("b", 15.0, 12.0), ("c", 0.0, 24.0)], "a\nb\nc");
    }

    #[test]
    fn a_sentence_continues_in_the_next_column() {
        check(&[("o zmianie", 0.0, 700.0), ("budżetu", 300.0, 50.0)], "o zmianie\nbudżetu");
        check(&[("Koniec.", 0.0, 700.0), ("Nowy", 300.0, 50.0)], "Koniec.\n\nNowy");
    }

    #[test]
    fn cells_of_a_row_share_a_line() {
        check(&[("Lp.", 0.0, 0.0), ("Nazwa", 300.0, 0.0)], "Lp.\tNazwa");
        check(&[("Nazwa", 300.0, 0.0), ("Lp.", 0.0, 0.0)], "Nazwa\nLp.");
    }
}
