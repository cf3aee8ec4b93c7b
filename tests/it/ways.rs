//! Navigation through the pages: from the front page into the index, from a search to a document or passage
//! and back; the printed page; the API reference.

use skorowidz::{
    config::Settings,
    document::{Document, Page},
};

use crate::http::{Site, document, ordinance, site};

/// Returns the unescaped target of the link with this text.
#[track_caller]
fn link(page: &str, text: &str) -> String {
    let end = page.find(&format!(">{text}</a>")).unwrap_or_else(|| panic!("no `{text}` in {page}"));
    let tag = &page[page[..end].rfind("<a ").expect("a link")..end];
    let href = tag.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an address");
    href.replace("&#38;", "&")
}

fn path_of(address: &str) -> &str {
    address.split('#').next().unwrap_or_default()
}

#[tokio::test]
async fn the_back_link_keeps_filters_order_and_page() {
    let site = site();
    let asked = "/search?q=konwent&kind=ordinance&kind=news&from=2017-01-01&sort=newest&per_page=1&page=2";
    let results = site.get(asked).await;
    let to = link(results.text(), "str. 2");
    let document = site.get(path_of(&to)).await;
    let back = link(document.text(), "← Wyniki dla „konwent”");
    let mut expected: Vec<&str> = asked.split_once('?').expect("parameters").1.split('&').collect();
    let mut found: Vec<&str> = back.split_once('?').expect("parameters").1.split('&').collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(site.get(&back).await.status, 200);
    // Also without a query, and in a chosen language.
    let results = site.get("/search?kind=ordinance&ui=en").await;
    let document = site.get(path_of(&link(results.text(), "p. 1"))).await;
    assert_eq!(link(document.text(), "← Back to the results"), "/search?kind=ordinance&ui=en");
    // A visitor from elsewhere has no results to return to.
    assert!(!site.get("/documents/ordinances/358-2017").await.text().contains("class=\"back\""));
}

#[tokio::test]
async fn a_back_link_stays_on_the_site_and_keeps_pages_small() {
    let site = site();
    for back in [
        "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "https%3A%2F%2Fevil.example%2F",
        "kind%3Dnews%26ui%3D%22%3E%26colour%3D%3Cb%3E",
        "page%3D%25%25%25",
        &"kind%3Dnews%26".repeat(2_000),
    ] {
        let page = site.get(&format!("/documents/ordinances/358-2017?q=konwent&back={back}")).await;
        assert_eq!(page.status, 200, "{back}");
        assert!(page.text().contains("href=\"/search?q=konwent"), "{}", page.text());
        assert!(!page.text().contains("evil.example\"") && page.body.len() < 60_000, "{back}");
        assert!(!page.text().contains("<script>") && !page.text().contains("<b>"), "{back}");
    }
}

#[tokio::test]
async fn a_page_link_in_a_hit_opens_at_the_match_on_it() {
    let site = site();
    let results = site.get("/search?q=konwent&kind=ordinance").await;
    let to = link(results.text(), "str. 2");
    let (path, place) = to.split_once('#').expect("a place");
    assert!(place.starts_with("found-2:~:text="), "{to}");
    let page = site.get(path).await;
    assert!(
        page.text().contains("<span id=\"found-2\"></span><mark id=\"match-1\">Konwent</mark>"),
        "{}",
        page.text()
    );
    // A page without a match is found, too.
    assert_eq!(page.text().matches("id=\"found-1\"").count(), 1);
    assert_eq!(page.text().matches("id=\"found-2\"").count(), 1);
}

#[tokio::test]
async fn every_passage_has_its_own_link() {
    let site = site();
    let results = site.get("/search?q=zieleni").await;
    let to = link(results.text(), "link do fragmentu");
    assert_eq!(
        to,
        "/documents/news/konwent?q=zieleni#found-1:~:text=Konwent%20obradowa%C5%82%20o,Parki%20i%20skwery."
    );
    let page = site.get("/documents/news/konwent").await;
    for number in [1, 2] {
        let (id, href) = (format!("<p id=\"p-1-{number}\""), format!("href=\"#p-1-{number}\""));
        assert!(page.text().contains(&id) && page.text().contains(&href), "{}", page.text());
    }
    let pages = vec![Page::new(1, "Pierwsza."), Page::new(2, "Druga.")];
    let site = Site::with(&[Document { paginated: true, pages, ..document("a", "Akt", "") }]);
    assert_eq!(link(site.get("/documents/a").await.text(), "Strona 2"), "#page-2");
}

