//! OCR of scans: recognized, found and cached; and the warnings if OCR is not available.
//!
//! If tesseract is not installed, the tests that need it print a message and pass.

use std::{
    fs,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::harness::{Place, counts, list, package, shared, skip, text};

/// The sample that is a scan of two pages.
const SCAN: &str = "corpus/resolutions/LVII-1624-21.pdf";
/// A program that does not exist.
const NOWHERE: (&str, &str) = ("SKOROWIDZ_OCR_PROGRAM", "/nowhere/tesseract");

/// Returns whether tesseract with Polish data is installed.
pub(crate) fn is_installed() -> bool {
    let listed = Command::new("tesseract").arg("--list-langs").output();
    let is_here =
        listed.is_ok_and(|listed| String::from_utf8_lossy(&listed.stdout).lines().any(|name| name == "pol"));
    if !is_here {
        skip("tesseract with Polish data is not installed");
    }
    is_here
}

fn place() -> Place {
    let place = Place::new();
    place.copy(&package().join(SCAN), "c/scan.pdf").file("c/post.html", "<p>Konwent obok</p>");
    place
}

#[track_caller]
fn index(place: &Place, arguments: &[&str], settings: &[(&str, &str)]) -> Value {
    let mut command = place.command(&[&["index", "--json"], arguments].concat());
    let ran = command.envs(settings.iter().copied()).output().expect("the program starts");
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

fn warnings(report: &Value) -> Vec<&str> {
    list(report, "warnings").iter().map(|warning| text(warning, "warning")).collect()
}

#[test]
fn a_scan_is_found_by_its_text_and_shown_as_recognized() {
    if !is_installed() {
        return;
    }
    let place = place();
    let report = place.index(&["c"], 0);
    assert_eq!((counts(&report), warnings(&report)), ([2, 0, 0, 0, 0], Vec::new()));
    let shown = place.run(&["show", "--json", "scan"]).json();
    let first = &list(&shown, "pages")[0];
    assert_eq!((&first["ocr"], &shown["kind"]), (&Value::Bool(true), &Value::from("resolution")));
    assert!(first["confidence"].as_u64().is_some_and(|confidence| confidence > 70), "{first}");
    let sentence = text(first, "text").split("\n\n").max_by_key(|paragraph| paragraph.len()).expect("text");
    let words: Vec<&str> = sentence.split_whitespace().take(8).collect();
    let found = place.search(&[&words.join(" ")]);
    let hit = &list(&found, "hits")[0];
    assert_eq!(text(hit, "id"), "scan");
    assert_eq!(list(hit, "snippets")[0]["ocr"], true, "{hit}");
}

#[test]
fn a_page_is_recognized_only_once() {
    if !is_installed() {
        return;
    }
    let place = place();
    place.index(&["c"], 0);
    let before = place.run(&["show", "--json", "scan"]).json();
    let report = index(&place, &["--rebuild"], &[NOWHERE]);
    assert_eq!(warnings(&report), Vec::<&str>::new(), "nothing is recognized again");
    assert_eq!(place.run(&["show", "--json", "scan"]).json(), before);
}

#[test]
fn without_ocr_a_page_raises_a_warning_and_is_read_once_ocr_is_available() {
    let place = place();
    let report = index(&place, &["c"], &[NOWHERE]);
    assert_eq!(counts(&report), [2, 0, 0, 0, 0]);
    let [warning] = warnings(&report)[..] else { panic!("one warning: {report}") };
    assert!(warning.starts_with("pages 1-2 have no text and look like scans: tesseract is not installed"));
    assert!(warning.contains("apt-get install tesseract-ocr tesseract-ocr-pol"), "{warning}");
    assert_eq!(place.found(&["scan"]), ["scan"], "its metadata is searched");
    assert!(place.found(&["uchwała"]).is_empty());
    assert_eq!(counts(&index(&place, &["c"], &[NOWHERE])), [0, 0, 2, 0, 0], "nothing has changed");
    assert_eq!(counts(&index(&place, &["c"], &[("SKOROWIDZ_OCR", "false")])), [0, 0, 2, 0, 0]);
    if is_installed() {
        assert_eq!(counts(&place.index(&["c"], 0)), [0, 1, 1, 0, 0], "now it can be read");
        assert_eq!(counts(&place.index(&["c"], 0)), [0, 0, 2, 0, 0]);
    }
}

#[test]
fn switched_off_ocr_is_reported() {
    let place = place();
    let report = index(&place, &["c"], &[("SKOROWIDZ_OCR", "false")]);
    let [warning] = warnings(&report)[..] else { panic!("one warning: {report}") };
    assert!(warning.ends_with("set `ocr = true` and run `index` again"), "{warning}");
}

#[test]
fn pages_beyond_the_ocr_limit_are_reported() {
    if !is_installed() {
        return;
    }
    let place = place();
    let limit = [("SKOROWIDZ_OCR_MAX_PAGES", "1")];
    let report = index(&place, &["c"], &limit);
    let [warning] = warnings(&report)[..] else { panic!("one warning: {report}") };
    assert!(warning.starts_with("page 2 stayed unread") && warning.contains("`ocr_max_pages`"), "{warning}");
    assert_eq!(counts(&index(&place, &["c"], &limit)), [0, 0, 2, 0, 0]);
    assert_eq!(counts(&place.index(&["--retry-failed", "c"], 0)), [0, 1, 1, 0, 0]);
}

/// Writes a fake tesseract that passes the version check and then runs `work`.
#[cfg(unix)]
fn program(place: &Place, work: &str) -> String {
    use std::os::unix::fs::PermissionsExt;

    let script = format!(
        "#!/bin/sh\ncase $1 in --version) echo 'tesseract 5.3.0';; --list-langs) echo pol;; *) {work};; esac\n"
    );
    place.file("tesseract", script);
    let path = place.path("tesseract");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("set");
    path.to_str().expect("UTF-8").to_owned()
}

#[cfg(unix)]
#[track_caller]
fn check_program(work: &str, wall_seconds: &str, parts: &[&str]) {
    let place = place();
    let program = program(&place, work);
    let wall = ("SKOROWIDZ_EXTRACT_WALL_SECONDS", wall_seconds);
    let program = ("SKOROWIDZ_OCR_PROGRAM", program.as_str());
    let report = index(&place, &["c"], &[program, wall, ("SKOROWIDZ_EXTRACT_CPU_SECONDS", "2")]);
    assert_eq!(counts(&report), [2, 0, 0, 0, 0], "{report}");
    let [warning] = warnings(&report)[..] else { panic!("one warning: {report}") };
    assert!(warning.starts_with("pages 1-2 could not be recognized"), "{warning}");
    for part in parts {
        assert!(warning.contains(part), "no `{part}` in {warning}");
    }
    assert_eq!(place.found(&["konwent"]), ["post"]);
}

#[cfg(unix)]
#[test]
fn a_hanging_or_failing_ocr_program_is_stopped_and_reported() {
    check_program("exec sleep 60", "5", &["longer than 5 s", "`extract_wall_seconds`"]);
    check_program("while :; do :; done", "60", &["2 s of processor time"]);
    check_program("echo 'no data' >&2; exit 1", "60", &["the OCR program failed (no data)"]);
    check_program("kill -SEGV $$", "60", &["crashes the reader"]);
}

#[cfg(unix)]
#[test]
fn a_page_that_failed_for_external_reasons_is_retried_in_the_next_run() {
    let place = place();
    program(&place, "kill -KILL $$");
    let settings = [("SKOROWIDZ_OCR_PROGRAM", "./tesseract")];
    let report = index(&place, &["c"], &settings);
    let [warning] = warnings(&report)[..] else { panic!("one warning: {report}") };
    assert!(warning.contains("its reader was killed"), "{warning}");
    assert_eq!(counts(&index(&place, &["c"], &settings)), [0, 1, 1, 0, 0]);
}

#[cfg(unix)]
#[test]
fn while_a_scan_is_read_the_other_files_are_found_and_a_signal_ends_the_run() {
    use std::process::Stdio;

    let place = place();
    let program = program(&place, "exec sleep 600");
    let mut command = place.command(&["index", "c"]);
    command.env("SKOROWIDZ_OCR_PROGRAM", program).env("SKOROWIDZ_EXTRACT_WALL_SECONDS", "600");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started");
    let found = || place.path("index/CURRENT").exists() && place.found(&["konwent"]) == ["post"];
    let began = Instant::now();
    while !found() {
        assert!(began.elapsed() < Duration::from_mins(1), "the post is not found");
        thread::sleep(Duration::from_millis(100));
    }
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("signaled");
    let ended = child.wait_with_output().expect("ended");
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(130), "{told}");
    assert!(told.contains("interrupted: 1 document is in the index; the next run reads the rest"), "{told}");
    assert_eq!(place.run(&["stats", "--json"]).json()["documents"], 1);
}

#[test]
fn a_sentence_in_a_scan_finds_its_page() {
    let (Some(folder), true) = (shared("pdf/scans"), is_installed()) else { return };
    let place = Place::new();
    place.index(&[folder.to_str().expect("UTF-8")], 0);
    let sentence = "Targowisko zarządzane i administrowane jest przez Urząd Miejski";
    let found = place.found(&["--per-page", "20", "--variants", "all", sentence]);
    let dense = found.iter().filter(|id| id.starts_with("A1_")).count();
    assert_eq!(dense, 6, "{found:?}");
}
