//! `skorowidz fetch` against portals on this machine: complete, repeatable, polite, and closed to other hosts.

mod kept;
mod losses;
mod portal;

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::harness::{Place, text};
use portal::{Page, Portal, pdf};

/// Settings for one source at a portal on this machine.
fn settings(name: &str, kind: &str, url: &str, more: &str) -> String {
    format!(
        "[[sources]]\nname = \"{name}\"\nkind = \"{kind}\"\nurl = \"{url}\"\nallow_private = true\ndelay_ms = 0\n{more}\n"
    )
}

/// Fetches and returns the report of the only source.
#[track_caller]
fn fetch(place: &Place, arguments: &[&str], status: i32) -> Value {
    let ran = place.run(&[&["fetch", "--json"], arguments].concat());
    assert_eq!(ran.status, status, "{}{}", ran.out, ran.err);
    ran.json()["sources"][0].clone()
}

/// Returns the counts of a report in the order new, changed, unchanged, vanished, failed.
#[track_caller]
fn counts(report: &Value) -> [u64; 5] {
    ["new", "changed", "unchanged", "vanished", "failed"].map(|name| report[name].as_u64().expect(name))
}

/// Returns the paths of all files below a folder that are not hidden, in order.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).expect("below").to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

/// Fills a portal with posts, every fourth with a file, named by an index of sitemaps; and with everything that
/// can go wrong.
fn fill(portal: &Portal, posts: usize) {
    let mut lines: Vec<String> = Vec::new();
    for number in 0..posts {
        let path = format!("/aktualnosci/{number}");
        let file = (number % 4 == 0).then(|| format!("/pliki/akt-{number}.pdf"));
        if let Some(file) = &file {
            portal.put(
                file,
                Page::new("application/pdf", pdf(&format!("Zarzadzenie nr {number} w sprawie parku"))),
            );
        }
        portal.put(&path, Page::post(number, file.as_deref()));
        lines.push(portal.url(&path));
    }
    for (path, page) in [
        ("/blad", Page::status(500)),
        ("/brak", Page::status(404)),
        ("/petla", Page::redirect(302, "/petla2")),
        ("/petla2", Page::redirect(302, "/petla")),
        ("/stary-adres", Page::redirect(301, "/aktualnosci/1")),
        ("/wolna", Page::html("Wolna strona").after(Duration::from_secs(30))),
        ("/bomba", Page::html("").gzip_bomb(80 << 20)),
        ("/tajne/strona", Page::html("Tajna strona")),
        ("/obrazek", Page::new("image/png", b"\x89PNG".to_vec())),
        (
            "/druk",
            Page::html_with(
                "<link rel=canonical href=/aktualnosci/2>",
                &Page::title(2),
                "Do druku, ta sama treść.",
            ),
        ),
    ] {
        portal.put(path, page);
        lines.push(portal.url(path));
    }
    let (latin, _, _) = encoding_rs::WINDOWS_1250.encode("<title>Żółć gęślą jaźń</title><h1>Żółć gęślą jaźń</h1><p>Zażółć gęślą jaźń, powiedział łoś do żółwia.</p>");
    portal.put("/kodowanie", Page::new("text/html; charset=utf-8", latin.into_owned()));
    lines.push(portal.url("/kodowanie"));
    for copy in [
        "/aktualnosci/3?utm_source=x&fbclid=1",
        "/aktualnosci/3/",
        "/aktualnosci/3?print=1",
        "/aktualnosci/3#a",
    ] {
        lines.push(portal.url(copy));
    }
    portal.put("/kopia", portal.page("/aktualnosci/5"));
    lines.push(portal.url("/kopia"));
    lines.push("http://example.org/obcy".to_owned());
    let (first, second) = lines.split_at(lines.len() / 2);
    portal.put("/mapa1.xml", Page::new("application/xml", sitemap(first)));
    portal.put("/mapa2.xml.gz", Page::new("application/gzip", portal::gzip(&sitemap(second))));
    let index = format!(
        "<sitemapindex><sitemap><loc>{}</loc></sitemap><sitemap><loc>{}</loc></sitemap><sitemap><loc>{}</loc></sitemap></sitemapindex>",
        portal.url("/mapa1.xml"),
        portal.url("/mapa2.xml.gz"),
        portal.url("/mapa.xml")
    );
    portal.put("/mapa.xml", Page::new("application/xml", index.into_bytes()));
    portal.put("/robots.txt", Page::new("text/plain", b"User-agent: *\nDisallow: /tajne/\n".to_vec()));
}

