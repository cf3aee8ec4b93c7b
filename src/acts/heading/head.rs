//! Prepares the first page of a text and finds the places where a heading may begin.
//!
//! Leaves reading it to `kinds` and `parts`. Invariant: the page has plain spaces and line breaks, no soft
//! hyphens and no letter-spaced words whose ends are certain.

use std::{borrow::Cow, sync::LazyLock};

use aho_corasick::AhoCorasick;
use memchr::{memchr2_iter, memchr3};

use crate::acts::{
    finder::finder,
    letters::{plain, plain_text, strip_phrase},
};

/// The number of characters searched for a heading. A page has about 3,000.
const HEAD_CHARS: usize = 3_000;

/// The longest line allowed above a heading, in characters: page headers and stamps are shorter, lines of
/// running text are not.
const LINE_ABOVE_CHARS: usize = 90;

/// The longest line above a complete heading in capitals, in characters: a greeting, a notice of cookies.
const LONG_LINE_CHARS: usize = 400;

/// The number of such lines.
const LONG_LINES: usize = 2;

/// The longest beginning of a line before a heading, in bytes: navigation, the head of a journal.
const LEAD_BYTES: usize = 250;

/// What the head of a journal has, plain.
const HEAD_MARKS: [&str; 8] =
    ["kancelaria sejmu", "dziennik u", "dz. u", "dz.u", "monitor polski", "projekt", "druk nr", "poz."];

static RUNNING_HEADS: LazyLock<AhoCorasick> = LazyLock::new(|| finder(&HEAD_MARKS));

/// A place where a heading may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HeadingPlace {
    /// The offset into the page, in bytes.
    pub(super) start: usize,
    /// Whether the line begins here.
    pub(super) begins_line: bool,
    /// Whether a long line stands above.
    pub(super) is_late: bool,
    /// The number of lines above that are not blank.
    pub(super) lines_above: usize,
}

/// Returns the first page of a text, prepared.
pub(super) fn page(text: &str) -> Cow<'_, str> {
    let end = if text.len() <= HEAD_CHARS { None } else { text.char_indices().nth(HEAD_CHARS) };
    let text = end.map_or(text, |(end, _)| &text[..end]);
    let text = tidy(text);
    if has_single_letters(&text) && text.lines().any(is_spaced) {
        Cow::Owned(join_spaced(&text))
    } else {
        text
    }
}

/// Cheap check whether three words in a row have one letter each, as a letter-spaced word must.
fn has_single_letters(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut start, mut singles) = (0, 0);
    for end in memchr2_iter(b' ', b'\n', bytes).chain([bytes.len()]) {
        // The first byte of a letter says how many it takes.
        let is_single = match end - start {
            0 => None,
            1 => Some(true),
            2 => Some(bytes[start] >= 0xc0),
            3 => Some(bytes[start] >= 0xe0),
            4 => Some(bytes[start] >= 0xf0),
            _ => Some(false),
        };
        singles = is_single.map_or(singles, |is_single| if is_single { singles + 1 } else { 0 });
        if singles >= 3 {
            return true;
        }
        start = end + 1;
    }
    false
}

/// Returns a text with plain spaces and without soft hyphens, as most texts are already.
fn tidy(text: &str) -> Cow<'_, str> {
    // Soft hyphens, and white space that is not in ASCII, begin with one of these bytes.
    let is_tidy = |byte: u8| byte >= b' ' && !matches!(byte, 0xc2 | 0xe1..=0xe3) || byte == b'\n';
    let is_odd = |c: char| c == '\u{ad}' || c == '\u{feff}' || tidy_space(c) != c;
    if text.bytes().all(is_tidy) || !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(tidy_space).filter(|c| !matches!(c, '\u{ad}' | '\u{feff}')).collect())
}

fn tidy_space(c: char) -> char {
    match c {
        '\u{c}' => '\n',
        c if c.is_whitespace() && c != '\n' => ' ',
        c => c,
    }
}

/// Whether a line has words of single letters, with wider spaces around them: `R A D Y  M I A S T A`.
fn is_spaced(line: &str) -> bool {
    line.split("  ").any(|word| {
        let letters = word.split_whitespace();
        let is_single =
            |letter: &str| letter.chars().nth(1).is_none() && letter.starts_with(char::is_alphabetic);
        let least = if word.contains(char::is_lowercase) { 5 } else { 3 };
        letters.clone().count() >= least && letters.into_iter().all(is_single)
    })
}

fn join_spaced(text: &str) -> String {
    let joined = text.lines().map(|line| if is_spaced(line) { join_line(line) } else { line.to_owned() });
    joined.collect::<Vec<_>>().join("\n")
}

