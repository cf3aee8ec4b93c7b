//! The sample documents: all of them are read, and their content is found.

use serde_json::Value;
use skorowidz::{
    document::Format,
    extract::{TextQuality, extract},
};

use crate::{
    harness::{Place, corpus, list, package, text},
    recognition::is_installed,
};

/// The post of 27 September 2022.
const POST: &str = "news/2022-09-27-konwent-o-sprawach-dzielnic";
/// The acts without a text layer.
const SCANS: [&str; 3] =
    ["ordinances/1204-2012", "resolutions/LVII-1624-21", "resolutions/dzielnica-IV-XXIV-187-2016"];

/// Returns the document as stored in the index.
#[track_caller]
fn shown(place: &Place, id: &str) -> Value {
    place.run(&["show", "--json", id]).ended(0).json()
}

fn all_text(document: &Value) -> String {
    list(document, "pages").iter().map(|page| text(page, "text")).collect::<Vec<_>>().join("\n")
}

/// Returns the ids of all sample documents, also of those with the same text.
#[track_caller]
fn ids(place: &Place) -> Vec<String> {
    let all = ["--per-page", "100", "--variants", "all", "--lang", "pl", "--lang", "en", "--lang", "uk"];
    let found = place.found(&all);
    assert!(found.len() < 100, "more than a page");
    found
}

#[test]
fn every_sample_is_read_and_only_scans_raise_warnings() {
    let place = Place::new();
    let report = place.index(&[corpus("").to_str().expect("UTF-8")], 0);
    assert_eq!((&report["failed"], list(&report, "failures").len()), (&0.into(), 0));
    // Without OCR, each scan in the corpus raises a warning.
    let doubts = if is_installed() { 0 } else { SCANS.len() };
    assert_eq!(list(&report, "warnings").len(), doubts, "{report}");
    for id in SCANS {
        let scan = std::fs::read(corpus(&format!("{id}.pdf"))).expect("a sample");
        let unread = extract(Format::Pdf, scan).expect("a PDF").unread;
        let is_scan = !unread.is_empty() && unread.iter().all(|page| page.quality == TextQuality::Scan);
        assert!(is_scan, "{id}: {unread:?}");
    }
    let ids = ids(&place);
    let below = |folder: &str| ids.iter().filter(|id| id.starts_with(folder)).count();
    assert!(below("news/") >= 54, "{ids:?}");
    let acts: usize = ["acts/", "notices/", "ordinances/", "resolutions/"].map(below).iter().sum();
    assert!(acts >= 37, "{ids:?}");
    assert_eq!(report["documents"], ids.len());
    assert!(!ids.iter().any(|id| id.starts_with("build/") || id == "SOURCES"));
    let again = place.index(&[corpus("").to_str().expect("UTF-8")], 0);
    assert_eq!(again["unchanged"], ids.len());
}

#[test]
fn the_languages_of_the_samples_are_detected() {
    let place = Place::with_corpus();
    let found = |language: &str| {
        let mut ids = place.found(&["--lang", language]);
        ids.sort();
        ids
    };
    let english = [
        "news/2024-01-18-your-district-council",
        "news/2025-01-22-where-to-leave-bulky-waste",
        "news/2026-06-12-convent-on-trams-at-night",
    ];
    assert_eq!(found("en"), english);
    let ukrainian =
        ["news/2022-04-05-informacja-dla-mieszkancow-z-ukrainy", "news/2023-08-25-nowyj-szkilnyj-rik"];
    assert_eq!(found("uk"), ukrainian);
    let statistics = place.run(&["stats", "--json"]).json();
    let languages = &statistics["languages"];
    let polish = statistics["documents"].as_u64().expect("a number") - 5;
    assert_eq!(languages, &serde_json::json!({"en": 3, "pl": polish, "uk": 2}));
    let mut of_krakow = place.found(&["краків"]);
    of_krakow.sort();
    assert_eq!(of_krakow, ukrainian);
}

#[test]
fn every_post_is_news_and_every_act_has_the_kind_of_its_folder() {
    let place = Place::with_corpus();
    for id in ids(&place) {
        let document = shown(&place, &id);
        let folder = id.split('/').next().expect("a folder");
        assert_eq!(
            text(&document, "kind"),
            folder.strip_suffix('s').filter(|kind| *kind != "new").unwrap_or(folder),
            "{id}"
        );
        assert!(document["published"].is_string(), "{id} has no date");
        assert_eq!(document["act"].is_object(), folder != "news", "{id}");
    }
}