#[tokio::test]
async fn the_front_page_offers_topics_from_the_index() {
    let site = site();
    let home = site.get("/").await;
    assert!(
        home.text().contains("Aktualności <span class=\"count\">")
            || home.text().contains("Strony <span class=\"count\">2"),
        "{}",
        home.text()
    );
    assert!(home.text().contains("Zarządzenia <span class=\"count\">1</span>"), "{}", home.text());
    for absent in ["Uchwały", "Obwieszczenia", "Inne akty", "budżet obywatelski"] {
        assert!(!home.text().contains(absent), "{absent}: {}", home.text());
    }
    assert_eq!(link(home.text(), "Zarządzenie w sprawie Konwentu"), "/documents/ordinances/358-2017");
    let examples = home.text().split("id=\"examples\"").nth(1).and_then(|rest| rest.split("</ul>").next());
    let examples: Vec<&str> = examples.expect("examples").split("href=\"").skip(1).collect();
    assert!(examples.len() > 1, "{examples:?}");
    for example in examples {
        let address = example.split('"').next().expect("an address");
        assert!(!site.get(address).await.text().contains("Nic nie znaleziono"), "{address}");
    }
    site.add(&document("nowe/1", "Obwieszczenie nowe", "Tekst."));
    assert!(site.get("/").await.text().contains("<span class=\"count\">3</span>"));
}

#[tokio::test]
async fn an_index_that_became_empty_offers_nothing() {
    let site = Site::with(&[ordinance()]);
    site.delete("ordinances/358-2017");
    let home = site.get("/").await;
    assert_eq!(home.status, 200);
    for absent in ["Na przykład", "Przeglądaj", "Najnowsze akty"] {
        assert!(!home.text().contains(absent), "{absent}: {}", home.text());
    }
}

#[tokio::test]
async fn a_date_with_dots_fills_the_date_field() {
    let site = site();
    let page = site.get("/search?q=konwent&from=1.02.2017&to=30.12.2022").await;
    for part in ["value=\"2017-02-01\"", "value=\"2022-12-30\"", "Usuń filtr: Od dnia 1 lutego 2017"] {
        assert!(page.text().contains(part), "no `{part}` in {}", page.text());
    }
}

#[tokio::test]
async fn printed_results_show_query_and_date() {
    let settings = Settings { public_url: Some("https://krakow.pl".to_owned()), ..Settings::default() };
    let site = Site::configured(&[ordinance()], settings);
    let page = site.get("/search?q=konwent&kind=ordinance&sort=newest").await;
    let printed =
        page.text().split("<p class=\"printed\">").nth(1).and_then(|rest| rest.split("</p>").next());
    let printed = printed.expect("a block for print");
    let year = jiff::Zoned::now().year().to_string();
    for part in [
        "Zapytanie: konwent<br>",
        "Filtry: Zarządzenia<br>",
        "Kolejność: najnowsze<br>",
        "Stan na: ",
        &year,
        "https://krakow.pl/search?q=konwent&#38;kind=ordinance&#38;sort=newest",
    ] {
        assert!(printed.contains(part), "no `{part}` in {printed}");
    }
}

#[tokio::test]
async fn the_reference_page_shows_every_route_and_links_the_description() {
    let site = site();
    assert_eq!(link(site.get("/").await.text(), "Interfejs dla programów"), "/api");
    let page = site.get("/api").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(link(page.text(), "Ten sam opis dla programów"), "/openapi.json");
    let described = site.get("/openapi.json").await.json();
    for (path, item) in described["paths"].as_object().expect("paths") {
        for method in item.as_object().expect("operations").keys() {
            let heading = format!("<code>{} {path}</code>", method.to_uppercase());
            assert_eq!(page.text().matches(&heading).count(), 2, "{heading}");
        }
    }
    for name in described["components"]["schemas"].as_object().expect("types").keys() {
        assert!(page.text().contains(&format!("id=\"type-{name}\"")), "{name}");
    }
    assert!(site.get("/api?ui=uk").await.text().contains("<html lang=\"uk\">"));
    assert_eq!(site.get("/api/v2").await.header("content-type"), "application/json");
}
