//! Tests with headings as acts print them, and with texts that have none.

use super::{subject::SUBJECT_CHARS, *};

#[track_caller]
fn check(text: &str, title: &str) -> ActHeading {
    let found = recognize(text).unwrap_or_else(|| panic!("no heading in `{text}`"));
    assert_eq!(found.title, title);
    found
}

#[track_caller]
fn check_none(text: &str) {
    assert_eq!(recognize(text), None, "`{text}`");
}

#[test]
fn an_ordinance_of_the_mayor_is_read_completely() {
    let text = "ZARZĄDZENIE Nr 358/2017\nPREZYDENTA MIASTA KRAKOWA\nz dnia 13 lutego 2017 r.\n\n\
        w sprawie powołania Zespołu Konsultacyjnego\ndo spraw Dzielnic.\n\nNa podstawie art. 33";
    let title = "Zarządzenie nr 358/2017 Prezydenta Miasta Krakowa z dnia 13 lutego 2017 r. \
        w sprawie powołania Zespołu Konsultacyjnego do spraw Dzielnic";
    let found = check(text, title);
    assert_eq!(found.kind, Kind::Ordinance);
    assert_eq!(found.act.number.as_deref(), Some("358/2017"));
    assert_eq!(found.act.year, Some(2017));
    assert_eq!(found.act.organ.as_deref(), Some("Prezydent Miasta Krakowa"));
    assert_eq!(found.act.date, Some(Date::constant(2017, 2, 13)));
    let subject = "w sprawie powołania Zespołu Konsultacyjnego do spraw Dzielnic";
    assert_eq!(found.act.subject.as_deref(), Some(subject));
}

#[test]
fn a_resolution_in_spaced_letters_below_a_page_header_is_read() {
    let text = "Dziennik Urzędowy\n\nU C H W A Ł A  N R  XCIX / 1495 / 14\nRady Miasta Krakowa\n\
        z dnia 12 marca 2014 r.\nW SPRAWIE NADANIA NAZWY ULICY W KRAKOWIE, DZIELNICA XVIII\n§ 1";
    let title = "Uchwała nr XCIX/1495/14 Rady Miasta Krakowa z dnia 12 marca 2014 r. \
        w sprawie nadania nazwy ulicy w Krakowie, dzielnica XVIII";
    assert_eq!(check(text, title).act.year, Some(2014));
}

#[test]
fn a_draft_has_neither_number_nor_date() {
    for mark in
        ["PROJEKT", "(projekt)", "Projekt z dnia 3 marca 2025 r.", "projekt Prezydenta Miasta Krakowa"]
    {
        for number in ["……/2025", "45/2025"] {
            let text = format!(
                "{mark}\nZARZĄDZENIE NR {number}\nPREZYDENTA MIASTA KRAKOWA\nz dnia 5 maja 2025 r.\nw sprawie dróg"
            );
            let act = recognize(&text).unwrap_or_else(|| panic!("no heading in `{text}`")).act;
            assert_eq!((act.number, act.date, act.year), (None, None, None), "`{text}`");
            assert_eq!(act.subject.as_deref(), Some("w sprawie dróg"));
        }
    }
    let open = "PROJEKT\nZARZĄDZENIE NR ……/2025 PREZYDENTA MIASTA KRAKOWA z dnia …… 2025 r. w sprawie dróg";
    let act = recognize(open).unwrap().act;
    assert_eq!((act.number, act.date), (None, None));
}

#[test]
fn a_project_named_above_an_act_makes_it_no_draft() {
    let text = "Projekt współfinansowany ze środków Unii\nZARZĄDZENIE NR 45/2025\nPREZYDENTA MIASTA KRAKOWA\n\
        z dnia 5 maja 2025 r.\nw sprawie dróg";
    assert_eq!(recognize(text).unwrap().act.number.as_deref(), Some("45/2025"));
}

#[test]
fn a_single_line_heading_of_a_district_council_is_read() {
    let text = "Uchwała Nr LXV/1234/2021 Rady Dzielnicy XVIII Nowa Huta Miasta Krakowa z dnia 13.02.2021 r. \
        zmieniająca uchwałę w sprawie regulaminu (tekst jednolity)";
    let title = "Uchwała nr LXV/1234/2021 Rady Dzielnicy XVIII Nowa Huta z dnia 13 lutego 2021 r. \
        zmieniająca uchwałę w sprawie regulaminu (tekst jednolity)";
    let found = check(text, title);
    assert_eq!(found.act.organ.as_deref(), Some("Rada Dzielnicy XVIII Nowa Huta"));
}

#[test]
fn a_name_in_quotation_marks_may_consist_of_sentences() {
    let text = "UCHWAŁA NR CVI/2877/23\nRADY MIASTA KRAKOWA\nz dnia 8 lutego 2023 r.\nw sprawie przyjęcia dokumentu \
        „Strategia Rozwoju\nKrakowa. Tu chcę żyć. Kraków 2030”\n\nNa podstawie art. 18";
    let subject = "w sprawie przyjęcia dokumentu „Strategia Rozwoju Krakowa. Tu chcę żyć. Kraków 2030”";
    let title = format!("Uchwała nr CVI/2877/23 Rady Miasta Krakowa z dnia 8 lutego 2023 r. {subject}");
    assert_eq!(check(text, &title).act.subject.as_deref(), Some(subject));
}

#[test]
fn a_hyphen_printed_again_on_the_next_line_is_one() {
    let text = "UCHWAŁA NR XII/9/2022\nRADY DZIELNICY XII\nz dnia 3 marca 2022 r.\nw sprawie parku w Bieżanowie-\n\
        -Prokocimiu\n\n§ 1. Treść.";
    assert_eq!(
        check(
            text,
            "Uchwała nr XII/9/2022 Rady Dzielnicy XII z dnia 3 marca 2022 r. w sprawie parku w \
        Bieżanowie-Prokocimiu"
        )
        .act
        .year,
        Some(2022)
    );
}

