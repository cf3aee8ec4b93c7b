//! The table of all settings: name, type, range, default, description, and when a change takes effect.
//!
//! The structs that hold settings, their range checks, the example file and the table in the README are all
//! generated from it. Leaves to `checks` what needs more than a range.

use std::path::PathBuf;

use super::{
    log_format::LogFormat,
    source_tables::SourceTables,
    value::{Secrets, SettingValue},
};
use crate::index::EngineKind;

/// The upper bound of most settings: a larger number, in any unit, is a typing error.
const MOST: u64 = 1_000_000;
/// The number of milliseconds in a day.
const DAY_MS: u64 = 86_400_000;

/// When a change takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppliesWhen {
    /// At program start only.
    AtStart,
    /// At program start, and when `serve` receives SIGHUP.
    Live,
}

/// The description of one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The group of the setting in the example file.
    pub group: &'static str,
    /// The name in the file; in the environment it is upper-case and prefixed with `SKOROWIDZ_`.
    pub name: &'static str,
    /// The meaning of the setting.
    pub meaning: String,
    /// The default as it would appear in the file.
    pub default: String,
    /// When a change takes effect.
    pub applied: AppliesWhen,
}

macro_rules! settings {
    ($($group:literal {
        $($(#[doc = $meaning:literal])+
        $name:ident: $type:ty $([$least:literal..=$most:expr])? = $default:expr, $applied:ident;)+
    })+) => {
        /// Settings as given by one source; missing ones are taken from a source of lower precedence.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Settings {
            $($($(#[doc = $meaning])+ pub $name: Option<$type>,)+)+
        }

        /// The effective settings, each with a value.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(super) struct Values {
            $($(pub(super) $name: $type,)+)+
        }

        impl Settings {
            /// Returns these settings, with the missing ones taken from a source of lower precedence.
            #[must_use]
            pub fn or(self, other: Self) -> Self {
                Self { $($($name: self.$name.or(other.$name),)+)+ }
            }

            /// Fills in the defaults of missing settings.
            pub(super) fn filled(self) -> Values {
                Values { $($($name: self.$name.unwrap_or_else(|| $default),)+)+ }
            }

            /// Sets one setting from its written form.
            ///
            /// # Errors
            /// Returns a message that says what is wrong with the name or the value, and how to fix it.
            pub(super) fn set(&mut self, name: &str, written: &RawValue) -> Result<(), String> {
                match name {
                    $($(stringify!($name) => self.$name = Some(written.read(name)?),)+)+
                    _ => return Err(unknown(name)),
                }
                Ok(())
            }
        }

        impl Values {
            /// Adds an error for each value that is out of range.
            pub(super) fn check_ranges(&self, wrong: &mut Vec<String>) {
                $($($(check_range(stringify!($name), self.$name, $least, $most, wrong);)?)+)+
            }

            /// Applies the settings that can change at run time; returns the names of the others that differ.
            pub(super) fn adopt(&mut self, newer: &Self) -> Vec<&'static str> {
                let mut waiting = Vec::new();
                $($(match AppliesWhen::$applied {
                    AppliesWhen::Live => self.$name.clone_from(&newer.$name),
                    AppliesWhen::AtStart if self.$name != newer.$name => waiting.push(stringify!($name)),
                    AppliesWhen::AtStart => {}
                })+)+
                waiting
            }

            /// Returns each setting as it would appear in the file, with secrets masked.
            pub(super) fn shown(&self) -> Vec<(&'static str, toml::Value)> {
                vec![$($((stringify!($name), self.$name.to_toml()),)+)+]
            }
        }

        /// Returns every setting, in table order.
        pub fn settings() -> Vec<Setting> {
            let defaults = Settings::default().filled();
            vec![$($(Setting {
                group: $group,
                name: stringify!($name),
                meaning: concat!($($meaning),+).trim().to_owned(),
                default: defaults.$name.to_toml().to_string(),
                applied: AppliesWhen::$applied,
            },)+)+]
        }
    };
}

settings! {
    "Documents and index" {
        /// The index folder.
        index: PathBuf = "index".into(), AtStart;
        /// The path that `index` reads if none is given, and that `serve` indexes if the index is empty.
        corpus: PathBuf = "corpus".into(), AtStart;
        /// If a folder has lost all of its documents, or more than this share of them (in percent), a run
        /// deletes none of them, because its disk may not be mounted. `index --accept-deletions` deletes them
        /// anyway.
        deletions_percent: u64 [0..=100] = 30, AtStart;
        /// Fewer deletions than this are allowed whatever their share, as long as the folder has other
        /// documents.
        deletions_free: u64 [0..=MOST] = 20, AtStart;
        /// A file of synonyms that are added to the built-in ones; empty for none.
        synonyms: PathBuf = PathBuf::new(), Live;
        /// A file of best bets: documents that stand on top of the hits of certain queries; empty for none.
        bets: PathBuf = PathBuf::new(), Live;
    }
    "Engine" {
        /// What searches the texts of the index: `embedded`, this program, or `opensearch`, a cluster; the
        /// index folder then holds a catalog of its documents. See `docs/scale.md`.
        engine: EngineKind = EngineKind::Embedded, AtStart;
        /// The addresses of the nodes of the cluster, such as `https://node1:9200`.
        opensearch_urls: Vec<String> = Vec::new(), AtStart;
        /// The name that the indices of this index in the cluster begin with.
        opensearch_index: String = "skorowidz".to_owned(), AtStart;
        /// The user of the cluster; empty if it wants none.
        opensearch_user: String = String::new(), AtStart;
        /// The file with the password of the user.
        opensearch_password_file: PathBuf = PathBuf::new(), AtStart;
        /// The file with the certificates (PEM) of the authority that signed those of the nodes; if empty, those
        /// that the system trusts.
        opensearch_ca: PathBuf = PathBuf::new(), AtStart;
        /// The number of shards of a new index in the cluster.
        opensearch_shards: u64 [1..=1024] = 3, AtStart;
        /// The number of copies of each shard besides the first, on as many other nodes: 0 on a single node. A
        /// write is acknowledged when more than half of all copies can take it.
        opensearch_replicas: u64 [0..=16] = 2, AtStart;
        /// How often, in seconds, `serve` and `index --watch` look in the cluster for documents that other
        /// machines have written.
        opensearch_follow_seconds: u64 [1..=3600] = 5, AtStart;
    }
    "Fetching" {
        /// The folder in which `fetch` keeps what it fetched, with a folder for each source.
        sources_folder: PathBuf = "sources".into(), AtStart;
        /// Where `fetch` finds documents: tables `[[sources]]` at the end of this file, each with `name`,
        /// `kind` and `url` or `path`; see `docs/sources.md`.
        sources: SourceTables = SourceTables::default(), AtStart;
    }
    "Service" {
        /// The address and port on which `serve` listens; port 0 picks any free port.
        listen: String = "127.0.0.1:8080".to_owned(), AtStart;
        /// The public URL of the service, which may have a path (`https://example.org/szukaj`); empty if
        /// unknown.
        public_url: String = String::new(), AtStart;
        /// The log format: `text`, or `json` for one JSON object per line.
        log_format: LogFormat = LogFormat::Text, AtStart;
        /// Whether to serve `/metrics`.
        metrics: bool = true, AtStart;
    }
    "Pages" {
        /// The name of the search service on its pages, in feeds and in browsers.
        site_name: String = "Skorowidz".to_owned(), AtStart;
        /// The public body that runs the service, named in the accessibility statement and the privacy page.
        operator: String = String::new(), AtStart;
        /// The contact email address given in the accessibility statement and the privacy page.
        contact: String = String::new(), AtStart;
        /// A folder with your own accessibility statement and privacy page; if empty, the built-in texts are
        /// used.
        statements: PathBuf = PathBuf::new(), AtStart;
    }
    "Access" {
        /// The token that write requests must present as `Authorization: Bearer TOKEN`: at least 16
        /// characters without spaces. During a token rotation, use a list of tokens. Without a token, nobody
        /// can write.
        token: Secrets = Secrets::default(), Live;
        /// Whether anyone may search and read; if `false`, only requests with a token may.
        public_search: bool = true, Live;
        /// Addresses and networks (`10.0.0.0/8`) of proxies whose `X-Forwarded-For` or `Forwarded` header is
        /// trusted.
        trusted_proxies: Vec<String> = Vec::new(), Live;
        /// The sustained rate limit of one client, in requests per second; 0 means no limit.
        rate_per_second: u64 [0..=MOST] = 20, Live;
        /// The number of requests that one client may send at once after a pause.
        rate_burst: u64 [1..=MOST] = 60, Live;
    }
    "Service limits" {
        /// The maximum number of open connections; one more closes the connection that has been idle longest.
        max_connections: u64 [1..=MOST] = 4096, AtStart;
        /// The maximum number of requests handled at a time; 0 derives it from the number of cores.
        max_requests: u64 [0..=MOST] = 0, AtStart;
        /// The maximum number of responses in progress for one client.
        max_answers_per_client: u64 [1..=MOST] = 64, Live;
        /// The minimum rate, in KB per second, at which a client must read a long response; slower clients
        /// are disconnected. 0 means no limit.
        answer_min_kb_per_second: u64 [0..=MOST] = 8, AtStart;
        /// The period over which `answer_min_kb_per_second` is measured.
        answer_window_ms: u64 [100..=DAY_MS] = 30_000, AtStart;
        /// The memory that all pages, texts and files being sent may use together, in MB.
        max_answers_mb: u64 [16..=MOST] = 256, AtStart;
        /// The maximum size of the body of a write request, in MB.
        max_body_mb: u64 [1..=65_536] = 64, AtStart;
        /// The idle timeout of a connection, and the time allowed to send the header of a request.
        header_timeout_ms: u64 [1..=DAY_MS] = 10_000, AtStart;
        /// The maximum time a request body may stall.
        body_timeout_ms: u64 [1..=DAY_MS] = 30_000, AtStart;
        /// How long a search or read request may take before it fails with an error.
        request_timeout_ms: u64 [1..=DAY_MS] = 10_000, AtStart;
        /// How long a write waits for others, so that they become durable in one commit.
        group_commit_ms: u64 [0..=60_000] = 20, AtStart;
    }
    "Search statistics" {
        /// Whether to record search statistics.
        queries: bool = true, AtStart;
        /// The number of days for which search statistics are kept.
        queries_days: u64 [1..=36_500] = 90, AtStart;
        /// The minimum number of searches per day for a query to be recorded.
        queries_min_count: u64 [1..=MOST] = 3, AtStart;
    }
    "Extraction" {
        /// The memory limit for reading one document or recognizing one page, in MB.
        extract_memory_mb: u64 [256..=MOST] = 1024, AtStart;
        /// The CPU time limit for reading one document or recognizing one page.
        extract_cpu_seconds: u64 [1..=MOST] = 20, AtStart;
        /// The wall-clock time limit for reading one document or recognizing one page.
        extract_wall_seconds: u64 [1..=MOST] = 30, AtStart;
        /// The maximum size of the text or image extracted from one document or page, in MB.
        extract_output_mb: u64 [1..=MOST] = 48, AtStart;
        /// The path of `soffice`, which converts Word files of the format before 2007; if empty, they are
        /// reported and not read.
        converter: PathBuf = PathBuf::new(), AtStart;
    }
    "Search by meaning" {
        /// Whether a model imported with `skorowidz model import` is used.
        meaning: bool = true, AtStart;
        /// The maximum number of windows of a document that get a vector, from its beginning: pieces of about 600
        /// characters.
        meaning_windows: u64 [1..=1000] = 8, AtStart;
        /// How long a search waits for the vector of its query; after that, hits are ranked by words alone.
        meaning_timeout_ms: u64 [1..=60_000] = 300, AtStart;
    }
    "OCR" {
        /// Whether to run OCR on scans.
        ocr: bool = true, AtStart;
        /// The OCR program.
        ocr_program: PathBuf = "tesseract".into(), AtStart;
        /// The languages of the OCR program, such as `pol+ukr`.
        ocr_languages: String = "pol".to_owned(), AtStart;
        /// A folder with language data for the OCR program; if empty, it uses its own.
        ocr_data: PathBuf = PathBuf::new(), AtStart;
        /// The maximum number of pages of one document to recognize; OCR skips the rest.
        ocr_max_pages: u64 [0..=MOST] = 500, AtStart;
    }
}

/// A value as written in one source.
#[derive(Debug)]
pub(super) enum RawValue {
    InFile(toml::Value),
    InEnvironment(String),
}

impl RawValue {
    fn read<T: SettingValue>(&self, name: &str) -> Result<T, String> {
        let (value, text) = match self {
            Self::InFile(value) => (T::from_toml(value.clone()), value.clone()),
            Self::InEnvironment(text) => (T::from_variable(text), toml::Value::String(text.clone())),
        };
        value.ok_or_else(|| format!("`{name}`{}: use {}", T::shown(&text), T::WANTED))
    }
}

fn check_range(name: &str, value: u64, least: u64, most: u64, wrong: &mut Vec<String>) {
    if !(least..=most).contains(&value) {
        wrong.push(format!("`{name}` is `{value}`: use {least} to {most}"));
    }
}

/// Returns the error message for an unknown setting name.
fn unknown(name: &str) -> String {
    match nearest(name, settings().into_iter().map(|setting| setting.name)) {
        Some(nearest) => format!("unknown setting `{name}`: did you mean `{nearest}`?"),
        None => format!("unknown setting `{name}`: `skorowidz config --example` lists all settings"),
    }
}

/// Returns the one of the names that was probably meant, if any is similar enough.
pub(super) fn nearest(written: &str, names: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    /// The minimum similarity (1 means equal) for a name to count as a typo: `indeks` scores 0.67 against
    /// `index`.
    const LEAST_LIKENESS: f64 = 0.6;
    let likeness = |name: &&str| strsim::normalized_damerau_levenshtein(name, written);
    let nearest = names.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    nearest.filter(|nearest| likeness(nearest) >= LEAST_LIKENESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_reported_with_the_nearest_one() {
        assert_eq!(unknown("lsten"), "unknown setting `lsten`: did you mean `listen`?");
        assert!(unknown("tokens").ends_with("did you mean `token`?"));
        assert!(unknown("database").ends_with("`skorowidz config --example` lists all settings"));
    }

    #[test]
    fn every_default_is_within_its_range() {
        let mut wrong = Vec::new();
        Settings::default().filled().check_ranges(&mut wrong);
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn a_running_server_applies_what_it_can_and_reports_the_rest() {
        let mut old = Settings::default().filled();
        let changed = Settings {
            rate_burst: Some(7),
            token: Some("a new one".into()),
            listen: Some("127.0.0.1:1".to_owned()),
            ocr: Some(false),
            ..Settings::default()
        };
        assert_eq!(old.adopt(&changed.filled()), ["listen", "ocr"]);
        assert_eq!((old.rate_burst, old.token.iter().count()), (7, 3));
        assert_eq!((old.listen.as_str(), old.ocr), ("127.0.0.1:8080", true));
    }
}
