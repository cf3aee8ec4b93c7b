//! Reads settings from a file and from the environment.
//!
//! Leaves the meaning of each setting to `settings`.
//!
//! Invariant: every error in a source is reported, and its valid settings are still applied.

use std::{io, path::Path};

use serde::Deserialize;
use toml::de::{DeTable, ValueDeserializer};

use super::settings::{RawValue, Settings};
use crate::regular;

/// The settings file that is read, if it exists, when no file is given.
pub const DEFAULT_FILE: &str = "skorowidz.toml";
/// The prefix of environment variables.
const PREFIX: &str = "SKOROWIDZ_";

/// Returns the environment variables that are valid UTF-8; reports ours that are not.
pub(super) fn variables(wrong: &mut Vec<String>) -> Vec<(String, String)> {
    let mut variables = Vec::new();
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else { continue };
        match value.into_string() {
            Ok(value) => variables.push((name, value)),
            Err(_) if name.starts_with(PREFIX) => {
                wrong.push(format!("environment, `{name}`: the value is not valid UTF-8"));
            }
            Err(_) => {}
        }
    }
    variables
}

/// Reads the variables that begin with `SKOROWIDZ_`; an empty variable counts as unset.
pub(super) fn environment(
    variables: impl Iterator<Item = (String, String)>,
    wrong: &mut Vec<String>,
) -> Settings {
    let mut settings = Settings::default();
    for (variable, text) in variables.filter(|(_, text)| !text.is_empty()) {
        let Some(name) = variable.strip_prefix(PREFIX) else { continue };
        let written = RawValue::InEnvironment(text);
        if let Err(reason) = settings.set(&name.to_lowercase(), &written) {
            wrong.push(format!("environment, `{variable}`: {reason}"));
        }
    }
    settings
}

/// Reads a settings file, which must exist if it `is_named`.
pub(super) fn file(path: &Path, is_named: bool, wrong: &mut Vec<String>) -> Settings {
    match regular::text(path) {
        Ok(text) => text_of_file(&path.display().to_string(), &text, wrong),
        Err(reason) if reason.kind() == io::ErrorKind::NotFound && !is_named => Settings::default(),
        Err(reason) => {
            wrong.push(format!("cannot read `{}`: {reason}", path.display()));
            Settings::default()
        }
    }
}

/// Parses the text of a settings file; `name` identifies the file in error messages.
pub(super) fn text_of_file(name: &str, text: &str, wrong: &mut Vec<String>) -> Settings {
    let line = |start: usize| text.get(..start).map_or(1, |before| before.matches('\n').count() + 1);
    let place = |start: usize| format!("`{name}`, line {}", line(start));
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        wrong.push(format!("{}: {}", place(error.span().map_or(0, |span| span.start)), error.message()));
    }
    let mut settings = Settings::default();
    for (key, value) in table.into_inner() {
        let place = place(key.span().start);
        let read = toml::Value::deserialize(ValueDeserializer::from(value));
        let read = read.map_err(|error| error.message().to_owned());
        let set = read.and_then(|value| settings.set(key.get_ref(), &RawValue::InFile(value)));
        wrong.extend(set.err().map(|reason| format!("{place}: {reason}")));
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> (Settings, Vec<String>) {
        let mut wrong = Vec::new();
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        (environment(pairs, &mut wrong), wrong)
    }

    #[test]
    fn empty_and_foreign_variables_are_ignored() {
        let read = variables(&[("SKOROWIDZ_TOKEN", ""), ("HOME", "x"), ("SKOROWIDZ_OCR", "false")]);
        assert_eq!(read, (Settings { ocr: Some(false), ..Settings::default() }, vec![]));
    }

    #[test]
    fn every_invalid_variable_is_reported_and_the_valid_ones_are_applied() {
        let given =
            [("SKOROWIDZ_LSTEN", "x"), ("SKOROWIDZ_RATE_BURST", "many"), ("SKOROWIDZ_CORPUS", "posts")];
        let (settings, wrong) = variables(&given);
        assert_eq!(settings.corpus.as_deref(), Some(Path::new("posts")));
        let expected = [
            "environment, `SKOROWIDZ_LSTEN`: unknown setting `lsten`: did you mean `listen`?",
            "environment, `SKOROWIDZ_RATE_BURST`: `rate_burst` is `\"many\"`: use an integer, 0 or more",
        ];
        assert_eq!(wrong, expected);
    }

    #[test]
    fn every_error_in_a_file_is_reported_with_its_line_and_the_rest_is_applied() {
        let text = "corpus = 'posts'\nlsten = 1\nrate_burst = 'x'\ntoken = 7\nocr = = true\n[table]\nx = 1\n";
        let mut wrong = Vec::new();
        let settings = text_of_file("s.toml", text, &mut wrong);
        assert_eq!(settings.corpus.as_deref(), Some(Path::new("posts")));
        wrong.sort();
        let message = wrong.join("\n");
        for part in [
            "`s.toml`, line 2: unknown setting `lsten`: did you mean `listen`?",
            "`s.toml`, line 3: `rate_burst` is `\"x\"`: use an integer, 0 or more",
            "`s.toml`, line 4: `token` has the wrong type: use a quoted string or a list of quoted strings",
            "`s.toml`, line 5: ",
            "`s.toml`, line 6: unknown setting `table`",
        ] {
            assert!(message.contains(part), "no `{part}` in\n{message}");
        }
    }

    #[test]
    fn a_file_given_by_name_must_exist() {
        let mut wrong = Vec::new();
        let settings = file(Path::new("no/such/file.toml"), false, &mut wrong);
        assert_eq!((settings, wrong.len()), (Settings::default(), 0));
        file(Path::new("no/such/file.toml"), true, &mut wrong);
        assert!(wrong[0].contains("`no/such/file.toml`"), "{wrong:?}");
    }
}
