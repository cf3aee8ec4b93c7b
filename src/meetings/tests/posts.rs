//! Whole posts: who meets, where, who chairs, what is on the agenda.

use jiff::civil::Date;

use super::{PUBLISHED, meetings, read, summary, topics};
use crate::meetings::FoundMeeting;

#[track_caller]
fn one(text: &str) -> FoundMeeting {
    let mut found = read(text);
    assert_eq!(found.len(), 1, "`{text}` {found:?}");
    found.remove(0)
}

#[track_caller]
fn check(text: &str, body: &str, place: Option<&str>, chair: Option<&str>) {
    let meeting = one(text).meeting;
    assert_eq!(meeting.body.as_deref(), Some(body), "`{text}`");
    assert_eq!(meeting.place.as_deref(), place, "`{text}`");
    assert_eq!(meeting.chair.as_deref(), chair, "`{text}`");
}

#[test]
fn the_body_the_place_and_the_chair_are_read() {
    check(
        "14 maja w Urzędzie Miasta Krakowa przy pl. Wszystkich Świętych 3-4 odbyło się posiedzenie Konwentu dzielnic. Obradom przewodniczył Jan Nowak, przewodniczący Rady Dzielnicy V Krowodrza.",
        "Konwent dzielnic",
        Some("Urząd Miasta Krakowa przy pl. Wszystkich Świętych 3-4"),
        Some("Jan Nowak"),
    );
    check(
        "24 maja o godz. 17 w sali konferencyjnej Klubu Kazimierz (ul. Długa 3) odbędzie się sesja Rady Dzielnicy I Stare Miasto. Poprowadzi ją przewodnicząca rady Anna Lis.",
        "Rada Dzielnicy I Stare Miasto",
        Some("sala konferencyjna Klubu Kazimierz (ul. Długa 3)"),
        Some("Anna Lis"),
    );
    check(
        "Wspólne posiedzenie Komisji Budżetowej i Komisji Sportu odbyło się 14 maja pod przewodnictwem Marka Nowaka.",
        "Komisja Budżetowa i Komisja Sportu",
        None,
        Some("Marek Nowak"),
    );
}

#[test]
fn agendas_are_given_to_the_meeting_above_them() {
    let text = "Posiedzenie Komisji Budżetowej\n21 maja 2024 r. godz. 13.00, ul. Długa 4\nPorządek obrad:\n1. Otwarcie.\n2. Zmiany w budżecie.\n3. Sprawy różne.\n\nPosiedzenie Komisji Zieleni\n22 maja 2024 r. godz. 14.00, ul. Długa 4\nPorządek obrad:\n1. Otwarcie.\n2. Park kieszonkowy.\n";
    let found = read(text);
    let all: Vec<String> = found
        .iter()
        .map(|found| format!("{}: {}", summary(found), topics(std::slice::from_ref(found))))
        .collect();
    assert_eq!(
        all,
        ["2024-05-21 13:00 announced: Zmiany w budżecie", "2024-05-22 14:00 announced: Park kieszonkowy"]
    );
}

#[test]
fn lists_of_members_rules_and_guests_are_no_topics() {
    let text = "14 maja odbyła się sesja Rady Dzielnicy V Krowodrza. Omówiono budżet dzielnicy.\n\nW skład komisji wchodzą:\n1) Jan Nowak,\n2) Anna Lis.\n\nZaproszeni goście:\n- straż miejska\n- policja\n\nUczestnicy będą mogli:\n- zadać pytanie\n- zabrać głos";
    assert_eq!(topics(&[one(text)]), "budżet dzielnicy");
}

#[test]
fn the_history_of_the_body_gives_nothing() {
    let text = "14 maja odbyło się posiedzenie Konwentu Przewodniczących Rad i Zarządów Dzielnic.\n\nRozmawiano o:\nparkach\nszkołach\n\nSpotkania przewodniczących rozpoczęły się w roku 1993. W maju 1999 r. podjęto uchwałę w sprawie powołania Zespołu. Pierwszy konwent odbył się 5 czerwca 1999 r. w magistracie.";
    let found = one(text);
    assert_eq!(found.meeting.date, Some(Date::constant(2024, 5, 14)));
    assert_eq!(topics(&[found]), "parkach / szkołach");
}

#[test]
fn the_title_names_the_body_of_a_bare_session() {
    let found = meetings(
        "Sesja odbędzie się 21 maja o godz. 17.00.",
        Some("Sesja Rady Dzielnicy VIII Dębniki"),
        Some(PUBLISHED),
    );
    assert_eq!(found[0].meeting.body.as_deref(), Some("Rada Dzielnicy VIII Dębniki"));
}

#[test]
fn topics_lie_in_the_text_as_printed() {
    let text =
        "14 maja obradował Konwent dzielnic.\n\nRozmawiano o:\n- parkach\n  kieszonkowych,\n- szkołach.";
    let found = one(text);
    let printed: Vec<&str> = found.topics.iter().map(|topic| &text[topic.range.clone()]).collect();
    assert_eq!(printed, ["parkach\n  kieszonkowych", "szkołach"]);
    assert_eq!(found.topics[0].text, "parkach kieszonkowych");
}