#[test]
fn national_acts_are_read() {
    let text = "DZIENNIK USTAW\nPoz. 1\n\nRO ZPO RZĄDZENIE\nM INISTRA ZDRO WIA 1)\n\
        z dnia 23 grudnia 2016 r.\nw sprawie obsługi list1)\nNa podstawie art. 30a";
    check(text, "Rozporządzenie Ministra Zdrowia z dnia 23 grudnia 2016 r. w sprawie obsługi list");
    check(
        "U S T AWA\nz dnia 26 czerwca 1974 r.\nKodeks pracy1)\nPreambuła",
        "Ustawa z dnia 26 czerwca 1974 r. Kodeks pracy",
    );
    check(
        "U S T AWA\n\nOpracowano na\npodstawie:\nDz. U. z 2025 r.\n\nz dnia 23 kwietnia 1964 r.\nKodeks cywilny1)\nKSIĘGA PIERWSZA",
        "Ustawa z dnia 23 kwietnia 1964 r. Kodeks cywilny",
    );
    check(
        "KONSTYTUCJA\nRZECZYPOSPOLITEJ\n\nPOLSKIEJ\n\nz dnia 2 kwietnia 1997 r.\n\nW trosce",
        "Konstytucja Rzeczypospolitej Polskiej z dnia 2 kwietnia 1997 r.",
    );
    check(
        "USTAWA z dnia 3 lutego 1995 r. o ratyfikacji Porozumienia (WTO)",
        "Ustawa z dnia 3 lutego 1995 r. o ratyfikacji Porozumienia (WTO)",
    );
    check(
        "USTAWA\nz dnia 9 maja 2014 r.\no umowie z dnia 20 kwietnia 1959 r.[1])\nArt. 1.",
        "Ustawa z dnia 9 maja 2014 r. o umowie z dnia 20 kwietnia 1959 r.",
    );
}

#[test]
fn an_unknown_body_leaves_the_organ_empty() {
    let found = check(
        "ZARZĄDZENIE NR 5\nNadleśniczego w Miechowie\nz dnia 3 maja 2020 r.\nw sprawie grzybów",
        "Zarządzenie nr 5 z dnia 3 maja 2020 r. w sprawie grzybów",
    );
    assert_eq!((found.act.organ, found.act.year), (None, Some(2020)));
}

#[test]
fn an_endless_subject_is_cut_between_words() {
    let text = format!(
        "UCHWAŁA NR 1/2020 Rady Miasta Krakowa z dnia 3 maja 2020 r. w sprawie {}",
        "żółwi ".repeat(500)
    );
    let subject = recognize(&text).and_then(|found| found.act.subject).unwrap();
    assert!(subject.chars().count() <= SUBJECT_CHARS && subject.ends_with(" żółwi"), "{subject}");
}

#[test]
fn running_text_that_mentions_an_act_has_no_heading() {
    check_none("");
    check_none("Zespół powołany przez Prezydenta Zarządzeniem nr 358/2017 z 13 lutego 2017 r.");
    check_none("Zarządzenie nr 358/2017 Prezydenta Miasta Krakowa weszło w życie.");
    check_none("Zarządzenie nr 358/2017 Prezydenta Miasta Krakowa z dnia 13 lutego 2017 r. weszło w życie.");
    check_none("Uchwała krajobrazowa już obowiązuje\n2020-07-01\n\nOd 1 lipca");
    check_none(
        "Zespół Konsultacyjny powołany przez Prezydenta Miasta Krakowa\nZarządzenie nr 358/2017 Prezydenta Miasta Krakowa z dnia 13 lutego 2017 r. w sprawie",
    );
    check_none(&format!(
        "{}\nUCHWAŁA NR 1/2020\nRady Miasta Krakowa\nz dnia 3 maja 2020 r.",
        "słowo ".repeat(30)
    ));
    check_none("Załącznik do uchwały Nr 5/2020 Rady Miasta Krakowa z dnia 3 maja 2020 r.");
    check_none("Ogłoszenie o naborze na stanowisko");
    check_none("USTAWA");
}

#[test]
fn a_date_that_does_not_exist_is_none_and_the_subject_is_kept() {
    for date in ["99 lutego 2020 r.", "30.02.2020 r.", "31 kwietnia 2020"] {
        let text =
            format!("UCHWAŁA NR 5/2020\nRady Miasta Krakowa\nz dnia {date}\nw sprawie dróg\n\nNa podstawie");
        check(&text, "Uchwała nr 5/2020 Rady Miasta Krakowa w sprawie dróg");
        let calm = text.replace("UCHWAŁA NR", "Uchwała Nr");
        check(&calm, "Uchwała nr 5/2020 Rady Miasta Krakowa w sprawie dróg");
    }
    assert!(recognize("UCHWAŁA\nz dnia 13").is_none());
}

proptest::proptest! {
    #[test]
    fn no_text_panics(
        text in "(USTAWA|Uchwała|Z A R|Projekt uchwały|Załącznik do|PREZYDENT MIASTA|OGŁOSZENIE|z dnia \\.\\.|l3 maja|0007\\.X|XC1/|nr|Nr 5/|Rady|Krakowa|z dnia|13 lutego|1\\)|\\[1\\]|w sprawie|KRAKÓW|Art. 1|İ|ß|[ \n.,(]|\\PC){0,40}",
    ) {
        let _ = recognize(&text);
        let _ = recognize(&format!("UCHWAŁA NR 5/2020\n{text}\nz dnia 3 maja 2020 r. w sprawie {text}"));
    }
}
