//! Best bets and synonyms of editors, through the command line and a running server.

use serde_json::Value;

use crate::{
    harness::{Place, Ran, corpus, list, text},
    serve::{Server, until},
};

const TOKEN: &str = "a-token-of-many-characters";
const WASTE: &str = "news/2021-04-23-konwent-odpady-i-halas";

/// Returns a place with three documents and a file of best bets, named in the settings.
fn place(bets: &str) -> Place {
    let place = Place::new();
    place.file(
        "posts.jsonl",
        "{\"id\":\"a\",\"title\":\"Harmonogram\",\"text\":\"Wywóz śmieci i odpadów\"}\n\
         {\"id\":\"b\",\"title\":\"Parki\",\"text\":\"Nowe parki kieszonkowe\"}\n\
         {\"id\":\"c\",\"title\":\"Wywóz śmieci\",\"text\":\"Wywóz śmieci w każdej dzielnicy\"}\n",
    );
    place.index(&["posts.jsonl"], 0);
    place.file(
        "skorowidz.toml",
        format!("token = \"{TOKEN}\"\nbets = \"bets.toml\"\nsynonyms = \"own.txt\"\n"),
    );
    place.file("bets.toml", bets).file("own.txt", "# nasze\n");
    place
}

fn bet(query: &str, ids: &[&str], rest: &str) -> String {
    format!("[[bet]]\nqueries = ['{query}']\nids = {ids:?}\n{rest}\n")
}

fn reload(server: &Server) -> (u16, Value) {
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("Authorization", authorization.as_str())];
    let answer = server.send("POST", "/api/v1/admin/bets/reload", &headers, b"").expect("answered");
    (answer.status, answer.json())
}

/// Returns the id and the note of each hit of a response.
fn hits(response: &Value) -> Vec<(String, Option<String>)> {
    let note = |hit: &Value| hit["best_bet"].as_str().map(str::to_owned);
    list(response, "hits").iter().map(|hit| (text(hit, "id").to_owned(), note(hit))).collect()
}

fn pair(id: &str, note: Option<&str>) -> (String, Option<String>) {
    (id.to_owned(), note.map(str::to_owned))
}

#[test]
fn the_files_of_the_samples_are_valid_and_every_bet_is_shown() {
    let place = Place::with_corpus();
    let (bets, synonyms) = (corpus("bets.toml"), corpus("synonyms.txt"));
    let files = ["--bets", bets.to_str().expect("UTF-8"), "--synonyms", synonyms.to_str().expect("UTF-8")];
    let checked = place.run(&[&["bets", "check", "--json"][..], &files].concat()).ended(0).json();
    assert_eq!((&checked["bets"], &checked["ids_checked"]), (&Value::from(4), &Value::from(true)));
    assert_eq!((list(&checked, "errors").len(), list(&checked, "warnings").len()), (0, 0), "{checked}");
    let tried =
        |query: &str| place.run(&[&["bets", "try", "--json"][..], &files, &[query]].concat()).ended(0).json();
    for query in ["wywozie smieci", "śmieciach", "w odpadach"] {
        assert_eq!(text(&list(&tried(query)["bet"], "documents")[0], "id"), WASTE, "{query}");
    }
    assert_eq!(text(&tried("допомоги")["bet"], "pattern"), "допомога");
    assert!(tried("wywóz śmieci Nowa Huta")["bet"].is_null());
    let synonyms = tried("zalania śmietnika");
    let instead: Vec<&Value> =
        list(&synonyms, "synonyms").iter().map(|synonym| &synonym["instead"][0]).collect();
    assert_eq!(instead, ["podtopienie", "altana śmietnikowa"]);
    place.file("skorowidz.toml", format!("bets = {bets:?}\n"));
    let found = place.search(&["--per-page", "1", "BO"]);
    assert_eq!(text(&found["hits"][0], "id"), "resolutions/XIII-287-19");
    assert!(text(&found["hits"][0], "best_bet").starts_with("Regulamin"), "{found}");
}

