//! Interprets raised and lowered characters.
//!
//! They may be the index of an article (`art. 21¹`), the minutes of a time (`17⁰⁰`), part of a unit or
//! formula (`m²`, `NO₂`), or a footnote mark, which is not part of its word. Where they are found is left to
//! the extractors; PDF detects its own by size and position. Invariant: a raised number is never read as
//! digits of the number before it.

use std::sync::LazyLock;

use memchr::{memchr_iter, memchr3_iter};
use regex::Regex;

use crate::{acts::numbers::pattern, document::Edit};

/// The meaning of a raised or lowered piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScriptMeaning {
    /// The index of an article, or a power: `21¹` reads `21(1)`.
    Index,
    /// Minutes after an hour: `17⁰⁰` reads `17:00`.
    Minutes,
    /// A small `o` used as a degree sign.
    Degree,
    /// Part of a unit, formula or ordinal, which reads as one word: `m2`.
    Joined,
    /// A footnote mark.
    Mark,
    /// A separate word.
    Apart,
}

/// A raised or lowered piece and what precedes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct RaisedPiece<'a> {
    /// The text of its line so far, without trailing white space.
    pub(super) base: &'a str,
    /// The raised or lowered text.
    pub(super) content: &'a str,
    /// Whether white space separates the two.
    pub(super) is_apart: bool,
    /// Whether the text is lowered.
    pub(super) is_lowered: bool,
    /// Whether it links to another place, as footnote marks do.
    pub(super) is_link: bool,
}

/// How far back to look for the name of a unit of an act, in bytes.
const BACK: usize = 120;
/// The maximum size of a piece that can be a sign, in bytes.
const MAX_BYTES: usize = 24;
/// The latest hour; `MINUTES` is the first number that is not a minute.
const HOURS: u32 = 24;
const MINUTES: u32 = 60;
/// Units of more than one letter that can have powers.
const UNITS: [&str; 11] = ["km", "hm", "dm", "cm", "mm", "um", "µm", "μm", "nm", "dam", "mol"];

/// Matches the number of a provision at the end of a text, alone or in a list: `art. 21`,
/// `§ 5 ust. 1, 2 i 3`.
static PROVISION: LazyLock<Regex> = LazyLock::new(|| {
    let unit = r"§+|\b(?:art|ust|pkt|par|rozdz)\b\.?|\b(?:artyku|paragraf|ust[ęe]p|punk|rozdzia)\p{L}*";
    let between =
        r"\d+[a-z]{0,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹ᵃ-ᶻ]+|[\s(),;.§–-]|\b(?:i|oraz|lub|albo|do|art|ust|pkt|zw|w|z)\b";
    pattern(&format!(r"(?i)(?:{unit})(?:{between})*\d[a-z]{{0,2}}$"))
});
/// Matches what can be the index of an article.
static INDEX: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d{1,3}[a-z]{0,2}$"));
/// Matches what marks a footnote, without its brackets.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*|[a-z]|[ivx]{1,4}|\*+|[†‡]|(?:przyp(?:is)?|nota)\.?\s*\d{0,3})$",
    )
});
/// Matches a number below 100 at the end of a text that is not part of a longer one.
static SHORT_NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[^\d.,:/])(\d{1,2})$"));
/// Matches raised text in plain text (raised characters, or text after a caret) and lowered text between
/// tildes.
static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<signs>[⁰¹²³⁴⁵⁶⁷⁸⁹⁽][⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ]*)|\^(?:\{(?P<curly>[^{}\n]{1,8})\}|\((?P<round>[^()\n]{1,8})\)|(?P<bare>\d{1,3}[a-z]?)\b)\^?|~(?P<low>\d{1,3})~",
    )
});

/// The raised characters by the character they represent.
const RAISED: [(char, char); 38] = [
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('(', '⁽'),
    (')', '⁾'),
    ('-', '⁻'),
    ('a', 'ᵃ'),
    ('b', 'ᵇ'),
    ('c', 'ᶜ'),
    ('d', 'ᵈ'),
    ('e', 'ᵉ'),
    ('f', 'ᶠ'),
    ('g', 'ᵍ'),
    ('h', 'ʰ'),
    ('i', 'ⁱ'),
    ('j', 'ʲ'),
    ('k', 'ᵏ'),
    ('l', 'ˡ'),
    ('m', 'ᵐ'),
    ('n', 'ⁿ'),
    ('o', 'ᵒ'),
    ('p', 'ᵖ'),
    ('r', 'ʳ'),
    ('s', 'ˢ'),
    ('t', 'ᵗ'),
    ('u', 'ᵘ'),
    ('v', 'ᵛ'),
    ('w', 'ʷ'),
    ('x', 'ˣ'),
    ('y', 'ʸ'),
    ('z', 'ᶻ'),
];