/// Joins the letters of each word of a line; words are divided by more than one space.
fn join_line(line: &str) -> String {
    let is_word = |word: &str| word.split(' ').all(|part| part.chars().count() <= 1);
    let words = line.split("  ").map(str::trim).filter(|word| !word.is_empty());
    let joined = words.map(|word| if is_word(word) { word.replace(' ', "") } else { word.to_owned() });
    joined.collect::<Vec<_>>().join(" ")
}

/// Returns the places of a page where a heading may begin, from the top.
pub(super) fn places(page: &str) -> Vec<HeadingPlace> {
    let mut places = Vec::new();
    let (mut start, mut long_lines, mut lines_above) = (0, 0, 0);
    for line in page.split_inclusive('\n') {
        let is_late = long_lines > 0;
        let text =
            line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '*' | '#' | '"' | '„'));
        let begin = start + line.len() - text.len();
        if text.is_empty() {
            start += line.len();
            continue;
        }
        places.push(HeadingPlace { start: begin, begins_line: true, is_late, lines_above });
        let inner = inner_places(text).into_iter();
        places.extend(inner.map(|at| HeadingPlace {
            start: begin + at,
            begins_line: false,
            is_late,
            lines_above,
        }));
        // A rule across the page is not text.
        let chars = if line.len() > LINE_ABOVE_CHARS { text_chars(line.trim()) } else { 0 };
        if chars > LINE_ABOVE_CHARS {
            long_lines += 1;
        }
        if chars > LONG_LINE_CHARS || long_lines > LONG_LINES {
            break;
        }
        start += line.len();
        lines_above += 1;
    }
    places
}

/// Returns the number of letters, digits and spaces of a line.
fn text_chars(line: &str) -> usize {
    let is_counted = |(at, byte): &(usize, u8)| match byte {
        0x00..=0x7f => byte.is_ascii_alphanumeric() || *byte == b' ',
        // The other bytes of a letter.
        0x80..=0xbf => false,
        // Latin letters, as those of Polish.
        0xc4 | 0xc5 => true,
        _ => line[*at..].starts_with(char::is_alphanumeric),
    };
    line.bytes().enumerate().filter(is_counted).count()
}

/// Returns the places within a line where a heading may begin: after navigation, after the head of a journal,
/// after what parliaments print above an act.
fn inner_places(line: &str) -> Vec<usize> {
    let lead = &line[..line.floor_char_boundary(LEAD_BYTES)];
    if strip_phrase(line, "tekst ustawy").is_some() {
        return word_starts(lead).filter(|&at| strip_phrase(&line[at..], "ustawa").is_some()).collect();
    }
    let mut places = Vec::new();
    // The last bytes of the signs between the parts of a navigation.
    if memchr3(b'|', 0xbb, 0xba, lead.as_bytes()).is_some() {
        let bars = lead.match_indices(['|', '»', '›']).map(|(at, bar)| at + bar.len());
        places.extend(bars.map(|end| end + count_spaces(&line[end..])));
    }
    if is_running_head(lead) {
        places.extend(word_starts(lead).skip(1).filter(|&at| may_open(line, at)));
    }
    places
}

/// Whether a heading may begin at this word below the head of a journal: in capitals, or after the position.
fn may_open(line: &str, at: usize) -> bool {
    let here = &line[at..];
    if !here.starts_with(|c: char| matches!(plain(c), 'd' | 'k' | 'o' | 'p' | 'r' | 's' | 'u' | 'z')) {
        return false;
    }
    let above = line[..at].trim_end();
    let number = above.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_positioned = number.len() < above.len() && plain_text(number).trim_end().ends_with("poz.");
    here.chars().take(6).all(|c| c.is_uppercase() || c == ' ') || is_positioned
}

/// Whether a line begins with the head of a journal or the like.
fn is_running_head(lead: &str) -> bool {
    RUNNING_HEADS.is_match(&plain_text(&lead[..lead.floor_char_boundary(60)]))
}

fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let after = text.match_indices(' ').map(|(at, _)| at + 1);
    std::iter::once(0).chain(after)
}

fn count_spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_spaced_words_are_joined_where_their_ends_are_certain() {
        assert_eq!(page("R A D Y  M I A S T A\nx"), "RADY MIASTA\nx");
        assert_eq!(page("U C H W A Ł A  N R  XC / 1495 / 14"), "UCHWAŁA NR XC / 1495 / 14");
        assert_eq!(page("a b\nw i o"), "a b\nw i o");
    }

    #[test]
    fn a_page_has_plain_spaces() {
        assert_eq!(page("a\u{a0}b\u{ad}c\td"), "a bc d");
        assert!(matches!(page("zwykły „tekst”\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn lines_below_running_text_are_not_searched() {
        let text = format!("{}\nx\n", "słowo ".repeat(100));
        assert_eq!(places(&text).len(), 1);
        let greeting = format!("{}\nUCHWAŁA\n", "witamy ".repeat(20));
        assert!(places(&greeting)[1].is_late);
    }
}
