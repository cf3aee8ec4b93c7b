//! Turns by which posts announce, move and report meetings and name their topics, each in three variants.

use super::{read, summary, topics};

#[track_caller]
fn check_days(expected: &str, variants: [&str; 3]) {
    for text in variants {
        let found: Vec<String> = read(text).iter().map(summary).collect();
        assert_eq!(found.join("; "), expected, "`{text}`");
    }
}

#[track_caller]
fn check_topics(expected: &str, variants: [&str; 3]) {
    for text in variants {
        assert_eq!(topics(&read(text)), expected, "`{text}`");
    }
}

#[track_caller]
fn check_chair(expected: &str, variants: [&str; 3]) {
    for text in variants {
        let found = read(text);
        let chair = found.first().and_then(|found| found.meeting.chair.as_deref());
        assert_eq!(chair, Some(expected), "`{text}`");
    }
}

#[track_caller]
fn check_place(expected: &str, variants: [&str; 3]) {
    for text in variants {
        let found = read(text);
        let place = found.first().and_then(|found| found.meeting.place.as_deref());
        assert_eq!(place, Some(expected), "`{text}`");
    }
}

#[test]
fn the_next_meeting_is_told_at_the_end_of_a_report() {
    check_days(
        "2024-05-14 held; 2024-06-11 announced",
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki.\n\nUstalono, że czerwcowe spotkanie odbędzie się 11 czerwca.",
            "14 maja odbyła się sesja Rady Gminy Zielonki.\n\nRadni ustalili kalendarz posiedzeń. Najbliższe z nich wyznaczono na 11 czerwca.",
            "14 maja odbyła się sesja Rady Gminy Zielonki.\n\nDo sprawy rada wróci 11 czerwca na sesji zwyczajnej.",
        ],
    );
}

#[test]
fn meetings_without_their_usual_verbs() {
    check_days(
        "2024-05-14 held",
        [
            "Do sesji Rady Gminy Zielonki, na którą czekano od zimy, doszło 14 maja w budynku urzędu.",
            "Doszło wreszcie do sesji Rady Gminy Zielonki: radni spotkali się 14 maja.",
            "To był trzeci w tym roku Konwent dzielnic. Spotkanie, które prowadził Jan Lis, zorganizowano 14 maja.",
        ],
    );
}

#[test]
fn meetings_right_after_others() {
    check_days(
        "2024-05-21 17:30 announced; 2024-05-21 announced",
        [
            "Posiedzenia komisji:\n\nKomisja Kultury\n21.05.2024, g. 17.30\n- Dzień Dziecka\n\nKomisja Sportu\n21.05.2024, bezpośrednio po posiedzeniu Komisji Kultury\n- plan wydatków",
            "Posiedzenia komisji:\n\nKomisja Kultury\n21 maja, godz. 17.30\n- Dzień Dziecka\n\nKomisja Sportu\n21 maja, zaraz po obradach Komisji Kultury\n- plan wydatków",
            "Posiedzenia komisji:\n\nKomisja Kultury\n21 maja 2024 (wtorek), godz. 17:30\n- Dzień Dziecka\n\nKomisja Sportu\n21 maja 2024 (wtorek), tuż po posiedzeniu Komisji Kultury\n- plan wydatków",
        ],
    );
    check_days(
        "",
        [
            "Jan Lis, szef Konwentu Przewodniczących Rad i Zarządów Dzielnic, odebrał w czwartek odznakę z rąk prezydenta.",
            "Odznakę odebrała w czwartek, 9 maja, szefowa Konwentu Przewodniczących Rad Dzielnic Anna Cis.",
            "9 maja w magistracie szefowi Konwentu dzielnic wręczono medal miasta.",
        ],
    );
}

#[test]
fn provisos_and_appositions() {
    check_topics(
        "pomoc rodzinom z dzielnic",
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Omówiono pomoc rodzinom z dzielnic, ze szczególnym uwzględnieniem kwestii prawnych.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Przyjęto pomoc rodzinom z dzielnic, z zastrzeżeniem dotyczącym ul. Długiej.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Radni omówili pomoc rodzinom z dzielnic, obejmującą także szkoły.",
        ],
    );
}

#[test]
fn those_who_judge_a_contest_are_no_body() {
    check_days(
        "",
        [
            "14 maja w siedzibie Rady Dzielnicy X Swoszowice odbyło się posiedzenie jury konkursu plastycznego.",
            "Posiedzenie kapituły nagrody odbyło się 14 maja w sali Rady Gminy Zielonki.",
            "14 maja odbyło się posiedzenie sądu konkursowego, w którym zasiadł radny Rady Gminy Zielonki.",
        ],
    );
}

