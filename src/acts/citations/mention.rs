//! Reads one mention of an act: the word for its kind, what identifies it, its title and its journals.
//!
//! Leaves the acts named after it in a chain to `chain`, and its role to `roles`. Invariant: a word without a
//! number, a date or a title is no mention.

use std::ops::Range;

use jiff::civil::Date;

use super::{
    cursor::{Cursor, folded, is_folded},
    identity::ActIdentity,
    journals::read_journals,
    kinds::{ActKind, kind_abbreviated, kind_of},
    names::read_name,
    title::{TitleReading, read_title},
};
use crate::document::CitedAct;

/// An act named in the text.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// What is known of the act.
    pub(super) act: CitedAct,
    /// Its kind.
    pub(super) kind: ActKind,
    /// From the word or the number it begins with to its end, in bytes.
    pub(super) range: Range<usize>,
    /// The place of its title.
    pub(super) title: Option<Range<usize>>,
}

/// Reads the mention that begins with a word for a kind of act.
pub(super) fn read_mention(text: &str, at: usize) -> Option<Mention> {
    let mut next = Cursor::new(text, at);
    let Some(kind) = kind_of(next.word()) else { return read_abbreviated(next) };
    next.at += next.word().len();
    let after_noun = next;
    skip_adjectives(&mut next);
    let identity = ActIdentity::read(&mut next, kind);
    if kind == ActKind::Constitution {
        return constitution(text, at, after_noun);
    }
    let mention = complete(at, next, kind, identity);
    mention.filter(|mention| is_act(text, at, mention))
}

/// Reads the mention that begins with an abbreviation, which must have a number: `zarz. nr 358/2017`.
fn read_abbreviated(at: Cursor<'_>) -> Option<Mention> {
    let mut next = at;
    let kind = kind_abbreviated(next.word())?;
    next.at += next.word().len();
    if !next.eat_char(&['.']) {
        return None;
    }
    let identity = ActIdentity::read(&mut next, kind);
    identity.number.is_some().then(|| complete(at.at, next, kind, identity)).flatten()
}

/// Skips `wykonawczego`, `wewnętrzne`, `konstytucyjna` after the noun.
fn skip_adjectives(at: &mut Cursor<'_>) {
    const STEMS: [&str; 6] = ["wykonawcz", "delegowan", "wewnetrzn", "konstytucyjn", "porzadkow", "ramow"];
    for _ in 0..2 {
        let mut next = *at;
        next.skip_spaces();
        let word = next.word();
        let plain = folded(word);
        if !STEMS.iter().any(|stem| plain.starts_with(stem)) {
            return;
        }
        at.at = next.at + word.len();
    }
}

/// Reads title and journals after the identity, and the date if it stands only there.
pub(super) fn complete(
    start: usize,
    at: Cursor<'_>,
    kind: ActKind,
    mut identity: ActIdentity,
) -> Option<Mention> {
    let mut end = at;
    let mut reference = spaced_reference(at);
    let mut title = None;
    if reference.is_none()
        && let Some(reading) = read_title(at, kind)
    {
        let TitleReading { title: words, start, end: title_end, reference: after } = reading;
        end.at = title_end;
        title = Some((words, start..title_end));
        if after.is_none() {
            identity.take_late_date(&mut end);
        }
        reference = after.or_else(|| spaced_reference(end));
    }
    let (journals, end) = reference.map_or((Vec::new(), end.at), |found| (found.journals, found.end));
    let (words, place) = title.unzip();
    let act = CitedAct {
        kind: Some(kind.noun().to_owned()),
        number: identity.number,
        date: identity.date,
        organ: identity.body,
        title: words.map(|words| nominative_title(&words)),
        journals,
    };
    let known = act.number.is_some() || act.date.is_some() || act.title.is_some() || !act.journals.is_empty();
    known.then(|| Mention { act: with_years(act), kind, range: start..end, title: place })
}

/// Reads the journals after any white space.
fn spaced_reference(at: Cursor<'_>) -> Option<super::journals::JournalReference> {
    let mut next = at;
    next.skip_while(|c| c.is_whitespace() || c == ',');
    read_journals(next)
}

/// The title of a code in the nominative, whatever case the text has it in; any other as printed.
fn nominative_title(printed: &str) -> String {
    match read_name(Cursor::new(printed, 0)) {
        Some((name, rest)) if rest.rest().is_empty() => name,
        _ => printed.to_owned(),
    }
}

/// A journal without a year is of the year of the act.
fn with_years(mut act: CitedAct) -> CitedAct {
    let year = act.date.map(Date::year);
    for journal in act.journals.iter_mut().take_while(|journal| journal.year.is_none()) {
        journal.year = year;
    }
    act
}

/// Whether the words are of an act that exists, not of one to be made.
fn is_act(text: &str, at: usize, mention: &Mention) -> bool {
    let act = &mention.act;
    let exists = act.number.is_some() || act.date.is_some() || !act.journals.is_empty();
    let before = words_before(text, at, 3);
    let draft = before.iter().rev().take(2).any(|word| is_draft(word));
    match mention.kind {
        _ if draft && act.number.is_none() => false,
        _ if before.last().is_some_and(|word| word.starts_with("niniejsz")) => false,
        _ if before.last().is_some_and(|word| matches!(word.as_str(), "niektorych" | "innych")) => false,
        _ if names_it_shorter(text, at) => false,
        ActKind::Statute => true,
        ActKind::Decision => {
            exists && act.organ.as_deref().is_some_and(is_of_union)
                || is_union_number(act)
                || act.date.is_some() && act.number.as_deref().is_some_and(is_yearly)
        }
        ActKind::Resolution | ActKind::Ordinance => exists || before.iter().any(|word| is_past(word)),
        _ => exists,
    }
}

