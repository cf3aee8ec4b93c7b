//! Patterns of sentences and lists that name the topics of a meeting, each in three variants.

use super::{read, topics};

/// What stands before each variant.
const LEAD: &str = "14 maja w magistracie odbyło się posiedzenie Konwentu Przewodniczących Rad i Zarządów \
                    Dzielnic Miasta Krakowa.";

#[track_caller]
fn check(variants: [(&str, &str); 3]) {
    for (sentence, expected) in variants {
        let text = format!("{LEAD} {sentence}");
        assert_eq!(topics(&read(&text)), expected, "`{sentence}`");
        let text = format!("{LEAD}\n\n{sentence}\n\nObrady były jawne.");
        assert_eq!(topics(&read(&text)), expected, "`{sentence}` as a paragraph");
    }
}

/// Like [`check`] for a line above a list.
#[track_caller]
fn check_lists(leads: [&str; 3]) {
    let expected = "remonty chodników / zieleń na skwerach / budżet na 2025 rok";
    for lead in leads {
        for marks in [
            ["- ", "- ", "- "],
            ["1. ", "2. ", "3. "],
            ["a) ", "b) ", "c) "],
            ["", "", ""],
            ["• ", "• ", "• "],
        ] {
            let list = format!(
                "{}remonty chodników,\n{}zieleń na skwerach,\n{}budżet na 2025 rok.",
                marks[0], marks[1], marks[2]
            );
            let text = format!("{LEAD}\n\n{lead}\n\n{list}\n\nNa koniec podziękowano urzędnikom.");
            assert_eq!(topics(&read(&text)), expected, "`{lead}` {marks:?}");
        }
    }
}

#[test]
fn topics_of_talks() {
    check([
        (
            "Rozmawiano o remontach chodników, zieleni na skwerach oraz o budżecie na 2025 rok.",
            "remontach chodników / zieleni na skwerach / budżecie na 2025 rok",
        ),
        (
            "Uczestnicy rozmawiali o remontach chodników, o zieleni na skwerach i o budżecie.",
            "remontach chodników / zieleni na skwerach / budżecie",
        ),
        (
            "O remontach chodników nie mówiono; przewodniczący rozmawiali m.in. o zieleni na skwerach oraz budżecie.",
            "zieleni na skwerach / budżecie",
        ),
    ]);
    check([
        (
            "Dyskutowano nad zmianą statutów dzielnic oraz nad podziałem środków.",
            "zmianą statutów dzielnic / podziałem środków",
        ),
        (
            "Przewodniczący dyskutowali także o zmianie statutów dzielnic i o podziale środków.",
            "zmianie statutów dzielnic / podziale środków",
        ),
        (
            "Podczas obrad dyskutowano m.in. o: zmianie statutów; podziale środków oraz dyżurach radnych.",
            "zmianie statutów / podziale środków / dyżurach radnych",
        ),
    ]);
    check([
        ("Debatowano o transporcie nocnym oraz hulajnogach.", "transporcie nocnym / hulajnogach"),
        ("Radni debatowali nad transportem nocnym.", "transportem nocnym"),
        (
            "Przewodniczący długo debatowali o transporcie nocnym, hulajnogach i parkingach.",
            "transporcie nocnym / hulajnogach / parkingach",
        ),
    ]);
    check([
        ("Mowa była o letnich remontach szkół.", "letnich remontach szkół"),
        ("Mówiono o letnich remontach szkół oraz o boiskach.", "letnich remontach szkół / boiskach"),
        (
            "Przewodniczący mówili o letnich remontach szkół, boiskach i świetlicach.",
            "letnich remontach szkół / boiskach / świetlicach",
        ),
    ]);
}

