//! Tells the formal points of an agenda from its topics, and cuts notes off a topic.
//!
//! Formal points are what every meeting has: its opening and closing, the minutes, questions, current
//! matters. Invariant: cutting never leaves less than a word.

use std::ops::Range;

use super::{
    phrases::Phrases,
    words::{Word, first_word, words},
};

/// How formal points begin.
static FORMAL: Phrases<&str> = Phrases::new(&[
    "korespondencja biezaca|przychodzaca|wplywajaca",
    "korespondencja",
    "opinia|opinii|opinie|uchwala regionalnej izby",
    "stanowiska|stanowisk|wystapienia|opinie klubow",
    "wystapienia|wystapienie gosci|goscia",
    "varia",
    "wnioski|uwagi|tematy rozne|inne",
    "podejmowania|podjecia|glosowania uchwal|projektow|glosowan",
    "otwarcie sprawdzenie|lista|powitanie",
    "wystapienia|wystapienie zaproszonych gosci",
    "wystapienia|glosy mieszkancow",
    "biezacej|biezacych dzialalnosci|pracy|prac|sprawach",
    "sprawy proceduralne|formalne|wstepne|porzadkowe",
    "ogloszenia",
    "informacje biezace",
    "zatwierdzenie|przyjecie * porzadku obrad|dziennego",
    "termin nastepnego|kolejnego|nastepnej|kolejnej posiedzenia|sesji|spotkania",
    "otwarcie",
    "rozpoczecie",
    "powitanie",
    "przywitanie",
    "stwierdzenie quorum|kworum|prawomocnosci|waznosci",
    "sprawdzenie quorum|kworum|obecnosci|listy",
    "sprawy regulaminowe|organizacyjne|biezace|rozne|inne|wniesione|wolne",
    "sprawy roznych|biezacych",
    "biezace sprawy|informacje|prace",
    "rozne brak",
    "rozne",
    "glos|glosy mieszkancow|gosci|publicznosci",
    "wolne wnioski|glosy",
    "wnioski i zapytania|interpelacje|oswiadczenia|uwagi",
    "wnioski radnych|mieszkancow|biezace|koncowe",
    "wnioski",
    "zapytania",
    "interpelacje",
    "odpowiedzi na interpelacje|zapytania|wnioski",
    "oswiadczenia",
    "komunikaty",
    "dyskusja",
    "glosowanie",
    "przerwa",
    "zamkniecie obrad|sesji|posiedzenia",
    "zamkniecie",
    "zakonczenie obrad|sesji|posiedzenia|konwentu|spotkania",
    "zakonczenie",
    "przyjeto|zatwierdzono porzadek|protokol|proponowany",
    "przyjecie porzadku|protokolu|protokolow|proponowanego",
    "zatwierdzenie porzadku|protokolu|protokolow",
    "uchwalenie porzadku",
    "ustalenie porzadku",
    "ustalenie terminu nastepne~|kolejne~|najblizsz~|posiedzen~|sesji|obrad",
    "wreczenie|wreczanie|odebranie zaswiadczen",
    "biuro|sekretariat|kancelaria rady|zarzadu|dzielnicy|urzedu",
    "przedstawienie porzadku|proponowanego",
    "omowienie i przyjecie porzadku|protokolu",
    "odczytanie i przyjecie porzadku|protokolu",
    "przedstawienie i przyjecie porzadku|protokolu",
    "przyjecie i zatwierdzenie porzadku|protokolu",
    "zatwierdzenie i przyjecie porzadku|protokolu",
    "porzadek obrad|posiedzenia|dzienny",
    "zmiany|zmiana|wnioski w|do porzadku",
    "protokol z",
    "protokol sesji|posiedzenia",
    "protokol i|ii|iii|iv|v|vi|vii|viii|ix|x|xi~|xv~|xx~|xl~|l|li~|lv~|lx~",
    "rozpatrzenie protokolu",
    "odczytanie protokolu|porzadku",
    "wybor sekretarza|protokolanta|komisji skrutacyjnej|uchwal|protokolu",
    "wybor komisji uchwal|wnioskow",
    "powolanie sekretarza|protokolanta|komisji uchwal|skrutacyjnej",
    "wyznaczenie sekretarza|protokolanta",
    "informacja przewodniczacego|przewodniczacej|wojta|burmistrza|zarzadu",
    "informacje przewodniczacego|przewodniczacej|wojta|burmistrza|zarzadu|biezace",
    "pytania i odpowiedzi",
    "pytania",
    "sprawy z",
    "podsumowanie obrad|posiedzenia|spotkania|dyskusji",
    "slubowanie",
    "opening",
    "adoption of the agenda|minutes",
    "any other business",
    "closing",
    "sprawy mieszkancow",
    "glosy mieszkancow|gosci|wolne",
    "dyskusja i|nad wolne|przyjecie|wnioski|powyzszymi",
    "lista obecnosci",
    "przewodniczacy|przewodniczaca rady|dzielnicy",
]);

