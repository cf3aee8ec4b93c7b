//! Finds everything in a text that looks like the heading of a section, in one pass over its lines.
//!
//! Leaves each kind of heading to `units`, `items` and `headings`, and the choice among the candidates to
//! others. Invariant: candidates are in the order of the text and do not overlap.

use memchr::memchr_iter;

use super::{
    candidate::{Mark, SectionCandidate},
    headings::heading_at,
    items::{bare_first, item_at},
    units::{inline_unit_at, unit_at},
    words::{after_spaces, line_end},
};

/// Returns all candidates of a text.
pub(super) fn candidates(text: &str) -> Vec<SectionCandidate> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        read_line(text, at, end, &mut found);
        at = end + 1;
    }
    mend_misread(&mut found);
    found
}

/// Corrects the numbers of articles and paragraphs such as `1l`, where an 11 is due.
fn mend_misread(found: &mut [SectionCandidate]) {
    let mut last: Option<SectionCandidate> = None;
    for unit in found.iter_mut().filter(|candidate| candidate.is_unit()) {
        let due = last.filter(|last| last.mark == unit.mark).map(|last| last.last.number.saturating_add(1));
        if let Some(mended) = unit.numeral.misread_one().filter(|mended| Some(mended.number) == due) {
            (unit.numeral, unit.last) = (mended, mended);
        }
        last = Some(*unit);
    }
}

/// Adds the candidates of one line.
fn read_line(text: &str, start: usize, end: usize, found: &mut Vec<SectionCandidate>) {
    let read = read_heads(text, start, end, found);
    read_inline(text, read, end, found);
}

/// Adds the headings at the start of a line, such as `Art. 5. 1. 1)`; returns the place after them.
fn read_heads(text: &str, start: usize, end: usize, found: &mut Vec<SectionCandidate>) -> usize {
    let mut at = end - after_spaces(&text[start..end]).len();
    let mut is_adjacent = false;
    while at < end {
        let Some(head) = head_at(text, at, end, is_adjacent) else { break };
        found.push(SectionCandidate { is_adjacent, ..head });
        at = end - after_spaces(&text[head.end.min(end)..end]).len();
        is_adjacent = true;
        if !(head.is_unit() || matches!(head.mark, Mark::Section(rank) if !rank.is_container())) {
            break;
        }
    }
    at
}

fn head_at(text: &str, at: usize, end: usize, is_adjacent: bool) -> Option<SectionCandidate> {
    match text.as_bytes()[at] {
        b'1' if is_adjacent => item_at(text, at, end).or_else(|| bare_first(text, at, end)),
        b'0'..=b'9' | b'a'..=b'z' | b'-' | 0xe2 => item_at(text, at, end),
        0xc2 | b'$' => unit_at(text, at, end),
        b'A' | b'P' => unit_at(text, at, end).or_else(|| heading_at(text, at, end)),
        _ if is_adjacent => None,
        _ => heading_at(text, at, end),
    }
}

/// Adds articles and paragraphs within a line: converters put whole acts on one line.
fn read_inline(text: &str, from: usize, end: usize, found: &mut Vec<SectionCandidate>) {
    let line = &text[from..end];
    let bytes = line.as_bytes();
    let mut places = memchr::memchr2_iter(0xa7, b'A', bytes).peekable();
    if places.peek().is_none() {
        return;
    }
    for place in places {
        // The last byte of `§`, which ends other characters too.
        let is_sign = bytes[..=place].ends_with("§".as_bytes());
        if !is_sign && bytes[place] != b'A' {
            continue;
        }
        let at = from + if is_sign { place - 1 } else { place };
        let is_read = found.last().is_some_and(|last| last.end > at);
        if at > from
            && !is_read
            && let Some(unit) = inline_unit_at(text, at, end)
        {
            found.push(unit);
            push_first_subsection(text, unit.end, end, found);
        }
    }
}

/// Adds the `1.` that stands right after the number of an article or paragraph.
fn push_first_subsection(text: &str, at: usize, end: usize, found: &mut Vec<SectionCandidate>) {
    let at = end - after_spaces(&text[at..end]).len();
    let item = if at < end { item_at(text, at, end) } else { None };
    found.extend(item.map(|item| SectionCandidate { is_adjacent: true, ..item }));
}

/// The number of lines that end between two places.
pub(super) fn lines_between(text: &str, from: usize, to: usize) -> usize {
    let bytes = &text.as_bytes()[from.min(to)..to];
    memchr_iter(b'\n', bytes).count() + memchr_iter(0x0c, bytes).count()
}
