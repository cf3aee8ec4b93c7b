//! Tests of citations in invented municipal texts, and of what holds for any text.
//!
//! A marked text has `⟦r|words⟧` around each mention, with the letter of its role: `m`entions, `a`mends,
//! `r`epeals, `p`artly repeals, `i`mplements, `c`onsolidates.

mod languages;
mod operations;
mod short_names;

use std::ops::Range;

use jiff::civil::Date;

use super::citations;
use crate::document::{Act, CitationRole};

type Marked = (Range<usize>, CitationRole, bool);

fn role_of(letter: &str) -> (CitationRole, bool) {
    match letter {
        "a" => (CitationRole::Amends, false),
        "r" => (CitationRole::Repeals, false),
        "p" => (CitationRole::Repeals, true),
        "i" => (CitationRole::Implements, false),
        "c" => (CitationRole::Consolidates, false),
        _ => (CitationRole::Mentions, false),
    }
}

/// Takes the marks out of a text; returns it with the places marked.
fn unmark(marked: &str) -> (String, Vec<Marked>) {
    let (mut text, mut places) = (String::new(), Vec::new());
    for (index, part) in marked.split('⟦').enumerate() {
        if index == 0 {
            text.push_str(part);
            continue;
        }
        let (letter, rest) = part.split_once('|').expect("a letter and a bar open a mark");
        let (mention, after) = rest.split_once('⟧').expect("a mark is closed");
        let (role, partial) = role_of(letter);
        places.push((text.len()..text.len() + mention.len(), role, partial));
        text.push_str(mention);
        text.push_str(after);
    }
    (text, places)
}

#[track_caller]
fn check_in(marked: &str, own: Option<&Act>) {
    let (text, expected) = unmark(marked);
    let found: Vec<Marked> =
        citations(&text, own).into_iter().map(|found| (found.range, found.role, found.partial)).collect();
    let words = |places: &[Marked]| {
        places
            .iter()
            .map(|(range, role, partial)| (&text[range.clone()], *role, *partial))
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&found), words(&expected), "`{text}`");
    assert_eq!(found, expected, "`{text}`");
}

#[track_caller]
fn check(marked: &str) {
    check_in(marked, None);
}

fn own(kind: &str, number: Option<&str>, date: Option<Date>) -> Act {
    Act { kind: Some(kind.to_owned()), number: number.map(str::to_owned), date, ..Act::default() }
}

#[test]
fn the_changing_act_in_brackets_is_one_of_its_own() {
    check(
        "Komisja działa zgodnie z ⟦m|zarządzeniem nr 211/2019 z dnia 4 lutego 2019 r.⟧ z późniejszymi zmianami \
         ( ⟦m|Zarządzenie nr 980/2019 z dnia 29 kwietnia 2019 r.⟧ ).",
    );
    check(
        "Zespół powołany ⟦m|zarządzeniem nr 77/2020 Prezydenta Miasta Krakowa z dnia 9 stycznia 2020 r.⟧ z późn. zm.",
    );
    check("Skład ustala ⟦m|ZARZĄDZENIE NR 5/2031 WÓJTA GMINY BRZOZOWO Z DNIA 2 stycznia 2031 r.⟧ (ze zm.)");
}

#[test]
fn an_act_named_in_the_title_of_another_is_part_of_it() {
    check(
        "Ogłoszono ⟦m|zarządzenie Nr 15/2021 Wójta Gminy Liszki z dnia 3 marca 2021 r. zmieniające Zarządzenie Nr \
         9/2021 Wójta Gminy Liszki z dnia 1 lutego 2021 r.⟧",
    );
    check(
        "W brzmieniu ustalonym przez § 1 pkt 1 lit. a ⟦m|zarządzenia nr 2100/2019 Prezydenta Miasta Krakowa z dnia 20 \
         sierpnia 2019 r. zmieniającego zarządzenie w sprawie podziału na wydziały⟧ (data wejścia w życie 1 września \
         2019 r.).",
    );
    check(
        "zob. ⟦m|ustawę z dnia 20 lipca 2018 r. o zmianie ustawy – Prawo wodne oraz ustawy o odpadach⟧, która weszła",
    );
    check(
        "por. ⟦m|ustawę z dnia 11 kwietnia 2001 r. o zmianie ustaw: o samorządzie gminnym, o lasach (Dz. U. Nr 45, poz. 497)⟧",
    );
    check(
        "na mocy ⟦m|ustawy z dnia 5 grudnia 2014 r. o zmianie ustawy o systemie oświaty, ustawy - Karta Nauczyciela \
         oraz niektórych innych ustaw (Dz. U. poz. 1877)⟧",
    );
}

