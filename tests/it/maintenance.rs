//! Automatic upkeep: merges, removal of what is no longer needed, remains of killed processes, and damaged
//! files.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use serde_json::{Value, json};
use skorowidz::service::Service;

use crate::{
    harness::Place,
    serve::{Server, until},
};

const BEARER: (&str, &str) = ("Authorization", "Bearer token-of-upkeep-tests");
const NDJSON: (&str, &str) = ("Content-Type", "application/x-ndjson");
const POST: &str = "## Konwent o zieleni\n\nRozmowy o parkach.\n";
/// The days of a week, and the requests and documents of a day.
const DAYS: u32 = 7;
const REQUESTS: u32 = 12;
const DOCUMENTS: u32 = 2_000;

fn server(place: &Place) -> Server {
    Server::with(place, &[], &[("SKOROWIDZ_TOKEN", "token-of-upkeep-tests")])
}

/// Returns the total size in bytes of all files below a folder.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

/// A document of the week; every version has its own words.
fn line(id: u32, version: u32) -> Value {
    let words: Vec<String> =
        (0..60).map(|n| format!("słowo{}", (id * 31 + version * 17 + n * n) % 4_000)).collect();
    json!({"id": format!("d{id}"), "title": format!("Dokument {id}"), "text": words.join(" ")})
}

#[track_caller]
fn post(server: &Server, lines: &[Value]) {
    let body: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let answer = server.send("POST", "/api/v1/documents", &[BEARER, NDJSON], body.as_bytes());
    let answer = answer.expect("answered");
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(!answer.body.contains("\"error\":{"), "{}", answer.body);
}

#[test]
fn after_a_week_of_changes_the_folder_is_at_most_twice_the_size_of_a_fresh_one() {
    let (place, fresh) = (Place::new(), Place::new());
    let mut versions = vec![Some(0_u32); DOCUMENTS as usize];
    let week = server(&place);
    let all: Vec<Value> = (0..DOCUMENTS).map(|id| line(id, 0)).collect();
    post(&week, &all);
    let mut next = 0_u32;
    for day in 1..=DAYS {
        for request in 0..REQUESTS {
            let changed: Vec<u32> = (0..20).map(|n| (next + n * 37) % DOCUMENTS).collect();
            next += 20;
            let lines: Vec<Value> = changed.iter().map(|&id| line(id, day)).collect();
            post(&week, &lines);
            for &id in &changed {
                versions[id as usize] = Some(day);
            }
            if request % 10 == 9 {
                let gone = (next * 7) % DOCUMENTS;
                let path = format!("/api/v1/documents/d{gone}");
                let status = week.send("DELETE", &path, &[BEARER], b"").expect("answered").status;
                assert!([204, 410].contains(&status), "{status}");
                versions[gone as usize] = None;
            }
        }
    }
    let kept = (0..DOCUMENTS).zip(&versions).filter_map(|(id, version)| Some(line(id, (*version)?)));
    let kept: Vec<Value> = kept.collect();
    let reference = server(&fresh);
    post(&reference, &kept);
    assert_eq!(week.get("/api/v1/stats").json()["documents"], kept.len());
    let fresh_bytes = size(&fresh.path("index"));
    until("merges and the removal of old files have brought the folder to twice its fresh size", || {
        (size(&place.path("index")) <= 2 * fresh_bytes).then_some(())
    });
    let metrics = week.get("/metrics").body;
    let value = |name: &str| {
        let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no `{name}`")).parse::<f64>().expect("a number")
    };
    assert!(value("skorowidz_index_segments") <= 20.0, "{metrics}");
    assert!(value("skorowidz_commit_duration_seconds_count") >= f64::from(DAYS * REQUESTS), "{metrics}");
    assert!(value("skorowidz_merge_duration_seconds_count") >= 1.0, "{metrics}");
    assert_eq!(place.run(&["verify", "--json"]).ended(0).json()["documents"], kept.len());
}

