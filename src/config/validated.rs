//! The validated settings: combined from all sources, completed with the defaults and checked once.
//!
//! Reading the sources is left to `sources`, the checks of single settings to `settings`, `checks` and
//! `tokens`.
//!
//! Invariant: all errors, from all sources, are reported together.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use ipnet::IpNet;

use super::{
    checks,
    log_format::LogFormat,
    settings::{Settings, Values},
    source_plans,
    sources::{self, DEFAULT_FILE},
    tokens::Tokens,
};
use crate::{
    document::quoted::Escaped,
    error::{Error, Result},
    extract::{OcrSettings, worker::ProcessLimits},
    fetch::SourcePlan,
    index::ClusterAddress,
};

/// The validated settings.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent settings")]
pub struct Config {
    /// The index folder.
    pub index: PathBuf,
    /// The path that `serve` indexes if the index is empty.
    pub corpus: PathBuf,
    /// The share of a root's documents that one run may delete, in percent.
    pub deletions_percent: u64,
    /// Fewer deletions than this are never refused, as long as the root still has other documents.
    pub deletions_free: u64,
    /// The cluster that searches the texts; `None` if this program does.
    pub cluster: Option<ClusterAddress>,
    /// How often to look in the cluster for documents that other machines have written.
    pub cluster_follow: Duration,
    /// The folder in which `fetch` keeps what it fetched.
    pub sources_folder: PathBuf,
    /// What `fetch` fetches from where.
    pub sources: Vec<SourcePlan>,
    /// The address on which `serve` listens; port 0 picks any free port.
    pub listen: SocketAddr,
    /// The public URL of the service, without a trailing slash.
    pub public_url: Option<String>,
    /// The name of the search service.
    pub site_name: String,
    /// The public body that runs the service; may be empty.
    pub operator: String,
    /// The contact email address of the operator; may be empty.
    pub contact: String,
    /// The folder with custom texts of the accessibility statement and the privacy page.
    pub statements: Option<PathBuf>,
    /// The tokens accepted from write requests.
    pub token: Tokens,
    /// Whether anyone may search and read without a token.
    pub public_search: bool,
    /// The proxies whose forwarding headers are trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// The rate limit of one client, in requests per second; 0 means no limit.
    pub rate_per_second: u64,
    /// The number of requests that one client may send at once.
    pub rate_burst: u64,
    /// The maximum number of open connections.
    pub max_connections: usize,
    /// The maximum number of requests handled at a time; 0 derives it from the number of cores.
    pub max_requests: usize,
    /// The maximum number of responses in progress for one client.
    pub max_answers_per_client: u64,
    /// The minimum rate, in KB (2^10 bytes) per second, at which a client must read a response that its
    /// connection cannot buffer; 0 means no limit.
    pub answer_min_kb_per_second: u64,
    /// The period over which `answer_min_kb_per_second` is measured.
    pub answer_window_ms: u64,
    /// The memory budget of all responses in progress, in MB (2^20 bytes).
    pub max_answers_mb: u64,
    /// The maximum size of the body of a write request, in MB (2^20 bytes).
    pub max_body_mb: u64,
    /// The idle timeout of a connection, and the time allowed to send the header of a request.
    pub header_timeout_ms: u64,
    /// The maximum time a request body may stall.
    pub body_timeout_ms: u64,
    /// How long a search or read request may take before it fails with an error.
    pub request_timeout: Duration,
    /// How long a write waits for others, so that they become durable in one commit.
    pub group_commit_ms: u64,
    /// Whether to record search statistics.
    pub queries: bool,
    /// The number of days for which search statistics are kept.
    pub queries_days: u64,
    /// The minimum number of searches per day for a query to be recorded.
    pub queries_min_count: u64,
    /// Whether to serve `/metrics`.
    pub metrics: bool,
    /// The file of synonyms that are added to the built-in ones.
    pub synonyms: Option<PathBuf>,
    /// The file of best bets.
    pub bets: Option<PathBuf>,
    /// The format of log lines.
    pub log_format: LogFormat,
    /// The resource limits for reading one document.
    pub extract: ProcessLimits,
    /// The OCR settings; `None` if OCR is disabled.
    pub ocr: Option<OcrSettings>,
    /// Whether an imported model is used.
    pub meaning: bool,
    /// The maximum number of windows of a document that get a vector.
    pub meaning_windows: usize,
    /// How long a search waits for the vector of its query.
    pub meaning_timeout: Duration,
    /// The program that converts old Word files.
    pub converter: Option<PathBuf>,
    /// The raw values that the other fields were derived from.
    values: Values,
}

