//! Patterns of sentences that say when a meeting was or will be, each in three variants.

use super::{read, summary};

#[track_caller]
fn check(expected: &str, variants: [&str; 3]) {
    for text in variants {
        let found: Vec<String> = read(text).iter().map(summary).collect();
        assert_eq!(found.join("; "), expected, "`{text}`");
    }
}

#[test]
fn meetings_that_were_held() {
    check(
        "2024-05-14 held",
        [
            "14 maja odbyła się sesja Rady Dzielnicy V Krowodrza.",
            "Sesja Rady Dzielnicy V Krowodrza odbyła się 14 maja.",
            "We wtorek, 14 maja, w siedzibie rady odbyły się obrady Rady Dzielnicy V Krowodrza.",
        ],
    );
    check(
        "2024-05-13 held",
        [
            "W poniedziałek obradowała Rada Miejska w Skawinie.",
            "Rada Miejska w Skawinie obradowała w poniedziałek.",
            "W miniony poniedziałek obradowali radni. Była to sesja Rady Miejskiej w Skawinie.",
        ],
    );
    check(
        "2024-05-14 17:00 held",
        [
            "Wczoraj o godz. 17.00 zebrał się Konwent Przewodniczących Rad i Zarządów Dzielnic Miasta Krakowa.",
            "Konwent Przewodniczących Rad i Zarządów Dzielnic Miasta Krakowa zebrał się wczoraj o godzinie 17:00.",
            "Wczoraj (14 maja) o godz. 17 rozpoczęło się posiedzenie Konwentu Przewodniczących Rad i Zarządów Dzielnic.",
        ],
    );
    check(
        "2024-04-26 held",
        [
            "W dniu 26 kwietnia 2024 r. w magistracie przeprowadzono posiedzenie Komisji Budżetowej.",
            "Posiedzenie Komisji Budżetowej przeprowadzono w magistracie w dniu 26.04.2024 r.",
            "26 kwietnia 2024 roku miało miejsce posiedzenie Komisji Budżetowej.",
        ],
    );
    check(
        "2024-05-09 held",
        [
            "9 maja br. spotkali się przewodniczący krakowskich dzielnic. Było to kolejne posiedzenie Konwentu.",
            "Przewodniczący krakowskich dzielnic spotkali się 9 maja br. na posiedzeniu Konwentu.",
            "Na posiedzeniu Konwentu spotkali się 9 maja br. przewodniczący krakowskich dzielnic.",
        ],
    );
    check(
        "2024-05-08 16:00-18:30 held",
        [
            "8 maja w godz. 16:00–18:30 odbyło się posiedzenie Zarządu Dzielnicy IV Prądnik Biały.",
            "Posiedzenie Zarządu Dzielnicy IV Prądnik Biały trwało 8 maja od godziny 16.00 do 18.30.",
            "Zarząd Dzielnicy IV Prądnik Biały obradował 8 maja w godzinach od 16 do 18.30.",
        ],
    );
    check(
        "2024-05-06 to 2024-05-07 held",
        [
            "6 i 7 maja odbyła się sesja Rady Powiatu w Wieliczce.",
            "Sesja Rady Powiatu w Wieliczce odbyła się w dniach 6-7 maja 2024 r.",
            "W dniach od 6 do 7 maja obradowała Rada Powiatu w Wieliczce.",
        ],
    );
    check(
        "2024-05-10 held",
        [
            "Za nami XII zwyczajna sesja Rady Gminy Zielonki. Odbyła się ona 10 maja.\n\nSesja Rady Gminy Zielonki odbyła się 10 maja.",
            "W ubiegły piątek zakończyła się sesja Rady Gminy Zielonki.",
            "Radni zebrali się na sesji Rady Gminy Zielonki w piątek.",
        ],
    );
    check(
        "2023-12-28 held",
        [
            "28 grudnia ub. roku obradowała Rada Miasta Krakowa.",
            "Rada Miasta Krakowa obradowała na sesji 28 grudnia ubiegłego roku.",
            "Ostatnia sesja Rady Miasta Krakowa odbyła się 28 grudnia.",
        ],
    );
    check(
        "2024-05-14 held",
        [
            "XLIX sesja Rady Miasta Krakowa, która odbyła się 14 maja, miała charakter uroczysty.",
            "Wczorajsza sesja Rady Miasta Krakowa rozpoczęła się od minuty ciszy.",
            "Podczas sesji Rady Miasta Krakowa, która odbyła się wczoraj, dyskutowano o budżecie.",
        ],
    );
}

