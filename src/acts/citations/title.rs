//! Finds where the title of a cited act begins and ends.
//!
//! A title ends at the bracket of its journal, at the end of its sentence or where the sentence around it goes
//! on. Leaves the words that tell the latter to `stops`. Invariant: a title is read once, and no further than
//! [`LIMIT`].

use super::{
    super::numbers::leading_number,
    cursor::{Cursor, floor_boundary, folded, is_folded, one_spaced},
    journals::{JournalReference, read_journals},
    kinds::{ActKind, kind_of},
    names::read_name,
    stops::stops_at,
};

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

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: [&str; 48] = [
    "r", "ul", "os", "al", "pl", "im", "sw", "nr", "poz", "woj", "gm", "pow", "m", "in", "tj", "ok", "ks", "gen",
    "prof", "dr", "inz", "ds", "np", "itp", "itd", "ww", "tzw", "ust", "pkt", "art", "obr", "dz", "ew", "ha",
    "mkw", "sp", "o", "s", "a", "lit", "str", "zm", "tys", "mln", "kw", "red", "ndt", "plk",
];

/// Reads the title at the position, if one begins there.
pub(super) fn read_title(at: Cursor<'_>, kind: ActKind) -> Option<TitleReading> {
    let start = title_start(at, kind)?;
    let mut scan = TitleScan::new(start, kind);
    scan.run();
    let title = one_spaced(trim_title(&at.text[start.at..scan.end]));
    let end = start.at + trim_title(&at.text[start.at..scan.end]).len();
    let long_enough = title.contains(' ');
    long_enough.then_some(TitleReading { title, start: start.at, end, reference: scan.reference })
}

/// Where the words of the title begin: after a dash, a colon or a comma.
fn title_start<'a>(at: Cursor<'a>, kind: ActKind) -> Option<Cursor<'a>> {
    let mut start = at;
    start.skip_spaces();
    let dashed = start.eat_char(&['-', '–', '—', '−']);
    if !dashed {
        start.eat_char(&[',', ':', '„']);
    }
    start.skip_spaces();
    opens_title(start, kind, dashed).then_some(start)
}

/// Whether a title begins at the position.
fn opens_title(at: Cursor<'_>, kind: ActKind, dashed: bool) -> bool {
    let mut next = at;
    let word = folded(at.word());
    next.at += at.word().len();
    let spaced = next.skip_spaces();
    let second = folded(next.word());
    match word.as_str() {
        "o" => spaced && !second.starts_with("ktor") && !second.starts_with("jaki") && !second.is_empty(),
        "w" => second == "sprawie" || second == "sprawach",
        "ws" | "wsprawie" => true,
        "przepisy" | "przepisow" => second.starts_with("wprowadzaj"),
        "budzetowa" | "budzetowej" | "budzetowa\u{0}" => second == "na",
        "dotyczaca" | "dotyczacej" | "dotyczacego" | "dotyczace" => true,
        word if word.starts_with("zmieniajac") || word.starts_with("uchylajac") => true,
        word if word.starts_with("ustanawiajac") || word.starts_with("wprowadzajac") => !kind.has_no_body(),
        _ => kind.has_no_body() && (read_name(at).is_some() || dashed && at.peek().is_some_and(char::is_uppercase)),
    }
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
    /// The first comma after which the title may have ended.
    comma: Option<usize>,
    reference: Option<JournalReference>,
    /// Open quotation marks and brackets.
    depth: i32,
}

impl<'a> TitleScan<'a> {
    fn new(start: Cursor<'a>, kind: ActKind) -> Self {
        let limit = floor_boundary(start.text, start.at.saturating_add(LIMIT));
        let at = start;
        Self { start: at.at, at, kind, changes: false, limit, end: at.at, comma: None, reference: None, depth: 0 }
    }

