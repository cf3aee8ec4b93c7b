//! What one client, one document or one value may use of a running service.
//!
//! These tests count bytes and connections, never seconds; they wait for time to pass but do not measure it.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    engines::embedded_only,
    harness::{Place, text},
    serve::{DEADLINE, Server, until},
};

const TOKEN: &str = "token-of-tests-of-limits";
const AUTHORIZATION: (&str, &str) = ("Authorization", "Bearer token-of-tests-of-limits");

/// Over a cluster an unoptimized program takes seconds to fetch and analyze megabytes.
const PATIENT: (&str, &str) = ("SKOROWIDZ_REQUEST_TIMEOUT_MS", "120000");
/// What is left out over a cluster, and why.
const WHOLE_TEXTS: &str = "a cluster hands a text out whole, so each reader holds it (see `docs/scale.md`)";

fn server(place: &Place, settings: &[(&str, &str)]) -> Server {
    let settings = [settings, &[("SKOROWIDZ_TOKEN", TOKEN)]].concat();
    Server::with(place, &[], &settings)
}

#[track_caller]
fn put(server: &Server, id: &str, kind: &str, body: &[u8]) -> Value {
    let path = format!("/api/v1/documents/{id}");
    let answer = server.send("PUT", &path, &[AUTHORIZATION, ("Content-Type", kind)], body).expect("answered");
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

/// Sends these bytes and returns the status and the whole response.
fn raw(server: &Server, bytes: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(&server.address).expect("connected");
    stream.set_read_timeout(Some(DEADLINE)).expect("set");
    stream.write_all(bytes).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("read");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_default(), answer)
}

/// Opens a connection that sends a request and then reads nothing.
fn slow(server: &Server, from: [u8; 4], path: &str) -> TcpStream {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
    socket.set_recv_buffer_size(16 << 10).expect("set");
    socket.bind(&SocketAddr::from((from, 0)).into()).expect("bound");
    let address: SocketAddr = server.address.parse().expect("an address");
    socket.connect(&address.into()).expect("connected");
    let mut stream = TcpStream::from(socket);
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).expect("sent");
    stream
}

/// Returns the status of the response that has begun on a connection.
fn status(stream: &mut TcpStream) -> u16 {
    begun(stream).expect("an answer")
}

/// Returns the status, or `None` if the server closes the connection without one, as it may while no slot is
/// free.
fn begun(stream: &mut TcpStream) -> Option<u16> {
    stream.set_read_timeout(Some(DEADLINE)).expect("set");
    let mut head = [0; 12];
    stream.read_exact(&mut head).ok()?;
    Some(str::from_utf8(&head[9..]).expect("text").parse().expect("a status"))
}

/// Returns the peak memory of a server in MB.
#[cfg(target_os = "linux")]
fn peak_mb(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).expect("readable");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") >> 10
}

