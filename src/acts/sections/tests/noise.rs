//! Text as OCR and old converters give it: misread numbers, lost accents, spaced letters, headers.

use super::{check, check_labels};

#[test]
fn misread_numbers_are_understood() {
    check(
        "ZARZĄDZENIE NR 3/98\n{par-1}§ l. Powołuję komisję.\n{par-2}§ 2. Komisja:\n{par-2-pkt-1}l) liczy \
         głosy,\n{par-2-pkt-2}2) ogłasza wynik.\n{par-3}§3 Wchodzi w życie.\n",
    );
    check("USTAWA\n{art-1}Art. l\nAaa.\n{art-2}Art. 2\nBbb.\n{art-3}ART. 3. Ccc.\n{art-4}Art 4. Ddd.\n");
    check(
        "UCHWAŁA\n{par-9}§ 9. Aaa.\n{par-10}§ 1O. Bbb.\n{par-11}§ 1l. Ccc.\n{par-12}§ l2. Ddd.\n\
         {par-13}§ 13. Eee.\n",
    );
}

#[test]
fn a_misread_or_detached_stop_is_a_stop() {
    check(
        "UCHWAŁA\n{par-1}§ 1 . Aaa.\n{par-2}§ 2, Bbb.\n{par-3}§ 3 . {par-3-ust-1}1. Ccc.\n{par-4}§ 4 : \
           Ddd.\n",
    );
}

#[test]
fn headings_without_accents_are_understood() {
    let text = "UCHWALA NR 7/95\nCZESC I\nUSTROJ\nRozdzial 1\nZasady\n§ 1. Aaa.\nRozdzial 2\nWladze\n§ 2. \
                Bbb.\nZalacznik nr 1\nMAPA\n";
    let labels =
        ["Część I. USTROJ", "Rozdział 1. Zasady", "§ 1", "Rozdział 2. Wladze", "§ 2", "Załącznik nr 1"];
    check_labels(text, &labels);
}

#[test]
fn spaced_letters_are_one_word() {
    check(
        "U C H W A Ł A NR 7/95\n{rozdzial-1}R o z d z i a ł 1\nZasady\n{par-1}§ 1. Aaa.\n\
         {rozdzial-2}R O Z D Z I A Ł II\nWładze\n{par-2}§ 2. Bbb.\nU Z A S A D N I E N I E\n§ 3. Ccc.\n",
    );
}

#[test]
fn page_numbers_and_headers_between_sections_do_no_harm() {
    check(
        "ZARZĄDZENIE NR 60/2012\n{par-1}§ 1. Ustala się tryb pracy, w tym obieg\n\nStrona 1\n\u{c}Id: \
         4F1C. Podpisany\nZarządzenie nr 60/2012\n\ndokumentów.\n{par-2}§ 2. {par-2-ust-1}1. Pisma przyjmuje \
         kancelaria.\n– 2 –\n\u{c}Zarządzenie nr 60/2012\n{par-2-ust-2}2. Pisma rejestruje się.\n{par-3}§ 3. \
         Wchodzi w życie.\n",
    );
}

#[test]
fn a_footnote_does_not_go_on_with_a_list() {
    check(
        "ROZPORZĄDZENIE\n{par-1}§ 1. Wniosek zawiera:\n{par-1-pkt-1}1) nazwę gminy,\n{par-1-pkt-2}2) kwotę w \
         złotych.\n3) Zmiany ogłoszono w Dz. U. z 2004 r. Nr 5.\n\u{c}{par-2}§ 2. Wniosek składa wójt.\n",
    );
}

#[test]
fn a_page_number_may_stick_to_a_heading() {
    check(
        "USTAWA\n{art-1}Art. 1. Aaa.\n\n-2{art-2}Art. 2.\nBbb.\n– 3 –{art-3}Art. 3. Ccc.\n{art-4}Art. 4. \
         Ddd.\n",
    );
}

#[test]
fn the_stop_of_a_first_subsection_may_be_lost() {
    check(
        "UCHWAŁA\n{par-1}§ 1. {par-1-ust-1}1 Opłata wynosi 5 zł.\n{par-1-ust-2}2. Opłatę pobiera sołtys.\n",
    );
}

#[test]
fn the_word_for_a_paragraph_may_replace_its_sign() {
    check("ZARZĄDZENIE NR 1/90\n{par-1}Par. 1. Aaa.\n{par-2}Par. 2. Bbb.\n{par-3}Paragraf 3. Ccc.\n");
}

#[test]
fn a_footnote_begins_no_list() {
    check(
        "ROZPORZĄDZENIE\n{par-1}§ 1. Rozporządzenie określa wzór.\n{par-2}§ 2. Wzór określa załącznik.\n1) \
         Minister kieruje działem administracji.\n{par-3}§ 3. Rozporządzenie wchodzi w życie.\n",
    );
}

#[test]
fn a_reference_of_a_higher_number_does_not_end_the_sequence() {
    check(
        "REGULAMIN\n{par-1}§ 1. Aaa.\n{par-2}§ 2. Bbb, jak\n§ 40. Kodeksu stanowi.\n{par-3}§ 3. Ccc.\n\
         {par-4}§ 4. Ddd.\n{par-5}§ 5. Eee według\n§ 2. Fff.\n{par-6}§ 6. Ggg.\n",
    );
}

#[test]
fn an_excerpt_may_begin_in_the_middle() {
    check(
        "{art-118}Art. 118. Aaa.\n{art-119}Art. 119. Bbb.\n{art-120}Art. 120. {art-120-ust-1}1. Ccc.\n\
           {art-120-ust-2}2. Ddd.\n{art-121}Art. 121. Eee.\n",
    );
    check("{art-2}Art. 2. Ustawa wchodzi w życie po upływie 14 dni od dnia ogłoszenia.");
    check("{par-7}§ 7. {par-7-ust-1}1. Aaa.\n{par-7-ust-2}2. Bbb według\n§ 40. Kodeksu.\n");
}

#[test]
fn sections_may_begin_with_a_sign_of_markup() {
    check("{par-1}§ 1. <b>T</b>.\n{par-2}§ 2. U.");
    check("Zarządza się:\n{par-1}§ 1. < tekst >\n{par-2}§ 2. <i>Ulica</i>\n{par-3}§ 3 <b>Plan</b>.");
}

#[test]
fn characters_that_share_a_byte_with_the_sign_of_a_paragraph_are_no_signs() {
    check("Słowo 大 Ч ŧ 1. Tekst.");
    check("UCHWAŁA\n{par-1}§ 1. Plan 大学 Ч. {par-2}§ 2. Tekst 大.\n{par-3}§ 3. Koniec.");
    check("§ 1 Ustawa 1989年春夏之交的北京政治风波 (大)");
}
