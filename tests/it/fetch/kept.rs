//! What `fetch` keeps and what it lets go: files of deleted posts, encodings that only the server knows, a
//! damaged state.

use std::fs;

use super::{
    counts, fetch, files,
    losses::{list, listed},
    portal::{Page, Portal, pdf},
};

#[test]
fn the_files_of_a_deleted_post_go_with_it_unless_another_page_links_to_them() {
    let portal = Portal::start();
    let place = listed(&portal, &["/1", "/2", "/3", "/4"]);
    for name in ["wlasny", "wspolny"] {
        portal.put(&format!("/{name}.pdf"), Page::new("application/pdf", pdf(&format!("Akt {name}"))));
    }
    portal.put("/1", {
        let links = "Zobacz <a href=/wlasny.pdf>swój</a> i <a href=/wspolny.pdf>wspólny</a> akt.";
        Page::html_with("", "Wpis pierwszy", &format!("Rada miasta zajęła się sprawą parku. {links}"))
    });
    portal.put("/2", Page::post(2, Some("/wspolny.pdf")));
    portal.put("/3", Page::post(3, None));
    portal.put("/4", Page::post(4, None));
    assert_eq!(counts(&fetch(&place, &[], 0))[0], 6);
    portal.put("/1", Page::status(404));
    list(&portal, &["/2", "/3", "/4"]);
    assert_eq!(counts(&fetch(&place, &[], 0))[3], 1);
    let report = fetch(&place, &["--delete-vanished"], 0);
    assert_eq!((&report["deleted"], &report["documents"]), (&2.into(), &4.into()), "{report}");
    let folder = place.path("sources/portal");
    let left: Vec<String> = files(&folder).into_iter().filter(|name| name.contains(".pdf")).collect();
    assert_eq!(left, ["wspolny.pdf", "wspolny.pdf.yaml"]);
    let sidecar = fs::read_to_string(folder.join("wspolny.pdf.yaml")).expect("a sidecar");
    assert!(sidecar.contains("parent: \"portal/2\""), "{sidecar}");
    portal.forget();
    fetch(&place, &[], 0);
    assert_eq!(portal.requests("/wlasny.pdf"), 0);
}

#[test]
fn the_charset_of_the_server_is_kept_where_the_page_names_none() {
    let portal = Portal::start();
    let place = listed(&portal, &["/1", "/2"]);
    let written = "<title>Протокол</title><h1>Протокол</h1><p>Київ і Харків, їжак та ґудзик. Засідання ради.";
    let (koi8, _, _) = encoding_rs::KOI8_U.encode(written);
    portal.put("/1", Page::new("text/html; charset=koi8-u", koi8.to_vec()));
    let declared = [b"<meta charset=koi8-u>".as_slice(), &koi8, b"<p>2"].concat();
    portal.put("/2", Page::new("text/html; charset=utf-8", declared));
    assert_eq!(counts(&fetch(&place, &["--update-index"], 0)), [2, 0, 0, 0, 0]);
    let sidecar = |name: &str| fs::read_to_string(place.path(name)).expect("a sidecar");
    assert!(sidecar("sources/portal/1.html.yaml").contains("charset: \"koi8-u\""));
    assert!(!sidecar("sources/portal/2.html.yaml").contains("charset"));
    for id in ["portal/1", "portal/2"] {
        let shown = place.run(&["show", "--json", id]).ended(0).json();
        assert_eq!(shown["title"], "Протокол", "{id}");
        assert!(
            shown["pages"][0]["text"].as_str().is_some_and(|text| text.contains("їжак та ґудзик")),
            "{shown}"
        );
    }
}

#[test]
fn a_damaged_state_is_told_with_what_follows_from_it() {
    let portal = Portal::start();
    let place = listed(&portal, &["/1"]);
    portal.put("/1", Page::post(1, None));
    fetch(&place, &[], 0);
    place.file("sources/portal/.fetch.jsonl", "\0\0garbage");
    let told = "1 line of `sources/portal/.fetch.jsonl` cannot be read";
    assert!(place.run(&["sources"]).ended(0).out.contains(told));
    let ran = place.run(&["fetch"]).ended(0);
    assert!(ran.err.contains(told) && ran.out.contains("1 new"), "{}{}", ran.err, ran.out);
    assert!(place.path("sources/portal/.fetch.damaged").exists());
    let ran = place.run(&["fetch"]).ended(0);
    assert!(!ran.err.contains("cannot be read"), "{}", ran.err);
}
