//! Further meetings of a post, and what a post tells of all of them: by their distance, by an elided word, by rows.

use super::{PUBLISHED, read, summary, topics};
use crate::meetings::{FoundMeeting, meetings};

/// Each meeting in short with its body and its topics.
fn told(found: &[FoundMeeting]) -> Vec<String> {
    let line = |one: &FoundMeeting| {
        let body = one.meeting.body.as_deref().unwrap_or("-");
        format!("{}: {body}: {}", summary(one), topics(std::slice::from_ref(one)))
    };
    found.iter().map(line).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(told(&read(text)), expected, "`{text}`");
}

const REPORT: &str =
    "W poniedziałek, 6 maja, odbyło się posiedzenie Rady ds. Klimatu. Omówiono plan adaptacji.";

#[test]
fn a_meeting_is_told_by_its_distance_from_another() {
    let first = "2024-05-06 held: Rada ds. Klimatu: plan adaptacji";
    for (sentence, second) in [
        ("Trzy dni później Rada Sportu zajęła się stypendiami.", "2024-05-09 held: Rada Sportu: stypendiami"),
        (
            "Następnego dnia Komisja Zdrowia omówiła dyżury aptek.",
            "2024-05-07 held: Komisja Zdrowia: dyżury aptek",
        ),
        (
            "Tydzień później Komisja Budżetu przyjęła plan kontroli.",
            "2024-05-13 held: Komisja Budżetu: plan kontroli",
        ),
    ] {
        check(&format!("{REPORT}\n\n{sentence}"), &[first, second]);
    }
}

#[test]
fn the_next_meeting_is_told_without_a_word_or_a_verb() {
    let first = "2024-05-06 held: Rada ds. Klimatu: plan adaptacji";
    for (sentence, second) in [
        ("Następne: 3 czerwca, godz. 18.", "2024-06-03 18:00 announced: Rada ds. Klimatu: "),
        ("Następne posiedzenie 3 czerwca.", "2024-06-03 announced: Rada ds. Klimatu: "),
        ("Kolejny raz rada spotka się 3 czerwca.", "2024-06-03 announced: Rada ds. Klimatu: "),
    ] {
        check(&format!("{REPORT}\n\n{sentence}"), &[first, second]);
    }
}

#[test]
fn the_previous_meeting_has_its_own_day_and_topics() {
    for sentence in [
        "Poprzednia sesja odbyła się 22 kwietnia; wówczas radni przyjęli program ochrony zabytków.",
        "Na poprzedniej sesji, 22 kwietnia, radni przyjęli program ochrony zabytków.",
        "Podczas poprzedniej sesji 22 kwietnia przyjęto program ochrony zabytków.",
    ] {
        check(
            &format!("14 maja odbyła się sesja Rady Miasta Krakowa. Omówiono taryfę biletową. {sentence}"),
            &[
                "2024-05-14 held: Rada Miasta Krakowa: taryfę biletową",
                "2024-04-22 held: Rada Miasta Krakowa: program ochrony zabytków",
            ],
        );
    }
}

#[test]
fn days_at_the_heads_of_paragraphs_are_meetings_of_one_body() {
    check(
        "Komisja Planowania zebrała się w maju dwukrotnie.\n\n6 maja komisja rozpatrzyła wnioski o warunki zabudowy.\n\n13 maja głównym punktem był projekt planu ochrony lasu.",
        &[
            "2024-05-06 held: Komisja Planowania: wnioski o warunki zabudowy",
            "2024-05-13 held: Komisja Planowania: projekt planu ochrony lasu",
        ],
    );
}

#[test]
fn a_day_of_the_week_is_counted_by_the_tense_of_the_text() {
    let check = |rest: &str, expected: &str| {
        let text = format!(
            "Szpitale, drogi i czyste powietrze – to tematy poniedziałkowej sesji Sejmiku Województwa Małopolskiego. {rest}"
        );
        let found = meetings(&text, Some("Sejmik o szpitalach"), Some(PUBLISHED));
        assert_eq!(found.iter().map(summary).collect::<Vec<_>>(), [expected], "`{rest}`");
    };
    check("Obrady prowadził Jan Lis. Radni przyjęli apel w sprawie porodówek.", "2024-05-13 held");
    check("Radni zdecydują o dotacjach. Będzie można śledzić transmisję.", "2024-05-20 announced");
}

