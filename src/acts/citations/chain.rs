//! Reads the further acts of a chain that names their kind once: `uchwałami: Nr V/1/15, Nr VI/2/15`.
//!
//! Invariant: an act of a chain has the number or the date of its own; kind and body are those of the chain.

use super::{
    cursor::{Cursor, folded},
    identity::{ActIdentity, read_number, skip_number_word},
    kinds::ActKind,
    mention::{Mention, complete},
};

/// Reads the next act of a chain, which must begin near the position.
pub(super) fn read_next(
    text: &str,
    at: usize,
    kind: ActKind,
    body: Option<&str>,
    first: bool,
) -> Option<Mention> {
    let mut next = Cursor::new(text, at);
    skip_bare_body(&mut next);
    skip_remark(&mut next);
    let at = next.at;
    let separated = skip_separators(&mut next);
    if !separated && !first {
        return None;
    }
    let start = next.at;
    let same_sentence = !text[at..start].contains('.') && text[at..start].matches('\n').count() < 2;
    if !(begins_act(next, kind) || same_sentence && begins_numbered(next, kind)) {
        return None;
    }
    let mut identity = ActIdentity::read(&mut next, kind);
    identity.body = identity.body.or_else(|| body.map(str::to_owned));
    identity.identifies().then(|| complete(start, next, kind, identity)).flatten()
}

/// Skips commas, conjunctions and the marks of a list; returns whether there were any.
fn skip_separators(at: &mut Cursor<'_>) -> bool {
    let start = at.at;
    at.skip_spaces();
    at.eat_char(&[',', ';', ':', '.']);
    for _ in 0..3 {
        at.skip_spaces();
        let more = at.eat_any(&["oraz", "i", "lub", "a", "takze", "jak", "rowniez"]);
        let marked = skip_list_mark(at);
        if !more && !marked {
            break;
        }
    }
    at.skip_spaces();
    at.text[start..at.at].contains(|c: char| !c.is_whitespace())
}

/// Skips `Prezydenta` of `nr 12/2020 Prezydenta oraz nr 14/2020`, which is no whole name.
fn skip_bare_body(at: &mut Cursor<'_>) {
    let mut next = *at;
    next.skip_spaces();
    if !next.eat_any(&["prezydenta", "burmistrza", "wojta", "rady", "zarzadu"]) {
        return;
    }
    let end = next;
    next.skip_spaces();
    if next.peek() == Some(',') || next.eat_any(&["oraz", "i", "a"]) {
        *at = end;
    }
}

/// Skips a remark in brackets that names no act: `(ze zm.)`, `(uchylone)`.
fn skip_remark(at: &mut Cursor<'_>) {
    const LONGEST: usize = 40;
    let mut next = *at;
    next.skip_while(|c| c == ' ');
    if !next.eat_char(&['(']) {
        return;
    }
    let length = next.skip_while(|c| c.is_alphabetic() || matches!(c, ' ' | '.'));
    if length < LONGEST && next.eat_char(&[')']) {
        *at = next;
    }
}

/// Skips `1)`, `2.`, `a)`, `-`, `•`.
fn skip_list_mark(at: &mut Cursor<'_>) -> bool {
    let mut next = *at;
    if next.eat_char(&['-', '–', '•', '*']) && next.skip_spaces() {
        at.at = next.at;
        return true;
    }
    let word = next.word();
    let short = !word.is_empty()
        && word.len() <= 3
        && (word.len() == 1 || word.starts_with(|c: char| c.is_ascii_digit()));
    next.at += word.len();
    let marked = short
        && (next.eat_char(&[')']) || word.starts_with(|c: char| c.is_ascii_digit()) && next.eat_char(&['.']));
    if marked && next.skip_spaces() {
        at.at = next.at;
        return true;
    }
    false
}

/// Whether an act begins at the position: a number with a slash, or a date.
fn begins_act(at: Cursor<'_>, kind: ActKind) -> bool {
    let mut next = at;
    if skip_number_word(&mut next) {
        let Some((number, end)) = read_number(next) else { return false };
        return number.contains('/') || is_followed_by_identity(at.text, end, kind);
    }
    let word = folded(at.word());
    if word == "z" {
        return true;
    }
    let Some((number, end)) = read_number(next) else { return false };
    let parts = number.split('/').count();
    let of_union = ["/WE", "/UE", "/EWG", "/WSiSW"].iter().any(|end| number.ends_with(end));
    match kind {
        ActKind::Directive | ActKind::Decision => of_union,
        ActKind::Resolution | ActKind::Ordinance => {
            parts > 1 && is_followed_by_identity(at.text, end, kind) || parts > 2
        }
        _ => false,
    }
}

/// Whether a number with its year begins at the position: `5/2020` of `zarządzenia nr 3/2020, 5/2020`.
fn begins_numbered(at: Cursor<'_>, kind: ActKind) -> bool {
    let is_year = |year: &str| year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    matches!(kind, ActKind::Resolution | ActKind::Ordinance)
        && read_number(at)
            .is_some_and(|(number, _)| number.rsplit_once('/').is_some_and(|(_, year)| is_year(year)))
}

/// Whether a body or a date follows a number, without which it may be that of anything.
fn is_followed_by_identity(text: &str, end: usize, kind: ActKind) -> bool {
    let mut next = Cursor::new(text, end);
    let identity = ActIdentity::read(&mut next, kind);
    identity.body.is_some() || identity.date.is_some()
}
