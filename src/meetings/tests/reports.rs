//! Meetings whose day, chair or guests stand in other sentences than the body, each in three variants.

use super::{read, summary};
use crate::meetings::FoundMeeting;

#[track_caller]
fn check(expected: &str, variants: [&str; 3]) {
    for text in variants {
        let found: Vec<String> = read(text).iter().map(in_short).collect();
        assert_eq!(found.join("; "), expected, "`{text}`");
    }
}

fn in_short(found: &FoundMeeting) -> String {
    format!("{} {}", summary(found), found.meeting.body.as_deref().unwrap_or("-"))
}

#[track_caller]
fn check_people(chair: Option<&str>, invited: &[&str], variants: [&str; 3]) {
    for text in variants {
        let found = read(text);
        assert_eq!(found.len(), 1, "`{text}` {found:?}");
        let meeting = &found[0].meeting;
        assert_eq!(
            (meeting.chair.as_deref(), &meeting.invited[..]),
            (chair, &to_owned(invited)[..]),
            "`{text}`"
        );
    }
}

fn to_owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_day_stands_in_the_sentence_before() {
    check(
        "2024-05-14 held Rada Gminy Zielonki",
        [
            "Wczoraj Rada Gminy Zielonki udzieliła wójtowi absolutorium. Wójt dziękował.\n\nW sesji uczestniczyło 15 radnych.",
            "Rada Gminy Zielonki 14 maja uporała się ze wszystkim w godzinę.\n\nObrady toczyły się w świetlicy.",
            "Jedenaście godzin spędzili 14 maja na sali radni. Sesja Rady Gminy Zielonki rozpoczęła się rano.",
        ],
    );
    check(
        "2024-05-14 held Rada Seniorów w Jarowie; 2024-06-11 announced Rada Seniorów w Jarowie",
        [
            "14 maja Rada Seniorów w Jarowie podsumowała swoją akcję. Następne spotkanie Rady zaplanowano na 11 czerwca.",
            "We wtorek, 14 maja, Rada Seniorów w Jarowie zwiedziła muzeum. Kolejne spotkanie wyznaczono na 11 czerwca.",
            "14 maja odbyło się posiedzenie Rady Seniorów w Jarowie. Omówiono plan, a kolejne spotkanie zaplanowano na 11 czerwca.",
        ],
    );
}

#[test]
fn the_day_stands_in_the_sentence_after() {
    check(
        "2024-05-14 held Komisja Zdrowia i Sportu",
        [
            "Radni z Komisji Zdrowia i Sportu przenieśli swoje posiedzenie do szpitala. 14 maja przyjęła ich dyrekcja lecznicy.",
            "Posiedzenie Komisji Zdrowia i Sportu mamy już za sobą. Spotkaliśmy się wczoraj w szpitalu.",
            "Takie postulaty padły na posiedzeniu Komisji Zdrowia i Sportu. Spotkanie odbyło się 14 maja.",
        ],
    );
    check(
        "2024-05-21 11:00 announced Rada Seniorów w Jarowie",
        [
            "Zapraszamy na posiedzenie Rady Seniorów w Jarowie. Widzimy się 21 maja o godz. 11.00 w klubie.",
            "Rada Seniorów w Jarowie będzie obradować w maju. Pierwszy raz usiądziemy do stołu 21 maja o 11:00.",
            "Zwołuję posiedzenie Rady Seniorów w Jarowie.\n\nSpotkamy się 21 maja o godz. 11.00.",
        ],
    );
}

#[test]
fn meetings_told_by_what_was_decided_at_them() {
    check(
        "2024-05-14 held Rada Gminy Zielonki",
        [
            "Rada Gminy Zielonki ma nowego szefa. Podczas sesji, którą 14 maja otworzyła radna Lis, wyłoniono władze.",
            "Podczas wtorkowej sesji Rada Gminy Zielonki udzieliła wójtowi absolutorium.",
            "Rada Gminy Zielonki pracuje. Na sesji 14 maja radni przyjęli plan zimy.",
        ],
    );
    check(
        "",
        [
            "Uchwałę o dofinansowaniu święta Rada Gminy Zielonki podjęła na sesji 20 lutego.",
            "Rada Gminy Zielonki przeznaczyła na szkoły milion. Pieniądze radni podzielili na marcowej sesji.",
            "W piątek 17 maja posiedzeń komisji Rady Gminy Zielonki nie zaplanowano.",
        ],
    );
}

#[test]
fn bodies_below_their_day_and_rows_in_one_line() {
    check(
        "2024-05-20 14:00 announced Komisja Budżetowa; 2024-05-21 15:00 announced Komisja Zieleni",
        [
            "Posiedzenia komisji\n\nPoniedziałek, 20 maja\n\nKomisja Budżetowa, godz. 14:00, sala Kupiecka\n\nWtorek, 21 maja\n\nKomisja Zieleni, godz. 15:00",
            "Posiedzenia komisji:\n\nKomisja Budżetowa – 20 maja, godz. 14.00 Komisja Zieleni – 21 maja, godz. 15.00",
            "20 maja (poniedziałek)\nKomisja Budżetowa – godz. 14.00\n21 maja (wtorek)\nKomisja Zieleni – godz. 15.00",
        ],
    );
}

