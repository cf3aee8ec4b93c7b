//! How much the words of a topic tell about its matter, whatever index they stand in.
//!
//! The lists were written by hand from the agendas of councils, committees and the Konwent: what stands there
//! next to a matter and would stand next to any other. They hold base forms as the analyzer gives them, so an
//! action is there as its verb if the analyzer gives that. Leaves the rarity of the words to `concepts`.
//! Invariant: no word is listed twice.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Words that tell nothing, by kind.
const EMPTY: &[&str] = &[
    // Papers.
    "dokument dokumentacja druk informacja jednolity materiał nazwa nowelizacja nr numer obszar opinia \
     opiniowanie opiniować petycja pismo porozumienie prezentacja projekt propozycja protokół \
     przestrzenny raport rejon rezolucja skarga sprawa sprawozdanie stanowisko stanąć stać stań tekst \
     temat uchwała wniosek zarządzenie zarządzić zestawienie",
    // What a meeting does with them.
    "aktualizacja analiza dotyczyć dyskusja dyskutować głosowanie głosować konsultacja nadanie nadać \
     ocena określenie określić omówienie omówić podjąć podjęcie podstawa powołanie powołać przedstawić \
     przyjmować przyjąć przyjęcie przystąpienie przystąpić przyznanie przyznać rozmowa rozpatrzenie \
     rozpatrzyć sporządzenie sporządzić spotkanie uchwalenie uchwalić ustalenie ustalić uwaga \
     wprowadzenie wprowadzić wybór wyrazić wyrażenie zaopiniować zapoznać zmiana zmieniający zmieniać \
     zmienić",
    // How a matter goes on.
    "bieżący cel czas część dostosowanie dostosować działalność działanie działać edycja etap \
     funkcjonowanie funkcjonować harmonogram kierunek kontynuacja kontynuować końcowy kryterium kwestia \
     lista możliwość nabór otwarcie pilotaż pilotażowy plan planować podsumowanie podsumować polityka \
     postęp potrzeba potrzebny praca problem program przebieg przyczyna przygotowanie przygotować ramy \
     realizacja realizować reforma rekomendacja rozliczenie rozliczyć rozpocząć rozpoczęcie rozwój rzecz \
     skutek sposób stan sytuacja termin tworzenie tworzyć uruchomić usprawnienie usprawnić utworzenie \
     utworzyć wdrażać wdrożenie wdrożyć wejście wejść wpływ wstępne wstępny wykonanie wykonać wykonywać \
     wynik wznowienie wznowić zagadnienie zakończenie zakończyć zakres zamknięcie zapewnienie zapewnić \
     zasada założenie założyć związać związek",
    // Bodies and people that have to do with every matter, and the city itself.
    "gmina gminny jednostka komisja krakowski kraków miasto miejski mieszkaniec osoba powiat powiatowy \
     prezydent publiczny rada radny samorząd samorządowy społeczność społeczny urząd wydział zarząd",
    // When.
    "drugi drugie dzień godzina kadencja kolejny kwartał lata lato miesiąc nowa nowe nowy okres pierwszy \
     przyszły półrocze rok ubiegły",
    // Words that carry little meaning anywhere.
    "chcieć ciąg doktor dr druga ilość im imię inny jeden liczba mieć można móc należeć podobny położony \
     położyć przywrócić rozmieszczenie rozmieścić różny szczególność także temu wysokość życie żyć",
];

