//! Malicious backups: whatever they contain, a restore refuses or succeeds, touches nothing outside the
//! index, and prints no control sequence to a terminal.

use std::{collections::BTreeMap, fs, path::Path};

use proptest::{
    prelude::*,
    sample::{Index, select},
};
use serde_json::{Value, json};
use skorowidz::maintenance::{self, RootSelection};

use crate::{
    harness::Place,
    serve::{Server, until},
};

/// The files of a backup by name, and its manifest.
#[derive(Debug, Clone)]
struct Backup {
    manifest: Value,
    files: BTreeMap<String, Vec<u8>>,
}

impl Backup {
    fn read(path: &Path) -> Self {
        let mut tar = tar::Archive::new(fs::File::open(path).expect("exists"));
        let mut files = BTreeMap::new();
        for entry in tar.entries().expect("a tar") {
            let mut entry = entry.expect("an entry");
            let (name, mut bytes) = (entry.path().expect("a name").display().to_string(), Vec::new());
            std::io::Read::read_to_end(&mut entry, &mut bytes).expect("readable");
            files.insert(name, bytes);
        }
        let manifest = files.remove("manifest.json").expect("a manifest");
        Self { manifest: serde_json::from_slice(&manifest).expect("JSON"), files }
    }

    /// Returns the name of the first file with this ending.
    fn name(&self, end: &str) -> String {
        self.files.keys().find(|name| name.ends_with(end)).expect("such a file").clone()
    }

    /// Returns the name of the first upload.
    fn original(&self) -> String {
        let is_original = |name: &&String| name.starts_with("documents/") && !name.contains('.');
        self.files.keys().find(is_original).expect("an original").clone()
    }

    /// Returns the bytes of the backup with a matching list and seal.
    fn sealed(&self) -> Vec<u8> {
        let listed = self.files.iter().map(|(name, bytes)| {
            json!({"name": name, "bytes": bytes.len(), "hash": blake3::hash(bytes).to_hex().to_string()})
        });
        let mut manifest = self.manifest.clone();
        manifest["files"] = listed.collect();
        let mut tar = tar::Builder::new(Vec::new());
        append(&mut tar, "manifest.json", manifest.to_string().as_bytes(), tar::EntryType::Regular);
        for (name, bytes) in &self.files {
            append(&mut tar, name, bytes, tar::EntryType::Regular);
        }
        seal(tar)
    }

    /// Changes the header of an upload and seals it correctly.
    fn set_header(&mut self, name: &str, change: impl FnOnce(&mut Value)) {
        let whole = self.files[name].clone();
        let end = whole.iter().position(|byte| *byte == b'\n').expect("a header");
        let mut header: Value = serde_json::from_slice(&whole[..end]).expect("JSON");
        header.as_object_mut().expect("an object").remove("seal");
        change(&mut header);
        let line = header.to_string();
        let hash = blake3::hash(line.as_bytes()).to_hex();
        let line = format!("{},\"seal\":\"{hash}\"}}", line.trim_end_matches('}'));
        self.files.insert(name.to_owned(), [line.as_bytes(), &whole[end..]].concat());
    }
}

/// Appends an entry with an unchecked name, as a program without rules for names would.
fn append(tar: &mut tar::Builder<Vec<u8>>, name: &str, bytes: &[u8], kind: tar::EntryType) {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    header.set_entry_type(kind);
    let length = name.len().min(100);
    header.as_mut_bytes()[..length].copy_from_slice(&name.as_bytes()[..length]);
    header.set_cksum();
    tar.append(&header, bytes).expect("appended");
}

/// Returns the bytes of a tar with a valid seal.
fn seal(tar: tar::Builder<Vec<u8>>) -> Vec<u8> {
    let mut bytes = tar.into_inner().expect("a tar");
    let mut seal = format!("skorowidz-seal {}\n", blake3::hash(&bytes).to_hex()).into_bytes();
    seal.resize(512, 0);
    bytes.extend(seal);
    bytes
}