fn sitemap(urls: &[String]) -> Vec<u8> {
    let lines: String =
        urls.iter().map(|url| format!("<url><loc>{}</loc></url>", url.replace('&', "&amp;"))).collect();
    format!("<urlset>{lines}</urlset>").into_bytes()
}

/// The failures that [`fill`] prepares.
const FAILURES: u64 = 7;

fn fetch_of_all(posts: usize) {
    let portal = Portal::start();
    fill(&portal, posts);
    let place = Place::new();
    let more = "document_kind = \"news\"\nmax_mb = 8\ntimeout_ms = 2500";
    place.file("skorowidz.toml", settings("portal", "sitemap", &portal.url("/mapa.xml"), more));
    let began = Instant::now();
    let report = fetch(&place, &[], 2);
    eprintln!("{posts} posts: first run {:.1} s: {report}", began.elapsed().as_secs_f64());
    let documents = posts + posts.div_ceil(4) + 1;
    assert_eq!(counts(&report), [documents as u64, 0, 0, 0, FAILURES], "{report}");
    let failed: Vec<&str> =
        report["failures"].as_array().expect("a list").iter().map(|failure| text(failure, "error")).collect();
    for part in
        ["status 500", "status 404", "circle", "took longer than 2.5 s", "larger than 8 MB", "`image/png`"]
    {
        assert!(failed.iter().any(|error| error.contains(part)), "no {part} in {failed:?}");
    }
    assert_eq!((&report["closed"], portal.requests("/tajne/strona")), (&1.into(), 0));
    let folder = place.path("sources/portal");
    assert_eq!(files(&folder).len(), 2 * documents);
    let sidecar = fs::read_to_string(folder.join("pliki/akt-4.pdf.yaml")).expect("a sidecar");
    assert!(sidecar.contains("parent: \"portal/aktualnosci/4\""), "{sidecar}");

    // Again: nothing is sent twice.
    portal.forget();
    let began = Instant::now();
    let report = fetch(&place, &[], 2);
    eprintln!("{posts} posts: second run {:.1} s: {report}", began.elapsed().as_secs_f64());
    assert_eq!(counts(&report), [0, 0, documents as u64, 0, FAILURES], "{report}");
    let sent: Vec<String> = portal
        .sent()
        .into_iter()
        .filter(|path| path.starts_with("/akt") || path.starts_with("/pliki"))
        .collect();
    assert_eq!(sent, [""; 0]);

    // Changes, and only they, are sent.
    portal.put(
        "/aktualnosci/7",
        Page::html_with("", "Zmieniony tytuł", "Nowa treść wpisu siódmego, zupełnie inna niż wcześniej."),
    );
    portal.put("/aktualnosci/8", Page::status(410));
    portal.put("/aktualnosci/9", Page::redirect(301, "/przeniesiony/9"));
    portal.put("/przeniesiony/9", Page::post(9, None));
    portal.put("/aktualnosci/10", Page::redirect(301, "/aktualnosci/0"));
    portal.put("/aktualnosci/11", Page::redirect(302, "/aktualnosci/0"));
    portal.forget();
    let report = fetch(&place, &[], 2);
    assert_eq!(counts(&report)[1], 1, "{report}");
    assert_eq!(counts(&report)[3..], [2, FAILURES + 1], "{report}");
    let sent: Vec<String> = portal
        .sent()
        .into_iter()
        .filter(|path| path.contains("/aktualnosci/") || path.contains("/prze"))
        .collect();
    assert!(sent.contains(&"/aktualnosci/7".to_owned()) && sent.len() <= 4, "{sent:?}");
    let state = place.run(&["sources", "--json"]).ended(0).json();
    assert_eq!(
        (&state[0]["vanished"], &state[0]["documents"]),
        (&2.into(), &(documents as u64 - 2).into()),
        "{state}"
    );
    assert_eq!(files(&folder).len(), 2 * documents, "nothing is deleted");

    // All of it is found, and files name their posts.
    let index = place.index(&["sources"], 0);
    assert_eq!(index["added"], documents as u64, "{index}");
    let shown = place.run(&["show", "--json", "portal/pliki/akt-4"]).ended(0).json();
    assert_eq!(shown["parent"], "portal/aktualnosci/4");
    assert_eq!(place.run(&["show", "--json", "portal/aktualnosci/1"]).ended(0).json()["kind"], "news");
    assert!(place.found(&["gęślą jaźń"]).contains(&"portal/kodowanie".to_owned()));
}

