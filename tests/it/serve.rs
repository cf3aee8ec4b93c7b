//! The real server as a process: it prints its address, indexes the corpus, follows other processes, and
//! stops on request.

use std::{
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::harness::{Place, Ran, corpus, text};

/// Timeout that suffices on a busy machine; no test waits this long if all is well.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);
pub(crate) const POST: &str =
    "## Konwent o zieleni\n\n2022-09-27\n\nPrzewodniczący dzielnic rozmawiali o parkach.\n";

/// A running server, killed on drop.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: String,
    log: Arc<Mutex<String>>,
}

/// An HTTP response.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts the server on any free port and waits until it prints its address.
    #[track_caller]
    pub(crate) fn start(place: &Place) -> Self {
        Self::with(place, &[], &[])
    }

    #[track_caller]
    pub(crate) fn with(place: &Place, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = place.command(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        command.envs(variables.iter().copied()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        let log = Arc::new(Mutex::new(String::new()));
        let (kept, stderr) = (Arc::clone(&log), child.stderr.take().expect("piped"));
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                kept.lock().expect("not poisoned").push_str(&(line + "\n"));
            }
        });
        let mut server = Self { child, address: String::new(), log };
        server.address = until("the server says where it listens", || {
            let log = server.log();
            // In JSON a quotation mark ends the address.
            let rest = log.lines().find_map(|line| line.split("listening on http://").nth(1))?;
            rest.split('"').next().map(str::to_owned)
        });
        server
    }

    pub(crate) fn log(&self) -> String {
        self.log.lock().expect("not poisoned").clone()
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"").expect("answered")
    }

    /// Sends a request and returns the response, or the error if none arrived.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(DEADLINE))?;
        let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{}\r\n",
            self.address,
            body.len(),
            headers.collect::<String>(),
        );
        stream.write_all(head.as_bytes())?;
        // A server may refuse a body after the header and close the connection.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let answer = String::from_utf8(answer).map_err(io::Error::other)?;
        let whole = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        let (head, body) = (whole.0.to_owned(), whole.1);
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or(io::ErrorKind::InvalidData)?;
        let body = if head.to_lowercase().contains("transfer-encoding: chunked") {
            unchunked(body)
        } else {
            body.to_owned()
        };
        Ok(Answer { status, head, body })
    }

    /// Waits until `/readyz` succeeds.
    #[track_caller]
    pub(crate) fn ready(&self) -> &Self {
        until("the server is ready", || {
            let status = self.get("/readyz").status;
            assert!(status == 200 || status == 503, "{status}");
            (status == 200).then_some(())
        });
        self
    }

    /// Returns the process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Returns how many documents a search finds.
    #[track_caller]
    pub(crate) fn total(&self, query: &str) -> u64 {
        let query = percent_encoding::utf8_percent_encode(query, percent_encoding::CONTROLS);
        let answer = self.get(&format!("/api/v1/search?q={query}"));
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["total"].as_u64().expect("a number")
    }

    /// Sends the server a signal and returns its exit status.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn terminate(&mut self, signal: rustix::process::Signal) -> Option<i32> {
        let pid = rustix::process::Pid::from_raw(self.child.id().cast_signed()).expect("a process");
        rustix::process::kill_process(pid, signal).expect("signaled");
        let child = &mut self.child;
        until("the server ends", || child.try_wait().expect("a child process")).code()
    }
}

/// Removes the chunk headers of a chunked body.
fn unchunked(mut rest: &str) -> String {
    let mut body = String::new();
    while let Some((length, after)) = rest.split_once("\r\n")
        && let Ok(length @ 1..) = usize::from_str_radix(length, 16)
        && let Some(chunk) = after.get(..length)
    {
        body.push_str(chunk);
        rest = after.get(length + 2..).unwrap_or_default();
    }
    body
}

/// Polls `ask` until it returns a value.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(started.elapsed() < DEADLINE, "timed out waiting until {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn with_an_empty_index_it_indexes_the_corpus_and_answers() {
    let place = Place::new();
    let samples = corpus("news");
    let server = Server::with(&place, &[], &[("SKOROWIDZ_CORPUS", samples.to_str().expect("UTF-8"))]);
    assert_eq!(server.get("/healthz").status, 200);
    server.ready();
    until("all posts are there", || (server.get("/api/v1/stats").json()["documents"] == 54).then_some(()));
    let answer = server.get("/api/v1/search?q=zarzadzenie+konwent&per_page=3");
    assert_eq!(answer.status, 200);
    let found = answer.json();
    assert_eq!((text(&found["query"], "text"), &found["per_page"]), ("zarzadzenie konwent", &3.into()));
    assert!(found["total"].as_u64().is_some_and(|total| total > 0), "{found}");
    until("the log reports the indexed files", || server.log().contains("indexed").then_some(()));
}

#[test]
fn the_body_of_a_search_equals_the_command_line_output() {
    let place = Place::new();
    place.file("corpus/a.md", POST).file("corpus/b.txt", "Konwent bez daty.");
    place.index(&[], 0);
    let server = Server::start(&place);
    let mut over_http = server.get("/api/v1/search?q=konwent&facets=kind&sort=newest").json();
    let mut on_terminal = place.search(&["--facets", "kind", "--sort", "newest", "konwent"]);
    for body in [&mut over_http, &mut on_terminal] {
        body["took_ms"] = 0.into();
    }
    assert_eq!(over_http, on_terminal);
}

