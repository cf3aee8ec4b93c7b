//! Invented headings of every kind, as offices, journals and scans print them, with what they say.

use super::*;

/// Compares kind, number, organ, date and subject with `expected`, which divides them by ` | `; `-` is none.
#[track_caller]
fn check(text: &str, expected: &str) {
    let none = || "-".to_owned();
    let found = recognize(text).map_or_else(
        || "no act".to_owned(),
        |ActHeading { act, .. }| {
            let date = act.date.map_or_else(none, |date| date.to_string());
            let parts = [act.kind, act.number, act.organ].map(|part| part.unwrap_or_else(none));
            format!("{} | {date} | {}", parts.join(" | "), act.subject.unwrap_or_else(none))
        },
    );
    assert_eq!(found, expected, "`{text}`");
}

/// Compares the title and the parent of an annex.
#[track_caller]
fn check_annex(text: &str, parent: Option<&str>, title: &str) {
    let found = recognize(text).unwrap_or_else(|| panic!("no annex in `{text}`"));
    assert_eq!(
        (found.act.kind.as_deref(), found.act.parent.as_deref()),
        (Some("załącznik"), parent),
        "`{text}`"
    );
    assert_eq!((found.title.as_str(), found.act.number), (title, None));
}

#[track_caller]
fn check_none(text: &str) {
    assert_eq!(recognize(text), None, "`{text}`");
}

#[test]
fn ordinances_of_heads_of_offices() {
    check(
        "Zarządzenie Nr 1204/2019\nPrezydenta Miasta Krakowa\nz dnia 27 maja 2019 r.\nw sprawie przyjęcia\nplanu ochrony\n\nNa podstawie art. 30",
        "zarządzenie | 1204/2019 | Prezydent Miasta Krakowa | 2019-05-27 | w sprawie przyjęcia planu ochrony",
    );
    check(
        "ZARZĄDZENIE NR 88/2004 PREZYDENTA MIASTA KRAKOWA Z DNIA 16 stycznia 2004 W SPRAWIE UDZIELENIA PEŁNOMOCNICTWA Na podstawie art. 30 zarządza się",
        "zarządzenie | 88/2004 | Prezydent Miasta Krakowa | 2004-01-16 | w sprawie udzielenia pełnomocnictwa",
    );
    check(
        "ZARZĄDZENIE NR 0050.77.2022\nWÓJTA GMINY JODŁÓWKA\nz dnia 2 czerwca 2022 r.\n\nw sprawie zmian w planie finansowym na 2022 r.\n\nNa podstawie",
        "zarządzenie | 0050.77.2022 | Wójt Gminy Jodłówka | 2022-06-02 | w sprawie zmian w planie finansowym na 2022 r.",
    );
    check(
        "Zarządzenie Burmistrza Miasta i Gminy Olszyny nr 41/2016 z dnia 9.05.2016 r. w sprawie powołania komisji przetargowej",
        "zarządzenie | 41/2016 | Burmistrz Miasta i Gminy Olszyny | 2016-05-09 | w sprawie powołania komisji przetargowej",
    );
    check(
        "ZARZĄDZENIE Nr 935 /08\nPREZYDENTA MIASTA KRAKOWA\nz dn. 14 maja 2008r.\nzmieniające zarządzenie w sprawie opłat za parkowanie\n\n§ 1. Zmienia się",
        "zarządzenie | 935/08 | Prezydent Miasta Krakowa | 2008-05-14 | zmieniające zarządzenie w sprawie opłat za parkowanie",
    );
    check(
        "Zarządzenie nr 12/2017\nPrezydenta Miasta Krakowa – Kierownika Urzędu\nz dnia 3 lutego 2017 r.\nw sprawie regulaminu pracy",
        "zarządzenie | 12/2017 | Prezydent Miasta Krakowa | 2017-02-03 | w sprawie regulaminu pracy",
    );
    check(
        "Zarządzenie PMK nr 2510/2018 z dnia 17 września 2018 r. ws. organizacji ruchu",
        "zarządzenie | 2510/2018 | Prezydent Miasta Krakowa | 2018-09-17 | ws. organizacji ruchu",
    );
    check(
        "ZARZĄDZENIE PORZĄDKOWE NR 2/2020\nWOJEWODY MAŁOPOLSKIEGO\nz dnia 11 marca 2020 r.\nw sprawie zakazu zgromadzeń",
        "zarządzenie | 2/2020 | Wojewoda Małopolski | 2020-03-11 | w sprawie zakazu zgromadzeń",
    );
    check(
        "Zarządzenie nr 7/2021\nDyrektora Szkoły Podstawowej nr 33 w Krakowie\nz dnia 1 września 2021 r.\nw sprawie dyżurów nauczycieli",
        "zarządzenie | 7/2021 | Dyrektor Szkoły Podstawowej nr 33 w Krakowie | 2021-09-01 | w sprawie dyżurów nauczycieli",
    );
    check(
        "ZARZĄDZENIE ZASTĘPCZE NR 4\nWOJEWODY PODKARPACKIEGO\nz dnia 6 kwietnia 2018 r.\nw sprawie nadania nazwy ulicy",
        "zarządzenie | 4 | Wojewoda Podkarpacki | 2018-04-06 | w sprawie nadania nazwy ulicy",
    );
    check(
        "Zarządzenie Nr 112/2015\nPrezydent Miasta Krakowa\nz dnia 5 maja 2015 r.\n\nw sprawie dotacji\n\n§ 1. Ustala się",
        "zarządzenie | 112/2015 | Prezydent Miasta Krakowa | 2015-05-05 | w sprawie dotacji",
    );
    check(
        "ZARZĄDZENIE NR 36 /2012\nSTAROSTY KRAKOWSKIEGO\nz dnia 7 maja 2012 roku\nw sprawie: powołania Zespołu Kryzysowego",
        "zarządzenie | 36/2012 | Starosta Krakowski | 2012-05-07 | w sprawie powołania Zespołu Kryzysowego",
    );
}

