//! Related documents over HTTP.

use serde_json::Value;
use skorowidz::{
    document::{Document, Kind, Page},
    index::EngineKind,
};

use crate::{
    engines::engine,
    harness::{keys, list, text},
    http::{Site, document},
};

const PARKING: &str =
    "Strefa płatnego parkowania obejmuje nowe ulice. Abonament parkingowy kupują mieszkańcy strefy.";
const SCHOOLS: &str = "Przedszkola i szkoły otrzymają nowe sale gimnastyczne. Uczniowie wracają we wrześniu.";

fn site() -> Site {
    Site::with(&[
        document("news/parking", "Parkowanie w strefie", PARKING),
        Document {
            kind: Kind::Ordinance,
            ..document("acts/parking", "W sprawie strefy płatnego parkowania", &format!("§ 1. {PARKING}"))
        },
        document(
            "news/tickets",
            "Abonament parkingowy",
            "Abonament parkingowy w strefie płatnego parkowania zdrożeje.",
        ),
        document("news/schools", "Remonty szkół", SCHOOLS),
        document("news/pupils", "Uczniowie w nowych salach", &format!("{SCHOOLS} Rada.")),
        document("news/alone", "Żółw", "Żółw błotny zimuje."),
    ])
}

async fn related(site: &Site, path: &str) -> Vec<Value> {
    let answer = site.get(&format!("/api/v1/documents/{path}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    list(&answer.json(), "related").to_vec()
}

async fn ids(site: &Site, path: &str) -> Vec<String> {
    related(site, path).await.iter().map(|one| text(one, "id").to_owned()).collect()
}

#[tokio::test]
async fn documents_with_the_same_words_are_related_and_others_are_not() {
    let site = site();
    assert_eq!(ids(&site, "news/parking/related").await, ["acts/parking", "news/tickets"]);
    assert_eq!(ids(&site, "news%2Fpupils/related").await, ["news/schools"]);
    assert!(ids(&site, "news/alone/related").await.is_empty());
    assert_eq!(related(&site, "news/parking/related").await, related(&site, "news/parking/related").await);
}

#[tokio::test]
async fn each_related_document_has_its_kind_and_similarity() {
    let related = related(&site(), "news/parking/related").await;
    assert_eq!(keys(&related[0]), ["id", "kind", "language", "published", "reasons", "score", "title"]);
    assert_eq!((text(&related[0], "kind"), text(&related[0], "language")), ("ordinance", "pl"));
    assert_eq!(text(&related[0], "title"), "W sprawie strefy płatnego parkowania");
    let scores: Vec<f64> = related.iter().filter_map(|one| one["score"].as_f64()).collect();
    assert!(scores.len() == 2 && scores[0] > scores[1] && scores[1] > 0.1 && scores[0] <= 1.0, "{scores:?}");
}

fn attached(id: &str, parent: &str, published: Option<jiff::civil::Date>, text: &str) -> Document {
    Document { parent: parent.parse().ok(), published, ..document(id, "Załącznik", text) }
}

#[tokio::test]
async fn attachments_come_first_even_if_they_share_no_word() {
    let site = site();
    let day = |year| Some(jiff::civil::date(year, 5, 4));
    site.add(&attached("news/annex", "news/parking", None, "Wzór wniosku."));
    site.add(&attached("news/map", "news/parking", day(2021), "Mapa: Podgórze, Krowodrza."));
    site.add(&attached("news/form", "news/parking", day(2022), "Abonament parkingowy: wzór."));
    site.add(&attached("news/other", "news/schools", day(2023), "Wzór pisma."));
    let expected = ["news/form", "news/map", "news/annex", "acts/parking", "news/tickets"];
    assert_eq!(ids(&site, "news/parking/related").await, expected);
    assert_eq!(ids(&site, "news/parking/related?limit=2").await, expected[..2]);
    assert_eq!(ids(&site, "news/map/related?limit=1").await, ["news/parking"]);
    let related = related(&site, "news/parking/related").await;
    assert!(related[0]["score"].as_f64() > Some(0.0), "{related:?}");
    assert_eq!((related[1]["score"].as_f64(), related[2]["score"].as_f64()), (Some(0.0), Some(0.0)));
    site.delete("news/form");
    assert_eq!(ids(&site, "news/parking/related?limit=1").await, ["news/map"]);
}

#[tokio::test]
async fn documents_attached_to_each_other_or_to_themselves_are_listed_once() {
    let site = site();
    site.add(&attached("news/one", "news/two", None, "Wzór wniosku."));
    site.add(&attached("news/two", "news/one", None, "Mapa dojazdu."));
    site.add(&attached("news/self", "news/self", None, "Harmonogram odbioru."));
    site.add(&attached("news/orphan", "news/gone", None, "Cennik basenu."));
    assert_eq!(ids(&site, "news/one/related?limit=1").await, ["news/two"]);
    for (id, own) in [("news/one", "news/one"), ("news/self", "news/self"), ("news/orphan", "news/gone")] {
        let related = ids(&site, &format!("{id}/related")).await;
        assert!(!related.iter().any(|known| known == own), "{id}: {related:?}");
        assert_eq!(
            related.iter().filter(|known| *known == "news/two").count(),
            usize::from(id == "news/one")
        );
    }
}

#[tokio::test]
async fn similarity_to_a_long_document_uses_its_beginning() {
    let site = site();
    let mut pages = vec![Page::new(1, PARKING.repeat(90))];
    pages.extend((2..200).map(|number| Page::new(number, SCHOOLS.repeat(20))));
    site.add(&Document { pages, paginated: true, ..document("acts/long", "Strefa", "") });
    // A catalog does not know how often a document has a word (see `docs/scale.md`): the other one comes as near.
    let nearest = match engine() {
        EngineKind::Embedded => "news/parking",
        EngineKind::OpenSearch => "acts/parking",
    };
    assert_eq!(ids(&site, "acts/long/related?limit=1").await, [nearest]);
}

#[tokio::test]
async fn limits_and_errors_match_the_api_description() {
    let site = site();
    assert_eq!(ids(&site, "news/parking/related?limit=1").await, ["acts/parking"]);
    for (query, parts) in [
        ("limit=0", ["`limit`", "1 to 20"]),
        ("limit=21", ["`limit`", "1 to 20"]),
        ("limit=many", ["`limit`", "`many`"]),
        ("limit=", ["`limit`", "empty"]),
        ("limit=1&limit=2", ["`limit`", "twice"]),
        ("colour=red", ["`colour`", "`limit`"]),
    ] {
        let answer = site.get(&format!("/api/v1/documents/news/parking/related?{query}")).await;
        Site::check_error(&answer, 400, "bad-parameter", &parts);
    }
    let unknown = site.get("/api/v1/documents/news/none/related").await;
    Site::check_error(&unknown, 404, "not-found", &["`news/none`"]);
    assert!(site.get("/api/v1/documents/news/parking/related").await.header("etag").starts_with("W/"));
}

#[tokio::test]
async fn a_deleted_document_has_no_related_documents() {
    let site = site();
    site.delete("acts/parking");
    assert_eq!(ids(&site, "news/parking/related").await, ["news/tickets"]);
    assert_eq!(site.get("/api/v1/documents/acts/parking/related").await.status, 404);
}

#[tokio::test]
async fn a_document_page_links_to_related_documents() {
    let site = site();
    let page = site.get("/documents/news/parking?ui=en").await;
    let related = page.text().split("<section class=\"related\"").nth(1).expect("a section");
    assert!(related.contains("href=\"/documents/acts/parking?ui=en\""), "{related}");
    assert!(related.contains("W sprawie strefy płatnego parkowania"), "{related}");
    assert!(!site.get("/documents/news/alone").await.text().contains("class=\"related\""));
}

#[tokio::test]
async fn a_related_document_says_what_it_has_in_common() {
    let site = site();
    let related = related(&site, "news/parking/related").await;
    let words = &related[0]["reasons"][0];
    assert_eq!(text(words, "kind"), "words");
    let shared: Vec<&str> = list(words, "words").iter().filter_map(Value::as_str).collect();
    assert!(shared.contains(&"strefa płatnego parkowania"), "{shared:?}");
    assert!(shared.len() <= 3, "{shared:?}");
}

fn act(id: &str, number: &str, organ: &str, words: &str) -> Document {
    let act = skorowidz::document::Act {
        number: Some(number.to_owned()),
        year: Some(2022),
        organ: Some(organ.to_owned()),
        date: None,
        subject: None,
        ..Default::default()
    };
    Document { kind: Kind::Ordinance, act: Some(act), ..document(id, &format!("Zarządzenie {id}"), words) }
}

/// Returns the kinds of the reasons why `id` is related to another document, except words in common.
async fn reasons(site: &Site, of: &str, id: &str) -> Vec<String> {
    let related = related(site, &format!("{of}/related?limit=20")).await;
    let found =
        related.iter().find(|one| text(one, "id") == id).unwrap_or_else(|| panic!("{id}: {related:?}"));
    let kinds = list(found, "reasons").iter().map(|reason| text(reason, "kind").to_owned());
    kinds.filter(|kind| kind != "words").collect()
}

#[tokio::test]
async fn acts_are_related_by_number_body_district_and_attachment() {
    let site = site();
    let mayor = "Prezydent Miasta Krakowa";
    site.add(&Document {
        districts: vec!["XI".to_owned(), "II".to_owned()],
        ..act("acts/first", "17/2022", mayor, "Hodowla jedwabników w pracowni tkackiej.")
    });
    let later = "Hodowla jedwabników w pracowni: zmiana zarządzenia nr 17/2022.";
    site.add(&Document { districts: vec!["XI".to_owned()], ..act("acts/later", "94/2022", mayor, later) });
    site.add(&act("acts/copy", "17/2022", "Rada Miasta Krakowa", "Hodowla jedwabników w pracowni tkackiej."));
    site.add(&attached("acts/annex", "acts/first", None, "Wykaz krosien."));
    assert_eq!(reasons(&site, "acts/first", "acts/later").await, ["named-by", "organ", "districts"]);
    assert_eq!(reasons(&site, "acts/later", "acts/first").await, ["names", "organ", "districts"]);
    assert_eq!(reasons(&site, "acts/first", "acts/copy").await, ["same-number"]);
    assert_eq!(reasons(&site, "acts/first", "acts/annex").await, ["attached"]);
    assert_eq!(reasons(&site, "acts/annex", "acts/first").await, ["parent"]);
    let page = site.get("/documents/acts/first?ui=en").await;
    assert!(page.text().contains("names no. 17/2022; in common: "), "{}", page.text());
    assert!(page.text().contains("; the same body; the same district: XI</span>"), "{}", page.text());
    assert!(site.get("/documents/acts/annex").await.text().contains("ten dokument jest jego załącznikiem"));
}
