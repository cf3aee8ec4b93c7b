//! Parses a query string into a [`SearchRequest`]; independent of HTTP except for the syntax of the string.
//!
//! Parsing has two steps, so that the command line can skip the first: [`pairs`] decodes the string,
//! [`search_request`] interprets the parameters. Whether the values go together is left to
//! [`SearchRequest::check`]. Invariants: an error names the parameter and what would be valid; nothing is
//! guessed or silently dropped.

use std::{fmt::Display, str::FromStr};

use jiff::civil::Date;
use percent_encoding::percent_decode_str;

use crate::{
    document::{DISTRICTS, DocumentId, Metadata, quoted},
    error::{Error, Result},
    search::{DEFAULT_RELATED, MAX_FILTER_VALUES, SearchRequest, SuggestRequest},
};

/// The name and the value of a parameter.
pub type QueryPair = (String, String);

/// Parameters that may be given more than once.
const REPEATABLE: [&str; 6] = ["kind", "district", "year", "organ", "status", "lang"];
/// Parameters that may be given once.
const SINGLE: [&str; 8] = ["q", "from", "to", "sort", "page", "per_page", "facets", "explain"];
/// The parameter that makes unknown fields of a document an error.
const STRICT: &str = "strict";
/// Decodes the parameters of a query string in the encoding of HTML forms: `+` is a space.
///
/// # Errors
/// Returns [`Error::Invalid`] naming the parameter if its escapes are malformed or not UTF-8.
pub fn pairs(query: &str) -> Result<Vec<QueryPair>> {
    let pieces = query.split('&').filter(|piece| !piece.is_empty());
    let pair = |piece: &str| {
        let (raw_name, raw_value) = piece.split_once('=').unwrap_or((piece, ""));
        let name = decode(raw_name).map_err(|reason| invalid(format!("bad parameter name: {reason}")))?;
        let value =
            decode(raw_value).map_err(|reason| invalid(format!("bad {}: {reason}", quoted(&name))))?;
        Ok((name, value))
    };
    pieces.map(pair).collect()
}

fn decode(raw: &str) -> std::result::Result<String, String> {
    for (at, _) in raw.match_indices('%') {
        let digits = raw.as_bytes().get(at + 1..at + 3).unwrap_or_default();
        if digits.len() < 2 || !digits.iter().all(u8::is_ascii_hexdigit) {
            let escape: String = raw[at..].chars().take(3).collect();
            return Err(format!("{} is not a valid escape: write `%25` for a percent sign", quoted(&escape)));
        }
    }
    let spaced = raw.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded.map(Into::into).map_err(|_| "not UTF-8: encode it as UTF-8, as in `%C5%82` for `ł`".to_owned())
}

/// Returns whether this is the name of a search parameter.
pub(super) fn is_of_search(name: &str) -> bool {
    SINGLE.contains(&name) || REPEATABLE.contains(&name)
}

/// Rejects more filter values than a search accepts; counts empty values, too, which forms send and pages
/// skip.
pub(super) fn check_values(pairs: &[QueryPair]) -> Result<()> {
    let values = pairs.iter().filter(|(name, _)| is_repeatable(name)).count();
    let refusal =
        || Error::Invalid(format!("too many filter values ({values}): use at most {MAX_FILTER_VALUES}"));
    (values <= MAX_FILTER_VALUES).then_some(()).ok_or_else(refusal)
}

/// Returns whether a search accepts several values of this parameter.
pub(super) fn is_repeatable(name: &str) -> bool {
    REPEATABLE.contains(&name)
}

/// Parses the parameters of a search.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or a value is empty or invalid.
pub fn search_request(pairs: &[QueryPair]) -> Result<SearchRequest> {
    let mut request = SearchRequest::default();
    for (at, (name, value)) in pairs.iter().enumerate() {
        let is_single = SINGLE.contains(&name.as_str());
        if !is_of_search(name) {
            let known = [SINGLE.as_slice(), REPEATABLE.as_slice()].concat().join("`, `");
            return Err(invalid(format!("unknown parameter {}: use some of `{known}`", quoted(name))));
        }
        if is_single && pairs[..at].iter().any(|(earlier, _)| earlier == name) {
            return Err(invalid(format!("`{name}` is given twice: use it once")));
        }
        if value.trim().is_empty() && name != "q" {
            return Err(invalid(format!("`{name}` is empty: give a value or omit it")));
        }
        set(&mut request, name, value)?;
    }
    Ok(request)
}

