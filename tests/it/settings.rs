//! Settings: the table, its copies in the documentation, and the messages about invalid settings.

use serde_json::Value;
use skorowidz::config::{example, readme_table, settings};

use crate::{
    harness::{Place, Ran, package},
    serve::{Server, until},
    tidy::read,
};

#[test]
fn the_example_file_and_the_readme_match_the_code() {
    let written = read(&package().join("skorowidz.example.toml"));
    assert_eq!(written, example(), "run `skorowidz config --example > skorowidz.example.toml`");
    let readme = read(&package().join("README.md"));
    assert!(readme.contains(&readme_table()), "the README lacks this table:\n{}", readme_table());
}

#[test]
fn all_mistakes_in_file_environment_and_flags_are_reported_together() {
    let place = Place::new();
    place.file("skorowidz.toml", "rate_brust = 3\nmax_body_mb = \"much\"\npublic_url = \"krakow.pl\"\n");
    let mut command = place.command(&["config", "--check"]);
    command.env("SKOROWIDZ_RATE_BURST", "0").env("SKOROWIDZ_METRIC", "true");
    command.env("SKOROWIDZ_TRUSTED_PROXIES", "10.0.0.0/99");
    let ran = Ran::from(command.output().expect("starts")).ended(2);
    for part in [
        "6 settings are wrong:",
        "`skorowidz.toml`, line 1: unknown setting `rate_brust`: did you mean `rate_burst`?",
        "`skorowidz.toml`, line 2: `max_body_mb` is `\"much\"`: use an integer, 0 or more",
        "environment, `SKOROWIDZ_METRIC`: unknown setting `metric`: did you mean `metrics`?",
        "`rate_burst` is `0`: use 1 to 1000000",
        "`public_url` is `krakow.pl`: start it with `http://` or `https://`",
        "`trusted_proxies` contains `10.0.0.0/99`",
    ] {
        assert!(ran.err.contains(part), "no {part} in\n{}", ran.err);
    }
    assert_eq!(ran.out, "");
}

#[test]
fn valid_settings_are_reported_as_valid() {
    let place = Place::new();
    let ran = place.run(&["config", "--check"]).ended(0);
    assert!(ran.err.contains("valid"), "{}", ran.err);
    place.file("words.txt", "RMK\n").file("skorowidz.toml", "synonyms = \"words.txt\"\n");
    let ran = place.run(&["config", "--check"]).ended(2);
    assert!(ran.err.contains("words.txt"), "{}", ran.err);
}

#[test]
fn the_effective_settings_are_shown_without_tokens() {
    let place = Place::new();
    place.file(
        "skorowidz.toml",
        "token = [\"a-very-long-secret-1\", \"a-very-long-secret-2\"]\nrate_burst = 7\n",
    );
    let ran = place.run(&["config", "--index", "elsewhere"]).ended(0);
    let shown: Vec<&str> = ran.out.lines().collect();
    assert_eq!(shown.len(), settings().len());
    for line in ["index = \"elsewhere\"", "token = [\"***\", \"***\"]", "rate_burst = 7", "max_body_mb = 64"]
    {
        assert!(shown.contains(&line), "no `{line}` in\n{}", ran.out);
    }
    place.file("shown.toml", ran.out.replace("\"***\"", "\"a-token-of-many-characters\""));
    place.run(&["config", "--check", "--config", "shown.toml"]).ended(0);
    let json = place.run(&["config", "--json"]).ended(0).json();
    assert_eq!((&json["rate_burst"], &json["index"]), (&Value::from(7), &Value::from("index")));
    assert!(!json.to_string().contains("secret"), "{json}");
}

#[test]
fn statements_with_unfilled_placeholders_raise_a_warning_but_no_error() {
    let place = Place::new();
    let checked = place.run(&["config", "--check"]).ended(0);
    assert_eq!(checked.err.matches("warning: the statement `").count(), 6, "{}", checked.err);
    assert!(
        checked.err.contains("`accessibility.pl.md`") && checked.err.contains("(uzupełnij: "),
        "{}",
        checked.err
    );
    for name in ["accessibility", "privacy"] {
        for language in ["pl", "en", "uk"] {
            place.file(&format!("own/{name}.{language}.md"), "## Tekst\n\nWszystko (naprawdę) jest.\n");
        }
    }
    place.file("own/privacy.uk.md", "Текст (заповніть) тут.");
    place.file("skorowidz.toml", "statements = \"own\"\n");
    let checked = place.run(&["config", "--check"]).ended(0);
    assert_eq!(checked.err.matches("warning").count(), 1, "{}", checked.err);
    assert!(checked.err.contains("`privacy.uk.md`"), "{}", checked.err);
    let server = Server::start(&place);
    until("the log names the statement", || {
        server.log().contains("unfilled placeholders (privacy.uk.md)").then_some(())
    });
}
