//! `index --watch`: changes of any kind reach the index, whatever happens to the folders.
//!
//! Each test runs the program and waits for a condition, never for a time.

#![cfg(unix)]

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::{
    harness::{Place, counts, list, text},
    serve::{Server, until},
};

/// A stream of the program's output, read on a thread of its own.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    fn of(stream: impl std::io::Read + Send + 'static) -> Self {
        let lines = Self::default();
        let sink = lines.clone();
        thread::spawn(move || {
            for line in BufReader::new(stream).lines() {
                let Ok(line) = line else { return };
                sink.0.lock().expect("not poisoned").push(line);
            }
        });
        lines
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().expect("not poisoned").clone()
    }

    fn holds(&self, part: &str) -> bool {
        self.all().iter().any(|line| line.contains(part))
    }
}

/// A running `index --watch`; killed when dropped.
struct Watch {
    child: Child,
    out: Lines,
    err: Lines,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watch {
    /// Starts to watch, and waits until the first run has ended.
    fn start(place: &Place, arguments: &[&str]) -> Self {
        let mut command = place.command(&[&["index", "--watch"], arguments].concat());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let out = Lines::of(child.stdout.take().expect("piped"));
        let err = Lines::of(child.stderr.take().expect("piped"));
        let watch = Self { child, out, err };
        watch.until_told("stop with Ctrl-C");
        watch
    }

    /// Waits for a line on standard error.
    #[track_caller]
    fn until_told(&self, part: &str) {
        until(&format!("`{part}` is told: {:?}", self.err.all()), || self.err.holds(part).then_some(()));
    }

    /// The reports so far.
    fn reports(&self) -> Vec<Value> {
        let lines = self.out.all();
        lines.iter().map(|line| serde_json::from_str(line).expect("a report a line")).collect()
    }

    /// Returns the sums of added, updated and deleted documents of all runs.
    fn sums(&self) -> [u64; 3] {
        self.reports().iter().map(counts).fold([0; 3], |sums, [added, updated, _, deleted, _]| {
            [sums[0] + added, sums[1] + updated, sums[2] + deleted]
        })
    }

    /// Waits until all runs together have added, updated and deleted these numbers of documents.
    #[track_caller]
    fn until_sums(&self, expected: [u64; 3]) {
        until(&format!("added, updated, deleted are {expected:?}"), || {
            (self.sums() == expected).then_some(())
        });
    }

    fn send(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().cast_signed()).expect("a process");
        kill_process(pid, signal).expect("signaled");
    }

    /// Ends the watch by SIGTERM and returns its status.
    fn terminate(mut self) -> ExitStatus {
        self.send(Signal::TERM);
        until("the watch has ended", || self.child.try_wait().expect("a child"))
    }
}

fn post(word: &str) -> String {
    format!("# Wiadomość\n\nKonwent rozmawiał o słowie {word}.\n")
}

/// Creates a place with three posts in the folder `c`.
fn place() -> Place {
    let place = Place::new();
    for name in ["a", "b", "d"] {
        place.file(&format!("c/{name}.md"), post(name));
    }
    place
}

fn documents(place: &Place) -> Value {
    place.run(&["stats", "--json"]).json()["documents"].clone()
}

#[test]
fn new_changed_removed_and_moved_files_reach_the_index() {
    let place = place();
    let watch = Watch::start(&place, &["--json", "c"]);
    watch.until_sums([3, 0, 0]);
    place.file("c/new.md", post("nowym"));
    watch.until_sums([4, 0, 0]);
    assert_eq!(place.found(&["nowym"])[0], "new");
    place.file("c/a.md", post("zmienionym"));
    watch.until_sums([4, 1, 0]);
    place.remove("c/b.md");
    watch.until_sums([4, 1, 1]);
    place.file("c/deep/er/x.md", post("głębokim"));
    watch.until_sums([5, 1, 1]);
    place.file("c/deep/er/y.md", post("drugim"));
    watch.until_sums([6, 1, 1]);
    fs::rename(place.path("c/deep"), place.path("c/moved")).expect("moved");
    watch.until_sums([8, 1, 3]);
    place.file("c/moved/er/z.md", post("trzecim"));
    watch.until_sums([9, 1, 3]);
    assert_eq!(documents(&place), 6);
    assert_eq!(watch.terminate().code(), Some(130));
}

#[test]
fn a_root_moved_away_keeps_its_documents_and_is_scanned_when_it_is_back() {
    let place = place();
    place.file("other/o.md", post("innym"));
    let watch = Watch::start(&place, &["--json", "c", "other"]);
    fs::rename(place.path("c"), place.path("away")).expect("moved");
    watch.until_told("`c` does not exist: waiting for it");
    until("the refusal is reported", || {
        watch.reports().iter().any(|report| !report["refused"].is_null()).then_some(())
    });
    assert_eq!(documents(&place), 4);
    // Changes elsewhere still arrive, and the refusal is not repeated.
    place.file("other/p.md", post("drugim"));
    watch.until_sums([5, 0, 0]);
    let refusals =
        |watch: &Watch| watch.reports().iter().filter(|report| !report["refused"].is_null()).count();
    assert_eq!(refusals(&watch), 1);
    place.file("away/e.md", post("powrotnym"));
    fs::rename(place.path("away"), place.path("c")).expect("moved back");
    watch.until_told("`c` is back");
    watch.until_sums([6, 0, 0]);
    place.file("c/f.md", post("ostatnim"));
    watch.until_sums([7, 0, 0]);
    assert_eq!(documents(&place), 7);
}

