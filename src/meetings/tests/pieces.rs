//! Any text: pieces of posts, cut anywhere and joined by any sign, are read without a panic.

use proptest::prelude::*;

use crate::meetings::meetings;

/// Sentences and rows whose parts begin and end what recognition looks for.
const SENTENCES: [&str; 24] = [
    "W środę, 12 marca, odbyło się posiedzenie Konwentu Przewodniczących Rad Dzielnic.",
    "Radni rozmawiali o budżecie obywatelskim, planach miejscowych oraz o słowie a.",
    "Przewodniczący przyjęli propozycję z zadowoleniem (15:00, – w tygodniu), nie uzyskała poparcia.",
    "To z jego inicjatywy wprowadzono przejęcia od PKP S.A.",
    "Pytali o kursowanie linii nocnych, brak wiat na przystankach, a także pomoc w sporach a",
    "Skrytykowano projekt nowej organizacji ruchu na Salwatorze (opinia negatywna, 16 głosów).",
    "Żeby zaopiniować projekt programu szczepień przeciwko HPV (pisaliśmy – narzekają zwłaszcza).",
    "Sesja Rady Miasta odbędzie się w czwartek, 20 listopada o godz. 17.00 w auli szkoły nr 4, ul. Krótka 5.",
    "Obrady poprowadził Marcin Wolny, który w tym półroczu pełni funkcję koordynatora.",
    "Porządek obrad:",
    "1. Podjęcie uchwały w sprawie zmian w budżecie – referuje: skarbnik.",
    "4.1. Informacja o stanie dróg (druk nr 12, projekt Zarządu)",
    "Termin: 5 marca 2031 r.",
    "Miejsce: sala obrad, pl. Wszystkich Świętych 3-4",
    "Posiedzenie zostało odwołane. Nowy termin zostanie podany.",
    "Zaproszeni goście: Jan Cis – dyrektor, Anna Kos oraz Piotr Bąk.",
    "Na wniosek klubu debatowano nad czystością ulic, zielenią i tym, czy powstanie park.",
    "Kolejne posiedzenie zaplanowano na 3 kwietnia; tematem będzie komunikacja.",
    "12 marca, godz. 16.30: Komisja Kultury – stypendia artystyczne",
    "| Data | Komisja | Tematy |",
    "– Mieszkańcy czekają na most – mówił „przewodniczący” Rady.",
    "Nie zajęto się sprawą hałasu, bo zabrakło kworum.",
    "Wysłuchano sprawozdania z działalności straży miejskiej za 2030 r.",
    "Zarząd Dzielnicy IV zebrał się wczoraj.",
];
const JOINTS: [&str; 14] =
    [". ", "\n", ", ", " i ", ": ", "\n- ", " ", "; ", "\n\n", " (", ") ", "? ", "”", " – „"];

/// A part of a sentence, in words, and what joins it to the next.
fn piece() -> impl Strategy<Value = String> {
    (0..SENTENCES.len(), 0..16_usize, 1..16_usize, 0..JOINTS.len()).prop_map(
        |(sentence, skip, count, joint)| {
            let words = SENTENCES[sentence].split(' ').skip(skip).take(count);
            words.collect::<Vec<_>>().join(" ") + JOINTS[joint]
        },
    )
}

proptest! {
    #[test]
    fn topics_of_any_text_stand_where_they_say(pieces in proptest::collection::vec(piece(), 1..8)) {
        let text = format!("Konwent\n\n{}", pieces.concat());
        for found in meetings(&text, Some("Konwent"), None) {
            for topic in found.topics {
                let printed = text.get(topic.range.clone()).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
                prop_assert_eq!(printed, Some(topic.text));
            }
        }
    }
}
