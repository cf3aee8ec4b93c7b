//! Machine-readable views of the site: the feed of any search, the sitemap, the browser description and the
//! robots rules. Each is read back by an independent parser.

use axum::{body::Body, http::Request};
use roxmltree::{Document as Xml, Node};
use skorowidz::{
    config::Settings,
    document::{Document, Kind},
};

use crate::http::{Answer, Site, document, site};

const ATOM: &str = "application/atom+xml; charset=utf-8";
/// Text that a document may contain and that every format must treat as plain text.
const HOSTILE: &str =
    "</title><script>alert(1)</script> ]]> <!-- & \"quoted\" 'too' \u{202e}tfel\u{2066} <![CDATA[ &lt;";

async fn ask(site: &Site, path: &str) -> Answer {
    site.send(Request::get(path).header("host", "Example.org:81").body(Body::empty()).expect("a request"))
        .await
}

/// Parses the response body as XML.
#[track_caller]
fn xml(answer: &Answer) -> Xml<'_> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    Xml::parse(answer.text()).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

fn all<'a>(node: Node<'a, 'a>, name: &str) -> Vec<Node<'a, 'a>> {
    node.children().filter(|child| child.has_tag_name_local(name)).collect()
}

trait Local {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl Local for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// Returns the text of the only child of this name.
#[track_caller]
fn text<'a>(node: Node<'a, 'a>, name: &str) -> &'a str {
    let found = all(node, name);
    assert_eq!(found.len(), 1, "{name}");
    found[0].text().unwrap_or_default()
}

fn link<'a>(node: Node<'a, 'a>, relation: &str) -> Option<&'a str> {
    let link = all(node, "link").into_iter().find(|link| link.attribute("rel") == Some(relation));
    link.and_then(|link| link.attribute("href"))
}

fn ids(answer: &Answer) -> Vec<String> {
    all(xml(answer).root_element(), "entry").into_iter().map(|entry| text(entry, "id").to_owned()).collect()
}

fn dated(id: &str, day: i8) -> Document {
    Document { published: Some(jiff::civil::date(2022, 9, day)), ..document(id, id, "Konwent o zieleni.") }
}

#[tokio::test]
async fn a_feed_has_the_elements_that_atom_requires() {
    let original = "https://example.org/a|b?c=\"d\"".to_owned();
    let post = Document { url: Some(original), ..document("news/1", "Konwent", "Konwent obradował.") };
    let site = Site::configured(&[post], Settings::default());
    let answer = ask(&site, "/feed.atom?q=konwent").await;
    assert_eq!(answer.header("content-type"), ATOM);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let read = xml(&answer);
    let feed = read.root_element();
    assert_eq!(feed.tag_name().namespace(), Some("http://www.w3.org/2005/Atom"));
    assert!(text(feed, "id").starts_with("urn:uuid:"));
    assert_eq!(
        (text(feed, "title"), text(feed, "updated")),
        ("Skorowidz: konwent", "2022-09-27T00:00:00+02:00")
    );
    assert_eq!(link(feed, "self"), Some("http://example.org:81/feed.atom?q=konwent"));
    assert_eq!(link(feed, "alternate"), Some("http://example.org:81/search?q=konwent&sort=newest"));
    let entry = all(feed, "entry")[0];
    assert!(text(entry, "id").starts_with("urn:uuid:"));
    assert_eq!((text(entry, "title"), text(entry, "updated")), ("Konwent", "2022-09-27T00:00:00+02:00"));
    assert_eq!(text(entry, "summary"), "Konwent obradował.");
    assert_eq!(link(entry, "alternate"), Some("http://example.org:81/documents/news/1"));
    assert_eq!(link(entry, "related"), Some("https://example.org/a%7Cb?c=%22d%22"));
}

#[tokio::test]
async fn entry_ids_are_stable_across_feeds_and_orders() {
    let site = Site::configured(&[dated("a", 1), dated("b", 2), dated("c", 3)], Settings::default());
    let newest = ids(&ask(&site, "/feed.atom").await);
    assert_eq!(newest.len(), 3);
    let mut oldest =
        ids(&ask(&site, "/feed.atom?q=zieleń&sort=oldest".replace('ń', "%C5%84").as_str()).await);
    oldest.reverse();
    assert_eq!(newest, oldest);
    site.add(&dated("d", 4));
    let later = ids(&ask(&site, "/feed.atom").await);
    assert_eq!(later[1..], newest);
    assert!(!newest.contains(&later[0]));
}

#[tokio::test]
async fn all_links_and_ids_use_the_public_address() {
    let settings =
        Settings { public_url: Some("https://krakow.pl/szukaj/".to_owned()), ..Settings::default() };
    let site = Site::configured(&[dated("a", 1)], settings);
    for path in ["/feed.atom?kind=news", "/sitemap.xml", "/sitemap-1.xml", "/opensearch.xml", "/robots.txt"] {
        // If the public address is configured, the host of the request is ignored and may be absent.
        let answer = site.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.body, ask(&site, path).await.body, "{path}");
        let addresses: Vec<&str> = answer.text().split("https://krakow.pl").skip(1).collect();
        assert!(!addresses.is_empty(), "{path}");
        assert!(addresses.iter().all(|rest| rest.starts_with("/szukaj/")), "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn feeds_and_browsers_show_the_configured_site_name() {
    let settings = Settings { site_name: Some("Krakowskie akty i sprawy".to_owned()), ..Settings::default() };
    let site = Site::configured(&[dated("a", 1)], settings);
    let feed = ask(&site, "/feed.atom").await;
    assert_eq!(text(xml(&feed).root_element(), "title"), "Krakowskie akty i sprawy: najnowsze dokumenty");
    let description = ask(&site, "/opensearch.xml").await;
    let read = xml(&description);
    let name = |tag| text(read.root_element(), tag);
    // The format allows a short name of 16 letters.
    assert_eq!((name("ShortName"), name("LongName")), ("Krakowskie akty", "Krakowskie akty i sprawy"));
}

#[tokio::test]
async fn without_a_public_address_only_a_plain_host_is_trusted() {
    let site = site();
    for path in ["/feed.atom", "/sitemap.xml", "/sitemap-1.xml", "/opensearch.xml"] {
        assert_eq!(site.get(path).await.status, 400, "{path}");
        for host in ["a\"b", "evil.example/path", "user@host", "a b"] {
            let request = Request::get(path).header("host", host).body(Body::empty());
            let answer = site.send(request.expect("a request")).await;
            Site::check_error(&answer, 400, "bad-parameter", &["`Host`"]);
        }
    }
    assert!(!site.get("/robots.txt").await.text().contains("Sitemap"));
}

#[tokio::test]
async fn a_feed_is_paged() {
    let documents: Vec<Document> = (1..=5).map(|day| dated(&format!("d{day}"), day)).collect();
    let site = Site::configured(&documents, Settings::default());
    let mut next = Some("http://example.org:81/feed.atom?per_page=2".to_owned());
    let (mut found, mut feeds) = (Vec::new(), Vec::new());
    while let Some(address) = next {
        let answer =
            ask(&site, address.strip_prefix("http://example.org:81").expect("a link to this site")).await;
        found.extend(ids(&answer));
        let read = xml(&answer);
        feeds.push(text(read.root_element(), "id").to_owned());
        assert_eq!(link(read.root_element(), "previous").is_some(), feeds.len() > 1);
        assert!(link(read.root_element(), "last").expect("a link").ends_with("per_page=2&page=3"));
        next = link(read.root_element(), "next").map(str::to_owned);
    }
    assert_eq!((feeds.len(), found.len()), (3, 5));
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), 5, "a document appears on two pages");
    assert!(feeds.iter().all(|id| *id == feeds[0]), "{feeds:?}");
}

