//! Turns the tables `[[sources]]` into what `fetch` does.
//!
//! Invariant: every error in every table is reported, with the name of the source and the key.

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use jiff::{SignedDuration, Span, SpanRelativeTo};
use toml::{Table, Value as Toml};

use super::{settings::nearest, source_tables::SourceTables};
use crate::{
    document::{Kind, WebUrl},
    extract::LinkSelector,
    fetch::{PAGE_NUMBER, SourceKind, SourcePlan, expression, is_host},
};

/// The keys of a table.
const KEYS: [&str; 18] = [
    "name",
    "kind",
    "url",
    "path",
    "hosts",
    "links",
    "include",
    "exclude",
    "document_kind",
    "attachments",
    "every",
    "max_documents",
    "first_page",
    "max_pages",
    "max_mb",
    "delay_ms",
    "timeout_ms",
    "allow_private",
];
/// The longest name, in bytes.
const MAX_NAME_BYTES: usize = 64;
/// The longest time between two runs.
const MAX_EVERY: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Checks the tables and adds an error for everything that is wrong.
pub(super) fn checked(tables: &SourceTables, wrong: &mut Vec<String>) -> Vec<SourcePlan> {
    let mut names = BTreeSet::new();
    let mut plans = Vec::new();
    for (number, table) in (1..).zip(&tables.0) {
        let name = table.get("name").and_then(Toml::as_str);
        let shown =
            name.map_or_else(|| format!("`sources`, number {number}"), |name| format!("`sources`, `{name}`"));
        let mut reader = TableReader { table, shown, wrong: &mut *wrong };
        let plan = plan(&mut reader);
        if let Some(name) = name.filter(|name| !names.insert(name.to_lowercase())) {
            wrong.push(format!("`sources`, `{name}`: there is another source of this name: rename one"));
        }
        plans.push(plan);
    }
    plans
}

fn plan(reader: &mut TableReader<'_, '_>) -> SourcePlan {
    reader.check_keys();
    let kind = reader.kind();
    let (urls, paths) = reader.places(kind);
    let plan = SourcePlan {
        name: reader.name(),
        kind,
        urls,
        paths,
        hosts: reader.list("hosts", "such as `bip.example.org`", is_host),
        links: reader.selector(),
        include: reader.list("include", "a regular expression", |text| expression(text).is_ok()),
        exclude: reader.list("exclude", "a regular expression", |text| expression(text).is_ok()),
        document_kind: reader.document_kind(),
        attachments: reader.flag("attachments", true),
        every: reader.every(),
        max_documents: reader.number("max_documents", 1, 1_000_000, 20_000) as usize,
        first_page: reader.number("first_page", 0, 1_000_000, 1),
        max_pages: reader.number("max_pages", 1, 10_000, 1_000),
        max_bytes: reader.number("max_mb", 1, 1_024, 64) << 20,
        delay: Duration::from_millis(reader.number("delay_ms", 0, 600_000, 1_000)),
        timeout: Duration::from_millis(reader.number("timeout_ms", 100, 3_600_000, 60_000)),
        allow_private: reader.flag("allow_private", false),
    };
    if matches!(kind, SourceKind::List | SourceKind::Pages) && plan.links.is_none() && plan.include.is_empty()
    {
        reader.fail(
            "a list needs `links` (a CSS selector) or `include`: otherwise every link would be followed",
        );
    }
    plan
}

/// Reads the keys of one table.
struct TableReader<'t, 'w> {
    table: &'t Table,
    /// The source as messages name it.
    shown: String,
    wrong: &'w mut Vec<String>,
}

impl TableReader<'_, '_> {
    fn fail(&mut self, message: &str) {
        self.wrong.push(format!("{}: {message}", self.shown));
    }