#[test]
fn each_act_of_a_chain_is_a_mention() {
    check(
        "Projekt uchwały w sprawie zmiany ⟦m|uchwały nr XXV/310/19 Rady Miasta Krakowa z dnia 11 września 2019 r. w \
         sprawie zasad najmu lokali⟧ zmienionej ⟦m|uchwałą nr XXX/400/20 z dnia 5 lutego 2020 r.⟧, ⟦m|uchwałą nr \
         XXXIV/455/20 z dnia 8 kwietnia 2020 r.⟧, ⟦m|uchwałą Nr XL/501/20 z dnia 26 sierpnia 2020 r.⟧ trafił pod obrady.",
    );
    check(
        "⟦m|Uchwałę nr XIV/55/15 Rady Gminy Zielonki z dnia 3 czerwca 2015 r.⟧ zmienioną uchwałami: ⟦m|Nr XVI/60/15 \
         Rady Gminy Zielonki z dnia 1 lipca 2015 r.⟧, ⟦m|Nr XX/71/15 Rady Gminy Zielonki z dnia 2 grudnia 2015 r.⟧ oraz \
         ⟦m|Nr XXII/80/16 Rady Gminy Zielonki z dnia 17 lutego 2016 r.⟧",
    );
    check(
        "treść ⟦m|uchwały Nr II/7/18 Rady Miejskiej w Skawinie z dnia 30 listopada 2018 r.⟧, zmienionej uchwałą:\n1) \
         ⟦m|Nr V/40/19 Rady Miejskiej w Skawinie z dnia 27 lutego 2019 r.⟧,\n2) ⟦m|Nr IX/88/19 Rady Miejskiej w \
         Skawinie z dnia 26 czerwca 2019 r.⟧",
    );
    check(
        "Rada przyjęła ⟦m|uchwałę Nr XXX/700/20 Rady Miasta Krakowa z dnia 15 stycznia 2020 r. zmieniającą Uchwałę Nr \
         X/150/19 Rady Miasta Krakowa z dnia 27 marca 2019 r. w sprawie opłat⟧ zmienioną ⟦m|Uchwałą Nr XV/222/19 Rady \
         Miasta Krakowa z dnia 12 czerwca 2019 r.⟧, ustalenia stawek, oraz poboru.",
    );
    check("przepisy ⟦m|dyrektyw 91/155/EWG⟧, ⟦m|93/67/EWG⟧, ⟦m|93/105/WE⟧ i ⟦m|2000/21/WE⟧ oraz umów");
    check(
        "zmiany: ⟦m|ustawy z dnia 8 marca 1990 r. o samorządzie gminnym⟧ oraz ⟦m|z dnia 5 czerwca 1998 r. o samorządzie \
         powiatowym⟧.",
    );
}

#[test]
fn an_organ_may_be_an_acronym_or_stand_anywhere() {
    check(
        "⟦m|Uchwała Nr LXX/1980/21 RMK z dnia 22 września 2021 roku⟧ oraz ⟦m|zarządzenie nr 1200/2021 PMK⟧.",
    );
    check(
        "Po podjęciu przez Radę Miasta Krakowa ⟦m|Uchwały Nr XII/240/15 z dnia 13 maja 2015 r.⟧ prace ruszyły.",
    );
    check("w związku z ⟦m|uchwałą Nr LVI/1100/17 Rady Miasta Krakowa z dnia 4 października 2017 r.⟧ prosimy");
    check("zgodnie z ⟦m|uchwałą Zarządu Dzielnicy nr 14/2018 z dnia 5 lutego 2018 r.⟧ remont ulicy");
    check("Zmieniono ⟦m|uchwałę nr XI/92/03 z dnia 3 lipca 2003 r. Rady Miejskiej we Wrocławiu⟧ i statut");
    check("projekt uchwały Rady Miasta w sprawie zmiany ⟦m|uchwały nr XC/2368/13 z 4 grudnia 2013 r.⟧");
    check(
        "stanowiących załączniki nr 1-18 do ⟦m|uchwały nr XCIX/1495/14 Rady Miasta Krakowa z dnia 12 lutego 2014 r.⟧",
    );
}

