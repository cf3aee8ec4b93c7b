//! Settings: defaults, then the file, then the environment, then flags; resolved and checked once.
//!
//! Every setting has one name: `listen` in the file, `SKOROWIDZ_LISTEN` in the environment, for some
//! `--listen` on the command line. `settings` is the table of all, `places` reads where they stand, `example`
//! writes them, `live` holds those of a running server. Nothing else in the program reads the environment.
//! Always holds: everything that is wrong, in all places, is told at once.

mod example;
mod live;
mod places;
mod settings;
mod tokens;
mod value;

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use ipnet::IpNet;

use crate::{
    document::quoted::Escaped,
    error::{Error, Result},
    extract::{OcrSettings, worker::Limits},
};
pub use example::{example, readme_table};
pub use live::LiveConfig;
pub use settings::{Applied, Setting, Settings, settings};
pub use tokens::Tokens;
pub use value::Secrets;

use settings::Values;

/// The file that is read when none is named and it exists.
pub const DEFAULT_FILE: &str = "skorowidz.toml";
/// Where programs are looked for where the environment has no path.
const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// The checked settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The folder of the index.
    pub index: PathBuf,
    /// What `serve` indexes when the index is empty.
    pub corpus: PathBuf,
    /// The share of a root's documents that a run may delete, in percent.
    pub deletions_percent: u64,
    /// So many deletions are never refused where there are other documents.
    pub deletions_free: u64,
    /// Where `serve` listens; port 0 is any free port.
    pub listen: SocketAddr,
    /// The address the outside sees, without a slash at the end.
    pub public_url: Option<String>,
    /// What the search is called.
    pub site_name: String,
    /// Who runs it; may be empty.
    pub operator: String,
    /// The e-mail address of those who run it; may be empty.
    pub contact: String,
    /// The folder of the administrator's own statements.
    pub statements: Option<PathBuf>,
    /// What writing requests must present.
    pub token: Tokens,
    /// Whether searching and reading need no token.
    pub public_search: bool,
    /// The proxies whose word about their clients is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Requests of one client a second; 0: no limit.
    pub rate_per_second: u64,
    /// Requests of one client at once.
    pub rate_burst: u64,
    /// Connections open at a time.
    pub max_connections: usize,
    /// Requests being answered at a time; 0: chosen by the number of cores.
    pub max_requests: usize,
    /// Answers under way to one client.
    pub max_answers_per_client: u64,
    /// In KB of 2^10 bytes, how fast a client must take an answer for which its connection has no room; 0: no limit.
    pub answer_min_kb_per_second: u64,
    /// The time over which that is measured.
    pub answer_window_ms: u64,
    /// The memory of all answers that are being made, in MB of 2^20 bytes.
    pub max_answers_mb: u64,
    /// The largest body of a writing request, in MB of 2^20 bytes.
    pub max_body_mb: u64,
    /// How long a connection may rest, or take to send the header of a request.
    pub header_timeout_ms: u64,
    /// How long the body of a request may make no progress.
    pub body_timeout_ms: u64,
    /// How long a search or a reading request may take before it is answered with an error.
    pub request_timeout: Duration,
    /// How long a write waits for others, to become durable together with them.
    pub group_commit_ms: u64,
    /// Whether it is counted what is searched for.
    pub queries: bool,
    /// For how many days these counts are kept.
    pub queries_days: u64,
    /// What was searched for less often is not shown.
    pub queries_min_count: u64,
    /// Whether `/metrics` is served.
    pub metrics: bool,
    /// The file of synonyms that takes the place of the built-in one.
    pub synonyms: Option<PathBuf>,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// What reading one document may take.
    pub extract: Limits,
    /// How scans are recognised; `None` where that is switched off.
    pub ocr: Option<OcrSettings>,
    /// What all this was made of.
    values: Values,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// Reads the environment and the file (`named`, or the default one) and puts the flags on top.
    ///
    /// # Errors
    /// [`Error::Config`] with everything that is wrong.
    pub fn load(flags: Settings, named: Option<&Path>) -> Result<Self> {
        let mut wrong = Vec::new();
        let file = places::file(named.unwrap_or(Path::new(DEFAULT_FILE)), named.is_some(), &mut wrong);
        let environment = places::environment(variables(&mut wrong).into_iter(), &mut wrong);
        Self::checked(flags.or(environment).or(file).filled(), wrong)
    }

    /// Checks settings and fills in the defaults.
    ///
    /// # Errors
    /// [`Error::Config`] listing every setting that is wrong, with what would be right.
    pub fn resolve(settings: Settings) -> Result<Self> {
        Self::checked(settings.filled(), Vec::new())
    }

    /// Checks the values; `wrong` is what was found wrong before.
    fn checked(values: Values, mut wrong: Vec<String>) -> Result<Self> {
        values.check_ranges(&mut wrong);
        let listen = listen(&values, &mut wrong);
        let public_url = public_url(&values, &mut wrong);
        let trusted_proxies = proxies(&values, &mut wrong);
        let ocr = ocr(&values, &mut wrong);
        let token = Tokens::new(&values.token, &mut wrong);
        let (Some(listen), true) = (listen, wrong.is_empty()) else { return Err(all(&wrong)) };
        Ok(Self {
            index: values.index.clone(),
            corpus: values.corpus.clone(),
            deletions_percent: values.deletions_percent,
            deletions_free: values.deletions_free,
            listen,
            public_url,
            site_name: values.site_name.clone(),
            operator: values.operator.clone(),
            contact: values.contact.clone(),
            statements: some_path(&values.statements),
            token,
            public_search: values.public_search,
            trusted_proxies,
            rate_per_second: values.rate_per_second,
            rate_burst: values.rate_burst,
            max_connections: values.max_connections as usize,
            max_requests: values.max_requests as usize,
            max_answers_per_client: values.max_answers_per_client,
            answer_min_kb_per_second: values.answer_min_kb_per_second,
            answer_window_ms: values.answer_window_ms,
            max_answers_mb: values.max_answers_mb,
            max_body_mb: values.max_body_mb,
            header_timeout_ms: values.header_timeout_ms,
            body_timeout_ms: values.body_timeout_ms,
            request_timeout: Duration::from_millis(values.request_timeout_ms),
            group_commit_ms: values.group_commit_ms,
            queries: values.queries,
            queries_days: values.queries_days,
            queries_min_count: values.queries_min_count,
            metrics: values.metrics,
            synonyms: some_path(&values.synonyms),
            log_format: values.log_format,
            extract: limits(&values),
            ocr,
            values,
        })
    }

    /// Each setting as it would stand in the file, in the order of the table; tokens are masked.
    pub fn effective(&self) -> Vec<(&'static str, toml::Value)> {
        self.values.shown()
    }

    /// This configuration with what a running server can take over from a newer one, and the names of the
    /// settings that differ and wait for a restart.
    ///
    /// # Errors
    /// [`Error::Config`] where both together are wrong, which each by itself is not.
    pub fn adopting(&self, newer: &Self) -> Result<(Self, Vec<&'static str>)> {
        let mut values = self.values.clone();
        let waiting = values.adopt(&newer.values);
        Ok((Self::checked(values, Vec::new())?, waiting))
    }
}

