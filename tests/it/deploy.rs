//! The files in `deploy` and the program agree on commands, settings, paths and ports.

use std::{collections::BTreeSet, process::Command};

use skorowidz::config::{Config, Settings, settings};

use crate::{
    harness::{Place, package},
    serve::Server,
    tidy::read,
};

fn file(name: &str) -> String {
    read(&package().join("deploy").join(name))
}

/// Returns the values of a key, such as `Exec` in `Exec=a b`.
fn values<'a>(unit: &'a str, key: &str) -> Vec<&'a str> {
    let lines = unit.lines().filter_map(|line| line.split_once('='));
    lines.filter(|(name, _)| *name == key).map(|(_, value)| value).collect()
}

/// Returns the settings that a text names as environment variables, without the prefix and in lower case.
fn variables(text: &str) -> BTreeSet<String> {
    let names = text.split("SKOROWIDZ_").skip(1);
    let names = names.map(|rest| rest.split(|c: char| !c.is_ascii_uppercase() && c != '_').next());
    names.flatten().map(str::to_lowercase).collect()
}

#[test]
fn the_units_run_commands_that_exist() {
    let place = Place::new();
    let units = [
        ("skorowidz.service", "serve"),
        ("skorowidz-index.service", "index"),
        ("skorowidz-watch.service", "index"),
        ("skorowidz-fetch.service", "fetch"),
    ];
    for (unit, command) in units {
        let text = file(unit);
        let starts = values(&text, "ExecStart");
        let words: Vec<&str> = starts[0].split(' ').collect();
        assert_eq!(
            words[..4],
            ["/usr/local/bin/skorowidz", command, "--config", "/etc/skorowidz/skorowidz.toml"]
        );
        let help = place.run(&[command, "--help"]).ended(0);
        let flags = words[4..].iter().filter(|word| word.starts_with('-'));
        flags.for_each(|flag| assert!(help.out.contains(flag), "{unit}: {flag}"));
    }
    for timer in ["skorowidz-index.timer", "skorowidz-fetch.timer"] {
        assert_eq!(values(&file(timer), "WantedBy"), ["timers.target"]);
    }
    assert!(values(&file("skorowidz.service"), "ExecReload")[0].contains("-HUP"));
}

#[test]
fn all_units_have_the_same_user_state_and_sandbox() {
    let [service, index, watch, fetch] = [
        "skorowidz.service",
        "skorowidz-index.service",
        "skorowidz-watch.service",
        "skorowidz-fetch.service",
    ]
    .map(file);
    for key in [
        "User",
        "Group",
        "StateDirectory",
        "WorkingDirectory",
        "ProtectSystem",
        "NoNewPrivileges",
        "CapabilityBoundingSet",
        "SystemCallFilter",
        "ReadOnlyPaths",
    ] {
        let values = values(&service, key);
        for unit in [&index, &watch, &fetch] {
            assert!(!values.is_empty() && values == self::values(unit, key), "{key}: {values:?}");
        }
    }
    let users = file("skorowidz.sysusers");
    assert!(users.contains(&format!("u {} ", values(&service, "User")[0])), "{users}");
    let state = format!("SKOROWIDZ_INDEX=/var/lib/{}/index", values(&service, "StateDirectory")[0]);
    assert!(values(&service, "Environment").contains(&state.as_str()));
    assert!(values(&fetch, "Environment").contains(&state.as_str()));
    let corpus =
        values(&service, "Environment").into_iter().find_map(|line| line.strip_prefix("SKOROWIDZ_CORPUS="));
    let corpus = corpus.expect("a corpus");
    for unit in [&index, &watch] {
        let ends = |key: &str| values(unit, key)[0].ends_with(corpus);
        assert!(ends("ExecStart") && ends("ReadOnlyPaths"));
    }
    for unit in [&index, &watch, &fetch] {
        // Runs end by a signal with the status that the program documents, and end their workers themselves.
        assert_eq!(values(unit, "SuccessExitStatus"), ["130"]);
        assert_eq!(values(unit, "KillMode"), ["mixed"]);
    }
}

#[test]
fn every_variable_in_the_files_is_a_setting() {
    let known: BTreeSet<String> = settings().into_iter().map(|setting| setting.name.to_owned()).collect();
    for name in [
        "skorowidz.service",
        "skorowidz-index.service",
        "skorowidz-fetch.service",
        "skorowidz-watch.service",
        "Dockerfile",
    ] {
        let named = variables(&file(name));
        assert!(!named.is_empty(), "{name}");
        assert!(named.is_subset(&known), "{name}: {named:?}");
    }
}

