//! Mass deletions: a folder that lost its documents keeps them in the index until the deletion is accepted.

use std::fs;

use serde_json::Value;

use crate::{
    harness::{Place, counts, list, text},
    serve::Server,
};

const TOKEN: &str = "a-token-of-many-letters";

/// Creates a place with an indexed folder of this number of posts, and another folder with one.
fn place(posts: usize) -> Place {
    let place = Place::new();
    for number in 0..posts {
        place.file(&format!("c/{number}.md"), format!("# Post {number}\n\nKonwent numer {number}."));
    }
    place.file("other/o.md", "Inny konwent.");
    place.index(&["c", "other"], 0);
    place
}

fn documents(place: &Place) -> Value {
    place.run(&["stats", "--json"]).json()["documents"].clone()
}

/// Moves the folder away and leaves an empty one, as when a disk is not mounted.
fn unmount(place: &Place) {
    fs::rename(place.path("c"), place.path("disk")).expect("moved");
    fs::create_dir(place.path("c")).expect("created");
}

#[track_caller]
fn check_refused(report: &Value, documents: u64, gone: u64) {
    let [refused] = list(report, "refused") else { panic!("one root: {report}") };
    assert_eq!(
        (text(refused, "root"), &refused["documents"], &refused["gone"]),
        ("c", &documents.into(), &gone.into())
    );
    assert!(text(refused, "reason").contains("--accept-deletions"), "{refused}");
    assert_eq!(report["deleted"], 0);
}

#[test]
fn an_emptied_folder_keeps_its_documents_and_other_folders_are_indexed() {
    let place = place(3);
    unmount(&place);
    place.file("other/new.md", "Nowy konwent.");
    let report = place.index(&["c", "other"], 2);
    check_refused(&report, 3, 3);
    assert_eq!(counts(&report), [1, 0, 1, 0, 0], "{report}");
    assert_eq!(documents(&place), 5);
}

#[test]
fn files_gone_from_other_folders_are_still_deleted() {
    let place = place(3);
    place.file("other/p.md", "Drugi konwent.");
    place.index(&["other"], 0);
    unmount(&place);
    place.remove("other/o.md");
    let report = place.index(&["c", "other"], 2);
    assert_eq!(
        (counts(&report), report["refused"].as_array().map(Vec::len)),
        ([0, 0, 1, 1, 0], Some(1)),
        "{report}"
    );
    assert_eq!(documents(&place), 4);
}

#[test]
fn the_refusal_reports_the_counts_and_a_remedy_that_works() {
    let place = place(3);
    unmount(&place);
    let ran = place.run(&["index", "c"]).ended(2);
    assert!(ran.err.contains("refused: c: has lost 3 of its 3 documents"), "{}", ran.err);
    assert!(ran.out.contains("0 deleted"), "{}", ran.out);
    let (_, remedy) = ran.err.split_once("to delete them, run `skorowidz ").expect("a remedy");
    let remedy: Vec<&str> = remedy.split('`').next().unwrap_or_default().split(' ').collect();
    assert_eq!(remedy.iter().filter(|part| part.ends_with("/c")).count(), 1, "{remedy:?}");
    let elsewhere = Place::with_own_settings();
    let ran = elsewhere.run(&remedy).ended(0);
    assert!(ran.out.contains("3 deleted"), "{}", ran.out);
    assert_eq!(documents(&place), 1);
    assert_eq!(counts(&place.index(&["c"], 0)), [0; 5]);
}

#[test]
fn a_missing_folder_keeps_its_documents_until_deletion_is_accepted() {
    let place = place(3);
    fs::rename(place.path("c"), place.path("disk")).expect("moved");
    check_refused(&place.index(&["c"], 2), 3, 3);
    assert_eq!(documents(&place), 4);
    assert_eq!(counts(&place.index(&["--accept-deletions", "c"], 0))[3], 3);
    assert_eq!(counts(&place.index(&["--rebuild"], 0)), [1, 0, 0, 0, 0], "the folder is forgotten");
}

#[test]
fn a_remounted_disk_changes_nothing() {
    let place = place(3);
    unmount(&place);
    place.index(&["c"], 2);
    fs::remove_dir(place.path("c"))
        .and_then(|()| fs::rename(place.path("disk"), place.path("c")))
        .expect("moved");
    let report = place.index(&["c"], 0);
    assert_eq!((counts(&report), &report["refused"]), ([0, 0, 3, 0, 0], &Value::Null));
}

#[test]
fn a_large_share_is_refused_but_a_small_share_or_number_is_not() {
    let place = place(100);
    let remove = |numbers: std::ops::Range<usize>| {
        for number in numbers {
            place.remove(&format!("c/{number}.md"));
        }
    };
    remove(0..30);
    assert_eq!(counts(&place.index(&["c"], 0))[3], 30);
    remove(30..52);
    check_refused(&place.index(&["c"], 2), 70, 22);
    let mut wider = place.command(&["index", "--json", "c"]);
    let ran = wider.env("SKOROWIDZ_DELETIONS_PERCENT", "40").output().expect("the program starts");
    assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    assert_eq!(documents(&place), 49);
}

