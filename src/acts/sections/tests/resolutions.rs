//! Resolutions of councils, with chapters, statutes and regulations in annexes.

use super::{check, check_labels};

#[test]
fn chapters_contain_paragraphs() {
    let text = "UCHWAŁA NR XII/87/2019\nRADY GMINY\n\nuchwala się, co następuje:\n\nRozdział 1.\n\
                Postanowienia ogólne\n\n§ 1. Uchwała określa zasady.\n\nRozdział 2. Przepisy karne\n§ 2. \
                Kto łamie zasady, podlega karze.\n\nROZDZIAŁ III\nPRZEPISY\nKOŃCOWE\n§ 3. Uchwała wchodzi \
                w życie po 14 dniach.";
    check_labels(
        text,
        &[
            "Rozdział 1. Postanowienia ogólne",
            "§ 1",
            "Rozdział 2. Przepisy karne",
            "§ 2",
            "Rozdział III. PRZEPISY KOŃCOWE",
            "§ 3",
        ],
    );
}

#[test]
fn chapters_of_a_table_of_contents_are_no_sections() {
    check(
        "UCHWAŁA NR V/20/2024\nSTATUT GMINY\nSPIS TREŚCI\nRozdział I. Postanowienia ogólne\nRozdział II. \
         Rada\nRozdział III. Przepisy końcowe\n\n{rozdzial-1}Rozdział I. Postanowienia ogólne\n{par-1}§ \
         1. Gmina jest wspólnotą.\n{par-2}§ 2. Siedzibą jest Jaworki.\n{rozdzial-2}Rozdział II. Rada\n\
         {par-3}§ 3. Rada liczy 15 radnych.\n{rozdzial-3}Rozdział III. Przepisy końcowe\n{par-4}§ 4. \
         Statut wchodzi w życie.\n",
    );
    check(
        "STATUT\nRozdział 1. Ogólny .......... 2\nRozdział 2. Szczególny ..... 4\n§ 1. Nazwa ........ 2\n\
         § 2. Siedziba ........ 3\n{rozdzial-1}Rozdział 1. Ogólny\n{par-1}§ 1. Nazwa szkoły.\n\
         {rozdzial-2}Rozdział 2. Szczególny\n{par-2}§ 2. Siedziba szkoły.\n",
    );
}

#[test]
fn a_page_header_that_repeats_a_chapter_is_no_section() {
    check(
        "STATUT SZKOŁY\n{rozdzial-1}Rozdział 1\nNazwa\n{par-1}§ 1. Szkoła nosi imię Jana.\n\u{c}Rozdział \
         1\n{par-2}§ 2. Szkoła ma siedzibę w Jaworkach.\n{rozdzial-2}Rozdział 2\nCele\n{par-3}§ 3. Szkoła \
         uczy.\n",
    );
}

#[test]
fn references_at_the_start_of_a_wrapped_line_are_no_sections() {
    check(
        "UCHWAŁA NR III/9/2018\n{par-1}§ 1. Opłatę wnosi się w terminie, o którym mowa w\n§ 4. Opłata nie \
         podlega zwrotowi, chyba że zachodzi przypadek z\n§ 3 ust. 2 pkt 1 stosuje się odpowiednio.\n\
         {par-2}§ 2. Zwolnienia określają\n§ 5, 6 i 7 oraz\n§ 8 uchwały nr II/5/2018.\n{par-3}§ 3. \
         {par-3-ust-1}1. Stawka wynosi 5 zł.\n{par-3-ust-2}2. Stawkę, o której mowa w ust.\n1. Rada zmienia \
         co rok, nie później niż do dnia\n3. marca, z zastrzeżeniem pkt\n2) nie stosuje się.\n{par-4}§ 4. \
         Opłatę pobiera inkasent.\n{par-5}§ 5. Uchwała wchodzi w życie.\n",
    );
}

#[test]
fn repealed_paragraphs_leave_gaps() {
    check(
        "UCHWAŁA NR X/5/2010\n{par-1}§ 1. Aaa.\n{par-2}§ 2. Bbb.\n{par-5}§ 5. Ccc.\n{par-6}§ 6. (uchylony)\n\
         {par-7}§ 7–9. (uchylone)\n{par-10}§ 10. Ddd.\n{par-10a}§ 10a. Eee.\n{par-11}§ 11. Fff.\n",
    );
    check_labels("UCHWAŁA\n§ 1. Aaa.\n§ 2–4. (skreślone)\n§ 5. Bbb.", &["§ 1", "§ 2–4", "§ 5"]);
}