impl ScriptMeaning {
    /// Returns what is read for a piece instead of what is shown; `None` if that is the same.
    pub(super) fn reading(self, content: &str) -> Option<String> {
        match self {
            Self::Index => Some(format!("({})", bare(content))),
            Self::Minutes => Some(format!(":{content}")),
            Self::Mark => Some(String::new()),
            Self::Degree => Some("°".to_owned()),
            Self::Joined | Self::Apart => None,
        }
    }
}

/// Returns the meaning of a piece.
pub(super) fn meaning(piece: RaisedPiece<'_>) -> ScriptMeaning {
    let RaisedPiece { base, content, is_apart, is_link, .. } = piece;
    let Some(last) = base.chars().next_back().filter(|_| content.len() <= MAX_BYTES) else {
        return ScriptMeaning::Apart;
    };
    let is_sign = INDEX.is_match(bare(content)) && !content.ends_with(')') || is_wrapped(content);
    if is_sign && INDEX.is_match(bare(content)) && !is_link && ends_in_provision(base) {
        return ScriptMeaning::Index;
    }
    let is_mark = !piece.is_lowered && (is_link || MARK.is_match(bare(content)));
    match last {
        _ if is_unit(base) && is_power(content) && !is_link => ScriptMeaning::Joined,
        '0'..='9' if matches!(content, "o" | "O" | "º" | "°") => ScriptMeaning::Degree,
        _ if is_apart => {
            if is_mark {
                ScriptMeaning::Mark
            } else {
                ScriptMeaning::Apart
            }
        }
        '0'..='9' => behind_number(piece, is_mark),
        last if last.is_alphabetic() => behind_word(piece, is_mark),
        ')' if piece.is_lowered => ScriptMeaning::Joined,
        _ if is_mark => ScriptMeaning::Mark,
        _ => ScriptMeaning::Apart,
    }
}

/// Returns the meaning of a piece directly after a number that is not that of a provision.
fn behind_number(piece: RaisedPiece<'_>, is_mark: bool) -> ScriptMeaning {
    let RaisedPiece { base, content, is_lowered, is_link, .. } = piece;
    let is_closed = content.ends_with([')', ']']);
    if !is_lowered && (is_link || is_closed && is_mark) {
        return ScriptMeaning::Mark;
    }
    if !is_lowered && are_minutes(base, content) {
        return ScriptMeaning::Minutes;
    }
    let number = base.trim_end_matches(|c: char| c.is_ascii_digit() || ".,/-".contains(c));
    let number = base[number.len()..].trim_start_matches(['.', ',', '/', '-']);
    let is_long = number.len() > 3 || number.contains(['.', ',', '/', '-']);
    let digits = content.trim_start_matches(['-', '−', '+']);
    if INDEX.is_match(digits) && digits.starts_with(|c: char| c.is_ascii_digit()) {
        return if is_long && !is_lowered { ScriptMeaning::Mark } else { ScriptMeaning::Index };
    }
    let is_ordinal = content.chars().count() <= 2 && content.chars().all(char::is_alphabetic);
    match is_ordinal {
        true => ScriptMeaning::Joined,
        false if is_mark => ScriptMeaning::Mark,
        false => ScriptMeaning::Apart,
    }
}

/// Returns the meaning of a piece directly after a word.
fn behind_word(piece: RaisedPiece<'_>, is_mark: bool) -> ScriptMeaning {
    let word = last_word(piece.base);
    let letters = word.chars().count();
    let is_formula = letters <= 3 || word.chars().filter(|c| c.is_uppercase()).count() > 1;
    match piece.content {
        _ if piece.is_lowered => {
            if is_formula {
                ScriptMeaning::Joined
            } else {
                ScriptMeaning::Apart
            }
        }
        _ if piece.is_link => ScriptMeaning::Mark,
        content if is_power(content) && letters == 1 => ScriptMeaning::Joined,
        content if letters <= 2 && content.chars().all(char::is_alphabetic) => ScriptMeaning::Joined,
        _ if is_mark => ScriptMeaning::Mark,
        _ => ScriptMeaning::Apart,
    }
}

