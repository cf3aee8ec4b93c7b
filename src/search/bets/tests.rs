//! Best bets in whole searches over a small index: what they add, and what they leave as it was.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use proptest::prelude::*;

use super::*;
use crate::{
    analysis::Analyzer,
    document::{Act, Document, Kind},
    index::{IndexWriter, IndexableDocument as Laid, Snapshot},
    search::{Facet, Hit, SearchRequest, SearchResponse, Sort, search},
};

const DOCUMENTS: usize = 60;
const WORDS: [&str; 8] =
    ["konwent", "dzielnica", "budżet", "obywatelski", "park", "droga", "rowerowa", "uchwała"];
/// Queries that match many documents, few, only by some of their words, and none.
const QUERIES: [&str; 7] = [
    "park",
    "budżetu obywatelskiego",
    "droga rowerowa park",
    "konwent uchwała dzielnica budżet",
    "konwent hipopotam",
    "hipopotam",
    "park rok:2021",
];

/// Documents of fixed words in several segments.
static INDEX: LazyLock<(tempfile::TempDir, Snapshot)> = LazyLock::new(index);

fn index() -> (tempfile::TempDir, Snapshot) {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    for number in 0..DOCUMENTS {
        let words = (0..WORDS.len()).filter(|word| (number * 7 + word * word * 5 + 3) % 11 < 3);
        let text: Vec<&str> = words.map(|word| WORDS[word]).chain(["tekst"]).collect();
        let id = format!("d{number:02}").parse().expect("an id");
        let act = Act { year: Some([2020, 2021, 2022][number % 3]), ..Act::default() };
        let document = Document {
            kind: Kind::ALL[number % Kind::ALL.len()],
            act: Some(act),
            ..Document::new(id, format!("Dokument {number}"), text.join(" "))
        };
        writer.add(Laid::new(&document, None)).expect("added");
        if number % 25 == 24 {
            writer.commit().expect("committed");
        }
    }
    writer.commit().expect("committed");
    (place, writer.index().snapshot())
}

fn bets(query: &str, ids: &[String]) -> Bets {
    let words = query.split(" rok:").next().expect("words");
    let text = format!("[[bet]]\nqueries = ['{words}']\nids = {ids:?}\nnote = 'Polecamy'\n");
    Bets::parse(&text, &mut Analyzer::default()).expect("valid")
}

fn answer(snapshot: &Snapshot, bets: &Bets, request: SearchRequest) -> SearchResponse {
    let request = request.checked().expect("valid");
    search(snapshot, &mut Analyzer::default(), (bets, None), &request).expect("an answer")
}

/// Returns the hits of all pages, after checking that each but the last is full.
fn all_hits(snapshot: &Snapshot, bets: &Bets, request: &SearchRequest) -> Vec<Hit> {
    let mut hits = Vec::new();
    for page in 1.. {
        let response = answer(snapshot, bets, SearchRequest { page, ..request.clone() });
        let left = response.total - hits.len();
        assert_eq!(response.hits.len(), left.min(request.per_page), "page {page}");
        if response.hits.is_empty() {
            break;
        }
        hits.extend(response.hits);
    }
    hits
}

fn ids(hits: &[Hit]) -> Vec<String> {
    hits.iter().map(|hit| hit.id.to_string()).collect()
}

/// Returns how many of the hits are of each kind.
fn kinds(hits: &[Hit]) -> BTreeMap<String, u64> {
    let mut kinds = BTreeMap::new();
    for hit in hits {
        *kinds.entry(hit.kind.to_string()).or_default() += 1;
    }
    kinds
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The hits on all pages are those without best bets plus the documents of the bet that exist and pass
    /// the filters, these first and in the order of the file; total and facets count them all, once each.
    #[test]
    fn bets_add_their_documents_and_change_nothing_else(
        query in prop::sample::select(&QUERIES[..]),
        chosen in prop::collection::btree_set(0..DOCUMENTS + 5, 1..8),
        is_reversed in any::<bool>(),
        per_page in 1..12_usize,
        kind in prop::option::of(prop::sample::select(&Kind::ALL[..])),
    ) {
        let snapshot = &INDEX.1;
        let mut chosen: Vec<String> = chosen.iter().map(|number| format!("d{number:02}")).collect();
        if is_reversed {
            chosen.reverse();
        }
        let mut request =
            SearchRequest { text: query.to_owned(), per_page, facets: vec![Facet::Kind], ..SearchRequest::default() };
        if let Some(kind) = kind {
            request = request.with_filter(Facet::Kind, kind.as_str());
        }
        let plain = ids(&all_hits(snapshot, &Bets::default(), &request));
        let bets = bets(query, &chosen);
        let hits = all_hits(snapshot, &bets, &request);
        let passing = SearchRequest {
            text: query.split(' ').filter(|word| word.starts_with("rok:")).collect(),
            takes_all: true,
            per_page: 100,
            ..request.clone()
        };
        let passing: BTreeSet<String> =
            ids(&answer(snapshot, &Bets::default(), passing).hits).into_iter().collect();
        let placed: Vec<String> = chosen.into_iter().filter(|id| passing.contains(id)).collect();
        let others = plain.into_iter().filter(|id| !placed.contains(id));
        let expected: Vec<String> = placed.iter().cloned().chain(others).collect();
        prop_assert_eq!(ids(&hits), expected);
        for (at, hit) in hits.iter().enumerate() {
            prop_assert_eq!(hit.best_bet.as_deref(), (at < placed.len()).then_some("Polecamy"));
        }
        if kind.is_none() {
            let counted = answer(snapshot, &bets, request).facets.remove(&Facet::Kind).unwrap_or_default();
            let counted: BTreeMap<String, u64> =
                counted.into_iter().map(|count| (count.value, count.count)).collect();
            prop_assert_eq!(counted, kinds(&hits));
        }
    }
}

