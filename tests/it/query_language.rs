//! What each form of the query language finds in the sample corpus; `docs/query-language.md` documents it for
//! users.

use std::{collections::BTreeSet, sync::LazyLock};

use crate::harness::{Place, list, text};

static CORPUS: LazyLock<Place> = LazyLock::new(Place::with_corpus);

/// Returns the ids that a query finds with additional arguments, as a set.
#[track_caller]
fn found_with(arguments: &[&str], query: &str) -> BTreeSet<String> {
    let found = CORPUS.found(&[&["--per-page", "100"], arguments, &["--", query]].concat());
    found.into_iter().collect()
}

#[track_caller]
fn found(query: &str) -> BTreeSet<String> {
    found_with(&[], query)
}

/// Fails unless the query finds exactly these documents.
#[track_caller]
fn check(query: &str, expected: &[&str]) {
    let expected: BTreeSet<String> = expected.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(found(query), expected, "{query}");
}

/// Fails unless both queries find the same documents, at least one.
#[track_caller]
fn check_same(query: &str, other: &str) {
    let ids = found(query);
    assert!(!ids.is_empty(), "{query} finds nothing");
    assert_eq!(ids, found(other), "{query} and {other}");
}

#[track_caller]
fn notes(query: &str) -> Vec<String> {
    let response = CORPUS.search(&["--", query]);
    list(&response["query"], "notes").iter().map(|note| note.as_str().expect("a text").to_owned()).collect()
}

/// Returns the marked title of the first hit.
#[track_caller]
fn first_title(query: &str) -> String {
    let response = CORPUS.search(&["--", query]);
    text(&list(&response, "hits")[0], "title_html").to_owned()
}

const ACT: &str = "ordinances/358-2017";
const FIRST: &str = "news/2017-03-09-pierwszy-konwent-w-nowej-formule";
const AIR: &str = "news/2017-10-18-konwent-o-powietrzu-i-zieleni";
const SCOOTERS: &str = "news/2020-02-12-informacja-publiczna-w-dzielnicach";
const FLOODS: &str = "news/2023-02-10-konwent-ochrona-przed-powodzia";
const NOTICE: &str = "notices/2023-03-20-ochrona-przed-powodzia";
const NOTICES: [&str; 4] = [
    NOTICE,
    "notices/2024-10-04-decyzja-srodowiskowa",
    "notices/2025-02-10-tekst-jednolity-358-2017",
    "notices/2026-04-15-konsultacje-parku",
];
const DISTRICTS: &str = "news/2022-09-27-konwent-o-sprawach-dzielnic";
/// The number of resolutions of the city council; those of district councils follow.
const OF_CITY: usize = 11;
const RESOLUTIONS: [&str; 15] = [
    "resolutions/CVI-2877-23",
    "resolutions/LVII-1624-21",
    "resolutions/XCIX-1495-14",
    "resolutions/XIII-287-19",
    "resolutions/IX-178-24",
    "resolutions/LXII-1790-21",
    "resolutions/LXIX-1988-21",
    "resolutions/XLI-1088-20",
    "resolutions/XVIII-402-25",
    "resolutions/XXIII-541-20",
    "resolutions/XXXIX-1012-20",
    "resolutions/dzielnica-IV-XXIV-187-2016",
    "resolutions/dzielnica-VIII-VII-58-2024",
    "resolutions/dzielnica-XII-XXXI-244-2021",
    "resolutions/dzielnica-XII-XXXVI-290-2022",
];
const BUDGETS: [&str; 9] = [
    "news/2019-06-04-glosowanie-w-budzecie-obywatelskim",
    "news/2022-10-27-wyniki-budzetu-obywatelskiego",
    "news/2023-11-16-zapowiedz-konwentu-budzet-2024",
    "news/2023-11-24-konwent-o-budzecie-2024",
    "news/2025-04-04-budzet-obywatelski-po-nowemu",
    "news/2025-11-14-zapowiedz-konwentu-o-zimie-i-wodzie",
    "resolutions/XIII-287-19",
    "resolutions/XVIII-402-25",
    "resolutions/XXXIX-1012-20",
];