#[test]
fn resolutions_of_councils_and_boards() {
    check(
        "UCHWAŁA NR CXV/3042/23\nRady Miasta Krakowa\nz dnia 5 lipca 2023 r.\nw sprawie ustanowienia użytku ekologicznego „Łąki Kaczeńcowe”.\n\nNa podstawie",
        "uchwała | CXV/3042/23 | Rada Miasta Krakowa | 2023-07-05 | w sprawie ustanowienia użytku ekologicznego „Łąki Kaczeńcowe”",
    );
    check(
        "UCHWAŁA NR LI/694/2012\nRADY MIASTA KRAKOWA\nz dnia 4 lipca 2012 r.\n\nw sprawie planu zagospodarowania obszaru\n\n„Mydlniki”\n\nNa podstawie",
        "uchwała | LI/694/2012 | Rada Miasta Krakowa | 2012-07-04 | w sprawie planu zagospodarowania obszaru „Mydlniki”",
    );
    check(
        "Uchwała Nr XXV/310/2016\nRady Dzielnicy XVI Bieńczyce\nMiasta Krakowa\nz dnia 8 listopada 2016 r.\nw sprawie: opinii dot. nazwy ronda",
        "uchwała | XXV/310/2016 | Rada Dzielnicy XVI Bieńczyce | 2016-11-08 | w sprawie opinii dot. nazwy ronda",
    );
    check(
        "UCHWAŁA NR I/2/18\nRADY DZIELNICY I STARE MIASTO\nz dnia 4 grudnia 2018 r.\nw sprawie wyboru Przewodniczącego",
        "uchwała | I/2/18 | Rada Dzielnicy I Stare Miasto | 2018-12-04 | w sprawie wyboru Przewodniczącego",
    );
    check(
        "UCHWAŁA NR 12\nRADY I ZARZĄDU DZIELNICY V KROWODRZA\nz dnia 4 grudnia 2018 r.\nw sprawie zadań",
        "uchwała | 12 | Rada i Zarząd Dzielnicy V Krowodrza | 2018-12-04 | w sprawie zadań",
    );
    check(
        "Uchwała nr XXVI/801/2020 Rady m.st. Warszawy z dnia 13 lutego 2020 roku w sprawie nazw",
        "uchwała | XXVI/801/2020 | Rada m.st. Warszawy | 2020-02-13 | w sprawie nazw",
    );
    check(
        "UCHWAŁA NR XXIII/188/2020 RADY DZIELNICY XI PODGÓRZE DUCHACKIE Z DNIA 12.10.2020 R. W SPRAWIE LIST RANKINGOWYCH § 1. Ustala się",
        "uchwała | XXIII/188/2020 | Rada Dzielnicy XI Podgórze Duchackie | 2020-10-12 | w sprawie list rankingowych",
    );
    check(
        "Uchwała Nr 287/XXXIV/2017\nRady Dzielnicy IX Łagiewniki-Borek Fałęcki\nz dnia 21 marca 2017 r.\nw sprawie opinii o warunkach zabudowy",
        "uchwała | 287/XXXIV/2017 | Rada Dzielnicy IX Łagiewniki-Borek Fałęcki | 2017-03-21 | w sprawie opinii o warunkach zabudowy",
    );
    check(
        "UCHWAŁA Nr XII.129.2011\nRADY GMINY WIERZBNO\nz dnia 29 września 2011 r.\nw sprawie określenia stawek podatku",
        "uchwała | XII.129.2011 | Rada Gminy Wierzbno | 2011-09-29 | w sprawie określenia stawek podatku",
    );
    check(
        "Uchwała nr 470/2016\nZarządu Dzielnicy VI Bronowice\nz dnia 8 czerwca 2016 r.\nw sprawie zakupu nagród",
        "uchwała | 470/2016 | Zarząd Dzielnicy VI Bronowice | 2016-06-08 | w sprawie zakupu nagród",
    );
    check(
        "UCHWAŁA NR 1021/20\nZARZĄDU WOJEWÓDZTWA MAŁOPOLSKIEGO\nz dnia 14 lipca 2020 r.\nw sprawie zatwierdzenia projektów",
        "uchwała | 1021/20 | Zarząd Województwa Małopolskiego | 2020-07-14 | w sprawie zatwierdzenia projektów",
    );
    check(
        "UCHWAŁA Nr XXXI/230/05\nRady Powiatu w Myślenicach\nz dnia 30grudnia 2005r\n\nzmian w budżecie powiatu na 2005 rok\n\nNa podstawie",
        "uchwała | XXXI/230/05 | Rada Powiatu w Myślenicach | 2005-12-30 | zmian w budżecie powiatu na 2005 rok",
    );
    check(
        "UCHWAŁA NR XL/301/2021\nSEJMIKU WOJEWÓDZTWA MAŁOPOLSKIEGO\nz dnia 27 września 2021 r.\no zmianie uchwały w sprawie ochrony powietrza",
        "uchwała | XL/301/2021 | Sejmik Województwa Małopolskiego | 2021-09-27 | o zmianie uchwały w sprawie ochrony powietrza",
    );
    check(
        "Uchwała NR: 0007.XXXV.201.2013\nRady Miejskiej w Skawinie\nz 7 maja 2013 r.\ndotycząca rozpatrzenia skargi",
        "uchwała | 0007.XXXV.201.2013 | Rada Miejska w Skawinie | 2013-05-07 | dotycząca rozpatrzenia skargi",
    );
    check(
        "UCHWAŁA BUDŻETOWA NA ROK 2024\nNR LXV/512/2023\nRADY GMINY WIERZBNO\nz dnia 28 grudnia 2023 r.\n\nNa podstawie art. 18",
        "uchwała | LXV/512/2023 | Rada Gminy Wierzbno | 2023-12-28 | na rok 2024",
    );
    check(
        "UCHWAŁA NR VI/33/19\nRADY MIEJSKIEJ\nW NIEPOŁOMICACH\nz dnia 28 marca 2019 r.\n- w sprawie trybu udzielania dotacji",
        "uchwała | VI/33/19 | Rada Miejska w Niepołomicach | 2019-03-28 | w sprawie trybu udzielania dotacji",
    );
    check(
        "Uchwała Nr S.O.I/430/12/2021\nSkładu Orzekającego\nz dnia 9 grudnia 2021 r.\nw sprawie opinii o projekcie budżetu\n\nNa podstawie art. 13",
        "no act",
    );
    check(
        "UCHWAŁA NR 5/2022\nSAMORZĄDOWEGO KOLEGIUM ODWOŁAWCZEGO W KRAKOWIE\nz dnia 2 marca 2022 r.\nw sprawie regulaminu",
        "uchwała | 5/2022 | Samorządowe Kolegium Odwoławcze w Krakowie | 2022-03-02 | w sprawie regulaminu",
    );
    check(
        "uchwały\n\nUchwała Nr XVII/100/2008 Rady Miejskiej w Lipowcu z 28 lutego 2008 r. uchylająca uchwałę w sprawie herbu",
        "uchwała | XVII/100/2008 | Rada Miejska w Lipowcu | 2008-02-28 | uchylająca uchwałę w sprawie herbu",
    );
}