/// One error that tells all that is wrong.
fn all(wrong: &[String]) -> Error {
    match wrong {
        [one] => Error::Config(Escaped(one).to_string()),
        all => {
            let lines: Vec<String> = all.iter().map(|wrong| Escaped(wrong).to_string()).collect();
            Error::Config(format!("{} settings are wrong:\n  {}", all.len(), lines.join("\n  ")))
        }
    }
}

fn some_path(path: &Path) -> Option<PathBuf> {
    (!path.as_os_str().is_empty()).then(|| path.to_owned())
}

fn listen(values: &Values, wrong: &mut Vec<String>) -> Option<SocketAddr> {
    let listen = &values.listen;
    let address = listen.parse().ok();
    if address.is_none() {
        wrong.push(format!("`listen` is `{listen}`: use an address and a port, as in `127.0.0.1:8080`"));
    }
    address
}

fn public_url(values: &Values, wrong: &mut Vec<String>) -> Option<String> {
    let url = values.public_url.trim_end_matches('/');
    if url.is_empty() {
        return None;
    }
    if !(url.starts_with("http://") || url.starts_with("https://")) {
        wrong.push(format!("`public_url` is `{url}`: begin it with `http://` or `https://`"));
    }
    if url.contains(|c: char| !c.is_ascii_graphic() || "?#\"'<>\\".contains(c)) {
        wrong.push(format!(
            "`public_url` is `{url}`: use a scheme, a host and perhaps a path, as in `https://example.org/szukaj`"
        ));
    }
    Some(url.to_owned())
}