/// Words of which a city has many: kinds of work, of things and of plans. They tell what, but not which one.
const COMMON: &[&str] = &[
    // Works and deals.
    "adaptacja budowa czyszczenie częstotliwość darowizna decyzja dochód dofinansowanie dofinansować \
     doposażyć dopłata dostawa dostępność dotacja doświetlić dzierżawa eksploatacja finansowanie \
     finansować finansowy grunt inicjatywa instalacja inwestycja jakość koncepcja konserwacja kontrola \
     korekta korzystać koszt kwota likwidacja likwidować lokal lokalizacja lokalizować modernizacja \
     montaż nabycie nabyć nadzór najem naprawa naprawczy nasadzić nawierzchnia ochrona odbudowa oddać \
     odnowa ograniczać ograniczenie ograniczyć opłata organizacja poprawa poprawić pozwolenie przebudowa \
     przeciwdziałanie przeciwdziałać przekazać przeprowadzić przesunięcie przeznaczyć remont remontowy \
     renowacja rezerwa rozbudowa rozszerzenie rozszerzyć ruchomy segregacja sprawdzić sprzedaż \
     sprzątanie sprzątać studium służebność termomodernizacja ulga umorzenie umowa uporządkować \
     ustawienie ustawić usunięcie usunąć usługa utrudnienie utrzymanie użyczenie użytkowanie użytkować \
     wariant wieczysty wsparcie wspieranie wspierać wycinka wydatek wydłużyć wykonalność wykup wymiana \
     wymienić wynajem wynajmować wyposażenie wyposażyć wytyczyć własność zagospodarować zainstalować \
     zakup zakupić zamiana zapobieganie zapobiegać zasób zbycie zbyć zezwolenie zmniejszenie zmniejszyć \
     zwalniać zwiększenie zwiększyć",
    // Roads and traffic.
    "al aleja autobus autobusowy chodnik droga drogowy ekran ekspresowy elektryczny estakada jezdnia \
     kierowca kolej kolejowy komunikacja krajowy kurs kursować kładka linia miejsca miejsce monitoring \
     most nocny obwodnica obwód oznakowanie oznakować oświetlenie parking parkingowy parkować pas pieszy \
     pobocze postojowy przejazd przejście przystanek próg pętla rondo ruch rów skrzyżowanie strefa \
     sygnalizacja szyna słupek taksówka tor torowisko tramwaj tramwajowy transport trasa tunel ul ulica \
     wiadukt wiata wjazd zatoka zjazd znak ścieżka świetlny",
    // Places and buildings.
    "alejka basen bezpieczeństwo biblioteka boisko brzeg budynek centrum cmentarz dach dawny dolina dom \
     drzewo działka dziecięcy dziecko dzikie edukacja edukacyjny ekologia ekologiczny elewacja festyn \
     fort galeria garaż gimnastyczny gimnazjum hala hotel infrastruktura kamienica kanalizacja karta \
     kieszonkowy kino klub komisariat komunalny konkurs kosz kościół krzew książka kultura kąpielisko \
     latarnia liceum lodowisko lokalny muzeum nieruchomość obchody obiekt odwodnienie ogród os osiedle \
     ośrodek oświatowy park pawilon pies piknik pl plac planty plaża podstawowy policja pomnik pomoc \
     potok przedsiębiorca przedszkole przychodnia przyrodniczy punkt rekreacja rekreacyjny rocznica \
     rynek rzeka sala siłownia sklep skwer skwerek sport sportowy sprzęt starszy stary staw straż \
     szkolenie szkolny szkoła szpital tablica targowisko teatr teren trawnik turystyczny uczeń użytek \
     wodociąg wodociągowy wybieg wydarzenie zabawa zajęcia zalew zbiornik zdrowie zdrowotny zespół \
     zieleń zielony ławka łąka świetlica żłobek",
    // Names of plans, offices and acts.
    "centralny członek delegacja delegat dyrektor dzielnica dzielnicowa dzielnicowy granica główny \
     kierownik komendant miejscowe miejscowy mpzp pełnomocnik powierzyć priorytetowy przedstawiciel \
     przewodniczący regulamin sieć skład statut stawka strategia system tryb warunek wykaz zabudowa \
     zadanie zastępca środek środki",
    // Sides and parts.
    "dolny górny mały południe południowy północ północny wschodni wschód zachodni zachód",
];

/// Names of districts, which tell where something is, but rarely what it is about.
const DISTRICTS: &str = "bieńczyce bieżanów borek bronowice czyżyny dębnik dębniki fałęcki grzegórzek \
    grzegórzki huta krowodrza krzesławice łagiewniki mistrzejowice podgóra podgórz podgórze prokocim \
    prądnik swoszowice wzgórze zwierzyniec";

/// Whether a base form is part of the name of a district.
pub(super) fn is_of_district(lemma: &str) -> bool {
    DISTRICTS.split_whitespace().any(|district| district == lemma)
}

/// How much a word tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// The word tells nothing of the matter.
    Empty,
    /// What the matter is, but not which one.
    Common,
    /// Which one.
    Distinct,
}

static LISTED: LazyLock<FxHashMap<&str, Telling>> = LazyLock::new(|| {
    let of = |lists: &[&'static str], telling| {
        lists.iter().flat_map(|list| list.split_whitespace()).map(|word| (word, telling)).collect::<Vec<_>>()
    };
    of(COMMON, Telling::Common).into_iter().chain(of(EMPTY, Telling::Empty)).collect()
});

/// Returns how much a base form tells; an action tells as much as a kind of work.
pub(super) fn telling(lemma: &str) -> Telling {
    let is_verb = lemma.ends_with('ć') && !lemma.ends_with("ść");
    let unlisted = if is_verb { Telling::Common } else { Telling::Distinct };
    LISTED.get(lemma).copied().unwrap_or(unlisted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_listed_twice() {
        let listed = EMPTY.iter().chain(COMMON).flat_map(|list| list.split_whitespace()).count();
        assert_eq!(LISTED.len(), listed);
    }
}
