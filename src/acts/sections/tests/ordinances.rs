//! Ordinances: short acts with paragraphs, and their annexes.

use super::{check, check_labels};

#[test]
fn paragraphs_subsections_points_and_letters_are_sections() {
    check(
        "ZARZĄDZENIE NR 417/2019\nBURMISTRZA DOLINKI\nz dnia 4 marca 2019 r.\n\nw sprawie komisji \
         inwentaryzacyjnej\n\nNa podstawie art. 31 ustawy z dnia 8 marca 1990 r. o samorządzie gminnym \
         zarządza się, co następuje:\n\n{par-1}§ 1. {par-1-ust-1}1. Powołuje się komisję w składzie:\n\
         {par-1-ust-1-pkt-1}1) Anna Lis – przewodnicząca,\n{par-1-ust-1-pkt-2}2) Jan Kos – członek.\n\
         {par-1-ust-2}2. Do zadań komisji należy:\n{par-1-ust-2-pkt-1}1) spis:\n\
         {par-1-ust-2-pkt-1-lit-a}a) środków trwałych,\n{par-1-ust-2-pkt-1-lit-b}b) wyposażenia,\n\
         {par-1-ust-2-pkt-2}2) sporządzenie protokołu.\n\n{par-2}§ 2. Komisja kończy pracę 30 kwietnia \
         2019 r.\n\n{par-3}§ 3. Zarządzenie wchodzi w życie z dniem podpisania.\n",
    );
}

#[test]
fn a_number_may_stand_alone_on_its_line() {
    check(
        "ZARZĄDZENIE NR 12/08\nWÓJTA GMINY JAWORKI\n\nzarządzam, co następuje:\n\n{par-1}§ 1\n\nUstalam \
         godziny pracy urzędu.\n\n{par-2}§ 2\n\n{par-2-ust-1}1. W poniedziałki urząd pracuje do godziny \
         17.\n\n{par-2-ust-2}2. W pozostałe dni do godziny 15.\n\n{par-3}§ 3.\nZarządzenie wchodzi w życie \
         z dniem 1 lutego 2008 r.",
    );
}

#[test]
fn the_only_paragraph_of_an_act_is_a_section() {
    check("ZARZĄDZENIE NR 5/2031\nWójta Gminy Brzozowo\n\n{par-1}§ 1. Powołuję komisję.");
    check("Na podstawie statutu zarządzam, co następuje:\n{par-1}§1 Powołuję komisję.");
}

#[test]
fn each_of_several_acts_of_one_text_has_its_paragraphs() {
    check(
        "Zarządzenia z 2031 roku\n\nZARZĄDZENIE NR 5/2031\nw sprawie naboru\n\n{par-1}§ 1. Ogłaszam nabór.\n\
         {par-2}§ 2. Nabór trwa do końca maja.\n\nZARZĄDZENIE NR 6/2031\nw sprawie komisji\n\n\
         {par-1-2}§ 1. Powołuję komisję.\n{par-2-2}§ 2. {par-2-2-ust-1}1. Komisja liczy trzy osoby.\n\
         {par-2-2-ust-2}2. Pracuje społecznie.\n",
    );
}

#[test]
fn numbering_begins_again_in_annexes() {
    check(
        "ZARZĄDZENIE NR 88/2015\nPREZYDENTA MIASTA\n\n{par-1}§ 1. Nadaje się regulamin w brzmieniu \
         załącznika nr 1.\n{par-2}§ 2. Wzór wniosku określa załącznik nr 2.\n{par-3}§ 3. Zarządzenie wchodzi \
         w życie z dniem podpisania.\n\u{c}{zal-1}Załącznik nr 1\ndo zarządzenia nr 88/2015\nPrezydenta \
         Miasta\n\nREGULAMIN ŚWIETLICY\n\n{zal-1-par-1}§ 1. Świetlica służy mieszkańcom.\n\
         {zal-1-par-2}§ 2. {zal-1-par-2-ust-1}1. Świetlica jest czynna codziennie.\n\
         {zal-1-par-2-ust-2}2. W święta jest nieczynna.\n\u{c}{zal-2}Załącznik nr 2\ndo zarządzenia \
         nr 88/2015\nPrezydenta Miasta\n\nWNIOSEK\n1. Imię i nazwisko\n2. Adres\n",
    );
}

