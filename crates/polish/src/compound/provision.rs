//! Recognizes provisions of acts: `art. 30 ust. 2 pkt 1 lit. a`, `§ 5 ust. 2`, `załącznik nr 2`.
//!
//! Every number yields the whole chain it ends (`art.30.ust.2.pkt.1`) and the parts of it that begin with a
//! smaller unit (`ust.2.pkt.1`, `pkt.1`). A chain continues over white space and a comma; the numbers of a
//! list share their parent, whether the unit is repeated (`ust. 1 i ust. 3`) or not. Does not check that the
//! act exists.
//! Invariant: a term begins with a unit that is printed in the text.

use std::{fmt::Write, ops::Range};

use super::{
    scan::{before, is, is_any, is_dash, is_form_of, last_letters},
    span::{Compound, MAX_SPAN},
};
use crate::{normalize::normalize, tokenize::is_roman};

/// How far back to look for the name of a unit, in bytes.
const BACK: usize = 40;

/// The maximum number of bytes between two numbers of a chain.
const MAX_GAP: usize = 40;

/// The maximum length of a unit's number, in bytes.
const MAX_NUMBER: usize = 24;

/// Words that separate the numbers of a list, without accents.
const IN_LIST: [&str; 14] = [
    "i",
    "oraz",
    "lub",
    "albo",
    "do",
    "a",
    "badz",
    "ani",
    "takze",
    "jak",
    "rowniez",
    "wzglednie",
    "tudziez",
    "od",
];

/// The units of acts, larger ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ActUnit {
    Chapter,
    Annex,
    Position,
    Article,
    Section,
    Paragraph,
    Point,
    Letter,
}

impl ActUnit {
    /// Returns the unit named by the word, abbreviated or in any inflected form.
    fn named(word: &str) -> Option<Self> {
        let named = |short, stem| is(word, short) || is_form_of(word, stem);
        match word.chars().next()? {
            '§' => Some(Self::Section),
            'a' | 'A' => named("art", "artyku").then_some(Self::Article),
            'u' | 'U' => named("ust", "ustep").then_some(Self::Paragraph),
            'l' | 'L' => named("lit", "liter").then_some(Self::Letter),
            'r' | 'R' => named("rozdz", "rozdzia").then_some(Self::Chapter),
            'z' | 'Z' => named("zal", "zalacznik").then_some(Self::Annex),
            'p' | 'P' if named("poz", "pozycj") => Some(Self::Position),
            'p' | 'P' if named("pkt", "punk") => Some(Self::Point),
            'p' | 'P' => named("par", "paragraf").then_some(Self::Section),
            _ => None,
        }
    }

    /// The prefix of the number in a term.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Chapter => "rozdz.",
            Self::Annex => "zał.",
            Self::Position => "poz.",
            Self::Article => "art.",
            Self::Section => "§",
            Self::Paragraph => "ust.",
            Self::Point => "pkt.",
            Self::Letter => "lit.",
        }
    }

    /// Whether the unit is never part of a chain: articles are numbered continuously across chapters.
    fn stands_alone(self) -> bool {
        self < Self::Article
    }

    /// Whether the word can be a number of this unit.
    fn counts_by(self, word: &str) -> bool {
        match self {
            Self::Letter => is_point_letter(word),
            Self::Chapter | Self::Annex if is_capital_roman(word) => true,
            _ => word.len() <= MAX_NUMBER && word.starts_with(|c: char| c.is_ascii_digit()),
        }
    }
}

/// Whether the word can be the letter of a point: one letter, or two once `z` is passed.
pub(super) fn is_point_letter(word: &str) -> bool {
    match word.as_bytes() {
        [first] => first.is_ascii_alphabetic(),
        [first, second] if second.is_ascii_lowercase() => first == second || *first == b'z',
        [first, _] => *first >= 0xc3,
        _ => false,
    }
}

/// Whether the word can be the number of a chapter in Roman numerals.
pub(super) fn is_capital_roman(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_uppercase()) && is_roman(word)
        || word.chars().all(|c| matches!(c, '\u{2160}'..='\u{216f}')) && !word.is_empty()
}