#[test]
fn renamed_files_do_not_count_as_lost() {
    let place = place(40);
    fs::create_dir(place.path("c/old")).expect("created");
    for number in 0..40 {
        fs::rename(place.path(&format!("c/{number}.md")), place.path(&format!("c/old/{number}.md")))
            .expect("moved");
    }
    assert_eq!(counts(&place.index(&["c"], 0)), [40, 0, 0, 40, 0]);
}

#[test]
fn an_ignore_pattern_that_matches_everything_is_refused_too() {
    let place = place(3);
    place.file("c/.skorowidzignore", "*\n");
    let report = place.index(&["c"], 2);
    check_refused(&report, 3, 3);
    assert!(text(&list(&report, "refused")[0], "reason").contains("`.skorowidzignore`"), "{report}");
}

#[test]
fn a_file_of_lines_that_lost_most_of_them_is_refused() {
    let place = Place::new();
    let lines = |count: u32| {
        (0..count).map(|id| format!("{{\"id\":\"{id}\",\"text\":\"Konwent\"}}\n")).collect::<String>()
    };
    place.file("c.jsonl", lines(50));
    place.index(&["c.jsonl"], 0);
    place.file("c.jsonl", lines(2));
    let report = place.index(&["c.jsonl"], 2);
    assert_eq!(
        (report["refused"][0]["gone"].as_u64(), report["deleted"].as_u64()),
        (Some(48), Some(0)),
        "{report}"
    );
    place.remove("c.jsonl");
    assert_eq!(place.index(&["c.jsonl"], 2)["refused"][0]["gone"], 50);
    assert_eq!(documents(&place), 50);
}

#[test]
fn a_rebuild_that_would_lose_a_folder_leaves_the_index_unchanged() {
    let place = place(3);
    unmount(&place);
    let ran = place.run(&["index", "--rebuild"]).ended(2);
    for part in ["`c`", "3 of its 3 documents", "the index is as it was before", "--accept-deletions"] {
        assert!(ran.err.contains(part), "no `{part}` in {}", ran.err);
    }
    assert_eq!(documents(&place), 4);
    assert_eq!(counts(&place.index(&["--rebuild", "--accept-deletions"], 0)), [1, 0, 0, 0, 0]);
}

#[test]
fn a_part_of_a_root_is_judged_against_the_whole_root() {
    let place = Place::new();
    place.file("c/a/x.md", "Konwent").file("c/b/y.md", "Konwent");
    place.index(&["c"], 0);
    fs::remove_dir_all(place.path("c/a")).expect("removed");
    assert_eq!(counts(&place.index(&["c/a"], 0)), [0, 0, 0, 1, 0]);
    fs::remove_dir_all(place.path("c/b")).expect("removed");
    assert_eq!(counts(&place.index(&["c/b"], 2))[3], 0, "the last one");
}

#[test]
fn a_service_keeps_serving_and_reports_the_refusal() {
    let place = place(3);
    unmount(&place);
    let server = Server::with(&place, &[], &[("SKOROWIDZ_TOKEN", TOKEN)]);
    let bearer = format!("Bearer {TOKEN}");
    let ask = |method: &str, path: &str| {
        server.send(method, path, &[("Authorization", bearer.as_str())], b"").expect("answered")
    };
    assert_eq!(ask("POST", "/api/v1/admin/index").status, 202);
    let task = crate::serve::until("the run has ended", || {
        let task = ask("GET", "/api/v1/admin/task").json()["task"].clone();
        (task["state"] != "running").then_some(task)
    });
    assert_eq!((&task["state"], &task["refused"]), (&Value::from("done"), &Value::from(1)), "{task}");
    let ready = ask("GET", "/readyz");
    assert_eq!(ready.status, 200);
    assert!(text(&ready.json(), "problem").contains("none of them was deleted"), "{}", ready.body);
    let metrics = ask("GET", "/metrics").body;
    for line in [
        "skorowidz_refused_folders 1",
        "skorowidz_failures_total{kind=\"deletions\"} 1",
        "skorowidz_documents 4",
    ] {
        assert!(metrics.contains(line), "no `{line}` in {metrics}");
    }
    assert!(server.log().contains("has lost 3 of its 3 documents"), "{}", server.log());
    // Another process accepts the deletion, and the service picks it up.
    place.index(&["--accept-deletions", "c"], 0);
    crate::serve::until("the service has seen it", || {
        ask("GET", "/readyz").json()["problem"].is_null().then_some(())
    });
}