    /// Reports keys that there are not.
    fn check_keys(&mut self) {
        let unknown: Vec<&String> = self.table.keys().filter(|key| !KEYS.contains(&key.as_str())).collect();
        for key in unknown {
            let advice = match nearest(key, KEYS) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("use `{}`", KEYS.join("`, `")),
            };
            self.fail(&format!("unknown key `{key}`: {advice}"));
        }
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let value = self.table.get(key)?;
        let text = value.as_str().map(str::to_owned);
        if text.is_none() {
            self.fail(&format!("`{key}` is `{value}`: use a quoted string"));
        }
        text
    }

    /// Returns a list of texts; one text is a list of one.
    fn texts(&mut self, key: &str) -> Vec<String> {
        let of_item = |item: &Toml| item.as_str().map(str::to_owned);
        let texts = match self.table.get(key) {
            None => return Vec::new(),
            Some(Toml::String(text)) => Some(vec![text.clone()]),
            Some(Toml::Array(items)) => items.iter().map(of_item).collect(),
            Some(_) => None,
        };
        texts.unwrap_or_else(|| {
            self.fail(&format!("`{key}` has the wrong type: use a quoted string or a list of them"));
            Vec::new()
        })
    }

    fn list(&mut self, key: &str, wanted: &str, is_valid: impl Fn(&str) -> bool) -> Vec<String> {
        let texts = self.texts(key);
        for text in texts.iter().filter(|text| !is_valid(text)) {
            self.fail(&format!("`{key}` contains `{text}`: use {wanted}"));
        }
        texts
    }

    fn number(&mut self, key: &str, least: u64, most: u64, default: u64) -> u64 {
        let Some(value) = self.table.get(key) else { return default };
        let number = value.as_integer().and_then(|number| u64::try_from(number).ok());
        let number = number.filter(|number| (least..=most).contains(number));
        number.unwrap_or_else(|| {
            self.fail(&format!("`{key}` is `{value}`: use {least} to {most}"));
            default
        })
    }

    fn flag(&mut self, key: &str, default: bool) -> bool {
        let Some(value) = self.table.get(key) else { return default };
        value.as_bool().unwrap_or_else(|| {
            self.fail(&format!("`{key}` is `{value}`: use `true` or `false`"));
            default
        })
    }

    fn name(&mut self) -> String {
        let Some(name) = self.text("name") else {
            if !self.table.contains_key("name") {
                self.fail("`name` is missing: name the source, and its folder, such as `news`");
            }
            return String::new();
        };
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && name.len() <= MAX_NAME_BYTES
            && name.chars().all(is_plain);
        if !is_name {
            self.fail(&format!(
                "`name` is `{name}`: use up to {MAX_NAME_BYTES} lower-case letters, digits, `-` and `_`, such as `bip-news`"
            ));
        }
        name
    }

    fn kind(&mut self) -> SourceKind {
        let names = SourceKind::ALL.map(SourceKind::as_str).join("`, `");
        let Some(name) = self.text("kind") else {
            if !self.table.contains_key("kind") {
                self.fail(&format!("`kind` is missing: use one of `{names}`"));
            }
            return SourceKind::Feed;
        };
        let known = SourceKind::ALL.into_iter().find(|kind| kind.as_str() == name);
        known.unwrap_or_else(|| {
            self.fail(&format!("`kind` is `{name}`: use one of `{names}`"));
            SourceKind::Feed
        })
    }

    /// Returns the addresses and the paths of a source, which has one or the other.
    fn places(&mut self, kind: SourceKind) -> (Vec<String>, Vec<PathBuf>) {
        let (needed, other) = if kind == SourceKind::Warc { ("path", "url") } else { ("url", "path") };
        if self.table.contains_key(other) {
            self.fail(&format!("a source of the kind `{}` has no `{other}`: use `{needed}`", kind.as_str()));
        }
        if !self.table.contains_key(needed) {
            self.fail(&format!("`{needed}` is missing: say where its documents are"));
        }
        let is_url = |text: &str| text.parse::<WebUrl>().is_ok();
        if kind == SourceKind::Warc {
            let is_path = |text: &str| !text.is_empty();
            let paths = self.list("path", "a file or a folder of `.warc` or `.warc.gz` files", is_path);
            return (Vec::new(), paths.into_iter().map(PathBuf::from).collect());
        }
        let urls = if kind == SourceKind::Pages {
            let wanted = "an address with `{page}` in place of the number";
            let is_paged = |text: &str| text.contains(PAGE_NUMBER) && is_url(&text.replace(PAGE_NUMBER, "1"));
            self.list("url", wanted, is_paged)
        } else {
            self.list("url", "an address that begins with `https://` or `http://`", is_url)
        };
        (urls, Vec::new())
    }

    fn selector(&mut self) -> Option<String> {
        let css = self.text("links")?;
        if LinkSelector::parse(&css).is_none() {
            self.fail(&format!("`links` is `{css}`: use a CSS selector, such as `.news-list h2 a`"));
        }
        Some(css)
    }

    fn document_kind(&mut self) -> Option<Kind> {
        let kind = self.text("document_kind")?.parse::<Kind>();
        kind.map_err(|error| self.fail(&format!("`document_kind`: {error}"))).ok()
    }

    fn every(&mut self) -> Option<Duration> {
        let text = self.text("every")?;
        let every = interval(&text);
        if every.is_none() {
            self.fail(&format!(
                "`every` is `{text}`: use a time from one second to a year, such as `15m`, `1h` or `1d`"
            ));
        }
        every
    }
}