#[test]
fn check_reports_all_errors_of_both_files_with_file_and_line() {
    let place = place("[[bet]]\nqueries = ['śmieci', 'śmieciami']\nids = ['a']\nuntil = 'jutro'\nkind = 1\n");
    place.file("own.txt", "park\nkot => pies\npies => kot\n");
    let check = |arguments: &[&str]| place.run(&[&["bets", "check"], arguments].concat()).ended(2);
    let Ran { err, .. } = check(&[]);
    for part in [
        "error: `bets.toml`, line 2: `śmieciami` repeats the query of line 2",
        "error: `bets.toml`, line 4: `until` is no day: write `until = 2026-12-31`",
        "error: `bets.toml`, line 5: unknown key `kind`: use `queries`, `ids`, `note` or `until`",
        "error: `own.txt`, line 1: `park` has only one side",
        "error: `own.txt`, line 3: `pies => kot` contradicts line 2",
    ] {
        assert!(err.contains(part), "no {part} in\n{err}");
    }
    let json = check(&["--json"]).json();
    assert_eq!((list(&json, "errors").len(), &json["bets"]), (5, &Value::Null));
    let search = place.run(&["search", "park"]).ended(2);
    assert!(search.err.contains("`skorowidz bets check` checks both files"), "{}", search.err);
}

#[test]
fn check_finds_unknown_ids_and_says_what_has_expired() {
    let place = place(&bet("park", &["b", "gone"], "until = 2020-01-01"));
    let ran = place.run(&["bets", "check"]).ended(2);
    assert!(ran.err.contains("error: `bets.toml`, line 3: no document `gone` in the index"), "{}", ran.err);
    assert!(ran.err.contains("warning: `bets.toml`, line 1: expired after 2020-01-01"), "{}", ran.err);
    assert!(place.search(&["park"])["hits"][0]["best_bet"].is_null());
    let tried = place.run(&["bets", "try", "--json", "parków"]).ended(0).json();
    assert!(tried["bet"].is_null());
    assert_eq!(text(&list(&tried, "expired")[0], "until"), "2020-01-01");
    let elsewhere = place.run(&["bets", "check", "--index", "none"]).ended(0);
    assert!(elsewhere.err.contains("the ids were not looked up"), "{}", elsewhere.err);
    let none = Place::new().run(&["bets", "check"]).ended(2);
    assert!(none.err.contains("no files: give `--bets FILE`"), "{}", none.err);
}

#[test]
fn the_command_line_shows_what_the_api_returns_and_marks_recommended_documents() {
    let place = place(&bet("wywóz śmieci", &["b", "gone", "c"], "note = 'Od\\n  redakcji'"));
    place.file("bets.toml", bet("wywóz śmieci", &["b", "gone", "c"], "note = \"Od\\n  redakcji\""));
    let found = place.search(&["wywozem", "smieci"]);
    let expected = [pair("b", Some("Od redakcji")), pair("c", Some("Od redakcji")), pair("a", None)];
    assert_eq!((hits(&found), &found["total"]), (expected.to_vec(), &Value::from(3)));
    let printed = place.run(&["search", "wywóz", "śmieci"]).ended(0).out;
    assert_eq!(printed.matches("   recommended: Od redakcji\n").count(), 2, "{printed}");
    let server = Server::start(&place);
    server.ready();
    let mut answer = server.get("/api/v1/search?q=wywozem+smieci").json();
    let mut found = found;
    for response in [&mut answer, &mut found] {
        response["took_ms"] = Value::Null;
    }
    assert_eq!(answer, found);
    let page = server.get("/search?q=wywozem+smieci").body;
    assert_eq!(
        page.matches("<strong>Polecane</strong> <span lang=\"pl\" dir=\"auto\">Od redakcji</span>").count(),
        2
    );
    let page = server.get("/search?q=wywozem+smieci&ui=uk").body;
    assert_eq!(page.matches("<strong>Рекомендовано</strong>").count(), 2, "{page}");
}

#[test]
fn a_note_may_be_missing_and_never_becomes_markup() {
    let place = place(&bet("park", &["c"], ""));
    assert_eq!(hits(&place.search(&["parki"]))[0], pair("c", Some("")));
    place.file("bets.toml", bet("park", &["c"], "note = '<b>x</b> & \"y\"'"));
    let server = Server::start(&place);
    server.ready();
    let page = server.get("/search?q=park").body;
    assert!(!page.contains("<b>x") && page.contains("&#60;b&#62;x") || page.contains("&lt;b&gt;x"), "{page}");
}

