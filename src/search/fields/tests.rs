//! Tables of field values.

use super::*;
use crate::document::DISTRICTS;

fn organs() -> Vec<String> {
    ["Prezydent Miasta Krakowa", "Rada Miasta Krakowa"].map(str::to_owned).to_vec()
}

fn read(field: QueryField, value: &str) -> Option<FieldCondition> {
    FieldCondition::parse(field, value, &mut Analyzer::default(), organs)
}

fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap()
}

#[test]
fn fields_have_polish_and_english_names() {
    for (name, field) in [
        ("tytuł", QueryField::Title),
        ("TYTUL", QueryField::Title),
        ("title", QueryField::Title),
        ("Numer", QueryField::Number),
        ("district", QueryField::District),
        ("do", QueryField::To),
        ("kind", QueryField::Kind),
    ] {
        assert_eq!(QueryField::named(name), Some(field), "{name}");
    }
    for name in ["", "ul.", "godz", "http", "tytułtytułtytułtytuł"] {
        assert_eq!(QueryField::named(name), None, "{name}");
    }
    assert!(QueryField::FILTERS.iter().all(|field| QueryField::named(field.name()) == Some(*field)));
}

#[test]
fn years_are_single_or_a_range() {
    assert_eq!(read(QueryField::Year, "2017"), Some(FieldCondition::Years(2017, 2017)));
    assert_eq!(read(QueryField::Year, "2017-2019,"), Some(FieldCondition::Years(2017, 2019)));
    assert_eq!(read(QueryField::Year, "2019–2017"), Some(FieldCondition::Years(2017, 2019)));
    for bad in ["abc", "17", "2017-", "20170", "2017-2018-2019", ""] {
        let expected = (bad == "2017-").then_some(FieldCondition::Years(2017, 2017));
        assert_eq!(read(QueryField::Year, bad), expected, "{bad}");
    }
}

#[test]
fn days_months_and_years_have_a_first_and_a_last_day() {
    for (value, first, last) in [
        ("2017-02-13", day(2017, 2, 13), day(2017, 2, 13)),
        ("13.02.2017", day(2017, 2, 13), day(2017, 2, 13)),
        ("13 lutego 2017", day(2017, 2, 13), day(2017, 2, 13)),
        ("2017-02", day(2017, 2, 1), day(2017, 2, 28)),
        ("02.2016", day(2016, 2, 1), day(2016, 2, 29)),
        ("2017", day(2017, 1, 1), day(2017, 12, 31)),
    ] {
        assert_eq!(read(QueryField::From, value), Some(FieldCondition::From(first)), "{value}");
        assert_eq!(read(QueryField::To, value), Some(FieldCondition::To(last)), "{value}");
    }
    for bad in ["luty", "2017-13", "2017-02-30", "17", "12", "2017-002"] {
        assert_eq!(read(QueryField::From, bad), None, "{bad}");
    }
}

#[track_caller]
fn check_district(value: &str, expected: &[&'static str]) {
    let expected = (!expected.is_empty()).then(|| FieldCondition::Districts(expected.to_vec()));
    assert_eq!(read(QueryField::District, value), expected, "{value}");
}

#[test]
fn districts_are_given_by_number_or_by_name_in_any_form() {
    for (arabic, roman) in (1..).zip(DISTRICTS) {
        check_district(&format!("{arabic}"), &[roman]);
        check_district(roman, &[roman]);
    }
    check_district("xviii", &["XVIII"]);
    check_district("XVIII Nowa Huta", &["XVIII"]);
    check_district("Nowej Hucie", &["XVIII"]);
    check_district("podgórza", &["XIII"]);
    check_district("Podgórze Duchackie", &["XI"]);
    check_district("grzegorzki", &["II"]);
    check_district("Krowodrzy", &["V"]);
    check_district("Prądnik", &["III", "IV"]);
    check_district("Bieżanów", &["XII"]);
    check_district("Łagiewniki-Borek Fałęcki", &["IX"]);
    check_district("XIX", &[]);
    check_district("Wieliczka", &[]);
}

#[test]
fn organs_are_given_by_any_of_their_words() {
    let found = |value: &str| match read(QueryField::Organ, value) {
        Some(FieldCondition::Organs(organs)) => organs,
        _ => Vec::new(),
    };
    assert_eq!(found("prezydenta"), ["Prezydent Miasta Krakowa"]);
    assert_eq!(found("rada miasta"), ["Rada Miasta Krakowa"]);
    assert_eq!(found("Kraków").len(), 2);
    assert_eq!(found("wojewoda").len(), 0);
}

#[test]
fn kinds_have_polish_and_english_names() {
    for (value, kind) in [
        ("uchwały", Kind::Resolution),
        ("uchwala", Kind::Resolution),
        ("zarządzenie", Kind::Ordinance),
        ("ogłoszenia", Kind::Notice),
        ("obwieszczenie", Kind::Notice),
        ("aktualności", Kind::News),
        ("news", Kind::News),
        ("Ordinance", Kind::Ordinance),
        ("akty", Kind::Act),
        ("ustawa", Kind::Act),
        ("strona", Kind::Page),
    ] {
        assert_eq!(read(QueryField::Kind, value), Some(FieldCondition::Kind(kind)), "{value}");
    }
    assert_eq!(read(QueryField::Kind, "konwent"), None);
}

#[test]
fn act_numbers_are_written_as_in_the_index() {
    for (value, expected) in [
        ("358/2017", Some("358/2017")),
        ("358 / 2017.", Some("358/2017")),
        ("358", Some("358")),
        ("xcix/1495/14", Some("xcix/1495/14")),
        ("abc", None),
        ("358 z 2017", None),
        ("", None),
    ] {
        assert_eq!(number(value).as_deref(), expected, "{value}");
    }
}