#[test]
fn the_basis_clause_names_what_an_act_implements() {
    check(
        "Na podstawie § 12 ust. 7 ⟦i|uchwały nr XLI/360/12 Rady Dzielnicy IV Prądnik Biały z dnia 20 marca 2012 r. w \
         sprawie: regulaminu konkursu⟧ z późn. zm. zarządza się, co następuje:",
    );
    check(
        "Na podstawie art. 30 ust. 2 pkt. 1 ⟦i|ustawy z dnia 8 marca 1990 r. o samorządzie gminnym (t.j. Dz.U. z 2021 r. \
         poz. 1372 z późn. zm.)⟧ oraz art. 18 ust.2 pkt4 i pkt9 lit d ⟦i|ustawy z 27 sierpnia 2009 r. o finansach \
         publicznych ( tj. Dz. U. z 2021 r. poz. 305)⟧ w związku z art. 7 ⟦i|ustawy z dnia 5 czerwca 1998 r. o \
         samorządzie powiatowym (tekst jedn.: Dz. U. z 2020 r. poz. 920, 1378)⟧ zarządzam, co następuje:",
    );
    check(
        "Działając na podstawie art. 39 ust. 1 pkt 1 w związku z art. 46 pkt 1 i art. 54 ust. 3 ⟦i|ustawy z dnia 3 \
         października 2008 r. o udostępnianiu informacji o środowisku i jego ochronie, udziale społeczeństwa w ochronie \
         środowiska oraz o ocenach oddziaływania na środowisko (Dz. U. z 2022 r. poz. 1029, w brzmieniu obowiązującym \
         od 1 stycznia 2023 r.)⟧, dalej: UUOŚ, zawiadamiam",
    );
    check("W wykonaniu ⟦i|uchwały Nr V/30/04 Rady Gminy z dnia 4 lutego 2004 r.⟧ ogłaszam konkurs");
    check("Rada Gminy, na podstawie art. 18 ⟦i|ustawy o samorządzie gminnym⟧, uchwala, co następuje:");
    check("decyzji wydanej na podstawie art. 5 ⟦m|ustawy z dnia 7 lipca 1994 r. - Prawo budowlane⟧.");
    check(
        "Niniejsza ustawa wdraża:\n1) ⟦i|dyrektywę 2001/81/WE z dnia 23 października 2001 r.⟧;\n2) ⟦i|dyrektywę 2001/80/WE⟧.",
    );
}

#[test]
fn a_repeal_is_known_before_and_after_the_act_and_in_lists() {
    check(
        "§ 4. Tracą moc zarządzenia Prezydenta Miasta Krakowa: \n1) ⟦r|Nr 358/2017 z dnia 13 lutego 2017 r. w sprawie \
         powołania zespołu⟧; \n2) ⟦r|Nr 935/2018 z dnia 10 kwietnia 2018 r. w sprawie zasad obiegu dokumentów⟧.\n§ 5. \
         Zarządzenie wchodzi w życie z dniem podpisania.",
    );
    check(
        "Uchylam ⟦r|Zarządzenie Nr 12/2015 Wójta Gminy Rączna z dnia 2 marca 2015r. w sprawie instrukcji \
         kancelaryjnej⟧ oraz ⟦r|Zarządzenie Nr 44/2016 Wójta Gminy Rączna z dnia 8 czerwca 2016r. w sprawie kontroli \
         zarządczej⟧.",
    );
    check("§ 3. Traci moc ⟦r|uchwała nr XII/87/99 Rady Miejskiej w Skawinie z dnia 5 maja 1999 r.⟧");
    check("§ 3. Z dniem 1 stycznia 2020 r. traci moc ⟦r|zarządzenie nr 7/2011⟧.");
    check("§ 2. ⟦r|Zarządzenie nr 7/2011 Wójta Gminy Liszki z dnia 4 marca 2011 r.⟧ traci moc.");
    check(
        "§ 2. Uchyla się § 3 i § 5 ust. 2 ⟦p|uchwały nr XII/87/99 Rady Miejskiej w Skawinie z dnia 5 maja 1999 r.⟧",
    );
    check("Traci moc ⟦p|uchwała nr V/3/07 z dnia 8 marca 2007 r. w sprawie opłat⟧ w zakresie § 4.");
    check("Z dniem wejścia w życie ⟦m|uchwały nr V/3/07⟧ traci moc ⟦r|uchwała nr IV/2/06⟧.");
    check(
        "Tracą moc następujące uchwały Rady Gminy Mszana Dolna:\na) ⟦r|uchwała nr V/3/07 z dnia 8 marca 2007 r.⟧,\nb) \
         ⟦r|uchwała nr VI/9/07 z dnia 3 maja 2007 r.⟧",
    );
}

