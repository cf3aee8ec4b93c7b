//! `index --dry-run`: the same numbers as the run that follows, and nothing is written.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

use crate::{
    harness::{Place, corpus, counts, list, text},
    serve::Server,
};

/// Returns everything below a folder: paths with contents and times.
fn tree(folder: &Path) -> BTreeMap<String, (Vec<u8>, std::time::SystemTime)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("readable").path();
        let changed = fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("known");
        let bytes = if path.is_dir() { Vec::new() } else { fs::read(&path).expect("readable") };
        found.insert(path.to_string_lossy().into_owned(), (bytes, changed));
        if path.is_dir() {
            found.extend(tree(&path));
        }
    }
    found
}

/// Returns a report without what only a dry run has, and without the time.
fn plain(report: &Value) -> Value {
    let mut report = report.clone();
    let object = report.as_object_mut().expect("an object");
    for name in ["dry_run", "changes", "changes_left_out", "seconds"] {
        object.remove(name);
    }
    report
}

/// Compares a dry run with the run that follows; returns the changes that it lists.
#[track_caller]
fn check(place: &Place, arguments: &[&str], status: i32) -> Vec<(String, String)> {
    let before = tree(&place.path(""));
    let dry = place.index(&[&["--dry-run"], arguments].concat(), status);
    assert_eq!(tree(&place.path("")), before, "something was written");
    assert_eq!(dry["dry_run"], true);
    let real = place.index(arguments, status);
    assert_eq!(plain(&dry), plain(&real));
    let changes = dry["changes"].as_array().map_or(&[][..], Vec::as_slice);
    changes.iter().map(|change| (text(change, "change").to_owned(), text(change, "id").to_owned())).collect()
}

#[test]
fn a_dry_run_tells_what_the_run_that_follows_does() {
    let place = Place::new();
    place.file("c/a.md", "# A\n\nKonwent.").file("c/b.md", "# B\n\nRada.").file("c/empty.txt", "");
    place.file("c/bad.pdf", "no PDF").file("c/c.docx", "other").file("c/d.md.yaml", "kind: nonsense");
    place.file("c/d.md", "Sesja.").file("c/l.jsonl", "{\"id\":\"l1\",\"text\":\"Rada\",\"odd\":1}\nbroken\n");
    let added = check(&place, &["c"], 2);
    let ids: Vec<&str> = added.iter().map(|(_, id)| id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "d", "l1"], "{added:?}");
    assert!(added.iter().all(|(change, _)| change == "added"));
    assert!(check(&place, &["c"], 2).is_empty());
    place.file("c/a.md", "# A\n\nInny konwent.").file("c/e.md", "Nowa.").remove("c/b.md");
    let changes = check(&place, &["c"], 2);
    let expected = [("updated", "a"), ("deleted", "b"), ("added", "e")];
    assert_eq!(changes, expected.map(|(change, id)| (change.to_owned(), id.to_owned())));
}

#[test]
fn the_samples_give_the_same_numbers() {
    let place = Place::new();
    let samples = corpus("");
    let changes = check(&place, &[samples.to_str().expect("UTF-8")], 0);
    assert!(changes.len() > 80, "{}", changes.len());
}

#[test]
fn nothing_is_created_where_there_is_no_index() {
    let place = Place::new();
    place.file("c/a.md", "Konwent.");
    let ran = place.run(&["index", "--dry-run", "c"]).ended(0);
    assert_eq!(ran.out.lines().next(), Some("+ a"), "{}", ran.out);
    let counted = "1 added, 0 updated, 0 unchanged, 0 deleted, 0 failed; 1 documents then in the index";
    assert!(ran.out.contains(counted) && ran.out.contains("nothing was written"), "{}", ran.out);
    assert!(!place.path("index").exists());
    let report = place.index(&["--dry-run", "gone"], 2);
    assert_eq!(text(&list(&report, "failures")[0], "source"), "gone");
    assert!(!place.path("index").exists());
}

#[test]
fn refused_deletions_are_told_and_accepted_ones_counted() {
    let place = Place::new();
    for number in 0..3 {
        place.file(&format!("c/{number}.md"), format!("Konwent numer {number}."));
    }
    place.index(&["c"], 0);
    fs::rename(place.path("c"), place.path("away")).expect("moved");
    assert!(check(&place, &["c"], 2).is_empty());
    let deleted = check(&place, &["--accept-deletions", "c"], 0);
    assert_eq!(deleted.len(), 3, "{deleted:?}");
}

#[test]
fn a_service_that_is_running_is_not_disturbed() {
    let place = Place::new();
    place.file("c/a.md", "Konwent.");
    place.index(&["c"], 0);
    let server = Server::with(&place, &[], &[("SKOROWIDZ_TOKEN", "a-token-of-many-letters")]);
    server.ready();
    let put = |id: &str| {
        let headers =
            [("Authorization", "Bearer a-token-of-many-letters"), ("Content-Type", "application/json")];
        server.send("PUT", &format!("/api/v1/documents/{id}"), &headers, br#"{"text":"Rada"}"#).expect("sent")
    };
    assert_eq!(put("received").status, 201);
    place.file("c/received.md", "Rada.").file("c/b.md", "Sesja.");
    let report = place.index(&["--dry-run", "c"], 2);
    assert_eq!(counts(&report), [1, 0, 1, 0, 1], "an uploaded document owns its id: {report}");
    assert_eq!(put("other").status, 201);
    assert_eq!(server.get("/api/v1/stats").json()["documents"], 3);
}

#[test]
fn a_long_list_of_changes_is_cut() {
    let place = Place::new();
    let lines = (0..1_200).map(|number| format!("{{\"id\":\"{number:04}\",\"text\":\"Rada {number}\"}}\n"));
    place.file("c.jsonl", lines.collect::<String>());
    let report = place.index(&["--dry-run", "c.jsonl"], 0);
    assert_eq!((list(&report, "changes").len(), &report["changes_left_out"]), (1_000, &200.into()));
    let ran = place.run(&["index", "--dry-run", "c.jsonl"]).ended(0);
    assert!(ran.out.contains("+ 0999\nand 200 more changes\n1200 added"), "{}", ran.out);
}