#[test]
fn a_document_with_either_alternative_matches() {
    for query in ["wycinka OR hulajnogi", "wycinka LUB hulajnogi", "wycinka | hulajnogi"] {
        let either = &found("wycinka") | &found("hulajnogi");
        assert_eq!(found(query), either, "{query}");
    }
    assert!(found("wycinka OR hulajnogi").contains(SCOOTERS));
    let both: BTreeSet<String> =
        found("tramwaj OR senior").intersection(&found("konwent")).cloned().collect();
    assert_eq!(found("tramwaj OR senior konwent"), both);
    check("\"sprawach dzielnic\" OR numer:358/2017", &[DISTRICTS, ACT]);
    check_same("OR wycinka OR", "wycinka");
    check_same("wycinka OR OR hulajnogi", "wycinka OR hulajnogi");
    assert!(found("konwent OR qqqqq").len() > 20);
}

#[test]
fn a_prefix_finds_all_words_that_begin_with_it() {
    let floods = found("powodzi*");
    assert!(floods.contains(FLOODS) && floods.contains(NOTICE), "{floods:?}");
    check_same("łąk*", "lak*");
    assert!(found("zieleni*").len() > found("zieleń*").len());
    check("tytuł:budż*", &BUDGETS);
    check("title:budz*", &BUDGETS);
    check("konwent -konwen*", &[]);
    assert_eq!(first_title("tytuł:powodzi*").matches("<mark>").count(), 1);
    assert!(first_title("konsult* strateg*").contains("<mark>konsultacje</mark>"));
    check_same("рад*", "рада");
    check_same("budżet*rada konwent", "budżet rada konwent");
}

#[test]
fn a_snippet_marks_the_words_that_a_prefix_matches() {
    let response = CORPUS.search(&["--", "hulajn*"]);
    let hit = &list(&response, "hits")[0];
    assert!(
        list(hit, "snippets").iter().any(|snippet| text(snippet, "html").contains("<mark>hulajn")),
        "{hit}"
    );
}

#[test]
fn the_title_can_be_searched_alone() {
    check("tytuł:\"sprawach dzielnic\"", &[DISTRICTS]);
    check("tytul: seniorzy", &[]);
    let titled = found("tytuł:konwent");
    assert!(titled.contains(DISTRICTS) && titled.len() < found("konwent").len());
    let rest: BTreeSet<String> = found("konwent").difference(&titled).cloned().collect();
    assert_eq!(found("konwent -tytuł:konwent"), rest);
}

#[test]
fn an_act_is_found_by_its_own_number() {
    check("numer:358/2017", &[ACT]);
    check("number:358", &[ACT]);
    check("numer: XCIX/1495/14", &[RESOLUTIONS[2]]);
    check("numer:xcix/1495", &[RESOLUTIONS[2]]);
    check("numer:358 numer:\"181 / 2019\"", &[ACT, "ordinances/181-2019"]);
    check("numer:358/2018", &[]);
    assert!(!found("konwent -numer:358/2017").contains(ACT));
    assert!(first_title("numer:358").contains("<mark>358/2017</mark>"));
}

#[test]
fn typed_filters_narrow_results_and_need_no_words() {
    check("organ:\"rady miasta\"", &RESOLUTIONS[..OF_CITY]);
    check("rodzaj:uchwały", &RESOLUTIONS);
    check("kind:resolution", &RESOLUTIONS);
    check("rodzaj:ogłoszenie", &NOTICES);
    check("organ:rada rok:2019", &[RESOLUTIONS[3]]);
    check("rok:2017", &[ACT, FIRST, AIR]);
    check("rok: 2017 tytuł:konwent", &[FIRST, ACT]);
    check("od:2023-03-20 do:2023-03", &[NOTICE]);
    check("od:20.03.2023 do:\"20 marca 2023\"", &[NOTICE]);
    check("do:2014", &[RESOLUTIONS[2], "ordinances/1204-2012"]);
    check_same("dzielnica:XVIII", "dzielnica:\"Nowej Hucie\"");
    check_same("district:18", "dzielnica:xviii");
    check_same("rok:2017-2018 konwent", "rok:2018 konwent rok:2017");
}

