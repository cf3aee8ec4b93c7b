//! What the documentation promises: the README's commands are run, and the links of all documents are
//! followed.
//!
//! A line of a `sh` block, and one after `$ ` in a `console` block, is a command. It runs in a temporary
//! folder beside the corpus with the freshly built program on its path; `cargo` itself is not run. `serve`
//! stays up, with a token, for the `curl` lines after it, whose requests are sent over a socket.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    harness::{Place, package},
    tidy::{documents, read},
};

/// The value of `$TOKEN` in the README.
const TOKEN: &str = "the-token-of-the-readme";
/// Maximum time for the server to index the corpus.
const PATIENCE: Duration = Duration::from_mins(1);

/// Returns the commands of a document in order.
fn commands(text: &str) -> Vec<String> {
    let mut block = "";
    let mut commands = Vec::new();
    for line in text.lines() {
        if let Some(language) = line.strip_prefix("```") {
            block = if block.is_empty() && !language.is_empty() { language } else { "" };
            continue;
        }
        let command = match block {
            "sh" => Some(line).filter(|line| !line.trim().is_empty() && !line.starts_with('#')),
            "console" => line.strip_prefix("$ "),
            _ => None,
        };
        commands.extend(command.map(str::to_owned));
    }
    commands
}

/// A command of a `console` block and the part of its output that the document shows, or an empty string.
#[derive(Debug, PartialEq, Eq)]
struct Example {
    command: String,
    output: String,
}

/// Returns the commands of the `console` blocks with their outputs, in order.
fn examples(text: &str) -> Vec<Example> {
    let mut is_console = false;
    let mut examples: Vec<Example> = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            is_console = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| is_console) {
            examples.push(Example { command: command.to_owned(), output: String::new() });
        } else if let Some(example) = examples.last_mut().filter(|_| is_console) {
            example.output += &format!("{line}\n");
        }
    }
    examples
}

/// Returns whether an output matches the one shown: `…` matches anything, white space and times are ignored.
fn is_shown(output: &str, shown: &str) -> bool {
    let shown = plain(shown);
    let output = plain(output);
    let mut rest = output.as_str();
    for (at, part) in shown.split('…').enumerate() {
        match rest.find(part) {
            Some(place) if at > 0 || place == 0 => rest = &rest[place + part.len()..],
            _ => return false,
        }
    }
    rest.is_empty() || shown.ends_with('…')
}

/// Removes white space and replaces each number with a unit of time by `#`.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_unit = |word: &&str| matches!(word.trim_end_matches([',', ';']), "s" | "ms");
    let masked = |(at, word): (usize, &&str)| {
        let is_time = words.get(at + 1).is_some_and(is_unit) && word.parse::<f64>().is_ok();
        if is_time { "#".to_owned() } else { (*word).to_owned() }
    };
    words.iter().enumerate().map(masked).collect()
}

/// A server started by a command of the document; it stops with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(place: &Place, command: &str, settings: &[(&str, &str)]) -> Self {
        let given: Vec<&str> = command.split_whitespace().skip(1).collect();
        let arguments = [&given, ["--listen", "127.0.0.1:0"].as_slice()].concat();
        let mut command = place.command(&arguments);
        command.env("SKOROWIDZ_TOKEN", TOKEN).envs(settings.iter().copied()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let line = lines.next().expect("a line").expect("UTF-8");
        let address = line.strip_prefix("listening on http://").expect("the first line").to_owned();
        thread::spawn(move || lines.for_each(drop));
        let server = Self { child, address };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&self) {
        let started = Instant::now();
        while self.get("/readyz").0 != 200 {
            assert!(started.elapsed() < PATIENCE, "the server is not ready after {PATIENCE:?}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Returns the status and body of the response.
    fn get(&self, path: &str) -> (u16, String) {
        self.send(&Asked { method: "GET".to_owned(), path: path.to_owned(), ..Asked::default() })
    }

    fn send(&self, asked: &Asked) -> (u16, String) {
        let Asked { method, path, headers, body } = asked;
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        let (host, length) = (&self.address, body.len());
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
        )
        .expect("sent");
        stream.write_all(body).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        (status.expect("a status"), body.to_owned())
    }
}

/// The request of a `curl` line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    method: String,
    path: String,
    headers: Vec<String>,
    body: Vec<u8>,
}

impl Asked {
    /// Parses the line; files that it sends are below the folder.
    fn new(command: &str, folder: &Path) -> Self {
        let mut asked = Self { method: "GET".to_owned(), ..Self::default() };
        let mut words = words(command).into_iter().skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().unwrap_or_else(|| panic!("`{command}` ends early"));
            match word.as_str() {
                "-X" => asked.method = value(),
                "-H" => asked.headers.push(value().replace("$TOKEN", TOKEN)),
                "-d" => asked.body = value().into_bytes(),
                "--data-binary" => {
                    let file = value();
                    let file = folder.join(file.strip_prefix('@').expect("a file"));
                    asked.body = fs::read(file).expect("the file of the README");
                }
                word => asked.path = path_of(word).unwrap_or_else(|| panic!("`{word}` in `{command}`")),
            }
        }
        asked
    }
}

/// Returns the path and query of a URL.
fn path_of(address: &str) -> Option<String> {
    let rest = address.strip_prefix("http://")?;
    Some(rest[rest.find('/')?..].to_owned())
}

