//! What is an error, and what it says.

use serde_json::json;
use skorowidz_cluster::{Cluster, ClusterError, SearchHit};

use crate::{
    cluster,
    loopback_node::{Answer, LoopbackNode, error, ok},
    settings,
};

/// Asks a node that always answers in this way.
fn asked<T>(answer: Answer, ask: impl Fn(&Cluster) -> Result<T, ClusterError>) -> ClusterError {
    let node = LoopbackNode::start([answer]);
    let mut settings = settings([node.url.clone()]);
    (settings.retries, settings.max_reply_bytes) = (1, 100_000);
    ask(&Cluster::new(settings).unwrap()).err().expect("an error")
}

#[track_caller]
fn check<T>(answer: Answer, ask: impl Fn(&Cluster) -> Result<T, ClusterError>, expected: &str) {
    let (shown, error) = (format!("{answer:?}"), asked(answer, ask));
    assert_eq!(format!("{error:?}").split([' ', '(']).next(), Some(expected), "{shown}: {error:?}");
    assert!(!error.to_string().contains('\n') && error.to_string().len() < 1000, "{error}");
}

#[test]
fn a_part_of_the_answer_is_an_error() {
    let search = |cluster: &Cluster| cluster.search("a", &json!({}));
    let parts = r#"{"timed_out":false,"_shards":{"total":3,"failed":1,"failures":[{"reason":{"reason":"gone"}}]},
        "hits":{"hits":[]}}"#;
    check(ok(parts), search, "Partial");
    check(error(503, "search_phase_execution_exception"), search, "Partial");
    check(ok(r#"{"count":7,"_shards":{"failed":2}}"#), |cluster| cluster.count("a"), "Partial");
    check(ok(r#"{"_shards":{"failed":1}}"#), |cluster| cluster.refresh("a"), "Partial");
    let unavailable = r#"{"docs":[{"_id":"x","_source":{}},
        {"_id":"y","error":{"type":"no_shard_available_action_exception","reason":"no shard"}}]}"#;
    check(ok(unavailable), |cluster| cluster.get_many("a", &["x", "y"]), "Partial");
}

#[test]
fn replies_that_cannot_be_read_are_errors() {
    for body in ["", "<html>", "{", "[]", "null", r#"{"hits":{"hits":[]}}"#, "\u{1b}[31m\n\n"] {
        check(ok(body), |cluster| cluster.search("a", &json!({})), "Malformed");
    }
    check(ok("{}"), Cluster::version, "Malformed");
    check(ok(r#"{"docs":[]}"#), |cluster| cluster.get_many("a", &["x"]), "Malformed");
    check(Answer::Reply(302, String::new()), Cluster::health, "Refused");
    check(Answer::Reply(500, "x\n".repeat(100_000 / 4)), Cluster::health, "Refused");
}

#[test]
fn replies_larger_than_the_limit_are_not_read() {
    check(Answer::Endless, Cluster::version, "TooLarge");
    check(ok(&" ".repeat(100_001)), Cluster::version, "TooLarge");
    check(ok(&" ".repeat(100_000)), Cluster::version, "Malformed");
}

#[test]
fn names_of_indices_do_not_leave_their_place_in_the_path() {
    let node = LoopbackNode::start([ok("{}")]);
    let cluster = cluster([node.url.clone()]);
    for name in ["", "_all", "a/_search", "a,b", "*", "..", "a?x", "a b", "ż"] {
        for outcome in [
            cluster.create_index(name, &json!({})),
            cluster.delete_index(name).map(drop),
            cluster.refresh(name),
            cluster.point_alias("a", name),
            cluster.search(name, &json!({})).map(drop),
            cluster.get_many(name, &["x"]).map(drop),
        ] {
            assert!(matches!(outcome, Err(ClusterError::Settings(_))), "{name}: {outcome:?}");
        }
    }
    assert!(node.requests().is_empty());
}

#[test]
fn documents_that_are_too_large_together_are_fetched_in_parts() {
    let rows = |ids: &[&str]| {
        let rows: Vec<_> =
            ids.iter().map(|id| json!({"_id": id, "found": true, "_source": {"id": id}})).collect();
        ok(&json!({"docs": rows}).to_string())
    };
    let too_large = || ok(&" ".repeat(100_001));
    let node = LoopbackNode::start([
        too_large(),
        rows(&["a"]),
        too_large(),
        rows(&["b"]),
        rows(&["c"]),
        too_large(),
    ]);
    let mut settings = settings([node.url.clone()]);
    settings.max_reply_bytes = 100_000;
    let cluster = Cluster::new(settings).unwrap();
    let sources = cluster.get_many("i", &["a", "b", "c"]).unwrap();
    let sources: Vec<&str> = sources.iter().map(|source| source.as_ref().unwrap().get()).collect();
    assert_eq!(sources, [r#"{"id":"a"}"#, r#"{"id":"b"}"#, r#"{"id":"c"}"#]);
    let error = cluster.get_many("i", &["d"]).unwrap_err();
    assert!(matches!(error, ClusterError::TooLarge { .. }), "{error:?}");
}

#[test]
fn pages_that_are_too_large_are_asked_for_in_parts() {
    let row = |id: u32| json!({"_id": id.to_string(), "_score": null, "sort": [id], "_source": {"x": "y"}});
    let page = |rows: Vec<serde_json::Value>| {
        let reply = json!({
            "timed_out": false, "_shards": {"failed": 0}, "pit_id": "v2", "hits": {"hits": rows},
        });
        ok(&reply.to_string())
    };
    let node = LoopbackNode::start([
        ok(r#"{"pit_id":"v1"}"#),
        ok(&" ".repeat(100_001)),
        page(vec![row(1), row(2)]),
        page(vec![row(3)]),
        page(vec![]),
        ok("{}"),
    ]);
    let mut settings = settings([node.url.clone()]);
    settings.max_reply_bytes = 100_000;
    let (cluster, mut ids) = (Cluster::new(settings).unwrap(), Vec::new());
    let take = |document: SearchHit| {
        ids.push(document.id);
        Ok::<(), ClusterError>(())
    };
    let count = cluster
        .each_document("a", (&json!({"match_all": {}}), &json!(true)), ("id", Some("0")), 4, take)
        .unwrap();
    assert_eq!((count, ids), (3, vec!["1".to_owned(), "2".to_owned(), "3".to_owned()]));
    let bodies: Vec<serde_json::Value> = node
        .requests()
        .iter()
        .map(|request| serde_json::from_slice(&request.body).unwrap_or_default())
        .collect();
    let sizes: Vec<_> = bodies[1..5].iter().map(|body| body["size"].as_u64().unwrap()).collect();
    assert_eq!(sizes, [4, 2, 2, 2]);
    assert_eq!((&bodies[1]["search_after"], &bodies[3]["search_after"]), (&json!(["0"]), &json!([2])));
    assert_eq!((&bodies[1]["pit"]["id"], &bodies[3]["pit"]["id"]), (&json!("v1"), &json!("v2")));
    assert_eq!(bodies[5]["pit_id"], json!(["v2"]), "the view is closed");
}
