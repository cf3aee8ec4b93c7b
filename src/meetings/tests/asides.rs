//! Topics told as questions, by headings and labels, and beside other things.

use super::{PUBLISHED, topics};
use crate::meetings::meetings;

const LEAD: &str = "14 maja odbyła się sesja Rady Dzielnicy V Krowodrza.";

#[track_caller]
fn check(rest: &str, expected: &str) {
    let text = format!("{LEAD}\n\n{rest}");
    assert_eq!(
        topics(&meetings(&text, Some("Sesja Rady Dzielnicy V"), Some(PUBLISHED))),
        expected,
        "`{rest}`"
    );
}

#[test]
fn questions_are_topics() {
    check(
        "Jak żyć z dzikami i ile kosztują place zabaw – na te pytania szukali odpowiedzi radni.",
        "Jak żyć z dzikami / ile kosztują place zabaw",
    );
    check(
        "O tym, jak oświetlić przejścia i co zmienić w parku, rozmawiali radni.",
        "jak oświetlić przejścia / co zmienić w parku",
    );
    check(
        "Pytano o tempo remontów dróg i o to, kiedy ruszy budowa żłobka.",
        "tempo remontów dróg / kiedy ruszy budowa żłobka",
    );
}

#[test]
fn leads_in_every_wording_announce_a_list() {
    for lead in ["O czym gadaliśmy?", "Co w planie?", "Pytania, na które szukamy odpowiedzi:"] {
        check(
            &format!("{lead}\n\n👉 nocne autobusy\n👉 konkurs na mural"),
            "nocne autobusy / konkurs na mural",
        );
    }
    for label in ["Temat posiedzenia", "Przedmiot obrad", "Tematy"] {
        check(
            &format!("{label}: kontrola świetlic, opinia o budżecie"),
            "kontrola świetlic / opinia o budżecie",
        );
    }
}

#[test]
fn parts_of_an_agenda_have_headings() {
    check(
        "Porządek obrad:\n\npierwsze czytania:\n\nZasady najmu mieszkań.\nNagroda dla wolontariuszy.\n\nrezolucje:\n\nHałas kolejowy.",
        "Zasady najmu mieszkań / Nagroda dla wolontariuszy / Hałas kolejowy",
    );
    check(
        "Plan pracy:\n\nDzień pierwszy\n\n1. Dochody miasta.\n2. Dotacje.\n\nDzień drugi\n\n3. Zadłużenie miasta.",
        "Dochody miasta / Dotacje / Zadłużenie miasta",
    );
    check(
        "Porządek obrad\nA. Otwarcie sesji\na) stwierdzenie quorum\nB. Informacje i sprawozdania\na) informacja o zimie\nC. Zamknięcie sesji",
        "informacja o zimie",
    );
}

#[test]
fn paragraphs_are_headed_by_their_matters() {
    check(
        "Regranting. Urząd chce, aby organizacje dostały dotacje.\n\nLokale dla organizacji. Zarząd Budynków przygotował listę.",
        "Regranting / Lokale dla organizacji",
    );
    check(
        "Ad 1. Otwarcie sesji.\nAd 2. Analiza wydatków.\nAd 3. Plan kontroli.",
        "Analiza wydatków / Plan kontroli",
    );
}

#[test]
fn hours_and_speakers_of_points_are_no_part_of_them() {
    let text = "Konwent Przewodniczących Dzielnic zbierze się 21 maja o godz. 10.\n\nPorządek:\n\n- godz. 10.00 – przywitanie\n- godz. 10.10 – strefa czystego transportu\n- godz. 11.00 – raport o dyżurach – nadkom. Anna Lis";
    let found = meetings(text, Some("Konwent dzielnic"), Some(PUBLISHED));
    assert_eq!(topics(&found), "strefa czystego transportu / raport o dyżurach");
    assert_eq!(found[0].meeting.invited, ["Anna Lis"]);
}

#[test]
fn matters_are_read_by_more_verbs() {
    check("Na warsztat wzięto program Dni Dzielnicy.", "program Dni Dzielnicy");
    check("Padły pytania o termin otwarcia żłobka.", "termin otwarcia żłobka");
    check("Nie obyło się bez dyskusji o stanie boiska.", "stanie boiska");
    check("Drugi wątek to finansowanie imprez.", "finansowanie imprez");
    check("Budżet, podatki i śmieci – tym zajmowali się radni.", "Budżet / podatki / śmieci");
    check("Dyskutowano na temat lokalu dla stowarzyszeń.", "lokalu dla stowarzyszeń");
    check(
        "Obrady zdominowała jedna sprawa: czas oczekiwania na odpowiedzi.",
        "czas oczekiwania na odpowiedzi",
    );
    check("Przedyskutowano zgłoszoną przez Zarząd propozycję obchodów.", "propozycję obchodów");
    check("Opiniowano trzy wnioski: dla hali, dla garażu i dla szkoły.", "hali / garażu / szkoły");
    check("Poza tym: opinia o koncesji, zakup namiotu.", "opinia o koncesji / zakup namiotu");
}

#[test]
fn what_was_withdrawn_is_no_topic() {
    check(
        "Radni przyjęli plan dyżurów, a z porządku obrad zdjęto punkt dotyczący zmiany nazwy przystanku.",
        "plan dyżurów",
    );
}
