//! Broken, mislabeled and hostile input is reported and survived, and never blocks the rest.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use crate::{
    harness::{Place, Ran, corpus, counts, list, package, shared, skip, text},
    serve::Server,
};

/// Ways a remedy begins, after the last colon or semicolon.
const REMEDIES: [&str; 14] = [
    "add", "check", "convert", "download", "export", "fill", "fix", "give", "remove", "rename", "save",
    "split", "use", "write",
];

/// Returns whether a message ends with a remedy.
fn has_remedy(message: &str) -> bool {
    let remedy = message.rsplit([':', ';']).next().unwrap_or_default().trim();
    REMEDIES.iter().any(|verb| remedy.starts_with(verb))
}

/// Checks the only failure in a folder with a bad file and a good one.
#[track_caller]
fn check_failure(place: &Place, name: &str, parts: &[&str]) {
    place.file("c/good.md", "# Dobry\n\nKonwent obraduje.");
    check_report(&place.index(&["c"], 2), name, parts);
    assert_eq!(place.found(&["konwent"]), ["good"]);
}

/// Checks that a report has one failure, of the file `name`, and counts one good document.
#[track_caller]
fn check_report(report: &Value, name: &str, parts: &[&str]) {
    assert_eq!(counts(report)[..2], [1, 0], "the good one is indexed: {report}");
    let [failure] = list(report, "failures") else { panic!("one failure: {report}") };
    assert_eq!(text(failure, "source"), format!("c/{name}"));
    let error = text(failure, "error");
    for part in parts {
        assert!(error.contains(part), "no `{part}` in {error}");
    }
    assert!(has_remedy(error), "no remedy in `{error}`");
}

#[track_caller]
fn check_bytes(name: &str, bytes: impl AsRef<[u8]>, parts: &[&str]) {
    let place = Place::new();
    place.file(&format!("c/{name}"), bytes);
    check_failure(&place, name, parts);
}

#[track_caller]
fn sample(name: &str) -> Vec<u8> {
    fs::read(corpus(name)).expect("a sample")
}

#[test]
fn empty_files_are_reported() {
    for name in ["empty.md", "empty.txt", "empty.html", "empty.pdf", "empty.jsonl"] {
        check_bytes(name, "", &["is empty"]);
    }
}

#[test]
fn files_of_only_white_space_are_reported() {
    for name in ["blank.md", "blank.html", "blank.txt"] {
        check_bytes(name, " \n\t\n", &["is empty"]);
    }
}

#[test]
fn a_pdf_truncated_beyond_repair_is_reported() {
    let whole = sample("ordinances/358-2017.pdf");
    check_bytes("half.pdf", &whole[..3000], &["no page"]);
    check_bytes("head.pdf", &whole[..9], &[]);
}

#[test]
fn a_password_protected_pdf_is_reported() {
    let locked = fs::read(package().join("tests/data/locked.pdf")).expect("a fixture");
    check_bytes("locked.pdf", locked, &["password", "without it"]);
}