#[test]
fn excluded_filters_remove_documents() {
    let without = |query: &str, excluded: &str| found(query).difference(&found(excluded)).cloned().collect();
    let expected: BTreeSet<String> = without("konwent", "konwent rok:2019");
    assert_eq!(found("konwent -rok:2019"), expected);
    assert!(found("-rodzaj:news").iter().all(|id| !id.starts_with("news/")));
    let expected: BTreeSet<String> = without("konwent", "konwent od:2020");
    assert_eq!(found("konwent -od:2020"), expected);
}

#[test]
fn typed_filters_and_request_filters_both_apply() {
    let typed = found_with(&["--kind", "news"], "rok:2017");
    assert_eq!(typed, BTreeSet::from([FIRST.to_owned(), AIR.to_owned()]));
    assert!(found_with(&["--year", "2019"], "rok:2017").is_empty());
}

#[test]
fn a_facet_is_counted_without_the_typed_filter_on_it() {
    let response = CORPUS.search(&["--facets", "year,kind", "--", "konwent rok:2017"]);
    assert!(list(&response["facets"], "year").len() > 3);
    let kinds: u64 = list(&response["facets"], "kind").iter().filter_map(|kind| kind["count"].as_u64()).sum();
    assert_eq!(Some(kinds), response["total"].as_u64());
}

#[test]
fn quotes_in_a_question_name_things_and_are_not_required() {
    check("\"konwent\" \"powołany\"", &[]);
    for question in ["Kiedy \"konwent\" został \"powołany\"", "\"konwent\" \"powołany\"?"] {
        assert!(found(question).contains(ACT), "{question}");
    }
    let insisting = found("\"Konwent o sprawach dzielnic\" tramwaj");
    assert!(insisting.len() < found("Gdzie \"Konwent o sprawach dzielnic\" tramwaj").len());
}

#[test]
fn an_unknown_field_is_searched_as_a_word() {
    check_same("ul.:Reymonta", "Reymonta ul");
    assert_eq!(notes("ul.:Reymonta"), Vec::<String>::new());
}

#[test]
fn every_change_to_the_typed_query_has_a_note() {
    for (query, part) in [
        ("konwent rok:abc", "rok:2017-2019"),
        ("konwent od:wczoraj", "od:2017-02-13"),
        ("konwent dzielnica:XIX", "od I do XVIII"),
        ("konwent rodzaj:wiersz", "rodzaj:uchwała"),
        ("konwent organ:wojewoda", "organ:prezydent"),
        ("konwent numer:abc", "numer:358/2017"),
        ("ko* konwent", "co najmniej trzech literach"),
    ] {
        let notes = notes(query);
        assert!(notes.iter().any(|note| note.contains(part)), "{query}: {notes:?}");
    }
    assert_eq!(notes("konwent rok:2017 bud* OR zieleń"), Vec::<String>::new());
    let many = "konwent ".to_owned() + &"rok:abc od:abc do:abc ".repeat(500);
    assert!((2..8).contains(&notes(&many).len()));
}

#[test]
fn words_that_no_document_contains_are_named() {
    for (query, named) in [
        ("konwent hipopotam", "»hipopotam«"),
        ("Hipopotamy kwantowe w konwencie", "»hipopotamy«, »kwantowe«"),
        ("\"konwent hipopotam\"", "»hipopotam«"),
        ("hipopot* konwent", "»hipopot*«"),
        ("tytuł:hipopotam konwent", "»hipopotam«"),
        ("hipopotam OR nosorożec", "»hipopotam«, »nosorożec«"),
        ("numer:99999/1999", "»99999/1999«"),
    ] {
        let notes = notes(query);
        assert!(notes.contains(&format!("Nie znaleziono: {named}.")), "{query}: {notes:?}");
    }
    for query in
        ["konwent -hipopotam", "konwent OR hipopotam", "zarzadzenia o konwencie", "konwent w i na", "???"]
    {
        assert!(
            !notes(query).iter().any(|note| note.starts_with("Nie znaleziono")),
            "{query}: {:?}",
            notes(query)
        );
    }
    let many: String = (0..60).map(|n| format!("hipopotam{n}xyz ")).collect();
    let notes = notes(&many);
    assert!(notes.iter().all(|note| note.len() < 300), "{notes:?}");
}