/// A place with a backup of files, uploads, withdrawals and OCR results; beside the index is a folder with a
/// file that must not be touched.
fn backed_up() -> (Place, Backup) {
    let place = Place::new();
    place.file("posts/konwent.md", "## Konwent o zieleni\n\nRozmowy o parkach.\n");
    place.index(&["posts"], 0);
    {
        let server = Server::with(&place, &[], &[("SKOROWIDZ_TOKEN", TOKEN)]);
        for id in ["a", "b"] {
            let headers = [BEARER, ("Content-Type", "application/json")];
            let body = json!({"title": id, "text": "pierwsza rzecz"}).to_string();
            let path = format!("/api/v1/documents/{id}");
            let answer = server.send("PUT", &path, &headers, body.as_bytes()).expect("answered");
            assert_eq!(answer.status, 201, "{}", answer.body);
        }
        server.send("DELETE", "/api/v1/documents/b", &[BEARER], b"").expect("answered");
    }
    let hash = "0123456789abcdef".repeat(4);
    place.file(&format!("index/cache/{hash}/page-1.json"), r#"{"stamp":"1","value":"x"}"#);
    place.file("index/queries/2026-03-02.json", r#"{"queries":{"park":{"count":3,"empty":0}}}"#);
    place.file("canary/precious", "kept").file("index/kept", "kept");
    place.run(&["backup", "b.tar"]).ended(0);
    let backup = Backup::read(&place.path("b.tar"));
    (place, backup)
}

const TOKEN: &str = "tampered-backup-tests";
const BEARER: (&str, &str) = ("Authorization", "Bearer tampered-backup-tests");

/// Returns whether printing a text would move the cursor or change the text direction.
fn is_raw(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c))
}

/// Checks that everything outside the index is unchanged.
#[track_caller]
fn untouched(place: &Place) {
    assert_eq!(fs::read_to_string(place.path("canary/precious")).ok().as_deref(), Some("kept"));
    assert!(place.path("b.tar").exists() && place.path("posts/konwent.md").exists());
}

/// Checks that restoring this backup is refused with a message that contains `parts`, and that nothing
/// changed.
#[track_caller]
fn refused(place: &Place, bytes: &[u8], parts: &[&str]) {
    place.file("bad.tar", bytes);
    let ran = place.run(&["restore", "bad.tar"]).ended(2);
    for part in parts {
        assert!(ran.err.contains(part), "no `{part}` in {}", ran.err);
    }
    assert!(ran.out.is_empty() && ran.err.lines().count() == 1 && !is_raw(&ran.err), "{:?}", ran.err);
    assert!(ran.err.len() < 1000, "{}", ran.err);
    untouched(place);
    assert_eq!(place.found(&["konwent"]), ["konwent"]);
}

#[test]
fn files_that_the_engine_may_remove_are_its_own() {
    let (place, backup) = backed_up();
    let outside = place.path("canary/precious").display().to_string();
    let list = backup.name(".managed.json");
    for name in
        [&outside, "../../canary/precious", "../kept", "version.json", "", "\u{1b}[31m", &"a".repeat(9000)]
    {
        let mut bad = backup.clone();
        let mut names: Vec<String> = serde_json::from_slice(&bad.files[&list]).expect("a list");
        names.push(name.to_owned());
        bad.files.insert(list.clone(), json!(names).to_string().into_bytes());
        refused(&place, &bad.sealed(), &[".managed.json", "not an index file"]);
    }
    let mut without = backup.clone();
    without.files.remove(&list);
    place.file("lost.tar", without.sealed());
    place.run(&["restore", "lost.tar"]).ended(0);
    place.run(&["verify"]).ended(0);
}

#[test]
fn a_tampered_file_list_of_the_engine_on_disk_is_refused_as_well() {
    let (place, _) = backed_up();
    let generation = fs::read_to_string(place.path("index/CURRENT")).expect("exists");
    let list = format!("index/{}/.managed.json", generation.trim());
    let outside = place.path("canary/precious").display().to_string();
    place.file(&list, json!([outside]).to_string());
    for command in [["index", "posts"].as_slice(), &["search", "konwent"], &["withdraw", "a"]] {
        let ran = place.run(command).ended(2);
        assert!(ran.err.contains(".managed.json") && ran.err.contains("--rebuild"), "{}", ran.err);
    }
    let ran = place.run(&["verify"]).ended(2);
    assert!(ran.err.contains(".managed.json") && ran.err.contains("--rebuild"), "{}", ran.err);
    untouched(&place);
    place.index(&["--rebuild"], 0);
    place.run(&["verify"]).ended(0);
}

