//! Acknowledged writes survive `kill -9` at any moment and a full disk.
//!
//! `KILL_ROUNDS` sets how often the server is killed; `just kill 200` kills it two hundred times.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant, SystemTime},
};

use skorowidz::index::EngineKind;

use crate::{
    engines::engine,
    harness::{Place, skip},
    serve::{Answer, Server, until},
};

const TOKEN: &str = "durability-of-writes";
const AUTHORIZATION: (&str, &str) = ("Authorization", "Bearer durability-of-writes");
const JSON: (&str, &str) = ("Content-Type", "application/json");
const NDJSON: (&str, &str) = ("Content-Type", "application/x-ndjson");
const DEFAULT_ROUNDS: u32 = 16;
/// A server is killed after this time at the latest.
const LIFETIME: Duration = Duration::from_secs(3);
const WRITERS: usize = 4;
const DOCUMENTS: usize = 5;
/// Rounds per cycle, and the rounds of a cycle in which a backup is made and restored.
const CYCLE: u32 = 8;
const BACKUP: u32 = 2;
const RESTORE: u32 = 6;

/// The version of a document, a number of twelve digits; `None` if there is no document.
type Version = Option<u64>;

/// What the test knows about a document.
#[derive(Debug, Clone, Default)]
struct Known {
    /// The version that was acknowledged last.
    acknowledged: Version,
    /// The version that was being written.
    attempted: Option<Version>,
    /// All versions sent since the last purge.
    sent: Vec<u64>,
    /// The versions removed by an acknowledged purge.
    purged: Vec<u64>,
    /// Whether the last change was a purge.
    is_purged: bool,
}

/// A change to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Put(u64),
    Delete,
    Purge,
}

impl Change {
    fn version(self) -> Version {
        if let Self::Put(version) = self { Some(version) } else { None }
    }
}

fn server(place: &Place) -> Server {
    Server::with(place, &[], &[("SKOROWIDZ_TOKEN", TOKEN)])
}

fn path(id: &str) -> String {
    format!("/api/v1/documents/{id}")
}

/// A word that occurs only in this version of this document.
fn word(id: &str, version: u64) -> String {
    format!("zq{}v{version}", id.replace('/', "x"))
}

/// Makes a change and returns whether it was acknowledged, or `None` if no response arrived.
fn write(server: &Server, id: &str, change: Change) -> Option<bool> {
    let answer = match change {
        Change::Put(version) => {
            let word = word(id, version);
            let body = format!("{{\"title\":\"Wersja {version}\",\"text\":\"Konwent obradował {word}.\"}}");
            server.send("PUT", &path(id), &[AUTHORIZATION, JSON], body.as_bytes())
        }
        Change::Delete => server.send("DELETE", &path(id), &[AUTHORIZATION], b""),
        Change::Purge => server.send("DELETE", &format!("{}?purge=true", path(id)), &[AUTHORIZATION], b""),
    };
    let answer = answer.ok()?;
    let is_refused = answer.status == 503;
    // A withdrawn document can still be purged; a purged one is gone.
    let is_made =
        [200, 201, 204].contains(&answer.status) || (change == Change::Purge && answer.status == 404);
    assert!(is_refused || is_made, "{change:?} {} {} {}", answer.status, answer.body, server.log());
    Some(!is_refused)
}

/// Returns the version that the server holds of a document, checked through every way to request it.
#[track_caller]
fn read(server: &Server, id: &str, candidates: &[Version]) -> Version {
    let answer = server.get(&path(id));
    let version = match answer.status {
        404 | 410 => None,
        200 => {
            let body = answer.json();
            let title = body["title"].as_str().expect("a title");
            let version = title.strip_prefix("Wersja ").and_then(|version| version.parse().ok());
            let version = version.unwrap_or_else(|| panic!("half a document: {body}"));
            let text = body["pages"][0]["text"].as_str().expect("a text");
            assert_eq!(text, format!("Konwent obradował {}.", word(id, version)));
            Some(version)
        }
        status => panic!("{status} {}", answer.body),
    };
    for candidate in candidates.iter().flatten() {
        let total = server.total(&word(id, *candidate));
        assert_eq!(total, u64::from(version == Some(*candidate)), "{id} of {version:?}: {candidate}");
    }
    version
}

