//! Snapshots of what people and programs see: help, JSON responses, pages, the feed and the API description.
//!
//! `INSTA_UPDATE=always cargo test --test it interface` writes them again; review the difference.

use serde_json::Value;

use crate::{
    harness::{Place, package},
    serve::Server,
};

/// Patterns of what differs between runs, each with its replacement.
const VARIABLE: [(&str, &str); 8] = [
    (r"127\.0\.0\.1:\d+", "[address]"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+\d\d:\d\d)", "[moment]"),
    (r#""took_ms": [\d.]+"#, r#""took_ms": [time]"#),
    (r"\b[0-9a-f]{16,64}\b", "[hash]"),
    (r"\d{1,2} \w+ \d{4}, \d\d:\d\d", "[now]"),
    (r"\?v=[0-9a-f]+", "?v=[version]"),
    (r"urn:uuid:[0-9a-f-]+", "urn:uuid:[id]"),
    (r"polish-\d+-\w+", "polish-[version]"),
];

/// A folder with an act, and a post that names it.
fn place() -> Place {
    let place = Place::new();
    place.copy(&package().join("corpus/ordinances/358-2017.pdf"), "corpus/358-2017.pdf").file(
        "corpus/konwent.md",
        "---\ntitle: Konwent o zieleni\npublished: 2022-09-27\nkind: news\n---\n\n# Parki\n\nPrzewodniczący \
         dzielnic rozmawiali o parkach <miejskich> i o zarządzeniu nr 358/2017.\n",
    );
    place.index(&["corpus"], 0);
    place
}

#[track_caller]
fn check(name: &str, shown: &str) {
    insta::with_settings!({ filters => VARIABLE.to_vec(), omit_expression => true }, {
        insta::assert_snapshot!(format!("interface-{name}"), shown);
    });
}

#[track_caller]
fn check_json(name: &str, answer: &Value) {
    check(name, &serde_json::to_string_pretty(answer).expect("JSON"));
}

/// Returns the names of the commands that a help text lists.
fn commands(help: &str) -> Vec<&str> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    listed
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .collect()
}

#[test]
fn the_help_of_every_command() {
    let place = Place::new();
    let top = place.run(&["--help"]).ended(0).out;
    let mut shown = format!("$ skorowidz --help\n{top}");
    for name in commands(&top) {
        let help = place.run(&[name, "--help"]).ended(0).out;
        shown.push_str(&format!("\n$ skorowidz {name} --help\n{help}"));
    }
    check("help", &shown);
}

#[test]
fn the_json_of_the_command_line() {
    let place = place();
    check_json("search-json", &place.search(&["parki", "--facets", "kind,year"]));
    check_json("show-json", &place.run(&["show", "--json", "konwent"]).ended(0).json());
}

#[test]
fn the_responses_of_the_api() {
    let place = place();
    let server = Server::start(&place);
    for (name, path) in [
        ("api-search", "/api/v1/search?q=zarzadzenie+konwent&facets=kind"),
        ("api-document", "/api/v1/documents/konwent"),
        ("api-suggest", "/api/v1/suggest?q=konw"),
        ("api-error", "/api/v1/search?q=konwent&kind=memo"),
    ] {
        check_json(name, &server.get(path).json());
    }
}

/// Returns the last part of a reference to a component, or the type of a schema.
fn name_of(schema: &Value) -> String {
    let reference = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    reference.map_or_else(|| schema["type"].to_string().replace('"', ""), str::to_owned)
}

/// Outlines an OpenAPI document: of each operation the parameters, the body and the responses; the fields of
/// each schema.
fn outline(openapi: &Value) -> String {
    let mut lines = Vec::new();
    for (path, operations) in openapi["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            lines.push(format!("{} {path}", method.to_uppercase()));
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let required = if parameter["required"] == true { ", required" } else { "" };
                let (name, place) = (&parameter["name"], &parameter["in"]);
                lines.push(format!("  {place} {name}: {}{required}", name_of(&parameter["schema"])));
            }
            for kind in
                operation["requestBody"]["content"].as_object().into_iter().flat_map(|body| body.keys())
            {
                lines.push(format!("  body {kind}"));
            }
            for (status, response) in operation["responses"].as_object().expect("responses") {
                let contents = response["content"].as_object().into_iter().flatten();
                let contents: Vec<_> = contents
                    .map(|(kind, content)| format!("{kind} {}", name_of(&content["schema"])))
                    .collect();
                lines.push(format!("  {status} {}", contents.join(", ")));
            }
        }
    }
    for (name, schema) in openapi["components"]["schemas"].as_object().expect("schemas") {
        let fields = schema["properties"].as_object().into_iter().flat_map(|fields| fields.keys());
        lines.push(format!("{name}: {}", fields.cloned().collect::<Vec<_>>().join(", ")));
    }
    lines.join("\n").replace('"', "")
}

#[test]
fn the_description_of_the_api() {
    let description = Place::new().run(&["openapi"]).ended(0).json();
    check("openapi", &outline(&description));
}

#[test]
fn the_pages_and_the_feed() {
    let place = place();
    let server = Server::start(&place);
    for (name, path) in [
        ("page-start", "/"),
        ("page-results", "/?q=parki"),
        ("page-no-results", "/?q=hipopotam"),
        ("page-document", "/documents/konwent?q=parki"),
        ("page-not-found", "/documents/nothing"),
        ("feed", "/feed.atom"),
    ] {
        check(name, &server.get(path).body);
    }
}
