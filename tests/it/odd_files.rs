//! Files in a folder that are not documents: pipes, devices, circular links, and unsupported file types.

#![cfg(unix)]

use std::{
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::harness::{Place, Ran, counts, list, text};

/// No run takes this long unless it hangs.
const HANGS: Duration = Duration::from_secs(90);

/// Runs the program, which must end before the deadline.
#[track_caller]
fn run(place: &Place, arguments: &[&str]) -> Ran {
    let mut command = place.command(arguments);
    let spawned = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = spawned.expect("the program starts");
    let process = rustix::process::Pid::from_child(&child);
    let (ended, is_ended) = mpsc::channel::<()>();
    let observer = thread::spawn(move || {
        let hangs = is_ended.recv_timeout(HANGS) == Err(mpsc::RecvTimeoutError::Timeout);
        hangs.then(|| rustix::process::kill_process(process, rustix::process::Signal::KILL)).is_some()
    });
    let output = child.wait_with_output().expect("ended");
    drop(ended);
    assert!(!observer.join().expect("watched"), "{arguments:?} hangs");
    Ran::from(output)
}

#[track_caller]
fn index(place: &Place, status: i32) -> Value {
    run(place, &["index", "--json", "c"]).ended(status).json()
}

fn pipe(place: &Place, name: &str) {
    let made = Command::new("mkfifo").arg(place.path(name)).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo");
}

#[track_caller]
fn reported<'a>(report: &'a Value, sort: &str, field: &str) -> Vec<(&'a str, &'a str)> {
    list(report, sort).iter().map(|reported| (text(reported, "source"), text(reported, field))).collect()
}

#[test]
fn files_that_are_not_regular_are_reported_and_never_block() {
    for name in ["x.jsonl", "x.md", "x.txt", "x.html", "x.pdf", "a.md.yaml"] {
        for sort in ["pipe", "link to a pipe", "socket", "device"] {
            let place = Place::new();
            place.file("c/a.md", "Konwent.").file("c/b.md", "Konwent.");
            let (path, shown) = (place.path("c").join(name), format!("c/{name}"));
            let _socket = match sort {
                "pipe" => (pipe(&place, &shown), None).1,
                "link to a pipe" => {
                    (pipe(&place, "pipe"), symlink(place.path("pipe"), path).expect("linked"), None).2
                }
                "socket" => Some(UnixListener::bind(path).expect("bound")),
                _ => (symlink("/dev/zero", path).expect("linked"), None).1,
            };
            let report = index(&place, 2);
            let [(source, error)] = reported(&report, "failures", "error")[..] else {
                panic!("{sort} {name}: {report}")
            };
            assert!(
                shown.starts_with(source) && error.contains("is not a regular file"),
                "{sort} {name}: {report}"
            );
        }
    }
}

#[test]
fn if_an_ignore_file_cannot_be_read_its_folder_is_not_read() {
    let place = Place::new();
    place.file("c/a.md", "Konwent.").file("c/d/b.md", "Konwent.").file("c/d/e/f.md", "Konwent.");
    index(&place, 0);
    pipe(&place, "c/d/.skorowidzignore");
    let report = index(&place, 2);
    assert_eq!(counts(&report), [0, 0, 1, 0, 1], "known documents are kept: {report}");
    assert_eq!(text(&list(&report, "failures")[0], "source"), "c/d/.skorowidzignore");
    fs::remove_file(place.path("c/d/.skorowidzignore")).expect("removed");
    let sparse = fs::File::create(place.path("c/.skorowidzignore")).expect("created");
    sparse.set_len(1 << 40).expect("sparse");
    let report = index(&place, 2);
    assert_eq!(counts(&report), [0, 0, 0, 0, 1]);
    assert!(text(&list(&report, "failures")[0], "error").contains("is larger than 1 MB"), "{report}");
    place.file("c/.skorowidzignore", "d/\n!d/b.md\n# a remark\n");
    assert_eq!(counts(&index(&place, 0)), [0, 0, 1, 2, 0], "the folder is excluded");
    place.file("c/.skorowidzignore", "x\n".repeat(10_001));
    assert!(text(&list(&index(&place, 2), "failures")[0], "error").contains("more than 10000 patterns"));
}

