//! The service under load: writes by eight writers, and searches during writes and a rebuild.
//!
//! Usage: `cargo bench --bench serving -- FILE.jsonl [SECONDS]`, with one document with `id`, `title` and
//! `text` per line; 60 seconds each by default. Without a file it generates a small one from the sample posts
//! and takes three seconds. Searches are sent in an open loop: each has a scheduled moment, and its latency
//! counts from that moment, whether or not a connection was free. Loopback only. `docs/operations.md`
//! explains the output.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

mod documents;

const TOKEN: &str = "bench-of-the-service";
/// Number of connections that search, and that write.
const SEARCHERS: usize = 16;
const WRITERS: usize = 8;
/// The share of the measured capacity at which searches are sent.
const LOAD: f64 = 0.3;
/// Documents written per second during the searches.
const WRITES_PER_SECOND: f64 = 20.0;
/// How long the capacity is measured, and how long the eight writers write.
const MEASURE: Duration = Duration::from_secs(5);

fn main() {
    let place = tempfile::tempdir().expect("a folder");
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let named = arguments.first().map(PathBuf::from);
    let seconds = arguments.get(1).map(|seconds| seconds.parse().expect("a number of seconds"));
    let seconds = Duration::from_secs(seconds.unwrap_or(if named.is_some() { 60 } else { 3 }));
    let file = named.unwrap_or_else(|| made(place.path()));
    let queries = queries(&file);
    let server = Server::start(place.path(), &file);

    let capacity = server.capacity(&queries);
    println!("capacity with {SEARCHERS} connections: {capacity:.0} searches/s");
    let rate = capacity * LOAD;
    let alone = server.searches(&queries, rate, seconds);
    println!("searches alone at {rate:.0}/s: {alone}; anonymous memory {} MB", server.anonymous_mb());

    let stop = AtomicBool::new(false);
    let (busy, written, rebuilds) = thread::scope(|scope| {
        let writer = scope.spawn(|| server.write_at(WRITES_PER_SECOND, &stop));
        let rebuild = scope.spawn(|| server.rebuild());
        let busy = server.searches(&queries, rate, seconds);
        stop.store(true, Ordering::Relaxed);
        (busy, writer.join().expect("written"), rebuild.join().expect("rebuilt"))
    });
    println!("searches beside {WRITES_PER_SECOND} writes/s and a rebuild: {busy}");
    println!(
        "writes: {written}; the rebuild took {:.1} s; anonymous memory {} MB",
        rebuilds.as_secs_f64(),
        server.anonymous_mb()
    );
    println!("p95 ratio {:.2}", busy.percentile(0.95).as_secs_f64() / alone.percentile(0.95).as_secs_f64());
    assert_eq!((alone.failed, busy.failed, written.failed), (0, 0, 0), "failed requests");

    let durable = server.write_all(MEASURE);
    println!(
        "{WRITERS} writers: {:.0} durable documents/s; {durable}",
        durable.times.len() as f64 / MEASURE.as_secs_f64()
    );
    assert_eq!(durable.failed, 0, "failed writes");
}

fn made(place: &Path) -> PathBuf {
    let line = |document: skorowidz::document::Document| {
        let text = &document.pages[0].text;
        serde_json::json!({"id": document.id, "title": document.title, "text": text}).to_string()
    };
    let file = place.join("made.jsonl");
    let lines: Vec<String> = documents::documents(2_000).into_iter().map(line).collect();
    fs::write(&file, lines.join("\n")).expect("written");
    file
}

/// The title of a document.
#[derive(serde::Deserialize)]
struct Titled {
    title: String,
}

/// Two consecutive words of the title of a document, as people type them.
fn queries(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("the file");
    let titled = |line| serde_json::from_str::<Titled>(line).expect("a document with a title");
    let lines: Vec<Titled> = text.lines().map(titled).collect();
    let step = (lines.len() / 500).max(1);
    let words = |title: &str| {
        let words: Vec<String> = title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        let long: Vec<String> = words.into_iter().filter(|word| word.chars().count() > 3).take(2).collect();
        (!long.is_empty()).then(|| long.join("+"))
    };
    let queries: Vec<String> = lines.iter().step_by(step).filter_map(|line| words(&line.title)).collect();
    assert!(queries.len() > 10, "too few titles to search for");
    queries
}

/// The latencies of requests, and how many failed.
struct Times {
    times: Vec<Duration>,
    failed: usize,
}

impl Times {
    fn percentile(&self, part: f64) -> Duration {
        let last = self.times.len().saturating_sub(1);
        self.times.get((last as f64 * part) as usize).copied().unwrap_or_default()
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [p50, p95, p99] = [0.5, 0.95, 0.99].map(|part| self.percentile(part));
        write!(
            f,
            "{} answered, {} failed, p50 {p50:.2?}, p95 {p95:.2?}, p99 {p99:.2?}",
            self.times.len(),
            self.failed
        )
    }
}

