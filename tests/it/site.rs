//! The web pages, called in process: their content and language, and that text is never interpreted as
//! markup.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use skorowidz::{
    config::Settings,
    document::{Document, Kind, Language, OutlineEntry, Page},
};

use crate::http::{Site, document, ordinance, site};

/// Text that could end a text and begin markup, an attribute, a script or another text direction.
const MARKUP: &str =
    "<script>alert(\"konwent\")</script> & <b onclick='x'> ]]> \u{202e}konwent\u{202c} --> {{ site }}";

/// Fails if a page contains markup that is not ours.
#[track_caller]
fn check_plain(path: &str, page: &str) {
    assert!(page.contains("<main"), "{path}");
    for bad in ["<script>", "<b>", "<b ", "\"x\"", "href=\"javascript", "onfocus=\""] {
        assert!(!page.contains(bad), "{path} holds `{bad}`: {page}");
    }
    // Our own script, and the structured data for search engines.
    let ours = page.matches("<script src=\"/static/search.js").count()
        + page.matches("<script type=\"application/ld+json\">").count();
    assert_eq!(page.matches("<script").count(), ours, "{path}: {page}");
    assert_eq!(page.matches("</script").count(), ours, "{path}: {page}");
    assert!(!page.contains("style="), "{path}");
}

#[tokio::test]
async fn markup_in_titles_texts_and_queries_is_treated_as_text() {
    let site = Site::with(&[Document {
        lead: Some(MARKUP.to_owned()),
        url: Some("javascript:alert(1)".to_owned()),
        outline: vec![
            OutlineEntry { label: MARKUP.to_owned(), page: 1, start: 0, ..OutlineEntry::default() },
            OutlineEntry { label: "konwent".to_owned(), page: 1, start: 1, ..OutlineEntry::default() },
        ],
        ..document("a/<b>\"'", MARKUP, MARKUP)
    }]);
    let hit = &site.get("/api/v1/search?q=konwent").await.json()["hits"][0];
    for html in [&hit["title_html"], &hit["snippets"][0]["html"]] {
        let html = html.as_str().expect("html").replace("<mark>", "").replace("</mark>", "");
        assert!(!html.contains(['<', '>', '"', '\'']), "{html}");
    }
    let asked = "%3Cscript%3Ealert(1)%3C/script%3E%22+onfocus%3D%22x";
    for path in [
        format!("/search?q=konwent+{asked}&organ=%22%3E%3Cb%3E&status={asked}&lang=uk"),
        format!("/search?q=konwent&ui={asked}"),
        "/search?q=konwent".to_owned(),
        "/search?q=%3Cb%3E&page=%3Cscript%3E".to_owned(),
        "/documents/a/%3Cb%3E%22'".to_owned(),
        format!("/documents/a/%3Cb%3E%22'?q=konwent+{asked}"),
        format!("/documents/{asked}"),
        format!("/help?ui={asked}&{asked}={asked}"),
    ] {
        check_plain(&path, site.get(&path).await.text());
    }
}

#[tokio::test]
async fn structured_data_for_search_engines_is_valid_json_for_any_document() {
    let settings = Settings { public_url: Some("https://krakow.pl".to_owned()), ..Settings::default() };
    let news = document("n", "</script><script>alert(1)</script> & \u{2028} \"x\"", "Konwent.");
    let act = Document { url: Some("https://bip.krakow.pl/1".to_owned()), ..ordinance() };
    let site = Site::configured(&[news.clone(), act], settings);
    let data = async |path: &str| -> serde_json::Value {
        let answer = site.get(path).await;
        let (_, rest) = answer.text().split_once("application/ld+json\">").expect("data");
        let (data, _) = rest.split_once("</script>").expect("an end");
        assert!(!data.contains(['<', '>', '&']), "{data}");
        serde_json::from_str(data).expect("JSON")
    };
    let reported = data("/documents/n").await;
    assert_eq!((&reported["@type"], &reported["headline"]), (&"NewsArticle".into(), &news.title.into()));
    let reported = data("/documents/ordinances/358-2017").await;
    for (name, value) in [
        ("@context", "https://schema.org"),
        ("@type", "Legislation"),
        ("legislationIdentifier", "358/2017"),
        ("legislationDate", "2017-02-13"),
        ("inLanguage", "pl"),
        ("url", "https://krakow.pl/documents/ordinances/358-2017"),
        ("sameAs", "https://bip.krakow.pl/1"),
    ] {
        assert_eq!(reported[name], value, "{reported}");
    }
    assert_eq!(reported["legislationPassedBy"]["name"], "Prezydent Miasta Krakowa");
}

