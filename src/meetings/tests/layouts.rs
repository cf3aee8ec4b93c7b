//! Meetings told by the layout of a post rather than by a verb, each in three variants.

use super::{meetings, read, summary, topics};
use crate::meetings::{FoundMeeting, tests::PUBLISHED};

fn in_full(found: &FoundMeeting) -> String {
    let meeting = &found.meeting;
    let known = [meeting.body.as_deref(), meeting.place.as_deref()];
    let known: Vec<&str> = known.into_iter().flatten().collect();
    format!("{} {}: {}", summary(found), known.join(", "), topics(std::slice::from_ref(found)))
}

#[track_caller]
fn check(expected: &[&str], variants: [&str; 3]) {
    for text in variants {
        let found: Vec<String> = read(text).iter().map(in_full).collect();
        assert_eq!(found, expected, "`{text}`");
    }
}

#[test]
fn a_body_over_its_day_and_agenda() {
    check(
        &["2024-05-21 15:30 announced Komisja Budżetu, sala 112: Zmiany w budżecie / Dotacje"],
        [
            "Komisja Budżetu\n\n21 maja 2024 r., godz. 15.30, sala 112\n\n1. Zmiany w budżecie.\n2. Dotacje.\n3. Wolne głosy.",
            "Komisja Budżetu\n21 maja, godz. 15:30, sala 112\nTematy: Zmiany w budżecie; Dotacje.",
            "Komisja Budżetu – 21 maja, godz. 15.30, sala 112 Tematy: Zmiany w budżecie; Dotacje.",
        ],
    );
}

#[test]
fn rows_with_the_body_the_day_and_the_hour() {
    check(
        &[
            "2024-05-21 17:00 announced Rada Dzielnicy I Groble, ul. Wodna 2: ",
            "2024-05-23 18:00 announced Rada Dzielnicy II Podgaje, os. Jesień 5: ",
        ],
        [
            "Oto terminy:\n\n21 maja, godz. 17.00: Rada Dzielnicy I Groble – ul. Wodna 2\n23 maja, godz. 18.00: Rada Dzielnicy II Podgaje – os. Jesień 5",
            "Rada Dzielnicy I Groble – 21 maja, godz. 17.00, ul. Wodna 2\nRada Dzielnicy II Podgaje – 23 maja, godz. 18.00, os. Jesień 5",
            "- Rada Dzielnicy I Groble, 21 maja, godz. 17, ul. Wodna 2\n- Rada Dzielnicy II Podgaje, 23 maja, godz. 18, os. Jesień 5",
        ],
    );
    check(
        &["2024-05-24 14:00 announced Komisja Zdrowia: działalność przychodni"],
        [
            "Harmonogram posiedzeń komisji\n\n24.05.2024 r. godz. 14:00 – Komisja Zdrowia (temat: działalność przychodni)",
            "Posiedzenia komisji:\n- 24 maja, godz. 14.00 – Komisja Zdrowia (temat: działalność przychodni)",
            "Komisja Zdrowia – 24 maja, godz. 14 (temat: działalność przychodni)",
        ],
    );
}

#[test]
fn labels_in_one_line() {
    check(
        &["2024-05-27 16:00 announced Komisja Zdrowia, gabinet dyrektora: "],
        [
            "Posiedzenie Komisji Zdrowia\n\nTermin: 27.05.2024 (poniedziałek) Godzina: 16.00 Miejsce: gabinet dyrektora",
            "Posiedzenie Komisji Zdrowia\nData: 27 maja 2024 Początek: 16.00 Lokalizacja: gabinet dyrektora",
            "Posiedzenie Komisji Zdrowia\nMiejsce: gabinet dyrektora Data: 27.05.2024 r. Godzina: 16:00",
        ],
    );
}

#[test]
fn agendas_in_one_line_and_under_capitals() {
    check(
        &["2024-05-21 announced Rada Gminy Zielonki: Plan pracy / w sprawie psów / w sprawie dróg"],
        [
            "21 maja odbędzie się sesja Rady Gminy Zielonki.\n\nPorządek obrad:\n\nI. Otwarcie. II. Plan pracy. III. Podjęcie uchwał:\n1. w sprawie psów;\n2. w sprawie dróg. IV. Wolne wnioski. V. Zamknięcie.",
            "21 maja odbędzie się sesja Rady Gminy Zielonki.\nPorządek obrad:\n1. Plan pracy.\n2. Podjęcie uchwał: a) w sprawie psów, b) w sprawie dróg.\n3. Zamknięcie X sesji.",
            "21 maja odbędzie się sesja Rady Gminy Zielonki.\nPorządek obrad:\n1. Plan pracy.\n2. Uchwały:\n\nw sprawie psów,\nw sprawie dróg.\n3. Varia.",
        ],
    );
    check(
        &["2024-05-14 held Rada Dzielnicy VII Winiary: STREFA PARKOWANIA / PLAN REMONTÓW"],
        [
            "Sesja Rady Dzielnicy VII Winiary odbyła się 14 maja 2024 r.\n\nAD. 1 – OTWARCIE. Przywitano gości.\n\nAD. 2 – STREFA PARKOWANIA. Radny pytał o opłaty.\n\nAD. 3 – PLAN REMONTÓW. Bez uwag.",
            "Sesja Rady Dzielnicy VII Winiary odbyła się 14 maja 2024 r.\n\nAd. 1. OTWARCIE\n\nAd. 2. STREFA PARKOWANIA\n\nAd. 3. PLAN REMONTÓW",
            "14 maja 2024 r. odbyła się sesja Rady Dzielnicy VII Winiary.\n\nAd. pkt 1. STREFA PARKOWANIA. Radni pytali.\n\nAd. pkt 2. PLAN REMONTÓW. Przyjęto.",
        ],
    );
}