#[test]
fn a_portal_is_fetched_whole_and_again_only_where_it_has_changed() {
    fetch_of_all(24);
}

#[test]
#[ignore = "takes minutes: 2,000 posts and 500 files"]
fn a_large_portal_is_fetched_whole_and_again_only_where_it_has_changed() {
    fetch_of_all(2_000);
}

#[cfg(unix)]
#[test]
fn a_killed_run_is_continued_without_loss() {
    let portal = Portal::start();
    let mut lines = Vec::new();
    for number in 0..40 {
        let path = format!("/a/{number}");
        portal.put(&path, Page::post(number, None).after(Duration::from_millis(20)));
        lines.push(portal.url(&path));
    }
    portal.put("/mapa.xml", Page::new("application/xml", sitemap(&lines)));
    let place = Place::new();
    place.file("skorowidz.toml", settings("portal", "sitemap", &portal.url("/mapa.xml"), ""));
    for least in [5, 15, 25] {
        let mut child = place.command(&["fetch", "--quiet"]).spawn().expect("started");
        let began = Instant::now();
        while files(&place.path("sources/portal")).len() < 2 * least
            && began.elapsed() < Duration::from_mins(1)
        {
            std::thread::sleep(Duration::from_millis(5));
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
    }
    let report = fetch(&place, &[], 0);
    assert_eq!(report["documents"], 40, "{report}");
    assert_eq!(files(&place.path("sources/portal")).len(), 80);
    // Of each killed run, at most the document in progress was asked for again.
    let asked: usize = (0..40).map(|number| portal.requests(&format!("/a/{number}"))).sum();
    assert!((40..=43).contains(&asked), "{asked} requests");
    let names = fs::read_dir(place.path("sources/portal")).expect("a folder").flatten();
    assert!(!names.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().starts_with(".tmp")));
}

#[test]
fn feeds_say_what_pages_do_not() {
    let portal = Portal::start();
    portal.put(
        "/1",
        Page::new("text/html", "<p>Wpis bez tytułu i daty, za to z dość długą treścią o parku.".into()),
    );
    portal.put("/2", Page::new("text/html", "<title>Własny tytuł</title><meta property='article:published_time' content='2026-02-02'><p>Treść drugiego wpisu.".into()));
    portal.put("/feed", Page::new("application/rss+xml", format!(
        "<rss version='2.0'><channel><title>K</title><link>x</link>{}</channel></rss>",
        ["1", "2"].map(|name| format!(
            "<item><title>Z kanału {name}</title><link>{}</link><pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item>",
            portal.url(&format!("/{name}"))
        )).concat()
    ).into_bytes()));
    let place = Place::new();
    place.file("skorowidz.toml", settings("rss", "feed", &portal.url("/feed"), ""));
    assert_eq!(counts(&fetch(&place, &["--update-index"], 0)), [2, 0, 0, 0, 0]);
    let shown = |id: &str| place.run(&["show", "--json", id]).ended(0).json();
    let (first, second) = (shown("rss/1"), shown("rss/2"));
    assert_eq!((text(&first, "title"), text(&first, "published")), ("Z kanału 1", "2026-01-05"));
    assert_eq!((text(&second, "title"), text(&second, "published")), ("Własny tytuł", "2026-02-02"));
    assert_eq!(text(&second, "url"), portal.url("/2"));

    // A post that the feed does not name any more is still there; then it is not.
    portal.forget();
    portal.put(
        "/feed",
        Page::new(
            "application/rss+xml",
            b"<rss version='2.0'><channel><title>K</title></channel></rss>".to_vec(),
        ),
    );
    assert_eq!(counts(&fetch(&place, &[], 0)), [0, 0, 2, 0, 0]);
    // What the feed said of it is kept when the page changes.
    portal.put(
        "/1",
        Page::new("text/html", "<p>Zmieniona treść wpisu bez tytułu i daty, nadal o parku.".into()),
    );
    assert_eq!(counts(&fetch(&place, &[], 0)), [0, 1, 1, 0, 0]);
    let sidecar = fs::read_to_string(place.path("sources/rss/1.html.yaml")).expect("a sidecar");
    assert!(sidecar.contains("Z kanału 1") && sidecar.contains("2026-01-05"), "{sidecar}");
    portal.put("/1", Page::status(404));
    assert_eq!(counts(&fetch(&place, &[], 0)), [0, 0, 1, 1, 0]);
    let report = fetch(&place, &["--delete-vanished"], 0);
    assert_eq!((&report["deleted"], &report["documents"]), (&1.into(), &1.into()), "{report}");
    assert_eq!(files(&place.path("sources/rss")), ["2.html", "2.html.yaml"]);
}