/// The real program as a server over an index of the file.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(place: &Path, file: &Path) -> Self {
        let program = env!("CARGO_BIN_EXE_skorowidz");
        let index = place.join("index");
        let indexed = Command::new(program).args(["index", "-q", "--index"]).arg(&index).arg(file).status();
        assert!(indexed.expect("indexed").success());
        let mut command = Command::new(program);
        command.args(["serve", "-q", "--listen", "127.0.0.1:0", "--index"]).arg(&index);
        command.env("SKOROWIDZ_TOKEN", TOKEN).stderr(Stdio::piped());
        let mut child = command.spawn().expect("started");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("listening on http://").map(str::to_owned));
        thread::spawn(move || lines.for_each(|line| eprintln!("{line}")));
        Self { child, address: address.expect("an address") }
    }

    fn connect(&self) -> Connection {
        Connection::new(&self.address)
    }

    /// Measures the searches per second when every connection sends the next one immediately.
    fn capacity(&self, queries: &[String]) -> f64 {
        let (count, started) = (AtomicUsize::new(0), Instant::now());
        thread::scope(|scope| {
            for _ in 0..SEARCHERS {
                scope.spawn(|| {
                    let mut connection = self.connect();
                    while started.elapsed() < MEASURE {
                        let query = &queries[count.fetch_add(1, Ordering::Relaxed) % queries.len()];
                        assert!(connection.search(query), "a search failed");
                    }
                });
            }
        });
        count.into_inner() as f64 / started.elapsed().as_secs_f64()
    }

    /// Sends searches in an open loop.
    fn searches(&self, queries: &[String], rate: f64, time: Duration) -> Times {
        let total = (rate * time.as_secs_f64()) as usize;
        let ask =
            |connection: &mut Connection, number: usize| connection.search(&queries[number % queries.len()]);
        self.open_loop(SEARCHERS, total, rate, &AtomicBool::new(false), &ask)
    }

    /// Writes documents in an open loop until `stop` is set.
    fn write_at(&self, rate: f64, stop: &AtomicBool) -> Times {
        self.open_loop(WRITERS, usize::MAX, rate, stop, &|connection, number| connection.put("paced", number))
    }

    fn open_loop(
        &self,
        connections: usize,
        total: usize,
        rate: f64,
        stop: &AtomicBool,
        ask: &(dyn Fn(&mut Connection, usize) -> bool + Sync),
    ) -> Times {
        let (next, failed, times) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
        let started = Instant::now();
        thread::scope(|scope| {
            for _ in 0..connections {
                scope.spawn(|| {
                    let mut connection = self.connect();
                    let mut own = Vec::new();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let moment = started + Duration::from_secs_f64(number as f64 / rate);
                        thread::sleep(moment.saturating_duration_since(Instant::now()));
                        if number >= total || stop.load(Ordering::Relaxed) {
                            break;
                        }
                        if ask(&mut connection, number) {
                            own.push(moment.elapsed());
                        } else {
                            failed.fetch_add(1, Ordering::Relaxed);
                            connection = self.connect();
                        }
                    }
                    times.lock().expect("not poisoned").extend(own);
                });
            }
        });
        let mut times = times.into_inner().expect("not poisoned");
        times.sort_unstable();
        Times { times, failed: failed.into_inner() }
    }

    /// Runs eight writers, each of which sends the next document when the last is durable.
    fn write_all(&self, time: Duration) -> Times {
        let (next, failed, times) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
        let started = Instant::now();
        thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| {
                    let mut connection = self.connect();
                    while started.elapsed() < time {
                        let sent = Instant::now();
                        if connection.put("durable", next.fetch_add(1, Ordering::Relaxed)) {
                            times.lock().expect("not poisoned").push(sent.elapsed());
                        } else {
                            failed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        let mut times = times.into_inner().expect("not poisoned");
        times.sort_unstable();
        Times { times, failed: failed.into_inner() }
    }

    /// Rebuilds the index and returns how long it took.
    fn rebuild(&self) -> Duration {
        let started = Instant::now();
        let mut connection = self.connect();
        let (status, _) = connection.send("POST", "/api/v1/admin/rebuild", "");
        assert_eq!(status, 202);
        loop {
            thread::sleep(Duration::from_millis(100));
            let (_, body) = connection.send("GET", "/api/v1/admin/task", "");
            assert!(!body.contains("\"state\":\"failed\""), "{body}");
            if body.contains("\"state\":\"done\"") {
                return started.elapsed();
            }
        }
    }

    /// The anonymous memory of the server in MB; 0 if the system does not report it.
    fn anonymous_mb(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()).unwrap_or(0) >> 10
    }
}

/// A keep-alive connection.
struct Connection {
    address: String,
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn new(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("connected");
        stream.set_nodelay(true).expect("set");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("set");
        Self { address: address.to_owned(), stream: BufReader::new(stream) }
    }

    /// Searches and returns whether the response succeeded with at least one hit.
    fn search(&mut self, query: &str) -> bool {
        let encoded = percent_encoding::utf8_percent_encode(query, percent_encoding::CONTROLS);
        let (status, body) = self.send("GET", &format!("/api/v1/search?q={encoded}"), "");
        status == 200 && !body.contains("\"total\":0,")
    }

    fn put(&mut self, folder: &str, number: usize) -> bool {
        let text = format!("Konwent obradował o sprawie numer {number}. ").repeat(10);
        let body = serde_json::json!({"title": format!("Sprawa {number}"), "text": text}).to_string();
        let (status, body) = self.send("PUT", &format!("/api/v1/documents/{folder}/{number}"), &body);
        if status != 201 {
            eprintln!("{status} {body}");
        }
        status == 201
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> (u16, String) {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {TOKEN}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.stream.get_mut().write_all(head.as_bytes()).expect("sent");
        self.answer().unwrap_or((0, String::new()))
    }

    fn answer(&mut self) -> Option<(u16, String)> {
        let mut line = String::new();
        self.stream.read_line(&mut line).ok()?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).ok()?;
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).ok()?;
        Some((status, String::from_utf8(body).ok()?))
    }
}
