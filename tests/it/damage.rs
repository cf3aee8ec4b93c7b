//! Damaged index files: an error that names the file and the remedy, never a panic.

use std::fs;

use crate::{
    harness::Place,
    serve::{Server, until},
};

const TEXT: &str = "## Konwent o zieleni\n\n2022-09-27\n\nPrzewodniczący dzielnic rozmawiali o parkach.\n";

/// The name endings of the files of a segment, and of the file that lists the segments.
const FILES: [&str; 8] = [".store", ".idx", ".pos", ".term", ".fast", ".fieldnorm", ".del", "meta.json"];

/// Creates a place with an index of several segments, one of which has a deleted document.
fn indexed() -> Place {
    let place = Place::new();
    for number in 0..24 {
        place.file(&format!("corpus/p{number}.md"), format!("{TEXT}\nNumer {number}, park nr {number}.\n"));
    }
    place.index(&[], 0);
    place.file("corpus/p4.md", format!("{TEXT}\nZmieniony wpis.\n"));
    place.index(&[], 0);
    // Segments with many deleted documents are rewritten; how documents are spread over segments depends on
    // the machine.
    let is_deleted = (5..12).any(|number| {
        place.run(&["withdraw", &format!("p{number}")]).ended(0);
        !files(&place, ".del").is_empty()
    });
    assert!(is_deleted, "no segment keeps a deleted document");
    place
}

/// Returns the files of the live generation with this ending.
fn files(place: &Place, end: &str) -> Vec<String> {
    let generation = fs::read_to_string(place.path("index/CURRENT")).expect("exists").trim().to_owned();
    let folder = fs::read_dir(place.path(&format!("index/{generation}"))).expect("exists");
    let names = folder.map(|file| file.expect("readable").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(end)).collect();
    names.sort();
    names.into_iter().map(|name| format!("index/{generation}/{name}")).collect()
}

/// Returns damaged variants of the bytes of a file.
fn damages(whole: &[u8]) -> Vec<Vec<u8>> {
    let length = whole.len();
    let changed = |at: usize, many: usize, change: fn(u8) -> u8| {
        let mut bytes = whole.to_vec();
        bytes.iter_mut().skip(at).take(many).for_each(|byte| *byte = change(*byte));
        bytes
    };
    vec![
        whole[..length / 2].to_vec(),
        changed(0, 1, |byte| byte ^ 0x10),
        changed(length / 2, 16, |_| 0xff),
        changed(length.saturating_sub(150), 40, |byte| byte ^ 0x5a),
        changed(0, length, |_| 0),
    ]
}

#[test]
fn no_damaged_file_makes_a_command_panic() {
    let place = indexed();
    let commands: [&[&str]; 4] =
        [&["search", "park OR konwent", "--json"], &["show", "p1"], &["stats"], &["verify"]];
    for end in FILES {
        let Some(name) = files(&place, end).pop() else { panic!("no file ends in `{end}`") };
        let whole = fs::read(place.path(&name)).expect("exists");
        for (number, bytes) in damages(&whole).into_iter().enumerate() {
            place.file(&name, &bytes);
            for command in commands {
                let ran = place.run(command);
                let reported = format!("{name}, damage {number}, {command:?}: {ran:?}");
                assert!([0, 1, 2].contains(&ran.status), "{reported}");
                assert!(!ran.err.contains("panic"), "{reported}");
                let file = name.rsplit('/').next().unwrap_or_default();
                if ran.status == 2 {
                    assert!(ran.err.contains(file) && ran.err.contains("--rebuild"), "{reported}");
                }
                assert!(command != ["verify"] || ran.status == 2, "{reported}");
            }
        }
        place.file(&name, &whole);
    }
    place.run(&["verify"]).ended(0);
}

#[test]
fn a_run_does_not_update_an_index_it_cannot_read() {
    for end in [".fast", ".term", ".del"] {
        let place = indexed();
        let name = files(&place, end).pop().expect("such a file");
        let mut bytes = fs::read(place.path(&name)).expect("exists");
        bytes[0] ^= 1;
        place.file(&name, bytes);
        let ran = place.run(&["index"]).ended(2);
        let file = name.rsplit('/').next().unwrap_or_default();
        assert!(ran.err.contains(file) && ran.err.contains("index --rebuild"), "{}", ran.err);
        place.index(&["--rebuild"], 0);
        assert_eq!(place.found(&["konwent"]).len(), 10);
    }
}

#[test]
fn a_server_answers_requests_for_data_it_cannot_read() {
    let place = indexed();
    for name in files(&place, ".store") {
        let mut bytes = fs::read(place.path(&name)).expect("exists");
        let end = bytes.len() - 300;
        bytes[..end.min(400)].fill(0xff);
        place.file(&name, bytes);
    }
    let server = Server::start(&place);
    for path in
        ["/api/v1/search?q=konwent", "/api/v1/documents/p1", "/api/v1/documents/p1/text", "/api/v1/stats"]
    {
        let answer = server.get(path);
        assert!([200, 404, 500, 503].contains(&answer.status), "{path}: {} {}", answer.status, answer.body);
        if answer.status >= 500 {
            assert!(answer.json()["error"]["code"].is_string(), "{}", answer.body);
        }
    }
    until("the log names a file", || server.log().contains("index --rebuild").then_some(()));
    assert_eq!(server.get("/healthz").status, 200);
}