/// One number of a chain.
#[derive(Debug, Clone, Copy)]
struct ProvisionStep {
    unit: ActUnit,
    /// The start of its unit's name.
    start: usize,
    /// The length of the term it is appended to.
    parent: usize,
}

/// Reads chains of provisions as a text is walked.
#[derive(Debug, Clone, Default)]
pub(super) struct Provisions {
    steps: Vec<ProvisionStep>,
    /// The term of the chain so far.
    term: String,
    /// The end of the last number read.
    end: usize,
}

impl Provisions {
    /// Processes a word that may be the number of a unit, and pushes its terms.
    pub(super) fn step(&mut self, text: &str, word: &Range<usize>, found: &mut Vec<Compound>) {
        let printed = &text[word.clone()];
        if matches!(printed.as_bytes(), [b'a'..=b'z']) && !self.may_be_letter(text, word.start) {
            return;
        }
        let head = unit_before(text, word.start).filter(|(unit, _)| unit.counts_by(printed));
        if head.is_none() && !self.steps.last().is_some_and(|last| last.unit.counts_by(printed)) {
            return;
        }
        let gap = text.get(self.end..head.map_or(word.start, |(_, start)| start));
        let link = gap.map_or(Separator::Broken, |gap| self.link(gap));
        let Some((unit, start)) = head.or_else(|| self.next_of_list(link, printed)) else { return };
        if head.is_some() && !self.goes_on(link, unit) {
            self.steps.clear();
        }
        self.push_numbers(unit, start, printed, word, found);
        // A conjunction is not part of the list it joins, and `lit. h, i, j` continues without it.
        if head.is_some() || !is_any(printed, &IN_LIST) {
            self.end = word.end;
        }
    }

    /// Whether the letter at `at` can be the letter of a point. Most one-letter words are prepositions, and
    /// looking for a unit before each of them costs more than the rest of the work on them.
    fn may_be_letter(&self, text: &str, at: usize) -> bool {
        let is_near = !self.steps.is_empty() && at - self.end.min(at) <= MAX_GAP;
        let before = &text.as_bytes()[at.saturating_sub(BACK)..at];
        is_near || before.windows(3).any(|letters| letters.eq_ignore_ascii_case(b"lit"))
    }

    /// Returns how `gap` joins what follows it to the chain.
    fn link(&self, gap: &str) -> Separator {
        let Some(last) = self.steps.last().filter(|_| gap.len() <= MAX_GAP) else { return Separator::Broken };
        // Points and letters keep their closing brackets: `pkt 2) lit. a)`.
        let is_numbered = matches!(last.unit, ActUnit::Point | ActUnit::Letter);
        let bare = gap.strip_prefix(')').filter(|_| is_numbered).unwrap_or(gap);
        Separator::from_gap(bare)
    }

    /// Returns the unit of a number that continues a list without naming its unit.
    fn next_of_list(&self, link: Separator, printed: &str) -> Option<(ActUnit, usize)> {
        let last = self.steps.last().filter(|_| matches!(link, Separator::Comma | Separator::List))?;
        last.unit.counts_by(printed).then_some((last.unit, last.start))
    }

    /// Whether a number with its unit belongs to the chain.
    fn goes_on(&self, link: Separator, unit: ActUnit) -> bool {
        let Some(last) = self.steps.last() else { return false };
        let is_near = match link {
            Separator::Space | Separator::Comma => true,
            // `ust. 1 i ust. 3` is a list; `art. 5 i ust. 2` is not.
            Separator::List => unit <= last.unit,
            Separator::Broken => false,
        };
        is_near && !unit.stands_alone() && !last.unit.stands_alone()
    }

    /// Pushes every number in the word: several may be joined by commas without spaces (`ust. 1,2`).
    fn push_numbers(
        &mut self,
        unit: ActUnit,
        start: usize,
        printed: &str,
        word: &Range<usize>,
        found: &mut Vec<Compound>,
    ) {
        for number in printed.split(',').filter(|number| !number.is_empty()) {
            self.enter(unit, start, number);
            self.push(word, found);
        }
    }

