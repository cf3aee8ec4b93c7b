//! What a cluster is asked for.

use serde_json::{Value, json};

use crate::{
    analysis::Analyzer,
    document::{Document, Kind},
    index::{IndexWriter, IndexableDocument, Snapshot},
    search::{
        Facet, SearchRequest, Sort,
        cluster_query::{
            body,
            pieces::{MAX_LEAVES, leaves},
        },
        minimum_match::MinimumShouldMatch,
        plan::Plan,
        weighted_query::WeightedQuery,
    },
};

/// Two documents: one with all words in title and text, one with a word in its title only.
fn two() -> (tempfile::TempDir, Snapshot) {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    let id = |name: &str| name.parse().expect("an id");
    let park =
        Document::new(id("a"), "Park miejski", "Park miejski przy rzece. Zgodnie z § 3 ust. 2 uchwały.");
    let other = Document { kind: Kind::Resolution, ..Document::new(id("b"), "Plebiscyt", "Droga rowerowa.") };
    for document in [&park, &other] {
        writer.add(IndexableDocument::new(document, None)).expect("added");
    }
    writer.commit().expect("committed");
    (place, writer.index().snapshot())
}

fn asked(request: &SearchRequest, step: Option<MinimumShouldMatch>) -> Value {
    let (_place, snapshot) = two();
    let plan = Plan::from_text(&snapshot, &mut Analyzer::default(), &request.text);
    let weighted_query = WeightedQuery::new(&snapshot, &plan).expect("weights");
    let step = step.unwrap_or(MinimumShouldMatch::steps(&plan)[0]);
    body(&weighted_query, request, step, (10, true)).expect("a body")
}

fn asked_text(text: &str) -> Value {
    asked(&SearchRequest { text: text.to_owned(), ..SearchRequest::default() }, None)
}

/// The query without its boosts.
fn inner(body: &Value) -> &Value {
    &body["query"]["function_score"]["query"]["bool"]
}

#[test]
fn a_word_that_only_titles_have_is_asked_for_in_the_text_too() {
    let body = asked_text("plebiscyt");
    let filter = inner(&body)["filter"].to_string();
    assert!(filter.contains(r#""text_base":"plebiscyt""#), "{filter}");
    assert!(!filter.contains("title_base"), "{filter}");
    let scores = inner(&body)["should"].to_string();
    assert!(
        scores.contains(r#""text_base":{"boost""#) && scores.contains(r#""title_base":{"boost""#),
        "{scores}"
    );
    assert_eq!(body["sort"], json!([{"_score": "desc"}, {"id": "asc"}]));
}

#[test]
fn the_title_counts_twice_by_the_share_of_the_query_in_it() {
    let should = inner(&asked_text("park miejski"))["should"].clone();
    let title = should.as_array().and_then(|parts| parts.last()).expect("a title");
    let (outer, inner) = (&title["function_score"], &title["function_score"]["query"]["function_score"]);
    assert_eq!(outer["functions"], inner["functions"]);
    let weights = outer["functions"].as_array().expect("functions").iter().map(|one| one["weight"].as_f64());
    let sum: f64 = weights.flatten().sum();
    assert!((sum - 1.0).abs() < 1e-4, "{sum}");
}

#[test]
fn closeness_is_asked_for_where_two_words_are() {
    let body = asked_text("park miejski rzeka");
    let rescore = body["rescore"]["query"]["rescore_query"].to_string();
    assert!(rescore.contains(r#""match_phrase""#) && rescore.contains(r#""max_gaps":22"#), "{rescore}");
    assert!(body.get("sort").is_none());
}

#[test]
fn a_phrase_with_a_section_sign_asks_for_the_provision_at_its_place() {
    let body = asked_text("\"zgodnie z § 3\"");
    let filter = inner(&body)["filter"].to_string();
    assert!(filter.contains(r#"{"text":{"boost":1.0,"query":"zgodnie z §3"}}"#), "{filter}");
}

#[test]
fn what_no_document_contains_matches_nothing() {
    assert_eq!(asked_text("nieistniejący")["query"], json!({"match_none": {}}));
    assert_eq!(asked_text("\"park nieistniejący\"")["query"], json!({"match_none": {}}));
}

#[test]
fn filters_of_counted_facets_come_after_the_query_and_others_before() {
    let request = SearchRequest {
        text: "park".to_owned(),
        facets: vec![Facet::Kind, Facet::Year],
        ..SearchRequest::default()
    };
    let request = request.with_filter(Facet::Kind, "news").with_filter(Facet::Language, "pl");
    let body = asked(&request, None);
    assert!(inner(&body)["filter"].to_string().contains("language"), "{body}");
    assert_eq!(body["post_filter"], json!({"bool": {"filter": [{"terms": {"kind": ["news"]}}]}}));
    assert_eq!(body["aggs"]["kind"]["filter"], json!({"match_all": {}}));
    assert_eq!(body["aggs"]["year"]["filter"], body["post_filter"]);
}

#[test]
fn dates_order_hits_without_scores() {
    let request = SearchRequest { text: "park".to_owned(), sort: Sort::Newest, ..SearchRequest::default() };
    let body = asked(&request, None);
    assert_eq!(body["sort"], json!([{"date": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]));
    assert_eq!(body["query"]["bool"]["should"], json!([]));
}

#[test]
fn a_share_of_the_worth_is_the_least_score_of_a_filter() {
    let request = SearchRequest { text: "park rzeka".to_owned(), ..SearchRequest::default() };
    let body = asked(&request, Some(MinimumShouldMatch::Share(0.4)));
    let filter = &inner(&body)["filter"][1]["function_score"];
    assert_eq!((&filter["boost_mode"], &filter["score_mode"]), (&json!("replace"), &json!("sum")));
    let weights = filter["functions"].as_array().expect("functions").iter().map(|one| one["weight"].as_f64());
    let all: f64 = weights.flatten().sum();
    let least = filter["min_score"].as_f64().expect("a number");
    assert!((least / all - 0.4).abs() < 0.001, "{least} of {all}");
}

#[test]
fn long_queries_stay_below_the_limit_of_a_cluster() {
    let words = [
        "park",
        "miejski",
        "rzece",
        "plebiscyt",
        "droga",
        "rowerowa",
        "zgodnie",
        "uchwały",
        "\"park miejski\"",
    ];
    for count in [1, 20, 64, 200] {
        let text: Vec<&str> = words.iter().copied().cycle().take(count).collect();
        let body = asked_text(&text.join(" "));
        assert!(leaves(&body["query"]) <= MAX_LEAVES + 10, "{count}: {}", leaves(&body["query"]));
        assert!(leaves(&body["rescore"]) <= MAX_LEAVES + 10, "{count}");
        assert!(!inner(&body)["should"].as_array().expect("scores").is_empty(), "{count}");
    }
}