#[test]
fn lists_and_numbered_pages_are_followed_to_their_end() {
    let portal = Portal::start();
    for number in 0..5 {
        portal.put(&format!("/news/{number}"), Page::post(number, None));
        let list = format!(
            "<nav><a href=/o-nas>O nas</a></nav><ul class=list><li><a href=/news/{number}>Wpis</a></ul><a href=/news/99>poza listą</a>"
        );
        portal.put(&format!("/lista?p={}", number + 1), Page::new("text/html", list.into_bytes()));
    }
    // The last page is shown for every number after it.
    portal.put("/lista?p=6", portal.page("/lista?p=5"));
    let place = Place::new();
    let url = portal.url("/lista?p={page}");
    place.file("skorowidz.toml", settings("lista", "pages", &url, "links = '.list a'"));
    let report = fetch(&place, &["lista"], 0);
    assert_eq!((counts(&report), &report["listed"]), ([5, 0, 0, 0, 0], &5.into()));
    // A list that names all shows what has vanished; one that names next to nothing shows nothing.
    let links = |numbers: &[usize]| -> String {
        numbers.iter().map(|number| format!("<a href=/news/{number}>x</a>")).collect()
    };
    portal.put("/spis", Page::new("text/html", links(&[0, 1, 2]).into_bytes()));
    place.file("skorowidz.toml", settings("lista", "list", &portal.url("/spis"), "include = ['/news/\\d$']"));
    let report = fetch(&place, &[], 0);
    assert_eq!(counts(&report), [0, 0, 3, 2, 0], "{report}");
    portal.put("/spis", Page::html("W przebudowie"));
    portal.put("/news/1", Page::status(404));
    let report = fetch(&place, &[], 0);
    assert_eq!(counts(&report), [0, 0, 2, 1, 0], "{report}");
    assert!(
        report["notes"][0].as_str().is_some_and(|note| note.contains("each of them is asked for")),
        "{report}"
    );
    portal.put("/news/1", Page::post(1, None));
    place.file("skorowidz.toml", settings("lista", "pages", &url, "links = '.list a'\nmax_pages = 3"));
    let report = fetch(&place, &[], 0);
    assert_eq!(report["listed"], 3, "{report}");
    assert!(report["notes"][0].as_str().is_some_and(|note| note.contains("max_pages")), "{report}");
}

#[test]
fn a_dry_run_says_what_would_be_fetched_and_writes_nothing() {
    let portal = Portal::start();
    portal.put("/a", Page::post(1, None));
    portal.put("/mapa.xml", Page::new("application/xml", sitemap(&[portal.url("/a"), portal.url("/b")])));
    let place = Place::new();
    place.file("skorowidz.toml", settings("portal", "sitemap", &portal.url("/mapa.xml"), ""));
    let ran = place.run(&["fetch", "--dry-run"]).ended(0);
    assert!(ran.out.contains(&format!("fetch {}\n", portal.url("/a"))), "{}", ran.out);
    assert!(ran.out.contains("would fetch 2 and check 0"), "{}", ran.out);
    assert!(!place.path("sources").exists());
    assert_eq!(portal.requests("/a"), 0);
    fetch(&place, &[], 2);
    let before = files(&place.path("sources"));
    let ran = place.run(&["fetch", "--dry-run"]).ended(0);
    assert!(ran.out.contains("would fetch 1 and check 1"), "{}", ran.out);
    assert_eq!((files(&place.path("sources")), portal.requests("/a")), (before, 1));
}