#[test]
fn statements_of_councils() {
    check(
        "REZOLUCJA Nr 3/VII/24\nRady Miasta Krakowa\nz dnia 3 lipca 2024 r.\nw sprawie linii kolejowej",
        "rezolucja | 3/VII/24 | Rada Miasta Krakowa | 2024-07-03 | w sprawie linii kolejowej",
    );
    check(
        "APEL\nRady Gminy Wierzbno\nz dnia 4 marca 2015 r.\ndo Rady Ministrów w sprawie drogi krajowej",
        "apel | - | Rada Gminy Wierzbno | 2015-03-04 | do Rady Ministrów w sprawie drogi krajowej",
    );
    check(
        "OŚWIADCZENIE\nRady Dzielnicy III Prądnik Czerwony\nz dnia 4 marca 2015 r.\nw sprawie zabudowy parku",
        "oświadczenie | - | Rada Dzielnicy III Prądnik Czerwony | 2015-03-04 | w sprawie zabudowy parku",
    );
    check(
        "Stanowisko nr 2/2019 Rady Powiatu Wielickiego z dnia 28 lutego 2019 r. w sprawie szpitala",
        "stanowisko | 2/2019 | Rada Powiatu Wielickiego | 2019-02-28 | w sprawie szpitala",
    );
}