#[test]
fn topics_of_themes() {
    check([
        ("Tematem spotkania był stan dróg dzielnicowych.", "stan dróg dzielnicowych"),
        (
            "Głównymi tematami posiedzenia były stan dróg, oświetlenie ulic oraz czystość.",
            "stan dróg / oświetlenie ulic / czystość",
        ),
        ("Stan dróg znany jest wszystkim, ale tematem obrad było oświetlenie ulic.", "oświetlenie ulic"),
    ]);
    check([
        (
            "Przedmiotem obrad była reforma budżetu obywatelskiego oraz dyżury radnych.",
            "reforma budżetu obywatelskiego / dyżury radnych",
        ),
        ("Przedmiotem dyskusji był projekt regulaminu.", "projekt regulaminu"),
        (
            "Przedmiotem posiedzenia będą: regulamin, dyżury radnych i wybór lokali.",
            "regulamin / dyżury radnych / wybór lokali",
        ),
    ]);
    check([
        ("Głównym punktem obrad był podział środków na rok 2025.", "podział środków na rok 2025"),
        (
            "Najważniejszymi punktami posiedzenia były podział środków oraz plan pracy.",
            "podział środków / plan pracy",
        ),
        (
            "Jedynym punktem była opinia o planie miejscowym „Rybitwy”.",
            "opinia o planie miejscowym „Rybitwy”",
        ),
    ]);
    check([
        ("Posiedzenie poświęcone było bezpieczeństwu w parkach.", "bezpieczeństwu w parkach"),
        (
            "Obrady poświęcono bezpieczeństwu w parkach oraz monitoringowi.",
            "bezpieczeństwu w parkach / monitoringowi",
        ),
        ("Spotkanie zostało poświęcone bezpieczeństwu w parkach.", "bezpieczeństwu w parkach"),
    ]);
    check([
        ("Obrady dotyczyły retencji wody deszczowej.", "retencji wody deszczowej"),
        ("Dyskusja dotyczyła retencji wody oraz suszy.", "retencji wody / suszy"),
        (
            "Spotkanie dotyczyło przede wszystkim retencji wody, suszy i łąk kwietnych.",
            "retencji wody / suszy / łąk kwietnych",
        ),
    ]);
}

#[test]
fn topics_of_programmes() {
    check([
        (
            "W porządku obrad znalazły się: plan remontów, zasady dyżurów oraz budżet.",
            "plan remontów / zasady dyżurów / budżet",
        ),
        (
            "W porządku obrad Konwentu znalazł się plan remontów oraz omówienie zasad dyżurów.",
            "plan remontów / omówienie zasad dyżurów",
        ),
        (
            "Plan remontów oraz zasady dyżurów znane są radom. Znalazły się w porządku obrad: plan miejscowy i budżet.",
            "plan miejscowy i budżet",
        ),
    ]);
    check([
        (
            "W programie posiedzenia zaplanowano między innymi informację o parkingach, omówienie rejestru oraz sprawozdanie z konsultacji.",
            "informację o parkingach / omówienie rejestru / sprawozdanie z konsultacji",
        ),
        ("Zaplanowano dyskusję o parkingach i o hulajnogach.", "parkingach / hulajnogach"),
        (
            "W planie przewidziano informację o parkingach oraz dyskusję o hulajnogach.",
            "informację o parkingach / dyskusję o hulajnogach",
        ),
    ]);
    check([
        (
            "Porządek obrad obejmował informację o odpadach oraz zmiany w komunikacji.",
            "informację o odpadach / zmiany w komunikacji",
        ),
        (
            "Porządek obrad przewiduje: informację o odpadach, zmiany w komunikacji i plan zimy.",
            "informację o odpadach / zmiany w komunikacji / plan zimy",
        ),
        (
            "Program obejmie informację o odpadach; zmiany w komunikacji; plan zimy.",
            "informację o odpadach / zmiany w komunikacji / plan zimy",
        ),
    ]);
    check([
        (
            "W porządku obrad były dwa punkty: głosowanie nad projektami oraz letnie koszenie trawników.",
            "głosowanie nad projektami / letnie koszenie trawników",
        ),
        (
            "Konwent miał w programie dwie sprawy: głosowanie nad projektami oraz koszenie trawników.",
            "głosowanie nad projektami / koszenie trawników",
        ),
        ("Porządek obrad liczył jeden punkt: koszenie trawników w parkach.", "koszenie trawników w parkach"),
    ]);
    check([
        (
            "W porządku obrad znalazły się projekty uchwał w sprawie: opinii o ulicy (druk nr 61, projekt zarządu) oraz opinii o parkingu (druk nr 62).",
            "opinii o ulicy / opinii o parkingu",
        ),
        (
            "W porządku obrad znalazł się projekt uchwały w sprawie opinii o ulicy szkolnej.",
            "opinii o ulicy szkolnej",
        ),
        (
            "W programie znalazły się też projekty uchwał w sprawach: opinii o ulicy, opinii o parkingu.",
            "opinii o ulicy / opinii o parkingu",
        ),
    ]);
    check([
        ("Na porządku obrad stanęła sprawa parkingów.", "sprawa parkingów"),
        (
            "Na porządku dziennym stanęły sprawa parkingów oraz opłaty targowe.",
            "sprawa parkingów / opłaty targowe",
        ),
        (
            "Na porządku obrad znalazły się sprawa parkingów, opłaty targowe i place zabaw.",
            "sprawa parkingów / opłaty targowe / place zabaw",
        ),
    ]);
}

