//! What a portal does to lose documents, and that none is lost: repairs, redirects, lists cut off, pages that
//! name another address, hosts in trouble.

use std::fs;

use super::{
    counts, fetch, files,
    portal::{Page, Portal, gzip, pdf},
    settings, sitemap,
};
use crate::harness::{Place, text};

/// A place with one source, `portal`: the sitemap of a portal that names these paths.
pub(super) fn listed(portal: &Portal, paths: &[&str]) -> Place {
    list(portal, paths);
    let place = Place::new();
    place.file("skorowidz.toml", settings("portal", "sitemap", &portal.url("/mapa.xml"), ""));
    place
}

/// Makes the sitemap name these paths.
pub(super) fn list(portal: &Portal, paths: &[&str]) {
    let urls: Vec<String> = paths.iter().map(|path| portal.url(path)).collect();
    portal.put("/mapa.xml", Page::new("application/xml", sitemap(&urls)));
}

fn under_repair() -> Page {
    Page::html_with("", "Przerwa", &"Trwa przerwa techniczna, prosimy zajrzeć później. ".repeat(4))
}

#[test]
fn addresses_that_once_looked_alike_are_asked_for_themselves() {
    let portal = Portal::start();
    let place = listed(&portal, &["/1", "/2", "/3", "/pliki/1.pdf", "/pliki/2.pdf"]);
    portal.put("/przerwa", under_repair());
    portal.put("/1", under_repair());
    portal.put("/2", under_repair());
    portal.put("/3", Page::redirect(302, "/przerwa"));
    portal.put("/pliki/1.pdf", Page::new("application/pdf", Vec::new()));
    portal.put("/pliki/2.pdf", Page::new("application/pdf", Vec::new()));
    let report = fetch(&place, &[], 0);
    assert_eq!((counts(&report), &report["duplicates"]), ([3, 0, 0, 0, 0], &2.into()), "{report}");
    for number in [1, 2, 3] {
        portal.put(&format!("/{number}"), Page::post(number, None));
    }
    let report = fetch(&place, &[], 0);
    assert_eq!((counts(&report), &report["documents"]), ([2, 1, 2, 0, 0], &5.into()), "{report}");
    // Both addresses of one document may change alike.
    portal.put("/4", Page::post(1, None));
    list(&portal, &["/4", "/1", "/2", "/3", "/pliki/1.pdf", "/pliki/2.pdf"]);
    assert_eq!(fetch(&place, &[], 0)["duplicates"], 1);
    portal.put("/4", Page::post(44, None));
    portal.put("/1", Page::post(44, None));
    let report = fetch(&place, &[], 0);
    assert_eq!((counts(&report), &report["documents"]), ([0, 1, 4, 0, 0], &5.into()), "{report}");
}

#[test]
fn a_day_of_redirects_takes_no_document_away() {
    let portal = Portal::start();
    let paths = ["/1", "/2", "/pliki/1.pdf", "/pliki/2.pdf", "/pliki/3.pdf"];
    let place = listed(&portal, &paths);
    let restore = || {
        for path in paths {
            let number: usize = path.trim_matches(|c: char| !c.is_ascii_digit()).parse().expect("a number");
            let file = Page::new("application/pdf", pdf(&format!("Uchwala nr {number}")));
            portal.put(path, if path.ends_with("pdf") { file } else { Page::post(number, None) });
        }
    };
    restore();
    portal.put("/brak.pdf", Page::new("application/pdf", pdf("Nie ma takiego pliku")));
    assert_eq!(counts(&fetch(&place, &[], 0)), [5, 0, 0, 0, 0]);
    let before = files(&place.path("sources"));
    for status in [302, 301] {
        for path in paths {
            portal.put(path, Page::redirect(status, "/brak.pdf"));
        }
        let report = fetch(&place, &["--delete-vanished"], if status == 302 { 2 } else { 0 });
        let expected = if status == 302 { [0, 0, 0, 0, 5] } else { [0, 0, 0, 5, 0] };
        assert_eq!((counts(&report), &report["deleted"]), (expected, &0.into()), "{report}");
        assert_eq!(files(&place.path("sources")), before);
        restore();
        let report = fetch(&place, &[], 0);
        assert_eq!(
            (&report["new"], &report["vanished"], &report["failed"]),
            (&0.into(), &0.into(), &0.into())
        );
        let state = place.run(&["sources", "--json"]).ended(0).json();
        assert_eq!((&state[0]["documents"], &state[0]["vanished"]), (&5.into(), &0.into()), "{state}");
    }
}

