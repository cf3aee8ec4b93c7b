//! Tests of reading journals.

use super::*;

type ExpectedPlace<'a> = (&'a str, Option<i16>, Option<u32>, Option<u32>);

#[track_caller]
fn check(text: &str, expected: &[ExpectedPlace<'_>], rest: &str) {
    let read = read_journals(Cursor::new(text, 0)).expect("a reference to journals");
    let found: Vec<ExpectedPlace<'_>> = read
        .journals
        .iter()
        .map(|journal| (journal.name.as_str(), journal.year, journal.number, journal.position))
        .collect();
    assert_eq!(found, expected, "`{text}`");
    assert_eq!(&text[read.end..], rest, "`{text}`");
}

#[test]
fn a_place_has_a_year_an_issue_and_a_position() {
    check("(Dz. U. z 2023 r. poz. 40 ze zm.) i", &[("Dz.U.", Some(2023), None, Some(40))], " i");
    check("(t.j. Dz.U. z 2021 r. poz. 1372 z późn. zm.)", &[("Dz.U.", Some(2021), None, Some(1372))], "");
    check("(t. j. Dz. U. z 2021 r. poz. 1372)", &[("Dz.U.", Some(2021), None, Some(1372))], "");
    check("( tj. Dz. U. z 2021 r., poz.1372)", &[("Dz.U.", Some(2021), None, Some(1372))], "");
    check("(tekst jednolity: Dz. U. 2020 r. poz. 920)", &[("Dz.U.", Some(2020), None, Some(920))], "");
    check(
        "/ tekst jednolity z 2001r. Dz. U. Nr 142 poz.1591 z późniejszymi zmianami/ x",
        &[("Dz.U.", Some(2001), Some(142), Some(1591))],
        " x",
    );
    check("Dz. U. Nr 80, poz. 717, ustaw", &[("Dz.U.", None, Some(80), Some(717))], ", ustaw");
    check("(Dz. U. Nr 199. poz 1227)", &[("Dz.U.", None, Some(199), Some(1227))], "");
    check("(M.P. Nr 52, poz. 582)", &[("M.P.", None, Some(52), Some(582))], "");
    check("(Dz.U.2020.6 t.j.)", &[("Dz.U.", Some(2020), None, Some(6))], "");
    check("(Dz.U.2004.19.177)", &[("Dz.U.", Some(2004), Some(19), Some(177))], "");
    check("(Dz. U. z 9, poz. 21)", &[("Dz.U.", None, None, Some(21))], "");
}

#[test]
fn years_issues_and_journals_carry_forward() {
    check(
        "(Dz. U. z 1992 r. Nr 21, poz. 84 i Nr 3, poz. 7)",
        &[("Dz.U.", Some(1992), Some(21), Some(84)), ("Dz.U.", Some(1992), Some(3), Some(7))],
        "",
    );
    check(
        "(Dz. U. z 2001 r. Nr 142, poz. 1591, z 2002 r. Nr 23, poz. 220, Nr 62, poz. 558)",
        &[
            ("Dz.U.", Some(2001), Some(142), Some(1591)),
            ("Dz.U.", Some(2002), Some(23), Some(220)),
            ("Dz.U.", Some(2002), Some(62), Some(558)),
        ],
        "",
    );
    check(
        "(Dz. U. z 2001 r.: Nr 142, poz. 1591 zm.: 2002 r.: Nr 23, poz. 220; Nr 62, poz. 558)",
        &[
            ("Dz.U.", Some(2001), Some(142), Some(1591)),
            ("Dz.U.", Some(2002), Some(23), Some(220)),
            ("Dz.U.", Some(2002), Some(62), Some(558)),
        ],
        "",
    );
    check(
        "(Dz. U. z 2022 r. poz. 243, 827 i 1198)",
        &[
            ("Dz.U.", Some(2022), None, Some(243)),
            ("Dz.U.", Some(2022), None, Some(827)),
            ("Dz.U.", Some(2022), None, Some(1198)),
        ],
        "",
    );
    check(
        "(Dz. U. z 2016 r. poz. 2147 i 2260 oraz z 2017 r. poz. 88)",
        &[
            ("Dz.U.", Some(2016), None, Some(2147)),
            ("Dz.U.", Some(2016), None, Some(2260)),
            ("Dz.U.", Some(2017), None, Some(88)),
        ],
        "",
    );
    check("(Dz. U. poz. oraz z 2019 r. poz. 12)", &[("Dz.U.", Some(2019), None, Some(12))], "");
}

#[test]
fn journals_of_regions_and_of_the_union_have_one_name_each() {
    let region = "Dz.Urz. Woj. Małopolskiego";
    check("(Dz. Urz. Woj. Mał. z 2020 r. poz. 4517)", &[(region, Some(2020), None, Some(4517))], "");
    check("(Dz. U. Woj. Dol. poz. 3)", &[("Dz.Urz. Woj. Dolnośląskiego", None, None, Some(3))], "");
    check("(DZ. URZ. WOJ. 2019.1200)", &[("Dz.Urz. Woj.", Some(2019), None, Some(1200))], "");
    check(
        "/Dziennik Urzędowy Województwa Małopolskiego z dnia 20 marca 2004 r. Nr 256 poz. 1804/",
        &[(region, Some(2004), Some(256), Some(1804))],
        "",
    );
    check(
        "(Dz. Urz. UE L 309 z 25.11.2005, str. 9, z późn. zm.; Dz. Urz. UE Polskie wydanie specjalne, rozdz. 5, t. 2, str. \
         431)",
        &[("Dz.Urz. UE", Some(2005), Some(309), None)],
        "",
    );
    check("(Dz. Urz. UE L, 2024/1689, 12.7.2024)", &[("Dz.Urz. UE", Some(2024), Some(1689), None)], "");
}

#[test]
fn footnote_marks_do_not_close_the_bracket() {
    check("(Dz. U. Nr 89, poz. 555, z późn. zm.[5])), x", &[("Dz.U.", None, Some(89), Some(555))], ", x");
    check("(Dz. U. Nr 89, poz. 555, z późn. zm.1)), x", &[("Dz.U.", None, Some(89), Some(555))], ", x");
    check("(Dz. U. Nr 89, poz. 555, z późn. zm.)[4].", &[("Dz.U.", None, Some(89), Some(555))], "[4].");
}