/// Parses the time between two runs of `fetch`, a second to a year: `90s`, `15m`, `1h`, `1d 12h`.
pub fn interval(text: &str) -> Option<Duration> {
    let span: Span = text.parse().ok()?;
    let time = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    let is_usable = time >= SignedDuration::from_secs(1) && time <= MAX_EVERY;
    is_usable.then(|| Duration::try_from(time).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::sources;

    fn read(text: &str) -> (Vec<SourcePlan>, Vec<String>) {
        let mut wrong = Vec::new();
        let settings = sources::text_of_file("s", text, &mut wrong);
        let plans = checked(&settings.sources.unwrap_or_default(), &mut wrong);
        (plans, wrong)
    }

    #[test]
    fn a_source_has_defaults_and_what_is_written() {
        let (plans, wrong) = read(
            "corpus = 'x'\n[[sources]]\nname = 'news'\nkind = 'feed'\nurl = 'https://krakow.pl/rss'\n\
             [[sources]]\nname = 'bip'\nkind = 'pages'\nurl = ['https://bip.pl/?p={page}']\nlinks = '.list a'\n\
             document_kind = 'ordinance'\nevery = '1d 12h'\nmax_mb = 2\nhosts = ['*.bip.pl']\n\
             [[sources]]\nname = 'old'\nkind = 'warc'\npath = '/srv/warc'\n",
        );
        assert_eq!(wrong, [""; 0]);
        let [news, bip, old] = plans.as_slice() else { panic!("{plans:?}") };
        assert_eq!(
            (news.kind, news.delay, news.attachments),
            (SourceKind::Feed, Duration::from_secs(1), true)
        );
        assert_eq!((bip.every, bip.max_bytes), (Some(Duration::from_hours(36)), 2 << 20));
        assert_eq!((bip.document_kind, bip.hosts.len()), (Some(Kind::Ordinance), 1));
        assert_eq!(old.paths, [PathBuf::from("/srv/warc")]);
    }

    #[test]
    fn all_errors_of_all_sources_are_reported() {
        let (_, wrong) = read(
            "[[sources]]\nkind = 'rss'\nulr = 'x'\nurl = 'ftp://x'\n\
             [[sources]]\nname = 'A b'\nkind = 'list'\nurl = 'https://a.pl'\ninclude = ['(']\nhosts = 'a b'\n\
             links = 'a['\nevery = 'soon'\nmax_mb = 0\nallow_private = 1\ndocument_kind = 'blog'\n\
             [[sources]]\nname = 'n'\nkind = 'pages'\nurl = 'https://a.pl/'\npath = 'x'\n\
             [[sources]]\nname = 'n'\nkind = 'warc'\nurl = 'https://a.pl/'\n",
        );
        let all = wrong.join("\n");
        for part in [
            "number 1: unknown key `ulr`: did you mean `url`?",
            "number 1: `kind` is `rss`: use one of `feed`, `sitemap`, `list`, `pages`, `warc`",
            "number 1: `name` is missing",
            "number 1: `url` contains `ftp://x`",
            "`A b`: `name` is `A b`: use",
            "`A b`: `include` contains `(`",
            "`A b`: `hosts` contains `a b`",
            "`A b`: `links` is `a[`",
            "`A b`: `every` is `soon`",
            "`A b`: `max_mb` is `0`: use 1 to 1024",
            "`A b`: `allow_private` is `1`: use `true` or `false`",
            "`A b`: `document_kind`: unknown kind `blog`",
            "`n`: `url` contains `https://a.pl/`: use an address with `{page}`",
            "`n`: a source of the kind `pages` has no `path`",
            "`n`: a list needs `links`",
            "`n`: there is another source of this name",
            "`n`: `path` is missing",
        ] {
            assert!(all.contains(part), "no {part} in\n{all}");
        }
    }

    #[test]
    fn sources_that_are_no_tables_are_refused() {
        for text in ["sources = 1", "sources = ['a']", "[[sources]]\nname = 1.5"] {
            let (plans, wrong) = read(text);
            assert!(plans.is_empty() && wrong[0].contains("use tables `[[sources]]`"), "{wrong:?}");
        }
        assert_eq!(interval("0s"), None);
        assert_eq!(interval("2y"), None);
        assert_eq!(interval("1h"), Some(Duration::from_hours(1)));
    }
}