    /// Reads to the end of the title.
    fn run(&mut self) {
        while self.at.at < self.limit && self.step() {}
        // Without a bracket to confirm it, the title of a statute ends at the first comma.
        if self.reference.is_none()
            && let Some(comma) = self.comma
        {
            self.end = comma;
        }
    }

    /// Reads a word or a mark; returns whether the title may go on.
    fn step(&mut self) -> bool {
        let word = self.at.word();
        if !word.is_empty() {
            return self.step_word(word);
        }
        match self.at.peek() {
            None => false,
            Some('\n' | '\r' | '\u{c}') => self.step_line(),
            Some('(' | '/' | '[') => self.step_bracket(),
            Some(';') => false,
            Some('.') => self.step_stop(),
            Some(',') => self.step_comma(),
            Some('§') => self.changes && self.advance(2),
            Some('„') => self.open(),
            Some('”' | '“' | '"') => self.close(),
            Some(')') => self.depth > 0 && self.close(),
            Some(':') => self.at.at < self.start + 14 && self.advance(1),
            Some(c) => self.advance(c.len_utf8()),
        }
    }

    fn advance(&mut self, bytes: usize) -> bool {
        self.at.at += bytes;
        true
    }

    fn step_word(&mut self, word: &str) -> bool {
        if self.at.at > self.start && (self.is_stopped(word) || self.is_other_act(word) || self.is_chained(word)) {
            return false;
        }
        self.note_change(word);
        self.advance(word.len());
        self.end = self.at.at;
        true
    }

    /// Whether the sentence goes on here; an act that changes others names their provisions, too.
    fn is_stopped(&self, word: &str) -> bool {
        let provision = self.changes && (matches!(folded(word).as_str(), "art" | "ust" | "pkt" | "zalacznik"));
        let statute = self.kind.has_no_body();
        let others = self.changes && matches!(folded(word).as_str(), "oraz" | "i") && self.next_is_other(word);
        !provision && !others && !self.is_change_word(word) && stops_at(self.at, statute)
    }

    /// Whether `niektórych innych ustaw` follows.
    fn next_is_other(&self, word: &str) -> bool {
        let mut next = self.at;
        next.at += word.len();
        next.skip_spaces();
        is_folded(next.word(), "niektorych") || is_folded(next.word(), "innych") || is_folded(next.word(), "o")
    }

    fn is_change_word(&self, word: &str) -> bool {
        self.at.at == self.start || word.starts_with("zmieniając") || word.starts_with("uchylając")
    }

    fn note_change(&mut self, word: &str) {
        let plain = folded(word);
        self.changes |= is_of_change(&plain);
    }

    /// Whether a word names another act, which is not part of this title.
    fn is_other_act(&self, word: &str) -> bool {
        let Some(kind) = kind_of(word) else { return false };
        let mut next = self.at;
        next.at += word.len();
        next.skip_spaces();
        let named = folded(next.word());
        let has_date = matches!(named.as_str(), "z" | "nr");
        let before = folded(last_word(&self.at.text[self.start..self.at.at]));
        let _ = kind;
        let inner = is_of_change(&before)
            || matches!(before.as_str(), "do" | "wykonania" | "tekstu" | "jednolitego" | "stosowania" | "przepisow" | "niektorych" | "innych" | "wykonanie" | "przepisy");
        if inner {
            return false;
        }
        !self.changes || has_date && !self.is_listed()
    }

    /// Whether the word before is a comma or `oraz`, in the list of acts that are changed.
    fn is_listed(&self) -> bool {
        false
    }

    /// Whether the next act of a chain begins here: `Nr N z dnia D`, `z dnia D`.
    fn is_chained(&self, word: &str) -> bool {
        if !is_folded(word, "nr") || self.changes && !self.after_separator() {
            return false;
        }
        let mut next = self.at;
        next.at += word.len();
        next.skip_while(|c| c.is_whitespace() || c == '.');
        let Some((number, _)) = leading_number(next.rest()) else { return false };
        self.after_separator() && number.contains('/')
    }