#[test]
fn what_is_told_of_all_meetings_is_given_to_each() {
    for text in [
        "Zapraszamy na posiedzenia komisji. Wszystkie odbywają się w świetlicy, ul. Długa 3.\n\nKomisja Zdrowia – 21 maja, godz. 17:00\n\nKomisja Kultury – 22 maja, godz. 16:30",
        "Terminarz posiedzeń komisji:\n\n- Komisja Zdrowia: 21 maja, godz. 17.00\n- Komisja Kultury: 22 maja, godz. 16.30\n\nPosiedzenia odbywają się w świetlicy, ul. Długa 3.",
    ] {
        let found = meetings(text, Some("Posiedzenia komisji Rady Miasta"), Some(PUBLISHED));
        let places: Vec<_> = found.iter().map(|one| one.meeting.place.as_deref()).collect();
        assert_eq!(places, [Some("świetlica, ul. Długa 3"); 2], "`{text}`");
    }
}

#[test]
fn rows_tell_their_topics_after_a_dash_or_in_a_bracket() {
    let text = "Terminarz posiedzeń komisji Rady Gminy:\n\n- Komisja Rewizyjna – 21 maja, godz. 9.00 – kontrola wydatków, plan pracy\n- Komisja Kultury: 22 maja, godz. 16.30 (podział środków na festyn)\n- Komisja Sportu: 23 maja, godz. 18.00 – Szkoła Podstawowa nr 5";
    check(
        text,
        &[
            "2024-05-21 09:00 announced: Komisja Rewizyjna: kontrola wydatków / plan pracy",
            "2024-05-22 16:30 announced: Komisja Kultury: podział środków na festyn",
            "2024-05-23 18:00 announced: Komisja Sportu: ",
        ],
    );
}

#[test]
fn a_meeting_that_was_moved_and_then_held_is_held() {
    check(
        "Posiedzenie Komisji Zdrowia, które miało się odbyć 6 maja, odbyło się ostatecznie wczoraj o 14.00.",
        &["2024-05-14 14:00 held -2024-05-06: Komisja Zdrowia: "],
    );
}

#[test]
fn advisory_councils_and_teams_are_named_with_their_office() {
    for (text, body) in [
        (
            "6 maja obradowała Rada Sportu przy Burmistrzu Miasta i Gminy Niepołomice.",
            "Rada Sportu przy Burmistrzu Miasta i Gminy Niepołomice",
        ),
        (
            "6 maja spotkały się członkinie Rady Kobiet przy Prezydencie Miasta Rzeszowa na kolejnym posiedzeniu.",
            "Rada Kobiet przy Prezydencie Miasta Rzeszowa",
        ),
        (
            "Posiedzenie Zespołu Zadaniowego ds. Polityki Rowerowej odbyło się 6 maja.",
            "Zespół Zadaniowy ds. Polityki Rowerowej",
        ),
    ] {
        assert_eq!(
            read(text).iter().map(|one| one.meeting.body.as_deref()).collect::<Vec<_>>(),
            [Some(body)],
            "`{text}`"
        );
    }
}

#[test]
fn habits_and_other_events_are_no_meetings() {
    for text in [
        "Dziś w skład Konwentu Przewodniczących Rad Dzielnic wchodzi 18 osób, które spotykają się raz w miesiącu w urzędzie.\n\nPodczas obrad omawia się najczęściej:\n- podział środków,\n- budżet obywatelski.",
        "W sobotę 11 maja radni Dzielnicy V posadzili 40 drzew. Akcję poparła Komisja Zieleni.",
        "Rada Seniorów zaprasza 20 maja o godz. 12 do sali obrad na sesję fotograficzną.",
    ] {
        check(text, &[]);
    }
}
