//! Statutes and codes: articles, with paragraphs below some of them.

use super::{check, check_labels};

#[test]
fn articles_subsections_points_and_letters_are_sections() {
    check(
        "USTAWA\nz dnia 5 maja 2001 r.\no rybactwie\n\n{rozdzial-1}Rozdział 1\nPrzepisy ogólne\n\
         {art-1}Art. 1. Ustawa określa zasady rybactwa.\n{art-2}Art. 2. {art-2-ust-1}1. Rybakiem jest, \
         kto:\n{art-2-ust-1-pkt-1}1) łowi ryby,\n{art-2-ust-1-pkt-2}2) hoduje ryby:\n\
         {art-2-ust-1-pkt-2-lit-a}a) w stawach,\n{art-2-ust-1-pkt-2-lit-b}b) w jeziorach.\n\
         {art-2-ust-1a}1a. Przepisu nie stosuje się do raków.\n{art-2-ust-2}2. Rybak ma kartę.\n\
         {art-2a}Art. 2a. Kartę wydaje starosta.\n{art-21}Art. 21. Traci moc ustawa z dnia 3 maja 1985 \
         r.\n{art-22}Art. 22. Ustawa wchodzi w życie po upływie 14 dni.\n",
    );
}

#[test]
fn superscript_articles_follow_their_number() {
    let text =
        "USTAWA\nArt. 1. Aaa.\nArt. 1(1). Bbb.\nArt. 1(2). § 1. Ccc.\n§ 2. Ddd.\nArt. 1a. Eee.\nArt. 2. Fff.";
    check_labels(text, &["Art. 1", "Art. 1(1)", "Art. 1(2)", "§ 1", "§ 2", "Art. 1a", "Art. 2"]);
    check("USTAWA\n{art-1}Art. 1. Aaa.\n{art-1-1}Art. 1(1). Bbb.\n{art-2}Art. 2. Ccc.\n");
}

#[test]
fn flattened_superscripts_are_restored() {
    let mut text = String::from("KODEKS\n");
    for number in ["1", "2", "3", "3l", "4", "5", "6", "7", "8", "9", "91", "92a", "92b", "10", "11", "12"] {
        text.push_str(&format!("Art. {number}. Aaa.\n"));
    }
    let labels = [
        "Art. 1",
        "Art. 2",
        "Art. 3",
        "Art. 3l",
        "Art. 4",
        "Art. 5",
        "Art. 6",
        "Art. 7",
        "Art. 8",
        "Art. 9",
        "Art. 9(1)",
        "Art. 9(2a)",
        "Art. 9(2b)",
        "Art. 10",
        "Art. 11",
        "Art. 12",
    ];
    check_labels(&text, &labels);
}

#[test]
fn the_letter_with_a_bar_is_a_suffix() {
    let text = "USTAWA\nArt. 1. A.\nArt. 1k. B.\nArt. 1l. C.\nArt. 1ł. D.\nArt. 1m. E.\nArt. 2. F.\n";
    check_labels(text, &["Art. 1", "Art. 1k", "Art. 1l", "Art. 1ł", "Art. 1m", "Art. 2"]);
}

#[test]
fn paragraphs_below_articles_are_nested() {
    check(
        "KODEKS RYBACKI\n{ksiega-1}KSIĘGA PIERWSZA\nPRZEPISY OGÓLNE\n{tytul-1}Tytuł I\nZasady\n\
         {art-5}Art. 5. {art-5-par-1}§ 1. Ryby są wspólne.\n{art-5-par-2}§ 2. Przepis § 1 stosuje się \
         do:\n{art-5-par-2-pkt-1}1) raków,\n{art-5-par-2-pkt-2}2) małży.\n{art-6}Art. 6. Nie łowi się \
         nocą.\n{art-7}Art. 7. {art-7-par-1}§ 1. Kto łowi nocą, podlega grzywnie.\n{art-7-par-1a}§ 1a. \
         Kto łowi w święto, podlega karze.\n{art-7-par-2}§ 2. Usiłowanie jest karalne.\n",
    );
}

#[test]
fn paragraphs_may_stand_on_the_lines_below_an_article() {
    check(
        "{art-148}Art. 148.\n{art-148-par-1}§ 1. Kto łowi nocą, podlega karze.\n{art-148-par-2}§ 2. Kto \
         łowi w święto, podlega grzywnie.\n{art-149}Art. 149.\n{art-149-par-1}§ 1. Aaa.\n{art-149-par-2}§ \
         2. Bbb.\n{art-150}Art. 150.\nCcc.\n",
    );
}