#[test]
fn every_sample_says_that_it_is_a_sample() {
    let place = Place::with_corpus();
    let ids = ids(&place);
    for id in ids.iter().filter(|id| !SCANS.contains(&id.as_str())) {
        let said = all_text(&shown(&place, id)).to_lowercase();
        let is_marked = ["przykładow", "sample", "приклад", "зразок"].iter().any(|word| said.contains(word));
        assert!(is_marked && said.contains("skorowidz"), "{id} does not say that it is a sample");
    }
    // Without OCR nothing of a scan can be read; its source says that it is a sample.
    for id in SCANS {
        let name = id.split('/').next_back().expect("a name");
        let source = package().join(format!("corpus/build/typst/{name}.typ"));
        if let Ok(source) = std::fs::read_to_string(source) {
            assert!(source.to_lowercase().contains("przykładow"), "{id}");
        }
    }
}

/// Fails unless every query finds the document among the first `within` hits.
#[track_caller]
fn check_found(place: &Place, id: &str, within: usize, queries: &[&str]) {
    let rank = |query: &str| place.found(&[query]).iter().position(|found| found == id);
    let missed: Vec<String> = queries
        .iter()
        .map(|query| (query, rank(query)))
        .filter(|(_, rank)| rank.is_none_or(|rank| rank >= within))
        .map(|(query, rank)| {
            format!("`{query}`: {}", rank.map_or("no hit".to_owned(), |rank| format!("rank {}", rank + 1)))
        })
        .collect();
    assert!(missed.is_empty(), "`{id}` is not among the first {within}: {missed:#?}");
}

#[test]
fn the_post_of_27_september_2022_is_found_by_each_of_its_topics() {
    let queries = [
        "wykonywanie zadań dzielnicowych w ramach Budżetu Obywatelskiego Miasta Krakowa",
        "polityka miasta wobec osób z niepełnosprawnościami",
        "Strategia Rozwoju Krakowa. Tu chcę żyć. Kraków 2030",
        "udostępnianie informacji publicznej przez jednostki pomocnicze miasta",
        "\"Tu chcę żyć\"",
        "\"udostępnianie informacji publicznej\"",
    ];
    let place = Place::with_corpus();
    check_found(&place, POST, 10, &queries);
    check_found(&place, POST, 3, &["konwent wrzesień 2022", "Komarewicz", "konwent o sprawach dzielnic"]);
}

#[test]
fn its_topics_are_found_without_accents() {
    let queries = [
        "wykonywanie zadan dzielnicowych w ramach Budzetu Obywatelskiego",
        "polityka miasta wobec osob z niepelnosprawnosciami",
        "tu chce zyc krakow 2030",
        "\"tu chce zyc\"",
        "udostepnianie informacji publicznej przez jednostki pomocnicze",
    ];
    check_found(&Place::with_corpus(), POST, 10, &queries);
}

#[test]
fn its_topics_are_found_in_other_inflections() {
    let queries = [
        "zadanie dzielnicowe budżetu obywatelskiego",
        "zadania dzielnicowe w budżecie obywatelskim",
        "polityce wobec osoby z niepełnosprawnością",
        "strategia rozwoju",
        "strategii rozwoju",
        "udostępnianiem informacji publicznych",
        "informacja publiczna jednostek pomocniczych",
        "informacji publicznej jednostka pomocnicza",
    ];
    check_found(&Place::with_corpus(), POST, 10, &queries);
}

#[test]
fn the_ordinances_on_the_convent_rank_first_for_their_topic() {
    let place = Place::with_corpus();
    for query in ["zarzadzenie konwent", "zarządzenia o konwencie", "ZARZĄDZENIE KONWENTU"] {
        let found = place.found(&[query]);
        let is_there = |id: &str| found.iter().take(3).any(|found| found == id);
        assert!(is_there("ordinances/358-2017") || is_there("ordinances/181-2019"), "`{query}`: {found:#?}");
    }
}

#[test]
fn an_act_ranks_above_documents_that_cite_its_number() {
    let place = Place::with_corpus();
    check_found(&place, "ordinances/358-2017", 1, &["358/2017", "zarządzenie nr 358/2017"]);
    check_found(&place, "ordinances/181-2019", 1, &["181/2019", "zarządzenie nr 181/2019"]);
    check_found(&place, "resolutions/XCIX-1495-14", 1, &["XCIX/1495/14", "uchwała xcix/1495/14"]);
}

