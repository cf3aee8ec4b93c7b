//! Documents with the same text, over HTTP.

use serde_json::Value;
use skorowidz::document::{Document, Kind};

use crate::{
    harness::{list, text},
    http::{Site, document},
};

const TEXT: &str = "Miejski latarnik przypomina mieszkańcom o przeglądzie lamp gazowych na Plantach. Prace zaczną \
    się po zmroku, potrwają do świtu i obejmą wszystkie aleje między Barbakanem a Wawelem. Ruch pieszych odbędzie \
    się bez zmian, a rowerzyści pojadą ulicami dookoła parku. Uwagi można zgłaszać w Zarządzie Zieleni.";

fn lamps(id: &str, kind: Kind, day: i8, text: &str) -> Document {
    let published = Some(jiff::civil::date(2021, 10, day));
    Document { kind, published, ..document(id, "Przegląd lamp", text) }
}

fn site() -> Site {
    Site::with(&[
        lamps("news/lamps", Kind::News, 4, TEXT),
        lamps("notices/lamps", Kind::Notice, 5, &format!("Urząd Miasta Krakowa zawiadamia\n\n{TEXT}")),
        lamps("pages/lamps", Kind::Page, 6, &format!("{TEXT}\n\nDrukuj tę stronę")),
        lamps("news/gas", Kind::News, 7, "Latarnik gasi lampy gazowe na Plantach."),
    ])
}

async fn search(site: &Site, query: &str) -> Value {
    let answer = site.get(&format!("/api/v1/search?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Returns the ids of the hits, each with those of the documents with the same text.
async fn hits(site: &Site, query: &str) -> Vec<(String, Vec<String>)> {
    let response = search(site, query).await;
    let ids = |list: &[Value]| list.iter().map(|one| text(one, "id").to_owned()).collect::<Vec<_>>();
    let hits = list(&response, "hits");
    assert_eq!(response["total"], hits.len());
    hits.iter().map(|hit| (text(hit, "id").to_owned(), ids(list(hit, "also")))).collect()
}

#[tokio::test]
async fn documents_with_the_same_text_are_one_hit_that_names_the_others() {
    let site = site();
    let found = hits(&site, "q=latarnik&sort=oldest").await;
    let others = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    assert_eq!(found[0], ("news/lamps".to_owned(), others(&["notices/lamps", "pages/lamps"])));
    assert_eq!(found[1], ("news/gas".to_owned(), others(&[])));
    let newest = hits(&site, "q=latarnik&sort=newest").await;
    assert_eq!(newest[1], ("pages/lamps".to_owned(), others(&["news/lamps", "notices/lamps"])));
    assert_eq!(hits(&site, "q=latarnik&kind=notice").await[0].0, "notices/lamps");
    assert_eq!(hits(&site, "q=drukuj").await[0].0, "pages/lamps");
    let response = search(&site, "q=latarnik&facets=kind&kind=notice").await;
    let counts: Vec<String> = list(&response["facets"], "kind")
        .iter()
        .map(|one| format!("{} {}", text(one, "value"), one["count"]))
        .collect();
    assert_eq!(counts, ["news 2", "notice 1", "page 1"]);
    let also = &search(&site, "q=latarnik&sort=oldest").await["hits"][0]["also"][0];
    assert_eq!((text(also, "kind"), &also["format"]), ("notice", &Value::Null));
}

#[tokio::test]
async fn all_variants_are_listed_on_request() {
    let site = site();
    assert_eq!(hits(&site, "q=latarnik&variants=all").await.len(), 4);
    assert_eq!(hits(&site, "q=latarnik&variants=folded").await.len(), 2);
    let answer = site.get("/api/v1/search?q=latarnik&variants=some").await;
    Site::check_error(&answer, 400, "bad-parameter", &["`variants`", "`some`", "`folded` or `all`"]);
}

#[tokio::test]
async fn the_others_go_on_when_a_document_is_deleted_or_changed() {
    let site = site();
    site.delete("news/lamps");
    let found = hits(&site, "q=latarnik&sort=oldest").await;
    assert_eq!(found[0], ("notices/lamps".to_owned(), vec!["pages/lamps".to_owned()]));
    site.delete("pages/lamps");
    assert_eq!(hits(&site, "q=latarnik&sort=oldest").await[0], ("notices/lamps".to_owned(), Vec::new()));
    site.add(&lamps("news/lamps", Kind::News, 4, TEXT));
    assert_eq!(hits(&site, "q=latarnik&sort=oldest").await[0].1, ["notices/lamps"]);
}

#[tokio::test]
async fn pages_link_to_the_other_documents_with_the_same_text() {
    let site = site();
    let page = site.get("/search?q=latarnik&sort=oldest&ui=en").await;
    let also = page.text().split("<p class=\"also\">").nth(1).expect("a line").to_owned();
    assert!(also.starts_with("Also: <a href=\"/documents/notices/lamps?ui=en\">"), "{also}");
    let document = site.get("/documents/notices/lamps").await;
    let fact = document.text().split("<dt>Ten sam tekst</dt>").nth(1).expect("a fact").to_owned();
    assert!(fact.starts_with("<dd><a href=\"/documents/news/lamps\">"), "{fact}");
    assert!(!site.get("/documents/news/gas").await.text().contains("Ten sam tekst"));
}

#[tokio::test]
async fn a_document_with_the_same_text_is_not_similar() {
    let site = site();
    site.add(&lamps(
        "news/lamp",
        Kind::News,
        8,
        "Latarnik przypomina mieszkańcom: przegląd lamp gazowych na Plantach obejmie aleje między Barbakanem a Wawelem, \
        potrwa po zmroku, do świtu, a rowerzyści pojadą dookoła parku. Inne lampy czekają na wiosnę.",
    ));
    let related = site.get("/api/v1/documents/news/lamps/related").await.json();
    let ids =
        |name: &str| list(&related, name).iter().map(|one| text(one, "id").to_owned()).collect::<Vec<_>>();
    assert_eq!(ids("also"), ["notices/lamps", "pages/lamps"]);
    assert!(!ids("related").is_empty());
    assert!(ids("related").iter().all(|id| !id.ends_with("/lamps")), "{related}");
    let related = site.get("/api/v1/documents/news/lamp/related").await.json();
    let same = list(&related, "related").iter().filter(|one| text(one, "id").ends_with("/lamps"));
    assert_eq!(same.count(), 1, "{related}");
}