#[tokio::test]
async fn the_page_shows_hits_in_polish() {
    let site = site();
    let answer = site.get("/search?q=konwent&kind=ordinance&from=&to=&sort=relevance").await;
    let page = answer.text();
    for part in [
        "<html lang=\"pl\">",
        "Znaleziono 1 dokument</h2>",
        "href=\"/documents/ordinances/358-2017?q=konwent&#38;back=kind%3Dordinance%26sort%3Drelevance\"",
        "<li class=\"kind\">Zarządzenie</li>",
        "nr 358/2017",
        "13 lutego 2017",
        "Prezydent Miasta Krakowa",
        "&#38;page=2#found-2:~:text=%C2%A7%203.%20Konwent%20obraduje.\">str. 2</a>",
        "tekst rozpoznany ze skanu",
        "value=\"ordinance\" checked",
        "aria-label=\"Usuń filtr: Zarządzenia\"",
        "href=\"/feed.atom?q=konwent&#38;kind=ordinance\"",
    ] {
        assert!(page.contains(part), "no `{part}` in {page}");
    }
}

#[tokio::test]
async fn filters_show_counts_and_can_be_removed_one_by_one() {
    let site = site();
    let answer = site.get("/search?q=konwent&kind=news&year=2022").await;
    let page = answer.text();
    assert!(
        page.contains("href=\"/search?q=konwent&#38;year=2022\" aria-label=\"Usuń filtr: Aktualności\""),
        "{page}"
    );
    assert!(page.contains("class=\"clear\" href=\"/search?q=konwent\""), "{page}");
    // Under the other filters no ordinance is from 2022, so there is none to choose.
    assert!(page.contains("value=\"news\" checked") && !page.contains("value=\"ordinance\""), "{page}");
    let all = site.get("/search?q=konwent").await;
    assert!(all.text().contains("<span dir=\"auto\">Zarządzenia</span><span class=\"count\">1</span>"));
    // If the filters leave nothing, the page shows what there is without them.
    let nothing = site.get("/search?q=konwent&kind=act").await;
    assert!(nothing.text().contains("Bez filtrów: "), "{}", nothing.text());
    assert!(!site.get("/search?q=hipopotam&kind=act").await.text().contains("Bez filtrów"));
}

#[tokio::test]
async fn a_district_is_chosen_however_it_is_written() {
    let site = site();
    for written in ["8", "viii", "VIII%20D%C4%99bniki"] {
        let answer = site.get(&format!("/search?q=konwent&district={written}")).await;
        let page = answer.text();
        for part in ["value=\"VIII\" checked", "aria-label=\"Usuń filtr: Dzielnica VIII\""] {
            assert!(page.contains(part), "no `{part}` for {written}: {page}");
        }
    }
}