#[test]
fn ordinance_358_2017_is_read_completely() {
    let document = shown(&Place::with_corpus(), "ordinances/358-2017");
    let act = &document["act"];
    let [number, organ, date] = ["number", "organ", "date"].map(|name| text(act, name));
    assert_eq!([number, organ, date], ["358/2017", "Prezydent Miasta Krakowa", "2017-02-13"]);
    assert_eq!((&act["year"], text(&document, "published")), (&2017.into(), "2017-02-13"));
    assert_eq!(
        text(act, "subject"),
        "w sprawie powołania Zespołu Konsultacyjnego do spraw Dzielnic, zwanego Konwentem Przewodniczących Rad \
         i Zarządów Dzielnic Miasta Krakowa"
    );
    assert!(
        text(&document, "title")
            .starts_with("Zarządzenie nr 358/2017 Prezydenta Miasta Krakowa z dnia 13 lutego")
    );
    assert_eq!(list(&document, "pages").len(), 2);
}

/// Fails unless the pieces occur in the text in this order.
#[track_caller]
fn check_in_order(text: &str, pieces: &[&str]) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut from = 0;
    for piece in pieces {
        let at = text[from..].find(piece);
        from += at.unwrap_or_else(|| panic!("no `{piece}` from {from} on in {text}")) + piece.len();
    }
}

#[test]
fn an_act_encrypted_with_an_empty_password_is_read() {
    let document = shown(&Place::with_corpus(), "ordinances/294-2020");
    assert_eq!(text(&document["act"], "number"), "294/2020");
    check_in_order(
        &all_text(&document),
        &[
            "udostępniania informacji publicznej",
            "§ 1. Zarządzenie określa",
            "§ 9. Zarządzenie wchodzi w życie",
        ],
    );
}

#[test]
fn a_two_column_act_is_read_column_by_column_with_whole_words() {
    let document = shown(&Place::with_corpus(), "resolutions/XCIX-1495-14");
    let page = text(&document["pages"][0], "text");
    let sections: Vec<String> = (1..=8).map(|number| format!("§ {number}. ")).collect();
    check_in_order(page, &sections.iter().map(String::as_str).collect::<Vec<_>>());
    // Hyphenated at the end of a line in the file.
    check_in_order(
        page,
        &[
            "działania Dzielnicy I Stare Miasto, zwanej dalej „Dzielnicą”",
            "Tworzą ją mieszkańcy zamieszkali na jej obszarze",
            "mapa przechowywana w Urzędzie Miasta Krakowa i udostępniana każdemu",
            "Przewodniczącego Rady i Zarządu Dzielnicy",
            "prace remontowe w szkołach podstawowych i przedszkolach samorządowych",
            "placówek oświatowych oraz bibliotek",
            "w formie zebrań, ankiet i spacerów badawczych",
        ],
    );
}

#[test]
fn a_hit_deep_in_a_long_act_names_its_page_and_section() {
    let place = Place::with_corpus();
    assert!(list(&shown(&place, "ordinances/3456-2022"), "pages").len() > 40);
    let found = place.search(&["--kind", "ordinance", "Pachońskiego wymiana ogrodzenia przedszkola"]);
    let hit = &found["hits"][0];
    assert_eq!(text(hit, "id"), "ordinances/3456-2022");
    let is_deep = |snippet: &Value| snippet["page"].as_u64().is_some_and(|page| page > 1);
    let deep = list(hit, "snippets").iter().find(|snippet| is_deep(snippet)).expect("a page after the first");
    assert!(text(deep, "section").contains("Pachońskiego"), "{deep}");
    let page = deep["page"].as_u64().expect("a number") as usize;
    let document = shown(&place, "ordinances/3456-2022");
    check_in_order(text(&document["pages"][page - 1], "text"), &[text(deep, "text")]);
}

#[track_caller]
fn check_post(place: &Place, id: &str, title: &str, published: &str, without: &[&str]) {
    let document = shown(place, id);
    let found = ["title", "published", "kind"].map(|name| text(&document, name));
    assert_eq!(found, [title, published, "news"], "{id}");
    let said = all_text(&document);
    for word in without.iter().copied().chain(["\u{fffd}", "<p", "**"]) {
        assert!(!said.contains(word), "`{word}` is in {said}");
    }
}