#[test]
fn the_hash_of_an_upload_cannot_be_a_path() {
    let (place, backup) = backed_up();
    let original = backup.original();
    let outside = place.path("canary").display().to_string();
    for hash in [&outside, "../../canary", "..", "", "/", &"A".repeat(64), &"a".repeat(63), "\u{1b}[31m"] {
        let mut bad = backup.clone();
        bad.set_header(&original, |header| header["hash"] = json!(hash));
        refused(&place, &bad.sealed(), &[&original]);
        // In the format of an earlier version.
        let whole = String::from_utf8(bad.files[&original].clone()).expect("UTF-8");
        let (head, rest) = whole.split_once(",\"seal\":").expect("a seal");
        let rest = rest.split_once('}').expect("an end").1;
        bad.files.insert(original.clone(), format!("{head}}}{rest}").into_bytes());
        refused(&place, &bad.sealed(), &[&original]);
    }
}

#[test]
fn caches_and_counts_are_checked_before_they_are_restored() {
    let (place, backup) = backed_up();
    let (page, day) = (backup.name("page-1.json"), backup.name("2026-03-02.json"));
    for (name, text) in [
        (&page, r#"{"stamp":"\u001b[31m","value":"x"}"#),
        (&page, "[]"),
        (&day, r#"{"queries":{"\u001b[31mpark":{"count":3,"empty":0}}}"#),
        (&day, r#"{"queries":{"a\u202eb":{"count":3,"empty":0}}}"#),
        (&day, "no JSON"),
    ] {
        let mut bad = backup.clone();
        bad.files.insert(name.clone(), text.as_bytes().to_vec());
        refused(&place, &bad.sealed(), &[name]);
    }
}

#[test]
fn versions_with_control_characters_are_refused() {
    let (place, backup) = backed_up();
    let version = backup.name("version.json");
    for text in ["\u{1b}[31m\u{9b}\nx\u{7}", "a\u{202e}b", "", &"a".repeat(10_000)] {
        let mut bad = backup.clone();
        let schema: Value = serde_json::from_slice(&bad.files[&version]).expect("JSON");
        let said = json!({"analyser": text, "schema": schema["schema"]}).to_string();
        bad.files.insert(version.clone(), said.into_bytes());
        refused(&place, &bad.sealed(), &["version.json"]);
        let mut bad = backup.clone();
        bad.manifest["analyser"] = json!(text);
        refused(&place, &bad.sealed(), &["backup"]);
    }
    for generation in [json!(u64::MAX), json!("../x"), json!(-1), json!(1_000_000_000_u64)] {
        let mut bad = backup.clone();
        bad.manifest["generation"] = generation;
        refused(&place, &bad.sealed(), &["backup"]);
    }
}

#[test]
fn folders_named_by_a_backup_are_read_only_on_request() {
    let (_, mut backup) = backed_up();
    let place = Place::new();
    place.file("secret/s.txt", "tajemnica xyzzysecret konwent").file("canary/precious", "kept");
    let secret = place.path("secret").canonicalize().expect("exists").display().to_string();
    let roots = json!([{"path": secret, "is_complete": false}]);
    backup.files.insert("roots.json".to_owned(), roots.to_string().into_bytes());
    place.file("b.tar", backup.sealed());
    let ran = place.run(&["restore", "b.tar"]).ended(0);
    assert!(ran.err.contains(&secret) && ran.err.contains("--keep-roots"), "{}", ran.err);
    {
        let server = Server::start(&place);
        server.ready();
        until("it serves", || (server.total("konwent") == 1).then_some(()));
        assert_eq!(server.total("xyzzysecret"), 0);
    }
    place.index(&["--rebuild"], 0);
    assert!(place.found(&["xyzzysecret"]).is_empty());
    let ran = place.run(&["restore", "--keep-roots", "b.tar"]).ended(0);
    assert!(ran.err.contains("read from now on") && ran.err.contains(&secret), "{}", ran.err);
    let server = Server::start(&place);
    until("the folder is read", || (server.total("xyzzysecret") == 1).then_some(()));
}

#[test]
fn roots_that_are_not_absolute_paths_are_refused() {
    let (place, backup) = backed_up();
    for path in ["posts", "../canary", "/srv/../etc", "", "\u{1b}[31m", &format!("/{}", "a".repeat(10_000))] {
        let mut bad = backup.clone();
        let roots = json!([{"path": path, "is_complete": false}]).to_string();
        bad.files.insert("roots.json".to_owned(), roots.into_bytes());
        refused(&place, &bad.sealed(), &["roots.json"]);
    }
}

#[test]
fn entries_that_are_not_files_are_refused() {
    let (place, backup) = backed_up();
    for kind in [
        tar::EntryType::Symlink,
        tar::EntryType::Link,
        tar::EntryType::Fifo,
        tar::EntryType::Directory,
        tar::EntryType::GNULongName,
        tar::EntryType::XHeader,
        tar::EntryType::GNUSparse,
    ] {
        let mut tar = tar::Builder::new(Vec::new());
        let mut manifest = backup.manifest.clone();
        manifest["files"] = json!([
            {"name": "roots.json", "bytes": 2, "hash": blake3::hash(b"[]").to_hex().to_string()}
        ]);
        manifest["generation"] = Value::Null;
        append(&mut tar, "manifest.json", manifest.to_string().as_bytes(), tar::EntryType::Regular);
        append(&mut tar, "roots.json", b"[]", kind);
        refused(&place, &seal(tar), &["backup"]);
    }
}

/// Malicious values where a text is expected.
const WISHES: [&str; 12] = [
    "@/canary",
    "@/canary/precious",
    "../canary",
    "../../canary/precious",
    "..",
    "/",
    "",
    "\u{1b}[31m\u{9b}\u{7}",
    "a\u{202e}b\nc",
    "\0",
    "18446744073709551616",
    "generation-1/../../canary",
];

/// A change to a backup.
#[derive(Debug, Clone)]
enum Tampering {
    Flip {
        file: Index,
        at: Index,
        bit: u8,
    },
    Cut {
        file: Index,
        at: Index,
    },
    Drop {
        file: Index,
    },
    Rename {
        file: Index,
        wish: &'static str,
    },
    /// A value of a JSON file, of a header or of the manifest.
    Value {
        file: Index,
        leaf: Index,
        wish: Wish,
    },
}

#[derive(Debug, Clone)]
enum Wish {
    Text(&'static str),
    Number(u64),
    Long,
    Nothing,
    List(&'static str),
}

impl Wish {
    fn value(&self, place: &Path) -> Value {
        let text = |text: &str| json!(text.replace('@', &place.display().to_string()));
        match self {
            Self::Text(wish) => text(wish),
            Self::Number(number) => json!(number),
            Self::Long => json!("x".repeat(100_000)),
            Self::Nothing => Value::Null,
            Self::List(wish) => json!([text(wish)]),
        }
    }
}

fn tampering() -> impl Strategy<Value = Tampering> {
    let wish = prop_oneof![
        3 => select(&WISHES[..]).prop_map(Wish::Text),
        2 => prop_oneof![Just(0), Just(u64::MAX), Just(u64::from(u32::MAX)), any::<u64>()].prop_map(Wish::Number),
        1 => Just(Wish::Long),
        1 => Just(Wish::Nothing),
        1 => select(&WISHES[..]).prop_map(Wish::List),
    ];
    prop_oneof![
        2 => any::<(Index, Index, u8)>().prop_map(|(file, at, bit)| Tampering::Flip { file, at, bit: bit % 8 }),
        1 => any::<(Index, Index)>().prop_map(|(file, at)| Tampering::Cut { file, at }),
        1 => any::<Index>().prop_map(|file| Tampering::Drop { file }),
        1 => (any::<Index>(), select(&WISHES[..])).prop_map(|(file, wish)| Tampering::Rename { file, wish }),
        8 => (any::<Index>(), any::<Index>(), wish)
            .prop_map(|(file, leaf, wish)| Tampering::Value { file, leaf, wish }),
    ]
}

/// Collects the paths of all scalar values and of all lists.
fn leaves(value: &Value, at: String, found: &mut Vec<String>) {
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| leaves(value, format!("{at}/{}", escaped(key)), found));
        }
        Value::Array(list) if !list.is_empty() => {
            found.push(at.clone());
            list.iter().enumerate().for_each(|(n, value)| leaves(value, format!("{at}/{n}"), found));
        }
        _ => found.push(at),
    }
}

fn set_leaf(value: &mut Value, leaf: Index, wish: Value) {
    let mut found = Vec::new();
    leaves(value, String::new(), &mut found);
    if let Some(place) = value.pointer_mut(&found[leaf.index(found.len())]) {
        *place = wish;
    }
}

impl Tampering {
    fn apply(&self, backup: &mut Backup, place: &Path) {
        let names: Vec<String> = backup.files.keys().cloned().collect();
        match self {
            Self::Flip { file, at, bit } => {
                let bytes = backup.files.get_mut(file.get(&names)).expect("a known file");
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] ^= 1 << bit;
                }
            }
            Self::Cut { file, at } => {
                let bytes = backup.files.get_mut(file.get(&names)).expect("a known file");
                bytes.truncate(at.index(bytes.len() + 1));
            }
            Self::Drop { file } => drop(backup.files.remove(file.get(&names))),
            Self::Rename { file, wish } => {
                let bytes = backup.files.remove(file.get(&names)).expect("a known file");
                backup.files.insert(wish.replace('@', &place.display().to_string()), bytes);
            }
            Self::Value { file, leaf, wish } => {
                let is_text = |name: &&String| is_json(name) || name.starts_with("documents/");
                let texts: Vec<&String> = names.iter().filter(is_text).collect();
                let (at, value) = (file.index(texts.len() + 1), wish.value(place));
                match texts.get(at) {
                    None => set_leaf(&mut backup.manifest, *leaf, value),
                    Some(name) if is_json(name) => {
                        let Ok(mut read) = serde_json::from_slice(&backup.files[*name]) else { return };
                        set_leaf(&mut read, *leaf, value);
                        backup.files.insert((*name).clone(), read.to_string().into_bytes());
                    }
                    Some(name) if !name.contains('.') => {
                        backup.set_header(name, |header| set_leaf(header, *leaf, value));
                    }
                    Some(_) => {}
                }
            }
        }
    }
}

