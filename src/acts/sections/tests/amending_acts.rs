//! Acts that quote the sections of other acts, which are no sections of their own.

use super::check;

#[test]
fn quoted_articles_and_subsections_are_no_sections() {
    check(
        "USTAWA\no zmianie ustawy o rybactwie\n\n{art-1}Art. 1. W ustawie z dnia 5 maja 2001 r. o \
         rybactwie wprowadza się następujące zmiany:\n{art-1-pkt-1}1) art. 2 otrzymuje brzmienie:\n„Art. \
         2. 1. Rybakiem jest, kto łowi.\n2. Rybak ma:\n1) kartę,\n2) łódź.”;\n{art-1-pkt-2}2) w art. 5:\n\
         {art-1-pkt-2-lit-a}a) ust. 1 otrzymuje brzmienie:\n„1. Kartę wydaje wójt.”,\n\
         {art-1-pkt-2-lit-b}b) dodaje się ust. 3 w brzmieniu:\n„3. Karta jest ważna rok.”;\n\
         {art-1-pkt-3}3) po art. 6 dodaje się art. 6a i 6b w brzmieniu:\n„Art. 6a. Łódź ma numer.\nArt. \
         6b. Numer nadaje starosta.”.\n{art-2}Art. 2. Ustawa wchodzi w życie po upływie 14 dni.\n",
    );
}

#[test]
fn terms_in_quotation_marks_within_a_quote_do_not_end_it() {
    check(
        "UCHWAŁA NR VI/44/2019\nzmieniająca uchwałę w sprawie statutu\n{par-1}§ 1. W uchwale nr II/3/2018 \
         wprowadza się zmiany:\n{par-1-pkt-1}1) § 2 otrzymuje brzmienie:\n\"§ 2. 1. Tworzy się fundusz, \
         zwany \"Funduszem\".\n2. Fundusz, zwany dalej\n\"Funduszem\", ma konto.\n§ 3. Konto prowadzi \
         bank.\";\n{par-1-pkt-2}2) § 7 skreśla się.\n{par-2}§ 2. Wykonanie uchwały powierza się wójtowi.\n\
         {par-3}§ 3. Uchwała wchodzi w życie.\n",
    );
}

#[test]
fn a_quoted_chapter_is_no_section() {
    check(
        "USTAWA\n{art-1}Art. 1. W ustawie o kolei po rozdziale 2 dodaje się rozdział 2a w brzmieniu:\n\
         „Rozdział 2a\nDworce\nArt. 12a. Dworzec ma zegar.\nArt. 12b. 1. Zegar chodzi.\n2. Zegar bije:\n1) \
         cicho,\n2) głośno.”.\n{art-2}Art. 2. W ustawie o drogach uchyla się art. 5.\n{art-3}Art. 3. Ustawa \
         wchodzi w życie.\n",
    );
}

#[test]
fn a_lost_closing_mark_does_not_hide_the_rest() {
    check(
        "USTAWA\n{art-1}Art. 1. W ustawie o kolei wprowadza się zmiany:\n{art-1-pkt-1}1) art. 3 otrzymuje \
         brzmienie:\n„Art. 3. 1. Kolej wozi ludzi.\n2. Kolej wozi towary.\n{art-1-pkt-2}2) w art. 4 \
         skreśla się ust. 2;\n{art-1-pkt-3}3) art. 9 otrzymuje brzmienie:\n„Art. 9. Bilet kosztuje.\n\
         {art-2}Art. 2. W ustawie o drogach uchyla się art. 7.\n{art-3}Art. 3. Ustawa wchodzi w życie.\n",
    );
}

#[test]
fn quotes_without_any_mark_are_no_sections() {
    check(
        "UCHWAŁA NR IX/1/2007\n{par-1}§ 1. W statucie wprowadza się następujące zmiany:\n\
         {par-1-pkt-1}1) § 5 otrzymuje brzmienie:\n§ 5. 1. Zebranie zwołuje sołtys.\n2. Zebranie jest \
         jawne.\n{par-1-pkt-2}2) w § 8 ust. 2 otrzymuje brzmienie:\n2. Protokół podpisuje:\n1) sołtys,\n2) \
         protokolant.\n{par-1-pkt-3}3) uchyla się § 9.\n{par-2}§ 2. Wykonanie uchwały powierza się \
         sołtysowi.\n{par-3}§ 3. Uchwała wchodzi w życie z dniem podjęcia.\n",
    );
    check(
        "UCHWAŁA NR IX/2/2007\n{par-1}§ 1. W uchwale nr V/7/2005 § 4 otrzymuje brzmienie:\n§ 4. Opłata \
         wynosi 3 zł.\n{par-2}§ 2. Pozostałe postanowienia nie ulegają zmianie.\n{par-3}§ 3. Uchwała \
         wchodzi w życie.\n",
    );
}

#[test]
fn marks_of_typewriters_and_wrong_closing_marks_are_understood() {
    check(
        "ZARZĄDZENIE NR 4/1999\n{par-1}§ 1. W regulaminie § 3 otrzymuje brzmienie:\n,,§ 3. Urząd jest \
         czynny.''\n{par-2}§ 2. Wchodzi w życie.\n",
    );
    check(
        "ZARZĄDZENIE NR 5/1999\n{par-1}§ 1. W regulaminie § 3 i 4 otrzymują brzmienie:\n„§ 3. Urząd jest \
         czynny.\n§ 4. Urząd jest zamknięty\".\n{par-2}§ 2. Wchodzi w życie.\n",
    );
}

#[test]
fn an_unclosed_term_does_not_hide_the_rest() {
    check(
        "UCHWAŁA NR 3/2003\n{par-1}§ 1. Tworzy się zespół, zwany dalej „Zespołem.\n{par-2}§ 2. Zespół \
         liczy:\n{par-2-pkt-1}1) prezesa,\n{par-2-pkt-2}2) sekretarza.\n{par-3}§ 3. Zespół działa rok.\n",
    );
}

#[test]
fn a_new_annex_in_a_quote_is_no_section() {
    check(
        "ZARZĄDZENIE NR 9/2017\n{par-1}§ 1. W zarządzeniu nr 3/2016 załącznik nr 2 otrzymuje brzmienie:\n\
         „Załącznik nr 2\nWYKAZ\n§ 1. Wykaz obejmuje szkoły.\n§ 2. Wykaz jest jawny.”.\n{par-2}§ 2. \
         Zarządzenie wchodzi w życie.\n",
    );
}

#[test]
fn the_words_of_a_paragraph_may_be_replaced_in_its_line() {
    check(
        "UCHWAŁA NR 2/2002\n{par-1}§ 1. W uchwale nr 1/2001:\n{par-1-pkt-1}1) w § 2 wyrazy „do dnia 1 maja” \
         zastępuje się wyrazami\n„do dnia 1 lipca”;\n{par-1-pkt-2}2) § 3 ust. 1 otrzymuje brzmienie: „1. \
         Opłatę pobiera sołtys.”;\n{par-1-pkt-3}3) skreśla się § 4.\n{par-2}§ 2. Uchwała wchodzi w życie.\n",
    );
}