#[test]
fn the_admin_route_reloads_both_files_and_keeps_the_old_ones_if_one_has_an_error() {
    let place = place(&bet("park", &["c"], "note = 'Pierwszy'"));
    let server = Server::start(&place);
    server.ready();
    let first = |query: &str| hits(&server.get(&format!("/api/v1/search?q={query}")).json()).first().cloned();
    assert_eq!(first("park"), Some(pair("c", Some("Pierwszy"))));
    let tag = server.get("/api/v1/search?q=park").head;
    let refused = server.send("POST", "/api/v1/admin/bets/reload", &[], b"").expect("answered");
    assert_eq!(refused.status, 401);

    place.file("bets.toml", bet("park", &["a", "gone"], "note = 'Drugi'")).file("own.txt", "skwer => park\n");
    let (status, report) = reload(&server);
    assert_eq!((status, &report["bets"]), (200, &Value::from(1)));
    let warnings = list(&report, "warnings");
    assert_eq!(warnings.len(), 1, "{report}");
    assert!(
        warnings[0]
            .as_str()
            .is_some_and(|warning| warning.starts_with("`bets.toml`, line 3: no document `gone`"))
    );
    assert_eq!(first("park"), Some(pair("a", Some("Drugi"))));
    assert_eq!(first("skwer"), Some(pair("b", None)));
    assert_ne!(tag, server.get("/api/v1/search?q=park").head, "the entity tag changes");

    place.file("bets.toml", "[[bet]]\nqueries = []\n").file("own.txt", "skwer\n");
    let (status, error) = reload(&server);
    let message = text(&error["error"], "message");
    assert_eq!((status, text(&error["error"], "code")), (422, "unreadable"));
    for part in ["`bets.toml`, line 2", "`bets.toml`, line 1: the entry has no `ids`", "`own.txt`, line 1"] {
        assert!(message.contains(part), "no {part} in {message}");
    }
    let refusals = || server.log().matches("best bets and synonyms not reloaded").count();
    until("the log has the errors", || (refusals() > 0).then_some(()));
    assert_eq!(refusals(), 1, "{}", server.log());
    assert_eq!(first("park"), Some(pair("a", Some("Drugi"))));
    assert_eq!(first("skwer"), Some(pair("b", None)));
}

#[cfg(unix)]
#[test]
fn sighup_reloads_best_bets_and_a_broken_file_keeps_the_server_from_starting() {
    use rustix::process::{Pid, Signal, kill_process};

    let place = place(&bet("park", &["gone"], ""));
    let server = Server::start(&place);
    server.ready();
    until("the log has the warning", || {
        server.log().contains("no document `gone` in the index").then_some(())
    });
    place.file("bets.toml", bet("park", &["c"], "note = 'Po sygnale'"));
    let pid = Pid::from_raw(server.child.id().cast_signed()).expect("a process");
    kill_process(pid, Signal::HUP).expect("signaled");
    until("the best bets apply", || {
        let found = server.get("/api/v1/search?q=park").json();
        (hits(&found)[0] == pair("c", Some("Po sygnale"))).then_some(())
    });
    place.file("bets.toml", "[[bet]]\n");
    let ran = place.run(&["serve", "--listen", "127.0.0.1:0"]).ended(2);
    assert!(ran.err.contains("`bets.toml`, line 1: the entry has no `queries`"), "{}", ran.err);
    assert!(ran.err.contains("leave its setting (`bets`, `synonyms`) empty"), "{}", ran.err);
}

#[test]
fn a_withdrawn_document_is_no_longer_recommended_and_filters_apply() {
    let place = place(&bet("park", &["c", "a"], ""));
    assert_eq!(hits(&place.search(&["park"])).len(), 3);
    place.run(&["withdraw", "c"]).ended(0);
    assert_eq!(hits(&place.search(&["park"])), [pair("a", Some("")), pair("b", None)]);
    let none = place.search(&["--kind", "news", "park"]);
    assert_eq!((hits(&none), &none["total"]), (vec![], &Value::from(0)));
    let newest = place.search(&["--sort", "newest", "park"]);
    assert_eq!(hits(&newest), [pair("b", None)]);
}
