//! Finds the people from outside whom a body hears: officials and experts who speak or are invited.
//!
//! Leaves invitations with a phrase of their own to `guests`. Invariants: a speaker has a given name that is
//! known, stands in the nominative, and is no councilor and no chair.

use super::{
    chair::person,
    clauses::{WordGap, gap},
    inflection::{NounCase, may_be_given_name},
    phrases::phrases,
    words::Word,
};

/// The most words between an office and the name.
const OFFICE_REACH: usize = 7;

/// The beginnings of words for offices and professions of guests.
#[rustfmt::skip]
const OFFICES: [&str; 59] = [
    "dyrektor", "wicedyrektor", "komendant", "kierowni", "prezes", "wiceprezes", "inspektor", "dzielnicow", "naczelni",
    "wiceprezydent", "wicemarszal", "wicestarost", "wicewojt", "wiceburmistrz", "skarbni", "konserwator", "archite",
    "inzynier", "planist", "doktor", "profesor", "aspirant", "komisarz", "ekspert", "specjalist", "przedstawiciel",
    "reprezentant", "geolog", "biolog", "lesnic", "pielegniar", "rzecznik", "poslank", "posel", "europosel", "europoslank",
    "senator", "plastyk", "urzednik", "urzedniczk", "lekar", "projektant", "autor", "gosc", "gosciem", "proboszcz",
    "pelnomocni", "koordynator", "psycholog", "historyk", "animator", "strazni",
    "burmistrz", "wojt", "starost", "prezydent", "marszal", "sekretar", "wojewod",
];

/// Short forms before a name.
const TITLES: [&str; 14] = [
    "dr", "prof", "asp", "insp", "kom", "nadkom", "podinsp", "bryg", "kpt", "mgr", "inz", "pan", "pani",
    "panem",
];

/// Finds the speakers of a sentence.
pub(super) fn speakers(text: &str, words: &[Word]) -> Vec<String> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let is_name = words[at].is_capital(text)
            && words[at].plain.as_bytes().len() > 2
            && may_be_given_name(&words[at])
            && words.get(at + 1).is_some_and(|next| next.is_capital(text));
        let named = if is_name { in_any_case(text, words, at) } else { None };
        match named {
            Some((name, end)) => {
                if !is_own(words, at)
                    && (has_office(text, words, at)
                        || is_from(text, words, end)
                        || is_officer(text, words, end)
                        || speaks(words, at, end))
                {
                    found.push(name);
                }
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

fn in_any_case(text: &str, words: &[Word], at: usize) -> Option<(String, usize)> {
    let cases = [NounCase::Nominative, NounCase::Instrumental, NounCase::Genitive];
    cases.into_iter().find_map(|case| person(text, words, at, case))
}

/// Whether the person belongs to the body, or only lends a name.
fn is_own(words: &[Word], at: usize) -> bool {
    const OWN: [&str; 11] = [
        "radn",
        "przewodnicz",
        "wiceprzewodnicz",
        "soltys",
        "wybran",
        "wybrano",
        "zastepc",
        "kandydat",
        "zmarl",
        "imieni",
        "patron",
    ];
    const NAMES: [&str; 9] = ["im", "sp", "ul", "ulicy", "sw", "pl", "al", "skwer", "rondo"];
    let near = &words[at.saturating_sub(4)..at];
    let is_vice = |word: &Word| word.begins("wice") && !word.begins("wiceprzewod");
    near.iter().any(|word| !is_vice(word) && OWN.iter().any(|own| word.begins(own)))
        || near.last().is_some_and(|word| word.plain.is_one_of(&NAMES))
        || phrases!["powital~|zegnal~|pozegnal~|gratulowal~|wybral~|wybrano|zwyciezyl~"].is_in(words)
}

fn has_office(text: &str, words: &[Word], at: usize) -> bool {
    let from = at.saturating_sub(OFFICE_REACH);
    let start = (from..=at).rfind(|at| *at > 0 && gap(text, words, *at) == WordGap::Break).unwrap_or(from);
    words[start..at]
        .iter()
        .any(|word| word.plain.is_one_of(&TITLES) || OFFICES.iter().any(|office| word.begins(office)))
}

/// Whether an institution follows the name: *Zofia Lis z Zarządu Dróg*, *dr Jan Lis (UKEN)*.
fn is_from(text: &str, words: &[Word], end: usize) -> bool {
    let Some(next) = words.get(end) else { return false };
    let of = |word: Option<&Word>| {
        let own = ["dzielnic", "klub", "rad", "komisj", "rady", "okreg"];
        word.is_some_and(|word| word.is_capital(text) && !own.iter().any(|own| word.begins(own)))
    };
    let is_with = matches!(next.plain.as_bytes(), b"z" | b"ze") && gap(text, words, end) == WordGap::Space;
    is_with && of(words.get(end + 1)) || gap(text, words, end) == WordGap::Open && of(Some(next))
}

/// Whether an office follows the name: *Renata Lis, dyrektor Wydziału Edukacji*.
fn is_officer(text: &str, words: &[Word], end: usize) -> bool {
    let Some(next) = words.get(end) else { return false };
    matches!(gap(text, words, end), WordGap::Comma | WordGap::Break | WordGap::Open)
        && OFFICES.iter().any(|office| next.begins(office))
}

/// Whether the person is the subject of a verb of telling.
fn speaks(words: &[Word], at: usize, end: usize) -> bool {
    let tells = phrases![
        "przedstawil~|przedstawi|opowiedzial~|opowie|tlumaczyl~|objasnial~|objasnil~|referowal~|zreferowal~|zreferuje",
        "pokazal~|zaprezentowal~|zaprezentuje|przekazal~|wyjasnial~|wyjasnil~|omowil~|omowi|scharakteryzowal~",
    ];
    tells.at(words, end, |_| true).is_some()
        || at.checked_sub(1).is_some_and(|before| tells.at(words, before, |_| true).is_some())
}