#[tokio::test]
async fn entries_are_sorted_newest_first_and_filters_apply() {
    let ordinance = Document { kind: Kind::Ordinance, ..dated("z", 9) };
    let site = Site::configured(&[dated("a", 1), dated("b", 20), ordinance], Settings::default());
    let titles = |answer: &Answer| {
        let read = xml(answer);
        let entries = all(read.root_element(), "entry");
        entries.into_iter().map(|entry| text(entry, "title").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(titles(&ask(&site, "/feed.atom").await), ["b", "z", "a"]);
    assert_eq!(titles(&ask(&site, "/feed.atom?q=&kind=news&from=").await), ["b", "a"]);
    assert_eq!(titles(&ask(&site, "/feed.atom?from=2022-09-05&sort=oldest").await), ["z", "b"]);
    let refused = ask(&site, "/feed.atom?kind=nwes").await;
    Site::check_error(&refused, 400, "bad-parameter", &["`nwes`"]);
    Site::check_error(&ask(&site, "/feed.atom?per_page=101").await, 400, "bad-parameter", &["`101`"]);
}

#[tokio::test]
async fn an_unchanged_feed_is_not_sent_again() {
    let site = site();
    let first = ask(&site, "/feed.atom").await;
    assert_eq!(first.body, ask(&site, "/feed.atom").await.body);
    let again = Request::get("/feed.atom").header("host", "example.org:81");
    let again = again.header("if-none-match", first.header("etag")).body(Body::empty()).expect("a request");
    assert_eq!(site.send(again).await.status, 304);
}

#[tokio::test]
async fn hostile_documents_and_queries_are_treated_as_text() {
    let hostile = Document {
        url: Some("javascript:alert(1)".to_owned()),
        ..document("a/<b>&\"c\"", HOSTILE, &format!("Konwent {HOSTILE}"))
    };
    let site = Site::configured(&[hostile], Settings::default());
    let query: String = HOSTILE.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for path in
        [format!("/feed.atom?q={query}"), "/feed.atom?q=konwent%00%1B".to_owned(), "/feed.atom".to_owned()]
    {
        let answer = ask(&site, &path).await;
        let read = xml(&answer);
        let names = read.descendants().filter(Node::is_element).map(|node| node.tag_name().name());
        assert!(names.clone().all(|name| !["script", "b"].contains(&name)), "{path}");
        assert!(names.clone().any(|name| name == "entry"), "{path}");
        assert!(!answer.text().contains(['\u{202e}', '\u{2066}', '\0', '\u{1b}']), "{path}");
        let feed = read.root_element();
        let entry = all(feed, "entry")[0];
        let plain: String = HOSTILE.chars().filter(|c| !['\u{202e}', '\u{2066}'].contains(c)).collect();
        assert_eq!(text(entry, "title"), plain);
        assert_eq!(link(entry, "related"), None, "a `javascript:` address is not linked");
        assert!(link(entry, "alternate").expect("a link").ends_with("/documents/a/%3Cb%3E%26%22c%22"));
    }
    let map = ask(&site, "/sitemap-1.xml").await;
    assert!(map.text().contains("/documents/a/%3Cb%3E%26%22c%22</loc>"), "{}", map.text());
}

#[tokio::test]
async fn the_sitemap_lists_the_front_page_the_meetings_and_every_document_once() {
    let site = Site::configured(&[dated("a/ż", 1), dated("b", 2)], Settings::default());
    let index = ask(&site, "/sitemap.xml").await;
    let read = xml(&index);
    let parts = all(read.root_element(), "sitemap");
    assert_eq!(parts.len(), 1);
    let part =
        ask(&site, text(parts[0], "loc").strip_prefix("http://example.org:81").expect("a link to this site"))
            .await;
    let read = xml(&part);
    let mut places: Vec<&str> =
        all(read.root_element(), "url").into_iter().map(|url| text(url, "loc")).collect();
    let expected = ["/", "/documents/a/%C5%BC", "/documents/b", "/meetings"]
        .map(|path| format!("http://example.org:81{path}"));
    places.sort_unstable();
    assert_eq!(places, expected);
    for path in ["/sitemap-0.xml", "/sitemap-2.xml", "/sitemap-x.xml", "/sitemap-1"] {
        assert_eq!(ask(&site, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn browsers_get_a_search_description() {
    let answer = ask(&site(), "/opensearch.xml").await;
    assert_eq!(answer.header("content-type"), "application/opensearchdescription+xml; charset=utf-8");
    let read = xml(&answer);
    assert_eq!(read.root_element().tag_name().namespace(), Some("http://a9.com/-/spec/opensearch/1.1/"));
    let name = text(read.root_element(), "ShortName");
    assert!(!name.is_empty() && name.chars().count() <= 16, "{name}");
    let results =
        all(read.root_element(), "Url").into_iter().find(|url| url.attribute("type") == Some("text/html"));
    let template = results.and_then(|url| url.attribute("template")).expect("a template");
    assert_eq!(template, "http://example.org:81/search?q={searchTerms}");
}

#[tokio::test]
async fn browsers_get_search_suggestions() {
    let site = Site::configured(&[document("a", "Konwent <b>&\"", "Konwent.")], Settings::default());
    let answer = ask(&site, "/opensearch/suggest?q=konw").await;
    assert_eq!(answer.header("content-type"), "application/x-suggestions+json");
    let reported: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(reported[0], "konw");
    assert!(
        reported[1].as_array().is_some_and(|texts| texts.contains(&"Konwent <b>&\"".into())),
        "{reported}"
    );
    assert_eq!(ask(&site, "/opensearch/suggest?q=").await.text(), "[\"\",[]]");
    Site::check_error(&ask(&site, "/opensearch/suggest?x=1").await, 400, "bad-parameter", &["`x`"]);
}

#[tokio::test]
async fn robots_may_read_documents_but_not_search() {
    let robots = ask(&site(), "/robots.txt").await;
    assert_eq!(robots.header("content-type"), "text/plain; charset=utf-8");
    for line in [
        "User-agent: *",
        "Allow: /documents/",
        "Disallow: /search?",
        "Disallow: /api/",
        "Sitemap: http://example.org:81/sitemap.xml",
    ] {
        assert!(robots.text().lines().any(|reported| reported == line), "{line}: {}", robots.text());
    }
}

#[tokio::test]
async fn without_public_search_robots_may_read_nothing_and_feeds_need_a_token() {
    let token = "0123456789abcdef0123456789abcdef";
    let settings = Settings { public_search: Some(false), token: Some(token.into()), ..Settings::default() };
    let site = Site::configured(&[dated("a", 1)], settings);
    assert_eq!(ask(&site, "/robots.txt").await.text(), "User-agent: *\nDisallow: /\n");
    for path in ["/feed.atom", "/sitemap.xml", "/sitemap-1.xml"] {
        Site::check_error(&ask(&site, path).await, 401, "unauthorized", &["token"]);
        let request =
            Request::get(path).header("host", "a").header("authorization", format!("Bearer {token}"));
        let answer = site.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("cache-control")),
            (200, "private, no-cache"),
            "{path}"
        );
    }
}