#[test]
fn meetings_that_are_coming() {
    check(
        "2024-05-24 17:00 announced",
        [
            "24 maja (piątek) o godz. 17.00 w siedzibie rady przy ul. Długiej 3 odbędzie się sesja Rady Dzielnicy V Krowodrza.",
            "Sesja Rady Dzielnicy V Krowodrza odbędzie się w piątek, 24 maja, o godzinie 17.00.",
            "W piątek, 24 maja 2024 roku, o godzinie 17.00 rozpocznie się sesja Rady Dzielnicy V Krowodrza.",
        ],
    );
    check(
        "2024-05-16 16:30 announced",
        [
            "Jutro o godz. 16.30 zbierze się Komisja Rewizyjna.",
            "Komisja Rewizyjna zbierze się jutro, o godz. 16:30. Posiedzenie jest jawne.",
            "Zapraszamy na posiedzenie Komisji Rewizyjnej, jutro o godz. 16.30.",
        ],
    );
    check(
        "2024-05-17 announced",
        [
            "W najbliższy piątek odbędzie się Konwent Przewodniczących Rad i Zarządów Dzielnic Miasta Krakowa.",
            "W piątek spotka się Konwent Przewodniczących Rad i Zarządów Dzielnic Miasta Krakowa.",
            "Konwent Przewodniczących Rad i Zarządów Dzielnic Miasta Krakowa będzie obradował w piątek.",
        ],
    );
    check(
        "2024-06-05 18:00 announced",
        [
            "Na podstawie art. 20 ustawy z dnia 8 marca 1990 r. o samorządzie gminnym zwołuję XX sesję Rady Gminy Zielonki, na dzień 5 czerwca 2024 r. o godz. 18.00 w siedzibie urzędu.",
            "Zwołuję XX sesję Rady Gminy Zielonki na dzień 5 czerwca 2024 r. na godz. 18.00.",
            "Przewodniczący zwołuje na 5 czerwca, godz. 18.00, sesję Rady Gminy Zielonki.",
        ],
    );
    check(
        "2024-05-28 13:00 announced",
        [
            "PORZĄDEK OBRAD POSIEDZENIA KOMISJI BUDŻETOWEJ W DNIU 28 MAJA 2024 R., GODZ. 13.00",
            "Posiedzenie Komisji Budżetowej – 28 maja 2024 r., godz. 13.00, sala 304",
            "Komisja Budżetowa: posiedzenie w dniu 28.05.2024 r., godz. 13.00",
        ],
    );
    check(
        "2024-05-27 announced",
        [
            "Na 27 maja zaplanowano posiedzenie Komisji Kultury i Sportu.",
            "Posiedzenie Komisji Kultury i Sportu planowane jest na 27 maja.",
            "Termin posiedzenia Komisji Kultury i Sportu wyznaczono na dzień 27 maja br.",
        ],
    );
    check(
        "2024-06-03 15:30 announced",
        [
            "3 czerwca zostanie zwołana nadzwyczajna sesja Rady Miasta Krakowa. Początek o godz. 15.30.",
            "Nadzwyczajna sesja Rady Miasta Krakowa odbędzie się 3 czerwca. Rozpoczęcie: godz. 15.30.",
            "3 czerwca odbędzie się sesja Rady Miasta Krakowa. Początek obrad zaplanowano na godz. 15.30.",
        ],
    );
    check(
        "2024-05-22 11:00 announced",
        [
            "Posiedzenie Komisji Zdrowia\n\nData: środa, 22 Maj, 2024\n\nGodzina: 11:00\n\nMiejsce: sala 12",
            "Posiedzenie Komisji Zdrowia\n\nTermin:\n\n22 maja 2024 r.\n\nGodzina:\n\n11:00",
            "Posiedzenie Komisji Zdrowia\n22 maja 2024 r. godz. 11.00, ul. Długa 4",
        ],
    );
    check(
        "2024-06-11 17:00 announced",
        [
            "Kraków, dnia 14 maja 2024 r.\n\nZwołuję posiedzenie Komisji Zieleni, które odbędzie się:\n11 czerwca 2024 r. (wtorek)\no godzinie 17\nw siedzibie rady",
            "Zawiadamiam o posiedzeniu Komisji Zieleni, które odbędzie się 11 czerwca 2024 r. o godz. 17.00.",
            "11 czerwca o godz. 17.00 odbędzie się, w trybie zdalnym, posiedzenie Komisji Zieleni.",
        ],
    );
    check(
        "2024-05-20 announced",
        [
            "Przed nami sesja Rady Osiedla Złocień. Radni będą obradować 20 maja na sesji Rady Osiedla Złocień.",
            "20 maja ma się odbyć sesja Rady Osiedla Złocień.",
            "Mieszkańców zapraszamy 20 maja na sesję Rady Osiedla Złocień.",
        ],
    );
    check(
        "2024-05-29 17:00 announced",
        [
            "W dniu 29 maja o godz. 17.00 w siedzibie rady zwołano nadzwyczajną sesję Rady Dzielnicy XI Podgórze Duchackie.",
            "Nadzwyczajną sesję Rady Dzielnicy XI Podgórze Duchackie zwołano na 29 maja, na godz. 17.00.",
            "Na wniosek radnych w dniu 29 maja o godzinie 17.00 została zwołana nadzwyczajna sesja Rady Dzielnicy XI Podgórze Duchackie.",
        ],
    );
}