#[test]
fn books_titles_and_branches_have_labels() {
    let text = "KSIĘGA DRUGA\nZOBOWIĄZANIA\nTYTUŁ III. UMOWY\nDZIAŁ I\nSprzedaż\nRozdział 1. Ogólny\n\
                Oddział 2\nRękojmia\nArt. 1. Aaa.\nArt. 2. Bbb.\nKsięga trzecia. Spadki\nArt. 3. Ccc.\n";
    check_labels(
        text,
        &[
            "Księga druga. ZOBOWIĄZANIA",
            "Tytuł III. UMOWY",
            "Dział I. Sprzedaż",
            "Rozdział 1. Ogólny",
            "Oddział 2. Rękojmia",
            "Art. 1",
            "Art. 2",
            "Księga trzecia. Spadki",
            "Art. 3",
        ],
    );
}

#[test]
fn parts_of_a_code_may_have_names() {
    check(
        "KODEKS\n{czesc-ogolna}CZĘŚĆ OGÓLNA\n{rozdzial-1}Rozdział I\nZasady\n{art-1}Art. 1. \
         {art-1-par-1}§ 1. Aaa.\n{art-1-par-2}§ 2. Bbb.\n{art-2}Art. 2. Ccc.\n{czesc-szczegolna}CZĘŚĆ \
         SZCZEGÓLNA\n{rozdzial-2}Rozdział II\nCzyny\n{art-3}Art. 3. Kto czyni zło, podlega karze.\n",
    );
}

#[test]
fn chapters_number_anew_in_each_division() {
    check(
        "USTAWA\n{dzial-1}Dział I\nPierwszy\n{rozdzial-1}Rozdział 1\nAaa\n{art-1}Art. 1. Bbb.\n\
         {rozdzial-2}Rozdział 2\nCcc\n{art-2}Art. 2. Ddd.\n{dzial-2}Dział II\nDrugi\n\
         {rozdzial-1-2}Rozdział 1\nEee\n{art-3}Art. 3. Fff.\n{rozdzial-2-2}Rozdział 2\nGgg\n{art-4}Art. 4. \
         Hhh.\n",
    );
}

#[test]
fn articles_in_running_text_are_no_sections() {
    check(
        "USTAWA\n{art-1}Art. 1. Zmienia się termin.\n{art-2}Art. 2. Zgodnie z przepisem\nArt. 6 ustawy \
         zmieniającej termin jest dłuższy, jak stanowi\nart. 7. Ustawa ta obowiązuje.\n{art-3}Art. 3. Do \
         spraw z\nart. 3 ust. 1 stosuje się przepisy dotychczasowe.\n{art-4}Art. 4. Ustawa wchodzi w życie.\n",
    );
}

#[test]
fn indents_follow_a_colon() {
    check(
        "USTAWA\n{art-1}Art. 1. Zmiany:\n{art-1-pkt-1}1) zakres:\n{art-1-pkt-1-lit-a}a) w dziale:\n\
         {art-1-pkt-1-lit-a-tiret-1}– pierwszym,\n{art-1-pkt-1-lit-a-tiret-2}– drugim,\n\
         {art-1-pkt-1-lit-b}b) w części\n– w całości;\n{art-1-pkt-2}2) termin.\n{art-2}Art. 2. Kto:\n\
         {art-2-pkt-1}1) kradnie,\n{art-2-pkt-2}2) kłamie\n– podlega karze.\n",
    );
}

#[test]
fn an_international_agreement_has_articles_written_out() {
    check(
        "POROZUMIENIE\n\n{art-1}Artykuł 1\nStrony współpracują.\n{art-2}Artykuł 2\n{art-2-ust-1}1. \
         Współpraca trwa rok.\n{art-2-ust-2}2. Współpraca jest bezpłatna.\n{art-3}ARTYKUŁ 3.\n\
         Porozumienie wchodzi w życie.\n",
    );
}

#[test]
fn a_number_may_stand_above_its_text() {
    check(
        "USTAWA\n\n{art-1}Art. 1.\n\n{art-1-ust-1}1. Ustawa określa cele.\n\n{art-1-ust-2}2. Cele są dwa:\n\n\
         {art-1-ust-2-pkt-1}1)\n\npierwszy;\n\n{art-1-ust-2-pkt-2}2)\n\ndrugi.\n\n{art-2}Art. 2.\n\nUstawa \
         wchodzi w życie.\n",
    );
}
