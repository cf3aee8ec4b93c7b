//! Incremental indexing: new, changed, deleted and bad files, and ids claimed twice.

use std::{fs, process::Stdio, thread, time::Duration};

use skorowidz::index::EngineKind;

use crate::{
    engines::engine,
    harness::{Place, counts},
};

const POST: &str = "## Konwent o zieleni\n\n2022-09-27\n\nPrzewodniczący dzielnic rozmawiali o parkach.\n";

#[test]
fn only_changed_files_are_read_again_and_missing_ones_are_deleted() {
    let place = Place::new();
    place.file("posts/a.md", POST).file("posts/b.txt", "Parking\nNowe miejsca przy ulicy.");
    assert_eq!(counts(&place.index(&["posts"], 0)), [2, 0, 0, 0, 0]);
    assert_eq!(counts(&place.index(&["posts"], 0)), [0, 0, 2, 0, 0]);
    place.file("posts/a.md", POST.replace("parkach", "zarządzeniach")).remove("posts/b.txt");
    assert_eq!(counts(&place.index(&["posts"], 0)), [0, 1, 0, 1, 0]);
    assert_eq!(place.found(&["zarządzenie"]), ["a"]);
    assert!(place.found(&["parking"]).is_empty());
}

#[test]
fn a_new_sidecar_changes_its_document() {
    let place = Place::new();
    place.file("posts/a.txt", "Treść bez nagłówka.");
    place.index(&["posts"], 0);
    place.file("posts/a.txt.yaml", "title: Tytuł z boku\nkind: notice\npublished: 2020-01-02\n");
    assert_eq!(counts(&place.index(&["posts"], 0)), [0, 1, 0, 0, 0]);
    let shown = place.run(&["show", "a", "--json"]).json();
    assert_eq!((shown["title"].as_str(), shown["kind"].as_str()), (Some("Tytuł z boku"), Some("notice")));
    assert_eq!(shown["published"], "2020-01-02");
}

#[test]
fn a_renamed_file_keeps_its_document_and_a_second_source_of_an_id_is_reported() {
    let place = Place::new();
    place.file("posts/a.md", POST);
    place.index(&["posts"], 0);
    fs::rename(place.path("posts/a.md"), place.path("posts/a.txt")).expect("renamed");
    assert_eq!(counts(&place.index(&["posts"], 0)), [0, 1, 0, 0, 0]);
    place.file("posts/a.html", "<p>Inny tekst o parkingach</p>").file("more/a.txt", "Jeszcze inny tekst");
    let report = place.index(&["posts", "more"], 2);
    assert_eq!(report["failed"], 2);
    let reported = report["failures"].to_string();
    for name in ["a.html", "a.txt", "has the id `a`"] {
        assert!(reported.contains(name), "{reported}");
    }
}

#[test]
fn a_file_that_becomes_unreadable_keeps_its_document() {
    let place = Place::new();
    place.file("posts/a.md", POST).file("posts/b.md", POST);
    place.index(&["posts"], 0);
    place.file("posts/a.md", "");
    let report = place.index(&["posts"], 2);
    assert_eq!(counts(&report), [0, 0, 1, 0, 1]);
    assert!(report["failures"][0]["error"].as_str().expect("text").contains("is empty"));
    assert_eq!(place.found(&["konwent"]).len(), 2);
}

#[test]
fn a_part_of_a_root_is_updated_alone() {
    let place = Place::new();
    place.file("c/news/a.md", POST).file("c/acts/b.md", POST);
    place.index(&["c"], 0);
    place.file("c/news/a.md", "Zmieniony tekst o hałasie").remove("c/acts/b.md");
    assert_eq!(counts(&place.index(&["c/news"], 0)), [0, 1, 0, 0, 0]);
    assert_eq!(place.found(&["hałas"]), ["news/a"]);
    assert_eq!(place.found(&["konwent"]), ["acts/b"]);
    assert_eq!(counts(&place.index(&["c/acts/b.md"], 0)), [0, 0, 0, 1, 0]);
}

#[test]
fn lines_of_json_are_separate_documents() {
    let place = Place::new();
    let line = |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"title\":\"T\",\"text\":\"{text}\"}}\n");
    place.file("d.jsonl", [line("x/1", "o zieleni"), line("x/2", "o drogach")].concat());
    assert_eq!(counts(&place.index(&["d.jsonl"], 0)), [2, 0, 0, 0, 0]);
    place.file("d.jsonl", [line("x/1", "o zieleni"), line("x/3", "o szkołach")].concat());
    assert_eq!(counts(&place.index(&["d.jsonl"], 0)), [1, 0, 1, 1, 0]);
    // The broken line may be the one that held a document, so nothing of the file is deleted.
    place.file("d.jsonl", [line("x/1", "o zieleni"), "{broken\n".to_owned()].concat());
    let report = place.index(&["d.jsonl"], 2);
    assert_eq!(counts(&report), [0, 0, 1, 0, 1]);
    assert_eq!(report["failures"][0]["source"], "d.jsonl:2");
}

