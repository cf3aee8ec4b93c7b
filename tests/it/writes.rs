//! Documents put, withdrawn and sent in bulk over HTTP, as client programs do.

use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use serde_json::Value;

use crate::{
    harness::{Place, corpus, list, package, skip, text},
    serve::{Answer, Server, until},
};

const AUTHORIZATION: (&str, &str) = ("Authorization", "Bearer token-of-writing-tests");
const JSON: (&str, &str) = ("Content-Type", "application/json");
const NDJSON: (&str, &str) = ("Content-Type", "application/x-ndjson");

fn server(place: &Place) -> Server {
    Server::with(place, &[], &[("SKOROWIDZ_TOKEN", "token-of-writing-tests")])
}

fn put(server: &Server, path: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
    let headers = [&[AUTHORIZATION], headers].concat();
    server.send("PUT", &format!("/api/v1/documents/{path}"), &headers, body.as_ref()).expect("answered")
}

fn delete(server: &Server, path: &str) -> Answer {
    server.send("DELETE", &format!("/api/v1/documents/{path}"), &[AUTHORIZATION], b"").expect("answered")
}

#[track_caller]
fn check_error(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.json()["error"]["code"], code, "{}", answer.body);
}

/// Returns the value of a response header.
fn header(answer: &Answer, name: &str) -> Option<String> {
    let lines = answer.head.lines().filter_map(|line| line.split_once(": "));
    lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
}

