//! Splits a text into lines and tells what marks each: a bullet, a number, a letter, a Roman numeral.
//!
//! Leaves what a list is about to `agenda`. Invariant: lines are not empty, and in the order of the text.

use std::ops::Range;

use super::{
    marks::{ListMark, mark},
    splits::cuts,
};

/// How far a number of three digits or more may lie above the highest one before it.
const NUMBER_GAP: u32 = 10;

/// A line with text on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PostLine {
    /// What it says, without the mark and the white space around it, in bytes of the text.
    pub(super) range: Range<usize>,
    /// Where it begins, with its mark.
    pub(super) start: usize,
    /// The mark of a list item.
    pub(super) mark: ListMark,
    /// Whether an empty line is above it.
    pub(super) after_gap: bool,
}

/// Splits a text into its lines.
pub(super) fn lines(text: &str) -> Vec<PostLine> {
    let (mut found, mut start, mut after_gap, mut roman, mut highest) = (Vec::new(), 0, true, 0, 0);
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        if text[start..end].trim().is_empty() {
            after_gap = true;
        } else {
            let whole = line(text, start..end, std::mem::take(&mut after_gap));
            let whole = numbered(text, whole, end, &mut highest);
            push(text, whole, &mut roman, &mut found);
        }
        start = end + 1;
    }
    found
}

/// Takes the mark off a line whose high number continues no list: *w roku / 2024. Potem …*.
fn numbered(text: &str, line: PostLine, end: usize, highest: &mut u32) -> PostLine {
    let ListMark::Number(number) = line.mark else { return line };
    if number >= 100 && number > *highest + NUMBER_GAP {
        let range = line.start..line.start + text[line.start..end].trim_end().len();
        return PostLine { range, mark: ListMark::None, ..line };
    }
    *highest = number.max(*highest);
    line
}

/// Adds a line, or the parts of one that holds a whole list.
fn push(text: &str, whole: PostLine, roman: &mut usize, found: &mut Vec<PostLine>) {
    let follows_colon =
        found.last().is_some_and(|last: &PostLine| text[last.range.clone()].trim_end().ends_with(':'));
    let starts = cuts(&text[whole.start..whole.range.end], whole.mark, follows_colon, roman);
    let Some(first) = starts.first() else {
        found.push(whole);
        return;
    };
    let end = whole.range.end;
    let head = PostLine { range: whole.range.start..whole.start + first, ..whole };
    let said = text[head.range.clone()].trim_end().len();
    found.push(PostLine { range: head.range.start..head.range.start + said, ..head });
    let ends = starts[1..].iter().map(|at| whole.start + at).chain([end]);
    for (start, end) in starts.iter().map(|at| whole.start + at).zip(ends) {
        found.push(line(text, start..end, false));
    }
}

fn line(text: &str, range: Range<usize>, after_gap: bool) -> PostLine {
    let printed = &text[range.clone()];
    let body = printed.trim_start();
    let start = range.end - body.len();
    let (mark, length) = mark(body);
    let said = body[length..].trim_start();
    let from = start + body.len() - said.len();
    PostLine { range: from..from + said.trim_end().len(), start, mark, after_gap }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, mark: ListMark, said: &str) {
        let found = lines(line);
        assert_eq!((found[0].mark, &line[found[0].range.clone()]), (mark, said), "`{line}`");
    }

    #[test]
    fn items_are_told_by_their_marks() {
        check("- budżet", ListMark::Bullet, "budżet");
        check(" • budżet ", ListMark::Bullet, "budżet");
        check("-budżet", ListMark::Bullet, "budżet");
        check("12. Budżet", ListMark::Number(12), "Budżet");
        check("1)Budżet", ListMark::Number(1), "Budżet");
        check("3/ Budżet", ListMark::Number(3), "Budżet");
        check("2\\. Budżet", ListMark::Number(2), "Budżet");
        check("4.1. Budżet", ListMark::Letter, "Budżet");
        check("b) budżet", ListMark::Letter, "budżet");
        check("IV. Budżet", ListMark::Roman, "Budżet");
        check("Ad. 103. Budżet", ListMark::Ad, "Budżet");
        check("Ad. 3. Budżet", ListMark::Ad, "Budżet");
        check("Ad. pkt 3 – Budżet", ListMark::Ad, "Budżet");
    }

    #[test]
    fn days_and_sentences_have_no_mark() {
        check("26 września odbyła się sesja", ListMark::None, "26 września odbyła się sesja");
        check("26.09.2022 r. sesja", ListMark::None, "26.09.2022 r. sesja");
        check("V sesja", ListMark::None, "V sesja");
        check("Adam", ListMark::None, "Adam");
        check("2.", ListMark::None, "2.");
        check("2024. Potem", ListMark::None, "2024. Potem");
        check("402/25 uchwała", ListMark::None, "402/25 uchwała");
    }

    #[test]
    fn gaps_are_told() {
        let found: Vec<bool> = lines("a\nb\n\nc").into_iter().map(|line| line.after_gap).collect();
        assert_eq!(found, [true, false, true]);
    }
}
