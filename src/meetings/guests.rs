//! Finds who is invited to a meeting.
//!
//! Leaves which meeting it is to `reader`. Invariant: guests are printed as in the text.

use super::{
    enumeration::parts,
    found::FoundTopic,
    words::{Word, find_phrase},
};

/// Phrases after which the guests stand.
const INVITATIONS: [&str; 14] = [
    "zaproszeni goscie",
    "goscie zaproszeni",
    "zaproszeni na * zostali",
    "zaproszeni zostali|sa|byli",
    "zaproszono na nie|posiedzenie|sesje|konwent|spotkanie|obrady|nia|niego",
    "zaproszono",
    "zaproszenie przyjeli|przyjal|przyjela",
    "gosciem|goscmi konwentu|posiedzenia|sesji|spotkania|obrad byl|byla|byli|bedzie|beda",
    "gosciem|goscmi byl|byla|byli|bedzie|beda",
    "w posiedzeniu|sesji|spotkaniu|konwencie|obradach wezma|wezmie|wzieli|wzial|wziela udzial",
    "udzial w nim|niej|posiedzeniu|sesji|spotkaniu|konwencie|obradach wezma|wzieli|wezmie",
    "wezma|wezmie|wzieli|wzial|wziela w nim|niej|posiedzeniu|sesji|spotkaniu|konwencie|obradach udzial",
    "uczestniczyli|uczestniczyc beda",
    "z udzialem",
];

/// Finds the guests whom a sentence names.
pub(super) fn guests(text: &str, words: &[Word]) -> Vec<String> {
    let Some(invitation) = INVITATIONS.iter().find_map(|phrase| find_phrase(words, 0, phrase)) else {
        return Vec::new();
    };
    let (Some(first), Some(last)) = (words.get(invitation.end), words.last()) else { return Vec::new() };
    let found = parts(text, first.start..last.end, "");
    found.into_iter().map(|range| FoundTopic::new(text, range).text).filter(|guest| guest.len() < 200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::words::words;

    #[test]
    fn guests_are_those_after_an_invitation() {
        let text = "Zaproszeni goście: dyrektor Zarządu Dróg, komendant straży miejskiej oraz Jan Lis – skarbnik.";
        let found = guests(text, &words(text, 0..text.len()));
        assert_eq!(found, ["dyrektor Zarządu Dróg", "komendant straży miejskiej", "Jan Lis – skarbnik"]);
    }
}
