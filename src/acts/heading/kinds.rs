//! The words that open a heading, with the kind of act each one names and what it must come with.
//!
//! Leaves the rest of the heading to `parts`. Invariant: the noun is in the nominative and lower case.

use crate::{
    acts::letters::{is_shouted, plain_text, strip_beginning, strip_phrase, strip_spaced, word_length},
    document::Kind,
};

/// What a heading must have besides its opening word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    /// Enough of number, organ, date and subject.
    Usual,
    /// The same, but a subject is enough below a word in capitals: notices often have no more.
    Notice,
    /// A date, because the word also heads texts that are no acts: *protokół*, *oświadczenie*.
    Dated,
    /// Numbered provisions below: *statut*, *regulamin*.
    Provisions,
    /// States as parties: *umowa*, *konwencja*.
    Treaty,
}

/// A word that opens a heading.
#[derive(Debug)]
pub(super) struct Opening {
    /// The word as titles show it.
    pub(super) word: &'static str,
    /// The kind of act.
    pub(super) noun: &'static str,
    pub(super) kind: Kind,
    pub(super) demand: Demand,
}

const fn row(word: &'static str, noun: &'static str, kind: Kind, demand: Demand) -> Opening {
    Opening { word, noun, kind, demand }
}

const OPENINGS: [Opening; 28] = [
    row("Zarządzenie", "zarządzenie", Kind::Ordinance, Demand::Usual),
    row("Uchwała", "uchwała", Kind::Resolution, Demand::Usual),
    row("Obwieszczenie", "obwieszczenie", Kind::Notice, Demand::Notice),
    row("Ogłoszenie", "ogłoszenie", Kind::Notice, Demand::Notice),
    row("Zawiadomienie", "zawiadomienie", Kind::Notice, Demand::Notice),
    row("Ustawa", "ustawa", Kind::Act, Demand::Usual),
    row("Rozporządzenie", "rozporządzenie", Kind::Act, Demand::Usual),
    row("Postanowienie", "postanowienie", Kind::Act, Demand::Usual),
    row("Decyzja", "decyzja", Kind::Act, Demand::Usual),
    row("Dekret", "dekret", Kind::Act, Demand::Usual),
    row("Porozumienie", "porozumienie", Kind::Act, Demand::Usual),
    row("Konstytucja Rzeczypospolitej Polskiej", "konstytucja", Kind::Act, Demand::Usual),
    row("Rezolucja", "rezolucja", Kind::Resolution, Demand::Usual),
    row("Stanowisko", "stanowisko", Kind::Resolution, Demand::Usual),
    row("Apel", "apel", Kind::Resolution, Demand::Dated),
    row("Oświadczenie", "oświadczenie", Kind::Act, Demand::Dated),
    row("Komunikat", "komunikat", Kind::Act, Demand::Dated),
    row("Protokół", "protokół", Kind::Act, Demand::Dated),
    row("Polecenie służbowe", "polecenie służbowe", Kind::Act, Demand::Usual),
    row("Rozstrzygnięcie nadzorcze", "rozstrzygnięcie nadzorcze", Kind::Act, Demand::Usual),
    row("Wytyczne", "wytyczne", Kind::Act, Demand::Dated),
    row("Dyrektywa", "dyrektywa", Kind::Act, Demand::Dated),
    row("Statut", "statut", Kind::Act, Demand::Provisions),
    row("Regulamin", "regulamin", Kind::Act, Demand::Provisions),
    row("Umowa", "umowa międzynarodowa", Kind::Act, Demand::Treaty),
    row("Konwencja", "umowa międzynarodowa", Kind::Act, Demand::Treaty),
    row("Traktat", "umowa międzynarodowa", Kind::Act, Demand::Treaty),
    row("Układ", "umowa międzynarodowa", Kind::Act, Demand::Treaty),
];

/// The genitives that follow *projekt* and *załącznik do*, with the opening word each one is of; plain.
const GENITIVES: [(&str, &str); 14] = [
    ("zarzadzenia", "Zarządzenie"),
    ("uchwaly", "Uchwała"),
    ("ustawy", "Ustawa"),
    ("rozporzadzenia", "Rozporządzenie"),
    ("obwieszczenia", "Obwieszczenie"),
    ("ogloszenia", "Ogłoszenie"),
    ("postanowienia", "Postanowienie"),
    ("decyzji", "Decyzja"),
    ("porozumienia", "Porozumienie"),
    ("rezolucji", "Rezolucja"),
    ("stanowiska", "Stanowisko"),
    ("apelu", "Apel"),
    ("statutu", "Statut"),
    ("polecenia sluzbowego", "Polecenie służbowe"),
];

/// The beginnings of adjectives that narrow the kind: *zarządzenie wewnętrzne*, *ustawa konstytucyjna*;
/// plain.
const ADJECTIVES: [&str; 12] = [
    "wewnetrzn",
    "porzadkow",
    "zastepcz",
    "budzetow",
    "konstytucyjn",
    "intencyjn",
    "wspoln",
    "wykonawcz",
    "organizacyjn",
    "tymczasow",
    "delegowan",
    "personaln",
];

