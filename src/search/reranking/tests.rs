//! Whole searches with fixed vectors.

use super::*;
use crate::{
    analysis::Analyzer,
    meaning::tests::Fixture,
    search::{Bets, Facet, SearchResponse, search},
};

#[track_caller]
fn check_meant(query: &str, expected: Option<&str>) {
    assert_eq!(meant(query).as_deref(), expected, "{query}");
}

#[test]
fn the_marks_of_a_query_have_no_meaning() {
    check_meant("gdzie zaparkuję?", Some("gdzie zaparkuję?"));
    check_meant("park \"nowa huta\" -basen", Some("park nowa huta"));
    check_meant("zieleń OR drzewa rok:2019", Some("zieleń drzewa"));
}

#[test]
fn phrases_numbers_and_prefixes_alone_are_not_for_meaning() {
    for query in ["\"nowa huta\"", "358/2017", "358 z 2017", "park*", "rok:2019", "", "XV/123/19"] {
        check_meant(query, None);
    }
}

fn nearest(cosine: Score, of: usize) -> NearestWindow {
    NearestWindow { cosine, passages: 0..1, of }
}

#[test]
fn the_nearest_gains_most_and_the_farthest_nothing() {
    let parts =
        parts(10.0, &[Some(nearest(0.75, 1)), None, Some(nearest(0.875, 1)), Some(nearest(0.8125, 1))]);
    let added: Vec<Score> = parts.iter().map(|part| part.added).collect();
    assert_eq!(added, [0.0, 2.5, 5.0, 2.5]);
    assert!(super::parts(10.0, &[None, None]).iter().all(|part| part.added == 0.0));
}

#[test]
fn the_nearest_of_many_windows_counts_less_than_an_only_one_as_near() {
    let windows =
        [(0.75, 1), (0.875, 8), (0.875, 2), (0.875, 1)].map(|(cosine, of)| Some(nearest(cosine, of)));
    let parts = parts(10.0, &windows);
    let cosines: Vec<Option<Score>> = parts.iter().map(|part| part.cosine).collect();
    assert_eq!(cosines, [Some(0.75), Some(0.875), Some(0.875), Some(0.875)]);
    assert!(parts.windows(2).all(|pair| pair[0].added < pair[1].added), "{parts:?}");
}

/// Documents of which three have the word `park`, in this order, and two do not.
const DOCUMENTS: [(&str, &str); 5] = [
    ("a", "Park. W parku, przy parku i za parkiem."),
    ("b", "Park i park."),
    ("c", "Park, a o nim niewiele więcej niż to, że jest i będzie."),
    ("d", "Zieleń w mieście."),
    ("e", "Podatki i opłaty."),
];
const COSINES: [(&str, f32); 5] = [("a", 0.70), ("b", 0.75), ("c", 0.95), ("d", 0.90), ("e", 0.60)];

fn searched(request: SearchRequest) -> SearchResponse {
    let fixture = Fixture::new(&DOCUMENTS);
    let meaning = fixture.meaning_with("park", &COSINES);
    let request = request.checked().expect("valid");
    search(&fixture.snapshot(), &mut Analyzer::default(), (&Bets::default(), Some(&meaning)), &request)
        .expect("found")
}

fn park() -> SearchRequest {
    SearchRequest { text: "park".to_owned(), ..SearchRequest::default() }
}

fn ids(hits: &[crate::search::Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.id.as_str()).collect()
}