#[test]
fn notices_with_the_office_above_and_below() {
    check(
        "WÓJT GMINY WIERZBNO\nGK.6220.7.2023.ZB                Wierzbno, dnia 12 maja 2023 r.\n\nOBWIESZCZENIE\no wszczęciu postępowania administracyjnego\n\nNa podstawie art. 61",
        "obwieszczenie | - | Wójt Gminy Wierzbno | 2023-05-12 | o wszczęciu postępowania administracyjnego",
    );
    check(
        "Prezydent Miasta Krakowa\n\nKraków, dnia 3 kwietnia 2024 r.\n\nAU-01-1.6740.1.55.2024.KM\n\nObwieszczenie\n\nNa podstawie art. 11d ust. 5 ustawy zawiadamia się",
        "obwieszczenie | - | Prezydent Miasta Krakowa | 2024-04-03 | -",
    );
    check(
        "OBWIESZCZENIE\nPrezydenta Miasta Krakowa\nz dnia 18 września 2031 r.\no wyłożeniu projektu planu do publicznego wglądu",
        "obwieszczenie | - | Prezydent Miasta Krakowa | 2031-09-18 | o wyłożeniu projektu planu do publicznego wglądu",
    );
    check(
        "OGŁOSZENIE\nBurmistrza Skały\no przystąpieniu do sporządzenia\nmiejscowego planu zagospodarowania\n\nNa podstawie art. 17",
        "ogłoszenie | - | Burmistrz Skały | - | o przystąpieniu do sporządzenia miejscowego planu zagospodarowania",
    );
    check(
        "Ogłoszenie Prezydenta Miasta Krakowa z dnia 4 maja 2022 r. o konsultacjach społecznych.\nTermin składania uwag: do 30 maja 2022 r.",
        "ogłoszenie | - | Prezydent Miasta Krakowa | 2022-05-04 | o konsultacjach społecznych",
    );
    check(
        "O G Ł O S Z E N I E\nBurmistrz Skały ogłasza przetarg na sprzedaż lokalu",
        "ogłoszenie | - | Burmistrz Skały | - | -",
    );
    check(
        "OBWIESZCZENIE\nMINISTRA ROZWOJU, PRACY I TECHNOLOGII\nz dnia 2 marca 2021 r.\nw sprawie wykazu",
        "obwieszczenie | - | Minister Rozwoju, Pracy i Technologii | 2021-03-02 | w sprawie wykazu",
    );
    check(
        "ZAWIADOMIENIE\no wydaniu decyzji o ustaleniu lokalizacji inwestycji\n\nNa podstawie art. 53",
        "zawiadomienie | - | - | - | o wydaniu decyzji o ustaleniu lokalizacji inwestycji",
    );
    check(
        "Obwieszczenie Wojewody Małopolskiego z dnia 1 października 2025 r. w sprawie ogłoszenia tekstu jednolitego statutu\n\n1. Na podstawie art. 16",
        "obwieszczenie | - | Wojewoda Małopolski | 2025-10-01 | w sprawie ogłoszenia tekstu jednolitego statutu",
    );
    check(
        "OBWIESZCZENIE\nREGIONALNEGO DYREKTORA OCHRONY ŚRODOWISKA W KRAKOWIE\nz dnia 5 maja 2023 r.\nznak: OO.420.1.2.2023.AB\no wydaniu postanowienia",
        "obwieszczenie | - | Regionalny Dyrektor Ochrony Środowiska w Krakowie | 2023-05-05 | o wydaniu postanowienia",
    );
    check(
        "STAROSTA WIELICKI\n\nOBWIESZCZENIE\no zebraniu informacyjnym\n\nZawiadamiam mieszkańców",
        "obwieszczenie | - | Starosta Wielicki | - | o zebraniu informacyjnym",
    );
}

