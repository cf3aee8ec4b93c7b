//! Finds where list items, table rows and table cells end in a text.
//!
//! Lines of prose end when they are full, whereas lines of a list end with the item although the first word
//! of the next line would have fit. Sentences are left to `sentences`.

use std::ops::Range;

use super::sentences::leans_on_next;

/// Returns where list items, rows and cells end that have no punctuation of their own: the byte offsets of
/// the line ends and tabs after them.
pub(crate) fn item_ends(text: &str) -> Vec<usize> {
    if memchr::memchr2(b'\n', b'\t', text.as_bytes()).is_none() {
        return Vec::new();
    }
    let (mut ends, mut paragraph) = (Vec::new(), 0..0);
    for line in lines(text).chain(std::iter::once(text.len()..text.len())) {
        if text[line.clone()].trim().is_empty() {
            ends.extend(ends_in(text, std::mem::take(&mut paragraph)));
        } else {
            paragraph = if paragraph.is_empty() { line } else { paragraph.start..line.end };
        }
    }
    ends
}

/// The minimum length of a full line in a paragraph, in percent of the longest: letters differ in width.
const FULL_PERCENT: usize = 85;
/// How much of a line is searched for the number or bullet of a list item, in bytes.
const MARKER_BYTES: usize = 64;
/// The minimum number of lines in a list, unless the items are numbered or marked.
const MIN_LINES: usize = 3;

/// Returns the line ends and tabs within a paragraph where an item ends.
fn ends_in(text: &str, paragraph: Range<usize>) -> Vec<usize> {
    let within = &text[paragraph.clone()];
    let list = ListParagraph::parse(within);
    let is_end = |&(at, sign): &(usize, char)| match sign {
        '\t' => true,
        '\n' => list.as_ref().is_some_and(|list| list.ends_item(within, at)),
        _ => false,
    };
    let is_open =
        |(at, _): &(usize, char)| !within[..*at].trim_end().ends_with(['.', ',', ';', ':', '!', '?', '…']);
    within.char_indices().filter(is_end).filter(is_open).map(|(at, _)| paragraph.start + at).collect()
}

/// A paragraph whose lines are list items or table rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListParagraph {
    /// Whether items begin with bullets, numbers or letters. A line without one continues the item.
    has_points: bool,
    /// The length of its longest line, in characters.
    longest: usize,
}

impl ListParagraph {
    /// Analyzes a paragraph and returns `None` if it is not a list. In a list, most lines that are shorter
    /// than the longest end although the next word would have fit, or all lines begin like items.
    pub(super) fn parse(paragraph: &str) -> Option<Self> {
        let lines: Vec<&str> = paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let longest = lines.iter().map(|line| length(line)).max()?;
        let has_points = lines.iter().any(|line| begins_point(line));
        if lines.len() < MIN_LINES && !has_points {
            return None;
        }
        let list = Self { has_points, longest };
        let pairs = || lines.windows(2).map(|pair| (pair[0], pair[1]));
        let decided = pairs().filter(|(line, _)| length(line) < longest).count();
        let ended = pairs().filter(|(line, next)| list.had_room(line, next)).count();
        let all_begin =
            lines.len() >= MIN_LINES && pairs().all(|(line, next)| !is_torn(line) && begins(next));
        (2 * ended > decided || all_begin).then_some(list)
    }

    /// Whether the line that ends at `at` is the last of its item.
    pub(super) fn ends_item(&self, paragraph: &str, at: usize) -> bool {
        let (before, next) = (paragraph[..at].trim_end(), paragraph[at..].trim_start());
        let line = before.rsplit('\n').next().unwrap_or_default();
        let goes_on = self.has_points && !begins_point(next);
        !next.is_empty() && !is_torn(line) && !goes_on
    }

    /// Whether a line ends although the first word of the next would have fit.
    fn had_room(&self, line: &str, next: &str) -> bool {
        let word = next.split_whitespace().next().unwrap_or_default();
        100 * (length(line) + 1 + length(word)) <= FULL_PERCENT * self.longest || line.contains('\t')
    }
}

fn length(line: &str) -> usize {
    line.chars().count()
}

/// Whether the last word of a line belongs to what follows.
fn is_torn(line: &str) -> bool {
    let last = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    !last.ends_with(|c: char| c.is_ascii_digit()) && leans_on_next(last)
}

/// Whether a line begins like an item: with a capital, a number or a symbol.
fn begins(line: &str) -> bool {
    line.starts_with(|c: char| !c.is_alphabetic() || c.is_uppercase())
}

/// Returns the lines of a text, without line ends.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    })
}

/// Whether a line begins with a bullet, number or letter of a list.
pub(super) fn begins_point(line: &str) -> bool {
    let near = &line[..line.floor_char_boundary(MARKER_BYTES)];
    let first = near.split_whitespace().next().unwrap_or_default();
    let is_number =
        |bare: &str| !bare.is_empty() && bare.len() <= 3 && bare.bytes().all(|c| c.is_ascii_digit());
    let is_letter = |bare: &str| bare.len() == 1 && bare.bytes().all(|c| c.is_ascii_lowercase());
    matches!(first, "–" | "-" | "•" | "*")
        || first.strip_suffix('.').is_some_and(is_number)
        || first.strip_suffix(')').is_some_and(|bare| is_number(bare) || is_letter(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts where items end; a bar marks each end.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut shown = text.to_owned();
        for end in item_ends(text).into_iter().rev() {
            shown.replace_range(end..=end, "|");
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn lines_of_a_list_are_items_but_full_lines_of_prose_are_not() {
        check(
            "Harmonogram:\n\n26 kwietnia: Podgórze, ul. Bukowa 30\n10 maja: Borek 9\n24 maja, godz. 17.00: Tyniec",
            "Harmonogram:\n\n26 kwietnia: Podgórze, ul. Bukowa 30|10 maja: Borek 9|24 maja, godz. 17.00: Tyniec",
        );
        check("chleb\nmleko i masło\nsery", "chleb|mleko i masło|sery");
        let prose = "Rada Miasta Krakowa postanawia o zmianie\nuchwały w sprawie opłat za parkowanie\npojazdów w strefie.";
        check(prose, prose);
        let dates = "1 maja 2020\n3 maja 2020\n5 maja 2020";
        check(dates, &dates.replace('\n', "|"));
        check("jeden wiersz", "jeden wiersz");
        check("", "");
    }

    #[test]
    fn an_item_may_have_several_lines() {
        check(
            "a) wniosek o wydanie zgody na zajęcie\npasa drogowego\nb) plan;\nc) mapa",
            "a) wniosek o wydanie zgody na zajęcie\npasa drogowego|b) plan;\nc) mapa",
        );
    }

    #[test]
    fn table_rows_and_cells_are_items() {
        let table = "dzień\tgodzina\n1 maja\t17.00\n3 maja\t18.00";
        check(table, &table.replace(['\n', '\t'], "|"));
    }

    #[test]
    fn two_lines_are_not_a_list_unless_they_are_numbered() {
        check("Rada dzielnicy\nprosi o miejsca w strefie", "Rada dzielnicy\nprosi o miejsca w strefie");
        check("1) plan\n2) mapa terenu", "1) plan|2) mapa terenu");
        check("Nagłówek\n\nTekst, który go ma.", "Nagłówek\n\nTekst, który go ma.");
    }
}
