//! Reads what identifies an act after the word for its kind: number, body and date, in any order.
//!
//! Leaves the title and the journals to `title` and `journals`. Invariant: a number that recognition garbled
//! is passed over and not reported.

use jiff::civil::Date;

use super::{
    bodies::{is_nominative_body, read_body, skip_body},
    cursor::{Cursor, folded},
    kinds::ActKind,
};
use crate::acts::{
    numbers::{leading_date, leading_number, parse_date},
    organs::is_roman,
};

/// The number, body and date of an act, as far as they are named.
#[derive(Debug, Default, Clone)]
pub(super) struct ActIdentity {
    /// The number without spaces.
    pub(super) number: Option<String>,
    /// The body in the nominative.
    pub(super) body: Option<String>,
    /// The date of issue.
    pub(super) date: Option<Date>,
    /// Whether a number stands there that cannot be read.
    pub(super) garbled: bool,
    /// Whether dots stand in the place of the date.
    pub(super) dotted: bool,
}

impl ActIdentity {
    /// Reads the parts at the position and moves it after the last of them.
    pub(super) fn read(at: &mut Cursor<'_>, kind: ActKind) -> Self {
        let mut identity = Self::default();
        loop {
            let mut next = *at;
            next.skip_spaces();
            if !identity.is_empty() && next.eat_char(&[',']) {
                next.skip_spaces();
            }
            let Some(end) = identity.take(next, kind) else { return identity };
            at.at = end;
        }
    }

    /// Reads a date after the title, if none stands before it: `ustawa o lasach z dnia 28 września 1991 r.`
    pub(super) fn take_late_date(&mut self, at: &mut Cursor<'_>) {
        let mut next = *at;
        next.skip_spaces();
        if self.date.is_none()
            && !self.dotted
            && let Some(end) = self.take_date(next)
        {
            at.at = end;
        }
    }

    /// Whether nothing was read.
    pub(super) const fn is_empty(&self) -> bool {
        self.number.is_none() && self.body.is_none() && self.date.is_none() && !self.garbled && !self.dotted
    }

    /// Whether a number or a date was read.
    pub(super) const fn identifies(&self) -> bool {
        self.number.is_some() || self.date.is_some()
    }

    /// Reads one missing part at the position; returns where it ends.
    fn take(&mut self, at: Cursor<'_>, kind: ActKind) -> Option<usize> {
        if let Some(end) = skip_union(at) {
            return Some(end);
        }
        if self.number.is_none()
            && !self.garbled
            && let Some(end) = self.take_number(at, kind)
        {
            return Some(end);
        }
        if self.date.is_none()
            && let Some(end) = self.take_date(at)
        {
            return Some(end);
        }
        if self.body.is_some() || kind.has_no_body() {
            return None;
        }
        // After the number or the date, a body in the nominative is the subject of the sentence.
        let is_subject = self.identifies() && is_nominative_body(at.word());
        if is_subject {
            return None;
        }
        if let Some((body, end)) = read_body(at) {
            self.body = Some(body);
            return Some(end.at);
        }
        skip_body(at).filter(|_| self.number.is_some() && self.date.is_none())
    }

    fn take_number(&mut self, at: Cursor<'_>, kind: ActKind) -> Option<usize> {
        if kind.has_no_body() {
            return None;
        }
        let mut next = at;
        let introduced = skip_number_word(&mut next);
        if let Some((number, end)) = read_number_and_year(next, kind) {
            self.number = Some(number);
            return Some(end);
        }
        let Some((number, end)) = read_number(next) else {
            let end = skip_garbled(next).filter(|_| introduced)?;
            self.garbled = true;
            return Some(end);
        };
        if !introduced && !stands_alone(&number, kind) {
            return None;
        }
        self.number = Some(number);
        Some(end)
    }

    fn take_date(&mut self, at: Cursor<'_>) -> Option<usize> {
        let mut next = at;
        // Some texts repeat the words.
        if next.eat_words(&["z", "dnia", "z", "dnia"]) {
            next.at -= "dnia".len();
        }
        let with = next.at > at.at || next.eat_word("z") && next.skip_spaces();
        let abbreviated = next.eat_word("dn") && next.eat_char(&['.']);
        let day = abbreviated || next.eat_any(&["dnia", "dniu"]);
        next.skip_spaces();
        if !with && !day {
            return None;
        }
        if let Some((date, length)) = leading_date(next.rest()) {
            self.date = Some(date);
            return Some(next.at + length);
        }
        let dots = day && next.skip_while(|c| matches!(c, '.' | '…' | '_' | ' ')) >= 3;
        self.dotted = dots;
        let mut year = next;
        if dots && year.number().is_some() {
            next = year;
        }
        if dots && {
            next.skip_spaces();
            next.eat_word("r")
        } {
            next.eat_char(&['.']);
        }
        dots.then_some(next.at)
    }
}

