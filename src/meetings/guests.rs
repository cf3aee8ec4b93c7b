//! Finds who is invited to a meeting.
//!
//! Leaves which meeting it is to `reader`. Invariant: guests are printed as in the text.

use std::ops::Range;

use super::{
    chair::person,
    enumeration::parts,
    found::FoundTopic,
    inflection::{NounCase, may_be_given_name},
    phrases::Phrases,
    words::{Word, words},
};
use crate::acts::letters::plain_text;

/// Phrases after which the guests stand.
static INVITATIONS: Phrases<&str> = Phrases::new(&[
    "zaproszeni goscie",
    "goscie zaproszeni",
    "zaproszeni na * zostali",
    "zaproszeni zostali|sa|byli",
    "zaproszono na nie|posiedzenie|sesje|konwent|spotkanie|obrady|nia|niego",
    "zaproszono",
    "zaproszenie przyjeli|przyjal|przyjela",
    "gosciem|goscmi konwentu|posiedzenia|sesji|spotkania|obrad byl|byla|byli|bedzie|beda",
    "gosciem|goscmi byl|byla|byli|bedzie|beda",
    "w posiedzeniu|sesji|spotkaniu|konwencie|obradach wezma|wezmie|wzieli|wzial|wziela|wzielo udzial",
    "udzial w nim|niej|posiedzeniu|sesji|spotkaniu|konwencie|obradach wezma|wzieli|wzielo|wezmie",
    "udzial zapowiedzial~|zapowiedzieli|potwierdzil~|potwierdzili",
    "wsrod gosci byl~|znalazl~|znalezli",
    "gosciem|goscmi byl~",
    "wezma|wezmie|wzieli|wzial|wziela|wzielo w nim|niej|posiedzeniu|sesji|spotkaniu|konwencie|obradach udzial",
]);

/// Finds the guests whom a sentence names.
pub(super) fn guests(text: &str, said: &[Word]) -> Vec<String> {
    let Some(invitation) = INVITATIONS.find(said, 0).map(|(_, range)| range) else {
        return Vec::new();
    };
    let (Some(first), Some(last)) = (said.get(invitation.end), said.last()) else { return Vec::new() };
    let mut found: Vec<Range<usize>> = Vec::new();
    let named = |part| two_people(text, part).into_iter();
    for part in parts(text, first.start..last.end, "").into_iter().flat_map(named) {
        match found.last_mut().filter(|before| is_of_one_guest(&text[(*before).clone()], &text[part.clone()]))
        {
            Some(before) => before.end = part.end,
            None => found.push(part),
        }
    }
    found
        .into_iter()
        .map(|range| range.start..range.start + text[range].trim_end().len())
        .map(|range| name(text, range.clone()).unwrap_or_else(|| FoundTopic::new(text, range).text))
        .filter(|guest| guest.len() < 200)
        .collect()
}

/// Divides two guests: *Anna Kot (ZIM) i Piotr Las*.
fn two_people(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let words = words(text, part.clone());
    let joins = |at: &usize| {
        words[*at].of(text) == "i"
            && words.get(at + 1).is_some_and(may_be_given_name)
            && person(text, &words, at + 1, NounCase::Nominative).is_some()
    };
    match (2..words.len()).find(joins) {
        Some(at) => vec![part.start..words[at].start, words[at + 1].start..part.end],
        None => vec![part],
    }
}

/// The name of a guest in the nominative, where the office stands before it: *dyrektor szkoły Annę Lis*.
pub(super) fn name(text: &str, range: Range<usize>) -> Option<String> {
    let words = words(text, range);
    let cases = [NounCase::Nominative, NounCase::Genitive, NounCase::Instrumental];
    // *Dyrektora szkoły Stanisława Dziubka*: the name stands in the case of the office.
    let is_of_man = words.first().is_some_and(|word| {
        ["ora", "nta", "esa", "ika", "rza", "ego", "ciela"].iter().any(|end| word.plain.ends_with(end))
    });
    let cases =
        if is_of_man { [NounCase::Genitive, NounCase::Nominative, NounCase::Instrumental] } else { cases };
    (1..words.len()).find_map(|at| {
        if !words[at].is_capital(text) || !may_be_given_name(&words[at]) {
            return None;
        }
        let found = cases.iter().find_map(|case| person(text, &words, at, *case))?;
        (found.1 == words.len()).then_some(found.0)
    })
}

/// Whether a part goes on with the institutions of the guests before it: *przedstawiciele policji oraz
/// Zarządu Dróg*.
fn is_of_one_guest(before: &str, part: &str) -> bool {
    let first = plain_text(part.split_whitespace().next().unwrap_or_default());
    let is_genitive =
        ["du", "twa", "nej", "cji", "zy", "rum", "iej", "olu", "ow"].iter().any(|end| first.ends_with(end));
    ["przedstawiciel", "reprezentan"].iter().any(|head| plain_text(before).starts_with(head)) && is_genitive
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_are_those_after_an_invitation() {
        let text =
            "Zaproszeni goście: dyrektor Zarządu Dróg, komendant straży miejskiej oraz Jan Lis – skarbnik.";
        let found = guests(text, &words(text, 0..text.len()));
        assert_eq!(found, ["dyrektor Zarządu Dróg", "komendant straży miejskiej", "Jan Lis – skarbnik"]);
    }
}
