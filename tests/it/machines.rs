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
                    let status =
                        change(server, "PUT", &shared, &json(&title, "Wspólny dokument o wierzbach."));
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
    // What is outdated on one machine is given up there.
    for place in [first, second] {
        until("the index is in order", || (place.run(&["verify"]).status == 0).then_some(()));
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
    until("both count them once", || {
        (one.total("jarzębina") == 1 && other.total("jarzębina") == 1).then_some(())
    });
    // Nobody writes any more: what one machine writes about equal texts, the other one agrees with.
    let all = "/api/v1/search?q=jarz%C4%99bina&variants=all";
    assert_eq!(
        (one.get(all).json()["total"].as_u64(), other.get(all).json()["total"].as_u64()),
        (Some(3), Some(3))
    );
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
    until("both count the rest once", || {
        (one.total("jarzębina") == 1 && other.total("jarzębina") == 1).then_some(())
    });
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
        let answer = other.get("/api/v1/search?q=sosna");
        // An index of the cluster is closed for a moment when its average lengths are set.
        if answer.status == 503 {
            return None;
        }
        assert_eq!(answer.json()["total"], 5, "{}", answer.body);
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

/// Sends a document as long as `bytes`, most of it between its words, and returns its bytes.
fn put_long(server: &Server, id: &str, words: &str, bytes: usize) -> String {
    let page = format!(r#"{{"title":"{words}","text":"Rozmawiano {words}."{}}}"#, " \n\t ".repeat(bytes / 4));
    let token = format!("Bearer {TOKEN}");
    let headers = [("Authorization", token.as_str()), ("Content-Type", "application/json")];
    let path = format!("/api/v1/documents/{id}");
    let answer = server.send("PUT", &path, &headers, page.as_bytes()).expect("answered");
    assert!(matches!(answer.status, 200 | 201), "{}", answer.body);
    page
}

fn source(server: &Server, id: &str) -> (u16, String) {
    let answer = server.get(&format!("/api/v1/documents/{id}/source"));
    (answer.status, answer.body)
}

/// Returns how many pieces and rows of originals the cluster has.
fn originals(name: &str) -> u64 {
    let index = format!("it-{}-{name}-originals", std::process::id());
    ask_node(&format!("/{index}/_refresh"));
    let answer = ask_node(&format!("/{index}/_count?filter_path=count"));
    let count = answer.split("\"count\":").nth(1).and_then(|rest| rest.split('}').next()?.parse().ok());
    count.unwrap_or_else(|| panic!("{answer}"))
}

#[test]
fn originals_are_served_withdrawn_purged_and_rebuilt_on_any_machine() {
    let Some(machines) = Machines::new("originals", 2) else { return };
    let [first, second] = machines.0.as_slice() else { panic!("two") };
    first.index(&[corpus("news").to_str().expect("UTF-8")], 0);
    let (one, other) = (Server::start(first), Server::start(second));
    one.ready();
    other.ready();
    let page = put_long(&one, "test/page", "o cyprysach", 9 << 20);
    until("the other machine finds it", || (other.total("cyprys") == 1).then_some(()));
    assert!(source(&other, "test/page") == (200, page.clone()), "the same bytes");
    let range = other.send("GET", "/api/v1/documents/test/page/source", &[("Range", "bytes=100-109")], b"");
    let range = range.expect("answered");
    assert_eq!((range.status, range.body.as_bytes()), (206, &page.as_bytes()[100..110]));
    assert_eq!(originals("originals"), 4, "a row and three pieces");
    // A newer version through the other machine: the first one gives up its file.
    let newer = put_long(&other, "test/page", "o magnoliach", 100);
    assert_eq!(source(&one, "test/page").1, if one.total("magnolia") == 1 { newer.clone() } else { page });
    until("the first machine has the newer one", || (source(&one, "test/page").1 == newer).then_some(()));
    assert_eq!(originals("originals"), 2);
    let files = |place: &Place| fs::read_dir(place.path("index/documents")).map_or(0, Iterator::count);
    until("the older file is gone", || (files(first) == 0).then_some(()));
    // Withdrawn on one machine, readmitted on the other.
    assert_eq!(change(&one, "DELETE", "test/page", ""), 204);
    until("the other machine has lost it", || (other.total("magnolia") == 0).then_some(()));
    first.run(&["withdraw", "--undo", "test/page"]).ended(0);
    until("it is back", || (one.total("magnolia") == 1 && other.total("magnolia") == 1).then_some(()));
    assert_eq!(source(&other, "test/page").1, newer);
    // A file that is withdrawn elsewhere stays out of the runs of its machine.
    let id = first.found(&["konwent"]).into_iter().next().expect("a hit");
    assert_eq!(change(&other, "DELETE", &id, ""), 204);
    until("it is withdrawn", || (one.get(&format!("/api/v1/documents/{id}")).status == 410).then_some(()));
    let report = first.index(&[corpus("news").to_str().expect("UTF-8")], 0);
    assert_eq!((counts(&report)[0], &report["withdrawn"]), (0, &1.into()), "{report}");
    drop(one);
    // Rebuilt where it never came: from the original, as it says itself.
    let report = second.index(&["--rebuild"], 0);
    assert_eq!(report["added"], 1, "{report}");
    assert_eq!(report["documents"], 54, "{report}");
    until("the new generation is served", || (source(&other, "test/page").1 == newer).then_some(()));
    // Purged on the first machine, which is told when it runs again.
    first.run(&["withdraw", "--purge", "test/page"]).ended(0);
    assert_eq!(originals("originals"), 2, "two rows, no piece");
    until("the other machine has no copy", || {
        let (mut left, mut folders) = (0, vec![second.path("index")]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).unwrap_or_default();
                    left += usize::from(
                        bytes.windows(9).any(|part| part == b"magnoliac" || part == b"magnolia."),
                    );
                }
            }
        }
        (left == 0).then_some(())
    });
    let kept = put_long(&other, "test/kept", "o platanach", 5 << 20);
    drop(other);
    // An index that leaves the cluster takes along what any machine received.
    first.index(&[corpus("news").to_str().expect("UTF-8")], 0);
    first.run(&["move", "--to", "embedded"]).ended(0);
    first.file("skorowidz.toml", format!("token = \"{TOKEN}\"\n"));
    let one = Server::start(first);
    one.ready();
    assert!(source(&one, "test/kept") == (200, kept), "the same bytes");
    assert_eq!(one.get(&format!("/api/v1/documents/{id}")).status, 410);
    assert_eq!(one.get("/api/v1/documents/test/page").status, 410);
}
