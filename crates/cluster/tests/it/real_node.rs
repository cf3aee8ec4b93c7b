//! A real node, where `TEST_OPENSEARCH` has its address: `tests/cluster/nodes.sh` starts one.

use std::{
    error::Error,
    io::{Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
};

use serde_json::{Value, json};
use skorowidz_cluster::{
    BulkAction, BulkOutcome, Cluster, ClusterError, Refresh, SearchHit, Url,
    index_body::{self, POSITIONS},
    positions::{PositionsText, written},
};

use crate::cluster;

/// Returns the addresses of the nodes; `None`, with a message, if there are none.
pub(crate) fn urls() -> Option<Vec<Url>> {
    let Some(urls) = std::env::var("TEST_OPENSEARCH").ok().filter(|urls| !urls.is_empty()) else {
        eprintln!("SKIPPED: TEST_OPENSEARCH has no address of a node");
        return None;
    };
    Some(urls.split(',').map(|url| url.parse().unwrap()).collect())
}

/// An index that is deleted at the end of the test.
pub(crate) struct TestIndex {
    pub(crate) cluster: Cluster,
    pub(crate) name: String,
}

impl TestIndex {
    pub(crate) fn create(cluster: &Cluster, what: &str, body: &Value) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test-{what}-{}-{number}", std::process::id());
        cluster.create_index(&name, body).unwrap();
        Self { cluster: cluster.clone(), name }
    }

    /// Writes documents, each an id, a version and a source, and makes them findable.
    pub(crate) fn write(&self, documents: &[(&str, u64, Value)]) {
        let actions = documents.iter().map(|(id, version, source)| index(id, *version, source));
        let actions: Vec<BulkAction> = actions.collect();
        let outcomes = self.cluster.bulk(&self.name, &actions, Refresh::Now).unwrap();
        assert!(outcomes.iter().all(|outcome| *outcome == BulkOutcome::Done), "{outcomes:?}");
    }

    fn found(&self, query: &Value) -> Vec<(String, f32)> {
        let reply = self.cluster.search(&self.name, &json!({"query": query})).unwrap();
        reply.hits.into_iter().map(|hit| (hit.id, hit.score.unwrap())).collect()
    }
}

impl Drop for TestIndex {
    fn drop(&mut self) {
        let _ = self.cluster.delete_index(&self.name);
    }
}

fn index(id: &str, version: u64, source: &Value) -> BulkAction {
    BulkAction::Index { id: id.to_owned(), version, source: source.to_string().into_bytes() }
}

