//! Backups of a live index, restoring them, and which backups are refused.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::Stdio,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    engines::embedded_only,
    harness::{Place, list, text},
    serve::{Server, until},
};

const TOKEN: &str = "token-of-backup-tests";
const BEARER: (&str, &str) = ("Authorization", "Bearer token-of-backup-tests");

/// What is left out over a cluster, and why.
const WITHOUT_TEXTS: &str = "a backup has no texts of a cluster: the snapshots of the cluster do";

fn server(place: &Place) -> Server {
    Server::with(place, &[], &[("SKOROWIDZ_TOKEN", TOKEN)])
}

#[track_caller]
fn put(server: &Server, id: &str, text: &str) {
    let body = json!({"title": id, "text": text}).to_string();
    let headers = [BEARER, ("Content-Type", "application/json")];
    let answer = server.send("PUT", &format!("/api/v1/documents/{id}"), &headers, body.as_bytes());
    let answer = answer.expect("answered");
    assert!([200, 201].contains(&answer.status), "{}", answer.body);
}

#[track_caller]
fn withdraw(server: &Server, id: &str, parameters: &str) {
    let path = format!("/api/v1/documents/{id}{parameters}");
    let answer = server.send("DELETE", &path, &[BEARER], b"").expect("answered");
    assert_eq!(answer.status, 204, "{}", answer.body);
}

fn status(server: &Server, id: &str) -> u16 {
    server.get(&format!("/api/v1/documents/{id}")).status
}

/// Returns all files below a folder with their contents.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                found.insert(name, fs::read(path).unwrap_or_default());
            }
        }
    }
    found
}

/// Returns all files except locks, which every command touches.
fn state(place: &Place) -> BTreeMap<String, Vec<u8>> {
    let mut found = contents(&place.path("index"));
    found.retain(|name, _| !name.contains("lock"));
    found
}

fn sound(place: &Place) -> Value {
    place.run(&["verify", "--json"]).ended(0).json()
}

/// Creates a place with a few documents from files, and a backup of it in `b.tar`.
fn backed_up() -> Place {
    let place = Place::new();
    place.file("posts/konwent.md", "## Konwent o zieleni\n\nRozmowy o parkach.\n");
    place.file("posts/most.md", "## Remont mostu\n\nKładka będzie zamknięta.\n");
    place.index(&["posts"], 0);
    place.run(&["backup", "b.tar"]).ended(0);
    place
}

#[test]
fn a_running_server_is_backed_up_and_restored_to_that_state() {
    if embedded_only(WITHOUT_TEXTS) {
        return;
    }
    let place = Place::new();
    place.file("corpus/konwent.md", "## Konwent o zieleni\n\nRozmowy o parkach.\n");
    place.index(&[], 0);
    let server = server(&place);
    put(&server, "a", "pierwsza wersja");
    put(&server, "b", "druga rzecz");
    let report = place.run(&["backup", "--json", "b.tar"]).ended(0).json();
    assert_eq!((&report["documents"], &report["sequence"]), (&3.into(), &2.into()));
    assert_eq!(report["bytes"], fs::metadata(place.path("b.tar")).expect("exists").len());

    put(&server, "a", "zmieniona wersja");
    put(&server, "c", "trzecia rzecz");
    withdraw(&server, "b", "");
    let report = place.run(&["restore", "--json", "b.tar"]).ended(0).json();
    assert_eq!((&report["documents"], &report["originals"]), (&2.into(), &1.into()));
    assert_eq!((&report["withdrawn"], &report["remedy"]), (&1.into(), &Value::Null));

    until("the server has gone back", || (status(&server, "c") == 404).then_some(()));
    assert_eq!(status(&server, "b"), 410, "later withdrawals are kept");
    assert_eq!((server.total("pierwsza"), server.total("zmieniona"), server.total("konwent")), (1, 0, 1));
    assert_eq!(server.total("druga"), 0);
    put(&server, "d", "czwarta rzecz");
    assert_eq!(server.total("czwarta"), 1);
    assert_eq!(status(&server, "b"), 410);
    assert_eq!(sound(&place)["documents"], 3);
    place.index(&["--rebuild"], 0);
    let found = place.found(&["wersja OR rzecz OR konwent"]);
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn purged_documents_are_in_no_file_of_the_restored_index() {
    if embedded_only(WITHOUT_TEXTS) {
        return;
    }
    let place = Place::new();
    let server = server(&place);
    put(&server, "tajne", "Jan Iksiński mieszka przy ulicy Kwiatowej");
    put(&server, "jawne", "Rada obradowała");
    place.run(&["backup", "b.tar"]).ended(0);
    withdraw(&server, "tajne", "?purge=true");
    place.run(&["restore", "b.tar"]).ended(0);
    until("the server follows", || (server.total("obradowała") == 1).then_some(()));
    assert_eq!((status(&server, "tajne"), server.total("Iksiński")), (410, 0));
    for (name, bytes) in contents(&place.path("index")) {
        let shown = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!shown.contains("iksi"), "{name}");
    }
    assert_eq!(sound(&place)["problems"], json!([]));
    drop(server);
    place.index(&["--rebuild", "--drop-missing"], 0);
    assert!(place.found(&["Iksiński"]).is_empty());
}

