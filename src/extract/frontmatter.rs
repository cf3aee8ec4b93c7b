//! Parses front matter and sidecars, a few keys of YAML or TOML, into [`Metadata`].
//!
//! The rules for values apply to JSON as well. Where the keys are found is left to the extractors. Invariant:
//! an unusable value costs that key and a warning, never the document.

use std::{
    fmt::{self, Display},
    str::FromStr,
};

use jiff::{Timestamp, civil, civil::Date};
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use super::error::InvalidMetadata;
use crate::{
    acts::numbers::parse_date,
    document::{
        DocumentId, Kind, Language, Metadata, ParseError, WebUrl, WebUrlFault, quoted, quoted::brief, warsaw,
    },
};

/// The maximum size of front matter, in bytes; in practice it stays below a few hundred.
const MAX_BYTES: usize = 64 * 1024;

/// The known keys, some of which JSON has too; every value is read as text, whatever its YAML type.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Keys {
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) parent: Option<String>,
    pub(crate) lead: Option<String>,
}

/// Parses the known keys of a YAML mapping, with warnings for those that were dropped.
pub(crate) fn parse(yaml: &str) -> Result<(Metadata, Vec<String>), InvalidMetadata> {
    if yaml.len() > MAX_BYTES {
        return Err(InvalidMetadata::TooLong { bytes: yaml.len(), limit: MAX_BYTES });
    }
    if is_blank(yaml) {
        return Ok((Metadata::default(), Vec::new()));
    }
    let keys = serde_saphyr::from_str_with_options::<Keys>(yaml, options());
    keys.map(|keys| resolve(&keys)).map_err(|error| explain(&error))
}

/// The keys of a sidecar.
const SIDECAR_KEYS: [&str; 8] =
    ["title", "url", "published", "kind", "language", "parent", "lead", "charset"];
/// The maximum number of unknown keys that are named.
const MAX_NAMED: usize = 5;

/// What a sidecar says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct SidecarFacts {
    pub(crate) metadata: Metadata,
    /// The character set of the file, if the file does not declare it: that of the answer of a server.
    pub(crate) charset: Option<String>,
    /// What was dropped, and why.
    pub(crate) warnings: Vec<String>,
}

/// Parses a sidecar. Unlike front matter, which other programs read as well, it has no keys but ours.
pub(crate) fn parse_sidecar(bytes: &[u8]) -> Result<SidecarFacts, InvalidMetadata> {
    let yaml = std::str::from_utf8(bytes).map_err(|_| InvalidMetadata::NotUtf8)?;
    if yaml.len() > MAX_BYTES {
        return Err(InvalidMetadata::TooLong { bytes: yaml.len(), limit: MAX_BYTES });
    }
    if is_blank(yaml) {
        return Ok(SidecarFacts::default());
    }
    let SidecarKeys { keys, charset, unknown } =
        serde_saphyr::from_str_with_options(yaml, options()).map_err(|error| explain(&error))?;
    let (metadata, mut warnings) = resolve(&keys);
    let known = || SIDECAR_KEYS.join("`, `");
    warnings.extend(
        unknown.iter().map(|name| format!("unknown key {}: use some of `{}`", quoted(name), known())),
    );
    Ok(SidecarFacts { metadata, charset, warnings })
}

/// The keys of a sidecar as written, and the names of those that mean nothing.
#[derive(Default)]
struct SidecarKeys {
    keys: Keys,
    charset: Option<String>,
    unknown: Vec<String>,
}

impl<'de> Deserialize<'de> for SidecarKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SidecarVisitor)
    }
}

struct SidecarVisitor;

impl<'de> Visitor<'de> for SidecarVisitor {
    type Value = SidecarKeys;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("lines such as `title: Text`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SidecarKeys, A::Error> {
        let mut found = SidecarKeys::default();
        while let Some(name) = map.next_key::<String>()? {
            if let Some(value) = found.value_of(&name) {
                *value = map.next_value()?;
                continue;
            }
            map.next_value::<IgnoredAny>()?;
            if found.unknown.len() < MAX_NAMED {
                found.unknown.push(name);
            }
        }
        Ok(found)
    }
}