/// Whether an item of an agenda is a formal point.
pub(super) fn is_formal(text: &str, range: Range<usize>) -> bool {
    if !first_word(text, range.clone()).is_some_and(|word| FORMAL.may_begin(&word)) {
        return false;
    }
    let words = words(text, range);
    let is_information =
        words.first().is_some_and(|word| word.begins("informac") || word.begins("sprawozdan"));
    let is_long = words.len() > 9;
    FORMAL.at(&words, 0, |end| is_whole(&words, end, is_long, is_information)).is_some()
}

/// Whether a point says no more than its formal beginning.
fn is_whole(words: &[Word], end: usize, is_long: bool, is_information: bool) -> bool {
    let names_a_matter = words[end.min(words.len())..].iter().any(|word| {
        matches!(
            word.plain.as_str(),
            "sprawie" | "nt" | "temat" | "stanie" | "dotyczaca" | "dotyczacej" | "dot"
        )
    });
    let names_a_matter = names_a_matter
        || words.first().is_some_and(|word| word.plain == "wnioski")
            && words.get(end).is_some_and(|word| word.plain == "o");
    let names_a_matter = names_a_matter
        || is_information
            && end > 1
            && words[end.min(words.len())..].iter().skip(1).any(|word| word.plain == "o")
        || is_information && words.get(end).is_some_and(|word| word.plain == "o") && words.len() > end + 2;
    let is_report = is_information && is_long;
    let next = words.get(end).map(|word| word.plain.as_str());
    let is_alone = end > 1
        || (words.len() <= 8 && next.is_none_or(|next| AFTER_FORMAL.contains(&next) || is_numeral(next)));
    !names_a_matter && !is_report && is_alone
}

fn is_numeral(plain: &str) -> bool {
    plain.bytes().all(|byte| b"ivxlc".contains(&byte) || byte.is_ascii_digit())
}

/// What may follow a formal point of one word: *Otwarcie obrad*, but *Otwarcie mostu* is a topic.
const AFTER_FORMAL: [&str; 40] = [
    "przyjecie",
    "ok",
    "godz",
    "sprawdzenie",
    "lista",
    "quorum",
    "kworum",
    "protokol",
    "odpowiedzi",
    "wystapienia",
    "i",
    "oraz",
    "obrad",
    "sesji",
    "posiedzenia",
    "konwentu",
    "spotkania",
    "radnych",
    "mieszkancow",
    "zapytania",
    "wnioski",
    "interpelacje",
    "gosci",
    "zebranych",
    "uczestnikow",
    "przez",
    "wolne",
    "sprawy",
    "komisji",
    "rady",
    "uwagi",
    "oswiadczenia",
    "zebrania",
    "dyskusja",
    "przewodniczacego",
    "imienne",
    "of",
    "stwierdzenie",
    "komunikaty",
    "ogloszenia",
];

/// Items below a point that only say who speaks to it.
static NOTES: Phrases<&str> = Phrases::new(&[
    "wnioskodawca",
    "wnioskodawcy",
    "referuje",
    "referuja",
    "referent",
    "referenci",
    "opiniuje",
    "opiniuja",
    "projekt uchwaly druk",
    "wynik glosowania",
    "prezentuje",
    "przedstawia",
    "zalacznik",
    "druk nr",
    "osoba",
    "projektodawca",
]);

/// Whether an item only notes who speaks, or the number of a draft.
pub(super) fn is_note(text: &str, range: Range<usize>) -> bool {
    if !first_word(text, range.clone()).is_some_and(|word| NOTES.may_begin(&word)) {
        return false;
    }
    let words = words(text, range);
    NOTES.at(&words, 0, |_| true).is_some()
}

/// Words that begin a note in brackets at the end of a topic.
const BRACKETED: [&str; 16] = [
    "proj",
    "ciag",
    "druk",
    "druki",
    "projekt",
    "referuj",
    "wniosk",
    "prezent",
    "autor",
    "przedstaw",
    "omawia",
    "zalacznik",
    "nr",
    "sprawozdawc",
    "opini",
    "realizuj",
];

/// Cuts the punctuation of a list, connectives and notes off a topic; `None` if nothing is left.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let mut range = without_ends(text, range);
    loop {
        let shorter = without_ends(text, without_note(text, range.clone()));
        if shorter == range {
            break;
        }
        range = shorter;
    }
    text[range.clone()].chars().any(char::is_alphabetic).then_some(range)
}

fn without_ends(text: &str, range: Range<usize>) -> Range<usize> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '.' | ';' | ',' | ':' | '*' | '–' | '-');
    let said = text[range.clone()].trim_start_matches(|c: char| c.is_whitespace() || ",;:*–-".contains(c));
    let start = range.end - said.len();
    let end = start + said.trim_end_matches(is_end).len();
    let is_abbreviation = text[start..end].ends_with(" r") && text[end..].starts_with('.');
    start..end + usize::from(is_abbreviation)
}