/// What an opening word opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The act itself.
    Act,
    /// The draft of one.
    Draft,
    /// The name of the act that an annex is to.
    Parent,
}

impl Opened {
    /// Whether the words say that the act is a draft.
    pub(super) fn is_draft(&self) -> bool {
        self.role == Role::Draft
    }
}

/// An opening word as found in a text.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) opening: &'static Opening,
    /// The words as the title shows them: `Zarządzenie wewnętrzne`, `Projekt uchwały`.
    pub(super) words: String,
    /// The length in bytes of the opening words, with an adjective.
    pub(super) length: usize,
    /// Whether the word is in capitals.
    pub(super) shouted: bool,
    /// What they open.
    pub(super) role: Role,
    /// Whether the words are all that stands on their line.
    pub(super) is_alone: bool,
}

/// Reads the opening word at the start of `text`.
pub(super) fn open(text: &str) -> Option<Opened> {
    if !text.starts_with(char::is_uppercase) {
        return None;
    }
    draft(text).or_else(|| act(text))
}

fn act(text: &str) -> Option<Opened> {
    let (opening, length) = OPENINGS.iter().find_map(|opening| {
        let length = strip_spaced(text, opening.word)?;
        let printed = &text[..length];
        // Letters are spaced only in capitals; `U stawa` is not a heading.
        let is_spaced = printed.split_whitespace().count() > opening.word.split(' ').count();
        (!is_spaced || !printed.contains(char::is_lowercase)).then_some((opening, length))
    })?;
    let shouted = is_shouted(&text[..length]);
    let adjective = adjective(&text[length..]);
    let words = adjective.map_or_else(
        || opening.word.to_owned(),
        |length_of| format!("{} {}", opening.word, text[length..length + length_of].trim().to_lowercase()),
    );
    let length = length + adjective.unwrap_or(0);
    Some(Opened { opening, words, length, shouted, role: Role::Act, is_alone: ends_line(&text[length..]) })
}

/// Reads `Projekt uchwały`.
fn draft(text: &str) -> Option<Opened> {
    let mut at = strip_phrase(text, "projekt")?;
    at += text[at..].len() - text[at..].trim_start_matches(' ').len();
    let (opening, length, genitive) = genitive(&text[at..])?;
    let length = at + length;
    let words = format!("Projekt {}", accented(genitive));
    let shouted = is_shouted(&text[..length]);
    Some(Opened { opening, words, length, shouted, role: Role::Draft, is_alone: ends_line(&text[length..]) })
}

/// Reads the genitive of a kind of act: its opening, its length in bytes and the plain word.
pub(super) fn genitive(text: &str) -> Option<(&'static Opening, usize, &'static str)> {
    GENITIVES.iter().find_map(|(genitive, word)| {
        let length = strip_phrase(text, genitive)?;
        let opening = OPENINGS.iter().find(|opening| opening.word == *word)?;
        Some((opening, length, *genitive))
    })
}

/// Returns a plain genitive with its accents.
pub(super) fn accented(genitive: &str) -> String {
    match genitive {
        "zarzadzenia" => "zarządzenia".to_owned(),
        "uchwaly" => "uchwały".to_owned(),
        "rozporzadzenia" => "rozporządzenia".to_owned(),
        "ogloszenia" => "ogłoszenia".to_owned(),
        "polecenia sluzbowego" => "polecenia służbowego".to_owned(),
        other => other.to_owned(),
    }
}

/// Returns the length in bytes of an adjective of the kind on the same line, with the space before it.
fn adjective(rest: &str) -> Option<usize> {
    let word = rest.trim_start_matches(' ');
    let spaces = rest.len() - word.len();
    if spaces == 0 {
        return None;
    }
    let length = word_length(word);
    let is_known = ADJECTIVES
        .iter()
        .any(|stem| strip_beginning(word, stem).is_some_and(|stem| stem < length && length - stem <= 2));
    let ends = ["a", "e"].iter().any(|ending| plain_text(&word[..length]).ends_with(ending));
    (is_known && ends).then_some(spaces + length)
}

fn ends_line(rest: &str) -> bool {
    let rest = rest.trim_start_matches(' ');
    rest.is_empty() || rest.starts_with('\n')
}

/// Reads an opening word within a line, where it may be in lower case: `… bez poprawek ustawa z dnia …`.
pub(super) fn open_in_line(text: &str) -> Option<Opened> {
    text.starts_with('u').then(|| act(text)).flatten()
}

/// Returns the length in bytes of an adjective in the genitive at the start of a text: `Wewnętrznego`.
pub(super) fn genitive_adjective(text: &str) -> usize {
    let is_known = ADJECTIVES.iter().any(|stem| strip_beginning(text, stem).is_some());
    if is_known { word_length(text) } else { 0 }
}
