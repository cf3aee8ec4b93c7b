//! Running sentences: where a topic ends, what its clauses and asides are, and meetings that others tell of.

use super::{read, summary, topics};

#[track_caller]
fn check(expected: &str, texts: [&str; 3]) {
    for text in texts {
        let found = read(text);
        let summaries: Vec<String> = found.iter().map(summary).collect();
        assert_eq!(format!("{}: {}", summaries.join(", "), topics(&found)), expected, "`{text}`");
    }
}

#[test]
fn a_clause_after_a_topic_is_cut_off() {
    check(
        "2024-05-14 held: budowie hali sportowej / opłatach za wywóz śmieci",
        [
            "14 maja obradowała Rada Gminy Zielonki. Rozmawiano o budowie hali sportowej i o opłatach za wywóz śmieci, które – zgodnie z propozycją – wzrosną.",
            "Rada Gminy Zielonki zebrała się 14 maja. Radni dyskutowali o budowie hali sportowej oraz o opłatach za wywóz śmieci, bo trzeba je podnieść.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Radni rozmawiali o budowie hali sportowej, a także o opłatach za wywóz śmieci, co oznacza podwyżki.",
        ],
    );
}

#[test]
fn numbered_and_labeled_topics_of_prose_are_read() {
    check(
        "2024-05-21 17:00 announced: losy placu zabaw / lista zadań",
        [
            "Sesja Rady Gminy Zielonki odbędzie się 21 maja o godz. 17. Po pierwsze – losy placu zabaw, bo wykonawca zszedł z budowy. Po drugie – lista zadań.",
            "Rada Gminy Zielonki zbierze się 21 maja o godz. 17, a na tapecie: losy placu zabaw oraz lista zadań.",
            "Sesja Rady Gminy Zielonki: 21 maja o godz. 17, temat – losy placu zabaw oraz lista zadań.",
        ],
    );
}

#[test]
fn meetings_told_in_relative_clauses_and_by_those_who_came_are_found() {
    check(
        "2024-05-14 held: plan dróg",
        [
            "Komisja Zdrowia Rady Gminy Zielonki, która zebrała się w minionym tygodniu (14 maja), nie uzyskała odpowiedzi. Komisja oceniła też plan dróg.",
            "Wielu mieszkańców pojawiło się we wtorek (14.05) na sesji Rady Gminy Zielonki. Radni poparli plan dróg.",
            "Posiedzenie Rady Gminy Zielonki poprowadziła 14 maja Anna Cis. Radni omówili plan dróg.",
        ],
    );
}

#[test]
fn the_next_session_may_fall_on_a_day() {
    check(
        "2024-05-14 held, 2024-06-07 18:00 announced: plan dróg",
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Omówiono plan dróg. Czerwcowa sesja Rady Gminy Zielonki wypada 7.06 o 18.00.",
            "Rada Gminy Zielonki obradowała 14 maja. Radni omówili plan dróg. Kolejna sesja wypada 7 czerwca o godz. 18.",
            "Sesja Rady Gminy Zielonki odbyła się 14 maja. Omówiono plan dróg. Następna sesja wypadnie 7 czerwca, godz. 18.",
        ],
    );
}

#[test]
fn a_meeting_that_did_not_take_place_is_cancelled() {
    check(
        "- announced -2024-05-14: ",
        [
            "Zaplanowana na 14 maja sesja Rady Gminy Zielonki nie doszła do skutku.",
            "Posiedzenie Rady Gminy Zielonki, planowane na 14 maja, nie doszło do skutku.",
            "Konwent Wójtów, wyznaczony na 14 maja, nie doszedł do skutku.",
        ],
    );
    check(
        "2024-05-29 17:00 announced -2024-05-22: ",
        [
            "Sesja Rady Gminy Zielonki, zaplanowana na 22 maja, nie odbędzie się. Nowy termin sesji: 29 maja, godz. 17.",
            "Informujemy, że posiedzenie Rady Gminy Zielonki planowane na 22 maja nie odbędzie się. Nowy termin to 29 maja, godz. 17.",
            "Odwołano sesję Rady Gminy Zielonki wyznaczoną na 22 maja. Nowy termin obrad: 29 maja 2024 r., godz. 17:00.",
        ],
    );
}

#[test]
fn ceremonies_and_juries_are_no_meetings() {
    check(
        ": ",
        [
            "Jury konkursu ogłoszonego przez Radę Gminy Zielonki zebrało się 14 maja o godz. 16.",
            "Przewodnicząca Konwentu odebrała odznakę. Uroczystość odbyła się 14 maja o godz. 13 w sali rycerskiej.",
            "Kapituła nagrody Rady Gminy Zielonki zebrała się 14 maja.",
        ],
    );
}

#[test]
fn a_place_that_is_denied_is_not_that_of_the_meeting() {
    for (text, expected) in [
        (
            "Nie w magistracie, ale w szkole przy ul. Polnej 2 obradowała 14 maja Rada Gminy Zielonki.",
            "szkoła przy ul. Polnej 2",
        ),
        ("Sesja Rady Gminy Zielonki odbędzie się 21 maja nie w ratuszu, lecz w bibliotece.", "biblioteka"),
        (
            "Sesja Rady Gminy Zielonki odbędzie się 21 maja o godz. 17.00, Klub Jedność, os. Polne 8 (nie w siedzibie Rady!).",
            "Klub Jedność, os. Polne 8",
        ),
    ] {
        let found = read(text);
        let place = found.first().and_then(|found| found.meeting.place.as_deref());
        assert_eq!(place, Some(expected), "`{text}`");
    }
}
