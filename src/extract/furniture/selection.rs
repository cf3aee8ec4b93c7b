//! Decides which lines of a web page are not its text, from their roles and where they stand.
//!
//! Whatever is uncertain stays. Invariants: the time is linear in the length of the text; the ranges are in
//! order, apart, and consist of whole lines with one of the gaps beside them.

use std::ops::Range;

use super::{
    patterns,
    roles::{BoxKind, LineRoles, words},
};

/// The number of lines above which the title may stand.
const TITLE_LINES: usize = 40;
/// The number of lines at the top of a page that may be names, and the maximum number of their words.
const BANNER_LINES: usize = 12;
const BANNER_WORDS: usize = 12;
/// The maximum number of words of a line in a box of links, and of one in a box of metadata.
const RELATED_WORDS: usize = 25;
const METADATA_WORDS: usize = 16;
/// The maximum number of words of the value below a label, `Wytworzył:`.
const VALUE_WORDS: usize = 14;
/// The number of lines around a note that may be others.
const NEAR_LINES: usize = 2;
/// The maximum number of lines of a box.
const BOX_LINES: usize = 60;
/// The maximum share of the words of a page in a box, in hundredths; the next one is for metadata.
const BOX_SHARE: usize = 40;
const METADATA_SHARE: usize = 80;
/// The shares of the words of a page, in hundredths, below which a box without a heading and a foot may
/// begin.
const BOX_FROM: usize = 50;
const FOOT_FROM: usize = 70;
/// The words in the titles of pages that are about what is otherwise removed.
const ABOUT: [&str; 5] = ["cookie", "prywatnoś", "dostępności", "rejestr zmian", "mapa strony"];

/// A line with words.
struct Line<'a> {
    text: &'a str,
    range: Range<usize>,
    words: usize,
    /// The number of words of the text before it.
    before: usize,
    roles: LineRoles,
    is_heading: bool,
    is_removed: bool,
}

impl Line<'_> {
    fn is_title(&self, title: &[String]) -> bool {
        !title.is_empty() && words(&self.text.to_lowercase()).eq(title.iter().map(String::as_str))
    }

    fn ends_sentence(&self) -> bool {
        self.text.ends_with(['.', ',', ';', '!', '?']) && self.words > 6
    }

    fn is_file(&self) -> bool {
        let lower = self.text.to_lowercase();
        ["pdf", "doc", "xls", "odt", " kb", " mb", "załącznik"].iter().any(|sign| lower.contains(sign))
    }
}

/// Returns the ranges of a page's text that are around its main text.
pub(super) fn ranges(text: &str, title: Option<&str>, headings: &[usize]) -> Vec<Range<usize>> {
    let mut lines = lines(text, headings);
    let lower = title.unwrap_or_default().to_lowercase();
    let title: Vec<String> = words(&lower).map(str::to_owned).collect();
    remove_single(&mut lines, &title, ABOUT.iter().any(|word| lower.contains(word)));
    remove_boxes(&mut lines);
    remove_above(&mut lines, &title);
    remove_below(&mut lines, patterns::names_office(&lower));
    if lines.iter().all(|line| line.is_removed) {
        return Vec::new();
    }
    runs(&lines, text.len())
}

fn lines<'a>(text: &'a str, headings: &[usize]) -> Vec<Line<'a>> {
    let (mut start, mut before) = (0, 0);
    let mut lines = Vec::new();
    for whole in text.split_inclusive('\n') {
        let line = whole.trim();
        let count = words(line).count();
        if count > 0 {
            let from = start + (whole.len() - whole.trim_start().len());
            let range = from..from + line.len();
            let is_heading = headings.binary_search(&from).is_ok();
            let roles = LineRoles::of(line);
            lines.push(Line {
                text: line,
                range,
                words: count,
                before,
                roles,
                is_heading,
                is_removed: false,
            });
        }
        (start, before) = (start + whole.len(), before + count);
    }
    lines
}