#[test]
fn parts_and_divisions_are_sections() {
    let text = "STATUT MIASTA\nCzęść I\nUstrój\nDział I. Zasady\nRozdział 1\nNazwa\n§ 1. Aaa.\n§ 2. Bbb.\n\
                Dział II. Gospodarka finansowa\n§ 3. Ccc.\nCzęść II\nPrzepisy końcowe\nRozdział pierwszy\n\
                Wejście w życie\n§ 4. Ddd.\n";
    check_labels(
        text,
        &[
            "Część I. Ustrój",
            "Dział I. Zasady",
            "Rozdział 1. Nazwa",
            "§ 1",
            "§ 2",
            "Dział II. Gospodarka finansowa",
            "§ 3",
            "Część II. Przepisy końcowe",
            "Rozdział pierwszy. Wejście w życie",
            "§ 4",
        ],
    );
}

#[test]
fn the_classification_of_a_budget_is_no_chapter() {
    check(
        "UCHWAŁA BUDŻETOWA\n{par-1}§ 1. Dochody wynoszą:\nDział 750 Administracja publiczna\nRozdział 75023 \
         Urzędy gmin\nDział 010 Rolnictwo\n{par-2}§ 2. Wydatki wynoszą tyle samo.\n{par-3}§ 3. Uchwała \
         wchodzi w życie.\n",
    );
}

#[test]
fn a_regulation_without_an_annex_heading_begins_anew() {
    check(
        "UCHWAŁA NR 1/2020\n{par-1}§ 1. Uchwala się regulamin.\n{par-2}§ 2. Uchwała wchodzi w życie.\n\n\
         REGULAMIN PLACU ZABAW\n\n{par-1-2}§ 1. Plac służy dzieciom.\n{par-2-2}§ 2. Plac jest otwarty.\n\
         {par-3}§ 3. Plac sprząta gmina.\n",
    );
}

#[test]
fn a_consolidated_text_has_the_sections_of_its_act() {
    check(
        "OBWIESZCZENIE RADY GMINY\nw sprawie jednolitego tekstu uchwały\n\n1. Ogłasza się tekst \
         jednolity.\n2. Tekst nie obejmuje § 2 uchwały, który stanowi:\n„§ 2. Uchwała wchodzi w życie.”.\n\
         \n{zal}Załącznik do obwieszczenia\nRady Gminy\n\nUCHWAŁA NR II/3/2018\nw sprawie statutu\n\n\
         {par-1}§ 1. Uchwala się statut.\n{par-2}§ 2. (pominięty)\n\n{zal-2}Załącznik\ndo uchwały nr \
         II/3/2018\nSTATUT\n{zal-2-dzial-1}DZIAŁ I\nOgólny\n{zal-2-par-1}§ 1. Gmina jest wspólnotą.\n\
         {zal-2-par-2}§ 2. Organami są:\n{zal-2-par-2-pkt-1}1/ rada,\n{zal-2-par-2-pkt-2}2/ wójt:\n\
         {zal-2-par-2-pkt-2-lit-a}a/ jako organ,\n{zal-2-par-2-pkt-2-lit-b}b/ jako kierownik.\n",
    );
}

#[test]
fn points_need_no_colon_before_them() {
    check(
        "UCHWAŁA NR 8/2021\n{par-1}§ 1. Ustala się skład komisji\n{par-1-pkt-1}1) Adam Wilk\n\
         {par-1-pkt-2}2) Ewa Sowa\n{par-1-pkt-3}3) Olga Rak\n{par-2}§ 2. Wchodzi w życie.\n",
    );
}

#[test]
fn acts_on_one_line_are_cut_into_paragraphs() {
    check(
        "UCHWAŁA NR 4/2009 Rady Sołeckiej w sprawie zebrania uchwala się, co następuje: {par-1}§ 1. Zwołuje \
         się zebranie na podstawie § 12. statutu. {par-2}§ 2. Zebranie odbędzie się w remizie. {par-3}§ 3. \
         {par-3-ust-1}1. Uchwała wchodzi w życie z dniem podjęcia.\n",
    );
}