#[cfg(unix)]
#[test]
fn a_signal_stops_it_with_success() {
    use rustix::process::Signal;

    let place = Place::new();
    place.file("corpus/a.md", POST);
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = Server::start(&place);
        server.ready();
        assert_eq!(server.terminate(signal), Some(0), "{}", server.log());
    }
}

#[cfg(unix)]
#[test]
fn a_signal_during_indexing_stops_it_and_leaves_a_valid_index() {
    let place = Place::new();
    let text = "słowa o budżecie obywatelskim i o zieleni ".repeat(40);
    let line = |n: u32| format!("{{\"id\":\"n{n}\",\"text\":\"{text}{n}\"}}\n");
    place.file("corpus/many.jsonl", (0..30_000).map(line).collect::<String>());
    let mut server = Server::start(&place);
    let answer = server.get("/api/v1/search?q=konwent");
    assert!(answer.status == 503 || answer.status == 200, "{}", answer.body);
    assert_eq!(server.terminate(rustix::process::Signal::TERM), Some(0), "{}", server.log());
    let report = place.index(&["corpus"], 0);
    assert_eq!(report["documents"], 30_000);
}

#[test]
fn a_running_server_follows_indexing_and_rebuilds_by_other_processes() {
    let place = Place::new();
    place.file("corpus/a.md", POST);
    place.index(&[], 0);
    let server = Server::start(&place);
    assert_eq!(server.total("konwent"), 1);
    place.file("corpus/b.md", POST.replace("zieleni", "tramwajach"));
    place.index(&["corpus"], 0);
    until("the server has seen the new post", || (server.total("konwent") == 2).then_some(()));
    fs::remove_file(place.path("corpus/a.md")).expect("removed");
    place.file("corpus/c.md", POST.replace("zieleni", "moście"));
    place.index(&["--rebuild"], 0);
    until("the server has seen the rebuild", || {
        let found = server.get("/api/v1/documents/c").status == 200;
        (found && server.get("/api/v1/documents/a").status == 404).then_some(())
    });
    assert_eq!(server.total("konwent"), 2);
}

#[test]
fn a_server_started_without_an_index_follows_too() {
    let place = Place::new();
    let server = Server::start(&place);
    assert_eq!(server.get("/readyz").status, 503);
    assert_eq!(server.get("/api/v1/search?q=konwent").status, 503);
    place.file("posts/a.md", POST);
    place.index(&["posts"], 0);
    server.ready();
    assert_eq!(server.total("konwent"), 1);
    until("the missing corpus is logged", || server.log().contains("`corpus`").then_some(()));
}

#[test]
fn a_port_in_use_is_reported() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let ran = Place::new().run(&["serve", "--listen", &address]).ended(2);
    assert!(ran.err.contains(&address) && ran.err.to_lowercase().contains("in use"), "{}", ran.err);
    assert!(!ran.err.contains("listening on"), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
}

#[test]
fn the_log_contains_requests_but_no_queries() {
    let place = Place::new();
    place.file("corpus/a.md", POST);
    place.index(&[], 0);
    for arguments in [&[][..], &["-vvv"]] {
        let server = Server::with(&place, arguments, &[]);
        for path in ["/api/v1/search?q=", "/search?q=", "/api/v1/nothing?q=", "/search?kind=nonsense&q="] {
            server.get(&format!("{path}tajemnica"));
        }
        until("four requests are in the log", || {
            (server.log().matches("answered").count() >= 4).then_some(())
        });
        let log = server.log();
        assert!(log.contains("/api/v1/search") && log.contains("status=200"), "{log}");
        assert!(!log.contains("tajemnic") && !log.contains("nonsense"), "{log}");
    }
}

#[test]
fn a_log_file_is_plain_text_or_valid_json() {
    let place = Place::new();
    place.file("corpus/a.md", POST);
    place.index(&[], 0);
    let server = Server::start(&place);
    server.get("/healthz");
    let log =
        until("the request is in the log", || Some(server.log()).filter(|log| log.contains("answered")));
    assert!(!log.contains('\u{1b}'), "color codes in a log that is not a terminal: {log:?}");
    let server = Server::with(&place, &[], &[("SKOROWIDZ_LOG_FORMAT", "json")]);
    server.get("/healthz");
    let log =
        until("the request is in the log", || Some(server.log()).filter(|log| log.contains("answered")));
    for line in log.lines().filter(|line| !line.starts_with("listening on ")) {
        assert!(serde_json::from_str::<Value>(line).is_ok_and(|line| line.is_object()), "{line}");
    }
}

#[test]
fn an_invalid_setting_stops_it_before_it_listens() {
    let place = Place::new();
    let mut command = place.command(&["serve"]);
    let ran = Ran::from(command.env("SKOROWIDZ_LISTEN", "localhost").output().expect("starts")).ended(2);
    assert!(ran.err.contains("`listen`") && ran.err.contains("`127.0.0.1:8080`"), "{}", ran.err);
}
