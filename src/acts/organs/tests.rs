//! Tests with names of bodies as headings print them, in both forms.

use super::*;

#[track_caller]
fn check(text: &str, nominative: Option<&str>) {
    let found = leading_organ(text).map(|(organ, _)| organ.nominative);
    assert_eq!(found.as_deref(), nominative, "`{text}`");
}

#[track_caller]
fn check_office(text: &str, expected: Option<(&str, &str)>) {
    let found = leading_office(text).map(|(organ, _)| (organ.nominative, organ.genitive));
    let found = found.as_ref().map(|(nominative, genitive)| (nominative.as_str(), genitive.as_str()));
    assert_eq!(found, expected, "`{text}`");
}

#[test]
fn body_names_are_returned_in_the_nominative() {
    check("Prezydenta Miasta Krakowa z dnia", Some("Prezydent Miasta Krakowa"));
    check("PREZYDENTA MIASTA KRAKOWA\nz dnia", Some("Prezydent Miasta Krakowa"));
    check("Rady Miasta Krakowa", Some("Rada Miasta Krakowa"));
    check("RADY MIEJSKIEJ W BORNEM SULINOWIE\n", Some("Rada Miejska w Bornem Sulinowie"));
    check("Wojewody Małopolskiego z dnia 3", Some("Wojewoda Małopolski"));
    check("SEJMIKU WOJEWÓDZTWA MAŁOPOLSKIEGO", Some("Sejmik Województwa Małopolskiego"));
    check("Rady Ministrów", Some("Rada Ministrów"));
    check("Prezesa Rady Ministrów z 3", Some("Prezes Rady Ministrów"));
    check("Ministra Klimatu i Środowiska 1)\nz dnia", Some("Minister Klimatu i Środowiska"));
    check("M INISTRA ZDRO WIA 1)\nz", Some("Minister Zdrowia"));
    check("Ministra Zdrowia i Opieki Społecznej z dnia", Some("Minister Zdrowia i Opieki Społecznej"));
}

#[test]
fn adjectives_agree_with_the_head_they_belong_to() {
    check("Głównego Inspektora Sanitarnego z dnia", Some("Główny Inspektor Sanitarny"));
    check("Małopolskiego Kuratora Oświaty", Some("Małopolski Kurator Oświaty"));
    check(
        "Samorządowego Kolegium Odwoławczego w Krakowie",
        Some("Samorządowe Kolegium Odwoławcze w Krakowie"),
    );
    check("Państwowej Komisji Wyborczej z dnia", Some("Państwowa Komisja Wyborcza"));
    check("Prezesa Narodowego Banku Polskiego z", Some("Prezes Narodowego Banku Polskiego"));
    check("ZEBRANIA WIEJSKIEGO SOŁECTWA BRZOZOWO", Some("Zebranie Wiejskie Sołectwa Brzozowo"));
    check("Komendanta Miejskiego Policji w Krakowie", Some("Komendant Miejski Policji w Krakowie"));
}

#[test]
fn a_name_goes_on_below_where_it_is_not_complete() {
    check("RADY\nMIASTA KRAKOWA\nz dnia", Some("Rada Miasta Krakowa"));
    check("RADY GMINY\nBRZOZOWO\nz dnia", Some("Rada Gminy Brzozowo"));
    check("RADY MIEJSKIEJ\nW LIPOWCU\nz dnia", Some("Rada Miejska w Lipowcu"));
    check("Rady Miejskiej\nw sprawie dróg", Some("Rada Miejska"));
    check("WÓJTA GMINY BRZOZOWO\nNR 5", Some("Wójt Gminy Brzozowo"));
    check(
        "DYREKTORA\nZARZĄDU ZIELENI MIEJSKIEJ\nw Krakowie",
        Some("Dyrektor Zarządu Zieleni Miejskiej w Krakowie"),
    );
}

#[test]
fn a_name_ends_before_the_rest_of_the_heading() {
    check("Rady Miejskiej w Lipowcu z 28 lutego 2008 r.", Some("Rada Miejska w Lipowcu"));
    check("Rady Miejskiej w Lipowcu z dn. 5", Some("Rada Miejska w Lipowcu"));
    check("Rady Gminy Brzozowo NR XII/1", Some("Rada Gminy Brzozowo"));
    check("Rady Gminy Brzozowo ws. opłat", Some("Rada Gminy Brzozowo"));
    check("Rady Miasta Krakowa zmieniająca uchwałę", Some("Rada Miasta Krakowa"));
    check("Prezydenta Miasta Krakowa - Kierownika Urzędu z", Some("Prezydent Miasta Krakowa"));
    check(
        "Dyrektora Szkoły Podstawowej nr 5 w Lipowcu nr 12/2020",
        Some("Dyrektor Szkoły Podstawowej nr 5 w Lipowcu"),
    );
    check("Rady Miasta Krakowa weszło w życie", Some("Rada Miasta Krakowa"));
}

#[test]
fn acronyms_and_names_without_accents_are_known() {
    check("PMK z dnia", Some("Prezydent Miasta Krakowa"));
    check("RMK nr", Some("Rada Miasta Krakowa"));
    check("RMKA nr", None);
    check("RADY MIEJSK1EJ W LIPOWCU", Some("Rada Miejska w Lipowcu"));
    check("RADY MIEJ5K1EJ W LIPOWCU", None);
    check("Wojta Gminy Brzozowo", Some("Wójt Gminy Brzozowo"));
}

#[test]
fn an_office_above_a_letter_is_read_in_the_nominative() {
    let mayor = ("Prezydent Miasta Krakowa", "Prezydenta Miasta Krakowa");
    check_office("PREZYDENT MIASTA KRAKOWA\nWS-04", Some(mayor));
    check_office("PREZYDENT MIASTA KRAKOWA      Kraków, dnia", Some(mayor));
    let regulator = ("Prezes Urzędu Regulacji Energetyki", "Prezesa Urzędu Regulacji Energetyki");
    check_office("PREZES\nURZĘDU REGULACJI ENERGETYKI\nOSZ", Some(regulator));
    check_office("Wojewoda Małopolski\n", Some(("Wojewoda Małopolski", "Wojewody Małopolskiego")));
    check_office("RADA MIEJSKA W LIPOWCU", Some(("Rada Miejska w Lipowcu", "Rady Miejskiej w Lipowcu")));
    check_office("RADA MIASTA KRAKOWA", Some(("Rada Miasta Krakowa", "Rady Miasta Krakowa")));
    let police = ("Komendant Policji w Krakowie", "Komendanta Policji w Krakowie");
    check_office("Komendant Policji w Krakowie", Some(police));
    check_office("Prezydenta Miasta Krakowa", None);
}

#[test]
fn a_district_council_is_the_same_body_with_or_without_the_city() {
    check("Rady Dzielnicy XVIII Nowa Huta z dnia", Some("Rada Dzielnicy XVIII Nowa Huta"));
    check("RADY DZIELNICY XVIII NOWA HUTA MIASTA KRAKOWA", Some("Rada Dzielnicy XVIII Nowa Huta"));
    check("Zarządu Dzielnicy XI nr 5", Some("Zarząd Dzielnicy XI"));
}

#[test]
fn an_unknown_body_is_not_guessed() {
    check("Komitetu Obywateli z dnia", None);
    check("", None);
    check("Radykalnie inaczej", None);
    check(&"Rady ".repeat(100), None);
}