#[test]
fn a_request_must_name_exactly_one_host() {
    let place = Place::new();
    place.file("corpus/a.txt", "Konwent o zieleni.");
    place.index(&[], 0);
    let server = server(&place, &[]);
    for (request, expected) in [
        ("GET /healthz HTTP/1.1\r\nHost: x\r\n", 200),
        ("GET /healthz HTTP/1.0\r\n", 200),
        ("GET http://x/healthz HTTP/1.1\r\nHost: x\r\n", 200),
        ("GET /healthz HTTP/1.1\r\n", 400),
        ("GET /api/v1/search?q=konwent HTTP/1.1\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: x\r\nHost: x\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: x\r\nhost: y\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: a b\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: user@x\r\n", 400),
        ("GET http://y/healthz HTTP/1.1\r\nHost: x\r\n", 400),
        ("GET http://y/healthz HTTP/1.1\r\n", 400),
    ] {
        let (status, answer) = raw(&server, format!("{request}Connection: close\r\n\r\n").as_bytes());
        assert_eq!(status, expected, "{request}{answer}");
        if expected == 400 {
            assert!(answer.contains("\"code\":\"bad-host\"") && answer.contains("x-request-id"), "{answer}");
        }
    }
    let (status, page) = raw(&server, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert_eq!(status, 400, "{page}");
}

#[test]
fn a_client_behind_a_proxy_is_limited_whatever_it_writes_into_headers() {
    let place = Place::new();
    place.file("corpus/a.txt", "Konwent o zieleni.");
    place.index(&[], 0);
    let settings = [
        ("SKOROWIDZ_TRUSTED_PROXIES", "127.0.0.0/8"),
        ("SKOROWIDZ_RATE_PER_SECOND", "1"),
        ("SKOROWIDZ_RATE_BURST", "3"),
    ];
    let server = server(&place, &settings);
    let lines: [&[u8]; 9] = [
        b"X-Forwarded-For: 203.0.113.7\r\n",
        b"X-Forwarded-For: \xff, 203.0.113.8\r\n",
        "X-Forwarded-For: ż, 203.0.113.9\r\n".as_bytes(),
        b"X-Forwarded-For: \xff\r\nX-Forwarded-For: 203.0.113.10\r\n",
        b"X-Forwarded-For: 203.0.113.11, unknown\r\n",
        b"X-Forwarded-For: 127.0.0.1\r\n",
        b"X-Forwarded-For: \xfe\xff\r\n",
        b"Forwarded: for=\"\xff\", for=203.0.113.14\r\n",
        b"Forwarded: for=_hidden\r\nX-Forwarded-For:\r\n",
    ];
    for line in lines {
        let head: &[u8] = b"GET /api/v1/search?q=konwent HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        let request = [head, line, b"\r\n"].concat();
        let is_refused = (0..12).any(|_| raw(&server, &request).0 == 429);
        assert!(is_refused, "{}", String::from_utf8_lossy(line));
    }
}

/// An index with a document of several megabytes, more than any socket buffer holds.
fn place_with_large_file() -> Place {
    let place = Place::new();
    place.file("corpus/big.txt", "Konwent o zieleni i drogach.\n\n".repeat(200_000));
    place.index(&[], 0);
    place
}

#[test]
fn health_checks_and_other_clients_are_served_while_one_client_reads_slowly() {
    let place = place_with_large_file();
    let server =
        server(&place, &[("SKOROWIDZ_MAX_CONNECTIONS", "8"), ("SKOROWIDZ_ANSWER_WINDOW_MS", "3600000")]);
    let path = "/api/v1/documents/big/source";
    // Of eight connections, this address may hold six that send responses.
    let mut slow_ones: Vec<TcpStream> = (0..6).map(|_| slow(&server, [127, 0, 0, 1], path)).collect();
    assert!(slow_ones.iter_mut().all(|stream| status(stream) == 200));
    assert_eq!(status(&mut slow(&server, [127, 0, 0, 1], path)), 429, "a seventh");
    let of_other = status(&mut slow(&server, [127, 0, 0, 2], "/api/v1/search?q=konwent"));
    assert_eq!(of_other, 200, "another address");
    // The slots of the earlier responses are released shortly after they end.
    let taken = || {
        let mut stream = slow(&server, [127, 0, 0, 2], path);
        (begun(&mut stream) == Some(200)).then_some(stream)
    };
    let _others = [(); 2].map(|()| until("a slot is free again", taken));
    // Now all slots are taken.
    let refused = server.get("/api/v1/search?q=konwent");
    assert_eq!((refused.status, text(&refused.json()["error"], "code")), (503, "overloaded"));
    assert_eq!((server.get("/healthz").status, server.get("/readyz").status), (200, 200));
}

#[test]
fn a_slow_reader_is_cut_off_and_one_that_keeps_pace_is_not() {
    let place = place_with_large_file();
    let settings =
        [("SKOROWIDZ_ANSWER_WINDOW_MS", "600"), ("SKOROWIDZ_ANSWER_MIN_KB_PER_SECOND", "200"), PATIENT];
    let server = server(&place, &settings);
    for path in ["/api/v1/documents/big/source", "/api/v1/documents/big/text", "/api/v1/documents/big"] {
        let mut stream = slow(&server, [127, 0, 0, 1], path);
        assert_eq!(status(&mut stream), 200);
        // Many times the allowed window passes without a byte being read; then the buffered bytes arrive, and
        // the end.
        thread::sleep(Duration::from_secs(5));
        let mut taken = Vec::new();
        let _ = stream.read_to_end(&mut taken);
        let whole = server.get(path);
        assert_eq!(whole.status, 200);
        assert!(taken.len() < whole.body.len(), "{path}: all {} bytes came", taken.len());
    }
}

#[test]
fn a_long_text_is_returned_completely_in_every_format() {
    let place = Place::new();
    let paragraphs: Vec<String> = (0..60_000).map(|number| format!("Akapit {number} – żółw.")).collect();
    let long = paragraphs.join("\n\n");
    place.file("corpus/long.txt", &long).file("corpus/word.txt", "ż".repeat(500_000));
    let pages: Vec<String> =
        (0..900).map(|number| format!("Strona {number}. {}", "słowo ".repeat(80))).collect();
    place.file("corpus/pages.jsonl", json!({"id": "pages", "title": "Strony", "pages": pages}).to_string());
    place.index(&[], 0);
    let server = server(&place, &[PATIENT]);
    for (id, whole) in [("long", long), ("word", "ż".repeat(500_000)), ("pages", pages.join("\u{c}"))] {
        let answer = server.get(&format!("/api/v1/documents/{id}/text"));
        assert!(answer.status == 200 && answer.body == whole, "{id}: {} bytes", answer.body.len());
        let document = server.get(&format!("/api/v1/documents/{id}")).json();
        let texts =
            document["pages"].as_array().expect("pages").iter().map(|page| text(page, "text").to_owned());
        assert!(texts.collect::<Vec<_>>().join("\u{c}") == whole, "{id}");
        assert!(document["outline"].is_array() && document["act"].is_null());
    }
    assert_eq!(
        server.get("/api/v1/documents/long/source").body.len(),
        fs::metadata(place.path("corpus/long.txt")).expect("exists").len() as usize
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_document_page_uses_memory_in_proportion_to_its_text() {
    if embedded_only(WHOLE_TEXTS) {
        return;
    }
    let place = Place::new();
    let heading = |number: usize| format!("## Nagłówek {number}\n\nTreść.\n\n");
    place
        .file("corpus/paragraph.txt", "konwent rada miasta ".repeat(400_000))
        .file("corpus/word.txt", "x".repeat(8_000_000))
        .file("corpus/short.txt", "a\n\n".repeat(300_000))
        .file("corpus/spaces.txt", format!("Konwent{}koniec", " \n".repeat(2_000_000)))
        .file("corpus/headings.md", (0..20_000).map(heading).collect::<String>());
    let pages: Vec<&str> = std::iter::repeat_n("Konwent.", 19_000).collect();
    place.file("corpus/pages.jsonl", json!({"id": "pages", "title": "Strony", "pages": pages}).to_string());
    place.index(&[], 0);
    for id in ["paragraph", "word", "short", "spaces", "headings", "pages"] {
        let server = server(&place, &[PATIENT]);
        let before = peak_mb(&server);
        for path in [format!("/documents/{id}"), format!("/documents/{id}?q=konwent&part=3")] {
            let page = server.get(&path);
            assert_eq!(page.status, 200, "{path}: {}", page.body);
            assert!(page.body.len() < 150_000, "{path}: {} bytes", page.body.len());
        }
        let taken = peak_mb(&server) - before;
        assert!(taken < 160, "{id}: {taken} MB");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn many_concurrent_readers_of_a_long_text_use_little_memory() {
    if embedded_only(WHOLE_TEXTS) {
        return;
    }
    let place = Place::new();
    let text = "Konwent obradował o zieleni i drogach.\n\n".repeat(250_000);
    place.file("corpus/long.txt", &text);
    place.index(&[], 0);
    let server = server(&place, &[]);
    let before = peak_mb(&server);
    thread::scope(|scope| {
        for path in ["", "/text", "/source"].iter().cycle().take(24) {
            let (server, text) = (&server, &text);
            scope.spawn(move || {
                let answer = server.get(&format!("/api/v1/documents/long{path}"));
                assert!(answer.status == 200 && answer.body.len() >= text.trim().len());
            });
        }
    });
    let taken = peak_mb(&server) - before;
    // Held whole, they would take 240 MB and more.
    assert!(taken < 120, "{taken} MB");
}

#[cfg(target_os = "linux")]
#[test]
fn document_fields_and_messages_are_bounded_whatever_was_sent() {
    let place = Place::new();
    let server = server(&place, &[]);
    let long = "l ".repeat(2_000_000);
    let fields = json!({
        "text": "konwent", "title": long, "lead": long, "kind": "k".repeat(2_000_000), "language": "x".repeat(100_000),
        "published": long, "url": format!("https://{}", "u".repeat(2_000_000)), "parent": "p".repeat(2_000_000),
    });
    let answer = put(&server, "long", "application/json", fields.to_string().as_bytes());
    assert!(answer.to_string().len() < 4_000, "{answer}");
    assert!(answer["warnings"].as_array().is_some_and(|warnings| warnings.len() >= 6), "{answer}");
    for path in [
        "/api/v1/documents/long",
        "/documents/long",
        "/api/v1/documents/long/related",
        "/api/v1/search?q=konwent",
    ] {
        let answer = server.get(path);
        assert!(answer.status == 200 && answer.body.len() < 60_000, "{path}: {} bytes", answer.body.len());
    }
    for (body, status) in [
        (json!({"text": "a", "pages": "k".repeat(2_000_000)}).to_string(), 422),
        (format!("{{\"text\": {}", "k".repeat(2_000_000)), 400),
    ] {
        let headers = [AUTHORIZATION, ("Content-Type", "application/json")];
        let refused = server.send("PUT", "/api/v1/documents/b", &headers, body.as_bytes()).expect("answered");
        assert!(
            refused.status == status && refused.body.len() < 1_000,
            "{}",
            &refused.body[..500.min(refused.body.len())]
        );
    }
}

#[cfg(unix)]
#[test]
fn the_served_file_of_a_document_is_never_a_different_one() {
    use std::os::unix::fs::symlink;

    let place = Place::new();
    let content = format!("<p>konwent</p>{}", "<!-- x -->".repeat(100_000));
    place.file("corpus/a.html", &content).file("secret", "SECRET OF ANOTHER FILE");
    place.index(&[], 0);
    place.file("corpus/.real", &content);
    let server = server(&place, &[]);
    let (path, real) = (place.path("corpus/a.html"), place.path("corpus/.real"));
    let exchange = |make: &dyn Fn(&std::path::Path)| {
        let next = place.path("corpus/.next");
        let _ = fs::remove_file(&next);
        make(&next);
        fs::rename(&next, &path).expect("replaced");
    };
    let mut statuses = Vec::new();
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let answers = (0..60).map(|_| server.send("GET", "/api/v1/documents/a/source", &[], b""));
            answers.flatten().collect::<Vec<_>>()
        });
        while !reader.is_finished() {
            exchange(&|next| symlink(place.path("secret"), next).expect("a link"));
            thread::sleep(Duration::from_millis(3));
            exchange(&|next| fs::copy(&real, next).map(|_| ()).expect("copied"));
            thread::sleep(Duration::from_millis(7));
        }
        for answer in reader.join().expect("read") {
            assert!(!answer.body.contains("SECRET"), "{}", answer.status);
            assert!(answer.status != 200 || content.starts_with(&answer.body), "{}", answer.body.len());
            statuses.push(answer.status);
        }
    });
    assert!(statuses.iter().all(|status| [200, 404, 409].contains(status)), "{statuses:?}");
    exchange(&|next| symlink(place.path("secret"), next).expect("a link"));
    let changed = server.get("/api/v1/documents/a/source");
    assert_eq!((changed.status, text(&changed.json()["error"], "code")), (409, "conflict"));
    fs::remove_file(&path).expect("removed");
    assert_eq!(server.get("/api/v1/documents/a/source").status, 404);
}

#[test]
fn a_guessable_token_is_refused_in_every_setting_source() {
    let place = Place::new();
    let refuses = |place: &Place, variable: Option<&str>| {
        let mut command = place.command(&["config", "--check"]);
        command.envs(variable.map(|token| ("SKOROWIDZ_TOKEN", token)));
        let output = command.output().expect("starts");
        let reported = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!reported.contains("short-secret"), "{reported}");
        output.status.code() == Some(2) && reported.contains("`token`") && reported.contains("16")
    };
    assert!(refuses(&place, Some("short-secret")));
    assert!(refuses(&place, Some("a-token-of-many-characters short-secret")));
    assert!(!refuses(&place, Some("a-token-of-many-characters")));
    place.file("skorowidz.toml", "token = [\"a-token-of-many-characters\", \"short-secret\"]\n");
    assert!(refuses(&place, None));
}
