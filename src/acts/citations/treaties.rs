//! Reads mentions of treaties: conventions, treaties by that name, agreements between states.
//!
//! Leaves the end of their titles to `title`. Invariant: a contract is no treaty.

use jiff::civil::Date;

use super::{
    cursor::{Cursor, folded},
    inner_acts::is_participle,
    journals::read_journals,
    kinds::ActKind,
    mention::{Mention, words_before},
    short_names::is_after_article,
    stops::SIGNED,
    title::read_title,
};
use crate::{
    acts::numbers::leading_date,
    document::{CitedAct, Journal},
};

/// The stem of each noun without accents, its endings, and the kind.
const FORMS: [(&str, &[&str], ActKind); 4] = [
    ("konwencj", &["a", "i", "e", "o"], ActKind::Convention),
    ("traktat", &["", "u", "owi", "em"], ActKind::Treaty),
    ("traktac", &["ie"], ActKind::Treaty),
    ("umow", &["a", "y", "ie", "e", "o"], ActKind::Agreement),
];

/// Stems of what an agreement between states names after `między`; anyone else makes a contract.
const PARTIES: [&str; 10] =
    ["rzecz", "rzad", "polsk", "stron", "stolic", "panstw", "wspolnot", "uni", "krolestw", "republik"];

/// Reads the mention that begins with a word for a treaty.
pub(super) fn read_treaty(text: &str, at: usize) -> Option<Mention> {
    let start = Cursor::new(text, at);
    let kind = treaty_of(start.word())?;
    let (name, next) = skip_name(start.after_word(), kind);
    if kind == ActKind::Agreement && !is_of_states(next) {
        return None;
    }
    let title = read_title(next, kind);
    let end = title.as_ref().map_or(next.at, |title| title.end);
    let ending = Ending::read(text, end);
    let is_formal = ending.date.is_some() || !ending.journals.is_empty();
    let is_capital = start.word().starts_with(char::is_uppercase);
    let is_named = name.is_some() && (is_formal || is_after_article(text, at)) && !is_organization(text, at);
    let is_titled = title.is_some() && (is_formal || is_capital);
    let place = title.as_ref().map(|title| title.start..title.end);
    let name = name.map(|name| format!("{} {name}", noun_of_name(kind)));
    let act = CitedAct {
        kind: Some(kind.noun().to_owned()),
        date: ending.date,
        title: title.map(|title| title.title).or(name),
        journals: ending.journals,
        ..CitedAct::default()
    };
    (is_titled || is_named).then_some(Mention { act, kind, range: at..ending.end, title: place })
}

fn treaty_of(word: &str) -> Option<ActKind> {
    let plain = folded(word);
    FORMS.iter().find_map(|(stem, endings, kind)| {
        let ending = plain.strip_prefix(stem)?;
        endings.contains(&ending).then_some(*kind)
    })
}

/// Skips the name of a convention or a treaty, `Genewskiej`, `SOLAS`; returns it in the nominative if it is
/// enough to tell which one is meant.
fn skip_name(at: Cursor<'_>, kind: ActKind) -> (Option<String>, Cursor<'_>) {
    let word = at.word();
    let plain = folded(word);
    let acronym = word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase());
    let name = if acronym { Some(word.to_owned()) } else { nominative_place(word, kind) };
    let is_adjective = !is_participle(&plain) && ["ej", "ego"].iter().any(|end| plain.ends_with(end));
    if name.is_none() && !is_adjective && !plain.starts_with("europejsk") {
        return (None, at);
    }
    let mut next = at;
    next.at += word.len();
    let end = next;
    next.skip_spaces();
    if next.eat_words(&["narodow", "zjednoczonych"]) || next.eat_words(&["rady", "europy"]) {
        next.skip_spaces();
    }
    (name, if next.at > end.at && opens_words(next) { next } else { end })
}

/// Whether a title may begin at the position.
fn opens_words(at: Cursor<'_>) -> bool {
    let word = folded(at.word());
    matches!(word.as_str(), "o" | "w" | "miedzy" | "pomiedzy") || is_participle(&word)
}

/// The nominative of an adjective of a place: `Genewskiej`, `ateńską`, `Północnoatlantyckiego`.
fn nominative_place(word: &str, kind: ActKind) -> Option<String> {
    let endings: &[&str] =
        if kind == ActKind::Treaty { &["iego", "iemu", "im", "i"] } else { &["iej", "ą", "a"] };
    let stem = endings.iter().find_map(|ending| word.strip_suffix(ending))?;
    let is_place = stem.ends_with("sk") || stem.ends_with("ck");
    is_place.then(|| format!("{stem}{}", if kind == ActKind::Treaty { "i" } else { "a" }))
}

fn noun_of_name(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Convention => "Konwencja",
        ActKind::Treaty => "Traktat",
        _ => "Umowa",
    }
}

/// Whether the parties at the position are states: `między Rządem …`; or a European agreement goes on.
fn is_of_states(at: Cursor<'_>) -> bool {
    let word = folded(at.word());
    let next = folded(at.after_word().word());
    let between = matches!(word.as_str(), "miedzy" | "pomiedzy");
    between && PARTIES.iter().any(|party| next.starts_with(party)) || is_participle(&word) && next.len() > 9
}

/// The alliance is no treaty: `Organizacja Traktatu Północnoatlantyckiego`.
fn is_organization(text: &str, at: usize) -> bool {
    words_before(text, at, 1).last().is_some_and(|word| word.starts_with("organizac"))
}

/// The signing and the journals after a title.
struct Ending {
    date: Option<Date>,
    journals: Vec<Journal>,
    end: usize,
}

impl Ending {
    fn read(text: &str, at: usize) -> Self {
        let mut end = at;
        let mut date = None;
        if let Some((day, after)) = read_signing(Cursor::new(text, at)) {
            (date, end) = (Some(day), after);
        }
        let mut next = Cursor::new(text, end);
        next.skip_while(|c| c.is_whitespace() || c == ',');
        match read_journals(next) {
            Some(found) => Self { date, journals: found.journals, end: found.end },
            None => Self { date, journals: Vec::new(), end },
        }
    }
}

/// Reads `, sporządzonej w Nowym Jorku dnia 20 listopada 1989 r.`; returns the day and where it ends.
fn read_signing(at: Cursor<'_>) -> Option<(Date, usize)> {
    const MOST: usize = 12;
    let mut next = at;
    next.skip_while(|c| c.is_whitespace() || c == ',');
    let first = folded(next.word());
    if first != "z" && !SIGNED.iter().any(|stem| first.starts_with(stem)) {
        return None;
    }
    for _ in 0..MOST {
        next.at += next.word().len();
        next.skip_while(|c| c.is_whitespace() || matches!(c, ',' | '-' | '–'));
        if let Some((date, length)) = leading_date(next.rest()) {
            return Some((date, next.at + length));
        }
        if next.word().is_empty() || first == "z" && folded(next.word()) != "dnia" {
            return None;
        }
    }
    None
}