/// Parses the parameters of a request for suggestions.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or the limit is invalid.
pub fn suggest_request(pairs: &[QueryPair]) -> Result<SuggestRequest> {
    let mut request = SuggestRequest::default();
    check_names(pairs, &["q", "limit"])?;
    for (name, value) in pairs {
        match name.as_str() {
            "q" => value.clone_into(&mut request.text),
            _ => request.limit = number(name, value)?,
        }
    }
    Ok(request)
}

/// Parses the maximum number of related documents.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or the value is empty or invalid.
pub fn related(pairs: &[QueryPair]) -> Result<usize> {
    check_singles(pairs, &["limit"])?;
    pairs.first().map_or(Ok(DEFAULT_RELATED), |(name, value)| number(name, value))
}

/// Parses the metadata of an uploaded document: the keys of a sidecar file.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or a value is empty or invalid.
pub fn metadata(pairs: &[QueryPair]) -> Result<Metadata> {
    const KNOWN: [&str; 8] = ["title", "url", "published", "kind", "language", "parent", "lead", STRICT];
    check_singles(pairs, &KNOWN)?;
    let mut metadata = Metadata::default();
    for (name, value) in pairs.iter().filter(|(name, _)| name != STRICT) {
        match name.as_str() {
            "title" => metadata.title = Some(value.clone()),
            "url" => metadata.url = Some(web_address(value)?),
            "published" => metadata.published = Some(date(name, value)?),
            "kind" => metadata.kind = Some(parsed(name, value)?),
            "language" => metadata.language = Some(parsed(name, value)?),
            "parent" => {
                metadata.parent =
                    Some(value.parse().map_err(|reason| invalid(format!("bad `parent`: {reason}")))?);
            }
            _ => metadata.lead = Some(value.clone()),
        }
    }
    Ok(metadata)
}

/// Parses whether unknown fields of a document are an error.
///
/// # Errors
/// Returns [`Error::Invalid`] if the value is invalid.
pub fn is_strict(pairs: &[QueryPair]) -> Result<bool> {
    let strict = pairs.iter().find(|(name, _)| name == STRICT);
    strict.map_or(Ok(false), |(name, value)| parse_bool(name, value))
}

/// Parses whether unknown fields are an error in a stream of documents, which has no other parameter.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or the value is empty or invalid.
pub fn is_strict_stream(pairs: &[QueryPair]) -> Result<bool> {
    check_singles(pairs, &[STRICT])?;
    is_strict(pairs)
}

/// The requested part of the list of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListParams {
    /// Lists only documents after this id.
    pub after: Option<DocumentId>,
    /// Maximum number of documents.
    pub limit: usize,
    /// Whether to list withdrawn documents instead of those that are present.
    pub withdrawn: bool,
}

/// Maximum number of documents listed at a time.
pub const MAX_LISTED: usize = 1_000;
/// Default number of documents listed.
pub const DEFAULT_LISTED: usize = 100;

/// Parses the parameters of the list of documents.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or a value is empty, invalid or out of range.
pub fn listed(pairs: &[QueryPair]) -> Result<ListParams> {
    check_singles(pairs, &["after", "limit", "withdrawn"])?;
    let mut listed = ListParams { after: None, limit: DEFAULT_LISTED, withdrawn: false };
    for (name, value) in pairs {
        match name.as_str() {
            "after" => {
                listed.after =
                    Some(value.parse().map_err(|reason| invalid(format!("bad `after`: {reason}")))?);
            }
            "limit" => listed.limit = number(name, value)?,
            _ => listed.withdrawn = parse_bool(name, value)?,
        }
    }
    if !(1..=MAX_LISTED).contains(&listed.limit) {
        return Err(bad("limit", &listed.limit.to_string(), &format!("use 1 to {MAX_LISTED}")));
    }
    Ok(listed)
}

/// Parses whether a withdrawal also removes the original.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or the value is empty or invalid.
pub fn purge(pairs: &[QueryPair]) -> Result<bool> {
    check_singles(pairs, &["purge"])?;
    pairs.first().map_or(Ok(false), |(name, value)| parse_bool(name, value))
}

/// Rejects unknown or repeated names, and empty values.
fn check_singles(pairs: &[QueryPair], known: &[&str]) -> Result<()> {
    check_names(pairs, known)?;
    match pairs.iter().find(|(_, value)| value.trim().is_empty()) {
        Some((name, _)) => Err(invalid(format!("`{name}` is empty: give a value or omit it"))),
        None => Ok(()),
    }
}

/// Rejects unknown or repeated names.
fn check_names(pairs: &[QueryPair], known: &[&str]) -> Result<()> {
    for (at, (name, _)) in pairs.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            let known = known.join("`, `");
            return Err(invalid(format!("unknown parameter {}: use some of `{known}`", quoted(name))));
        }
        if pairs[..at].iter().any(|(earlier, _)| earlier == name) {
            return Err(invalid(format!("`{name}` is given twice: use it once")));
        }
    }
    Ok(())
}

