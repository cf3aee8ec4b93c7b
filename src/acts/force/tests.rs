//! Tests with closing provisions as acts print them.

use super::*;

const ISSUED: Date = Date::constant(2017, 2, 13);

#[track_caller]
fn check(text: &str, expected: Option<(i16, i8, i8)>) {
    let expected = expected.map(|(year, month, day)| Date::constant(year, month, day));
    assert_eq!(in_force_from(text, Some(ISSUED)), expected, "`{text}`");
}

#[track_caller]
fn check_published(clause: &str, expected: Option<(i16, i8, i8)>) {
    let text = format!(
        "DZIENNIK URZĘDOWY\nWOJEWÓDZTWA MAŁOPOLSKIEGO\nKraków, dnia 20 marca 2017 r.\nPoz. 1804\n\
        UCHWAŁA NR XII/1/17\n§ 1. Plan.\n§ 2. Uchwała wchodzi w życie {clause}"
    );
    check(&text, expected);
}

#[test]
fn an_act_may_be_in_force_from_the_day_of_issue() {
    check("§ 5. Zarządzenie wchodzi w życie z dniem podpisania.", Some((2017, 2, 13)));
    check("§ 5.\nUchwała wchodzi w życie z dniem podjęcia.\n\nPrzewodniczący", Some((2017, 2, 13)));
    check("§ 5 UCHWAŁA WCHODZI W ŻYCIE Z DNIEM PODJĘCIA", Some((2017, 2, 13)));
    check("§ 5. Zarzadzenie wchodzi w zycie z dniem podpisania.", Some((2017, 2, 13)));
    check("3. Zarządzenie\nwchodzi\nw życie z chwilą podpisania", Some((2017, 2, 13)));
    check("§ 2. Wchodzi w życie z dniem podpisania.", Some((2017, 2, 13)));
    assert_eq!(in_force_from("§ 5. Zarządzenie wchodzi w życie z dniem podpisania.", None), None);
}

#[test]
fn the_day_after_the_issue_is_counted() {
    for clause in [
        "następnego dnia po podpisaniu",
        "z dniem następnym po podpisaniu",
        "w dniu następującym po dniu podpisania",
        "z dniem następującym po dniu jego podpisania",
        "następnego dnia po dniu podjęcia",
    ] {
        check(&format!("§ 5. Zarządzenie wchodzi w życie {clause}."), Some((2017, 2, 14)));
    }
    check_published("następnego dnia po opublikowaniu w Dzienniku Urzędowym.", Some((2017, 3, 21)));
}

#[test]
fn the_month_after_the_issue_is_counted() {
    for clause in [
        "pierwszego dnia miesiąca następującego po miesiącu podpisania",
        "z pierwszym dniem miesiąca następującego po miesiącu, w którym zostało podpisane",
        "od pierwszego dnia miesiąca następującego po podpisaniu",
    ] {
        check(&format!("§ 5. Zarządzenie wchodzi w życie {clause}."), Some((2017, 3, 1)));
    }
    check_published("pierwszego dnia miesiąca następującego po miesiącu ogłoszenia.", Some((2017, 4, 1)));
    check("§ 5. Uchwała wchodzi w życie pierwszego dnia miesiąca następującego po wyborach.", None);
}

#[test]
fn an_exception_may_stand_before_the_day_of_the_act() {
    for provision in [
        "Z wyjątkiem § 1, który wchodzi w życie z dniem 1 maja 2017 r., zarządzenie wchodzi w życie z dniem podpisania",
        "Zarządzenie wchodzi w życie z wyjątkiem § 1, który wchodzi w życie z dniem 1 maja 2017 r., z dniem podpisania",
        "Zarządzenie wchodzi w życie, z wyjątkiem § 1, z dniem podpisania",
        "Zarządzenie wchodzi w życie z wyjątkiem § 1, z dniem podpisania. Uchyla je, gdy minie, z dniem 1 maja 2019 r.",
        "Zarządzenie wchodzi w życie z dniem podpisania, z wyjątkiem § 1, który wchodzi w życie z dniem 1 maja 2017 r",
    ] {
        check(&format!("§ 5. {provision}."), Some((2017, 2, 13)));
    }
    check(
        "§ 5. Zarządzenie wchodzi w życie, z wyjątkiem § 1, który wchodzi w życie z dniem 1 maja 2017 r.",
        None,
    );
}