#[test]
fn topics_of_reports() {
    check([
        (
            "Omówiono stan wałów przeciwpowodziowych oraz plan ćwiczeń.",
            "stan wałów przeciwpowodziowych / plan ćwiczeń",
        ),
        (
            "Przewodniczący omówili także stan wałów, plan ćwiczeń i zakup pomp.",
            "stan wałów / plan ćwiczeń / zakup pomp",
        ),
        ("Omówione zostały stan wałów oraz plan ćwiczeń.", "stan wałów / plan ćwiczeń"),
    ]);
    check([
        ("Konwent zajął się pomocą dla seniorów oraz pracą rad.", "pomocą dla seniorów / pracą rad"),
        (
            "Zajęto się pomocą dla seniorów, pracą rad oraz finansami.",
            "pomocą dla seniorów / pracą rad / finansami",
        ),
        (
            "Sprawą ławek zajmie się zarząd dzielnicy. Konwent zajmował się pomocą dla seniorów.",
            "pomocą dla seniorów",
        ),
    ]);
    check([
        ("Zapoznano się z wynikami konsultacji.", "wynikami konsultacji"),
        (
            "Członkowie konwentu zapoznali się z wynikami konsultacji oraz z planem prac.",
            "wynikami konsultacji / planem prac",
        ),
        (
            "Uczestnicy zapoznali się również z wynikami konsultacji i z planem prac.",
            "wynikami konsultacji / planem prac",
        ),
    ]);
    check([
        ("Radni wysłuchali informacji w sprawie stawu w parku.", "stawu w parku"),
        ("Wysłuchano informacji w sprawie stawu w parku.", "stawu w parku"),
        ("Przewodniczący wysłuchali sprawozdania straży miejskiej.", "sprawozdania straży miejskiej"),
    ]);
    check([
        (
            "Poruszono kwestie oświetlenia przejść oraz nowych przystanków.",
            "oświetlenia przejść / nowych przystanków",
        ),
        ("Poruszono temat oświetlenia przejść.", "oświetlenia przejść"),
        ("Przewodniczący poruszyli też sprawę oświetlenia przejść.", "oświetlenia przejść"),
    ]);
    check([
        (
            "Pierwszy z nich dotyczy planu miejscowego. Kolejny mówi o zieleni na skwerach. Trzeci z projektów dotyczy opłat targowych.",
            "planu miejscowego / zieleni na skwerach / opłat targowych",
        ),
        (
            "Pierwszy z punktów dotyczył planu miejscowego. Drugi dotyczył zieleni na skwerach.",
            "planu miejscowego / zieleni na skwerach",
        ),
        (
            "Pierwsza sprawa dotyczyła planu miejscowego. Ostatnia mówiła o zieleni na skwerach.",
            "planu miejscowego / zieleni na skwerach",
        ),
    ]);
    check([
        ("Podjęto uchwały w sprawie zmian w budżecie dzielnicy.", "zmian w budżecie dzielnicy"),
        (
            "Radni podjęli też uchwałę w sprawie zmian w budżecie dzielnicy oraz opinii o planie.",
            "zmian w budżecie dzielnicy / opinii o planie",
        ),
        (
            "Przyjęto trzy uchwały dotyczące zmian w budżecie, opinii o planie oraz placu zabaw.",
            "zmian w budżecie / opinii o planie / placu zabaw",
        ),
    ]);
    check([
        ("Pochylono się nad projektem mapy akustycznej.", "projektem mapy akustycznej"),
        ("Przewodniczący pochylili się nad projektem mapy akustycznej.", "projektem mapy akustycznej"),
        (
            "Skupiono się na projekcie mapy akustycznej oraz na ekranach.",
            "projekcie mapy akustycznej / ekranach",
        ),
    ]);
    check([
        ("Rozpatrzono wnioski o dofinansowanie boisk.", "wnioski o dofinansowanie boisk"),
        (
            "Komisja rozpatrzyła wnioski o dofinansowanie boisk oraz skargi mieszkańców.",
            "wnioski o dofinansowanie boisk / skargi mieszkańców",
        ),
        ("Rozpatrywano skargi mieszkańców.", "skargi mieszkańców"),
    ]);
    check([
        ("Głosowano nad projektem statutu.", "projektem statutu"),
        ("Przedstawiono pogodę. Zaprezentowane zostały wyniki pomiarów hałasu.", "wyniki pomiarów hałasu"),
        (
            "Radni zadecydowali m.in. o podziale środków oraz o lokalizacji tężni.",
            "podziale środków / lokalizacji tężni",
        ),
    ]);
}