#[test]
fn a_rebuild_drops_cache_entries_of_contents_that_are_gone() {
    let place = Place::new();
    place.file("posts/a.md", POST);
    place.file("posts/b.html", "<p>Konwent o parkach.</p>");
    place.index(&["posts"], 0);
    let hash = blake3::hash(b"<p>Konwent o parkach.</p>").to_hex().to_string();
    let hour = Duration::from_hours(1);
    for content in [hash.as_str(), "0123456789abcdef0123456789abcdef", "ahead"] {
        place.file(&format!("index/cache/{content}/page-1.json"), r#"{"stamp":"1","value":"x"}"#);
        let kept_at =
            if content == "ahead" { SystemTime::now() + 48 * hour } else { SystemTime::now() - hour };
        let folder = fs::File::open(place.path(&format!("index/cache/{content}"))).expect("exists");
        folder.set_modified(kept_at).expect("set");
    }
    place.index(&["posts"], 0);
    let kept = |content: &str| place.path(&format!("index/cache/{content}")).exists();
    assert!(kept("0123456789abcdef0123456789abcdef"), "only a rebuild reads everything");
    place.index(&["--rebuild"], 0);
    assert!(kept(&hash), "the content still belongs to a document");
    assert!(!kept("ahead"), "a wrong clock keeps nothing forever");
    assert!(!kept("0123456789abcdef0123456789abcdef"));
}

#[test]
fn remains_of_killed_processes_are_removed_by_the_next_writer() {
    let place = Place::new();
    place.file("posts/a.md", POST);
    place.index(&["posts"], 0);
    let left = ["snapshot-x/roots.json", "restoring-x/claim", "restoring/roots.json", "replaced/roots.json"];
    for name in left.iter().chain(&["generation-7/meta.json", "CURRENT.new", "queries/x.new"]) {
        place.file(&format!("index/{name}"), "left");
    }
    let server = server(&place);
    post(&server, &[line(1, 0)]);
    for name in left.iter().chain(&["generation-7", "CURRENT.new"]) {
        assert!(!place.path(&format!("index/{name}")).exists(), "{name}");
    }
    assert_eq!(server.total("konwent"), 1);
}

/// Flips bits in the first file of the index with this name ending and returns its name.
#[track_caller]
fn damage(place: &Place, end: &str, at: impl Fn(usize) -> usize) -> String {
    let generation = fs::read_to_string(place.path("index/CURRENT")).expect("exists").trim().to_owned();
    let files = fs::read_dir(place.path(&format!("index/{generation}"))).expect("exists").flatten();
    let mut names: Vec<String> = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let name = names.into_iter().find(|name| name.ends_with(end)).expect("such a file");
    let path = place.path(&format!("index/{generation}/{name}"));
    let mut bytes = fs::read(&path).expect("exists");
    let at = at(bytes.len());
    bytes.iter_mut().skip(at).take(16).for_each(|byte| *byte ^= 0x5a);
    fs::write(path, bytes).expect("written");
    name
}

#[test]
fn a_damaged_file_is_reported_by_log_metrics_and_readyz_until_it_is_gone() {
    let place = Place::new();
    place.file("corpus/a.md", POST);
    place.index(&[], 0);
    let sound = Server::start(&place);
    assert_eq!(sound.get("/readyz").json(), json!({"status": "ready"}));
    drop(sound);
    let name = damage(&place, ".pos", |_| 0);
    let server = Server::start(&place);
    let problem =
        until("the damage is found", || server.get("/readyz").json()["problem"].as_str().map(str::to_owned));
    assert!(problem.contains("skorowidz verify") && !problem.contains(&name), "{problem}");
    until("the log names the file", || {
        let log = server.log();
        (log.contains(&name) && log.contains("--rebuild")).then_some(())
    });
    assert!(server.get("/metrics").body.contains("skorowidz_failures_total{kind=\"checksum\"} 1"));
    place.index(&["--rebuild"], 0);
    until("the new generation is served", || {
        (server.get("/readyz").json() == json!({"status": "ready"})).then_some(())
    });
}

#[test]
fn an_unreadable_index_is_reported_at_startup_with_file_and_remedy() {
    for end in [".term", ".store"] {
        let place = Place::new();
        place.file("corpus/a.md", POST);
        place.index(&[], 0);
        let name = damage(&place, end, |length| length - 16);
        for command in [["serve"].as_slice(), &["search", "konwent"]] {
            let ran = place.run(command).ended(2);
            assert!(ran.err.contains(&name) && ran.err.contains("index --rebuild"), "{}", ran.err);
        }
        place.index(&["--rebuild"], 0);
        assert_eq!(place.found(&["konwent"]), ["a"]);
    }
}

#[test]
fn damaged_columns_are_an_error_when_opening_and_never_a_panic() {
    let place = Place::new();
    place.file("corpus/a.md", POST);
    place.index(&[], 0);
    let mut refused = 0;
    for part in 0..64 {
        let at = |length: usize| part * (length - 16) / 63;
        let name = damage(&place, ".fast", at);
        if let Err(error) = Service::open(&place.path("index")) {
            let message = error.to_string();
            assert!(message.contains(&name) && message.contains("index --rebuild"), "{message}");
            refused += 1;
        }
        // Flipping the same bits again restores the file.
        damage(&place, ".fast", at);
    }
    assert!(refused > 0, "no damage kept the index from being opened");
    assert_eq!(place.found(&["konwent"]), ["a"]);
}