/// Changes documents at random until the server is gone, and counts acknowledged changes.
fn write_until_killed(server: &Server, known: &mut BTreeMap<String, Known>, seed: u64, made: &AtomicU32) {
    let mut random = fastrand::Rng::with_seed(seed);
    let ids: Vec<String> = known.keys().cloned().collect();
    loop {
        let id = random.choice(&ids).expect("an id");
        let document = known.get_mut(id).expect("known");
        let change = match random.u8(..8) {
            0 if document.acknowledged.is_some() => Change::Delete,
            1 | 2 if !document.sent.is_empty() => Change::Purge,
            _ => Change::Put(random.u64(100_000_000_000..1_000_000_000_000)),
        };
        document.attempted = Some(change.version());
        document.sent.extend(change.version());
        match write(server, id, change) {
            Some(true) => {
                (document.acknowledged, document.attempted) = (change.version(), None);
                document.is_purged = change == Change::Purge;
                made.fetch_add(1, Ordering::Relaxed);
                if document.is_purged {
                    document.purged.append(&mut document.sent);
                }
            }
            Some(false) => document.attempted = None,
            // It is unknown whether the change in flight was made; the writer stops here.
            None => return,
        }
    }
}

/// Starts a rebuild in one of the two ways, or none.
fn begin_rebuild(place: &Place, server: &Server, round: u32) -> Option<Child> {
    match round % 4 {
        1 => {
            let _ = server.send("POST", "/api/v1/admin/rebuild", &[AUTHORIZATION], b"");
            None
        }
        3 => place.command(&["index", "--rebuild", "-q"]).spawn().ok(),
        _ => None,
    }
}

/// Collects the twelve-digit versions anywhere below a folder, each with a file that contains it.
fn versions_on_disk(folder: &Path, found: &mut BTreeMap<u64, PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            versions_on_disk(&path, found);
            continue;
        }
        // A file may disappear during the scan.
        let bytes = fs::read(&path).unwrap_or_default();
        for digits in bytes.split(|byte| !byte.is_ascii_digit()).filter(|digits| digits.len() == 12) {
            let version = digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
            found.insert(version, path.clone());
        }
    }
}

/// All documents by writer, and the state of the last backup.
struct Model {
    documents: Vec<BTreeMap<String, Known>>,
    backup: BTreeMap<String, Version>,
    seed: u64,
}

impl Model {
    fn new(seed: u64) -> Self {
        let known = |writer| (0..DOCUMENTS).map(move |n| (format!("w{writer}/d{n}"), Known::default()));
        let documents = (0..WRITERS).map(|writer| known(writer).collect()).collect();
        Self { documents, backup: BTreeMap::new(), seed }
    }

    /// Checks that every document is as acknowledged, or as the change in flight would leave it.
    fn check(&mut self, server: &Server, round: u32, before: &str) {
        let seed = self.seed;
        for (id, document) in self.documents.iter_mut().flatten() {
            let candidates: Vec<Version> =
                [Some(document.acknowledged), document.attempted].into_iter().flatten().collect();
            let version = read(server, id, &candidates);
            assert!(
                candidates.contains(&version),
                "{id}: {version:?} of {candidates:?}, round {round}, seed {seed}\n{before}\n--\n{}",
                server.log()
            );
            document.is_purged &= document.attempted.is_none();
            (document.acknowledged, document.attempted) = (version, None);
        }
    }

    /// Checks that all documents are unchanged, or that all are as in the backup except withdrawn ones.
    fn check_restored(&mut self, server: &Server, round: u32) -> bool {
        let (mut old, mut restored, mut now) = (Vec::new(), Vec::new(), Vec::new());
        for (id, document) in self.documents.iter().flatten() {
            let kept = document.acknowledged.and(self.backup.get(id).copied().flatten());
            old.push(document.acknowledged);
            restored.push(kept);
            now.push(read(server, id, &[document.acknowledged, kept]));
        }
        let is_restored = now == restored;
        assert!(
            is_restored || now == old,
            "{now:?} of {old:?} or {restored:?}, round {round}, {}",
            self.seed
        );
        for ((_, document), now) in self.documents.iter_mut().flatten().zip(now) {
            document.acknowledged = now;
            document.sent.extend(now);
            // If a document was put again after a purge, the backup may contain the purged version.
            if is_restored && !document.is_purged {
                document.purged.clear();
            }
        }
        is_restored
    }