#[test]
fn state_acts_and_what_is_printed_above_them() {
    check(
        "©Kancelaria Sejmu                s. 1/12\n\nDz. U. 2017 poz. 5\n\nU S T A W A\n\nz dnia 15 grudnia 2016 r.\n\no zmianie ustawy o drogach1), 2)\n\nArt. 1. W ustawie",
        "ustawa | - | - | 2016-12-15 | o zmianie ustawy o drogach",
    );
    check(
        "DZIENNIK USTAW\nRZECZYPOSPOLITEJ POLSKIEJ\nWarszawa, dnia 3 marca 2021 r.\nPoz. 400\n\nROZPORZĄDZENIE\nMINISTRA SPRAW WEWNĘTRZNYCH\nI ADMINISTRACJI1)\nz dnia 26 lutego 2021 r.\nw sprawie umundurowania\nNa podstawie",
        "rozporządzenie | - | Minister Spraw Wewnętrznych i Administracji | 2021-02-26 | w sprawie umundurowania",
    );
    check(
        "MONITOR POLSKI\nDZIENNIK URZĘDOWY RZECZYPOSPOLITEJ POLSKIEJ\nWarszawa, dnia 9 maja 2019 r.\nPoz. 411\nPOSTANOWIENIE\nPREZYDENTA RZECZYPOSPOLITEJ POLSKIEJ\nz dnia 6 maja 2019 r.\no nadaniu orderów",
        "postanowienie | - | Prezydent Rzeczypospolitej Polskiej | 2019-05-06 | o nadaniu orderów",
    );
    check(
        "ZARZĄDZENIE NR 45\nPREZESA RADY MINISTRÓW\nz dnia 20 maja 2020 r.\nw sprawie Zespołu do spraw Suszy",
        "zarządzenie | 45 | Prezes Rady Ministrów | 2020-05-20 | w sprawie Zespołu do spraw Suszy",
    );
    check(
        "UCHWAŁA NR 77/2022\nRADY MINISTRÓW\nz dnia 13 kwietnia 2022 r.\nw sprawie programu wieloletniego",
        "uchwała | 77/2022 | Rada Ministrów | 2022-04-13 | w sprawie programu wieloletniego",
    );
    check(
        "USTAWA z dnia 9 grudnia 1993 r. o zmianie ustawy o podatku\nW ustawie z dnia 8 stycznia 1993 r. wprowadza się zmiany",
        "ustawa | - | - | 1993-12-09 | o zmianie ustawy o podatku",
    );
    check(
        "DEKRET\nz dnia 8 czerwca 1955 r.\no księgach wieczystych",
        "dekret | - | - | 1955-06-08 | o księgach wieczystych",
    );
    check(
        "USTAWA KONSTYTUCYJNA\nz dnia 17 października 1992 r.\no wzajemnych stosunkach władz",
        "ustawa | - | - | 1992-10-17 | o wzajemnych stosunkach władz",
    );
    check(
        "Ustawa z dnia 17 maja 1989 r. – Prawo geodezyjne i kartograficzne",
        "ustawa | - | - | 1989-05-17 | Prawo geodezyjne i kartograficzne",
    );
    check(
        "ROZPORZĄDZENIE PARLAMENTU EUROPEJSKIEGO I RADY (UE) 2016/679\nz dnia 27 kwietnia 2016 r.\nw sprawie ochrony osób fizycznych",
        "rozporządzenie | 2016/679 | Parlament Europejski i Rada | 2016-04-27 | w sprawie ochrony osób fizycznych",
    );
    check(
        "OBWIESZCZENIE\nMARSZAŁKA SEJMU RZECZYPOSPOLITEJ POLSKIEJ\nz dnia 10 maja 2022 r.\nw sprawie ogłoszenia jednolitego tekstu ustawy – Prawo wodne\n1. Na podstawie",
        "obwieszczenie | - | Marszałek Sejmu Rzeczypospolitej Polskiej | 2022-05-10 | w sprawie ogłoszenia jednolitego tekstu ustawy – Prawo wodne",
    );
    check(
        "UMOWA\nmiędzy Rządem Rzeczypospolitej Polskiej a Rządem Republiki Słowenii o współpracy kulturalnej,\npodpisana w Lublanie dnia 5 maja 1997 r.\n\nRząd",
        "umowa międzynarodowa | - | - | 1997-05-05 | między Rządem Rzeczypospolitej Polskiej a Rządem Republiki Słowenii o współpracy kulturalnej, podpisana w Lublanie dnia 5 maja 1997 r.",
    );
    check(
        "KONWENCJA\no prawach pacjenta,\nprzyjęta w Oviedo dnia 4 kwietnia 1997 r.\n\nPreambuła",
        "umowa międzynarodowa | - | - | 1997-04-04 | o prawach pacjenta, przyjęta w Oviedo dnia 4 kwietnia 1997 r.",
    );
}

#[test]
fn decisions_agreements_and_orders() {
    check(
        "PREZYDENT MIASTA KRAKOWA                Kraków, 14 czerwca 2022 r.\nGO-04.6831.2.2022\n\nDECYZJA NR 51/2022\n\nNa podstawie art. 118",
        "decyzja | 51/2022 | Prezydent Miasta Krakowa | 2022-06-14 | -",
    );
    check(
        "POSTANOWIENIE NR 14/2020\nKomisarza Wyborczego w Krakowie I\nz dnia 3 marca 2020 r.\nw sprawie wygaśnięcia mandatu",
        "postanowienie | 14/2020 | Komisarz Wyborczy w Krakowie I | 2020-03-03 | w sprawie wygaśnięcia mandatu",
    );
    check(
        "POROZUMIENIE NR 3/2018\nz dnia 4 kwietnia 2018 r.\nw sprawie powierzenia zadania zimowego utrzymania dróg",
        "porozumienie | 3/2018 | - | 2018-04-04 | w sprawie powierzenia zadania zimowego utrzymania dróg",
    );
    check(
        "POROZUMIENIE\nzawarte w dniu 5 maja 2019 r. pomiędzy Gminą Wierzbno a Gminą Jodłówka\nw sprawie komunikacji",
        "porozumienie | - | - | 2019-05-05 | pomiędzy Gminą Wierzbno a Gminą Jodłówka w sprawie komunikacji",
    );
    check(
        "Protokół Nr 12/2021\nz posiedzenia Komisji Budżetowej\nodbytego w dniu 15 marca 2021 r.\n\nObecni:",
        "protokół | 12/2021 | - | 2021-03-15 | z posiedzenia Komisji Budżetowej",
    );
    check(
        "POLECENIE SŁUŻBOWE Nr 5/2013\nPREZYDENTA MIASTA KRAKOWA\nz dnia 11 lutego 2013 r.\nw sprawie obiegu dokumentów",
        "polecenie służbowe | 5/2013 | Prezydent Miasta Krakowa | 2013-02-11 | w sprawie obiegu dokumentów",
    );
    check(
        "ROZSTRZYGNIĘCIE NADZORCZE NR WN-II.4131.1.5.2020\nWOJEWODY MAŁOPOLSKIEGO\nz dnia 20 lutego 2020 r.\n\nNa podstawie art. 91",
        "rozstrzygnięcie nadzorcze | WN-II.4131.1.5.2020 | Wojewoda Małopolski | 2020-02-20 | -",
    );
    check(
        "PROTOKÓŁ NR XLIV/22\nz sesji Rady Miasta Krakowa\nz dnia 9 marca 2022 r.\n\nObradom przewodniczył",
        "protokół | XLIV/22 | - | 2022-03-09 | z sesji Rady Miasta Krakowa",
    );
    check(
        "STATUT\nSOŁECTWA WIERZBNO DOLNE\n\nRozdział 1\nPostanowienia ogólne\n§ 1. Sołectwo",
        "statut | - | - | - | sołectwa wierzbno dolne",
    );
    check(
        "REGULAMIN\nkorzystania ze świetlicy wiejskiej\n\n§ 1\nŚwietlica jest",
        "regulamin | - | - | - | korzystania ze świetlicy wiejskiej",
    );
}