/// Whether a note is the number of a draft: `DS-4/23`.
fn is_case_number(note: &str) -> bool {
    note.contains('/')
        && note.starts_with(|c: char| c.is_ascii_uppercase())
        && note.ends_with(|c: char| c.is_ascii_digit())
        && note.chars().all(|c| c.is_ascii_alphanumeric() || "-/.".contains(c))
}

fn without_note(text: &str, range: Range<usize>) -> Range<usize> {
    let said = &text[range.clone()];
    if said.ends_with(')') && !said.contains('(') {
        return range.start..range.end - 1;
    }
    if let Some(open) = said.rfind(['(', '[']).filter(|_| said.ends_with([')', ']'])) {
        let inside = words(text, range.start + open..range.end);
        let is_note = said.ends_with("?)")
            || is_case_number(said[open..].trim_matches(['(', ')', '[', ']']))
            || inside.first().is_some_and(|word| BRACKETED.iter().any(|note| word.begins(note)));
        return if is_note && open > 0 { range.start..range.start + open } else { range };
    }
    if let Some(open) = said.strip_suffix('/').and_then(|inner| inner.rfind('/')) {
        let inside = words(text, range.start + open..range.end);
        let is_note = inside.first().is_some_and(|word| word.begins("druk") || word.begins("proj"));
        return if is_note && open > 0 { range.start..range.start + open } else { range };
    }
    if !said.contains(['–', '-', ',']) {
        return range;
    }
    for dash in [" – ", " - ", ", "] {
        if let Some(at) = said.rfind(dash) {
            let after = words(text, range.start + at..range.end);
            let is_note = ["referuj", "prezentuj", "wnioskodawc", "druk", "prelegent", "referent", "gosc"];
            let is_draft = after.first().is_some_and(|word| word.plain == "projekt")
                && after.get(1).is_some_and(|word| word.plain == "nr");
            let before = words(text, range.start..range.start + at);
            let is_name = (2..4).contains(&before.len()) && before.iter().all(|word| word.is_capital(text));
            let is_speaker = dash != ", " && !is_name && is_speaker(text, &after);
            if is_draft
                || is_speaker
                || after.first().is_some_and(|word| is_note.iter().any(|note| word.begins(note)))
            {
                return range.start..range.start + at;
            }
        }
    }
    range
}

/// Whether a note after a dash is the person who speaks to the point, and has no verb or matter of its own.
fn is_speaker(text: &str, note: &[Word]) -> bool {
    const PEOPLE: [&str; 11] = [
        "przedstawiciel",
        "dyrektor",
        "komendant",
        "skarbni",
        "kierowni",
        "naczelni",
        "sekretarz",
        "prezes",
        "wojt",
        "burmistrz",
        "wiceburmistrz",
    ];
    let Some(first) = note.first() else { return false };
    let is_named = first.plain.is_one_of(&[
        "p", "pan", "pani", "dr", "mgr", "nadkom", "podkom", "insp", "podinsp", "asp", "kpt", "bryg", "arch",
        "prof",
    ]) && note.get(1).is_some_and(|name| name.is_capital(text));
    note.len() <= 12 && (is_named || PEOPLE.iter().any(|office| first.begins(office)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(point: &str, expected: bool) {
        assert_eq!(is_formal(point, 0..point.len()), expected, "`{point}`");
    }

    #[test]
    fn formal_points_are_told_from_topics() {
        for point in [
            "Otwarcie sesji i stwierdzenie kworum.",
            "Otwarcie posiedzenia i przyjęcie porządku obrad.",
            "Przyjęcie protokołu XXI sesji.",
            "Przyjęcie porządku obrad i protokołu z 10 maja.",
            "Interpelacje i wnioski radnych.",
            "Sprawy bieżące i zamknięcie obrad.",
            "Sprawy różne.",
            "Wolne głosy i wnioski.",
            "wolne wnioski",
            "Zamknięcie obrad.",
        ] {
            check(point, true);
        }
        for point in [
            "Informacja straży miejskiej o nocnych patrolach",
            "Dyskusja nad budżetem miasta i wieloletnią prognozą finansową na lata następne",
            "Wybór przewodniczącego konwentu",
            "Otwarcie nowego mostu na Wiśle w Dzielnicy XIV: harmonogram prac i objazdów",
        ] {
            check(point, false);
        }
    }

    #[test]
    fn notes_are_cut_off() {
        let cut = |text: &str| trimmed(text, 0..text.len()).map(|range| text[range].to_owned());
        assert_eq!(cut("opinii o ulicy (druk nr 61, projekt zarządu);").as_deref(), Some("opinii o ulicy"));
        assert_eq!(cut("Budżet – referuje Skarbnik.").as_deref(), Some("Budżet"));
        assert_eq!(cut("remonty (boiska)").as_deref(), Some("remonty (boiska)"));
        assert_eq!(cut(" ; "), None);
    }
}
