//! Nodes that are killed while documents are written and searched, where `TEST_CLUSTER` names a folder in which
//! `tests/cluster/nodes.sh` runs three of them. `KILL_ROUNDS` says how often; 2 unless set.

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use skorowidz_cluster::{BulkAction, BulkOutcome, Cluster, ClusterError, Refresh, Url};

use crate::{real_node::TestIndex, settings};

/// The number of nodes.
const NODES: u32 = 3;

/// Three nodes that a script runs, for one test at a time.
struct RunningNodes {
    folder: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

static TURN: Mutex<()> = Mutex::new(());

impl RunningNodes {
    fn find() -> Option<Self> {
        let Some(folder) = env::var_os("TEST_CLUSTER").filter(|folder| !folder.is_empty()) else {
            eprintln!("SKIPPED: TEST_CLUSTER names no folder with running nodes");
            return None;
        };
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        Some(Self { folder: folder.into(), _turn: turn })
    }

    fn urls(&self) -> Vec<Url> {
        let url = |number| {
            let options = std::fs::read_to_string(self.folder.join(format!("n{number}.options"))).unwrap();
            let port = options.lines().find_map(|line| line.strip_prefix("http.port=")).unwrap();
            format!("http://127.0.0.1:{port}").parse().unwrap()
        };
        (1..=NODES).map(url).collect()
    }

    fn script(&self, what: &str, number: u32) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cluster/nodes.sh");
        let status =
            Command::new(script).arg(what).arg(&self.folder).arg(number.to_string()).status().unwrap();
        assert!(status.success(), "{what} {number}");
    }
}

/// Waits until all copies of all shards are there.
fn wait_until_green(cluster: &Cluster) {
    let end = Instant::now() + Duration::from_mins(3);
    loop {
        let health = cluster.health();
        if health.as_ref().is_ok_and(|health| health.status == "green" && health.number_of_nodes == NODES) {
            return;
        }
        assert!(Instant::now() < end, "not green after three minutes: {health:?}");
        thread::sleep(Duration::from_millis(500));
    }
}

/// Returns an index of which each node has a copy, and a write is acknowledged by two of them.
fn replicated(cluster: &Cluster) -> TestIndex {
    let body = json!({
        "settings": {
            "number_of_shards": 2, "number_of_replicas": 2, "index.write.wait_for_active_shards": 2,
            "index.translog.durability": "request", "index.unassigned.node_left.delayed_timeout": "5s",
        },
        "mappings": {"dynamic": "strict", "properties": {"writer": {"type": "keyword"}, "n": {"type": "integer"}}},
    });
    TestIndex::create(cluster, "killed", &body)
}

/// Writes until it is over, and returns what was acknowledged: the last number of each document.
fn write(test: &TestIndex, writer: usize, is_over: &AtomicBool) -> BTreeMap<String, u64> {
    let (mut acknowledged, mut number) = (BTreeMap::new(), 0);
    while !is_over.load(Ordering::Relaxed) {
        number += 1;
        // Each document is written several times.
        let ids: Vec<String> = (0..5).map(|at| format!("w{writer}-{}", (number * 5 + at) % 97)).collect();
        let action = |id: &String| {
            let source = json!({"writer": format!("w{writer}"), "n": number}).to_string().into_bytes();
            BulkAction::Index { id: id.clone(), version: number, source }
        };
        let actions: Vec<BulkAction> = ids.iter().map(action).collect();
        let outcomes = test.cluster.bulk(&test.name, &actions, Refresh::Now).expect("a write in spite of it");
        for (id, outcome) in ids.into_iter().zip(outcomes) {
            assert_eq!(outcome, BulkOutcome::Done, "{id}");
            acknowledged.insert(id, number);
        }
    }
    acknowledged
}

