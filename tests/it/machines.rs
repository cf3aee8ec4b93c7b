//! Several machines over one cluster: each has an index folder of its own, and all have the same index. Needs a real
//! node: `TEST_OPENSEARCH` has its address.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    process::Stdio,
    thread,
    time::Duration,
};

use crate::{
    cluster::{TOKEN, lasting, nodes, settings},
    harness::{Place, corpus, counts, list, text},
    serve::{Server, until},
};

/// The machines; their index in the cluster is deleted with them.
struct Machines(Vec<Place>);

impl Machines {
    /// Returns so many machines with empty index folders; `None` if there are no nodes.
    fn new(name: &str, count: usize) -> Option<Self> {
        let name = format!("it-{}-{name}", std::process::id());
        let settings = settings(&nodes()?, &name) + "opensearch_follow_seconds = 1\n";
        let place = || {
            let place = Place::new();
            place.file("skorowidz.toml", &settings);
            place
        };
        Some(Self((0..count).map(|_| place()).collect()))
    }
}

impl Drop for Machines {
    fn drop(&mut self) {
        for place in &self.0 {
            if place.run(&["move", "--quiet", "--to", "embedded"]).status == 0 {
                break;
            }
        }
    }
}

/// Sends a change and returns its status.
fn change(server: &Server, method: &str, path: &str, body: &str) -> u16 {
    let token = format!("Bearer {TOKEN}");
    let headers = [("Authorization", token.as_str()), ("Content-Type", "application/json")];
    let path = format!("/api/v1/documents/{path}");
    server.send(method, &path, &headers, body.as_bytes()).expect("answered").status
}