/// Returns whether the text ends in the number of a provision of an act.
fn ends_in_provision(base: &str) -> bool {
    PROVISION.is_match(&base[base.ceil_char_boundary(base.len().saturating_sub(BACK))..])
}

/// Returns whether the text ends in the name of a unit that can have powers.
fn is_unit(base: &str) -> bool {
    let word = last_word(base);
    word == "m" || UNITS.contains(&word)
}

fn is_power(content: &str) -> bool {
    matches!(content.trim_start_matches(['-', '−', '+']), "1" | "2" | "3" | "n")
}

fn are_minutes(base: &str, content: &str) -> bool {
    let hour = SHORT_NUMBER.captures(base).and_then(|found| found[1].parse::<u32>().ok());
    let minutes = content.parse::<u32>().ok().filter(|_| content.len() == 2);
    hour.is_some_and(|hour| hour <= HOURS)
        && minutes.is_some_and(|minutes| minutes < MINUTES && minutes.is_multiple_of(5))
}

fn last_word(text: &str) -> &str {
    let start = text.char_indices().rev().take_while(|(_, c)| c.is_alphabetic()).last();
    start.map_or("", |(at, _)| &text[at..])
}

/// Returns the text inside the brackets, or before a closing one.
fn bare(content: &str) -> &str {
    content.trim_matches(['(', ')', '[', ']']).trim()
}

fn is_wrapped(content: &str) -> bool {
    content.starts_with('(') && content.ends_with(')') || content.starts_with('[') && content.ends_with(']')
}

/// Returns the content in raised characters, or unchanged if some do not exist.
pub(super) fn raised(content: &str) -> String {
    let raise = |c: char| {
        let found = RAISED.iter().find(|(plain, _)| *plain == c).map(|(_, raised)| *raised);
        found.or_else(|| Some(c).filter(|c| matches!(c, ',' | ';' | ' ' | '–')))
    };
    content.chars().map(raise).collect::<Option<String>>().unwrap_or_else(|| content.to_owned())
}

fn lowered(signs: &str) -> String {
    let lower = |c: char| RAISED.iter().find(|(_, raised)| *raised == c).map_or(c, |(plain, _)| *plain);
    signs.chars().map(lower).collect()
}

/// Returns whether a text has a byte sequence that begins a match of [`WRITTEN`].
///
/// Few texts have one, and this scan is fast.
fn may_be_raised(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |at: usize| {
        matches!(bytes[at..], [b'^' | b'~', ..] | [0xc2, 0xb2 | 0xb3 | 0xb9, ..] | [0xe2, 0x81, ..])
    };
    memchr3_iter(b'^', b'~', 0xc2, bytes).chain(memchr_iter(0xe2, bytes)).any(begins)
}

/// Adds edits for raised characters and carets in a text, except where one of the sorted edits already
/// applies.
pub(super) fn read_written(text: &str, edits: &mut Vec<Edit>) {
    if !may_be_raised(text) {
        return;
    }
    let known = edits.len();
    for found in WRITTEN.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let before = edits[..known].partition_point(|edit| edit.start < whole.end());
        let is_covered = before > 0 && edits[before - 1].end > whole.start();
        if let Some(reading) = written(text, &found).filter(|_| !is_covered) {
            edits.push(Edit { start: whole.start(), end: whole.end(), text: reading });
        }
    }
    if edits.len() > known {
        edits.sort_by_key(|edit| (edit.start, edit.end));
    }
}

