//! Tests of what a text does to the acts it cites, where the words around them mislead.

use jiff::civil::Date;

use super::{check, check_in, citations, own};

#[test]
fn a_note_in_brackets_only_names_the_act_that_changed_another() {
    check(
        "W ⟦a|zarządzeniu Nr 358/2017 Prezydenta Miasta Krakowa z dnia 13 lutego 2017 r.⟧ (zmiana: ⟦m|zarządzenie \
         nr 1/2020⟧) uchyla się § 3.",
    );
    check("W ⟦a|zarządzeniu Nr 358/2017⟧ (zm. ⟦m|zarządzeniem nr 1/2020⟧) w § 3 dodaje się ust. 4.");
    check(
        "Traci moc ⟦r|zarządzenie nr 358/2017⟧ (zm.: ⟦m|zarządzenie nr 1/2020⟧, ⟦m|zarządzenie nr 2/2020⟧) oraz \
         ⟦r|zarządzenie nr 5/2018⟧.",
    );
}

#[test]
fn a_note_in_the_own_title_only_names_an_act() {
    let own = own("zarządzenie", Some("7/2021"), Some(Date::constant(2021, 2, 3)));
    check_in(
        "ZARZĄDZENIE NR 7/2021\nPREZYDENTA MIASTA KRAKOWA\nz dnia 3 lutego 2021 r.\nw sprawie zmiany ⟦a|zarządzenia nr \
         358/2017⟧ (zmiana: ⟦m|zarządzenie nr 1/2020⟧)",
        Some(&own),
    );
}

#[test]
fn the_force_that_is_lost_may_be_called_binding() {
    check(
        "Tracą moc obowiązującą zarządzenia Prezydenta Miasta Krakowa:\n1) ⟦r|Nr 358/2017 z dnia 13 lutego 2017 r.⟧;\n\
         2) ⟦r|Nr 935/2018 z dnia 10 kwietnia 2018 r.⟧.",
    );
    check("§ 3. Traci moc obowiązującą ⟦r|uchwała nr XII/87/99 Rady Miejskiej w Skawinie⟧.");
    check(
        "Z dniem 1 maja 2020 r. utraciły moc obowiązującą ⟦r|zarządzenie nr 3/2011⟧ i ⟦r|zarządzenie nr 4/2011⟧.",
    );
    check("§ 2. ⟦r|Zarządzenie nr 7/2011 Wójta Gminy Liszki⟧ traci moc obowiązującą.");
}

#[test]
fn what_is_denied_or_proposed_is_not_done() {
    check("Nie uchyla się ⟦m|zarządzenia nr 358/2017⟧.");
    check("Nie traci mocy ⟦m|uchwała nr XII/87/99 Rady Miejskiej w Skawinie⟧.");
    check("Jeżeli traci moc ⟦m|uchwała nr XII/87/99⟧, stosuje się przepisy ogólne.");
    check("W ⟦m|zarządzeniu nr 358/2017⟧ nie wprowadza się zmian.");
    check("O ile umowa nie stanowi inaczej, traci moc ⟦m|uchwała nr XII/87/99⟧.");
    check(
        "czynności prowadzone przez nie, nie dłużej niż do dnia 3 maja.”. Art. 2. W ⟦a|ustawie z dnia 4 lutego 1994 r. o \
         lasach⟧ w art. 3 dodaje się ust. 2.",
    );
    check(
        "ciągłość czynności.”, e) uchyla się ust. 8. Art. 3. W ⟦a|ustawie o lasach⟧ wprowadza się zmiany: 1) w art. 4",
    );
    check("Konwent nadal działa na podstawie ⟦m|zarządzenia nr 358/2017⟧.");
    check("§ 2. Nie dotyczy to umów zawartych.\n§ 3. Traci moc ⟦r|uchwała nr XII/87/99⟧.");
    check("Proponuje się uchylić ⟦m|uchwałę nr XII/87/99⟧ w całości.");
    let opinion = own("uchwała", Some("XII/5/2021"), Some(Date::constant(2021, 2, 3)));
    check_in(
        "UCHWAŁA NR XII/5/2021\nRADY DZIELNICY II\nz dnia 3 lutego 2021 r.\nw sprawie opinii dot. projektu zarządzenia \
         Prezydenta Miasta Krakowa zmieniającego ⟦m|zarządzenie nr 358/2017⟧",
        Some(&opinion),
    );
}

