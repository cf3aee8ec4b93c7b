//! Tests of queries that name an act.

use super::*;

/// Checks kind, session, serial number, year, date, title and section.
#[track_caller]
fn check(query: &str, expected: &str) {
    let read = parse(query).map(|read| {
        let number = read.number.map(|number| {
            let session = number.session.map(|session| format!("{session}/")).unwrap_or_default();
            let year = number.year.map(|year| format!("/{year}")).unwrap_or_default();
            format!("{session}{}{year}", number.serial)
        });
        let date = read.date.map(|date| date.to_string());
        let section = read.section.map(|place| query[place].to_owned());
        [read.kind, number, date, read.title, section].map(Option::unwrap_or_default).join("|")
    });
    assert_eq!(read.as_deref().unwrap_or("none"), expected, "`{query}`");
}

#[test]
fn a_number_is_a_reference_in_every_spelling() {
    check("358/2017", "|358/2017|||");
    check("nr 358/17", "|358/2017|||");
    check("1495/14", "|1495/2014|||");
    check("358 / 2017", "|358/2017|||");
    check("358–2017", "|358/2017|||");
    check("zarz. 358/17 §3 ust.2", "zarządzenie|358/2017|||§3 ust.2");
    check("zarządzenie 358 z 2017", "zarządzenie|358/2017|||");
    check("zarządzenie nr 358 z 2017 r.", "zarządzenie|358/2017|||");
    check("uchwała XCIX/1495/14", "uchwała|XCIX/1495/2014|||");
    check("uchwala nr xcix 1495 14", "uchwała|XCIX/1495/2014|||");
    check("Uchwała Nr XII.129.2011", "uchwała|XII/129/2011|||");
    check("0050.241.2015", "|241/2015|||");
    check("zarządzenie 12a/2015", "zarządzenie|12a/2015|||");
    check("zarządzenie 12", "zarządzenie|12|||");
    check("xcix/1495/14", "|XCIX/1495/2014|||");
    check("nr 13/02", "|13/2002|||");
    check("uchwała 5/12", "uchwała|5/2012|||");
    check("1947/2024", "|1947/2024|||");
    check("XII.129.11", "|XII/129/2011|||");
}

#[test]
fn a_kind_may_be_misspelt_by_one_letter() {
    check("zarzadzenie 358/2017", "zarządzenie|358/2017|||");
    check("uchwla 1495/14", "uchwała|1495/2014|||");
    check("uhcwała 1495/14", "uchwała|1495/2014|||");
    check("zarządzenia nr 5/2019", "zarządzenie|5/2019|||");
    check("rozporzadznie z 13.02.2017", "rozporządzenie||2017-02-13||");
}

#[test]
fn the_day_may_stand_for_the_number() {
    check("zarządzenie z 13 lutego 2017", "zarządzenie||2017-02-13||");
    check("uchwała z 13.02.2017", "uchwała||2017-02-13||");
    check("uchwała RMK z dnia 13 lutego 2017 r.", "uchwała||2017-02-13||");
    check("uchwała nr 5/2017 z dnia 2017-02-13", "uchwała|5/2017|2017-02-13||");
}

#[test]
fn a_statute_is_named_by_its_title() {
    check("ustawa o samorządzie gminnym", "ustawa|||o samorządzie gminnym|");
    check("ustawa z dnia 8 marca 1990 r. o samorządzie gminnym", "ustawa||1990-03-08|o samorządzie gminnym|");
    check("ustawa o samorządzie gminnym art. 30 ust. 2", "ustawa|||o samorządzie gminnym|art. 30 ust. 2");
    check("kodeks postępowania administracyjnego", "ustawa|||Kodeks postępowania administracyjnego|");
    check("prawo budowlane art 28", "ustawa|||Prawo budowlane|art 28");
    check("ustawa - Prawo wodne", "ustawa|||Prawo wodne|");
}

#[test]
fn the_rest_is_a_section() {
    check("358/2017 § 3 ust. 2", "|358/2017|||§ 3 ust. 2");
    check("358/2017 par. 3", "|358/2017|||par. 3");
    check("§ 3 358/2017", "|358/2017|||§ 3");
    check("§ 3 ust. 2 nr 358/2017", "|358/2017|||§ 3 ust. 2 nr");
    check("art. 5 V/3/07", "|V/3/2007|||art. 5");
    check("załącznik nr 1 358/2017", "|358/2017|||załącznik nr 1");
    check("§ 3 uchwały XCIX/1495/14", "uchwała|XCIX/1495/2014|||§ 3");
    check("art. 18 ustawy o samorządzie gminnym", "ustawa|||o samorządzie gminnym|art. 18");
    check("uchwała 5/2019 załącznik nr 2", "uchwała|5/2019|||załącznik nr 2");
}

#[test]
fn the_body_adds_nothing() {
    check("zarządzenie 358/2017 prezydenta miasta krakowa", "zarządzenie|358/2017|||");
    check("uchwała rmk 1495/14", "uchwała|1495/2014|||");
    check("uchwała rady gminy liszki nr 5/2019", "uchwała|5/2019|||");
    check("uchwała rady dzielnicy XVIII 5/2019", "uchwała|5/2019|||");
}

#[test]
fn a_query_with_other_words_is_no_reference() {
    for query in [
        "",
        "2017",
        "uchwała",
        "uchwała 2017",
        "uchwała o parkach kieszonkowych",
        "uchwała 1495/14 w sprawie parkowania",
        "zarządzenie 358/2017 regulamin",
        "parkowanie 358/2017",
        "13.02.2017",
        "linia 178",
        "nr 5",
        "24/7",
        "budżet 2017",
        "§ 3",
        "prawo jazdy",
        "ustawa o",
        "działka 352/2",
        "1/2",
        "13/02",
        "5/12",
        "13.02.17",
        "30-059",
        "616-12-45",
        "2022/2023",
        "2023/24",
        "2017/02",
        "1495/42",
        "budżet 2026",
        "strategia 2030",
        "ul. 3 Maja 12/4",
        "linia 178/2",
        "umowa z 13.02.2017",
        "konwencja 5/2017",
    ] {
        check(query, "none");
    }
}

proptest::proptest! {
    #[test]
    fn no_query_panics(query in "\\PC{0,60}") {
        if let Some(section) = parse(&query).and_then(|read| read.section) {
            proptest::prop_assert!(query.get(section).is_some());
        }
    }

    #[test]
    fn no_reference_panics(query in "(uchwała|nr| |xcix|/|14|2017|§|art|\\.|-|o|lasach|z|dnia|1 maja|rady|gminy|ę){0,12}") {
        if let Some(section) = parse(&query).and_then(|read| read.section) {
            proptest::prop_assert!(query.get(section).is_some());
        }
    }
}