fn json(title: &str, words: &str) -> String {
    format!(r#"{{"title":"{title}","text":"{words}","kind":"news"}}"#)
}

/// Asks the first node of the cluster itself.
fn ask_node(path: &str) -> String {
    let urls = nodes().expect("nodes");
    let address = urls.split(',').next().and_then(|url| url.strip_prefix("http://")).expect("an address");
    let mut stream = TcpStream::connect(address.trim_end_matches('/')).expect("connected");
    let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
}

/// Returns the ids and titles of all news, and the number that counts equal texts once.
fn state(server: &Server) -> (Vec<String>, u64) {
    let mut found = Vec::new();
    for page in 1.. {
        let path = format!("/api/v1/search?q=&kind=news&variants=all&sort=newest&per_page=50&page={page}");
        let answer = server.get(&path);
        if answer.status != 200 || list(&answer.json(), "hits").is_empty() {
            break;
        }
        let response = answer.json();
        let hits = list(&response, "hits");
        found.extend(hits.iter().map(|hit| {
            format!("{} {} {} {}", text(hit, "id"), hit["title_html"], hit["changed"], hit["date"])
        }));
    }
    found.sort();
    let once = server.get("/api/v1/search?q=&kind=news").json();
    (found, once["total"].as_u64().expect("a number"))
}

/// Waits until two servers have the same documents, and returns them.
#[track_caller]
fn settled(one: &Server, other: &Server) -> (Vec<String>, u64) {
    until("both machines have the same documents", || {
        let (one, other) = (state(one), state(other));
        (one == other).then_some(one)
    })
}

#[test]
fn a_machine_with_an_empty_folder_fills_its_catalog_from_the_cluster() {
    let Some(machines) = Machines::new("joins", 3) else { return };
    let [first, second, third] = machines.0.as_slice() else { panic!("three") };
    // Nobody has made an index yet: asking for it makes no folder.
    assert!(second.run(&["search", "konwent"]).ended(2).err.contains("no index"));
    assert!(!second.path("index").exists());
    first.index(&[corpus("").to_str().expect("UTF-8")], 0);
    let expected = lasting(first.search(&["konwent", "--sort", "newest"]));
    // A command fills it, then a service, then a run.
    let ran = second.run(&["search", "--json", "konwent", "--sort", "newest"]).ended(0);
    assert!(ran.err.contains("the catalog was filled from the cluster"), "{}", ran.err);
    assert_eq!(lasting(ran.json()), expected);
    let server = Server::start(third);
    server.ready();
    assert_eq!(server.total("konwent"), expected["total"].as_u64().expect("a number"));
    drop(server);
    let problems = |place: &Place| list(&place.run(&["verify", "--json"]).ended(0).json(), "problems").len();
    assert_eq!((problems(second), problems(third)), (0, 0));
    // A lost catalog comes back; one that was interrupted, too.
    for milliseconds in [60, 120, 250, 400] {
        fs::remove_dir_all(second.path("index")).expect("removed");
        let mut command = second.command(&["stats"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        thread::sleep(Duration::from_millis(milliseconds));
        let _ = child.kill();
        child.wait().expect("ended");
        assert_eq!(lasting(second.search(&["konwent", "--sort", "newest"])), expected);
        assert_eq!(problems(second), 0);
    }
    fs::remove_dir_all(second.path("index")).expect("removed");
    second.file("own/a.md", "## Zebranie o jarzębinach\n\n2024-05-06\n\nRozmawiano o jarzębinach.\n");
    let report = second.index(&["own"], 0);
    assert_eq!(counts(&report), [1, 0, 0, 0, 0], "{report}");
    assert_eq!(second.found(&["jarzębina"]), ["a"]);
    assert_eq!(first.run(&["move", "--to", "opensearch"]).status, 2);
}

#[test]
fn what_one_machine_writes_is_found_on_the_other() {
    let Some(machines) = Machines::new("follow", 2) else { return };
    let [first, second] = machines.0.as_slice() else { panic!("two") };
    first.index(&[corpus("news").to_str().expect("UTF-8")], 0);
    let (one, other) = (Server::start(first), Server::start(second));
    one.ready();
    other.ready();
    assert_eq!(change(&one, "PUT", "test/one", &json("Jarzębiny", "O jarzębinach przy alei.")), 201);
    until("the second machine finds it", || (other.total("jarzębina") == 1).then_some(()));
    // It knows what the other one has written before it follows, so a condition holds for both.
    assert_eq!(change(&other, "PUT", "test/one", &json("Kasztany", "O kasztanach przy alei.")), 200);
    assert_eq!(change(&one, "PUT", "test/one", &json("Cyprysy", "O cyprysach przy alei.")), 200);
    until("the second machine has the newest", || (other.total("cyprys") == 1).then_some(()));
    assert_eq!((one.total("kasztan"), other.total("kasztan")), (0, 0));
    assert_eq!(change(&other, "DELETE", "test/one", ""), 204);
    until("the first machine has lost it", || (one.total("cyprys") == 0).then_some(()));
    assert_eq!(change(&one, "DELETE", "test/one", ""), 404);
    // Changes on both sides at the same time, also of the same documents.
    thread::scope(|scope| {
        for (number, server) in [&one, &other].into_iter().enumerate() {
            scope.spawn(move || {
                for round in 0..12 {
                    let shared = format!("test/shared-{}", round % 3);
                    let title = format!("Tytuł {number} {round}");
                    let status = change(server, "PUT", &shared, &json(&title, "Wspólny dokument o wierzbach."));
                    assert!(matches!(status, 200 | 201), "{status}");
                    let own = format!("test/own-{number}-{}", round % 5);
                    let method = if round % 4 == 3 { "DELETE" } else { "PUT" };
                    let status = change(server, method, &own, &json(&title, "Własny dokument o topolach."));
                    assert!(matches!(status, 200 | 201 | 204 | 404), "{status}");
                }
            });
        }
    });
    let (found, _) = settled(&one, &other);
    assert_eq!(found.iter().filter(|found| found.starts_with("test/shared-")).count(), 3);
    drop((one, other));
    for place in [first, second] {
        let verified = place.run(&["verify", "--json"]).ended(0).json();
        assert!(list(&verified, "problems").is_empty(), "{verified}");
    }
}

/// A text long enough to be compared with others.
const LONG: &str = "Wczoraj mieszkańcy osiedla rozmawiali w szkole o jarzębinach przy alei, które usychają od dwóch lat. \
                    Ogrodnik miejski wyjaśnił, skąd biorą się plamy na liściach i czemu podlewanie wieczorem pomaga. \
                    Postanowiono wymienić siedem drzew jesienią, a pozostałe opasać workami z wodą. Rada osiedla poprosi \
                    o pieniądze z rezerwy, sąsiedzi zaś obiecali dyżury w upały. Następne spotkanie odbędzie się w maju.";

#[test]
fn equal_texts_count_once_whichever_machine_they_came_through() {
    let Some(machines) = Machines::new("fold", 2) else { return };
    let [first, second] = machines.0.as_slice() else { panic!("two") };
    first.index(&[corpus("news").to_str().expect("UTF-8")], 0);
    let (one, other) = (Server::start(first), Server::start(second));
    one.ready();
    other.ready();
    let body = json("Zebranie o jarzębinach", LONG);
    assert_eq!(change(&one, "PUT", "test/b", &body), 201);
    assert_eq!(change(&other, "PUT", "test/a", &body), 201);
    assert_eq!(change(&one, "PUT", "test/c", &body), 201);
    settled(&one, &other);
    until("both count them once", || (one.total("jarzębina") == 1 && other.total("jarzębina") == 1).then_some(()));
    // Nobody writes any more: what one machine writes about equal texts, the other one agrees with.
    let all = "/api/v1/search?q=jarz%C4%99bina&variants=all";
    assert_eq!((one.get(all).json()["total"].as_u64(), other.get(all).json()["total"].as_u64()), (Some(3), Some(3)));
    let name = format!("it-{}-fold-1", std::process::id());
    let checkpoints = || {
        let path = format!("/{name}/_stats?level=shards&filter_path=indices.*.shards.*.seq_no.max_seq_no");
        ask_node(&path)
    };
    let before = until("nothing is written any more", || {
        let before = checkpoints();
        thread::sleep(Duration::from_secs(3));
        (before == checkpoints()).then_some(before)
    });
    assert!(before.contains("max_seq_no"), "{before}");
    assert_eq!(change(&other, "DELETE", "test/a", ""), 204);
    until("both count the rest once", || (one.total("jarzębina") == 1 && other.total("jarzębina") == 1).then_some(()));
    settled(&one, &other);
}

#[test]
fn machines_index_folders_of_their_own_and_either_may_rebuild() {
    let Some(machines) = Machines::new("roots", 2) else { return };
    let [first, second] = machines.0.as_slice() else { panic!("two") };
    for (place, tree) in [(first, "brzoza"), (second, "sosna")] {
        for number in 0..6 {
            let text = format!("## Zebranie {tree} {number}\n\n2024-05-0{}\n\nRozmawiano.\n", number + 1);
            place.file(&format!("own/{tree}-{number}.md"), text);
        }
    }
    assert_eq!(counts(&first.index(&["own"], 0)), [6, 0, 0, 0, 0]);
    assert_eq!(counts(&second.index(&["own"], 0)), [6, 0, 0, 0, 0]);
    first.remove("own/brzoza-0.md");
    second.remove("own/sosna-0.md").file("own/sosna-1.md", "## Zebranie sosna nowa\n\n2024-05-02\n\nInne.\n");
    let both = || [first.index(&["own"], 0), second.index(&["own"], 0)].map(|report| counts(&report));
    assert_eq!(both(), [[0, 0, 5, 1, 0], [0, 1, 4, 1, 0]]);
    assert_eq!(both(), [[0, 0, 5, 0, 0], [0, 0, 5, 0, 0]]);
    // The same id on another machine has one source.
    second.file("own/brzoza-1.md", "## Cudze\n\n2024-05-02\n\nInne.\n");
    let report = second.index(&["own"], 2);
    assert_eq!((counts(&report)[0], counts(&report)[1], counts(&report)[4]), (0, 0, 1), "{report}");
    second.remove("own/brzoza-1.md");
    second.index(&["own"], 0);
    let other = Server::start(second);
    other.ready();
    assert_eq!(change(&other, "PUT", "test/http", &json("Kasztany", "O kasztanach.")), 201);
    // The first machine has neither the files of the second one nor what came over HTTP there.
    let report = first.index(&["--rebuild"], 0);
    assert_eq!(report["documents"], 11, "{report}");
    for query in ["brzoza", "sosna", "kasztan"] {
        assert_eq!(first.found(&[query]).len(), if query == "kasztan" { 1 } else { 5 }, "{query}");
    }
    // The second one serves on, and takes over the new generation.
    let path = second.path("index/CURRENT");
    until("the new generation is in use", || {
        assert_eq!(other.total("sosna"), 5);
        fs::read_to_string(&path).expect("read").contains("generation-2").then_some(())
    });
    until("it is written to", || {
        (change(&other, "PUT", "test/http", &json("Klony", "O klonach.")) == 200).then_some(())
    });
    assert_eq!(first.found(&["klon"]), Vec::<String>::new(), "a search does not follow");
    first.index(&["own"], 0);
    assert_eq!(first.found(&["klon"]), ["test/http"]);
    drop(other);
    assert_eq!(second.index(&["--rebuild"], 0)["documents"], 11);
    assert_eq!(counts(&first.index(&["own"], 0)), [0, 0, 5, 0, 0]);
    for place in [first, second] {
        let verified = place.run(&["verify", "--json"]).ended(0).json();
        assert!(list(&verified, "problems").is_empty(), "{verified}");
    }
}