#[test]
fn an_annex_alone_has_sections() {
    check(
        "{zal}Załącznik do zarządzenia nr 31/2020\nWójta Gminy\nz dnia 3 lipca 2020 r.\n\nREGULAMIN\n\
         {zal-rozdzial-1}Rozdział 1\nPostanowienia ogólne\n{zal-par-1}§ 1. Regulamin określa zasady.\n\
         {zal-par-2}§ 2. Ilekroć mowa o:\n{zal-par-2-pkt-1}1) gminie – należy przez to rozumieć gminę \
         Jaworki,\n{zal-par-2-pkt-2}2) wójcie – należy przez to rozumieć wójta tej gminy.\n",
    );
}

#[test]
fn a_page_header_that_repeats_an_annex_is_no_section() {
    check(
        "ZARZĄDZENIE NR 1/2022\n{par-1}§ 1. Ustala się plan.\n{par-2}§ 2. Wchodzi w życie.\n\u{c}\
         {zal-1}Załącznik nr 1 do zarządzenia nr 1/2022\n{zal-1-par-1}§ 1. Plan obejmuje rok.\n\
         {zal-1-par-2}§ 2. Plan zmienia wójt.\n\u{c}Załącznik nr 1 do zarządzenia nr 1/2022\n\
         {zal-1-par-3}§ 3. Plan jest jawny.\n",
    );
}

#[test]
fn annexes_that_are_only_named_are_no_sections() {
    check(
        "ZARZĄDZENIE NR 2/2022\n{par-1}§ 1. Wzór umowy stanowi\nZałącznik nr 1 do zarządzenia.\n{par-2}§ 2. \
         Traci moc\nZałącznik nr 4 do zarządzenia nr 9/2020.\n{par-3}§ 3. Wchodzi w życie.\n\nWykaz \
         załączników:\nZałącznik nr 1 – wzór umowy\nZałącznik nr 2 – wzór wniosku\n\u{c}\
         {zal-1}Załącznik nr 1\nUMOWA\n",
    );
}

#[test]
fn the_heading_of_an_annex_may_be_in_capitals_and_end_with_a_date() {
    check(
        "ZARZĄDZENIE NR 2/2022\n{par-1}§ 1. Ustala się wzór.\n{par-2}§ 2. Wzór stanowiący\nZałącznik nr 2 do \
         niniejszego zarządzenia.\n\u{c}{zal-1}ZAŁĄCZNIK NR 1 DO ZARZĄDZENIA NR 2/2022\nWZÓR\n\u{c}\
         {zal-2}Załącznik nr 2 do zarządzenia nr 2/2022 z dnia 3 maja 2022 r.\nWZÓR\n",
    );
}

#[test]
fn the_reasons_for_an_act_have_no_sections() {
    check(
        "ZARZĄDZENIE NR 7/2024\n\n{par-1}§ 1. Przyjmuje się plan.\n{par-2}§ 2. Wchodzi w życie z dniem \
         podpisania.\n\nUZASADNIENIE\n\n1. Plan jest potrzebny.\n2. Plan jest tani:\n1) nie kosztuje nic,\n\
         2) zostaje na lata.\n§ 3. Tego planu nie ma.\n",
    );
}

#[test]
fn labels_are_as_acts_cite_sections() {
    let text = "ZARZĄDZENIE NR 3/2011\n§1.1. Aaa:\n1) bbb:\na) ccc,\nb) ddd:\n– eee,\n– fff;\n2) ggg.\n2. \
                Hhh.\n§ 1a. Iii.\nPar. 2. Jjj.\nZałącznik nr 1\nTABELA";
    let labels = [
        "§ 1",
        "ust. 1",
        "pkt 1",
        "lit. a",
        "lit. b",
        "tiret 1",
        "tiret 2",
        "pkt 2",
        "ust. 2",
        "§ 1a",
        "§ 2",
        "Załącznik nr 1",
    ];
    check_labels(text, &labels);
}
