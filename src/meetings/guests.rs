//! Finds who is invited to a meeting.
//!
//! Leaves which meeting it is to `reader`. Invariant: guests are printed as in the text.

use std::ops::Range;

use super::{enumeration::parts, found::FoundTopic, phrases::Phrases, words::Word};
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
pub(super) fn guests(text: &str, words: &[Word]) -> Vec<String> {
    let Some(invitation) = INVITATIONS.find(words, 0).map(|(_, range)| range) else {
        return Vec::new();
    };
    let (Some(first), Some(last)) = (words.get(invitation.end), words.last()) else { return Vec::new() };
    let mut found: Vec<Range<usize>> = Vec::new();
    for part in parts(text, first.start..last.end, "") {
        match found.last_mut().filter(|before| is_of_one_guest(&text[(*before).clone()], &text[part.clone()]))
        {
            Some(before) => before.end = part.end,
            None => found.push(part),
        }
    }
    found
        .into_iter()
        .map(|range| FoundTopic::new(text, range).text)
        .filter(|guest| guest.len() < 200)
        .collect()
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
    use crate::meetings::words::words;

    #[test]
    fn guests_are_those_after_an_invitation() {
        let text =
            "Zaproszeni goście: dyrektor Zarządu Dróg, komendant straży miejskiej oraz Jan Lis – skarbnik.";
        let found = guests(text, &words(text, 0..text.len()));
        assert_eq!(found, ["dyrektor Zarządu Dróg", "komendant straży miejskiej", "Jan Lis – skarbnik"]);
    }
}
