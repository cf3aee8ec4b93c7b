//! An index over a cluster of OpenSearch: the same answers as an embedded one, writes, moves, and what happens without
//! the cluster. Needs a real node: `TEST_OPENSEARCH` has its address.

use std::{env, fs};

use serde_json::Value;

use crate::{
    harness::{Place, corpus, list, package, text},
    serve::Server,
};

pub(crate) const TOKEN: &str = "a-token-of-many-characters";
/// Nobody listens there.
const NOBODY: &str = "http://127.0.0.1:9";

/// Returns the settings of an index over a cluster, whose name there is `name`.
pub(crate) fn settings(urls: &str, name: &str) -> String {
    format!(
        "token = \"{TOKEN}\"\nengine = \"opensearch\"\nopensearch_urls = \"{urls}\"\nopensearch_index = \"{name}\"\n\
         opensearch_shards = 2\nopensearch_replicas = 0\n"
    )
}

/// Returns the addresses of the nodes; `None`, after saying so, if there are none.
pub(crate) fn nodes() -> Option<String> {
    let nodes = env::var("TEST_OPENSEARCH").ok().filter(|urls| !urls.is_empty());
    if nodes.is_none() {
        println!(
            "SKIPPED: no node of OpenSearch; `just cluster-node DIR` starts one, TEST_OPENSEARCH names it"
        );
    }
    nodes
}

/// A place with an index over a cluster; its indices there are deleted with it.
struct ClusterPlace(Place);

impl ClusterPlace {
    /// Returns a place without an index yet; `None` if there are no nodes.
    fn new(name: &str) -> Option<Self> {
        let name = format!("it-{}-{name}", std::process::id());
        let place = Place::with_own_settings();
        place.file("skorowidz.toml", settings(&nodes()?, &name));
        Some(Self(place))
    }

    /// Returns a place with the sample corpus.
    fn with_corpus(name: &str) -> Option<Self> {
        let place = Self::new(name)?;
        place.0.index_corpus();
        Some(place)
    }
}

impl Drop for ClusterPlace {
    fn drop(&mut self) {
        self.0.run(&["move", "--to", "embedded"]);
    }
}

/// Returns what must be equal of a response: all but the time.
pub(crate) fn lasting(mut response: Value) -> Value {
    response["took_ms"] = 0.into();
    response
}

fn ids(response: &Value) -> Vec<&str> {
    list(response, "hits").iter().map(|hit| text(hit, "id")).collect()
}

#[test]
fn both_engines_give_the_same_answers() {
    let Some(cluster) = ClusterPlace::with_corpus("answers") else { return };
    let (embedded, cluster) = (Place::with_own_settings(), &cluster.0);
    embedded.index_corpus();
    let (one, other) = (Server::start(&embedded), Server::start(cluster));
    let queries = fs::read_to_string(package().join("tests/judged/queries.jsonl")).expect("queries");
    let queries = queries.lines().map(|line| serde_json::from_str::<Value>(line).expect("json"));
    let texts: Vec<String> = queries.step_by(3).map(|query| text(&query, "text").to_owned()).collect();
    let (mut same_first, all) = (0, texts.len());
    for query in &texts {
        let encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let path = format!("/api/v1/search?q={encoded}&facets=kind,year,organ,district,language,status");
        let (one, other) = (one.get(&path).json(), other.get(&path).json());
        for field in ["query", "total", "facets"] {
            assert_eq!(one[field], other[field], "{field} of {query}");
        }
        let first = |response| ids(response).into_iter().take(3).map(str::to_owned).collect::<Vec<_>>();
        same_first += usize::from(first(&one) == first(&other));
        for hit in list(&one, "hits") {
            let same = list(&other, "hits").iter().find(|other| other["id"] == hit["id"]);
            let Some(same) = same else { continue };
            for field in ["title_html", "snippets", "topic", "act", "also"] {
                assert_eq!(hit[field], same[field], "{field} of {} for {query}", hit["id"]);
            }
        }
    }
    assert!(same_first * 100 >= all * 95, "the first three of {same_first} of {all} queries are the same");
    for path in [
        "/api/v1/search?q=&kind=ordinance&sort=newest&per_page=5",
        "/api/v1/search?q=konwent&sort=oldest&page=2&per_page=5",
        "/api/v1/search?q=konwent&from=2020-01-01&to=2022-12-31&sort=newest",
        "/api/v1/search?q=zarz%C4%85dzenie&status=amended&as_of=2020-01-01&sort=newest",
        "/api/v1/search?q=%22bud%C5%BCet+obywatelski%22&sort=newest",
        "/api/v1/search?q=numer%3A358%2F2017&sort=newest",
        "/api/v1/search?q=konwent+-bud%C5%BCet&sort=newest",
        "/api/v1/search?q=parko*&sort=newest",
        "/api/v1/search?q=tytu%C5%82%3Akonwent&sort=newest",
        "/api/v1/suggest?q=bud%C5%BC",
        "/api/v1/meetings?q=parkowanie",
        "/api/v1/documents/ordinances/358-2017",
        "/api/v1/documents/ordinances/358-2017/citations",
        "/api/v1/documents/ordinances/358-2017/text",
    ] {
        let (one, other) = (one.get(path), other.get(path));
        assert_eq!((one.status, other.status), (200, 200), "{path}: {}", other.body);
        if path.ends_with("/text") {
            assert_eq!(one.body, other.body);
        } else {
            let mut both = [lasting(one.json()), lasting(other.json())];
            for response in &mut both {
                let hits = response.get_mut("hits").and_then(Value::as_array_mut);
                // The last modification of a file is that of the copy that was read.
                hits.into_iter().flatten().for_each(|hit| hit["changed"] = Value::Null);
                // Later ones depend on the segments, which differ where a run was slow.
                let suggested = response.get_mut("suggestions").and_then(Value::as_array_mut);
                if let Some(suggested) = suggested {
                    suggested.truncate(3);
                }
            }
            assert_eq!(both[0], both[1], "{path}");
        }
    }
}