#[test]
fn private_addresses_and_other_hosts_are_never_asked() {
    let (portal, other) = (Portal::start(), Portal::start());
    portal.put("/a", Page::redirect(302, &other.url("/metadata")));
    portal.put("/b", Page::redirect(301, "http://169.254.169.254/latest/meta-data"));
    portal.put("/c", Page::redirect(301, "file:///etc/passwd"));
    other.put("/metadata", Page::html("tajne"));
    let urls = ["/a", "/b", "/c"].map(|path| portal.url(path));
    portal.put("/mapa.xml", Page::new("application/xml", sitemap(&urls)));
    let place = Place::new();
    place.file("skorowidz.toml", settings("portal", "sitemap", &portal.url("/mapa.xml"), ""));
    let report = fetch(&place, &[], 2);
    assert_eq!(counts(&report), [0, 0, 0, 0, 3], "{report}");
    assert_eq!(other.all_requests(), 0);
    let errors: Vec<&str> =
        report["failures"].as_array().expect("a list").iter().map(|failure| text(failure, "error")).collect();
    assert!(
        errors.iter().filter(|error| error.contains("not one of the source's `hosts`")).count() == 2,
        "{errors:?}"
    );
    // Without `allow_private`, not even a name of this machine leads to it.
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"] {
        portal.forget();
        let url = portal.url("/mapa.xml").replace("127.0.0.1", host);
        place.file("skorowidz.toml", format!("[[sources]]\nname = 'x'\nkind = 'sitemap'\nurl = '{url}'\n"));
        let report = fetch(&place, &[], 2);
        assert!(
            text(&report["failures"][0], "error").contains("not on the public internet"),
            "{host}: {report}"
        );
        assert_eq!(portal.all_requests(), 0, "{host}");
    }
}

#[test]
fn a_server_that_asks_for_time_gets_it() {
    let portal = Portal::start();
    portal.put(
        "/mapa.xml",
        Page::new("application/xml", sitemap(&[portal.url("/a"), portal.url("/b"), portal.url("/c")])),
    );
    portal.put("/a", Page::post(1, None).at_first(503, "0"));
    portal.put("/b", Page::status(429).header("retry-after", "3600"));
    portal.put("/c", Page::post(3, None));
    let place = Place::new();
    place.file("skorowidz.toml", settings("portal", "sitemap", &portal.url("/mapa.xml"), ""));
    let report = fetch(&place, &[], 2);
    assert_eq!(counts(&report), [1, 0, 0, 0, 1], "{report}");
    assert_eq!((portal.requests("/a"), portal.requests("/b"), portal.requests("/c")), (2, 1, 0));
    let report = fetch(&place, &[], 0);
    assert!(text(&report, "skipped").contains("the next run is due at"), "{report}");
    assert_eq!(place.run(&["sources"]).ended(0).out.matches("next run at").count(), 1);
    // Named, it is fetched at once.
    portal.put("/b", Page::post(2, None));
    assert_eq!(counts(&fetch(&place, &["portal"], 0)), [2, 0, 1, 0, 0]);
}

#[test]
fn one_bad_source_stops_no_other_and_robots_txt_in_trouble_closes_a_site() {
    let (good, bad) = (Portal::start(), Portal::start());
    good.put("/mapa.xml", Page::new("application/xml", sitemap(&[good.url("/a")])));
    good.put("/a", Page::post(1, None));
    bad.put("/robots.txt", Page::status(503));
    bad.put("/mapa.xml", Page::new("application/xml", sitemap(&[bad.url("/a")])));
    let place = Place::new();
    place.file("blocked", "x");
    let all = [
        settings("zly", "sitemap", &bad.url("/mapa.xml"), ""),
        settings("html", "feed", &good.url("/a"), ""),
        settings("dobry", "sitemap", &good.url("/mapa.xml"), "every = '1d'"),
    ];
    place.file("skorowidz.toml", all.concat());
    let ran = place.run(&["fetch"]).ended(2);
    assert!(ran.err.contains("robots.txt"), "{}", ran.err);
    assert!(ran.err.contains("is not a feed"), "{}", ran.err);
    assert!(ran.out.contains("dobry (sitemap): 1 listed; 1 new"), "{}", ran.out);
    assert_eq!(bad.requests("/mapa.xml"), 0);
    // The good one is due in a day; the one that is no feed was asked for twice.
    let ran = place.run(&["fetch", "--quiet"]);
    assert_eq!((ran.out.as_str(), good.requests("/a")), ("", 3));
    let unknown = place.run(&["fetch", "inny"]).ended(2);
    assert!(
        unknown.err.contains("unknown source `inny`: use one of `zly`, `html`, `dobry`"),
        "{}",
        unknown.err
    );
    let metrics = place.run(&["sources", "--metrics"]).ended(0).out;
    for line in
        ["skorowidz_source_documents{source=\"dobry\"} 1.0", "skorowidz_source_failing{source=\"zly\"} 1.0"]
    {
        assert!(metrics.contains(line), "{metrics}");
    }
    let shown = place.run(&["sources"]).ended(0).out;
    assert!(shown.contains("dobry (sitemap)\n   1 documents, 0 vanished"), "{shown}");
}