#[test]
fn a_stated_day_is_read() {
    check("§ 5. Zarządzenie wchodzi w życie z dniem 1 marca 2017 r.", Some((2017, 3, 1)));
    check(
        "Art. 9. Ustawa wchodzi w życie z dniem 1 stycznia 2018 r., z wyjątkiem art. 3, który wchodzi w życie z dniem 1 lipca 2018 r.",
        Some((2018, 1, 1)),
    );
    check("§ 5. Uchwała obowiązuje od dnia 01.09.2017 r.", Some((2017, 9, 1)));
    check("§ 5. Zarządzenie wchodzi w życie 1 marca 2017 r.", Some((2017, 3, 1)));
}

#[test]
fn backdated_force_is_not_the_day_of_entry() {
    check(
        "§ 5. Zarządzenie wchodzi w życie z dniem podpisania, z mocą od dnia 1 stycznia 2017 r.",
        Some((2017, 2, 13)),
    );
    check("§ 5. Uchwała wchodzi w życie z mocą od 1 stycznia 2017 r.", None);
}

#[test]
fn a_period_counts_from_the_day_of_publication_in_the_head_of_a_journal() {
    check_published("po upływie 14 dni od dnia ogłoszenia w Dzienniku.", Some((2017, 4, 4)));
    check_published("po upływie 14 dni od daty ogłoszenia.", Some((2017, 4, 4)));
    check_published("po upływie 14 (czternastu) dni od dnia jej ogłoszenia.", Some((2017, 4, 4)));
    check_published("po upływie 3 miesięcy od dnia ogłoszenia.", Some((2017, 6, 21)));
    check_published("po upływie miesiąca od dnia ogłoszenia.", Some((2017, 4, 21)));
    check_published("z dniem ogłoszenia.", Some((2017, 3, 20)));
    check_published("z dniem następującym po dniu ogłoszenia.", Some((2017, 3, 21)));
    check_published("po upływie 30 dni od dnia podjęcia.", Some((2017, 3, 16)));
    check("§ 2. Uchwała wchodzi w życie po upływie 14 dni od dnia ogłoszenia.", None);
}

#[test]
fn exceptions_quotations_and_annexes_do_not_count() {
    check(
        "§ 5. Zarządzenie wchodzi w życie z dniem podpisania, z wyjątkiem § 3, który wchodzi w życie z dniem 1 maja 2017 r.",
        Some((2017, 2, 13)),
    );
    check(
        "§ 1. W uchwale § 9 otrzymuje brzmienie: „§ 9. Uchwała wchodzi w życie z dniem 1 maja 2016 r.”.\n§ 2. Uchwała wchodzi w życie z dniem podjęcia.",
        Some((2017, 2, 13)),
    );
    check(
        "§ 1. W uchwale § 9 otrzymuje brzmienie: „§ 9. Uchwała wchodzi w życie z dniem 1 maja 2016 r.”.",
        None,
    );
    check(
        "§ 2. Uchwała wchodzi w życie z dniem podjęcia.\n\nZałącznik nr 1 do uchwały\nREGULAMIN\n§ 9. Regulamin wchodzi w życie z dniem 1 maja 2018 r.",
        Some((2017, 2, 13)),
    );
    check(
        "§ 1. Plan stanowi\nZałącznik nr 1 do uchwały.\n§ 2. Uchwała wchodzi w życie z dniem podjęcia.",
        Some((2017, 2, 13)),
    );
    check("Zakaz wchodzi w życie z dniem 1 maja 2018 r.", None);
    check("", None);
}

#[test]
fn hostile_texts_take_no_longer_than_their_length() {
    for unit in ["wchodzi w życie z ", "\nZałącznik nr ", "\nza\nZa\nZałącznik", "obowiązuje od ", "„wchodz"]
    {
        let _ = in_force_from(&unit.repeat(400_000 / unit.len()), Some(ISSUED));
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics(
        text in "(§ 1|§ 5\\. |z wyjątkiem|, |który |następnego dnia po |pierwszego dnia miesiąca następującego po |podpisaniu|Uchwała |wchodzi w życie|obowiązuje|po upływie|14 dni|od dnia|ogłoszenia|z dniem|1 maja 2017|\nZałącznik|nr 1|„|”|Poz\\. 5|Kraków, dnia|żółć|[ \n.,(:]|\\PC){0,40}",
    ) {
        let _ = in_force_from(&text, Some(ISSUED));
    }
}
