//! Every setting in one table: its name, type, range, default and meaning, and when a change takes effect.
//!
//! The structs that hold settings, what they are checked for, the example file and the table of the README
//! are all made of it. Leaves to `config` the checks that need more than a range.

use std::path::PathBuf;

use super::{
    LogFormat,
    value::{Secrets, Value},
};

/// More than this, in whatever unit, is a slip of the keyboard.
const MOST: u64 = 1_000_000;
/// A day, in milliseconds.
const DAY_MS: u64 = 86_400_000;

/// When a change takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// When the program starts.
    AtStart,
    /// When `serve` is sent SIGHUP, too.
    Live,
}

/// What is known of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What it belongs to.
    pub group: &'static str,
    /// Its name in the file; upper case and after `SKOROWIDZ_` in the environment.
    pub name: &'static str,
    /// What it means.
    pub meaning: String,
    /// The default as it would stand in the file.
    pub default: String,
    /// When a change takes effect.
    pub applied: Applied,
}

macro_rules! settings {
    ($($group:literal {
        $($(#[doc = $meaning:literal])+
        $name:ident: $type:ty $([$least:literal..=$most:expr])? = $default:expr, $applied:ident;)+
    })+) => {
        /// Settings as written in one place; what is missing is taken from the place before.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Settings {
            $($($(#[doc = $meaning])+ pub $name: Option<$type>,)+)+
        }

        /// The effective settings: each has a value.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(super) struct Values {
            $($(pub(super) $name: $type,)+)+
        }

        impl Settings {
            /// These settings, and where they say nothing those of a place that yields to them.
            #[must_use]
            pub fn or(self, other: Self) -> Self {
                Self { $($($name: self.$name.or(other.$name),)+)+ }
            }

            /// Fills in the defaults.
            pub(super) fn filled(self) -> Values {
                Values { $($($name: self.$name.unwrap_or_else(|| $default),)+)+ }
            }

            /// Takes up one setting that `read` gives as the type it is asked for.
            ///
            /// # Errors
            /// What is wrong with the name or the value, and what would be right.
            pub(super) fn set(&mut self, name: &str, written: &Written) -> Result<(), String> {
                match name {
                    $($(stringify!($name) => self.$name = Some(written.read(name)?),)+)+
                    _ => return Err(unknown(name)),
                }
                Ok(())
            }
        }

        impl Values {
            /// Adds what is out of range.
            pub(super) fn check_ranges(&self, wrong: &mut Vec<String>) {
                $($($(check_range(stringify!($name), self.$name, $least, $most, wrong);)?)+)+
            }

            /// Takes over what can change in a running server; returns the names of the others that differ.
            pub(super) fn adopt(&mut self, newer: &Self) -> Vec<&'static str> {
                let mut waiting = Vec::new();
                $($(match Applied::$applied {
                    Applied::Live => self.$name.clone_from(&newer.$name),
                    Applied::AtStart if self.$name != newer.$name => waiting.push(stringify!($name)),
                    Applied::AtStart => {}
                })+)+
                waiting
            }

            /// Each setting as it would stand in the file, secrets masked.
            pub(super) fn shown(&self) -> Vec<(&'static str, toml::Value)> {
                vec![$($((stringify!($name), self.$name.to_toml()),)+)+]
            }
        }

        /// Every setting, in order.
        pub fn settings() -> Vec<Setting> {
            let defaults = Settings::default().filled();
            vec![$($(Setting {
                group: $group,
                name: stringify!($name),
                meaning: concat!($($meaning),+).trim().to_owned(),
                default: defaults.$name.to_toml().to_string(),
                applied: Applied::$applied,
            },)+)+]
        }
    };
}

settings! {
    "Documents and index" {
        /// The folder of the index.
        index: PathBuf = "index".into(), AtStart;
        /// What `index` reads when no path is given, and `serve` when the index is empty.
        corpus: PathBuf = "corpus".into(), AtStart;
        /// A run deletes nothing of a folder that has lost more than this share of its documents, in percent, or all
        /// of them: its disk may not be mounted. `index --accept-deletions` does it all the same.
        deletions_percent: u64 [0..=100] = 30, AtStart;
        /// Fewer deletions than this are made whatever their share, as long as the folder holds other documents.
        deletions_free: u64 [0..=MOST] = 20, AtStart;
        /// A file of synonyms in the place of the built-in ones; empty: those.
        synonyms: PathBuf = PathBuf::new(), Live;
    }
    "Service" {
        /// The address and port where `serve` listens; port 0 is any free port.
        listen: String = "127.0.0.1:8080".to_owned(), AtStart;
        /// The address the outside sees, also below a path (`https://example.org/szukaj`); empty: unknown.
        public_url: String = String::new(), AtStart;
        /// `text`, or `json` for an object a line.
        log_format: LogFormat = LogFormat::Text, AtStart;
        /// Whether `/metrics` is served.
        metrics: bool = true, AtStart;
    }
    "Pages" {
        /// What the search is called on its pages, in feeds and in browsers.
        site_name: String = "Skorowidz".to_owned(), AtStart;
        /// Who runs it: the public body named in the accessibility statement and the privacy page.
        operator: String = String::new(), AtStart;
        /// The e-mail address that both name.
        contact: String = String::new(), AtStart;
        /// A folder with texts of your own for these two pages; empty: those that the program carries.
        statements: PathBuf = PathBuf::new(), AtStart;
    }
    "Access" {
        /// What writing requests must present as `Authorization: Bearer TOKEN`: a text without spaces, of 16
        /// characters or more, or a list of such texts while they are exchanged. Without one nobody can write.
        token: Secrets = Secrets::default(), Live;
        /// Whether anyone may search and read; `false`: only with a token.
        public_search: bool = true, Live;
        /// Addresses and nets (`10.0.0.0/8`) of proxies whose `X-Forwarded-For` or `Forwarded` is believed.
        trusted_proxies: Vec<String> = Vec::new(), Live;
        /// Requests of one client a second in the long run; 0: no limit.
        rate_per_second: u64 [0..=MOST] = 20, Live;
        /// Requests of one client at once, after a pause.
        rate_burst: u64 [1..=MOST] = 60, Live;
    }
    "Limits of the service" {
        /// Connections open at a time; one more ends the one that has been idle longest.
        max_connections: u64 [1..=MOST] = 4096, AtStart;
        /// Requests being answered at a time; 0: chosen by the number of cores.
        max_requests: u64 [0..=MOST] = 0, AtStart;
        /// Answers that one client may have under way at a time.
        max_answers_per_client: u64 [1..=MOST] = 64, Live;
        /// How fast a long answer must be taken, in KB a second; who is slower is cut off. 0: no limit.
        answer_min_kb_per_second: u64 [0..=MOST] = 8, AtStart;
        /// The time over which that is measured.
        answer_window_ms: u64 [100..=DAY_MS] = 30_000, AtStart;
        /// The memory that pages, texts and files being sent may take together, in MB.
        max_answers_mb: u64 [16..=MOST] = 256, AtStart;
        /// The largest body of a writing request, in MB.
        max_body_mb: u64 [1..=65_536] = 64, AtStart;
        /// How long a connection may rest, or take to send the header of a request.
        header_timeout_ms: u64 [1..=DAY_MS] = 10_000, AtStart;
        /// How long the body of a request may make no progress.
        body_timeout_ms: u64 [1..=DAY_MS] = 30_000, AtStart;
        /// How long a search or a reading request may take before it is answered with an error.
        request_timeout_ms: u64 [1..=DAY_MS] = 10_000, AtStart;
        /// How long a write waits for others, to become durable together with them.
        group_commit_ms: u64 [0..=60_000] = 20, AtStart;
    }
    "Popular queries" {
        /// Whether it is counted what is searched for.
        queries: bool = true, AtStart;
        /// For how many days the counts are kept.
        queries_days: u64 [1..=36_500] = 90, AtStart;
        /// What was searched for less often is not shown.
        queries_min_count: u64 [1..=MOST] = 3, AtStart;
    }
    "Extraction" {
        /// Memory for reading one document, or one page that is recognised.
        extract_memory_mb: u64 [256..=MOST] = 1024, AtStart;
        /// Its processor time.
        extract_cpu_seconds: u64 [1..=MOST] = 20, AtStart;
        /// Its time on the clock.
        extract_wall_seconds: u64 [1..=MOST] = 30, AtStart;
        /// How much text or image it may give.
        extract_output_mb: u64 [1..=MOST] = 48, AtStart;
    }
    "Recognition of scans" {
        /// Whether scans are recognised.
        ocr: bool = true, AtStart;
        /// The program that does it.
        ocr_program: PathBuf = "tesseract".into(), AtStart;
        /// Its languages, as in `pol+ukr`.
        ocr_languages: String = "pol".to_owned(), AtStart;
        /// A folder with its language data; empty: its own.
        ocr_data: PathBuf = PathBuf::new(), AtStart;
        /// Pages of one document past this many are not recognised.
        ocr_max_pages: u64 [0..=MOST] = 500, AtStart;
    }
}

/// A value as it stands in a place of settings.
#[derive(Debug)]
pub(super) enum Written {
    InFile(toml::Value),
    InEnvironment(String),
}

impl Written {
    fn read<T: Value>(&self, name: &str) -> Result<T, String> {
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

/// What is said of a name that is no setting.
fn unknown(name: &str) -> String {
    /// Below this (1 is the same word) a name is another word, not a slip: `indeks` has 0.67 of `index`.
    const LEAST_LIKENESS: f64 = 0.6;
    let likeness = |setting: &Setting| strsim::normalized_damerau_levenshtein(setting.name, name);
    let nearest = settings().into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest.filter(|nearest| likeness(nearest) >= LEAST_LIKENESS) {
        Some(nearest) => format!("unknown setting `{name}`: did you mean `{}`?", nearest.name),
        None => format!("unknown setting `{name}`: `skorowidz config --example` shows them all"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_reported_with_the_closest_one() {
        assert_eq!(unknown("lsten"), "unknown setting `lsten`: did you mean `listen`?");
        assert!(unknown("tokens").ends_with("did you mean `token`?"));
        assert!(unknown("database").ends_with("`skorowidz config --example` shows them all"));
    }

    #[test]
    fn every_default_is_within_its_range() {
        let mut wrong = Vec::new();
        Settings::default().filled().check_ranges(&mut wrong);
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn a_running_server_applies_reloadable_settings_and_reports_the_rest() {
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