#[test]
fn posts_in_every_format_have_their_title_date_and_kind() {
    let place = Place::with_corpus();
    check_post(&place, POST, "Konwent o sprawach dzielnic", "2022-09-27", &["##"]);
    let html = "news/2019-02-21-konwent-nowej-kadencji";
    check_post(
        &place,
        html,
        "Konwent nowej kadencji rozpoczął pracę",
        "2019-02-21",
        &["Kontakt", "Turystyka"],
    );
    let html = "news/2021-10-22-konwent-tramwaje-do-nowej-huty";
    let title = "Tramwajem do Nowej Huty: konwent o przebudowie torowisk";
    check_post(&place, html, title, "2021-10-22", &["Mapa serwisu", "Szukaj"]);
    let text = "news/2019-06-04-glosowanie-w-budzecie-obywatelskim";
    check_post(&place, text, "Zagłosuj w budżecie obywatelskim – ruszyło głosowanie", "2019-06-04", &[]);
    let text = "news/2020-12-04-konwent-o-finansach-dzielnic";
    check_post(&place, text, "Konwent o finansach dzielnic w 2021 roku", "2020-12-04", &[]);
    let front = "news/2019-11-15-konwent-o-parkowaniu";
    let title = "Konwent o strefie płatnego parkowania i miejscach dla mieszkańców";
    check_post(&place, front, title, "2019-11-15", &["published:", "---"]);
}

#[test]
fn a_post_without_an_article_element_is_read_without_page_furniture() {
    let place = Place::with_corpus();
    let document = shown(&place, "news/2021-12-03-miasto-bez-barier");
    let title = "Miasto bez barier: powołano Radę do spraw Osób z Niepełnosprawnościami";
    assert_eq!((text(&document, "title"), text(&document, "published")), (title, "2021-12-03"));
    let said = all_text(&document);
    for word in ["licznik", "font-family", "Przejdź do treści", "Dla przedsiębiorcy"] {
        assert!(!said.contains(word), "`{word}` is in {said}");
    }
}

/// Returns whether a word starts with a letter that starts no Polish word, or is a single letter that is no
/// word.
fn is_torn(word: &str) -> bool {
    let mut letters = word.chars();
    let first = letters.next().expect("a letter");
    let is_alone = letters.next().is_none();
    "ąęń".contains(first) || is_alone && "ćłóśźż".contains(first)
}

#[test]
fn no_polish_letter_is_split_from_its_word() {
    for torn in ["ś", "ąc", "ędzie", "ł", "ńska"] {
        assert!(is_torn(torn), "{torn}");
    }
    let place = Place::with_corpus();
    let is_read = |id: &str| !id.starts_with("news/") && !SCANS.contains(&id);
    let (mut polish, mut acts) = (0, 0);
    for id in ids(&place).iter().filter(|id| is_read(id)) {
        acts += 1;
        let said = all_text(&shown(&place, id));
        let odd = |c: char| {
            c == '\u{fffd}' || ('\u{300}'..'\u{370}').contains(&c) || ('\u{e000}'..'\u{f900}').contains(&c)
        };
        assert_eq!(said.chars().find(|c| odd(*c)), None, "{id}");
        let said = said.to_lowercase();
        let words = said.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        for word in words {
            assert!(!is_torn(word), "`{word}` in {id}");
            polish += usize::from(word.chars().any(|c| "ąćęłńóśźż".contains(c)));
        }
    }
    assert!(acts >= 34 && polish > 3_000, "{polish} words with Polish letters in {acts} acts");
}

#[test]
fn sentences_from_each_pdf_producer_are_read_verbatim() {
    let place = Place::with_corpus();
    for (id, sentence) in [
        (
            "ordinances/294-2020",
            "Od wnioskodawcy nie wolno żądać wykazania interesu prawnego lub faktycznego.",
        ),
        ("ordinances/358-2017", "Grupa robocza składa Konwentowi sprawozdanie raz na kwartał."),
        ("resolutions/XCIX-1495-14", "Niewyrażenie opinii w tym terminie uznaje się za brak uwag."),
    ] {
        check_in_order(&all_text(&shown(&place, id)), &[sentence]);
        assert_eq!(
            place.found(&[&format!("\"{}\"", &sentence[..sentence.find(['.', ';']).expect("an end")])]),
            [id]
        );
    }
}