#[test]
fn a_document_is_put_found_replaced_and_withdrawn() {
    let place = Place::new();
    let server = server(&place);
    let body = r#"{"title":"Konwent o zieleni","text":"Rozmawiano o parkach.","kind":"news","published":"2022-09-27"}"#;
    let created = put(&server, "news/a", &[JSON], body);
    assert_eq!(created.status, 201, "{}", created.body);
    let expected = serde_json::json!({"id": "news/a", "status": "created", "ocr": null, "warnings": []});
    assert_eq!(created.json(), expected);
    assert_eq!(server.total("park&kind=news"), 1);
    let etag = header(&created, "etag").expect("a tag");
    let read = server.get("/api/v1/documents/news/a");
    assert_eq!(header(&read, "etag").as_ref(), Some(&etag));
    assert_eq!(text(&read.json(), "title"), "Konwent o zieleni");

    let again = put(&server, "news%2Fa", &[JSON], body);
    assert_eq!((again.status, text(&again.json(), "status")), (200, "unchanged"));
    let other = put(&server, "news/a", &[JSON, ("If-Match", &etag)], r#"{"text":"Rozmawiano o szkołach."}"#);
    assert_eq!((other.status, text(&other.json(), "status")), (200, "updated"));
    check_error(&put(&server, "news/a", &[JSON, ("If-Match", &etag)], body), 412, "precondition-failed");
    check_error(&put(&server, "news/a", &[JSON, ("If-None-Match", "*")], body), 412, "precondition-failed");
    assert_eq!((server.total("park"), server.total("szkoła")), (0, 1));

    assert_eq!(delete(&server, "news/a").status, 204);
    let gone = server.get("/api/v1/documents/news/a");
    check_error(&gone, 410, "gone");
    assert!(text(&gone.json(), "withdrawn").starts_with("20"), "{}", gone.body);
    let page = server.get("/documents/news/a");
    assert_eq!(page.status, 410);
    assert!(page.body.contains("Wycofano go "), "{}", page.body);
    check_error(&server.get("/api/v1/documents/news/a/related"), 410, "gone");
    assert_eq!(server.get("/api/v1/suggest?q=konw").json(), serde_json::json!({"suggestions": []}));
    check_error(&delete(&server, "news/a"), 404, "not-found");
    assert_eq!(server.total("szkoła"), 0);
}

#[test]
fn an_endless_title_is_truncated_and_the_response_says_so() {
    let place = Place::new();
    let server = server(&place);
    let title = "Konwent o zieleni ".repeat(15_000);
    let created = put(&server, "news/a", &[JSON], format!(r#"{{"title":"{title}","text":"Rozmawiano."}}"#));
    assert_eq!(created.json()["warnings"], serde_json::json!(["title cut to 1000 characters"]));
    for shown in ["/documents/news/a", "/api/v1/suggest?q=konw", "/api/v1/search?q=rozmawiano"] {
        let answer = server.get(shown);
        assert!(answer.body.contains("Konwent o zieleni") && answer.body.len() < 30_000, "{shown}");
    }
}

#[test]
fn an_office_file_is_put_found_shown_and_returned_unchanged() {
    let place = Place::new();
    let server = server(&place);
    let media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let bytes = fs::read(package().join("tests/data/office/park.docx")).expect("a sample");
    let answer = put(&server, "acts/park", &[("Content-Type", media_type)], &bytes);
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(server.total("ognisk"), 1);
    let page = server.get("/documents/acts/park?q=ognisk");
    assert!(page.body.contains("<mark") && page.body.contains("§ 2. Zakazuje się:"), "{}", page.body);
    // The server of these tests reads answers as text, so that only the head is asked for.
    let source = server.send("HEAD", "/api/v1/documents/acts/park/source", &[], b"").expect("answered");
    assert_eq!(header(&source, "content-type").as_deref(), Some(media_type));
    assert_eq!(header(&source, "content-length").as_deref(), Some(bytes.len().to_string().as_str()));
    assert!(header(&source, "content-disposition").is_some_and(|value| value.ends_with("park.docx")));
}

#[test]
fn a_file_is_put_with_its_media_type_and_returned_unchanged() {
    let place = Place::new();
    let server = server(&place);
    let pdf = fs::read(corpus("ordinances/358-2017.pdf")).expect("a sample");
    let put_pdf = put(&server, "acts/358?parent=acts/lista", &[("Content-Type", "application/pdf")], &pdf);
    assert_eq!(put_pdf.status, 201, "{}", put_pdf.body);
    let document = server.get("/api/v1/documents/acts/358").json();
    assert_eq!((text(&document["act"], "number"), text(&document, "parent")), ("358/2017", "acts/lista"));
    let html = "<html><body><main><h1>Ogłoszenie o przetargu</h1><p>Żółty plac.</p></main></body></html>";
    let kind = ("Content-Type", "text/html; charset=utf-8");
    assert_eq!(put(&server, "html?kind=notice&title=Przetarg", &[kind], html).status, 201);
    let markdown = "---\ntitle: Z nagłówka\n---\n\nTreść o **mostach**.\n";
    assert_eq!(put(&server, "md", &[("Content-Type", "text/markdown")], markdown).status, 201);
    assert_eq!((server.total("most"), server.total("plac&kind=notice")), (1, 1));

    let source = server.get("/api/v1/documents/html/source");
    assert_eq!((source.status, source.body.as_str()), (200, html));
    assert_eq!(header(&source, "content-type").as_deref(), Some("text/html"));
    let tags = source.head.lines().filter(|line| line.to_lowercase().starts_with("etag:"));
    assert_eq!(tags.count(), 1, "{}", source.head);
    assert!(header(&source, "content-security-policy").is_some_and(|policy| policy.contains("sandbox")));
    assert!(header(&source, "content-disposition").is_some_and(|value| value.starts_with("attachment")));
}

#[test]
fn a_part_of_a_source_is_served_and_only_of_the_version_asked_for() {
    let place = Place::new();
    let server = server(&place);
    let content = "O zieleni i parkach. ".repeat(5_000);
    assert_eq!(put(&server, "a", &[("Content-Type", "text/plain")], content.as_str()).status, 201);
    let path = "/api/v1/documents/a/source";
    let whole = server.get(path);
    let tag = header(&whole, "etag").expect("a tag");
    assert_eq!(header(&whole, "accept-ranges").as_deref(), Some("bytes"));
    let get = |headers: &[(&str, &str)]| server.send("GET", path, headers, b"").expect("a response");

    let part = get(&[("Range", "bytes=40000-69999"), ("If-Range", &tag)]);
    assert_eq!((part.status, part.body.as_str()), (206, &content[40_000..70_000]));
    let length = content.len();
    assert_eq!(header(&part, "content-range"), Some(format!("bytes 40000-69999/{length}")));
    assert_eq!(
        (header(&part, "etag"), header(&part, "content-length").as_deref()),
        (Some(tag.clone()), Some("30000"))
    );
    assert_eq!(header(&part, "cache-control"), header(&whole, "cache-control"));
    assert_eq!(get(&[("Range", "bytes=-5")]).body, content[length - 5..]);

    for headers in [
        [("Range", "bytes=0-4,10-14"), ("Accept", "*/*")],
        [("Range", "bytes=0-4"), ("If-Range", "\"another\"")],
        [("Range", "lines=0-4"), ("Accept", "*/*")],
    ] {
        let answer = get(&headers);
        assert_eq!((answer.status, answer.body.len()), (200, length), "{headers:?}");
    }
    let beyond = get(&[("Range", "bytes=200000-")]);
    check_error(&beyond, 416, "range-not-satisfiable");
    assert_eq!(header(&beyond, "content-range"), Some(format!("bytes */{length}")));
    assert_eq!(get(&[("Range", "bytes=0-4"), ("If-None-Match", &tag)]).status, 304);
    assert_eq!(get(&[("Range", "bytes=0-4"), ("If-Match", "\"another\"")]).status, 412);
}

#[test]
fn the_source_of_a_file_in_a_folder_is_served_only_while_unchanged() {
    let place = Place::new();
    place
        .file("corpus/a.md", "## Konwent\n\nO zieleni.\n")
        .file("corpus/b.jsonl", r#"{"id":"b","text":"x"}"#);
    place.index(&[], 0);
    let server = server(&place);
    assert_eq!(server.get("/api/v1/documents/a/source").body, "## Konwent\n\nO zieleni.\n");
    check_error(&server.get("/api/v1/documents/b/source"), 404, "not-found");
    let is_linked = || server.get("/documents/a").body.contains("/api/v1/documents/a/source");
    assert!(is_linked());
    place.file("corpus/a.md", "## Inny\n\nTekst.\n");
    check_error(&server.get("/api/v1/documents/a/source"), 409, "conflict");
    assert!(!is_linked());
    // A page never reads the file, however large it is: a change that keeps its size is found by `/source`.
    place.file("corpus/a.md", "## Konwent\n\nO drzewac.\n");
    assert!(is_linked());
    check_error(&server.get("/api/v1/documents/a/source"), 409, "conflict");
    check_error(&put(&server, "a", &[JSON], r#"{"text":"x"}"#), 409, "conflict");
}

#[test]
fn unacceptable_documents_are_refused_with_the_reason() {
    let place = Place::new();
    let server = server(&place);
    check_error(&put(&server, "a", &[], "x"), 415, "unsupported-media-type");
    check_error(&put(&server, "a", &[JSON], ""), 400, "bad-body");
    check_error(&put(&server, "a", &[JSON], "{"), 400, "bad-body");
    check_error(&put(&server, "a", &[JSON], "[".repeat(100_000)), 400, "bad-body");
    check_error(&put(&server, "a", &[JSON], "{}"), 422, "unreadable");
    check_error(&put(&server, "a", &[("Content-Type", "application/pdf")], "no PDF"), 422, "unreadable");
    check_error(&put(&server, "a%2F..%2Fb", &[JSON], r#"{"text":"x"}"#), 400, "bad-id");
    check_error(&put(&server, "a?colour=red", &[JSON], r#"{"text":"x"}"#), 400, "bad-parameter");
    check_error(&put(&server, "a?kind=memo", &[JSON], r#"{"text":"x"}"#), 400, "bad-parameter");
    check_error(&put(&server, "a/text", &[JSON], r#"{"text":"x"}"#), 405, "method-not-allowed");
    let tokenless = server.send("PUT", "/api/v1/documents/a", &[JSON], b"{}").expect("answered");
    check_error(&tokenless, 401, "unauthorized");
    let without = Server::start(&place);
    check_error(&put(&without, "a", &[JSON], r#"{"text":"x"}"#), 403, "writing-disabled");
    assert_eq!(server.get("/api/v1/documents/a").status, 503);
}

fn send_lines(server: &Server, lines: &str) -> Vec<Value> {
    let sent = server.send("POST", "/api/v1/documents", &[AUTHORIZATION, NDJSON], lines.as_bytes());
    let answer = sent.expect("answered");
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn documents_sent_in_bulk_are_answered_line_by_line() {
    let place = Place::new();
    let server = server(&place);
    let mut lines: String =
        (0..300).map(|n| format!("{{\"id\":\"d{n}\",\"text\":\"Konwent {n}\"}}\n")).collect();
    lines.push_str("\n{\"id\":\"d7\",\"text\":\"Nowy park\"}\nbez sensu\n{\"id\":\"../x\",\"text\":\"x\"}\n{\"id\":\"e\"}\n");
    lines.push_str("{\"id\":\"d8\",\"text\":\"Konwent 8\"}");
    let answers = send_lines(&server, &lines);
    assert_eq!(answers.len(), 305);
    for (at, answer) in answers.iter().take(300).enumerate() {
        assert_eq!(
            (answer["line"].as_u64(), answer["status"].as_u64()),
            (Some(at as u64 + 1), Some(201)),
            "{answer}"
        );
    }
    let rest: Vec<(u64, u64)> = answers[300..]
        .iter()
        .map(|answer| {
            (answer["line"].as_u64().expect("a line"), answer["status"].as_u64().expect("a status"))
        })
        .collect();
    assert_eq!(rest, [(302, 200), (303, 400), (304, 400), (305, 422), (306, 200)]);
    assert_eq!((text(&answers[300], "result"), text(&answers[304], "result")), ("updated", "unchanged"));
    assert_eq!(text(&answers[301]["error"], "code"), "bad-body");
    assert_eq!((server.total("konwent"), server.total("park")), (299, 1));
}

#[test]
fn a_withdrawn_document_stays_out_through_index_and_rebuild_until_restored() {
    let place = Place::new();
    place.file("corpus/a.md", "## Konwent\n\nO zieleni.\n").file("corpus/b.md", "## Rada\n\nO mostach.\n");
    place.index(&[], 0);
    place.run(&["withdraw", "a", "nieznany"]).ended(2);
    let report = place.index(&["corpus"], 0);
    assert_eq!(
        (&report["unchanged"], &report["withdrawn"], &report["documents"]),
        (&2.into(), &1.into(), &1.into())
    );
    let report = place.index(&["--rebuild"], 0);
    assert_eq!((&report["withdrawn"], &report["documents"]), (&1.into(), &1.into()));
    let ran = place.run(&["show", "a"]).ended(2);
    assert!(ran.err.contains("withdrawn"), "{}", ran.err);
    let report = place.run(&["withdraw", "--undo", "--json", "a"]).ended(0).json();
    assert_eq!(list(&report, "done"), ["a"]);
    assert_eq!(place.index(&["corpus"], 0)["documents"], 2);
}

#[test]
fn uploads_survive_a_rebuild_and_files_cannot_take_their_id() {
    let place = Place::new();
    let server = server(&place);
    assert_eq!(put(&server, "a", &[JSON], r#"{"text":"Przez sieć o zieleni"}"#).status, 201);
    place.file("corpus/a.md", "## Plik\n\nO mostach.\n");
    let report = place.index(&["corpus"], 2);
    assert!(text(&report["failures"][0], "error").contains("an uploaded document"), "{report}");
    place.index(&["--rebuild"], 2);
    until("the server has seen the rebuild", || (server.total("zieleń") == 1).then_some(()));
    assert_eq!(server.total("most"), 0);
    let stats = server.get("/api/v1/stats").json();
    assert_eq!(stats["documents"], 1);
}

#[test]
fn a_rebuild_and_an_update_are_requested_over_http() {
    let place = Place::new();
    place.file("corpus/a.md", "## Konwent\n\nO zieleni.\n");
    place.index(&[], 0);
    let server = server(&place);
    let task = || server.send("GET", "/api/v1/admin/task", &[AUTHORIZATION], b"").expect("answered").json();
    assert_eq!(task()["task"], Value::Null);
    place.file("corpus/b.md", "## Rada\n\nO mostach.\n");
    for kind in ["index", "rebuild"] {
        let asked =
            server.send("POST", &format!("/api/v1/admin/{kind}"), &[AUTHORIZATION], b"").expect("answered");
        assert_eq!(asked.status, 202, "{}", asked.body);
        assert_eq!(text(&asked.json()["task"], "kind"), kind);
        let done =
            until("the run has ended", || Some(task()).filter(|task| task["task"]["state"] != "running"));
        assert_eq!((text(&done["task"], "state"), &done["task"]["documents"]), ("done", &2.into()), "{done}");
    }
    assert_eq!(server.total("most"), 1);
    assert!(place.path("index/generation-2").exists());
    let refused = server.send("POST", "/api/v1/admin/rebuild", &[], b"").expect("answered");
    check_error(&refused, 401, "unauthorized");
}

#[test]
fn a_scan_is_available_immediately_and_its_words_follow() {
    let place = Place::new();
    let variables = [("SKOROWIDZ_TOKEN", "token-of-writing-tests"), ("PATH", "/usr/local/bin:/usr/bin:/bin")];
    let server = Server::with(&place, &[], &variables);
    let scan = fs::read(package().join("corpus/resolutions/LVII-1624-21.pdf")).expect("a sample");
    let answer = put(&server, "scan?title=Skan", &[("Content-Type", "application/pdf")], &scan);
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(server.total("skan"), 1);
    if answer.json()["ocr"] == "unavailable" {
        skip("no OCR program is installed");
        return;
    }
    assert_eq!(answer.json()["ocr"], "pending");
    until("the scan is read", || server.get("/api/v1/documents/scan").json()["ocr"].is_null().then_some(()));
    let document = server.get("/api/v1/documents/scan").json();
    assert!(document["pages"][0]["ocr"] == true, "{document}");
    assert_eq!(server.total("uchwała"), 1);
    let again = put(&server, "scan?title=Skan", &[("Content-Type", "application/pdf")], &scan);
    assert_eq!(text(&again.json(), "status"), "unchanged");
}

#[test]
fn small_documents_do_not_wait_for_large_ones() {
    const LARGE: usize = 6;
    let place = Place::new();
    let server = server(&place);
    let large = "Uchwała w sprawie parków miejskich i zieleni osiedlowej.\n\n".repeat(20_000);
    let answered = AtomicUsize::new(0);
    thread::scope(|scope| {
        for number in 0..LARGE {
            let (server, large, answered) = (&server, &large, &answered);
            scope.spawn(move || {
                let text = [("Content-Type", "text/plain")];
                assert_eq!(put(server, &format!("large/{number}"), &text, large).status, 201);
                answered.fetch_add(1, Ordering::Relaxed);
            });
        }
        until("a large document is written", || (answered.load(Ordering::Relaxed) > 0).then_some(()));
        assert_eq!(put(&server, "small", &[JSON], r#"{"text":"Rozmawiano o parkach."}"#).status, 201);
        assert!(answered.load(Ordering::Relaxed) < LARGE, "the small document came last");
    });
}
