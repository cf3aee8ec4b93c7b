//! Front matter and sidecars: a few keys of YAML to [`Metadata`].
//!
//! Leaves to the extractors where the YAML stands. Always holds: a value that cannot be used costs
//! that key and a warning, never the document.

use std::str::FromStr;

use jiff::{Timestamp, civil, civil::Date, tz::TimeZone};
use serde::Deserialize;

use crate::{
    acts::numbers::parse_date,
    document::{Kind, Metadata},
};

/// The longest front matter, in bytes; the real ones stay below a few hundred.
const MAX_BYTES: usize = 64 * 1024;

/// The rule of Europe/Warsaw since 1996, so that no time zone database is needed.
const WARSAW: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// The keys we know; every value is taken as text, whatever YAML takes it for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Keys {
    title: Option<String>,
    url: Option<String>,
    published: Option<String>,
    kind: Option<String>,
    language: Option<String>,
    parent: Option<String>,
    lead: Option<String>,
}

/// Reads the known keys of a YAML mapping, with warnings for those that were dropped.
pub(crate) fn parse(yaml: &str) -> Result<(Metadata, Vec<String>), String> {
    if yaml.len() > MAX_BYTES {
        return Err(format!("metadata is {} bytes long: use at most {MAX_BYTES}", yaml.len()));
    }
    if yaml.lines().all(|line| line.trim().is_empty() || line.trim().starts_with('#')) {
        return Ok((Metadata::default(), Vec::new()));
    }
    let keys = serde_saphyr::from_str_with_options::<Keys>(yaml, options());
    keys.map(resolve).map_err(|error| explain(&error))
}

/// Limits far above seven scalar keys and far below what could hurt.
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

fn explain(error: &serde_saphyr::Error) -> String {
    let message = error.to_string();
    let message = message.lines().next().unwrap_or_default();
    let place = error.location().filter(|_| !message.contains("line "));
    let place = place.map_or(String::new(), |at| format!(" at line {}", at.line()));
    format!("metadata is not valid YAML{place}: {message}")
}

fn resolve(keys: Keys) -> (Metadata, Vec<String>) {
    let mut warnings = Vec::new();
    let kind = checked(keys.kind, Kind::from_str, &mut warnings);
    let metadata = Metadata {
        title: keys.title.as_deref().and_then(fold),
        url: checked(keys.url, |url| web_address(url), &mut warnings),
        published: checked(keys.published, |text| published(text), &mut warnings),
        // A kind that was given but is unknown is `page`, so that nothing else is guessed.
        kind: kind.map(|kind| kind.unwrap_or(Kind::Page)),
        language: None,
        parent: None,
        lead: keys.lead.as_deref().and_then(fold),
    };
    (metadata, warnings)
}