#[test]
fn an_archive_of_a_portal_is_a_source() {
    let http = |body: &[u8], media_type: &str| {
        [format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n").as_bytes(), body].concat()
    };
    let record = |url: &str, content: &[u8]| {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            content.len()
        );
        portal::gzip(&[head.as_bytes(), content, b"\r\n\r\n"].concat())
    };
    let post = Page::post(4, Some("/pliki/akt.pdf")).body;
    let place = Place::new();
    let archive = [
        record(
            "https://dawny.pl/pliki/akt.pdf",
            &http(&pdf("Zarzadzenie nr 4 w sprawie parku"), "application/pdf"),
        ),
        record("https://dawny.pl/wpis", &http(&post, "text/html")),
        record("https://dawny.pl/logo.png", &http(b"x", "image/png")),
        record("https://inny.pl/wpis", &http(&Page::post(5, None).body, "text/html")),
    ];
    place.file("archiwa/2020.warc.gz", archive.concat()).file("archiwa/czytaj.txt", "x");
    place.file(
        "skorowidz.toml",
        "[[sources]]\nname = 'dawny'\nkind = 'warc'\npath = 'archiwa'\nhosts = ['dawny.pl']\n",
    );
    let report = fetch(&place, &["--update-index"], 0);
    assert_eq!((counts(&report), &report["requests"]), ([2, 0, 0, 0, 0], &0.into()), "{report}");
    let shown = place.run(&["show", "--json", "dawny/dawny.pl/pliki/akt"]).ended(0).json();
    assert_eq!(shown["parent"], "dawny/dawny.pl/wpis", "{shown}");
    assert_eq!(counts(&fetch(&place, &[], 0)), [0; 5]);
}

#[cfg(unix)]
#[test]
fn fetching_every_so_often_ends_with_a_signal() {
    let portal = Portal::start();
    portal.put("/mapa.xml", Page::new("application/xml", sitemap(&[portal.url("/a")])));
    portal.put("/a", Page::post(1, None));
    let place = Place::new();
    place.file("skorowidz.toml", settings("portal", "sitemap", &portal.url("/mapa.xml"), ""));
    let mut child = place.command(&["fetch", "--every", "1s", "--quiet"]).spawn().expect("started");
    let began = Instant::now();
    while portal.requests("/mapa.xml") < 3 && began.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("signaled");
    assert_eq!(child.wait().expect("ended").code(), Some(130));
    assert!(portal.requests("/mapa.xml") >= 3);
    assert_eq!(portal.requests("/robots.txt"), 1);
    assert!(place.run(&["fetch", "--every", "soon"]).ended(2).err.contains("use a time such as"));
}

#[test]
fn without_sources_it_says_how_to_add_some() {
    let place = Place::new();
    assert!(place.run(&["fetch"]).ended(2).err.contains("add tables `[[sources]]`"));
    assert!(place.run(&["sources"]).ended(0).err.contains("add tables `[[sources]]`"));
    place.file("skorowidz.toml", "[[sources]]\nname = 'a'\nkind = 'rss'\n");
    let err = place.run(&["fetch"]).ended(2).err;
    assert!(err.contains("`sources`, `a`: `kind` is `rss`") && err.contains("`url` is missing"), "{err}");
}