#[test]
fn meetings_that_will_not_be_and_meetings_of_teams() {
    check(
        "2024-05-28 10:00 announced -2024-05-21 Rada Miejska w Skawinie",
        [
            "Sesji Rady Miejskiej w Skawinie, ogłoszonej na 21 maja, nie będzie. Przesunięto ją na 28 maja, godz. 10.00.",
            "Sesji Rady Miejskiej w Skawinie 21 maja nie będzie. Nowy termin to 28 maja o godz. 10.00.",
            "Sesja Rady Miejskiej w Skawinie planowana na 21 maja została przesunięta na 28 maja o godz. 10.00.",
        ],
    );
    check(
        "2024-05-14 held Zespół ds. Polityki Rowerowej",
        [
            "14 maja odbyło się posiedzenie Zespołu ds. Polityki Rowerowej.",
            "Zespół ds. Polityki Rowerowej spotkał się 14 maja.",
            "Posiedzenie Zespołu ds. Polityki Rowerowej odbyło się we wtorek.",
        ],
    );
}

#[test]
fn chairs_by_signature_and_by_office() {
    check_people(
        Some("Anna Lis"),
        &[],
        [
            "Zwołuję sesję Rady Gminy Zielonki na dzień 21 maja 2024 r.\n\nPorządek:\n1. Plan pracy\n2. Opłaty\n\nPrzewodnicząca Rady Gminy\nAnna Lis",
            "21 maja odbędzie się sesja Rady Gminy Zielonki.\n\nAnna Lis\nPrzewodnicząca Rady Gminy Zielonki",
            "21 maja odbędzie się sesja Rady Gminy Zielonki.\n\nPrzewodnicząca Rady /-/ Anna Lis",
        ],
    );
    check_people(
        Some("Zygmunt Kraj"),
        &[],
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. O godz. 21.40 obrady zamknął przewodniczący Zygmunt Kraj.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Przewodniczący Zygmunt Kraj zaproponował przerwę.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Gospodarzem był Zygmunt Kraj, który też prowadził obrady.",
        ],
    );
    check_people(
        None,
        &[],
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Na przewodniczącego wybrano Jana Nowaka.",
            "14 maja odbyła się sesja Rady Gminy Zielonki.\n\nSekretarz Gminy Anna Lis",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Przewodnicząca Klubu Zielonych Anna Lis kupiła ciasto.",
        ],
    );
}

#[test]
fn guests_who_speak() {
    check_people(
        None,
        &["Rafał Nowak"],
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Komendant Rafał Nowak przedstawił statystyki.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. O hałasie opowiedział dyrektor szkoły, Rafał Nowak.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Rafał Nowak z Zarządu Dróg tłumaczył, skąd korki.",
        ],
    );
    check_people(
        None,
        &[],
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Radna Anna Lis pytała o drogi.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Imię Rafała Nowaka nadano rondu.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Sekretarzem wybrano Rafała Nowaka z Dzielnicy IX.",
        ],
    );
}

#[test]
fn places_with_quotes_brackets_and_rooms() {
    #[track_caller]
    fn check(place: &str, variants: [&str; 3]) {
        for text in variants {
            let found = read(text);
            assert_eq!(found[0].meeting.place.as_deref(), Some(place), "`{text}`");
        }
    }
    check(
        "budynek „Z” Centrum Administracyjnego (ul. Długa 1, sala lustrzana)",
        [
            "W budynku „Z” Centrum Administracyjnego (ul. Długa 1, sala lustrzana) odbędzie się 21 maja sesja Rady Gminy Zielonki.",
            "Sesja Rady Gminy Zielonki odbędzie się 21 maja w budynku „Z” Centrum Administracyjnego (ul. Długa 1, sala lustrzana).",
            "21 maja spotka się Rada Gminy Zielonki, tym razem w budynku „Z” Centrum Administracyjnego (ul. Długa 1, sala lustrzana).",
        ],
    );
    check(
        "sala sesyjna Ratusza (Sukiennice 9)",
        [
            "21 maja w sali sesyjnej Ratusza (Sukiennice 9) rozpocznie się sesja Rady Gminy Zielonki.",
            "Zwołuję na 21 maja sesję Rady Gminy Zielonki do sali sesyjnej Ratusza (Sukiennice 9).",
            "Sesja Rady Gminy Zielonki odbyła się 14 maja. Obrady toczyły się w sali sesyjnej Ratusza (Sukiennice 9).",
        ],
    );
}

#[test]
fn habits_and_days_beside_a_body_make_no_meeting() {
    check(
        "",
        [
            "Od lat Rada Gminy Zielonki obradowała zdalnie. Pomocy udziela dziś większość wydziałów i radni.",
            "Rada Gminy Zielonki wielokrotnie obradowała przez internet. Sprzęt kupiono 14 maja za gminne pieniądze.",
            "Rada Gminy Zielonki zajmuje się oświatą. Kraków, 14 maja 2024 r.",
        ],
    );
}