#[test]
fn ignore_patterns_of_a_folder_override_those_above_it() {
    let place = Place::new();
    place.file("c/.skorowidzignore", "*.txt\n/build\n").file("c/d/.skorowidzignore", "!keep.txt\n");
    place.file("c/a.txt", "Raz").file("c/d/keep.txt", "Dwa").file("c/d/b.txt", "Trzy");
    place.file("c/build/x.md", "Cztery").file("c/d/build/y.md", "Konwent");
    index(&place, 0);
    let mut ids: Vec<String> = ["dwa", "konwent"].iter().flat_map(|word| place.found(&[word])).collect();
    ids.sort();
    assert_eq!(ids, ["d/build/y", "d/keep"]);
    assert_eq!(place.run(&["stats", "--json"]).json()["documents"], 2);
}

#[test]
fn circular_links_are_reported_once_and_missing_files_are_deleted() {
    let place = Place::new();
    place.file("c/a.md", "Konwent.").file("c/arch/b.md", "Konwent.").file("c/z.md", "Konwent.");
    for (target, link) in [("..", "c/arch/all"), (".", "c/current"), ("../arch", "c/arch/again")] {
        symlink(target, place.path(link)).expect("linked");
    }
    let report = index(&place, 0);
    assert_eq!(counts(&report), [3, 0, 0, 0, 0], "{report}");
    let warned: Vec<&str> =
        reported(&report, "warnings", "warning").iter().map(|(source, _)| *source).collect();
    assert_eq!(warned, ["c/arch/again", "c/arch/all", "c/current"]);
    place.remove("c/a.md");
    assert_eq!(counts(&index(&place, 0)), [0, 0, 2, 1, 0]);
    place.file("c/.skorowidzignore", "current\n/arch/a*\n");
    assert!(list(&index(&place, 0), "warnings").is_empty(), "an excluded link is not reported");
}

#[test]
fn broken_links_are_skipped_unless_they_were_or_led_to_documents() {
    let place = Place::new();
    place.file("c/a.md", "Konwent.").file("elsewhere/b.md", "Konwent.");
    for (target, link) in
        [("me@host.42:17", "c/.#a.md"), ("nowhere", "c/x.pptx"), ("nowhere", "c/old"), ("self", "c/self")]
    {
        symlink(target, place.path(link)).expect("linked");
    }
    symlink(place.path("elsewhere"), place.path("c/way")).expect("linked");
    assert_eq!(counts(&index(&place, 0)), [2, 0, 0, 0, 0]);
    fs::rename(place.path("elsewhere"), place.path("unmounted")).expect("moved");
    let report = index(&place, 2);
    assert_eq!(counts(&report), [0, 0, 1, 0, 1], "{report}");
    let [(source, error)] = reported(&report, "failures", "error")[..] else { panic!("{report}") };
    assert!(source == "c/way" && error.contains("broken link"), "{report}");
    assert_eq!(place.found(&["konwent"]).len(), 2);
    fs::remove_file(place.path("c/way")).expect("removed");
    assert_eq!(counts(&index(&place, 0)), [0, 0, 1, 1, 0]);
    symlink("nowhere", place.path("c/y.md")).expect("linked");
    assert_eq!(reported(&index(&place, 2), "failures", "error")[0].0, "c/y.md");
}

#[test]
fn folders_linked_to_each_other_in_many_ways_are_read_in_bounded_time() {
    let place = Place::new();
    for level in 0..7 {
        place.file(&format!("c/f{level}/a.md"), "Konwent.");
        for link in 0..3 {
            symlink(format!("../f{}", level + 1), place.path(&format!("c/f{level}/l{link}")))
                .expect("linked");
        }
    }
    place.file("c/f7/a.md", "Konwent.");
    let report = index(&place, 0);
    assert!(report["added"].as_u64().is_some_and(|added| added < 800), "{}", report["added"]);
    assert!(text(&list(&report, "warnings")[0], "warning").contains("more than 100 paths"));
}

#[test]
fn unsupported_file_types_are_counted_and_are_not_failures() {
    let place = Place::new();
    place.file("c/a.md", "Konwent.").file("c/a.md.yaml", "title: A\n").file("c/b.pdf.yaml", "title: B\n");
    place.file("c/x.pptx", "PK").file("c/d/y.PPTX", "PK").file("c/z.odp", "{").file("c/.hidden.csv", ";");
    let report = index(&place, 0);
    assert_eq!(
        (counts(&report), report["other_kinds"].to_string()),
        ([1, 0, 0, 0, 0], r#"{"odp":1,"pptx":2}"#.to_owned())
    );
    let ran = run(&place, &["index", "c"]).ended(0);
    assert!(ran.err.contains("3 files of unsupported kinds were skipped: pptx 2, odp 1"), "{}", ran.err);
    assert_eq!(run(&place, &["index", "-q", "c"]).ended(0).err, "");
}