#[test]
fn an_index_is_restored_on_a_machine_without_one() {
    if embedded_only(WITHOUT_TEXTS) {
        return;
    }
    let (place, other) = (backed_up(), Place::new());
    other.copy(&place.path("b.tar"), "b.tar");
    let ran = other.run(&["restore", "b.tar"]).ended(0);
    let folder = place.path("posts").canonicalize().expect("exists").display().to_string();
    assert!(ran.err.contains(&folder) && ran.err.contains("--keep-roots"), "{}", ran.err);
    assert_eq!(other.found(&["zieleń"]), ["konwent"]);
    assert_eq!(sound(&other)["documents"], 2);
    assert_eq!(other.index(&["--rebuild"], 0)["documents"], 0, "roots are not restored by default");
    let report = other.run(&["restore", "--json", "--keep-roots", "b.tar"]).ended(0).json();
    assert_eq!((&report["roots"], &report["roots_left_out"]), (&json!([folder]), &json!([])));
    assert_eq!(other.index(&["--rebuild"], 0)["documents"], 2, "roots are restored with --keep-roots");
    let report = other.run(&["restore", "--json", "b.tar"]).ended(0).json();
    assert_eq!(
        (&report["roots"], &report["roots_left_out"]),
        (&json!([folder]), &json!([])),
        "they are known"
    );
}

#[test]
fn tar_lists_and_unpacks_a_backup() {
    let place = backed_up();
    let file = fs::File::open(place.path("b.tar")).expect("exists");
    let mut archive = tar::Archive::new(file);
    let names: Vec<String> = archive
        .entries()
        .expect("a tar")
        .map(|entry| entry.expect("an entry").path().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(names[0], "manifest.json");
    assert!(names.iter().any(|name| name == "roots.json"), "{names:?}");
    assert!(names.iter().any(|name| name.ends_with("/meta.json")), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("lock")), "{names:?}");
}

#[test]
fn a_corrupt_or_truncated_backup_is_refused_and_changes_nothing() {
    let place = backed_up();
    let whole = fs::read(place.path("b.tar")).expect("exists");
    place.file("posts/nowy.md", "Nowy wpis.");
    place.index(&["posts"], 0);
    let before = state(&place);
    let refused = |bytes: &[u8], what: &str| {
        place.file("bad.tar", bytes);
        let ran = place.run(&["restore", "bad.tar"]).ended(2);
        assert!(ran.err.contains("backup"), "{what}: {}", ran.err);
        assert!(ran.out.is_empty() && ran.err.lines().count() == 1, "{what}: {}{}", ran.out, ran.err);
    };
    for part in 0..24 {
        let at = part * (whole.len() - 1) / 23;
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (part % 8);
        refused(&bytes, &format!("bit flipped in byte {at}"));
    }
    for length in [0, 1, 511, 512, whole.len() / 2, whole.len() - 512, whole.len() - 1] {
        refused(&whole[..length], &format!("cut at {length}"));
    }
    refused(&[whole.as_slice(), &[0]].concat(), "a byte too much");
    refused(&"no backup at all\n".repeat(200).into_bytes(), "text");
    assert_eq!(state(&place), before);
}