#[test]
fn what_is_listed_again_is_not_deleted_and_nothing_is_in_the_run_that_loses_it() {
    let portal = Portal::start();
    for number in [1, 2, 3] {
        portal.put(&format!("/{number}"), Page::post(number, None));
    }
    let place = listed(&portal, &["/1", "/2", "/3"]);
    fetch(&place, &[], 0);
    list(&portal, &["/1", "/2"]);
    let report = fetch(&place, &["--delete-vanished"], 0);
    assert_eq!((&report["vanished"], &report["deleted"]), (&1.into(), &0.into()), "{report}");
    list(&portal, &["/1", "/2", "/3"]);
    portal.put("/3", Page::status(500));
    let report = fetch(&place, &["--delete-vanished"], 2);
    assert_eq!((&report["deleted"], &report["documents"]), (&0.into(), &3.into()), "{report}");
    list(&portal, &["/1", "/2"]);
    fetch(&place, &[], 0);
    assert_eq!(fetch(&place, &["--delete-vanished"], 0)["deleted"], 1);
}

#[test]
fn a_list_that_is_cut_off_or_loses_much_takes_nothing_away() {
    let portal = Portal::start();
    let paths: Vec<String> = (0..20).map(|number| format!("/{number}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    for (number, path) in paths.iter().enumerate() {
        portal.put(path, Page::post(number, None));
    }
    let place = listed(&portal, &paths);
    assert_eq!(counts(&fetch(&place, &[], 0)), [20, 0, 0, 0, 0]);
    let whole = portal.page("/mapa.xml").body;
    let cut = whole[..whole.len() - "</urlset>".len() - 5].to_vec();
    portal.put("/mapa.xml", Page::new("application/xml", cut));
    let report = fetch(&place, &[], 2);
    assert_eq!((counts(&report)[3], &report["failed"]), (0, &1.into()), "{report}");
    // Whole, but without a third of the documents: each is asked for, and one is not there.
    list(&portal, &paths[..13]);
    portal.put("/19", Page::status(404));
    let report = fetch(&place, &[], 0);
    assert_eq!(counts(&report), [0, 0, 19, 1, 0], "{report}");
    // A list that was not sent because it has not changed since never has been asked for.
    portal.put("/mapa.xml", Page::status(304));
    assert_eq!(counts(&fetch(&place, &[], 2))[3..], [0, 1]);
}

#[test]
fn an_archive_goes_on_after_a_page_without_documents() {
    let portal = Portal::start();
    for number in 1..=4 {
        portal.put(&format!("/news/{number}"), Page::post(number, None));
        let list = format!("<ul class=list><li><a href=/news/{number}>Wpis</a></ul>");
        portal.put(&format!("/lista?p={number}"), Page::new("text/html", list.into_bytes()));
    }
    let foreign = "<ul class=list><li><a href=https://example.org/1>Obcy</a></ul>";
    portal.put("/lista?p=2", Page::new("text/html", foreign.into()));
    let place = Place::new();
    let url = portal.url("/lista?p={page}");
    place.file("skorowidz.toml", settings("lista", "pages", &url, "links = '.list a'"));
    assert_eq!(counts(&fetch(&place, &[], 0)), [3, 0, 0, 0, 0]);
    // A page in the middle that is missing is not the end, and no reason to lose what it named.
    portal.put("/lista?p=3", Page::status(404));
    assert_eq!(counts(&fetch(&place, &[], 2)), [0, 0, 2, 0, 1]);
}

#[test]
fn a_canonical_address_that_every_page_names_unites_nothing() {
    let portal = Portal::start();
    let page = |number: usize| {
        let text = format!("Ogłoszenie numer {number} w sprawie parku nad rzeką, ścieżki, ławek i stawu. ")
            .repeat(3);
        Page::html_with("<link rel=canonical href=/>", "BIP Gmina", &text)
    };
    let paths = ["/", "/1", "/2"];
    for (number, path) in paths.iter().enumerate() {
        portal.put(path, page(number));
    }
    let place = listed(&portal, &paths);
    assert_eq!(counts(&fetch(&place, &[], 0)), [3, 0, 0, 0, 0]);
    assert_eq!(counts(&fetch(&place, &[], 0)), [0, 0, 3, 0, 0]);
    // A variant never takes the place of the document that it names.
    let variant = Page::html_with("<link rel=canonical href=/a>", "Park nad rzeką", "Wersja na telefon.");
    portal.put("/a", Page::html_with("", "Park nad rzeką", "Wersja pełna, z mapą i zdjęciami."));
    portal.put("/a?view=mobile", variant);
    list(&portal, &["/", "/1", "/2", "/a?view=mobile"]);
    fetch(&place, &[], 0);
    let kept = fs::read_to_string(place.path("sources/portal/a.html")).expect("a file");
    assert!(kept.contains("Wersja pełna"), "{kept}");
    assert_eq!(counts(&fetch(&place, &[], 0)), [0, 0, 4, 0, 0]);
}

#[test]
fn a_page_is_a_post_if_it_is_listed_whatever_its_address_looks_like() {
    let portal = Portal::start();
    portal.put("/a", Page::post(1, Some("/download/wniosek")));
    portal.put("/download/wniosek", Page::post(2, Some("/a.pdf")));
    portal.put("/a.pdf", Page::new("application/pdf", pdf("Wniosek")));
    let place = listed(&portal, &["/a", "/a.pdf", "/download/wniosek"]);
    assert_eq!(counts(&fetch(&place, &[], 0)), [3, 0, 0, 0, 0]);
    assert_eq!(counts(&fetch(&place, &[], 0)), [0, 0, 3, 0, 0]);
    let folder = place.path("sources/portal");
    for name in files(&folder) {
        if !name.contains(".yaml") {
            continue;
        }
        let sidecar = fs::read_to_string(folder.join(&name)).expect("a sidecar");
        assert!(!sidecar.contains("parent"), "what is listed is a post: {name}: {sidecar}");
    }
}

#[test]
fn a_document_that_moves_without_a_redirect_keeps_its_name() {
    let portal = Portal::start();
    portal.put("/node/1", Page::post(1, None));
    let place = listed(&portal, &["/node/1"]);
    fetch(&place, &[], 0);
    let before = files(&place.path("sources"));
    portal.put("/aktualnosci/park", Page::post(1, None));
    list(&portal, &["/aktualnosci/park"]);
    // Both addresses work for a while.
    assert_eq!(counts(&fetch(&place, &["--delete-vanished"], 0))[3..], [0, 0]);
    portal.put("/node/1", Page::status(404));
    assert_eq!(counts(&fetch(&place, &["--delete-vanished"], 0))[3..], [0, 0]);
    portal.put("/aktualnosci/park", Page::post(7, None));
    let report = fetch(&place, &["--delete-vanished"], 0);
    assert_eq!((counts(&report), &report["documents"]), ([0, 1, 0, 0, 0], &1.into()), "{report}");
    assert_eq!(files(&place.path("sources")), before);
    let sidecar = fs::read_to_string(place.path("sources/portal/node/1.html.yaml")).expect("a sidecar");
    assert!(sidecar.contains("/aktualnosci/park"), "{sidecar}");
}

#[test]
fn an_address_that_redirects_elsewhere_each_time_stays_one_document() {
    let portal = Portal::start();
    let place = listed(&portal, &["/pobierz/17"]);
    for number in 1..=3 {
        portal.put("/pobierz/17", Page::redirect(302, &format!("/storage/u.pdf?sig={number}")));
        portal.put(&format!("/storage/u.pdf?sig={}", number - 1), Page::status(403));
        portal.put(&format!("/storage/u.pdf?sig={number}"), Page::new("application/pdf", pdf("Uchwala")));
        let report = fetch(&place, &[], 0);
        assert_eq!((&report["documents"], &report["failed"]), (&1.into(), &0.into()), "{report}");
        assert_eq!(files(&place.path("sources/portal/pobierz")).len(), 2);
    }
}

#[test]
fn trouble_with_the_host_of_attachments_or_with_one_file_stops_no_post() {
    let (portal, other) = (Portal::start(), Portal::start());
    other.put("/robots.txt", Page::status(503));
    for number in 1..=3 {
        portal.put(&format!("/{number}"), Page::post(number, Some(&other.url(&format!("/{number}.pdf")))));
    }
    portal.put("/x", Page::post(4, None));
    portal.put("/x.html.html/y", Page::post(5, None));
    list(&portal, &["/1", "/2", "/3", "/x", "/x.html.html/y"]);
    let place = Place::new();
    let hosts = format!("hosts = ['{}']", other.url("").trim_start_matches("http://"));
    place.file("skorowidz.toml", settings("portal", "sitemap", &portal.url("/mapa.xml"), &hosts));
    // A folder stands where a file belongs.
    place.file("sources/portal/2.html/x", "x");
    let report = fetch(&place, &[], 2);
    assert_eq!(counts(&report), [4, 0, 0, 0, 2], "{report}");
    assert!(report["notes"].to_string().contains("was left early"), "{report}");
    assert_eq!(other.requests("/1.pdf"), 0);
}

#[test]
fn what_a_feed_says_of_a_post_waits_until_the_post_can_be_fetched() {
    let portal = Portal::start();
    let item = format!(
        "<item><title>Z kanału</title><link>{}</link><pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item>",
        portal.url("/1")
    );
    let feed = format!("<rss version='2.0'><channel><title>K</title><link>x</link>{item}</channel></rss>");
    portal.put("/feed", Page::new("application/rss+xml", feed.into_bytes()));
    portal.put("/1", Page::status(500));
    let place = Place::new();
    place.file("skorowidz.toml", settings("rss", "feed", &portal.url("/feed"), ""));
    assert_eq!(counts(&fetch(&place, &[], 2)), [0, 0, 0, 0, 1]);
    portal.put("/1", Page::new("text/html", "<p>Wpis bez tytułu i daty, za to z treścią o parku.".into()));
    assert_eq!(counts(&fetch(&place, &[], 0)), [1, 0, 0, 0, 0]);
    let sidecar = fs::read_to_string(place.path("sources/rss/1.html.yaml")).expect("a sidecar");
    assert!(sidecar.contains("Z kanału") && sidecar.contains("2026-01-05"), "{sidecar}");
}

#[test]
fn of_two_captures_the_later_one_counts_and_what_had_no_room_is_read_again() {
    let record = |url: &str, date: &str, text: &str| {
        let content =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>{text}</title><p>{text}");
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
            content.len()
        );
        gzip(format!("{head}{content}\r\n\r\n").as_bytes())
    };
    let settings =
        |more: &str| format!("[[sources]]\nname = 'dawny'\nkind = 'warc'\npath = 'archiwa'\n{more}\n");
    let place = Place::new();
    let new = [
        record("https://a.pl/1", "2020-01-01T00:00:00Z", "Nowy"),
        record("https://a.pl/2", "2020-01-01T00:00:00Z", "Drugi"),
    ];
    place.file("archiwa/2020.warc.gz", new.concat());
    place.file("skorowidz.toml", settings("max_documents = 1"));
    let report = fetch(&place, &[], 0);
    assert_eq!(report["new"], 1, "{report}");
    assert!(report["notes"].to_string().contains("max_documents"), "{report}");
    place.file("archiwa/2021-dodany.warc.gz", record("https://a.pl/1", "2015-01-01T00:00:00Z", "Stary"));
    place.file("skorowidz.toml", settings(""));
    let report = fetch(&place, &[], 0);
    assert_eq!((counts(&report)[..2].to_vec(), &report["documents"]), (vec![1, 0], &2.into()), "{report}");
    let kept = files(&place.path("sources/dawny"));
    let first = kept.iter().find(|name| name.ends_with("1.html")).expect("a file");
    let first = fs::read_to_string(place.path("sources/dawny").join(first)).expect("read");
    assert!(first.contains("Nowy"), "{first}");
}

#[test]
fn a_source_whose_state_cannot_be_read_hides_no_other() {
    let place = Place::new();
    let all = ["a", "b"].map(|name| settings(name, "sitemap", "http://127.0.0.1:1/mapa.xml", ""));
    place.file("skorowidz.toml", all.concat()).file("sources/a/.fetch.jsonl", "{\"version\":9}\n");
    let state = place.run(&["sources", "--json"]).ended(0).json();
    assert!(text(&state[0], "failure").contains("has version 9"), "{state}");
    assert_eq!(text(&state[1], "name"), "b");
    let shown = place.run(&["sources"]).ended(0).out;
    assert!(shown.contains("has version 9") && shown.contains("b (sitemap)"), "{shown}");
}