/// Searches until it is over, and returns how often and the longest time.
fn search(test: &TestIndex, is_over: &AtomicBool) -> (u32, Duration) {
    let cluster = test.cluster.within(Duration::from_secs(8));
    let (mut count, mut slowest) = (0, Duration::ZERO);
    while !is_over.load(Ordering::Relaxed) {
        let started = Instant::now();
        let body = json!({"query": {"term": {"writer": "w0"}}, "track_total_hits": true});
        let reply = cluster.search(&test.name, &body).expect("a search in spite of it");
        assert_eq!(reply.hits.len(), usize::try_from(reply.total).unwrap().min(10));
        (count, slowest) = (count + 1, slowest.max(started.elapsed()));
    }
    (count, slowest)
}

#[test]
fn nothing_is_lost_and_no_search_fails_if_nodes_are_killed() {
    let Some(nodes) = RunningNodes::find() else { return };
    let rounds = env::var("KILL_ROUNDS").ok().map_or(2, |rounds| rounds.parse().unwrap());
    let cluster = Cluster::new(settings(nodes.urls())).unwrap();
    for round in 0..rounds {
        let test = replicated(&cluster);
        wait_until_green(&cluster);
        let is_over = AtomicBool::new(false);
        let (acknowledged, searched) = thread::scope(|scope| {
            let (test, is_over) = (&test, &is_over);
            let writers = [0, 1].map(|writer| scope.spawn(move || write(test, writer, is_over)));
            let searcher = scope.spawn(move || search(test, is_over));
            thread::sleep(Duration::from_secs(2));
            nodes.script("kill", round % NODES + 1);
            thread::sleep(Duration::from_secs(8));
            nodes.script("again", round % NODES + 1);
            is_over.store(true, Ordering::Relaxed);
            let acknowledged = writers.map(|writer| writer.join().unwrap());
            (acknowledged, searcher.join().unwrap())
        });
        wait_until_green(&cluster);
        let acknowledged: BTreeMap<String, u64> = acknowledged.into_iter().flatten().collect();
        let ids: Vec<&str> = acknowledged.keys().map(String::as_str).collect();
        for (id, source) in ids.iter().zip(cluster.get_many(&test.name, &ids).unwrap()) {
            let source: Value = serde_json::from_str(source.expect("what was acknowledged").get()).unwrap();
            // One more may have been written that was not acknowledged.
            assert!(source["n"].as_u64() >= acknowledged.get(*id).copied(), "{id}: {source}");
        }
        let highest = acknowledged.values().max();
        eprintln!("round {round}: {} documents up to {highest:?}, searches {searched:?}", ids.len());
    }
}

#[test]
fn a_part_of_a_cluster_is_told_from_the_whole() {
    let Some(nodes) = RunningNodes::find() else { return };
    let cluster = Cluster::new(settings(nodes.urls())).unwrap();
    let body = json!({"settings": {"number_of_shards": 3, "number_of_replicas": 0}});
    let test = TestIndex::create(&cluster, "part", &body);
    let documents: Vec<(String, u64)> = (1..100).map(|number| (format!("d{number}"), number)).collect();
    let rows: Vec<_> =
        documents.iter().map(|(id, version)| (id.as_str(), *version, json!({"n": 1}))).collect();
    test.write(&rows);
    wait_until_green(&cluster);
    for number in [1, 2] {
        nodes.script("kill", number);
    }
    let quick = cluster.within(Duration::from_secs(8));
    let ids: Vec<&str> = documents.iter().map(|(id, _)| id.as_str()).collect();
    let errors = [
        quick.search(&test.name, &json!({})).map(drop),
        quick.count(&test.name).map(drop),
        quick.get_many(&test.name, &ids).map(drop),
    ];
    for number in [1, 2] {
        nodes.script("again", number);
    }
    for error in &errors {
        let is_told = matches!(error, Err(ClusterError::Partial { .. } | ClusterError::Busy { .. }));
        assert!(is_told, "one node answers, and says what it lacks: {errors:?}");
    }
    wait_until_green(&cluster);
    assert_eq!(cluster.count(&test.name).unwrap(), 99);
}