/// Splits a line into words as a shell does, up to a pipe; quotes keep spaces.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (quote, c) {
            (None, '|') => break,
            (None, ' ') => words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty())),
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (_, c) => word.push(c),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command in the shell with the built program first on its path, and returns its output.
fn run(place: &Place, command: &str, settings: &[(&str, &str)]) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_skorowidz"));
    let folder = program.parent().expect("a folder").display();
    let ran = Command::new("sh")
        .args(["-c", command])
        .current_dir(place.path(""))
        .env_clear()
        .env("PATH", format!("{folder}:/usr/local/bin:/usr/bin:/bin"))
        .envs(settings.iter().copied())
        .output()
        .expect("the shell starts");
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "`{command}` ended with {}\n{out}{err}", ran.status);
    assert!(!out.is_empty() || command.contains('>'), "`{command}` printed nothing\n{err}");
    out.into_owned()
}

#[cfg(unix)]
fn beside_the_corpus() -> Place {
    let place = Place::new();
    std::os::unix::fs::symlink(package().join("corpus"), place.path("corpus")).expect("linked");
    place
}

/// Runs all commands of the README in order and compares their output with the text.
#[cfg(unix)]
#[track_caller]
fn check_readme(settings: &[(&str, &str)]) {
    let place = beside_the_corpus();
    let text = read(&package().join("README.md"));
    let (commands, examples) = (commands(&text), examples(&text));
    assert!(commands.len() >= 10 && examples.len() >= 5, "found only {commands:?}");
    let mut server = None;
    let mut breaches = Vec::new();
    for command in commands.iter().filter(|command| *command != "cargo test") {
        if let Some(first) = command.strip_prefix("cargo run --release --") {
            Server::start(&beside_the_corpus(), &format!("skorowidz{first}"), settings);
            continue;
        }
        let shown = examples.iter().find(|example| example.command == *command);
        let output = if command.starts_with("skorowidz serve") {
            server = Some(Server::start(&place, command, settings));
            continue;
        } else if command.starts_with("curl ") {
            let server = server.as_ref().expect("`serve` comes before `curl`");
            let (status, body) = server.send(&Asked::new(command, &place.path("")));
            assert!((200..300).contains(&status), "`{command}`: {status} {body}");
            body
        } else {
            run(&place, command, settings)
        };
        if let Some(shown) =
            shown.filter(|shown| !shown.output.is_empty() && !is_shown(&output, &shown.output))
        {
            breaches.push(format!("$ {command}\n{}--- is shown, but it prints\n{output}", shown.output));
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n\n"));
}

#[test]
#[cfg(unix)]
fn the_readme_commands_work_and_print_the_output_shown() {
    check_readme(&[]);
}

#[test]
#[cfg(unix)]
fn the_readme_commands_print_the_output_shown_without_tesseract_too() {
    check_readme(&[("SKOROWIDZ_OCR_PROGRAM", "no-such-program")]);
}

#[test]
fn outputs_are_compared_ignoring_times_and_omitted_parts() {
    assert!(is_shown("3 found, 0.41 ms\n\n1. Konwent\n", "3 found, 0.37 ms\n1. Konwent"));
    assert!(is_shown("{\"a\":1,\"b\":2}", "{\"a\":1,…}"));
    assert!(!is_shown("4 found, 0.41 ms", "3 found, 0.37 ms"));
    assert!(!is_shown("3 found, and more", "3 found"));
    assert!(!is_shown("a c b", "…b…c…"));
    let text = "```console\n$ a\nb\n$ c\n```\n```sh\n$ d\n```\n";
    let example =
        |command: &str, output: &str| Example { command: command.to_owned(), output: output.to_owned() };
    assert_eq!(examples(text), [example("a", "b\n"), example("c", "")]);
}

#[test]
fn all_links_in_the_documents_lead_somewhere() {
    let mut breaches = Vec::new();
    for document in documents() {
        let folder = document.parent().expect("a folder");
        for target in links(&read(&document)) {
            if !folder.join(&target).exists() {
                let name = document.strip_prefix(package()).expect("below the package");
                breaches.push(format!("{}: `{}` is not there", name.display(), target.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

/// Returns the files that a document links to; fragments and external links are left out.
fn links(text: &str) -> Vec<PathBuf> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = targets.filter(|target| !target.contains("://") && !target.starts_with(['#', '`']));
    files.filter_map(|target| target.split('#').next()).map(PathBuf::from).collect()
}

#[test]
fn commands_are_found_only_in_their_blocks() {
    let text = "```sh\na b\n\n# no\n```\n$ no\n```console\n$ c\nd\n```\n```json\ne\n```\n";
    assert_eq!(commands(text), ["a b", "c"]);
    let asked = Asked::new("curl 'http://127.0.0.1:8080/x?q=a' | head", Path::new(""));
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("GET", "/x?q=a"));
    let asked = Asked::new("curl -X PUT -H \"A: b $TOKEN\" -d '{\"c\": 1}' 'http://h/d'", Path::new(""));
    assert_eq!(asked.headers, [format!("A: b {TOKEN}")]);
    assert_eq!((asked.path.as_str(), asked.body.as_slice()), ("/d", b"{\"c\": 1}".as_slice()));
    assert_eq!(links("[a](b.md#c) [d](https://e) [f](#g)"), [PathBuf::from("b.md")]);
    assert!(fs::exists(package().join("README.md")).expect("readable"));
}