#[test]
fn no_backup_touches_anything_outside_the_index() {
    let (place, backup) = backed_up();
    let index = place.path("index");
    let root = place.path("").canonicalize().expect("exists");
    let config = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(changes in prop::collection::vec(tampering(), 1..3), keeps in any::<bool>())| {
        let mut bad = backup.clone();
        for change in &changes {
            change.apply(&mut bad, &root);
        }
        place.file("bad.tar", bad.sealed());
        let roots = if keeps { RootSelection::All } else { RootSelection::Known };
        match maintenance::restore(&index, &place.path("bad.tar"), roots, &|_| {}) {
            Err(error) => {
                let reported = error.to_string();
                prop_assert!(!is_raw(&reported) && reported.len() < 1000, "{reported:?}");
            }
            Ok(report) => {
                prop_assert!(!is_raw(report.remedy.as_deref().unwrap_or_default()));
                // The restored index is then used: a purge, an indexing run, an integrity check.
                let ran = [["withdraw", "--purge", "a"].as_slice(), &["index", "posts"], &["verify"]]
                    .map(|command| place.run(command));
                for ran in ran {
                    prop_assert!([0, 2].contains(&ran.status) && !is_raw(&ran.err), "{ran:?}");
                }
            }
        }
        untouched(&place);
    });
}

/// Returns whether a file of the archive is JSON.
fn is_json(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "json")
}