/// A tar whose manifest lists these files correctly, with a valid seal.
fn forged(version: u32, files: &[(&str, &str)]) -> Vec<u8> {
    let listed: Vec<Value> = files
        .iter()
        .map(|(name, content)| {
            let hash = blake3::hash(content.as_bytes()).to_hex().to_string();
            json!({"name": name, "bytes": content.len(), "hash": hash})
        })
        .collect();
    let manifest = json!({
        "format": "skorowidz-backup", "version": version, "program": "9.9.9", "created": "2026-03-02T10:00:00Z",
        "generation": null, "analyser": null, "schema": null, "sequence": 0, "files": listed,
    });
    let mut tar = tar::Builder::new(Vec::new());
    let manifest = manifest.to_string();
    for (name, content) in [("manifest.json", manifest.as_str())].iter().chain(files) {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        // Writes the name unchecked, as a program without rules for names would.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, content.as_bytes()).expect("appended");
    }
    let mut bytes = tar.into_inner().expect("a tar");
    let mut seal = format!("skorowidz-seal {}\n", blake3::hash(&bytes).to_hex()).into_bytes();
    seal.resize(512, 0);
    bytes.extend(seal);
    bytes
}

#[test]
fn file_names_outside_the_index_and_newer_formats_are_refused() {
    let place = backed_up();
    let before = state(&place);
    for name in ["../roots.json", "/tmp/x", "documents/../../x", "CURRENT", "lock", "cache/../CURRENT"] {
        place.file("bad.tar", forged(1, &[(name, "[]")]));
        let ran = place.run(&["restore", "bad.tar"]).ended(2);
        assert!(ran.err.contains("which no index has"), "{name}: {}", ran.err);
    }
    place.file("bad.tar", forged(3, &[("roots.json", "[]")]));
    let ran = place.run(&["restore", "bad.tar"]).ended(2);
    assert!(ran.err.contains("format `3`") && ran.err.contains("`2`"), "{}", ran.err);
    assert_eq!(state(&place), before);
    assert!(!place.path("x").exists() && !place.path("roots.json").exists());
    place.file("good.tar", forged(1, &[("roots.json", "[]")]));
    place.run(&["restore", "good.tar"]).ended(0);
}

#[test]
fn restoring_another_version_returns_its_uploads_and_names_the_remedy() {
    let place = Place::new();
    {
        let server = server(&place);
        put(&server, "a", "pierwsza rzecz");
    }
    let version = fs::read_dir(place.path("index")).expect("exists").flatten();
    let generation = version.map(|entry| entry.path()).find(|path| path.join("version.json").exists());
    let version = generation.expect("a generation").join("version.json");
    let other = fs::read_to_string(&version).expect("text").replace("polish-", "other-");
    fs::write(&version, other).expect("written");
    place.run(&["backup", "b.tar"]).ended(0);
    let fresh = Place::new();
    fresh.copy(&place.path("b.tar"), "b.tar");
    let ran = fresh.run(&["restore", "b.tar"]).ended(0);
    assert!(ran.err.contains("index --rebuild") && ran.err.contains("`other-"), "{}", ran.err);
    fresh.index(&["--rebuild"], 0);
    assert_eq!(fresh.found(&["pierwsza"]), ["a"]);
}

#[test]
fn backups_taken_during_writes_are_consistent() {
    if embedded_only(WITHOUT_TEXTS) {
        return;
    }
    let place = Place::new();
    let server = server(&place);
    put(&server, "n0", "wpis zerowy");
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for n in 1.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                put(&server, &format!("n{n}"), "wpis kolejny");
                if n % 5 == 0 {
                    withdraw(&server, &format!("n{}", n - 3), "");
                }
            }
        });
        for number in 0..4 {
            let report = place.run(&["backup", "--json", &format!("b{number}.tar")]).ended(0).json();
            let other = Place::new();
            other.copy(&place.path(&format!("b{number}.tar")), "b.tar");
            let restored = other.run(&["restore", "--json", "b.tar"]).ended(0).json();
            assert_eq!(restored["documents"], report["documents"]);
            assert_eq!(restored["documents"], restored["originals"]);
            sound(&other);
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(sound(&place)["problems"], json!([]));
    let left: Vec<String> = contents(&place.path("index")).into_keys().collect();
    assert!(!left.iter().any(|name| name.starts_with("snapshot-")), "{left:?}");
}