#[test]
fn a_file_with_the_wrong_extension_is_reported_with_its_real_type() {
    check_bytes(
        "page.pdf",
        sample("news/2021-12-03-miasto-bez-barier.html"),
        &["is HTML", "rename it to .html"],
    );
    check_bytes("plain.pdf", "Zwykły tekst.\n", &["plain text", "rename"]);
    check_bytes("act.txt", sample("ordinances/358-2017.pdf"), &[]);
    check_bytes("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01", &[]);
    check_bytes("picture.pdf", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01", &["is an image"]);
}

#[test]
fn a_pdf_with_a_text_extension_is_not_indexed_as_text() {
    let pdf = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\n\
               endobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";
    for name in ["act.txt", "act.md", "act.html"] {
        check_bytes(name, pdf, &["PDF", "rename"]);
    }
}

#[test]
fn an_unknown_encoding_is_reported() {
    let junk: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    check_bytes("junk.txt", &junk, &["encoding", "UTF-8"]);
    let page = b"<html><head><meta charset=\"klingon\"><title>x</title></head><body>\xb6wiat</body></html>";
    check_bytes("page.html", page, &["`klingon`", "`utf-8`"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_is_reported() {
    let place = Place::new();
    fs::create_dir(place.path("c")).expect("created");
    std::os::unix::fs::symlink("nowhere", place.path("c/link.md")).expect("created");
    check_failure(&place, "link.md", &["cannot be read", "No such file"]);
    let place = Place::new();
    fs::create_dir(place.path("c")).expect("created");
    let made = std::process::Command::new("mkfifo").arg(place.path("c/pipe.md")).status();
    if made.is_ok_and(|status| status.success()) {
        check_failure(&place, "pipe.md", &["is not a regular file"]);
    }
    let place = Place::new();
    fs::create_dir_all(place.path("c/folder.md")).expect("created");
    place.file("c/folder.md/a.md", "Konwent w folderze.");
    assert_eq!(counts(&place.index(&["c"], 0)), [1, 0, 0, 0, 0]);
    assert_eq!(place.found(&["konwent"]), ["folder.md/a"]);
}

/// Indexes as a superuser who may not read the files of others; `None` if there is no program to do so.
#[cfg(unix)]
fn run_without_privileges(place: &Place) -> Option<Ran> {
    let mut command = Command::new("setpriv");
    command.arg("--bounding-set=-dac_override,-dac_read_search").arg(env!("CARGO_BIN_EXE_skorowidz"));
    command.args(["index", "--json", "c"]).current_dir(place.path("")).env_clear();
    Some(Ran::from(command.output().ok()?))
}

#[cfg(unix)]
#[test]
fn a_file_without_read_permission_is_reported() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::new();
    place.file("c/secret.md", "Tajne.");
    let path = place.path("c/secret.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("set");
    place.file("c/good.md", "# Dobry\n\nKonwent obraduje.");
    let reads_everything = fs::read(&path).is_ok();
    let ran = if reads_everything {
        run_without_privileges(&place)
    } else {
        Some(place.run(&["index", "--json", "c"]))
    };
    let Some(ran) = ran else { return skip("`setpriv` is not installed, and this user can read every file") };
    check_report(&ran.ended(2).json(), "secret.md", &["cannot be read", "permissions"]);
}

#[test]
fn broken_lines_of_json_are_reported_with_their_number() {
    let place = Place::new();
    let lines = "{\"id\":\"one\",\"text\":\"Konwent obraduje\"}\n{broken\n\n{\"title\":\"no id\"}\n{\"id\":\"empty\"}\n\
                 {\"id\":\"a//b\",\"text\":\"x\"}\n[1]\n{\"id\":\"one\",\"text\":\"again\"}\n{\"id\":\"two\",\"text\":\"Konwent\"}\n";
    place.file("lines.jsonl", lines);
    let report = place.index(&["lines.jsonl"], 2);
    assert_eq!(counts(&report), [2, 0, 0, 0, 6]);
    let expected =
        [(2, "JSON"), (4, "`id`"), (5, "`text`"), (6, "segment"), (7, "JSON"), (8, "already belongs to")];
    for (failure, (line, part)) in list(&report, "failures").iter().zip(expected) {
        assert_eq!(text(failure, "source"), format!("lines.jsonl:{line}"));
        let error = text(failure, "error");
        assert!(error.contains(part) && has_remedy(error), "line {line}: {error}");
    }
    assert_eq!(place.found(&["konwent"]).len(), 2);
}

#[test]
fn two_sources_of_one_id_are_both_named() {
    let place = Place::new();
    place
        .file("c/a.md", "Konwent pierwszy")
        .file("c/a.txt", "Konwent drugi")
        .file("c/b.md", "Konwent trzeci");
    let report = place.index(&["c"], 2);
    assert_eq!(counts(&report), [2, 0, 0, 0, 1]);
    let failure = &report["failures"][0];
    assert_eq!(text(failure, "source"), "c/a.txt");
    let error = text(failure, "error");
    assert!(error.contains("`a`") && error.contains("`c/a.md`") && has_remedy(error), "{error}");
    assert_eq!(place.found(&["pierwszy"]), ["a"]);
}

#[test]
fn broken_metadata_raises_a_warning_and_keeps_the_text() {
    let place = Place::new();
    place.file("c/front.md", "---\ntitle: [a\n---\n\nKonwent pierwszy.\n");
    place.file("c/side.txt", "Konwent drugi.").file("c/side.txt.yaml", "title: [a");
    place
        .file("c/kind.md", "---\nkind: blog\npublished: wczoraj\nlanguage: polski\n---\n\nKonwent trzeci.\n");
    let report = place.index(&["c"], 0);
    assert_eq!(counts(&report), [3, 0, 0, 0, 0], "{report}");
    let warned = |source: &str| -> Vec<&str> {
        let of_source = |warning: &&Value| text(warning, "source") == source;
        list(&report, "warnings").iter().filter(of_source).map(|warning| text(warning, "warning")).collect()
    };
    assert!(warned("c/front.md")[0].contains("line 1") || warned("c/front.md")[0].contains("line 2"));
    assert!(warned("c/side.txt")[0].contains("sidecar"));
    assert_eq!(warned("c/kind.md").len(), 3, "{report}");
    assert_eq!(place.found(&["konwent"]).len(), 3);
}

#[test]
fn a_sidecar_that_is_not_text_raises_a_warning_and_keeps_the_text() {
    let place = Place::new();
    place.file("c/a.txt", "Konwent czwarty.").file("c/a.txt.yaml", b"title: \xff\xfe");
    let report = place.index(&["c"], 0);
    assert_eq!((counts(&report), list(&report, "warnings").len()), ([1, 0, 0, 0, 0], 1), "{report}");
    assert_eq!(place.found(&["konwent"]), ["a"]);
}

#[test]
fn odd_file_names_become_ids_or_are_reported() {
    let place = Place::new();
    place
        .file("c/ze spacją i „cudzysłowem”.md", "Konwent spacji")
        .file("c/krako\u{301}w.md", "Konwent znaków");
    place
        .file("c/a+b&c=%41#d?.md", "Konwent adresu")
        .file("c/.md", "ukryty")
        .file("c/v1.2.final.md", "Konwent kropek");
    place.file("c/-h.md", "Konwent kreski").file("c/Łódź/Żabia.txt", "Konwent żaby");
    assert_eq!(counts(&place.index(&["c"], 0)), [6, 0, 0, 0, 0]);
    let mut found = place.found(&["konwent"]);
    found.sort_unstable();
    let mut expected =
        ["ze spacją i „cudzysłowem”", "kraków", "a+b&c=%41#d?", "v1.2.final", "-h", "Łódź/Żabia"];
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(text(&place.run(&["show", "--json", "kraków"]).json(), "id"), "kraków");
    assert_eq!(text(&place.run(&["show", "--json", "krako\u{301}w"]).json(), "id"), "kraków");
    assert_eq!(text(&place.run(&["show", "--json", "--", "-h"]).json(), "id"), "-h");
}

#[cfg(unix)]
#[test]
fn names_that_cannot_be_ids_are_reported_one_per_line() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    let place = Place::new();
    place.file("c/nowy\nwiersz.md", "Konwent");
    let long = ["d".repeat(200), "e".repeat(200), "f".repeat(200)].join("/");
    place.file(&format!("c/{long}.md"), "Konwent").file("c/good.md", "Konwent");
    fs::write(place.path("c").join(OsStr::from_bytes(b"z\xb3y.md")), "Konwent").expect("written");
    let report = place.index(&["c"], 2);
    assert_eq!(counts(&report), [1, 0, 0, 0, 3], "{report}");
    for part in ["control character", "602 bytes", "not UTF-8"] {
        let is_reported =
            |failure: &Value| text(failure, "error").contains(part) && has_remedy(text(failure, "error"));
        assert!(list(&report, "failures").iter().any(is_reported), "no `{part}` in {report}");
    }
    let ran = place.run(&["index", "c"]).ended(2);
    assert_eq!(ran.err.lines().count(), 3, "{}", ran.err);
    assert!(ran.err.lines().all(|line| line.starts_with("failed: c/")), "{}", ran.err);
}

#[test]
fn many_bad_files_at_once_are_reported_and_the_rest_is_indexed() {
    let place = Place::new();
    place.file("c/empty.md", "").file("c/junk.txt", [0, 1, 2]).file("c/lines.jsonl", "{broken\n");
    place.file("c/locked.pdf", fs::read(package().join("tests/data/locked.pdf")).expect("a fixture"));
    place.file("c/half.pdf", &sample("ordinances/358-2017.pdf")[..3000]);
    place.file("c/act.pdf", sample("ordinances/358-2017.pdf")).file("c/good.md", "Konwent");
    let report = place.index(&["c"], 2);
    assert_eq!(counts(&report), [2, 0, 0, 0, 5]);
    let again = place.index(&["c"], 2);
    assert_eq!(counts(&again), [0, 0, 2, 0, 5]);
    // Standard error contains only the lines of the report, no output of the PDF readers.
    let ran = place.run(&["index", "c"]).ended(2);
    assert!(ran.err.lines().all(|line| line.starts_with("failed: c/")), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 5);
    let sources: Vec<&str> =
        list(&report, "failures").iter().map(|failure| text(failure, "source")).collect();
    assert_eq!(sources, ["c/empty.md", "c/half.pdf", "c/junk.txt", "c/lines.jsonl:1", "c/locked.pdf"]);
}

#[test]
fn deep_nesting_and_long_lines_do_no_harm() {
    let place = Place::new();
    place
        .file("c/quotes.md", ">".repeat(50_000) + " Konwent")
        .file("c/lists.md", "- ".repeat(50_000) + "Konwent");
    place.file("c/divs.html", "<div>".repeat(50_000) + "Konwent").file("c/word.txt", "x".repeat(2_000_000));
    place.file("c/brackets.md", "[".repeat(50_000) + " Konwent").file("c/good.md", "Konwent");
    let json =
        format!("{{\"id\":\"deep\",\"x\":{}{},\"text\":\"y\"}}\n", "[".repeat(50_000), "]".repeat(50_000));
    place.file("c/deep.jsonl", json);
    let ran = place.run(&["index", "--json", "c"]);
    assert!(ran.status == 0 || ran.status == 2, "{ran:?}");
    assert!(place.found(&["konwent"]).contains(&"good".to_owned()));
}

/// Unusual queries, with the exit status of a search for each.
fn odd_queries() -> Vec<(String, i32)> {
    let odd = [
        ("x".repeat(10_000), 1),
        ("konwent ".repeat(1_250), 0),
        ("„".repeat(5_000), 1),
        ("?!.,;:()[]{}^~*\\/&|+=<>@#$%".to_owned(), 1),
        ("\"konwent".to_owned(), 0),
        ("konwent\"".to_owned(), 0),
        ("\"\"\"".to_owned(), 1),
        ("\"konwent\" \"".to_owned(), 0),
        ("title:konwent".to_owned(), 0),
        ("AND OR NOT".to_owned(), 1),
        ("Міська рада".to_owned(), 1),
        ("🐢".to_owned(), 1),
        ("konwent\u{1b}[31m\u{7}".to_owned(), 0),
        ("konwent\u{200b}\u{ad}".to_owned(), 0),
        ("- -- ---".to_owned(), 1),
        ("a\u{300}".repeat(3_000), 1),
    ];
    odd.into()
}

#[test]
fn odd_queries_on_the_command_line_are_answered() {
    let place = Place::new();
    place.file("c/a.md", "# Konwent\n\nKonwent obraduje.");
    place.index(&["c"], 0);
    for (query, status) in odd_queries() {
        let ran = place.run(&["search", "--json", "--", &query]);
        let shown: String = query.chars().take(40).collect();
        assert_eq!(ran.status, status, "`{shown}`: {}{}", ran.out, ran.err);
        assert_eq!(text(&ran.json()["query"], "text"), query);
    }
    let ran = place.run(&["search", "--json", &"x".repeat(100_000)]).ended(2);
    assert!(
        ran.out.is_empty() && ran.err.contains("100000 bytes") && ran.err.contains("at most"),
        "{}",
        ran.err
    );
    assert!(ran.err.len() < 500, "the query is not repeated");
}

/// Percent-encodes a query for a URL.
fn encoded(query: &str) -> String {
    query.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

#[test]
fn odd_queries_over_http_are_answered() {
    let place = Place::new();
    place.file("corpus/a.md", "# Konwent\n\nKonwent obraduje.");
    place.index(&[], 0);
    let server = Server::start(&place);
    let nul = [("kon\0went".to_owned(), 1), ("\0".to_owned(), 1), ("konwent\0".to_owned(), 0)];
    for (query, status) in odd_queries().into_iter().chain(nul) {
        let answer = server.get(&format!("/api/v1/search?q={}", encoded(&query)));
        let shown: String = query.chars().take(40).collect();
        assert_eq!(answer.status, 200, "`{shown}`: {}", answer.body);
        let has_hits = answer.json()["total"].as_u64().is_some_and(|total| total > 0);
        assert_eq!(has_hits, status == 0, "`{shown}`: {}", answer.body);
    }
    let answer = server.get(&format!("/api/v1/search?q={}", "x".repeat(40_000)));
    assert_eq!(answer.status, 400, "{}", answer.body);
    assert_eq!(text(&answer.json()["error"], "code"), "bad-parameter");
    // A URI over 64 kB is refused by the HTTP library itself, which sends the status alone.
    for path in ["/api/v1/search", "/search"] {
        let status = server.get(&format!("{path}?q={}", "x".repeat(100_000))).status;
        assert!(status == 400 || status == 414, "{status}");
    }
    assert_eq!(server.get("/healthz").status, 200);
}

/// Indexes a folder of files made to break PDF readers.
#[track_caller]
fn check_survived(folder: &Path) {
    let place = Place::new();
    let ran = place.run(&["index", "--json", folder.to_str().expect("UTF-8")]);
    assert!(ran.status == 0 || ran.status == 2, "{ran:?}");
    let report = ran.json();
    let files = fs::read_dir(folder).expect("exists").count() as u64;
    let [added, _, _, _, failed] = counts(&report);
    assert_eq!(added + failed, files, "every file counts: {report}");
    assert_eq!(list(&report, "failures").len() as u64, failed);
    for failure in list(&report, "failures") {
        assert!(has_remedy(text(failure, "error")), "{failure}");
    }
    assert_eq!(report["documents"], added);
    place.run(&["stats"]).ended(0);
}

#[test]
fn odd_and_broken_files_of_other_projects_are_survived() {
    let Some(folder) = shared("pdf/robust") else { return };
    check_survived(&folder);
}
