//! Settings: defaults, then the file, then the environment, then flags; resolved and checked once.
//!
//! Every setting has one name: `listen` in the file, `SKOROWIDZ_LISTEN` in the environment,
//! `--listen` on the command line. Nothing else in the program reads the environment.

use std::{
    collections::BTreeMap,
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;

use crate::error::{Error, Result};

/// The file that is read when none is named and it exists.
pub const DEFAULT_FILE: &str = "skorowidz.toml";
const ENVIRONMENT_PREFIX: &str = "SKOROWIDZ_";

/// The checked settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The folder of the index.
    pub index: PathBuf,
    /// What `serve` indexes when the index is empty.
    pub corpus: PathBuf,
    /// Where `serve` listens; port 0 is any free port.
    pub listen: SocketAddr,
    /// The address the outside sees, without a slash at the end.
    pub public_url: Option<String>,
    /// What writing requests must present.
    pub token: Option<String>,
    /// The file of synonyms that takes the place of the built-in one.
    pub synonyms: Option<PathBuf>,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// How long a request may take before it is answered with an error.
    pub request_timeout: Duration,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Settings as written in one place; what is missing is taken from the place before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// See [`Config::index`].
    pub index: Option<PathBuf>,
    /// See [`Config::corpus`].
    pub corpus: Option<PathBuf>,
    /// See [`Config::listen`].
    pub listen: Option<String>,
    /// See [`Config::public_url`].
    pub public_url: Option<String>,
    /// See [`Config::token`].
    pub token: Option<String>,
    /// See [`Config::synonyms`].
    pub synonyms: Option<PathBuf>,
    /// See [`Config::log_format`].
    pub log_format: Option<LogFormat>,
    /// See [`Config::request_timeout`], in milliseconds.
    pub request_timeout_ms: Option<u64>,
}

impl Settings {
    /// These settings, and where they say nothing those of a place that yields to them.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            index: self.index.or(other.index),
            corpus: self.corpus.or(other.corpus),
            listen: self.listen.or(other.listen),
            public_url: self.public_url.or(other.public_url),
            token: self.token.or(other.token),
            synonyms: self.synonyms.or(other.synonyms),
            log_format: self.log_format.or(other.log_format),
            request_timeout_ms: self.request_timeout_ms.or(other.request_timeout_ms),
        }
    }

    /// Reads the variables that begin with `SKOROWIDZ_`; an empty one counts as not set.
    ///
    /// # Errors
    /// [`Error::Config`] naming a variable that is no setting or has a value of the wrong type.
    pub fn from_environment(variables: impl Iterator<Item = (String, String)>) -> Result<Self> {
        let mut table = toml::Table::new();
        for (name, value) in variables {
            let Some(key) = name.strip_prefix(ENVIRONMENT_PREFIX).map(str::to_lowercase) else { continue };
            if !value.is_empty() {
                let value = match key.as_str() {
                    "request_timeout_ms" => number(&name, &value)?,
                    _ => toml::Value::String(value),
                };
                table.insert(key, value);
            }
        }
        table.try_into().map_err(|error: toml::de::Error| {
            Error::Config(format!("environment (`{ENVIRONMENT_PREFIX}…`): {}", error.message()))
        })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Config`] naming the file, the line and what is wrong there.
    pub fn from_file(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        toml::from_str(&text)
            .map_err(|error| Error::Config(format!("`{}`: {}", path.display(), error.to_string().trim())))
    }

    /// Reads the default file where it exists.
    ///
    /// # Errors
    /// As [`Settings::from_file`].
    pub fn from_default_file() -> Result<Self> {
        match Self::from_file(Path::new(DEFAULT_FILE)) {
            Err(Error::Io { reason, .. }) if reason.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            result => result,
        }
    }
}

fn number(name: &str, value: &str) -> Result<toml::Value> {
    let number = value.parse::<i64>();
    number
        .map(toml::Value::Integer)
        .map_err(|_| Error::Config(format!("`{name}` is `{value}`: use a number")))
}

impl Config {
    /// Reads the environment and the file (`named`, or the default one) and puts the flags on top.
    ///
    /// # Errors
    /// [`Error::Config`] with everything that is wrong.
    pub fn load(flags: Settings, named: Option<&Path>) -> Result<Self> {
        let file = named.map_or_else(Settings::from_default_file, Settings::from_file)?;
        let environment = Settings::from_environment(environment().into_iter())?;
        Self::resolve(flags.or(environment).or(file))
    }

    /// Checks settings and fills in the defaults.
    ///
    /// # Errors
    /// [`Error::Config`] listing every setting that is wrong, with what would be right.
    pub fn resolve(settings: Settings) -> Result<Self> {
        let mut wrong = Vec::new();
        let listen = settings.listen.unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let listen = listen.parse().map_err(|_| {
            wrong.push(format!("`listen` is `{listen}`: use an address and a port, as in `127.0.0.1:8080`"));
        });
        if let Some(url) = &settings.public_url
            && !(url.starts_with("http://") || url.starts_with("https://"))
        {
            wrong.push(format!("`public_url` is `{url}`: begin it with `http://` or `https://`"));
        }
        if settings.request_timeout_ms == Some(0) {
            wrong.push("`request_timeout_ms` is `0`: use 1 or more".to_owned());
        }
        let (Ok(listen), true) = (listen, wrong.is_empty()) else {
            return Err(Error::Config(wrong.join("; ")));
        };
        Ok(Self {
            index: settings.index.unwrap_or_else(|| "index".into()),
            corpus: settings.corpus.unwrap_or_else(|| "corpus".into()),
            listen,
            public_url: settings.public_url.map(|url| url.trim_end_matches('/').to_owned()),
            token: settings.token,
            synonyms: settings.synonyms,
            log_format: settings.log_format.unwrap_or_default(),
            request_timeout: Duration::from_millis(settings.request_timeout_ms.unwrap_or(10_000)),
        })
    }
}