#[test]
fn hidden_and_ignored_files_are_skipped() {
    let place = Place::new();
    place.file("c/.hidden/a.md", POST).file("c/build/b.md", POST).file("c/c.md", POST);
    place.file("c/.skorowidzignore", "build/\n").file("c/picture.png", [0, 1]);
    assert_eq!(counts(&place.index(&["c"], 0)), [1, 0, 0, 0, 0]);
}

#[test]
fn a_rebuild_reads_every_root_into_a_new_generation() {
    let place = Place::new();
    place.file("one/a.md", POST).file("two/b.md", POST);
    place.index(&["one"], 0);
    place.index(&["two"], 0);
    assert_eq!(counts(&place.index(&["--rebuild"], 0)), [2, 0, 0, 0, 0]);
    assert_eq!(fs::read_to_string(place.path("index/CURRENT")).expect("exists"), "generation-2\n");
    assert!(!place.path("index/generation-1").exists());
    assert_eq!(place.found(&["konwent"]).len(), 2);
}

#[test]
fn a_rebuild_fails_if_a_root_is_missing_unless_it_is_dropped() {
    let place = Place::new();
    place.file("one/a.md", POST).file("two/b.md", POST);
    place.index(&["one", "two"], 0);
    fs::rename(place.path("two"), place.path("elsewhere")).expect("renamed");
    let ran = place.run(&["index", "--rebuild"]).ended(2);
    assert!(ran.err.contains("`two`") && ran.err.contains("--drop-missing"), "{}", ran.err);
    assert_eq!(place.found(&["konwent"]).len(), 2);
    assert_eq!(counts(&place.index(&["--rebuild", "--drop-missing"], 0)), [1, 0, 0, 0, 0]);
    assert_eq!(place.found(&["konwent"]), ["a"]);
    place.index(&["--rebuild"], 0);
}

#[test]
fn a_rebuild_fixes_what_error_messages_promise() {
    let place = Place::new();
    place.file("one/a.md", POST);
    place.index(&["one"], 0);
    place.file("index/CURRENT", "nonsense");
    // A catalog without a generation is filled from its cluster.
    if engine() == EngineKind::Embedded {
        assert!(place.run(&["search", "konwent"]).ended(2).err.contains("--rebuild"));
        place.index(&["--rebuild"], 0);
    }
    assert_eq!(place.found(&["konwent"]), ["a"]);
    place.file("index/roots.json", "nonsense");
    assert!(place.run(&["index", "--rebuild"]).ended(2).err.contains("--rebuild PATH"));
    place.index(&["--rebuild", "one"], 0);
    assert_eq!(place.found(&["konwent"]), ["a"]);
}

#[test]
fn a_mistyped_path_below_a_root_is_reported() {
    let place = Place::new();
    place.file("one/a.md", POST);
    place.index(&["one"], 0);
    let report = place.index(&["one/typo.md"], 2);
    assert_eq!(report["failures"][0]["source"], "one/typo.md");
    assert_eq!(place.found(&["konwent"]), ["a"]);
}