#[test]
fn rows_of_a_schedule_fall_through_or_move() {
    check_days(
        "2024-05-20 17:00 announced; - announced -2024-05-21; 2024-05-27 18:00 announced",
        [
            "Terminy posiedzeń komisji:\n\nKomisja Kultury: 20.05.2024, g. 17.00\n\nKomisja Zdrowia: 21.05.2024 – ODWOŁANA\n\nKomisja Sportu: zbierze się 27.05.2024, g. 18.00",
            "Terminy posiedzeń komisji:\n\nKomisja Kultury – 20 maja, godz. 17.00\n\nKomisja Zdrowia – 21 maja – odwołana\n\nKomisja Sportu zbierze się 27 maja o godz. 18.00",
            "Terminy posiedzeń komisji:\n\nKomisja Kultury, 20 maja, godz. 17\n\nKomisja Zdrowia, 21 maja: odwołane\n\nKomisja Sportu zbierze się 27 maja, godz. 18",
        ],
    );
    check_days(
        "- announced -2024-05-28",
        [
            "Uprzejmie informujemy, że planowana na dzień 28 maja br. XII sesja Rady Gminy Zielonki nie odbędzie się.",
            "Uprzejmie informujemy mieszkańców, że zapowiadana na 28 maja 2024 r. XII sesja Rady Gminy Zielonki została odwołana.",
            "Z przyczyn organizacyjnych nie odbędzie się zwołana na dzień 28 maja br. XII nadzwyczajna sesja Rady Gminy Zielonki.",
        ],
    );
}

#[test]
fn rows_of_a_day_name_the_number_of_a_session() {
    check_topics(
        "Plan hali / Remont boiska / Raport o stanie gminy",
        [
            "Wtorek, 21 maja\n16.00 – Komisja Sportu\nPlan hali\nRemont boiska\n\nŚroda, 22 maja\n11.00 LVIII sesja Rady Gminy Zielonki\nRaport o stanie gminy\ninterpelacje",
            "Wtorek, 21.05\n16:00 Młodzieżowa Rada Miasta\nPlan hali\nRemont boiska\n\nŚroda, 22.05\n11:00 XII nadzwyczajna sesja Rady Gminy Zielonki\nRaport o stanie gminy",
            "21 maja\n16:00 Komisja Sportu\nPlan hali\nRemont boiska\n\n22 maja\n9:00 posiedzenie Komisji Rewizyjnej\nRaport o stanie gminy\nkomunikaty",
        ],
    );
}

#[test]
fn what_a_body_is_to_do() {
    check_topics(
        "budowa ścieżki / nazwa skweru",
        [
            "21 maja odbędzie się sesja Rady Gminy Zielonki. Omawiane będą: budowa ścieżki oraz nazwa skweru.",
            "21 maja odbędzie się sesja Rady Gminy Zielonki. Przewiduje się również: budowa ścieżki, nazwa skweru, a także wolne wnioski.",
            "21 maja odbędzie się sesja Rady Gminy Zielonki. Będą omawiane: budowa ścieżki, a także nazwa skweru.",
        ],
    );
    check_topics(
        "opiekę nad drzewami",
        [
            "21 maja odbędzie się sesja Rady Gminy Zielonki. Porządek rozszerzono o opiekę nad drzewami.",
            "21 maja odbędzie się sesja Rady Gminy Zielonki. Na wniosek wójta porządek obrad uzupełniono o opiekę nad drzewami.",
            "21 maja odbędzie się sesja Rady Gminy Zielonki. Program poszerzono o opiekę nad drzewami.",
        ],
    );
    check_topics(
        "zakupu wozu / sprzedaży działki",
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Podjęto dwie uchwały. Dotyczyły one między innymi: zakupu wozu, a także sprzedaży działki.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Podjęto dwie uchwały. Dotyczą one zakupu wozu oraz sprzedaży działki.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Uchwały podjęte na sesji dotyczyły: zakupu wozu, sprzedaży działki.",
        ],
    );
}

#[test]
fn lists_below_those_who_are_addressed() {
    check_topics(
        "stan dróg w gminie / podatek od psów",
        [
            "Zawiadamia się członków Komisji Zdrowia, że 21 maja odbędzie się posiedzenie Komisji w następującej sprawie:\n\n– stan dróg w gminie,\n– podatek od psów.",
            "Zapraszam członków Komisji Zdrowia na posiedzenie, które odbędzie się 21 maja, z następującymi tematami:\n\n- stan dróg w gminie\n- podatek od psów",
            "Zawiadamiam członków Komisji Zdrowia o posiedzeniu 21 maja z porządkiem obrad:\n1. stan dróg w gminie\n2. podatek od psów",
        ],
    );
}

