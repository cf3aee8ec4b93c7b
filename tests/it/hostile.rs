//! Slow, numerous and misbehaving clients against the real server: it stays up, serves others, and reports
//! errors wherever HTTP allows it.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    thread,
    time::Duration,
};

use crate::{
    harness::Place,
    serve::{DEADLINE, POST, Server, until},
};

/// Number of idle connections in the test below; fewer if the limit on open files is lower.
const CROWD: usize = 10_000;

fn place() -> Place {
    let place = Place::new();
    place.file("corpus/a.md", POST);
    place.index(&[], 0);
    place
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(&server.address).expect("connected");
    stream.set_read_timeout(Some(DEADLINE)).expect("set");
    stream
}

/// Reads what the server sends until it closes or resets the connection.
fn rest(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => answer.extend_from_slice(&piece[..length]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            Err(error) => panic!("{error}"),
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// Sends these bytes and returns the response; the server may close before it has read all of them.
fn say(server: &Server, bytes: &[u8]) -> String {
    let mut stream = connect(server);
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    rest(&mut stream)
}

#[track_caller]
fn check_alive(server: &Server) {
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.total("konwent"), 1);
}

#[test]
fn a_header_that_never_ends_closes_its_connection() {
    let place = place();
    let server = Server::with(&place, &[], &[("SKOROWIDZ_HEADER_TIMEOUT_MS", "300")]);
    let mut slow = connect(&server);
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\nx-slow: ").expect("sent");
    let mut idle = connect(&server);
    let mut done = connect(&server);
    done.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").expect("sent");
    assert_eq!(rest(&mut slow), "");
    assert_eq!(rest(&mut idle), "");
    assert!(rest(&mut done).starts_with("HTTP/1.1 200"));
    check_alive(&server);
}

#[test]
fn oversized_headers_are_refused() {
    let place = place();
    let server = Server::start(&place);
    let many: String = (0..5_000).map(|n| format!("x-{n}: y\r\n")).collect();
    let long = format!("x: {}\r\n", "y".repeat(1_000_000));
    for headers in [many, long] {
        let answer = say(&server, format!("GET /healthz HTTP/1.1\r\nhost: a\r\n{headers}\r\n").as_bytes());
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
    check_alive(&server);
}

#[test]
fn an_overlong_uri_is_refused_with_a_message_and_an_enormous_one_without() {
    let place = place();
    let server = Server::start(&place);
    let answer = server.get(&format!("/api/v1/search?q={}", "x".repeat(50_000)));
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (414, &"uri-too-long".into()));
    let clauses = "a+OR+".repeat(100_000);
    let answer = say(&server, format!("GET /api/v1/search?q={clauses} HTTP/1.1\r\n\r\n").as_bytes());
    let is_refused = ["HTTP/1.1 414", "HTTP/1.1 431"].iter().any(|status| answer.starts_with(status));
    assert!(is_refused || answer.is_empty(), "{answer}");
    check_alive(&server);
}

#[test]
fn bytes_that_are_not_http_are_refused() {
    let place = place();
    let server = Server::start(&place);
    let bombs: [&[u8]; 7] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /a b HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        b"\x00\x00\x00\x00\r\n\r\n",
    ];
    for bomb in bombs {
        let answer = say(&server, bomb);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{bomb:?}: {answer}");
    }
    check_alive(&server);
}

#[test]
fn oversized_bodies_are_refused_unread_and_unfinished_ones_time_out() {
    let place = place();
    let server = Server::with(&place, &[], &[("SKOROWIDZ_BODY_TIMEOUT_MS", "300")]);
    let head = |more: &str| format!("POST /api/v1/search HTTP/1.1\r\nhost: a\r\n{more}\r\n");
    let reported = say(&server, head("content-length: 99999999999\r\n").as_bytes());
    assert!(reported.starts_with("HTTP/1.1 413") && reported.contains("body-too-large"), "{reported}");
    let mut chunked = head("transfer-encoding: chunked\r\n").into_bytes();
    for _ in 0..200 {
        chunked.extend(format!("8000\r\n{}\r\n", "x".repeat(0x8000)).as_bytes());
    }
    let answer = say(&server, &chunked);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    let mut slow = connect(&server);
    slow.write_all(head("content-length: 100\r\n").as_bytes()).expect("sent");
    assert!(rest(&mut slow).starts_with("HTTP/1.1 4"));
    check_alive(&server);
}

#[test]
fn malicious_ids_reach_nothing_outside_the_index() {
    let place = place();
    place.file("secret.txt", "tajemnica");
    let server = Server::start(&place);
    for id in [
        "../secret",
        "..%2Fsecret",
        "%2E%2E/secret",
        "%2e%2e%2fsecret.txt",
        "a/../../secret",
        "..%5Csecret",
        "%252e%252e%252fsecret",
        "a%00.txt",
        "%00",
        "%FF%FE",
        "%C0%AE%C0%AE/secret",
        "a%0D%0Ax-injected:%201",
        "%E2%80%AE",
        "a%",
        "a%zz",
        "//secret",
        "/etc/passwd",
        "....//secret",
    ] {
        for (prefix, suffix) in
            [("/api/v1/documents/", ""), ("/api/v1/documents/", "/text"), ("/documents/", "")]
        {
            let answer = server.get(&format!("{prefix}{id}{suffix}"));
            assert!(answer.status == 400 || answer.status == 404, "{prefix}{id}: {}", answer.status);
            for leak in ["tajemnica", "root:", "x-injected: 1\r\n", place.path("").to_str().expect("UTF-8")] {
                assert!(!answer.body.contains(leak), "{id}: {}", answer.body);
            }
        }
    }
    check_alive(&server);
}