    /// Checks that no purged version remains in any file.
    fn check_purged(&self, place: &Place, round: u32, server: &Server) -> usize {
        let mut found = BTreeMap::new();
        versions_on_disk(&place.path("index"), &mut found);
        let purged = || self.documents.iter().flatten().flat_map(|(_, document)| &document.purged);
        for version in purged() {
            let file = found.get(version);
            assert!(
                file.is_none(),
                "{version} in {file:?}, round {round}, seed {}\n{}",
                self.seed,
                server.log()
            );
        }
        purged().count()
    }

    fn back_up(&mut self, place: &Place) {
        let _ = fs::remove_file(place.path("backup.tar"));
        place.run(&["backup", "backup.tar"]).ended(0);
        let all = self.documents.iter().flatten();
        self.backup = all.map(|(id, document)| (id.clone(), document.acknowledged)).collect();
    }

    /// Writes, and perhaps rebuilds, until the server is killed.
    fn write_and_kill(&mut self, place: &Place, server: &Server, round: u32, random: &mut fastrand::Rng) {
        let made = AtomicU32::new(0);
        let (changes, moment) = (random.u32(0..20), Duration::from_millis(random.u64(0..100)));
        thread::scope(|scope| {
            for documents in &mut self.documents {
                let (made, seed) = (&made, random.u64(..));
                scope.spawn(move || write_until_killed(server, documents, seed, made));
            }
            let rebuild = begin_rebuild(place, server, round);
            let begun = Instant::now();
            // On a slow machine a change takes a second.
            while made.load(Ordering::Relaxed) < changes && begun.elapsed() < LIFETIME {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(moment);
            kill(server.id());
            if let Some(mut rebuild) = rebuild {
                let _ = rebuild.kill();
                let _ = rebuild.wait();
            }
        });
    }
}

/// Whether a backup is restored in a round. Never over a cluster: a backup has no texts of one.
fn is_restored(round: u32) -> bool {
    round % CYCLE == RESTORE && engine() == EngineKind::Embedded
}

/// Starts restoring the backup, then kills the restore and the server.
fn restore_and_kill(place: &Place, server: &Server, random: &mut fastrand::Rng) {
    let mut command = place.command(&["restore", "backup.tar"]);
    let mut restore = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
    let begun = Instant::now();
    let is_begun = || {
        let mut entries = fs::read_dir(place.path("index")).into_iter().flatten().flatten();
        entries.any(|entry| entry.file_name().to_string_lossy().starts_with("rest"))
    };
    while !is_begun() && begun.elapsed() < LIFETIME {
        thread::sleep(Duration::from_millis(1));
    }
    // One in four runs to its end.
    if random.u8(..4) > 0 {
        thread::sleep(Duration::from_millis(random.u64(0..700)));
        let _ = restore.kill();
    }
    let _ = restore.wait();
    kill(server.id());
}

#[test]
fn a_kill_at_any_moment_loses_no_acknowledged_write_and_leaves_nothing_purged() {
    let rounds = std::env::var("KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    let seed = now.as_nanos() as u64;
    let mut random = fastrand::Rng::with_seed(seed);
    let place = Place::new();
    place.file("corpus/plik.md", "## Z pliku\n\nKonwent z pliku.\n");
    place.index(&[], 0);
    let mut model = Model::new(seed);
    let (mut slowest, mut purged, mut restored) = (Duration::ZERO, 0, 0);
    // The log of the previous server, where a loss would begin.
    let mut before = String::new();
    for round in 0..rounds.unwrap_or(DEFAULT_ROUNDS) {
        let started = Instant::now();
        let server = server(&place);
        server.ready();
        slowest = slowest.max(started.elapsed());
        assert_eq!(server.total("pliku"), 1, "round {round}, seed {seed}");
        if round > 0 && is_restored(round - 1) {
            restored += u32::from(model.check_restored(&server, round));
        } else {
            model.check(&server, round, &before);
        }
        purged = purged.max(model.check_purged(&place, round, &server));
        if round % CYCLE == BACKUP {
            model.back_up(&place);
        }
        if is_restored(round) {
            restore_and_kill(&place, &server, &mut random);
        } else {
            model.write_and_kill(&place, &server, round, &mut random);
        }
        before = server.log().lines().filter(|line| !line.contains(" INFO ")).collect::<Vec<_>>().join("\n");
    }
    eprintln!(
        "slowest start until ready: {slowest:?}; versions purged: {purged}; restores in force: {restored}"
    );
    assert!(purged > 0);
}

fn kill(pid: u32) {
    let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()), "the server could not be killed");
}

