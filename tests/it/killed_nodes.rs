//! A service over three nodes of OpenSearch, of which one after another is killed while documents are written and
//! searched. `TEST_CLUSTER` names the folder in which `tests/cluster/nodes.sh` runs them, `KILL_ROUNDS` says how often;
//! 2 unless set. `just cluster` runs it.
//!
//! Nobody helps the service: it is started once, and each client repeats what was not acknowledged.

use std::{
    collections::BTreeMap,
    env, fs,
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    engines::ClusterIndices,
    harness::{Place, list, package, text},
    serve::{Answer, Server},
};

/// The number of nodes.
const NODES: u32 = 3;
const TOKEN: &str = "a-token-of-many-characters";
const HEADERS: [(&str, &str); 2] =
    [("Authorization", "Bearer a-token-of-many-characters"), ("Content-Type", "application/json")];
/// The number of documents that nobody changes: each search must find all of them.
const LASTING: u64 = 30;
/// The number of documents that each writer writes again and again.
const OF_A_WRITER: u64 = 40;
/// How long the nodes may take to be complete again.
const RECOVERY: Duration = Duration::from_mins(3);

/// Three nodes that a script runs.
struct RunningNodes {
    folder: PathBuf,
}

impl RunningNodes {
    fn find() -> Option<Self> {
        let folder = env::var_os("TEST_CLUSTER").filter(|folder| !folder.is_empty());
        if folder.is_none() {
            eprintln!("SKIPPED: TEST_CLUSTER names no folder with running nodes");
        }
        folder.map(|folder| Self { folder: folder.into() })
    }

    fn urls(&self) -> String {
        let url = |number| {
            let options =
                fs::read_to_string(self.folder.join(format!("n{number}.options"))).expect("options");
            let port = options.lines().find_map(|line| line.strip_prefix("http.port=")).expect("a port");
            format!("http://127.0.0.1:{port}")
        };
        (1..=NODES).map(url).collect::<Vec<_>>().join(",")
    }

    fn script(&self, what: &str, number: u32) {
        let mut script = Command::new(package().join("tests/cluster/nodes.sh"));
        let status = script.arg(what).arg(&self.folder).arg(number.to_string()).status().expect("a script");
        assert!(status.success(), "{what} {number}");
    }
}

/// A service over the nodes.
struct ClusterService {
    server: Server,
    _place: Place,
    _indices: ClusterIndices,
}

impl ClusterService {
    fn start(nodes: &RunningNodes, shards: u32, replicas: u32) -> Self {
        let (place, indices) = (Place::with_own_settings(), ClusterIndices::at(nodes.urls()));
        let settings = format!(
            "token = \"{TOKEN}\"\nrate_per_second = 0\nengine = \"opensearch\"\nopensearch_urls = \"{}\"\n\
             opensearch_index = \"{}\"\nopensearch_shards = {shards}\nopensearch_replicas = {replicas}\n",
            nodes.urls(),
            indices.named("killed"),
        );
        place.file("skorowidz.toml", settings);
        let service = Self { server: Server::start(&place), _place: place, _indices: indices };
        for number in 0..LASTING {
            let written =
                service.put(&format!("lasting/{number}"), &format!("Kotwica numer {number} w porcie."));
            assert!(is_done(&written), "{}", written.body);
        }
        service
    }

    fn put(&self, id: &str, text: &str) -> Answer {
        let body = json!({"title": format!("Zapis {id}"), "text": text}).to_string();
        let path = format!("/api/v1/documents/{id}");
        self.server.send("PUT", &path, &HEADERS, body.as_bytes()).expect("answered")
    }

    fn withdraw(&self, id: &str) -> Answer {
        self.server.send("DELETE", &format!("/api/v1/documents/{id}"), &HEADERS, b"").expect("answered")
    }

    fn search(&self, query: &str) -> Answer {
        self.server.get(&format!("/api/v1/search?q={query}&per_page=5"))
    }

    /// Waits until all nodes and all copies of all shards are there.
    fn wait_until_complete(&self) {
        let started = Instant::now();
        loop {
            let metrics = self.server.send("GET", "/metrics", &HEADERS, b"").expect("answered").body;
            let is = |line: &str| metrics.lines().any(|other| other == line);
            let (nodes, none) =
                (format!("skorowidz_cluster_nodes {NODES}"), "skorowidz_cluster_missing_shards 0");
            if is(&nodes) && is(none) {
                return;
            }
            assert!(started.elapsed() < RECOVERY, "not complete: {metrics}");
            thread::sleep(Duration::from_millis(500));
        }
    }
}

/// Ends what goes on until it is over, even if a test fails.
struct EndOnDrop<'b>(&'b AtomicBool);

impl Drop for EndOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn is_done(answer: &Answer) -> bool {
    matches!(answer.status, 200 | 201 | 204)
}

/// What a writer did: the number in each document, `None` for those withdrawn, and how often it repeated a write.
#[derive(Default)]
struct Written {
    documents: BTreeMap<String, Option<u64>>,
    writes: u32,
    repeated: u32,
    slowest: Duration,
}