#[test]
fn an_amendment_is_known_by_its_verb() {
    check(
        "§ 1. W ⟦a|zarządzeniu nr 211/2019 Prezydenta Miasta Krakowa z dnia 4 lutego 2019 r. w sprawie powołania \
         Zespołu⟧ wprowadza się następujące zmiany:",
    );
    check(
        "§ 1. W ⟦a|uchwale nr V/3/07 Rady Gminy Liszki z dnia 8 marca 2007 r.⟧ § 3 otrzymuje brzmienie: „§ 3. Opłata”.",
    );
    check("§ 1. Załącznik nr 2 do ⟦a|zarządzenia nr 9/2021⟧ otrzymuje brzmienie jak w załączniku.");
    check(
        "§ 1. W Regulaminie targowisk, stanowiącym załącznik do ⟦a|uchwały nr V/3/07 Rady Gminy Liszki z dnia 8 marca \
         2007 r.⟧, wprowadza się następujące zmiany:",
    );
    check("§ 1. W załączniku nr 2 do ⟦a|zarządzenia nr 9/2021⟧ dodaje się pkt 7.");
    check("Wykaz opiniuje zespół, działający na podstawie ⟦m|zarządzenia nr 9/2021⟧.");
    check("Wykaz przedstawia się zespołowi, działającemu na podstawie ⟦m|zarządzenia nr 9/2021⟧.");
    check("Zmienia się ⟦a|uchwałę nr V/3/07 Rady Gminy Liszki z dnia 8 marca 2007 r.⟧ w ten sposób, że");
    check(
        "Przepis zapisano w ⟦m|uchwale nr V/3/07 Rady Gminy Liszki z dnia 8 marca 2007 r.⟧ i nie budzi wątpliwości.",
    );
    check(
        "§ 1. W ⟦a|uchwale nr V/3/07 z dnia 8 marca 2007 r.⟧ § 3 otrzymuje brzmienie: „§ 3. Traci moc ⟦m|uchwała nr \
         IV/2/06 z dnia 2 stycznia 2006 r.⟧”.",
    );
}

#[test]
fn the_own_heading_is_no_citation_but_says_what_is_changed() {
    let ordinance = own("zarządzenie", Some("358/2017"), Some(Date::constant(2017, 2, 13)));
    check_in(
        "ZARZĄDZENIE Nr 358/2017\nPREZYDENTA MIASTA KRAKOWA\nz dnia 13 lutego 2017 r.\n\nzmieniające ⟦a|zarządzenie Nr \
         12/2016 Prezydenta Miasta Krakowa z dnia 4 stycznia 2016 r. w sprawie regulaminu⟧\n\nNa podstawie art. 30 \
         ⟦i|ustawy z dnia 8 marca 1990 r. o samorządzie gminnym⟧ zarządza się, co następuje:",
        Some(&ordinance),
    );
    check_in(
        "ZARZĄDZENIE Nr 358/2017 z dnia 13 lutego 2017 r. w sprawie uchylenia ⟦r|zarządzenia Nr 12/2016 z dnia 4 \
         stycznia 2016 r.⟧\n\nZałącznik do Zarządzenia Nr 358/2017 z dnia 13 lutego 2017 r.",
        Some(&ordinance),
    );
    let statute = own("ustawa", None, Some(Date::constant(2018, 7, 20)));
    check_in(
        "USTAWA\nz dnia 20 lipca 2018 r.\no zmianie ⟦a|ustawy o samorządzie gminnym⟧ oraz niektórych innych ustaw\n\nArt. 1.",
        Some(&statute),
    );
    let notice = own("obwieszczenie", Some("3/2020"), Some(Date::constant(2020, 5, 6)));
    check_in(
        "OBWIESZCZENIE NR 3/2020\nRADY GMINY LISZKI\nz dnia 6 maja 2020 r.\nw sprawie ogłoszenia jednolitego tekstu \
         ⟦c|uchwały nr V/3/07 Rady Gminy Liszki z dnia 8 marca 2007 r. w sprawie opłat⟧\n\n1. Ogłasza się jednolity tekst \
         ⟦c|uchwały nr V/3/07 Rady Gminy Liszki z dnia 8 marca 2007 r. w sprawie opłat (Dz. Urz. Woj. Mał. poz. 40)⟧.",
        Some(&notice),
    );
}