impl SidecarKeys {
    fn value_of(&mut self, name: &str) -> Option<&mut Option<String>> {
        match name {
            "title" => Some(&mut self.keys.title),
            "url" => Some(&mut self.keys.url),
            "published" => Some(&mut self.keys.published),
            "kind" => Some(&mut self.keys.kind),
            "language" => Some(&mut self.keys.language),
            "parent" => Some(&mut self.keys.parent),
            "lead" => Some(&mut self.keys.lead),
            "charset" => Some(&mut self.charset),
            _ => None,
        }
    }
}

/// Whether there is nothing but comments.
fn is_blank(yaml: &str) -> bool {
    yaml.lines().all(|line| line.trim().is_empty() || line.trim().starts_with('#'))
}

/// Parses the known keys of TOML, with warnings for those that were dropped.
pub(crate) fn parse_toml(source: &str) -> Result<(Metadata, Vec<String>), InvalidMetadata> {
    if source.len() > MAX_BYTES {
        return Err(InvalidMetadata::TooLong { bytes: source.len(), limit: MAX_BYTES });
    }
    let table = source.parse::<toml::Table>().map_err(|error| {
        let line =
            error.span().map_or(1, |span| 1 + source[..span.start.min(source.len())].matches('\n').count());
        let reason = error.message().lines().next().unwrap_or_default().to_owned();
        InvalidMetadata::Toml { line, reason }
    })?;
    let value = |name: &str| match table.get(name)? {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Array(_) | toml::Value::Table(_) => None,
        scalar => Some(scalar.to_string()),
    };
    let keys = Keys {
        title: value("title"),
        url: value("url"),
        published: value("published"),
        kind: value("kind"),
        language: value("language"),
        parent: value("parent"),
        lead: value("lead"),
    };
    Ok(resolve(&keys))
}

/// Returns limits far above what seven scalar keys need and far below what could do harm.
fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: 10_000,
            max_nodes: 5_000,
            max_depth: 16,
            flow_nesting_limit: 16,
            max_aliases: 16,
            max_anchors: 16,
            max_recorded_anchor_events: 1_000,
            max_recorded_anchor_bytes: MAX_BYTES,
            max_documents: 2,
            max_merge_keys: 16,
            max_total_scalar_bytes: MAX_BYTES,
        },
        with_snippet: false,
    }
}

fn explain(error: &serde_saphyr::Error) -> InvalidMetadata {
    let message = error.to_string();
    let message = message.lines().next().unwrap_or_default();
    let place = error.location().filter(|_| !message.contains("line "));
    InvalidMetadata::Yaml { line: place.map(|at| at.line()), reason: brief(&message) }
}

/// Returns the usable values, and a warning for each unusable one.
pub(crate) fn resolve(keys: &Keys) -> (Metadata, Vec<String>) {
    let mut warnings = Vec::new();
    // A kind that is given but unknown becomes `page`, so that no other kind is guessed.
    let unknown_kind = keys.kind.as_deref().and_then(fold).map(|_| Kind::Page);
    let metadata = Metadata {
        title: keys.title.as_deref().and_then(fold),
        url: checked(keys.url.as_ref(), web_address, &mut warnings),
        published: checked(keys.published.as_ref(), published, &mut warnings),
        kind: checked(keys.kind.as_ref(), Kind::from_str, &mut warnings).or(unknown_kind),
        language: checked(keys.language.as_ref(), Language::from_str, &mut warnings),
        parent: checked(keys.parent.as_ref(), DocumentId::from_str, &mut warnings),
        lead: keys.lead.as_deref().and_then(fold),
    };
    (metadata, warnings)
}

/// Parses the value of a key if it is given; an invalid one leaves a warning.
fn checked<T, E: Display>(
    value: Option<&String>,
    parse: impl Fn(&str) -> Result<T, E>,
    warnings: &mut Vec<String>,
) -> Option<T> {
    let value = value.and_then(|value| fold(value))?;
    parse(&value).map_err(|error| warnings.push(error.to_string())).ok()
}

