//! The command line as people and scripts use it: options, exit statuses, streams, settings and messages.

use serde_json::Value;

use crate::harness::{Place, Ran, keys, list, text};

const POST: &str = "## Konwent o zieleni\n\n2022-09-27\n\nPrzewodniczący dzielnic rozmawiali o parkach.\n";

/// Creates a place with one document in its index.
fn place() -> Place {
    let place = Place::new();
    place.file("posts/konwent.md", POST);
    place.index(&["posts"], 0);
    place
}

#[test]
fn help_and_version_are_printed_to_standard_output() {
    let place = Place::new();
    let help = place.run(&["--help"]).ended(0);
    for name in [
        "index",
        "search",
        "serve",
        "show",
        "extract",
        "analyze",
        "correct",
        "eval",
        "stats",
        "notices",
        "completions",
    ] {
        assert!(help.out.contains(&format!("\n  {name} ")), "no `{name}` in {}", help.out);
        let own = place.run(&[name, "--help"]).ended(0);
        assert!(own.out.contains("Usage: skorowidz") && own.err.is_empty(), "{own:?}");
    }
    for option in ["--index <DIR>", "--config <FILE>", "--json", "--quiet", "--verbose"] {
        assert!(help.out.contains(option), "no `{option}` in {}", help.out);
    }
    let version = place.run(&["--version"]).ended(0);
    assert_eq!(version.out, format!("skorowidz {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_search_exits_with_0_for_hits_1_for_none_and_2_for_an_error() {
    let place = place();
    place.run(&["search", "konwent"]).ended(0);
    let none = place.run(&["search", "--json", "hipopotam"]).ended(1);
    assert_eq!(none.json()["total"], 0);
    place.run(&["search", "--kind", "act"]).ended(1);
    place.run(&["search", "..."]).ended(1);
    place.run(&["search", "--kind", "post", "konwent"]).ended(2);
    place.run(&["search", "--index", "none", "konwent"]).ended(2);
}

#[test]
fn the_other_commands_exit_with_0_or_2() {
    let place = place();
    for arguments in [
        &["show", "konwent"][..],
        &["stats"],
        &["extract", "posts/konwent.md"],
        &["analyze", "konwent"],
        &["index", "posts"],
    ] {
        let ran = place.run(arguments).ended(0);
        assert!(!ran.out.is_empty() && ran.err.is_empty(), "{arguments:?}: {ran:?}");
    }
    place.file("bad/empty.md", "");
    for arguments in [
        &["show", "nothing"][..],
        &["stats", "--index", "none"],
        &["extract", "nothing.md"],
        &["extract", "bad/empty.md"],
        &["index", "bad"],
        &["index", "nowhere"],
        &["nonsense"],
        &[],
        &["search", "-q", "-v", "konwent"],
    ] {
        let ran = place.run(arguments).ended(2);
        assert!(!ran.err.is_empty(), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn error_messages_include_a_remedy() {
    let place = place();
    place.file("bad/empty.md", "").file("note.pptx", "x").file("bad.toml", "index = 'index'\nlsten = 'x'\n");
    place.file("listen.toml", "listen = '8080'\n");
    let mut errors = Vec::new();
    for arguments in [
        &["search", "--index", "none", "konwent"][..],
        &["search", ""],
        &["search", "--kind", "post", "konwent"],
        &["search", "--from", "27/09/2022", "konwent"],
        &["search", "--from", "2023-01-01", "--to", "2022-01-01", "konwent"],
        &["search", "--per-page", "101", "konwent"],
        &["search", "--page", "1001", "konwent"],
        &["search", "--sort", "best", "konwent"],
        &["search", "--district", "XIX", "konwent"],
        &["search", "--facets", "colour", "konwent"],
        &["show", "nothing"],
        &["show", "a//b"],
        &["extract", "nothing.md"],
        &["extract", "note.pptx"],
        &["extract", "bad/empty.md"],
        &["index", "bad"],
        &["index", "nowhere"],
        &["analyze", "--lang", "plx", "konwent"],
        &["stats", "--config", "bad.toml"],
        &["stats", "--config", "listen.toml"],
        &["serve", "--listen", "here"],
        &["completions", "cmd"],
    ] {
        let ran = place.run(arguments).ended(2);
        let before_summary = if arguments[0] == "index" { "" } else { ran.out.as_str() };
        assert_eq!(before_summary, "", "{arguments:?}");
        errors.push(format!("$ skorowidz {}\n{}\n", arguments.join(" "), ran.err.trim_end()));
    }
    insta::assert_snapshot!("errors", errors.concat());
}

#[test]
fn a_message_says_each_thing_only_once() {
    let place = place();
    for arguments in [
        &["stats", "--config", "nothing.toml"][..],
        &["eval", "--queries", "nothing.jsonl", "--qrels", "nothing.tsv"],
    ] {
        let errors = place.run(arguments).ended(2).err;
        assert_eq!(errors.matches("No such file or directory").count(), 1, "{errors}");
    }
}

#[test]
fn what_is_wrong_with_a_file_names_the_file_to_mend() {
    let place = Place::new();
    place.file("posts/konwent.md", POST).file("posts/konwent.md.yaml", "title: [a, b]\n");
    place
        .file("posts/line.jsonl", "{\"id\":\"a\",\"text\":\"b\"}\nx\n")
        .file("mail.docx", "From: a@b.pl\nTo: c@d.pl\n\nT");
    let said = |arguments: &[&str], status| place.run(arguments).ended(status).err;
    for (path, part) in [
        ("nothing.md", "`nothing.md` does not exist: check the path"),
        ("nothing.xyz", "`nothing.xyz` does not exist: check the path"),
        ("posts", "`posts` is a folder: name a file in it"),
        ("mail.docx", "`mail.docx` is an e-mail by its content: rename it to `.eml`"),
    ] {
        let told = said(&["extract", path], 2);
        assert!(told.contains(part), "{told}");
    }
    let told = said(&["index", "posts"], 2);
    for part in ["sidecar `konwent.md.yaml` is ignored: metadata is not valid YAML", "line 1", "at column 1)"]
    {
        assert!(told.contains(part), "no `{part}` in {told}");
    }
}

#[test]
fn common_options_are_accepted_before_and_after_the_command() {
    let place = Place::new();
    place.file("posts/konwent.md", POST);
    place.run(&["--index", "here", "index", "posts"]).ended(0);
    for arguments in [
        &["--index", "here", "--json", "stats"][..],
        &["stats", "--json", "--index", "here"],
        &["--json", "stats", "--index", "here"],
        &["--index", "here", "show", "konwent", "--json"],
        &["show", "--json", "konwent", "--index", "here"],
        &["--json", "--index", "here", "search", "konwent"],
        &["search", "--json", "--index", "here", "konwent"],
    ] {
        let found = place.run(arguments).ended(0).json();
        assert!(found.is_object(), "{arguments:?}");
    }
    assert!(!place.path("index").exists());
}

#[test]
fn search_options_are_accepted_after_the_query_too() {
    let place = Place::new();
    place.file("posts/konwent.md", POST).file("posts/page.txt", "Konwent bez daty.");
    place.run(&["index", "posts", "--index", "here"]).ended(0);
    let found =
        place.run(&["search", "konwent", "--json", "--index", "here", "--kind", "news"]).ended(0).json();
    assert_eq!((text(&found["query"], "text"), &found["total"]), ("konwent", &1.into()));
    let found = place.run(&["--index", "here", "search", "konwent", "parki", "--json"]).ended(0).json();
    assert_eq!(text(&found["query"], "text"), "konwent parki");
    let first = place.run(&["--index", "here", "search", "--json", "konwent -daty"]).ended(0).json();
    assert_eq!(first["total"], 1);
    let ended = place.run(&["--index", "here", "search", "--json", "--", "-daty"]).ended(0).json();
    assert_eq!((text(&ended["query"], "text"), &ended["total"]), ("-daty", &1.into()));
}

#[test]
fn with_json_standard_output_is_exactly_one_document() {
    let place = place();
    place.file("more/a.txt", "Tekst.").file("more/empty.md", "");
    for (arguments, status) in [
        (&["search", "--json", "konwent"][..], 0),
        (&["search", "--json", "-v", "hipopotam"], 1),
        (&["index", "--json", "more"], 2),
        (&["index", "--json", "-v", "posts"], 0),
        (&["show", "--json", "konwent"], 0),
        (&["extract", "--json", "posts/konwent.md"], 0),
        (&["stats", "--json"], 0),
    ] {
        let ran = place.run(arguments).ended(status);
        assert!(ran.json().is_object(), "{arguments:?}");
        assert_eq!(ran.out.lines().count(), 1, "{arguments:?}: {}", ran.out);
    }
    for arguments in [&["show", "--json", "nothing"][..], &["search", "--json", "--page", "0", "a"]] {
        assert_eq!(place.run(arguments).ended(2).out, "", "{arguments:?}");
    }
}

#[test]
fn a_report_has_the_fields_of_the_contract() {
    let place = Place::new();
    place.file("c/a.md", POST).file("c/b.md", "").file("c/a.md.yaml", "kind: blog\n");
    let report = place.index(&["c"], 2);
    let expected = [
        "added",
        "deleted",
        "documents",
        "failed",
        "failures",
        "seconds",
        "unchanged",
        "updated",
        "warnings",
    ];
    assert_eq!(keys(&report), expected);
    assert_eq!(keys(&report["failures"][0]), ["error", "source"]);
    assert_eq!(keys(&report["warnings"][0]), ["source", "warning"]);
    assert_eq!((&report["documents"], text(&report["failures"][0], "source")), (&1.into(), "c/b.md"));
}

#[test]
fn the_human_readable_report_is_one_line_with_problems_on_standard_error() {
    let place = Place::new();
    place.file("c/a.md", POST).file("c/b.md", "").file("c/a.md.yaml", "kind: blog\n");
    let ran = place.run(&["index", "c"]).ended(2);
    assert!(
        ran.out.starts_with("1 added, 0 updated, 0 unchanged, 0 deleted, 1 failed; 1 documents"),
        "{ran:?}"
    );
    assert!(ran.err.contains("failed: c/b.md: is empty") && ran.err.contains("warning: c/a.md: "), "{ran:?}");
    let quiet = place.run(&["-q", "index", "--rebuild"]).ended(2);
    assert_eq!(quiet.out, "");
    assert!(quiet.err.contains("failed: c/b.md") && !quiet.err.contains("warning"), "{quiet:?}");
}

#[test]
fn a_human_readable_hit_shows_title_location_and_snippets() {
    let ran = place().run(&["search", "konwent"]).ended(0);
    let (_, hit) = ran.out.split_once("1 found").expect("a count");
    for part in ["1. Konwent o zieleni\n", " konwent", "news", "2022-09-27", "rozmawiali o parkach."] {
        assert!(hit.contains(part), "no `{part}` in {}", ran.out);
    }
}

/// Parses the tokens of each line.
#[track_caller]
fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn each_line_of_standard_input_yields_a_line_of_tokens() {
    let ran = Place::new().feed(&["analyze", "--json"], "Żółw i łoś\n\n...\r\n358/2017 Konwentu").ended(0);
    let lines = lines(&ran);
    assert_eq!(lines.len(), 4, "{}", ran.out);
    assert_eq!((&lines[1], &lines[2]), (&Value::Array(Vec::new()), &Value::Array(Vec::new())));
    let token = &lines[0][2];
    assert_eq!(keys(token), ["end", "position", "start", "terms", "text"]);
    assert_eq!((text(token, "text"), &token["position"]), ("łoś", &2.into()));
    assert_eq!((&token["start"], &token["end"]), (&10.into(), &15.into()), "bytes of the line");
    assert_eq!(text(&lines[3][0], "text"), "358/2017");
    assert_eq!(text(&lines[3][1], "text"), "konwentu");
}

#[test]
fn offsets_are_bytes_of_the_line_as_given() {
    let line = "„Zażółć” gęślą – KRAKO\u{301}W, 13.02.2017 r. (Łagiewniki-Borek) 🐢 łódź";
    let ran = Place::new().run(&["analyze", "--json", line]).ended(0);
    let tokens = ran.json();
    let words: Vec<&str> = tokens
        .as_array()
        .expect("tokens")
        .iter()
        .map(|token| {
            let at = |name: &str| token[name].as_u64().expect("a number") as usize;
            &line[at("start")..at("end")]
        })
        .collect();
    let day = ["13.02.2017", "13.02.2017"];
    let district = ["Łagiewniki", "Łagiewniki-Borek", "Borek"];
    let expected = [&["Zażółć", "gęślą", "KRAKO\u{301}W"][..], &day, &["r"], &district, &["łódź"]].concat();
    assert_eq!(words, expected);
    let positions: Vec<u64> = tokens
        .as_array()
        .expect("tokens")
        .iter()
        .map(|token| token["position"].as_u64().expect("a number"))
        .collect();
    assert_eq!(positions, [0, 1, 2, 3, 3, 4, 5, 5, 6, 7]);
    assert_eq!(text(&tokens[2], "text"), "kraków");
}

#[test]
fn a_query_is_analyzed_as_a_query_and_reasons_are_explained_on_request() {
    let place = Place::new();
    let terms = |arguments: &[&str]| {
        let tokens = place.run(&[&["analyze", "--json"], arguments].concat()).ended(0).json();
        list(&tokens[0], "terms").to_vec()
    };
    assert!(!terms(&["zarządzenie"]).is_empty());
    let asked = terms(&["--query", "zarzadzenie"]);
    assert!(terms(&["zarządzenie"]).iter().any(|term| asked.contains(term)), "{asked:?}");
    let explained = place.run(&["analyze", "--json", "--explain", "Konwent 358/2017"]).ended(0).json();
    for token in explained.as_array().expect("tokens") {
        assert!(!text(token, "reason").is_empty(), "{token}");
    }
    let shown = place.run(&["analyze", "Konwent"]).ended(0).out;
    assert!(shown.contains("0-7  konwent  ->"), "{shown}");
    assert!(!place.path("index").exists(), "analyzing neither needs nor creates an index");
}

#[test]
fn completions_for_every_shell_include_all_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = Place::new().run(&["completions", shell]).ended(0);
        for name in ["skorowidz", "search", "extract", "per-page"] {
            assert!(ran.out.contains(name), "no `{name}` for {shell}");
        }
    }
}

#[test]
fn completions_know_the_kinds_orders_and_facets_of_a_search() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = Place::new().run(&["completions", shell]).ended(0);
        for name in ["ordinance", "newest", "status", "XVIII"] {
            assert!(ran.out.contains(name), "no `{name}` for {shell}");
        }
    }
}

#[test]
fn flags_override_the_environment_and_the_environment_overrides_the_file() {
    // Only the harness knows which index in a cluster a folder has, and not from variables.
    let place = Place::with_own_settings();
    for (name, text) in [("default", "alfa"), ("file", "beta"), ("variable", "gamma"), ("flag", "delta")] {
        let folder = format!("{name}-posts");
        place.file(&format!("{folder}/{name}.txt"), text);
        let index = if name == "default" { "index" } else { name };
        place.run(&["--index", index, "index", &folder]).ended(0);
    }
    let check = |variable: Option<&str>, arguments: &[&str], expected: &str| {
        let mut command = place.command(&[arguments, &["show", expected]].concat());
        command.envs(variable.map(|value| ("SKOROWIDZ_INDEX", value)));
        Ran::from(command.output().expect("starts")).ended(0);
    };
    check(None, &[], "default");
    check(Some("variable"), &[], "variable");
    check(Some(""), &[], "default");
    place.file("skorowidz.toml", "index = 'file'\n").file("other.toml", "index = 'flag'\n");
    check(None, &[], "file");
    check(None, &["--config", "other.toml"], "flag");
    check(Some("variable"), &[], "variable");
    check(Some("variable"), &["--config", "other.toml"], "variable");
    check(Some("variable"), &["--index", "flag"], "flag");
}

#[test]
fn an_unknown_setting_is_refused_in_every_source() {
    let place = place();
    let mut command = place.command(&["stats"]);
    let ran = Ran::from(command.env("SKOROWIDZ_INDEKS", "x").output().expect("starts")).ended(2);
    assert!(ran.err.contains("indeks") && ran.err.contains("`index`"), "{}", ran.err);
    place.file("skorowidz.toml", "corpus = 'posts'\ntokn = 'x'\n");
    let ran = place.run(&["stats"]).ended(2);
    assert!(
        ["skorowidz.toml", "tokn", "line 2", "`token`"].iter().all(|part| ran.err.contains(part)),
        "{}",
        ran.err
    );
}

#[test]
fn without_a_path_the_configured_corpus_is_indexed() {
    let place = Place::new();
    place.file("corpus/a.md", POST).file("posts/b.md", POST);
    place.run(&["index"]).ended(0);
    assert_eq!(place.found(&["konwent"]), ["a"]);
    let mut command = place.command(&["index"]);
    Ran::from(command.env("SKOROWIDZ_CORPUS", "posts").output().expect("starts")).ended(0);
    assert_eq!(place.found(&["konwent"]).len(), 2);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_not_an_error() {
    use std::process::Command;

    let place = Place::new();
    place.file("big.txt", "Konwent obradował o zieleni, o parkach i o budżecie.\n".repeat(40_000));
    let program = env!("CARGO_BIN_EXE_skorowidz");
    let script = format!("{{ '{program}' analyze < big.txt; echo \"status $?\" >&2; }} | head -1");
    let output = Command::new("sh").args(["-c", &script]).current_dir(place.path(".")).output();
    let ran = Ran::from(output.expect("a shell"));
    assert_eq!(ran.out.lines().count(), 1, "{ran:?}");
    assert_eq!(ran.err.trim(), "status 0");
}

#[test]
fn control_characters_in_a_document_never_reach_the_terminal() {
    let place = Place::new();
    let line = r#"{"id":"e","title":"Zły \u001b[31mkonwent\u0007","text":"Konwent \u001b]0;x\u0007 i \u009b2J koniec","url":"https://example.org/\u001b[2J"}"#;
    let post = "---\ntitle: \"Konwent \\e[31m\"\nlead: \"a \\e[2J\"\n---\nKonwent \u{1b}[1m obraduje o wielu sprawach ";
    let text = "miasta i dzielnic, o zieleni i o drogach, ".repeat(5);
    place.file("c/e.jsonl", line).file("c/post.md", format!("{post}{text}\n")).file("c/\u{1b}[31m.md", "x");
    let mut shown = vec![place.run(&["index", "c"])];
    assert_eq!(shown[0].status, 2);
    for arguments in [
        &["search", "konwent"][..],
        &["search", "--explain", "\u{1b}[31m konwent"],
        &["show", "e"],
        &["show", "post"],
        &["show", "\u{1b}[31m"],
        &["extract", "c/post.md"],
        &["extract", "c/\u{1b}[31m.md"],
        &["extract", "\u{1b}[31m.md"],
        &["analyze", "konwent \u{1b}[31m \u{9b}2J"],
        &["search", "--kind", "\u{1b}[31m", "konwent"],
    ] {
        shown.push(place.run(arguments));
    }
    for ran in shown {
        for stream in [&ran.out, &ran.err] {
            let odd = stream.chars().find(|c| c.is_control() && !"\n\t".contains(*c));
            assert_eq!(odd, None, "{ran:?}");
        }
    }
}