    fn after_separator(&self) -> bool {
        let before = self.at.text[self.start..self.at.at].trim_end();
        before.ends_with(',') || matches!(last_word(before), "oraz" | "i")
    }

    /// Whether the next line still belongs to the title.
    fn step_line(&mut self) -> bool {
        let mut next = self.at;
        let spaces = next.skip_while(char::is_whitespace);
        let breaks = self.at.text[self.at.at..self.at.at + spaces].matches('\n').count();
        if breaks > 1 || starts_block(next) {
            return false;
        }
        self.advance(spaces)
    }

    /// A bracket with a journal ends the title, any other is part of it.
    fn step_bracket(&mut self) -> bool {
        if let Some(reference) = read_journals(self.at) {
            self.reference = Some(reference);
            return false;
        }
        match self.at.peek() {
            Some('(') => self.open(),
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
        let opens = mark == '"' && self.at.before().is_some_and(char::is_whitespace);
        if opens {
            return self.open();
        }
        self.depth -= 1;
        if self.depth < 0 {
            return false;
        }
        self.advance(mark.len_utf8());
        self.end = self.at.at;
        true
    }

    /// Whether a full stop is that of an abbreviation.
    fn step_stop(&mut self) -> bool {
        let before = last_word(&self.at.text[self.start..self.at.at]);
        let mut next = self.at;
        next.at += 1;
        let glued = next.peek().is_some_and(|c| c.is_alphanumeric() || c == ',');
        next.skip_spaces();
        let lower = next.peek().is_some_and(|c| c.is_lowercase() || matches!(c, '(' | ','));
        let short = ABBREVIATIONS.contains(&folded(before).as_str());
        let year = is_folded(before, "r");
        let goes_on = glued || short && (!year || lower || next.peek().is_some_and(|c| c == '–'));
        if goes_on || lower && before.chars().all(|c| c.is_ascii_digit()) {
            self.advance(1);
            self.end = if year || short { self.at.at } else { self.end };
            return true;
        }
        if year {
            self.end = self.at.at + 1;
        }
        false
    }

    fn step_comma(&mut self) -> bool {
        let mut next = self.at;
        next.at += 1;
        next.skip_spaces();
        if stops_at(next, self.kind.has_no_body()) || starts_block(next) {
            return false;
        }
        let listed = self.changes && kind_of(next.word()).is_some();
        if self.kind.has_no_body() && !listed {
            self.comma = self.comma.or(Some(self.at.at));
        }
        self.advance(1)
    }
}

/// Whether a word without accents says that the act after it is changed by this one.
fn is_of_change(word: &str) -> bool {
    matches!(word, "zmianie" | "zmiany" | "zmian" | "zmiane" | "nowelizacji")
        || ["zmieniajac", "uchylajac", "uchyleni", "uchylani", "wprowadzajac"].iter().any(|stem| word.starts_with(stem))
}

/// The last word of a text.
fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    &text[text.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8))..]
}

/// Whether a new block of text begins at the position: a paragraph, a point, an indent.
fn starts_block(at: Cursor<'_>) -> bool {
    let mut next = at;
    let word = at.word();
    if at.peek() == Some('§') || matches!(word, "Art" | "Rozdział" | "ROZDZIAŁ" | "DZIAŁ" | "Na" | "Działając") {
        return true;
    }
    if next.eat_char(&['-', '–', '•', '*']) {
        return next.skip_spaces();
    }
    let numbered = word.len() <= 3 && word.starts_with(|c: char| c.is_ascii_digit()) || word.chars().count() == 1;
    next.at += word.len();
    let point = next.eat_char(&[')']);
    let stop = !point && next.eat_char(&['.']) && word.starts_with(|c: char| c.is_ascii_digit());
    numbered && !word.is_empty() && (point || stop) && next.peek().is_none_or(char::is_whitespace)
}

/// Trims marks that are not part of a title.
fn trim_title(title: &str) -> &str {
    title.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '('))
}