/// Checks that a value is the URL of a web page.
fn web_address(value: &str) -> Result<String> {
    let lower = value.get(..8).unwrap_or_default().to_ascii_lowercase();
    let is_web = lower.starts_with("http://") || lower == "https://";
    let is_plain = !value.contains(|c: char| c.is_control() || c.is_whitespace());
    (is_web && is_plain)
        .then(|| value.to_owned())
        .ok_or_else(|| bad("url", value, "use a URL that begins with `https://` or `http://`"))
}

fn set(request: &mut SearchRequest, name: &str, value: &str) -> Result<()> {
    match name {
        "q" => value.clone_into(&mut request.text),
        "kind" => add(&mut request.kinds, parsed(name, value)?),
        "district" => add(&mut request.districts, district(value)?),
        "year" => add(&mut request.years, year(value)?),
        "organ" => add(&mut request.organs, value.to_owned()),
        "status" => add(&mut request.statuses, value.to_owned()),
        "lang" => add(&mut request.languages, parsed(name, value)?),
        "from" => request.from = Some(date(name, value)?),
        "to" => request.to = Some(date(name, value)?),
        "sort" => request.sort = parsed(name, value)?,
        "page" => request.page = number(name, value)?,
        "per_page" => request.per_page = number(name, value)?,
        "explain" => request.explain = parse_bool(name, value)?,
        _ => {
            for facet in value.split(',') {
                add(&mut request.facets, parsed(name, facet.trim())?);
            }
        }
    }
    Ok(())
}

fn add<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}

fn parsed<T: FromStr<Err: Display>>(name: &str, value: &str) -> Result<T> {
    value.parse().map_err(|reason| invalid(format!("bad `{name}`: {reason}")))
}

fn district(value: &str) -> Result<String> {
    let known = DISTRICTS.contains(&value);
    known.then(|| value.to_owned()).ok_or_else(|| bad("district", value, "use `I` to `XVIII`"))
}

fn year(value: &str) -> Result<u16> {
    let year = digits(value).filter(|_| value.len() == 4);
    year.ok_or_else(|| bad("year", value, "use four digits, as in `2017`"))
}

fn date(name: &str, value: &str) -> Result<Date> {
    day(value).ok_or_else(|| bad(name, value, "use a date such as `2017-02-13` or `13.02.2017`"))
}

/// Parses a day in ISO 8601 or the Polish notation: `2017-02-13`, `13.02.2017`, `3.2.2017`.
pub(super) fn day(value: &str) -> Option<Date> {
    // The parser accepts more forms than the contract: times, zones, digits without dashes.
    let is_plain = value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    value.parse().ok().filter(|_| is_plain).or_else(|| dotted_date(value))
}

/// Parses a day in the order day, month, year, separated by dots.
fn dotted_date(value: &str) -> Option<Date> {
    let mut parts = value.split('.');
    let mut part = |lengths: std::ops::RangeInclusive<usize>| {
        let part = parts.next().filter(|part| lengths.contains(&part.len()))?;
        digits::<i16>(part)
    };
    let (day, month, year) = (part(1..=2)?, part(1..=2)?, part(4..=4)?);
    let is_whole = parts.next().is_none();
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok().filter(|_| is_whole)
}

pub(super) fn number(name: &str, value: &str) -> Result<usize> {
    digits(value).ok_or_else(|| bad(name, value, "use a whole number from 1"))
}

fn digits<T: FromStr>(value: &str) -> Option<T> {
    value.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.parse().ok()).flatten()
}

pub(super) fn parse_bool(name: &str, value: &str) -> Result<bool> {
    match value {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(bad(name, value, "use `true` or `false`")),
    }
}

pub(super) fn bad(name: &str, value: &str, right: &str) -> Error {
    invalid(format!("bad `{name}` {}: {right}", quoted(value)))
}

