//! Patterns of running sentences in which a body deals with matters, each in three variants.

use super::{read, topics};

/// What stands before each variant.
const LEAD: &str = "14 maja odbyła się sesja Rady Dzielnicy V Krowodrza.";

#[track_caller]
fn check(variants: [(&str, &str); 3]) {
    for (sentence, expected) in variants {
        let text = format!("{LEAD}\n\n{sentence}\n\nBył też poczęstunek.");
        assert_eq!(topics(&read(&text)), expected, "`{sentence}`");
    }
}

#[test]
fn what_the_body_decides() {
    check([
        ("Radni przyjęli program opieki nad zwierzętami.", "program opieki nad zwierzętami"),
        ("Jednogłośnie przyjęto też plan dyżurów na lato.", "plan dyżurów na lato"),
        ("Następnie rada przyjęła regulamin placu zabaw; był gotowy od dawna.", "regulamin placu zabaw"),
    ]);
    check([
        ("Wyrażono zgodę na dzierżawę kiosku przy dworcu.", "dzierżawę kiosku przy dworcu"),
        ("Rada zgodziła się na dzierżawę kiosku, a komisja dostała nowego członka.", "dzierżawę kiosku"),
        (
            "Radni jednogłośnie wyrazili zgodę na dzierżawę kiosku oraz na zamianę działek.",
            "dzierżawę kiosku / zamianę działek",
        ),
    ]);
    check([
        ("Rada sprzeciwiła się zabudowie dawnej szkółki drzew.", "zabudowie dawnej szkółki drzew"),
        ("Zaapelowano o szybszą wymianę lamp w parku.", "szybszą wymianę lamp w parku"),
        ("Radni zawnioskowali o nową pętlę autobusową.", "nową pętlę autobusową"),
    ]);
    check([
        ("Skontrolowano wydatki na promocję dzielnicy.", "wydatki na promocję dzielnicy"),
        ("Skonsultowano projekt iluminacji placu.", "projekt iluminacji placu"),
        ("Zwymiarowano nową halę targową.", "nową halę targową"),
    ]);
    check([
        ("Petycję mieszkańców ulicy Polnej odrzucono.", "Petycję mieszkańców ulicy Polnej"),
        ("Bez dyskusji wniosek o nowy chodnik przyjęto.", "wniosek o nowy chodnik"),
        ("Plan miejscowy Rybitwy jednogłośnie poparto.", "Plan miejscowy Rybitwy"),
    ]);
}

#[test]
fn what_the_body_talks_about() {
    check([
        ("Radni spierali się o stawki za parkowanie.", "stawki za parkowanie"),
        ("Długo spierano się o stawki za parkowanie, by w końcu odesłać projekt.", "stawki za parkowanie"),
        ("O stawki za parkowanie spierali się dwie godziny.", "stawki za parkowanie"),
    ]);
    check([
        (
            "Radni uporali się ze zmianą granic obwodów i ze sprzedażą działki.",
            "zmianą granic obwodów / sprzedażą działki",
        ),
        (
            "W godzinę uporano się ze zmianą granic obwodów, ze sprzedażą działki, a także z herbem.",
            "zmianą granic obwodów / sprzedażą działki / herbem",
        ),
        ("Ze zmianą granic obwodów uporano się szybko.", "zmianą granic obwodów"),
    ]);
    check([
        ("Zastanawiano się, jak zatrzymać młodych w dzielnicy.", "jak zatrzymać młodych w dzielnicy"),
        ("Radni dyskutowali, czy warto grodzić park.", "czy warto grodzić park"),
        ("Radnych interesowało, co stanie się z ogródkami, które są czynne.", "co stanie się z ogródkami"),
    ]);
    check([
        (
            "Pochylono się nad planem parku miejskiego, o którym opowiedział jego autor, i nad skargami na hałas.",
            "planem parku miejskiego / skargami na hałas",
        ),
        (
            "Rozmawiano o suszy, która trwa od marca, oraz o nowych studniach.",
            "suszy, która trwa od marca / nowych studniach",
        ),
        (
            "Pochylono się nad koncepcją parku kieszonkowego, którą przygotowała Anna Lis.",
            "koncepcją parku kieszonkowego",
        ),
    ]);
    check([
        (
            "Pogadano o remoncie remizy i o tym, co zrobić z wysypiskiem pod lasem.",
            "remoncie remizy / co zrobić z wysypiskiem pod lasem",
        ),
        ("Rozmawiano o tym, jak odnowić kapliczkę.", "jak odnowić kapliczkę"),
        ("Dyskutowano nad tym, czy grodzić plac zabaw.", "czy grodzić plac zabaw"),
    ]);
}

#[test]
fn what_the_body_hears() {
    check([
        ("Skarbnik przedstawił zmiany w tegorocznym budżecie.", "zmiany w tegorocznym budżecie"),
        ("Zmiany w budżecie zreferował skarbnik. Objaśnił też prognozę finansową.", "prognozę finansową"),
        ("Dyrektor szpitala scharakteryzowała sytuację oddziału: brakuje lekarzy.", "sytuację oddziału"),
    ]);
    check([
        ("O bezpieczeństwie w okolicach pętli opowiedział dzielnicowy.", "bezpieczeństwie w okolicach pętli"),
        ("Dzielnicowy opowiedział o bezpieczeństwie w okolicach pętli.", "bezpieczeństwie w okolicach pętli"),
        ("Opowiedziała o suszy i o nowych studniach.", "suszy / nowych studniach"),
    ]);
}