#[test]
fn journals_of_voivodeships() {
    check(
        "DZIENNIK URZĘDOWY\nWOJEWÓDZTWA MAŁOPOLSKIEGO\nKraków, dnia 20 marca 2017 r.\nPoz. 1804\nUCHWAŁA NR XXX/411/2017\nRADY MIEJSKIEJ W OLKUSZU\nz dnia 7 marca 2017 r.\nw sprawie sieci szkół\nNa podstawie",
        "uchwała | XXX/411/2017 | Rada Miejska w Olkuszu | 2017-03-07 | w sprawie sieci szkół",
    );
    check(
        "DZIENNIK URZĘDOWY WOJEWÓDZTWA MAŁOPOLSKIEGO Kraków, dnia 20 marca 2017 r. Poz. 1804 UCHWAŁA NR XXX/411/2017 RADY MIEJSKIEJ W OLKUSZU z dnia 7 marca 2017 r. w sprawie sieci szkół Na podstawie art. 18",
        "uchwała | XXX/411/2017 | Rada Miejska w Olkuszu | 2017-03-07 | w sprawie sieci szkół",
    );
    check(
        "DZIENNIK URZĘDOWY\nWOJEWÓDZTWA MAŁOPOLSKIEGO\nKraków, dnia 20 marca 2017 r.\nPoz. 1804\nUCHWAŁA NR XXX/411/2017\nRADY MIEJSKIEJ W OLKUSZU\nw sprawie sieci szkół\nNa podstawie",
        "uchwała | XXX/411/2017 | Rada Miejska w Olkuszu | - | w sprawie sieci szkół",
    );
    check(
        "Elektronicznie podpisany przez:\nJan Nowak\nData: 2021-03-04 12:11:10\n\nPoz. 700\nZARZĄDZENIE NR 9/21\nWOJEWODY ŚLĄSKIEGO\nz dnia 1 marca 2021 r.\nw sprawie zarządzenia wyborów",
        "zarządzenie | 9/21 | Wojewoda Śląski | 2021-03-01 | w sprawie zarządzenia wyborów",
    );
}

#[test]
fn drafts_have_neither_number_nor_day() {
    check(
        "druk nr 1213\nprojekt Prezydenta Miasta Krakowa\n\nUCHWAŁA NR ...............\nRady Miasta Krakowa\nz dnia ................ 2024 r.\nw sprawie nadania nazwy parkowi\n\nNa podstawie",
        "uchwała | - | Rada Miasta Krakowa | - | w sprawie nadania nazwy parkowi",
    );
    check(
        "PROJEKT\n\nDruk nr 84/19\nUchwała nr\nRady Miasta Krakowa\nz dnia\nw sprawie parku\n\nNa podstawie",
        "uchwała | - | Rada Miasta Krakowa | - | w sprawie parku",
    );
    check(
        "PROJEKT UCHWAŁY\nRady Gminy Wierzbno\nw sprawie cmentarza komunalnego\n\nNa podstawie",
        "uchwała | - | Rada Gminy Wierzbno | - | w sprawie cmentarza komunalnego",
    );
    check(
        "Projekt z dnia 5 maja 2020 r.\n\nROZPORZĄDZENIE\nMINISTRA ZDROWIA\nz dnia\nw sprawie standardu\n\nNa podstawie",
        "rozporządzenie | - | Minister Zdrowia | - | w sprawie standardu",
    );
    check(
        "Projekt\nUCHWAŁA NR ……/……/2019\nRADY MIEJSKIEJ W SKALE\nz dnia …………… 2019 r.\nw sprawie opłaty miejscowej",
        "uchwała | - | Rada Miejska w Skale | - | w sprawie opłaty miejscowej",
    );
}

