//! Texts that are no acts and have no sections.

use super::check;

#[test]
fn posts_and_letters_have_no_sections() {
    check("");
    check(
        "W porządku obrad:\n1. Otwarcie.\n2. Uchwały:\n1) w sprawie parku,\n2) w sprawie szkoły.\n3. \
         Zamknięcie.",
    );
    check(
        "Szanowni Państwo,\n\nzgodnie z § 3 ust. 2 regulaminu oraz art. 5 ustawy zapraszam.\n\na) teraz\n\
         b) potem",
    );
    check("Rozdział 1\nWstęp\nDawno temu.\nRozdział 2\nRozwinięcie\nPotem.\n");
    check("Załącznik nr 1\nMapa\nZałącznik nr 2\nTabela\n");
}

#[test]
fn a_single_reference_is_no_section() {
    check("Komisja uznała, że\n§ 12. Regulaminu nie naruszono.\nSpotkanie zakończono.");
    check("Jak mówi\nArt. 32. Konstytucji, wszyscy są równi.\n");
    check("§ 5 ust. 1 stosuje się.\n§ 6 ust. 2 stosuje się.\n");
}

#[test]
fn a_post_that_cites_several_provisions_has_no_sections() {
    check(
        "Podstawa prawna:\nart. 5 ust. 1 ustawy,\nart. 6 ust. 2 ustawy,\n§ 7 rozporządzenia,\n§ 8 statutu.",
    );
}