/// Posts JSON to the first node and returns the answer: what the client has no request for.
fn post(path: &str, body: &Value) -> Value {
    let url = urls().unwrap().remove(0);
    let mut stream = TcpStream::connect((url.host_str().unwrap(), url.port().unwrap())).unwrap();
    let (body, head) =
        (body.to_string(), "host: node\r\ncontent-type: application/json\r\nconnection: close");
    write!(stream, "POST /{path} HTTP/1.0\r\n{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// Returns an index of analyzed texts with one field.
fn analyzed(cluster: &Cluster, average_length: f32) -> TestIndex {
    let text = json!({"type": "text", "analyzer": POSITIONS, "similarity": "flat"});
    let body = json!({
        "settings": {
            "number_of_shards": 1, "number_of_replicas": 0,
            "analysis": index_body::analysis(),
            "similarity": {"flat": index_body::saturation(0.6, 0.7, average_length)},
        },
        "mappings": {"dynamic": "strict", "properties": {"text": text}},
    });
    TestIndex::create(cluster, "analyzed", &body)
}

#[test]
fn an_index_is_made_described_and_removed() {
    let Some(urls) = urls() else { return };
    let cluster = cluster(urls);
    assert!(cluster.version().unwrap().starts_with("2."));
    assert!(cluster.health().unwrap().number_of_nodes >= 1);
    assert!(cluster.index_health("there-is-none").is_err());
    let base = format!("test-alias-{}", std::process::id());
    let names = [format!("{base}-1"), format!("{base}-2")];
    for (number, name) in (1..).zip(&names) {
        let body = json!({"settings": {"number_of_replicas": 0}, "mappings": {"_meta": {"schema": number}}});
        cluster.create_index(name, &body).unwrap();
        cluster.point_alias(&base, name).unwrap();
        assert_eq!(cluster.behind_alias(&base).unwrap(), std::slice::from_ref(name));
        assert_eq!(cluster.mapping_meta(name).unwrap(), json!({"schema": number}));
    }
    let again = cluster.create_index(&names[0], &json!({})).unwrap_err();
    assert!(matches!(&again, ClusterError::Refused { reason, .. } if reason.contains("exists")), "{again:?}");
    cluster.put_mapping_meta(&names[0], &json!({"schema": 9})).unwrap();
    assert_eq!(cluster.mapping_meta(&names[0]).unwrap(), json!({"schema": 9}));
    let mut found = cluster.indices(&base).unwrap();
    found.sort();
    assert_eq!(found, names);
    for name in &names {
        assert_eq!((cluster.delete_index(name).unwrap(), cluster.delete_index(name).unwrap()), (true, false));
        assert!(!cluster.has_index(name).unwrap());
        for outcome in [cluster.count(name).map(drop), cluster.get_many(name, &["x"]).map(drop)] {
            let error = outcome.unwrap_err();
            assert!(matches!(&error, ClusterError::NoIndex { index } if index == name), "{error:?}");
        }
    }
    assert!(cluster.indices(&base).unwrap().is_empty() && cluster.behind_alias(&base).unwrap().is_empty());
}

#[test]
fn writes_do_not_make_an_index() {
    let Some(urls) = urls() else { return };
    let (cluster, name) = (cluster(urls), format!("test-absent-{}", std::process::id()));
    let actions = [index("a", 1, &json!({"n": 1})), BulkAction::Delete { id: "b".to_owned(), version: 1 }];
    let outcomes = cluster.bulk(&name, &actions, Refresh::Now).unwrap();
    let was_made = cluster.delete_index(&name).unwrap();
    let is_refused =
        |outcome: &BulkOutcome| matches!(outcome, BulkOutcome::Refused(reason) if reason.contains(&name));
    assert!(outcomes.iter().all(is_refused), "are the nodes those of `tests/cluster/nodes.sh`? {outcomes:?}");
    assert!(!was_made);
}

#[test]
fn the_newest_version_stays_whatever_the_order() {
    let Some(urls) = urls() else { return };
    let cluster = cluster(urls);
    let mapping = json!({"mappings": {"dynamic": "strict", "properties": {"n": {"type": "integer"}}}});
    let test = TestIndex::create(&cluster, "versions", &mapping);
    let delete = |id: &str, version| BulkAction::Delete { id: id.to_owned(), version };
    let actions = [
        index("a", 5, &json!({"n": 5})),
        index("a", 4, &json!({"n": 4})),
        index("a", 5, &json!({"n": 55})),
        delete("a", 3),
        index("b", 1, &json!({"other": 1})),
        delete("c", 9),
        index("c", 8, &json!({"n": 8})),
        index("ż \"\\/?", 1, &json!({"n": 1})),
    ];
    let outcomes = cluster.bulk(&test.name, &actions, Refresh::Later).unwrap();
    let (done, superseded) = (BulkOutcome::Done, |by| BulkOutcome::Superseded { by: Some(by) });
    assert_eq!(outcomes[..4], [done.clone(), superseded(5), done.clone(), superseded(5)]);
    assert!(matches!(&outcomes[4], BulkOutcome::Refused(reason) if reason.contains("other")), "{outcomes:?}");
    assert_eq!(outcomes[5..], [done.clone(), superseded(9), done]);
    // What was acknowledged is fetched though it cannot be found yet.
    let fetched = cluster.get_many(&test.name, &["a", "b", "ż \"\\/?", "c"]).unwrap();
    let sources: Vec<Option<&str>> =
        fetched.iter().map(|source| source.as_ref().map(|source| source.get())).collect();
    assert_eq!(sources, [Some(r#"{"n":55}"#), None, Some(r#"{"n":1}"#), None]);
    cluster.refresh(&test.name).unwrap();
    assert_eq!(cluster.count(&test.name).unwrap(), 2);
}

#[test]
fn what_was_written_between_two_checkpoints_is_read_once() {
    let Some(urls) = urls() else { return };
    let cluster = cluster(urls);
    let body = json!({
        "settings": {"number_of_shards": 2, "number_of_replicas": 0},
        "mappings": {"properties": {"n": {"type": "integer"}}},
    });
    let test = TestIndex::create(&cluster, "changes", &body);
    let before = cluster.progress(&test.name).unwrap();
    assert_eq!(before.checkpoints, [-1, -1]);
    let ids: Vec<String> = (0..25).map(|number| format!("d{number}")).collect();
    let documents: Vec<(&str, u64, Value)> =
        ids.iter().map(|id| (id.as_str(), 10, json!({"n": 1, "text": "a"}))).collect();
    test.write(&documents);
    let changes = |from: &[i64], to: &[i64]| {
        let mut found = Vec::new();
        for shard in 0..2 {
            let take = |hit: SearchHit| {
                found.push((hit.id, hit.version.unwrap(), hit.source.unwrap().get().to_owned()));
                Ok::<(), ClusterError>(())
            };
            let range = (from[shard], to[shard]);
            cluster.each_change((&test.name, shard), range, (&["n"], 4), take).unwrap();
        }
        found.sort();
        found
    };
    let first = cluster.progress(&test.name).unwrap();
    assert_eq!(first.uuid, before.uuid);
    let found = changes(&before.checkpoints, &first.checkpoints);
    assert_eq!(found.len(), 25);
    assert_eq!((found[0].1, found[0].2.as_str()), (10, r#"{"n":1}"#));
    assert!(changes(&first.checkpoints, &first.checkpoints).is_empty());
    test.write(&[("d3", 11, json!({"n": 2})), ("d3", 12, json!({"n": 3})), ("new", 13, json!({"n": 4}))]);
    let deletion = BulkAction::Delete { id: "d4".to_owned(), version: 14 };
    cluster.bulk(&test.name, &[deletion], Refresh::Now).unwrap();
    let second = cluster.progress(&test.name).unwrap();
    let found = changes(&first.checkpoints, &second.checkpoints);
    let found: Vec<(&str, u64)> = found.iter().map(|(id, version, _)| (id.as_str(), *version)).collect();
    assert_eq!(found, [("d3", 12), ("new", 13)]);
    let ids = ["d3", "d4"];
    let fetched = cluster.get_versions(&test.name, &ids).unwrap();
    let versions: Vec<Option<u64>> = fetched.iter().map(|found| Some(found.as_ref()?.version)).collect();
    assert_eq!(versions, [Some(12), None]);
    let at_least = |n: u32| json!({"range": {"n": {"gte": n}}});
    assert_eq!(cluster.counts(&test.name, &[at_least(1), at_least(3)]).unwrap(), [25, 2]);
    cluster.block_writes(&test.name, true).unwrap();
    let refused = cluster.bulk(&test.name, &[index("z", 15, &json!({"n": 5}))], Refresh::Now).unwrap();
    assert_eq!(refused, [BulkOutcome::Blocked]);
}

#[test]
fn analyzed_texts_keep_their_positions_and_terms() {
    let Some(urls) = urls() else { return };
    let cluster = cluster(urls);
    let index = analyzed(&cluster, 100.0);
    // All that might divide terms, once within one, once alone, beside another term of the same position.
    let odd = (0..0x3100).filter_map(char::from_u32).filter(|c| c.is_whitespace() || c.is_control());
    let terms: Vec<String> = odd
        .chain(['|', '_', '\\', '\u{feff}', '\u{180e}'])
        .flat_map(|c| [format!("a{c}b"), c.to_string()])
        .collect();
    let mut text = PositionsText::default();
    for (position, term) in (0..).step_by(2).zip(&terms) {
        text.push(position, term);
        text.push(position, "beside");
    }
    let answer =
        post(&format!("{}/_analyze", index.name), &json!({"analyzer": POSITIONS, "text": text.into_text()}));
    let tokens = answer["tokens"].as_array().unwrap();
    let tokens: Vec<(u64, &str)> = tokens
        .iter()
        .map(|token| (token["position"].as_u64().unwrap(), token["token"].as_str().unwrap()))
        .collect();
    let of_term =
        |(position, term): (u64, &String)| [(position, written(term)), (position, "beside".to_owned())];
    let expected: Vec<(u64, String)> = (0..).step_by(2).zip(&terms).flat_map(of_term).collect();
    for (found, expected) in tokens.iter().zip(&expected) {
        assert_eq!((found.0, found.1), (expected.0, expected.1.as_str()));
    }
    assert_eq!(tokens.len(), expected.len());
}

#[test]
fn phrases_see_alternatives_and_holes() {
    let Some(urls) = urls() else { return };
    let index = analyzed(&cluster(urls), 100.0);
    let mut text = PositionsText::default();
    for (position, term) in [(0, "zarządzenie"), (0, "zarządzić"), (1, "prezydent"), (3, "358/2017")] {
        text.push(position, term);
    }
    text.push(4, &"długi".repeat(100));
    index.write(&[("a", 1, json!({"text": text.into_text()}))]);
    for (phrase, is_found) in [
        ("zarządzić prezydent", true),
        ("zarządzenie|inne prezydent", true),
        ("inne prezydent", false),
        ("prezydent _ 358/2017", true),
        ("prezydent 358/2017", false),
        (&format!("358/2017 {}", "długi".repeat(100)), true),
    ] {
        let found = index.found(&json!({"match_phrase": {"text": phrase}}));
        assert_eq!(!found.is_empty(), is_found, "{phrase}");
    }
}

#[test]
fn a_score_is_the_number_of_the_formula() {
    let Some(urls) = urls() else { return };
    let index = analyzed(&cluster(urls), 155.4);
    let (mut documents, lengths) = (Vec::new(), [(1, 1), (2, 7), (5, 40), (30, 400)]);
    for (at, (frequency, length)) in lengths.iter().enumerate() {
        let mut text = PositionsText::default();
        for position in 0..*length {
            // A second term at a position does not make a text longer.
            text.push(position, if position < *frequency { "szukane" } else { "inne" });
            text.push(position, "obok");
        }
        documents.push((["a", "b", "c", "d"][at], 1, json!({"text": text.into_text()})));
    }
    index.write(&documents);
    let found = index.found(&json!({"term": {"text": {"value": "szukane", "boost": 4.25}}}));
    assert_eq!(found.len(), 4);
    for (id, score) in found {
        let (frequency, length) = lengths[usize::from(id.as_bytes()[0] - b'a')];
        // A length is stored in one byte: above 40 with four leading bits of what it is more than 24.
        let stored = if length == 400 { 376.0 } else { f64::from(length) };
        let (f, k1, b) = (f64::from(frequency), 0.6, 0.7);
        let expected = 4.25 * (k1 + 1.0) * f / (f + k1 * (1.0 - b + b * stored / 155.4));
        assert!((f64::from(score) / expected - 1.0).abs() < 1e-5, "{id}: {score} instead of {expected}");
    }
}

#[test]
fn each_document_comes_once_in_order_as_it_was_at_the_beginning() {
    let Some(urls) = urls() else { return };
    let cluster = cluster(urls);
    let mapping = json!({
        "settings": {"number_of_shards": 3, "number_of_replicas": 0},
        "mappings": {"properties": {"id": {"type": "keyword"}}},
    });
    let test = TestIndex::create(&cluster, "each", &mapping);
    let ids: Vec<String> = (0..250).map(|number| format!("d{number:03}")).collect();
    let documents: Vec<(&str, u64, Value)> =
        ids.iter().map(|id| (id.as_str(), 1, json!({"id": id}))).collect();
    test.write(&documents);
    let (all, mut seen) = (json!({"match_all": {}}), Vec::new());
    let count = cluster.each_document(&test.name, (&all, &json!(true)), ("id", None), 100, |document| {
        if seen.is_empty() {
            test.write(&[("d100a", 1, json!({"id": "d100a"}))]);
        }
        let source: Value = serde_json::from_str(document.source.unwrap().get()).unwrap();
        assert_eq!(source["id"], json!(document.id));
        seen.push(document.id);
        Ok::<(), ClusterError>(())
    });
    assert_eq!((count.unwrap(), &seen), (250, &ids));
    let mut rest = 0;
    let stopped =
        cluster.each_document(&test.name, (&all, &json!(true)), ("id", Some("d100")), 7, |document| {
            rest += 1;
            if rest == 1 {
                assert_eq!(document.id, "d100a");
            }
            if rest < 100 { Ok(()) } else { Err(Box::<dyn Error>::from("enough")) }
        });
    assert_eq!((stopped.unwrap_err().to_string().as_str(), rest), ("enough", 100));
}

#[test]
fn searches_and_writes_wait_while_an_index_is_closed_for_new_settings() {
    let Some(urls) = urls() else { return };
    let cluster = cluster(urls);
    let index = analyzed(&cluster, 100.0);
    let mut text = PositionsText::default();
    text.push(0, "a");
    index.write(&[("a", 1, json!({"text": text.into_text()}))]);
    let query = json!({"term": {"text": "a"}});
    let before = index.found(&query)[0].1;
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let other = scope.spawn(|| {
            let mut number = 0;
            while number == 0 || !is_over.load(Ordering::Relaxed) {
                number += 1;
                index.write(&[("b", number, json!({"text": "b"}))]);
                assert_eq!(index.found(&query).len(), 1);
                assert!(index.cluster.get_many(&index.name, &["a"]).unwrap()[0].is_some());
            }
            number
        });
        for average in [10.0, 20.0, 1.0] {
            let settings = json!({"similarity": {"flat": index_body::saturation(0.6, 0.7, average)}});
            cluster.change_closed(&index.name, &settings).unwrap();
        }
        is_over.store(true, Ordering::Relaxed);
        assert!(other.join().unwrap() > 0);
    });
    let after = index.found(&query)[0].1;
    assert!(after < before, "texts are longer than the average now: {after} after {before}");
}
