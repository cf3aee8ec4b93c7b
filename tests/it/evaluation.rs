//! Evaluation of judged queries: known figures, comparisons, bad files, the judged queries of the sample
//! corpus, and the judged sets beside the package.

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};

use crate::harness::{Place, Ran, keys, package, shared, text};

/// Documents for which each query finds known ones in a known order.
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
fn figures_match_those_computed_by_hand() {
    let place = judged(QUERIES, QRELS);
    assert_eq!(place.found(&["gamma"]), ["c1", "c2"]);
    let figures = place.run(&[&EVAL[..], &["--json"]].concat()).ended(0).json();
    let expected =
        ["by_query", "by_variant", "latency_ms", "mrr_at_10", "ndcg_at_10", "queries", "recall_at_100"];
    assert_eq!(keys(&figures), expected);
    assert_eq!(figures["by_query"].to_string(), r#"{"1":1.0,"2":0.8262,"3":0.6309,"4":0.0}"#);
    assert_eq!(keys(&figures["latency_ms"]), ["p50", "p95", "p99"]);
    // Query 2 finds the better of two documents: 3 of 3 + 1/log2(3); query 3 finds its document in second
    // place.
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
fn a_bad_line_is_reported_with_its_file() {
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

/// Twelve queries, of which only the first six find their document.
fn found_and_lost() -> Place {
    let place = Place::new();
    let (mut documents, mut queries, mut qrels) = (String::new(), String::new(), "header\n".to_owned());
    for number in 1..=12 {
        let (variant, answer) = if number <= 6 { ("found", number) } else { ("lost", 1) };
        documents += &format!("{{\"id\":\"d{number}\",\"title\":\"T\",\"text\":\"nr{number}\"}}\n");
        queries += &format!("{{\"id\":\"q{number}\",\"text\":\"nr{number}\",\"variant\":\"{variant}\"}}\n");
        qrels += &format!("q{number}\td{answer}\t1\n");
    }
    place.file("docs.jsonl", documents).file("queries.jsonl", queries).file("qrels.tsv", qrels);
    place.index(&["docs.jsonl"], 0);
    place
}

/// What an earlier run might have printed: these scores for the queries found and lost.
fn base(found: f64, lost: f64) -> Value {
    let score = |number: u32| (format!("q{number}"), json!(if number <= 6 { found } else { lost }));
    json!({ "by_query": (1..=12).map(score).collect::<serde_json::Map<_, _>>() })
}

fn compare(place: &Place, base: &Value, more: &[&str]) -> Ran {
    place.file("base.json", base.to_string());
    place.run(&[&EVAL[..], &["--compare", "base.json"], more].concat())
}

#[track_caller]
fn check_compared(compared: &Value, numbers: [f64; 8], verdict: &str) {
    let names = ["queries", "before", "after", "difference", "p_value", "better", "worse", "same"];
    assert_eq!(text(compared, "verdict"), verdict, "{compared}");
    for (name, expected) in names.into_iter().zip(numbers) {
        let found = compared[name].as_f64().expect("a number");
        assert!((found - expected).abs() < 1e-9, "{name} is {found}, not {expected}: {compared}");
    }
}

#[test]
fn a_comparison_reports_gains_losses_and_significance() {
    let place = found_and_lost();
    let compared = compare(&place, &base(0.5, 1.0), &["--json"]).ended(0).json()["compared"].take();
    assert_eq!(keys(&compared), ["all", "by_variant"]);
    assert_eq!(keys(&compared["by_variant"]), ["found", "lost"]);
    // Six of six have the same sign: 2 of 64 sign patterns are as extreme.
    let (found, lost) = (&compared["by_variant"]["found"], &compared["by_variant"]["lost"]);
    check_compared(found, [6.0, 0.5, 1.0, 0.5, 0.03125, 6.0, 0.0, 0.0], "better");
    check_compared(lost, [6.0, 1.0, 0.0, -1.0, 0.03125, 0.0, 6.0, 0.0], "worse");
    assert_eq!(text(&compared["all"], "verdict"), "no difference");
    let shown = compare(&place, &base(0.5, 1.0), &[]).ended(0).out;
    for words in ["p50", "before", "+0.5000   0.0312      6      0      0  better", "-1.0000", "  worse"] {
        assert!(shown.contains(words), "no `{words}` in {shown}");
    }
}

#[test]
fn an_evaluation_compared_with_itself_shows_no_difference() {
    let place = found_and_lost();
    let earlier = place.run(&[&EVAL[..], &["--json"]].concat()).ended(0).json();
    let again = compare(&place, &earlier, &["--json"]).ended(0).json();
    check_compared(&again["compared"]["all"], [12.0, 0.5, 0.5, 0.0, 1.0, 0.0, 0.0, 12.0], "no difference");
    assert_eq!(again["by_query"], earlier["by_query"]);
}

#[test]
fn only_queries_in_both_evaluations_are_compared() {
    let shared = json!({ "by_query": { "q1": 1.0, "q7": 0.0, "gone": 0.25 } });
    let compared = compare(&found_and_lost(), &shared, &["--json"]).ended(0).json()["compared"].take();
    check_compared(&compared["all"], [2.0, 0.5, 0.5, 0.0, 1.0, 0.0, 0.0, 2.0], "no difference");
}

#[test]
fn an_incomparable_earlier_evaluation_is_refused_with_a_remedy() {
    let place = found_and_lost();
    let remedy = "make one with `skorowidz eval --json`";
    let refuse = |base: &str, parts: &[&str]| {
        place.file("base.json", base);
        let ran = place.run(&[&EVAL[..], &["--json", "--compare", "base.json"]].concat()).ended(2);
        assert_eq!(ran.out, "");
        for part in parts {
            assert!(ran.err.contains(part), "`{part}` is not in {}", ran.err);
        }
    };
    refuse("all 12 0.5", &["`base.json` is not JSON", remedy]);
    refuse(r#"{"queries": 12}"#, &["`base.json` has no `by_query`", remedy]);
    refuse(r#"{"by_query": {"q1": 2}}"#, &["`2` for the query `q1`", "from 0 to 1", remedy]);
    refuse(r#"{"by_query": {"other": 0.5}}"#, &["`base.json` has none of these queries"]);
    refuse(r#"{"sets": {"one": {"by_query": {"q1": 1}}}}"#, &["several sets", "`--sets DIR`"]);
    refuse(r#"{"sets": {"one": {}}}"#, &["has no `by_query` in the set `one`", remedy]);
    let missing = place.run(&[&EVAL[..], &["--compare", "nowhere.json"]].concat()).ended(2);
    assert!(missing.err.contains("cannot read `nowhere.json`"), "{}", missing.err);
}

/// Two judged sets, and entries beside them that are not sets.
fn two_sets() -> Place {
    let place = Place::new();
    for name in ["first", "second"] {
        place.file(&format!("sets/{name}/docs.jsonl"), DOCUMENTS);
        place.file(&format!("sets/{name}/qrels.tsv"), QRELS);
    }
    place.file("sets/first/queries.jsonl", QUERIES);
    place.file("sets/second/queries.jsonl", QUERIES.lines().next().expect("a query"));
    place.file("sets/unfinished/docs.jsonl", DOCUMENTS).file("sets/notes.txt", "");
    place
}

const SETS: [&str; 3] = ["eval", "--sets", "sets"];

#[test]
fn every_set_in_a_folder_is_evaluated_in_a_temporary_index() {
    let place = two_sets();
    place.file("temporary/.keep", "");
    let arguments = [&SETS[..], &["--json"]].concat();
    let output = place.command(&arguments).env("TMPDIR", place.path("temporary")).output();
    let ran = Ran::from(output.expect("the program starts")).ended(0);
    assert_eq!(ran.err, "first\nsecond\n");
    let judged = ran.json();
    assert_eq!(keys(&judged), ["sets"]);
    assert_eq!(keys(&judged["sets"]), ["first", "second"]);
    let alone = judged_alone();
    for name in ["ndcg_at_10", "mrr_at_10", "recall_at_100", "queries", "by_variant", "by_query"] {
        assert_eq!(judged["sets"]["first"][name], alone[name], "{name}");
    }
    check(&judged["sets"]["second"], 1, [1.0; 3]);
    assert_eq!(fs::read_dir(place.path("temporary")).expect("readable").count(), 1);
    assert!(!place.path("index").exists());
    let shown = place.run(&[&SETS[..], &["-q"]].concat()).ended(0);
    assert_eq!(shown.err, "");
    assert!(shown.out.starts_with("first\n") && shown.out.contains("\nsecond\n"), "{}", shown.out);
}

/// Evaluates the first set in a permanent index.
fn judged_alone() -> Value {
    judged(QUERIES, QRELS).run(&[&EVAL[..], &["--json"]].concat()).ended(0).json()
}

#[test]
fn sets_are_compared_one_by_one_and_unpaired_sets_are_listed() {
    let place = two_sets();
    let base = json!({ "sets": { "first": judged_alone(), "gone": { "by_query": { "1": 1.0 } } } });
    place.file("base.json", base.to_string());
    let arguments = [&SETS[..], &["--compare", "base.json"]].concat();
    let judged = place.run(&[&arguments[..], &["--json"]].concat()).ended(0).json();
    assert_eq!(keys(&judged), ["only_after", "only_before", "sets"]);
    assert_eq!((&judged["only_before"], &judged["only_after"]), (&json!(["gone"]), &json!(["second"])));
    assert_eq!(judged["sets"]["first"]["compared"]["all"]["same"], 4);
    assert_eq!(judged["sets"]["second"].get("compared"), None);
    let shown = place.run(&arguments).ended(0).out;
    for words in ["no difference", "`gone` is not in the folder", "`second` is not in the earlier"] {
        assert!(shown.contains(words), "no `{words}` in {shown}");
    }
}

#[test]
fn sets_that_cannot_be_evaluated_or_compared_are_refused() {
    let place = two_sets();
    let refuse = |arguments: &[&str], part: &str| {
        let ran = place.run(&[&["eval", "--json"], arguments].concat()).ended(2);
        assert!(ran.out.is_empty() && ran.err.contains(part), "`{part}` is not in {}", ran.err);
    };
    refuse(&[], "--queries <FILE>|--sets <DIR>");
    refuse(&["--queries", "queries.jsonl"], "--qrels <FILE>");
    refuse(&["--sets", "sets", "--queries", "q", "--qrels", "r"], "cannot be used with");
    refuse(&["--sets", "sets", "--qrels", "r"], "cannot be used with");
    refuse(&["--sets", "sets/first"], "no set in `sets/first`");
    refuse(&["--sets", "nowhere"], "cannot read `nowhere`");
    place.file("one.json", r#"{"by_query": {"1": 1}}"#);
    refuse(&["--sets", "sets", "--compare", "one.json"], "an evaluation of one set");
    place.file("gone.json", r#"{"sets": {"gone": {"by_query": {"1": 1}}}}"#);
    refuse(&["--sets", "sets", "--compare", "gone.json"], "none of these sets");
    place.file("other.json", r#"{"sets": {"first": {"by_query": {"other": 1}}}}"#);
    refuse(&["--sets", "sets", "--compare", "other.json"], "none of the queries of the set `first`");
    place.file("sets/first/docs.jsonl", "{\"id\":\n");
    refuse(&["--sets", "sets"], "the set `first` cannot be evaluated without all its documents");
}

/// Minimum NDCG@10 of the judged queries of the sample corpus: the value measured when the number was
/// written, less 0.02. Raise it with the ranking; lower it only with a reason in the change.
const FLOORS: [(&str, f64); 8] = [
    ("all", 0.783),
    ("topic", 0.842),
    ("number", 0.822),
    ("sentence", 0.901),
    ("meeting", 0.81),
    ("resident", 0.59),
    ("unaccented", 0.811),
    ("question", 0.754),
];

#[test]
fn the_sample_corpus_reaches_its_ndcg_floors() {
    let path = |file: &str| package().join("tests/judged").join(file).to_str().expect("UTF-8").to_owned();
    let (queries, qrels) = (path("queries.jsonl"), path("qrels.tsv"));
    let place = Place::with_corpus();
    let judged = place.run(&["eval", "--json", "--queries", &queries, "--qrels", &qrels]).ended(0).json();
    let variants = &judged["by_variant"];
    assert_eq!(keys(variants).len() + 1, FLOORS.len());
    for (name, floor) in FLOORS {
        let figures = if name == "all" { &judged } else { &variants[name] };
        let ndcg = figures["ndcg_at_10"].as_f64().expect("a number");
        assert!(ndcg >= floor, "NDCG@10 of `{name}` is {ndcg}, less than {floor}: {variants}");
    }
}

#[test]
fn the_judged_queries_of_the_sample_corpus_are_consistent() {
    let read = |name: &str| fs::read_to_string(package().join("tests/judged").join(name)).expect("readable");
    let lines: Vec<Value> =
        read("queries.jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let queries: BTreeSet<&str> = lines.iter().map(|query| text(query, "id")).collect();
    let texts: BTreeSet<&str> = lines.iter().map(|query| text(query, "text")).collect();
    assert!(queries.len() >= 60, "{} queries", queries.len());
    assert_eq!((queries.len(), texts.len()), (lines.len(), lines.len()), "duplicate query");
    let qrels = read("qrels.tsv");
    let judgments: Vec<Vec<&str>> = qrels.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let pairs: BTreeSet<_> = judgments.iter().map(|columns| (columns[0], columns[1])).collect();
    assert_eq!(pairs.len(), judgments.len(), "a document is judged twice for a query");
    let relevant = judgments.iter().filter(|columns| ["1", "2"].contains(&columns[2]));
    let answered: BTreeSet<&str> = relevant.map(|columns| columns[0]).collect();
    assert_eq!(answered, queries, "every query has a relevant document");
    let all = ["--from", "1900-01-01", "--per-page", "100", "--variants", "all", ""];
    let documents = Place::with_corpus().found(&all);
    let unknown = judgments.iter().find(|columns| !documents.iter().any(|id| id == columns[1]));
    assert_eq!(unknown, None, "no such document");
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