#[test]
fn what_takes_time_and_stirs_people() {
    check([
        ("Sporo czasu zajęły także korki na Nowosądeckiej.", "korki na Nowosądeckiej"),
        ("Najwięcej miejsca zajął zakaz petard w mieście.", "zakaz petard w mieście"),
        ("Dużo uwagi poświęcono opłatom za żłobki.", "opłatom za żłobki"),
    ]);
    check([
        ("Wiele emocji wzbudziła sprawa biletów ulgowych.", "sprawa biletów ulgowych"),
        (
            "Żywą dyskusję wywołał projekt karty rabatowej – zdaniem części rady za skromny.",
            "projekt karty rabatowej",
        ),
        ("Zastrzeżenia wzbudziła nowa organizacja objazdów.", "nowa organizacja objazdów"),
    ]);
    check([
        ("Trzecim wątkiem była nowelizacja statutu.", "nowelizacja statutu"),
        ("Osobny punkt stanowiła pomoc dla uchodźców.", "pomoc dla uchodźców"),
        ("Głównym tematem okazał się brak lekarzy.", "brak lekarzy"),
    ]);
    check([
        ("Zaczęło się od programu dopłat do pieców.", "programu dopłat do pieców"),
        ("Potem przyszła pora na mapę osuwisk.", "mapę osuwisk"),
        ("Na koniec wrócono do sprawy altan śmietnikowych.", "altan śmietnikowych"),
    ]);
    check([
        (
            "Remont mostu, ceny węgla i przyszłość szkoły zdominowały obrady.",
            "Remont mostu / ceny węgla / przyszłość szkoły",
        ),
        (
            "Zasady dotacji, kłopoty z zielenią i kalendarz imprez – oto tematy, z którymi zmierzyli się radni.",
            "Zasady dotacji / kłopoty z zielenią / kalendarz imprez",
        ),
        (
            "Pierwszy punkt to plan zimy. Drugi – rozliczenie inwestycji.",
            "plan zimy / rozliczenie inwestycji",
        ),
    ]);
}

#[test]
fn clauses_about_something_else_give_no_topics() {
    check([
        ("Radni przyjęli go jednogłośnie.", ""),
        ("Rada nie głosowała nad żadną uchwałą.", ""),
        ("Mieszkańcy poparli budowę parkingu.", ""),
    ]);
    check([
        ("Zaczęto od powitania gości. Wysłuchano hymnu.", ""),
        ("Rozpoczęto o godz. 9, zakończono o 13. Podziękowano urzędnikom za pracę.", ""),
        ("W wolnych wnioskach mówiono o dzikach.", ""),
    ]);
    check([
        ("Radny pytał, ale nie dowiedział się niczego. Przyjęto wszystkie uchwały.", ""),
        ("Przyjęto dwie uchwały. Odrzucono trzy projekty.", ""),
        ("Komendant przedstawił się zebranym.", ""),
    ]);
}

#[test]
fn topics_end_before_asides_and_verbs() {
    check([
        (
            "Rozpatrywano przekształcenie poradni (za było 22 radnych, nikt przeciw) i wysokość opłat.",
            "przekształcenie poradni / wysokość opłat",
        ),
        (
            "Komisja rozpatrzyła skargę na kierownika (uznając ją za bezzasadną) i oceniła plan pracy.",
            "skargę na kierownika / plan pracy",
        ),
        (
            "Rada uchwaliła plan obszaru „Rżąka – Park\", nad którym pracowano sześć lat.",
            "plan obszaru „Rżąka – Park\"",
        ),
    ]);
    check([
        ("Radni zaopiniowali projekt planu pozytywnie.", "projekt planu"),
        ("Przyjęto plan zimy, ale odłożono głosowanie.", "plan zimy"),
        ("Radni omówili plan zimy i rozeszli się do domów.", "plan zimy"),
    ]);
}

#[test]
fn lists_of_what_was_decided_add_to_the_sentences() {
    for lead in ["Podjęto uchwały:", "Radni przyjęli uchwały dotyczące:", "Uchwały dotyczyły:"] {
        let text = format!(
            "{LEAD}\n\nSkarbnik przedstawił zmiany w budżecie.\n\n{lead}\n\n1. zmian w statucie,\n2. nazwy ronda."
        );
        assert_eq!(topics(&read(&text)), "zmiany w budżecie / zmian w statucie / nazwy ronda", "`{lead}`");
    }
    for lead in ["W głosowaniach Rada Dzielnicy:", "Podczas sesji radni:", "Rada na tej sesji:"] {
        let text = format!(
            "{LEAD}\n\n{lead}\n\npodniosła opłatę za odpady,\nwyraziła zgodę na dzierżawę kiosku,\nuchyliła uchwałę o psach."
        );
        assert_eq!(topics(&read(&text)), "opłatę za odpady / dzierżawę kiosku / uchwałę o psach", "`{lead}`");
    }
}