/// A file system of a few megabytes; `None`, with a message, if none can be mounted.
struct SmallDisk<'a> {
    place: &'a Place,
}

impl<'a> SmallDisk<'a> {
    fn mount(place: &'a Place) -> Option<Self> {
        fs::create_dir_all(place.path("index")).expect("created");
        let path = place.path("index");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(path).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self { place });
        }
        skip("no small file system can be mounted here");
        None
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.place.path("index")).status();
    }
}

#[test]
fn a_full_disk_is_reported_and_loses_nothing() {
    let place = Place::new();
    let Some(_disk) = SmallDisk::mount(&place) else { return };
    place.file("index/filler", vec![0; 1 << 20]);
    let server = server(&place);
    let put = |number: u32| {
        let mut random = fastrand::Rng::with_seed(u64::from(number));
        let words: Vec<String> = (0..3000).map(|_| format!("{:x}", random.u32(..))).collect();
        let body = format!("{{\"text\":\"zqd{number} {}\"}}", words.join(" "));
        let answer =
            server.send("PUT", &path(&format!("d{number}")), &[AUTHORIZATION, JSON], body.as_bytes());
        answer.expect("answered")
    };
    let full = (0..400).find(|&number| {
        let answer = put(number);
        let is_known = [201, 507].contains(&answer.status) || is_uncertain(&answer);
        assert!(is_known, "{} {}", answer.status, answer.body);
        answer.status != 201
    });
    let full = full.expect("the disk fills up");
    assert!(full > 3, "{full}");
    for number in 0..full {
        assert_eq!(server.total(&format!("zqd{number}")), 1, "{number} of {full}");
    }
    place.remove("index/filler");
    let mended = until("there is room again", || (put(full).status < 300).then_some(full));
    kill(server.id());
    drop(server);
    let server = self::server(&place);
    server.ready();
    for number in 0..=mended {
        assert_eq!(server.total(&format!("zqd{number}")), 1, "{number} of {mended}");
    }
    place.run(&["stats"]).ended(0);
}

/// Fills the disk of the index until this number of bytes is left.
fn fill_up(place: &Place, left: u64) {
    let mut filler =
        fs::File::options().append(true).create(true).open(place.path("index/filler")).expect("opened");
    while filler.write_all(&[1; 4096]).is_ok() {}
    let length = filler.metadata().expect("exists").len();
    filler.set_len(length.saturating_sub(left)).expect("truncated");
}

/// What a refused change would have made of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    New,
    Replaced(u32),
    Removed,
    /// It may have been made: the answer was `uncertain`.
    Unknown,
}

/// Whether it is unknown if a change was made: over a cluster, the texts may be there when the catalog finds no room.
fn is_uncertain(answer: &Answer) -> bool {
    engine() == EngineKind::OpenSearch && answer.body.contains("\"uncertain\"")
}