#[test]
fn scans_and_pages_without_accents() {
    check(
        "UCHWAŁA Nr XLIV/1 164/20\nRADY MIASTA KRAKOWA\nz dnia 15 lipca 2020 r.\nw sprawie planu",
        "uchwała | - | Rada Miasta Krakowa | 2020-07-15 | w sprawie planu",
    );
    check(
        "ZARZĄDZENIE Nr 5/20l7\nWójta Gminy Bochnia\nz dnia l3 lutego 2017 r.\nw sprawie planu",
        "zarządzenie | - | Wójt Gminy Bochnia | 2017-02-13 | w sprawie planu",
    );
    check(
        "UCHWAŁA NR XL/2S7/2017\nRADY MIEJSK1EJ W SKAWINIE\nz dnia 29 marca 2017 r.\nw sprawie opłat",
        "uchwała | - | Rada Miejska w Skawinie | 2017-03-29 | w sprawie opłat",
    );
    check(
        "U C H W A Ł A   NR XV/99/2003\nR A D Y   G M I N Y   W I E R Z B N O\nz dnia 7 maja 2003 roku\n\nw  s p r a w i e  budżetu",
        "uchwała | XV/99/2003 | Rada Gminy Wierzbno | 2003-05-07 | w sprawie budżetu",
    );
    check(
        "UCHWALA NR XII/87/99\nRADY GMINY WIERZBNO\nz dnia 4 listopada 1999 r.\nw sprawie oplaty targowej",
        "uchwała | XII/87/99 | Rada Gminy Wierzbno | 1999-11-04 | w sprawie oplaty targowej",
    );
    check(
        "ZARZADZENIE Nr 51/2003\nWojta Gminy Wierzbno\nz dnia 5 wrzesnia 2003 r.\nw sprawie inwentaryzacji",
        "zarządzenie | 51/2003 | Wójt Gminy Wierzbno | 2003-09-05 | w sprawie inwentaryzacji",
    );
    check(
        "Z A R Z Ą D Z E N I E   Nr 44/2001\nP R E Z Y D E N T A   M I A S T A   K R A K O W A\nz dnia 2 lutego 2001 r.\nw sprawie targowisk",
        "zarządzenie | 44/2001 | Prezydent Miasta Krakowa | 2001-02-02 | w sprawie targowisk",
    );
    check(
        "UCHWAŁA Nr ХСIX/1495/14\nRADY MIASTA KRAKOWA\nz dnia 12 marca 2014 r.\nw sprawie nazwy ulicy",
        "uchwała | XCIX/1495/14 | Rada Miasta Krakowa | 2014-03-12 | w sprawie nazwy ulicy",
    );
    check(
        "UCHWAŁA Nr XCIIII1964/14\nRADY MIASTA KRAKOWA\nz dnia 12 marca 2014 r.\nw sprawie nazwy ulicy",
        "uchwała | - | Rada Miasta Krakowa | 2014-03-12 | w sprawie nazwy ulicy",
    );
    check(
        "UCHWAŁA Nr XC/1464/14\nRADY MIASTA KRAKOWA\nz dnia ~O czenvca 2014 r.\nw sprawie nazwy ulicy",
        "uchwała | XC/1464/14 | Rada Miasta Krakowa | - | w sprawie nazwy ulicy",
    );
    check(
        "UCHWAŁA NR V/40/2011\nRADY MIEJSKIEJ W LIPOWCU\nz dnia 3 marca 2011 r.\nw sprawie zasad korzysta-\nnia z urządzeń użyteczności publicznej\n\nNa podstawie",
        "uchwała | V/40/2011 | Rada Miejska w Lipowcu | 2011-03-03 | w sprawie zasad korzystania z urządzeń użyteczności publicznej",
    );
    check(
        "Kraków, 17.12.09\n\nZARZĄDZENIE NR 2222/2009\nPREZYDENTA MIASTA KRAKOWA\n\nw sprawie komisji",
        "zarządzenie | 2222/2009 | Prezydent Miasta Krakowa | - | w sprawie komisji",
    );
    check(
        "UCHWAŁA Nr X/5/09\nRady Gminy Wierzbno\ndn. 17.12.09\nw sprawie planu",
        "uchwała | X/5/09 | Rada Gminy Wierzbno | 2009-12-17 | w sprawie planu",
    );
}

#[test]
fn annexes_have_a_title_and_a_parent() {
    check_annex(
        "Załącznik nr 1\ndo Uchwały Nr XX/12/17\nRady Miasta Krakowa\nz dnia 5 marca 2017 r.\n\nREGULAMIN UTRZYMANIA CZYSTOŚCI\n\n§ 1. Zasady",
        Some("XX/12/17"),
        "Regulamin utrzymania czystości",
    );
    check_annex(
        "Załącznik do Zarządzenia Nr 358/2017 Prezydenta Miasta Krakowa z dnia 13 lutego 2017 r. w sprawie powołania zespołu\n\nSkład zespołu\n1) przewodniczący",
        Some("358/2017"),
        "Skład zespołu",
    );
    check_annex(
        "Załącznik nr 2 do Zarządzenia\nWewnętrznego Nr 3/2018\nDyrektora Zarządu Dróg\nz dnia 5 maja 2018 r.\n\nInstrukcja obiegu dokumentów\n§ 1",
        Some("3/2018"),
        "Instrukcja obiegu dokumentów",
    );
    check_annex(
        "ZAŁĄCZNIK NR 3 DO ZARZĄDZENIA NR 12/2020 DYREKTORA ZARZĄDU DRÓG\n§ 1. Stawki",
        Some("12/2020"),
        "Załącznik nr 3 do zarządzenia nr 12/2020",
    );
    check_annex(
        "Zalacznik Nr 2 do uchwaly Nr X/5/09\nRady Gminy Wierzbno\nz dnia 17 grudnia 2009 r.\n\nWykaz drog gminnych\nLp. Nazwa",
        Some("X/5/09"),
        "Wykaz drog gminnych Lp. Nazwa",
    );
    check_annex(
        "Załącznik\ndo uchwały nr 15/2018\nZarządu Powiatu Wielickiego\n\nPlan kontroli na 2018 rok\n\n1. Szkoły",
        Some("15/2018"),
        "Plan kontroli na 2018 rok",
    );
}

