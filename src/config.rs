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

use crate::{
    error::{Error, Result},
    extract::{OcrSettings, worker::Limits},
};

/// The file that is read when none is named and it exists.
pub const DEFAULT_FILE: &str = "skorowidz.toml";
/// Where programs are looked for where the environment has no path.
const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";
const ENVIRONMENT_PREFIX: &str = "SKOROWIDZ_";
/// The settings that are numbers.
const NUMBERS: [&str; 6] = [
    "request_timeout_ms",
    "extract_memory_mb",
    "extract_cpu_seconds",
    "extract_wall_seconds",
    "extract_output_mb",
    "ocr_max_pages",
];
/// Less memory than this does not hold the program and a large font, in MB.
const MIN_MEMORY_MB: u64 = 256;
/// More than this, in MB, seconds or pages, is a slip of the keyboard.
const MAX_NUMBER: u64 = 1_000_000;

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
    /// What reading one document may take.
    pub extract: Limits,
    /// How scans are recognised; `None` where that is switched off.
    pub ocr: Option<OcrSettings>,
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
    /// See [`Limits::memory_bytes`], in MB.
    pub extract_memory_mb: Option<u64>,
    /// See [`Limits::cpu_seconds`].
    pub extract_cpu_seconds: Option<u64>,
    /// See [`Limits::wall`], in seconds.
    pub extract_wall_seconds: Option<u64>,
    /// See [`Limits::output_bytes`], in MB.
    pub extract_output_mb: Option<u64>,
    /// Whether scans are recognised.
    pub ocr: Option<bool>,
    /// See [`OcrSettings::program`].
    pub ocr_program: Option<PathBuf>,
    /// See [`OcrSettings::languages`].
    pub ocr_languages: Option<String>,
    /// See [`OcrSettings::data`].
    pub ocr_data: Option<PathBuf>,
    /// See [`OcrSettings::max_pages`].
    pub ocr_max_pages: Option<usize>,
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
            extract_memory_mb: self.extract_memory_mb.or(other.extract_memory_mb),
            extract_cpu_seconds: self.extract_cpu_seconds.or(other.extract_cpu_seconds),
            extract_wall_seconds: self.extract_wall_seconds.or(other.extract_wall_seconds),
            extract_output_mb: self.extract_output_mb.or(other.extract_output_mb),
            ocr: self.ocr.or(other.ocr),
            ocr_program: self.ocr_program.or(other.ocr_program),
            ocr_languages: self.ocr_languages.or(other.ocr_languages),
            ocr_data: self.ocr_data.or(other.ocr_data),
            ocr_max_pages: self.ocr_max_pages.or(other.ocr_max_pages),
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
                    key if NUMBERS.contains(&key) => number(&name, &value)?,
                    "ocr" => truth(&name, &value)?,
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

fn truth(name: &str, value: &str) -> Result<toml::Value> {
    let truth = value.parse::<bool>();
    truth
        .map(toml::Value::Boolean)
        .map_err(|_| Error::Config(format!("`{name}` is `{value}`: use `true` or `false`")))
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
        let extract = limits(&settings, &mut wrong);
        let ocr = ocr(&settings, &mut wrong);
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
            extract,
            ocr,
        })
    }
}

/// The limits of extraction.
fn limits(settings: &Settings, wrong: &mut Vec<String>) -> Limits {
    let mut number = |name: &str, value: Option<u64>, default: u64, least: u64| {
        let value = value.unwrap_or(default);
        if !(least..=MAX_NUMBER).contains(&value) {
            wrong.push(format!("`{name}` is `{value}`: use {least} to {MAX_NUMBER}"));
        }
        value
    };
    let memory_mb = number("extract_memory_mb", settings.extract_memory_mb, 1024, MIN_MEMORY_MB);
    let cpu_seconds = number("extract_cpu_seconds", settings.extract_cpu_seconds, 20, 1);
    let wall_seconds = number("extract_wall_seconds", settings.extract_wall_seconds, 30, 1);
    let output_mb = number("extract_output_mb", settings.extract_output_mb, 48, 1);
    Limits {
        memory_bytes: memory_mb.saturating_mul(1 << 20),
        cpu_seconds,
        wall: Duration::from_secs(wall_seconds),
        output_bytes: output_mb.saturating_mul(1 << 20),
    }
}

/// How scans are recognised, if they are.
fn ocr(settings: &Settings, wrong: &mut Vec<String>) -> Option<OcrSettings> {
    let program = settings.ocr_program.clone().unwrap_or_else(|| "tesseract".into());
    let languages = settings.ocr_languages.clone().unwrap_or_else(|| "pol".to_owned());
    let is_language = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if !languages.split('+').all(is_language) {
        wrong.push(format!("`ocr_languages` is `{languages}`: use names as in `pol` or `pol+eng`"));
    }
    let max_pages = settings.ocr_max_pages.unwrap_or(500);
    if max_pages as u64 > MAX_NUMBER {
        wrong.push(format!("`ocr_max_pages` is `{max_pages}`: use at most {MAX_NUMBER}"));
    }
    let is_on = settings.ocr.unwrap_or(true);
    is_on.then(|| OcrSettings {
        program: found_on_path(program),
        languages,
        data: settings.ocr_data.clone().map(absolute),
        max_pages,
    })
}

/// The program with its folder, where it has none and a folder of the path holds it.
fn found_on_path(program: PathBuf) -> PathBuf {
    if program.components().count() > 1 {
        return absolute(program);
    }
    let path = std::env::var_os("PATH").unwrap_or_else(|| DEFAULT_PATH.into());
    let found = std::env::split_paths(&path).map(|folder| folder.join(&program)).find(|file| file.is_file());
    found.map_or(program, absolute)
}

/// The path as it is wherever a process stands.
fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
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