/// Returns what is read for raised signs in plain text, if it differs from what is written.
fn written(text: &str, found: &regex::Captures<'_>) -> Option<String> {
    let at = found.get(0)?.start();
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let base = &text[line.max(text.ceil_char_boundary(at.saturating_sub(BACK)))..at];
    let signs = found.name("signs").map(|signs| lowered(signs.as_str()));
    let is_lowered = found.name("low").is_some();
    let caret = ["curly", "round", "bare", "low"].iter().find_map(|name| found.name(name));
    let content = signs.clone().or_else(|| caret.map(|content| content.as_str().to_owned()))?;
    let is_base = base.ends_with(|c: char| c.is_alphanumeric() || ".,;:)”\"’%".contains(c));
    let piece = RaisedPiece { base, content: &content, is_apart: false, is_lowered, is_link: false };
    let meaning = Some(meaning(piece)).filter(|_| is_base && !base.ends_with(['^', '~']))?;
    let joins_next = text[at..].get(found[0].len()..)?.starts_with(char::is_alphanumeric);
    match meaning {
        ScriptMeaning::Joined if signs.is_none() => Some(content),
        ScriptMeaning::Mark if joins_next => Some(" ".to_owned()),
        ScriptMeaning::Degree => None,
        meaning => meaning.reading(&content),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::reading::edited;

    #[track_caller]
    fn check(base: &str, content: &str, expected: ScriptMeaning) {
        let trimmed = base.trim_end();
        let is_apart = trimmed.len() < base.len();
        let piece = RaisedPiece { base: trimmed, content, is_apart, is_lowered: false, is_link: false };
        assert_eq!(meaning(piece), expected, "{base:?} ^ {content:?}");
    }

    #[test]
    fn a_raised_number_after_a_provision_number_is_its_index() {
        for base in [
            "Art. 21",
            "w § 5",
            "art. 20, 21",
            "art. 22¹ i 23",
            "ust. 1 pkt 2",
            "art. 1046",
            "artykułu 3",
            "art. 21 ",
        ] {
            check(base, "1", ScriptMeaning::Index);
        }
        check("Art. 505", "29a", ScriptMeaning::Index);
        check("Art. 18", "(3a)", ScriptMeaning::Index);
        check("art. 18", "[1]", ScriptMeaning::Index);
        check("art. 12", "15", ScriptMeaning::Index);
        check("ustawy z art. 21", "1)", ScriptMeaning::Mark);
    }

    #[test]
    fn powers_times_units_and_ordinals_are_distinguished() {
        check("10", "6", ScriptMeaning::Index);
        check("10", "-3", ScriptMeaning::Index);
        check("o godz. 17", "00", ScriptMeaning::Minutes);
        check("od 8⁰⁰ do 15", "30", ScriptMeaning::Minutes);
        check("pow. 87 m", "2", ScriptMeaning::Joined);
        check("pow. 87 m ", "2", ScriptMeaning::Joined);
        check("12 km", "3", ScriptMeaning::Joined);
        check("21", "st", ScriptMeaning::Joined);
        check("do 20", "o", ScriptMeaning::Degree);
    }

    #[test]
    fn footnote_marks_are_separated_from_the_text_before_them() {
        for (base, content) in [
            ("Rada Seniorów", "1"),
            ("Rada Seniorów ", "1"),
            ("budżet", "2)"),
            ("skwer", "[2]"),
            ("koniec.", "3"),
            ("słowo", "1,2"),
            ("słowo", "*"),
            ("100 zł", "2"),
            ("w roku 2019", "1"),
            ("uchwały 12/2020", "1"),
            ("z UE", "2"),
        ] {
            check(base, content, ScriptMeaning::Mark);
        }
        check("Kraków", "TM", ScriptMeaning::Apart);
        check("", "1", ScriptMeaning::Apart);
    }

    #[test]
    fn formulas_are_one_word() {
        for (base, content) in
            [("stężenie NO", "2"), ("NaHCO", "3"), ("Ca(OH)", "2"), ("PM", "2,5"), ("x", "n")]
        {
            let piece = RaisedPiece { base, content, is_apart: false, is_lowered: true, is_link: false };
            assert_eq!(meaning(piece), ScriptMeaning::Joined, "{base} _ {content}");
        }
    }

    #[track_caller]
    fn check_written(text: &str, expected: &str) {
        let mut edits = Vec::new();
        read_written(text, &mut edits);
        assert_eq!(edited(text, &edits), expected);
    }

    #[test]
    fn raised_characters_read_like_raised_markup() {
        check_written(
            "Art. 21¹. Rejestr, art. 505²⁹ᵃ, § 5^2 i art. 7^{1a}",
            "Art. 21(1). Rejestr, art. 505(29a), § 5(2) i art. 7(1a)",
        );
        check_written("Rada Seniorów¹ i skwer², m², 17⁰⁰", "Rada Seniorów i skwer, m², 17:00");
        check_written("87 m^2, przypis^1^, ^1 nic, a ^ b", "87 m2, przypis, ^1 nic, a ^ b");
        check_written("bez znaków 21(1), NO~2~", "bez znaków 21(1), NO2");
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_and_edits_are_valid(text in "(art\\. 2|¹|²|⁽|\\^|1|m| |\\{|ą|\n|\\PC){0,40}") {
            let mut edits = Vec::new();
            read_written(&text, &mut edits);
            assert_eq!(crate::document::reading::sound(&text, edits.clone()), edits);
        }
    }
}