fn invalid(message: String) -> Error {
    Error::Invalid(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::Kind, search::Sort};

    fn read(query: &str) -> Result<SearchRequest> {
        search_request(&pairs(query)?)
    }

    #[track_caller]
    fn refused(query: &str, parts: &[&str]) {
        let message = read(query).expect_err("a refusal").to_string();
        for part in parts {
            assert!(message.contains(part), "`{message}` lacks `{part}`");
        }
    }

    #[test]
    fn too_many_filter_values_are_rejected_even_if_they_are_empty() {
        let pairs = |count: usize| vec![("organ".to_owned(), String::new()); count];
        assert!(check_values(&pairs(MAX_FILTER_VALUES)).is_ok());
        let refused = check_values(&pairs(MAX_FILTER_VALUES + 1)).expect_err("too many").to_string();
        assert!(refused.contains("use at most 50"), "{refused}");
    }

    #[test]
    fn every_parameter_is_parsed() {
        let query = "q=rada+miasta%2B&kind=news&kind=act&district=XI&year=2017&organ=Rada+Miasta&status=x\
                     &lang=pl&lang=en&from=2017-01-02&to=2018-01-02&sort=newest&page=2&per_page=20\
                     &facets=kind,year&explain=1";
        let request = read(query).expect("valid");
        assert_eq!(request.text, "rada miasta+");
        assert_eq!(request.kinds, [Kind::News, Kind::Act]);
        assert_eq!((request.districts.join(""), request.years), ("XI".to_owned(), vec![2017]));
        assert_eq!((request.organs.join(""), request.languages.len()), ("Rada Miasta".to_owned(), 2));
        assert_eq!(request.from.map(|day| day.to_string()).as_deref(), Some("2017-01-02"));
        assert_eq!((request.sort, request.page, request.per_page), (Sort::Newest, 2, 20));
        assert_eq!((request.facets.len(), request.explain), (2, true));
    }

    #[test]
    fn dates_are_written_with_dashes_or_dots() {
        for day in ["2017-02-13", "13.02.2017", "13.2.2017"] {
            let request = read(&format!("from={day}&to={day}")).expect("valid");
            assert_eq!(
                (request.from, request.to),
                (Some(jiff::civil::date(2017, 2, 13)), request.from),
                "{day}"
            );
        }
    }

    #[test]
    fn control_characters_are_not_ignored() {
        refused("kind=ne%00ws", &["`kind`", r"`ne\u{0}ws`"]);
    }

    #[test]
    fn a_repeated_value_counts_once() {
        assert_eq!(read("kind=news&kind=news").expect("valid").kinds, [Kind::News]);
    }

    #[test]
    fn errors_name_the_parameter_and_what_is_valid() {
        refused("colour=red", &["`colour`", "`per_page`"]);
        refused("kind=nwes", &["`kind`", "`nwes`", "`news`"]);
        refused("district=XIX", &["`district`", "`XIX`", "`XVIII`"]);
        refused("year=17", &["`year`", "`17`", "`2017`"]);
        refused("year=%2B201", &["`year`"]);
        refused("lang=polski", &["`lang`", "`polski`", "`pl`"]);
        refused("from=13.2017", &["`from`", "`13.2017`", "`2017-02-13`", "`13.02.2017`"]);
        for day in
            ["31.02.2017", "13.02.17", "013.02.2017", "13.02.2017.", "1.2.3.2017", "+1.02.2017", "13,02,2017"]
        {
            refused(&format!("to={}", day.replace('+', "%2B")), &["`to`", day]);
        }
        refused("to=2017-02-30", &["`to`", "`2017-02-30`"]);
        refused("to=20170213", &["`to`"]);
        refused("sort=best", &["`sort`", "`best`", "`newest`"]);
        refused("page=-1", &["`page`", "`-1`"]);
        refused("page=99999999999999999999", &["`page`"]);
        refused("per_page=ten", &["`per_page`", "`ten`"]);
        refused("facets=kind,,year", &["`facets`", "`kind`"]);
        refused("explain=yes", &["`explain`", "`yes`", "`true`"]);
    }

    #[test]
    fn repeated_single_parameters_and_empty_values_are_rejected() {
        refused("q=a&q=b", &["`q`", "twice"]);
        refused("page=1&page=1", &["`page`", "twice"]);
        refused("kind=", &["`kind`", "empty"]);
        refused("from", &["`from`", "empty"]);
        assert_eq!(read("q=&year=2017").expect("valid").text, "");
    }

    #[test]
    fn errors_about_escapes_name_the_parameter() {
        refused("q=100%", &["`q`", "`%`", "`%25`"]);
        refused("q=%zz", &["`q`", "`%zz`"]);
        refused("organ=%FF", &["`organ`", "UTF-8"]);
        refused("%FF=a", &["parameter name"]);
        refused("q=%ł", &["`q`"]);
    }

    #[test]
    fn long_and_unusual_values_are_shortened_and_escaped_in_errors() {
        let message = read(&format!("kind={}%0A", "x".repeat(5000))).expect_err("a refusal").to_string();
        assert!(message.len() < 300 && !message.contains('\n'), "{message}");
    }
}