#[test]
fn meetings_that_fell_through_or_were_moved() {
    check(
        "- announced -2024-05-23",
        [
            "Posiedzenie Konwentu Przewodniczących Rad i Zarządów Dzielnic, planowane na 23 maja, nie odbędzie się.",
            "Odwołano posiedzenie Konwentu Przewodniczących Rad i Zarządów Dzielnic zaplanowane na 23 maja.",
            "Nie odbędzie się zapowiadane na 23 maja posiedzenie Konwentu Przewodniczących Rad i Zarządów Dzielnic.",
        ],
    );
    check(
        "2024-05-30 announced -2024-05-23",
        [
            "Sesja Rady Dzielnicy V Krowodrza, zaplanowana na 23 maja, została przełożona na 30 maja.",
            "Sesję Rady Dzielnicy V Krowodrza planowaną na 23 maja przeniesiono na 30 maja.",
            "Sesja Rady Dzielnicy V Krowodrza z 23 maja została przesunięta na 30 maja.",
        ],
    );
    check(
        "2024-06-06 16:00 announced -2024-05-23",
        [
            "Posiedzenie Komisji Budżetowej, zwołane na 23 maja, zostało odwołane. Nowy termin to 6 czerwca, godz. 16.00.",
            "Posiedzenie Komisji Budżetowej zapowiadane na czwartek, 23 maja, zostało przełożone. Nowym terminem jest 6 czerwca o godz. 16.00.",
            "Posiedzenie Komisji Budżetowej planowane na 23 maja przełożono. Odbędzie się 6 czerwca o godz. 16.00.",
        ],
    );
    check(
        "- announced -2024-05-21",
        [
            "Odwołuję planowaną na 21 maja sesję Rady Gminy Zielonki.",
            "Sesja Rady Gminy Zielonki wyznaczona na 21 maja została anulowana. Nowy termin zostanie ustalony.",
            "Z powodu awarii sesja Rady Gminy Zielonki, która miała się odbyć 21 maja, nie dojdzie do skutku.",
        ],
    );
}

#[test]
fn days_as_adjectives_and_days_instead_of_others() {
    check(
        "2024-05-14 held",
        [
            "Na wczorajszej sesji Rady Dzielnicy VIII Dębniki radni rozmawiali o planowanej rozbudowie szkoły.",
            "Podczas wtorkowej sesji Rady Dzielnicy VIII Dębniki rozmawiano o smogu.",
            "O smogu rozmawiano na wtorkowym posiedzeniu Rady Dzielnicy VIII Dębniki.",
        ],
    );
    check(
        "2024-06-04 17:00 announced -2024-05-28",
        [
            "Sesja Rady Dzielnicy VI Bronowice nie odbędzie się 28 maja, jak planowano, lecz 4 czerwca o godz. 17.00.",
            "Sesja Rady Dzielnicy VI Bronowice miała się odbyć 28 maja. Została przeniesiona na 4 czerwca, na godz. 17.00.",
            "Zaplanowana na 28 maja sesja Rady Dzielnicy VI Bronowice nie odbędzie się. Nowy termin: 4 czerwca, godz. 17.00.",
        ],
    );
}