/// Joins the words of a text with single spaces; `None` if there are none.
pub(crate) fn fold(text: &str) -> Option<String> {
    if is_folded(text) {
        return Some(text.to_owned());
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    (!folded.is_empty()).then_some(folded)
}

/// Cheap check whether a text already has single spaces only, as most titles do.
fn is_folded(text: &str) -> bool {
    let mut before = b' ';
    let is_single = text.bytes().all(|byte| {
        // White space that is not in ASCII begins with one of these bytes.
        let is_clear = byte > b' ' && !matches!(byte, 0xc2 | 0xe1..=0xe3);
        let is_single = is_clear || byte == b' ' && before != b' ';
        before = byte;
        is_single
    });
    is_single && before != b' '
}

/// Parses the date of publication.
///
/// Accepts a date in any form that [`parse_date`] reads, or a date and time, which gives the date in Warsaw.
pub(crate) fn published(text: &str) -> Result<Date, ParseError> {
    let day = parse_date(text).or_else(|| moment(text)).or_else(|| local_day(text));
    day.ok_or_else(|| ParseError::Date(quoted(text).to_string()))
}

fn moment(text: &str) -> Option<Date> {
    let moment: Timestamp = text.trim().parse().ok()?;
    Some(moment.to_zoned(warsaw()).date())
}

fn local_day(text: &str) -> Option<Date> {
    let text = text.trim();
    text.parse::<civil::DateTime>().ok().map(civil::DateTime::date)
}

/// Checks that a URL is safe to send a reader to.
pub(crate) fn web_address(text: &str) -> Result<String, String> {
    let url = text.parse::<WebUrl>().map(WebUrl::into_text);
    url.map_err(|fault| {
        let advice = match fault {
            WebUrlFault::Scheme => "one that begins with `https://`",
            WebUrlFault::Content => "one with a host, without spaces or a user name",
        };
        format!("unusable URL {}: use {advice}", quoted(text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_known_keys_are_read_and_others_ignored() {
        let yaml = "title: \"Na  konwencie\"\nurl: https://krakow.pl/a\npublished: 2022-09-27\nkind: news\n\
            language: pl-PL\nparent: posts/a\nlead: >\n  Dwa\n  wiersze\ntags: [a, {b: c}]\n";
        let (metadata, warnings) = parse(yaml).unwrap();
        assert_eq!(warnings, Vec::<String>::new());
        assert_eq!(metadata.title.as_deref(), Some("Na konwencie"));
        assert_eq!(metadata.url.as_deref(), Some("https://krakow.pl/a"));
        assert_eq!(metadata.published, Some(Date::constant(2022, 9, 27)));
        assert_eq!((metadata.kind, metadata.language), (Some(Kind::News), Some(Language::POLISH)));
        assert_eq!(metadata.parent.map(String::from).as_deref(), Some("posts/a"));
        assert_eq!(metadata.lead.as_deref(), Some("Dwa wiersze"));
    }

    #[test]
    fn the_unknown_keys_of_a_sidecar_are_named() {
        let read =
            parse_sidecar(b"tytul: a\ntitle: 2022\ncharset: iso-8859-2\ntags: [a, {b: c}]").expect("YAML");
        assert_eq!(read.metadata.title.as_deref(), Some("2022"));
        assert_eq!(read.charset.as_deref(), Some("iso-8859-2"));
        assert_eq!(read.warnings.len(), 2);
        assert!(read.warnings[0].starts_with("unknown key `tytul`: use some of `title`, "), "{read:?}");
        for blank in ["", "# nothing", "title:", "title: ~"] {
            assert_eq!(parse_sidecar(blank.as_bytes()), Ok(SidecarFacts::default()), "{blank}");
        }
        for (broken, part) in
            [("title: [a, b]", "line 1"), ("tekst", "line 1"), ("title: a\ntitle: b", "line 2")]
        {
            let refused = parse_sidecar(broken.as_bytes()).expect_err(broken).to_string();
            assert!(refused.contains(part), "{refused}");
        }
        assert_eq!(parse_sidecar(b"title: \xb3"), Err(InvalidMetadata::NotUtf8));
    }

    #[test]
    fn a_title_of_another_scalar_type_becomes_text() {
        for title in ["2022", "1.10", "true", "2022-09-27", "0x1F", ".nan"] {
            let (metadata, _) = parse(&format!("title: {title}")).unwrap();
            assert_eq!(metadata.title.as_deref(), Some(title));
        }
        for empty in ["title:", "title: ~", "title: ''", "", "# nothing", "\n\n"] {
            assert_eq!(parse(empty).unwrap(), (Metadata::default(), Vec::new()), "`{empty}`");
        }
    }

    #[track_caller]
    fn check_date(text: &str, expected: Option<Date>) {
        let (metadata, warnings) = parse(&format!("published: {text}")).unwrap();
        assert_eq!(metadata.published, expected);
        assert_eq!(warnings.len(), usize::from(expected.is_none()), "{warnings:?}");
    }

    #[test]
    fn the_publication_date_is_the_date_in_warsaw() {
        let day = Some(Date::constant(2022, 9, 27));
        check_date("27.09.2022", day);
        check_date("27 września 2022 r.", day);
        check_date("2022-09-26T23:30:00Z", day);
        check_date("2022-09-27T00:30:00+02:00", day);
        check_date("2022-09-27 12:00", day);
        check_date("\"2022-09-27T23:59:59\"", day);
        check_date("2022-12-31T23:30:00+00:00", Some(Date::constant(2023, 1, 1)));
        check_date("2022-12-31T22:30:00+00:00", Some(Date::constant(2022, 12, 31)));
        check_date("2022-02-30", None);
        check_date("wczoraj", None);
    }

    #[test]
    fn an_invalid_value_drops_its_key_with_a_warning() {
        let yaml = "title: A\nkind: blog\nlanguage: polski\nurl: javascript:alert(1)\nparent: ../a";
        let (metadata, warnings) = parse(yaml).unwrap();
        let expected =
            Metadata { title: Some("A".to_owned()), kind: Some(Kind::Page), ..Metadata::default() };
        assert_eq!(metadata, expected);
        assert_eq!(warnings.len(), 4, "{warnings:?}");
        assert!(warnings.iter().any(|warning| warning.contains("unknown kind `blog`")));
    }

    #[track_caller]
    fn check_refused(yaml: &str, part: &str) {
        let message = parse(yaml).unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
        assert!(!message.contains('\n'), "{message}");
    }

    #[test]
    fn invalid_yaml_is_rejected_with_its_line_number() {
        check_refused("title: a\nurl: [b\nkind: c", "line");
        check_refused("title: [a, b]", "line 1");
        check_refused("tylko tekst", "line 1");
        check_refused("title: a\ntitle: b", "line 2");
    }

    #[test]
    fn yaml_that_would_exhaust_memory_or_stack_is_rejected() {
        check_refused(&format!("a: {}", "[".repeat(20_000)), "");
        check_refused(&format!("title: {}", "x".repeat(70_000)), "70007 bytes");
        let mut bomb = "a: &a [x, x]\n".to_owned();
        for (name, last) in ('b'..='l').zip('a'..) {
            bomb.push_str(&format!("{name}: &{name} [*{last}, *{last}, *{last}, *{last}, *{last}]\n"));
        }
        check_refused(&bomb, "");
    }

    #[test]
    fn toml_yields_the_same_keys() {
        let toml =
            "title = \"Na  konwencie\"\npublished = 2022-09-27\nkind = 'news'\ntags = ['a']\n[extra]\na = 1";
        let (metadata, warnings) = parse_toml(toml).unwrap();
        assert_eq!(warnings, Vec::<String>::new());
        assert_eq!((metadata.title.as_deref(), metadata.kind), (Some("Na konwencie"), Some(Kind::News)));
        assert_eq!(metadata.published, Some(Date::constant(2022, 9, 27)));
        let (metadata, warnings) =
            parse_toml("title = 2022\npublished = 2022-09-26T23:30:00Z\nkind = 'blog'").unwrap();
        assert_eq!((metadata.title.as_deref(), metadata.kind), (Some("2022"), Some(Kind::Page)));
        assert_eq!((metadata.published, warnings.len()), (Some(Date::constant(2022, 9, 27)), 1));
        let message = parse_toml("a = 1\ntitle = [").unwrap_err().to_string();
        assert!(message.starts_with("metadata is not valid TOML at line 2: "), "{message}");
    }

    proptest::proptest! {
        #[test]
        fn no_toml_panics(toml in "(title|published|kind|=|\\[|\\{|\"|'|\n|1|\\PC){0,40}") {
            let _ = parse_toml(&toml);
        }

        #[test]
        fn no_yaml_panics(yaml in "(title|published|kind|: |- |&a |\\*a|\\[|\\{|\"|'|\n|  |\\PC){0,40}") {
            let _ = parse(&yaml);
            let _ = published(&yaml);
        }
    }
}