/// The variables of the environment that are text.
fn environment() -> BTreeMap<String, String> {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    std::env::vars_os().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(name: &str, value: &str) -> Result<Settings> {
        Settings::from_environment([(name.to_owned(), value.to_owned())].into_iter())
    }

    #[test]
    fn flags_win_over_environment_and_environment_over_file() {
        let listen = |text: &str| Settings { listen: Some(text.to_owned()), ..Settings::default() };
        let file: Settings = toml::from_str("listen = '127.0.0.1:1'\ncorpus = 'posts'").expect("valid");
        let settings =
            listen("127.0.0.1:3").or(environment("SKOROWIDZ_LISTEN", "127.0.0.1:2").expect("valid"));
        let config = Config::resolve(settings.or(file)).expect("valid");
        assert_eq!(config.listen.port(), 3);
        assert_eq!(config.corpus, Path::new("posts"));
        assert_eq!(config.index, Path::new("index"));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let settings = Settings {
            listen: Some("8080".to_owned()),
            public_url: Some("krakow.pl".to_owned()),
            request_timeout_ms: Some(0),
            ..Settings::default()
        };
        let message = Config::resolve(settings).expect_err("three mistakes").to_string();
        assert!(message.contains("`listen`") && message.contains("`public_url`"), "{message}");
        assert!(message.contains("`request_timeout_ms`"), "{message}");
    }

    #[test]
    fn unknown_settings_are_refused_and_empty_variables_are_not_set() {
        assert!(toml::from_str::<Settings>("lsten = ''").is_err());
        let message = environment("SKOROWIDZ_LSTEN", "x").expect_err("unknown").to_string();
        assert!(message.contains("lsten"), "{message}");
        assert!(environment("SKOROWIDZ_REQUEST_TIMEOUT_MS", "soon").is_err());
        assert_eq!(environment("SKOROWIDZ_TOKEN", "").expect("valid").token, None);
        assert_eq!(environment("HOME", "x").expect("not ours"), Settings::default());
    }
}