/// Removes the lines that are no text wherever they stand.
///
/// A note with a name alone may be the signature of a letter; beside another note or a button it is none.
fn remove_single(lines: &mut [Line<'_>], title: &[String], is_about: bool) {
    let notes: Vec<bool> = lines.iter().map(|line| line.roles.is_metadata || line.roles.is_always).collect();
    let is_beside = |at: usize| {
        let near = at.saturating_sub(NEAR_LINES)..(at + NEAR_LINES + 1).min(notes.len());
        near.into_iter().any(|other| other != at && notes[other])
    };
    let mut is_value = false;
    for (at, line) in lines.iter_mut().enumerate() {
        if line.is_title(title) {
            is_value = false;
            continue;
        }
        let is_below_label =
            is_value && line.words <= VALUE_WORDS && !line.is_heading && !line.ends_sentence();
        // A note of a change begins with its date and may be a sentence.
        let is_dated = line.text.starts_with(|c: char| c.is_ascii_digit());
        let is_note = line.roles.is_metadata && (is_dated || !line.ends_sentence());
        let is_metadata = is_note && (line.text.contains(|c: char| c.is_ascii_digit()) || is_beside(at));
        line.is_removed = line.roles.is_always && !is_about || is_metadata || is_below_label;
        is_value = is_metadata && line.text.ends_with(':');
    }
}

/// Removes the boxes that have a heading.
fn remove_boxes(lines: &mut [Line<'_>]) {
    let all = lines.last().map_or(0, |last| last.before + last.words);
    let mut at = 0;
    while at < lines.len() {
        let is_late = lines[at].before * 100 >= all * BOX_FROM;
        let end = match lines[at].roles.heads {
            Some(BoxKind::Metadata) if at > 0 => box_end(lines, at, METADATA_WORDS),
            Some(BoxKind::Related) if is_late => box_end(lines, at, RELATED_WORDS),
            Some(BoxKind::Comments) if is_late => lines.len(),
            _ => at,
        };
        let end_words = lines.get(end).map_or(all, |line| line.before);
        let is_metadata = lines[at].roles.heads == Some(BoxKind::Metadata);
        let share = if is_metadata { METADATA_SHARE } else { BOX_SHARE };
        if end > at && (end_words - lines[at].before) * 100 <= all * share {
            lines[at..end].iter_mut().for_each(|line| line.is_removed = true);
        }
        at = end.max(at + 1);
    }
}

/// Returns the line that ends a box: a heading, a file or a line with too many words.
fn box_end(lines: &[Line<'_>], at: usize, most: usize) -> usize {
    let below = lines[at + 1..].iter().take(BOX_LINES);
    let is_in = |line: &&Line<'_>| {
        let is_inner = !line.is_heading || line.roles.heads.is_some();
        is_inner && line.words <= most && !line.is_file() && (!line.ends_sentence() || line.is_removed)
    };
    at + 1 + below.take_while(is_in).count()
}

/// Removes the names of sections and the path above the title, or at the very top.
fn remove_above(lines: &mut [Line<'_>], title: &[String]) {
    let top = lines.len().min(TITLE_LINES);
    let is_own = |line: &Line<'_>| line.is_heading && line.is_title(title);
    let heading = lines[..top].iter().position(is_own);
    let heading = heading.or_else(|| lines[..top].iter().rposition(|line| line.is_title(title)));
    let is_around = |line: &Line<'_>| line.is_removed || line.roles.is_edge || line.roles.is_trail;
    let end = heading.unwrap_or_else(|| banner_end(&lines[..top], is_around));
    if heading.is_none() && end + 1 >= lines.len() {
        return;
    }
    for line in &mut lines[..end] {
        let is_named = line.roles.is_below || line.is_title(title) || patterns::is_site(line.text);
        line.is_removed |= is_around(line) || is_named && !line.ends_sentence();
    }
    let rest = lines[end..top.max(end)].iter_mut();
    rest.filter(|line| line.roles.is_trail).for_each(|line| line.is_removed = true);
}

/// Returns where the names at the top of a page without a title end: behind the last that is certain.
fn banner_end(lines: &[Line<'_>], is_around: impl Fn(&Line<'_>) -> bool) -> usize {
    let short = lines.iter().take(BANNER_LINES);
    let short = short.take_while(|line| line.words <= BANNER_WORDS && !line.ends_sentence());
    let is_site = |line: &Line<'_>| patterns::is_site(line.text);
    let known = short.take_while(|line| is_around(line) || is_site(line)).count();
    lines[..known].iter().rposition(is_around).map_or(0, |last| last + 1)
}

/// Removes links and notes at the foot of the page, and the address of its office above them.
fn remove_below(lines: &mut [Line<'_>], is_about_office: bool) {
    let all = lines.last().map_or(0, |last| last.before + last.words);
    for line in lines.iter_mut().filter(|line| line.before * 100 >= all * FOOT_FROM) {
        line.is_removed |= patterns::is_owner(line.text);
    }
    let mut is_foot = false;
    for line in lines.iter_mut().rev() {
        let is_link = !line.is_heading && (line.roles.is_below || line.roles.is_edge);
        let is_address = is_foot && !is_about_office && line.roles.is_contact;
        if !(line.is_removed || is_link || is_address) {
            break;
        }
        line.is_removed = true;
        is_foot = true;
    }
}

/// Returns the ranges of neighboring lines to remove, each with the narrower of the gaps beside it.
fn runs(lines: &[Line<'_>], end: usize) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let length = lines[at..].iter().take_while(|line| line.is_removed).count();
        if length > 0 {
            let (first, last) = (&lines[at].range, &lines[at + length - 1].range);
            let above = at.checked_sub(1).map(|above| lines[above].range.end);
            let below = lines.get(at + length).map(|line| line.range.start);
            runs.push(match (above, below) {
                (None, below) => 0..below.unwrap_or(end),
                (Some(above), None) => above..end,
                (Some(above), Some(below)) if first.start - above > below - last.end => first.start..below,
                (Some(above), Some(_)) => above..last.end,
            });
        }
        at += length.max(1);
    }
    runs
}
