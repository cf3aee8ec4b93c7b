//! Bodies, chairs, places and days in the wording of other towns, each in three variants.

use super::{read, summary};

#[track_caller]
fn check(expected: [Option<&str>; 3], variants: [&str; 3]) {
    for text in variants {
        let found = read(text);
        assert_eq!(found.len(), 1, "`{text}` {found:?}");
        let meeting = &found[0].meeting;
        let known = [meeting.body.as_deref(), meeting.place.as_deref(), meeting.chair.as_deref()];
        assert_eq!(known, expected, "`{text}`");
    }
}

#[track_caller]
fn check_day(expected: &str, variants: [&str; 3]) {
    for text in variants {
        let found: Vec<String> = read(text).iter().map(summary).collect();
        assert_eq!(found, [expected], "`{text}`");
    }
}

#[test]
fn towns_of_two_words() {
    check(
        [Some("Rada Gminy Brzozówka Leśna"), None, None],
        [
            "21 maja odbędzie się LX sesja Rady Gminy Brzozówka Leśna VIII kadencji.",
            "LX SESJA RADY GMINY BRZOZÓWKA LEŚNA W DNIU 21 MAJA 2024 R.",
            "Rada Gminy Brzozówka Leśna obradowała 14 maja.",
        ],
    );
    check(
        [Some("Rada Miejska w Krępcu Górskim"), None, None],
        [
            "Sesja Rady Miejskiej w Krępcu Górskim odbyła się 14 maja.",
            "14 maja obradowała Rada Miejska w Krępcu Górskim.",
            "Zwołuję sesję Rady Miejskiej w Krępcu Górskim na dzień 21 maja 2024 r.",
        ],
    );
}

#[test]
fn bodies_of_communes_and_unions() {
    check(
        [Some("Konwent Sołtysów Gminy Radolin"), None, None],
        [
            "14 maja obradował Konwent Sołtysów Gminy Radolin.",
            "Posiedzenie Konwentu Sołtysów Gminy Radolin odbyło się 14 maja.",
            "Wczoraj zebrał się Konwent Sołtysów Gminy Radolin.",
        ],
    );
    check(
        [Some("Zgromadzenie Związku Gmin Czysta Dolina"), None, None],
        [
            "Wczoraj zebrało się Zgromadzenie Związku Gmin „Czysta Dolina”.",
            "Posiedzenie Zgromadzenia Związku Gmin „Czysta Dolina” odbyło się 14 maja.",
            "21 maja odbędzie się sesja Zgromadzenia Związku Gmin „Czysta Dolina”.",
        ],
    );
    check(
        [Some("Rada Seniorów w Jarowie"), None, None],
        [
            "14 maja obradowała Rada Seniorów w Jarowie.",
            "Posiedzenie Rady Seniorów w Jarowie odbyło się 14 maja.",
            "21 maja zbierze się Rada Seniorów w Jarowie.",
        ],
    );
}

#[test]
fn bodies_that_deal_with_matters_meet() {
    check(
        [Some("Rada Osiedla Kolejowa"), None, None],
        [
            "W najbliższą środę Rada Osiedla Kolejowa pochyli się nad ścieżką i wysypiskiem.",
            "21 maja Rada Osiedla Kolejowa zajmie się wysypiskiem.",
            "O wysypisku dyskutowali we wtorek członkowie Rady Osiedla Kolejowa.",
        ],
    );
}

#[test]
fn chairs_with_rare_names() {
    check(
        [Some("Rada Gminy Zielonki"), None, Some("Tymoteusz Gawrych")],
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Obrady prowadził Tymoteusz Gawrych, sołtys.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Prowadził przewodniczący Tymoteusz Gawrych.",
            "21 maja odbędzie się sesja Rady Gminy Zielonki. Przewodniczyć będzie Tymoteusz Gawrych.",
        ],
    );
    check(
        [Some("Rada Gminy Zielonki"), None, Some("Dobrawa Ptak")],
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Dobrawa Ptak, przewodnicząca rady, rozpoczęła obrady o 9.00.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Moderowała przewodnicząca Dobrawa Ptak.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Spotkaniu przewodniczyła Dobrawa Ptak.",
        ],
    );
}

#[test]
fn places_in_other_words() {
    check(
        [Some("Rada Gminy Zielonki"), Some("klub „Pogodna Jesień”, Rynek 14"), None],
        [
            "21 maja w klubie „Pogodna Jesień”, Rynek 14, odbędzie się sesja Rady Gminy Zielonki.",
            "21 maja odbędzie się sesja Rady Gminy Zielonki. Spotykamy się w klubie „Pogodna Jesień”, Rynek 14.",
            "Sesja Rady Gminy Zielonki odbędzie się 21 maja. Miejsce: klub „Pogodna Jesień”, Rynek 14.",
        ],
    );
    check(
        [Some("Rada Gminy Zielonki"), Some("sala balowa zamku"), None],
        [
            "Zwołano na 21 maja sesję Rady Gminy Zielonki. Odbędzie się ona w sali balowej zamku.",
            "W sali balowej zamku odbędzie się 21 maja sesja Rady Gminy Zielonki.",
            "Rada Gminy Zielonki obradowała 14 maja w sali balowej zamku.",
        ],
    );
}

#[test]
fn days_and_hours_in_words() {
    check_day(
        "2024-05-23 19:00 announced",
        [
            "Dwudziestego trzeciego maja, o dziewiętnastej, zbierze się Rada Osiedla Złocień.",
            "23 maja 2024 roku na godzinę dziewiętnastą zwołana została sesja Rady Osiedla Złocień.",
            "Rada Osiedla Złocień zbierze się 23 maja, o 19 w szkole.",
        ],
    );
}

#[test]
fn the_day_of_the_deed_is_that_of_the_session() {
    check_day(
        "2024-05-14 16:00 held",
        [
            "14 maja Rada Powiatu Zielonego postanowiła o likwidacji filii. Sesja, rozpoczęta o 16.00, trwała długo.",
            "14 maja Rada Powiatu Zielonego poparła budowę drogi. Obrady rozpoczęły się o godz. 16.00.",
            "Wczoraj Rada Powiatu Zielonego odrzuciła petycję. Sesja zaczęła się o godz. 16.",
        ],
    );
}
