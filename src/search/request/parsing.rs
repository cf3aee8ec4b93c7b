//! Parses the names and values of parameters into requests.
//!
//! Whether the values of a search go together is left to [`SearchRequest::checked`]. Invariants: an error
//! names the parameter and what would be valid; nothing is guessed or silently dropped.

use jiff::civil::Date;

use super::{
    AS_OF, DEFAULT_RELATED, MAX_FILTER_VALUES, MeetingsRequest, SearchParameter, SearchRequest,
    SuggestRequest,
    values::{date, district, invalid, number, parse_bool},
};
use crate::{
    document::quoted,
    error::{Error, Result},
};

/// The name and the value of a parameter.
pub type QueryPair = (String, String);

/// Parses the parameters of a search.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, if a value is empty or invalid, or if filters
/// have more values than a search accepts, equal ones included.
pub fn search_request(pairs: &[QueryPair]) -> Result<SearchRequest> {
    check_values(pairs)?;
    let mut request = SearchRequest::default();
    for (at, (name, value)) in pairs.iter().enumerate() {
        let parameter = SearchParameter::named(name).ok_or_else(|| unknown(name, &names()))?;
        if !parameter.is_repeatable() && pairs[..at].iter().any(|(earlier, _)| earlier == name) {
            return Err(repeated(name));
        }
        if value.trim().is_empty() && name != "q" {
            return Err(empty(name));
        }
        parameter.set(&mut request, value)?;
    }
    Ok(request)
}

/// Returns the names of all parameters: first those that may be given once.
fn names() -> Vec<&'static str> {
    let (repeatable, single): (Vec<&SearchParameter>, Vec<_>) =
        SearchParameter::all().iter().partition(|parameter| parameter.is_repeatable());
    single.into_iter().chain(repeatable).map(|parameter| parameter.name).collect()
}

/// Rejects more filter values than a search accepts; counts empty values, too, which forms send and pages
/// skip.
///
/// # Errors
/// Returns [`Error::Invalid`] with the number of values and the maximum.
pub fn check_values(pairs: &[QueryPair]) -> Result<()> {
    let is_value = |name: &str| SearchParameter::named(name).is_some_and(SearchParameter::is_repeatable);
    let values = pairs.iter().filter(|(name, _)| is_value(name)).count();
    let refusal =
        || Error::Invalid(format!("too many filter values ({values}): use at most {MAX_FILTER_VALUES}"));
    (values <= MAX_FILTER_VALUES).then_some(()).ok_or_else(refusal)
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

/// The parameters of a request for meetings; `body` and `district` may be repeated.
const MEETING_PARAMETERS: [&str; 8] =
    ["q", "body", "district", "from", "to", "announced", "page", "per_page"];

/// Parses the parameters of a request for meetings.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or a value is empty or invalid.
pub fn meetings_request(pairs: &[QueryPair]) -> Result<MeetingsRequest> {
    let is_list = |name: &str| matches!(name, "body" | "district");
    let singles: Vec<QueryPair> = pairs.iter().filter(|(name, _)| !is_list(name)).cloned().collect();
    check_names(&singles, &MEETING_PARAMETERS)?;
    let mut request = MeetingsRequest::default();
    for (name, value) in pairs {
        if value.trim().is_empty() && name != "q" {
            return Err(empty(name));
        }
        match name.as_str() {
            "q" => value.clone_into(&mut request.text),
            "body" => request.bodies.push(value.clone()),
            "district" => request.districts.push(district(name, value)?),
            "from" => request.from = Some(date(name, value)?),
            "to" => request.to = Some(date(name, value)?),
            "announced" => request.announced = Some(parse_bool(name, value)?),
            "page" => request.page = number(name, value)?,
            _ => request.per_page = number(name, value)?,
        }
    }
    Ok(request)
}

/// Parses the maximum number of related documents.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or the value is empty or invalid.
pub fn related_limit(pairs: &[QueryPair]) -> Result<usize> {
    check_singles(pairs, &["limit"])?;
    pairs.first().map_or(Ok(DEFAULT_RELATED), |(name, value)| number(name, value))
}

/// Parses the day of the status of a document.
///
/// # Errors
/// Returns [`Error::Invalid`] if a name is unknown or repeated, or the value is empty or no day.
pub fn status_day(pairs: &[QueryPair]) -> Result<Option<Date>> {
    check_singles(pairs, &[AS_OF])?;
    pairs.first().map(|(name, value)| date(name, value)).transpose()
}

/// Rejects unknown or repeated names, and empty values.
pub(crate) fn check_singles(pairs: &[QueryPair], known: &[&str]) -> Result<()> {
    check_names(pairs, known)?;
    match pairs.iter().find(|(_, value)| value.trim().is_empty()) {
        Some((name, _)) => Err(empty(name)),
        None => Ok(()),
    }
}

/// Rejects unknown or repeated names.
fn check_names(pairs: &[QueryPair], known: &[&str]) -> Result<()> {
    for (at, (name, _)) in pairs.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            return Err(unknown(name, known));
        }
        if pairs[..at].iter().any(|(earlier, _)| earlier == name) {
            return Err(repeated(name));
        }
    }
    Ok(())
}

