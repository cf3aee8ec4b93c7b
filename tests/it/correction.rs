//! Misspelled queries: what is searched for instead, what is offered, on every way in.

use crate::{
    harness::{Place, list, text},
    http::{Site, document},
};

fn site() -> Site {
    let rada = |number: usize| {
        document(
            &format!("rada/{number}"),
            "Rada dzielnicy",
            "Rada dzielnicy obradowała o budżecie obywatelskim.",
        )
    };
    Site::with(
        &(0..4)
            .map(rada)
            .chain([document("lada", "Targ", "Lada na targu."), document("park", "Park", "Zieleń w parku.")])
            .collect::<Vec<_>>(),
    )
}

#[tokio::test]
async fn a_misspelled_word_is_corrected_and_the_words_found_are_marked() {
    let site = site();
    let found = site.get("/api/v1/search?q=budrzet+obywatelski").await.json();
    assert_eq!(found["query"]["text"], "budrzet obywatelski");
    assert_eq!(found["query"]["corrected"], "budżet obywatelski");
    assert_eq!((&found["query"]["suggestion"], &found["total"]), (&serde_json::Value::Null, &4.into()));
    let html = text(&list(&list(&found, "hits")[0], "snippets")[0], "html").to_owned();
    assert!(
        html.contains("<mark>budżecie</mark>") || html.contains("<mark>budżecie obywatelskim</mark>"),
        "{html}"
    );
    let exact = site.get("/api/v1/search?q=budrzet+obywatelski&exact=true").await.json();
    assert!(exact["query"]["corrected"].is_null());
    assert_eq!(exact["query"]["suggestion"], "budżet obywatelski");
}

#[tokio::test]
async fn a_word_that_exists_is_offered_with_the_number_of_hits_and_not_replaced() {
    let site = site();
    let found = site.get("/api/v1/search?q=lada+dzielnicy").await.json();
    assert!(found["query"]["corrected"].is_null());
    assert_eq!(found["query"]["suggestion"], "rada dzielnicy");
    assert_eq!(found["query"]["suggestion_total"], 4);
    let right = site.get("/api/v1/search?q=rada+dzielnicy").await.json();
    assert!(right["query"]["suggestion"].is_null() && right["query"]["suggestion_total"].is_null());
}

#[tokio::test]
async fn another_query_is_offered_beside_a_single_hit_if_it_has_many_times_as_many() {
    let council =
        |number: usize| document(&format!("rada/{number}"), "Rada dzielnicy", "Obrady rady dzielnicy.");
    let counter = document("lada", "Biblioteka dzielnicy", "Książki oddaje się przy ladzie.");
    let offered = async |councils| {
        let documents: Vec<_> = (0..councils).map(council).chain([counter.clone()]).collect();
        let found = Site::with(&documents).get("/api/v1/search?q=lada+dzielnicy").await.json();
        assert_eq!((&found["total"], &found["query"]["corrected"]), (&1.into(), &serde_json::Value::Null));
        found["query"]["suggestion"].clone()
    };
    assert_eq!(offered(10).await, "rada dzielnicy");
    assert!(offered(9).await.is_null());
}

#[tokio::test]
async fn pages_say_what_was_searched_for_and_link_to_the_typed_query() {
    let site = site();
    let page = site.get("/search?q=budrzet+obywatelski&sort=newest&page=1").await;
    let page = page.text();
    assert!(
        page.contains("Pokazujemy wyniki dla: <strong><bdi lang=\"pl\">budżet obywatelski</bdi></strong>"),
        "{page}"
    );
    assert!(
        page.contains("href=\"/search?q=budrzet%20obywatelski&#38;exact=true&#38;sort=newest\""),
        "{page}"
    );
    // A document is opened with the words that were found in it.
    assert!(page.contains("/documents/rada/0?q=bud%C5%BCet%20obywatelski"), "{page}");
    let offered = site.get("/search?q=lada+dzielnicy").await;
    assert!(
        offered.text().contains("Czy chodziło Ci o <a href=\"/search?q=rada%20dzielnicy\">"),
        "{}",
        offered.text()
    );
    assert!(offered.text().contains("(4 wyniki)?"));
    let english = site.get("/search?q=lada+dzielnicy&ui=en").await;
    assert!(english.text().contains("Did you mean") && english.text().contains("(4 results)?"));
}

#[tokio::test]
async fn a_page_without_results_is_no_dead_end() {
    let site = site();
    let page = site.get("/search?q=%22rada+dzielnicy%22+%22hipopotam%22").await;
    assert!(page.text().contains("Nie znaleziono: »hipopotam«."), "{}", page.text());
    let nearest = site.get("/search?q=tytu%C5%82:rada+%22hipopotam%22").await;
    assert!(nearest.text().contains("Nic nie znaleziono"));
    let near = site.get("/search?q=rada+kind:act&kind=act").await;
    assert!(near.text().contains("Najbliższe podpowiedzi"), "{}", near.text());
}

#[test]
fn the_command_lists_corrections_a_line_for_each_line() {
    let place = Place::new();
    place.file("posts/konwent.md", "# Budżet\n\nBudżet obywatelski w dzielnicy.\n").index(&["posts"], 0);
    let ran = place.feed(&["correct", "--json"], "Pżegląd budrzetu\n\nbudżet MPZP 358/2017\nżżżżż").ended(0);
    let lines: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 4);
    let first = &lines[0][0];
    assert_eq!((text(first, "word"), &first["start"], &first["end"]), ("Pżegląd", &0.into(), &9.into()));
    assert_eq!(first["candidates"][0], "Przegląd");
    let second = &lines[0][1];
    assert_eq!(
        (text(second, "word"), &second["start"], &second["end"]),
        ("budrzetu", &10.into(), &18.into())
    );
    assert_eq!(second["candidates"][0], "budżetu");
    assert!(lines[1..].iter().all(|line| line.as_array().is_some_and(Vec::is_empty)), "{}", ran.out);
    let shown = place.run(&["correct", "budrzet"]).ended(0);
    assert!(shown.out.starts_with("0-7  budrzet  ->  budżet"), "{}", shown.out);
    place.run(&["correct", "--index", "none", "budrzet"]).ended(2);
}

#[test]
fn the_terminal_says_what_was_searched_for() {
    let place = Place::new();
    place.file("posts/a.md", "# Budżet\n\nBudżet obywatelski.\n").index(&["posts"], 0);
    let ran = place.run(&["search", "budrzet"]).ended(0);
    assert!(
        ran.out.contains("Pokazujemy wyniki dla: budżet. Szukaj dokładnie: --exact \"budrzet\""),
        "{}",
        ran.out
    );
    place.run(&["search", "--exact", "budrzet"]).ended(1);
}