/// Writes and withdraws documents until it is over. What is not acknowledged is repeated, so its fate is known.
fn write(service: &ClusterService, writer: u64, is_over: &AtomicBool, written: &mut Written) {
    while !is_over.load(Ordering::Relaxed) {
        let number = writer * 1_000_000 + u64::from(written.writes) + 100_000;
        let id = format!("writer-{writer}/{}", u64::from(written.writes) % OF_A_WRITER);
        let is_withdrawn = written.writes % 7 == 6 && matches!(written.documents.get(&id), Some(Some(_)));
        let text = format!("Wpis {number} do rejestru jarzębin.");
        let change = || if is_withdrawn { service.withdraw(&id) } else { service.put(&id, &text) };
        let started = Instant::now();
        let mut answer = change();
        while !is_done(&answer) {
            // A withdrawal that was made, and not acknowledged, answers that the document is gone.
            if is_withdrawn && answer.status == 410 {
                break;
            }
            assert_eq!(answer.status, 503, "{}", answer.body);
            assert!(started.elapsed() < RECOVERY, "{id}: {}", answer.body);
            written.repeated += 1;
            thread::sleep(Duration::from_millis(500));
            answer = change();
        }
        written.slowest = written.slowest.max(started.elapsed());
        written.documents.insert(id, (!is_withdrawn).then_some(number));
        written.writes += 1;
    }
}

/// How many searches there were.
#[derive(Debug, Default)]
struct Searched {
    searches: u32,
    repeated: u32,
    slowest: Duration,
}

/// Searches until it is over. Each search finds all documents that last, after at most one repetition.
fn search(service: &ClusterService, is_over: &AtomicBool, searched: &mut Searched) {
    while !is_over.load(Ordering::Relaxed) {
        // What the writers change is searched, too.
        let query = ["kotwica", "jarz%C4%99bina"][searched.searches as usize % 2];
        let started = Instant::now();
        let mut answer = service.search(query);
        if answer.status != 200 {
            eprintln!("repeated after {:?}: {}", started.elapsed(), answer.body);
            searched.repeated += 1;
            thread::sleep(Duration::from_secs(1));
            answer = service.search(query);
        }
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = answer.json();
        if query == "kotwica" {
            assert_eq!((&answer["total"], list(&answer, "hits").len()), (&LASTING.into(), 5), "{answer}");
        }
        searched.searches += 1;
        searched.slowest = searched.slowest.max(started.elapsed());
    }
}

/// Checks that what was acknowledged is there, found and shown, and nothing else is.
fn check(service: &ClusterService, documents: &BTreeMap<String, Option<u64>>) {
    for (id, number) in documents {
        let shown = service.server.get(&format!("/api/v1/documents/{id}/text"));
        let Some(number) = number else {
            assert_eq!(shown.status, 410, "{id} was withdrawn: {}", shown.body);
            continue;
        };
        assert!(shown.status == 200 && shown.body.contains(&number.to_string()), "{id}: {}", shown.body);
        let found = service.search(&number.to_string()).json();
        let is_found = list(&found, "hits").iter().any(|hit| text(hit, "id") == id);
        assert!(is_found && found["total"] == 1, "{id} of {number}: {found}");
    }
    let present = documents.values().flatten().count();
    assert_eq!(service.search("jarz%C4%99bina").json()["total"], present);
}

#[test]
fn a_service_loses_nothing_and_fails_no_search_if_nodes_are_killed() {
    let Some(nodes) = RunningNodes::find() else { return };
    let rounds: u32 = env::var("KILL_ROUNDS").ok().map_or(2, |rounds| rounds.parse().expect("a number"));
    let service = ClusterService::start(&nodes, 2, 2);
    let (mut writers, mut searched) = ([Written::default(), Written::default()], Searched::default());
    for round in 0..rounds {
        service.wait_until_complete();
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let (service, is_over) = (&service, &is_over);
            for (number, written) in (0..).zip(&mut writers) {
                scope.spawn(move || write(service, number, is_over, written));
            }
            let searched = &mut searched;
            scope.spawn(move || search(service, is_over, searched));
            let _end = EndOnDrop(is_over);
            thread::sleep(Duration::from_secs(2));
            nodes.script("kill", round % NODES + 1);
            thread::sleep(Duration::from_secs(8));
            nodes.script("again", round % NODES + 1);
        });
        let sum = |of: fn(&Written) -> u32| writers.iter().map(of).sum::<u32>();
        let slowest = writers.iter().map(|written| written.slowest).max();
        eprintln!(
            "round {round}: {} writes, {} repeated, slowest {slowest:?}; {searched:?}",
            sum(|written| written.writes),
            sum(|written| written.repeated),
        );
    }
    service.wait_until_complete();
    let documents = writers.into_iter().flat_map(|written| written.documents).collect();
    check(&service, &documents);
    assert!(searched.searches > 0 && documents.len() > 1, "{} documents", documents.len());
}

#[test]
fn a_service_never_answers_from_a_part_of_its_cluster() {
    let Some(nodes) = RunningNodes::find() else { return };
    // Each node has two of three shards.
    let service = ClusterService::start(&nodes, 3, 1);
    service.wait_until_complete();
    assert_eq!(service.search("kotwica").json()["total"], LASTING);
    for number in [1, 2] {
        nodes.script("kill", number);
    }
    let started = Instant::now();
    let answers = [(); 3].map(|()| service.search("kotwica"));
    eprintln!("three searches with one node of three: {:?}", started.elapsed());
    let ready = service.server.get("/readyz");
    for number in [1, 2] {
        nodes.script("again", number);
    }
    for answer in answers.iter().chain([&ready]) {
        assert_eq!(answer.status, 503, "{}", answer.body);
        assert_eq!(answer.json()["error"]["code"], "cluster-unavailable", "{}", answer.body);
    }
    service.wait_until_complete();
    assert_eq!(service.search("kotwica").json()["total"], LASTING);
}