#[test]
fn documents_are_written_found_and_withdrawn() {
    let Some(cluster) = ClusterPlace::with_corpus("writes") else { return };
    let server = Server::start(&cluster.0);
    let headers =
        [("Authorization", "Bearer a-token-of-many-characters"), ("Content-Type", "application/json")];
    let put = |id: &str, body: &str| {
        let path = format!("/api/v1/documents/{id}");
        server.send("PUT", &path, &headers, body.as_bytes()).expect("answered").status
    };
    let body = r#"{"title":"Zebranie o jarzębinach","text":"O jarzębinach przy alei rozmawiano krótko.","kind":"news"}"#;
    assert_eq!(put("test/one", body), 201);
    assert_eq!(server.total("jarzębina"), 1);
    // The same text under another id is the same hit.
    let long = "Wczoraj mieszkańcy osiedla rozmawiali w szkole o jarzębinach przy alei, które usychają od dwóch lat. \
                Ogrodnik miejski wyjaśnił, skąd biorą się plamy na liściach i czemu podlewanie wieczorem pomaga. \
                Postanowiono wymienić siedem drzew jesienią, a pozostałe opasać workami z wodą. Rada osiedla poprosi \
                o pieniądze z rezerwy, sąsiedzi zaś obiecali dyżury w upały. Następne spotkanie odbędzie się w maju.";
    let body = format!(r#"{{"title":"Zebranie o jarzębinach","text":"{long}","kind":"news"}}"#);
    assert_eq!((put("test/one", &body), put("test/two", &body)), (200, 201));
    assert_eq!(server.total("jarzębina"), 1);
    let all = server.get("/api/v1/search?q=jarz%C4%99bina&variants=all").json();
    assert_eq!(all["total"], 2, "{all}");
    for id in ["test/one", "test/two"] {
        let path = format!("/api/v1/documents/{id}");
        assert_eq!(server.send("DELETE", &path, &headers, b"").expect("answered").status, 204);
    }
    assert_eq!(server.total("jarzębina"), 0);
    drop(server);
    let verified = cluster.0.run(&["verify", "--json"]).ended(0).json();
    assert!(list(&verified, "problems").is_empty(), "{verified}");
}

#[test]
fn an_index_moves_into_a_cluster_and_back_and_is_rebuilt_there() {
    let Some(urls) = nodes() else { return };
    let place = Place::with_own_settings();
    place.index_corpus();
    let before = place.search(&["konwent", "--sort", "newest"]);
    let refused = place.run(&["move", "--to", "opensearch"]).ended(2);
    assert!(refused.err.contains("opensearch_urls"), "{}", refused.err);
    place.file("skorowidz.toml", settings(&urls, &format!("it-{}-move", std::process::id())));
    let refused = place.run(&["search", "konwent"]).ended(2);
    assert!(refused.err.contains("skorowidz move --to opensearch"), "{}", refused.err);
    let moved = place.run(&["move", "--json", "--to", "opensearch"]).ended(0).json();
    assert_eq!((&moved["moved"], &moved["stopped"]), (&moved["documents"], &Value::Bool(false)));
    assert_eq!(lasting(place.search(&["konwent", "--sort", "newest"])), lasting(before.clone()));
    let unchanged = place.index(&[corpus("").to_str().expect("UTF-8")], 0);
    assert_eq!((&unchanged["added"], &unchanged["updated"]), (&0.into(), &0.into()), "{unchanged}");
    place.index(&["--rebuild"], 0);
    assert_eq!(lasting(place.search(&["konwent", "--sort", "newest"]))["total"], before["total"]);
    place.run(&["verify"]).ended(0);
    place.run(&["move", "--to", "embedded"]).ended(0);
    place.remove("skorowidz.toml");
    assert_eq!(lasting(place.search(&["konwent", "--sort", "newest"])), lasting(before));
}

#[test]
fn a_restored_catalog_says_that_its_texts_are_missing_and_a_rebuild_brings_them() {
    let Some(cluster) = ClusterPlace::new("restored") else { return };
    let place = &cluster.0;
    place.file("posts/konwent.md", "## Konwent o zieleni\n\nRozmowy o parkach.\n");
    place.index(&["posts"], 0);
    place.run(&["backup", "b.tar"]).ended(0);
    let Some(other) = ClusterPlace::new("restored-there") else { return };
    other.0.copy(&place.path("b.tar"), "b.tar");
    let report = other.0.run(&["restore", "--json", "--keep-roots", "b.tar"]).ended(0).json();
    assert_eq!(report["documents"], 1);
    assert!(text(&report, "remedy").contains("skorowidz index --rebuild"), "{report}");
    let refused = other.0.run(&["search", "park"]).ended(2);
    assert!(refused.err.contains("cluster"), "{}", refused.err);
    other.0.index(&["--rebuild"], 0);
    assert_eq!(other.0.found(&["park"]), ["konwent"]);
    // The index that the backup was made of is as it was.
    assert_eq!(place.found(&["park"]), ["konwent"]);
}

#[test]
fn a_dry_run_makes_no_catalog() {
    let Some(cluster) = ClusterPlace::new("dry") else { return };
    cluster.0.file("posts/konwent.md", "## Konwent o zieleni\n\nRozmowy o parkach.\n");
    assert_eq!(cluster.0.index(&["--dry-run", "posts"], 0)["added"], 1);
    assert!(!cluster.0.path("index").exists());
}

#[test]
fn without_its_cluster_an_index_says_so_and_answers_nothing() {
    let Some(cluster) = ClusterPlace::with_corpus("silent") else { return };
    let engine = cluster.0.path("index/engine.json");
    let known = fs::read_to_string(&engine).expect("an engine");
    let mut silent: Value = serde_json::from_str(&known).expect("json");
    silent["urls"] = vec![NOBODY].into();
    let settings_before = fs::read(cluster.0.path("skorowidz.toml")).expect("settings");
    cluster.0.file("skorowidz.toml", format!("token = \"{TOKEN}\"\n"));
    fs::write(&engine, silent.to_string()).expect("written");
    let ran = cluster.0.run(&["search", "konwent"]).ended(2);
    assert!(ran.err.contains("no node of the cluster answers"), "{}", ran.err);
    let server = Server::start(&cluster.0);
    for path in ["/api/v1/search?q=konwent", "/readyz"] {
        let answer = server.get(path);
        assert_eq!(
            (answer.status, answer.json()["error"]["code"].as_str()),
            (503, Some("cluster-unavailable"))
        );
        assert!(answer.head.to_lowercase().contains("retry-after"), "{}", answer.head);
    }
    assert_eq!(server.get("/search?q=konwent").status, 503);
    // What the catalog knows goes on.
    assert_eq!(server.get("/api/v1/suggest?q=konw").status, 200);
    assert_eq!(server.get("/api/v1/meetings").status, 200);
    let headers =
        [("Authorization", "Bearer a-token-of-many-characters"), ("Content-Type", "application/json")];
    let put = server
        .send("PUT", "/api/v1/documents/a", &headers, br#"{"title":"A","text":"B"}"#)
        .expect("answered");
    assert_eq!(put.status, 503, "{}", put.body);
    drop(server);
    fs::write(&engine, "{").expect("written");
    let ran = cluster.0.run(&["search", "konwent"]).ended(2);
    assert!(ran.err.contains("engine.json"), "{}", ran.err);
    fs::write(&engine, known).expect("written");
    cluster.0.file("skorowidz.toml", settings_before);
}

#[test]
fn settings_of_a_cluster_are_checked() {
    let place = Place::with_own_settings();
    for (line, part) in [
        ("opensearch_urls = []", "`opensearch_urls` is empty"),
        ("opensearch_urls = \"ftp://a\"", "opensearch_urls"),
        ("opensearch_urls = \"http://anna:tajne@a:9200\"", "has a user"),
        ("opensearch_urls = \"http://a:9200\"\nopensearch_index = \"_a\"", "opensearch_index"),
        ("opensearch_urls = \"http://a:9200\"\nopensearch_user = \"anna\"", "opensearch_password_file"),
    ] {
        place.file("skorowidz.toml", format!("engine = \"opensearch\"\n{line}\n"));
        let ran = place.run(&["config", "--check"]).ended(2);
        assert!(ran.err.contains(part) && !ran.err.contains("tajne"), "{line}: {}", ran.err);
    }
    place.file("skorowidz.toml", "engine = \"lucene\"\n");
    let ran = place.run(&["config", "--check"]).ended(2);
    assert!(ran.err.contains("`embedded` or `opensearch`"), "{}", ran.err);
}