fn unknown(name: &str, known: &[&str]) -> Error {
    invalid(format!("unknown parameter {}: use some of `{}`", quoted(name), known.join("`, `")))
}

fn repeated(name: &str) -> Error {
    invalid(format!("`{name}` is given twice: use it once"))
}

fn empty(name: &str) -> Error {
    invalid(format!("`{name}` is empty: give a value or omit it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Facet, Sort};

    /// Parses `name=value` pairs separated by `&`.
    fn read(query: &str) -> Result<SearchRequest> {
        let pair = |piece: &str| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            (name.to_owned(), value.to_owned())
        };
        search_request(&query.split('&').map(pair).collect::<Vec<_>>())
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
    fn too_many_filter_values_are_rejected_even_if_they_are_equal() {
        let query = |count: usize| vec!["kind=news"; count].join("&");
        assert!(read(&query(MAX_FILTER_VALUES)).is_ok());
        refused(&query(MAX_FILTER_VALUES + 1), &["51", "use at most 50"]);
    }

    #[test]
    fn every_parameter_is_parsed() {
        let query = "q=rada miasta+&kind=news&kind=act&district=XI&year=2017&organ=Rada Miasta&status=amended\
                     &lang=pl&lang=en&from=2017-01-02&to=2018-01-02&sort=newest&page=2&per_page=20\
                     &facets=kind,year&explain=1&as_of=2019-01-01";
        let request = read(query).expect("valid");
        assert_eq!(request.text, "rada miasta+");
        let filters = [
            (Facet::Kind, "news act"),
            (Facet::Year, "2017"),
            (Facet::Organ, "Rada Miasta"),
            (Facet::District, "XI"),
            (Facet::Language, "pl en"),
            (Facet::Status, "amended"),
        ];
        let filters = filters.map(|(facet, values)| (facet, values.to_owned()));
        let read = request.filters.iter().map(|(facet, values)| (*facet, values.join(" ")));
        assert_eq!(read.collect::<Vec<_>>(), filters);
        assert_eq!(request.from.map(|day| day.to_string()).as_deref(), Some("2017-01-02"));
        assert_eq!((request.sort, request.page, request.per_page), (Sort::Newest, 2, 20));
        assert_eq!((request.facets.len(), request.explain), (2, true));
        assert_eq!(request.as_of, Some(jiff::civil::date(2019, 1, 1)));
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
        refused("kind=ne\0ws", &["`kind`", r"`ne\u{0}ws`"]);
    }

    #[test]
    fn a_repeated_value_counts_once() {
        assert_eq!(read("kind=news&kind=news").expect("valid").filters[&Facet::Kind], ["news"]);
    }

    #[test]
    fn a_request_for_meetings_is_parsed_or_refused() {
        let pairs = |query: &str| -> Vec<QueryPair> {
            let pair = |piece: &str| piece.split_once('=').map(|(name, value)| (name.into(), value.into()));
            query.split('&').filter_map(pair).collect()
        };
        let query = "q=parki&body=konwent&body=rada&district=VII&from=2022-01-01&to=31.12.2022&announced=false\
                     &page=2&per_page=5";
        let request = meetings_request(&pairs(query)).expect("valid");
        assert_eq!((&*request.text, request.bodies.len(), &*request.districts[0]), ("parki", 2, "VII"));
        assert_eq!(
            (request.from, request.to),
            (Some(jiff::civil::date(2022, 1, 1)), Some(jiff::civil::date(2022, 12, 31)))
        );
        assert_eq!((request.announced, request.page, request.per_page), (Some(false), 2, 5));
        for (query, part) in [
            ("kind=news", "`kind`"),
            ("q=a&q=b", "twice"),
            ("district=XIX", "`XVIII`"),
            ("announced=yes", "`true`"),
            ("body=", "empty"),
            ("per_page=x", "whole number"),
        ] {
            let message = meetings_request(&pairs(query)).expect_err("a refusal").to_string();
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn errors_name_the_parameter_and_what_is_valid() {
        refused("colour=red", &["`colour`", "`per_page`"]);
        refused("kind=nwes", &["`kind`", "`nwes`", "`news`"]);
        refused("district=XIX", &["`district`", "`XIX`", "`XVIII`"]);
        refused("year=17", &["`year`", "`17`", "`2017`"]);
        refused("year=+201", &["`year`"]);
        refused("lang=polski", &["`lang`", "`polski`", "`pl`"]);
        refused("from=13.2017", &["`from`", "`13.2017`", "`2017-02-13`", "`13.02.2017`"]);
        for day in
            ["31.02.2017", "13.02.17", "013.02.2017", "13.02.2017.", "1.2.3.2017", "+1.02.2017", "13,02,2017"]
        {
            refused(&format!("to={day}"), &["`to`", day]);
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
    fn long_and_unusual_values_are_shortened_and_escaped_in_errors() {
        let message = read(&format!("kind={}\n", "x".repeat(5000))).expect_err("a refusal").to_string();
        assert!(message.len() < 300 && !message.contains('\n'), "{message}");
    }
}
