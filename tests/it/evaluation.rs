//! Judged queries to figures: known figures, bad files, and the judged sets beside the package.

use serde_json::Value;

use crate::harness::{Place, keys, shared};

/// Documents of which each query finds known ones in a known order.
const DOCUMENTS: &str = r#"{"id":"a","title":"Alfa","text":"lampa"}
{"id":"b1","title":"Beta","text":"lampa"}
{"id":"b2","title":"Inny","text":"okno"}
{"id":"c1","title":"Gamma","text":"gamma gamma gamma"}
{"id":"c2","title":"Dach","text":"jedna gamma w bardzo długim tekście o dachach, oknach, drzwiach i o podłogach"}
"#;

const QUERIES: &str = r#"{"id":"1","text":"alfa","variant":"exact"}
{"id":"2","text":"beta","variant":"exact"}

{"id":"3","text":"gamma","variant":"typo","split":"test"}
{"id":"4","text":"delta","variant":"typo"}
{"id":"5","text":"nobody judged this"}
"#;

const QRELS: &str = "query-id\tdoc-id\tscore\n1\ta\t1\n2\tb1\t2\n2\tb2\t1\n3\tc2\t1\n4\ta\t1\n";

fn judged(queries: &str, qrels: &str) -> Place {
    let place = Place::new();
    place.file("docs.jsonl", DOCUMENTS).file("queries.jsonl", queries).file("qrels.tsv", qrels);
    place.index(&["docs.jsonl"], 0);
    place
}

const EVAL: [&str; 5] = ["eval", "--queries", "queries.jsonl", "--qrels", "qrels.tsv"];

#[track_caller]
fn check(figures: &Value, queries: u64, expected: [f64; 3]) {
    assert_eq!(figures["queries"], queries, "{figures}");
    for (name, expected) in ["ndcg_at_10", "mrr_at_10", "recall_at_100"].into_iter().zip(expected) {
        let found = figures[name].as_f64().expect("a number");
        assert!((found - expected).abs() < 1e-4, "{name} is {found}, not {expected}: {figures}");
    }
}

#[test]
fn the_figures_are_those_worked_out_by_hand() {
    let place = judged(QUERIES, QRELS);
    assert_eq!(place.found(&["gamma"]), ["c1", "c2"]);
    let figures = place.run(&[&EVAL[..], &["--json"]].concat()).ended(0).json();
    let expected = ["by_variant", "latency_ms", "mrr_at_10", "ndcg_at_10", "queries", "recall_at_100"];
    assert_eq!(keys(&figures), expected);
    assert_eq!(keys(&figures["latency_ms"]), ["p50", "p95", "p99"]);
    // Query 2 finds the better of two documents: 3 of 3 + 1/log2(3); query 3 finds its one second.
    let second = 1.0 / 3_f64.log2();
    let (two, three) = (3.0 / (3.0 + second), second);
    check(&figures, 4, [(1.0 + two + three) / 4.0, 2.5 / 4.0, 2.5 / 4.0]);
    let variants = &figures["by_variant"];
    assert_eq!(keys(variants), ["exact", "typo"]);
    for (name, expected) in
        [("exact", [f64::midpoint(1.0, two), 1.0, 0.75]), ("typo", [three / 2.0, 0.25, 0.5])]
    {
        assert_eq!(keys(&variants[name]), ["mrr_at_10", "ndcg_at_10", "queries", "recall_at_100"]);
        check(&variants[name], 2, expected);
    }
    let shown = place.run(&EVAL).ended(0).out;
    for word in ["NDCG@10", "exact", "typo", "0.6143", "p95"] {
        assert!(shown.contains(word), "no `{word}` in {shown}");
    }
}

#[track_caller]
fn check_refused(queries: &str, qrels: &str, parts: &[&str]) {
    let ran = judged(queries, qrels).run(&[&EVAL[..], &["--json"]].concat()).ended(2);
    assert_eq!(ran.out, "");
    for part in parts {
        assert!(ran.err.contains(part), "`{part}` is not in {}", ran.err);
    }
}

#[test]
fn a_bad_line_is_named_with_its_file() {
    let broken = QUERIES.replace("{\"id\":\"2\",", "{\"id\":");
    check_refused(&broken, QRELS, &["`queries.jsonl` line 2"]);
    check_refused("{\"id\":\"1\"}\n", QRELS, &["`queries.jsonl` line 1", "text"]);
    check_refused(QUERIES, &QRELS.replace("2\tb1\t2", "2\tb1"), &["`qrels.tsv` line 3", "tabs"]);
    check_refused(QUERIES, &QRELS.replace("3\tc2\t1", "3\tc2\tgood"), &["`qrels.tsv` line 5", "grade"]);
}

#[test]
fn a_missing_file_or_index_is_an_error_that_names_it() {
    let place = judged(QUERIES, QRELS);
    let missing = ["eval", "--queries", "nowhere.jsonl", "--qrels", "qrels.tsv"];
    assert!(place.run(&missing).ended(2).err.contains("`nowhere.jsonl`"));
    let no_index = [&["--index", "none"], &EVAL[..]].concat();
    assert!(place.run(&no_index).ended(2).err.contains("skorowidz index"));
}

#[test]
fn every_judged_set_can_be_read_and_the_smallest_is_answered_well() {
    let Some(sets) = shared("eval") else { return };
    let place = Place::new();
    place.file("docs.jsonl", DOCUMENTS);
    place.index(&["docs.jsonl"], 0);
    let evaluate = |place: &Place, name: &str| {
        let path = |file: &str| sets.join(name).join(file).to_str().expect("UTF-8").to_owned();
        let (queries, qrels) = (path("queries.jsonl"), path("qrels.tsv"));
        place.run(&["eval", "--json", "--queries", &queries, "--qrels", &qrels]).ended(0).json()
    };
    for name in ["klej-dyk", "krakow-pb-known-item", "poleval22-legal", "poquad", "statutes-known-item"] {
        let judged = evaluate(&place, name)["queries"].as_u64().expect("a number");
        assert!(judged > 100, "{name}: {judged} queries");
    }
    let smallest = "poleval22-allegro-faq";
    let answered = Place::new();
    let documents = sets.join(smallest).join("docs.jsonl");
    answered.index(&[documents.to_str().expect("UTF-8")], 0);
    let ndcg = evaluate(&answered, smallest)["ndcg_at_10"].as_f64().expect("a number");
    assert!(ndcg > 0.5, "NDCG@10 of {smallest} is {ndcg}");
}