#[test]
fn notes_of_drafts_are_cut_off() {
    check(
        &["2024-05-21 announced Rada Gminy Zielonki: Plan dróg / Opłaty"],
        [
            "21 maja odbędzie się sesja Rady Gminy Zielonki. Porządek obrad:\n1/ Plan dróg /druk Nr 3/.\n2/ Opłaty /projekt nr 4/.",
            "21 maja odbędzie się sesja Rady Gminy Zielonki. Porządek obrad:\n1. Plan dróg – projekt nr 3\nreferuje: skarbnik\n2. Opłaty – projekt nr 4\ngłosowanie",
            "21 maja odbędzie się sesja Rady Gminy Zielonki. Porządek obrad:\n- Plan dróg (proj. 3)\n- Opłaty, druk nr 4; wnioskodawca – wójt",
        ],
    );
}

#[test]
fn the_title_dates_a_call_without_a_day() {
    let text = "Zapraszam na XIV sesję Rady Gminy Zielonki, początek godz. 10:00.\n\nPorządek obrad:\n1. Plan pracy.\n2. Opłaty.";
    for title in ["Sesja Rady Gminy w dniu 29-05-2024 r.", "Sesja 29 maja 2024 r.", "XIV sesja – 29.05.2024"]
    {
        let found = meetings(text, Some(title), Some(PUBLISHED));
        assert_eq!(
            found.iter().map(summary).collect::<Vec<_>>(),
            ["2024-05-29 10:00 announced"],
            "`{title}`"
        );
    }
}

#[test]
fn lines_with_a_day_that_are_no_rows_have_no_meeting() {
    for text in [
        "Zmarł radny Rady Gminy Zielonki.\n\nMsza zostanie odprawiona w piątek, 17 maja, o godz. 12.00.",
        "Rada Dzielnicy I Groble, dyżur 21 maja, godz. 17",
        "Rada Dzielnicy I Groble: piknik, 21 maja, godz. 17",
        "21 maja, godz. 17: piknik Rady Dzielnicy I Groble",
        "Rada Dzielnicy I Groble\n\n21 maja, godz. 17.00, piknik w parku",
        "Rada Dzielnicy I Groble zaprasza 21 maja o godz. 17 na piknik.",
        "W środę 22 maja Komisja Europejska zajmie się dyrektywą.",
        "Zarząd Powiatu Zielonego zajmie się remontem drogi do 30 maja.",
        "Komisja Zdrowia pozytywnie oceniła 14 maja pracę przychodni.",
        "Konkurs rozstrzygnie 21 maja o godz. 12 komisja konkursowa.",
        "Wybory do rad osiedli odbędą się 26 maja w godz. 8-20. Sesja rady gminy jest jawna.",
        "Komisja Budżetu przyjmuje wnioski do 21 maja do godz. 15.",
        "Rada Dzielnicy I Groble istnieje od lat. Pierwsza sesja odbyła się 24 marca 1991 r. w szkole.",
        "Członkowie komisji:\n1. Jan Nowak,\n2. Anna Lis.",
    ] {
        assert!(read(text).is_empty(), "`{text}` {:?}", read(text));
    }
}

#[test]
fn a_day_that_another_sentence_gives() {
    check(
        &["2024-05-23 09:00 announced Rada Gminy Zielonki: "],
        [
            "W czwartek, 23 maja, radni zdecydują o budżecie.\n\nSesja Rady Gminy Zielonki rozpocznie się o godz. 9.00.",
            "Sesja Rady Gminy Zielonki zaplanowana na 23 maja rozpocznie się o godz. 9.00.",
            "23 maja o godz. 9.00 odbędzie się sesja Rady Gminy Zielonki.",
        ],
    );
    check(
        &["2024-05-23 09:00 announced -2024-05-21 Komisja Zdrowia: "],
        [
            "Komisja Zdrowia, która miała obradować 21 maja, spotka się 23 maja o godz. 9.00.",
            "Posiedzenie Komisji Zdrowia zaplanowane na 21 maja odbędzie się 23 maja o godz. 9.00.",
            "Posiedzenie Komisji Zdrowia zwołane na 21 maja odbędzie się w dniu 23 maja o godz. 9.00.",
        ],
    );
    check(
        &["2024-04-30 held Rada Gminy Zielonki, ratusz: "],
        [
            "Rada Gminy Zielonki spotkała się na sesji. Obrady odbyły się w ostatni dzień kwietnia w ratuszu.",
            "Obrady Rady Gminy Zielonki odbyły się ostatniego dnia kwietnia w ratuszu.",
            "Stało się to 30 kwietnia podczas sesji Rady Gminy Zielonki w ratuszu.",
        ],
    );
}

#[test]
fn short_rows_with_the_hour_after_the_body() {
    let text = "Dyżury i posiedzenia w maju\n\n20.05 (pon.) dyżur radnych 17.00\n21.05 (wt.) Komisja Zdrowia, 17.30\n23.05 (czw.) Komisja Sportu, 18.00, online";
    let found = meetings(text, Some("Dyżury i posiedzenia w maju"), Some(PUBLISHED));
    let found: Vec<String> = found.iter().map(in_full).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("2024-05-21 17:30 announced Komisja Zdrowia"), "{found:?}");
    assert!(found[1].starts_with("2024-05-23 18:00 announced Komisja Sportu"), "{found:?}");
}