#[test]
fn pages_of_sites_print_words_around_a_heading() {
    check(
        "powrót | UCHWAŁA Nr XII/120/2031 z dnia 30.01.2031 r. w sprawie przyjęcia planów pracy komisji\npobierz plik: [ UCHWAŁA Nr XII/120/2031 z dnia 30.01.2031 r. w sprawie przyjęcia planów pracy komisji ]",
        "uchwała | XII/120/2031 | - | 2031-01-30 | w sprawie przyjęcia planów pracy komisji",
    );
    check(
        "PREZYDENT\nRADA MIASTA\npowrót\n| Zarządzenie nr 8/2031 z dnia 30.01.2031 r. w sprawie naboru",
        "zarządzenie | 8/2031 | - | 2031-01-30 | w sprawie naboru",
    );
    check(
        "Uchwała Nr XII/120/2031 Rady Miejskiej w Lipowcu z dnia 5 marca 2031 r.\nw sprawie opłat targowych\nData podjęcia: 2031-03-05\nStatus: obowiązująca",
        "uchwała | XII/120/2031 | Rada Miejska w Lipowcu | 2031-03-05 | w sprawie opłat targowych",
    );
    check(
        "UCHWAŁA NR XII/1/2031\nRADY MIEJSKIEJ W LIPOWCU\nz dnia 5 marca 2031 r.\n(tekst jednolity)\nz późniejszymi zmianami\nw sprawie opłat\n\nNa podstawie",
        "uchwała | XII/1/2031 | Rada Miejska w Lipowcu | 2031-03-05 | w sprawie opłat",
    );
}

#[test]
fn what_mentions_or_lists_acts_is_none() {
    check_none(
        "Zarządzenia prezydenta\n\nZarządzenie nr 5/2031 z dnia 2 stycznia 2031 r. w sprawie komisji\nZarządzenie nr 6/2031 z dnia 3 stycznia 2031 r. w sprawie naboru\n",
    );
    check_none(
        "ZARZĄDZENIE NR 5/2031\nWójta Gminy Wierzbno\nz dnia 2 stycznia 2031 r.\nw sprawie komisji\n§ 1. Powołuję komisję.\n§ 2. Zarządzenie wchodzi w życie z dniem podpisania.\nZARZĄDZENIE NR 6/2031\nWójta Gminy Wierzbno\nz dnia 10 stycznia 2031 r.\nw sprawie naboru\n§ 1. Ogłaszam nabór.",
    );
    check_none("Ustawa z dnia 8 marca 1990 r. o samorządzie gminnym określa zadania gmin.");
    check_none(
        "Uchwała nr XII/1/2031 Rady Miejskiej w Lipowcu z dnia 5 marca 2031 r. w sprawie opłat wchodzi w życie jutro.",
    );
    check_none("TRAKTAT o malarstwie\n\nKsięga jest dziełem mistrza.");
    check_none("UKŁAD OKRESOWY PIERWIASTKÓW\n\nTablica");
    check_none("Decyzja o budowie mostu zapadła 5 maja 2031 r.");
    check_none("Rada Miasta Krakowa przyjęła uchwałę nr XII/1/2031 z dnia 5 marca 2031 r. w sprawie opłat.");
    check_none("Umowa nr 80/2010 zawarta w dniu 5 maja 2010 r. w Krakowie między Gminą a Wykonawcą");
    check_none(
        "UMOWA NR 80/2010\nzawarta w dniu 5 maja 2010 r. w Krakowie\nmiędzy Gminą Wierzbno a wykonawcą",
    );
    check_none("REGULAMIN PROMOCJI\n\nPromocja trwa do odwołania. Zapraszamy do sklepu.");
    check_none("Apel o pomoc dla powodzian\n5 maja 2031 r.\n\nProsimy o wsparcie.");
    check_none("Protokół z kontroli został podpisany 5 maja 2031 r.");
    check_none("Statut dzielnicy\nPytania i odpowiedzi o statucie.");
    check_none("Konstytucja 3 Maja\nObchody rocznicy uchwalenia.");
    check_none("Ogłoszenie o naborze na wolne stanowisko urzędnicze");
    check_none("DECYZJA O POBYCIE\nJak złożyć wniosek?");
}