#[test]
fn a_folder_put_in_the_place_of_a_root_is_followed() {
    let place = place();
    let watch = Watch::start(&place, &["--json", "c"]);
    place.file("next/a.md", post("a")).file("next/b.md", post("b")).file("next/d.md", post("innym"));
    fs::rename(place.path("c"), place.path("old")).expect("moved");
    fs::rename(place.path("next"), place.path("c")).expect("moved");
    watch.until_sums([3, 1, 0]);
    place.file("old/z.md", post("obcym")).file("c/g.md", post("naszym"));
    watch.until_sums([4, 1, 0]);
    assert_eq!(documents(&place), 4);
}

#[test]
fn a_flood_of_files_is_indexed_whole_in_few_runs() {
    let place = place();
    let watch = Watch::start(&place, &["--json", "c"]);
    for number in 0..500 {
        place.file(&format!("c/{}/{number}.md", number % 10), post(&format!("numer{number}")));
    }
    watch.until_sums([503, 0, 0]);
    assert!(watch.reports().len() < 10, "{} runs", watch.reports().len());
    assert_eq!(documents(&place), 503);
}

#[test]
fn a_bad_file_is_told_once_and_again_after_it_changed() {
    let place = place();
    let watch = Watch::start(&place, &["c"]);
    place.file("c/bad.pdf", "not a PDF");
    watch.until_told("failed: c/bad.pdf");
    let failures =
        |watch: &Watch| watch.err.all().iter().filter(|line| line.starts_with("failed: c/bad.pdf")).count();
    place.file("c/e.md", post("dobrym"));
    until("the next run has ended", || watch.out.holds("1 added, 0 updated, 3 unchanged").then_some(()));
    assert_eq!(failures(&watch), 1, "{:?}", watch.err.all());
    place.file("c/bad.pdf", "still not a PDF");
    until("it is told again", || (failures(&watch) == 2).then_some(()));
    assert_eq!(documents(&place), 4);
    assert_eq!(watch.terminate().code(), Some(130));
}

#[test]
fn the_index_may_lie_in_a_watched_folder_without_causing_runs() {
    let place = place();
    let watch = Watch::start(&place, &["--json", "--index", "c/index", "c"]);
    place.file("c/e.md", post("nowym"));
    watch.until_sums([4, 0, 0]);
    place.file("c/f.md", post("drugim"));
    watch.until_sums([5, 0, 0]);
    assert!(watch.reports().len() <= 5, "{} runs", watch.reports().len());
}

#[test]
fn a_single_file_and_a_missing_folder_are_watched_too() {
    let place = Place::new();
    place.file("one.md", post("pierwszym"));
    let watch = Watch::start(&place, &["--json", "one.md", "later"]);
    assert!(watch.err.holds("`later` does not exist: waiting for it"), "{:?}", watch.err.all());
    assert_eq!(text(&list(&watch.reports()[0], "failures")[0], "source"), "later");
    place.file("one.md", post("zmienionym"));
    watch.until_sums([1, 1, 0]);
    place.file("later/x.md", post("późniejszym"));
    watch.until_sums([2, 1, 0]);
    place.file("later/y.md", post("dalszym"));
    watch.until_sums([3, 1, 0]);
}

#[test]
fn another_run_and_a_service_work_beside_a_watch() {
    let place = place();
    let watch = Watch::start(&place, &["--json", "c"]);
    let server = Server::start(&place);
    place.file("d/x.md", post("osobnym"));
    assert_eq!(counts(&place.index(&["d"], 0))[0], 1);
    place.file("c/e.md", post("nowym"));
    watch.until_sums([4, 0, 0]);
    until("the service has seen all", || {
        (server.get("/api/v1/stats").json()["documents"] == 5).then_some(())
    });
}

/// More events than Linux keeps for a program that does not read them.
#[cfg(target_os = "linux")]
#[test]
fn changes_that_the_system_lost_are_found_by_a_scan() {
    let kept = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").expect("readable");
    let kept: u32 = kept.trim().parse().expect("a number");
    if kept > 200_000 {
        return crate::harness::skip("the system keeps too many events");
    }
    let place = place();
    let watch = Watch::start(&place, &["--json", "c"]);
    watch.send(Signal::STOP);
    // Two files by turns: the system merges equal events in a row.
    for number in 0..kept + 1_000 {
        let name = if number % 2 == 0 { "c/a.md" } else { "c/b.md" };
        fs::File::open(place.path(name)).expect("opened");
    }
    place.file("c/late/x.md", post("spóźnionym"));
    watch.send(Signal::CONT);
    watch.until_sums([4, 0, 0]);
    // Nobody was told of the new folder, and yet it is followed.
    place.file("c/late/y.md", post("dalszym"));
    watch.until_sums([5, 0, 0]);
}

#[test]
fn polling_finds_what_is_never_reported() {
    let place = place();
    place.file("outside/x.md", post("x"));
    let watch = Watch::start(&place, &["--json", "--poll", "1", "c"]);
    until("scans come by themselves", || (watch.reports().len() > 2).then_some(()));
    assert_eq!(watch.sums(), [3, 0, 0]);
}

#[test]
fn a_watch_that_cannot_be_is_refused() {
    let place = Place::new();
    for (arguments, parts) in [
        (vec!["--watch", "--rebuild"], ["--watch", "--rebuild"]),
        (vec!["--watch", "--dry-run"], ["--watch", "--dry-run"]),
        (vec!["--dry-run", "--rebuild"], ["--dry-run", "--rebuild"]),
        (vec!["--poll", "5"], ["--watch", "required"]),
        (vec!["--watch", "--poll", "0"], ["--poll", "0 is not in 1..=86400"]),
    ] {
        let ran = place.run(&[&["index"], &arguments[..]].concat()).ended(2);
        for part in parts {
            assert!(ran.err.contains(part), "{arguments:?}: {}", ran.err);
        }
    }
    assert!(!place.path("index").exists());
}
