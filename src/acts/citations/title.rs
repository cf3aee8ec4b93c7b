//! Finds where the title of a cited act begins and ends.
//!
//! A title ends at the bracket of its journal, at the end of its sentence or where the sentence around it
//! goes on. Leaves the words that tell the latter to `stops`. Invariant: a title is read once, and no further
//! than [`LIMIT`].

use super::{
    cursor::{Cursor, folded, is_folded, one_spaced},
    inner_acts::{
        is_before_inner, is_before_other, is_masculine, is_note, is_of_change, is_participle, may_identify,
        trim_title,
    },
    journals::{JournalReference, read_journals},
    kinds::{ActKind, is_nominative, kind_of},
    lines::{ends_sentence, last_word, starts_block},
    names::read_name,
    stops::{Stop, stop_at},
};
use crate::acts::numbers::leading_number;

/// The longest title, in bytes; those of acts that amend ten others stay below it.
const LIMIT: usize = 2_000;

/// A title and the journals after it.
#[derive(Debug)]
pub(super) struct TitleReading {
    /// The title as printed, with single spaces.
    pub(super) title: String,
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// The reference to journals, if one follows.
    pub(super) reference: Option<JournalReference>,
}

/// Reads the title at the position, if one begins there.
pub(super) fn read_title(at: Cursor<'_>, kind: ActKind) -> Option<TitleReading> {
    let start = title_start(at, kind)?;
    let mut scan = TitleScan::new(start, kind);
    scan.run();
    let mut end = scan.end;
    if scan.reference.is_none() {
        // What follows the name of a code without a bracket is no part of it.
        end = budget_end(start).or_else(|| Some(read_name(start)?.1.at)).unwrap_or(end);
    }
    let printed = trim_title(&at.text[start.at..end]);
    let title = one_spaced(printed);
    let end = start.at + printed.len();
    title.contains(' ').then_some(TitleReading { title, start: start.at, end, reference: scan.reference })
}

/// Where the words of the title begin: after a dash, a colon or a comma.
fn title_start(at: Cursor<'_>, kind: ActKind) -> Option<Cursor<'_>> {
    let mut start = at;
    start.skip_spaces();
    let mut dashed = start.eat_char(&['-', '–', '—', '−']);
    if !dashed && start.peek() == Some('"') {
        // Converters turn dashes into quotation marks.
        let mark = Cursor::new(at.text, start.at + 1);
        dashed = mark.peek().is_some_and(char::is_whitespace) && start.eat_char(&['"']);
    }
    let apart = !dashed && start.eat_char(&[',', ':', '„']);
    start.skip_spaces();
    // After a comma, `o` belongs to the sentence: `ustaw, o ile te stanowią`.
    let sentence = apart && is_folded(start.word(), "o");
    (!sentence && opens_title(start, kind, dashed)).then_some(start)
}

/// Whether a title begins at the position.
fn opens_title(at: Cursor<'_>, kind: ActKind, dashed: bool) -> bool {
    let next = at.after_word();
    let second = folded(next.word());
    match folded(at.word()).as_str() {
        "o" => {
            !matches!(second.as_str(), "ile" | "tym" | "tej" | "to")
                && !second.starts_with("ktor")
                && !second.starts_with("jaki")
                && !second.is_empty()
        }
        "w" => matches!(second.as_str(), "sprawie" | "sprawach"),
        "ws" | "wsprawie" => true,
        "dotyczaca" | "dotyczacej" | "dotyczacego" | "dotyczace" => kind != ActKind::Statute,
        "przepisy" | "przepisow" => second.starts_with("wprowadzaj"),
        "budzetowa" | "budzetowej" => budget_end(at).is_some(),
        word if ["zmieniajac", "uchylajac"].iter().any(|stem| word.starts_with(stem)) => true,
        "miedzy" | "pomiedzy" => kind.is_treaty(),
        word if kind.is_of_union() && is_participle(word) => true,
        word if kind.is_treaty() && is_participle(word) => kind.is_feminine_treaty() != is_masculine(word),
        _ => {
            kind.is_named()
                && (read_name(at).is_some() || dashed && at.peek().is_some_and(char::is_uppercase))
        }
    }
}

/// The end of `budżetowa na rok 2007`, which is the whole title.
fn budget_end(at: Cursor<'_>) -> Option<usize> {
    let mut next = at;
    if !next.eat_any(&["budzetowa", "budzetowej"]) {
        return None;
    }
    next.skip_spaces();
    next.eat_word("na").then_some(())?;
    next.skip_spaces();
    next.eat_word("rok");
    next.skip_spaces();
    next.number()?;
    let end = next.at;
    next.skip_spaces();
    Some(if next.eat_any(&["rok", "r"]) { next.at } else { end })
}

/// Walks over the words of a title.
struct TitleScan<'a> {
    start: usize,
    at: Cursor<'a>,
    kind: ActKind,
    /// Whether the title is that of an act that changes others, which it names.
    changes: bool,
    limit: usize,
    /// Where the title ends, as far as is known.
    end: usize,
    /// The first place where the title has ended, unless a bracket follows.
    likely_end: Option<usize>,
    reference: Option<JournalReference>,
    /// Open quotation marks and brackets.
    depth: u32,
}