#[test]
fn the_verb_after_the_enacting_formula_is_of_another_sentence() {
    check(
        "Na podstawie § 5 Regulaminu stanowiącego załącznik do ⟦i|zarządzenia Nr 2743/2019 Prezydenta Miasta Krakowa z \
         dnia 18 października 2019 r.⟧ zarządzam, co następuje:\n§ 1. Wprowadza się Regulamin obiegu dokumentów.",
    );
    check(
        "Na podstawie art. 30 ⟦i|ustawy z dnia 8 marca 1990 r. o samorządzie gminnym (Dz. U. z 2019 r. poz. 506)⟧ oraz § 5 \
         Regulaminu stanowiącego załącznik do ⟦i|zarządzenia Nr 2743/2019⟧ zarządza się, co następuje:\n§ 1. Wprowadza się \
         Regulamin.",
    );
}

#[test]
fn a_part_of_an_act_may_be_repealed_or_left_in_force() {
    for words in ["z wyłączeniem § 3", "za wyjątkiem § 3", "oprócz § 2", "z zastrzeżeniem § 3"] {
        check(&format!("Traci moc ⟦p|zarządzenie nr 358/2017⟧, {words}."));
        check(&format!("Traci moc ⟦p|uchwała nr V/3/07 z dnia 8 marca 2007 r. w sprawie opłat⟧ {words}."));
    }
    check("⟦p|Zarządzenie nr 358/2017⟧ traci moc w zakresie § 3.");
    check("W ⟦p|zarządzeniu nr 358/2017⟧ traci moc § 3.");
    check(
        "Tracą moc:\n1) ⟦r|uchwała Nr V/3/07 z dnia 8 marca 2007 r. w sprawie opłat⟧;\n2) § 4 ⟦p|uchwały Nr V/4/07 z dnia 8 \
         marca 2007 r. w sprawie diet⟧;\n3) załącznik nr 2 do ⟦p|uchwały Nr V/5/07 z dnia 8 marca 2007 r.⟧.",
    );
}

#[test]
fn an_act_may_be_repealed_in_other_words() {
    check("⟦r|Zarządzenie nr 358/2017⟧ uznaje się za nieobowiązujące.");
    check("Unieważnia się ⟦r|zarządzenie nr 358/2017⟧.");
    check(
        "Było to uregulowane w ⟦r|rozporządzeniu Ministra Zdrowia z dnia 3 marca 2010 r. w sprawie recept (Dz. U. poz. 5)⟧, \
         które traci moc z dniem wejścia w życie niniejszego rozporządzenia.",
    );
}

#[test]
fn a_title_may_change_one_act_and_repeal_another() {
    let own = own("uchwała", Some("V/40/2019"), Some(Date::constant(2019, 2, 27)));
    check_in(
        "UCHWAŁA NR V/40/2019\nRADY MIEJSKIEJ W SKAWINIE\nz dnia 27 lutego 2019 r.\nzmieniająca ⟦a|uchwałę Nr \
         XII/87/2015 Rady Miejskiej w Skawinie w sprawie opłat targowych⟧ oraz uchylająca ⟦r|uchwałę Nr \
         XIV/99/2015⟧\n\nNa podstawie art. 18 ⟦i|ustawy z dnia 8 marca 1990 r. o samorządzie gminnym⟧ uchwala się, co \
         następuje:",
        Some(&own),
    );
}

#[test]
fn a_title_of_the_union_names_what_it_repeals() {
    check(
        "zgodnie z ⟦m|dyrektywą Rady 2009/72/WE z dnia 13 lipca 2009 r. w sprawie stawów oraz uchylającą dyrektywę \
         2003/54/WE (Dz. Urz. UE L 211 z 14.08.2009, str. 55)⟧ stosuje się",
    );
}

#[test]
fn a_body_that_is_the_subject_is_no_part_of_the_act() {
    check("⟦m|uchwałą Nr CXII/1700/14 z dnia 9 lipca 2014 r.⟧, Rada Miasta Krakowa ustaliła stawki.");
    check("⟦m|Uchwałą Nr CX/2900/23⟧ Rada Miasta Krakowa ustaliła stawki.");
    check("⟦m|uchwała nr XII/87/99 w sprawie opłat targowych⟧ (zm. ⟦m|uchwałą nr XIV/99/99⟧) obowiązuje.");
}