    /// Inserts a number at its level of the chain.
    fn enter(&mut self, unit: ActUnit, start: usize, number: &str) {
        while let Some(last) = self.steps.pop_if(|last| last.unit >= unit) {
            self.term.truncate(last.parent);
        }
        if self.steps.is_empty() {
            self.term.clear();
        }
        self.steps.push(ProvisionStep { unit, start, parent: self.term.len() });
        if !self.term.is_empty() {
            self.term.push('.');
        }
        push_number(&mut self.term, unit, number);
    }

    /// Pushes the whole chain and its parts that begin with a smaller unit; a letter that follows other units
    /// gets no term of its own.
    fn push(&self, word: &Range<usize>, found: &mut Vec<Compound>) {
        for (number, step) in self.steps.iter().enumerate() {
            if number > 0 && step.unit == ActUnit::Letter {
                continue;
            }
            let from = if step.parent > 0 { step.parent + 1 } else { 0 };
            found.push(Compound::loose(span(step.start, word), self.term[from..].to_owned()));
        }
    }
}

/// Returns the range from `start` to the end of the word, or the word alone at the end of a long list.
fn span(start: usize, word: &Range<usize>) -> Range<usize> {
    let is_near = start <= word.start && word.end - start <= MAX_SPAN;
    if is_near { start..word.end } else { word.clone() }
}

/// Appends the unit and its number in term form.
fn push_number(term: &mut String, unit: ActUnit, number: &str) {
    let mut form = String::with_capacity(number.len());
    normalize(number, &mut form);
    term.push_str(unit.prefix());
    if unit.stands_alone() && is_capital_roman(number) {
        // Writing to a string cannot fail.
        let _ = write!(term, "{}", roman_value(&form.to_ascii_uppercase()));
    } else {
        term.push_str(&form);
    }
}

/// Returns the value of a Roman numeral.
fn roman_value(numeral: &str) -> u32 {
    let (mut sum, mut largest) = (0_u32, 0);
    for digit in numeral.bytes().rev().map(roman_digit) {
        // A digit before a larger one is subtracted.
        sum = if digit < largest { sum.saturating_sub(digit) } else { sum + digit };
        largest = largest.max(digit);
    }
    sum
}

const fn roman_digit(digit: u8) -> u32 {
    match digit {
        b'I' => 1,
        b'V' => 5,
        b'X' => 10,
        b'L' => 50,
        b'C' => 100,
        b'D' => 500,
        _ => 1000,
    }
}

/// What stands between two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// White space only.
    Space,
    /// White space and a comma.
    Comma,
    /// A separator of the numbers of a list.
    List,
    /// Anything else.
    Broken,
}

impl Separator {
    fn from_gap(gap: &str) -> Self {
        let is_mark = |c: char| c.is_whitespace() || c == ',' || is_dash(c);
        let mut words = gap.split(is_mark).filter(|word| !word.is_empty()).peekable();
        let is_joined = words.peek().is_some() || gap.contains(is_dash);
        match () {
            () if !words.all(|word| is_any(word, &IN_LIST)) => Self::Broken,
            () if is_joined => Self::List,
            () if gap.contains(',') => Self::Comma,
            () => Self::Space,
        }
    }
}

/// Returns the unit named directly before `at`, and where its name starts.
fn unit_before(text: &str, at: usize) -> Option<(ActUnit, usize)> {
    let window = before(text, at, BACK);
    let base = at - window.len();
    let mut rest = trim_marks(window);
    if let Some(sections) = rest.strip_suffix('§') {
        return Some((ActUnit::Section, base + sections.trim_end_matches('§').len()));
    }
    let mut name = last_letters(rest);
    if is(name, "nr") || is(name, "numer") {
        rest = trim_marks(&rest[..rest.len() - name.len()]);
        name = last_letters(rest);
    }
    Some((ActUnit::named(name)?, base + rest.len() - name.len()))
}

/// Trims what may stand between a unit and its number.
fn trim_marks(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '"' | '„' | '”' | '\''))
}
