//! Which node is asked, and what is repeated.

use std::time::Duration;

use serde_json::json;
use skorowidz_cluster::{BulkAction, BulkOutcome, Cluster, ClusterError, Refresh};

use crate::{
    cluster,
    loopback_node::{Answer, LoopbackNode, error, ok, version},
    settings,
};

/// The reply to a search that found nothing.
const NOTHING: &str =
    r#"{"took":1,"timed_out":false,"_shards":{"failed":0},"hits":{"total":{"value":0},"hits":[]}}"#;

#[test]
fn the_next_node_answers_if_one_does_not() {
    for broken in [Answer::Closes, Answer::CutOff, error(503, "cluster_manager_not_discovered_exception")] {
        let (first, second) = (LoopbackNode::start([broken.clone()]), LoopbackNode::start([version()]));
        let cluster = cluster([first.url.clone(), second.url.clone()]);
        assert_eq!(cluster.version().unwrap(), "2.19.6", "{broken:?}");
        assert_eq!((first.requests().len(), second.requests().len()), (1, 1), "{broken:?}");
    }
    let second = LoopbackNode::start([version()]);
    let cluster = cluster([LoopbackNode::absent(), second.url.clone()]);
    for _ in 0..3 {
        assert_eq!(cluster.version().unwrap(), "2.19.6");
    }
    assert_eq!(second.requests().len(), 3);
}

#[test]
fn a_node_that_hangs_leaves_time_for_the_next() {
    let (first, second) = (LoopbackNode::start([Answer::Hangs]), LoopbackNode::start([version()]));
    let cluster = cluster([first.url.clone(), second.url.clone()]).within(Duration::from_millis(1600));
    for _ in 0..3 {
        assert_eq!(cluster.version().unwrap(), "2.19.6");
    }
    assert_eq!(first.requests().len(), 1, "it is left alone after that");
}

#[test]
fn no_request_takes_longer_than_its_limit() {
    let node = LoopbackNode::start([Answer::Hangs]);
    let cluster = cluster([node.url.clone()]).within(Duration::from_millis(300));
    let error = cluster.version().unwrap_err();
    assert!(matches!(error, ClusterError::Unreachable { .. }), "{error:?}");
    let host = format!("{}:{}", node.url.host_str().unwrap(), node.url.port().unwrap());
    assert!(error.to_string().contains(&host), "{error}");
    assert!(error.to_string().contains("no answer within"), "{error}");
}

#[test]
fn a_busy_cluster_is_asked_again() {
    for (status, kind) in [(429, "rejected_execution_exception"), (502, "x"), (503, "x"), (504, "x")] {
        let node = LoopbackNode::start([error(status, kind), error(status, kind), ok(NOTHING)]);
        let reply = cluster([node.url.clone()]).search("a", &json!({})).unwrap();
        assert_eq!((reply.total, node.requests().len()), (0, 3), "{status}");
    }
}

#[test]
fn a_search_is_repeated_if_shards_fail_or_the_index_is_closed() {
    let parts = NOTHING.replace("\"failed\":0", "\"failed\":1");
    for broken in
        [ok(&parts), error(500, "search_phase_execution_exception"), error(400, "index_closed_exception")]
    {
        let node = LoopbackNode::start([broken.clone(), ok(NOTHING)]);
        let reply = cluster([node.url.clone()]).search("a", &json!({}));
        assert!(reply.is_ok() && node.requests().len() == 2, "{broken:?}: {reply:?}");
    }
}

#[test]
fn what_is_wrong_is_not_asked_again() {
    for answer in [error(400, "parsing_exception"), error(401, "x"), error(404, "index_not_found_exception")]
    {
        let node = LoopbackNode::start([answer.clone()]);
        cluster([node.url.clone()]).search("a", &json!({})).unwrap_err();
        assert_eq!(node.requests().len(), 1, "{answer:?}");
    }
    let late = LoopbackNode::start([ok(&NOTHING.replace("false", "true"))]);
    let error = cluster([late.url.clone()]).search("a", &json!({})).unwrap_err();
    assert!(matches!(error, ClusterError::TookTooLong) && error.is_temporary(), "{error:?}");
    assert_eq!(late.requests().len(), 1, "it would only cost as much again");
}

#[test]
fn requests_are_repeated_as_often_as_the_settings_say() {
    let node = LoopbackNode::start([error(429, "rejected_execution_exception")]);
    let mut settings = settings([node.url.clone()]);
    settings.retries = 2;
    let cluster = Cluster::new(settings).unwrap();
    let error = cluster.refresh("a").unwrap_err();
    assert!(matches!(error, ClusterError::Busy { .. }) && error.is_temporary(), "{error:?}");
    assert_eq!(node.requests().len(), 3);
}

#[test]
fn only_the_writes_that_a_busy_cluster_refused_are_sent_again() {
    let first = r#"{"errors":true,"items":[{"index":{"status":201}},
        {"index":{"status":429,"error":{"type":"rejected_execution_exception","reason":"full"}}},
        {"delete":{"status":409,"error":{"type":"version_conflict_engine_exception","reason":"older"}}}]}"#;
    let node = LoopbackNode::start([ok(first), ok(r#"{"items":[{"index":{"status":200}}]}"#)]);
    let index = |id: &str| BulkAction::Index { id: id.to_owned(), version: 1, source: b"{}".to_vec() };
    let actions = [index("a"), index("b"), BulkAction::Delete { id: "c".to_owned(), version: 1 }];
    let outcomes = cluster([node.url.clone()]).bulk("i", &actions, Refresh::Now).unwrap();
    assert_eq!(outcomes, [BulkOutcome::Done, BulkOutcome::Done, BulkOutcome::Superseded { by: None }]);
    let requests = node.requests();
    assert!(requests[0].line.starts_with("POST /i/_bulk?refresh=true&timeout="), "{}", requests[0].line);
    assert_eq!(requests[0].header("content-type"), Some("application/x-ndjson"));
    let again = String::from_utf8(requests[1].body.clone()).unwrap();
    assert!(again.contains("\"_id\":\"b\"") && again.lines().count() == 2, "{again}");
}

#[test]
fn what_a_node_says_is_told_rather_than_that_others_are_silent() {
    let node = LoopbackNode::start([error(503, "search_phase_execution_exception")]);
    for first in [LoopbackNode::absent(), node.url.clone()] {
        let urls = [first.clone(), LoopbackNode::absent(), node.url.clone(), LoopbackNode::absent()];
        let mut settings = settings(urls);
        settings.retries = 4;
        let error = Cluster::new(settings).unwrap().search("a", &json!({})).unwrap_err();
        assert!(matches!(error, ClusterError::Partial { .. }), "{error:?}");
    }
}

#[test]
fn threads_for_blocking_calls_may_ask() {
    let node = LoopbackNode::start([version()]);
    let cluster = cluster([node.url.clone()]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let asked = runtime.block_on(async move {
        // The last clone may end on a thread that must not block.
        let clone = cluster.clone();
        drop(cluster);
        tokio::task::spawn_blocking(move || clone.version()).await.unwrap()
    });
    assert_eq!(asked.unwrap(), "2.19.6");
}
