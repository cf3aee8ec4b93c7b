//! Tests with the legal bases of acts as they print them.

use super::*;

#[track_caller]
fn check(text: &str, basis: Option<&str>) {
    assert_eq!(legal_basis(text).as_deref(), basis, "`{text}`");
}

#[test]
fn the_basis_ends_before_the_act_decides() {
    check(
        "UCHWAŁA NR 5\nNa podstawie art. 18 ust. 1\nustawy o samorządzie uchwala się, co następuje:\n§ 1. Plan",
        Some("art. 18 ust. 1 ustawy o samorządzie"),
    );
    check("Na podstawie art. 30 ustawy zarządzam co następuje:", Some("art. 30 ustawy"));
    check(
        "Na podstawie art. 30 ustawy (Dz. U. poz. 446) 1 zarządza się:",
        Some("art. 30 ustawy (Dz. U. poz. 446)"),
    );
    check("NA PODSTAWIE ART. 30 USTAWY ZARZĄDZA SIĘ:", Some("ART. 30 USTAWY"));
    check("Działając na podstawie art. 5 kodeksu postanawiam udzielić", Some("art. 5 kodeksu"));
    check("Na podstawie art. 49 Kodeksu zawiadamia się o decyzji.", Some("art. 49 Kodeksu"));
    check("Na podstawie art. 49 kodeksu (Dz. U. poz. 5)\n§ 1. Plan", Some("art. 49 kodeksu (Dz. U. poz. 5)"));
    check(
        "Na podstawie § 12 ust. 7 uchwały nr 5 oraz § 1 statutu zarządzam:",
        Some("§ 12 ust. 7 uchwały nr 5 oraz § 1 statutu"),
    );
}

#[test]
fn the_office_that_decides_is_no_part_of_the_basis() {
    check(
        "Na podstawie art. 18 ustawy (Dz. U. poz. 594) Rada Miejska w Bornem\nSulinowie uchwala, co następuje:",
        Some("art. 18 ustawy (Dz. U. poz. 594)"),
    );
    check("Na podstawie art. 4, Prezydent Miasta Krakowa\nogłasza przetarg", Some("art. 4"));
    check("Na podstawie art. 4 na wniosek Wójta Gminy zarządza się:", Some("art. 4 na wniosek Wójta Gminy"));
}

#[test]
fn an_act_that_the_basis_names_does_not_end_it() {
    check(
        "Na podstawie § 6 Statutu MOPS nadanego uchwałą Nr V/33/19 Rady Miasta Krakowa zarządzam, co następuje:",
        Some("§ 6 Statutu MOPS nadanego uchwałą Nr V/33/19 Rady Miasta Krakowa"),
    );
    check(
        "Na podstawie art. 30 ustawy o samorządzie gminnym, w związku z uchwałą Nr V/33/19 Rady Miasta Krakowa, zarządza się:",
        Some("art. 30 ustawy o samorządzie gminnym, w związku z uchwałą Nr V/33/19 Rady Miasta Krakowa"),
    );
    check(
        "Na podstawie art. 20 ustawy, po stwierdzeniu, że plan nie narusza ustaleń Studium przyjętego uchwałą Nr XII/87/03, Rada Miasta Krakowa uchwala, co następuje:",
        Some(
            "art. 20 ustawy, po stwierdzeniu, że plan nie narusza ustaleń Studium przyjętego uchwałą Nr XII/87/03",
        ),
    );
    check(
        "NA PODSTAWIE § 6 STATUTU NADANEGO UCHWAŁĄ NR 5 ZARZĄDZA SIĘ:",
        Some("§ 6 STATUTU NADANEGO UCHWAŁĄ NR 5"),
    );
    check(
        "Na podstawie § 6 statutu nadanego uchwala Nr V/33/19 zarzadza sie:",
        Some("§ 6 statutu nadanego uchwala Nr V/33/19"),
    );
    check("Na podstawie art. 18 ustawy Rada Gminy Zielonki uchwała, co następuje:", Some("art. 18 ustawy"));
}

#[test]
fn abbreviations_keep_their_full_stop() {
    check(
        "Na podstawie art. 5 ustawy z dnia 8 marca 1990 r. zarządza się:",
        Some("art. 5 ustawy z dnia 8 marca 1990 r."),
    );
    check("Na podstawie art. 49 k.p.a., zawiadamia się strony", Some("art. 49 k.p.a."));
    check("Na podstawie ustawy z 1990r. – zarządzam", Some("ustawy z 1990r."));
    check("Na podstawie art. 5 ustawy (Dz. U. poz. 5). Zarządzam", Some("art. 5 ustawy (Dz. U. poz. 5)"));
    check("Na podstawie art. 5 ustawy. Zarządzam", Some("art. 5 ustawy"));
}

#[test]
fn a_basis_may_stand_between_the_office_and_its_verb() {
    check(
        "UCHWAŁA NR 5\nRada Miasta Krakowa, działając na podstawie § 18 ust. 2 Statutu Miasta, uchwala:",
        Some("§ 18 ust. 2 Statutu Miasta"),
    );
    check(
        "w sprawie dróg.\n\nRada Miasta\nKrakowa na podstawie art. 18 ustawy o samorządzie gminnym uchwala, co następuje:",
        Some("art. 18 ustawy o samorządzie gminnym"),
    );
    check(
        "3. Kierownik Krajowego Biura Wyborczego na podstawie statutu określa zadania. Postanawia się",
        None,
    );
    check("Wszyscy, działając na podstawie § 18 statutu, postanawia", None);
    check("Prezydent Miasta Krakowa, na podstawie opinii mieszkańców, informuje o zmianach", None);
}

#[test]
fn footnote_marks_are_dropped() {
    check(
        "Na podstawie art. 5 ustawy (Dz. U. poz. 5, z późn. zm.)1) zarządza się",
        Some("art. 5 ustawy (Dz. U. poz. 5, z późn. zm.)"),
    );
    check("Na podstawie art. 5 ust. 2 pkt 3 ustawy[1] zarządza się", Some("art. 5 ust. 2 pkt 3 ustawy"));
    check("Na podstawie art. 5 (poz. 2 i 12) zarządza się", Some("art. 5 (poz. 2 i 12)"));
}

#[test]
fn a_basis_within_the_body_or_without_an_end_does_not_count() {
    check("§ 1. Plan\n§ 2. Działa.\nNa podstawie art. 5 zarządza się", None);
    check("Opracowano na\npodstawie: Dz. U.\nArt. 1. Ustawa", None);
    check("Na podstawie danych można powiedzieć, że miasto rośnie.", None);
    check("", None);
    check(&"Na podstawie ".repeat(2_000), None);
}

proptest::proptest! {
    #[test]
    fn no_text_panics(
        text in "(Na podstawie|Rada Miasta, działając na podstawie|uchwałą|r\\.|Działając|NA PODSTAWIE|art\\. 5|zarządza|Rada Gminy|\\(Dz\\. U\\.|5\\)|\\[1\\]|§ 1|żółć|[ \n.,:)]|\\PC){0,40}",
    ) {
        let _ = legal_basis(&text);
    }
}