#[test]
fn a_killed_restore_leaves_the_old_or_the_new_state() {
    if embedded_only(WITHOUT_TEXTS) {
        return;
    }
    let place = Place::new();
    let line = |n: u32| format!("{{\"id\":\"n{n}\",\"text\":\"wpis numer {n}\"}}\n");
    place.file("stare.jsonl", (0..300).map(line).collect::<String>());
    place.index(&["stare.jsonl"], 0);
    place.run(&["backup", "b300.tar"]).ended(0);
    place.file("stare.jsonl", (0..500).map(line).collect::<String>());
    place.index(&["stare.jsonl"], 0);
    place.run(&["backup", "b500.tar"]).ended(0);
    for round in 0..16_u64 {
        let target = if round % 2 == 0 { "b300.tar" } else { "b500.tar" };
        let mut command = place.command(&["restore", target]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        // From before the first step until after the last one.
        thread::sleep(Duration::from_millis(round * 15));
        let _ = child.kill();
        child.wait().expect("ended");
        let documents = sound(&place)["documents"].as_u64().expect("a number");
        assert!([300, 500].contains(&documents), "{documents} in round {round}");
        let found = place.search(&["wpis"])["total"].as_u64();
        assert_eq!(found, Some(documents), "in round {round}");
        let left: Vec<String> = contents(&place.path("index")).into_keys().collect();
        let is_left =
            |name: &String| ["restor", "replaced", "snapshot-"].iter().any(|part| name.contains(part));
        assert!(!left.iter().any(is_left), "{left:?}");
    }
}

#[test]
fn every_kind_of_damage_is_reported_with_a_remedy() {
    let place = Place::new();
    {
        let server = server(&place);
        put(&server, "a", "pierwsza rzecz");
        put(&server, "b", "druga rzecz");
        withdraw(&server, "b", "");
    }
    place.file("posts/konwent.md", "## Konwent o zieleni\n\nRozmowy o parkach.\n");
    place.index(&["posts"], 0);
    let kept = format!("index/cache/{}/page-1.json", "0123456789abcdef".repeat(4));
    place.file(&kept, "{\"stamp\":\"1\",\"value\":\"x\"}");
    assert_eq!(sound(&place)["documents"], 2);
    let files = contents(&place.path("index"));
    let ends = ["store", "idx", "pos", "term", "fast", "fieldnorm", "roots.json", ".gone", "page-1.json"];
    let named = ends.map(|end| files.keys().find(|name| name.ends_with(end)).expect("such a file").clone());
    let original = files.keys().find(|name| name.starts_with("documents/") && !name.contains('.'));
    for name in named.iter().chain(original) {
        let whole = &files[name];
        let mut bytes = whole.clone();
        bytes[whole.len() / 2] ^= 0x40;
        bytes[0] ^= 0x40;
        place.file(&format!("index/{name}"), &bytes);
        let report = place.run(&["verify", "--json"]).ended(2).json();
        let problems = list(&report, "problems");
        let problem = problems.iter().find(|problem| text(problem, "place") == name);
        let problem = problem.unwrap_or_else(|| panic!("{name} is not reported: {report}"));
        assert!(!text(problem, "remedy").is_empty(), "{report}");
        place.file(&format!("index/{name}"), whole);
    }
    assert_eq!(sound(&place)["documents"], 2);
    let store = &named[0];
    place.remove(&format!("index/{store}"));
    let ran = place.run(&["verify"]).ended(2);
    assert!(ran.err.contains(store.as_str()) && ran.err.contains("--rebuild"), "{}", ran.err);
}

#[test]
fn backing_up_a_damaged_index_does_not_overwrite_a_good_backup() {
    let place = backed_up();
    let before = fs::read(place.path("b.tar")).expect("exists");
    let files = contents(&place.path("index"));
    let (name, bytes) =
        files.iter().find(|(name, _)| name.split('.').next_back() == Some("pos")).expect("positions");
    let mut bytes = bytes.clone();
    bytes[0] ^= 1;
    place.file(&format!("index/{name}"), bytes);
    let ran = place.run(&["backup", "b.tar"]).ended(2);
    assert!(ran.err.contains("damaged") && ran.err.contains("--rebuild"), "{}", ran.err);
    assert_eq!(fs::read(place.path("b.tar")).expect("exists"), before);
    let beside: Vec<_> = fs::read_dir(place.path("")).expect("exists").flatten().collect();
    assert!(!beside.iter().any(|file| file.file_name().to_string_lossy().ends_with(".new")), "{beside:?}");
}

#[test]
fn without_an_index_there_is_nothing_to_back_up_or_verify() {
    let place = Place::new();
    for arguments in [["backup", "b.tar"].as_slice(), &["verify"]] {
        let ran = place.run(arguments).ended(2);
        assert!(ran.err.contains("no index"), "{}", ran.err);
    }
    assert!(!place.path("b.tar").exists());
    assert!(!place.path("index").exists());
    let ran = place.run(&["restore", "b.tar"]).ended(2);
    assert!(ran.err.contains("b.tar"), "{}", ran.err);
}