#[test]
fn lists_below_a_line_that_announces_them() {
    check_lists([
        "Porządek obrad:",
        "Proponowany porządek obrad:",
        "Porządek obrad posiedzenia przedstawia się następująco:",
    ]);
    check_lists([
        "Rozmawiano o:",
        "Uczestnicy rozmawiali o:",
        "Podczas spotkania przewodniczący rozmawiali m.in. o:",
    ]);
    check_lists(["Tematy:", "Tematami spotkania były:", "Poruszono następujące tematy:"]);
    check_lists([
        "W porządku obrad znalazły się:",
        "W programie:",
        "W programie znalazły się trzy zagadnienia:",
    ]);
    check_lists(["Omówiono:", "Na konwencie omówiono:", "Konwent omówił następujące sprawy:"]);
    check_lists([
        "Przedmiotem obrad były:",
        "Przedmiot obrad:",
        "Przedmiotem dyskusji były następujące kwestie:",
    ]);
    check_lists([
        "Konwent zajął się:",
        "Zajęto się następującymi sprawami:",
        "Przewodniczący zajmowali się następującymi zagadnieniami:",
    ]);
    check_lists([
        "Dyskutowano o:",
        "Dyskusja objęła trzy zagadnienia:",
        "Dyskutowano nad następującymi sprawami:",
    ]);
    check_lists([
        "Planowany porządek obrad obejmuje następujące punkty:",
        "Program posiedzenia:",
        "Z porządkiem obrad:",
    ]);
    check_lists(["Obrady dotyczyły:", "Posiedzenie dotyczyło następujących spraw:", "Mówiono o:"]);
}

#[test]
fn an_agenda_within_a_line_and_a_chain_of_verbs() {
    check([
        (
            "Porządek obrad: 1. Otwarcie. 2. Plan kontroli. 3. Skarga na dyrektora szkoły. 4. Sprawy bieżące.",
            "Plan kontroli / Skarga na dyrektora szkoły",
        ),
        (
            "Porządek posiedzenia: 1) plan kontroli, 2) skargi mieszkańców.",
            "plan kontroli / skargi mieszkańców",
        ),
        ("W programie m.in. plan kontroli oraz skargi mieszkańców.", "plan kontroli / skargi mieszkańców"),
    ]);
    check([
        (
            "Przewodniczący zaopiniowali projekt planu, omówili uwagi do statutów oraz wysłuchali informacji o zieleni.",
            "projekt planu / uwagi do statutów / informacji o zieleni",
        ),
        (
            "Omówiono plan zimy, a następnie zapoznano się z wynikami konsultacji.",
            "plan zimy / wynikami konsultacji",
        ),
        ("Radni rozmawiali o smogu i zaopiniowali plan miejscowy.", "smogu / plan miejscowy"),
    ]);
}