#[test]
fn a_facet_counts_a_bet_as_if_its_own_filter_were_not_set() {
    let snapshot = &INDEX.1;
    let bets = bets("hipopotam", &["d00".to_owned(), "d01".to_owned()]);
    let request = SearchRequest {
        text: "hipopotam".to_owned(),
        facets: vec![Facet::Kind, Facet::Year],
        ..SearchRequest::default()
    };
    let kind = Kind::ALL[1];
    let response = answer(snapshot, &bets, request.with_filter(Facet::Kind, kind.as_str()));
    assert_eq!((response.total, ids(&response.hits)), (1, vec!["d01".to_owned()]));
    let counted = |facet| -> Vec<(String, u64)> {
        response.facets[&facet].iter().map(|count| (count.value.clone(), count.count)).collect()
    };
    let kinds: BTreeSet<String> = counted(Facet::Kind).into_iter().map(|(value, _)| value).collect();
    assert_eq!(kinds, [Kind::ALL[0], kind].map(|kind| kind.to_string()).into());
    assert_eq!(counted(Facet::Year), [("2021".to_owned(), 1)]);
}

#[test]
fn the_order_by_date_and_queries_with_signs_are_without_bets() {
    let snapshot = &INDEX.1;
    let bets = bets("park", &["d00".to_owned()]);
    for (text, sort) in [
        ("park", Sort::Newest),
        ("park", Sort::Oldest),
        ("\"park\"", Sort::Relevance),
        ("park -droga", Sort::Relevance),
        ("par*", Sort::Relevance),
        ("park OR droga", Sort::Relevance),
        ("park droga", Sort::Relevance),
    ] {
        let request =
            SearchRequest { text: text.to_owned(), sort, per_page: 100, ..SearchRequest::default() };
        let response = answer(snapshot, &bets, request);
        assert!(response.hits.iter().all(|hit| hit.best_bet.is_none()), "{text}");
    }
}

#[test]
fn an_explanation_says_which_pattern_put_a_document_on_top() {
    let snapshot = &INDEX.1;
    let request = SearchRequest { text: "PARKI".to_owned(), explain: true, ..SearchRequest::default() };
    let response = answer(snapshot, &bets("park", &["d59".to_owned()]), request);
    let explained = response.hits[0].explanation.as_ref().expect("an explanation");
    assert_eq!(explained["best_bet"], serde_json::json!({ "pattern": "park", "line": 1 }));
    let other = response.hits[1].explanation.as_ref().expect("an explanation");
    assert!(other["best_bet"].is_null() && other["value"].is_number());
}

#[test]
fn a_file_names_the_documents_that_the_index_lacks() {
    let snapshot = &INDEX.1;
    let bets = bets("park", &["d00".to_owned(), "d99".to_owned()]);
    let unknown: Vec<String> =
        bets.unknown(snapshot).expect("read").iter().map(ToString::to_string).collect();
    assert_eq!(unknown, ["line 3: no document `d99` in the index: correct the id, or remove it"]);
    let tried = try_query(snapshot, &mut Analyzer::default(), &bets, "parków").expect("tried");
    let fired = tried.bet.expect("fires");
    assert_eq!((fired.pattern.as_str(), fired.documents.len()), ("park", 2));
    assert_eq!(fired.documents[1].title, None);
}