#[test]
fn acts_to_be_made_drafts_and_references_back_are_no_citations() {
    check(
        "Rada podejmie uchwałę w sprawie statutu. Minister określi, w drodze rozporządzenia, wzór wniosku.",
    );
    check(
        "rozporządzenie, o którym mowa w ust. 1; niniejsza ustawa; ww. uchwała; tej ustawy; w/w zarządzenie",
    );
    check("Projekt uchwały w sprawie opłat (druk nr 84/19), projekt ustawy o lasach");
    check("W maju 1999 r. Rada podjęła ⟦m|uchwałę w sprawie powołania zespołu doradczego⟧.");
    check(
        "stosuje się przepisy ⟦m|ustawy z dnia 29 września 1994 r. o rachunkowości⟧, zwanej dalej „ustawą o rachunkowości”.",
    );
}

#[test]
fn other_things_with_numbers_are_no_citations() {
    check("Głosowano wg druków nr: 84/19, 90-R, 101/19 z autopoprawkami, druk nr 81A/19.");
    check(
        "decyzji znak: WS-04.6220.107.2023.KS z dnia 5 maja 2023 r., pisma WS-04.AS.7627-363/09 i AU-01-1.6740.12.2020",
    );
    check("na działkach nr 352/2, 347/1, 92/16 obręb 48 Podgórze oraz nr 5/6, 7/8 Nowa Huta");
    check(
        "protokół nr 4/2016, Protokół Nr 0002.IX.2015, karta informacyjna nr 10/2026, umowy nr 80/2010, linii nr 178",
    );
    check(
        "⟦m|Zarządzenie Nr IV/69/2004 Wójta Gminy Bolesław⟧, ⟦m|uchwała nr 470/2016⟧ zarządu, działka nr 470/2",
    );
    check("ul. Konstytucji 3 Maja, plac Konstytucji, Karta Krakowska, prawo własności, Kodeks etyki");
}

#[test]
fn names_of_codes_are_mentions_without_a_date() {
    check("art. 28 ⟦m|Prawa budowlanego⟧ i art. 107 ⟦m|Kodeksu postępowania administracyjnego⟧ stosuje się");
    check("art. 9g. ust. 2 ⟦m|z dnia 26 stycznia 1982 r. - Karta Nauczyciela (Dz. U. z 2019 r. poz. 2215)⟧");
    check("w rozumieniu ⟦m|ustawy - Prawo zamówień publicznych⟧ wykonawca składa ofertę");
    check(
        "art. 16 ⟦m|Konstytucji Rzeczypospolitej Polskiej z dnia 2 kwietnia 1997 r. (Dz. U. Nr 78, poz. 483)⟧",
    );
    check("art. 5 ⟦m|ustawy z dnia 23 kwietnia 1964 r. Kodeks cywilny⟧ najemca odpowiada");
    check(
        "art. 4 pkt 8 ⟦m|ustawy Prawo zamówień publicznych z dnia 29 stycznia 2004 r. (Dz. U. z 2013 r. poz. 907)⟧ oraz \
         ⟦m|ustawy o lasach z dnia 28 września 1991 r.⟧",
    );
}