#[test]
fn a_reported_line_does_not_keep_deleted_documents() {
    let place = Place::new();
    let line = |id: &str| format!("{{\"id\":\"{id}\",\"text\":\"o zieleni\"}}\n");
    place.file("d.jsonl", [line("a"), line("b"), line("c")].concat());
    place.index(&["d.jsonl"], 0);
    place.file("d.jsonl", [line("a"), line("a")].concat());
    let report = place.index(&["d.jsonl"], 2);
    assert_eq!(counts(&report), [0, 0, 1, 2, 1]);
    let reported = report["failures"][0]["error"].as_str().expect("text");
    assert!(reported.contains("belongs to `d.jsonl:1`"), "{reported}");
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed() {
    let place = Place::new();
    place.file("elsewhere/a.md", POST).file("c/b.md", POST);
    std::os::unix::fs::symlink(place.path("elsewhere"), place.path("c/link")).expect("linked");
    assert_eq!(counts(&place.index(&["c"], 0)), [2, 0, 0, 0, 0]);
    assert!(place.found(&["konwent"]).contains(&"link/a".to_owned()));
}

#[test]
fn an_index_of_another_version_is_refused_and_a_rebuild_fixes_it() {
    let place = Place::new();
    place.file("posts/a.md", POST);
    place.index(&["posts"], 0);
    let version = fs::read_to_string(place.path("index/generation-1/version.json")).expect("exists");
    let other = version.replace(skorowidz::analysis::version(), "other-1");
    place.file("index/generation-1/version.json", other);
    for command in [&["search", "konwent"][..], &["index", "posts"], &["stats"]] {
        let ran = place.run(command).ended(2);
        assert!(ran.err.contains("`other-1`") && ran.err.contains("--rebuild"), "{}", ran.err);
    }
    place.index(&["--rebuild"], 0);
    assert_eq!(place.found(&["konwent"]), ["a"]);
}

#[test]
fn a_second_writer_learns_which_process_holds_the_lock() {
    let place = Place::new();
    place.file("posts/a.md", POST);
    place.index(&["posts"], 0);
    let lock = fs::File::options().write(true).open(place.path("index/lock")).expect("exists");
    lock.lock().expect("the lock is free");
    fs::write(place.path("index/lock"), "4711").expect("written");
    let ran = place.run(&["index", "posts"]).ended(2);
    assert!(ran.err.contains("process 4711"), "{}", ran.err);
    // Readers are not affected.
    assert_eq!(place.found(&["konwent"]), ["a"]);
}

#[test]
fn committed_documents_survive_a_kill() {
    let place = Place::new();
    place.file("posts/a.md", POST);
    place.index(&["posts"], 0);
    let many: String =
        (0..40_000).map(|n| format!("{{\"id\":\"n{n}\",\"text\":\"tekst {n} o budżecie\"}}\n")).collect();
    place.file("many.jsonl", many);
    let mut child =
        place.command(&["index", "-q", "many.jsonl"]).stderr(Stdio::null()).spawn().expect("starts");
    thread::sleep(Duration::from_millis(300));
    child.kill().expect("killed");
    child.wait().expect("ended");
    assert_eq!(place.found(&["konwent"]), ["a"]);
    assert_eq!(counts(&place.index(&["posts"], 0)), [0, 0, 1, 0, 0]);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_run_cleanly_and_keeps_what_was_read() {
    let place = Place::new();
    let text = "słowa o budżecie obywatelskim i o zieleni ".repeat(50);
    let many: String = (0..60_000).map(|n| format!("{{\"id\":\"n{n}\",\"text\":\"{text}{n}\"}}\n")).collect();
    place.file("many.jsonl", many);
    let child =
        place.command(&["index", "--json", "many.jsonl"]).stdout(Stdio::piped()).spawn().expect("starts");
    // Once the roots are written, the run is indexing and handles signals.
    while !place.path("index/roots.json").exists() {
        thread::sleep(Duration::from_millis(20));
    }
    thread::sleep(Duration::from_millis(300));
    let pid = rustix::process::Pid::from_raw(child.id().cast_signed()).expect("a process");
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("signaled");
    let output = child.wait_with_output().expect("ended");
    assert_eq!(output.status.code(), Some(130));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    let documents = report["documents"].as_u64().expect("a number");
    assert!(documents > 0 && documents < 60_000, "{documents} documents");
    assert_eq!(place.run(&["stats", "--json"]).json()["documents"], documents);
}

#[test]
fn an_empty_folder_and_a_missing_one_are_distinguished() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).expect("created");
    assert_eq!(counts(&place.index(&["empty"], 0)), [0; 5]);
    let report = place.index(&["nowhere"], 2);
    assert!(report["failures"][0]["error"].as_str().expect("text").contains("does not exist"), "{report}");
}

#[test]
fn a_report_keeps_a_bounded_number_of_failures_and_exact_counts() {
    let place = Place::new();
    place
        .file("c/bad.jsonl", "x\n".repeat(100_000))
        .file("c/worse.jsonl", format!("{{\"id\":\"{}\"}}\n", "ż".repeat(2_000_000)));
    for file in 0..30 {
        place.file(&format!("c/{file}.jsonl"), "{\n".repeat(50));
    }
    place.file("c/good.md", POST);
    let ran = place.run(&["index", "--json", "c"]).ended(2);
    assert!(ran.out.len() < 300_000, "{} bytes", ran.out.len());
    let report = ran.json();
    let kept = report["failures"].as_array().map_or(0, Vec::len) as u64;
    assert_eq!((&report["failed"], &report["added"]), (&101_501.into(), &1.into()));
    assert_eq!((kept, &report["failures_left_out"]), (31 * 20 + 1, &(101_501 - kept).into()));
    let ran = place.run(&["index", "c"]).ended(2);
    assert!(
        ran.err.len() < 300_000 && ran.err.contains("failed: and 100880 more"),
        "{} bytes",
        ran.err.len()
    );
}

#[test]
fn a_line_that_is_too_long_is_reported_and_the_next_one_is_read() {
    let place = Place::new();
    let mut lines = "{\"id\":\"long\",\"text\":\"".to_owned() + &"a ".repeat(40 << 20);
    lines += "\"}\n{\"id\":\"next\",\"text\":\"Konwent\"}";
    place.file("d.jsonl", lines);
    let report = place.index(&["d.jsonl"], 2);
    assert_eq!(counts(&report), [1, 0, 0, 0, 1]);
    let failure = &report["failures"][0];
    assert_eq!(failure["source"], "d.jsonl:1");
    assert!(failure["error"].as_str().is_some_and(|error| error.contains("longer than 64 MB")), "{failure}");
}
