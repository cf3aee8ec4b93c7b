//! Files that crash or exhaust their worker: each limit is hit once, reported and remembered, and affects no
//! other file.

use std::{fs, process::Command, thread, time::Duration};

use serde_json::Value;

use crate::harness::{Place, counts, list, package, skip, text};

/// A PDF of these objects, the first of which is the catalog, without the cross-reference table, which
/// readers rebuild.
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.7\n".to_owned();
    for (number, object) in (1..).zip(objects) {
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    file += "trailer\n<</Root 1 0 R>>\n%%EOF\n";
    file.into_bytes()
}

fn stream(dictionary: &str, content: &str) -> String {
    format!("<<{dictionary}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

const CATALOGUE: &str = "<</Type/Catalog/Pages 2 0 R>>";
const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";

/// One page with these resources.
fn page(resources: &str) -> [String; 3] {
    let page =
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{resources}>>>>");
    [CATALOGUE.to_owned(), "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(), page]
}

/// A page whose form XObjects call each other so often that no time limit suffices.
fn endless() -> Vec<u8> {
    const DEPTH: usize = 26;
    let mut objects = page("/XObject<</F 5 0 R>>").to_vec();
    objects.push(stream("", "/F Do"));
    for depth in 1..DEPTH {
        let resources =
            format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {} 0 R>>>>", depth + 5);
        objects.push(stream(&resources, &"/F Do ".repeat(8)));
    }
    objects.push(stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "0 0 1 1 re f"));
    pdf(&objects)
}

/// A font that gives two hundred million characters their width in one line.
fn greedy() -> Vec<u8> {
    let mut objects = page("/Font<</F 5 0 R>>").to_vec();
    objects.push(stream("", "BT /F 12 Tf <00410042> Tj ET"));
    let descendant = "<</Type/Font/Subtype/CIDFontType2/BaseFont/A\
                      /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W[0 200000000 500]>>";
    objects.push(format!(
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[{descendant}]>>"
    ));
    pdf(&objects)
}

/// Pages that all show the same two hundred thousand letters.
fn talkative() -> Vec<u8> {
    const PAGES: usize = 10;
    let kids: String = (0..PAGES).map(|page| format!("{} 0 R ", page + 5)).collect();
    let mut objects = vec![CATALOGUE.to_owned(), format!("<</Type/Pages/Kids[{kids}]/Count {PAGES}>>")];
    objects.push(FONT.to_owned());
    let line = format!("({}) Tj 0 -1 Td ", "konwent ".repeat(12));
    objects.push(stream("", &format!("BT /F 1 Tf 0 840 Td {} ET", line.repeat(2000))));
    let page =
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>";
    objects.extend((0..PAGES).map(|_| page.to_owned()));
    pdf(&objects)
}

/// Indexes the bad file with two good ones around it under these limits. Only the bad file fails, with a
/// message that contains `parts`, and the next run remembers the failure.
#[track_caller]
fn check(bad: &[u8], limits: &[(&str, &str)], parts: &[&str]) {
    let place = Place::new();
    place.file("c/b.pdf", bad).file("c/c.html", "<p>Konwent za nim</p>");
    place.copy(&package().join("corpus/ordinances/358-2017.pdf"), "c/a.pdf");
    let index = |arguments: &[&str]| -> Value {
        let mut command = place.command(&[&["index", "--json", "c"], arguments].concat());
        let ran = command.envs(limits.iter().copied()).output().expect("the program starts");
        serde_json::from_slice(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
    };
    let report = index(&[]);
    assert_eq!(counts(&report), [2, 0, 0, 0, 1], "{report}");
    let failure = &list(&report, "failures")[0];
    assert_eq!(text(failure, "source"), "c/b.pdf");
    for part in parts {
        assert!(text(failure, "error").contains(part), "no `{part}` in {failure}");
    }
    assert_eq!(place.found(&["za nim"]), ["c"]);
    let again = index(&[]);
    assert_eq!(counts(&again), [0, 0, 2, 0, 1]);
    assert_eq!(again["failures"], report["failures"], "remembered as reported");
    assert!(again["seconds"].as_f64().expect("a number") < report["seconds"].as_f64().expect("a number"));
    let retried = index(&["--retry-failed"]);
    assert_eq!(retried["failures"], report["failures"], "retried with the same result");
}

#[test]
fn a_file_that_takes_too_much_memory_is_reported_and_the_rest_is_indexed() {
    check(&greedy(), &[("SKOROWIDZ_EXTRACT_MEMORY_MB", "300")], &["300 MB of memory", "`extract_memory_mb`"]);
}

#[test]
fn a_file_that_takes_too_much_cpu_time_is_reported_and_the_rest_is_indexed() {
    let limits = [("SKOROWIDZ_EXTRACT_CPU_SECONDS", "2"), ("SKOROWIDZ_EXTRACT_WALL_SECONDS", "100")];
    check(&endless(), &limits, &["2 s of processor time", "`extract_cpu_seconds`"]);
}

#[test]
fn a_file_that_takes_too_long_is_reported_and_the_rest_is_indexed() {
    let limits = [("SKOROWIDZ_EXTRACT_WALL_SECONDS", "5"), ("SKOROWIDZ_EXTRACT_CPU_SECONDS", "100")];
    check(&endless(), &limits, &["longer than 5 s", "`extract_wall_seconds`"]);
}

#[test]
fn a_file_with_too_much_text_is_reported_and_the_rest_is_indexed() {
    let limits = [("SKOROWIDZ_EXTRACT_OUTPUT_MB", "1")];
    check(&talkative(), &limits, &["more than 1 MB of text", "`extract_output_mb`"]);
}

#[test]
fn a_large_text_of_any_format_is_read_within_the_limits() {
    let long = "Konwent obraduje w sprawie zieleni. ".repeat(60_000);
    let line =
        format!("{{\"id\":\"a\",\"text\":\"{long}\"}}\n{{\"id\":\"b\",\"text\":\"Krótki konwent\"}}\n");
    for (name, content, source) in
        [("a.txt", &long, "c/a.txt"), ("a.md", &long, "c/a.md"), ("a.jsonl", &line, "c/a.jsonl:1")]
    {
        let place = Place::new();
        place.file(&format!("c/{name}"), content).file("c/good.md", "Dobry konwent.");
        let mut command = place.command(&["index", "--json", "c"]);
        let ran = command.env("SKOROWIDZ_EXTRACT_OUTPUT_MB", "1").output().expect("the program starts");
        let report: Value = serde_json::from_slice(&ran.stdout).expect("a report");
        let [failure] = list(&report, "failures") else { panic!("{name}: {report}") };
        assert_eq!(text(failure, "source"), source);
        assert!(text(failure, "error").contains("more than 1 MB of text"), "{name}: {failure}");
        assert!(place.found(&["dobry"]).contains(&"good".to_owned()));
        let report = place.index(&["--retry-failed", "c"], 0);
        assert_eq!(report["added"], 1, "{name}: {report}");
        assert_eq!(counts(&place.index(&["c"], 0))[..2], [0, 0], "{name}");
        assert!(place.found(&["obraduje"]).contains(&"a".to_owned()), "{name}");
    }
}

#[test]
fn a_failed_file_is_read_when_retried_under_higher_limits() {
    let place = Place::new();
    place.file("c/a.pdf", talkative());
    let mut narrow = place.command(&["index", "-q", "c"]);
    let ran = narrow.env("SKOROWIDZ_EXTRACT_OUTPUT_MB", "1").output().expect("the program starts");
    assert_eq!(ran.status.code(), Some(2));
    assert_eq!(counts(&place.index(&["c"], 2)), [0, 0, 0, 0, 1], "not retried unless requested");
    assert_eq!(counts(&place.index(&["--retry-failed", "c"], 0)), [1, 0, 0, 0, 0]);
    assert_eq!(place.found(&["konwent"]), ["a"]);
}

/// Returns the child processes of a process.
#[cfg(target_os = "linux")]
fn children(parent: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
    let of_task = |task: fs::DirEntry| fs::read_to_string(task.path().join("children")).unwrap_or_default();
    let lists: Vec<String> = tasks.map(of_task).collect();
    lists.iter().flat_map(|list| list.split_whitespace()).filter_map(|id| id.parse().ok()).collect()
}

/// The processor time, in hundredths of a second, by which a worker is known to read an endless file.
#[cfg(target_os = "linux")]
const LONG_TICKS: u64 = 300;

/// Returns the processor time of a process in user mode, in hundredths of a second.
#[cfg(target_os = "linux")]
fn cpu_ticks(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    fields.split_whitespace().nth(11).and_then(|ticks| ticks.parse().ok()).unwrap_or_default()
}

/// Indexes an endless file, sends its worker a signal, and returns the report.
#[cfg(target_os = "linux")]
fn signalled(place: &Place, signal: &str) -> Value {
    place.file("c/a.pdf", endless()).file("c/b.html", "<p>Konwent za nim</p>");
    let mut command = place.command(&["index", "--json", "c"]);
    command.env("SKOROWIDZ_EXTRACT_CPU_SECONDS", "60").env("SKOROWIDZ_EXTRACT_WALL_SECONDS", "90");
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().expect("the program starts");
    while child.try_wait().expect("a child process").is_none() {
        thread::sleep(Duration::from_millis(500));
        // The worker of the other file needs much less, however busy the machine is.
        for worker in children(child.id()).into_iter().filter(|worker| cpu_ticks(*worker) >= LONG_TICKS) {
            let _ = Command::new("kill").args([signal, &worker.to_string()]).status();
        }
    }
    let output = child.wait_with_output().expect("ended");
    serde_json::from_slice(&output.stdout).expect("a report")
}

#[cfg(target_os = "linux")]
#[test]
fn a_crashing_worker_is_reported_and_remembered() {
    let place = Place::new();
    let report = signalled(&place, "-SEGV");
    assert_eq!(counts(&report), [1, 0, 0, 0, 1], "{report}");
    let error = text(&list(&report, "failures")[0], "error");
    assert!(error.contains("crashes the reader"), "{error}");
    let again = place.index(&["c"], 2);
    assert_eq!(again["failures"], report["failures"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_killed_from_outside_is_not_blamed_on_the_file() {
    let place = Place::new();
    let report = signalled(&place, "-KILL");
    assert_eq!(counts(&report), [1, 0, 0, 0, 1], "{report}");
    let error = text(&list(&report, "failures")[0], "error");
    assert!(error.contains("its reader was killed") && error.contains("again"), "{error}");
    assert!(!place.path("index/cache").exists(), "nothing is remembered");
}

#[cfg(target_os = "linux")]
#[test]
fn a_system_limit_below_the_memory_limit_is_not_blamed_on_files() {
    let place = Place::new();
    place.copy(&package().join("corpus/ordinances/358-2017.pdf"), "c/a.pdf");
    let program = env!("CARGO_BIN_EXE_skorowidz");
    let script = format!("ulimit -v 900000; exec {program} index --json c");
    let mut shell = Command::new("/bin/sh");
    let ran = shell.args(["-c", &script]).current_dir(place.path("")).env_clear().output().expect("a shell");
    let report: Value = serde_json::from_slice(&ran.stdout).expect("a report");
    assert_eq!(counts(&report), [1, 0, 0, 0, 0], "{report}");
}

/// Returns how far this kernel supports the sandbox; prints a message if a test is skipped for it.
#[cfg(target_os = "linux")]
fn protection() -> skorowidz::extract::worker::Protection {
    let protection = skorowidz::extract::worker::protection().expect("a thread");
    protection.shortcoming().into_iter().for_each(skip);
    protection
}

#[cfg(target_os = "linux")]
#[test]
fn a_sandboxed_program_reads_only_its_data_and_writes_nothing() {
    let place = Place::new();
    place.file("data/a.txt", "Konwent").file("b.txt", "Tajne");
    let data = place.path("data");
    let confined = ["confined", "--memory-bytes", "268435456", "--cpu-seconds", "5", "--read"];
    let run = |program: &[&str]| {
        place.run(&[&confined, &[data.to_str().expect("UTF-8"), "--"][..], program].concat())
    };
    assert_eq!(run(&["/bin/cat", "data/a.txt"]).ended(0).out, "Konwent");
    assert_ne!(run(&["/bin/sh", "-c", "echo x > c.txt"]).status, 0);
    assert_eq!(fs::read(place.path("c.txt")).unwrap_or_default(), b"", "no file can grow");
    let protection = protection();
    if protection.files {
        for secret in ["b.txt", "/etc/passwd", "/proc/self/environ"] {
            assert_ne!(run(&["/bin/cat", secret]).status, 0, "{secret}");
        }
    }
    if protection.files || protection.calls {
        assert_ne!(run(&["/bin/touch", "d.txt"]).status, 0);
        assert!(!place.path("d.txt").exists(), "no file can be created");
    }
    if protection.calls {
        let forked = run(&["/bin/sh", "-c", "/bin/echo forked; :"]);
        assert!(!forked.out.contains("forked"), "no process can be forked: {forked:?}");
        assert_ne!(run(&["/bin/chmod", "777", "b.txt"]).status, 0);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_document_worker_has_no_sockets_processes_files_or_privileges() {
    use std::{
        net::{TcpListener, TcpStream, UdpSocket},
        os::unix::{fs::PermissionsExt, net::UnixStream},
    };

    use rustix::process::{Signal, getppid, kill_process};
    use skorowidz::extract::worker;

    if !protection().calls {
        return;
    }
    let place = Place::new();
    place.file("a.txt", "Konwent");
    let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
    let (path, address) = (place.path("a.txt"), listener.local_addr().expect("an address"));
    let parent = getppid().expect("a parent");
    let tried = worker::protected(move |_| {
        let all = fs::Permissions::from_mode(0o777);
        [
            ("UDP", UdpSocket::bind("127.0.0.1:0").is_ok()),
            ("TCP", TcpListener::bind("127.0.0.1:0").is_ok()),
            ("a connection", TcpStream::connect(address).is_ok()),
            ("a unix socket", UnixStream::pair().is_ok()),
            ("a process", Command::new("/bin/true").spawn().is_ok()),
            ("a pipe", std::io::pipe().is_ok()),
            ("reading", fs::read(&path).is_ok()),
            ("writing", fs::write(&path, "x").is_ok()),
            ("rights", fs::set_permissions(&path, all).is_ok()),
            ("removing", fs::remove_file(&path).is_ok()),
            ("a link", std::os::unix::fs::symlink("a", path.with_extension("b")).is_ok()),
            ("a signal", kill_process(parent, Signal::CONT).is_ok()),
        ]
    });
    let allowed: Vec<&str> =
        tried.expect("ended").into_iter().filter(|(_, is_ok)| *is_ok).map(|(name, _)| name).collect();
    assert_eq!(allowed, [""; 0]);
    assert_eq!(fs::read(place.path("a.txt")).expect("exists"), b"Konwent");
}