#[tokio::test]
async fn the_page_introduces_itself_helps_with_empty_results_and_explains_mistakes() {
    let site = site();
    let home = site.get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.text().contains("Na przykład"));
    assert!(site.get("/search?q=&kind=&from=").await.text().contains("Na przykład"));
    assert!(site.get("/search?q=hipopotam").await.text().contains("Nic nie znaleziono"));
    assert!(site.get("/search?q=konwent&page=9").await.text().contains("Wróć do pierwszej strony"));
    let swapped = site.get("/search?q=a&from=2020-01-02&to=2020-01-01").await;
    assert_eq!(swapped.status, StatusCode::BAD_REQUEST);
    assert!(swapped.text().contains("Zamień je miejscami"));
    for bad in ["/?per_page=0", "/search?page=0", "/search?page=9999&per_page=9"] {
        assert_eq!(site.get(bad).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    // What the user can still correct is kept.
    assert!(swapped.text().contains("name=\"from\" type=\"date\" value=\"2020-01-02\""));
    let unknown = site.get("/search?q=konwent&kind=red").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    assert!(unknown.text().contains("`red`") && unknown.text().contains("value=\"konwent\""));
    assert_eq!(site.get("/search?q=%FF").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn unknown_url_parameters_are_ignored() {
    let site = site();
    let answer = site.get("/search?q=konwent&fbclid=IwAR0&utm_source=newsletter&per_page=1").await;
    assert_eq!(answer.status, StatusCode::OK);
    let links = answer.text().split("<main").nth(1).unwrap_or_default();
    assert!(links.contains("page=2") && !links.contains("fbclid") && !links.contains("utm_"), "{links}");
    assert!(site.get("/?gclid=1").await.text().contains("Na przykład"));
    // API clients get an error for mistyped parameters.
    assert_eq!(site.get("/api/v1/search?q=konwent&fbclid=1").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn no_url_makes_a_page_large() {
    let site = site();
    let organs = |count: usize| (0..count).map(|n| format!("organ=o{n}")).collect::<Vec<_>>().join("&");
    assert_eq!(site.get(&format!("/search?{}", organs(50))).await.status, StatusCode::OK);
    for asked in [
        organs(4_000),
        organs(51),
        format!("q=konwent+{}&per_page=100", "%21".repeat(10_000)),
        format!("q=konwent&{}", "from=2020-01-01&".repeat(2_000)),
        format!("q=konwent&{}", "sort=newest&".repeat(2_000)),
    ] {
        let answer = site.get(&format!("/search?{asked}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", &asked[..40]);
        assert!(answer.body.len() < 60_000, "{}: {} bytes", &asked[..40], answer.body.len());
    }
    let answer = site.get(&format!("/api/v1/search?{}", organs(51))).await;
    Site::check_error(&answer, 400, "bad-parameter", &["use at most 50"]);
    let answer = site.get(&format!("/documents/ordinances/358-2017?q={}", "konwent+".repeat(4_000))).await;
    assert!(answer.body.len() < 60_000, "{}", answer.body.len());
}

#[tokio::test]
async fn no_url_leads_to_another_host() {
    let site = site();
    for path in ["//evil.example/x", "///evil.example", "/%5Cevil.example", "//evil.example/documents/a"] {
        let answer = site.get(path).await;
        assert!(
            !answer.text().contains("href=\"//") && !answer.text().contains("href=\"/\\"),
            "{path}: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn every_page_has_its_own_title() {
    let documents: Vec<_> = (0..25).map(|n| document(&format!("n/{n}"), "Konwent", "Konwent.")).collect();
    let site = Site::with(&documents);
    let mut titles = Vec::new();
    for path in [
        "/",
        "/search?q=konwent",
        "/search?q=konwent&page=2",
        "/search?kind=news",
        "/search?kind=news&page=3",
        "/search?from=2022-01-01&to=2021-01-01",
        "/search?page=0",
        "/help",
        "/privacy",
        "/documents/n/1",
    ] {
        let page = site.get(path).await;
        let title = page.text().split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
        titles.push(title.unwrap_or_default().to_owned());
    }
    let count = titles.len();
    assert_eq!(titles[4], "Aktualności – Strona 3 – Skorowidz");
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), count, "{titles:?}");
}

#[tokio::test]
async fn page_links_keep_the_parameters() {
    let documents: Vec<_> =
        (0..25).map(|n| document(&format!("n/{n}"), "Konwent & parki", "Konwent.")).collect();
    let site = Site::with(&documents);
    let answer = site.get("/search?q=konwent+parki&kind=news&page=2&from=").await;
    let page = answer.text();
    assert!(page.contains("25 dokumentów"), "{page}");
    assert!(
        page.contains("rel=\"next\" href=\"/search?q=konwent%20parki&#38;kind=news&#38;page=3\""),
        "{page}"
    );
    assert!(page.contains("<ol class=\"hits\" start=\"11\">"));
}

#[tokio::test]
async fn a_document_page_has_an_anchor_per_page_and_its_paragraphs() {
    let answer = site().get("/documents/ordinances/358-2017?page=2").await;
    let page = answer.text();
    for part in [
        "<h1 lang=\"pl\" dir=\"auto\">Zarządzenie w sprawie Konwentu</h1>",
        "id=\"page-1\"",
        "id=\"page-2\"",
        "Strona 2",
        "rozpoznano automatycznie na skanie (pewność 87%)",
        "<p id=\"p-2-1\" dir=\"auto\">Żółw<a class=\"pin\"",
        "id=\"section-1\"></span>§ 3. Konwent obraduje.<a",
        "href=\"#section-1\"",
        "13 lutego 2017",
    ] {
        assert!(page.contains(part), "no `{part}` in {page}");
    }
    assert!(!page.contains("<mark"));
}

#[tokio::test]
async fn query_words_are_marked_in_a_document_and_counted_by_page() {
    let pages = ["O konwencie.", "Nic.", "Konwentem i Konwent."];
    let pages = (1..).zip(pages).map(|(number, text)| Page::new(number, text)).collect();
    let site = Site::with(&[Document { paginated: true, pages, ..document("a", "Konwent", "") }]);
    let answer = site.get("/documents/a?q=konwenty&ui=en").await;
    let page = answer.text();
    for part in [
        "O <span id=\"found-1\"></span><mark id=\"match-1\">konwencie</mark>.",
        "<span id=\"found-3\"></span><mark id=\"match-2\">Konwentem</mark> i <mark id=\"match-3\">Konwent</mark>.",
        "3 matches in this document",
        "href=\"#match-1\"",
        "href=\"/documents/a?q=konwenty&#38;part=1&#38;ui=en#found-3\">p. 3 <span class=\"count\">2</span>",
        "href=\"/search?q=konwenty&#38;ui=en\"",
    ] {
        assert!(page.contains(part), "no `{part}` in {page}");
    }
    assert!(!page.contains("#found-2\""), "{page}");
    assert!(site.get("/documents/a?q=hipopotam").await.text().contains("nie występują"));
    // An invalid query marks nothing and breaks nothing.
    for odd in ["%22", "((", "-konwent", &"a".repeat(40_000)] {
        assert_eq!(site.get(&format!("/documents/a?q={odd}")).await.status, StatusCode::OK, "{odd}");
    }
}

#[tokio::test]
async fn a_long_document_is_split_into_parts_and_each_page_links_to_its_part() {
    let text = format!("{} drzewo.", "Słowo o konwencie i jeszcze jedno. ".repeat(60));
    let pages: Vec<Page> = (1..=60).map(|number| Page::new(number, text.clone())).collect();
    let site = Site::with(&[Document { paginated: true, pages, ..document("long", "Długi", "") }]);
    let first = site.get("/documents/long").await;
    assert!(first.body.len() < 60_000, "{}", first.body.len());
    assert!(first.text().contains("id=\"page-1\"") && !first.text().contains("id=\"page-60\""));
    assert!(first.text().contains("rel=\"next\" href=\"/documents/long?part=2\""), "{}", first.text());
    let last = site.get("/documents/long?q=drzewo&page=60").await;
    assert!(last.text().contains("id=\"page-60\"") && last.text().contains("60 trafień w tym dokumencie"));
    assert!(last.text().contains("aria-current=\"page\""));
    for odd in ["part=0", "part=99999", "part=x", "page=0", "page=61", "page=-1"] {
        assert_eq!(site.get(&format!("/documents/long?{odd}")).await.status, StatusCode::OK, "{odd}");
    }
    // A single endless paragraph, and one without spaces.
    for text in ["słowo ".repeat(100_000), "ż".repeat(300_000)] {
        let site = Site::with(&[document("a", "Bez końca", &text)]);
        assert!(site.get("/documents/a?q=konwent").await.body.len() < 60_000);
    }
}

#[tokio::test]
async fn pages_use_the_language_of_the_browser_or_the_chosen_one() {
    let site = site();
    let ask = async |path: &str, language: &str| {
        let request = Request::get(path).header(header::ACCEPT_LANGUAGE, language);
        site.send(request.body(Body::empty()).expect("a request")).await
    };
    let english = ask("/search?q=konwent", "en-GB,pl;q=0.5").await;
    assert!(english.text().contains("<html lang=\"en\">") && english.text().contains("documents found"));
    assert_eq!(english.header("content-language"), "en");
    assert!(english.header("vary").contains("accept-language"), "{}", english.header("vary"));
    let ukrainian = ask("/search?q=konwent&ui=uk", "en").await;
    let page = ukrainian.text();
    assert!(page.contains("<html lang=\"uk\">") && page.contains("Знайдено 2 документи"), "{page}");
    // The chosen language is kept on the way, also to a document and through the form.
    assert!(page.contains("/documents/ordinances/358-2017?q=konwent&#38;ui=uk\""), "{page}");
    assert!(page.contains("<input type=\"hidden\" name=\"ui\" value=\"uk\">"), "{page}");
    assert!(page.contains("href=\"/search?q=konwent&#38;ui=en\" lang=\"en\""), "{page}");
    assert!(ask("/nothing", "uk").await.text().contains("Такої сторінки немає"));
    assert!(ask("/", "de").await.text().contains("<html lang=\"pl\">"));
    // A cached page is cached per language.
    let tag = |answer: &crate::http::Answer| answer.header("etag").to_owned();
    assert_ne!(tag(&ask("/search?q=konwent", "pl").await), tag(&english));
    assert_eq!(tag(&ask("/search?q=konwent", "en").await), tag(&english));
}

#[tokio::test]
async fn passages_in_other_languages_are_marked_with_their_language() {
    let english =
        Document { language: Language::ENGLISH, ..document("e", "The council", "Meetings of the council.") };
    let site = Site::with(&[english, ordinance()]);
    let page = site.get("/search?q=council").await;
    assert!(page.text().contains("<h3 lang=\"en\" dir=\"auto\">"), "{}", page.text());
    let page = site.get("/documents/e").await;
    assert!(page.text().contains("<div class=\"text\" lang=\"en\">"), "{}", page.text());
    let notes = site.get("/search?q=konwent+hipopotam&ui=en").await;
    assert!(notes.text().contains("<p class=\"notice\">No document has all"), "{}", notes.text());
}

#[tokio::test]
async fn a_title_is_not_repeated_and_its_anchor_stays() {
    let text = "Konwent o zieleni\n\nDrzewa przy ulicach.\n\nGłosy\n\nSzpalery.";
    let outline = |label: &str| OutlineEntry {
        label: label.to_owned(),
        page: 1,
        start: text.find(label).map(|at| text[..at].chars().count()).expect("found"),
        ..OutlineEntry::default()
    };
    let site = Site::with(&[Document {
        outline: vec![outline("Konwent o zieleni"), outline("Głosy")],
        ..document("news/1", "Konwent o zieleni", text)
    }]);
    let answer = site.get("/documents/news/1").await;
    let page = answer.text();
    assert!(page.contains("<h1 lang=\"pl\" dir=\"auto\">Konwent o zieleni</h1>"), "{page}");
    assert!(!page.contains("</span>Konwent o zieleni<a"), "{page}");
    assert!(
        page.contains(" dir=\"auto\"><span class=\"anchor\" id=\"section-0\"></span>Drzewa przy ulicach.<a"),
        "{page}"
    );
    assert!(page.contains("id=\"section-1\"></span>Głosy<a"), "{page}");
}

#[tokio::test]
async fn statements_name_their_unfilled_placeholders() {
    let site = Site::with(&[]);
    for (path, reported) in [
        ("/accessibility", "(uzupełnij: nazwa podmiotu publicznego)"),
        ("/privacy?ui=en", "(fill in: e-mail address)"),
    ] {
        let page = site.get(path).await;
        assert!(page.text().contains(reported), "{path}: {}", page.text());
        assert!(!page.text().contains('{'), "{path}: {}", page.text());
    }
}

#[tokio::test]
async fn administrators_can_supply_their_own_statements() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = "Własny tekst. Napisz: {contact}. <script>alert(1)</script>";
    std::fs::write(folder.path().join("privacy.pl.md"), own).expect("written");
    std::fs::write(folder.path().join("accessibility.pl.md"), b"\xff\xfe").expect("written");
    let settings = Settings {
        statements: Some(folder.path().to_owned()),
        operator: Some("Gmina Miejska Kraków".to_owned()),
        contact: Some("bok@example.org".to_owned()),
        site_name: Some("Szukaj <w> Krakowie".to_owned()),
        ..Settings::default()
    };
    let site = Site::configured(&[document("a", "Konwent", "Konwent.")], settings);
    let page = site.get("/privacy").await;
    assert!(
        page.text().contains("<a href=\"mailto:bok@example.org\">bok@example.org</a>. &lt;script&gt;"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("Szukaj &#60;w&#62; Krakowie"), "{}", page.text());
    // Unreadable and missing files fall back to the built-in statements.
    let page = site.get("/accessibility").await;
    assert!(page.text().contains("Gmina Miejska Kraków</span> zobowiązuje się"), "{}", page.text());
    assert!(site.get("/privacy?ui=uk").await.text().contains("веде Gmina Miejska Kraków"));
}

#[tokio::test]
async fn every_example_on_the_help_page_is_a_working_search() {
    let site = Site::with(&[Document { kind: Kind::Resolution, ..document("a", "Konwent", "Konwent.") }]);
    for language in ["pl", "en", "uk"] {
        let help = site.get(&format!("/help?ui={language}")).await;
        let links: Vec<String> = help
            .text()
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split_once('"').map(|(href, _)| href.replace("&#38;", "&")))
            .filter(|href| href.starts_with("/search?q="))
            .collect();
        assert!(links.len() >= 12, "{links:?}");
        for link in links {
            let answer = site.get(&link).await;
            assert_eq!(answer.status, StatusCode::OK, "{link}");
            assert!(!answer.text().contains("class=\"notice problem\""), "{link}");
        }
    }
}

#[tokio::test]
async fn links_start_with_the_public_path() {
    let settings =
        Settings { public_url: Some("https://krakow.pl/szukaj/".to_owned()), ..Settings::default() };
    let site = Site::configured(&[document("a", "Konwent", "Konwent.")], settings);
    for path in ["/search?q=konwent&ui=en", "/documents/a?q=konwent", "/", "/help", "/privacy", "/nothing"] {
        let answer = site.get(path).await;
        let page = answer.text();
        for attribute in ["href", "src", "action", "data-suggest"] {
            let beyond = format!("{attribute}=\"/");
            let within = format!("{attribute}=\"/szukaj/");
            let (all, ours) = (page.matches(&beyond).count(), page.matches(&within).count());
            assert_eq!(all, ours, "{path}: {page}");
        }
        assert!(page.contains("action=\"/szukaj/search\"") || path == "/privacy", "{path}");
    }
    let page = site.get("/documents/a?q=konwent").await;
    assert!(page.text().contains("<link rel=\"canonical\" href=\"https://krakow.pl/szukaj/documents/a\">"));
}
