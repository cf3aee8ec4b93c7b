//! No file name or content reaches a terminal or a log line as a control sequence.

use serde_json::{Value, json};

use crate::{
    harness::Place,
    serve::{Server, until},
};

/// A name that forges a line, colors the terminal, rings its bell and reverses the text after it.
const NAME: &str = "a\n2026-01-01T00:00:00Z ERROR forged\r\u{1b}[31m\u{7}\u{9b}\u{202e}\u{2066}";
const SHOWN: &str = r"a\n2026-01-01T00:00:00Z ERROR forged\r\u{1b}[31m\u{7}\u{9b}\u{202e}\u{2066}";

/// Returns whether a terminal would only display this text.
fn is_safe(text: &str) -> bool {
    let is_direction = |c| ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
    !text.chars().any(|c| c.is_control() && c != '\n' || is_direction(c))
}

#[cfg(unix)]
#[test]
fn every_command_escapes_file_names() {
    let place = Place::new();
    place.file(&format!("corpus/{NAME}.pdf"), "no PDF");
    let ran = place.run(&["index"]).ended(2);
    assert!(is_safe(&ran.out) && is_safe(&ran.err), "{:?}", ran.err);
    assert!(ran.err.contains(SHOWN), "{}", ran.err);
    assert!(!ran.err.lines().any(|line| line.starts_with("2026-01-01")), "{}", ran.err);
    let file = format!("corpus/{NAME}.pdf");
    for arguments in [
        vec!["extract", &file],
        vec!["show", NAME],
        vec!["search", NAME, "--kind", NAME],
        vec!["index", NAME],
        vec!["restore", NAME],
        vec!["--config", NAME, "stats"],
        vec!["withdraw", NAME],
    ] {
        let ran = place.run(&arguments);
        assert!(is_safe(&ran.out) && is_safe(&ran.err), "{arguments:?}: {:?}{:?}", ran.out, ran.err);
        assert!(!ran.err.lines().any(|line| line.starts_with("2026-01-01")), "{}", ran.err);
    }
}

#[test]
fn titles_and_texts_are_escaped() {
    let place = Place::new();
    let document =
        json!({"id": "a", "title": format!("Konwent {NAME}"), "text": format!("zieleń \u{202e}{NAME}")});
    place.file("corpus/a.jsonl", format!("{document}\n"));
    place.index(&[], 0);
    for arguments in [
        vec!["search", "zieleń"],
        vec!["show", "a"],
        vec!["search", "--json", "zieleń"],
        vec!["show", "--json", "a"],
    ] {
        let ran = place.run(&arguments).ended(0);
        assert!(is_safe(&ran.out.replace('\t', " ")), "{arguments:?}: {:?}", ran.out);
    }
    let found = place.search(&["zieleń"]);
    let text = found["hits"][0]["snippets"][0]["text"].as_str().expect("a snippet");
    assert!(text.contains('\u{202e}'), "JSON keeps the text unchanged: {text:?}");
}

#[cfg(unix)]
#[test]
fn every_line_of_a_json_log_is_an_object_from_the_first_line_on() {
    let place = Place::new();
    place.file(&format!("corpus/{NAME}.pdf"), "no PDF").file("corpus/b.md", crate::serve::POST);
    let variables = [("SKOROWIDZ_LOG_FORMAT", "json")];
    let mut server = Server::with(&place, &[], &variables);
    until("the corpus is indexed", || server.log().contains("\"indexed\"").then_some(()));
    server.terminate(rustix::process::Signal::TERM);
    let log = server.log();
    assert!(is_safe(&log), "{log:?}");
    let events: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    assert_eq!(events[0]["fields"]["message"], format!("listening on http://{}", server.address));
    let failure = events
        .iter()
        .find_map(|event| event["fields"]["message"].as_str().filter(|text| text.contains("forged")));
    assert!(failure.is_some_and(|message| message.contains(SHOWN) || message.contains(NAME)), "{log}");
}

#[cfg(unix)]
#[test]
fn a_text_log_escapes_names_and_has_one_line_per_event() {
    let place = Place::new();
    place.file(&format!("corpus/{NAME}.pdf"), "no PDF").file("corpus/b.md", crate::serve::POST);
    let mut server = Server::start(&place);
    until("the corpus is indexed", || server.log().contains("indexed").then_some(()));
    server.terminate(rustix::process::Signal::TERM);
    let log = server.log();
    assert!(is_safe(&log) && log.contains(SHOWN), "{log:?}");
    assert!(!log.lines().any(|line| line.starts_with("2026-01-01")), "{log}");
}