#[cfg(target_os = "linux")]
#[test]
fn thousands_of_idle_connections_do_not_block_other_clients() {
    let place = place();
    let mut server = Server::start(&place);
    let crowd: Vec<TcpStream> = gather(&server, CROWD.min(room()));
    eprintln!("{} idle connections, {} MB of anonymous memory", crowd.len(), anonymous_mb(&server));
    check_alive(&server);
    assert!(open_files(&server) < 5_000, "{} files are open", open_files(&server));
    assert!(anonymous_mb(&server) < 200, "{} MB", anonymous_mb(&server));
    assert!(server.child.try_wait().expect("a child process").is_none());
    assert_eq!(server.terminate(rustix::process::Signal::TERM), Some(0), "{}", server.log());
}

/// Returns how many connections this process may open; raises its own limit as far as allowed.
#[cfg(target_os = "linux")]
fn room() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
    let room = getrlimit(Resource::Nofile).current.map_or(CROWD, |current| current as usize);
    room.saturating_sub(500)
}

#[cfg(target_os = "linux")]
fn gather(server: &Server, size: usize) -> Vec<TcpStream> {
    let address = server.address.as_str();
    thread::scope(|scope| {
        let part = || (0..size / 4).map(|_| TcpStream::connect(address).expect("connected")).collect();
        let parts = [(); 4].map(|()| scope.spawn(move || -> Vec<TcpStream> { part() }));
        parts.into_iter().flat_map(|part| part.join().expect("connected")).collect()
    })
}

#[cfg(target_os = "linux")]
fn open_files(server: &Server) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", server.child.id())).expect("readable").count()
}

/// Returns the anonymous memory of the server in MB.
#[cfg(target_os = "linux")]
fn anonymous_mb(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).expect("readable");
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}

/// An index with a document too long for the socket buffers.
fn place_with_long_text() -> Place {
    let place = Place::new();
    place.file("corpus/long.txt", "Konwent o zieleni. ".repeat(20_000));
    place.index(&[], 0);
    place
}

/// A client that requests more than the socket buffers hold and reads nothing, so that the server stays busy
/// with it.
fn deaf(server: &Server) -> TcpStream {
    let mut deaf = connect(server);
    let request = "GET /api/v1/documents/long/text HTTP/1.1\r\nhost: a\r\n\r\n";
    deaf.write_all(request.repeat(100).as_bytes()).expect("sent");
    let answers = || server.log().matches("answered").count();
    until("nothing more fits between them", || {
        let before = answers();
        thread::sleep(Duration::from_millis(500));
        (before > 0 && answers() == before).then_some(())
    });
    deaf
}

#[test]
fn an_idle_connection_makes_room_and_a_busy_one_does_not() {
    let place = place_with_long_text();
    let settings = [("SKOROWIDZ_MAX_CONNECTIONS", "1"), ("SKOROWIDZ_HEADER_TIMEOUT_MS", "60000")];
    let server = Server::with(&place, &[], &settings);
    let mut idle = connect(&server);
    assert_eq!(server.get("/healthz").status, 200, "the idle one makes room");
    assert_eq!(rest(&mut idle), "");
    let deaf = deaf(&server);
    assert_eq!(server.get("/healthz").status, 200, "health checks are always answered");
    let refused = server.get("/api/v1/search?q=konwent");
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (503, &"overloaded".into()));
    drop(deaf);
    let search = || server.get("/api/v1/search?q=konwent").status;
    until("the slot is free again", || (search() == 200).then_some(()));
}

#[cfg(unix)]
#[test]
fn sighup_reloads_the_settings_and_invalid_settings_change_nothing() {
    use rustix::process::{Pid, Signal, kill_process};

    let place = place();
    let write = |text: &str| place.file("skorowidz.toml", text);
    write("token = \"a-token-of-many-characters\"\n");
    let server = Server::start(&place);
    let hang_up = || {
        let pid = Pid::from_raw(server.child.id().cast_signed()).expect("a process");
        kill_process(pid, Signal::HUP).expect("signaled");
    };
    assert_eq!(server.get("/api/v1/search?q=konwent").status, 200);
    write("public_search = false\nmax_connections = 7\ntoken = \"a-token-of-many-characters\"\n");
    hang_up();
    until("search needs a token", || (server.get("/api/v1/search?q=konwent").status == 401).then_some(()));
    until("the rest is reported", || {
        server.log().contains("until a restart: `max_connections`").then_some(())
    });
    write("public_search = true\nrate_brust = 1\n");
    hang_up();
    until("the mistake is reported", || server.log().contains("did you mean `rate_burst`").then_some(()));
    assert_eq!(server.get("/api/v1/search?q=konwent").status, 401);
    place.file("words.txt", "parking = zieleń\n");
    write("synonyms = \"words.txt\"\n");
    hang_up();
    until("the synonyms apply", || {
        let answer = server.get("/api/v1/search?q=parking");
        (answer.status == 200 && answer.json()["total"] == 1).then_some(())
    });
}

#[cfg(unix)]
#[test]
fn a_second_signal_stops_the_server_immediately() {
    use rustix::process::{Pid, Signal, kill_process};

    let place = place_with_long_text();
    let mut server = Server::start(&place);
    let _deaf = deaf(&server);
    let pid = Pid::from_raw(server.child.id().cast_signed()).expect("a process");
    kill_process(pid, Signal::INT).expect("signaled");
    until("it is shutting down", || server.log().contains("shutting down").then_some(()));
    assert_eq!(server.terminate(Signal::INT), Some(130), "{}", server.log());
}