#[test]
fn questions_that_a_meeting_was_about() {
    check_topics(
        "Jak poprawić frekwencję / kto odpowiada za odśnieżanie chodników",
        [
            "Jak poprawić frekwencję i kto odpowiada za odśnieżanie chodników? O tym dyskutowali 14 maja radni na sesji Rady Gminy Zielonki.",
            "Jak poprawić frekwencję, kto odpowiada za odśnieżanie chodników? Na te pytania odpowiadali radni podczas sesji Rady Gminy Zielonki, która odbyła się 14 maja.",
            "Jak poprawić frekwencję oraz kto odpowiada za odśnieżanie chodników? Nad tymi pytaniami głowili się radni na sesji Rady Gminy Zielonki, która odbyła się 14 maja.",
        ],
    );
}

#[test]
fn lists_before_their_verb_and_asides() {
    check_topics(
        "finansach dzielnic / utrzymaniu miasta",
        [
            "O finansach dzielnic, utrzymaniu miasta dyskutowali 14 maja radni na sesji Rady Gminy Zielonki.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. O finansach dzielnic, o utrzymaniu miasta rozmawiano długo.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Rozmawiano o finansach dzielnic, a także – na prośbę mieszkańców – o utrzymaniu miasta.",
        ],
    );
    check_topics(
        "zakaz nocnej sprzedaży",
        [
            "Po raz kolejny zakaz nocnej sprzedaży zdominował obrady. Sesja Rady Gminy Zielonki odbyła się 14 maja.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Przedmiotem obrad ma być zakaz nocnej sprzedaży.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Pod obrady trafił też – w trybie nagłym – zakaz nocnej sprzedaży.",
        ],
    );
    check_topics(
        "",
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Sesja dotyczyła wyłącznie tej sprawy.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Projekt uchwały przyjęto 28 głosami.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Wysłuchano wystąpienia dyrektora Zarządu Zieleni.",
        ],
    );
}

#[test]
fn who_presides_by_a_clause_or_a_second_office() {
    check_chair(
        "Jan Lis",
        [
            "14 maja odbyła się sesja Młodzieżowej Rady Krakowa. Obrady prowadził przewodniczący Młodzieżowej Rady Krakowa Jan Lis.",
            "14 maja odbył się Konwent dzielnic. Wiceprzewodniczący Konwentu Jan Lis, który w zastępstwie nieobecnego kierował spotkaniem, podziękował.",
            "14 maja odbył się Konwent dzielnic. Obrady prowadził przewodniczący Konwentu, szef Dzielnicy VI, Jan Lis.",
        ],
    );
    check_chair(
        "Jan Lis",
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Pierwszą część obrad prowadził najstarszy radny Jan Lis.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Prowadzenie obrad przejął senior Jan Lis.",
            "14 maja odbył się Konwent dzielnic. Gości powitał Jan Lis, szef Konwentu.",
        ],
    );
}

#[test]
fn seats_in_sentences_of_their_own() {
    check_place(
        "sala Lea",
        [
            "W czwartek, 23 maja, zbierze się Konwent dzielnic. O godz. 16 w sali Lea rozmawiać będą o budżecie.",
            "14 maja obradował Konwent dzielnic. Do sali Lea przyszli goście z policji.",
            "21 maja odbędzie się sesja Rady Gminy Zielonki. O godz. 17.00 w sali Lea radni zajmą się budżetem.",
        ],
    );
    check_place(
        "Muzeum Podgórza",
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Miejscem obrad było tym razem Muzeum Podgórza.",
            "14 maja zebrał się Konwent dzielnic. Spotkaniu w Muzeum Podgórza przewodniczył Jan Lis.",
            "14 maja obradował Konwent dzielnic. Dyskusje toczyły się w Muzeum Podgórza.",
        ],
    );
}

#[test]
fn questions_after_any_verb_of_asking() {
    check_topics(
        "dlaczego autobus omija szpital / kiedy ruszy budowa",
        [
            "14 maja odbyła się sesja Rady Gminy Zielonki. Młodzież chciała wiedzieć, dlaczego autobus omija szpital i kiedy ruszy budowa.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Pytań nie brakowało: dlaczego autobus omija szpital, kiedy ruszy budowa.",
            "14 maja odbyła się sesja Rady Gminy Zielonki. Wójt wyjaśnił, dlaczego autobus omija szpital i kiedy ruszy budowa.",
        ],
    );
}

#[test]
fn lists_whose_bullets_are_lost() {
    check_topics(
        "opinia o drogach / wniosek o lampy",
        [
            "21 maja odbędzie się sesja Rady Gminy Zielonki.\n\nPorządek obrad:\n\n1. Otwarcie\n2. Projekty uchwał:\n\nopinia o drogach\nwniosek o lampy\n\n3. Wolne wnioski\n4. Zamknięcie",
            "21 maja odbędzie się sesja Rady Gminy Zielonki.\n\nCo jeszcze w porządku?\n\nopinia o drogach\nwniosek o lampy",
            "21 maja odbędzie się sesja Rady Gminy Zielonki.\n\nW porządku m. in.:\n- opinia o drogach,\n- wniosek o lampy",
        ],
    );
}