impl Config {
    /// Reads the file (`named`, or the default one) and the environment, and applies the flags on top.
    ///
    /// # Errors
    /// Returns [`Error::Config`] listing every invalid setting.
    pub fn load(flags: Settings, named: Option<&Path>) -> Result<Self> {
        let mut wrong = Vec::new();
        let file = sources::file(named.unwrap_or(Path::new(DEFAULT_FILE)), named.is_some(), &mut wrong);
        let environment = sources::environment(sources::variables(&mut wrong).into_iter(), &mut wrong);
        Self::checked(flags.or(environment).or(file).filled(), wrong)
    }

    /// Validates settings and fills in the defaults.
    ///
    /// # Errors
    /// Returns [`Error::Config`] listing every invalid setting and how to fix it.
    pub fn resolve(settings: Settings) -> Result<Self> {
        Self::checked(settings.filled(), Vec::new())
    }

    /// Validates the values; `wrong` holds the errors found earlier.
    fn checked(values: Values, mut wrong: Vec<String>) -> Result<Self> {
        values.check_ranges(&mut wrong);
        let listen = checks::listen(&values, &mut wrong);
        let public_url = checks::public_url(&values, &mut wrong);
        let trusted_proxies = checks::proxies(&values, &mut wrong);
        let ocr = checks::ocr(&values, &mut wrong);
        let cluster = checks::cluster(&values, &mut wrong);
        let sources = source_plans::checked(&values.sources, &mut wrong);
        let token = Tokens::new(&values.token, &mut wrong);
        let (Some(listen), true) = (listen, wrong.is_empty()) else { return Err(all(&wrong)) };
        Ok(Self {
            index: values.index.clone(),
            corpus: values.corpus.clone(),
            deletions_percent: values.deletions_percent,
            deletions_free: values.deletions_free,
            cluster,
            cluster_follow: Duration::from_secs(values.opensearch_follow_seconds),
            sources_folder: values.sources_folder.clone(),
            sources,
            listen,
            public_url,
            site_name: values.site_name.clone(),
            operator: values.operator.clone(),
            contact: values.contact.clone(),
            statements: checks::some_path(&values.statements),
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
            synonyms: checks::some_path(&values.synonyms),
            bets: checks::some_path(&values.bets),
            log_format: values.log_format,
            extract: checks::limits(&values),
            ocr,
            meaning: values.meaning,
            meaning_windows: values.meaning_windows as usize,
            meaning_timeout: Duration::from_millis(values.meaning_timeout_ms),
            converter: checks::converter(&values),
            values,
        })
    }

    /// Returns each setting as it would appear in the file, in table order, with tokens masked.
    pub fn effective(&self) -> Vec<(&'static str, toml::Value)> {
        self.values.shown()
    }

    /// Returns this configuration with the settings of a newer one that can change at run time, and the names
    /// of the other settings that differ, which take effect after a restart.
    ///
    /// # Errors
    /// Returns [`Error::Config`] if the combination is invalid, although each configuration by itself is
    /// valid.
    pub fn adopting(&self, newer: &Self) -> Result<(Self, Vec<&'static str>)> {
        let mut values = self.values.clone();
        let waiting = values.adopt(&newer.values);
        Ok((Self::checked(values, Vec::new())?, waiting))
    }
}

/// Combines all errors into one.
fn all(wrong: &[String]) -> Error {
    match wrong {
        [one] => Error::Config(Escaped(one).to_string()),
        all => {
            let lines: Vec<String> = all.iter().map(|wrong| Escaped(wrong).to_string()).collect();
            Error::Config(format!("{} settings are wrong:\n  {}", all.len(), lines.join("\n  ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_override_the_environment_which_overrides_the_file() {
        let listen = |text: &str| Settings { listen: Some(text.to_owned()), ..Settings::default() };
        let mut wrong = Vec::new();
        let file = sources::text_of_file("f", "listen = '127.0.0.1:1'\ncorpus = 'posts'", &mut wrong);
        let variable = ("SKOROWIDZ_LISTEN".to_owned(), "127.0.0.1:2".to_owned());
        let environment = sources::environment([variable].into_iter(), &mut wrong);
        let settings = listen("127.0.0.1:3").or(environment).or(file);
        let config = Config::resolve(settings).expect("valid");
        assert_eq!((config.listen.port(), wrong.len()), (3, 0));
        assert_eq!(config.corpus, Path::new("posts"));
        assert_eq!(config.index, Path::new("index"));
    }

    #[test]
    fn all_errors_are_reported_together() {
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
}