impl<'a> TitleScan<'a> {
    fn new(start: Cursor<'a>, kind: ActKind) -> Self {
        let limit = start.text.floor_char_boundary(start.at.saturating_add(LIMIT));
        let (at, end) = (start, start.at);
        Self {
            start: at.at,
            at,
            kind,
            changes: false,
            limit,
            end,
            likely_end: None,
            reference: None,
            depth: 0,
        }
    }

    /// Reads to the end of the title.
    fn run(&mut self) {
        while self.at.at < self.limit && self.step() {}
        if self.reference.is_none() {
            self.end = self.likely_end.unwrap_or(self.end);
        }
    }

    /// The text of the title so far.
    fn passed(&self) -> &'a str {
        &self.at.text[self.start..self.at.at]
    }

    /// Reads a word or a mark; returns whether the title may go on.
    fn step(&mut self) -> bool {
        let word = self.at.word();
        if !word.is_empty() {
            return self.step_word(word);
        }
        match self.at.peek() {
            None | Some(';') => false,
            Some('\n' | '\r' | '\u{c}') => self.step_line(),
            Some('(' | '/' | '[') => self.step_bracket(),
            Some('.') => self.step_stop(),
            Some(',') => self.step_comma(),
            Some('§') => self.changes && self.advance(2),
            Some('„') => self.open(),
            Some('”' | '“' | '"' | ')') => self.close(),
            Some(':') => self.step_colon(),
            Some(c) => self.advance(c.len_utf8()),
        }
    }

    fn advance(&mut self, bytes: usize) -> bool {
        self.at.at += bytes;
        true
    }

    fn step_word(&mut self, word: &str) -> bool {
        if self.at.at > self.start {
            if self.is_other_act(word) || self.is_chained(word) {
                return false;
            }
            match self.stop(word) {
                Stop::Certain => return false,
                // One word is no title yet.
                Stop::Likely if self.passed().trim_end().eq_ignore_ascii_case("o") => {}
                Stop::Likely => self.likely_end = self.likely_end.or(Some(self.at.at)),
                Stop::No => {}
            }
        }
        self.changes |= is_of_change(&folded(word));
        self.end = self.at.at + word.len();
        self.advance(word.len())
    }

    /// Whether the title ends before a word; one that changes other acts names their provisions, too.
    fn stop(&self, word: &str) -> Stop {
        let plain = folded(word);
        if is_of_change(&plain) {
            return Stop::No;
        }
        let next = folded(self.at.after_word().word());
        let provision = matches!(plain.as_str(), "art" | "ust" | "pkt" | "zalacznik");
        let others = matches!(plain.as_str(), "oraz" | "i")
            && matches!(next.as_str(), "niektorych" | "innych" | "zalacznik");
        let dated = plain == "z" && (next == "dnia" || next.starts_with(|c: char| c.is_ascii_digit()));
        // `zmieniająca uchwałę … oraz uchylająca uchwałę …` is about the act whose title holds them.
        let another =
            matches!(plain.as_str(), "oraz" | "i" | "a") && is_of_change(&next) && is_participle(&next);
        if another && !self.changes && !self.kind.is_of_union() {
            return Stop::Certain;
        }
        if self.changes && (provision || others || dated) { Stop::No } else { stop_at(self.at, self.kind) }
    }

    /// Whether a word names another act, which is not part of this title.
    fn is_other_act(&self, word: &str) -> bool {
        let Some(kind) = kind_of(word) else { return self.is_other_name(word) };
        let before = folded(last_word(self.passed()));
        let decided = kind == ActKind::Decision && (before.ends_with("niu") || before.ends_with("nia"));
        if decided || is_of_change(&before) || is_participle(&before) || is_before_inner(&before) {
            return false;
        }
        let basis = kind.is_of_union() && self.rests_on_reference();
        if self.kind.is_of_union() && (basis || !self.after_separator() && !is_before_other(&before)) {
            return false;
        }
        let next = self.at.after_word();
        let joined = self.after_separator() && !self.changes;
        if !is_nominative(word, kind) && !joined && !may_identify(next) {
            return false;
        }
        let dated = is_folded(next.word(), "z");
        let listed = self.changes && !dated;
        !listed && (kind != ActKind::Constitution || self.after_separator())
    }

    /// Whether the title so far ends with a basis: `przyjęte na podstawie art. 13 ust. 2`.
    fn rests_on_reference(&self) -> bool {
        const NEAR: usize = 60;
        let passed = self.passed();
        let near = &passed[passed.floor_char_boundary(passed.len().saturating_sub(NEAR))..];
        near.rsplit_once("podstawie").is_some_and(|(_, words)| {
            words.split(|c: char| !c.is_alphanumeric()).all(|word| {
                matches!(folded(word).as_str(), "" | "art" | "ust" | "pkt" | "lit" | "i")
                    || word.chars().count() == 1
                    || word.starts_with(|c: char| c.is_ascii_digit())
            })
        })
    }

    /// Whether a word begins the name of another statute.
    fn is_other_name(&self, word: &str) -> bool {
        let named = word.starts_with(['K', 'P', 'O']) && self.after_separator() && !self.changes;
        named && read_name(self.at).is_some()
    }

    /// Whether the next act of a chain begins here: `, Nr N1/15`.
    fn is_chained(&self, word: &str) -> bool {
        if !is_folded(word, "nr") || !self.after_separator() {
            return false;
        }
        let mut next = self.at;
        next.at += word.len();
        next.skip_while(|c| c.is_whitespace() || c == '.');
        leading_number(next.rest()).is_some_and(|(number, _)| number.contains('/'))
    }

    fn after_separator(&self) -> bool {
        let before = self.passed().trim_end();
        before.ends_with(',')
            || self.kind.is_of_union() && before.ends_with('–')
            || matches!(last_word(before), "oraz" | "i" | "lub" | "albo")
    }

    /// Whether the next line still belongs to the title.
    fn step_line(&mut self) -> bool {
        let mut next = self.at;
        let spaces = next.skip_while(char::is_whitespace);
        let breaks = self.at.text[self.at.at..next.at].matches('\n').count();
        breaks < 2 && !starts_block(next) && self.advance(spaces)
    }

    /// A bracket with a journal ends the title, any other is part of it.
    fn step_bracket(&mut self) -> bool {
        if let Some(reference) = read_journals(self.at) {
            self.reference = Some(reference);
            return false;
        }
        match self.at.peek() {
            Some('(') => !is_note(self.at) && self.open(),
            Some('[') => false,
            _ => self.advance(1),
        }
    }

    fn open(&mut self) -> bool {
        self.depth += 1;
        self.advance(self.at.peek().map_or(0, char::len_utf8))
    }

    /// A closing mark is part of the title if its opening mark is.
    fn close(&mut self) -> bool {
        let mark = self.at.peek().unwrap_or_default();
        if mark == '"' && self.at.before().is_some_and(char::is_whitespace) {
            return self.open();
        }
        if self.depth == 0 {
            return false;
        }
        self.depth -= 1;
        self.end = self.at.at + mark.len_utf8();
        self.advance(mark.len_utf8())
    }

    /// A full stop is part of the title if it is that of an abbreviation or of a year.
    fn step_stop(&mut self) -> bool {
        let before = last_word(self.passed());
        let ends = ends_sentence(self.at, before) && !(self.depth > 0 && self.at.rest().starts_with(".)"));
        if !ends || is_folded(before, "r") || is_folded(before, "im") {
            self.end = self.at.at + 1;
        }
        !ends && self.advance(1)
    }

    /// A colon is part of `w sprawie:` and of `o zmianie ustaw: o lasach, o drogach`.
    fn step_colon(&mut self) -> bool {
        let lists = self.changes && kind_of(last_word(self.passed())).is_some();
        (lists || self.at.at < self.start + "w sprawach :".len()) && self.advance(1)
    }

    fn step_comma(&mut self) -> bool {
        let mut next = self.at;
        next.at += 1;
        next.skip_spaces();
        if stop_at(next, self.kind) == Stop::Certain || starts_block(next) {
            return false;
        }
        if self.kind.has_no_body() && !self.goes_on_after_comma(next) {
            self.likely_end = self.likely_end.or(Some(self.at.at));
        }
        self.advance(1)
    }

    /// Whether the title of a statute goes on after a comma without a bracket to confirm it: with another act
    /// that is changed, another gerund, or another name.
    fn goes_on_after_comma(&self, next: Cursor<'_>) -> bool {
        let word = next.word();
        let gerund = word.ends_with("niu") || word.ends_with("ciu");
        self.changes && kind_of(word).is_some() || gerund || word.starts_with(char::is_uppercase)
    }
}