#[test]
fn acts_of_the_union_have_numbers_of_their_own() {
    check(
        "przepisy ⟦m|rozporządzenia nr 2016/679 Parlamentu Europejskiego i Rady z dnia 27.04.2016 r. w sprawie ochrony \
         osób fizycznych⟧.",
    );
    check(
        "zgodnie z ⟦m|rozporządzeniem Parlamentu Europejskiego i Rady (UE) 2016/679 z dnia 27 kwietnia 2016 r. w sprawie \
         ochrony osób fizycznych oraz uchylenia dyrektywy 95/46/WE (Dz. Urz. UE L 119 z 04.05.2016, str. 1 ze zm.)⟧",
    );
    check("uchylenia ⟦m|dyrektywy 95/46/WE⟧ oraz ⟦m|decyzji Rady 2008/615/WSiSW z dnia 23 czerwca 2008 r.⟧.");
}

#[test]
fn accents_may_be_missing_and_a_garbled_number_is_not_made_up() {
    check("⟦m|uchwaly Nr XCIIII1964/14 Rady Miasta Krakowa z dnia 8 stycznia 2014 r.⟧, protokol");
    let found = citations("uchwaly Nr XCIIII1964/14 Rady Miasta Krakowa z dnia 8 stycznia 2014 r.", None);
    assert_eq!((&found[0].act.number, &found[0].act.kind), (&None, &Some("uchwała".to_owned())));
    check("uchwaly Nr.39~g NII/16 w aktach");
    check("⟦m|zarzadzenie nr 12/2003 Prezydenta Miasta Krakowa z dnia 5 wrzesnia 2003 r.⟧");
}

#[track_caller]
fn check_act(text: &str, expected: [Option<&str>; 5]) {
    let found = citations(text, None);
    let act = &found.first().expect("a citation").act;
    let date = act.date.map(|date| date.to_string());
    let read = [&act.kind, &act.number, &date, &act.organ, &act.title].map(|field| field.as_deref());
    assert_eq!(read, expected, "`{text}`");
}

#[test]
fn the_parts_of_an_act_are_read() {
    check_act(
        "zarządzeniem Prezydenta Miasta Krakowa nr 358 / 2017 z dn. 13.02.2017 r. ws. zasad",
        [
            Some("zarządzenie"),
            Some("358/2017"),
            Some("2017-02-13"),
            Some("Prezydent Miasta Krakowa"),
            Some("ws. zasad"),
        ],
    );
    check_act(
        "przez Prezydenta Miasta Krakowa zarządzenia nr 5/2019",
        [Some("zarządzenie"), Some("5/2019"), None, Some("Prezydent Miasta Krakowa"), None],
    );
    check_act(
        "Rada Miasta Krakowa podjęła uchwałę nr C/1500/14",
        [Some("uchwała"), Some("C/1500/14"), None, Some("Rada Miasta Krakowa"), None],
    );
    check_act(
        "uchwała 0007.XIII.9.2015r. z dnia 4 maja 2015 r.",
        [Some("uchwała"), Some("0007.XIII.9.2015"), Some("2015-05-04"), None, None],
    );
    check_act(
        "uchwała Nr 0007.XIII.9.2015r. z dnia 4 maja 2015 r.",
        [Some("uchwała"), Some("0007.XIII.9.2015"), Some("2015-05-04"), None, None],
    );
    check_act(
        "Kodeksem\npostępowania administracyjnego",
        [Some("ustawa"), None, None, None, Some("Kodeks postępowania administracyjnego")],
    );
    check_act(
        "rozporządzenia Rady\nMinistrów z dnia\n20 kwietnia 1999 r. w sprawie\nustalenia świadczeń (Dz.U. Nr 36, poz. 341)",
        [
            Some("rozporządzenie"),
            None,
            Some("1999-04-20"),
            Some("Rada Ministrów"),
            Some("w sprawie ustalenia świadczeń"),
        ],
    );
}