/// Skips `(WE)`, `(UE, Euratom)`; returns where it ends.
fn skip_union(at: Cursor<'_>) -> Option<usize> {
    let mut next = at;
    if !next.eat_char(&['(']) || !next.eat_any(&["we", "ue", "ewg", "eur", "euratom", "wspolnota"]) {
        return None;
    }
    next.skip_while(|c| c.is_alphabetic() || matches!(c, ',' | ' ' | '\n'));
    next.eat_char(&[')']).then_some(next.at)
}

/// Skips `nr`, `Nr.`, `NR:`, `numer`; returns whether it was there. The number may follow without a space.
pub(super) fn skip_number_word(at: &mut Cursor<'_>) -> bool {
    let word = folded(at.word());
    let glued = word.strip_prefix("nr").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let length = if glued || word == "nr" {
        2
    } else if word == "numer" || word == "numerze" {
        word.len()
    } else {
        0
    };
    at.at += length;
    if length > 0 {
        at.skip_while(|c| c.is_whitespace() || matches!(c, '.' | ':'));
    }
    length > 0
}

/// Reads a number with the `r.` of its year glued on; returns where it ends.
pub(super) fn read_number(at: Cursor<'_>) -> Option<(String, usize)> {
    let (number, length) = leading_number(at.rest()).or_else(|| leading_small_session(at))?;
    let mut end = Cursor::new(at.text, at.at + length);
    let next = end.peek();
    let is_garbled = next == Some('!') || number.split('-').any(is_glued);
    if next.is_some_and(|c| matches!(c, 'r' | 'R')) && end.eat_word("r") {
        end.eat_char(&['.']);
    }
    (!is_garbled).then_some((number, end.at))
}

/// Reads a number whose session is in small letters, `xcix/1495/14`, as if in capitals.
fn leading_small_session(at: Cursor<'_>) -> Option<(String, usize)> {
    const NEAR: usize = 60;
    let printed = &at.rest()[..at.rest().floor_char_boundary(NEAR)];
    let (session, rest) = printed.split_once('/')?;
    let is_session = !session.is_empty() && session.chars().all(|c| "ivxlcdm".contains(c));
    is_session.then(|| leading_number(&format!("{}/{rest}", session.to_uppercase()))).flatten()
}

/// Reads a number with its year apart, `358 z 2017 r.`, as `358/2017`; returns where it ends.
fn read_number_and_year(at: Cursor<'_>, kind: ActKind) -> Option<(String, usize)> {
    let mut next = at;
    let serial = next.number().filter(|_| matches!(kind, ActKind::Resolution | ActKind::Ordinance))?;
    let spaced = next.skip_spaces() && next.eat_word("z") && next.skip_spaces();
    let mut named = next.eat_word("roku") && next.skip_spaces();
    let year = next.number().filter(|year| spaced && (1900..2100).contains(year))?;
    let mut end = next;
    end.skip_spaces();
    if end.eat_any(&["r", "roku"]) {
        named = true;
        end.eat_char(&['.']);
        next = end;
    }
    named.then(|| (format!("{serial}/{year}"), next.at))
}

/// Skips what stands for a number and cannot be read: a word with a digit or a stroke in it, and the rest of
/// a number after a space, `XLIV/1 164/20`. Returns where it ends.
fn skip_garbled(at: Cursor<'_>) -> Option<usize> {
    let mut end = at;
    let length = end.skip_while(|c| !c.is_whitespace());
    let printed = &at.rest()[..length];
    let is_number = printed.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase())
        && printed.contains(|c: char| c.is_ascii_digit() || c == '/');
    let mut tail = end;
    tail.skip_spaces();
    let torn = tail.number().is_some() && tail.eat_char(&['/']) && tail.number().is_some();
    is_number.then_some(if torn {
        tail.at
    } else {
        at.at + printed.trim_end_matches([',', '.', ';', ')']).len()
    })
}

/// Whether a part of a number is a session and a serial number without the slash between them.
fn is_glued(part: &str) -> bool {
    let letters = part.len() - part.trim_start_matches(|c: char| "IVXLCDM".contains(c)).len();
    letters > 1 && part[letters..].len() > 1 && part[letters..].bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a number needs no `nr` before it: `XCIX/1495/14`, `2001/77/WE`.
fn stands_alone(number: &str, kind: ActKind) -> bool {
    let parts: Vec<&str> = number.split('/').collect();
    let of_union = parts.last().is_some_and(|last| {
        matches!(*last, "WE" | "UE" | "EWG" | "EOG" | "Euratom" | "WSiSW" | "EURATOM" | "EWWiS")
    });
    match kind {
        ActKind::Directive | ActKind::Decision => of_union || parts.len() == 2 && parts[0].len() == 4,
        ActKind::Regulation => of_union || parts.len() == 2 && parts.iter().any(|part| part.len() == 4),
        _ => {
            let parts = number.split(['/', '.']);
            let numeric = |part: &str| is_roman(part) || part.bytes().any(|byte| byte.is_ascii_digit());
            (number.contains('/') || number.matches('.').count() > 1)
                && parts.clone().count() > 1
                && parts.clone().all(numeric)
                && parse_date(number).is_none()
        }
    }
}