#[test]
fn several_meetings_of_one_text() {
    check(
        "2024-05-22 09:00 announced; 2024-05-23 10:00 announced",
        [
            "22 maja o godz. 9.00 odbędzie się sesja Rady Miasta Krakowa, a 23 maja o godz. 10.00 rozpocznie się kolejna.",
            "Sesje Rady Miasta Krakowa odbędą się 22 maja o godz. 9.00 oraz 23 maja o godz. 10.00.",
            "Terminy sesji Rady Miasta Krakowa:\n22 maja, godz. 9.00\n23 maja, godz. 10.00",
        ],
    );
    check(
        "2024-05-21 17:00 announced; 2024-05-23 18:00 announced",
        [
            "Sesje rad dzielnic:\n- 21 maja, godz. 17.00: Rada Dzielnicy V Krowodrza – ul. Długa 3\n- 23 maja, godz. 18.00: Rada Dzielnicy X Swoszowice – ul. Sawiczewskich 1",
            "21 maja o godz. 17.00 odbędzie się sesja Rady Dzielnicy V Krowodrza. 23 maja o godz. 18.00 odbędzie się sesja Rady Dzielnicy X Swoszowice.",
            "Sesja Rady Dzielnicy V Krowodrza odbędzie się 21 maja o godz. 17.00, a sesja Rady Dzielnicy X Swoszowice 23 maja o godz. 18.00.",
        ],
    );
    check(
        "2024-05-14 held; 2024-06-11 announced",
        [
            "14 maja odbyło się posiedzenie Komisji Budżetowej. Kolejne posiedzenie Komisji Budżetowej odbędzie się 11 czerwca.",
            "Wczoraj obradowała Komisja Budżetowa. Następne posiedzenie zaplanowano na 11 czerwca.",
            "Posiedzenie Komisji Budżetowej odbyło się 14 maja. Na następne posiedzenie zapraszamy 11 czerwca.",
        ],
    );
    check(
        "2024-05-10 held",
        [
            "10 maja 2024 r. odbędzie się sesja Rady Gminy Zielonki.\n\nSesja Rady Gminy Zielonki odbyła się 10 maja.",
            "Sesja Rady Gminy Zielonki odbyła się 10 maja 2024 r.\n\nPorządek obrad sesji Rady Gminy Zielonki w dniu 10 maja 2024 r.",
            "10 maja obradowała Rada Gminy Zielonki. Sesja Rady Gminy Zielonki z 10 maja trwała pięć godzin.",
        ],
    );
}

#[test]
fn texts_that_only_mention_a_body_have_no_meeting() {
    for text in [
        "Konwent Przewodniczących Rad i Zarządów Dzielnic został powołany zarządzeniem nr 358/2017 z dnia 13 lutego 2017 r.",
        "O sprawie mówiono na konwencie. Zgłoszenia przyjmujemy do 20 maja.",
        "Raport zostanie omówiony na posiedzeniu Konwentu Przewodniczących Rad i Zarządów Dzielnic.",
        "Spotkanie z mieszkańcami odbędzie się 20 maja w siedzibie Rady Dzielnicy V Krowodrza.",
        "26 marca Rada Miasta Krakowa podjęła uchwałę nr XVIII/402/25.",
        "Posiedzenia Konwentu są zwoływane w zależności od potrzeb.",
        "Sesja zdjęciowa odbędzie się 20 maja w Parku Jordana.",
        "Konwent fantastyki odbędzie się 20 maja w hali sportowej.",
        "Festyn rady dzielnicy odbędzie się 20 maja. Nagrania sesji są w internecie.",
        "W maju 1999 r. Zarząd Miasta Krakowa podjął uchwałę w sprawie powołania Konwentu.",
        "Uchwała nr XXII/150/2024 Rady Dzielnicy V Krowodrza z dnia 14 maja 2024 r. w sprawie sesji.",
        "Nagranie z sesji Rady Miasta Krakowa z 14 maja jest dostępne w internecie.",
        "Konsultacje potrwają od 20 maja do 3 czerwca. Wyniki poznają rady dzielnic na sesjach.",
        "O tę reformę dzielnice upominały się od dawna, ostatnio na konwencie, który odbył się 13 lutego.\n\na\n\nb\n\nc",
    ] {
        let found: Vec<String> = read(text).iter().map(summary).collect();
        let is_relative = text.contains("który odbył się");
        assert!(found.is_empty() || is_relative, "`{text}` {found:?}");
    }
}