#[test]
fn lines_of_a_list_are_acts_of_their_own() {
    check(
        "⟦m|Zarządzenie nr 5/2031 z dnia 2 stycznia 2031 r. w sprawie powołania komisji⟧\n⟦m|Zarządzenie nr 6/2031 z \
         dnia 10 stycznia 2031 r. w sprawie naboru⟧\n⟦m|Zarządzenie nr 7/2031⟧",
    );
    check(
        "określa je ⟦m|zarządzenie Nr 77/2011 z dnia 4 maja 2011 r. Prezydenta Miasta Krakowa⟧. Tracą moc: \
         ⟦r|zarządzenie nr 1/2005⟧, ⟦r|zarządzenie nr 2/2006⟧ oraz § 4 ⟦p|zarządzenia nr 3/2007⟧.",
    );
    check(
        "Zmiany w ⟦m|uchwale Nr 12/XI/2019 Rady Dzielnicy XVIII Nowa Huta z dnia 5.03.2019 w sprawie podziału środków⟧ \
         dotyczą dwóch punktów. ⟦m|Uchwałę Nr 13/XI/2019⟧ podjęto jednogłośnie.",
    );
    check("⟦m|Obwieszczenie Wojewody Małopolskiego z dnia 3 marca 2019 r. o wydaniu decyzji o zezwoleniu⟧.");
}

#[test]
fn a_title_without_a_bracket_ends_before_the_verb() {
    check("⟦m|Ustawa o stawach i groblach⟧ nakłada na gminę obowiązek utrzymania rowów.");
    check("⟦m|Ustawa z dnia 6 maja 2011 r. o stawach i groblach⟧ wprowadziła opłatę roczną.");
    check("Traci moc ⟦r|ustawa z dnia z dnia 6 maja 1950 r. o wydawaniu Dziennika Ustaw i Monitora⟧.");
    check("wykaz sporządza się według ⟦m|ustawy o stawach i groblach⟧ albo MSR, inne przepisy");
    check(
        "ustawy dotyczące stawów. Por. ⟦m|ustawę z dnia 6 maja 2011 r. o koncesji na roboty budowlane lub usługi⟧.",
    );
}

#[test]
fn the_basis_of_an_act_of_the_union_is_part_of_its_title() {
    check(
        "zgodnie z ⟦m|decyzją Komisji 2010/5/UE z dnia 6 stycznia 2010 r. zatwierdzającą środki na podstawie art. 4 ust. 2 \
         rozporządzenia (WE) nr 100/2006 (Dz. Urz. UE L 3 z 07.01.2010, str. 12)⟧ stosuje się",
    );
}

#[test]
fn a_title_confirmed_once_ends_in_the_same_place_again() {
    check(
        "⟦m|ustawy z dnia 2 marca 2001 r. o pomocy gminom, powiatom dotkniętym powodzią (Dz. U. Nr 3, poz. 4)⟧. Środki z \
         ⟦m|ustawy o pomocy gminom, powiatom dotkniętym powodzią⟧ gmina zwraca.",
    );
}

proptest::proptest! {
    #[test]
    fn citations_of_any_text_are_in_order_and_in_the_text(
        text in "(ustawy |uchwała |Nr |5/2017|, |\\.|z dnia |1 maja 2000 r\\. |o zmianie |lasach |\\(|\\)|Dz\\. U\\. |poz\\. 3|\n|„|”|ż|\u{a0}|Kodeksu karnego |i |1\\) |:|Rady |w sprawie |§ |art\\. 5 ){0,40}"
    ) {
        let mut from = 0;
        for found in citations(&text, None) {
            proptest::prop_assert!(found.range.start >= from && found.range.start < found.range.end);
            proptest::prop_assert!(text.get(found.range.clone()).is_some());
            from = found.range.end;
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC*") {
        citations(&text, None);
    }
}

#[test]
fn time_grows_with_the_text_and_no_faster() {
    const PHRASES: [&str; 12] = [
        "§ ",
        "ustawy z dnia ",
        "ustawy o ",
        "ustawy o zmianie ustawy o x, ",
        "ustawy z dnia 1 maja 2000 r. o x (",
        "ustawy z dnia 1 maja 2000 r. o x (Dz.U. ",
        "Nr 5/2017, ",
        "uchwała nr 5/2017, 6/2017 ",
        "Tracą moc uchwały: 1) ",
        "\"ustawy ",
        "zarządzenie Prezydenta ",
        "Kodeksu karnego i ",
    ];
    for phrase in PHRASES {
        let text = phrase.repeat(400_000 / phrase.len());
        let start = std::time::Instant::now();
        citations(&text, None);
        // A quadratic reader takes minutes; the bound leaves room for slow machines.
        assert!(start.elapsed().as_secs() < 60, "`{phrase}`");
    }
}
