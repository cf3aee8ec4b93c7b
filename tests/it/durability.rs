//! What was acknowledged is there: after `kill -9` at any moment, and on a disk that is full.
//!
//! `KILL_ROUNDS` says how often the server is killed; `just kill 200` does it two hundred times.

use std::{
    collections::BTreeMap,
    fs,
    process::{Child, Command},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant, SystemTime},
};

use crate::{
    harness::Place,
    serve::{Server, until},
};

const TOKEN: &str = "durability-of-writes";
const AUTHORIZATION: (&str, &str) = ("Authorization", "Bearer durability-of-writes");
const JSON: (&str, &str) = ("Content-Type", "application/json");
const DEFAULT_ROUNDS: u32 = 20;
const WRITERS: usize = 4;
const DOCUMENTS: usize = 5;

/// The version of a document; `None` where there is none.
type Version = Option<u64>;

/// What is known of a document: the version that was acknowledged last, and the one that was being written.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    acknowledged: Version,
    attempted: Option<Version>,
}

fn server(place: &Place) -> Server {
    Server::with(place, &[], &[("SKOROWIDZ_TOKEN", TOKEN)])
}

fn path(id: &str) -> String {
    format!("/api/v1/documents/{id}")
}

/// A word that only this version of this document has.
fn word(id: &str, version: u64) -> String {
    format!("zq{}v{version}", id.replace('/', "x"))
}

/// Makes the document be of this version; says whether that was acknowledged, or nothing where no answer came.
fn write(server: &Server, id: &str, version: Version) -> Option<bool> {
    let answer = match version {
        Some(version) => {
            let word = word(id, version);
            let body = format!("{{\"title\":\"Wersja {version}\",\"text\":\"Konwent obradował {word}.\"}}");
            server.send("PUT", &path(id), &[AUTHORIZATION, JSON], body.as_bytes())
        }
        None => server.send("DELETE", &path(id), &[AUTHORIZATION], b""),
    };
    let answer = answer.ok()?;
    let is_refused = answer.status == 503;
    assert!(
        is_refused || [200, 201, 204].contains(&answer.status),
        "{} {} {}",
        answer.status,
        answer.body,
        server.log()
    );
    Some(!is_refused)
}

/// The version that the server has of a document, in all the ways in which it can be asked.
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

/// Writes documents at random until the server is gone.
fn write_until_killed(server: &Server, known: &mut BTreeMap<String, Known>, seed: u64, stop: &AtomicBool) {
    let mut random = fastrand::Rng::with_seed(seed);
    let ids: Vec<String> = known.keys().cloned().collect();
    while !stop.load(Ordering::Relaxed) {
        let id = random.choice(&ids).expect("some");
        let document = known.get_mut(id).expect("known");
        let is_deleted = document.acknowledged.is_some() && random.u8(..4) == 0;
        let version = (!is_deleted).then(|| random.u64(1..1 << 40));
        document.attempted = Some(version);
        match write(server, id, version) {
            Some(true) => *document = Known { acknowledged: version, attempted: None },
            Some(false) => document.attempted = None,
            // What was being written then is not known: nothing more is asked.
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

#[test]
fn a_kill_at_any_moment_costs_no_acknowledged_write() {
    let rounds = std::env::var("KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    let seed = now.as_nanos() as u64;
    let mut random = fastrand::Rng::with_seed(seed);
    let place = Place::new();
    place.file("corpus/plik.md", "## Z pliku\n\nKonwent z pliku.\n");
    place.index(&[], 0);
    let mut known: Vec<BTreeMap<String, Known>> = (0..WRITERS)
        .map(|writer| (0..DOCUMENTS).map(|n| (format!("w{writer}/d{n}"), Known::default())).collect())
        .collect();
    let (mut slowest, mut acknowledged) = (Duration::ZERO, 0);
    // What the server before had to say: a loss begins there.
    let mut before = String::new();
    for round in 0..rounds.unwrap_or(DEFAULT_ROUNDS) {
        let started = Instant::now();
        let server = server(&place);
        server.ready();
        slowest = slowest.max(started.elapsed());
        assert_eq!(server.total("pliku"), 1, "round {round}, seed {seed}");
        for (id, document) in known.iter_mut().flatten() {
            let Known { acknowledged, attempted } = *document;
            let candidates = [Some(acknowledged), attempted];
            let candidates: Vec<Version> = candidates.into_iter().flatten().collect();
            let version = read(&server, id, &candidates);
            assert!(
                candidates.contains(&version),
                "{id}: {version:?} of {candidates:?}, round {round}, seed {seed}\n{before}\n--\n{}",
                server.log()
            );
            *document = Known { acknowledged: version, attempted: None };
        }
        let stop = AtomicBool::new(false);
        let lifetime = Duration::from_millis(random.u64(20..700));
        thread::scope(|scope| {
            for documents in &mut known {
                let (server, stop, seed) = (&server, &stop, random.u64(..));
                scope.spawn(move || write_until_killed(server, documents, seed, stop));
            }
            let rebuild = begin_rebuild(&place, &server, round);
            thread::sleep(lifetime);
            kill(server.id());
            stop.store(true, Ordering::Relaxed);
            if let Some(mut rebuild) = rebuild {
                let _ = rebuild.kill();
                let _ = rebuild.wait();
            }
        });
        before = server.log().lines().filter(|line| !line.contains(" INFO ")).collect::<Vec<_>>().join("\n");
        acknowledged +=
            known.iter().flatten().filter(|(_, document)| document.acknowledged.is_some()).count();
    }
    eprintln!("slowest start until ready: {slowest:?}; documents there at each kill, summed: {acknowledged}");
    assert!(acknowledged > 0);
}

fn kill(pid: u32) {
    let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()), "the server was to be killed");
}

/// A file system of a few megabytes; `None`, said plainly, where none can be mounted.
struct SmallDisk<'a> {
    place: &'a Place,
}

impl<'a> SmallDisk<'a> {
    fn mount(place: &'a Place) -> Option<Self> {
        fs::create_dir_all(place.path("index")).expect("made");
        let path = place.path("index");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(path).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self { place });
        }
        eprintln!("SKIPPED: no small file system can be mounted here");
        None
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.place.path("index")).status();
    }
}

#[test]
fn a_full_disk_is_an_answer_and_no_loss() {
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
        assert!([201, 507].contains(&answer.status), "{} {}", answer.status, answer.body);
        answer.status == 507
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