fn proxies(values: &Values, wrong: &mut Vec<String>) -> Vec<IpNet> {
    let mut nets = Vec::new();
    for text in &values.trusted_proxies {
        let address = || text.parse::<IpAddr>().map(IpNet::from);
        match text.parse::<IpNet>().or_else(|_| address()) {
            Ok(net) => nets.push(net),
            Err(_) => wrong.push(format!(
                "`trusted_proxies` holds `{text}`: use an address or a net, as in `127.0.0.1` or `10.0.0.0/8`"
            )),
        }
    }
    nets
}

/// The limits of extraction.
fn limits(values: &Values) -> Limits {
    Limits {
        memory_bytes: values.extract_memory_mb << 20,
        cpu_seconds: values.extract_cpu_seconds,
        wall: Duration::from_secs(values.extract_wall_seconds),
        output_bytes: values.extract_output_mb << 20,
    }
}

/// How scans are recognised, if they are.
fn ocr(values: &Values, wrong: &mut Vec<String>) -> Option<OcrSettings> {
    let languages = &values.ocr_languages;
    let is_language = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if !languages.split('+').all(is_language) {
        wrong.push(format!("`ocr_languages` is `{languages}`: use names as in `pol` or `pol+eng`"));
    }
    values.ocr.then(|| OcrSettings {
        program: found_on_path(values.ocr_program.clone()),
        languages: languages.clone(),
        data: some_path(&values.ocr_data).map(absolute),
        max_pages: values.ocr_max_pages as usize,
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
fn variables(wrong: &mut Vec<String>) -> Vec<(String, String)> {
    let mut variables = Vec::new();
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else { continue };
        match value.into_string() {
            Ok(value) => variables.push((name, value)),
            Err(_) if name.starts_with(places::PREFIX) => {
                wrong.push(format!("environment, `{name}`: the value is not UTF-8"));
            }
            Err(_) => {}
        }
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_override_the_environment_and_the_environment_overrides_the_file() {
        let listen = |text: &str| Settings { listen: Some(text.to_owned()), ..Settings::default() };
        let mut wrong = Vec::new();
        let file = places::text_of_file("f", "listen = '127.0.0.1:1'\ncorpus = 'posts'", &mut wrong);
        let variable = ("SKOROWIDZ_LISTEN".to_owned(), "127.0.0.1:2".to_owned());
        let environment = places::environment([variable].into_iter(), &mut wrong);
        let settings = listen("127.0.0.1:3").or(environment).or(file);
        let config = Config::resolve(settings).expect("valid");
        assert_eq!((config.listen.port(), wrong.len()), (3, 0));
        assert_eq!(config.corpus, Path::new("posts"));
        assert_eq!(config.index, Path::new("index"));
    }

    #[test]
    fn all_mistakes_are_reported_together() {
        let settings = Settings {
            listen: Some("8080".to_owned()),
            public_url: Some("krakow.pl".to_owned()),
            request_timeout_ms: Some(0),
            rate_burst: Some(0),
            trusted_proxies: Some(vec!["10.0.0.0/33".to_owned(), "::1".to_owned(), "proxy".to_owned()]),
            ocr_languages: Some("pol+".to_owned()),
            ..Settings::default()
        };
        let error = Config::checked(settings.filled(), vec!["found before".to_owned()]);
        let message = error.expect_err("eight mistakes").to_string();
        assert!(message.starts_with("8 settings are wrong:\n"), "{message}");
        let names = ["found before", "`listen`", "`public_url`", "`request_timeout_ms`", "`rate_burst`"];
        for name in names.into_iter().chain(["`10.0.0.0/33`", "`proxy`", "`ocr_languages`"]) {
            assert!(message.contains(name), "no {name} in {message}");
        }
        assert!(!message.contains("::1"), "{message}");
    }

    #[test]
    fn a_trailing_slash_of_the_public_url_is_removed() {
        let config =
            |url: &str| Config::resolve(Settings { public_url: Some(url.to_owned()), ..Settings::default() });
        let url = config("https://example.org/szukaj/").expect("valid").public_url;
        assert_eq!(url.as_deref(), Some("https://example.org/szukaj"));
        assert_eq!(config("").expect("valid").public_url, None);
        for bad in ["ftp://a", "https://a/?q", "https://a b", "https://a/\"x"] {
            assert!(config(bad).is_err(), "{bad}");
        }
    }
}