/// Whether the words are a name given to an act: `zwanej dalej „ustawą o emeryturach”`.
fn names_it_shorter(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(['„', '"', '”', '“']);
    let words = before.trim_end();
    before.len() < at && (words.ends_with("dalej") || words.ends_with("dalej jako"))
}

fn is_draft(word: &str) -> bool {
    ["projekt", "druk", "inicjatyw"].iter().any(|stem| word.starts_with(stem))
}

fn is_past(word: &str) -> bool {
    ["podjel", "podjal", "przyjel", "przyjal", "uchwalil", "wydal", "podpisal"]
        .iter()
        .any(|stem| word.starts_with(stem))
}

fn is_of_union(organ: &str) -> bool {
    organ.starts_with("Parlament Europejski")
        || organ.starts_with("Komisja")
        || organ == "Rada"
        || organ.starts_with("Europejski")
}

/// Whether a number is a serial number and a year, as those of internal acts are, and no sign of a case.
fn is_yearly(number: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    number.split_once('/').is_some_and(|(serial, year)| digits(serial) && year.len() == 4 && digits(year))
}

fn is_union_number(act: &CitedAct) -> bool {
    act.number
        .as_deref()
        .is_some_and(|number| ["/WE", "/UE", "/EWG", "/WSiSW"].iter().any(|end| number.ends_with(end)))
}

/// Returns the last words before a position, without accents, in the order of the text: at most `most`, and only
/// those nearby.
pub(super) fn words_before(text: &str, at: usize, most: usize) -> Vec<String> {
    const NEAR: usize = 80;
    let from = text.floor_char_boundary(at.saturating_sub(NEAR));
    let mut words: Vec<String> = text[from..at]
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(folded)
        .collect();
    words.split_off(words.len().saturating_sub(most))
}

/// Reads a mention of the constitution, which has no title but its name.
fn constitution(text: &str, at: usize, after: Cursor<'_>) -> Option<Mention> {
    let capital = text[at..].starts_with(char::is_uppercase);
    let before = words_before(text, at, 1);
    if !capital
        || before
            .last()
            .is_some_and(|word| matches!(word.as_str(), "ul" | "pl" | "al" | "placu" | "plac" | "ulicy"))
    {
        return None;
    }
    let mut next = after;
    next.skip_spaces();
    let named = next.eat_words(&["rzeczypospolitej", "polskiej"]) || next.eat_word("rp");
    let mut end = if named { next } else { after };
    let mut identity = ActIdentity::read(&mut end, ActKind::Constitution);
    if !named
        && identity.date.is_none()
        && !before
            .iter()
            .any(|word| is_folded(word, "konstytucji") || word.chars().all(|c| c.is_ascii_digit()))
    {
        return None;
    }
    let date = identity.date.take();
    let reference = spaced_reference(end);
    let (journals, end) = reference.map_or((Vec::new(), end.at), |found| (found.journals, found.end));
    let act = CitedAct {
        kind: Some(ActKind::Constitution.noun().to_owned()),
        date,
        title: Some("Konstytucja Rzeczypospolitej Polskiej".to_owned()),
        journals,
        ..CitedAct::default()
    };
    Some(Mention { act: with_years(act), kind: ActKind::Constitution, range: at..end, title: None })
}

/// Reads the mention that begins with the name of a code; a date may stand before it without `ustawy`.
pub(super) fn read_named(text: &str, at: usize, from: usize) -> Option<Mention> {
    let (name, rest) = read_name(Cursor::new(text, at))?;
    let (start, date) = date_before(text, at, from).map_or((at, None), |(start, date)| (start, Some(date)));
    let mut end = rest;
    let identity =
        if date.is_none() { ActIdentity::read(&mut end, ActKind::Statute) } else { ActIdentity::default() };
    let reference = spaced_reference(end);
    let (journals, end) = reference.map_or((Vec::new(), end.at), |found| (found.journals, found.end));
    let act = CitedAct {
        kind: Some(ActKind::Statute.noun().to_owned()),
        date: date.or(identity.date),
        title: Some(name),
        journals,
        ..CitedAct::default()
    };
    Some(Mention {
        act: with_years(act),
        kind: ActKind::Statute,
        range: start..end,
        title: Some(at..rest.at),
    })
}

/// The date directly before a name, with a dash between: `z dnia 26 stycznia 1982 r. - Karta Nauczyciela`.
fn date_before(text: &str, at: usize, from: usize) -> Option<(usize, Date)> {
    const NEAR: usize = 48;
    let from = text.floor_char_boundary(from.max(at.saturating_sub(NEAR)));
    let (offset, _) = text[from..at].rmatch_indices("z dnia").next()?;
    let start = from + offset;
    let mut next = Cursor::new(text, start);
    let identity = ActIdentity::read(&mut next, ActKind::Statute);
    let between = text.get(next.at..at)?.trim();
    identity.date.filter(|_| matches!(between, "-" | "–" | "—" | "")).map(|date| (start, date))
}