#[test]
fn the_image_is_built_from_existing_files_and_checks_its_own_health() {
    let text = file("Dockerfile");
    assert!(text.contains("CMD [\"skorowidz\", \"health\", \"--quiet\"]") && text.contains("USER 10001"));
    let rust = format!("FROM rust:{}-", env!("CARGO_PKG_RUST_VERSION"));
    assert!(text.contains(&rust), "the image is not built with {rust}");
    let sent = read(&package().join(".dockerignore"));
    for name in sent.lines().filter_map(|line| line.strip_prefix('!')).filter(|name| !name.contains('*')) {
        assert!(package().join(name).exists(), "{name}");
    }
    for name in ["src", "crates", "web", "askama.toml", "Cargo.lock"] {
        assert!(sent.lines().any(|line| line == format!("!{name}")), "{name} is not sent");
    }
}

#[cfg(unix)]
#[test]
fn the_image_script_finds_all_files_that_it_copies() {
    // Without a container engine on its path the script only checks.
    let ran = Command::new("bash")
        .arg(package().join("deploy/image.sh"))
        .env("PATH", tools())
        .output()
        .expect("bash starts");
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(out.contains("nothing was built"), "{out}");
}

/// A search path with the tools of a shell and no container engine.
#[cfg(unix)]
fn tools() -> std::path::PathBuf {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("tools-of-a-shell");
    std::fs::create_dir_all(&folder).expect("created");
    for name in ["bash", "dirname", "grep", "sed", "tr"] {
        let found = ["/usr/bin", "/bin"].map(|place| std::path::Path::new(place).join(name));
        let tool = found.into_iter().find(|tool| tool.exists()).expect("a tool of every Unix");
        let _ = std::os::unix::fs::symlink(tool, folder.join(name));
    }
    folder
}

#[test]
fn the_package_contains_existing_files_and_a_man_page_for_every_command() {
    let manifest: toml::Table = read(&package().join("Cargo.toml")).parse().expect("TOML");
    let package_of_debian = &manifest["package"]["metadata"]["deb"];
    for asset in package_of_debian["assets"].as_array().expect("a list") {
        let source = asset[0].as_str().expect("a path");
        let (folder, pattern) = source.rsplit_once('/').unwrap_or(("", source));
        let start = pattern.split('*').next().expect("a start");
        let is_there = || {
            let entries = std::fs::read_dir(package().join(folder)).expect("a folder");
            entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(start))
        };
        assert!(source.starts_with("target/") || is_there(), "{source}");
    }
    let place = Place::new();
    place.run(&["man", "--dir", "pages"]).ended(0);
    let help = place.run(&["--help"]).ended(0).out;
    let commands =
        help.split("Commands:").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("commands");
    let names = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for name in names.filter(|name| !name.is_empty() && *name != "help") {
        let page = read(&place.path(&format!("pages/skorowidz-{name}.1")));
        assert!(page.contains(".SH OPTIONS") && page.contains("\\-\\-index"), "{name}: {page}");
    }
    assert!(place.run(&["man"]).ended(0).out.contains("skorowidz\\-index(1)"));
}

#[test]
fn health_reports_whether_the_service_answers() {
    let server = Server::start(&Place::new());
    let place = Place::new();
    place.file("skorowidz.toml", format!("listen = \"{}\"\n", server.address));
    assert_eq!(place.run(&["health"]).ended(0).out, "ok\n");
    let ran = place.run(&["health", "--ready"]).ended(2);
    assert!(ran.err.contains("/readyz` returned status 503"), "{}", ran.err);
    drop(server);
    let ran = place.run(&["health"]).ended(2);
    assert!(ran.err.contains("no response from `http://127.0.0.1:"), "{}", ran.err);
}

#[test]
fn the_proxy_forwards_to_the_listen_address_and_its_settings_are_valid() {
    let text = file("nginx.conf");
    let config = Config::resolve(Settings::default()).expect("valid");
    assert!(text.contains(&format!("server {};", config.listen)));
    let reported = text.lines().filter_map(|line| line.strip_prefix("#     "));
    let place = Place::new();
    place.file("skorowidz.toml", reported.map(|line| format!("{line}\n")).collect::<String>());
    let json = place.run(&["config", "--json"]).ended(0).json();
    let path = json["public_url"].as_str().expect("an address").rsplit('/').next().expect("a path");
    assert!(text.contains(&format!("location /{path}/ {{")));
    assert_eq!(json["trusted_proxies"].as_array().map(Vec::len), Some(2));
    let braces = |brace: char| text.matches(brace).count();
    assert_eq!(braces('{'), braces('}'));
}

#[test]
fn the_operations_page_documents_every_file() {
    let operations = read(&package().join("docs/operations.md"));
    for entry in std::fs::read_dir(package().join("deploy")).expect("readable") {
        let name = entry.expect("readable").file_name().into_string().expect("UTF-8");
        assert!(operations.contains(&name), "docs/operations.md does not mention {name}");
    }
}