#[track_caller]
fn check_chain(text: &str, expected: &[(&str, Option<&str>, Option<&str>)]) {
    let found = citations(text, None);
    let dates: Vec<_> = found.iter().map(|found| found.act.date.map(|date| date.to_string())).collect();
    let read: Vec<_> = found
        .iter()
        .zip(&dates)
        .map(|(found, date)| {
            (found.act.number.as_deref().unwrap_or_default(), found.act.organ.as_deref(), date.as_deref())
        })
        .collect();
    assert_eq!(read, expected, "`{text}`");
}

#[test]
fn each_number_of_a_list_is_an_act() {
    check("Uchyla się ⟦r|zarządzenia nr 3/2020⟧, ⟦r|5/2020⟧ i ⟦r|11/2021 Prezydenta Miasta Krakowa⟧.");
    check("zmieniono ⟦m|zarządzenia nr 358/2017⟧, ⟦m|181/2019⟧ i ⟦m|1947/2024⟧");
    check("zob. ⟦m|zarządzenie nr 12/2020⟧ Prezydenta oraz ⟦m|nr 358/2017⟧");
    check("Uchyla się ⟦r|zarządzenia nr 3/2020⟧ (ze zm.), ⟦r|5/2020⟧ i ⟦r|nr 7/2020⟧.");
    check("uchylono ⟦m|zarządzenia nr 3/2020⟧,\n⟦m|5/2020⟧ oraz\n⟦m|7/2020⟧.");
    check("⟦m|uchwała nr 12/2020⟧, działki nr 1/2, 3/4 i 5/2020");
    check("⟦m|zarządzenie nr 12/2020⟧, 3/4 etatu. 5/2020 to numer sprawy.");
}

#[test]
fn the_last_act_of_a_list_names_the_body_and_the_day_of_all() {
    let krakow = Some("Prezydent Miasta Krakowa");
    check_chain(
        "Uchyla się zarządzenia nr 3/2020, 5/2020 i 11/2021 Prezydenta Miasta Krakowa.",
        &[("3/2020", krakow, None), ("5/2020", krakow, None), ("11/2021", krakow, None)],
    );
    let council = Some("Rada Powiatu w Wieliczce");
    check_chain(
        "w uchwałach nr I/1/2024 oraz nr I/2/2024 Rady Powiatu w Wieliczce z dnia 7 maja 2024 r. określono",
        &[("I/1/2024", council, Some("2024-05-07")), ("I/2/2024", council, Some("2024-05-07"))],
    );
    check_chain(
        "w uchwałach nr I/1/2024 oraz nr II/9/2024 Rady Powiatu w Wieliczce z dnia 7 czerwca 2024 r. określono",
        &[("I/1/2024", council, None), ("II/9/2024", council, Some("2024-06-07"))],
    );
}

#[test]
fn the_kind_the_session_and_the_year_may_be_written_otherwise() {
    let number = |text: &str, expected: &str| check_chain(text, &[(expected, None, None)]);
    number("zob. zarz. nr 358/2017", "358/2017");
    number("zarządzenie 358 z 2017 r.", "358/2017");
    number("zarządzeniem nr 358 z roku 2017", "358/2017");
    number("uchwała nr xcix/1495/14", "XCIX/1495/14");
    check_chain("uchw. nr XCIX/1495/14 RMK", &[("XCIX/1495/14", Some("Rada Miasta Krakowa"), None)]);
    check("zob. ⟦m|uchw. nr XCIX/1495/14 RMK⟧ i ⟦m|zarządzenie 358 z 2017 r.⟧ Uchw. podjęto, zarz. wydano.");
    check("⟦r|Zarz. nr 12/2020 PMK⟧ traci moc.");
    check("Traci moc ⟦r|zarządzenie nr 358 z 2017 r. w sprawie opłat⟧.");
    check("zob. ⟦m|decyzję nr 3/2022 z dnia 5 maja 2022 r.⟧ i decyzję nr AU-2/67/2022 z dnia 6 maja 2022 r.");
    check("Podjęto 3 uchwały z 2017 r. i 2 zarządzenia 5 maja.");
}