/// Tries a change of a kind; if it is refused, returns what it would have made and of which documents.
fn try_change(server: &Server, kind: u32, number: u32) -> Option<(Refused, Vec<String>)> {
    let (new, kept) = (format!("new{number}"), format!("keep{}", number % 20));
    let text = format!("słowo odrzucone{number} ").repeat(40);
    let put = |id: &str| {
        let body = format!("{{\"text\":\"{text}\"}}");
        server.send("PUT", &path(id), &[AUTHORIZATION, JSON], body.as_bytes()).expect("answered")
    };
    let delete = |query: &str| {
        server.send("DELETE", &format!("{}{query}", path(&kept)), &[AUTHORIZATION], b"").expect("answered")
    };
    // One that an earlier change has withdrawn cannot be kept by a refusal.
    let is_there = kind != 2 && kind != 3 || server.get(&format!("{}/text", path(&kept))).status == 200;
    let (refused, ids, answer) = match kind {
        0 => (Refused::New, vec![new.clone()], put(&new)),
        1 => (Refused::Replaced(number), vec![kept.clone()], put(&kept)),
        2 => (Refused::Removed, vec![kept.clone()], delete("")),
        3 => (Refused::Removed, vec![kept.clone()], delete("?purge=true")),
        _ => {
            let ids: Vec<String> = (0..3).map(|line| format!("{new}-{line}")).collect();
            let lines: String =
                ids.iter().map(|id| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n")).collect();
            let headers = [AUTHORIZATION, NDJSON];
            let answer =
                server.send("POST", "/api/v1/documents", &headers, lines.as_bytes()).expect("answered");
            let statuses = answer.body.lines().map(|line| line.contains("\"status\":507"));
            let refused: Vec<String> =
                ids.into_iter().zip(statuses).filter(|(_, full)| *full).map(|(id, _)| id).collect();
            return (!refused.is_empty()).then_some((Refused::New, refused));
        }
    };
    if is_uncertain(&answer) {
        return Some((Refused::Unknown, ids));
    }
    assert!([200, 201, 204, 404, 507].contains(&answer.status), "{} {}", answer.status, answer.body);
    (answer.status == 507 && is_there).then_some((refused, ids))
}

#[track_caller]
fn check_refused(server: &Server, refused: &BTreeMap<String, Refused>) {
    for (id, refused) in refused {
        let answer = server.get(&format!("{}/text", path(id)));
        match refused {
            Refused::New => assert_eq!(answer.status, 404, "{id}: {}", answer.body),
            Refused::Replaced(number) => {
                assert!(!answer.body.contains(&format!("odrzucone{number} ")), "{id}: {}", answer.body);
            }
            Refused::Removed => assert_eq!(answer.status, 200, "{id}: {}", answer.body),
            Refused::Unknown => {}
        }
    }
}

#[test]
fn a_change_refused_by_a_full_disk_is_never_made() {
    let place = Place::new();
    let Some(_disk) = SmallDisk::mount(&place) else { return };
    let server = server(&place);
    for number in 0..20 {
        let body = format!("{{\"text\":\"Stara treść {number}\"}}");
        let answer =
            server.send("PUT", &path(&format!("keep{number}")), &[AUTHORIZATION, JSON], body.as_bytes());
        assert_eq!(answer.expect("answered").status, 201);
    }
    let mut refused = BTreeMap::new();
    let mut is_reported = false;
    for number in 0..50 {
        fill_up(&place, u64::from(number) * 4096 * 5 % (140 << 10));
        let Some((what, ids)) = try_change(&server, number % 5, number) else {
            // An earlier refused change may have been replaced by this one.
            refused.retain(|id, what| *id != format!("keep{}", number % 20) || *what == Refused::Unknown);
            continue;
        };
        for id in ids {
            // What is unknown stays so: it may be made when there is room again.
            let known = refused.entry(id).or_insert(what);
            if *known != Refused::Unknown {
                *known = what;
            }
        }
        is_reported |= server.get("/readyz").body.contains("the disk is full");
    }
    assert!(refused.len() > 5, "{refused:?}");
    assert!(is_reported && server.log().contains("ERROR"), "{}", server.log());
    place.remove("index/filler");
    until("there is room again", || {
        let answer = server.send("PUT", &path("after"), &[AUTHORIZATION, JSON], b"{\"text\":\"Po awarii\"}");
        (answer.expect("answered").status < 300).then_some(())
    });
    assert!(!server.get("/readyz").body.contains("problem"));
    check_refused(&server, &refused);
    kill(server.id());
    drop(server);
    let server = self::server(&place);
    server.ready();
    check_refused(&server, &refused);
    drop(server);
    if engine() == EngineKind::OpenSearch {
        // Its files keep what was purged for about half a minute.
        until("the cluster has removed what was purged", || {
            place.run(&["index"]);
            (place.run(&["verify"]).status == 0).then_some(())
        });
    }
    place.run(&["verify"]).ended(0);
}