#[test]
fn the_nearest_document_comes_first_and_the_total_stays() {
    let words = searched(SearchRequest { mode: Mode::Words, ..park() });
    assert_eq!((ids(&words.hits), words.total), (vec!["b", "a", "c"], 3));
    assert_eq!(words.by_meaning, []);
    let both = searched(SearchRequest { explain: true, ..park() });
    assert_eq!((ids(&both.hits), both.total), (vec!["c", "b", "a"], 3));
    assert!(both.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
    for hit in &both.hits {
        let explanation = hit.explanation.as_ref().expect("explained");
        let parts = explanation["value"].as_f64().unwrap_or(-9.0)
            + explanation["meaning"]["value"].as_f64().unwrap_or(-9.0);
        assert!((parts - f64::from(hit.score)).abs() < 1e-4 * parts, "{explanation}");
    }
    assert_eq!(both.query.notes, []);
}

#[test]
fn pages_have_every_hit_once() {
    let page = |page| searched(SearchRequest { page, per_page: 1, ..park() });
    let all: Vec<String> = (1..=3).map(|number| page(number).hits[0].id.to_string()).collect();
    assert_eq!(all, ["c", "b", "a"]);
    assert_eq!(page(4).hits, []);
}

#[test]
fn only_the_first_fifty_change_places_and_every_page_has_others() {
    let texts: Vec<(String, String)> = (0..70)
        .map(|number| (format!("d{number:02}"), format!("park {}", "i tak dalej ".repeat(number + 1))))
        .collect();
    let documents: Vec<(&str, &str)> = texts.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let fixture = Fixture::new(&documents);
    let cosines: Vec<(&str, f32)> =
        (0_u8..).zip(&documents).map(|(number, (id, _))| (*id, 0.5 + f32::from(number) / 200.0)).collect();
    let meaning = fixture.meaning_with("park", &cosines);
    let page = |mode, page| {
        let request = SearchRequest { page, per_page: 20, mode, ..park() }.checked().expect("valid");
        let bets = Bets::default();
        let found = search(&fixture.snapshot(), &mut Analyzer::default(), (&bets, Some(&meaning)), &request);
        let found = found.expect("found");
        assert_eq!((found.total, found.by_meaning.len()), (70, 0));
        found.hits.into_iter().map(|hit| hit.id.to_string()).collect::<Vec<_>>()
    };
    let all = |mode| (1..=4).flat_map(|number| page(mode, number)).collect::<Vec<String>>();
    let (both, words) = (all(Mode::Both), all(Mode::Words));
    assert_eq!((both.len(), words.len()), (70, 70));
    assert_ne!(both[..50], words[..50]);
    assert_eq!(both[50..], words[50..]);
    let sorted = |ids: &[String]| {
        let mut ids = ids.to_vec();
        ids.sort();
        ids
    };
    assert_eq!(sorted(&both[..50]), sorted(&words[..50]));
}

#[test]
fn a_late_model_leaves_the_order_of_words_and_says_so() {
    let fixture = Fixture::new(&DOCUMENTS);
    fixture.meaning_with("park", &COSINES);
    let meaning = fixture.late_meaning();
    let request = park().checked().expect("valid");
    let found =
        search(&fixture.snapshot(), &mut Analyzer::default(), (&Bets::default(), Some(&meaning)), &request);
    let found = found.expect("found");
    assert_eq!((ids(&found.hits), found.by_meaning.len()), (vec!["b", "a", "c"], 0));
    assert!(found.is_words_only(), "{:?}", found.query.notes);
}

#[test]
fn an_act_that_is_not_there_is_not_replaced_by_others() {
    let found =
        searched(SearchRequest { text: "uchwała nr 999/2030".to_owned(), ..SearchRequest::default() });
    assert_eq!((ids(&found.hits), found.by_meaning), (vec![], vec![]));
}

#[test]
fn a_near_document_without_the_words_stands_apart_and_nothing_is_marked() {
    let both = searched(park());
    assert_eq!(ids(&both.by_meaning), ["d"]);
    let hit = &both.by_meaning[0];
    assert!(hit.snippets.len() == 1 && hit.snippets[0].text == "Zieleń w mieście.", "{hit:?}");
    assert!(hit.snippets[0].highlights.is_empty() && !hit.title_html.contains("<mark>"));
    // Only on the first page, and only what passes the filters.
    assert_eq!(searched(SearchRequest { page: 2, per_page: 2, ..park() }).by_meaning, []);
    let of_year = park().with_filter(Facet::Year, "1999");
    assert_eq!(searched(of_year).by_meaning, []);
    let text = "park -zieleń".to_owned();
    assert_eq!(searched(SearchRequest { text, ..park() }).by_meaning, []);
}

#[test]
fn another_order_phrases_and_words_mode_leave_meaning_out() {
    for request in [
        SearchRequest { sort: Sort::Newest, ..park() },
        SearchRequest { text: "\"park\"".to_owned(), ..park() },
        SearchRequest { text: "park*".to_owned(), ..park() },
        SearchRequest { mode: Mode::Words, ..park() },
    ] {
        let found = searched(request.clone());
        assert_eq!(found.by_meaning, [], "{request:?}");
        let words = searched(SearchRequest { mode: Mode::Words, ..request });
        assert_eq!(ids(&found.hits), ids(&words.hits));
    }
}

#[test]
fn a_document_whose_vectors_are_outdated_stays_where_words_ranked_it() {
    let mut fixture = Fixture::new(&DOCUMENTS);
    let meaning = fixture.meaning_with("park", &COSINES);
    fixture.add(&[("d", "Zieleń na wsi."), ("c", "Park, a o nim niewiele więcej niż to, że jest, i już.")]);
    let request = park().checked().expect("valid");
    let found =
        search(&fixture.snapshot(), &mut Analyzer::default(), (&Bets::default(), Some(&meaning)), &request);
    let found = found.expect("found");
    assert_eq!((ids(&found.hits), found.by_meaning), (vec!["b", "a", "c"], vec![]));
}
